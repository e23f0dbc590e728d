"""From what a student handed in to a record, and to the notebook that shows it: one way, whoever asks.

`striate autograde` and nbgrader's own commands both come through here, so that their scores cannot differ.
"""

import copy
import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, cast

import nbformat
from nbformat import NotebookNode

from striate import report
from striate.course import Lesson
from striate.grading.classroom import Handed
from striate.grading.notebook import autograded_notebook
from striate.grading.reading import FILE_SIZE
from striate.grading.record import Record
from striate.grading.source import SourceNotebook
from striate.grading.store import Basis, Store
from striate.grading.submission import Submission, Unreadable, read_submission
from striate.sandbox import IsolationUnavailable, probe


class Grader(Protocol):
    """What is asked of a judge here."""

    def grade_submission(self, submission: Submission, lesson: Lesson, student: str | None = None) -> Record: ...


@dataclass(frozen=True)
class Terms:
    """What a run judges by: each lesson's bundle hash, the seed of hidden cases, the level of isolation in force."""

    bundles: Mapping[str, str]
    seed: int
    isolation: str

    @classmethod
    def on_this_machine(cls, lessons: Sequence[Lesson], seed: int, isolation: str) -> "Terms":
        """The terms for some lessons. Raises `IsolationUnavailable` where the isolation asked for is not to be had."""
        found = probe()
        if isolation != "none" and not found.available:
            raise IsolationUnavailable(" ".join(found.reasons))
        level = found.level if isolation != "none" else "none"
        return cls({lesson.name: lesson.bundle_hash for lesson in lessons}, seed, level)


@dataclass(frozen=True)
class Marked:
    """A submission that was judged, or was found judged already (``fresh`` is false then)."""

    handed: Handed
    record: Record
    fresh: bool
    submission: Submission | None = None

    @property
    def unreadable(self) -> str:
        """Why nothing could be graded, in a sentence; empty as a rule. Such a record has no exercises."""
        return "" if self.record.exercises else self.record.remarks[-1]


def mark(judge: Grader, lesson: Lesson, handed: Handed, store: Store, terms: Terms, *, force: bool = False) -> Marked:
    """Judge what a student handed in, unless the store has a record of the very same thing, and keep the record."""
    if not force:
        kept = _kept(handed, store, terms)
        if kept is not None:
            return Marked(handed, kept, fresh=False)
    submission = None
    try:
        if handed.refused or handed.path is None:
            raise Unreadable(handed.refused or "Nothing was handed in.")
        submission = read_submission(handed.path, lesson)
        record = judge.grade_submission(submission, lesson, handed.student)
    except Unreadable as error:
        record = _refusal(lesson, handed, terms, error)
    record = replace(record, student=handed.student, remarks=(*_said(handed), *record.remarks))
    store.save(record)
    return Marked(handed, record, fresh=True, submission=submission)


def shown(marked: Marked, lesson: Lesson) -> NotebookNode:
    """The notebook that formgrader and feedback show, scores and all, made from our own notebook of the lesson."""
    handed = marked.handed
    if marked.unreadable or handed.path is None:
        return _refused_notebook(lesson, marked.record.remarks)
    submission = marked.submission or read_submission(handed.path, lesson)
    return autograded_notebook(lesson, submission, marked.record)


def _kept(handed: Handed, store: Store, terms: Terms) -> Record | None:
    sha256 = _sha256(handed.path)
    record = store.load(handed.week, handed.student, handed.lesson) if sha256 else None
    basis = Basis(sha256, terms.bundles[handed.lesson], terms.seed, terms.isolation)
    if record is None or Basis.of(record) != basis:
        return None
    # The same file may have been renamed since, and its feedback says under which name it came.
    return record if record.remarks[:1] == _said(handed) or not (handed.remark or _renamed(record)) else None


def _said(handed: Handed) -> tuple[str, ...]:
    return (handed.remark,) if handed.remark else ()


def _renamed(record: Record) -> bool:
    return any(remark.startswith("Your notebook came as ") for remark in record.remarks)


def _sha256(path: Path | None) -> str:
    """The hash of a file's bytes; empty for what is no plain file or too large to be read."""
    if path is None:
        return ""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > FILE_SIZE:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _refusal(lesson: Lesson, handed: Handed, terms: Terms, error: Unreadable) -> Record:
    return Record(
        lesson=lesson.name,
        week=lesson.week,
        student=handed.student,
        isolation=terms.isolation,
        submission_sha256=error.sha256,
        lesson_hash="",
        texts="",
        bundle=terms.bundles[lesson.name],
        seed=terms.seed,
        seconds=0.0,
        exercises={},
        remarks=(str(error),),
    )


def _refused_notebook(lesson: Lesson, remarks: tuple[str, ...]) -> NotebookNode:
    """Our own notebook with every exercise at zero, and what was wrong in its first cell."""
    ours = SourceNotebook.read(lesson)
    notebook = copy.deepcopy(dict(ours.content))
    for cell, own in zip(notebook["cells"], ours.cells, strict=True):
        cell["source"] = "# Nothing of this could be read: see the first cell." if own.exercise else own.source
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            zero = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "0.0"}}
            cell.update(outputs=[{**zero, "execution_count": 1}], execution_count=1)
    said = report.note("This submission could not be graded.", remarks)
    notebook["cells"].insert(0, {"cell_type": "markdown", "id": "not-graded", "metadata": {}, "source": said})
    return cast(NotebookNode, nbformat.from_dict(notebook))  # type: ignore[no-untyped-call]
