"""Lessons of small courses on disk, ready to translate and build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from striate.course import Course, Lesson
from tests.courses import write_course

MakeLesson = Callable[..., Lesson]


@pytest.fixture
def make_lesson(tmp_path: Path) -> MakeLesson:
    """Write a course with one lesson, and give the lesson; keywords as for `tests.courses.write_lesson`."""

    def make(**files: str) -> Lesson:
        write_course(tmp_path, **files)
        return Course.find(tmp_path).lesson("one")

    return make
