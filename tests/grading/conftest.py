"""Two courses for the tests: a tiny one that nbgrader has released, and a small one whose submissions are judged."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from striate.course import Course, Lesson
from striate.grading.judging import Judge
from striate.grading.record import Record
from striate.grading.submission import Submission, read_submission
from striate.sandbox import Limits, probe
from tests.grading.small import make_course as small_course_in
from tests.grading.tiny import make_course


@pytest.fixture(scope="session")
def _released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from striate.grading.release import release

    course = make_course(tmp_path_factory.mktemp("released") / "course")
    release(course, "week1")
    return course.root


@pytest.fixture
def released(_released: Path, tmp_path: Path) -> Course:
    """The tiny course after `release`, in a folder of its own."""
    shutil.copytree(_released, tmp_path / "course", symlinks=True)
    return Course.read(tmp_path / "course")


class _KeptJudge(Judge):
    """A judge whose sandbox outlives the run that asks for it."""

    _turn = threading.Lock()

    def __exit__(self, *exception: object) -> None:
        pass

    def grade_submission(self, submission: Submission, lesson: Lesson, student: str | None = None) -> Record:
        with self._turn:
            self._benches.clear()  # the next course has lessons of the same names
            return super().grade_submission(submission, lesson, student)


@pytest.fixture(scope="session")
def _kept_judge(_released: Path) -> Iterator[Judge]:
    course = Course.read(_released)
    kept = _KeptJudge(course)
    lesson = course.lesson("doubling")
    # Started here, in the main thread: a sandbox ends with the thread that started it.
    kept.grade_submission(read_submission(lesson.notebook_path, lesson), lesson)
    yield kept
    Judge.__exit__(kept, None, None, None)


@pytest.fixture
def one_sandbox(_kept_judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run of `autograde` use one and the same sandbox, which saves its second of preparation."""
    monkeypatch.setattr("striate.grading.autograde.Judge", lambda *_, **__: _kept_judge)


@pytest.fixture
def own_sandboxes(one_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every worker have a sandbox of its own after all."""
    monkeypatch.setattr("striate.grading.autograde.Judge", Judge)


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course, built."""
    return small_course_in(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small(small_course: Course) -> Lesson:
    """Its lesson: two functions, of which one calls the other, a question, and an input to find."""
    return small_course.lesson("small")


@pytest.fixture(scope="session")
def judge(small_course: Course) -> Iterator[Judge]:
    """A judge of the small course, with little patience."""
    if not probe().available:
        pytest.skip("no isolation is to be had on this machine")
    limits = Limits(call_seconds=1.0, grace_seconds=0.5, asleep_seconds=3.0, submission_seconds=30.0)
    with Judge(small_course, limits=limits) as made:
        yield made


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Any], Path]:
    """Writes a notebook, text or bytes into a file."""

    def write(content: Any) -> Path:
        path = tmp_path / "small.ipynb"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
        return path

    return write
