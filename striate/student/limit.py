"""A time limit that works on any system: the stop button, pressed by a clock."""

import threading
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Limit:
    """Whether the time was up."""

    passed: bool = False


@contextmanager
def at_most(seconds: float) -> Iterator[Limit]:
    """Interrupt what is inside after some seconds, and go on after it. So does a real press of the stop button.

    Code that catches the interruption goes on regardless; who must be sure ends the process. Outside the main thread,
    which alone can be interrupted, there is no limit.
    """
    limit = Limit()
    if threading.current_thread() is not threading.main_thread():
        yield limit
        return
    lock, over = threading.Lock(), False

    def stop() -> None:
        with lock:
            if not over:
                limit.passed = True
                interrupt_main()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    except KeyboardInterrupt:
        pass
    finally:
        with lock:
            over = True
        timer.cancel()
