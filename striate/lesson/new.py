"""Starts a lesson: its three files, with one exercise that works, and its line in the table of contents."""

from importlib.resources import files
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Array

from striate.course import CONTENTS, Course, CourseError, Lesson

PLACEHOLDER = "LESSON"


def new_lesson(course: Course, name: str, week: str) -> list[Path]:
    """Write the files of a new lesson, the last one of its week, and give their paths.

    Raises `CourseError` where the name will not do, the week is not in the table of contents, or a file is there
    already; nothing is written then.
    """
    if not (name.isidentifier() and name.islower()):
        raise CourseError(f"{name} will not do as the name of a lesson: take lower-case words joined by underscores.")
    course.week(week)
    if any(name in (each.name, *each.lessons) for each in course.weeks):
        raise CourseError(f"The name {name} is already in {CONTENTS.as_posix()}.")
    lesson = Lesson(name, week, course)
    sources = {
        lesson.text_path: "lesson.md",
        lesson.solutions_path: "solutions.txt",
        lesson.grader_path: "grader.txt",
    }
    for path in sources:
        if path.exists():
            raise CourseError(f"{path.relative_to(course.root).as_posix()} is there already; it stays as it is.")
    contents = _with_lesson(course, name, week)
    template = files("striate.lesson") / "template"
    for path, source in sources.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (template / source).read_text(encoding="utf-8").replace(PLACEHOLDER, name)
        path.write_text(text, encoding="utf-8", newline="\n")
    (course.root / CONTENTS).write_text(contents, encoding="utf-8", newline="\n")
    return [*sources, course.root / CONTENTS]


def _with_lesson(course: Course, name: str, week: str) -> str:
    """The table of contents with one lesson more; comments and layout stay."""
    document = tomlkit.parse((course.root / CONTENTS).read_text(encoding="utf-8"))
    weeks = document["weeks"]
    if isinstance(weeks, AoT):
        for table in weeks:
            lessons = table["lessons"]
            if table["name"] == week and isinstance(lessons, Array):
                lessons.append(name)
                return tomlkit.dumps(document)
    raise CourseError(f"{CONTENTS.as_posix()} has no [[weeks]] table for {week} with a list of lessons.")
