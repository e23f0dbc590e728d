"""Expected and actual -> the difference, said in words. The notebook and the grader both judge with this.

One number, a NumPy scalar and a 0-d array are the same thing; so are a list, a tuple and an array of the same content.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from striate.exercise import Equal
from striate.likeness import SHORT, close, pattern

Index = tuple[int, ...]


@dataclass(frozen=True)
class Difference:
    """Where and how an answer differs.

    ``kind`` is "type", "shape", "length", "keys" or "value"; ``sentence`` names values; ``pattern`` is a relation that
    holds for all the numbers ("Every number has the wrong sign."), which names none.
    """

    kind: str
    sentence: str
    where: Index = ()
    pattern: str = ""


def compare(expected: Any, actual: Any, equal: Equal | None = None) -> Difference | None:
    """None if ``actual`` counts as ``expected``, else the first difference.

    Whatever ``actual`` is, this returns: an object that cannot be compared differs.
    """
    equal = equal or Equal()
    try:
        with np.errstate(all="ignore"):
            return _RELATIONS[equal.relation](expected, actual, equal)
    except Exception as error:
        return Difference("type", f"The answer could not be read: comparing it raised {type(error).__name__}.")


def same(expected: Any, actual: Any, equal: Equal) -> Difference | None:
    if isinstance(expected, dict):
        return _same_dict(expected, actual, equal)
    if isinstance(expected, (list, tuple)) and _numbers(expected) is None:
        return _same_sequence(expected, actual, equal)
    if expected is None or isinstance(expected, (str, bytes)):
        return _same_plain(expected, actual)
    numbers = _numbers(expected)
    if numbers is None:
        raise TypeError(f"no comparison for an expected {type(expected).__name__}")
    return _same_numbers(numbers, actual, equal)


def any_order(expected: Any, actual: Any, equal: Equal) -> Difference | None:
    """Equal once the items of the outermost axis are put in some order."""
    wanted, given = _items(expected), _items(actual)
    if given is None:
        return _wrong_type("a list of items", actual)
    assert wanted is not None
    if len(wanted) != len(given):
        return Difference("length", f"Expected {len(wanted)} items, got {len(given)}.")
    left = list(given)
    for number, item in enumerate(wanted):
        match = next((i for i, other in enumerate(left) if same(item, other, equal) is None), None)
        if match is None:
            return Difference("value", f"No item of yours equals {_short(item)}.", (number,))
        del left[match]
    return None


def relabelled(expected: Any, actual: Any, equal: Equal) -> Difference | None:
    """Equal once the labels are renamed, one for one."""
    wanted, given = _numbers(expected), _numbers(actual)
    if given is None or wanted is None:
        return _wrong_type("an array of labels", actual)
    if wanted.shape != given.shape:
        return _wrong_shape(wanted, given)
    there: dict[Any, Any] = {}
    back: dict[Any, Any] = {}
    for index in np.ndindex(wanted.shape):
        w, g = wanted[index].item(), given[index].item()
        if there.setdefault(w, g) != g or back.setdefault(g, w) != w:
            return Difference("value", f"{_place(index, wanted.ndim)} is grouped with the wrong places.", index)
    return None


def any_of(expected: Any, actual: Any, equal: Equal) -> Difference | None:
    """Equal to one of the admissible answers; the difference is to the first."""
    differences = [same(answer, actual, equal) for answer in expected]
    return None if None in differences else differences[0]


def at_most(expected: Any, actual: Any, equal: Equal) -> Difference | None:
    """No number above the expected one."""
    wanted, given = _numbers(expected), _numbers(actual)
    if given is None or wanted is None:
        return _wrong_type("numbers", actual)
    if wanted.shape != given.shape:
        return _wrong_shape(wanted, given)
    over = ~(given <= wanted)
    if not over.any():
        return None
    index = tuple(int(i) for i in np.argwhere(over)[0])
    return Difference(
        "value",
        f"{_place(index, wanted.ndim)}: at most {_short(wanted[index])} allowed, got {_short(given[index])}.",
        index,
    )


_RELATIONS = {
    "same": same,
    "any order": any_order,
    "relabelled": relabelled,
    "any of": any_of,
    "at most": at_most,
}


def _numbers(value: Any) -> np.ndarray | None:
    """``value`` as an array of numbers or booleans; None if it is not one, or holds sequences of unequal length."""
    if not isinstance(value, (bool, int, float, complex, np.generic, np.ndarray, list, tuple)):
        return None
    if _holds_text(value):
        return None  # NumPy would make every item as wide as the longest text: gigabytes of a short list
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if array.dtype.kind == "O" and array.size and all(isinstance(item, int) for item in array.flat):
        array = array.astype(float)  # Python integers beyond 64 bits
    return array if array.dtype.kind in "biufc" else None


def _holds_text(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_holds_text(item) for item in value)
    kind = value.dtype.kind if isinstance(value, (np.ndarray, np.generic)) else ""
    return isinstance(value, (str, bytes)) or kind in ("U", "S")


def _items(value: Any) -> list[Any] | None:
    return list(value) if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim) else None


def _same_numbers(expected: np.ndarray, actual: Any, equal: Equal) -> Difference | None:
    given = _numbers(actual)
    if given is None:
        return _wrong_type(_name_of_shape(expected), actual)
    if given.shape != expected.shape:
        return _wrong_shape(expected, given)
    if expected.dtype.kind == "b" and given.dtype.kind != "b":
        return Difference("type", f"Expected True or False, got numbers ({given.dtype}). Compare, do not count.")
    if given.dtype.kind == "c" and expected.dtype.kind != "c":
        return Difference(
            "type", "Expected real numbers, got complex ones. If they come from a Fourier transform, take `.real`."
        )
    wrong = ~close(expected, given, equal)
    if not wrong.any():
        return None
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    came, wanted = _short(given[index]), _short(expected[index])
    if came == wanted:
        came, wanted = repr(given[index].item()), repr(expected[index].item())
    if expected.ndim == 0:
        sentence = f"Expected {wanted}, got {came}."
    elif expected.ndim == 1 and expected.size <= SHORT:
        sentence = f"Expected {_row(expected)}, got {_row(given)}."
    else:
        count = f"{int(wrong.sum())} of {wrong.size} numbers differ. " if wrong.size > 1 else ""
        sentence = f"{count}{_place(index, expected.ndim)}: expected {wanted}, got {came}."
    return Difference("value", sentence, index, pattern(expected, given, equal))


def _same_sequence(expected: list[Any] | tuple[Any, ...], actual: Any, equal: Equal) -> Difference | None:
    given = _items(actual)
    if given is None:
        return _wrong_type(f"{len(expected)} items", actual)
    if len(given) != len(expected):
        return Difference("length", f"Expected {len(expected)} items, got {len(given)}.")
    for number, (wanted, came) in enumerate(zip(expected, given, strict=True)):
        difference = same(wanted, came, equal)
        if difference is not None:
            said = f"Item {number} of the answer: {difference.sentence}"
            return replace(difference, sentence=said, where=(number, *difference.where))
    return None


def _same_dict(expected: dict[Any, Any], actual: Any, equal: Equal) -> Difference | None:
    if not isinstance(actual, dict):
        return _wrong_type("a dict", actual)
    if set(expected) != set(actual):
        missing = sorted(map(str, set(expected) - set(actual)))
        extra = sorted(map(str, set(actual) - set(expected)))
        said = [f"missing: {', '.join(missing)}"] * bool(missing) + [f"not asked for: {', '.join(extra)}"] * bool(extra)
        return Difference("keys", f"The keys differ ({'; '.join(said)}).")
    for key, wanted in expected.items():
        difference = same(wanted, actual[key], equal)
        if difference is not None:
            return replace(difference, sentence=f"Under the key {key!r}: {difference.sentence}")
    return None


def _same_plain(expected: str | bytes | None, actual: Any) -> Difference | None:
    if type(actual) in (np.str_, np.bytes_) or (isinstance(actual, np.ndarray) and actual.ndim == 0):
        actual = actual.item()
    if type(expected) is not type(actual):
        return _wrong_type("None" if expected is None else f"the text {expected!r}", actual)
    return None if expected == actual else Difference("value", f"Expected {expected!r}, got {_short(actual)}.")


def _wrong_type(wanted: str, actual: Any) -> Difference:
    if actual is None:
        return Difference("type", f"Expected {wanted}, got None. Does every path of the function end in `return`?")
    if actual is Ellipsis:
        return Difference("type", f"Expected {wanted}; there is no answer yet.")
    advice = ""
    if isinstance(actual, np.ndarray) and actual.dtype.kind == "O":
        return Difference("type", f"Expected {wanted}, got an array of Python objects: are its rows of unequal length?")
    if isinstance(actual, (list, tuple)):
        return Difference(
            "type", f"Expected {wanted}, got a {type(actual).__name__} whose parts are not numbers of one shape."
        )
    if hasattr(actual, "__next__") or isinstance(actual, (range, set, frozenset)):
        advice = " Return an array, or a list."
    elif callable(actual):
        advice = " Call it, and return what it gives."
    return Difference("type", f"Expected {wanted}, got a value of type {type(actual).__name__}.{advice}")


def _row(array: np.ndarray) -> str:
    return f"({', '.join(_short(item) for item in array)})"


def _wrong_shape(expected: np.ndarray, given: np.ndarray) -> Difference:
    pattern = ""
    if expected.ndim > 1 and given.shape == expected.shape[::-1]:
        pattern = "The two sizes have changed places."
    elif expected.ndim == 0 and given.size == 1:
        pattern = "The number is wrapped in an array: take it out."
    return Difference("shape", f"Expected {_name_of_shape(expected)}, got {_name_of_shape(given)}.", (), pattern)


def _name_of_shape(array: np.ndarray) -> str:
    if array.ndim == 1:
        return f"{len(array)} numbers" if len(array) != 1 else "a row of one number"
    return "one number" if array.ndim == 0 else f"shape {array.shape}"


def _place(index: Index, ndim: int) -> str:
    if ndim == 2:
        return f"At row {index[0]}, column {index[1]}"
    return f"At index {index[0]}" if ndim == 1 else f"At index {list(index)}"


def _short(value: Any) -> str:
    """A value on one short line."""
    if isinstance(value, (np.generic, np.ndarray)) and np.ndim(value) == 0:
        value = value.item()
    if isinstance(value, float):
        return f"{value:.6g}"
    text = np.array2string(value, threshold=12, precision=4) if isinstance(value, np.ndarray) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "…"


def short(value: Any) -> str:
    """A value on one short line, for a message; never raises."""
    try:
        return _short(value)
    except Exception:
        return f"a value of type {type(value).__name__}"
