"""The clerk of a run: takes each judged notebook as it comes, files it, enters it in the gradebook, and sums up.

It works in one thread. A student is entered when the last of their notebooks has come; who has not changed, not at all.
"""

import datetime
import json
import logging
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from nbformat import NotebookNode

from striate.cleaning import clean
from striate.course import Course, Lesson
from striate.files import write_whole
from striate.grading.classroom import Classroom, Handed
from striate.grading.gradebook import Gradebook, GradebookError, Held
from striate.grading.marking import Marked, Terms, shown
from striate.grading.store import Store

_log = logging.getLogger(__name__)

TIMESTAMP = "timestamp.txt"
_LONGEST_TIMESTAMP = 100


@dataclass(frozen=True)
class Note:
    """What somebody should know about one submission, in a sentence."""

    student: str
    lesson: str
    sentence: str


@dataclass(frozen=True)
class Progress:
    """How far a run has come: ``done`` of ``total`` notebooks, and whose was the last."""

    done: int
    total: int
    student: str
    lesson: str


@dataclass(frozen=True)
class Summary:
    """What came of a run.

    ``judged`` and ``unchanged`` count notebooks. ``unreadable`` count zero; ``renamed`` were graded under another name;
    ``missing`` were not handed in; ``remarked`` are other remarks for the instructor. ``problems`` are ours: these
    submissions keep the score that they had.
    """

    week: str
    isolation: str
    students: int
    judged: int = 0
    unchanged: int = 0
    unreadable: tuple[Note, ...] = ()
    renamed: tuple[Note, ...] = ()
    missing: tuple[Note, ...] = ()
    remarked: tuple[Note, ...] = ()
    problems: tuple[Note, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Job:
    """What a run grades, by which terms, and where its records are kept."""

    course: Course
    week: str
    lessons: Mapping[str, Lesson]
    store: Store
    terms: Terms
    isolation: str
    force: bool


@dataclass(frozen=True)
class Result:
    """What came of one notebook: it is marked, or ``error`` says what went wrong in our own code."""

    handed: Handed
    marked: Marked | None = None
    notebook: NotebookNode | None = None
    error: BaseException | None = None


@dataclass
class _Tally:
    judged: int = 0
    unchanged: int = 0
    unreadable: list[Note] = field(default_factory=list)
    renamed: list[Note] = field(default_factory=list)
    missing: list[Note] = field(default_factory=list)
    remarked: list[Note] = field(default_factory=list)
    problems: list[Note] = field(default_factory=list)


class Clerk:
    """Takes results in any order. ``collected`` is everything that a run is about, what is missing included."""

    def __init__(
        self,
        job: Job,
        classroom: Classroom,
        gradebook: Gradebook,
        collected: Sequence[Handed],
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._job, self._classroom, self._gradebook, self._progress = job, classroom, gradebook, progress
        self._tally = _Tally()
        self._expected: dict[str, int] = defaultdict(int)
        self._missing: dict[str, list[str]] = defaultdict(list)
        self._came: dict[str, list[Result]] = defaultdict(list)
        self._students = len({handed.student for handed in collected})
        for handed in collected:
            if handed.path is None and not handed.refused:
                self._missing[handed.student].append(handed.lesson)
                sentence = f"There is no {handed.lesson}.ipynb, nor another notebook of this lesson."
                self._tally.missing.append(Note(handed.student, handed.lesson, sentence))
            else:
                self._expected[handed.student] += 1
        self._total, self._done = sum(self._expected.values()), 0
        gradebook.enrol(self._expected)
        self._held = gradebook.held()

    def take(self, result: Result) -> None:
        """Take one result. Raises `GradebookError` where the gradebook cannot be written any more."""
        handed = result.handed
        self._note(result)
        came = self._came[handed.student]
        came.append(result)
        if len(came) == self._expected[handed.student]:
            del self._came[handed.student]
            try:
                self._enter(handed.student, came)
            except GradebookError:
                raise
            except Exception as error:
                for each in came:
                    self._problem(each.handed, error)
        self._done += 1
        if self._progress:
            self._progress(Progress(self._done, self._total, handed.student, handed.lesson))

    def summary(self, week: str, seconds: float) -> Summary:
        """What came of everything that was taken."""
        tally = self._tally
        return Summary(
            week=week,
            isolation=self._job.terms.isolation,
            students=self._students,
            judged=tally.judged,
            unchanged=tally.unchanged,
            unreadable=_sorted(tally.unreadable),
            renamed=_sorted(tally.renamed),
            missing=_sorted(tally.missing),
            remarked=_sorted(tally.remarked),
            problems=_sorted(tally.problems),
            seconds=seconds,
        )

    def _note(self, result: Result) -> None:
        handed, marked = result.handed, result.marked
        if marked is None:
            self._problem(handed, result.error)
            return
        if marked.fresh:
            self._tally.judged += 1
        else:
            self._tally.unchanged += 1
        if marked.unreadable:
            self._tally.unreadable.append(Note(handed.student, handed.lesson, marked.unreadable))
        elif handed.remark:
            self._tally.renamed.append(Note(handed.student, handed.lesson, handed.remark))

    def _problem(self, handed: Handed, error: BaseException | None) -> None:
        _log.debug("%s of %s was not graded", handed.lesson, handed.student, exc_info=error)
        said = clean(f"{type(error).__name__}: {error}", 300)
        self._tally.problems.append(Note(handed.student, handed.lesson, said))

    def _enter(self, student: str, came: Sequence[Result]) -> None:
        """File the notebooks of a student and enter their scores, those that changed since the last time."""
        marked = {each.handed.lesson: each.marked for each in came if each.marked is not None}
        if not marked:
            return
        folder = self._classroom.submitted / student / self._job.week
        timestamp = self._timestamp(student, folder)
        held = self._held.get(student)
        missing = tuple(self._missing.get(student, ()))
        changed = [lesson for lesson, each in marked.items() if each.fresh or not self._is_entered(each, held)]
        complete = held is not None and not any(held.scores.get(lesson) != _zeros(held, lesson) for lesson in missing)
        if not changed and complete and held is not None and timestamp in (None, held.timestamp):
            return
        notebooks = self._notebooks([each for each in came if each.handed.lesson in changed])
        for lesson, notebook in notebooks.items():
            content = json.dumps(notebook, ensure_ascii=False, allow_nan=False, sort_keys=True)
            self._file(student, f"{lesson}.ipynb", f"{content}\n".encode())
        if timestamp is not None:
            self._file(student, TIMESTAMP, (folder / TIMESTAMP).read_bytes())
        self._gradebook.write(student, notebooks, missing=missing, timestamp=timestamp)

    def _notebooks(self, came: Sequence[Result]) -> dict[str, NotebookNode]:
        """The notebook that shows each result, by lesson."""
        notebooks = {}
        for each in came:
            lesson = each.handed.lesson
            try:
                if each.marked is not None:
                    notebooks[lesson] = each.notebook or shown(each.marked, self._job.lessons[lesson])
            except Exception as error:
                self._problem(each.handed, error)
        return notebooks

    def _file(self, student: str, name: str, content: bytes) -> None:
        path = self._classroom.autograded / student / self._job.week / name
        write_whole(path, content, self._gradebook.permissions)

    def _is_entered(self, marked: Marked, held: Held | None) -> bool:
        """Whether the gradebook and the autograded notebook already say what the record says."""
        handed, record = marked.handed, marked.record
        kept = self._job.store.path(handed.week, handed.student, handed.lesson)
        filed = self._classroom.autograded / handed.student / handed.week / f"{handed.lesson}.ipynb"
        try:
            if held is None or filed.stat().st_mtime_ns < kept.stat().st_mtime_ns:
                return False
        except OSError:
            return False
        entered = held.scores.get(handed.lesson, {})
        if marked.unreadable:
            return all(score == 0 for score in entered.values())
        return set(entered) == set(record.exercises) and all(
            score is not None and math.isclose(score, record.exercises[name].score, abs_tol=1e-9)
            for name, score in entered.items()
        )

    def _timestamp(self, student: str, folder: Path) -> datetime.datetime | None:
        """The time of submission in UTC, from the file that nbgrader's collect leaves beside a submission."""
        from nbgrader.utils import parse_utc

        path = folder / TIMESTAMP
        try:
            if path.is_symlink() or not path.is_file():
                return None
            with path.open(encoding="utf-8") as file:
                said = file.read(_LONGEST_TIMESTAMP).strip()
            return cast(datetime.datetime, parse_utc(said)) if said else None
        except (OSError, ValueError, OverflowError, TypeError):
            sentence = f"{TIMESTAMP} does not hold a time that can be read. No time of submission was entered."
            self._tally.remarked.append(Note(student, "", sentence))
            return None


def _zeros(held: Held, lesson: str) -> dict[str, float]:
    return dict.fromkeys(held.scores.get(lesson, {}), 0.0)


def _sorted(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: (note.student, note.lesson)))
