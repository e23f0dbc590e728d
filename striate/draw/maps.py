"""What a layer sees and what it looks for: its feature maps and its filters, in grids."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from striate.draw.raster import paste
from striate.draw.style import PALETTE, WIDTH, figure_of, page, styled, tell
from striate.draw.words import listed, number, size

GAP = 0.08
TEXT = 0.17
LARGEST = 1.5


@styled
def feature_maps(
    A: ArrayLike,
    titles: Sequence[str] | None = None,
    *,
    channels: Sequence[int] | None = None,
    most: int = 16,
    columns: int = 8,
    shared: bool = False,
) -> Figure:
    """The channels of a volume, each as a picture: grey, or blue below 0 and orange above where there are both.

    Parameters
    ----------
    A : ``(n_H, n_W, n_C)``, or ``(1, n_H, n_W, n_C)``: the activations for one picture.
    titles : above each map; its channel's number if not given.
    channels : which to show, the first ``most`` if not given.
    most : how many to show at most.
    columns : maps in a row.
    shared : one scale for all maps, so that strong ones are seen to be strong; each its own scale if not, on which the
        strongest half percent share the last shade.

    Raises
    ------
    ValueError : another shape, a channel that does not exist, or another number of titles than of maps.
    """
    volume = _volume(A)
    count = volume.shape[-1]
    chosen = list(range(min(count, most))) if channels is None else [int(channel) for channel in channels]
    for channel in chosen:
        if not 0 <= channel < count:
            raise ValueError(f"There is no channel {channel}: the volume has {count}, counted from 0.")
    names = [str(channel) for channel in chosen] if titles is None else list(titles)
    if len(names) != len(chosen) or not chosen:
        raise ValueError(f"There are {len(chosen)} maps but {len(names)} titles.")
    maps = [volume[..., channel] for channel in chosen]
    finite = volume[..., chosen][np.isfinite(volume[..., chosen])]
    signed = bool(finite.size and finite.min() < 0)
    bound = float(np.abs(finite).max(initial=0)) or 1.0
    limits = ((-bound, bound) if signed else (0.0, bound)) if shared else None
    ends = [limits or (None if signed else _bright(image)) for image in maps]
    figure = _grid(maps, names, columns, signed=signed, limits=ends)
    dead = [name for image, name in zip(maps, names, strict=True) if image.min() == image.max()]
    strength = np.array([np.nan_to_num(np.abs(image)).mean() for image in maps])
    words = (
        f"{len(maps)} of {count} feature maps, {size(maps[0])} each, "
        f"{'on one scale' if shared else 'each on its own scale'}{', signed' if signed else ''}. "
        f"Strongest on average: {names[int(strength.argmax())]} ({number(float(f'{strength.max():.3g}'))})."
    )
    if dead:
        words += f" The same everywhere: {listed(dead[:8])}{' and more' if len(dead) > 8 else ''}."
    return tell(figure, words)


@styled
def filters(
    W: ArrayLike,
    *,
    channel: int | None = None,
    most: int = 64,
    columns: int | None = None,
    shared: bool = False,
) -> Figure:
    """The filters of a layer: with three input channels in colour, where grey is 0; else as maps with signs.

    Parameters
    ----------
    W : ``(f, f, n_C_prev, n_C)``, or ``(f, f, n_C)`` for one input channel.
    channel : which input channel to show; needed where there are neither one nor three, for them it shows one of them.
    most : how many filters to show at most.
    columns : filters in a row, chosen if not given.
    shared : one scale for all; each filter's own strongest weight sets its scale if not.

    Raises
    ------
    ValueError : another shape, or the input channel is missing or does not exist.
    """
    weights = np.asarray(W, dtype=np.float64)
    if weights.ndim == 3:
        weights = weights[:, :, np.newaxis]
    if weights.ndim != 4 or not weights.size:
        raise ValueError(f"Filters have the shape (f, f, n_C_prev, n_C); these have {np.shape(W)}.")
    inputs, count = weights.shape[2:]
    if channel is None and inputs not in (1, 3):
        raise ValueError(f"These filters look at {inputs} channels; choose one to show with channel=0 to {inputs - 1}.")
    if channel is not None and not 0 <= channel < inputs:
        raise ValueError(f"There is no input channel {channel}: the filters look at {inputs}, counted from 0.")
    coloured = channel is None and inputs == 3
    shown = weights if coloured else weights[:, :, [channel or 0]]
    kernels = [np.nan_to_num(shown[..., index]) for index in range(min(count, most))]
    bound = float(np.abs(shown).max()) if shared else None
    grid = columns or (8 if len(kernels) > 16 or len(kernels) == 8 else min(len(kernels), 6))
    if coloured:
        pictures = [0.5 + 0.5 * kernel / (bound or float(np.abs(kernel).max()) or 1.0) for kernel in kernels]
        figure = _grid([np.round(255 * image).astype(np.uint8) for image in pictures], None, grid)
    else:
        bounds = [bound or float(np.abs(kernel).max()) or 1.0 for kernel in kernels]
        ends = [(-limit, limit) for limit in bounds]
        figure = _grid([kernel[..., 0] for kernel in kernels], None, grid, signed=True, limits=ends)
    strength = np.array([np.abs(kernel).sum() for kernel in kernels])
    look = "in colour, grey is 0" if coloured else "signed: blue is negative, orange positive"
    of = f", input channel {channel} of {inputs}" if channel is not None else ""
    words = (
        f"{len(kernels)} of {count} filters, {size(weights)}{of}, {look}, "
        f"{'on one scale' if shared else 'each on its own scale'}, left to right and row by row from 0. Weights "
        f"{number(float(f'{shown.min():.3g}'))} to {number(float(f'{shown.max():.3g}'))}; the strongest is "
        f"{int(strength.argmax())}, the weakest {int(strength.argmin())}."
    )
    return tell(figure, words)


def _bright(image: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of a grey scale on which a few very strong places do not make all others black."""
    finite = image[np.isfinite(image)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(np.quantile(finite, 0.995))
    return low, high if high > low else float(finite.max())


def _grid(
    images: list[NDArray[Any]],
    titles: list[str] | None,
    columns: int,
    *,
    signed: bool = False,
    limits: Sequence[tuple[float, float] | None] | None = None,
) -> Figure:
    columns = max(1, min(columns, len(images)))
    rows = -(-len(images) // columns)
    tall, wide = images[0].shape[:2]
    side = min((WIDTH - 0.2 - (columns - 1) * GAP) / columns, LARGEST)
    head = TEXT if titles else 0.0
    height = side * tall / wide
    ax = page(0.2 + columns * side + (columns - 1) * GAP, 0.2 + rows * (height + head) + (rows - 1) * GAP)
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        left, top = 0.1 + column * (side + GAP), 0.1 + row * (height + head + GAP) + head
        paste(ax, image, left, top, side / wide, signed=signed, limits=limits[index] if limits else None)
        if titles:
            ax.text(
                left + side / 2, top - 0.03, titles[index], ha="center", va="bottom", fontsize=8, color=PALETTE["muted"]
            )
    return figure_of(ax)


def _volume(A: ArrayLike) -> NDArray[np.float64]:
    volume = np.asarray(A, dtype=np.float64)
    if volume.ndim == 4 and len(volume) == 1:
        volume = volume[0]
    if volume.ndim != 3 or not volume.size:
        raise ValueError(
            f"Feature maps are a volume (n_H, n_W, n_C), or a batch with one of them; this has shape {np.shape(A)}."
        )
    return volume
