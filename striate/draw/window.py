"""A kernel over an image: one step written out, a strip of steps, and all of them as an animation."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from striate.draw.cells import CELL, READABLE, Window, frame, put, shade_limits
from striate.draw.player import Animation
from striate.draw.raster import paste
from striate.draw.sliding import Position, Sliding, sliding
from striate.draw.style import GREY_SOFT, PALETTE, SIGNED_SOFT, WIDTH, figure_of, page, styled, tell
from striate.draw.words import number, size

MOST_FRAMES = 36
SIGN = 0.42
LINE = 0.2
BIG = 2.3


@styled
def convolution(
    image: ArrayLike,
    kernel: ArrayLike,
    output: ArrayLike | None = None,
    position: Position = (0, 0),
    *,
    pad: int = 0,
    stride: int = 1,
    titles: tuple[str, str, str] = ("image", "kernel", "output"),
) -> Figure:
    """Image, kernel and output side by side, one window framed, and below it the sum that gives its output written out.

    Parameters
    ----------
    image : ``(n_H, n_W)``. Up to 12 rows and columns (zeros included) in numbers; a larger one as a picture, with the
        window's pixels enlarged beside it.
    kernel : ``(f_H, f_W)``.
    output : what the kernel gives; cross-correlated here if not given.
    position : ``(row, column)`` of the output that is shown in the making.
    pad, stride : zeros on each side, drawn pale; pixels from one window to the next.
    titles : above the three.

    Raises
    ------
    ValueError : the kernel does not fit, the output has another shape than image, kernel, pad and stride give, or the
        position lies outside it.
    """
    scene = sliding(image, kernel, output, pad, stride)
    scene.check(position)
    return _numbers(scene, position, titles) if scene.small else _photograph(scene, position, titles)


@styled
def steps(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    pad: int = 0,
    stride: int = 1,
    positions: Sequence[Position] | None = None,
) -> Figure:
    """Some moments of a sliding kernel, left to right: the window on the image above, the output as far as it is below.

    Parameters
    ----------
    image : ``(n_H, n_W)``, small enough for numbers: up to 12 rows and columns with the zeros around it.
    kernel : ``(f_H, f_W)``.
    pad, stride : zeros on each side; pixels from one window to the next.
    positions : the output positions to stop at; the first, the next, the first of the second row and the last if not
        given.

    Raises
    ------
    ValueError : the kernel does not fit, the image is too large for numbers, or a position lies outside the output.
    """
    scene = _readable(image, kernel, pad, stride)
    every = scene.positions
    columns = scene.output.shape[1]
    chosen = list(
        positions or dict.fromkeys([every[0], every[min(1, len(every) - 1)], every[columns % len(every)], every[-1]])
    )
    for position in chosen:
        scene.check(position)
    return _strip(scene, chosen)


@styled
def slide(image: ArrayLike, kernel: ArrayLike, *, pad: int = 0, stride: int = 1) -> Animation:
    """A kernel that slides over an image, to play, to stop and to step through with mouse or keyboard.

    Parameters
    ----------
    image : ``(n_H, n_W)``, small enough for numbers: up to 12 rows and columns with the zeros around it.
    kernel : ``(f_H, f_W)``.
    pad, stride : zeros on each side; pixels from one window to the next.

    Returns
    -------
    An animation that carries all it needs; where scripts do not run it is the strip of `steps`.

    Raises
    ------
    ValueError : the kernel does not fit, or there are more than 36 windows.
    """
    scene = _readable(image, kernel, pad, stride)
    every = scene.positions
    if len(every) > MOST_FRAMES:
        raise ValueError(
            f"There are {len(every)} windows; an animation has room for {MOST_FRAMES}. Take a smaller image."
        )
    frames = tuple(_numbers(scene, position, ("image", "kernel", "output"), grow=True) for position in every)
    captions = tuple(_moment(scene, position) for position in every)
    words = f"A kernel slides over an image, in {len(every)} steps. {scene.words}"
    return Animation(frames, captions, steps(image, kernel, pad=pad, stride=stride), words)


def _numbers(scene: Sliding, position: Position, titles: tuple[str, str, str], *, grow: bool = False) -> Figure:
    """Everything in cells. With ``grow`` the output is filled as far as this position, and all frames have one size."""
    parts = (scene.padded, scene.kernel, scene.output)
    columns = sum(part.shape[1] for part in parts)
    cell = min(CELL, (WIDTH - 0.2 - 2 * SIGN) / columns)
    rows = max(part.shape[0] for part in parts)
    lines = scene.sum(position)
    written = [line for place in (scene.positions if grow else [position]) for line in scene.sum(place)]
    width = max(columns * cell + 2 * SIGN + 0.2, 0.078 * max(len(line) for line in written) + 0.3)
    ax = page(width, 0.42 + rows * cell + 0.16 + LINE * len(lines) + 0.06)
    left = (width - columns * cell - 2 * SIGN) / 2
    middle = 0.38 + rows * cell / 2
    shown = scene.until(position) if grow else None
    shade = SIGNED_SOFT if scene.signed else GREY_SOFT
    looks: tuple[dict[str, Any], ...] = (
        {"faint": scene.border, "limits": shade_limits(scene.image, signed=False)},
        {"shade": SIGNED_SOFT},
        {"shade": shade, "shown": shown, "limits": shade_limits(scene.output, signed=scene.signed)},
    )
    windows = (scene.window(position), (0, 0, *scene.kernel.shape), (*position, 1, 1))
    for part, look, window, title, sign in zip(parts, looks, windows, titles, ("∗", "=", ""), strict=True):
        top = middle - part.shape[0] * cell / 2
        put(ax, part, left, top, cell, **look)
        frame(ax, window, left, top, cell)
        ax.text(left + part.shape[1] * cell / 2, top - 0.09, title, ha="center", va="bottom")
        left += part.shape[1] * cell
        ax.text(left + SIGN / 2, middle, sign, ha="center", va="center", fontsize=15)
        left += SIGN
    below = 0.38 + rows * cell + 0.16
    _write(ax, lines, width, below)
    return tell(figure_of(ax), _words(scene, position))


def _photograph(scene: Sliding, position: Position, titles: tuple[str, str, str]) -> Figure:
    """A large image as pixels, the window's pixels enlarged beside it, then kernel and output."""
    parts = (scene.padded, scene.pixels(position), scene.kernel, scene.output)
    rows, columns = scene.kernel.shape
    cell = min(0.36, (WIDTH - 0.2 - 3 * SIGN - 2 * 1.7) / (2 * columns))
    wide = min(BIG, (WIDTH - 0.2 - 3 * SIGN - 2 * columns * cell) / 2)
    scale = min(wide / scene.padded.shape[1], BIG / scene.padded.shape[0])
    cells = (scale, cell, cell, scale)
    widths = [part.shape[1] * side for part, side in zip(parts, cells, strict=True)]
    tall = max(part.shape[0] * side for part, side in zip(parts, cells, strict=True))
    width = sum(widths) + 3 * SIGN + 0.2
    lines = scene.sum(position)
    ax = page(width, 0.42 + tall + 0.16 + LINE * len(lines) + 0.06)
    middle, left = 0.38 + tall / 2, 0.1
    for index, (part, side, title, sign) in enumerate(
        zip(parts, cells, (titles[0], "window", *titles[1:]), ("", "∗", "=", ""), strict=True)
    ):
        top = middle - part.shape[0] * side / 2
        if index in (0, 3):
            paste(ax, part, left, top, side, signed=index == 3 and scene.signed)
            place = scene.window(position) if index == 0 else (*position, 1, 1)
            frame(ax, _seen(place, side), left, top, side)
            corners = (left + (place[1] + place[3]) * side, top + place[0] * side, top + (place[0] + place[2]) * side)
        else:
            limits = shade_limits(scene.image, signed=False) if index == 1 else None
            put(ax, part, left, top, side, shade=SIGNED_SOFT if index == 2 else GREY_SOFT, limits=limits)
            frame(ax, (0, 0, rows, columns), left, top, side)
        if index == 1:
            for start, end in ((corners[1], top), (corners[2], top + rows * side)):
                ax.plot((corners[0], left), (start, end), color=PALETTE["orange"], linewidth=0.8)
        ax.text(left + widths[index] / 2, top - 0.09, title, ha="center", va="bottom")
        left += widths[index]
        ax.text(left + SIGN / 2, middle, sign, ha="center", va="center", fontsize=15)
        left += SIGN
    _write(ax, lines, width, 0.38 + tall + 0.16)
    return tell(figure_of(ax), _words(scene, position))


def _strip(scene: Sliding, positions: list[Position]) -> Figure:
    count, (rows, columns) = len(positions), scene.padded.shape
    gap = 0.3
    cell = min(0.36, (WIDTH - 0.2 - (count - 1) * gap) / count / max(columns, scene.output.shape[1]))
    wide = cell * max(columns, scene.output.shape[1])
    width = count * wide + (count - 1) * gap + 0.2
    ax = page(max(width, 2.0), 0.36 + rows * cell + 0.34 + scene.output.shape[0] * cell + 0.1)
    every = scene.positions
    limits = shade_limits(scene.output, signed=scene.signed)
    shade = SIGNED_SOFT if scene.signed else GREY_SOFT
    for index, position in enumerate(positions):
        left = 0.1 + index * (wide + gap)
        above = left + (wide - columns * cell) / 2
        ax.text(left + wide / 2, 0.28, f"step {every.index(position) + 1} of {len(every)}", ha="center", va="bottom")
        put(ax, scene.padded, above, 0.36, cell, faint=scene.border, limits=shade_limits(scene.image, signed=False))
        frame(ax, scene.window(position), above, 0.36, cell)
        below = left + (wide - scene.output.shape[1] * cell) / 2
        top = 0.36 + rows * cell + 0.34
        ax.text(left + wide / 2, top - 0.17, "↓", ha="center", va="center", fontsize=12)
        put(ax, scene.output, below, top, cell, shade=shade, limits=limits, shown=scene.until(position))
        frame(ax, (*position, 1, 1), below, top, cell)
    moments = [
        f"row {row}, column {column} gives {number(float(scene.output[row, column]))}" for row, column in positions
    ]
    return tell(figure_of(ax), f"{scene.words} Steps shown: {'; '.join(moments)}.")


def _words(scene: Sliding, position: Position) -> str:
    return f"{scene.words} {_moment(scene, position)}"


def _moment(scene: Sliding, position: Position) -> str:
    row, column = position
    return f"At output row {row}, column {column}: {' '.join(scene.sum(position))}."


def _readable(image: ArrayLike, kernel: ArrayLike, pad: int, stride: int) -> Sliding:
    scene = sliding(image, kernel, None, pad, stride)
    if not scene.small:
        raise ValueError(
            f"The image with its padding is {size(scene.padded)}; numbers are readable up to {READABLE} by {READABLE}. "
            "Take a smaller part of it."
        )
    return scene


def _seen(window: Window, side: float) -> Window:
    """The window, or one around its middle that is large enough to be seen."""
    top, left, height, width = window
    least = math.ceil(0.12 / side)
    grown = max(height, least), max(width, least)
    return top - (grown[0] - height) // 2, left - (grown[1] - width) // 2, *grown


def _write(ax: Axes, lines: list[str], width: float, top: float) -> None:
    for index, line in enumerate(lines):
        ax.text(width / 2, top + (index + 0.5) * LINE, line, ha="center", va="center", fontsize=9.5)
