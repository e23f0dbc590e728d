"""What was found in a picture: boxes with classes and scores, beside the true ones."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from striate.draw.pictures import columns_for, separate
from striate.draw.raster import paste
from striate.draw.style import DASHES, LINES, PALETTE, WIDTH, figure_of, page, styled, tell
from striate.draw.words import place as coordinate
from striate.draw.words import size

GAP = 0.12
TALLEST = 4.2
MOST_TOLD = 8
TAG = 0.068
FLAG = 0.15
_Flag = tuple[float, float, float, float]


@styled
def boxes(
    images: ArrayLike | Sequence[ArrayLike],
    boxes: ArrayLike | Sequence[ArrayLike],
    labels: Sequence[Any] | None = None,
    scores: Sequence[Any] | None = None,
    *,
    names: Sequence[str] | None = None,
    truth: ArrayLike | Sequence[ArrayLike] | None = None,
    titles: str | Sequence[str] | None = None,
    columns: int | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Boxes on a picture, or on each of several, with what they are and how sure that is.

    Parameters
    ----------
    images : one picture ``(n_H, n_W)`` or ``(n_H, n_W, 3)``, or a list or stack of them.
    boxes : ``(n, 4)`` half-open corners ``(x1, y1, x2, y2)`` in pixels; for several pictures one such array each.
    labels : for each box a name, or a number of one of the ``names``. Each class has its colour and its dash.
    scores : for each box a number, written beside it.
    names : what numbers as labels mean.
    truth : boxes as they should be: thin, white on black.
    titles : above each picture.
    columns : pictures in a row.
    ax : draw into these axes (one picture only).

    Raises
    ------
    ValueError : the arguments do not belong together, or a box is none.
    """
    shown = separate(images)
    single = len(shown) == 1 and not _nested(boxes)
    count = len(shown)
    found = [_corners(part) for part in _each(boxes, count, single, "boxes")]
    kinds = [list(part) for part in _each(labels, count, single, "labels")]
    sure = [[float(score) for score in part] for part in _each(scores, count, single, "scores")]
    true = [_corners(part) for part in _each(truth, count, single and not _nested(truth), "truth")]
    heads = [titles] if isinstance(titles, str) else list(titles or [""] * count)
    if len(heads) != count:
        raise ValueError(f"There are {count} pictures but {len(heads)} titles.")
    for place, label, score in zip(found, kinds, sure, strict=True):
        if len(label) not in (0, len(place)) or len(score) not in (0, len(place)):
            raise ValueError(f"There are {len(place)} boxes but {len(label)} labels and {len(score)} scores.")
    if ax is not None and count > 1:
        raise ValueError("Axes of your own are for one picture; leave ax out for several.")
    called = [[_name(label, names) for label in part] for part in kinds]
    order = _order(called, names)

    columns = min(columns or columns_for(count), count)
    wide, tall = max(image.shape[1] for image in shown), max(image.shape[0] for image in shown)
    side = min((WIDTH - 0.2 - (columns - 1) * GAP) / columns / wide, TALLEST / tall)
    head = 0.26 if any(heads) else 0.0
    rows = -(-count // columns)
    room = 0.2 + columns * (side * wide + GAP) - GAP, 0.2 + rows * (side * tall + head + GAP) - GAP
    sheet = page(*room, ax)
    for index, image in enumerate(shown):
        row, column = divmod(index, columns)
        left = 0.1 + column * (side * wide + GAP) + side * (wide - image.shape[1]) / 2
        top = 0.1 + row * (side * tall + head + GAP) + head
        paste(sheet, image, left, top, side)
        sheet.text(left + side * image.shape[1] / 2, top - 0.06, heads[index], ha="center", va="bottom")
        line = 2.0 if side * max(image.shape[:2]) > 2.5 else 1.4
        flags: list[_Flag] = []
        for item, place in enumerate(found[index]):
            name = called[index][item] if called[index] else ""
            style = order.index(name) % len(LINES)
            _outline(sheet, place, left, top, side, PALETTE["paper"], line + 1.0, "-")
            _outline(sheet, place, left, top, side, LINES[style], line, DASHES[style])
            text = " ".join(part for part in (name, f"{sure[index][item]:.2f}" if sure[index] else "") if part)
            if text:
                flags.append(_flag(text, place * side, (image.shape[1] * side, image.shape[0] * side), flags))
                _tag(sheet, text, flags[-1], left, top, LINES[style])
        for place in true[index]:
            _outline(sheet, place, left, top, side, "black", line + 0.8, "-")
            _outline(sheet, place, left, top, side, "white", line - 0.4, (0, (3, 2.5)))
    told = [
        _words(image, title, place, name, score, true_boxes)
        for image, title, place, name, score, true_boxes in zip(shown, heads, found, called, sure, true, strict=True)
    ]
    return tell(figure_of(sheet), (f"{count} pictures. " if count > 1 else "") + " ".join(told))


def _outline(
    ax: Axes, place: NDArray[np.float64], left: float, top: float, side: float, colour: str, width: float, dash: Any
) -> None:
    x1, y1, x2, y2 = place
    ax.add_artist(
        Rectangle(
            (left + x1 * side, top + y1 * side),
            (x2 - x1) * side,
            (y2 - y1) * side,
            fill=False,
            edgecolor=colour,
            linewidth=width,
            linestyle=dash,
            zorder=4,
        )
    )


def _flag(text: str, place: NDArray[np.float64], room: tuple[float, float], taken: list[_Flag]) -> _Flag:
    """Where a box's flag stands: above it, below or inside, in the picture and where no other flag is, if possible."""
    wide, tall = TAG * len(text) + 0.06, FLAG
    x = min(max(place[0], 0.0), max(0.0, room[0] - wide))
    choices = [
        (x, y, wide, tall)
        for y in (place[1] - tall, place[3], place[1], place[3] - tall)
        if -1e-9 <= y <= room[1] - tall + 1e-9
    ]
    choices = choices or [(x, min(max(place[1], 0.0), max(0.0, room[1] - tall)), wide, tall)]
    return min(choices, key=lambda flag: sum(_shared(flag, other) for other in taken))


def _shared(a: _Flag, b: _Flag) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    tall = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, tall)


def _tag(ax: Axes, text: str, flag: _Flag, left: float, top: float, colour: str) -> None:
    x, y, wide, tall = flag
    x, y = x + left, y + top
    ax.add_artist(Rectangle((x, y), wide, tall, facecolor="white", edgecolor=colour, linewidth=1.0, zorder=5))
    ax.text(x + wide / 2, y + tall / 2, text, ha="center", va="center_baseline", fontsize=8, zorder=6)


def _nested(values: Any) -> bool:
    """Whether there are boxes for each of several pictures, not for one."""
    if values is None:
        return False
    if isinstance(values, np.ndarray) and values.dtype != object:
        return bool(values.ndim == 3)
    return bool(len(values)) and np.ndim(values[0]) == 2


def _each(values: Any, count: int, single: bool, what: str) -> list[Any]:
    if values is None:
        return [()] * count
    parts: Iterable[Any] = [values] if single else values
    listed = list(parts)
    if len(listed) != count:
        raise ValueError(f"There are {count} pictures but {what} for {len(listed)}.")
    return listed


def _corners(values: Any) -> NDArray[np.float64]:
    corners = np.asarray(values, dtype=np.float64)
    if not corners.size:
        return np.zeros((0, 4))
    if corners.ndim == 1 and corners.size == 4:
        corners = corners[np.newaxis]
    if corners.ndim != 2 or corners.shape[1] != 4:
        raise ValueError(f"Boxes have the shape (n, 4), corners x1, y1, x2, y2; these have {corners.shape}.")
    if not np.isfinite(corners).all():
        raise ValueError("A box has a corner that is not a number.")
    return corners


def _name(label: Any, names: Sequence[str] | None) -> str:
    if isinstance(label, str) or names is None:
        return str(label)
    if not 0 <= int(label) < len(names):
        raise ValueError(f"There is no name for the label {label}: there are {len(names)} names, counted from 0.")
    return names[int(label)]


def _order(called: list[list[str]], names: Sequence[str] | None) -> list[str]:
    """The classes in the order of their colours; a class keeps its colour from picture to picture."""
    seen = dict.fromkeys(name for part in called for name in part)
    return [*dict.fromkeys([*(names or ()), *seen, ""])]


def _words(
    image: NDArray[Any],
    title: str,
    found: NDArray[np.float64],
    called: list[str],
    sure: list[float],
    true: NDArray[np.float64],
) -> str:
    order = np.argsort([-score for score in sure], kind="stable") if sure else range(len(found))
    parts = []
    for item in list(order)[:MOST_TOLD]:
        name = called[item] if called else "box"
        score = f" ({sure[item]:.2f})" if sure else ""
        x1, y1, x2, y2 = (coordinate(corner) for corner in found[item])
        parts.append(f"{name}{score} at x {x1} to {x2}, y {y1} to {y2}")
    more = f" and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    boxed = f"{len(found)} box{'es' if len(found) != 1 else ''}" + (f": {'; '.join(parts)}{more}" if parts else "")
    true_told = f", {len(true)} true box{'es' if len(true) != 1 else ''}" if len(true) else ""
    return f"{title + ': ' if title else ''}picture, {size(image)} pixels{true_told}, {boxed}."
