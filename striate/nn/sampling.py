"""Pictures at other sizes and places: values between pixels, and resizing, as functions on plain arrays."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["bilinear_sample", "picture_of", "resize"]

Floats = NDArray[np.floating[Any]]


def picture_of(picture: ArrayLike) -> NDArray[np.float64]:
    """A picture as float64 ``(n_H, n_W, 3)``; a grey one ``(n_H, n_W)`` gets its brightness in all three channels.

    Raises
    ------
    ValueError : the array has another shape, or no pixels.
    """
    pixels = np.asarray(picture, np.float64)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, np.newaxis], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(
            f"A picture has the shape (n_H, n_W, 3), or (n_H, n_W) where it is grey; this one has {np.shape(picture)}."
        )
    return pixels


def bilinear_sample(image: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> NDArray[np.float64]:
    """The picture's value at places between its pixels, from the four around each, the nearer the more.

    Parameters
    ----------
    image : ``(n_H, n_W)`` or ``(n_H, n_W, n_C)``; pixel ``(i, j)`` lies at row i, column j.
    rows, columns : the places, two arrays of one shape ``(...)``. A place outside is moved to the nearest edge.

    Returns
    -------
    float64 ``(...)`` or ``(..., n_C)``.

    Raises
    ------
    ValueError : the image has another number of axes or no pixels.

    Examples
    --------
    >>> bilinear_sample([[0, 1], [2, 3]], [0.5, 0, 9], [0.5, 0.25, 9])
    array([1.5 , 0.25, 3.  ])
    """
    pixels = np.asarray(image)
    if pixels.ndim not in (2, 3) or not pixels.size:
        raise ValueError(f"image has shape (n_H, n_W) or (n_H, n_W, n_C), and pixels; this one has {pixels.shape}.")
    n_H, n_W = pixels.shape[:2]
    y = np.clip(np.asarray(rows, np.float64), 0, n_H - 1)
    x = np.clip(np.asarray(columns, np.float64), 0, n_W - 1)
    top, left = np.floor(y).astype(np.intp), np.floor(x).astype(np.intp)
    bottom, right = np.minimum(top + 1, n_H - 1), np.minimum(left + 1, n_W - 1)
    down, across = y - top, x - left
    if pixels.ndim == 3:
        down, across = down[..., np.newaxis], across[..., np.newaxis]
    upper = (1 - across) * pixels[top, left] + across * pixels[top, right]
    lower = (1 - across) * pixels[bottom, left] + across * pixels[bottom, right]
    values: NDArray[np.float64] = (1 - down) * upper + down * lower
    return values


def resize(image: ArrayLike, n_H: int, n_W: int) -> NDArray[np.float64]:
    """The picture at another size: bilinear where it grows, a weighted mean of what a pixel covers where it shrinks.

    Parameters
    ----------
    image : ``(n_H_prev, n_W_prev)`` or ``(n_H_prev, n_W_prev, n_C)``.
    n_H, n_W : the new size, at least 1.

    Returns
    -------
    float64 ``(n_H, n_W)`` or ``(n_H, n_W, n_C)``, on the same scale.

    Raises
    ------
    ValueError : a size below 1, or an image without pixels or with another number of axes.

    Notes
    -----
    Each new pixel is a sum of old ones, weighted by a triangle that falls to zero at its neighbours' centres. Where the
    picture shrinks the triangle is as wide as the new pixels; else a photograph would be thinned out, not made smaller,
    and its fine patterns would turn into false coarse ones (aliasing).
    """
    pixels = np.asarray(image, np.float64)
    if pixels.ndim not in (2, 3) or not pixels.size or min(n_H, n_W) < 1:
        raise ValueError(f"A picture of shape {pixels.shape} cannot be resized to {n_H} × {n_W} pixels.")
    return np.swapaxes(_resized_rows(np.swapaxes(_resized_rows(pixels, n_H), 0, 1), n_W), 0, 1)


def _resized_rows(pixels: NDArray[np.float64], after: int) -> NDArray[np.float64]:
    """Another number of rows. Row i covers i to i + 1, so its centre is i + 1/2."""
    before = len(pixels)
    scale = before / after
    reach = max(scale, 1.0)
    centres = (np.arange(after) + 0.5) * scale
    first = np.floor(centres - reach + 0.5).astype(np.intp)
    taps = first + np.arange(int(np.ceil(2 * reach)) + 1)[:, np.newaxis]
    weights = np.maximum(0, 1 - np.abs(taps + 0.5 - centres) / reach) * ((taps >= 0) & (taps < before))
    weights /= weights.sum(axis=0)
    result = np.zeros((after, *pixels.shape[1:]))
    for rows, weight in zip(np.clip(taps, 0, before - 1), weights, strict=True):
        result += pixels[rows] * weight.reshape(-1, *(1 for _ in pixels.shape[1:]))
    return result
