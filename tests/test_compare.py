"""What counts as equal, and how a difference is said."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from striate.compare import compare, short
from striate.exercise import Equal

GRID = np.arange(6.0).reshape(2, 3)

SAME = [
    ("a Python number for a NumPy scalar", np.float64(3.0), 3),
    ("a 0-d array for a number", 3, np.array(3)),
    ("an integer for a whole float", 3.0, 3),
    ("a whole float for an integer", 3, 3.0),
    ("float32 for float64", GRID / 7, (GRID / 7).astype(np.float32)),
    ("a list for an array", GRID, GRID.tolist()),
    ("an array for a tuple", (1, 2), np.array([1, 2])),
    ("a list for a tuple", (1, 2), [1, 2]),
    ("a loss as 0-d array beside a gradient", (1.5, GRID), [np.array(1.5), GRID.tolist()]),
    ("rounding far below the largest number", np.array([1e6, 0.0]), np.array([1e6, 1e-3])),
    ("zero up to rounding", np.zeros(3), np.full(3, 1e-9)),
    ("NumPy text for text", "valid", np.str_("valid")),
    ("infinity for infinity", np.array([np.inf, 1]), np.array([np.inf, 1])),
    ("a mask of NumPy booleans for a list of booleans", [True, False], np.array([True, False])),
    ("an empty array of another type", np.zeros((0, 3)), np.zeros((0, 3), int)),
    ("nested tuples of unequal length", ((1, 2), (3,)), [[1, 2], [3]]),
    ("a dict with the same keys", {"a": GRID, "b": 1}, {"b": 1.0, "a": GRID}),
    ("a subclass of array", GRID, np.asmatrix(GRID)),
]

DIFFERENT = [
    ("a transposed shape", GRID, GRID.T, "shape"),
    ("an extra axis", GRID, GRID[None], "shape"),
    ("an array for one number", 3, np.array([3]), "shape"),
    ("a large count that is off by one", 1_000_000, 1_000_001.0, "value"),
    ("NaN for a number", 1.0, math.nan, "value"),
    ("infinity for a number", 1.0, math.inf, "value"),
    ("the other infinity", math.inf, -math.inf, "value"),
    ("numbers for booleans", np.array([True, False]), np.array([1, 0]), "type"),
    ("complex for real", 1.0, 1 + 0j, "type"),
    ("None", GRID, None, "type"),
    ("no answer yet", 3, ..., "type"),
    ("a generator", GRID, (row for row in GRID), "type"),
    ("a range", [0, 1], range(2), "type"),
    ("rows of unequal length", GRID, [[1, 2, 3], [4]], "type"),
    ("an array of objects", GRID, GRID.astype(object) * Fraction(1, 3), "type"),
    ("text for a number", 3, "3", "type"),
    ("a function", 3, len, "type"),
    ("too few items", (1.0, GRID), (1.0,), "length"),
    ("a wrong item", (1.0, GRID), (1.0, GRID + 1), "value"),
    ("other words", "valid", "same", "value"),
    ("missing keys", {"a": 1}, {"b": 1}, "keys"),
]


@pytest.mark.parametrize(("what", "expected", "actual"), SAME, ids=[row[0] for row in SAME])
def test_equal_content_counts_as_equal_whatever_holds_it(what: str, expected: Any, actual: Any) -> None:
    assert compare(expected, actual) is None


@pytest.mark.parametrize(("what", "expected", "actual", "kind"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_a_difference_is_found_and_named(what: str, expected: Any, actual: Any, kind: str) -> None:
    difference = compare(expected, actual)
    assert difference is not None
    assert difference.kind == kind
    assert difference.sentence.endswith((".", "?"))


def test_the_first_difference_is_placed() -> None:
    actual = GRID.copy()
    actual[1, 2] = 9
    difference = compare(GRID, actual)
    assert difference is not None
    assert difference.where == (1, 2)
    assert difference.sentence == "1 of 6 numbers differ. At row 1, column 2: expected 5, got 9."


@pytest.mark.parametrize(
    ("actual", "pattern"),
    [
        (-GRID, "Every number has the wrong sign."),
        (GRID * 2.5, "Every number is 2.5 times what was expected."),
        (GRID + 1, "Every number is off by 1."),
        (GRID[::-1, ::-1], "Yours is the expected answer turned by 180°."),
        (GRID * 0, "Yours is zero everywhere."),
        (GRID * np.nan, "Yours holds NaN or infinity: look for a division by zero."),
    ],
)
def test_a_relation_that_holds_for_all_numbers_is_said(actual: np.ndarray, pattern: str) -> None:
    difference = compare(GRID, actual)
    assert difference is not None
    assert difference.pattern == pattern


def test_a_short_row_is_shown_whole_and_nothing_is_read_into_it() -> None:
    difference = compare((1, 1), (2, 2))
    assert difference is not None
    assert difference.sentence == "Expected (1, 1), got (2, 2)."
    assert difference.pattern == ""
    longer = compare([64, 60, 56, 52, 48], [64, 60])
    assert longer is not None
    assert longer.sentence == "Expected 5 numbers, got 2 numbers."


def test_exchanged_axes_are_recognised() -> None:
    square = np.arange(9.0).reshape(3, 3)
    difference = compare(square, square.T)
    assert difference is not None
    assert difference.pattern == "Yours is the expected answer with its axes exchanged."


def test_numbers_that_print_alike_are_said_in_full() -> None:
    difference = compare(np.array([1.0]), np.array([1.00002]), Equal(rtol=1e-9))
    assert difference is not None
    assert "1.00002" in difference.sentence


class Liar:
    """Equal to everything, and an error to look at."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("expected", [1.0, GRID, "valid", None, (1.0, GRID)])
def test_an_object_equal_to_everything_is_equal_to_nothing(expected: Any) -> None:
    assert compare(expected, Liar()) is not None
    assert compare(expected, [Liar()]) is not None


def test_short_survives_what_cannot_be_printed() -> None:
    assert short(Liar()) == "a value of type Liar"
    assert len(short("x" * 1000)) <= 80


@pytest.mark.parametrize(
    ("relation", "expected", "right", "wrong"),
    [
        ("any order", [(1, 2), (3, 4)], [(3, 4), (1, 2)], [(3, 4), (3, 4)]),
        ("relabelled", np.array([0, 0, 1]), np.array([7, 7, 2]), np.array([7, 2, 2])),
        ("any of", [np.array([1, 0]), np.array([0, 1])], np.array([0, 1]), np.array([1, 1])),
        ("at most", np.array([1.0, 2.0]), np.array([0.5, 2.0]), np.array([0.5, 2.1])),
        ("at most", np.array([1.0]), np.array([0.5]), np.array([np.nan])),
    ],
)
def test_named_relations(relation: str, expected: Any, right: Any, wrong: Any) -> None:
    assert compare(expected, right, Equal(relation)) is None
    assert compare(expected, wrong, Equal(relation)) is not None


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)))
def test_every_array_equals_itself_and_differs_when_one_number_moves(array: np.ndarray) -> None:
    assert compare(array, array.copy()) is None
    moved = array.copy()
    moved.flat[0] += 1 + abs(array).max()
    assert compare(array, moved) is not None


def test_a_list_with_a_long_text_is_told_apart_without_being_made_an_array() -> None:
    # As an array of text this would take 400 GB.
    difference = compare(np.zeros(3), ["x" * 1_000_000] + ["a"] * 100_000)
    assert difference is not None
    assert difference.kind == "type"
