"""A new lesson is a whole one: it builds, its solved notebook runs, and its grader is proven."""

from pathlib import Path
from typing import Any

import pytest

from striate.course import Course, CourseError, UnknownLesson
from striate.lesson.build import build, check_built
from striate.lesson.new import new_lesson
from striate.lesson.notebook import solved_notebook
from striate.lesson.verify import prove
from tests.courses import write_contents

CONTENTS = (
    '# Ours.\ntitle = "Toy"\n\n[[weeks]]\nname = "week1"\ntitle = "First"  # of two\nlessons = [{lessons}] # in order\n'
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write_contents(tmp_path)
    (tmp_path / "course" / "contents.toml").write_text(CONTENTS.format(lessons=""))
    return Course.find(tmp_path)


def test_it_writes_three_files_and_one_line_and_keeps_comments(course: Course) -> None:
    written = new_lesson(course, "stars", "week1")
    assert [path.relative_to(course.root).as_posix() for path in written] == [
        "course/week1/stars.md",
        "solutions/stars.py",
        "graders/stars.py",
        "course/contents.toml",
    ]
    assert written[-1].read_text() == CONTENTS.format(lessons='"stars"')
    lines = [line for path in written for line in path.read_text(encoding="utf-8").split("\n")]
    assert not any("LESSON" in line or len(line) > 120 for line in lines)
    new_lesson(Course.find(course.root), "moons", "week1")
    assert written[-1].read_text() == CONTENTS.format(lessons='"stars", "moons"')


def test_new_lessons_build_and_are_proven_and_run(course: Course) -> None:
    new_lesson(course, "stars", "week1")
    new_lesson(Course.find(course.root), "moons", "week1")
    course = Course.find(course.root)
    assert len(build(course)) == 2
    assert check_built(course) == []
    lesson = course.lesson("stars")
    for exercise in lesson.exercises:
        proof = prove(exercise, lesson=lesson.name, solutions=lesson.solutions)
        assert proof.problems == ()
        assert (proof.misconceptions, proof.alternatives) == (3, 2)
    names: dict[str, Any] = {}
    for cell in solved_notebook(lesson)["cells"]:
        if cell["cell_type"] == "code" and not cell["id"].startswith("check_"):
            exec(cell["source"], names)
    assert names["stars"] == (names["sky"] > 0.9).sum()


@pytest.mark.parametrize(
    ("name", "week", "said"),
    [
        ("two-words", "week1", "two-words will not do"),
        ("Stars", "week1", "Stars will not do"),
        ("week1", "week1", "already in course/contents.toml"),
        ("stars", "week2", "no week called week2"),
    ],
)
def test_a_name_or_week_that_will_not_do_is_refused(course: Course, name: str, week: str, said: str) -> None:
    with pytest.raises((CourseError, UnknownLesson), match=said):
        new_lesson(course, name, week)
    assert not (course.root / "solutions").exists()


@pytest.mark.parametrize("file", ["course/week1/stars.md", "solutions/stars.py", "graders/stars.py"])
def test_a_file_that_is_there_stays_as_it_is(course: Course, file: str) -> None:
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(CourseError, match=f"{file} is there already"):
        new_lesson(course, "stars", "week1")
    assert path.read_text() == "mine"
    assert '"stars"' not in (course.root / "course" / "contents.toml").read_text()
    assert len(list(course.root.rglob("stars.*"))) == 1
