"""What the sandbox replies, as answers that a verdict is made of, rid of what could carry hidden inputs out."""

import builtins
import types
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from striate import sandbox
from striate.cleaning import clean
from striate.exercise import Construct
from striate.outcome import Answer, Lost, Outcome, Raised, Value
from striate.sheet import AnySheet, FunctionSheet

_SHORT = 1000
# A class can be given any name while the function runs, so only names that everybody knows are told.
_EXCEPTIONS = frozenset(
    name
    for module in (builtins, np.exceptions, np.linalg)
    for name, thing in vars(module).items()
    if isinstance(thing, type) and issubclass(thing, BaseException)
)
_TYPES = frozenset(
    {thing.__name__ for module in (builtins, types) for thing in vars(module).values() if isinstance(thing, type)}
    | {
        "ufunc",
        "dtype",
        "flatiter",
        "nditer",
        "Generator",
        "RandomState",
        "Figure",
        "Axes",
        "poly1d",
        "array of object",
    }
)


@dataclass
class Asked:
    """One exercise while it is asked: its sheet, the ids under which its cell was run, the outcomes so far."""

    sheet: AnySheet
    cell: str
    definitions: str
    outcomes: list[Outcome] = field(default_factory=list)

    @cached_property
    def exceptions(self) -> frozenset[str]:
        """The names of exceptions that may be told."""
        return _EXCEPTIONS | _expected(self.sheet)

    def kept(self, answer: Answer) -> Answer:
        self.outcomes.append(answer.outcome)
        return answer


def argument(value: Any) -> Any:
    """A case's arguments as the sandbox takes them: `Construct` is its own there."""
    if isinstance(value, Construct):
        return sandbox.Construct(value.name, argument(value.args))
    if isinstance(value, (tuple, list)):
        return type(value)(argument(item) for item in value)
    if isinstance(value, dict):
        return {key: argument(item) for key, item in value.items()}
    return value


def answer(reply: sandbox.Reply, asked: Asked) -> Answer:
    """A reply of the sandbox as the answer to a case."""
    outcome: Outcome
    match reply:
        case sandbox.Returned() if not isinstance(asked.sheet, FunctionSheet) and not _is_short(reply.value):
            outcome = Lost("too large")
        case sandbox.Returned():
            return Answer(Value(reply.value), reply.changed, reply.seconds)
        case sandbox.Raised():
            kinds = tuple(kind for kind in reply.kinds if kind in asked.exceptions)
            line = reply.line if reply.cell in (asked.cell, asked.definitions) else None
            outcome = Raised(kinds or ("Exception",), clean(reply.message, 300), line)
        case sandbox.Lost():
            outcome = Lost(reply.reason, reply.detail if reply.detail in _TYPES else "")
    return Answer(outcome, False, reply.seconds)


def _is_short(value: Any) -> bool:
    """Whether a value could be the answer to a question, or an input: such a one is looked at part by part."""
    if isinstance(value, (list, tuple, dict)):
        return len(value) <= _SHORT and all(map(_is_short, value.values() if isinstance(value, dict) else value))
    if isinstance(value, np.ndarray):
        return value.size <= _SHORT
    return not isinstance(value, (str, bytes)) or len(value) <= _SHORT


def _expected(sheet: AnySheet) -> set[str]:
    """The exceptions that this exercise asks for, and those that known wrong answers raise."""
    if not isinstance(sheet, FunctionSheet):
        return set()
    outcomes = [outcome for trial in sheet.trials for outcome in (trial.expected, *trial.wrong.values())]
    return {kind for outcome in outcomes if isinstance(outcome, Raised) for kind in outcome.kinds}
