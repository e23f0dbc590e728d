"""Prove a grader: right answers pass, wrong ones fail with their own sentence, no mutant of the reference survives."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from striate.exercise import AnyExercise, BreakIt, Case, Exercise, Question
from striate.lesson.answers import answer_text
from striate.lesson.mutants import mutants
from striate.outcome import Answer, Value, attempt
from striate.sheet import BREAKS, NOT_VALID, AnySheet, BreakSheet, FunctionSheet, QuestionSheet, alike, sheet_for
from striate.verdict import judge

# Longer than any case needs on a slow machine; a mutant that loops for ever is killed by it.
_MUTANT_SECONDS = 5.0


@dataclass(frozen=True)
class Proof:
    """What was proven of one exercise. ``problems`` are sentences; none of them, and it is proven."""

    lesson: str
    name: str
    kind: str
    public: int
    hidden: int
    misconceptions: int = 0
    caught: int = 0
    told: int = 0
    alternatives: int = 0
    passed: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        return not self.problems


def prove(
    exercise: AnyExercise, *, lesson: str, solutions: ModuleType, others: Sequence[str] = (), seed: int = 0
) -> Proof:
    """Prove one exercise of a lesson. ``others`` are the names of the lesson's exercises, which an answer may call."""
    sheet = sheet_for(exercise, lesson=lesson, seed=seed)
    match exercise, sheet:
        case Exercise(), FunctionSheet():
            return _prove_function(exercise, sheet, solutions, others)
        case Question(), QuestionSheet():
            return _prove_question(exercise, sheet)
        case BreakIt(), BreakSheet():
            return _prove_break(exercise, sheet)
    raise TypeError(f"{type(exercise).__name__} is no kind of exercise")


def _prove_function(exercise: Exercise, sheet: FunctionSheet, solutions: ModuleType, others: Sequence[str]) -> Proof:
    problems: list[str] = []
    public = sheet_for(exercise, lesson=sheet.lesson, public_only=True)
    names = {name: getattr(solutions, name) for name in others if name != exercise.name}

    def written(function: Callable[..., Any]) -> Callable[..., Any]:
        namespace = {"np": np, **names}
        exec(compile(answer_text(function, exercise.name), "<answer>", "exec"), namespace)
        made: Callable[..., Any] = namespace[exercise.name]
        return made

    if judge(sheet, _asking(_stub)).score:
        problems.append("the stub earns points")
    if not judge(sheet, _asking(exercise.target)).passed:
        problems.append("the reference does not pass its own cases")
    passed = 0
    for function in exercise.alternatives:
        verdict = judge(sheet, _asking(written(function)))
        passed += verdict.passed
        if not verdict.passed:
            problems.append(f"the alternative {function.__name__} is refused: {verdict.message}")
    caught = told = 0
    for wrong in exercise.misconceptions:
        answer = written(wrong.function)
        verdict = judge(sheet, _asking(answer))
        caught += not verdict.passed
        told += verdict.misconception == wrong.name
        if verdict.passed:
            problems.append(f"the misconception {wrong.name!r} passes")
        elif verdict.misconception != wrong.name:
            problems.append(f"the misconception {wrong.name!r} is taken for {verdict.misconception!r}")
        told_in_notebook = judge(public, _asking(answer)).misconception
        if told_in_notebook not in (wrong.name, None):
            problems.append(f"the public cases take the misconception {wrong.name!r} for {told_in_notebook!r}")
    made, killed, equivalent, survivors = _try_mutants(exercise, sheet, solutions)
    problems += survivors
    return Proof(
        lesson=sheet.lesson,
        name=sheet.name,
        kind=sheet.kind,
        public=sum(trial.public for trial in sheet.trials),
        hidden=sum(not trial.public for trial in sheet.trials),
        misconceptions=len(exercise.misconceptions),
        caught=caught,
        told=told,
        alternatives=len(exercise.alternatives),
        passed=passed,
        mutants=made,
        killed=killed,
        equivalent=equivalent,
        problems=tuple(problems),
    )


def _try_mutants(
    exercise: Exercise, sheet: FunctionSheet, solutions: ModuleType
) -> tuple[int, int, dict[str, str], list[str]]:
    made = killed = 0
    equivalent: dict[str, str] = {}
    problems: list[str] = []
    for mutant in mutants(exercise.target, solutions):
        made += 1
        if _killed(mutant.function, sheet):
            killed += 1
        elif mutant.line in exercise.equivalent:
            equivalent[mutant.line] = exercise.equivalent[mutant.line]
        else:
            problems.append(f"a mutant survives: “{mutant.line}” for “{mutant.was}”")
    stale = sorted(set(exercise.equivalent) - set(equivalent))
    problems += [f"declared equivalent, but no surviving mutant has this line: “{line}”" for line in stale]
    # One declared line may stand for several mutants, so what is left over was declared.
    return made, killed, equivalent, problems


def _killed(function: Callable[..., Any], sheet: FunctionSheet) -> bool:
    for trial in sheet.trials:
        with _limit(_MUTANT_SECONDS):
            outcome = attempt(function, trial.case).outcome
        if not alike(trial.expected, outcome, sheet.equal):
            return True
    return False


def _prove_question(question: Question, sheet: QuestionSheet) -> Proof:
    problems = []
    if judge(sheet, _handing(Ellipsis)).state != "not started":
        problems.append("the unanswered question is not “not started”")
    if not judge(sheet, _handing(question.answer)).passed:
        problems.append("the right answer does not pass")
    caught = told = 0
    for value, sentence in question.wrong.items():
        verdict = judge(sheet, _handing(value))
        caught += not verdict.passed
        told += verdict.message == sentence
        if verdict.passed or verdict.message != sentence:
            problems.append(f"the wrong answer {value!r} does not get its sentence")
    return _small_proof(sheet, public=1, wrong=len(question.wrong), caught=caught, told=told, problems=problems)


def _prove_break(exercise: BreakIt, sheet: BreakSheet) -> Proof:
    problems = []
    if judge(sheet, _asking(_stub)).score:
        problems.append("the stub earns points")
    finds = [exercise.target(), *exercise.finds]
    for args in finds:
        if not judge(sheet, _handing(args)).passed:
            problems.append(f"the right answer {args!r} does not pass")
    caught = told = 0
    for args, sentence in exercise.misses:
        verdict = judge(sheet, _handing(args))
        caught += not verdict.passed
        told += sentence in verdict.message
        if verdict.passed or sentence not in verdict.message:
            problems.append(f"the wrong answer {args!r} does not get its sentence")
    valid = sheet.table != NOT_VALID
    if (sheet.table[valid] == BREAKS).mean() > 0.9:
        problems.append("nearly every input breaks the wrong function: guessing would do")
    return _small_proof(
        sheet,
        public=int(valid.sum()),
        wrong=len(exercise.misses),
        caught=caught,
        told=told,
        problems=problems,
        right=len(exercise.finds),
    )


def _small_proof(
    sheet: AnySheet, *, public: int, wrong: int, caught: int, told: int, problems: list[str], right: int = 0
) -> Proof:
    return Proof(
        lesson=sheet.lesson,
        name=sheet.name,
        kind=sheet.kind,
        public=public,
        hidden=0,
        misconceptions=wrong,
        caught=caught,
        told=told,
        alternatives=right,
        passed=right - sum("right answer" in problem for problem in problems),
        problems=tuple(problems),
    )


def _stub(*_: Any) -> Any:
    raise NotImplementedError


def _asking(function: Callable[..., Any]) -> Callable[[Case], Answer]:
    return lambda case: attempt(function, case)


def _handing(value: Any) -> Callable[[Case], Answer]:
    return lambda case: Answer(Value(value))


class _OutOfTime(BaseException):
    pass


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, where the system can (the main thread on anything but Windows)."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
