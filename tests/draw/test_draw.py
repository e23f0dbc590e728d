"""What every drawing promises: words for those who cannot see it, the same bytes each time, nothing left open."""

import gc
import io
import re
import subprocess
import sys
import weakref
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from striate import draw

RNG = np.random.default_rng(0)
NOTES = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
PREWITT = np.array([[1, 0, -1]] * 3)
PHOTO = RNG.integers(0, 256, (60, 90, 3), dtype=np.uint8)
MAP = RNG.standard_normal((40, 50))

EVERY: dict[str, Callable[[], Figure]] = {
    "pictures": lambda: draw.pictures([PHOTO, MAP], ["a photo", "a map"], signed=[False, True]),
    "matrix": lambda: draw.matrix(PREWITT, "prewitt", signed=True, highlight=(0, 0, 2, 2)),
    "convolution": lambda: draw.convolution(NOTES, PREWITT, position=(1, 1)),
    "convolution of a photograph": lambda: draw.convolution(MAP, PREWITT, position=(20, 30)),
    "steps": lambda: draw.steps(NOTES, PREWITT, pad=1, stride=2),
    "curve": lambda: draw.curve([1, 2, 3], [[3.0, 2, 1], [1, 1, 2]], ["loss", "other"], log="y", marks={2: "here"}),
    "counts": lambda: draw.counts(np.arange(9).reshape(3, 3), "windows", unit="times"),
    "comparison": lambda: draw.comparison(PREWITT, -PREWITT),
}


def on_axes() -> Any:
    return Figure().add_subplot()


@pytest.mark.parametrize("name", EVERY)
def test_a_drawing_is_a_figure_with_words_and_the_same_png_twice(name: str) -> None:
    figure = EVERY[name]()
    assert isinstance(figure, Figure)
    assert len(draw.alt(figure)) > 20
    assert draw.alt(figure).endswith(".")
    first = draw.png(figure)
    assert first == draw.png(EVERY[name]())
    assert b"Matplotlib" not in first
    with Image.open(io.BytesIO(first)) as image:
        assert image.width <= 800


@pytest.mark.parametrize("name", EVERY)
def test_a_drawing_is_gone_when_nobody_holds_it(name: str) -> None:
    gone = weakref.ref(EVERY[name]())
    gc.collect()
    assert gone() is None


def test_drawing_never_starts_pyplot() -> None:
    drawing = "import sys; from striate import draw; draw.png(draw.matrix([[1]]))"
    code = f"{drawing}; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_does_not_load_the_networks_before_a_kernel_is_drawn() -> None:
    code = "import sys; from striate import draw; sys.exit('striate.nn.functional' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_readers_own_settings_change_nothing_and_stay() -> None:
    plain = draw.png(EVERY["curve"]())
    with mpl.rc_context({"text.color": "red", "font.size": 30, "axes.facecolor": "black", "savefig.bbox": "tight"}):
        assert draw.png(EVERY["curve"]()) == plain
        assert mpl.rcParams["font.size"] == 30


def test_words_of_a_figure_drawn_elsewhere_are_empty() -> None:
    assert draw.alt(Figure()) == ""


@pytest.mark.parametrize(
    "drawing",
    [
        lambda ax: draw.matrix(PREWITT, ax=ax),
        lambda ax: draw.counts(NOTES, ax=ax),
        lambda ax: draw.curve([1, 2], [3, 4], ax=ax),
    ],
)
def test_given_axes_are_drawn_into(drawing: Callable[[Any], Figure]) -> None:
    ax = on_axes()
    assert drawing(ax) is ax.figure
    assert draw.alt(ax.figure)
    assert draw.png(ax.figure)


def test_a_matrix_is_read_out_row_by_row() -> None:
    figure = draw.matrix([[1, -2], [0.5, 3]], "weights", highlight=[(0, 0, 1, 2), (1, 1, 1, 1)])
    assert draw.alt(figure) == (
        "weights, 2 by 2: 1.00 −2.00; 0.50 3.00. Framed: rows 0 to 0, columns 0 to 1. "
        "Framed: rows 1 to 1, columns 1 to 1."
    )


@pytest.mark.parametrize("M", [[[np.nan, np.inf], [-np.inf, 0]], np.zeros((1, 1)), [True, False], np.full((30, 40), 3)])
def test_a_matrix_may_hold_anything_that_is_a_number(M: Any) -> None:
    assert draw.png(draw.matrix(M))


@pytest.mark.parametrize("M", [np.zeros((2, 2, 2)), [], "text", [[1], [2, 3]], 5])
def test_what_is_no_matrix_is_refused_in_a_sentence(M: Any) -> None:
    with pytest.raises(ValueError, match="M is to be a matrix"):
        draw.matrix(M)


def test_a_window_outside_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2, 0, 2, 1\) does not lie inside 3 rows and 3 columns"):
        draw.matrix(PREWITT, highlight=(2, 0, 2, 1))
    with pytest.raises(ValueError, match="does not lie inside"):
        draw.pictures(PHOTO, windows=(0, 80, 10, 11))


def test_pictures_of_every_kind_are_told_apart_in_words() -> None:
    figure = draw.pictures([PHOTO, MAP, MAP > 0], ["one", "two", "three"], signed=[False, True, False])
    words = draw.alt(figure)
    assert "one: colour picture, 60 by 90 pixels" in words
    assert "two: signed map, 40 by 50 pixels, values −" in words
    assert "three: grey picture, 40 by 50 pixels, values 0 to 1" in words


@pytest.mark.parametrize(
    "images",
    [
        PHOTO,
        MAP,
        PHOTO / 255,
        PHOTO.astype(float),
        RNG.random((7, 28, 28)),
        RNG.random((2, 8, 8, 3)),
        RNG.random((3, 8, 8, 1)),
        [PHOTO, MAP],
        [[1, 2], [3, 4]],
        np.full((5, 5), np.nan),
        np.zeros((3, 200)),
        np.zeros((200, 3)),
        np.zeros((14, 4, 4)),
    ],
)
@pytest.mark.parametrize("signed", [False, True])
def test_pictures_of_any_shape_fit_the_page(images: Any, signed: bool) -> None:
    figure = draw.pictures(images, signed=signed, colourbar=True)
    assert figure.get_figwidth() <= 7.21
    assert draw.png(figure)


@pytest.mark.parametrize(
    ("images", "options", "sentence"),
    [
        ([], {}, "no picture to draw"),
        (np.zeros((2, 2, 5, 5, 5)), {}, r"this one has \(2, 5, 5, 5\)"),
        ([np.zeros((0, 3))], {}, "shape"),
        ([np.array([["a", "b"]])], {}, "real numbers"),
        ([MAP, MAP], {"titles": ["one"]}, "2 pictures but 1 titles"),
        ([MAP, MAP], {"signed": [True]}, "2 pictures but 1 signed"),
    ],
)
def test_pictures_that_cannot_be_drawn_are_refused_in_a_sentence(images: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.pictures(images, **options)


def test_a_few_strong_edges_do_not_wash_out_the_others() -> None:
    weak = np.tile([[0.0, 1.0]], (50, 25))
    weak[0, 0] = -1000
    sheet = draw.pictures(weak, signed=True).axes[0]
    assert sheet.images[0].get_array()[0, 1] == 1.0
    assert [text.get_text() for text in sheet.texts[:3]] == ["1", "0", "−1"]


def test_a_curve_is_told_by_its_ends_and_its_extremes() -> None:
    figure = draw.curve([0, 1, 2, 3], [4, 1, np.nan, 2], "loss", x_label="step", y_label="error", log="y")
    assert draw.alt(figure) == "error over step, logarithmic in y. loss: from 4 at 0 to 2 at 3, lowest 1 at 1."


@pytest.mark.parametrize(
    ("ys", "labels", "sentence"),
    [
        ([1, 2], None, "both are to be"),
        ([[1, 2, 3]], ["a", "b"], "1 curves but 2 labels"),
        ([[1, 2, 3]] * 7, None, "At most 6"),
    ],
)
def test_curves_that_do_not_fit_are_refused(ys: Any, labels: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.curve([1, 2, 3], ys, labels)


def test_counts_say_where_most_are() -> None:
    figure = draw.counts([[1, 2], [4, 2]], "windows", unit="times")
    assert draw.alt(figure) == "windows (times), 2 by 2, values 1 to 4, most at row 1, column 0. Row by row: 1 2; 4 2."


def test_a_convolution_writes_its_sum_out() -> None:
    words = draw.alt(draw.convolution([[1, 2, 3], [4, 5, 6]], [[1, -1]], position=(1, 0)))
    assert words.endswith("At output row 1, column 0: 4·1 + 5·(−1) = −1.")
    assert "Output, 2 by 2: −1 −1; −1 −1." in words


def test_a_given_output_is_shown_even_if_it_is_wrong_but_not_in_another_shape() -> None:
    assert "= 9." in draw.alt(draw.convolution(NOTES, PREWITT, np.full((4, 4), 9)))
    with pytest.raises(ValueError, match=r"output is \(4, 4\); the one given is \(3, 3\)"):
        draw.convolution(NOTES, PREWITT, np.zeros((3, 3)))


@pytest.mark.parametrize("position", [(4, 0), (0, -1), (0, 0, 0)])
def test_a_position_outside_the_output_is_refused(position: Any) -> None:
    with pytest.raises(ValueError, match="there is no row and column"):
        draw.convolution(NOTES, PREWITT, position=position)


def test_steps_stop_at_the_first_the_next_the_second_row_and_the_last() -> None:
    words = draw.alt(draw.steps(NOTES, PREWITT))
    stops = re.findall(r"row (\d), column (\d) gives", words)
    assert stops == [("0", "0"), ("0", "1"), ("1", "0"), ("3", "3")]


@pytest.mark.parametrize("shape", [(3, 3), (3, 4), (4, 3)])
def test_steps_of_few_windows_repeat_none(shape: tuple[int, int]) -> None:
    words = draw.alt(draw.steps(np.ones(shape), PREWITT))
    assert words.count("gives") == max(shape) - 2


def test_steps_ask_for_an_image_that_can_be_read() -> None:
    with pytest.raises(ValueError, match="14 by 14; numbers are readable up to 12 by 12"):
        draw.steps(np.zeros((12, 12)), PREWITT, pad=1)


def test_whole_numbers_of_steps_get_no_ticks_between_them() -> None:
    for steps in (3, 21):
        ticks = draw.curve(range(steps), range(steps)).axes[0].get_xticks()
        assert (ticks == np.round(ticks)).all()
