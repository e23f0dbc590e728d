"""Handing out, feedback and marks: nbgrader's steps, started from here, with their faults in sentences."""

import csv
import os
from pathlib import Path

import nbformat
import pytest

from striate.course import Course
from striate.grading.autograde import autograde
from striate.grading.classroom import Classroom, ClassroomError
from striate.grading.release import export, feedback, release
from striate.modules import CourseError
from tests.grading import tiny
from tests.grading.tiny import PARTLY, RIGHT, WEEK, hand_in, source_notebook

pytestmark = [pytest.mark.usefixtures("one_sandbox"), pytest.mark.slow]


def test_a_release_holds_the_notebooks_with_their_stubs_and_the_cases_as_they_are(released: Course) -> None:
    out = release(released, WEEK)
    assert [path.name for path in out.files] == [
        "doubling.cases.npz",
        "doubling.ipynb",
        "halving.cases.npz",
        "halving.ipynb",
    ]
    assert out.files[0].read_bytes() == released.lesson("doubling").cases_path.read_bytes()
    text = out.files[1].read_text()
    assert "raise NotImplementedError" in text
    assert "YOUR CODE HERE" not in text
    assert os.getcwd() != str(released.root)


def test_a_release_without_built_notebooks_says_what_to_do(released: Course) -> None:
    released.lesson("halving").notebook_path.unlink()
    with pytest.raises(CourseError, match="striate build"):
        release(released, WEEK)


def test_a_release_with_other_exercises_after_submissions_says_what_to_do(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(released, "ada", RIGHT)
    autograde(released, WEEK)
    grader, lesson = released.lesson("doubling").grader_path, released.lesson("doubling")
    grader.write_text(grader.read_text().split("    Question(")[0] + ")\n")
    monkeypatch.setitem(tiny.EXERCISES, "doubling", ("double",))
    nbformat.write(source_notebook(lesson), lesson.notebook_path)
    with pytest.raises(ClassroomError, match="nbgrader db assignment remove week1"):
        release(released, WEEK)
    with pytest.raises(ClassroomError, match=r"why.*striate release week1"):
        autograde(released, WEEK)


def test_feedback_shows_scores_cards_and_the_students_text_as_text(released: Course) -> None:
    nasty = (
        "def double(x):\n    '</div><script>alert(1)</script>'\n    raise ValueError('<img src=x onerror=alert(2)>')"
    )
    hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    hand_in(released, "eve", {**RIGHT, "double": nasty, "why": "why = '<img src=y>'"})
    hand_in(released, "a[b] *", RIGHT)
    autograde(released, WEEK)
    told: list[tuple[int, int]] = []
    out = feedback(released, WEEK, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert not out.problems
    assert len(out.pages) == 6
    pages = {path.parent.parent.name: path.read_text() for path in out.pages if path.stem == "doubling"}
    assert set(pages) == {"ada", "eve", "a[b] *"}
    assert "Score: 3.0 / 4.0" in pages["ada"]
    assert 'aria-label="double: Not yet, 2 of 3 points"' in pages["ada"]
    assert "&lt;script&gt;alert(1)" in pages["eve"]
    assert "<script>alert(1)" not in pages["eve"]
    assert "<img src=x" not in pages["eve"]
    assert "<img src=y" not in pages["eve"]


def test_feedback_on_a_file_that_cannot_be_read_says_why(released: Course) -> None:
    (hand_in(released, "ada", RIGHT) / "doubling.ipynb").write_text("my homework")
    autograde(released, WEEK)
    page = Classroom(released.root).feedback / "ada" / WEEK / "doubling.html"
    assert page in feedback(released, WEEK).pages
    assert "This submission could not be graded." in page.read_text()
    assert "is not JSON" in page.read_text()


def test_feedback_before_grading_says_what_to_do(released: Course) -> None:
    with pytest.raises(ClassroomError, match="striate autograde week1"):
        feedback(released, WEEK)


def test_marks_go_into_a_table_with_a_row_for_every_student_in_order(released: Course, tmp_path: Path) -> None:
    for name in ("cyd", "ada", "bea"):
        hand_in(released, name, {**RIGHT, "double": PARTLY} if name == "bea" else RIGHT)
    autograde(released, WEEK)
    assert export(released, tmp_path / "marks.csv", WEEK) == 3
    with (tmp_path / "marks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student_id"], float(row["score"]), float(row["max_score"])) for row in rows] == [
        ("ada", 6.0, 6.0),
        ("bea", 5.0, 6.0),
        ("cyd", 6.0, 6.0),
    ]
    assert not list(tmp_path.glob(".marks*"))


def test_marks_of_an_unknown_week_or_into_an_unknown_folder_are_refused(released: Course, tmp_path: Path) -> None:
    with pytest.raises(ClassroomError, match="no marks of week9"):
        export(released, tmp_path / "marks.csv", "week9")
    with pytest.raises(ClassroomError, match="cannot be written"):
        export(released, Path("/proc/no/such/marks.csv"), WEEK)
