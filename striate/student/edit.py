"""Changes to a student's notebook: an answer carried over, a stub put back. On plain JSON, so that all else stays."""

import copy
import json
from pathlib import Path
from typing import Any

from striate.files import write_whole
from striate.student.workbook import Cell, cell_of, lesson_of, source_of

Notebook = dict[str, Any]


def write_notebook(path: Path, notebook: Notebook) -> None:
    """Write a notebook as Jupyter does, as a whole or not at all."""
    write_whole(path, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())


def described(notebook: Notebook) -> list[Cell]:
    """What each cell of a notebook is, in order."""
    lesson = lesson_of(notebook)
    return [cell_of(cell, lesson) for cell in notebook["cells"]]


def same_text(one: Notebook, other: Notebook) -> bool:
    """Whether two notebooks say the same, whatever they put out when they ran."""

    def texts(notebook: Notebook) -> list[tuple[str, str, str]]:
        # JupyterLab leaves an empty cell behind at the end; nobody wrote it.
        return [(cell.id, cell.type, cell.source) for cell in described(notebook) if cell.source.strip()]

    return texts(one) == texts(other)


def with_stub(notebook: Notebook, released: Notebook, exercise: str) -> tuple[Notebook, str]:
    """The notebook with the released stub of one exercise, and the text that stood there before.

    That text is empty if the cell was gone; then it is put back where it was. Raises KeyError if the release has no
    such exercise.
    """
    stub = _answers(released)[exercise]
    changed = copy.deepcopy(notebook)
    roles = described(changed)
    places = [i for i, cell in enumerate(roles) if cell.role == "answer" and cell.id == exercise]
    if places:
        _put(changed["cells"][places[0]], source_of(stub))
        return changed, roles[places[0]].source
    _insert(changed, [copy.deepcopy(stub)], _before(released, exercise))
    return changed, ""


def carried_over(work: Notebook, base: Notebook | None, release: Notebook) -> tuple[Notebook, list[str]]:
    """The release with the answers and added cells of a student's work, and the exercises that it no longer has.

    ``base`` is the release that the work began from: an answer that is still its stub is not carried over.
    """
    result = copy.deepcopy(release)
    stubs = {name: source_of(cell) for name, cell in _answers(base).items()} if base else {}
    ours = _answers(result)
    roles = described(work)
    dropped = []
    for cell in roles:
        if cell.role != "answer" or cell.source == stubs.get(cell.id):
            continue
        if cell.id in ours:
            _put(ours[cell.id], cell.source)
        else:
            dropped.append(cell.id)
    base_cells = {cell.id for cell in described(base)} if base else set()
    for position, cell in enumerate(roles):
        if cell.role == "added" and cell.source.strip() and cell.id not in base_cells:
            _insert(result, [copy.deepcopy(work["cells"][position])], [each.id for each in roles[:position]])
    return result, dropped


def _answers(notebook: Notebook) -> dict[str, dict[str, Any]]:
    roles = described(notebook)
    pairs = zip(roles, notebook["cells"], strict=True)
    return {role.id: cell for role, cell in pairs if role.role == "answer"}


def _before(notebook: Notebook, exercise: str) -> list[str]:
    ids = [cell.id for cell in described(notebook)]
    return ids[: ids.index(exercise)]


def _insert(notebook: Notebook, cells: list[dict[str, Any]], before: list[str]) -> None:
    """Insert cells behind the nearest of the cells that came ``before`` them."""
    ids = [cell.id for cell in described(notebook)]
    place = next((ids.index(each) + 1 for each in reversed(before) if each in ids), 0)
    notebook["cells"][place:place] = cells


def _put(cell: dict[str, Any], source: str) -> None:
    cell["source"] = source.splitlines(True)
    cell["outputs"], cell["execution_count"] = [], None
