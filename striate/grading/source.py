"""Our own notebook of a lesson, as grading needs it: which cell is which exercise, and which are setup.

It is the one that `striate build` wrote and that students were given; a submission is held against it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from striate.course import Lesson
from striate.modules import CourseError

SETUP = "setup"


@dataclass(frozen=True)
class OwnCell:
    """A cell of our notebook. ``exercise`` is set on the cell that a student fills in, ``checks`` on its check."""

    id: str
    kind: str
    source: str
    tags: frozenset[str]
    exercise: str | None = None
    checks: str | None = None
    points: float | None = None


@dataclass(frozen=True)
class SourceNotebook:
    """The notebook of one lesson. ``content`` is its JSON: copy it before you change it."""

    content: Mapping[str, Any]
    cells: tuple[OwnCell, ...]
    hash: str

    @classmethod
    def read(cls, lesson: Lesson) -> "SourceNotebook":
        """Read the built notebook of a lesson. Raises `CourseError` where it is not built, or of other exercises."""
        path = lesson.notebook_path
        shown = path.relative_to(lesson.course.root).as_posix()
        try:
            stat = path.stat()
            source = _read(path, stat.st_mtime_ns, stat.st_size)
        except FileNotFoundError:
            raise CourseError(f"{shown} is not there yet: run `striate build`.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise CourseError(f"{shown} cannot be read as our own notebook: run `striate build`.") from None
        wanted = {exercise.name: float(exercise.points) for exercise in lesson.exercises}
        if list(source.exercises) != list(wanted) or source.points != wanted:
            raise CourseError(f"{shown} has other exercises or points than the lesson's grader: run `striate build`.")
        return source

    @cached_property
    def by_id(self) -> Mapping[str, OwnCell]:
        return {cell.id: cell for cell in self.cells}

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        return tuple(cell.exercise for cell in self.cells if cell.exercise)

    @cached_property
    def stubs(self) -> Mapping[str, OwnCell]:
        """The cell that a student fills in, by exercise."""
        return {cell.exercise: cell for cell in self.cells if cell.exercise}

    @cached_property
    def points(self) -> Mapping[str, float | None]:
        return {cell.checks: cell.points for cell in self.cells if cell.checks}

    @property
    def setup(self) -> tuple[str, ...]:
        """The texts of the setup cells, in order."""
        return tuple(cell.source for cell in self.cells if SETUP in cell.tags and cell.kind == "code")


@lru_cache(maxsize=64)
def _read(path: Path, changed: int, size: int) -> SourceNotebook:
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = tuple(_own_cell(cell) for cell in content["cells"])
    return SourceNotebook(content, cells, content["metadata"]["striate"]["hash"])


def _own_cell(cell: Mapping[str, Any]) -> OwnCell:
    source = cell["source"]
    nbgrader = cell["metadata"].get("nbgrader", {})
    grade_id = nbgrader.get("grade_id")
    return OwnCell(
        id=cell["id"],
        kind=cell["cell_type"],
        source=source if isinstance(source, str) else "".join(source),
        tags=frozenset(cell["metadata"].get("tags", ())),
        exercise=grade_id if nbgrader.get("solution") else None,
        checks=grade_id.removeprefix("check_") if nbgrader.get("grade") else None,
        points=nbgrader.get("points"),
    )
