"""A check says what is wrong, survives any answer, and leaves the case to look into."""

import functools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from striate.cases import write_cases
from striate.check import CannotCheck, CheckFailed, check, hint
from striate.sheet import sheet_for
from striate.student.quiet import quiet
from tests import toy


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the public cases of the toy lesson in it."""
    sheets = [sheet_for(exercise, lesson="toy", public_only=True) for exercise in toy.EXERCISES]
    folder = tmp_path / "copy"  # in a folder of its own, for cases are looked for in the folders beside it
    folder.mkdir()
    write_cases(folder / "toy.cases.npz", sheets)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("STRIATE_GRADING", raising=False)
    monkeypatch.setattr("striate.check._given", {})
    check.failed = None
    return folder


def test_a_right_answer_passes_and_returns_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(toy.half) is None
    shown = capsys.readouterr()
    assert "✓ half: passed, 4 of 4 points" in shown.out
    # nbgrader takes a word on stderr for a failure.
    assert shown.err == ""


def test_a_wrong_answer_raises_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailed, match="You round down") as caught:
        check("half", toy.half_floored)
    assert "You round down" in capsys.readouterr().out
    # An exception group or a chain would make IPython show frames after all.
    assert caught.value.__context__ is None
    lines = caught.value._render_traceback_()
    assert len(lines) <= 3
    assert lines[0].startswith("half: not yet")


def test_the_failed_case_is_left_to_look_into() -> None:
    with pytest.raises(CheckFailed):
        check("half", toy.half_floored)
    assert check.failed is not None
    assert check.failed.inputs.keys() == {"x", "shift"}
    assert np.array_equal(check.failed.expected, [[2.5, 3.5, 4.5, 5.5]])
    assert np.array_equal(check.failed.actual, [[2, 3, 4, 5]])
    assert np.array_equal(check.failed.difference, [[-0.5, -0.5, -0.5, -0.5]])
    assert np.array_equal(check.failed.again(), [[2, 3, 4, 5]])
    check(toy.half)
    assert check.failed is None


def test_the_failed_call_can_be_made_again_for_its_traceback() -> None:
    with pytest.raises(CheckFailed):
        check("half", lambda x, shift: x[17] / 2)
    assert check.failed is not None
    assert "IndexError" in check.failed.actual
    with pytest.raises(IndexError):
        check.failed.again()


def endless(x: Any, shift: Any) -> None:
    raise KeyboardInterrupt  # what the stop button does to a loop


def recursing(x: Any, shift: Any) -> Any:
    return recursing(x, shift)


def generating(x: Any, shift: Any) -> Any:
    yield x


def leaving(x: Any, shift: Any) -> None:
    sys.exit()


def printing(x: Any, shift: Any) -> None:
    print("<b>where am I</b>", x)


def writing(x: Any, shift: Any) -> Any:
    x[...] = x + 1
    return x


def dividing(x: Any, shift: Any) -> Any:
    return np.divide(x, 2) + shift


class Odd:
    """Compares, copies and prints badly."""

    def __eq__(self, other: object) -> bool:
        raise ValueError

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise ValueError

    def __deepcopy__(self, memo: object) -> "Odd":
        raise ValueError

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        raise ValueError


ANSWERS: dict[str, tuple[Any, str]] = {
    "stub": (lambda x, shift: stub(), "not written yet"),
    "ellipsis": (..., "not written yet"),
    "not a function": (17, "should be a function, and is a int"),
    "None": (lambda x, shift: None, "got None"),
    "itself": (lambda x, shift: endless, "type function"),
    "generator": (generating, "type generator"),
    "wrong shape": (lambda x, shift: x[0], "shape"),
    "ragged": (lambda x, shift: [[1], [1, 2]], "not numbers of one shape"),
    "NaN": (lambda x, shift: x * np.nan, "NaN"),
    "infinity": (lambda x, shift: x / 0, "infinity"),
    "object array": (lambda x, shift: np.array([[x, None]], dtype=object), "Python objects"),
    "odd objects in an array": (lambda x, shift: np.array([[Odd(), None]], dtype=object), "half: not yet"),
    "odd object": (lambda x, shift: Odd(), "type Odd"),
    "complex": (lambda x, shift: x * 1j, "complex"),
    "words": (lambda x, shift: "abc", "type str"),
    "huge number": (lambda x, shift: 10**400, "half: not yet"),
    "exception": (lambda x, shift: 1 / 0, "ZeroDivisionError"),
    "interrupted": (endless, "interrupted"),
    "recursion": (recursing, "RecursionError"),
    "exit": (leaving, "SystemExit"),
    "no memory": (lambda x, shift: np.ones((1 << 40, 1 << 10)), "memory"),
    "prints": (printing, "where am I"),
    "writes into its input": (writing, "writes into an array"),
    "too few parameters": (lambda x: x, "half should take (x, shift); yours takes (x)"),
    "too many parameters": (lambda x, shift, more: x, "yours takes (x, shift, more)"),
    "a class": (Odd, "half should take (x, shift)"),
    "forbidden": (dividing, "Use the slash"),
}


def stub() -> None:
    raise NotImplementedError("Write half here, then run the check below.")


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_check_survives_any_answer(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer, said = ANSWERS[kind]
    with pytest.raises(CheckFailed):
        check("half", answer)
    shown = " ".join(capsys.readouterr().out.split())
    assert said in shown
    assert "<b>" not in shown or kind == "prints"


def test_an_interruption_outside_of_the_function_is_a_card_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("striate.student.attempt.judge", stop)
    with pytest.raises(CheckFailed):
        check(toy.half)
    assert "interrupted" in capsys.readouterr().out


def test_what_a_right_function_prints_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    def half(x: np.ndarray, shift: int) -> np.ndarray:
        print("looking at", x)
        return toy.half(x, shift)

    check(half)
    assert "looking at" not in capsys.readouterr().out


def test_questions_and_inputs_to_find(capsys: pytest.CaptureFixture[str]) -> None:
    check("why", 3)
    check("find_odd", lambda: (3, 2))
    check(toy.find_odd)
    with pytest.raises(CheckFailed, match="one too many"):
        check("why", 4)
    with pytest.raises(CheckFailed, match="Two divides four"):
        check("find_odd", lambda: (4, 2))
    with pytest.raises(CheckFailed, match="not answered yet"):
        check("why", ...)
    with pytest.raises(CheckFailed, match="should take"):
        check("find_odd", lambda a: (3, 2))
    assert check.failed is None


@pytest.mark.parametrize(
    "named",
    [
        "half = lambda x, shift: x / 2 + shift",
        "half = functools.partial(toy.half_by_product)",
        "half = toy.half_by_product",
    ],
)
def test_a_function_is_known_by_the_name_it_was_given(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    # Not `toy.half`, for which the name it carries would do. ValueError is missing from the lambda.
    names = {"toy": toy, "functools": functools, "check": check, "CheckFailed": CheckFailed}
    exec(f"{named}\ntry:\n    check(half)\nexcept CheckFailed:\n    pass", names)
    assert "half: " in capsys.readouterr().out


def test_a_name_alone_is_looked_up(capsys: pytest.CaptureFixture[str]) -> None:
    exec('half = toy.half\ncheck("half")', {"toy": toy, "check": check})
    assert "passed" in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="nothing called half"):
        exec('check("half")', {"check": check})


def test_a_function_that_calls_an_unwritten_one_is_sent_there(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    def half_of(x: np.ndarray, shift: int) -> Any:
        return stub()

    target = lambda x, shift: x / 4 + shift  # noqa: E731
    target.__name__ = "quarter"
    second = replace(toy.HALF, target=target, misconceptions=())
    write_cases(beside / "toy.cases.npz", [sheet_for(e, lesson="toy", public_only=True) for e in (toy.HALF, second)])
    for half, said in ((half_of, "half`, which is not written yet"), (toy.half_floored, "half`, whose check does not")):
        names = {"half": half, "check": check, "np": np}
        exec("def quarter(x, shift):\n    return half(half(x, 0), shift)", names)
        with pytest.raises(CheckFailed):
            exec("check(quarter)", names)
        assert said in " ".join(capsys.readouterr().out.split())


def test_no_such_exercise_is_one_sentence_without_frames() -> None:
    with pytest.raises(CannotCheck, match="Did you mean half") as caught:
        check("halff", toy.half)
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert caught.value.__context__ is None


def test_missing_cases_are_one_clear_sentence(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (beside / "toy.cases.npz").unlink()
    monkeypatch.setattr("striate.student.places.packaged", lambda: None)
    with pytest.raises(CannotCheck, match="No public cases were found for half"):
        check(toy.half)


def test_damaged_cases_are_one_clear_sentence(beside: Path) -> None:
    (beside / "toy.cases.npz").write_bytes(b"not a zip")
    with pytest.raises(CannotCheck, match="damaged: fetch it again"):
        check(toy.half)


def test_new_cases_are_read_without_a_restart(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(toy.half)
    path = beside / "toy.cases.npz"
    content = path.read_bytes()
    path.write_bytes(b"")
    with pytest.raises(CannotCheck):
        check(toy.half)
    path.write_bytes(content)
    check(toy.half)


def test_cases_of_another_week_are_found(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for week in ("week1", "week2"):
        (beside / week).mkdir()
    (beside / "toy.cases.npz").rename(beside / "week1" / "toy.cases.npz")
    monkeypatch.chdir(beside / "week2")
    check(toy.half)


def test_hints_come_one_by_one_and_then_all_together(capsys: pytest.CaptureFixture[str]) -> None:
    def next_hint() -> str:
        hint(toy.half)
        return " ".join(capsys.readouterr().out.split())

    assert "Hint 1 of 3 for `half` Divide. Ask again" in next_hint()
    assert "Hint 2 of 3 for `half` x / 2 + shift" in next_hint()
    third = next_hint()
    assert "Hint 3 of 3 for `half` 3 / 2 + 1 is 2.5" in third
    assert "Ask again" not in third
    for _ in range(2):
        assert "These were all the hints" in (said := next_hint())
        assert "1. Divide." in said
    hint("why")
    assert "Count." in capsys.readouterr().out
    hint("find_odd")
    assert "no hint" in capsys.readouterr().out


def test_grading_and_quiet_stretches_hear_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with quiet():
        check("half", None)
        hint("half")
    monkeypatch.setenv("STRIATE_GRADING", "1")
    check("half", None)
    hint("no such thing")
    assert capsys.readouterr().out == ""


def test_a_terminal_without_ticks_shows_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    check(toy.half)
    sys.stdout.flush()
    assert b"half: passed" in raw.getvalue()


def test_speed_of_a_failed_check_with_its_picture(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, not asserted: machines differ."""

    def seconds(answer: Callable[..., Any]) -> float:
        begun = time.perf_counter()
        with pytest.raises(CheckFailed):
            check("half", answer)
        return time.perf_counter() - begun

    times = [seconds(toy.half_floored) for _ in range(7)]
    with capsys.disabled():
        print(f"\na failed check with its picture: median {statistics.median(times):.3f} s, first {times[0]:.3f} s")
