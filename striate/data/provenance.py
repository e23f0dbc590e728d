"""The files of ``datasets/``: where they are, whose they are, and that they are still what they were.

The table in ``datasets/PROVENANCE.md`` says which files there are and what their SHA-256 is. A file is compared with it
each time it is read, so that a damaged copy is named as such, not met as a strange number in a lesson.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SETS = {
    "digits/mnist_10k.npz": "digits",
    "clothes/fashion_mnist_10k.png": "clothes",
}


class DataError(ValueError):
    """Data cannot be had: an unknown name, a missing or damaged file, a photograph that cannot be read.

    In a notebook it shows as its sentence alone, since a reader can mend the file but not the lines that read it.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"DataError: {self}"]


@dataclass(frozen=True)
class Record:
    """One row of the table of provenance."""

    file: str
    what: str
    author: str
    source: str
    licence: str
    changed: str
    sha256: str

    @property
    def name(self) -> str:
        """What the file is asked for by."""
        return SETS.get(self.file, Path(self.file).stem)

    @property
    def credit(self) -> str:
        """What, whose, under which licence and from where, in one line."""
        licence, source = (_spelt(text) for text in (self.licence, self.source))
        return f"{self.what}. {self.author}, {licence}. From {source}."


def folder() -> Path:
    """Where the data lie: inside an installed package, or beside the package in the repository."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_datasets", package.parent / "datasets"):
        # The table tells our folder from another package that happens to be called "datasets".
        if (place / "PROVENANCE.md").is_file():
            return place
    raise DataError(
        f"The course's data are missing: there is no datasets folder beside {package}. Install striate again."
    )


@lru_cache(maxsize=4)
def records(place: Path) -> tuple[Record, ...]:
    """The rows of the table in a folder."""
    rows = []
    for line in (place / "PROVENANCE.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 7 and len(cells[-1]) == 64:
            rows.append(Record(*cells))
    return tuple(rows)


def record(name: str) -> Record:
    """The row of a name, or a sentence that lists the names."""
    known = records(folder())
    for row in known:
        if row.name == name:
            return row
    raise DataError(f"There is no {name!r} in the course's data. The names are {listed(row.name for row in known)}.")


def within(kind: str) -> tuple[Record, ...]:
    """The rows whose files lie in one folder, such as "pictures"."""
    return tuple(row for row in records(folder()) if row.file.startswith(f"{kind}/"))


def content(row: Record) -> bytes:
    """The bytes of a file, if it is there and unharmed."""
    path = folder() / row.file
    again = "Fetch the course again, or restore this one file from it."
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"The file {path} is missing. {again}") from None
    except OSError as error:
        raise DataError(f"The file {path} cannot be read ({error.strerror}).") from None
    if hashlib.sha256(found).hexdigest() != row.sha256:
        raise DataError(f"The file {path} is damaged: it is not the one that the course was made with. {again}")
    return found


def credit(name: str) -> str:
    """Whose a picture is, as one line to stand under it.

    Parameters
    ----------
    name : a name for `striate.data.picture`, "digits", "clothes", or the file name of a photograph such as "fish1".

    Returns
    -------
    What it shows, its author, its licence with the address of the licence text, and where it was published.

    Raises
    ------
    DataError : there is no such name.
    """
    return record(name).credit


def credits(*kinds: str) -> str:
    """The credits of all data as a Markdown list, for the page that owes them.

    Parameters
    ----------
    kinds : folders of ``datasets/`` to list, for example "pictures" and "photographs"; all of them if none is given.

    Raises
    ------
    DataError : there is no such folder.
    """
    lines = []
    for kind in kinds or dict.fromkeys(row.file.partition("/")[0] for row in records(folder())):
        rows = within(kind)
        if not rows:
            raise DataError(f"There is no folder {kind!r} in the course's data.")
        for row in rows:
            # The address of a licence text of ours is one on this disk, of no use on a page.
            licence = row.licence if "](https://" in row.licence else _spelt(row.licence)
            lines.append(f"- {row.what} (`{row.name}`). {row.author}, {licence}. From {row.source}.\n")
    return "".join(lines)


def listed(words: Iterable[str]) -> str:
    """Names with commas between them."""
    return ", ".join(words)


def _spelt(text: str) -> str:
    """Markdown as plain text: a link as its words and, if it leads into the web, its address in brackets."""
    text = re.sub(r"\[([^\]]*)\]\((https://[^)]*)\)", r"\1 (\2)", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "")
