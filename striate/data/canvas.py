"""Canvases with things on them and true boxes, for finding where something is. Made anew from a seed, never stored."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from striate.data.pictures import LUMINANCE
from striate.data.plan import Plan, check, chosen_classes
from striate.data.things import SHAPES, Ink, Kind, Part, source

TRIES = 30
CONTRAST = 0.25


@dataclass(frozen=True)
class Canvases:
    """Pictures and what lies on each.

    Attributes
    ----------
    images : uint8 ``(m, size, size)``, or ``(m, size, size, 3)`` in colour.
    boxes : for each picture float64 ``(n, 4)``: half-open corners ``(x1, y1, x2, y2)`` in pixels, x to the right and y
        down, tight around each thing (also where another covers a part of it) and within the canvas.
    labels : for each picture int64 ``(n,)``, from 0.
    names : what the labels mean.
    """

    images: NDArray[np.uint8]
    boxes: tuple[NDArray[np.float64], ...]
    labels: tuple[NDArray[np.int64], ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)

    def one_each(self) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
        """Whether there is something ``(m,)``, its box ``(m, 4)`` and its label ``(m,)``; zeros where there is nothing.

        Raises
        ------
        ValueError : a picture has more than one thing on it.
        """
        counts = np.array([len(labels) for labels in self.labels])
        if counts.max(initial=0) > 1:
            raise ValueError(
                f"Picture {int(counts.argmax())} has {int(counts.max())} things on it; one_each() is for canvases made "
                "with most=1."
            )
        boxes, labels = np.zeros((len(self), 4)), np.zeros(len(self), dtype=np.int64)
        for index in np.flatnonzero(counts):
            boxes[index], labels[index] = self.boxes[index][0], self.labels[index][0]
        return counts > 0, boxes, labels


def canvases(
    count: int,
    size: int = 48,
    *,
    seed: int,
    things: Kind | Sequence[Kind] = "digits",
    classes: Sequence[int | str] | None = None,
    part: Part = "train",
    most: int = 1,
    least: int = 1,
    sides: tuple[int, int] = (14, 28),
    empty: float = 0.0,
    overlap: float = 0.3,
    covered: float = 0.4,
    beyond: float = 0.0,
    clutter: int = 0,
    noise: float = 0.0,
    colour: bool = False,
) -> Canvases:
    """Dark canvases with digits, clothes or shapes at random places, and where each of them is.

    The same arguments always give the same canvases, and fewer of them are the first of more.

    Parameters
    ----------
    count : how many canvases, m.
    size : their height and width in pixels.
    seed : of all that is random, from 0.
    things : "digits", "clothes" (Fashion-MNIST) or "shapes" (disc, square, triangle, ring, cross); the labels are then
        those of the kind. Several of them, as a tuple: the labels tell the kinds apart.
    classes : only these labels or names, numbered anew from 0 in this order.
    part : "train" takes the first 8,000 digits and clothes, "test" the other 2,000; shapes are drawn differently.
    most, least : how many things lie on a canvas that is not empty, each number as likely as the other. A canvas has
        fewer, but at least one, where no place is left that the limits below allow.
    sides : the shortest and longest that a thing's longer side may be, in pixels.
    empty : the probability that a canvas is empty.
    overlap : the largest intersection over union that two boxes may have.
    covered : the largest part of a thing, from 0 to 1, that later ones may hide.
    beyond : how far, in parts of its side, a thing may reach beyond the canvas. Its box ends at the edge.
    clutter : how many scraps of things lie about, which are no thing.
    noise : the standard deviation of what is added to each pixel, in grey levels.
    colour : a coloured ground and coloured things, instead of grey on black.

    Raises
    ------
    ValueError : an argument is outside its range, or a class is unknown.
    DataError : the digits or clothes cannot be read.

    Examples
    --------
    >>> train = canvases(100, 64, seed=0, things="shapes", classes=("disc", "square"), most=3)
    >>> train.images.shape, train.names, train.boxes[0].shape[1]
    ((100, 64, 64), ('disc', 'square'), 4)
    """
    kinds = (things,) if isinstance(things, str) else tuple(things)
    plan = Plan(
        (), (), len(kinds) > 1, size, (least, most), sides, empty, overlap, covered, beyond, clutter, noise, colour
    )
    check(count, seed, kinds, part, plan)
    sources = tuple(source(kind, part) for kind in kinds)
    chosen, names = chosen_classes(sources, kinds, classes)
    plan = replace(plan, sources=sources, choices=chosen)
    made = [_canvas(np.random.default_rng([seed, part == "test", index]), plan) for index in range(count)]
    shape = (0, size, size, 3) if colour else (0, size, size)
    images = np.stack([image for image, _, _ in made]) if made else np.zeros(shape, dtype=np.uint8)
    return Canvases(images, tuple(boxes for _, boxes, _ in made), tuple(labels for _, _, labels in made), names)


def _canvas(rng: np.random.Generator, plan: Plan) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.int64]]:
    ground = _colour(rng, 0.0, 0.45) if plan.colour else np.zeros(1, dtype=np.float32)
    image = np.tile(ground, (plan.size, plan.size, 1))
    for _ in range(plan.clutter):
        ink, cover = _scrap(rng, plan)
        _lay(image, ink, cover, rng.integers(0, plan.size - np.array(ink.shape) + 1), _tint(rng, plan, ground))
    boxes: list[tuple[int, int, int, int]] = []
    labels: list[int] = []
    seen: list[Ink] = []
    whole: list[float] = []
    wanted = 0 if rng.random() < plan.empty else int(rng.integers(plan.number[0], plan.number[1] + 1))
    for _ in range(wanted):
        label = int(rng.integers(len(plan.choices)))
        ink, cover = _thing(rng, plan, label)
        for _ in range(TRIES):
            corner = _corner(rng, plan, ink.shape)
            box = _box(corner, ink.shape, plan.size)
            hidden = _spread(cover, corner, plan.size)
            left = [ink_seen * (1 - hidden) for ink_seen in seen]
            clear = all(
                part.sum() >= (1 - plan.covered) * total and _iou(box, other) <= plan.overlap
                for part, total, other in zip(left, whole, boxes, strict=True)
            )
            if clear:
                _lay(image, ink, cover, corner, _tint(rng, plan, ground))
                boxes.append(box)
                labels.append(plan.choices[label][0] if plan.mixed else label)
                seen = [*left, hidden]
                whole.append(float(hidden.sum()))
                break
    if plan.noise:
        image += rng.normal(0, plan.noise / 255, image.shape).astype(np.float32)
    pixels = (np.clip(image, 0, 1) * 255).round().astype(np.uint8)
    where = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    return pixels if plan.colour else pixels[..., 0], where, np.array(labels, dtype=np.int64)


def _thing(rng: np.random.Generator, plan: Plan, label: int) -> tuple[Ink, Ink]:
    return _drawn(rng, plan, *plan.choices[label])


def _drawn(rng: np.random.Generator, plan: Plan, kind: int, own: int) -> tuple[Ink, Ink]:
    if own < 0:
        own = int(rng.integers(len(plan.sources[kind].names)))
    return plan.sources[kind].draw(rng, own, int(rng.integers(plan.sides[0], plan.sides[1] + 1)))


def _scrap(rng: np.random.Generator, plan: Plan) -> tuple[Ink, Ink]:
    """A quarter of a thing: enough to confuse, too little to be one."""
    kind, own = plan.choices[int(rng.integers(len(plan.choices)))]
    if list(SHAPES) == list(plan.sources[kind].names):
        own = list(SHAPES).index("ring")  # a quarter of a square would be a square
    ink, cover = _drawn(rng, plan, kind, own)
    height, width = (max(1, length // 2) for length in ink.shape)
    top, left = rng.integers(0, np.array(ink.shape) - (height, width) + 1)
    part = slice(top, top + height), slice(left, left + width)
    return ink[part], cover[part]


def _corner(rng: np.random.Generator, plan: Plan, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Top and left of a thing of this shape."""
    lengths = np.array(shape)
    out = np.floor(plan.beyond * lengths).astype(np.int64)
    return rng.integers(-out, plan.size - lengths + out + 1)


def _box(corner: NDArray[np.int64], shape: tuple[int, ...], size: int) -> tuple[int, int, int, int]:
    top, left = (int(place) for place in corner)
    return max(left, 0), max(top, 0), min(left + shape[1], size), min(top + shape[0], size)


def _inside(
    corner: NDArray[np.int64], shape: tuple[int, ...], size: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The part of the canvas that a thing lies on, and the part of the thing that lies on it."""
    x1, y1, x2, y2 = _box(corner, shape, size)
    top, left = (int(place) for place in corner)
    return (slice(y1, y2), slice(x1, x2)), (slice(y1 - top, y2 - top), slice(x1 - left, x2 - left))


def _spread(cover: Ink, corner: NDArray[np.int64], size: int) -> Ink:
    there, here = _inside(corner, cover.shape, size)
    whole = np.zeros((size, size), dtype=np.float32)
    whole[there] = cover[here]
    return whole


def _lay(image: Ink, ink: Ink, cover: Ink, corner: NDArray[np.int64], tint: Ink | None) -> None:
    there, here = _inside(corner, ink.shape, len(image))
    shade = ink[here][..., np.newaxis]
    if tint is not None:
        shade = (0.3 + 0.7 * shade) * tint
    hides = cover[here][..., np.newaxis]
    image[there] = image[there] * (1 - hides) + shade * hides


def _tint(rng: np.random.Generator, plan: Plan, ground: Ink) -> Ink | None:
    """A colour that stands out from the ground, by its brightness too."""
    if not plan.colour:
        return None
    while True:
        tint = _colour(rng, 0.6, 1.0)
        if abs(float((tint - ground) @ LUMINANCE)) >= CONTRAST:
            return tint


def _colour(rng: np.random.Generator, dark: float, bright: float) -> Ink:
    hue, saturation, value = rng.random(), rng.uniform(0.3, 0.9), rng.uniform(dark, bright)
    return np.array(colorsys.hsv_to_rgb(hue, saturation, value), dtype=np.float32)


def _iou(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    shared = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return shared / both if both else 0.0
