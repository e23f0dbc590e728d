"""Bringing activations to one scale: over the batch, by fixed numbers, over neighbouring channels, or to length 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.channels import channel_sums, multiply_channels, shift_channels
from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape

__all__ = ["BatchNormalisation", "L2Normalisation", "LocalResponseNormalisation", "ScaleShift"]


def _each_channel(shape: Shape) -> Shape:
    """The shape of one number for each channel, which lies beside a batch: ``(1, 1, 1, n_C)`` or ``(1, n)``."""
    return (*(1 for _ in shape), shape[-1])


@dataclass(frozen=True)
class BatchNormalisation(Layer):
    """Each channel with mean 0 and variance 1 over the batch and all places, then scaled by gamma and shifted by beta.

    While learning, the batch's own mean and (population) variance are used, and ``mean`` and ``variance`` follow them:
    ``running = momentum * running + (1 - momentum) * batch``. In use, these two are taken, and the layer is a fixed
    scale and shift. Source: Ioffe and Szegedy (2015).

    Attributes
    ----------
    epsilon : added to the variance.
    momentum : how slowly the running averages follow.

    Parameters ``gamma``, ``beta``, and the running averages ``mean`` and ``variance``: ``(1, 1, 1, n_C)``.
    """

    epsilon: float = 1e-5
    momentum: float = 0.9
    kind: ClassVar[str] = "norm"

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        return dict.fromkeys(("gamma", "beta", "mean", "variance"), _each_channel(shape))

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        zeros, ones = np.zeros(_each_channel(shape)), np.ones(_each_channel(shape))
        return {"gamma": ones, "beta": zeros, "mean": zeros.copy(), "variance": ones.copy()}

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X, parameters)
        gamma, beta, axes = parameters["gamma"], parameters["beta"], tuple(range(X.ndim - 1))
        batch = training is not None and X.size > 0
        if batch:
            mean = X.mean(axis=axes, keepdims=True)
            centred = X - mean
            variance = (centred * centred).mean(axis=axes, keepdims=True)
            for running, now in ((parameters["mean"], mean), (parameters["variance"], variance)):
                running += (1 - self.momentum) * (now - running)
        else:
            centred, variance = X - parameters["mean"], parameters["variance"]
        inverse = 1 / np.sqrt(variance + self.epsilon)
        normal = centred * inverse
        scale: Array = np.multiply(gamma, inverse)

        def by_input(dY: Array) -> Array:
            if not batch:
                return dY * scale
            # The mean and the variance depend on every number of the channel: two directions are taken out.
            d, along = dY.mean(axis=axes, keepdims=True), (dY * normal).mean(axis=axes, keepdims=True)
            dX: Array = scale * (dY - d - normal * along)
            return dX

        def by_parameters(dY: Array) -> dict[str, Array]:
            return {
                "gamma": (dY * normal).sum(axis=axes, keepdims=True),
                "beta": dY.sum(axis=axes, keepdims=True),
            }

        return gamma * normal + beta, Backward(by_input, by_parameters)


@dataclass(frozen=True)
class ScaleShift(Layer):
    """Each channel times ``scale`` plus ``shift``, both ``(1, 1, 1, n_C)``: a batch normalisation in use."""

    kind: ClassVar[str] = "scale"

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        return dict.fromkeys(("scale", "shift"), _each_channel(shape))

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        return {"scale": np.ones(_each_channel(shape)), "shift": np.zeros(_each_channel(shape))}

    def multiplications(self, shape: Shape) -> int:
        return int(np.prod(shape))

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X, parameters)
        scale = parameters["scale"]
        Y = multiply_channels(X, scale)
        shift_channels(Y, parameters["shift"])

        def by_parameters(dY: Array) -> dict[str, Array]:
            return {"scale": channel_sums(dY * X), "shift": channel_sums(dY)}

        return Y, Backward(lambda dY: multiply_channels(dY, scale), by_parameters)


@dataclass(frozen=True)
class LocalResponseNormalisation(Layer):
    """``x / (k + alpha * sum of x² over n neighbouring channels)^beta``, the window cut off at the first and last.

    Source: Krizhevsky, Sutskever and Hinton (2012), section 3.3, whose constants are the defaults.
    """

    k: float = 2.0
    n: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    kind: ClassVar[str] = "lrn"

    def _window_sums(self, X: Array, *, mirrored: bool = False) -> Array:
        """For each channel c the sum over c - n // 2 … c + (n - 1) // 2; mirrored, over all c that see this one."""
        before, after = self.n // 2, (self.n - 1) // 2
        if mirrored:
            before, after = after, before
        total, n_C = np.zeros_like(X), X.shape[-1]
        for d in range(-min(before, n_C - 1), min(after, n_C - 1) + 1):
            total[..., max(0, -d) : n_C - max(0, d)] += X[..., max(0, d) : n_C - max(0, -d)]
        return total

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        scale = self.k + self.alpha * self._window_sums(X * X)
        power = scale**-self.beta

        def by_input(dY: Array) -> Array:
            others = self._window_sums(dY * X * power / scale, mirrored=True)
            return np.subtract(dY * power, 2 * self.alpha * self.beta * X * others)

        return X * power, Backward(by_input)


@dataclass(frozen=True)
class L2Normalisation(Layer):
    """Each vector along the last axis divided by its length; a length below epsilon counts as epsilon."""

    epsilon: float = 1e-12
    kind: ClassVar[str] = "unit"

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        length = np.sqrt((X * X).sum(axis=-1, keepdims=True))
        clipped: Array = np.maximum(length, self.epsilon)
        Y = X / clipped

        def by_input(dY: Array) -> Array:
            along = (dY * Y).sum(axis=-1, keepdims=True) * (length >= self.epsilon)
            dX: Array = (dY - Y * along) / clipped
            return dX

        return Y, Backward(by_input)
