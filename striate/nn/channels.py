"""Numbers for each channel, applied along whole rows of pixels, as NumPy is faster on long lines than on short ones."""

import numpy as np

from striate.nn.layer import Array

__all__ = ["channel_sums", "multiply_channels", "shift_channels"]


def multiply_channels(X: Array, each: Array) -> Array:
    """``X (..., n, n_C) * each``, where ``each`` has ``n_C`` numbers: a new array."""
    lines, repeated = _lines(X, each)
    return np.multiply(lines, repeated).reshape(X.shape)


def shift_channels(X: Array, each: Array) -> None:
    """Add ``n_C`` numbers to ``X (..., n, n_C)`` in place. ``X`` is contiguous."""
    lines, repeated = _lines(X, each)
    lines += repeated


def channel_sums(X: Array) -> Array:
    """The sum of each channel, ``(1, ..., 1, n_C)``: a product with ones is the fastest sum over rows."""
    n_C = X.shape[-1]
    sums: Array = np.ones(X.size // n_C, X.dtype) @ X.reshape(-1, n_C)
    return sums.reshape(*(1 for _ in X.shape[:-1]), n_C)


def _lines(X: Array, each: Array) -> tuple[Array, Array]:
    n = X.shape[-2] if X.ndim > 2 else 1
    return X.reshape(-1, n * X.shape[-1]), np.tile(each.ravel(), n)
