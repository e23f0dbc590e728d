"""A student's notebook as text: which cells are answers, which set the scene, which the student added.

Reads the file and nothing else; a damaged one is a sentence. The grader has a stricter reader of its own.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.modules import CourseError

LARGEST = 50_000_000


class Unreadable(CourseError):  # noqa: N818 - it is met as a sentence, not by its name
    """A notebook that cannot be read. Its text is a sentence for the student."""


@dataclass(frozen=True)
class Cell:
    """One cell. ``role`` is "setup", "answer", "check", "released" (comes with the lesson) or "added" (by the student).

    ``id`` is the exercise's name for an answer; ``type`` is "code" or "markdown".
    """

    id: str
    role: str
    type: str
    source: str


@dataclass(frozen=True)
class Workbook:
    """The cells of a notebook in order, and which lesson it is."""

    path: Path
    lesson: str
    cells: tuple[Cell, ...]

    @property
    def runs(self) -> list[Cell]:
        """The code that answers stand on: setup, answers and what the student added, in order."""
        return [cell for cell in self.cells if cell.type == "code" and cell.role in ("setup", "answer", "added")]


def read_notebook(path: Path) -> dict[str, Any]:
    """The JSON of a notebook of format 4. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(
                f"{path.name} is larger than {LARGEST // 1_000_000} MB: clear its outputs and save it again."
            )
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}.") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"{path.name} is not a notebook: it is damaged, or something else under this name.") from None
    if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        notebook["cells"] = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
    else:
        old = isinstance(notebook, dict) and "worksheets" in notebook
        said = "is in an old notebook format: open it in JupyterLab and save it" if old else "is not a notebook"
        raise Unreadable(f"{path.name} {said}.")
    return notebook


def read_workbook(path: Path) -> Workbook:
    """Read a student's notebook. Raises Unreadable."""
    notebook = read_notebook(path)
    # Older tools drop the metadata of a file; its name tells as much.
    lesson = lesson_of(notebook) or re.sub(r" \(.*\)$", "", path.stem)
    return Workbook(path, lesson, tuple(cell_of(cell, lesson) for cell in notebook["cells"]))


def lesson_of(notebook: dict[str, Any]) -> str:
    """The lesson that a notebook says it is; empty if it says none."""
    return str(_dict(_dict(notebook.get("metadata")).get("striate")).get("lesson") or "")


def source_of(cell: dict[str, Any]) -> str:
    """The text of a cell, which a file may hold as one string or as lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def cell_of(cell: dict[str, Any], lesson: str) -> Cell:
    """What a cell of a lesson's notebook is."""
    metadata = _dict(cell.get("metadata"))
    nbgrader = _dict(metadata.get("nbgrader"))
    tags = metadata.get("tags")
    tags = tags if isinstance(tags, list) else []
    name = str(cell.get("id", ""))
    if nbgrader.get("solution") is True and isinstance(nbgrader.get("grade_id"), str):
        name, role = nbgrader["grade_id"], "answer"
    elif nbgrader.get("grade") is True:
        role = "check"
    elif "setup" in tags:
        role = "setup"
    else:
        role = "released" if _is_released(name, lesson) else "added"
    return Cell(name, role, "code" if cell.get("cell_type") == "code" else "markdown", source_of(cell))


def _is_released(cell_id: str, lesson: str) -> bool:
    """Whether a cell came with the lesson: the builder numbers them, and JupyterLab gives a new cell a random id."""
    stem, _, number = cell_id.rpartition("-")
    return cell_id == "references" or (stem == lesson[:50].replace("_", "-") and number.isdigit())


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
