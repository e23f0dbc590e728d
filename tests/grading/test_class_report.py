"""The instructor's page counts right, names who holds what, and shows nothing that a student wrote as markup."""

from datetime import datetime
from html.parser import HTMLParser

import pytest

from striate.grading.class_report import Trouble, page, summarise
from striate.grading.record import ExerciseRecord, PropertyRecord, Record

NOON = datetime(2026, 1, 2, 12, 0)
HOSTILE = "<script>alert(1)</script>"


def exercise(state: str, score: float, misconception: str | None = None) -> ExerciseRecord:
    held = state == "passed"
    return ExerciseRecord(
        score=score,
        max_score=2.0,
        state=state,
        message="It ran out of time." if state == "lost" else "",
        misconception=misconception,
        diagnosis="You round up." if misconception else "",
        properties={
            "sizes": PropertyRecord(1.0, held or score == 1, 1, 1),
            "errors": PropertyRecord(1.0, held, int(held), 1),
        },
    )


def record(student: str, *exercises: ExerciseRecord, isolation: str = "bubblewrap", bundle: str = "b") -> Record:
    return Record(
        lesson="padding",
        week="week1",
        student=student,
        isolation=isolation,
        submission_sha256="0" * 64,
        lesson_hash="h",
        texts="t",
        bundle=bundle,
        seed=0,
        seconds=0.1,
        exercises={f"e{n}": each for n, each in enumerate(exercises)},
    )


CLASS = [
    record("ada", exercise("passed", 2), exercise("passed", 2)),
    record("ben", exercise("failed", 1, "rounds up"), exercise("passed", 2)),
    record("cyd", exercise("failed", 0, "rounds up"), exercise("lost", 0)),
    record("dot", exercise("not started", 0), exercise("not started", 0)),
]


def test_the_counts_are_right() -> None:
    s = summarise("week1", "Week 1", {"padding": 4.0}, CLASS, students=["ada", "eve"])
    assert s.totals == {"ada": 4, "ben": 3, "cyd": 0, "dot": 0, "eve": 0}
    assert s.bins == (3, 0, 0, 0, 0, 0, 0, 1, 0, 1)
    first = s.exercises[0]
    assert [(row.name, row.earned, row.tried) for row in first.rows] == [("sizes", 2, 3), ("errors", 1, 3)]
    assert dict(first.states) == {"passed": 1, "failed": 2, "not started": 1}
    assert s.students["eve"] == {"padding": None}


def test_misconceptions_come_most_frequent_first_with_their_holders() -> None:
    rare = record("fay", exercise("failed", 0, "another"), exercise("passed", 2))
    met = summarise("week1", "Week 1", {"padding": 4.0}, [rare, *CLASS]).met
    assert [(m.name, m.students) for m in met] == [("rounds up", ("ben", "cyd")), ("another", ("fay",))]


def test_who_needs_a_look_is_named_with_the_reason() -> None:
    unreadable = Trouble("gus", "padding", "This is not JSON.")
    s = summarise("week1", "Week 1", {"padding": 4.0}, CLASS, [unreadable])
    assert [t.student for t in s.troubles] == ["cyd", "dot", "gus"]
    assert "e1: It ran out of time." in s.troubles[0].sentence


def test_a_class_without_isolation_or_with_two_graders_says_so() -> None:
    mixed = [record("ada", isolation="none"), record("ben", bundle="other")]
    text = page(summarise("week1", "Week 1", {"padding": 4.0}, mixed), NOON)
    assert "cannot be trusted" in text
    assert "more than one version" in text
    assert "cannot be trusted" not in page(summarise("week1", "Week 1", {"padding": 4.0}, CLASS), NOON)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)


def test_nothing_from_a_student_is_markup_and_nothing_is_fetched() -> None:
    hostile = record(HOSTILE, exercise("failed", 0, HOSTILE), exercise("lost", 0))
    text = page(summarise("week1", HOSTILE, {"padding": 4.0}, [hostile], [Trouble(HOSTILE, HOSTILE, HOSTILE)]), NOON)
    tags = Tags()
    tags.feed(text)
    assert "script" not in tags.seen
    assert HOSTILE not in text


@pytest.mark.parametrize("records", [[], CLASS[:1]])
def test_an_empty_or_tiny_class_has_a_page(records: list[Record]) -> None:
    assert "</html>" in page(summarise("week1", "Week 1", {"padding": 4.0}, records), NOON)
