"""What can lie on a canvas: digits, clothes and plain shapes, each cut out to its ink and brought to a size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from striate.data.labelled import clothes, digits

Kind = Literal["digits", "clothes", "shapes"]
Part = Literal["train", "test"]
Ink = NDArray[np.float32]
KINDS: tuple[Kind, ...] = get_args(Kind)
SINGULAR = {"digits": "digit", "clothes": "garment", "shapes": "shape"}
SPLIT = 8000
FAINT = 24
SUPER = 4


@dataclass(frozen=True)
class Source:
    """Things of one kind: how many classes, and how to draw one of a class with its longer side ``side`` pixels.

    A thing is two maps from 0 to 1: its brightness, and how much it hides of what lies below.
    """

    names: tuple[str, ...]
    draw: Callable[[np.random.Generator, int, int], tuple[Ink, Ink]]


def source(kind: Kind, part: Part) -> Source:
    """Digits and clothes of the first 8,000 ("train") or the last 2,000 ("test"), or shapes, which are drawn anew."""
    if kind == "shapes":
        return Source(tuple(SHAPES), _shape)
    if kind == "digits":
        images, labels = digits()
        names = tuple(str(digit) for digit in range(10))
    else:
        images, labels, names = clothes()
    chosen = slice(None, SPLIT) if part == "train" else slice(SPLIT, None)
    return Source(names, _cut_out(images[chosen], labels[chosen]))


def _cut_out(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> Callable[[np.random.Generator, int, int], tuple[Ink, Ink]]:
    members = [np.flatnonzero(labels == label) for label in range(10)]

    def draw(rng: np.random.Generator, label: int, side: int) -> tuple[Ink, Ink]:
        image = images[rng.choice(members[label])]
        rows, columns = (np.flatnonzero((image >= FAINT).any(axis=axis)) for axis in (1, 0))
        tight = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        scale = side / max(tight.shape)
        height, width = (max(2, round(length * scale)) for length in tight.shape)
        resized = Image.fromarray(tight).resize((width, height), Image.Resampling.BILINEAR)
        ink: Ink = np.asarray(resized, dtype=np.float32) / np.float32(255)
        cover: Ink = np.minimum(np.float32(1), 3 * ink)
        return ink, cover

    return draw


def _disc(y: Ink, x: Ink) -> NDArray[np.bool_]:
    return x * x + y * y <= 1


def _square(y: Ink, x: Ink) -> NDArray[np.bool_]:
    return np.ones(np.broadcast_shapes(y.shape, x.shape), dtype=bool)


def _triangle(y: Ink, x: Ink) -> NDArray[np.bool_]:
    return np.abs(x) <= (y + 1) / 2


def _ring(y: Ink, x: Ink) -> NDArray[np.bool_]:
    return (x * x + y * y <= 1) & (x * x + y * y >= 0.36)


def _cross(y: Ink, x: Ink) -> NDArray[np.bool_]:
    return (np.abs(x) <= 1 / 3) | (np.abs(y) <= 1 / 3)


# Inside or not, for y (down) and x from -1 to 1.
SHAPES: dict[str, Callable[[Ink, Ink], NDArray[np.bool_]]] = {
    "disc": _disc,
    "square": _square,
    "triangle": _triangle,
    "ring": _ring,
    "cross": _cross,
}


def _shape(rng: np.random.Generator, label: int, side: int) -> tuple[Ink, Ink]:
    ratio = rng.uniform(0.65, 1.0)
    lengths = [side, max(4, round(side * ratio))]
    height, width = lengths if rng.random() < 0.5 else lengths[::-1]
    y, x = (
        ((np.arange(length * SUPER, dtype=np.float32) + 0.5) * (2 / (length * SUPER)) - 1) for length in (height, width)
    )
    inside = list(SHAPES.values())[label](y[:, np.newaxis], x[np.newaxis])
    cover = inside.reshape(height, SUPER, width, SUPER).mean(axis=(1, 3), dtype=np.float32)
    return cover * np.float32(rng.uniform(0.55, 1.0)), cover
