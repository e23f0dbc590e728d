"""The arithmetic of a convolution layer and of its two gradients: the fastest of three ways for the shapes at hand.

As in all of deep learning the filter is not turned, so it is a cross-correlation:
``Z[k, i, j, n] = sum over a, b, c of X[k, s i + a, s j + b, c] W[a, b, c, n]``.
"""

import numpy as np

from striate.nn import by_lines, by_windows
from striate.nn.layer import Array, Shape
from striate.nn.windows import Pads, padded, unpadded

__all__ = ["correlate", "correlate_backward_filters", "correlate_backward_input"]

THICK = 96  # numbers in a line of a window, from which a product with one row of the filters is fast


def correlate(X: Array, W: Array, stride: int, pads: Pads) -> Array:
    """``Z (m, n_H, n_W, n_C)`` for ``X (m, n_H_prev, n_W_prev, n_C_prev)`` and ``W (f_H, f_W, n_C_prev, n_C)``.

    ``pads`` are rows and columns of zeros, ``((top, bottom), (left, right))``.
    """
    X = padded(X, pads)
    if W.shape[:2] == (1, 1):
        X = _thinned(X, stride)
        Z: Array = X.reshape(-1, X.shape[3]) @ W[0, 0]
        return Z.reshape(*X.shape[:3], W.shape[3])
    if _long_lines(X.shape, W.shape, stride):
        return by_lines.correlate(X, W)
    return by_windows.correlate(X, W, stride)


def correlate_backward_filters(dZ: Array, X: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dW``, of ``shape``."""
    X = padded(X, pads)
    if shape[:2] == (1, 1):
        dW: Array = _thinned(X, stride).reshape(-1, X.shape[3]).T @ dZ.reshape(-1, shape[3])
        return dW.reshape(shape)
    if _long_lines(X.shape, shape, stride):
        return by_lines.correlate_backward_filters(dZ, X, shape)
    return by_windows.correlate_backward_filters(dZ, X, shape, stride)


def correlate_backward_input(dZ: Array, W: Array, shape: Shape, stride: int, pads: Pads) -> Array:
    """``dX``, of ``shape``."""
    f_H, f_W, n_C_prev, n_C = W.shape
    (top, bottom), (left, right) = pads
    if (f_H, f_W) == (1, 1):
        dX = np.zeros((shape[0], top + shape[1] + bottom, left + shape[2] + right, shape[3]), np.result_type(dZ, W))
        thin = _thinned(dX, stride)
        thin[...] = (dZ.reshape(-1, n_C) @ W[0, 0].T).reshape(thin.shape)
        return unpadded(dX, pads)
    around = (f_H - 1 - top, f_H - 1 - bottom), (f_W - 1 - left, f_W - 1 - right)
    if min(*around[0], *around[1]) >= 0 and _long_lines(dZ.shape, (f_H, f_W, n_C, n_C_prev), stride):
        # A pixel was seen by the filter's last weight first: the way back is a convolution with the filter turned.
        turned = np.ascontiguousarray(W[::-1, ::-1].swapaxes(2, 3))
        return correlate(dZ, turned, 1, around)
    wide = (shape[0], top + shape[1] + bottom, left + shape[2] + right, shape[3])
    return unpadded(by_windows.correlate_backward_input(dZ, W, wide, stride), pads)


def _thinned(X: Array, stride: int) -> Array:
    """All that a 1×1 filter sees: every pixel, or every second."""
    return X[:, ::stride, ::stride]


def _long_lines(shape: Shape, filters: Shape, stride: int) -> bool:
    """Whether to go by lines: their numbers are many, and so are the pixels of an example, as each goes alone."""
    return stride == 1 and filters[1] * filters[2] >= THICK and (shape[0] == 1 or shape[1] * shape[2] >= 128)
