"""Small matrices as cells with numbers in them: what one would draw with a pencil."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

from striate.draw import glyphs
from striate.draw.style import GREY_SOFT, PALETTE, SIGNED_SOFT, WIDTH, figure_of, page, styled, tell
from striate.draw.words import decimals_for, number, rows_of, size

Window = tuple[int, int, int, int]
READABLE = 12
CELL = 0.42
DIGIT = 0.29


@styled
def matrix(
    M: ArrayLike,
    title: str | None = None,
    *,
    highlight: Window | Sequence[Window] | None = None,
    signed: bool = False,
    decimals: int | None = None,
    ax: Axes | None = None,
) -> Figure:
    """A matrix as numbers in cells, shaded by value.

    Parameters
    ----------
    M : ``(rows, columns)``, or ``(columns,)`` for a single row. Above 24 rows or columns only the shades are drawn.
    title : what stands above it.
    highlight : a window ``(top, left, height, width)`` to frame, or several.
    signed : shade negative numbers blue and positive ones orange, instead of low ones grey.
    decimals : how many decimals to write; chosen for the numbers at hand if not given.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : ``M`` has more than two axes or is empty, or a window lies outside.
    """
    values = plane(M, "M")
    windows = windows_of(highlight)
    for window in windows:
        check_window(window, values.shape)
    rows, columns = values.shape
    cell = min(CELL, (WIDTH - 0.2) / columns)
    head = 0.38 if title else 0.1
    width = max(columns * cell + 0.2, 0.085 * len(title or "") + 0.2)
    left = (width - columns * cell) / 2
    ax = page(width, rows * cell + head + 0.1, ax)
    put(ax, values, left, head, cell, shade=SIGNED_SOFT if signed else GREY_SOFT, decimals=decimals)
    for index, window in enumerate(windows):
        frame(ax, window, left, head, cell, kind=index)
    if title:
        ax.text(width / 2, head - 0.1, title, ha="center", va="bottom")
    framed = "".join(f" Framed: {told(window)}." for window in windows)
    return tell(figure_of(ax), f"{title or 'Matrix'}, {size(values)}: {rows_of(values)}.{framed}")


def put(
    ax: Axes,
    values: NDArray[Any],
    left: float,
    top: float,
    cell: float,
    *,
    shade: Colormap = GREY_SOFT,
    decimals: int | None = None,
    limits: tuple[float, float] | None = None,
    shown: NDArray[np.bool_] | None = None,
    faint: NDArray[np.bool_] | None = None,
    like: NDArray[Any] | None = None,
    colours: NDArray[np.float64] | None = None,
) -> None:
    """Draw a matrix with its first cell's corner at ``(left, top)`` and cells of side ``cell``.

    Cells that are not ``shown`` stay empty; those that are ``faint`` (zeros around a picture) are pale. Numbers are
    written as those of ``like`` would be, where two matrices are to be read against each other. ``colours``,
    ``(rows, columns, 4)``, take the place of the shades.
    """
    rows, columns = values.shape
    low, high = limits or shade_limits(values, signed=shade is SIGNED_SOFT)
    with np.errstate(all="ignore"):
        scaled = np.clip((values - low) / (high - low), 0, 1) if high > low else np.ones(values.shape)
    if colours is None:
        colours = shade(np.ma.masked_invalid(np.where(np.isfinite(values), scaled, np.nan)))
    if shown is not None:
        colours[~shown] = (1, 1, 1, 1)
    if faint is not None:
        colours[faint] = (0.93, 0.94, 0.95, 1)
    right, bottom = left + columns * cell, top + rows * cell
    limits_before = ax.axis()
    ax.imshow(colours, extent=(left, right, bottom, top), interpolation="nearest", aspect="equal")
    ax.axis(limits_before)
    if max(rows, columns) > 2 * READABLE:
        frame(ax, (0, 0, rows, columns), left, top, cell, kind=-1)
        return
    across = [((left, top + row * cell), (right, top + row * cell)) for row in range(rows + 1)]
    down = [((left + column * cell, top), (left + column * cell, bottom)) for column in range(columns + 1)]
    ax.add_collection(LineCollection([*across, *down], colors=PALETTE["line"], linewidths=0.8), autolim=False)
    shared = decimals_for(values if like is None else like) if decimals is None else decimals
    written = [
        (left + (column + 0.5) * cell, top + (row + 0.5) * cell, number(float(value), shared), (row, column))
        for (row, column), value in np.ndenumerate(values)
        if shown is None or shown[row, column]
    ]
    widest = max((glyphs.width(text) for _, _, text, _ in written), default=1.0)
    height = min(DIGIT * cell, 0.86 * cell / widest, 0.13)
    for colour, pale in (("ink", False), ("muted", True)):
        texts = [(x, y, text) for x, y, text, place in written if bool(faint is not None and faint[place]) == pale]
        if texts:
            shape = PathPatch(glyphs.outlines(texts, height), facecolor=PALETTE[colour], linewidth=0, zorder=3)
            ax.add_artist(shape)


def frame(ax: Axes, window: Window, left: float, top: float, cell: float, *, kind: int = 0) -> None:
    """A thick outline around a window; the kinds differ in colour and in dash. Kind -1 is a thin grey one."""
    row, column, height, width = window
    colour, dash = ((PALETTE["orange"], "-"), (PALETTE["blue"], (0, (4, 1.5))), (PALETTE["green"], ":"))[kind % 3]
    if kind < 0:
        colour, dash = PALETTE["line"], "-"
    outline = Rectangle(
        (left + column * cell, top + row * cell),
        width * cell,
        height * cell,
        fill=False,
        edgecolor=colour,
        linewidth=2.6 if kind >= 0 else 0.8,
        linestyle=dash,
        zorder=4,
    )
    ax.add_artist(outline)


def shade_limits(values: NDArray[Any], *, signed: bool) -> tuple[float, float]:
    """The values that get the two ends of the shades: the extremes, or the same distance on both sides of 0.

    Edge maps have few very strong places, beside which all others would look white; on a map of a thousand values and
    more the half percent that is strongest shares the last shade.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 0.0
    if not signed:
        return float(finite.min()), float(finite.max())
    strong = np.abs(finite)
    bound = float(np.quantile(strong, 0.995)) if strong.size >= 1000 else float(strong.max())
    bound = bound or float(strong.max()) or 1.0
    return -bound, bound


def plane(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """The values as a matrix of floats."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is to be a matrix of numbers; this is {type(values).__name__}.") from None
    if array.ndim == 1:
        array = array[np.newaxis]
    if array.ndim != 2 or not array.size:
        raise ValueError(f"{name} is to be a matrix with rows and columns; this one has shape {array.shape}.")
    return array


def windows_of(highlight: Window | Sequence[Window] | None) -> tuple[Window, ...]:
    """None, one window or several, as a tuple of windows."""
    if highlight is None or not len(highlight):
        return ()
    parts: Iterable[Any] = (highlight,) if isinstance(highlight[0], int | np.integer) else highlight
    return tuple((int(top), int(left), int(height), int(width)) for top, left, height, width in parts)


def check_window(window: Window, shape: tuple[int, ...]) -> None:
    """Refuse a window that does not lie in a matrix of this shape."""
    top, left, height, width = window
    if top < 0 or left < 0 or height < 1 or width < 1 or top + height > shape[0] or left + width > shape[1]:
        raise ValueError(
            f"The window (top, left, height, width) = {window} does not lie inside {shape[0]} rows and "
            f"{shape[1]} columns."
        )


def told(window: Window) -> str:
    """A window in words."""
    top, left, height, width = window
    return f"rows {top} to {top + height - 1}, columns {left} to {left + width - 1}"
