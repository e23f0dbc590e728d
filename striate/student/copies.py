"""A student's working copy of the notebooks: made from a release, and brought up to date without touching work.

Beside the notebooks it keeps each release as it was handed out, in a hidden folder, to tell what the student wrote.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from striate.files import write_whole
from striate.modules import CourseError
from striate.student.edit import Notebook, carried_over, same_text, write_notebook
from striate.student.places import CASES, KEPT, natural, notebooks, notebooks_in
from striate.student.workbook import Unreadable, read_notebook


class NoNotebooks(CourseError):  # noqa: N818 - it is met as a sentence, not by its name
    """There are no notebooks to work on. Its text is a sentence for the student."""


@dataclass(frozen=True)
class Brought:
    """What became of one notebook: ``how`` is "new", "as it was", "replaced" or "beside"; ``sentence`` says it."""

    week: str
    lesson: str
    how: str
    path: Path
    sentence: str = ""


def bring_up_to_date(folder: Path, start: Path) -> list[Brought]:
    """Make or renew the working copy in ``folder`` from the notebooks found from ``start``. Never overwrites work.

    Raises NoNotebooks where there are none, or where ``folder`` is the released notebooks themselves.
    """
    released = notebooks(start)
    if released is None:
        raise NoNotebooks(
            "No notebooks were found: go to the folder of the course, which has a folder called notebooks in it."
        )
    if folder.resolve() == released.resolve():
        raise NoNotebooks(f"{folder} holds the notebooks as they were released. Name another folder to work in.")
    brought = []
    for path in sorted(released.glob("*/*.ipynb"), key=natural):
        brought.append(_bring(path, folder))
        cases = path.with_name(path.stem + CASES)
        if cases.is_file():
            _copy(cases, folder / path.parent.name / cases.name)
    if not brought:
        raise NoNotebooks(f"{released} holds no notebooks.")
    return brought


def _bring(release: Path, folder: Path) -> Brought:
    week, lesson = release.parent.name, release.stem
    target = folder / week / release.name
    kept = folder / KEPT / week / release.name
    base = kept.read_bytes() if kept.is_file() else None
    content = release.read_bytes()
    if not target.exists():
        _copy(release, target)
        _copy(release, kept)
        return Brought(week, lesson, "new", target)
    if base == content:
        return Brought(week, lesson, "as it was", target)
    new = read_notebook(release)
    newest = next(iter(notebooks_in([target.parent], lesson)), target)
    try:
        work = read_notebook(newest)
    except Unreadable as error:
        return Brought(week, lesson, "as it was", newest, f"{error} It was left alone, and so was its new release.")
    old = read_notebook(kept) if base is not None else None
    if same_text(work, new):
        _copy(release, kept)
        return Brought(week, lesson, "as it was", newest)
    if old is not None and same_text(work, old):
        _copy(release, newest)
        _copy(release, kept)
        return Brought(week, lesson, "replaced", newest, f"{week}/{newest.name} was replaced by its corrected release.")
    return _beside(work, old, new, release, newest, kept)


def _beside(work: Notebook, old: Notebook | None, new: Notebook, release: Path, newest: Path, kept: Path) -> Brought:
    week, lesson = release.parent.name, release.stem
    result, dropped = carried_over(work, old, new)
    path = _free(newest.with_name(f"{lesson} (new release).ipynb"))
    write_notebook(path, result)
    _copy(release, kept)
    sentence = (
        f"{week}/{lesson} has a corrected release: {path.name} is that, with your answers in it. "
        f"{newest.name} is as you left it."
    )
    if dropped:
        sentence += f" Only the old one has {', '.join(dropped)}, which the lesson no longer asks for."
    return Brought(week, lesson, "beside", path, sentence)


def _free(path: Path) -> Path:
    number = 2
    stem = path.stem
    while path.exists():
        path = path.with_name(re.sub(r"\)$", f" {number})", stem) + path.suffix)
        number += 1
    return path


def _copy(source: Path, target: Path) -> None:
    content = source.read_bytes()
    if not (target.is_file() and target.read_bytes() == content):
        write_whole(target, content)
