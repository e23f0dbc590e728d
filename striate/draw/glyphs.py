"""Numbers as outlines: a whole matrix of them is one shape, which draws ten times faster than a text for every cell."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from numpy.typing import NDArray

FONT = "DejaVu Sans"


def width(text: str) -> float:
    """How wide a text is, in heights of a digit."""
    return sum(_glyph(sign)[2] for sign in text)


def outlines(placed: Iterable[tuple[float, float, str]], height: float) -> Path:
    """Texts centred at their ``(x, y)``, y pointing down, with digits of this height, as one path."""
    vertices: list[NDArray[np.float64]] = [np.empty((0, 2))]
    codes: list[NDArray[np.uint8]] = [np.empty(0, dtype=np.uint8)]
    for x, y, text in placed:
        at = x - height * width(text) / 2
        for sign in text:
            points, kinds, advance = _glyph(sign)
            vertices.append(points * (height, -height) + (at, y + height / 2))
            codes.append(kinds)
            at += height * advance
    return Path(np.concatenate(vertices), np.concatenate(codes))


@lru_cache(maxsize=256)
def _glyph(sign: str) -> tuple[NDArray[np.float64], NDArray[np.uint8], float]:
    """The outline of one sign on its base line, and how far the next one stands; a digit is one high."""
    font = FontProperties(family=FONT)
    high = TextPath((0, 0), "1", size=100, prop=font).get_extents().height
    bar = TextPath((0, 0), "|", size=100, prop=font).vertices[:, 0].min()
    # TextPath tells no advance, but a bar set after the sign shows it.
    after = TextPath((0, 0), f"{sign}|", size=100, prop=font).vertices
    shape = TextPath((0, 0), sign, size=100, prop=font)
    outline = np.asarray(shape.vertices, dtype=np.float64)
    advance = float(after[len(outline) :, 0].min() - bar)
    codes = np.empty(0, dtype=np.uint8) if shape.codes is None else np.asarray(shape.codes, dtype=np.uint8)
    return outline / high, codes, advance / high
