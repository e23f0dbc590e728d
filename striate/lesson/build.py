"""Writes what is derived from the lessons: ``notebooks/<week>/<lesson>.ipynb`` and the public cases beside it.

Two builds give the same bytes, and a file that need not change is not touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from striate.cases import CasesError, read_cases, write_cases
from striate.course import Course, CourseError, Lesson
from striate.files import write_whole
from striate.lesson.notebook import solved_notebook, student_notebook, to_bytes
from striate.sheet import sheet_for

# Matrix products differ in the last bits between processors; what differs by more is another answer.
RTOL, ATOL = 1e-9, 1e-12


@dataclass(frozen=True)
class Built:
    """What was made of a lesson; ``changed`` are those of its files that were written."""

    lesson: str
    notebook: Path
    cases: Path
    changed: tuple[Path, ...]


@dataclass(frozen=True)
class OutOfDate:
    """A derived file that is not what a build would make now, and why."""

    path: Path
    reason: str


def build(course: Course, lessons: Sequence[str] | None = None, out: Path | None = None) -> list[Built]:
    """Build some lessons, or all; into ``out`` instead of the course's notebooks if given.

    Raises `CourseError` for whatever the author must mend; files of lessons built before that stay.
    """
    if lessons is None:
        course.check_names()
    chosen = course.lessons() if lessons is None else [course.lesson(name) for name in lessons]
    return [build_lesson(lesson, out) for lesson in chosen]


def build_lesson(lesson: Lesson, out: Path | None = None) -> Built:
    """Build one lesson; see `build`."""
    notebook, cases = _places(lesson, out)
    content = to_bytes(student_notebook(lesson))
    with TemporaryDirectory() as folder:
        fresh = Path(folder, cases.name)
        _write_cases(lesson, fresh)
        changed = [notebook] if not _holds(notebook, content) else []
        changed += [cases] if _difference(cases, fresh) else []
        for path in changed:
            write_whole(path, content if path == notebook else fresh.read_bytes())
    return Built(lesson.name, notebook, cases, tuple(changed))


def write_solved(lesson: Lesson, path: Path) -> None:
    """Write the solved notebook. Raises `CourseError` for a place among the students' notebooks."""
    if path.resolve().is_relative_to(lesson.course.root / "notebooks"):
        raise CourseError("The solved notebook does not belong among the students' notebooks: name another folder.")
    write_whole(path, to_bytes(solved_notebook(lesson)))


def check_built(course: Course, lessons: Sequence[str] | None = None) -> list[OutOfDate]:
    """The derived files that are not what a build would make: notebooks to the byte, cases within tolerance."""
    chosen = course.lessons() if lessons is None else [course.lesson(name) for name in lessons]
    found = [] if lessons is not None else [OutOfDate(path, "its lesson is no more") for path in stale(course)]
    with TemporaryDirectory() as folder:
        for lesson in chosen:
            if not _holds(lesson.notebook_path, to_bytes(student_notebook(lesson))):
                missing = not lesson.notebook_path.is_file()
                found.append(
                    OutOfDate(lesson.notebook_path, "not built yet" if missing else "not as the lesson is now")
                )
            fresh = Path(folder, lesson.cases_path.name)
            _write_cases(lesson, fresh)
            if reason := _difference(lesson.cases_path, fresh):
                found.append(OutOfDate(lesson.cases_path, reason))
    return found


def stale(course: Course, out: Path | None = None) -> list[Path]:
    """Notebooks and cases whose lesson is no longer in the table of contents."""
    known = {place for lesson in course.lessons() for place in _places(lesson, out)}
    folder = out or course.root / "notebooks"
    return sorted(path for kind in ("*.ipynb", "*.cases.npz") for path in folder.glob(f"*/{kind}") if path not in known)


def _places(lesson: Lesson, out: Path | None) -> tuple[Path, Path]:
    places = lesson.notebook_path, lesson.cases_path
    if out is None:
        return places
    return out / lesson.week / places[0].name, out / lesson.week / places[1].name


def _write_cases(lesson: Lesson, path: Path) -> None:
    write_cases(path, [sheet_for(each, lesson=lesson.name, public_only=True) for each in lesson.exercises])


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _difference(path: Path, fresh: Path) -> str:
    """Why the cases in ``path`` are not those in ``fresh``, empty if they are."""
    if not path.is_file():
        return "not built yet"
    if path.read_bytes() == fresh.read_bytes():
        return ""
    try:
        before, now = read_cases(path), read_cases(fresh)
    except CasesError as error:
        return f"{error}"
    if list(before) != list(now):
        return "it holds other exercises"
    changed = [name for name in now if not _alike(before[name], now[name])]
    return f"other cases or answers for {', '.join(changed)}" if changed else ""


def _alike(a: Any, b: Any) -> bool:
    """Whether two pieces of plain data are the same, numbers within the tolerance."""
    if isinstance(a, float) and isinstance(b, float):
        return bool(np.isclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True))
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if a.dtype.kind not in "fc":
            return bool(np.array_equal(a, b))
        return bool(np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True))
    if is_dataclass(a):
        return all(_alike(getattr(a, each.name), getattr(b, each.name)) for each in fields(a))
    if isinstance(a, Mapping):
        return list(a) == list(b) and all(_alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(_alike(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)
