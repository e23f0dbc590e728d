"""Calling a function in this process and surviving what it does."""

import sys
from typing import Any

import numpy as np
import pytest

from striate.exercise import Case, Construct
from striate.outcome import Lost, Raised, Value, attempt, build


def test_a_result_comes_back_as_it_was_when_it_was_returned() -> None:
    kept = np.zeros(2)

    def f() -> np.ndarray:
        return kept

    answer = attempt(f, Case(()))
    kept[0] = 1
    assert isinstance(answer.outcome, Value)
    assert answer.outcome.value.tolist() == [0, 0]


def test_the_case_keeps_its_arrays_when_a_function_writes_into_them() -> None:
    def f(x: np.ndarray) -> float:
        x *= 2
        return float(x.sum())

    case = Case((np.ones(3),), times=2)
    answer = attempt(f, case)
    assert answer.outcome == Value(12.0), "the second call gets the very same array"
    assert answer.changed
    assert case.args[0].tolist() == [1, 1, 1]


def _endless() -> None:
    raise KeyboardInterrupt


def _recursive() -> Any:
    return _recursive()


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        (lambda: sys.exit("bye"), "SystemExit"),
        (lambda: 1 / 0, "ZeroDivisionError"),
        (_recursive, "RecursionError"),
        (lambda x: x, "TypeError"),
    ],
)
def test_whatever_is_raised_is_an_outcome(function: Any, outcome: str) -> None:
    came = attempt(function, Case(())).outcome
    assert isinstance(came, Raised)
    assert came.kind == outcome


def test_an_interrupt_is_an_outcome_of_its_own() -> None:
    assert attempt(_endless, Case(())).outcome == Lost("interrupted")


def test_a_subclass_of_an_exception_names_its_bases() -> None:
    class OwnError(ValueError):
        pass

    def f() -> None:
        raise OwnError("no")

    came = attempt(f, Case(())).outcome
    assert isinstance(came, Raised)
    assert came.kinds[:2] == ("OwnError", "ValueError")
    assert came.message == "no"


def test_prints_are_kept_apart_and_bounded() -> None:
    answer = attempt(lambda: print("x" * 10_000), Case(()))
    assert answer.outcome == Value(None)
    assert len(answer.output) == 2000


def test_constructs_are_built_afresh_for_each_call() -> None:
    array = np.arange(6).reshape(2, 3)
    made = build((Construct("view", (array,)), Construct("seeded", (7,))))
    assert not made[0].flags.c_contiguous
    assert made[0].tolist() == array.tolist()
    assert made[1].integers(1000) == np.random.default_rng(7).integers(1000)
