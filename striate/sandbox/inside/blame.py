"""What went wrong in a student's code, said in plain values: names of classes, a message, a cell and a line.

The exception is the student's object: nothing here trusts what it says of itself, and what may run its code is tried
under an alarm.
"""

import traceback
from collections.abc import Sequence
from typing import Any

_MESSAGE = 1000
_KINDS = 20
_NAME = "<cell "


def kinds(error: BaseException) -> tuple[str, ...]:
    """Names of the classes of ``error``, most special first, without ``object``."""
    mro = type.__dict__["__mro__"].__get__(type(error))
    name = type.__dict__["__name__"]
    return tuple([str.__getitem__(name.__get__(kind), slice(100)) for kind in mro[:_KINDS] if kind is not object])


def message(error: BaseException) -> str:
    """``str(error)``, bounded. Runs code of the exception's class."""
    text = str(error)
    if issubclass(type(error), SyntaxError):  # without the name of our own making for the cell
        text = text.rpartition(" (<cell ")[0] or text
    return str.__getitem__(text, slice(_MESSAGE)).encode("utf-8", "replace").decode()


def place(error: BaseException, sources: Sequence[tuple[str, str, bool]]) -> tuple[str, int] | None:
    """Cell id and line (from 1) of the innermost frame in a student's cell.

    Parameters
    ----------
    sources : id, text, and whether it is ours, of each cell by its number.
    """
    lines = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if issubclass(type(error), SyntaxError):
        lines.append((error.filename, error.lineno))  # type: ignore[attr-defined]
    for filename, line in reversed(lines):
        cell = _number(filename)
        if cell is not None and cell < len(sources) and type(line) is int:
            identity, source, trusted = sources[cell]
            if not trusted:
                return identity, line + _leading_blank_lines(source)
    return None


def release(error: BaseException) -> None:
    """Let go of what the frames of ``error`` hold: after a MemoryError they hold all there is."""
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = None


def _number(filename: Any) -> int | None:
    if type(filename) is not str or not filename.startswith(_NAME):
        return None
    digits = filename[len(_NAME) : -1]
    return int(digits) if digits.isdecimal() and len(digits) < 7 else None


def _leading_blank_lines(source: str) -> int:
    # IPython drops them before it compiles, so that its line numbers start after them.
    lines = source.splitlines()
    return next((count for count, line in enumerate(lines) if line.strip()), 0)
