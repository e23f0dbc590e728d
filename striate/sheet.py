"""An exercise made ready for judging: every case with what the reference answers and what each misconception would.

Sheets are made on the trusted side, where the reference is. The public part of one travels with the notebook
(`striate.cases`).
"""

import hashlib
import inspect
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from striate.compare import compare
from striate.exercise import AnyExercise, BreakIt, Case, Equal, Exercise, Forbid, Question
from striate.outcome import Outcome, Raised, Value, attempt


@dataclass(frozen=True)
class Trial:
    """One case, the expected outcome, and the outcome of each misconception that differs from it."""

    property: str
    case: Case
    expected: Outcome
    wrong: Mapping[str, Outcome]
    public: bool


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What all kinds of exercise have in common."""

    lesson: str
    name: str
    points: float
    minutes: int
    hints: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class FunctionSheet(Sheet):
    """A function to write: trials by property, and the sentence of each misconception."""

    kind: str = "function"
    parameters: tuple[str, ...]
    weights: Mapping[str, float]
    trials: tuple[Trial, ...]
    sentences: Mapping[str, str] = field(default_factory=dict)
    equal: Equal = field(default_factory=Equal)
    rules: tuple[Forbid, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionSheet(Sheet):
    """A quick question: salted hashes of the right answer and of the wrong ones, with the sentences of these."""

    kind: str = "question"
    salt: str
    right: str
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BreakSheet(Sheet):
    """An input to find: over the whole domain, which combinations are not valid (0), agree (1) or break the wrong
    function (2).
    """

    kind: str = "break it"
    parameters: tuple[str, ...]
    domain: tuple[tuple[Any, ...], ...]
    table: np.ndarray
    misses: tuple[tuple[tuple[Any, ...], str], ...] = ()


AnySheet = FunctionSheet | QuestionSheet | BreakSheet

NOT_VALID, AGREES, BREAKS = 0, 1, 2


def sheet_for(exercise: AnyExercise, *, lesson: str, seed: int = 0, public_only: bool = False) -> AnySheet:
    """The sheet of an exercise; hidden cases are drawn with ``seed`` unless ``public_only``.

    Raises ValueError where the exercise contradicts itself (a property without cases, a weight that is not positive).
    """
    match exercise:
        case Exercise():
            return _function_sheet(exercise, lesson, seed, public_only)
        case Question():
            return _question_sheet(exercise, lesson)
        case BreakIt():
            return _break_sheet(exercise, lesson)


def _function_sheet(exercise: Exercise, lesson: str, seed: int, public_only: bool) -> FunctionSheet:
    weights: dict[str, float] = {}
    trials: list[Trial] = []
    for number, prop in enumerate(exercise.properties):
        if prop.weight <= 0 or prop.name in weights:
            raise ValueError(f"{exercise.name}: property {prop.name!r} needs a positive weight and a name of its own")
        cases = [(case, True) for case in prop.public]
        if prop.hidden is not None and not public_only:
            # Seeded by property, so that a case added to one property leaves the others as they were.
            rng = np.random.default_rng([seed, number, *exercise.name.encode()])
            cases += [(case, False) for case in prop.hidden(rng)]
        if not cases and not public_only:
            raise ValueError(f"{exercise.name}: property {prop.name!r} has no case")
        weights[prop.name] = prop.weight
        trials += [_trial(exercise, prop.name, case, public) for case, public in cases]
    return FunctionSheet(
        lesson=lesson,
        name=exercise.name,
        points=exercise.points,
        minutes=exercise.minutes,
        hints=exercise.hints,
        parameters=tuple(inspect.signature(exercise.target).parameters),
        weights=weights,
        trials=tuple(trials),
        sentences={wrong.name: wrong.sentence for wrong in exercise.misconceptions},
        equal=exercise.equal,
        rules=exercise.rules,
    )


def _trial(exercise: Exercise, prop: str, case: Case, public: bool) -> Trial:
    expected = attempt(exercise.target, case).outcome
    outcomes = {wrong.name: attempt(wrong.function, case).outcome for wrong in exercise.misconceptions}
    differing = {name: outcome for name, outcome in outcomes.items() if not alike(expected, outcome, exercise.equal)}
    return Trial(prop, case, expected, differing, public)


def alike(expected: Outcome, actual: Outcome, equal: Equal) -> bool:
    """Whether two outcomes are one: equal values, or an exception of the expected kind. What is lost is never like."""
    if isinstance(expected, Value) and isinstance(actual, Value):
        return compare(expected.value, actual.value, equal) is None
    if isinstance(expected, Raised) and isinstance(actual, Raised):
        return expected.kind in actual.kinds
    return False


def _question_sheet(question: Question, lesson: str) -> QuestionSheet:
    salt = f"{lesson}.{question.name}"
    return QuestionSheet(
        lesson=lesson,
        name=question.name,
        points=question.points,
        minutes=question.minutes,
        hints=question.hints,
        salt=salt,
        right=fingerprint(question.answer, salt),
        wrong={fingerprint(value, salt): sentence for value, sentence in question.wrong.items()},
    )


def fingerprint(value: Any, salt: str) -> str:
    """A salted hash of a plain answer: numbers to six digits, words without case or surrounding space."""
    return hashlib.sha256(f"{salt}\n{canonical(value)}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """A plain answer in one spelling: 5, "5", 5.0 and [5] are one, and so are "b", " B) " and "b.".

    Raises TypeError for what is not plain.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, float)):
        return f"{float(value) + 0.0:.6g}"  # adding zero takes the sign from -0.0
    if isinstance(value, str):
        numbers = _numbers_in(value)
        return (
            repr(" ".join(re.sub(r"[-_.:;()\"']", " ", value.casefold()).split()))
            if numbers is None
            else canonical(numbers)
        )
    if isinstance(value, (list, tuple)):
        return canonical(value[0]) if len(value) == 1 else f"({', '.join(map(canonical, value))})"
    raise TypeError(f"a value of type {type(value).__name__} is not an answer to a question")


def _numbers_in(text: str) -> list[float] | None:
    """The numbers that a text spells, "1/4" and "(1, 9)" too; None if it spells something else."""
    try:
        return [_number(part) for part in text.strip(" ()[]").split(",")]
    except (ValueError, ZeroDivisionError):
        return None


def _number(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below) if below else float(above)


def _break_sheet(exercise: BreakIt, lesson: str) -> BreakSheet:
    table = np.empty([len(values) for values in exercise.domain], np.uint8)
    for index, args in zip(np.ndindex(table.shape), itertools.product(*exercise.domain), strict=True):
        expected = attempt(exercise.reference, Case(args)).outcome
        if isinstance(expected, Value):
            broken = not alike(expected, attempt(exercise.wrong, Case(args)).outcome, exercise.equal)
            table[index] = BREAKS if broken else AGREES
        else:
            table[index] = NOT_VALID
    return BreakSheet(
        lesson=lesson,
        name=exercise.name,
        points=exercise.points,
        minutes=exercise.minutes,
        hints=exercise.hints,
        parameters=tuple(inspect.signature(exercise.reference).parameters),
        domain=exercise.domain,
        table=table,
        misses=tuple((tuple(args), sentence) for args, sentence in exercise.misses),
    )
