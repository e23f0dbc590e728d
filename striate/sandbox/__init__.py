"""Runs code that nobody has read, and gives back plain values. Imports nothing else of striate: to be audited alone.

A worker has one `Sandbox` and keeps it; one thread uses it at a time::

    from striate.sandbox import Cell, Sandbox

    with Sandbox(readable=[root / "striate", root / "datasets"], environment={"STRIATE_GRADING": "1"}) as box:
        box.isolation                                    # "bubblewrap+landlock+seccomp": record it with the result
        cells = [Cell("setup", "import numpy as np", trusted=True), Cell("double", "def double(x): return 2 * x")]
        with box.session(cells, blocked=["scipy"]) as session:
            session.reports                              # a CellReport for each cell
            session.call("double", (np.arange(3),))      # Returned | Raised | Lost
            session.value("answer")                      # the same, of a variable

What happens inside costs a submission at most what it breaks:

- A call or cell that uses up its CPU time is interrupted, and the rest goes on as if nothing had been. Code that
  swallows the interruption, sleeps, crashes or ends the process is ended; the next call starts a fresh process and
  runs the cells again, without those that ended one. Such a call is `Lost`; so are, after a few, more calls of that
  function.
- A value is encoded without asking its class; what has no plain form is ``Lost("not plain")``.
- Prints are kept up to a bound. Figures are closed. Builtins are put back after every call and cell.

What comes out is a claim by a process that the student's code has had to itself. It is decoded within bounds, and
nothing in it but the value should ever be scored.

Where it lies: `Sandbox` (sandbox.py) starts a zygote (launch.py, bubblewrap.py, seccomp.py; zygote.py is our end of it)
and opens a `Session` (session.py), which talks to one forked child (process.py, clocks.py, replies.py) within `Limits`.
What runs in there is in inside/: zygote.py, child.py, layers.py and what they use.
"""

from .errors import IsolationUnavailable, SandboxError
from .inside.codec import CodecError, Construct
from .limits import Limits
from .probe import Isolation, probe
from .replies import Cell, CellReport, Lost, Raised, Reply, Returned
from .sandbox import Sandbox
from .session import Session

__all__ = [
    "Cell",
    "CellReport",
    "CodecError",
    "Construct",
    "Isolation",
    "IsolationUnavailable",
    "Limits",
    "Lost",
    "Raised",
    "Reply",
    "Returned",
    "Sandbox",
    "SandboxError",
    "Session",
    "probe",
]
