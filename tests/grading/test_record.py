"""The JSON form of a record is a contract with scripts, and with our own store."""

import json
from dataclasses import replace

import pytest

from striate.grading.record import ExerciseRecord, PropertyRecord, Record, RecordError

HALF = ExerciseRecord(
    score=1.5,
    max_score=3.0,
    state="failed",
    message="With stride 2 the window still starts at every pixel.",
    misconception="no_stride",
    diagnosis="With stride 2 the window still starts at every pixel.",
    properties={"shape": PropertyRecord(1.0, True, 4, 4), "stride": PropertyRecord(1.0, False, 0, 3)},
    remarks=("The cell stands twice in the notebook.",),
    picture="iVBORw0KGgo=",
    alt="Expected, yours and the difference.",
)
RECORD = Record(
    lesson="first",
    week="week1",
    student="ada",
    isolation="bubblewrap",
    submission_sha256="0" * 64,
    lesson_hash="1" * 64,
    texts="2" * 64,
    bundle="3" * 64,
    seed=0,
    seconds=0.07,
    exercises={"conv": HALF, "why": replace(HALF, score=3.0, state="passed", misconception=None, diagnosis="")},
)


def test_the_json_form_has_the_promised_keys() -> None:
    data = json.loads(RECORD.to_json())
    assert {"lesson", "score", "max_score", "isolation", "submission_sha256", "exercises"} <= set(data)
    assert (data["score"], data["max_score"]) == (4.5, 6.0)
    exercise = data["exercises"]["conv"]
    assert {"score", "max_score", "passed", "message", "misconception", "properties"} <= set(exercise)
    assert exercise["passed"] is False
    assert exercise["misconception"] == "no_stride"
    assert {"passed", "weight"} <= set(exercise["properties"]["stride"])
    assert data["exercises"]["why"]["misconception"] is None


def test_a_record_comes_back_as_it_was_written() -> None:
    assert Record.from_json(RECORD.to_json()) == RECORD
    assert Record.from_json(RECORD.to_json()).to_json() == RECORD.to_json()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("lesson"),
        lambda data: data.update(extra=1),
        lambda data: data.update(score=100.0),
        lambda data: data.update(seed=True),
        lambda data: data.update(remarks=[1]),
        lambda data: data["exercises"]["conv"].update(score=float("nan")),
        lambda data: data["exercises"]["conv"].update(score=-1.0),
        lambda data: data["exercises"]["conv"].update(passed=True),
        lambda data: data["exercises"]["conv"].update(state="excellent"),
        lambda data: data["exercises"]["conv"]["properties"]["shape"].update(right="4"),
    ],
)
def test_a_damaged_record_is_refused(spoil: object) -> None:
    data = RECORD.as_dict()
    spoil(data)  # type: ignore[operator]
    with pytest.raises(RecordError, match=r"record"):
        Record.from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "null", '{"lesson": "first"', "[" * 100_000])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        Record.from_json(text)
