"""A student's notebook as text: which cells are answers, which set the scene, which the student added.

Reads the file and nothing else; a damaged one is a sentence. The grader has a stricter reader of its own.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 50_000_000


class Unreadable(ValueError):  # noqa: N818 - it is met as a sentence, not by its name
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
    """The cells of a notebook in order, and which lesson and release it is."""

    path: Path
    lesson: str
    week: str
    release: str
    cells: tuple[Cell, ...]

    @property
    def answers(self) -> dict[str, str]:
        """The text of each answer cell, by exercise; the first where one was copied."""
        found: dict[str, str] = {}
        for cell in self.cells:
            if cell.role == "answer":
                found.setdefault(cell.id, cell.source)
        return found

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """All that a student can have written: for telling whether a notebook was worked on."""
        return [(cell.id, cell.type, cell.source) for cell in self.cells if cell.source.strip()]

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
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        old = isinstance(notebook, dict) and "worksheets" in notebook
        said = "is in an old notebook format: open it in JupyterLab and save it" if old else "is not a notebook"
        raise Unreadable(f"{path.name} {said}.")
    return notebook


def read_workbook(path: Path) -> Workbook:
    """Read a student's notebook. Raises Unreadable."""
    notebook = read_notebook(path)
    about = _dict(_dict(notebook.get("metadata")).get("striate"))
    lesson = str(about.get("lesson") or re.sub(r" \(.*\)$", "", path.stem))
    cells = tuple(_cell(cell, lesson) for cell in notebook["cells"] if isinstance(cell, dict))
    return Workbook(path, lesson, str(about.get("week", "")), str(about.get("hash", "")), cells)


def _cell(cell: dict[str, Any], lesson: str) -> Cell:
    metadata = _dict(cell.get("metadata"))
    nbgrader = _dict(metadata.get("nbgrader"))
    tags = metadata.get("tags")
    tags = tags if isinstance(tags, list) else []
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    name = str(cell.get("id", ""))
    if nbgrader.get("solution") is True and isinstance(nbgrader.get("grade_id"), str):
        name, role = nbgrader["grade_id"], "answer"
    elif nbgrader.get("grade") is True:
        role = "check"
    elif re.fullmatch(rf"{re.escape(lesson)}-\d+", name):
        role = "setup" if "setup" in tags else "released"
    else:
        role = "setup" if "setup" in tags else "added"
    return Cell(name, role, "code" if cell.get("cell_type") == "code" else "markdown", source)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
