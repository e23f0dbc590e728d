"""A class is graded as a whole: everybody once, in any order, whatever one of them hands in."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from striate.course import Course, Lesson
from striate.grading.autograde import autograde
from striate.grading.classroom import Classroom, ClassroomError
from striate.grading.clerk import Progress, Summary
from striate.grading.judging import Judge
from striate.grading.record import Record
from striate.grading.store import Store
from striate.grading.submission import Submission
from striate.modules import AuthorError
from tests.grading.tiny import PARTLY, RIGHT, WEEK, hand_in

pytestmark = pytest.mark.usefixtures("one_sandbox")

FULL = {"doubling": 4.0, "halving": 2.0}


def records(course: Course) -> dict[tuple[str, str], Record]:
    store = Store(Classroom(course.root).results)
    return {(record.student or "", record.lesson): record for record in store.records(WEEK)}


def scores(course: Course) -> dict[str, dict[str, float]]:
    """What the gradebook says, by student and lesson."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{Classroom(course.root).folder / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {book.name: book.score for book in submission.notebooks}
            for submission in gradebook.assignment_submissions(WEEK)
        }


def autograded(course: Course, student: str, lesson: str) -> Path:
    return Classroom(course.root).autograded / student / WEEK / f"{lesson}.ipynb"


def nothing_wrong(summary: Summary) -> bool:
    return not (summary.unreadable or summary.renamed or summary.missing or summary.remarked or summary.problems)


def test_a_class_gets_its_scores_in_gradebook_records_and_notebooks(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", {**RIGHT, "double": PARTLY, "why": "why = 3"})
    hand_in(released, "cyd", {})
    summary = autograde(released, WEEK)
    assert nothing_wrong(summary)
    assert (summary.students, summary.judged, summary.unchanged) == (3, 6, 0)
    assert scores(released) == {
        "ada": FULL,
        "bea": {"doubling": 2.0, "halving": 2.0},
        "cyd": {"doubling": 0.0, "halving": 0.0},
    }
    assert {key: record.score for key, record in records(released).items()} == {
        (student, lesson): score for student, each in scores(released).items() for lesson, score in each.items()
    }
    for student in ("ada", "bea", "cyd"):
        notebook = nbformat.read(autograded(released, student, "doubling"), as_version=4)
        nbformat.validate(notebook)
        outputs = next(cell for cell in notebook.cells if cell.id == "check_double").outputs
        assert float(outputs[0].data["text/plain"]) == records(released)[student, "doubling"].exercises["double"].score


def test_the_second_run_changes_nothing_and_says_so(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", RIGHT, ("doubling",))
    autograde(released, WEEK)
    before = _snapshot(released)
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (0, 3)
    assert _snapshot(released) == before


def _snapshot(course: Course) -> dict[str, tuple[int, bytes]]:
    files = [path for path in Classroom(course.root).folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_only_what_was_handed_in_anew_is_judged_again(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", {**RIGHT, "why": "why = 3"})
    autograde(released, WEEK)
    untouched = autograded(released, "bea", "halving").stat().st_mtime_ns
    hand_in(released, "bea", RIGHT, ("doubling",))
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (1, 3)
    assert scores(released)["bea"] == FULL
    assert autograded(released, "bea", "halving").stat().st_mtime_ns == untouched


def test_a_notebook_that_was_only_saved_again_keeps_its_score_and_gets_its_new_receipt(released: Course) -> None:
    folder = hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    before = records(released)["ada", "doubling"]
    (folder / "doubling.ipynb").write_text((folder / "doubling.ipynb").read_text() + "\n\n")
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (0, 2)
    after = records(released)["ada", "doubling"]
    assert after.submission_sha256 != before.submission_sha256
    assert after.exercises == before.exercises
    assert after.seconds == before.seconds


def test_a_changed_grader_judges_its_lesson_again_and_no_other(released: Course) -> None:
    hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    path = released.lesson("doubling").grader_path
    path.write_text(path.read_text().replace('"whole numbers", 1', '"whole numbers", 4'))
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (1, 1)
    assert scores(released)["ada"] == {"doubling": 2.0, "halving": 2.0}


def test_force_judges_everything_again_with_the_same_scores(released: Course) -> None:
    hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    before = scores(released)
    assert autograde(released, WEEK, force=True).judged == 2
    assert scores(released) == before


def test_only_the_named_student_is_graded(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", RIGHT)
    assert autograde(released, WEEK, students=["bea"]).judged == 2
    assert set(scores(released)) == {"bea"}


def test_one_worker_and_many_come_to_the_same_records(released: Course, own_sandboxes: None) -> None:
    for name in ("ada", "bea", "cyd", "dan"):
        hand_in(released, name, {**RIGHT, "double": PARTLY} if name < "c" else RIGHT)
    autograde(released, WEEK, workers=1)
    one = _without_times(records(released))
    autograde(released, WEEK, workers=3, force=True)
    assert _without_times(records(released)) == one


def _without_times(found: dict[tuple[str, str], Record]) -> list[dict[str, object]]:
    return [{**record.as_dict(), "seconds": 0} for _, record in sorted(found.items())]


def test_progress_is_told_after_every_notebook(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", RIGHT)
    told: list[Progress] = []
    autograde(released, WEEK, progress=told.append)
    assert [(step.done, step.total) for step in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert {(step.student, step.lesson) for step in told} == {(s, le) for s in ("ada", "bea") for le in FULL}


def test_what_was_handed_in_is_left_as_it_came(released: Course) -> None:
    folder = hand_in(released, "ada", RIGHT)
    (folder / "notes.txt").write_text("mine")
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    autograde(released, WEEK)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()} == before


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _not_json(path: Path) -> None:
    path.write_text("my homework")


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _not_text(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".kept"))
    path.symlink_to(path.with_suffix(".kept"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _no_cells(path: Path) -> None:
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')


BROKEN: dict[str, Callable[[Path], None]] = {
    "empty": _empty,
    "not_json": _not_json,
    "cut_off": _cut_off,
    "not_text": _not_text,
    "link": _link,
    "folder": _folder,
    "no_cells": _no_cells,
}


def test_files_that_cannot_be_read_count_zero_and_say_why_and_stop_nobody(released: Course) -> None:
    for name, change in BROKEN.items():
        change(hand_in(released, name, RIGHT) / "doubling.ipynb")
    hand_in(released, "zoe", RIGHT)
    summary = autograde(released, WEEK)
    assert {note.student for note in summary.unreadable} == set(BROKEN)
    assert all(note.lesson == "doubling" and note.sentence.endswith((".", ")")) for note in summary.unreadable)
    assert not summary.problems
    assert scores(released) == {name: {"doubling": 0.0, "halving": 2.0} for name in BROKEN} | {"zoe": FULL}
    for note in summary.unreadable:
        notebook = nbformat.read(autograded(released, note.student, "doubling"), as_version=4)
        nbformat.validate(notebook)
        assert "could not be graded" in notebook.cells[0].source
    again = autograde(released, WEEK)
    assert {note.student for note in again.unreadable} == set(BROKEN)
    assert scores(released)["empty"] == {"doubling": 0.0, "halving": 2.0}


def test_a_file_name_cannot_bring_markup_into_the_notebook(released: Course) -> None:
    folder = hand_in(released, "ada", RIGHT)
    (folder / "doubling.ipynb").rename(folder / "doubling <img src=x onerror=alert(1)>.ipynb")
    assert autograde(released, WEEK).renamed
    assert "<img" not in nbformat.read(autograded(released, "ada", "doubling"), as_version=4).cells[0].source


def test_a_linked_folder_is_refused_for_all_of_its_lessons(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    submitted = Classroom(released.root).submitted
    (submitted / "eve").symlink_to(submitted / "ada")
    summary = autograde(released, WEEK)
    assert {(note.student, note.lesson) for note in summary.unreadable} == {("eve", "doubling"), ("eve", "halving")}
    assert scores(released) == {"ada": FULL, "eve": {"doubling": 0.0, "halving": 0.0}}


def test_a_notebook_under_another_name_is_graded_and_says_so_in_its_feedback(released: Course) -> None:
    folder = hand_in(released, "ada", RIGHT)
    (folder / "doubling.ipynb").rename(folder / "doubling (1).ipynb")
    summary = autograde(released, WEEK)
    assert [note.student for note in summary.renamed] == ["ada"]
    assert scores(released)["ada"] == FULL
    assert "doubling (1).ipynb" in autograded(released, "ada", "doubling").read_text()
    (folder / "doubling (1).ipynb").rename(folder / "doubling.ipynb")
    assert not autograde(released, WEEK).renamed
    assert "doubling (1).ipynb" not in autograded(released, "ada", "doubling").read_text()


def test_what_was_not_handed_in_is_named_and_counts_zero(released: Course) -> None:
    hand_in(released, "ada", RIGHT, ("halving",))
    (Classroom(released.root).submitted / "bea" / WEEK).mkdir(parents=True)
    summary = autograde(released, WEEK)
    assert [(note.student, note.lesson) for note in summary.missing] == [
        ("ada", "doubling"),
        ("bea", "doubling"),
        ("bea", "halving"),
    ]
    assert scores(released) == {"ada": {"doubling": 0.0, "halving": 2.0}}


def test_code_that_ends_the_process_or_does_not_parse_costs_what_it_breaks(released: Course) -> None:
    hand_in(released, "ada", {**RIGHT, "double": "import os\ndef double(x):\n    os._exit(0)"})
    hand_in(released, "bea", {**RIGHT, "double": "def double(x:\n"})
    hand_in(released, "cyd", RIGHT)
    assert not autograde(released, WEEK, workers=1).problems
    assert scores(released) == {
        "ada": {"doubling": 1.0, "halving": 2.0},
        "bea": {"doubling": 1.0, "halving": 2.0},
        "cyd": FULL,
    }


def _failing_for(student: str, error: Exception) -> Callable[..., Record]:
    real = Judge.grade_submission

    def grade(judge: Judge, submission: Submission, lesson: Lesson, whose: str | None = None) -> Record:
        if whose == student and lesson.name == "doubling":
            raise error
        return real(judge, submission, lesson, whose)

    return grade


def test_a_fault_of_ours_is_named_keeps_the_score_that_there_was_and_stops_nobody(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", RIGHT)
    autograde(released, WEEK)
    hand_in(released, "bea", {**RIGHT, "halve": "def halve(x):\n    return x"})
    monkeypatch.setattr(Judge, "grade_submission", _failing_for("bea", RuntimeError("a \x1b[31mbug\nof ours")))
    summary = autograde(released, WEEK, force=True)
    assert [(note.student, note.lesson, note.sentence) for note in summary.problems] == [
        ("bea", "doubling", "RuntimeError: a bug of ours")
    ]
    assert scores(released) == {"ada": FULL, "bea": {"doubling": 4.0, "halving": 0.0}}


def test_a_fault_of_ours_in_a_first_run_leaves_the_notebook_for_somebody_to_look_at(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(released, "bea", RIGHT)
    monkeypatch.setattr(Judge, "grade_submission", _failing_for("bea", RuntimeError("a bug")))
    assert autograde(released, WEEK).problems
    monkeypatch.undo()
    assert not autograde(released, WEEK).problems
    assert scores(released) == {"bea": FULL}


def test_a_fault_that_goes_away_with_a_new_sandbox_is_not_even_named(
    released: Course, monkeypatch: pytest.MonkeyPatch, own_sandboxes: None
) -> None:
    hand_in(released, "ada", RIGHT)
    real, seen = Judge.grade_submission, []

    def grade(judge: Judge, submission: Submission, lesson: Lesson, whose: str | None = None) -> Record:
        seen.append(judge)
        if len(seen) == 1:
            raise RuntimeError("once")
        return real(judge, submission, lesson, whose)

    monkeypatch.setattr(Judge, "grade_submission", grade)
    assert not autograde(released, WEEK, workers=1).problems
    assert seen[0] is not seen[1]
    assert scores(released) == {"ada": FULL}


def test_a_fault_in_the_grader_ends_the_run_with_file_and_line(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    path = released.lesson("doubling").grader_path
    path.write_text(path.read_text() + "\n1 / 0\n")
    with pytest.raises(AuthorError, match=r"graders/doubling\.py, line \d+"):
        autograde(released, WEEK)


def test_a_run_that_was_killed_before_the_gradebook_goes_on_from_its_records(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(released, "ada", RIGHT)
    database = Classroom(released.root).folder / "gradebook.db"
    shutil.copy(database, database.with_suffix(".before"))
    autograde(released, WEEK)
    os.replace(database.with_suffix(".before"), database)
    autograded(released, "ada", "halving").unlink()
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (0, 2)
    assert scores(released) == {"ada": FULL}
    assert autograded(released, "ada", "halving").exists()


def test_a_damaged_record_is_made_anew(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    autograde(released, WEEK)
    Store(Classroom(released.root).results).path(WEEK, "ada", "doubling").write_text('{"lesson":')
    assert autograde(released, WEEK).judged == 1
    assert records(released)["ada", "doubling"].score == 4.0


def test_the_time_of_submission_goes_into_the_gradebook(released: Course) -> None:
    from nbgrader.api import Gradebook

    folder = hand_in(released, "ada", RIGHT)
    (folder / "timestamp.txt").write_text("2026-11-02 14:03:00 CET")
    (hand_in(released, "bea", RIGHT) / "timestamp.txt").write_text("yesterday, I think")
    summary = autograde(released, WEEK)
    assert [note.student for note in summary.remarked] == ["bea"]
    with Gradebook(f"sqlite:///{Classroom(released.root).folder / 'gradebook.db'}") as gradebook:
        assert str(gradebook.find_submission(WEEK, "ada").timestamp) == "2026-11-02 13:03:00"
        assert gradebook.find_submission(WEEK, "bea").timestamp is None
    assert (autograded(released, "ada", "doubling").parent / "timestamp.txt").exists()


def test_a_time_of_submission_that_came_later_is_entered_though_nothing_else_changed(released: Course) -> None:
    from nbgrader.api import Gradebook

    folder = hand_in(released, "ada", RIGHT)
    autograde(released, WEEK)
    (folder / "timestamp.txt").write_text("2026-11-02 14:03:00 UTC")
    autograde(released, WEEK)
    with Gradebook(f"sqlite:///{Classroom(released.root).folder / 'gradebook.db'}") as gradebook:
        assert str(gradebook.find_submission(WEEK, "ada").timestamp) == "2026-11-02 14:03:00"


def test_a_week_that_was_not_released_is_refused_with_what_to_do(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    (Classroom(released.root).folder / "gradebook.db").unlink()
    with pytest.raises(ClassroomError, match="striate release week1"):
        autograde(released, WEEK)


def test_records_are_json_of_the_contract(released: Course) -> None:
    hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    data = json.loads(Store(Classroom(released.root).results).path(WEEK, "ada", "doubling").read_text())
    assert {"lesson", "score", "max_score", "isolation", "submission_sha256", "exercises"} <= set(data)
    assert data["exercises"]["double"]["properties"]["whole numbers"]["passed"] is False
