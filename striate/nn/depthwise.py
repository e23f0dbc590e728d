"""The arithmetic of a depthwise convolution: each filter sees one channel, which is too thin for matrix products.

So the places of the window are gone through one by one, and what all windows have there is weighted and added up; some
rows at a time, so that the sums stay in the processor's cache.
"""

from collections.abc import Iterator

import numpy as np

from striate.nn.layer import Array, Shape
from striate.nn.windows import Pads, padded, unpadded, windows

__all__ = ["depthwise", "depthwise_backward_filters", "depthwise_backward_input"]

BAND = 2**16  # outputs at a time: a quarter of a megabyte of float32


def depthwise(X: Array, W: Array, stride: int, pads: Pads) -> Array:
    """``Z (m, n_H, n_W, n_C)`` for ``X (m, n_H_prev, n_W_prev, n_C_prev)`` and ``W (f_H, f_W, 1, n_C)``.

    Filter n sees channel ``n // (n_C / n_C_prev)``. ``pads`` are rows and columns of zeros.
    """
    seen = windows(_repeated(padded(X, pads), W.shape[3]), W.shape[:2], (stride, stride))
    Z = np.empty((*seen.shape[:3], W.shape[3]), np.result_type(X, W))
    for k, rows in _bands(Z):
        total, term = Z[k, rows], np.empty_like(Z[k, rows])
        for number, ((a, b), weights) in enumerate(_places(W, Z.shape[2])):
            np.multiply(_lines(seen[k, rows, :, a, b]), weights, out=_lines(term if number else total))
            if number:
                total += term
    return Z


def depthwise_backward_filters(dZ: Array, X: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dW``, of ``shape``."""
    seen = windows(_repeated(padded(X, pads), shape[3]), shape[:2], (stride, stride))
    ones = np.ones(dZ.size // shape[3], dZ.dtype)
    dW = np.empty(shape, dZ.dtype)
    for a, b in np.ndindex(*shape[:2]):
        dW[a, b, 0] = ones @ (seen[:, :, :, a, b] * dZ).reshape(-1, shape[3])
    return dW


def depthwise_backward_input(dZ: Array, W: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dX``, of ``shape``."""
    (top, bottom), (left, right), n_C = *pads, W.shape[3]
    dX = np.zeros((shape[0], top + shape[1] + bottom, left + shape[2] + right, n_C), np.result_type(dZ, W))
    seen = windows(dX, W.shape[:2], (stride, stride), writeable=True)
    for k, rows in _bands(dZ):
        term = np.empty(dZ[k, rows].shape, dX.dtype)
        for (a, b), weights in _places(W, dZ.shape[2]):
            np.multiply(_lines(dZ[k, rows]), weights, out=_lines(term))
            covered = seen[k, rows, :, a, b]
            covered += term
    dX = unpadded(dX, pads)
    return dX if n_C == shape[3] else dX.reshape(*shape, n_C // shape[3]).sum(axis=4)


def _repeated(X: Array, n_C: int) -> Array:
    """Each channel once for every filter that sees it."""
    return X if X.shape[3] == n_C else np.repeat(X, n_C // X.shape[3], axis=3)


def _places(W: Array, n_W: int) -> Iterator[tuple[tuple[int, int], Array]]:
    """Each place of the window, with its weights repeated along a row of outputs, as long lines are faster."""
    for a, b in np.ndindex(*W.shape[:2]):
        yield (a, b), np.tile(W[a, b, 0], n_W)


def _lines(X: Array) -> Array:
    """``(rows, n_W, n_C)`` as ``(rows, n_W n_C)``; a view where neighbours lie side by side in memory."""
    return X.reshape(X.shape[0], -1)


def _bands(Z: Array) -> Iterator[tuple[int, slice]]:
    """Examples, and some rows of each at a time."""
    m, n_H, n_W, n_C = Z.shape
    rows = max(1, BAND // max(n_W * n_C, 1))
    return ((k, slice(i, i + rows)) for k in range(m) for i in range(0, n_H, rows))
