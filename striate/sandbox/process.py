"""One forked child, seen from the trusted side: a message in, a message out, within limits, or its end."""

import os
import select
import signal
import socket
import time
from dataclasses import dataclass

from . import clocks
from .inside import wire

_LOOK = 0.1  # seconds between looks at the clocks
_UNSEEN = (
    3.0  # where another process's CPU time cannot be read, wall time counts, and this many times the limit is given
)


class ProcessLostError(Exception):
    """The child has been ended, or has ended. ``reason`` is "time" or "ended"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Allowance:
    """What one exchange may take: CPU seconds, seconds asleep, and a moment of `time.monotonic` at the latest."""

    processor: float
    asleep: float
    deadline: float


class Process:
    """Owns the socket and the pidfd. ``number`` is the child's process number as the zygote sees it."""

    def __init__(self, channel: socket.socket, number: int, handle: int | None) -> None:
        self._channel = channel
        self._number = number
        self._handle = handle
        self._seen_as = None if handle is None else clocks.number_of(handle)
        self._seconds = 0.0
        self._started = time.monotonic()

    def exchange(self, message: bytes, allowance: Allowance, limit: int) -> bytes:
        """Send a request, give back the reply of at most ``limit`` bytes.

        Raises
        ------
        ProcessLostError
            No reply came; the process no longer runs.
        """
        watch = _Watch(self, allowance)
        try:
            if message:
                wire.send(self._channel, message, watch)
            return wire.receive(self._channel, limit, watch)
        except ProcessLostError:
            self.kill()
            raise
        except OSError:
            # The kernel's own limit on CPU time ends a process without a word.
            reason = "time" if watch.processor_used() >= allowance.processor else "ended"
            self.kill()
            raise ProcessLostError(reason) from None

    def ready(self, writing: bool, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._channel, select.POLLOUT if writing else select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def processor_seconds(self) -> float:
        """CPU time so far; what was last known, once the process is gone."""
        seconds = clocks.processor_seconds(self._seen_as)
        if seconds is None and self._seen_as is None and self._handle is None:
            seconds = (time.monotonic() - self._started) / _UNSEEN
        self._seconds = max(self._seconds, seconds or 0.0)
        return self._seconds

    def waiting_seconds(self) -> float:
        return clocks.waiting_seconds(self._seen_as)

    def kill(self) -> None:
        """End the process at once. Harmless if it has ended: the zygote keeps its number taken until it is told."""
        self.processor_seconds()
        try:
            if self._handle is None:
                os.kill(self._number, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def close(self) -> None:
        self.kill()
        self._channel.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class _Watch:
    """Called by `wire` before each step; looks at the clocks every now and then while it waits."""

    def __init__(self, process: Process, allowance: Allowance) -> None:
        self._process = process
        self._allowance = allowance
        self._processor = process.processor_seconds()
        self._looked = time.monotonic()
        # Sleep is counted from the first look on: most exchanges are over before, and are spared the reading of a file.
        self._baseline: float | None = None

    def __call__(self, writing: bool) -> None:
        while not self._process.ready(writing, _LOOK):
            self._look()
        # A child that keeps sending a byte now and then must not keep us from looking.
        if time.monotonic() - self._looked > _LOOK:
            self._look()

    def processor_used(self) -> float:
        return self._process.processor_seconds() - self._processor

    def _look(self) -> None:
        self._looked = time.monotonic()
        used = self.processor_used()
        besides = self._looked - used - self._process.waiting_seconds()
        if self._baseline is None:
            self._baseline = besides
        asleep = besides - self._baseline
        allowed = self._allowance
        if used > allowed.processor or asleep > allowed.asleep or self._looked > allowed.deadline:
            raise ProcessLostError("time")
