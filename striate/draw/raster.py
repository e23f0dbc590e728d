"""Pixels, and the bar that tells their shades, on a sheet: the parts of which other drawings are put together."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import NDArray

from striate.draw.cells import frame, shade_limits
from striate.draw.style import GREY, PALETTE, SIGNED
from striate.draw.words import number

Limits = tuple[float, float]
BAR = 0.66
MOST = 800
HUGE = 1e30


def paste(
    ax: Axes,
    image: NDArray[Any],
    left: float,
    top: float,
    side: float,
    *,
    signed: bool = False,
    limits: Limits | None = None,
    shade: Colormap | None = None,
    most: int = MOST,
) -> Limits:
    """Put a picture on a sheet, its corner at ``(left, top)``, a pixel of this side; the values of its two ends."""
    rows, columns = image.shape[:2]
    before = ax.axis()
    if image.ndim == 3:
        limits = (0.0, 255.0)
        drawn = ax.imshow(_bytes(image))
    else:
        whole = image.dtype == np.uint8 and not signed
        values = thinned(image.astype(np.float64, copy=False), most)
        limits = limits or ((0.0, 255.0) if whole else shade_limits(values, signed=signed))
        # Where pixels share a dot of the screen, average numbers, not colours: blue and orange would make a grey.
        drawn = ax.imshow(
            np.ma.masked_invalid(_scaled(values, limits)),
            cmap=shade or (SIGNED if signed else GREY),
            vmin=0,
            vmax=1,
            interpolation_stage="data",
        )
    drawn.set_extent((left, left + columns * side, top + rows * side, top))
    ax.axis(before)
    frame(ax, (0, 0, rows, columns), left, top, side, kind=-1)
    return limits


def bar(
    ax: Axes,
    values: NDArray[Any],
    limits: Limits,
    shade: Colormap,
    left: float,
    top: float,
    tall: float,
    label: str = "",
) -> None:
    """A bar of the shades with its numbers, 0.1 inch wide; pointed where values lie beyond its ends."""
    low, high = limits
    wide, point = 0.1, 0.08
    before = ax.axis()
    ramp = np.linspace(1, 0, 128)[:, np.newaxis]
    finite = values[np.isfinite(values)]
    beyond = bool((finite < low).any()), bool((finite > high).any())
    start, end = top + point * beyond[1], top + tall - point * beyond[0]
    ax.imshow(ramp, cmap=shade, vmin=0, vmax=1, extent=(left, left + wide, end, start), interpolation="bilinear")
    ax.axis(before)
    edges = (left, start), wide, end - start
    ax.add_artist(Rectangle(*edges, fill=False, edgecolor=PALETTE["line"], linewidth=0.6))
    for is_beyond, edge, tip, colour in ((beyond[0], end, top + tall, shade(0.0)), (beyond[1], start, top, shade(1.0))):
        if is_beyond:
            corners = [(left, edge), (left + wide, edge), (left + wide / 2, tip)]
            ax.add_artist(Polygon(corners, facecolor=colour, edgecolor="none"))
    middle = (low + high) / 2
    whole = bool((finite == np.round(finite)).all()) and middle != round(middle)
    for value, y in ((high, start), (middle, (start + end) / 2), (low, end)):
        if value == middle and (whole or tall < 0.6) and low < high:
            continue
        text = number(float(f"{value:.3g}"))
        ax.text(left + wide + 0.05, y, text, ha="left", va="center", fontsize=8, color=PALETTE["muted"])
    if label:
        ax.text(left + 0.5, top + tall / 2, label, rotation=90, ha="center", va="center", fontsize=9)


def thinned(values: NDArray[np.float64], most: int = MOST) -> NDArray[np.float64]:
    """The values with so many rows and columns left out that no more than ``most`` remain."""
    step = max(1, math.ceil(max(values.shape) / most))
    return values[::step, ::step]


def _scaled(values: NDArray[np.float64], limits: Limits) -> NDArray[np.float64]:
    """From 0 to 1 between the limits; what is not finite becomes NaN."""
    low, high = limits
    if max(abs(low), abs(high)) > HUGE:  # the distance between them might be more than a float can hold
        values, low, high = values / HUGE / 1e280, low / HUGE / 1e280, high / HUGE / 1e280
    values = np.where(np.isfinite(values), values, np.nan)
    if high - low <= 0:
        return np.where(np.isnan(values), np.nan, 0.0)
    with np.errstate(all="ignore"):
        return np.clip((np.clip(values, low, high) - low) / (high - low), 0, 1)


def _bytes(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Colours as bytes, from bytes, from 0..1 or from 0..255."""
    if image.dtype == np.uint8:
        return image
    values = np.nan_to_num(image.astype(np.float64))
    return np.clip(values * (255 if values.max(initial=0) <= 1 else 1), 0, 255).round().astype(np.uint8)
