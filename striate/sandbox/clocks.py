"""How much processor time another process has had, and how long it has waited for its turn (Linux)."""

import os
import re
import time


def number_of(handle: int) -> int | None:
    """The process number, on this side, of a process known by its pidfd; None if it cannot be told."""
    try:
        with open(f"/proc/self/fdinfo/{handle}", encoding="ascii") as file:
            found = re.search(r"^Pid:\s*(\d+)$", file.read(), re.MULTILINE)
    except OSError:
        return None
    return int(found.group(1)) if found else None


def processor_seconds(number: int | None) -> float | None:
    """CPU time of a process with all its threads; None if it cannot be told."""
    if number is None:
        return None
    try:
        # The kernel has a clock for each process. Its id is the inverted number, and 2 for "time on a processor".
        return time.clock_gettime((~number << 3) | 2)
    except OSError:
        return None


def waiting_seconds(number: int | None) -> float:
    """How long a process has stood in the queue for a processor; 0 where the kernel does not say."""
    if number is None or not os.path.exists(f"/proc/{number}/schedstat"):
        return 0.0
    try:
        with open(f"/proc/{number}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
