"""From a sheet and an answer to points, properties and words."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from striate.exercise import Case, Exercise, Property
from striate.outcome import Answer, Lost, Raised, Value, attempt
from striate.sheet import FunctionSheet, sheet_for
from striate.verdict import Verdict, judge
from tests import toy

SHEET = sheet_for(toy.HALF, lesson="toy")
assert isinstance(SHEET, FunctionSheet)


def verdict_on(function: Callable[..., Any], sheet: Any = SHEET) -> Verdict:
    return judge(sheet, lambda case: attempt(function, case))


def test_a_right_answer_earns_everything() -> None:
    verdict = verdict_on(toy.half)
    assert (verdict.state, verdict.score) == ("passed", 4)


def test_a_stub_is_not_started_and_earns_nothing() -> None:
    def stub(x: Any, shift: Any) -> None:
        raise NotImplementedError("Write half here.")

    verdict = verdict_on(stub)
    assert (verdict.state, verdict.score) == ("not started", 0)
    assert not any(p.passed for p in verdict.properties.values())


def test_a_property_is_earned_by_its_weight() -> None:
    def without_error(x: Any, shift: Any) -> Any:
        return np.asarray(x) / 2 + shift

    verdict = verdict_on(without_error)
    assert {name: p.passed for name, p in verdict.properties.items()} == {
        "numbers": True,
        "called twice": True,
        "errors": False,
    }
    assert verdict.score == 3


def test_refusing_everything_earns_no_error_property() -> None:
    def refuse(x: Any, shift: Any) -> None:
        raise ValueError

    verdict = verdict_on(refuse)
    assert verdict.score == 0
    assert not verdict.properties["errors"].passed


@pytest.mark.parametrize("wrong", toy.HALF.misconceptions, ids=lambda wrong: wrong.name)
def test_a_misconception_gets_its_own_sentence(wrong: Any) -> None:
    verdict = verdict_on(wrong.function)
    assert verdict.misconception == wrong.name
    assert verdict.message.startswith(wrong.sentence)


def test_an_unknown_mistake_gets_no_diagnosis_but_the_first_difference() -> None:
    verdict = verdict_on(lambda x, shift: np.asarray(x) * 3 + shift)
    assert verdict.misconception is None
    assert "half(x, 2) with odd numbers" in verdict.message
    assert "expected 2.5, got 5" in verdict.message


def test_a_relation_between_the_numbers_is_said_where_the_mistake_is_not_known() -> None:
    assert "wrong sign" in verdict_on(lambda x, shift: -toy.half(x, shift)).message
    known = verdict_on(toy.half_floored)
    assert "off by" not in known.message


def test_hidden_cases_tell_no_values() -> None:
    def right_in_public(x: Any, shift: Any) -> Any:
        return toy.half(x, shift) if np.shape(x)[1] != 3 else np.asarray(x) + 12345

    verdict = verdict_on(right_in_public)
    said = verdict.message + " ".join(failure.sentence for failure in verdict.failures)
    assert "“numbers”: The values are not right." in verdict.message
    for trial in SHEET.trials:
        if not trial.public and isinstance(trial.expected, Value):
            assert not any(f"{value:.4g}"[:5] in said for value in trial.expected.value.ravel())


def test_of_an_exception_on_a_hidden_case_only_type_and_line_are_said() -> None:
    def leaking(x: Any, shift: Any) -> Any:
        if np.shape(x)[1] == 3:
            raise RuntimeError(f"secret {x}")
        return toy.half(x, shift)

    message = verdict_on(leaking).message
    assert "RuntimeError" in message
    assert "secret" not in message


def test_a_function_that_hangs_is_asked_twice_and_no_more() -> None:
    asked: list[Case] = []

    def hanging(case: Case) -> Answer:
        asked.append(case)
        return Answer(Lost("time"))

    verdict = judge(SHEET, hanging)
    assert len(asked) == 2
    assert (verdict.state, verdict.score) == ("lost", 0)
    assert "ran out of time" in verdict.message


def test_an_interrupt_ends_the_check() -> None:
    asked: list[Case] = []

    def interrupted(case: Case) -> Answer:
        asked.append(case)
        return Answer(Lost("interrupted"))

    judge(SHEET, interrupted)
    assert len(asked) == 1


def test_a_changed_input_is_remarked_on() -> None:
    def writing_back(x: Any, shift: Any) -> Any:
        result = toy.half(x, shift)
        x[...] = x + 0.0
        x[0, 0] = -x[0, 0]
        x[0, 0] = -x[0, 0]
        return result

    assert not verdict_on(writing_back).remarks
    assert verdict_on(toy.half_writing).remarks


def test_a_whole_number_that_came_as_a_float_is_right_and_remarked_on() -> None:
    count = Exercise(
        target=lambda n: n // 2,
        points=1,
        minutes=1,
        properties=(Property("sizes", public=(Case((4,)), Case((7,)))),),
    )
    sheet = sheet_for(count, lesson="toy")
    as_float = verdict_on(lambda n: float(n // 2), sheet)
    assert as_float.passed
    assert "it is a float (2.0)" in as_float.remarks[0]
    assert not verdict_on(lambda n: n // 2, sheet).remarks


def test_a_frequent_error_is_explained() -> None:
    message = verdict_on(lambda x, shift: list(range(2.0))).message  # type: ignore[call-overload]
    assert "cannot be interpreted as an integer. A float came where a place or a size is wanted" in message


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Value(3), "passed"),
        (Value(3.0), "passed"),
        (Value(np.int64(3)), "passed"),
        (Value("3"), "passed"),
        (Value([3]), "passed"),
        (Value("three"), "failed"),
        (Value(4), "failed"),
        (Value(...), "not started"),
        (Value(None), "failed"),
        (Value(object()), "failed"),
        (Lost("missing"), "failed"),
        (Raised(("NameError",)), "failed"),
    ],
)
def test_a_question_is_judged_by_its_fingerprint(outcome: Any, state: str) -> None:
    verdict = judge(sheet_for(toy.WHY, lesson="toy"), lambda _: Answer(outcome))
    assert verdict.state == state
    assert verdict.score == (1 if state == "passed" else 0)


def test_a_known_wrong_answer_to_a_question_gets_its_sentence() -> None:
    assert judge(sheet_for(toy.WHY, lesson="toy"), lambda _: Answer(Value(4))).message == "That is one too many."


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        ((3, 2), "passed", "differ"),
        ([1.0, 4], "passed", "differ"),
        (np.array([1, 4]), "passed", "differ"),
        ((4, 2), "failed", "Two divides four."),
        ((4, 1), "failed", "agree"),
        ((4, 0), "failed", "not valid"),
        ((9, 1), "failed", "a = 9 is not one of the values allowed"),
        ((1, 2, 3), "failed", "Return 2 values"),
        (None, "failed", "Return 2 values"),
        (("x", object()), "failed", "not one of the values allowed"),
    ],
)
def test_an_input_to_find_is_looked_up(value: Any, state: str, said: str) -> None:
    verdict = judge(sheet_for(toy.FIND, lesson="toy"), lambda _: Answer(Value(value)))
    assert verdict.state == state
    assert said in verdict.message
