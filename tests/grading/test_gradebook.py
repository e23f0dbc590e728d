"""The gradebook says what nbgrader's own route would have it say, and what somebody entered by hand stays."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from striate.course import Course
from striate.grading.autograde import autograde
from striate.grading.classroom import Classroom
from striate.grading.gradebook import Gradebook, GradebookError, only_writer
from striate.grading.nbgrader_app import caught_errors, nbgrader_app
from tests.grading.tiny import EXERCISES, PARTLY, RIGHT, WEEK, hand_in

pytestmark = pytest.mark.usefixtures("one_sandbox")

# Every table that grading writes, with names in the place of ids.
TABLES = {
    "students": "select * from student order by id",
    "submissions": """
        select a.name, s.student_id, s.timestamp, s.extension from submitted_assignment s
        join assignment a on a.id = s.assignment_id order by 1, 2""",
    "notebooks": """
        select n.name, s.student_id, b.flagged, b.late_submission_penalty from submitted_notebook b
        join notebook n on n.id = b.notebook_id join submitted_assignment s on s.id = b.assignment_id order by 1, 2""",
    "grades": """
        select n.name, s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
        from grade g join base_cell c on c.id = g.cell_id join submitted_notebook b on b.id = g.notebook_id
        join notebook n on n.id = b.notebook_id join submitted_assignment s on s.id = b.assignment_id
        order by 1, 2, 3""",
    "comments": """
        select n.name, s.student_id, c.name, m.auto_comment, m.manual_comment
        from comment m join base_cell c on c.id = m.cell_id join submitted_notebook b on b.id = m.notebook_id
        join notebook n on n.id = b.notebook_id join submitted_assignment s on s.id = b.assignment_id
        order by 1, 2, 3""",
    "courses": "select * from course order by id",
}


def database(course: Course) -> Path:
    return Classroom(course.root).folder / "gradebook.db"


def tables(course: Course) -> dict[str, Sequence[object]]:
    with sqlite3.connect(database(course)) as connection:
        return {name: connection.execute(query).fetchall() for name, query in TABLES.items()}


def stock_autograde(course: Course, *, student: str = "*", force: bool = False) -> None:
    """nbgrader's own autograde, as its command runs it."""
    from nbgrader.converters import Autograde, NbGraderException

    app = nbgrader_app(course.root)
    app.coursedir.assignment_id, app.coursedir.student_id = WEEK, student
    converter = Autograde(coursedir=app.coursedir, parent=app)
    converter.force = force
    log = caught_errors(app)
    with suppress(NbGraderException):
        converter.start()
    assert not log.errors


def due(course: Course, date: datetime) -> None:
    from nbgrader.api import Gradebook as Book

    with Book(f"sqlite:///{database(course)}") as book:
        book.update_or_create_assignment(WEEK, duedate=date)


def a_class(course: Course) -> None:
    """Right, partly right, blank, incomplete, late, linked, with cells that were deleted, copied and added."""
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bea", {**RIGHT, "double": PARTLY, "why": "why = 3"})
    hand_in(course, "cyd", {})
    hand_in(course, "dan", RIGHT, ("halving",))
    (hand_in(course, "eve", RIGHT) / "timestamp.txt").write_text("2026-11-09 10:00:00 UTC")
    (hand_in(course, "fay", RIGHT) / "timestamp.txt").write_text("2026-11-01 10:00:00 UTC")
    folder = hand_in(course, "gus", RIGHT)
    (folder / "doubling.ipynb").rename(folder / "elsewhere")
    (folder / "doubling.ipynb").symlink_to(folder / "elsewhere")
    text = (hand_in(course, "hal", RIGHT) / "doubling.ipynb").read_text()
    place = Classroom(course.root).submitted / "hal" / WEEK / "doubling.ipynb"
    place.write_text(text.replace('"grade_id": "why"', '"grade_id": "double"').replace('"points": 3', '"points": 300'))


@pytest.mark.slow
def test_the_gradebook_equals_what_nbgraders_own_autograde_writes(released: Course, tmp_path: Path) -> None:
    settings = released.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    a_class(released)
    due(released, datetime(2026, 11, 5))
    shutil.copytree(released.root, tmp_path / "stock", symlinks=True)
    stock = Course.read(tmp_path / "stock")
    autograde(released, WEEK)
    stock_autograde(stock)
    ours, theirs = tables(released), tables(stock)
    assert ours["grades"]
    assert ("doubling", "eve", 0, 4.0) in ours["notebooks"]
    for name in TABLES:
        assert ours[name] == theirs[name], name
    hand_in(released, "bea", RIGHT)
    hand_in(stock, "bea", RIGHT)
    autograde(released, WEEK)
    stock_autograde(stock, force=True)
    assert tables(released) == tables(stock)


def mark_by_hand(course: Course, student: str, score: float) -> None:
    """What formgrader does when somebody enters a score and a comment."""
    from nbgrader.api import Gradebook as Book

    with Book(f"sqlite:///{database(course)}") as book:
        grade = book.find_grade("check_double", "doubling", WEEK, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.find_comment("double", "doubling", WEEK, student).manual_comment = "Well tried."
        book.db.commit()


def grade_of(course: Course, student: str) -> tuple[float | None, float | None, bool, str | None]:
    from nbgrader.api import Gradebook as Book

    with Book(f"sqlite:///{database(course)}") as book:
        grade = book.find_grade("check_double", "doubling", WEEK, student)
        comment = book.find_comment("double", "doubling", WEEK, student)
        return grade.auto_score, grade.manual_score, grade.needs_manual_grade, comment.manual_comment


def test_marks_given_by_hand_stay_when_nothing_changed(released: Course) -> None:
    hand_in(released, "bea", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    mark_by_hand(released, "bea", 2.5)
    autograde(released, WEEK)
    assert grade_of(released, "bea") == (2.0, 2.5, False, "Well tried.")


def test_marks_given_by_hand_stay_and_are_flagged_when_the_answer_changed(released: Course) -> None:
    hand_in(released, "bea", {**RIGHT, "double": PARTLY})
    autograde(released, WEEK)
    mark_by_hand(released, "bea", 2.5)
    hand_in(released, "bea", RIGHT)
    autograde(released, WEEK)
    assert grade_of(released, "bea") == (3.0, 2.5, True, "Well tried.")


def test_only_one_process_writes_at_a_time(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    with only_writer(Classroom(released.root)), pytest.raises(GradebookError, match=r"Another striate \(process \d+\)"):
        autograde(released, WEEK)
    autograde(released, WEEK)


def test_a_gradebook_of_other_exercises_is_refused_with_their_names(released: Course) -> None:
    with pytest.raises(GradebookError, match=r"halve_twice.*striate release week1"):
        Gradebook(released.root, WEEK, {**EXERCISES, "halving": ("halve", "halve_twice")})
    with pytest.raises(GradebookError, match=r"tripling"):
        Gradebook(released.root, WEEK, {**EXERCISES, "tripling": ("triple",)})


def test_a_damaged_gradebook_is_said_to_be_one(released: Course) -> None:
    hand_in(released, "ada", RIGHT)
    database(released).write_bytes(b"not a database, but long enough to look like one " * 100)
    with pytest.raises(GradebookError, match="cannot be read or written"):
        autograde(released, WEEK)


def test_a_missing_gradebook_is_not_made_by_looking_for_it(released: Course) -> None:
    database(released).unlink()
    with pytest.raises(GradebookError, match="striate release week1"):
        Gradebook(released.root, WEEK, EXERCISES)
    assert not database(released).exists()


def test_missing_settings_are_named(released: Course) -> None:
    (released.root / "nbgrader_config.py").unlink()
    with pytest.raises(Exception, match=r"nbgrader_config\.py is missing"):
        Gradebook(released.root, WEEK, EXERCISES)
