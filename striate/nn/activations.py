"""Activation functions, element by element, and softmax."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape

__all__ = ["LeakyReLU", "PReLU", "ReLU", "Sigmoid", "Softmax", "Tanh", "sigmoid", "softmax"]


@dataclass(frozen=True)
class ReLU(Layer):
    """``max(z, 0)``. Its slope at 0 is taken as 0."""

    kind: ClassVar[str] = "relu"

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        Y = np.maximum(X, 0)
        return Y, Backward(lambda dY: dY * (Y > 0))


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """``z`` where positive, ``slope * z`` elsewhere. 0 ≤ slope ≤ 1."""

    slope: float = 0.01
    kind: ClassVar[str] = "leaky"

    def __post_init__(self) -> None:
        if not 0 <= self.slope <= 1:
            raise ValueError(f"The slope of a leaky ReLU lies between 0 and 1; you gave {self.slope}.")

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        Y = X * self.slope
        np.maximum(X, Y, out=Y)
        return Y, Backward(lambda dY: _by_sign(dY, X > 0, self.slope))


@dataclass(frozen=True)
class PReLU(Layer):
    """A leaky ReLU whose slope is learnt, one for each channel. Source: He et al. (2015).

    Parameter ``slope (n_C,)``.
    """

    kind: ClassVar[str] = "prelu"

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        return {"slope": (shape[-1],)}

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        return {"slope": np.full(shape[-1], 0.25)}

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X, parameters)
        slope = parameters["slope"]

        def by_input(dY: Array) -> Array:
            return _by_sign(dY, X > 0, slope)

        def by_parameters(dY: Array) -> dict[str, Array]:
            return {"slope": (dY * np.minimum(X, 0)).reshape(-1, slope.size).sum(axis=0)}

        return _by_sign(X, X > 0, slope), Backward(by_input, by_parameters)


@dataclass(frozen=True)
class Tanh(Layer):
    """The hyperbolic tangent."""

    kind: ClassVar[str] = "tanh"

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        Y = np.tanh(X)
        return Y, Backward(lambda dY: dY * (1 - Y * Y))


@dataclass(frozen=True)
class Sigmoid(Layer):
    """``1 / (1 + exp(-z))``."""

    kind: ClassVar[str] = "sigmoid"

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        Y = sigmoid(X)
        return Y, Backward(lambda dY: dY * Y * (1 - Y))


@dataclass(frozen=True)
class Softmax(Layer):
    """Probabilities along the last axis. To learn, leave it out and give the scores to `cross_entropy`."""

    kind: ClassVar[str] = "softmax"

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        Y = softmax(X)
        return Y, Backward(lambda dY: Y * (dY - (dY * Y).sum(axis=-1, keepdims=True)))


def _by_sign(A: Array, positive: Array, slope: float | Array) -> Array:
    """``A`` where positive, ``slope * A`` elsewhere; products with 0 and 1 are several times faster than `np.where`."""
    B: Array = A * positive
    B += A * ~positive * slope
    return B


def sigmoid(Z: Array) -> Array:
    """``1 / (1 + exp(-Z))``, written so that no exponential overflows."""
    e = np.exp(-np.abs(Z))
    result: Array = np.where(Z >= 0, 1, e) / (1 + e)
    return result


def softmax(Z: Array) -> Array:
    """``exp(Z) / sum exp(Z)`` along the last axis; the largest score is taken off first, so that nothing overflows."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True, initial=-np.inf))
    result: Array = e / e.sum(axis=-1, keepdims=True)
    return result
