"""Running something of a student's for a bounded CPU time, whatever it raises.

The soft time-out is an exception raised by a timer signal. Code that swallows it, or sits in a long C function, goes
on; the trusted side then ends the process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from signal import ITIMER_PROF, SIG_UNBLOCK, SIGPROF, pthread_sigmask, setitimer, signal
from time import process_time, thread_time
from types import FrameType
from typing import Any

_AGAIN = 0.25  # seconds between repetitions, for code that catches everything once


class TimeUp(BaseException):
    """The CPU time of a call or a cell is used up. Not an `Exception`, so that an ordinary handler lets it pass."""


@dataclass
class Attempt:
    """What came of it: a value, or an error; whether the time was up; CPU seconds used."""

    value: Any = None
    error: BaseException | None = None
    timed_out: bool = False
    seconds: float = 0.0


class Alarm:
    """One timer, used again and again in the main thread."""

    def __init__(self) -> None:
        self._armed = False
        self._rang = False

    def attempt(self, action: Callable[[], Any], seconds: float) -> Attempt:
        """Run ``action``; give back what it returned or raised. Never raises itself."""
        attempt = Attempt()
        self._rang = False
        # Set anew each time: the code before may have changed handler and mask.
        signal(SIGPROF, self._ring)
        pthread_sigmask(SIG_UNBLOCK, [SIGPROF])
        started = _processor_seconds()
        try:
            self._armed = True
            setitimer(ITIMER_PROF, max(seconds, 0.01), _AGAIN)
            try:
                attempt.value = action()
            finally:
                self._armed = False
        except BaseException as error:
            self._armed = False
            attempt.error = error
        setitimer(ITIMER_PROF, 0)
        attempt.seconds = max(now - then for now, then in zip(_processor_seconds(), started, strict=True))
        attempt.timed_out = self._rang
        return attempt

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._rang = True
            raise TimeUp


def _processor_seconds() -> tuple[float, float]:
    """Of all threads, which the kernel keeps only roughly while a timer runs, and of this one, exactly."""
    return process_time(), thread_time()
