"""Numbers and arrays in words and short digits, for cells, titles and alt text."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

MINUS = "−"


def number(value: float, decimals: int | None = None) -> str:
    """A number as one writes it: whole ones without a point, others with three figures or so many decimals.

    A million and more has three figures in any case.
    """
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if decimals is not None and abs(value) < 1e6:
        text = f"{value:.{decimals}f}"
    elif value == round(value) and abs(value) < 1e6:
        text = str(round(value))
    else:
        text = f"{value:.3g}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def place(value: float) -> str:
    """A coordinate in pixels: whole, or with one decimal where it is small."""
    return number(round(value, 0 if abs(value) >= 10 else 1), None if value == round(value) or abs(value) >= 10 else 1)


def decimals_for(values: NDArray[Any]) -> int | None:
    """How many decimals the numbers of a matrix share: None if all are whole, or too large or small to share any."""
    finite = values[np.isfinite(values)]
    if not finite.size or (finite == np.round(finite)).all():
        return None
    largest = float(np.abs(finite).max())
    if largest >= 1000 or largest < 0.05:
        return None
    return 2 if largest < 100 else 1


def size(array: NDArray[Any]) -> str:
    """Rows by columns."""
    return f"{array.shape[0]} by {array.shape[1]}"


def spread(values: NDArray[Any]) -> str:
    """From where to where the numbers go, and how many are none."""
    finite = values[np.isfinite(values)] if values.size else values
    if not finite.size:
        return "no finite values"
    low, high = float(finite.min()), float(finite.max())
    text = f"all values {number(low)}" if low == high else f"values {number(low)} to {number(high)}"
    lost = values.size - finite.size
    return text + (f", {lost} of them not finite" if lost else "")


def rows_of(matrix: NDArray[Any], limit: int = 12) -> str:
    """A small matrix read out row by row."""
    if matrix.shape[0] > limit or matrix.shape[1] > limit:
        return spread(matrix)
    shared = decimals_for(matrix)
    return "; ".join(" ".join(number(value, shared) for value in row) for row in matrix)


def listed(parts: Iterable[str]) -> str:
    """a, b and c."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
