"""nbgrader's own steps before and after grading, for one week: hand out, feedback, marks as a table.

They run in this process, through nbgrader's converters. What nbgrader logs as an error becomes a sentence.
"""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.cleaning import clean
from striate.course import Course
from striate.files import write_whole
from striate.grading.classroom import Classroom, ClassroomError
from striate.grading.gradebook import only_writer
from striate.grading.nbgrader_app import Log, caught_errors, nbgrader_app
from striate.grading.source import SourceNotebook


@dataclass(frozen=True)
class Released:
    """What was handed out: the folder for students, and the files in it."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Feedback:
    """The feedback pages that were written, and the students for whom that failed, each with why."""

    pages: tuple[Path, ...]
    problems: tuple[tuple[str, str], ...]


def release(course: Course, week: str) -> Released:
    """Make the students' version of a week in ``classroom/release``, and enter the week in the gradebook.

    Raises CourseError where the notebooks are not built, or where the gradebook does not allow it.
    """
    for lesson in course.lessons(week):
        SourceNotebook.read(lesson)
    classroom = Classroom(course.root)
    with only_writer(classroom):
        app = nbgrader_app(course.root)
        from nbgrader.converters import GenerateAssignment

        app.coursedir.assignment_id = week
        log = _run(GenerateAssignment(coursedir=app.coursedir, parent=app), app)
    if log.errors:
        raise ClassroomError(_why_not_released(week, log.errors))
    folder = classroom.released / week
    return Released(folder, tuple(sorted(path for path in folder.rglob("*") if path.is_file())))


def _why_not_released(week: str, errors: list[str]) -> str:
    said = " ".join(errors)
    if "Cannot add or remove cells" in said or "Cannot modify existing assignment" in said:
        return (
            f"Exercises were added to {week} or taken from it, and the gradebook holds submissions of it already: "
            f"nbgrader does not allow that. To start {week} anew, with the loss of marks that were given by hand: "
            f"`nbgrader db assignment remove {week} --force`, then release and autograde again."
        )
    return f"{week} was not released. nbgrader says: {_gist(errors)}"


def feedback(course: Course, week: str, progress: Callable[[int, int], None] | None = None) -> Feedback:
    """Write a page of feedback for every notebook that is graded, to ``classroom/feedback``.

    ``progress`` is called with how many students are done, of how many. Raises `ClassroomError` where nothing is
    graded.
    """
    course.week(week)
    classroom = Classroom(course.root)
    students = sorted(path.parent.name for path in classroom.autograded.glob(f"*/{week}") if any(path.glob("*.ipynb")))
    if not students:
        raise ClassroomError(f"Nothing of {week} is graded yet: run `striate autograde {week}` first.")
    app = nbgrader_app(course.root)
    from nbgrader.converters import GenerateFeedback

    app.coursedir.assignment_id = week
    problems = []
    for done, student in enumerate(students, 1):
        folder = classroom.autograded / student / week
        converter = GenerateFeedback(coursedir=app.coursedir, parent=app)
        converter.assignments = {str(folder): sorted(str(path) for path in folder.iterdir() if path.suffix == ".ipynb")}
        converter.init_notebooks = lambda: None  # it takes names for patterns, and finds no student called a[b]
        log = _run(converter, app)
        if log.errors:
            problems.append((student, _gist(log.errors)))
        if progress:
            progress(done, len(students))
    return Feedback(tuple(sorted(classroom.feedback.glob(f"*/{week}/*.html"))), tuple(problems))


def export(course: Course, path: Path, week: str | None = None) -> int:
    """Write the marks of all students as nbgrader's CSV, of one week or of all; returns the number of rows.

    Raises `ClassroomError` where there is no such week in the gradebook, or the file cannot be written.
    """
    app = nbgrader_app(course.root)
    from nbgrader.api import Gradebook
    from nbgrader.plugins import CsvExportPlugin

    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
            known = [assignment.name for assignment in gradebook.assignments]
            if not known or week not in (None, *known):
                raise ClassroomError(f"There are no marks of {week or 'any week'} yet: release and autograde it first.")
            plugin = CsvExportPlugin(parent=app)
            plugin.to = str(beside)
            plugin.assignment = [] if week is None else [week]
            plugin.export(gradebook)
        with beside.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        write_whole(path, beside.read_bytes())
    except OSError as error:
        raise ClassroomError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return rows


def _run(converter: Any, app: Any) -> Log:
    """Run one of nbgrader's converters over what it has done before too, its log caught."""
    from nbgrader.converters import NbGraderException

    log = caught_errors(app)
    converter.force = True
    with _in_place():
        try:
            converter.start()
        except NbGraderException as error:
            log.errors = log.errors or [str(error)]
    return log


@contextmanager
def _in_place() -> Iterator[None]:
    """nbgrader changes the working folder for a while; it is put back, whatever happens."""
    before = os.getcwd()
    try:
        yield
    finally:
        os.chdir(before)


def _gist(errors: list[str]) -> str:
    """The last line of the first traceback, which says what happened, else the first error."""
    for error in errors:
        if "Traceback" in error:
            return clean(error.strip().splitlines()[-1], 300)
    return clean(errors[0], 300)
