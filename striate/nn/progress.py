"""One line of text that is written over while something runs: in a notebook, in a terminal, or in a log."""

import sys
import time
from typing import Any

__all__ = ["ProgressLine", "bar"]


class ProgressLine:
    """A line that changes in place: `show` replaces it, `keep` lets it stand. A log has only the lines that are kept.

    Attributes
    ----------
    interval : seconds between changes; `show` does nothing before.
    """

    def __init__(self, interval: float = 0.2) -> None:
        self.interval, self._last, self._width = interval, -interval, 0
        self._cell = _notebook_cell()

    def show(self, text: str) -> None:
        """Replace the line, if it is time."""
        now = time.monotonic()
        if now - self._last >= self.interval and (self._cell is not None or sys.stdout.isatty()):
            self._last = now
            self._write(text, end="")

    def keep(self, text: str) -> None:
        """Replace the line for good; the next begins below it."""
        self._write(text, end="\n")
        self._width, self._last = 0, -self.interval
        self._cell = _notebook_cell()

    def _write(self, text: str, end: str) -> None:
        if self._cell is not None:
            write = self._cell.update if self._width else self._cell.display
            write({"text/plain": text}, raw=True)
        else:
            start = "\r" if sys.stdout.isatty() else ""
            print(start + text.ljust(self._width), end=end, flush=True)
        self._width = len(text)


def bar(done: float, width: int = 24) -> str:
    """A bar of which ``done``, 0 to 1, is full.

    >>> bar(0.25, 8)
    '━━╌╌╌╌╌╌'
    """
    full = round(done * width)
    return "━" * full + "╌" * (width - full)


def _notebook_cell() -> Any:
    """A place in a notebook's output that can be written over; None outside a notebook."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython
    from IPython.display import DisplayHandle

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return DisplayHandle()  # type: ignore[no-untyped-call]
