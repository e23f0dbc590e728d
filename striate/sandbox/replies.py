"""What goes into the sandbox and what comes out of it, and the reading of a reply, none of which is taken on trust."""

from dataclasses import dataclass, field
from typing import Any

from .inside.codec import Bounds, CodecError, decode

REASONS = ("time", "ended", "memory", "not plain", "too large", "missing")


@dataclass(frozen=True)
class Cell:
    """A code cell. ``trusted`` cells are ours; modules that a lesson leaves out are missing for the others only."""

    id: str
    source: str
    trusted: bool = False


@dataclass(frozen=True)
class CellReport:
    """What running a cell came to.

    Parameters
    ----------
    error : name of the exception's class, or None. ``message`` and ``line`` (within that cell, from 1) go with it.
    lost : "time" or "ended" or "memory" where the cell came to no end of its own; None otherwise.
    output : what it printed, as it came: not yet cleaned for showing.
    seconds : CPU time, as the process says.
    """

    id: str
    ok: bool
    error: str | None = None
    message: str = ""
    line: int | None = None
    output: str = ""
    seconds: float = field(default=0.0, compare=False)
    lost: str | None = None


@dataclass(frozen=True)
class Returned:
    """A plain value. ``changed``, ``seconds`` and ``output`` are the process's word alone: show it, never score it."""

    value: Any
    changed: bool = False
    seconds: float = field(default=0.0, compare=False)
    output: str = ""


@dataclass(frozen=True)
class Raised:
    """An exception: names of its classes, most special first; its message; the student's cell and line, if known."""

    kinds: tuple[str, ...]
    message: str
    line: int | None = None
    cell: str | None = None
    seconds: float = field(default=0.0, compare=False)
    output: str = ""


@dataclass(frozen=True)
class Lost:
    """No value and no exception came.

    ``reason`` is "time" (too long), "ended" (the process ended), "memory", "not plain" (``detail`` names the type of
    the value), "too large" (``detail`` says of what), or "missing" (there is no such name, or, if ``detail`` names a
    type, it cannot be called).
    """

    reason: str
    detail: str = ""
    seconds: float = field(default=0.0, compare=False)
    output: str = ""


Reply = Returned | Raised | Lost


class BadReplyError(ValueError):
    """A reply that no child of ours would send: its process has been taken over, or is broken."""


def read_reply(message: bytes, bounds: Bounds) -> Reply:
    """A reply from its bytes. A cell that ran to its end comes as `Returned` with None.

    Raises
    ------
    BadReplyError
        The bytes are not a reply.
    """
    try:
        parts = decode(message, bounds)
    except CodecError as error:
        raise BadReplyError(str(error)) from None
    if type(parts) is not tuple or len(parts) < 3:
        raise BadReplyError("the reply is not a tuple")
    *content, seconds, output = parts
    if type(seconds) is not float or not 0 <= seconds < 1e6 or type(output) is not str:
        raise BadReplyError("the reply has no time or no output")
    return _content(content, seconds, output)


def _content(content: list[Any], seconds: float, output: str) -> Reply:
    match content:
        case ["done"]:
            return Returned(None, False, seconds, output)
        case ["returned", value, bool(changed)]:
            return Returned(value, changed, seconds, output)
        case ["raised", tuple(kinds), str(message), place] if kinds and all(type(kind) is str for kind in kinds):
            cell, line = _place(place)
            return Raised(tuple(kind[:100] for kind in kinds[:20]), message[:1000], line, cell, seconds, output)
        case ["lost", str(reason), str(detail)] if reason in REASONS:
            return Lost(reason, detail[:200], seconds, output)
    raise BadReplyError("the reply is of no known kind")


def _place(place: Any) -> tuple[str | None, int | None]:
    match place:
        case None:
            return None, None
        case (str(cell), int(line)) if 0 < line < 10**7:
            return cell, line
    raise BadReplyError("the reply names an impossible line")
