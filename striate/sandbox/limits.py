"""How much a submission may use. Data only; who enforces each number is said beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Time in seconds, sizes in bytes.

    Computing time is CPU time, so that a busy machine fails nobody.

    Parameters
    ----------
    call_seconds : CPU time of one call or one cell. At this limit an exception ends it and the process goes on; a
        little later the process is killed.
    grace_seconds : how much later. Describing an exception and packing a value happen within it.
    asleep_seconds : how long one call or cell may wait for something other than the processor before it is killed.
    submission_seconds : CPU time of a submission in all, repeated cells included. What comes after is ``Lost("time")``.
    wall_seconds : the same by the clock on the wall, as a backstop.
    memory : what a submission may allocate beyond what the preloaded libraries take.
    scratch : size of its folder, and of any one file. ``scratch_files`` : how many files.
    output : characters kept of everything that it prints.
    answer : bytes of one returned value.
    threads : processes and threads of the sandbox's user (kernel-enforced inside bubblewrap only).
    open_files : open file descriptors.
    strikes : after this many time-outs or deaths in calls of one function, further calls of it are not made.
    deaths : after this many deaths of the process in all, it is not started again.
    """

    call_seconds: float = 10.0
    grace_seconds: float = 1.5
    asleep_seconds: float = 20.0
    submission_seconds: float = 120.0
    wall_seconds: float = 300.0
    memory: int = 1 << 30
    scratch: int = 64 << 20
    scratch_files: int = 10_000
    output: int = 200_000
    answer: int = 64 << 20
    threads: int = 128
    open_files: int = 128
    strikes: int = 2
    deaths: int = 8
