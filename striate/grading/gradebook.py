"""The one writer into nbgrader's gradebook. It writes what nbgrader's own autograde would, through nbgrader's objects.

Marks that somebody gave by hand are left as they are; a cell that has one is flagged for a look when it is graded anew.
"""

import datetime
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nbformat import NotebookNode

from striate.grading.classroom import Classroom, ClassroomError
from striate.grading.nbgrader_app import nbgrader_app


class GradebookError(ClassroomError):
    """The gradebook cannot be used as it is. Its text is a sentence for the instructor."""


@dataclass(frozen=True)
class Held:
    """What the gradebook holds of a student's week: automatic scores by lesson and exercise, time of submission."""

    scores: dict[str, dict[str, float | None]]
    timestamp: datetime.datetime | None


@contextmanager
def only_writer(classroom: Classroom) -> Iterator[None]:
    """Hold the gradebook for this process; one that was killed holds nothing.

    Raises `GradebookError` while another process holds it.
    """
    import fcntl

    classroom.folder.mkdir(parents=True, exist_ok=True)
    with (classroom.folder / ".gradebook.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GradebookError(
                f"Another striate{_holder(lock)} is writing into the gradebook. Wait until it has finished, "
                "then start again."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    process = lock.read(20).strip()
    return f" (process {process})" if process.isdigit() else ""


class Gradebook:
    """The gradebook of a course, open for writing one week's scores.

    Use it as a context manager, within `only_writer`. Opening raises `GradebookError` where the gradebook cannot be
    read, or the week is not in it with these ``exercises``, names by lesson.
    """

    def __init__(self, root: Path, week: str, exercises: Mapping[str, Collection[str]]) -> None:
        app = nbgrader_app(root)
        import sqlalchemy
        from nbgrader import api
        from nbgrader.preprocessors import AssignLatePenalties

        self.week = week
        self._database_error = sqlalchemy.exc.DatabaseError
        self._permissions = 0o664 if app.coursedir.groupshared else 0o444
        self._penalties = AssignLatePenalties(parent=app)
        self._penalties.init_plugin()
        address = sqlalchemy.engine.make_url(app.coursedir.db_url)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
            raise self._not_released()  # opening it would make an empty one
        with self._in_words():
            self._nbgrader = api.Gradebook(app.coursedir.db_url, app.coursedir.course_id)
            try:
                self._check(exercises)
            except BaseException:
                self._nbgrader.close()
                raise

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self._nbgrader.close()

    @property
    def permissions(self) -> int:
        """The permissions of autograded notebooks, as nbgrader gives them."""
        return self._permissions

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except self._database_error as error:
            raise GradebookError(f"The gradebook cannot be read or written: {error.orig}.") from error

    def _not_released(self) -> GradebookError:
        return GradebookError(
            f"{self.week} is not in the gradebook yet: release it first, with `striate release {self.week}`."
        )

    def _check(self, exercises: Mapping[str, Collection[str]]) -> None:
        from nbgrader.api import MissingEntry

        try:
            assignment = self._nbgrader.find_assignment(self.week)
        except MissingEntry:
            raise self._not_released() from None
        self._cells = {
            cell.id: cell.name
            for book in assignment.notebooks
            for cell in (*book.grade_cells, *book.solution_cells, *book.task_cells)
        }
        known = {
            book.name: {cell.name.removeprefix("check_") for cell in book.grade_cells} for book in assignment.notebooks
        }
        changed = sorted(set(known) ^ set(exercises)) or sorted(
            {name for lesson in known for name in known[lesson] ^ set(exercises[lesson])}
        )
        if changed:
            raise GradebookError(
                f"Since {self.week} was released, this has changed in its notebooks: {', '.join(changed[:5])}. "
                f"Release it again, with `striate release {self.week}`."
            )

    def enrol(self, students: Collection[str]) -> None:
        """Make sure that the gradebook knows these students, new ones in the order of their names."""
        book = self._nbgrader
        with self._in_words():
            known = {student.id for student in book.students}
            for name in sorted(set(students) - known):
                book.add_student(name)

    def held(self) -> dict[str, Held]:
        """What the gradebook holds of this week, by student, of those who have handed anything in before."""
        from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

        asked = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp, Notebook.name, BaseCell.name)
        query = (
            self._nbgrader.db.query(*asked, Grade.auto_score)
            .select_from(Grade)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == self.week)
        )
        found: dict[str, Held] = {}
        with self._in_words():
            for student, timestamp, lesson, cell, score in query:
                held = found.setdefault(student, Held({}, timestamp))
                held.scores.setdefault(lesson, {})[cell.removeprefix("check_")] = score
            self._nbgrader.db.rollback()  # it only looked
        return found

    def write(
        self,
        student: str,
        notebooks: Mapping[str, NotebookNode],
        *,
        missing: tuple[str, ...] = (),
        timestamp: datetime.datetime | None = None,
    ) -> None:
        """Enter the scores of a student's autograded notebooks, by lesson; lessons that are ``missing`` count zero.

        The student is enrolled. ``timestamp`` is the time of submission in UTC. Lessons that are neither are left as
        they are.
        """
        book = self._nbgrader
        with self._in_words():
            try:
                known = {} if timestamp is None else {"timestamp": timestamp}
                with book.db.no_autoflush:
                    submission = book.update_or_create_submission(self.week, student, **known)
                for submitted in submission.notebooks:
                    if submitted.name in notebooks:
                        self._enter(submitted, notebooks[submitted.name])
                    elif submitted.name in missing:
                        for grade in submitted.grades:
                            grade.auto_score, grade.needs_manual_grade = 0, False
                book.db.flush()
                for submitted in submission.notebooks:
                    if submitted.name in notebooks:
                        submitted.late_submission_penalty = self._penalty(submission, submitted)
                book.db.commit()
            except BaseException:
                book.db.rollback()
                raise

    def _penalty(self, submission: Any, submitted: Any) -> float | None:
        """What the late submission plugin of the settings takes off this notebook; None for nothing."""
        if submission.timestamp is None or submission.assignment.duedate is None:
            return None
        late = submission.total_seconds_late
        if late <= 0:
            return None
        submitted.late_submission_penalty = None
        self._nbgrader.db.flush()
        self._nbgrader.db.refresh(submitted)
        penalty = self._penalties.plugin_inst.late_submission_penalty(submission.student.id, submitted.score, late)
        return None if penalty is None else float(min(max(penalty, 0), submitted.score))

    def _enter(self, submitted: Any, notebook: NotebookNode) -> None:
        """What nbgrader's SaveAutoGrades does, cell by cell."""
        from nbgrader import utils

        grades = {self._cells[grade.cell_id]: grade for grade in submitted.grades}
        comments = {self._cells[comment.cell_id]: comment for comment in submitted.comments}
        for cell in notebook.cells:
            if utils.is_grade(cell):
                grade = grades[cell.metadata.nbgrader.grade_id]
                grade.auto_score, _ = utils.determine_grade(cell)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if utils.is_solution(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comments[cell.metadata.nbgrader.grade_id].auto_comment = "No response." if untouched else None
