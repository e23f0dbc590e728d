"""Runs code that nobody has read, and gives back plain values. Imports nothing else of striate, so that it can be audited alone."""

from .errors import IsolationUnavailable, SandboxError
from .inside.codec import Construct
from .limits import Limits
from .probe import Isolation, probe
from .replies import Cell, CellReport, Lost, Raised, Reply, Returned
from .sandbox import Sandbox
from .session import Session

__all__ = [
    "Cell",
    "CellReport",
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
