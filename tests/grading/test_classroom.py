"""Finding submissions: every notebook is found or named, and no link is followed."""

import shutil
from pathlib import Path

import pytest

from striate.course import Course
from striate.grading.classroom import Classroom, ClassroomError
from tests.grading.tiny import LESSONS, RIGHT, WEEK, hand_in, make_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture
def classroom(course: Course) -> Classroom:
    return Classroom(course.root)


def test_finds_every_students_notebooks_in_order(course: Course, classroom: Classroom) -> None:
    hand_in(course, "bea", RIGHT)
    hand_in(course, "ada", RIGHT, ("doubling",))
    found = classroom.collect(WEEK, LESSONS)
    assert [(h.student, h.lesson, h.path is not None) for h in found] == [
        ("ada", "doubling", True),
        ("ada", "halving", False),
        ("bea", "doubling", True),
        ("bea", "halving", True),
    ]


def test_no_submission_at_all_is_said_with_the_place_where_they_belong(classroom: Classroom) -> None:
    with pytest.raises(ClassroomError, match="classroom/submitted/<student>/week1"):
        classroom.collect(WEEK, LESSONS)


def test_an_unknown_student_is_named_with_a_near_match(course: Course, classroom: Classroom) -> None:
    hand_in(course, "ada", RIGHT)
    with pytest.raises(ClassroomError, match="Did you mean ada"):
        classroom.collect(WEEK, LESSONS, ["adda"])


@pytest.mark.parametrize(
    "name", ["doubling (1).ipynb", "Doubling-Copy1.ipynb", "ada_doubling.IPYNB", "inside/doubling.ipynb"]
)
def test_a_notebook_under_another_name_is_found_and_remarked_on(
    course: Course, classroom: Classroom, name: str
) -> None:
    folder = hand_in(course, "ada", RIGHT)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / "doubling.ipynb").rename(folder / name)
    doubling, halving = classroom.collect(WEEK, LESSONS)
    assert doubling.path == folder / name
    assert name in doubling.remark
    assert halving.remark == ""


def test_the_lesson_that_a_notebook_names_inside_counts_more_than_its_name(
    course: Course, classroom: Classroom
) -> None:
    folder = hand_in(course, "ada", RIGHT)
    (folder / "halving.ipynb").rename(folder / "homework.ipynb")
    assert classroom.collect(WEEK, LESSONS)[1].path == folder / "homework.ipynb"


def test_a_copy_beside_the_right_name_is_left_alone(course: Course, classroom: Classroom) -> None:
    folder = hand_in(course, "ada", RIGHT)
    shutil.copy(folder / "halving.ipynb", folder / "halving-Copy1.ipynb")
    doubling, halving = classroom.collect(WEEK, LESSONS)
    assert (doubling.path, halving.path) == (folder / "doubling.ipynb", folder / "halving.ipynb")
    assert halving.remark == ""


def test_a_link_to_a_folder_is_refused_and_named(course: Course, classroom: Classroom, tmp_path: Path) -> None:
    hand_in(course, "ada", RIGHT)
    (classroom.submitted / "eve").symlink_to(classroom.submitted / "ada")
    (classroom.submitted / "mal").mkdir()
    (classroom.submitted / "mal" / WEEK).symlink_to(classroom.submitted / "ada" / WEEK)
    refused = {handed.student: handed for handed in classroom.collect(WEEK, LESSONS) if handed.refused}
    assert set(refused) == {"eve", "mal"}
    assert all("link" in handed.refused and handed.path is None for handed in refused.values())


def test_a_link_is_not_taken_for_a_notebook_under_another_name(course: Course, classroom: Classroom) -> None:
    folder = hand_in(course, "ada", RIGHT)
    (folder / "doubling.ipynb").unlink()
    (folder / "doubling (1).ipynb").symlink_to(course.lesson("doubling").notebook_path)
    assert classroom.collect(WEEK, LESSONS)[0].path is None


def test_a_file_where_a_folder_belongs_is_named(course: Course, classroom: Classroom) -> None:
    (classroom.submitted / "ada").mkdir(parents=True)
    (classroom.submitted / "ada" / WEEK).write_text("my homework")
    assert all("not a folder" in handed.refused for handed in classroom.collect(WEEK, LESSONS))
