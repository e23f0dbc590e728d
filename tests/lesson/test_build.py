"""A build gives the same bytes every time, touches what changed only, and knows what is out of date."""

import os
from pathlib import Path

import numpy as np
import pytest

from striate.cases import read_cases
from striate.course import AuthorError, Course, CourseError
from striate.lesson.build import build, check_built, stale, write_solved
from tests.courses import GRADER, SOLUTIONS, write_contents, write_course, write_lesson

# With numbers, and a hidden case, of which nothing may be seen.
WITH_CASES = GRADER.replace(
    "(Case((np.ones(3),)),)", "(Case((np.array([0.1, 0.2]),)),), hidden=lambda rng: [Case((np.array([77.125]),))]"
)


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write_contents(tmp_path, "one")
    write_lesson(tmp_path, grader=WITH_CASES)
    return Course.find(tmp_path)


def test_two_builds_give_the_same_bytes(course: Course, tmp_path: Path) -> None:
    build(course, out=tmp_path / "first")
    build(course, out=tmp_path / "second")
    assert list(files(tmp_path / "first")) == ["week1/one.cases.npz", "week1/one.ipynb"]
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_only_what_changed_is_written(course: Course) -> None:
    built = build(course)[0]
    assert built.changed == (built.notebook, built.cases)
    for path in built.changed:
        os.utime(path, ns=(1, 1))
    assert build(course, ["one"])[0].changed == ()
    assert {path.stat().st_mtime_ns for path in (built.notebook, built.cases)} == {1}
    write_lesson(course.root, grader=WITH_CASES, prose="More words.")
    assert build(course)[0].changed == (built.notebook,)
    write_lesson(course.root, grader=WITH_CASES.replace("0.2]", "0.3]"), prose="More words.")
    assert build(course)[0].changed == (built.cases,)


def test_nothing_of_an_answer_or_a_hidden_case_is_beside_the_students(course: Course) -> None:
    built = build(course)[0]
    sheets = read_cases(built.cases)
    assert list(sheets) == ["double", "why_two"]
    with np.load(built.cases) as arrays:
        everything = b"".join(arrays[name].tobytes() for name in arrays.files) + built.notebook.read_bytes()
    assert b"secret_factor" not in everything
    assert np.array([77.125]).tobytes() not in everything
    assert np.array([154.25]).tobytes() not in everything


def test_what_is_out_of_date_is_said(course: Course) -> None:
    lesson = course.lesson("one")
    assert [(each.path, each.reason) for each in check_built(course)] == [
        (lesson.notebook_path, "not built yet"),
        (lesson.cases_path, "not built yet"),
    ]
    build(course)
    assert check_built(course) == []
    write_lesson(course.root, prose="More.", grader=WITH_CASES, solutions=SOLUTIONS.replace("= 2\n    r", "= 3\n    r"))
    assert [each.reason for each in check_built(course, ["one"])] == [
        "not as the lesson is now",
        "other cases or answers for double",
    ]
    lesson.cases_path.write_bytes(b"cut")
    assert "damaged" in check_built(course)[1].reason


@pytest.mark.parametrize(("factor", "changed"), [("2 * (1 + 1e-14)", False), ("2 * (1 + 1e-6)", True)])
def test_the_last_bits_of_an_answer_do_not_count(course: Course, factor: str, changed: bool) -> None:
    built = build(course)[0]
    before = built.cases.read_bytes()
    write_lesson(
        course.root, grader=WITH_CASES, solutions=SOLUTIONS.replace("secret_factor = 2", f"secret_factor = {factor}")
    )
    assert bool(check_built(course)) == changed
    build(course)
    assert (built.cases.read_bytes() != before) == changed


def test_notebooks_of_lessons_that_are_no_more_are_reported_and_left(course: Course) -> None:
    built = build(course)[0]
    write_contents(course.root, "two")
    write_lesson(course.root, "two")
    left = Course.find(course.root)
    build(left)
    assert stale(left) == [built.cases, built.notebook]
    assert [(each.path, each.reason) for each in check_built(left)] == [
        (built.cases, "its lesson is no more"),
        (built.notebook, "its lesson is no more"),
    ]
    assert built.notebook.is_file()


def test_one_lesson_can_be_built_while_another_is_not_written_yet(tmp_path: Path) -> None:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path)
    course = Course.find(tmp_path)
    assert [built.lesson for built in build(course, ["one"])] == ["one"]
    with pytest.raises(AuthorError, match="two"):
        build(course)


def test_two_exercises_of_one_name_stop_a_build(tmp_path: Path) -> None:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path, "one")
    write_lesson(tmp_path, "two")
    with pytest.raises(AuthorError, match="already in the lesson one"):
        build(Course.find(tmp_path))


def test_the_solved_notebook_is_kept_from_the_students(course: Course, tmp_path: Path) -> None:
    lesson = course.lesson("one")
    write_solved(lesson, tmp_path / "elsewhere" / "one.ipynb")
    assert "secret_factor" in (tmp_path / "elsewhere" / "one.ipynb").read_text()
    with pytest.raises(CourseError, match="name another folder"):
        write_solved(lesson, course.root / "notebooks" / "week1" / "solved.ipynb")


def test_a_build_that_fails_leaves_what_was_there(course: Course) -> None:
    built = build(course)[0]
    before = files(course.root / "notebooks")
    write_course(course.root, prose="```{grid}\nx\n```")
    with pytest.raises(AuthorError, match=r"course/week1/one\.md, line 21: There is no \{grid\}"):
        build(course)
    assert files(course.root / "notebooks") == before
    assert built.notebook.is_file()
