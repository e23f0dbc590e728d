"""Outcomes and calls in words, for whoever reads a verdict. Of hidden cases they tell no values."""

from striate.compare import Difference, short
from striate.exercise import Case
from striate.outcome import Lost, Outcome, Raised, Value
from striate.sheet import BreakSheet, FunctionSheet


def in_words(expected: Outcome, actual: Outcome, difference: Difference | None, *, hidden: bool) -> str:
    """One sentence on how an outcome differs from the expected one; of a hidden case it tells no values."""
    match actual:
        case Lost(reason, detail):
            return _LOST.get(reason, "There is no result.").format(detail=detail or "unknown")
        case Raised(_, message, line):
            place = f" in line {line} of your cell" if line else ""
            said = "" if hidden or not message else f": {message}{_explained(message)}"
            if isinstance(expected, Raised):
                wanted = f"{article(expected.kind).capitalize()} {expected.kind} was to be raised"
                return f"{wanted}; {article(actual.kind)} {actual.kind} came{place}{said}"
            return f"It raised {article(actual.kind)} {actual.kind}{place}{said}"
        case Value(value):
            if isinstance(expected, Raised):
                came = "" if hidden else f" It returned {short(value)}."
                return f"It should raise {article(expected.kind)} {expected.kind} here, and did not.{came}"
    assert difference is not None
    return _HIDDEN.get(difference.kind, "The answer is not right.") if hidden else difference.sentence


def article(kind: str) -> str:
    """ "a" or "an", as it is said before the name of an exception: an UnboundLocalError, a UnicodeError."""
    return "an" if kind.startswith(("A", "E", "I", "O", "Unb")) else "a"


_FLOAT_FOR_SIZE = "A float came where a place or a size is wanted: take // for the division, or int()."
_EXPLAINED = {
    "cannot be interpreted as an integer": _FLOAT_FOR_SIZE,
    "expected a sequence of integers or a single integer": _FLOAT_FOR_SIZE,
    "is not subscriptable": "What stands before the square brackets is no array or list.",
    "'NoneType'": "Something is None: does a function that you call end without `return`?",
}


def _explained(message: str) -> str:
    """What a frequent error of Python's means, in a sentence."""
    return next((f". {sentence}" for part, sentence in _EXPLAINED.items() if part in message), "")


_HIDDEN = {
    "shape": "The shape is not right.",
    "length": "The number of items is not right.",
    "type": "The answer is not of the kind that was asked for.",
    "value": "The values are not right.",
}
_LOST = {
    "time": "It ran out of time. Does a loop never end, or run over far more than it needs?",
    "interrupted": "It was interrupted before it returned. Does a loop never end?",
    "ended": "It ended the whole Python process instead of returning.",
    "memory": "It asked for more memory than there is. Is an array far larger than the answer?",
    "not plain": "It returned a value of type {detail}. Return numbers, arrays, lists or tuples.",
    "too large": "What it returned is far larger than the answer.",
    "missing": "There is no function of this name.",
}


def call_in_words(sheet: FunctionSheet | BreakSheet, case: Case) -> str:
    """A case as the call it makes: ``zero_pad(X, 2)``, arrays named by the parameter they fill."""
    parts = []
    for parameter, value in zip(sheet.parameters, case.args, strict=False):
        text = short(value)
        parts.append(text if len(text) <= 24 and "\n" not in text and not hasattr(value, "shape") else parameter)
    twice = ", called twice with the same arrays" if case.times > 1 else ""
    return f"{sheet.name}({', '.join(parts)}){twice}"
