"""The demonstration: a copy of the course, a made-up class, and all that an instructor does with it in a week."""

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from striate.course import CONTENTS, Course
from striate.grading.autograde import autograde
from striate.grading.classroom import Classroom
from striate.grading.clerk import Progress, Summary
from striate.grading.demo_class import Pupil, write_class
from striate.grading.release import feedback, release
from striate.grading.report_page import write_report
from striate.grading.store import Store
from striate.lesson.build import build
from striate.modules import CourseError
from striate.sandbox import probe

# What a course is copied with; its classroom, and all that is made, belong to the copy.
_PARTS = ("course", "solutions", "graders", "datasets", "nbgrader_config.py")
_MARK = ".striate-demo"


@dataclass(frozen=True)
class Kind:
    """The submissions of one kind: how many students, and the least, mean and greatest share of the points."""

    name: str
    students: int
    least: float
    mean: float
    greatest: float


@dataclass
class Shown:
    """What the demonstration made, where, and how long each step took."""

    course: Course
    week: str
    isolation: str
    max_score: float
    pupils: list[Pupil]
    summary: Summary
    kinds: list[Kind]
    report: Path
    pages: int
    seconds: dict[str, float] = field(default_factory=dict)


Told = Callable[[str], None]


def show(course: Course, folder: Path, told: Told = lambda _step: None, judged: Any = None) -> Shown:
    """Run the demonstration in ``folder``, which is emptied first if an earlier one made it.

    ``told`` hears of each step as it begins, ``judged`` of each notebook. Raises `CourseError` for a folder that holds
    other things.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        told(name)
        started = time.monotonic()
        yield
        seconds[name] = time.monotonic() - started

    isolation = "bubblewrap" if probe().available else "none"
    copy = _copy(course, folder)
    week = copy.weeks[0].name
    with step("Building the notebooks"):
        build(copy)
    with step("Releasing with nbgrader"):
        release(copy, week)
    classroom = Classroom(copy.root)
    with step("Making up a class"):
        pupils = write_class(copy.lessons(week), classroom.submitted, hostile=isolation != "none")
    with step("Judging and filling the gradebook"):
        summary = autograde(copy, week, isolation=isolation, progress=judged)
    with step("Writing feedback"):
        pages = len(feedback(copy, week).pages)
    with step("Writing the report"):
        report = write_report(copy, week)
    most = float(sum(e.points for lesson in copy.lessons(week) for e in lesson.exercises))
    kinds = _kinds(pupils, Store(classroom.results), week, most)
    return Shown(copy, week, isolation, most, pupils, summary, kinds, report, pages, seconds)


def watched(advance: Callable[..., None]) -> Callable[[Progress], None]:
    """A progress bar's ``advance`` as what `show` calls for each notebook."""
    return lambda progress: advance(f"{progress.student}/{progress.lesson}", progress.total)


def _copy(course: Course, folder: Path) -> Course:
    folder = folder.resolve()
    if folder.exists():
        if not (folder / _MARK).is_file() and any(folder.iterdir()):
            raise CourseError(f"{folder} holds other things than an earlier demonstration: name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()
    for name in _PARTS:
        source = course.root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        elif source.is_file():
            shutil.copy2(source, folder / name)
    # Endless loops are part of the class: nobody wants to watch ten seconds of each.
    with (folder / CONTENTS).open("a", encoding="utf-8") as contents:
        contents.write("\n[limits]\ncall_seconds = 2\n")
    return Course.read(folder)


def _kinds(pupils: Sequence[Pupil], store: Store, week: str, most: float) -> list[Kind]:
    scores: defaultdict[str, float] = defaultdict(float)
    for record in store.records(week):
        scores[record.student or ""] += record.score
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for pupil in pupils:
        shares[pupil.kind].append(scores[pupil.student] / most)
    return [Kind(kind, len(each), min(each), sum(each) / len(each), max(each)) for kind, each in shares.items()]
