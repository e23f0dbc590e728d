"""One submission in the sandbox: its cells are run, its functions are called, and what dies is started again."""

import hashlib
import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

from .errors import SandboxError
from .inside.codec import Bounds, encode
from .limits import Limits
from .process import Allowance, Process, ProcessLostError
from .replies import BadReplyError, Cell, CellReport, Lost, Raised, Reply, Returned, read_reply
from .zygote import Zygote

_REQUEST = Bounds(bytes=1 << 30, nodes=10_000_000)
_OVERHEAD = 1 << 20  # of a reply, beyond the value in it
_FORGIVEN = 2  # times that a submission is not charged for the end of its process, because the zygote had ended too
_AGAIN = 1.0  # CPU seconds for a cell that has timed out before: enough to get to where it hangs


class Session:
    """Made by `Sandbox.session`; to be used in a ``with`` statement, at whose start the cells are run.

    ``reports`` has one `CellReport` for each cell, in order.
    """

    def __init__(
        self, zygote: Zygote, cells: Sequence[Cell], order: Mapping[str, Any], limits: Limits, seed: int | None
    ) -> None:
        self._zygote = zygote
        self._cells = [Cell(cell.id, _printable(cell.source), cell.trusted) for cell in cells]
        self._order = {**order, "seed": _seed_of(self._cells) if seed is None else seed}
        self._limits = limits
        self._process: Process | None = None
        self._spent = 0.0
        self._deadline = math.inf
        self._room = limits.output
        self._deaths = 0
        self._forgiven = 0
        self._strikes: Counter[str] = Counter()
        self._last_loss: dict[str, str] = {}
        self._skipped: set[int] = set()
        self._slow: set[int] = set()
        self.reports: list[CellReport] = []

    def __enter__(self) -> Self:
        self._deadline = time.monotonic() + self._limits.wall_seconds
        try:
            for index, cell in enumerate(self._cells):
                reply = self._run(index) if self._alive(index) else self._refusal()
                self.reports.append(_report(cell, self._within_room(reply)))
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def call(self, name: str, args: Sequence[Any] = (), times: int = 1) -> Reply:
        """Call a function that the cells have defined.

        Parameters
        ----------
        args : plain values and `Construct`.
        times : how often, with the very same argument objects; the last result is given back.

        Raises
        ------
        ValueError
            An argument has no plain form.
        SandboxError
            The sandbox itself has failed.
        """
        seconds = self._allowed()
        request = encode(("call", name, tuple(args), times, seconds), _REQUEST)
        return self._ask_for(name, request, seconds)

    def value(self, name: str) -> Reply:
        """The value of a variable that the cells have defined."""
        return self._ask_for(name, encode(("value", name)), self._allowed())

    def _ask_for(self, name: str, request: bytes, seconds: float) -> Reply:
        if self._strikes[name] >= self._limits.strikes:
            return Lost(self._last_loss[name], "not tried again")
        if not self._alive(len(self._cells)):
            return self._refusal()
        reply = self._exchange(request, seconds, len(self._cells))
        if isinstance(reply, Lost) and (reply.reason == "time" or self._process is None):
            self._strikes[name] += 1
            self._last_loss[name] = reply.reason
        return self._within_room(reply)

    def _alive(self, upto: int) -> bool:
        """Have a process in which the first ``upto`` cells have run, without those that ended one; False if in vain."""
        while self._process is None:
            if self._refused():
                return False
            self._start()
            for index in range(upto):
                if self._process is not None and index not in self._skipped:
                    self._run(index)
        return not self._refused()

    def _run(self, index: int) -> Reply:
        cell = self._cells[index]
        seconds = min(self._allowed(), _AGAIN) if index in self._slow else self._allowed()
        reply = self._exchange(encode(("cell", cell.id, cell.source, cell.trusted, seconds), _REQUEST), seconds, index)
        if self._process is None:
            self._skipped.add(index)
        elif isinstance(reply, Lost):
            self._slow.add(index)
        return reply

    def _start(self) -> None:
        remaining = self._limits.submission_seconds - self._spent
        resources = {**self._order["resources"], "CPU": math.ceil(remaining + self._limits.grace_seconds) + 2}
        self._process = self._zygote.spawn({**self._order, "resources": resources})
        allowance = Allowance(self._limits.call_seconds, self._limits.asleep_seconds, time.monotonic() + 60.0)
        try:
            self._process.exchange(b"", allowance, _OVERHEAD)
        except ProcessLostError:
            self._bury()
            if not self._zygote_had_ended():
                raise SandboxError("The sandbox could not shut in a submission's process; nothing was run.") from None

    def _exchange(self, request: bytes, seconds: float, upto: int) -> Reply:
        """A reply; afterwards the process may be gone. If it went because the zygote did, all is done once more."""
        while (process := self._process) is not None:
            reply = self._try(process, request, seconds)
            if self._process is not None:
                return reply
            if reply != Lost("ended") or not self._zygote_had_ended():
                self._deaths += 1
                return reply
            if not self._alive(upto):
                break
        return self._refusal()

    def _try(self, process: Process, request: bytes, seconds: float) -> Reply:
        allowance = Allowance(seconds + self._limits.grace_seconds, self._limits.asleep_seconds, self._deadline)
        bound = self._limits.answer + 4 * self._limits.output + _OVERHEAD  # a character has at most four bytes
        try:
            message = process.exchange(request, allowance, bound)
            return read_reply(message, Bounds(bytes=bound))
        except ProcessLostError as loss:
            reason = loss.reason
        except BadReplyError:
            reason = "ended"
        self._bury()
        return Lost(reason)

    def _zygote_had_ended(self) -> bool:
        """Whether not the submission is to blame for an end. A few times only: it may have found a way to do it."""
        if self._forgiven >= _FORGIVEN or self._zygote.clear():
            return False
        self._forgiven += 1
        return True

    def _bury(self) -> None:
        if self._process is not None:
            self._process.close()
            self._spent += self._process.processor_seconds()
            self._process = None

    def _close(self) -> None:
        self._bury()
        self._zygote.clear()

    def _used(self) -> float:
        return self._spent + (self._process.processor_seconds() if self._process else 0.0)

    def _allowed(self) -> float:
        return max(min(self._limits.call_seconds, self._limits.submission_seconds - self._used()), 0.1)

    def _refused(self) -> bool:
        return self._out_of_time() or (self._process is None and self._deaths >= self._limits.deaths)

    def _refusal(self) -> Lost:
        if self._out_of_time():
            return Lost("time", "the submission's time is used up")
        return Lost("ended", "it has ended too often")

    def _out_of_time(self) -> bool:
        return self._used() >= self._limits.submission_seconds or time.monotonic() > self._deadline

    def _within_room(self, reply: Reply) -> Reply:
        """The reply with its output cut to what the submission may still have kept."""
        output = reply.output[: self._room]
        self._room -= len(output)
        return replace(reply, output=output)


def _report(cell: Cell, reply: Reply) -> CellReport:
    report = CellReport(cell.id, isinstance(reply, Returned), output=reply.output, seconds=reply.seconds)
    match reply:
        case Raised():
            line = reply.line if reply.cell == cell.id else None
            return replace(report, error=reply.kinds[0], message=reply.message, line=line)
        case Lost():
            return replace(report, lost=reply.reason, message=reply.detail)
    return report


def _printable(source: str) -> str:
    """Half surrogate pairs, which JSON lets pass, become question marks."""
    return source.encode("utf-8", "replace").decode()


def _seed_of(cells: Sequence[Cell]) -> int:
    """The same for the same submission, so that grading twice gives the same; another for another."""
    digest = hashlib.sha256("\0".join(cell.source for cell in cells).encode()).digest()
    return int.from_bytes(digest[:4], "little")
