"""A student's answer on the public cases of its exercise, in their own process: what a check comes to.

Shows nothing. `striate.check` shows it in a notebook, `striate check` in a terminal.
"""

import inspect
import linecache
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from striate.compare import Difference
from striate.exercise import Case
from striate.outcome import Answer, Lost, Outcome, Raised, Value, attempt, build
from striate.report import Card, card
from striate.rules import broken_rules
from striate.sheet import AnySheet, FunctionSheet, QuestionSheet
from striate.student.limit import at_most
from striate.verdict import Failure, Verdict, judge, whole

MISSING: Any = object()


@dataclass(frozen=True, repr=False)
class Failed:
    """The case on which a check failed, to look into.

    ``inputs`` are the arguments by name; ``expected`` and ``actual`` are values, or say which exception belongs there
    or came; ``difference`` is actual minus expected where both are arrays of one shape.
    """

    exercise: str
    inputs: dict[str, Any]
    expected: Any
    actual: Any
    difference: np.ndarray | None
    sentence: str
    again: Callable[[], Any]
    """Makes the same call once more, so that you see its traceback, or step through it with ``%debug``."""

    def __repr__(self) -> str:
        names = ", ".join(self.inputs)
        return f"<the failed case of {self.exercise}: inputs ({names}), expected, actual, difference, again()>"


@dataclass(frozen=True)
class Result:
    """What a check came to: the verdict, its card, and the failed case if there is one."""

    verdict: Verdict
    card: Card
    failed: Failed | None = None


def examine(
    sheets: Mapping[str, AnySheet],
    name: str,
    value: Any,
    *,
    names: Mapping[str, Any],
    draw: bool = True,
    seconds: float | None = None,
) -> Result:
    """Judge ``value`` as the answer to the exercise ``name`` of a lesson.

    ``names`` are the student's other names: where a function calls another exercise that is not right yet, the
    verdict says so. A call that lasts longer than ``seconds`` is interrupted; without it there is the stop button.
    """
    sheet = sheets[name]
    printed: dict[int, str] = {}

    def ask(case: Case) -> Answer:
        answer = _ask(sheet, value, case, seconds)
        printed[id(case)] = answer.output
        return answer

    verdict = _before(sheet, value) or judge(sheet, ask)
    verdict = _with_dependencies(verdict, sheets, value, names)
    failure = verdict.failures[0] if verdict.failures else None
    output = printed.get(id(failure.trial.case), "") if failure else "".join(printed.values())
    failed = _failed(sheet, failure, value) if isinstance(sheet, FunctionSheet) and failure else None
    shown = card(verdict, output="" if verdict.passed else output, further=_further(sheet, verdict, failed), draw=draw)
    return Result(verdict, shown, failed)


def _ask(sheet: AnySheet, value: Any, case: Case, seconds: float | None) -> Answer:
    if isinstance(sheet, QuestionSheet):
        return Answer(Value(value))
    if seconds is None:
        return attempt(value, case)
    answer = Answer(Lost("time"))
    with at_most(seconds) as limit:
        answer = attempt(value, case)
    return replace(answer, outcome=Lost("time")) if limit.passed else answer


def _before(sheet: AnySheet, value: Any) -> Verdict | None:
    """A verdict that needs no call: not a function, other parameters than asked for, or a broken rule."""
    if value is MISSING:
        return whole(sheet, "lost", f"There is nothing called {sheet.name} here. Run the cell that it stands in first.")
    if isinstance(sheet, QuestionSheet):
        return None
    if value is Ellipsis or value is None:
        return whole(sheet, "not started", f"{sheet.name} is not written yet.")
    if not callable(value):
        said = f"{sheet.name} should be a function, and is a {type(value).__name__}. Write `def {sheet.name}(...)`."
        return whole(sheet, "failed", said)
    cases = [trial.case for trial in sheet.trials] if isinstance(sheet, FunctionSheet) else [Case(())]
    wanted = f"({', '.join(sheet.parameters)})" if isinstance(sheet, FunctionSheet) else "()"
    taken = _signature(value)
    if taken is not None and not all(_binds(taken, case.args) for case in cases):
        came = f"({', '.join(taken.parameters)})"
        return whole(sheet, "failed", f"{sheet.name} should take {wanted}; yours takes {came}.")
    rules = sheet.rules if isinstance(sheet, FunctionSheet) else ()
    broken = broken_rules(source_of(value), rules) if rules else []
    return whole(sheet, "failed", " ".join(broken)) if broken else None


def source_of(function: Any) -> str:
    """The text that an answer stands in: its whole cell in a notebook, else the function alone. Empty if unknown."""
    try:
        code = inspect.unwrap(function).__code__
        if getattr(function, "__module__", None) == "__main__":
            return "".join(linecache.getlines(code.co_filename))
        return textwrap.dedent(inspect.getsource(function))
    except Exception:
        return ""


def _signature(function: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except Exception:
        return None


def _binds(signature: inspect.Signature, args: tuple[Any, ...]) -> bool:
    try:
        signature.bind(*args)
    except TypeError:
        return False
    return True


def _with_dependencies(
    verdict: Verdict, sheets: Mapping[str, AnySheet], value: Any, names: Mapping[str, Any]
) -> Verdict:
    """The verdict with a word on exercises that the function calls and that do not pass yet."""
    used = getattr(getattr(value, "__code__", None), "co_names", ())
    interrupted = any(isinstance(failure.actual, Lost) for failure in verdict.failures)
    if verdict.passed or not used or interrupted:  # who pressed stop once should not have to do so again
        return verdict
    waiting = []
    for name in used:
        other = sheets.get(name)
        if name == verdict.name or not isinstance(other, FunctionSheet) or not callable(names.get(name)):
            continue
        called = names[name]
        state = judge(other, lambda case, called=called: attempt(called, case)).state  # type: ignore[misc]
        if state == "not started":
            waiting.append(f"`{verdict.name}` calls `{name}`, which is not written yet: begin there.")
        elif state != "passed":
            waiting.append(f"`{verdict.name}` calls `{name}`, whose check does not pass yet: mend that one first.")
    if not waiting:
        return verdict
    if verdict.state == "not started":
        return replace(verdict, state="failed", message=waiting[0], remarks=tuple(waiting[1:]))
    return replace(verdict, remarks=(*verdict.remarks, *waiting))


def _failed(sheet: FunctionSheet, failure: Failure, value: Any) -> Failed:
    case, expected, actual = failure.trial.case, failure.trial.expected, failure.actual

    def again() -> Any:
        args = build(case.args)
        for _ in range(case.times):
            result = value(*args)
        return result

    return Failed(
        exercise=sheet.name,
        inputs=dict(zip(sheet.parameters, build(case.args), strict=False)),
        expected=_shown(expected),
        actual=_shown(actual),
        difference=_subtract(expected, actual, failure.difference),
        sentence=failure.sentence,
        again=again,
    )


def _shown(outcome: Outcome) -> Any:
    match outcome:
        case Value(value):
            return value
        case Raised(kinds, message):
            return f"raises {kinds[0]}" + (f": {message}" if message else "")
        case Lost(reason):
            return f"no result ({reason})"


def _subtract(expected: Outcome, actual: Outcome, difference: Difference | None) -> np.ndarray | None:
    if not isinstance(expected, Value) or not isinstance(actual, Value) or difference is None:
        return None
    try:
        wanted, came = np.asarray(expected.value), np.asarray(actual.value)
        if wanted.shape != came.shape or wanted.dtype.kind not in "biuf" or came.dtype.kind not in "biuf":
            return None
        return np.asarray(came.astype(float) - wanted.astype(float))
    except Exception:
        return None


def _further(sheet: AnySheet, verdict: Verdict, failed: Failed | None) -> str:
    if verdict.passed:
        return "Grading tries it on more cases." if isinstance(sheet, FunctionSheet) else ""
    named = f'"{sheet.name}"' if isinstance(sheet, QuestionSheet) else sheet.name
    hint = f"`hint({named})` gives a hint." if sheet.hints else ""
    if verdict.state == "not started":
        return f"Fill in the cell above, then run this check again. {hint}".strip()
    if failed is None:
        return hint
    look = "`check.failed.inputs`, `.expected`, `.actual` and `.difference` hold this case"
    # Once more through a loop that never ended is no help.
    again = "" if verdict.state == "lost" else "; `check.failed.again()` makes the call once more"
    return f"{look}{again}. {hint}".strip()
