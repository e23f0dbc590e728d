"""Pictures and maps as pixels: grids of photographs, signed edge maps, heat maps of counts."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from striate.draw.cells import CELL, READABLE, Window, check_window, frame, plane, put, shade_limits, told
from striate.draw.raster import BAR, bar, paste
from striate.draw.style import COUNTS, COUNTS_SOFT, GREY, SIGNED, WIDTH, figure_of, page, styled, tell
from striate.draw.words import listed, number, rows_of, size, spread

GAP = 0.16
TALLEST = 3.6


@styled
def pictures(
    images: ArrayLike | Sequence[ArrayLike],
    titles: str | Sequence[str] | None = None,
    *,
    columns: int | None = None,
    signed: bool | Sequence[bool] = False,
    limits: tuple[float, float] | None = None,
    colourbar: bool = False,
    windows: Window | Sequence[Window | None] | None = None,
    width: float = WIDTH,
) -> Figure:
    """One picture or a grid of them, each with its title.

    Parameters
    ----------
    images : one picture, or a list or stack of them: ``(n_H, n_W)`` grey, ``(n_H, n_W, 3)`` colour, booleans. Colours
        are 0 to 255, or 0 to 1 where they are floats of at most 1.
    titles : one for each picture.
    columns : pictures in a row; chosen if not given.
    signed : this picture (or each, by a list) is a map of signed numbers: blue below 0, orange above, white at 0, with
        a bar that says how much.
    limits : the values that are black and white (signed: the two ends). A grey picture of whole bytes goes from 0 to
        255, another from its smallest value to its largest.
    colourbar : a bar beside grey pictures too.
    windows : ``(top, left, height, width)`` to frame, one for each picture or None.
    width : of the figure, in inches.

    Raises
    ------
    ValueError : no picture, a shape that is none, or another number of titles, signs or windows than of pictures.
    """
    shown = separate(images)
    count = len(shown)
    names = _one_each([titles] if isinstance(titles, str) else titles, count, "titles", "")
    signs = _one_each([signed] * count if isinstance(signed, bool) else signed, count, "signed", False)
    single = windows is not None and len(windows) > 0 and isinstance(windows[0], int | np.integer)
    framed = _one_each([windows] if single else windows, count, "windows", None)
    columns = min(columns or columns_for(count), count)

    barred = [sign or (colourbar and image.ndim == 2) for image, sign in zip(shown, signs, strict=True)]
    grid = _layout(shown, barred, columns, width - 0.2)
    font = 10.0 if min(wide for wide, _ in grid) > 1.0 else 8.5
    wrapped = [
        textwrap.fill(str(name), max(6, int(wide / (font * 0.0079))))
        for name, (wide, _) in zip(names, grid, strict=True)
    ]
    head = max(text.count("\n") + 1 for text in wrapped) * font / 55 + 0.06 if any(wrapped) else 0.0

    lines = [range(start, min(start + columns, count)) for start in range(0, count, columns)]
    heights = [max(grid[index][1] for index in line) + head for line in lines]
    bars = [
        max((BAR for index in range(column, count, columns) if barred[index]), default=0.0) for column in range(columns)
    ]
    spans = [max(grid[index][0] for index in range(column, count, columns)) + bars[column] for column in range(columns)]
    width = max(sum(spans) + (columns - 1) * GAP + 0.2, 1.6)
    height = sum(heights) + (len(lines) - 1) * GAP + 0.2
    ax = page(width, height)
    for index, (image, sign, window) in enumerate(zip(shown, signs, framed, strict=True)):
        row, column = divmod(index, columns)
        wide, tall = grid[index]
        left = 0.1 + sum(spans[:column]) + column * GAP
        top = 0.1 + sum(heights[:row]) + row * GAP + head
        side = wide / image.shape[1]
        ends = paste(ax, image, left, top, side, signed=sign, limits=limits)
        if barred[index]:
            bar(ax, image.astype(np.float64), ends, SIGNED if sign else GREY, left + wide + 0.07, top, tall)
        if window is not None:
            check_window(window, image.shape)
            frame(ax, window, left, top, side)
        ax.text(left + wide / 2, top - 0.07, wrapped[index], ha="center", va="bottom", fontsize=font)
    return tell(figure_of(ax), _words(shown, names, signs, framed))


@styled
def counts(
    M: ArrayLike,
    title: str | None = None,
    *,
    unit: str = "",
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """A heat map of numbers that are not negative: how often, how much. Up to 12×12 with the numbers in its cells.

    Parameters
    ----------
    M : ``(rows, columns)``.
    title : what stands above it.
    unit : what is counted, beside the bar.
    limits : the values at the two ends of the bar, 0 and the largest if not given.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : ``M`` is not a matrix.
    """
    values = plane(M, "M")
    rows, columns = values.shape
    head = 0.38 if title else 0.1
    wide = min(4.6, max(2.4, CELL * columns), TALLEST * columns / rows)
    side = wide / columns
    width, height = wide + 0.3 + BAR + (0.2 if unit else 0), rows * side + head + 0.14
    ax = page(width, height, ax)
    ends = limits or (0.0, max(shade_limits(values, signed=False)[1], 1e-12))
    if max(rows, columns) <= READABLE:
        put(ax, values, 0.1, head, side, shade=COUNTS_SOFT, limits=ends)
    else:
        paste(ax, values, 0.1, head, side, limits=ends, shade=COUNTS)
    shade = COUNTS_SOFT if max(rows, columns) <= READABLE else COUNTS
    bar(ax, values, ends, shade, 0.1 + wide + 0.1, head, rows * side, unit)
    if title:
        ax.text(0.1 + wide / 2, head - 0.09, title, ha="center", va="bottom")
    peak = np.unravel_index(np.nanargmax(values), values.shape) if np.isfinite(values).any() else None
    most = f", most at row {peak[0]}, column {peak[1]}" if peak and values.min() < values.max() else ""
    told_unit = f" ({unit})" if unit else ""
    reading = f" Row by row: {rows_of(values)}." if max(rows, columns) <= READABLE else ""
    words = f"{title or 'Heat map'}{told_unit}, {size(values)}, {spread(values)}{most}.{reading}"
    return tell(figure_of(ax), words)


def _layout(shown: list[NDArray[Any]], barred: list[bool], columns: int, space: float) -> list[tuple[float, float]]:
    """Width and height of each picture in inches: one row has one height, several rows have columns of one width."""
    space -= (columns - 1) * GAP
    space -= sum(BAR for column in range(columns) if any(barred[column::columns]))
    ratios = [image.shape[1] / image.shape[0] for image in shown]
    if len(shown) <= columns:
        tall = min(TALLEST, space / sum(ratios))
        return [(tall * ratio, tall) for ratio in ratios]
    wide = min(space / columns, TALLEST * min(ratios))
    return [(wide, wide / ratio) for ratio in ratios]


def separate(images: ArrayLike | Sequence[ArrayLike]) -> list[NDArray[Any]]:
    """One picture, a list or a stack, as a list of pictures."""
    if isinstance(images, np.ndarray):
        alone = images.ndim == 2 or (images.ndim == 3 and images.shape[-1] == 3)
        parts: Iterable[Any] = [images] if alone else images
    else:
        listing: list[Any] = list(images)  # type: ignore[arg-type]
        parts = [images] if listing and np.ndim(listing[0]) < 2 else listing
    shown = []
    for part in parts:
        image = np.asarray(part)
        if image.ndim == 3 and image.shape[-1] == 1:
            image = image[..., 0]
        if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[-1] != 3) or not image.size:
            raise ValueError(f"A picture has the shape (n_H, n_W) or (n_H, n_W, 3); this one has {image.shape}.")
        if not (np.issubdtype(image.dtype, np.number) or image.dtype == bool) or np.iscomplexobj(image):
            raise ValueError(f"A picture is made of real numbers; this one has the dtype {image.dtype}.")
        shown.append(image)
    if not shown:
        raise ValueError("There is no picture to draw: the list is empty.")
    return shown


def _one_each(given: Sequence[Any] | None, count: int, what: str, default: Any) -> list[Any]:
    if given is None:
        return [default] * count
    if len(given) != count:
        raise ValueError(f"There are {count} pictures but {len(given)} {what}.")
    return list(given)


def columns_for(count: int) -> int:
    """Rows that are full where possible and pictures that are not too small."""
    if count <= 4:
        return count
    if count <= 12:
        return 3 if count in (6, 9) else 4
    return 10 if count % 10 == 0 else 8


def _words(shown: list[NDArray[Any]], names: list[str], signs: list[bool], framed: list[Window | None]) -> str:
    parts = []
    for image, name, sign, window in zip(shown, names, signs, framed, strict=True):
        kind = "colour picture" if image.ndim == 3 else "signed map" if sign else "grey picture"
        values = image.astype(np.float64)
        level = f", mean {number(float(f'{values.mean():.3g}'))}" if np.isfinite(values).all() else ""
        part = f"{name}: " if name else ""
        part += f"{kind}, {size(image)} pixels, {spread(values)}{level}"
        parts.append(part + (f", framed: {told(window)}" if window is not None else ""))
    if len(parts) == 1:
        return f"{parts[0]}."
    if len(parts) <= 6:
        return f"{len(parts)} pictures. " + ". ".join(parts) + "."
    given = [name for name in names if name]
    return f"{len(parts)} pictures of {size(shown[0])} pixels" + (f": {listed(given)}." if given else ".")
