"""Two arrays of numbers: where they count as equal, and what they have in common where they do not."""

from itertools import permutations

import numpy as np

from striate.exercise import Equal

# Whole numbers are compared almost exactly: a relative tolerance would let a large count be off by one.
_WHOLE_RTOL = 1e-9

# A row of so few numbers is shown whole; and what so few have in common may be chance.
SHORT = 4


def close(expected: np.ndarray, given: np.ndarray, equal: Equal) -> np.ndarray:
    """Where two arrays of one shape are equal: whole numbers exactly, others within the tolerance of ``equal``."""
    if expected.dtype.kind == "b":
        return np.asarray(expected == given)
    if expected.dtype.kind in "iu" and given.dtype.kind in "biu":
        return np.asarray(expected == given)
    wide = np.result_type(expected.dtype, given.dtype, np.float64)
    e, g = expected.astype(wide), given.astype(wide)
    finite = np.isfinite(e)
    magnitude = float(np.abs(e[finite]).max()) if finite.any() else 0.0
    if expected.dtype.kind in "iu":
        allowed = _WHOLE_RTOL * np.maximum(np.abs(e), 1.0)
    else:
        allowed = equal.rtol * np.abs(e) + equal.atol * (magnitude or 1.0)
    near = np.abs(g - e) <= allowed
    where: np.ndarray = np.where(finite, near, (e == g) | (np.isnan(e) & np.isnan(g)))
    return where


def pattern(expected: np.ndarray, given: np.ndarray, equal: Equal) -> str:
    """A relation that holds for all the numbers at once, in words, or nothing."""
    if not np.isfinite(given).all():
        return "Yours holds NaN or infinity: look for a division by zero." if np.isfinite(expected).all() else ""
    if expected.size < SHORT or expected.dtype.kind == "b" or not np.isfinite(expected).all():
        return ""

    def alike(other: np.ndarray) -> bool:
        return other.shape == given.shape and bool(close(other, given, equal).all())

    if not given.any():
        return "Yours is zero everywhere."
    if alike(-expected.astype(float)):
        return "Every number has the wrong sign."
    if expected.ndim >= 2 and expected.ndim <= 3:
        for order in list(permutations(range(expected.ndim)))[1:]:
            if alike(expected.transpose(order)):
                return "Yours is the expected answer with its axes exchanged."
    if alike(expected[(slice(None, None, -1),) * expected.ndim]):
        return (
            "Yours is the expected answer turned by 180°."
            if expected.ndim == 2
            else "Yours is the expected answer reversed."
        )
    e, g = expected.astype(float).ravel(), given.astype(float).ravel()
    largest = int(np.argmax(np.abs(e)))
    if e[largest]:
        factor = g[largest] / e[largest]
        if alike((e * factor).reshape(expected.shape)):
            return f"Every number is {factor:.4g} times what was expected."
    offset = float(np.median(g - e))
    if offset and alike((e + offset).reshape(expected.shape)):
        return f"Every number is off by {offset:.4g}."
    return ""
