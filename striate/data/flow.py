"""Brush strokes that follow a field of directions: how the course paints its own pictures.

Everything is told in the unit square, x to the right and y down, so that a painting is the same at every size.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Map = NDArray[np.float64]
Field = Callable[[Map, Map], Map]
Colours = NDArray[np.float64]
SUPER = 3
GROOVES = 0.55


@dataclass(frozen=True)
class Noise:
    """A smooth random map of about -1 to 1: random values on grids, each twice as fine and half as strong."""

    grids: tuple[Map, ...]

    @classmethod
    def of(cls, rng: np.random.Generator, cells: int, octaves: int = 2) -> "Noise":
        sides = [cells * 2**level + 2 for level in range(octaves)]
        return cls(tuple(rng.uniform(-1, 1, (side, side)) for side in sides))

    def __call__(self, x: Map, y: Map) -> Map:
        return sum((_between(grid, x, y) * 0.5**level for level, grid in enumerate(self.grids)), np.zeros(np.shape(x)))


def _between(grid: Map, x: Map, y: Map) -> Map:
    cells = len(grid) - 2
    # A margin of a tenth on each side, since strokes begin outside the picture.
    x, y = (np.clip((place + 0.1) / 1.2, 0, 1) * cells for place in (x, y))
    column, row = x.astype(int), y.astype(int)
    u, v = x - column, y - row
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    upper = grid[row, column] * (1 - u) + grid[row, column + 1] * u
    lower = grid[row + 1, column] * (1 - u) + grid[row + 1, column + 1] * u
    return np.asarray(upper * (1 - v) + lower * v)


def scattered(rng: np.random.Generator, count: int) -> tuple[Map, Map]:
    """About ``count`` points spread evenly yet not in rows, also a little outside the square, in random order."""
    side = max(1, round(count**0.5))
    row, column = (axis.ravel() for axis in np.mgrid[:side, :side])
    x, y = ((axis + rng.random(side * side)) / side * 1.16 - 0.08 for axis in (column, row))
    order = rng.permutation(side * side)
    return x[order], y[order]


def traced(angle: Field, x: Map, y: Map, length: float | Map, steps: int = 14) -> tuple[Map, Map]:
    """Paths ``(n, steps + 1)`` that start at the points and follow the field's angle, in radians."""
    xs, ys = [x], [y]
    for _ in range(steps):
        direction = angle(xs[-1], ys[-1])
        xs.append(xs[-1] + np.cos(direction) * length / steps)
        ys.append(ys[-1] + np.sin(direction) * length / steps)
    return np.stack(xs, axis=1), np.stack(ys, axis=1)


class Canvas:
    """A canvas that remembers how thick the paint lies, for the light to fall on it.

    Parameters
    ----------
    size : height and width of the finished painting in pixels.
    ground : the colour before the first stroke, red, green, blue from 0 to 1.
    rng : decides how the bristles lie.
    """

    def __init__(self, size: int, ground: tuple[float, float, float], rng: np.random.Generator) -> None:
        self.size = size
        self.side = size * SUPER
        self.rng = rng
        self.colour = Image.new("RGB", (self.side, self.side), _bytes(np.array(ground)))
        self.height = Image.new("L", (self.side, self.side), 60)
        self._pen = ImageDraw.Draw(self.colour)
        self._relief = ImageDraw.Draw(self.height)

    def strokes(
        self,
        paths: tuple[Map, Map],
        colours: Colours,
        width: float | Map,
        *,
        bristles: int = 6,
        spread: float = 0.06,
        pointed: bool = True,
    ) -> None:
        """Paint along paths, one after the other.

        Parameters
        ----------
        paths : x and y, each ``(n, steps)``.
        colours : ``(n, 3)`` from 0 to 1.
        width : of each stroke.
        bristles : parallel lines that make up a stroke.
        spread : how far the bristles of a stroke differ in brightness.
        pointed : whether the bristles run together at both ends.
        """
        xs, ys = (np.asarray(part) * self.side for part in paths)
        widths = np.broadcast_to(np.asarray(width, dtype=np.float64) * self.side, len(xs))
        along = np.linspace(0, 1, xs.shape[1])
        profile = np.sin(np.pi * (0.08 + 0.84 * along)) ** 0.7 if pointed else np.ones_like(along)
        offsets = (np.arange(bristles) + 0.5) / bristles - 0.5
        dx, dy = np.gradient(xs, axis=1), np.gradient(ys, axis=1)
        norm = np.hypot(dx, dy) + 1e-9
        order = np.argsort(self.rng.random((len(xs), bristles)), axis=1)
        aside = (widths[:, np.newaxis] * offsets[order])[..., np.newaxis] * profile
        across = np.stack([-dy / norm, dx / norm], axis=-1)[:, np.newaxis]
        points = np.stack([xs, ys], axis=-1)[:, np.newaxis] + aside[..., np.newaxis] * across
        shades = colours[:, np.newaxis] + self.rng.normal(0, spread, (len(xs), bristles, 1))
        shades = (np.clip(shades, 0, 1) * 255).round().astype(int)
        ends = self.rng.integers(0, max(1, len(along) // 4), (len(xs), bristles, 2))
        thick = self.rng.integers(90, 255, (len(xs), bristles))
        lines = np.maximum(1, (widths / bristles * 1.7).round()).astype(int)
        for stroke, bristle in np.ndindex(len(xs), bristles):
            start, end = ends[stroke, bristle]
            corners = points[stroke, bristle, start : len(along) - end].ravel().tolist()
            line = int(lines[stroke])
            self._pen.line(corners, fill=tuple(shades[stroke, bristle].tolist()), width=line)
            self._relief.line(corners, fill=int(thick[stroke, bristle]), width=line)

    def under(self, colours: Callable[[Map, Map], Colours], cells: int = 96) -> None:
        """A first thin coat, soft everywhere, so that no bare ground shows between strokes."""
        y, x = (axis.ravel() for axis in (np.mgrid[:cells, :cells] + 0.5) / cells)
        coat = (np.clip(colours(x, y), 0, 1) * 255).astype(np.uint8).reshape(cells, cells, 3)
        self.colour.paste(Image.fromarray(coat).resize(self.colour.size, Image.Resampling.BICUBIC))

    def ribbon(self, x: Map, y: Map, colour: Map, width: float) -> None:
        """A flat band with round ends."""
        half = max(1.0, width * self.side / 2)
        line = np.stack([x, y], axis=1) * self.side
        step = np.gradient(line, axis=0)
        aside = half * np.stack([-step[:, 1], step[:, 0]], axis=1) / (np.hypot(*step.T)[:, np.newaxis] + 1e-9)
        outline = np.concatenate([line + aside, (line - aside)[::-1]])
        self._pen.polygon(outline.ravel().tolist(), fill=_bytes(colour))
        for end in (line[0], line[-1]):
            self._pen.ellipse([*(end - half), *(end + half)], fill=_bytes(colour))

    def finished(self, *, light: float = 1.0, grain: float = 0.012) -> NDArray[np.uint8]:
        """The painting ``(size, size, 3)`` under a light from the upper left."""
        relief = np.asarray(self.height.filter(ImageFilter.GaussianBlur(SUPER * 0.5)), dtype=np.float64) / 255
        slope = np.gradient(relief)
        shade = 1 + light * GROOVES * (slope[0] + slope[1]) * SUPER / 2
        pixels = np.asarray(self.colour, dtype=np.float64) * np.clip(shade, 0.6, 1.4)[..., np.newaxis]
        whole = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        small = np.asarray(whole.resize((self.size, self.size), Image.Resampling.LANCZOS), dtype=np.float64)
        small += self.rng.normal(0, grain * 255, (self.size, self.size, 1))
        return np.clip(small, 0, 255).round().astype(np.uint8)


def mixed(stops: list[str], at: Map) -> Colours:
    """Colours ``(n, 3)`` that run through the hexadecimal ``stops`` as ``at`` goes from 0 to 1."""
    points = np.array([[int(stop[index : index + 2], 16) / 255 for index in (1, 3, 5)] for stop in stops])
    places = np.linspace(0, 1, len(points))
    return np.stack([np.interp(at, places, points[:, channel]) for channel in range(3)], axis=-1)


def _bytes(colour: Map) -> tuple[int, int, int]:
    red, green, blue = (round(255 * min(max(float(part), 0.0), 1.0)) for part in colour)
    return red, green, blue
