"""The picture on the card of a failed check takes any answer, and is quick and small."""

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from striate import draw
from striate.draw import glyphs

EXPECTED = np.array([[0, 30, 30, 0]] * 4)


class Awkward:
    """An object that answers every question with an error."""

    def __array__(self, *_: object, **__: object) -> Any:
        raise RuntimeError("no")

    def __float__(self) -> float:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "yours",
    [
        None,
        3,
        "text",
        "$x$",
        [],
        [[]],
        [[1, 2], [3]],
        [[1, 2], [3, 4]],
        {"a": 1},
        (number for number in range(3)),
        Awkward(),
        [Awkward()],
        [[Awkward()]],
        type("$\\bad$", (), {})(),
        np.zeros(4),
        np.zeros((4, 4, 1)),
        np.zeros((0, 4)),
        np.zeros((4, 0)),
        np.zeros((1, 4000)),
        np.array([[None, 1]]),
        np.array([["a", "b"]]),
        np.ones((4, 4), dtype=complex),
        np.ones((4, 4), dtype=bool),
        np.ones((4, 4), dtype=np.float16),
        np.ma.masked_all((4, 4)),
        np.zeros((4, 4), dtype=[("x", float)]),
        np.full((4, 4), np.nan),
        np.full((4, 4), np.inf),
        np.full((4, 4), 1e308),
        np.array([[10**400] * 4] * 4, dtype=object),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_answer_is_drawn_or_named(yours: Any) -> None:
    figure = draw.comparison(EXPECTED, yours)
    assert draw.png(figure)
    assert draw.alt(figure).startswith("Expected, 4 by 4: 0 30 30 0;")


numbers = st.floats(width=64, allow_nan=True, allow_infinity=True)
matrices = arrays.arrays(
    np.float64, arrays.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=11), elements=numbers
)


@settings(
    max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(matrices, matrices)
@pytest.mark.filterwarnings("error")
def test_any_two_matrices_are_drawn_without_a_warning(expected: Any, yours: Any) -> None:
    assert draw.png(draw.comparison(expected, yours))


def test_the_words_name_the_first_difference() -> None:
    yours = EXPECTED.astype(float)
    yours[1, 2] = np.nan
    words = draw.alt(draw.comparison(EXPECTED, yours))
    assert words.endswith("1 of 16 values differ, first at row 1, column 2: 30 expected, nan came.")


def test_equal_results_are_said_to_agree() -> None:
    assert draw.alt(draw.comparison(EXPECTED, EXPECTED * (1 + 1e-9))).endswith("They agree.")


def test_other_shapes_are_drawn_without_a_difference() -> None:
    figure = draw.comparison(EXPECTED, EXPECTED[:, :3])
    assert draw.alt(figure).endswith("The shapes differ.")
    assert "yours − expected" not in [text.get_text() for text in figure.axes[0].texts]


def shades(figure: Any) -> list[Any]:
    """The colours of the cells, panel by panel."""
    return [np.asarray(image.get_array()) for image in figure.axes[0].images]


@pytest.mark.parametrize("yours", [0.0, 5.0, 40.0, 5000.0, -3.0])
def test_one_shade_is_one_number_in_both_panels(yours: float) -> None:
    flat = np.full((2, 2), 4.12)
    first, second, _ = shades(draw.comparison(flat, np.full((2, 2), yours)))
    assert not np.allclose(first[0, 0], second[0, 0])
    same, again, _ = shades(draw.comparison(flat, [[4.12, yours], [yours, yours]]))
    assert np.allclose(same[0, 0], again[0, 0])


@pytest.mark.parametrize("wild", [np.nan, np.inf, -np.inf, 1e308, 5000.0])
def test_one_wild_number_leaves_the_shades_of_the_others_apart(wild: float) -> None:
    expected = np.array([[1.0, 2.0], [3.0, 4.5]])
    yours = expected.copy()
    yours[0, 0] = wild
    first, second, _ = shades(draw.comparison(expected, yours))
    assert np.allclose(first[1], second[1])
    assert np.abs(first[0, 1] - first[1, 1]).max() > 0.1


def test_both_panels_write_numbers_in_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    outlines = glyphs.outlines

    def noted(texts: Any, height: float) -> Any:
        written.extend(text for _, _, text in texts)
        return outlines(texts, height)

    monkeypatch.setattr(glyphs, "outlines", noted)
    draw.comparison([[4.12, 5]], [[4, 5]])
    draw.comparison([[4.12, 5]], [[4, 1e9]])
    assert written[:4] == ["4.12", "5.00", "4.00", "5.00"]
    assert written[6:10] == ["4.12", "5.00", "4.00", "1e+09"]


def test_nothing_else_than_a_matrix_can_be_expected() -> None:
    with pytest.raises(ValueError, match="expected is to have two axes"):
        draw.comparison(np.zeros(3), EXPECTED)


@pytest.mark.parametrize("shape", [(4, 4), (8, 8), (40, 60), (2000, 3000)])
def test_a_comparison_is_quick_and_small(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    expected, yours = rng.standard_normal(shape), rng.standard_normal(shape)
    png = draw.png(draw.comparison(expected, yours))
    assert len(png) < 250_000
    spent = []
    for _ in range(3):
        start = time.process_time()
        draw.png(draw.comparison(expected, yours))
        spent.append(time.process_time() - start)
    # A quarter of a second of processor time is twice what it takes; the card itself has 0.3 s.
    assert min(spent) < (0.25 if max(shape) < 1000 else 1.0)
