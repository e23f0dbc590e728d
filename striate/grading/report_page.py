"""`striate report WEEK`: brings together what the class report is made of, and writes the page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from striate.course import Course
from striate.files import write_whole
from striate.grading.class_report import Trouble, page, summarise
from striate.grading.classroom import Classroom, ClassroomError
from striate.grading.record import Record
from striate.grading.store import Store

_NOT_HANDED_IN = "Nothing was handed in for this lesson."
_NOT_GRADED = "Handed in, and not graded yet: run striate autograde again."


def write_report(course: Course, week: str, path: Path | None = None) -> Path:
    """Write the page on a week and return its path, ``classroom/reports/<week>.html`` unless given.

    Raises `ClassroomError` where nothing of the week is graded.
    """
    classroom = Classroom(course.root)
    lessons = {lesson.name: float(sum(e.points for e in lesson.exercises)) for lesson in course.lessons(week)}
    students = classroom.students(week)
    records = [record for record in Store(classroom.results).records(week) if record.student in students]
    if not records:
        raise ClassroomError(f"Nothing of {week} is graded yet: run `striate autograde {week}` first.")
    title = course.week(week).title
    summary = summarise(week, title, lessons, records, _without(classroom, week, lessons, records), students)
    path = path or classroom.reports / f"{week}.html"
    write_whole(path, page(summary, datetime.now()).encode())
    return path


def _without(classroom: Classroom, week: str, lessons: dict[str, float], records: Sequence[Record]) -> list[Trouble]:
    """Who has no record of a lesson, and why."""
    known = {(record.student, record.lesson) for record in records}
    troubles = []
    for handed in classroom.collect(week, tuple(lessons)):
        if (handed.student, handed.lesson) not in known:
            came = handed.path is not None or handed.refused
            why = handed.refused or (_NOT_GRADED if came else _NOT_HANDED_IN)
            troubles.append(Trouble(handed.student, handed.lesson, why))
    return troubles
