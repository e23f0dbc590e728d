"""Pictures with labels, in fixed orders, so that a split is a slice and the same for everyone."""

import io
from pathlib import PurePosixPath
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from striate.data.provenance import DataError, content, record, within

SHUFFLE_SEED = 1
CLOTHES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "trainer",
    "bag",
    "ankle boot",
)
PHOTOGRAPHS = ("fish", "monument", "other", "energy", "tool")
Fit = Literal["crop", "pad", "stretch"]


class Labelled(NamedTuple):
    """Pictures, the number of each one's class, and what the classes are called."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    names: tuple[str, ...]


def digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The 10,000 MNIST digits in an order that was shuffled once and is always the same.

    Returns
    -------
    images : uint8 ``(10000, 28, 28)``, 0 (paper) to 255 (ink).
    labels : uint8 ``(10000,)``, 0 to 9.

    Because the order is fixed, ``images[:8000]`` and ``images[8000:]`` are a training and a test set for everyone.

    Raises
    ------
    DataError : the file is missing or damaged.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, labels[:5].tolist()
    ((10000, 28, 28), [6, 9, 1, 4, 7])
    """
    with np.load(io.BytesIO(content(record("digits"))), allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    order = np.random.default_rng(SHUFFLE_SEED).permutation(len(images))
    return images[order], labels[order]


def clothes() -> Labelled:
    """10,000 clothes of Fashion-MNIST in an order that was shuffled once and is always the same.

    Returns
    -------
    images : uint8 ``(10000, 28, 28)``, 0 (ground) to 255.
    labels : uint8 ``(10000,)``, 0 to 9, a thousand of each.
    names : what the ten labels mean, from "T-shirt" to "ankle boot".

    Because the order is fixed, ``images[:8000]`` and ``images[8000:]`` are a training and a test set for everyone.
    (These are the ten thousand that Fashion-MNIST calls its test set; results here are not those of its tables.)

    Raises
    ------
    DataError : the file is missing or damaged.

    Examples
    --------
    >>> images, labels, names = clothes()
    >>> images.shape, names[labels[0]]
    ((10000, 28, 28), 'shirt')
    """
    with Image.open(io.BytesIO(content(record("clothes")))) as sheet:
        tiles = np.array(sheet)
    images = tiles.reshape(100, 28, 100, 28).transpose(0, 2, 1, 3).reshape(-1, 28, 28)
    labels = np.repeat(np.arange(10, dtype=np.uint8), 1000)
    order = np.random.default_rng(SHUFFLE_SEED).permutation(len(images))
    return Labelled(images[order], labels[order], CLOTHES)


def photographs(size: int = 256, fit: Fit = "crop") -> Labelled:
    """Fifty colour photographs of five classes, each scaled to a square: few, as in many a real task.

    Parameters
    ----------
    size : the side of the squares, in pixels. The originals are 126 to 320 pixels high and wide.
    fit : how a photograph becomes a square: "crop" scales the shorter side to ``size`` and keeps the middle; "pad"
        scales the longer side and fills up with the grey of SqueezeNet's mean; "stretch" changes the proportions.

    Returns
    -------
    images : uint8 ``(50, size, size, 3)``, red, green, blue, 0 to 255.
    labels : uint8 ``(50,)``, 0 to 4.
    names : what the labels mean: fish (14), monument (5), other (6), energy (11), tool (14).

    The order is fixed and mixed so that every first part of it holds the classes in proportion: ``images[:25]`` and
    ``images[25:]`` are two halves for everyone.

    Raises
    ------
    ValueError : ``size`` is below 1, or ``fit`` is another word.
    DataError : a file is missing or damaged.

    Examples
    --------
    >>> images, labels, names = photographs(64)
    >>> images.shape, [names[label] for label in labels[:4]]
    ((50, 64, 64, 3), ['fish', 'tool', 'energy', 'other'])
    """
    if size < 1:
        raise ValueError(f"size is the side of the squares in pixels, so at least 1; you gave {size}.")
    if fit not in get_args(Fit):
        raise ValueError(f'fit is "crop", "pad" or "stretch"; you gave {fit!r}.')
    rows = within("photographs")
    if not rows:
        raise DataError("The table of the course's data lists no photographs. Fetch the course again.")
    labels = np.array([PHOTOGRAPHS.index(PurePosixPath(row.file).parts[1]) for row in rows], dtype=np.uint8)
    order = _mixed(labels)
    squares = []
    for index in order:
        with Image.open(io.BytesIO(content(rows[index]))) as image:
            squares.append(_square(image.convert("RGB"), size, fit))
    return Labelled(np.stack(squares), labels[order], PHOTOGRAPHS)


def _mixed(labels: NDArray[np.uint8]) -> NDArray[np.intp]:
    """An order in which each class is spread evenly: its k-th of n stands near the fraction (k + 1/2)/n."""
    rng = np.random.default_rng(SHUFFLE_SEED)
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.lexsort((labels, place))


def _square(image: Image.Image, size: int, fit: Fit) -> NDArray[np.uint8]:
    width, height = image.size
    box = (0.0, 0.0, float(width), float(height))
    if fit == "crop":
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box = (left, top, left + side, top + side)
    if fit != "pad":
        return np.array(image.resize((size, size), Image.Resampling.LANCZOS, box=box))
    longer = max(width, height)
    inner = max(1, round(width * size / longer)), max(1, round(height * size / longer))
    square = Image.new("RGB", (size, size), (123, 117, 104))
    square.paste(image.resize(inner, Image.Resampling.LANCZOS), ((size - inner[0]) // 2, (size - inner[1]) // 2))
    return np.array(square)
