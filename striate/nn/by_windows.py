"""Convolution by whole windows: each window becomes a row of a matrix, and one product with the filters does the rest.

Windows are copied some rows of the picture at a time, into a buffer that stays in the processor's cache. Where filters
are few, the product would be too thin to be fast, so that several neighbouring outputs are computed as one: by filters
that are wider, hold the same weights once for each neighbour, and are zero elsewhere.
"""

from collections.abc import Iterator

import numpy as np

from striate.nn.layer import Array, Shape
from striate.nn.windows import windows

__all__ = ["correlate", "correlate_backward_filters", "correlate_backward_input"]

BUFFER = 2**17  # numbers in the buffer of windows: half a megabyte of float32
THICK = 64  # columns that make a matrix product fast


def correlate(X: Array, W: Array, stride: int) -> Array:
    """``Z (m, n_H, n_W, n_C)`` for ``X (m, n_H_prev, n_W_prev, n_C_prev)`` and ``W (f_H, f_W, n_C_prev, n_C)``."""
    m, n_H, n_W = windows(X, W.shape[:2], (stride, stride)).shape[:3]
    t = _neighbours(n_W, W.shape)
    wide = _widened(W, t, stride)
    seen = windows(X, wide.shape[:2], (stride, t * stride))
    Z = np.empty((m, n_H, n_W // t, t * W.shape[3]), np.result_type(X, W))
    for band, buffer in _bands(seen, wide.size):
        buffer[...] = seen[band]
        np.matmul(_rows(buffer), wide.reshape(-1, Z.shape[3]), out=_rows(Z[band]))
    return Z.reshape(m, n_H, n_W, W.shape[3])


def correlate_backward_filters(dZ: Array, X: Array, shape: Shape, stride: int) -> Array:
    """``dW``, of ``shape``: a weight meets each window once; what it meets there is weighted by ``dZ``."""
    m, n_H, n_W, n_C = dZ.shape
    t = _neighbours(n_W, shape)
    f_W = shape[1] + (t - 1) * stride
    seen = windows(X, (shape[0], f_W), (stride, t * stride))
    dZ = dZ.reshape(m, n_H, n_W // t, t * n_C)
    d_wide = np.zeros((shape[0] * f_W * shape[2], t * n_C), np.result_type(dZ, X))
    for band, buffer in _bands(seen, d_wide.size):
        buffer[...] = seen[band]
        d_wide += _rows(buffer).T @ _rows(dZ[band])
    return _narrowed(d_wide.reshape(shape[0], f_W, shape[2], t, n_C), shape[1], stride)


def correlate_backward_input(dZ: Array, W: Array, shape: Shape, stride: int) -> Array:
    """``dX``, of ``shape``: an output's gradient goes back to its window; where windows overlap, it adds up."""
    m, n_H, n_W, n_C = dZ.shape
    dX = np.zeros(shape, np.result_type(dZ, W))
    t = _neighbours(n_W, W.shape)
    wide = _widened(W, t, stride)
    seen = windows(dX, wide.shape[:2], (stride, t * stride), writeable=True)
    dZ = dZ.reshape(m, n_H, n_W // t, t * n_C)
    # Every so many windows do not overlap, and may be added to at once.
    apart = -(-wide.shape[1] // (t * stride))
    for band, buffer in _bands(seen, wide.size):
        np.matmul(_rows(dZ[band]), wide.reshape(-1, t * n_C).T, out=_rows(buffer))
        for a in range(len(W)):
            for first in range(apart):
                covered = seen[band][:, :, first::apart, a]
                covered += buffer[:, :, first::apart, a]
    return dX


def _bands(seen: Array, filters: int) -> Iterator[tuple[tuple[slice, slice], Array]]:
    """Examples and rows of windows, as many at a time as make good matrix products, and a buffer of their shape."""
    m, n_H, *window = seen.shape
    # A product with many filters is only worth its while with many windows.
    fit = max(BUFFER, 4 * filters) // max(int(np.prod(window)), 1)
    rows, examples = min(max(fit, 1), n_H), max(min(fit // n_H, m), 1)
    buffer = np.empty((examples, rows, *window), seen.dtype)
    for k in range(0, m, examples):
        for i in range(0, n_H, rows):
            last, end = min(k + examples, m), min(i + rows, n_H)
            yield (slice(k, last), slice(i, end)), buffer[: last - k, : end - i]


def _rows(windows: Array) -> Array:
    """A row for each window, or for each output."""
    m, n_H, n_W = windows.shape[:3]
    return windows.reshape(m * n_H * n_W, -1)


def _neighbours(n_W: int, filters: Shape) -> int:
    """How many neighbouring outputs to compute as one: a divisor of their number in a row."""
    most = max(1, min(THICK // filters[3], 2 * filters[1]))
    return max(t for t in range(1, most + 1) if n_W % t == 0)


def _widened(W: Array, t: int, stride: int) -> Array:
    """Filters ``(f_H, f_W + (t - 1) stride, n_C_prev, t, n_C)`` that compute ``t`` neighbours at once."""
    f_H, f_W, n_C_prev, n_C = W.shape
    if t == 1:
        return W[:, :, :, np.newaxis]
    wide = np.zeros((f_H, f_W + (t - 1) * stride, n_C_prev, t, n_C), W.dtype)
    for u in range(t):
        wide[:, u * stride : u * stride + f_W, :, u] = W
    return wide


def _narrowed(d_wide: Array, f_W: int, stride: int) -> Array:
    """The gradient by ``W`` from that by its widened form."""
    first, *others = (d_wide[:, u * stride : u * stride + f_W, :, u] for u in range(d_wide.shape[3]))
    return sum(others, start=first)
