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

from striate.course import Lesson
from striate.grading.classroom import CAME_AS, Handed
from striate.grading.notebook import about, autograded_notebook
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

    def basis(self, lesson: Lesson) -> Basis:
        """What a record of a lesson rests on, judged by these terms."""
        return Basis(self.bundles[lesson.name], self.seed, self.isolation)

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
    """Judge what a student handed in, and keep the record.

    What the store has from the same texts, judged by the same terms, is not judged again unless ``force``.
    """
    kept = None if force else store.load(handed.week, handed.student, handed.lesson)
    if kept is not None and Basis.of(kept) != terms.basis(lesson):
        kept = None
    sha256 = _sha256(handed.path)
    if kept is not None and sha256 and kept.submission_sha256 == sha256:
        return Marked(handed, _filed(kept, kept, handed, store), fresh=False)
    submission, fresh = None, True
    try:
        if handed.refused or handed.path is None:
            raise Unreadable(handed.refused or "Nothing was handed in.")
        submission = read_submission(handed.path, lesson)
        if kept is not None and kept.exercises and kept.texts == submission.texts:
            record = replace(kept, submission_sha256=submission.sha256, lesson_hash=submission.lesson_hash)
            fresh = False
        else:
            record = judge.grade_submission(submission, lesson, handed.student)
    except Unreadable as error:
        record = _refusal(lesson, handed, terms, error)
    return Marked(handed, _filed(record, kept, handed, store), fresh, submission)


def _filed(record: Record, kept: Record | None, handed: Handed, store: Store) -> Record:
    """The record with its student and the name under which the file came, in the store if it was not there as it is."""
    remarks = tuple(remark for remark in record.remarks if not remark.startswith(CAME_AS))
    said = (handed.remark,) if handed.remark else ()
    record = replace(record, student=handed.student, remarks=(*said, *remarks))
    if record != kept:
        store.save(record)
    return record


def shown(marked: Marked, lesson: Lesson) -> NotebookNode:
    """The notebook that formgrader and feedback show, scores and all, made from our own notebook of the lesson."""
    handed = marked.handed
    if marked.unreadable or handed.path is None:
        return _refused_notebook(lesson, marked.record)
    submission = marked.submission or read_submission(handed.path, lesson)
    return autograded_notebook(lesson, submission, marked.record)


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


def _refused_notebook(lesson: Lesson, record: Record) -> NotebookNode:
    """Our own notebook with every exercise at zero, and what was wrong in its first cell."""
    ours = SourceNotebook.read(lesson)
    notebook = copy.deepcopy(dict(ours.content))
    for cell, own in zip(notebook["cells"], ours.cells, strict=True):
        cell["source"] = "# Nothing of this could be read: see the first cell." if own.exercise else own.source
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            zero = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "0.0"}}
            cell.update(outputs=[{**zero, "execution_count": 1}], execution_count=1)
    notebook["cells"].insert(0, about(record, "This submission could not be graded."))
    return cast(NotebookNode, nbformat.from_dict(notebook))  # type: ignore[no-untyped-call]
