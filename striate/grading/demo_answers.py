"""Right answers to a whole lesson, in several ways, for the demonstration's class."""

import os
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from striate.course import Lesson
from striate.exercise import AnyExercise, BreakIt, Case, Exercise
from striate.grading.source import SourceNotebook
from striate.lesson.answers import answer_text
from striate.lesson.stub import solved
from striate.outcome import Answer, Value, attempt
from striate.sheet import AnySheet, QuestionSheet, sheet_for
from striate.verdict import judge

Texts = dict[str, str]


@cache
def _ways(lesson: Lesson) -> tuple[Texts, ...]:
    """Six ways of getting everything right: the reference, with alternatives in place of some of its functions.

    Not every two alternatives go together (one gives floats where another wants to count): each is tried with the rest.
    """
    sheets = [sheet_for(exercise, lesson=lesson.name, public_only=True) for exercise in lesson.exercises]
    given = _given(lesson)
    ways = []
    for way in range(6):
        texts = {exercise.name: solved(lesson, exercise) for exercise in lesson.exercises}
        for number, exercise in enumerate(lesson.exercises):
            changed = texts | {exercise.name: _otherwise(exercise, way + number) or texts[exercise.name]}
            if changed != texts and _all_right(sheets, changed, given):
                texts = changed
        ways.append(texts)
    return tuple(ways)


def right_answers(lesson: Lesson, way: int = 0) -> Texts:
    """A right text for every exercise of a lesson, in one of six ways."""
    return dict(_ways(lesson)[way % 6])


def _otherwise(exercise: AnyExercise, way: int) -> str | None:
    match exercise:
        case BreakIt():
            answers = [exercise.target(), *exercise.finds]
            return f"def {exercise.name}():\n    return {answers[way % len(answers)]!r}"
        case Exercise() if exercise.alternatives:
            return answer_text(exercise.alternatives[way % len(exercise.alternatives)], exercise.name)
    return None


def _given(lesson: Lesson) -> dict[str, Any]:
    """What the lesson's setup cells define, with the package's functions where they ask for a student's own."""
    names: dict[str, Any] = {}
    before = os.environ.get("STRIATE_GRADING")
    os.environ["STRIATE_GRADING"] = "1"
    try:
        for source in SourceNotebook.read(lesson).setup:
            exec(source, names)  # our own text
    finally:
        if before is None:
            del os.environ["STRIATE_GRADING"]
    return names


def _all_right(sheets: Sequence[AnySheet], texts: Texts, given: Mapping[str, Any]) -> bool:
    names = dict(given)
    for text in texts.values():
        exec(text, names)  # the author's own text

    def ask(sheet: AnySheet, case: Case) -> Answer:
        answer = names[sheet.name]
        return Answer(Value(answer)) if isinstance(sheet, QuestionSheet) else attempt(answer, case)

    return all(judge(sheet, partial(ask, sheet)).passed for sheet in sheets)
