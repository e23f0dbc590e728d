"""The confusion matrix: what is taken for what."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from striate.draw.cells import plane, put
from striate.draw.style import COUNTS_SOFT, PALETTE, SIGNED_SOFT, figure_of, page, styled, tell
from striate.draw.words import number

CELL = 0.42
LETTER = 0.076
MOST = 24
SHOWN_WRONG = 3


@styled
def confusion(
    M: ArrayLike, names: Sequence[str] | None = None, *, title: str | None = None, ax: Axes | None = None
) -> Figure:
    """How often each class (a row) was taken for each class (a column).

    Right answers, on the diagonal, are blue, wrong ones orange, each the stronger the larger its part of the row.
    An empty cell never happened.

    Parameters
    ----------
    M : ``(K, K)`` counts: ``M[i, j]`` pictures of class i were given class j. At most 24 classes.
    names : of the classes; their numbers if not given.
    title : what stands above.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : ``M`` is not square, is negative somewhere, is too large, or has another number of names.
    """
    counts = plane(M, "M")
    classes = len(counts)
    if counts.shape != (classes, classes) or classes > MOST or not (counts >= 0).all():
        raise ValueError(
            f"A confusion matrix is square, {MOST} by {MOST} at most, with counts of 0 and more; this is "
            f"{counts.shape[0]} by {counts.shape[1]}, from {number(float(counts.min()))}."
        )
    called = [str(label) for label in range(classes)] if names is None else [str(name) for name in names]
    if len(called) != classes:
        raise ValueError(f"There are {classes} classes but {len(called)} names.")
    longest = max(map(len, called)) * LETTER
    cell = CELL if classes <= 12 else 0.28
    upright = longest > cell - 0.04
    left, head = 0.45 + longest, 0.38 if title else 0.12
    foot = (longest * 0.75 + 0.15 if upright else 0.24) + 0.28
    width = left + classes * cell + (0.3 + longest * 0.3 if upright else 0.12)
    ax = page(width, head + classes * cell + foot, ax)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    right = np.eye(classes, dtype=bool)
    blue, orange = COUNTS_SOFT(share), SIGNED_SOFT(0.5 + 0.5 * np.sqrt(share))
    colours = np.where(right[..., np.newaxis], blue, orange)
    put(ax, counts, left, head, cell, colours=colours, shown=right | (counts > 0))
    middle, below = left + classes * cell / 2, head + classes * cell
    for index, name in enumerate(called):
        along = (index + 0.5) * cell
        ax.text(left - 0.07, head + along, name, ha="right", va="center", fontsize=9)
        look = {"rotation": 40, "ha": "right"} if upright else {"ha": "center"}
        x = left + along + (0.07 if upright else 0)
        ax.text(x, below + 0.06, name, va="top", fontsize=9, rotation_mode="anchor" if upright else None, **look)
    ax.text(middle, below + foot - 0.05, "predicted", ha="center", va="bottom", color=PALETTE["muted"])
    ax.text(0.2, head + classes * cell / 2, "true", ha="center", va="center", rotation=90, color=PALETTE["muted"])
    if title:
        ax.text(middle, head - 0.1, title, ha="center", va="bottom")
    return tell(figure_of(ax), _words(counts, called, title))


def _words(counts: np.ndarray, called: list[str], title: str | None) -> str:
    total, right = counts.sum(), np.trace(counts)
    if not total:
        return f"{title or 'Confusion matrix'}, {len(called)} classes, empty."
    wrong = counts - np.diag(np.diag(counts))
    worst = np.argsort(-wrong, axis=None, kind="stable")[:SHOWN_WRONG]
    taken = [
        f"{called[row]} given as {called[column]} {number(float(wrong[row, column]))} times"
        for row, column in (np.unravel_index(place, wrong.shape) for place in worst)
        if wrong[row, column]
    ]
    told = f" Most often wrong: {'; '.join(taken)}." if taken else " None is wrong."
    return (
        f"{title or 'Confusion matrix'}, {len(called)} classes: {number(float(right))} of {number(float(total))} right "
        f"({100 * right / total:.1f} %).{told}"
    )
