"""Losses: how wrong a batch of outputs is, and the gradient by them. All are means over the batch."""

import numpy as np
from numpy.typing import ArrayLike

from striate.nn.activations import sigmoid
from striate.nn.layer import Array

__all__ = ["binary_cross_entropy", "cross_entropy", "squared_error"]


def cross_entropy(Z: Array, y: ArrayLike) -> tuple[float, Array]:
    """Softmax, then the mean of minus the logarithm of the right class's probability.

    Parameters
    ----------
    Z : scores ``(m, classes)``, before softmax.
    y : labels ``(m,)``, integers from 0.

    Returns
    -------
    The cost, 0 for an empty batch, and its gradient by ``Z``: ``(softmax(Z) - one_hot(y)) / m``.

    Raises
    ------
    ValueError : the shapes do not match, or a label is out of range.
    """
    y = np.asarray(y)
    if Z.ndim != 2 or y.shape != Z.shape[:1]:
        raise ValueError(f"cross_entropy expects scores (m, classes) and labels (m,); given {Z.shape} and {y.shape}.")
    if y.size and not (np.issubdtype(y.dtype, np.integer) and y.min() >= 0 and y.max() < Z.shape[1]):
        raise ValueError(f"cross_entropy expects whole labels from 0 to {Z.shape[1] - 1}.")
    m, rows = max(len(y), 1), np.arange(len(y))
    Z = Z - Z.max(axis=1, keepdims=True, initial=-np.inf)
    e = np.exp(Z)
    total = e.sum(axis=1, keepdims=True)
    cost = float((np.log(total[:, 0]) - Z[rows, y.astype(int)]).sum() / m)
    dZ = e / total
    dZ[rows, y.astype(int)] -= 1
    return cost, dZ / m


def squared_error(Z: Array, y: ArrayLike) -> tuple[float, Array]:
    """The sum of squared differences over an example's numbers, the mean over examples.

    Parameters
    ----------
    Z, y : outputs and targets, both ``(m, ...)``.

    Returns
    -------
    The cost and its gradient by ``Z``: ``2 (Z - y) / m``.

    Raises
    ------
    ValueError : the shapes differ.
    """
    difference = Z - _target(Z, y, "squared_error")
    m = max(len(Z), 1)
    return float((difference * difference).sum() / m), difference * (2 / m)


def binary_cross_entropy(Z: Array, y: ArrayLike) -> tuple[float, Array]:
    """A sigmoid, then the log loss of each yes-or-no answer: the sum over an example's answers, the mean over examples.

    Parameters
    ----------
    Z : scores before the sigmoid, ``(m, ...)``.
    y : targets of the same shape, 0 to 1.

    Returns
    -------
    The cost and its gradient by ``Z``: ``(sigmoid(Z) - y) / m``.

    Raises
    ------
    ValueError : the shapes differ.
    """
    target, m = _target(Z, y, "binary_cross_entropy"), max(len(Z), 1)
    # -y log s(z) - (1 - y) log(1 - s(z)), without the exponential of a large number.
    cost = np.maximum(Z, 0) - Z * target + np.log1p(np.exp(-np.abs(Z)))
    return float(cost.sum() / m), (sigmoid(Z) - target) / m


def _target(Z: Array, y: ArrayLike, loss: str) -> Array:
    target = np.asarray(y, dtype=Z.dtype)
    if target.shape != Z.shape:
        raise ValueError(f"{loss} expects a target of the outputs' shape {Z.shape}; it was given {target.shape}.")
    return target
