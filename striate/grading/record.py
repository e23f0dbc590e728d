"""The record of one graded submission, and its JSON form: what ``striate grade --json`` prints and the store keeps.

A record is plain data, written by the trusted side alone. Text in it that came from a submission has been cleaned.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STATES = ("passed", "failed", "not started", "lost")


class RecordError(ValueError):
    """A JSON text that is not a record of ours: damaged, or written by another version."""


@dataclass(frozen=True)
class PropertyRecord:
    """One property of an exercise: its share of the points, whether it is earned, how many of its cases are right."""

    weight: float
    passed: bool
    right: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class ExerciseRecord:
    """What came of one exercise.

    ``state`` is one of `STATES`; "lost" means that no case gave a result (no such function, it ran out of time, it
    ended the process). ``misconception`` is a name from the grader and ``diagnosis`` its sentence, with which
    ``message`` begins then. ``remarks`` carry no marks. ``picture`` is a PNG of the first difference, in base64,
    ``alt`` what it shows.
    """

    score: float
    max_score: float
    state: str
    message: str
    misconception: str | None = None
    diagnosis: str = ""
    properties: Mapping[str, PropertyRecord] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    picture: str = ""
    alt: str = ""

    @property
    def passed(self) -> bool:
        return self.state == "passed"


@dataclass(frozen=True, kw_only=True)
class Record:
    """What came of one submission.

    ``exercises`` are in the order of the lesson. ``remarks`` are about the file as a whole. ``submission_sha256`` is of
    the file's bytes; ``texts`` is a hash of all that was taken from it, ``bundle`` of all that it was judged by: with
    the same texts, bundle, seed and isolation the scores are the same. ``lesson_hash`` is the release that the file
    says it was made from. ``seconds`` is wall time.
    """

    lesson: str
    week: str
    student: str | None
    isolation: str
    submission_sha256: str
    lesson_hash: str
    texts: str
    bundle: str
    seed: int
    seconds: float
    exercises: Mapping[str, ExerciseRecord]
    remarks: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return round(math.fsum(exercise.score for exercise in self.exercises.values()), 6)

    @property
    def max_score(self) -> float:
        return round(math.fsum(exercise.max_score for exercise in self.exercises.values()), 6)

    def to_json(self) -> str:
        """The record as JSON text, its keys always in the same order."""
        return json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """The record as what `json` takes."""
        return {
            "lesson": self.lesson,
            "week": self.week,
            "student": self.student,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": self.isolation,
            "submission_sha256": self.submission_sha256,
            "lesson_hash": self.lesson_hash,
            "texts": self.texts,
            "bundle": self.bundle,
            "seed": self.seed,
            "seconds": self.seconds,
            "remarks": list(self.remarks),
            "exercises": {name: _exercise_out(exercise) for name, exercise in self.exercises.items()},
        }

    @classmethod
    def from_json(cls, text: str) -> "Record":
        """Read what `to_json` wrote. Raises `RecordError` for anything else."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise RecordError("This is not a record of a graded submission: it is not JSON.") from None
        with_types = {
            "lesson": str, "week": str, "student": (str, type(None)), "score": float, "max_score": float,
            "isolation": str, "submission_sha256": str, "lesson_hash": str, "texts": str, "bundle": str, "seed": int,
            "seconds": float, "remarks": list, "exercises": dict,
        }  # fmt: skip
        found = _checked("the record", data, with_types)
        score, max_score = found.pop("score"), found.pop("max_score")
        found["remarks"] = _strings("the remarks", found["remarks"])
        found["exercises"] = {name: _exercise_in(name, value) for name, value in found["exercises"].items()}
        record = cls(**found)
        if (record.score, record.max_score) != (score, max_score):
            raise RecordError("This record's total is not the sum of its exercises.")
        return record


def _exercise_out(exercise: ExerciseRecord) -> dict[str, Any]:
    return {
        "score": exercise.score,
        "max_score": exercise.max_score,
        "passed": exercise.passed,
        "state": exercise.state,
        "message": exercise.message,
        "misconception": exercise.misconception,
        "diagnosis": exercise.diagnosis,
        "properties": {
            name: {"passed": prop.passed, "weight": prop.weight, "right": prop.right, "cases": prop.cases}
            for name, prop in exercise.properties.items()
        },
        "remarks": list(exercise.remarks),
        "picture": exercise.picture,
        "alt": exercise.alt,
    }


def _exercise_in(name: str, data: Any) -> ExerciseRecord:
    with_types = {
        "score": float, "max_score": float, "passed": bool, "state": str, "message": str,
        "misconception": (str, type(None)), "diagnosis": str, "properties": dict, "remarks": list, "picture": str,
        "alt": str,
    }  # fmt: skip
    found = _checked(f"the exercise {name}", data, with_types)
    passed = found.pop("passed")
    found["remarks"] = _strings(f"the remarks on {name}", found["remarks"])
    with_types = {"passed": bool, "weight": float, "right": int, "cases": int}
    found["properties"] = {
        key: PropertyRecord(**_checked(f"a property of {name}", value, with_types))
        for key, value in found["properties"].items()
    }
    exercise = ExerciseRecord(**found)
    if exercise.state not in STATES or exercise.passed != passed or not 0 <= exercise.score <= exercise.max_score:
        raise RecordError(f"In this record the exercise {name} contradicts itself.")
    return exercise


def _checked(what: str, data: Any, with_types: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` as a dict of just these keys, each with a value of its type; a whole number will do for a float."""
    if not isinstance(data, dict) or set(data) != set(with_types):
        raise RecordError(f"This is not a record of this version of striate: {what} has other parts than expected.")
    found = {}
    for key, kind in with_types.items():
        value = data[key]
        if kind is float and type(value) in (int, float) and math.isfinite(value):
            value = float(value)
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise RecordError(f"This is not a record of this version of striate: {key} of {what} is not of its type.")
        found[key] = value
    return found


def _strings(what: str, values: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise RecordError(f"This is not a record of this version of striate: {what} are not all text.")
    return tuple(values)
