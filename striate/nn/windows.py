"""Where windows lie: padding, output sizes, and views of an array as the windows that a filter sees."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from striate.nn.functional import output_size, same_pads

__all__ = ["NO_PADS", "Padding", "Pads", "padded", "pads_of", "places", "unpadded", "windows"]

Pads = tuple[tuple[int, int], tuple[int, int]]  # ((top, bottom), (left, right))
Padding = int | str | Pads

NO_PADS: Pads = ((0, 0), (0, 0))


def pads_of(pad: Padding, size: tuple[int, ...], f: tuple[int, ...], stride: int) -> Pads:
    """A padding as numbers of rows and columns.

    Parameters
    ----------
    pad : pixels on every side; "valid" (none); "same" (TensorFlow's: the output has ``ceil(n / stride)`` pixels, and an
        odd pixel comes after); or ``((top, bottom), (left, right))``.
    size : ``(n_H, n_W)``. f : ``(f_H, f_W)``. stride : 1 or more.

    Raises
    ------
    ValueError : ``pad`` is none of these.
    """
    if pad == "valid":
        return NO_PADS
    if pad == "same":
        (n_H, n_W), (f_H, f_W) = size, f
        return same_pads(n_H, f_H, stride), same_pads(n_W, f_W, stride)
    if isinstance(pad, int | np.integer) and pad >= 0:
        return (int(pad), int(pad)), (int(pad), int(pad))
    if isinstance(pad, tuple) and len(pad) == 2:
        (top, bottom), (left, right) = pad
        if min(top, bottom, left, right) >= 0:
            return (top, bottom), (left, right)
    raise ValueError(f'pad is a number from 0, "valid", "same" or ((top, bottom), (left, right)); you gave {pad!r}.')


def places(size: tuple[int, ...], f: tuple[int, ...], stride: int, pads: Pads = NO_PADS) -> tuple[int, int]:
    """How many windows fit, ``(n_H, n_W)``: the floor of ``(n + pads - f) / stride``, plus 1.

    Raises
    ------
    ValueError : none fits.
    """
    (n_H, n_W), (f_H, f_W) = size, f
    return (
        output_size(n_H + sum(pads[0]), f_H, 0, stride),
        output_size(n_W + sum(pads[1]), f_W, 0, stride),
    )


def padded(X: NDArray[Any], pads: Pads, value: float = 0.0) -> NDArray[Any]:
    """``(m, n_H, n_W, n_C)`` with ``value`` around each picture; ``X`` itself where no padding is asked for."""
    (top, bottom), (left, right) = pads
    if pads == NO_PADS:
        return X
    m, n_H, n_W, n_C = X.shape
    wide = np.full((m, top + n_H + bottom, left + n_W + right, n_C), value, X.dtype)
    wide[:, top : top + n_H, left : left + n_W] = X
    return wide


def unpadded(X: NDArray[Any], pads: Pads) -> NDArray[Any]:
    """What lies inside the padding: a view."""
    (top, bottom), (left, right) = pads
    return X[:, top : X.shape[1] - bottom, left : X.shape[2] - right]


def windows(X: NDArray[Any], f: tuple[int, ...], stride: tuple[int, int], *, writeable: bool = False) -> NDArray[Any]:
    """All windows of ``f = (f_H, f_W)`` pixels as a view ``(m, n_H, n_W, f_H, f_W, n_C)``: no number is copied.

    Windows may overlap: who writes to them writes to one that does not overlap another at a time.
    """
    (f_H, f_W), (m, _, _, n_C), (s_m, s_H, s_W, s_C) = f, X.shape, X.strides
    n_H, n_W = ((n - size) // step + 1 for n, size, step in zip(X.shape[1:3], f, stride, strict=True))
    strides = (s_m, s_H * stride[0], s_W * stride[1], s_H, s_W, s_C)
    return as_strided(X, (m, n_H, n_W, f_H, f_W, n_C), strides, writeable=writeable)
