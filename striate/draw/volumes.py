"""The volumes of a network side by side and to scale: how they shrink in height and width and grow in depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from striate.draw.kinds import tint
from striate.draw.style import PALETTE, WIDTH, figure_of, page, styled, tell

TALL = 1.7
DEEP = 0.7
LONGEST = 0.7
SLANT = 0.42
ROW = 9
SLOT = 0.6
LETTER = 0.071
SHRINK = 0.94


@dataclass(frozen=True)
class _Volume:
    name: str
    height: int
    width: int
    depth: int
    flat: bool

    @property
    def text(self) -> str:
        return f"{self.depth:,}" if self.flat else f"{self.height}×{self.width}×{self.depth}"


@dataclass(frozen=True)
class _Scale:
    """Inches for a pixel, for a channel, and for the longest depth that is drawn."""

    side: float
    deep: float
    longest: float

    def length(self, box: _Volume) -> float:
        return min(max(box.depth * self.deep, 0.03), self.longest)

    def cut(self, box: _Volume) -> bool:
        return box.depth * self.deep > self.longest * 1.001

    def face(self, box: _Volume) -> tuple[float, float]:
        """Height and width on paper; never so small that they cannot be seen."""
        return max(box.height * self.side, 0.045), max(box.width * self.side, 0.045)

    def span(self, box: _Volume) -> float:
        return self.length(box) + SLANT * self.face(box)[1]

    def smaller(self) -> "_Scale":
        return _Scale(self.side * SHRINK, self.deep * SHRINK, self.longest * SHRINK)


@styled
def volumes(layers: Sequence[Any], *, title: str | None = None, ax: Axes | None = None) -> Figure:
    """Each layer's output as a box, all to one scale.

    Heights and widths are drawn to one scale, depths (channels) to another, since a network has a few hundred channels
    where it has a few pixels. What is longer than fits is cut, and marked by two strokes.

    Parameters
    ----------
    layers : for each layer its name and its shape: ``("conv1", (28, 28, 8))``, ``("dense", (120,))``. What follows
        these two, as in the rows of an activation table, is left aside.
    title : what stands above.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : no layers, or a shape that is none.
    """
    boxes = [_volume(layer) for layer in layers]
    if not boxes:
        raise ValueError("There are no layers to draw.")
    rows = -(-len(boxes) // ROW)
    per_row = -(-len(boxes) // rows)
    solid = [box for box in boxes if not box.flat] or boxes
    face = max(box.height + SLANT * box.width for box in solid)
    scale = _Scale(TALL / face, DEEP / max(box.depth for box in solid), LONGEST)
    lines = [boxes[start : start + per_row] for start in range(0, len(boxes), per_row)]
    while True:
        spans = [[max(_room(box), scale.span(box) + 0.14) for box in line] for line in lines]
        widest = max(sum(span) for span in spans)
        if widest <= WIDTH - 0.2 or widest <= max(sum(_room(box) for box in line) for line in lines):
            break
        scale = scale.smaller()
    heights = [max(0.3, *((box.height + SLANT * box.width) * scale.side for box in line)) for line in lines]
    head = 0.34 if title else 0.06
    width = widest + 0.2
    ax = page(width, head + sum(heights) + len(lines) * 0.62 + 0.22, ax)
    top = head
    for line, span, tall in zip(lines, spans, heights, strict=True):
        left = 0.1
        floor = top + tall
        for box, room in zip(line, span, strict=True):
            _box(ax, box, left + (room - scale.span(box)) / 2, floor, scale)
            ax.text(left + room / 2, floor + 0.11, box.name, ha="center", va="top", fontsize=8.5)
            ax.text(left + room / 2, floor + 0.27, box.text, ha="center", va="top", fontsize=8, color=PALETTE["muted"])
            left += room
        top += tall + 0.62
    note = "height and width to one scale, depth to another"
    if any(scale.cut(box) for box in boxes):
        note += "; // is cut short"
    ax.text(width / 2, top - 0.06, note, ha="center", va="top", fontsize=8, color=PALETTE["muted"])
    if title:
        ax.text(width / 2, head - 0.1, title, ha="center", va="bottom")
    told = "; ".join(f"{box.name} {' by '.join(box.text.split('×'))}" for box in boxes)
    return tell(figure_of(ax), f"{title + ': ' if title else ''}{len(boxes)} volumes, in order: {told}.")


def _volume(layer: Any) -> _Volume:
    try:
        name, shape = str(layer[0]), [int(length) for length in layer[1]]
    except (TypeError, ValueError, IndexError, KeyError):
        raise ValueError(f"A layer is a name and a shape, as in ('conv1', (28, 28, 8)); this is {layer!r}.") from None
    if len(shape) not in (1, 3) or min(shape) < 1:
        raise ValueError(
            f"The shape of {name} is to be (n_H, n_W, n_C) or (n,), at least 1 each; it is {tuple(shape)}."
        )
    flat = len(shape) == 1
    height, width, depth = (1, 1, shape[0]) if flat else shape
    return _Volume(name, height, width, depth, flat)


def _room(box: _Volume) -> float:
    """What the text below a box needs."""
    return max(SLOT, LETTER * max(len(box.text), len(box.name)) + 0.1)


def _box(ax: Axes, box: _Volume, left: float, floor: float, scale: _Scale) -> None:
    long = scale.length(box)
    tall, wide = scale.face(box)
    slant = SLANT * wide
    ceiling = floor - tall
    colour = tint(box.name)
    faces = (
        ([(left, floor), (left + long, floor), (left + long, ceiling), (left, ceiling)], 0.0),
        (
            [
                (left, ceiling),
                (left + long, ceiling),
                (left + long + slant, ceiling - slant),
                (left + slant, ceiling - slant),
            ],
            0.35,
        ),
        (
            [
                (left + long, floor),
                (left + long + slant, floor - slant),
                (left + long + slant, ceiling - slant),
                (left + long, ceiling),
            ],
            -0.18,
        ),
    )
    for corners, light in faces:
        shade = [part + (1 - part) * light if light > 0 else part * (1 + light) for part in colour]
        ax.add_artist(Polygon(corners, facecolor=shade, edgecolor=PALETTE["muted"], linewidth=0.7, joinstyle="round"))
    if scale.cut(box):
        for shift in (-0.025, 0.025):
            middle = left + long / 2 + shift
            ends = (middle - 0.03, middle + slant + 0.03), (floor + 0.04, ceiling - slant - 0.04)
            ax.plot(*ends, color="white", linewidth=2.4, zorder=3)
            ax.plot(*ends, color=PALETTE["muted"], linewidth=0.8, zorder=4)
