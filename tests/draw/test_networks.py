"""Drawings of networks: their filters, maps, volumes, plans and mistakes."""

import doctest
import sys
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from striate import draw

RNG = np.random.default_rng(0)
LAYERS = [("input", (32, 32, 3)), ("conv1", (28, 28, 8)), ("dense", (120,))]


def written(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_feature_maps_are_named_by_their_channels_and_say_which_are_dead() -> None:
    A = RNG.random((1, 6, 8, 20))
    A[..., 2] = 0
    A[..., 5] *= 9
    figure = draw.feature_maps(A)
    assert written(figure) == [str(channel) for channel in range(16)]
    assert draw.alt(figure).startswith(
        "16 of 20 feature maps, 6 by 8 each, each on its own scale. Strongest on average: 5"
    )
    assert "The same everywhere: 2." in draw.alt(figure)


def test_chosen_feature_maps_come_in_their_order_with_their_titles() -> None:
    figure = draw.feature_maps(RNG.standard_normal((4, 4, 9)), ["edges", "spots"], channels=[7, 0], shared=True)
    assert written(figure) == ["edges", "spots"]
    assert "2 of 9 feature maps, 4 by 4 each, on one scale, signed." in draw.alt(figure)


@pytest.mark.parametrize(
    ("shape", "options", "sentence"),
    [
        ((2, 4, 4, 3), {}, r"this has shape \(2, 4, 4, 3\)"),
        ((4, 4, 3), {"channels": [3]}, "no channel 3: the volume has 3"),
        ((4, 4, 3), {"titles": ["one"]}, "3 maps but 1 titles"),
    ],
)
def test_feature_maps_that_are_none_are_refused(shape: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.feature_maps(np.zeros(shape), **options)


def test_filters_over_colours_are_colours_with_grey_for_zero() -> None:
    W = np.zeros((3, 3, 3, 2))
    W[1, 1, 0, 1] = -2.0
    figure = draw.filters(W)
    first, second = (image.get_array() for image in figure.axes[0].images)
    assert (first == 128).all()
    assert second[1, 1].tolist() == [0, 128, 128]
    assert "2 of 2 filters, 3 by 3, in colour, grey is 0" in draw.alt(figure)


def test_filters_of_a_deep_layer_need_an_input_channel() -> None:
    W = RNG.standard_normal((3, 3, 16, 80))
    with pytest.raises(ValueError, match="look at 16 channels; choose one to show with channel=0 to 15"):
        draw.filters(W)
    assert "64 of 80 filters, 3 by 3, input channel 4 of 16, signed" in draw.alt(draw.filters(W, channel=4))
    with pytest.raises(ValueError, match="no input channel 16"):
        draw.filters(W, channel=16)


@pytest.mark.parametrize("W", [np.zeros((5, 5)), np.zeros((0, 5, 3, 2)), np.zeros(())])
def test_filters_of_another_shape_are_refused(W: Any) -> None:
    with pytest.raises(ValueError, match=r"Filters have the shape \(f, f, n_C_prev, n_C\)"):
        draw.filters(W)


@pytest.mark.parametrize("W", [np.zeros((3, 3, 1, 2)), RNG.standard_normal((1, 1, 3, 70)), np.full((3, 3, 2), np.nan)])
def test_filters_without_weight_or_with_odd_ones_can_be_drawn(W: Any) -> None:
    assert draw.png(draw.filters(W))


def test_volumes_are_told_in_order_and_fit_the_page() -> None:
    figure = draw.volumes(LAYERS, title="small")
    assert draw.alt(figure) == "small: 3 volumes, in order: input 32 by 32 by 3; conv1 28 by 28 by 8; dense 120."
    many = draw.volumes([(f"conv{layer}", (224 // layer, 224 // layer, 64 * layer)) for layer in range(1, 23)])
    assert many.get_figwidth() <= 7.21


def test_rows_of_an_activation_table_can_be_drawn_as_they_are() -> None:
    assert "pool1 14 by 14 by 8" in draw.alt(draw.volumes([("pool1", (14, 14, 8), 1568, 0)]))


def test_volumes_are_to_one_scale() -> None:
    figure = draw.volumes([("a", (40, 40, 10)), ("b", (20, 20, 20))])
    fronts = [patch.get_xy() for patch in figure.axes[0].artists + figure.axes[0].patches][::3]
    tall = [float(np.ptp(front[:, 1])) for front in fronts]
    long = [float(np.ptp(front[:, 0])) for front in fronts]
    assert tall[0] == pytest.approx(2 * tall[1])
    assert long[1] == pytest.approx(2 * long[0])


@pytest.mark.parametrize("layers", [[], [("conv1", (3, 3))], [("conv1", (0, 3, 3))], ["conv1"], [5], [("conv1", None)]])
def test_volumes_of_no_shape_are_refused(layers: Any) -> None:
    with pytest.raises(ValueError, match=r"no layers|is to be|A layer is a name and a shape"):
        draw.volumes(layers)


def test_the_plan_of_a_network_is_read_out_with_its_branches() -> None:
    module = draw.Branches(["1×1"], ["1×1", draw.Shortcut("3×3")], [])
    assert draw.alt(draw.architecture(["input", module])) == (
        "Architecture: input, then 3 branches (1×1), (1×1, then (3×3) with a shortcut around it, joined by +) and "
        "(nothing), joined by concatenate."
    )


def test_a_spec_is_written_as_the_course_writes_it() -> None:
    spec = [
        ("c1", "conv", 11, 96, 4, "valid", 2),
        ("p1", "pool", 3, 2),
        ("d1", "dense", 10),
        ("c2", "conv", 3, 8, 1, 1, 1),
    ]
    assert written(draw.architecture(spec)) == [
        "c1\n11×11, 96, /4, 2 groups",
        "p1\npool 3×3, /2",
        "d1\ndense, 10",
        "c2\n3×3, 8",
    ]


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize("count", [1, 5, 40])
def test_a_plan_of_any_length_fits_the_page(direction: Any, count: int) -> None:
    figure = draw.architecture(["conv 3×3, 64"] * count, direction=direction, title="a network")
    assert figure.get_figwidth() <= 7.21
    assert draw.png(figure)


@pytest.mark.parametrize(
    ("layers", "options", "sentence"),
    [
        ([], {}, "nothing|no layers"),
        (["input", 5], {}, "This is no layer: 5"),
        ([draw.Branches()], {}, "at least one path"),
        (["input"], {"direction": "up"}, "'up'"),
    ],
)
def test_what_is_no_plan_is_refused(layers: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.architecture(layers, **options)


def test_the_confusion_matrix_says_what_is_taken_for_what() -> None:
    figure = draw.confusion([[8, 2], [0, 10]], ["cat", "dog"], title="pets")
    assert draw.alt(figure) == "pets, 2 classes: 18 of 20 right (90.0 %). Most often wrong: cat given as dog 2 times."
    assert draw.alt(draw.confusion([[1, 0], [0, 0]])).endswith("1 of 1 right (100.0 %). None is wrong.")
    assert draw.alt(draw.confusion(np.zeros((2, 2)))).endswith("empty.")


@pytest.mark.parametrize(
    ("M", "options", "sentence"),
    [
        (np.zeros((2, 3)), {}, "square, 24 by 24 at most, .* this is 2 by 3"),
        (np.zeros((25, 25)), {}, "this is 25 by 25"),
        ([[1, -1], [0, 1]], {}, "from −1"),
        (np.eye(3), {"names": ["a"]}, "3 classes but 1 names"),
    ],
)
def test_what_is_no_confusion_matrix_is_refused(M: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.confusion(M, **options)


@pytest.mark.parametrize(
    "drawing",
    [
        lambda ax: draw.volumes(LAYERS, ax=ax),
        lambda ax: draw.architecture(["a", "b"], ax=ax),
        lambda ax: draw.confusion(np.eye(3), ax=ax),
        lambda ax: draw.boxes(np.zeros((9, 9)), [[1, 1, 5, 5]], ax=ax),
        lambda ax: draw.landmarks(np.zeros((9, 9)), [[1, 1]], ax=ax),
    ],
)
def test_given_axes_are_drawn_into(drawing: Any) -> None:
    ax = Figure().add_subplot()
    assert drawing(ax) is ax.figure
    assert draw.alt(ax.figure)


def test_the_example_of_the_documentation_holds() -> None:
    assert doctest.testmod(sys.modules["striate.draw.architecture"]).failed == 0
