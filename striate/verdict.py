"""A sheet and an answer -> a verdict: what holds, what does not, the points, and why.

The notebook and the grader both judge here. They differ in how a call is made and in how many cases their sheet has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from striate.compare import Difference, compare, short
from striate.exercise import Case
from striate.outcome import Answer, Lost, Outcome, Raised, Value
from striate.sheet import (
    AGREES,
    BREAKS,
    AnySheet,
    BreakSheet,
    FunctionSheet,
    QuestionSheet,
    Trial,
    alike,
    fingerprint,
)
from striate.wording import call_in_words, in_words

_CHANGED = "Your function writes into an array that it was given. Work on a copy: the caller may need it again."

Ask = Callable[[Case], Answer]

# A function that ran out of time twice will do so again: the rest of its cases would only cost the class minutes.
_PATIENCE = 2


@dataclass(frozen=True)
class PropertyVerdict:
    """One property: its share, whether it is earned, and how many of its cases are right."""

    weight: float
    passed: bool
    right: int
    cases: int


@dataclass(frozen=True)
class Failure:
    """The first case of a property that went wrong."""

    property: str
    trial: Trial
    actual: Outcome
    difference: Difference | None
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What came of one exercise.

    ``state`` is "passed", "failed", "not started" or "lost" (no case gave a result: it ran out of time, or ended the
    process). ``message`` is plain text for the student; ``remarks`` are worth showing and carry no marks.
    """

    name: str
    points: float
    score: float
    state: str
    message: str
    properties: Mapping[str, PropertyVerdict] = field(default_factory=dict)
    misconception: str | None = None
    diagnosis: str = ""
    failures: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.state == "passed"


def judge(sheet: AnySheet, ask: Ask) -> Verdict:
    """Judge one exercise.

    ``ask`` makes a call and says what came of it: for a function with the case's arguments, for an input to find with
    none. For a question it hands over the value; the case is empty there too.
    """
    match sheet:
        case FunctionSheet():
            return _judge_function(sheet, ask)
        case QuestionSheet():
            return _judge_question(sheet, ask(Case(())).outcome)
        case BreakSheet():
            return _judge_break(sheet, ask(Case(())).outcome)


def whole(sheet: AnySheet, state: str, message: str) -> Verdict:
    """The verdict on an exercise as one thing: all of its points if it ``passed``, else none."""
    weights = sheet.weights if isinstance(sheet, FunctionSheet) else {"answer": 1.0}
    passed = state == "passed"
    properties = {name: PropertyVerdict(weight, passed, int(passed), 1) for name, weight in weights.items()}
    return Verdict(sheet.name, sheet.points, sheet.points if passed else 0.0, state, message, properties)


def _judge_function(sheet: FunctionSheet, ask: Ask) -> Verdict:
    answers = _ask_all(sheet.trials, ask)
    pairs = list(zip(sheet.trials, answers, strict=True))
    right = [alike(trial.expected, answer.outcome, sheet.equal) for trial, answer in pairs]
    if pairs and all(_not_started(answer.outcome) for _, answer in pairs):
        return whole(sheet, "not started", f"{sheet.name} is not written yet.")
    # A function that refuses everything has understood nothing about what to refuse.
    answers_something = any(
        ok and isinstance(trial.expected, Value) for (trial, _), ok in zip(pairs, right, strict=True)
    )
    only_refuses = not answers_something and any(isinstance(trial.expected, Value) for trial in sheet.trials)
    properties: dict[str, PropertyVerdict] = {}
    failures: list[Failure] = []
    for name, weight in sheet.weights.items():
        mine = [i for i, (trial, _) in enumerate(pairs) if trial.property == name]
        good = sum(right[i] for i in mine)
        passed = good == len(mine) and not only_refuses
        properties[name] = PropertyVerdict(weight, passed, good, len(mine))
        wrong = next((i for i in mine if not right[i]), None)
        if wrong is not None:
            failures.append(_failure(sheet, *pairs[wrong]))
    total = sum(sheet.weights.values())
    score = sheet.points * sum(p.weight for p in properties.values() if p.passed) / total
    state = "passed" if all(p.passed for p in properties.values()) else "failed"
    if pairs and all(isinstance(answer.outcome, Lost) and answer.outcome.reason != "not plain" for _, answer in pairs):
        state = "lost"
    misconception = None if state == "passed" else _diagnose(sheet, pairs)
    diagnosis = sheet.sentences[misconception] if misconception else ""
    return Verdict(
        name=sheet.name,
        points=sheet.points,
        score=round(score, 6),
        state=state,
        message=_message(sheet, state, failures, diagnosis),
        properties=properties,
        misconception=misconception,
        diagnosis=diagnosis,
        failures=tuple(failures),
        remarks=_remarks(pairs),
    )


def _ask_all(trials: Sequence[Trial], ask: Ask) -> list[Answer]:
    answers: list[Answer] = []
    for trial in trials:
        lost = [
            a.outcome
            for a in answers
            if isinstance(a.outcome, Lost) and a.outcome.reason in ("time", "ended", "memory")
        ]
        if len(lost) >= _PATIENCE:
            answers.append(Answer(lost[-1]))
        elif answers and answers[-1].outcome == Lost("interrupted"):
            answers.append(answers[-1])
        else:
            answers.append(ask(trial.case))
    return answers


def _not_started(outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and outcome.kind == "NotImplementedError"


def _diagnose(sheet: FunctionSheet, pairs: Sequence[tuple[Trial, Answer]]) -> str | None:
    """The misconception whose answers these are: in every case, and in one at least they are wrong."""
    for name in sheet.sentences:
        told = any(name in trial.wrong for trial, _ in pairs)
        if told and all(alike(trial.wrong.get(name, trial.expected), a.outcome, sheet.equal) for trial, a in pairs):
            return name
    return None


def _failure(sheet: FunctionSheet, trial: Trial, answer: Answer) -> Failure:
    difference = None
    if isinstance(trial.expected, Value) and isinstance(answer.outcome, Value):
        difference = compare(trial.expected.value, answer.outcome.value, sheet.equal)
    said = in_words(trial.expected, answer.outcome, difference, hidden=not trial.public)
    return Failure(trial.property, trial, answer.outcome, difference, said)


def _message(sheet: FunctionSheet, state: str, failures: Sequence[Failure], diagnosis: str) -> str:
    if state == "passed":
        return "Everything that was asked holds."
    if not failures:
        return "It raises the errors that were asked for, but answers nothing else right yet."
    first = failures[0]
    where = f"“{first.property}”"
    if first.trial.public:
        note = f" with {first.trial.case.note}" if first.trial.case.note else ""
        where += f", {call_in_words(sheet, first.trial.case)}{note}"
    # A relation between the numbers of one case may be chance; where the mistake is known, it would only distract.
    pattern = first.difference.pattern if first.difference and not diagnosis else ""
    return " ".join(filter(None, [diagnosis, f"{where}: {first.sentence}", pattern]))


def _remarks(pairs: Sequence[tuple[Trial, Answer]]) -> tuple[str, ...]:
    remarks = []
    if any(answer.changed for _, answer in pairs):
        remarks.append(_CHANGED)
    floats = [came for trial, answer in pairs if (came := _whole_as_float(trial.expected, answer.outcome)) is not None]
    if floats:
        remarks.append(
            f"The number is right, and it is a float ({floats[0]}): NumPy does not take that as a size or a place. "
            "For a whole number use // or int()."
        )
    return tuple(remarks)


def _whole_as_float(expected: Outcome, actual: Outcome) -> float | None:
    """The answer, where one whole number was expected and came as a float."""
    if not (isinstance(expected, Value) and isinstance(actual, Value)):
        return None
    is_whole = isinstance(expected.value, (int, np.integer)) and not isinstance(expected.value, bool)
    is_float = isinstance(actual.value, (float, np.floating))
    return float(actual.value) if is_whole and is_float and actual.value == expected.value else None


def _judge_question(sheet: QuestionSheet, outcome: Outcome) -> Verdict:
    match outcome:
        case Value(value) if value is not Ellipsis:
            try:
                came = fingerprint(value, sheet.salt)
            except (TypeError, ValueError, OverflowError):
                return whole(sheet, "failed", "The answer should be a plain number or word.")
        case Lost("not plain", "ellipsis") | Value():
            return whole(sheet, "not started", f"{sheet.name} is not answered yet.")
        case _:
            return whole(sheet, "failed", f"There is no value called {sheet.name}.")
    if came == sheet.right:
        return whole(sheet, "passed", "Right.")
    return whole(
        sheet, "failed", sheet.wrong.get(came, f"{short(value)} is not it. Ask for a hint, or read on and come back.")
    )


def _judge_break(sheet: BreakSheet, outcome: Outcome) -> Verdict:
    if _not_started(outcome):
        return whole(sheet, "not started", f"{sheet.name} is not written yet.")
    if not isinstance(outcome, Value):
        return whole(sheet, "failed", in_words(Value(None), outcome, None, hidden=False))
    place = _place_in_domain(sheet, outcome.value)
    if isinstance(place, str):
        return whole(sheet, "failed", place)
    code = int(sheet.table[place])
    given = ", ".join(
        f"{name} = {values[i]}" for name, values, i in zip(sheet.parameters, sheet.domain, place, strict=True)
    )
    if code == BREAKS:
        return whole(sheet, "passed", f"With {given} the two differ. Found it.")
    if code == AGREES:
        args = tuple(values[i] for values, i in zip(sheet.domain, place, strict=True))
        said = next(
            (sentence for miss, sentence in sheet.misses if miss == args), "Try to say when the two can differ at all."
        )
        return whole(sheet, "failed", f"With {given} the right function and the wrong one agree. {said}")
    return whole(
        sheet, "failed", f"With {given} the right function itself raises an error, so this input is not valid."
    )


def _place_in_domain(sheet: BreakSheet, value: Any) -> tuple[int, ...] | str:
    """The answer's place in the table, or the sentence that says why it has none."""
    names = ", ".join(sheet.parameters)
    items = list(value) if isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) == 1 else [value]
    if len(items) != len(sheet.domain):
        return f"Return {len(sheet.domain)} values, ({names}); {len(items)} came."
    place = []
    for name, values, item in zip(sheet.parameters, sheet.domain, items, strict=True):
        found = next((i for i, allowed in enumerate(values) if compare(allowed, item) is None), None)
        if found is None:
            listed = f"{short(values[0])} … {short(values[-1])}" if len(values) > 6 else ", ".join(map(short, values))
            return f"{name} = {short(item)} is not one of the values allowed here ({listed})."
        place.append(found)
    return tuple(place)
