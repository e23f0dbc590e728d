"""Expected, yours, difference: the picture on the card of a failed check. Any answer can be drawn."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from striate.draw.cells import frame, put, shade_limits
from striate.draw.raster import paste, thinned
from striate.draw.style import GREY_SOFT, PALETTE, SIGNED_SOFT, figure_of, page, styled, tell
from striate.draw.words import decimals_for, number, rows_of, size

FEW = 8
FEW_DECIMALS = 6
PANEL = 2.05
GAP = 0.15
HEAD = 0.34
MOST = 370  # twice the pixels that a panel has
FAR = 10


@styled
def comparison(expected: Any, yours: Any) -> Figure:
    """Two 2-D results side by side and, where their shapes agree, the difference.

    Parameters
    ----------
    expected : a matrix of numbers ``(rows, columns)``.
    yours : anything at all. What is not a matrix of numbers is named in the place of a drawing.

    Up to 8×8 (with decimals 6×6) the numbers stand in the cells, and those that differ are framed if they are not most;
    larger ones are drawn as pixels, of which some are left out where there are more than the figure has. One scale of
    shades and one number of decimals serve both; what lies far beyond all that is expected does not count for them.

    Raises
    ------
    ValueError : ``expected`` is not a matrix of numbers.
    """
    right = _matrix(expected)
    if right is None:
        raise ValueError("comparison() draws matrices: expected is to have two axes, and numbers.")
    given = _matrix(yours)
    panels = [("expected", right), ("yours", given)]
    if given is not None and given.shape == right.shape:
        with np.errstate(all="ignore"):
            panels.append(("yours − expected", given - right))
    filled = [values for _, values in panels if values is not None and values.size]
    # One size of cell for all, so that a row too many is seen as one.
    cell = min((min(PANEL / values.shape[1], 2.6 / values.shape[0]) for values in filled), default=PANEL)
    tall = max(0.6, *(cell * values.shape[0] for values in filled)) if filled else 0.6
    numbers = max((max(values.shape) for values in filled), default=0) <= (FEW if _whole(filled) else FEW_DECIMALS)
    ax = page(len(panels) * (PANEL + GAP) + GAP, tall + HEAD + GAP, dpi=90)
    signed = any((values[np.isfinite(values)] < 0).any() for values in filled[:2])
    wrong = _wrong(right, given)
    scale = _scale(right, given)
    for index, (name, values) in enumerate(panels):
        left, is_difference = GAP + index * (PANEL + GAP), index == 2
        shape = f"  {values.shape[0]}×{values.shape[1]}" if values is not None and not is_difference else ""
        ax.text(left + PANEL / 2, HEAD - 0.08, name + shape, ha="center", va="bottom", fontsize=9.5)
        if values is None or not values.size:
            _note(ax, left, _kind(yours) if values is None else f"empty: {values.shape[0]}×{values.shape[1]}")
            continue
        left += (PANEL - cell * values.shape[1]) / 2
        both = signed or is_difference
        limits = shade_limits(thinned(values, MOST) if is_difference else scale, signed=both)
        if not numbers:
            paste(ax, values, left, HEAD, cell, limits=limits, signed=both, most=MOST)
            continue
        like = values if is_difference else scale
        put(ax, values, left, HEAD, cell, shade=SIGNED_SOFT if both else GREY_SOFT, limits=limits, like=like)
        if index and wrong is not None and 2 * wrong.sum() <= wrong.size:
            for row, column in np.argwhere(wrong):
                frame(ax, (int(row), int(column), 1, 1), left, HEAD, cell)
    return tell(figure_of(ax), _words(right, given, yours, wrong))


def _matrix(values: Any) -> NDArray[np.float64] | None:
    """The values as a matrix of floats, or None if they are none."""
    if not isinstance(values, np.ndarray | list | tuple):
        return None
    try:
        array = np.asarray(values)
        return array.astype(np.float64) if array.ndim == 2 and array.dtype.kind in "biuf" else None
    except Exception:  # NumPy asks the elements for their value, and a student's class may answer with anything
        return None


def _whole(matrices: list[NDArray[np.float64]]) -> bool:
    return all(decimals_for(values) is None for values in matrices)


def _scale(right: NDArray[np.float64], given: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """The numbers that shades and decimals of both panels are chosen for."""
    expected = thinned(right, MOST).ravel()
    expected = expected[np.isfinite(expected)]
    came = thinned(given, MOST).ravel() if given is not None and given.size else expected
    came = came[np.isfinite(came)]
    far = FAR * (float(np.abs(expected).max(initial=0)) or 1)
    # Beside one huge number all that is expected would have the same shade. Where it has but one anyway, far is enough.
    flat = not expected.size or expected.min() == expected.max()
    came = np.clip(came, -far, far) if flat else came[np.abs(came) <= far]
    return np.concatenate([expected, came])


def _wrong(right: NDArray[np.float64], given: NDArray[np.float64] | None) -> NDArray[np.bool_] | None:
    """Where the two differ by more than rounding; None if they cannot be laid over each other."""
    if given is None or given.shape != right.shape:
        return None
    scale = float(np.abs(right[np.isfinite(right)]).max(initial=0))
    return ~np.isclose(given, right, rtol=1e-5, atol=1e-6 * (scale or 1), equal_nan=True)


def _note(ax: Axes, left: float, text: str) -> None:
    ax.add_artist(Rectangle((left, HEAD), PANEL, 0.6, fill=False, edgecolor=PALETTE["line"], linestyle="--"))
    ax.text(
        left + PANEL / 2,
        HEAD + 0.3,
        text,
        ha="center",
        va="center",
        color=PALETTE["muted"],
        fontsize=9,
        parse_math=False,
    )


def _kind(value: Any) -> str:
    """What came instead of a matrix, in two short lines."""
    if isinstance(value, np.ndarray):
        return f"array, shape {str(value.shape)[:30]}\n{str(value.dtype)[:24]}"
    return f"no matrix of numbers:\n{type(value).__name__[:24]}"


def _words(
    right: NDArray[np.float64], given: NDArray[np.float64] | None, yours: Any, wrong: NDArray[np.bool_] | None
) -> str:
    expected = f"Expected, {size(right)}: {rows_of(right, FEW)}."
    if given is None:
        return f"{expected} Yours: {_kind(yours)}.".replace("\n", " ")
    words = f"{expected} Yours, {size(given)}: {rows_of(given, FEW)}."
    if wrong is None:
        return f"{words} The shapes differ."
    if not wrong.any():
        return f"{words} They agree."
    row, column = np.argwhere(wrong)[0]
    first = f"{number(right[row, column])} expected, {number(given[row, column])} came"
    return f"{words} {int(wrong.sum())} of {wrong.size} values differ, first at row {row}, column {column}: {first}."
