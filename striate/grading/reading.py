"""Reads a notebook file as leniently as can be done safely: whatever is in it, out come cells with text, or a sentence.

The file is a submission: it may be anything. Nothing in it is run, followed or believed; outputs are not looked at.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.cleaning import clean

MEGABYTE = 1_000_000
# Of a file up to the first size everything is parsed; up to the second, everything but the outputs.
PARSED_SIZE = 16 * MEGABYTE
FILE_SIZE = 128 * MEGABYTE
# Brackets and strings in a large file, so that one made of brackets alone does not keep a class waiting.
TOKENS = 4_000_000

_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
# A string may lack its end: a search that went back to look for one would take a time quadratic in the size.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)


class Unreadable(Exception):  # noqa: N818 - it is met as "this file cannot be graded", with its text as the reason
    """Nothing in a file can be graded. Its text says why, for the student; ``sha256`` is of the file if it was read."""

    def __init__(self, sentence: str, sha256: str = "") -> None:
        super().__init__(sentence)
        self.sha256 = sha256


@dataclass(frozen=True)
class FoundCell:
    """A cell as it stands in a file. ``kind`` is "code", "markdown", "raw" or whatever the file says."""

    kind: str
    source: str
    id: str
    grade_id: str


@dataclass(frozen=True)
class FoundNotebook:
    """A notebook as it stands in a file; ``lesson`` and ``lesson_hash`` are what it says of itself, or empty."""

    cells: tuple[FoundCell, ...]
    lesson: str
    lesson_hash: str
    sha256: str
    remarks: tuple[str, ...]


def read_notebook(path: Path) -> FoundNotebook:
    """Read a notebook file. Raises `Unreadable` where it is not there, not a plain file, too large, or no notebook."""
    content = _content(path)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        return _notebook(content, sha256)
    except Unreadable as error:
        raise Unreadable(f"{_shown(path)} {error}", sha256) from None
    except (RecursionError, MemoryError):
        raise Unreadable(f"{_shown(path)} is nested too deeply for a notebook.", sha256) from None


def _shown(path: Path) -> str:
    return clean(path.name, 100) or "The file"


def _content(path: Path) -> bytes:
    """The bytes of a regular file. A link is not followed: it could show what is not the student's."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    name = _shown(path)
    try:
        if path.is_symlink():
            raise Unreadable(f"{name} is a link. Hand in the notebook itself.")
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise Unreadable(f"{name} cannot be opened ({reason}).") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise Unreadable(f"{name} is {kind}. Hand in the notebook itself.")
        with open(descriptor, "rb", closefd=False) as file:
            size, content = os.fstat(descriptor).st_size, file.read(FILE_SIZE + 1)
    except OSError as error:
        raise Unreadable(f"{name} cannot be read ({error.strerror}).") from None
    finally:
        os.close(descriptor)
    if len(content) > FILE_SIZE:
        raise Unreadable(_too_large(name, max(size, len(content)), FILE_SIZE))
    return content


def _too_large(name: str, size: int, allowed: int) -> str:
    return (
        f"{name} has {size / MEGABYTE:.0f} MB; {allowed // MEGABYTE} MB are read. Clear the outputs of all cells, "
        "save, and hand it in again."
    )


def _notebook(content: bytes, sha256: str) -> FoundNotebook:
    remarks: list[str] = []
    text = _decoded(content, remarks)
    if not text.strip("\0 \t\r\n"):
        raise Unreadable("is empty.")
    if len(content) > PARSED_SIZE:
        size, text = len(content), _without_outputs(text)
        if len(text) > PARSED_SIZE:
            raise Unreadable(_too_large("", size, PARSED_SIZE).strip())
        remarks.append(f"The file has {size / MEGABYTE:.0f} MB. It was read without its outputs.")
    data = _parsed(text)
    if not isinstance(data, dict):
        raise Unreadable("is not a notebook: it is JSON of another kind.")
    cells, metadata = data.get("cells"), data.get("metadata")
    if not isinstance(cells, list):
        cells = list(_worksheet_cells(data.get("worksheets")))
        if not cells:
            raise Unreadable("is not a notebook: it has no cells.")
        remarks.append("The notebook was saved in an old format (nbformat 3).")
    cells = [cell for cell in cells if isinstance(cell, dict)]
    if any("\0" in _joined(cell.get("source")) for cell in cells):
        remarks.append("There were NUL characters in cells. They were left out.")
    striate = _dict(_dict(metadata).get("striate"))
    return FoundNotebook(
        cells=tuple(_cell(cell) for cell in cells),
        lesson=clean(_str(striate.get("lesson")), 100),
        lesson_hash=clean(_str(striate.get("hash")), 100),
        sha256=sha256,
        remarks=tuple(remarks),
    )


def _decoded(content: bytes, remarks: list[str]) -> str:
    """The text of a file: UTF-8 with or without mark, UTF-16, UTF-32, else the encoding of Western Windows."""
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        remarks.append("The file is not UTF-8 text. It was read as Windows-1252, so some letters may have changed.")
        return content.decode("cp1252", "replace")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        conflict = _CONFLICT.search(text)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            raise Unreadable(
                f"holds an unresolved merge conflict at line {line} (<<<<<<< or >>>>>>>). Resolve it, open the "
                "notebook once to see that it is whole, and hand it in again."
            ) from None
        if text.lstrip()[:1] == "{" and (error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")):
            raise Unreadable(
                "is cut off: it ends in the middle. Was it still being saved or sent? Hand it in again."
            ) from None
        raise Unreadable(
            f"is not a notebook: it is not JSON (line {error.lineno}). If you edited it by hand, take the notebook "
            "that Jupyter saved."
        ) from None
    except ValueError:
        raise Unreadable("is not a notebook: it holds a number of thousands of digits.") from None


def _without_outputs(text: str) -> str:
    """The JSON text of a notebook with what stands in each cell's ``outputs`` taken out, without parsing it."""
    kept: list[str] = []
    depth, copied, skipping, last = 0, 0, False, ""
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number > TOKENS:
            raise Unreadable("has too many outputs to be read. Clear them, save, and hand it in again.")
        token = match[0]
        if token in ("[", "{"):
            if depth == 3 and last == '"outputs"' and token == "[":
                kept.append(text[copied : match.end()])
                skipping = True
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
            if depth == 3 and skipping:
                copied, skipping = match.start(), False
        last = token
    return "".join(kept) + ("" if skipping else text[copied:])


def _worksheet_cells(worksheets: Any) -> Iterator[Any]:
    """The cells of nbformat 3, in which code stands under ``input``."""
    for worksheet in worksheets if isinstance(worksheets, list) else []:
        cells = _dict(worksheet).get("cells")
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict):
                yield {**cell, "source": cell.get("input", cell.get("source"))}


def _cell(cell: Mapping[str, Any]) -> FoundCell:
    nbgrader = _dict(_dict(cell.get("metadata")).get("nbgrader"))
    return FoundCell(
        kind=_str(cell.get("cell_type")),
        source=_source(cell.get("source")),
        id=_str(cell.get("id")),
        grade_id=_str(nbgrader.get("grade_id")),
    )


def _source(source: Any) -> str:
    """A cell's text with line ends as Python likes them, and nothing that cannot be sent on as UTF-8."""
    text = _joined(source).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.removeprefix("\ufeff").encode("utf-8", "replace").decode("utf-8")


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return _str(source)


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""
