"""Where a student's notebooks lie, and the public cases beside them. Looks and reads; writes nothing.

A working copy is a folder of weeks (``week1/convolution.ipynb`` with ``week1/convolution.cases.npz``), wherever it is.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path

from striate.cases import CasesError, read_cases
from striate.sheet import AnySheet

CASES = ".cases.npz"
KEPT = ".striate"
"""The folder in a working copy that holds its notebooks as they were released."""


class NoCases(CasesError):  # noqa: N818 - it is met as a sentence, not by its name
    """There are no public cases for what was asked. Its text is a sentence for the student."""


def working_copy(start: Path) -> Path:
    """The working copy that ``start`` is in, else the folder ``work`` in it or above it, else ``start``/work."""
    inside = _copy_around(start)
    if inside is not None:
        return inside
    for folder in (start, *start.parents):
        if (folder / "work" / KEPT).is_dir():
            return folder / "work"
    return start / "work"


def _copy_around(start: Path) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / KEPT).is_dir()), None)


def packaged() -> Path | None:
    """The notebooks that came with the installed package, if it carries any."""
    folder = Path(str(resources.files("striate"))) / "_notebooks"
    return folder if folder.is_dir() else None


def notebooks(start: Path) -> Path | None:
    """The released notebooks: the folder ``notebooks`` in ``start`` or above it, else those of the package."""
    for above in (start, *start.parents):
        if any((above / "notebooks").glob(f"*/*{CASES}")):
            return above / "notebooks"
    return packaged()


def sheets(start: Path, exercise: str) -> dict[str, AnySheet]:
    """The public sheets of the lesson that has ``exercise``, looked for from ``start``.

    Raises NoCases where no cases are found or none has the exercise, CasesError for a damaged file.
    """
    known: dict[str, AnySheet] = {}
    damaged: CasesError | None = None
    for path in cases_files(start):
        try:
            found = read(path)
        except CasesError as error:
            damaged = damaged or error
            continue
        if exercise in found:
            return found
        known |= {name: sheet for name, sheet in found.items() if name not in known}
    if damaged is not None:
        raise NoCases(str(damaged))
    if not known:
        raise NoCases(
            f"No public cases were found for {exercise}: a file whose name ends in {CASES} belongs beside the "
            "notebook. Fetch it again from where the notebook came from."
        )
    raise NoCases(f"There is no exercise called {exercise}. {meant(exercise, list(known))}")


def meant(name: str, known: list[str]) -> str:
    """Which of the known names may be meant; all of them where none is near, and nothing where none is known."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.7)
    near = near or [each for each in known if len(name) > 2 and name in each]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(known)}." if known else ""


def cases_files(start: Path) -> Iterator[Path]:
    """Files of public cases, nearest first: beside the notebook, in the other weeks, in folders of notebooks above."""
    yield from sorted(start.glob(f"*{CASES}"))
    # Never searched deeper or wider than this: above a working copy lies the student's whole disk.
    yield from (path for path in sorted(start.parent.glob(f"*/*{CASES}"), key=natural) if path.parent != start)
    released = notebooks(start)
    if released is not None:
        yield from sorted(released.glob(f"*/*{CASES}"), key=natural)


def notebooks_of(start: Path, lesson: str) -> list[Path]:
    """A student's notebooks of one lesson; the one worked on last comes first.

    They lie in ``start`` or in another week of the working copy that it is in. Outside of a working copy a folder
    beside ``start`` counts as a week only if the lesson's public cases lie there: it may be anybody's Downloads.
    """
    copy = _copy_around(start)
    weeks = copy.glob("[!.]*/") if copy else (cases.parent for cases in start.parent.glob(f"*/{lesson}{CASES}"))
    return notebooks_in([start, *weeks], lesson)


def notebooks_in(folders: Iterable[Path], lesson: str) -> list[Path]:
    """The notebooks of one lesson in these folders and not below them; the one worked on last comes first."""
    pattern = re.compile(rf"{re.escape(lesson)}( \(.*\))?\.ipynb")
    paths = (path for folder in folders for path in folder.glob("*.ipynb"))
    found = {path.resolve() for path in paths if pattern.fullmatch(path.name)}
    return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path))


def read(path: Path) -> dict[str, AnySheet]:
    """The sheets of one file, kept in memory until the file changes. Raises CasesError."""
    try:
        stamp = path.stat()
    except OSError:
        raise CasesError(f"{path.name} is not beside the notebook: fetch it again.") from None
    return _read(path.resolve(), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> dict[str, AnySheet]:
    return read_cases(path)


def natural(path: Path) -> list[tuple[bool, int, str]]:
    """A key that puts week10 after week9."""
    pieces = re.findall(r"\d+|\D+", path.as_posix())
    return [(not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces]
