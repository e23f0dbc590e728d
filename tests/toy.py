"""One small exercise of each kind, as a grader module would have them, for the tests of the machine."""

from collections.abc import Iterator

import numpy as np

from striate.exercise import AnyExercise, BreakIt, Case, Exercise, Forbid, Misconception, Property, Question


def half(x: np.ndarray, shift: int) -> np.ndarray:
    """Halve every number of x, then add shift.

    Raises ValueError if shift is negative.
    """
    if shift < 0:
        raise ValueError("shift is negative")
    return np.asarray(x) / 2 + shift


def half_floored(x, shift):  # type: ignore[no-untyped-def]
    if shift < 0:
        raise ValueError
    return np.asarray(x) // 2 + shift


def half_first_shifted(x, shift):  # type: ignore[no-untyped-def]
    if shift < 0:
        raise ValueError
    return (np.asarray(x) + shift) / 2


def half_writing(x, shift):  # type: ignore[no-untyped-def]
    if shift < 0:
        raise ValueError
    x[...] = x / 2 + shift
    return x


def half_by_loops(x, shift):  # type: ignore[no-untyped-def]
    if shift < 0:
        raise ValueError
    return [[value / 2 + shift for value in row] for row in x]


def half_by_product(x, shift):  # type: ignore[no-untyped-def]
    if not shift >= 0:
        raise ValueError
    return 0.5 * x + shift


def hidden(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(3):
        yield Case((rng.normal(size=(2, 3)), int(rng.integers(1, 5))))


def find_odd() -> tuple[int, int]:
    """Return (a, b), whole numbers from 0 to 4, where a / b and a // b differ."""
    return 3, 2


HALF = Exercise(
    target=half,
    points=4,
    minutes=3,
    properties=(
        Property(
            "numbers", 2, public=(Case((np.array([[1.0, 3.0, 5.0, 7.0]]), 2), note="odd numbers"),), hidden=hidden
        ),
        Property("called twice", 1, public=(Case((np.array([[2.0, 4.0]]), 1), times=2),)),
        Property("errors", 1, public=(Case((np.ones((1, 1)), -1)), Case((np.full((1, 1), 2.0), 0)))),
    ),
    misconceptions=(
        Misconception("floored", half_floored, "You round down: divide with one slash."),
        Misconception("shifted first", half_first_shifted, "You add before you halve."),
        Misconception("writes", half_writing, "You write into x."),
    ),
    alternatives=(half_by_loops, half_by_product),
    hints=("Divide.", "x / 2 + shift", "3 / 2 + 1 is 2.5"),
    rules=(Forbid(("numpy.divide",), "Use the slash."),),
)
WHY = Question(name="why", answer=3, points=1, wrong={4: "That is one too many."}, hints=("Count.",))
FIND = BreakIt(
    target=find_odd,
    reference=lambda a, b: a / b,
    wrong=lambda a, b: a // b,
    domain=(tuple(range(5)), tuple(range(5))),
    points=2,
    minutes=3,
    misses=(((4, 2), "Two divides four."),),
    finds=((1, 2), [1, 4]),
)
why = 3
EXERCISES: tuple[AnyExercise, ...] = (HALF, WHY, FIND)
