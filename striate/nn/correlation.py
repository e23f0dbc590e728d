"""The arithmetic of a convolution layer, and of its two gradients, as matrix products on windows.

As in all of deep learning the filter is not turned, so it is a cross-correlation:
``Z[k, i, j, n] = sum over a, b, c of X[k, s i + a, s j + b, c] W[a, b, c, n]``.

Two things make it fast. Windows are copied some rows at a time into a buffer that stays in the processor's cache. And
where filters are few, a matrix product would be too thin to be fast, so that several neighbouring outputs are computed
as one: by filters that are wider, hold the same weights once for each neighbour, and are zero elsewhere.
"""

from collections.abc import Iterator

import numpy as np

from striate.nn.layer import Array, Shape
from striate.nn.windows import Pads, padded, places, unpadded, windows

__all__ = ["correlate", "correlate_backward_filters", "correlate_backward_input"]

BUFFER = 2**17  # numbers in the buffer of windows: half a megabyte of float32
THICK = 64  # columns that make a matrix product fast


def correlate(X: Array, W: Array, stride: int, pads: Pads) -> Array:
    """``Z (m, n_H, n_W, n_C)`` for ``X (m, n_H_prev, n_W_prev, n_C_prev)`` and ``W (f_H, f_W, n_C_prev, n_C)``.

    ``pads`` are rows and columns of zeros, ``((top, bottom), (left, right))``.
    """
    X = padded(X, pads)
    (m, n_H, n_W), n_C = _output(X, W.shape, stride), W.shape[3]
    Z: Array
    if W.shape[:2] == (1, 1):
        Z = _thinned(X, stride).reshape(-1, X.shape[3]) @ W[0, 0]
        return Z.reshape(m, n_H, n_W, n_C)
    t = _neighbours(n_W, W.shape)
    wide = _widened(W, t, stride)
    seen = windows(X, wide.shape[:2], (stride, t * stride))
    Z = np.empty((m, n_H, n_W // t, t * n_C), np.result_type(X, W))
    for band, buffer in _bands(seen, wide.size):
        buffer[...] = seen[band]
        rows = Z[band]
        np.matmul(_matrix(buffer), wide.reshape(-1, t * n_C), out=rows.reshape(-1, t * n_C))
    return Z.reshape(m, n_H, n_W, n_C)


def correlate_backward_filters(dZ: Array, X: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dW``, of ``shape``: a weight meets each window once; what it meets there is weighted by ``dZ``."""
    X = padded(X, pads)
    (m, n_H, n_W), n_C = _output(X, shape, stride), shape[3]
    if shape[:2] == (1, 1):
        return (_thinned(X, stride).reshape(-1, X.shape[3]).T @ dZ.reshape(-1, n_C)).reshape(shape)
    t = _neighbours(n_W, shape)
    f_H, f_W = shape[0], shape[1] + (t - 1) * stride
    seen = windows(X, (f_H, f_W), (stride, t * stride))
    dZ = dZ.reshape(m, n_H, n_W // t, t * n_C)
    d_wide = np.zeros((f_H * f_W * shape[2], t * n_C), dZ.dtype)
    for band, buffer in _bands(seen, d_wide.size):
        buffer[...] = seen[band]
        d_wide += _matrix(buffer).T @ dZ[band].reshape(-1, t * n_C)
    return _narrowed(d_wide.reshape(f_H, f_W, shape[2], t, n_C), shape[1], stride)


def correlate_backward_input(dZ: Array, W: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dX``, of ``shape``: an output's gradient goes back to its window; where windows overlap, it adds up."""
    (m, n_H, n_W, n_C), (top, bottom), (left, right) = dZ.shape, *pads
    dX = np.zeros((m, top + shape[1] + bottom, left + shape[2] + right, shape[3]), np.result_type(dZ, W))
    if W.shape[:2] == (1, 1):
        _thinned(dX, stride)[...] = (dZ.reshape(-1, n_C) @ W[0, 0].T).reshape(m, n_H, n_W, shape[3])
        return unpadded(dX, pads)
    t = _neighbours(n_W, W.shape)
    wide = _widened(W, t, stride)
    seen = windows(dX, wide.shape[:2], (stride, t * stride), writeable=True)
    dZ = dZ.reshape(m, n_H, n_W // t, t * n_C)
    # Every so many windows do not overlap, and may be added to at once.
    apart = -(-wide.shape[1] // (t * stride))
    for band, buffer in _bands(seen, wide.size):
        np.matmul(dZ[band].reshape(-1, t * n_C), wide.reshape(-1, t * n_C).T, out=_matrix(buffer))
        for a in range(len(W)):
            for first in range(apart):
                covered = seen[band][:, :, first::apart, a]
                covered += buffer[:, :, first::apart, a]
    return unpadded(dX, pads)


def _output(X: Array, filters: Shape, stride: int) -> tuple[int, int, int]:
    """``(m, n_H, n_W)``."""
    n_H, n_W = places(X.shape[1:3], filters[:2], stride)
    return len(X), n_H, n_W


def _thinned(X: Array, stride: int) -> Array:
    """Every so manieth pixel: all that a 1×1 filter sees."""
    return X[:, ::stride, ::stride]


def _bands(seen: Array, filters: int) -> Iterator[tuple[tuple[slice, slice], Array]]:
    """Examples and rows of windows, as many at a time as make good matrix products, and a buffer of their shape."""
    m, n_H, *window = seen.shape
    # A product with many filters is only worth its while with many windows.
    fit = max(BUFFER, 4 * filters) // max(int(np.prod(window)), 1)
    rows, examples = min(max(fit, 1), n_H), min(max(fit // n_H, 1), m)
    buffer = np.empty((examples, rows, *window), seen.dtype)
    for k in range(0, m, max(examples, 1)):
        for i in range(0, n_H, rows):
            band = slice(k, min(k + examples, m)), slice(i, min(i + rows, n_H))
            yield band, buffer[: band[0].stop - k, : band[1].stop - i]


def _matrix(buffer: Array) -> Array:
    """A row for each window."""
    m, n_H, n_W = buffer.shape[:3]
    return buffer.reshape(m * n_H * n_W, -1)


def _neighbours(n_W: int, filters: Shape) -> int:
    """How many neighbouring outputs to compute as one: a divisor of their number in a row."""
    most = max(1, min(THICK // filters[3], 2 * filters[1]))
    return max(t for t in range(1, most + 1) if n_W % t == 0)


def _widened(W: Array, t: int, stride: int) -> Array:
    """Filters ``(f_H, f_W + (t - 1) stride, n_C_prev, t, n_C)`` that compute ``t`` neighbours at once."""
    f_H, f_W, n_C_prev, n_C = W.shape
    wide = np.zeros((f_H, f_W + (t - 1) * stride, n_C_prev, t, n_C), W.dtype)
    for u in range(t):
        wide[:, u * stride : u * stride + f_W, :, u] = W
    return wide


def _narrowed(d_wide: Array, f_W: int, stride: int) -> Array:
    """The gradient by ``W`` from that by its widened form."""
    first, *others = (d_wide[:, u * stride : u * stride + f_W, :, u] for u in range(d_wide.shape[3]))
    return sum(others, start=first)
