"""Architecture diagrams from a description: blocks in a row, branches side by side, shortcuts around blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from striate.draw.kinds import tint
from striate.draw.style import PALETTE, WIDTH, figure_of, page, styled, tell
from striate.draw.words import listed

GAP = 0.26
BESIDE = 0.14
FORK = 0.24
LINE = 0.155
LETTER = 0.0705
WIDE = 0.35
JOIN = 0.2
BETWEEN = 0.3
Direction = Literal["right", "down"]


@dataclass(frozen=True)
class Branches:
    """Paths that start from the same volume and are joined again."""

    paths: tuple[Any, ...]
    join: str = "concatenate"

    def __init__(self, *paths: Any, join: str = "concatenate") -> None:
        object.__setattr__(self, "paths", paths)
        object.__setattr__(self, "join", join)


@dataclass(frozen=True)
class Shortcut:
    """Layers with a way around them, which is empty (the identity) or has layers of its own; both are added."""

    layers: Any
    around: Any = ()
    join: str = "+"


@styled
def architecture(
    layers: Sequence[Any],
    *,
    direction: Direction = "right",
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """A network as blocks and arrows.

    Parameters
    ----------
    layers : in order. A text is a block ("conv 3×3, 64", lines are split at line breaks); so is a row of a spec,
        ``(name, "conv", f, n_C, stride, pad, groups)``, ``(name, "pool", f, stride)`` or ``(name, "dense", units)``.
        ``Branches(path, path, ...)`` runs side by side, ``Shortcut(layers)`` has a way around; both may be nested, and
        a path is a list like this one, a single block, or ``[]`` for nothing but the way.
    direction : "right", in as many rows as are needed, or "down".
    title : what stands above.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : there is nothing to draw, or something that is no layer.

    Examples
    --------
    >>> from striate import draw
    >>> figure = draw.architecture(["input", draw.Shortcut(["conv 3×3", "conv 3×3"]), "ReLU"])
    >>> draw.alt(figure)
    'Architecture: input, then (conv 3×3, then conv 3×3) with a shortcut around it, joined by +, then ReLU.'
    """
    if direction not in ("right", "down"):
        raise ValueError(f'direction is "right" or "down"; you gave {direction!r}.')
    down = direction == "down"
    whole = _chain(layers, down)
    if not whole.parts:
        raise ValueError("There are no layers to draw.")
    rows = [whole] if down else _rows(whole)
    head = 0.36 if title else 0.1
    length = max(row.along for row in rows)
    if down:
        width = max(whole.over + whole.under, LETTER * len(title or "")) + 0.3
        height = head + length + 0.12
    else:
        width = length + 0.5 + (0.2 if len(rows) > 1 else 0.0)
        height = head + sum(row.over + row.under for row in rows) + BETWEEN * (len(rows) - 1) + 0.14
    pen = _Pen(page(width, height, ax), down)
    if down:
        whole.draw(pen, head, (width - whole.under + whole.over) / 2)
    else:
        left, line = 0.25, head + rows[0].over
        for row, below in zip(rows, [*rows[1:], None], strict=True):
            row.draw(pen, left, line)
            if below is not None:
                lane = line + row.under + BETWEEN / 2
                following = lane + BETWEEN / 2 + below.over
                _turn(pen, left + row.along, line, left, lane, following, arrow=isinstance(below.parts[0], _Block))
                line = following
    if title:
        pen.ax.text(width / 2, head - 0.1, title, ha="center", va="bottom")
    return tell(figure_of(pen.ax), f"{title or 'Architecture'}: {whole.words}.")


@dataclass
class _Pen:
    """Draws in a direction: ``along`` the flow and ``across`` it become x and y, or y and x."""

    ax: Axes
    down: bool

    def place(self, along: float, across: float) -> tuple[float, float]:
        return (across, along) if self.down else (along, across)

    def line(self, *points: tuple[float, float], arrow: bool = False) -> None:
        xs, ys = zip(*(self.place(*point) for point in points), strict=True)
        self.ax.plot(xs, ys, color=PALETTE["muted"], linewidth=1.3, solid_joinstyle="round", zorder=1)
        if arrow:
            self.ax.annotate(
                "",
                (xs[-1], ys[-1]),
                (xs[-2], ys[-2]),
                arrowprops={
                    "arrowstyle": "-|>,head_width=0.22,head_length=0.38",
                    "color": PALETTE["muted"],
                    "linewidth": 1.3,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
                zorder=1,
            )


@dataclass
class _Block:
    """One box with text."""

    text: str
    down: bool
    kind: str = ""
    along: float = 0.0
    over: float = 0.0

    def __post_init__(self) -> None:
        lines = self.text.split("\n")
        width = max(0.5, LETTER * max(len(line) + WIDE * line.count("×") for line in lines) + 0.2)
        height = LINE * len(lines) + 0.17
        self.along, across = (height, width) if self.down else (width, height)
        self.over = across / 2

    @property
    def under(self) -> float:
        return self.over

    @property
    def words(self) -> str:
        return self.text.replace("\n", " ")

    def draw(self, pen: _Pen, along: float, across: float) -> None:
        x, y = pen.place(along + self.along / 2, across)
        width, height = (2 * self.over, self.along) if self.down else (self.along, 2 * self.over)
        pen.ax.add_artist(
            FancyBboxPatch(
                (x - width / 2, y - height / 2),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.05",
                facecolor=tint(self.kind or self.text),
                edgecolor=PALETTE["muted"],
                linewidth=1.0,
                zorder=2,
            )
        )
        pen.ax.text(x, y, self.text, ha="center", va="center_baseline", fontsize=9, zorder=3, linespacing=1.25)


@dataclass
class _Chain:
    """Things one after the other; empty, it is only a way."""

    parts: "list[_Block | _Fork]"
    along: float = 0.0
    over: float = 0.0
    under: float = 0.0

    def __post_init__(self) -> None:
        self.along = sum(part.along for part in self.parts) + GAP * max(0, len(self.parts) - 1)
        self.over = max((part.over for part in self.parts), default=0.05)
        self.under = max((part.under for part in self.parts), default=0.05)

    @property
    def words(self) -> str:
        return ", then ".join(part.words for part in self.parts) or "nothing"

    def draw(self, pen: _Pen, along: float, across: float) -> None:
        for index, part in enumerate(self.parts):
            if index:
                pen.line((along - GAP, across), (along, across), arrow=isinstance(part, _Block))
            part.draw(pen, along, across)
            along += part.along + GAP


@dataclass
class _Fork:
    """Paths side by side with a joint; a shortcut is a fork whose main path lies on the line of the whole."""

    paths: list[_Chain]
    join: str
    down: bool
    shortcut: bool
    along: float = 0.0
    over: float = 0.0
    under: float = 0.0
    joint: _Block = field(init=False)

    def __post_init__(self) -> None:
        self.joint = _Block(self.join, self.down)
        if self.join == "+":
            self.joint.along, self.joint.over = JOIN, JOIN / 2
        self.along = max(path.along for path in self.paths) + 2 * FORK + GAP * 0.6 + self.joint.along
        if self.shortcut:
            main, around = self.paths
            self.over = main.over + BESIDE + around.over + around.under
            self.under = main.under
        else:
            across = sum(path.over + path.under for path in self.paths) + BESIDE * (len(self.paths) - 1)
            self.over = self.under = max(across / 2, self.joint.over)

    @property
    def words(self) -> str:
        if self.shortcut:
            main, around = self.paths
            way = f"with {around.words} around it" if around.parts else "with a shortcut around it"
            return f"({main.words}) {way}, joined by {self.join}"
        numbered = [f"({path.words})" for path in self.paths]
        return f"{len(self.paths)} branches {listed(numbered)}, joined by {self.join}"

    def draw(self, pen: _Pen, along: float, across: float) -> None:
        if self.shortcut:
            main, around = self.paths
            lanes = [across, across - main.over - BESIDE - around.under]
        else:
            lanes = []
            total = sum(path.over + path.under for path in self.paths) + BESIDE * (len(self.paths) - 1)
            at = across - total / 2
            for path in self.paths:
                lanes.append(at + path.over)
                at += path.over + path.under + BESIDE
        start, end = along + FORK * 0.5, along + self.along - self.joint.along
        meet = end - GAP * 0.6
        pen.line((along, across), (start, across))
        longest = max(path.along for path in self.paths)
        for path, lane in zip(self.paths, lanes, strict=True):
            first = along + FORK + (longest - path.along) / 2
            last = first + path.along
            if path.parts:
                pen.line((start, across), (start, lane), (first, lane), arrow=True)
                path.draw(pen, first, lane)
            else:
                pen.line((start, across), (start, lane), (last, lane))
            if self.join == "+" and lane != across:
                # Over the joint and down into it, so that two ways are seen to meet there.
                middle = end + self.joint.along / 2
                side = self.joint.over * (1 if lane > across else -1)
                pen.line((last, lane), (middle, lane), (middle, across + side), arrow=True)
            else:
                pen.line((last, lane), (meet, lane), (meet, across))
        pen.line((meet, across), (end, across), arrow=True)
        if self.join == "+":
            x, y = pen.place(end + self.joint.along / 2, across)
            pen.ax.plot(
                [x], [y], "o", markersize=JOIN * 72, markerfacecolor="white", markeredgecolor=PALETTE["muted"], zorder=2
            )
            pen.ax.text(x, y, "+", ha="center", va="center_baseline", fontsize=12, zorder=3)
        else:
            self.joint.draw(pen, end, across)


def _chain(layers: Any, down: bool) -> _Chain:
    parts = [layers] if isinstance(layers, str | Branches | Shortcut) or _is_spec(layers) else layers
    return _Chain([_part(part, down) for part in parts])


def _part(layer: Any, down: bool) -> _Block | _Fork:
    if isinstance(layer, str):
        return _Block(layer, down)
    if isinstance(layer, Branches):
        if not layer.paths:
            raise ValueError("Branches needs at least one path.")
        return _Fork([_chain(path, down) for path in layer.paths], layer.join, down, shortcut=False)
    if isinstance(layer, Shortcut):
        return _Fork([_chain(layer.layers, down), _chain(layer.around, down)], layer.join, down, shortcut=True)
    if _is_spec(layer):
        return _Block(_spec(layer), down, kind=layer[1])
    raise ValueError(
        f"This is no layer: {layer!r}. A layer is a text, a row of a spec, Branches(...) or Shortcut(...)."
    )


def _is_spec(layer: Any) -> bool:
    return isinstance(layer, tuple) and len(layer) >= 3 and layer[1] in ("conv", "pool", "dense")


def _spec(row: tuple[Any, ...]) -> str:
    """``("conv1", "conv", 5, 8, 2, "same", 1)`` as two lines of text."""
    name, kind = row[:2]
    if kind == "dense":
        return f"{name}\ndense, {row[2]}"
    stride = row[4] if kind == "conv" and len(row) > 4 else row[3] if kind == "pool" and len(row) > 3 else 1
    paced = f", /{stride}" if stride != 1 else ""
    if kind == "pool":
        return f"{name}\npool {row[2]}×{row[2]}{paced}"
    groups = f", {row[6]} groups" if len(row) > 6 and row[6] != 1 else ""
    return f"{name}\n{row[2]}×{row[2]}, {row[3]}{paced}{groups}"


def _rows(whole: _Chain) -> list[_Chain]:
    """The chain in rows that fit the page."""
    rows: list[list[Any]] = [[]]
    room = WIDTH - 0.7
    used = 0.0
    for part in whole.parts:
        if rows[-1] and used + GAP + part.along > room:
            rows.append([])
            used = 0.0
        used += part.along + (GAP if rows[-1] else 0.0)
        rows[-1].append(part)
    return [_Chain(row) for row in rows]


def _turn(pen: _Pen, end: float, line: float, left: float, lane: float, following: float, *, arrow: bool) -> None:
    """The way from the end of a row to the beginning of the next."""
    pen.line((end, line), (end + 0.15, line), (end + 0.15, lane), (left - 0.16, lane))
    pen.line((left - 0.16, lane), (left - 0.16, following), (left, following), arrow=arrow)
