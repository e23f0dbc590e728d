"""What a call came to: a value, an exception, or nothing at all. And one way of making a call: here, in this process.

The other way, in a sandbox, gives the same three kinds.
"""

import contextlib
import copy
import io
import time
import traceback
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from striate.exercise import Case, Construct


@dataclass(frozen=True)
class Value:
    """The function returned this."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The function raised: the names of the exception's classes, the most special first, its message, its line."""

    kinds: tuple[str, ...]
    message: str = ""
    line: int | None = None

    @property
    def kind(self) -> str:
        return self.kinds[0]


@dataclass(frozen=True)
class Lost:
    """There is no result, and why: "time", "interrupted", "ended", "memory", "not plain", "too large" or "missing"."""

    reason: str
    detail: str = ""


Outcome = Value | Raised | Lost


@dataclass(frozen=True)
class Answer:
    """An outcome, and what the process that made it says beside: worth showing, never worth marks."""

    outcome: Outcome
    changed: bool = False
    seconds: float = 0.0
    output: str = ""


def build(value: Any) -> Any:
    """A fresh copy of an argument, with every `Construct` in it built."""
    if isinstance(value, Construct):
        return _CONSTRUCTORS[value.name](*value.args)
    if isinstance(value, (tuple, list)):
        return type(value)(build(item) for item in value)
    if isinstance(value, dict):
        return {key: build(item) for key, item in value.items()}
    return copy.deepcopy(value)


def view(array: np.ndarray) -> np.ndarray:
    """A view with the values of ``array`` that is not contiguous in memory."""
    room = np.zeros(tuple(2 * size for size in array.shape), array.dtype)
    part = room[tuple(slice(None, None, 2) for _ in array.shape)]
    part[...] = array
    return part


_CONSTRUCTORS: dict[str, Callable[..., Any]] = {"view": view, "seeded": np.random.default_rng}


def attempt(function: Callable[..., Any], case: Case) -> Answer:
    """Call ``function`` as ``case`` says, and survive whatever it does."""
    args, before = build(case.args), build(case.args)
    output = io.StringIO()
    started = time.perf_counter()
    outcome: Outcome
    try:
        with contextlib.redirect_stdout(output), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(case.times):
                value = function(*args)
        # A result may be one of the arguments or a part of one; keep it as it is now.
        outcome = Value(copy.deepcopy(value)) if _copies(value) else Value(value)
    except KeyboardInterrupt:
        outcome = Lost("interrupted")
    except MemoryError:
        outcome = Lost("memory")
    except BaseException as error:
        outcome = raised(error, function)
    seconds = time.perf_counter() - started
    return Answer(outcome, not _unchanged(before, args), seconds, output.getvalue()[:2000])


def raised(error: BaseException, function: Callable[..., Any]) -> Raised:
    """``error`` as a `Raised`, with the line inside ``function`` (counted from the first line of its cell) if it got
    there.
    """
    kinds = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
    code = getattr(function, "__code__", None)
    line = None
    if isinstance(code, types.CodeType):
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == code.co_filename]
        line = lines[-1] if lines else None
    try:
        message = str(error)
    except Exception:
        message = ""
    return Raised(kinds, message[:500], line)


def _copies(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(_copies(item) for item in value)
    return isinstance(value, (int, float, complex, str, bytes, np.ndarray, np.generic, dict, type(None)))


def _unchanged(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.tobytes() == after.tobytes()
    if isinstance(before, (tuple, list)):
        return len(before) == len(after) and all(_unchanged(b, a) for b, a in zip(before, after, strict=True))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_unchanged(before[key], after[key]) for key in before)
    return isinstance(before, np.random.Generator) or bool(before == after)
