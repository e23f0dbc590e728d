"""Pooling: the largest or the mean value of each window, channel by channel. Nothing here is learnt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape
from striate.nn.windows import Padding, padded, pads_of, places, unpadded

__all__ = ["AveragePooling", "GlobalAveragePooling", "MaxPooling"]


@dataclass(frozen=True)
class _Pooling(Layer):
    """What both kinds share: square windows of ``f`` pixels, ``stride`` apart (``f`` apart where it is not given)."""

    f: int
    stride: int | None = None
    kind: ClassVar[str] = "pool"

    @property
    def step(self) -> int:
        """Pixels from one window to the next."""
        return self.f if self.stride is None else self.stride

    def _padding(self) -> Padding:
        return "valid"

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.f}×{self.f}, stride {self.step})"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        size, f = (shape[0], shape[1]), (self.f, self.f)
        try:
            return *places(size, f, self.step, pads_of(self._padding(), size, f, self.step)), shape[2]
        except ValueError as error:
            raise ValueError(f"{self} does not fit an input of shape {shape}: {error}") from None

    def _taps(self, X: Array, n_H: int, n_W: int) -> Iterator[Array]:
        """For each pixel of the window, row by row: what all windows have there, as a view ``(m, n_H, n_W, n_C)``."""
        s = self.step
        for a in range(self.f):
            for b in range(self.f):
                yield X[:, a : a + s * n_H : s, b : b + s * n_W : s]


@dataclass(frozen=True)
class MaxPooling(_Pooling):
    """The largest value of each window; what hangs over the right or lower edge is left out (floor).

    The gradient goes to the first of equal maxima, row by row: after ReLU a window is often all zeros.

    Attributes
    ----------
    f, stride : the window's size and step; they may overlap. Without ``stride`` windows lie side by side.
    pad : as for a convolution; a padded place is never the maximum.
    """

    pad: Padding = "valid"

    def _padding(self) -> Padding:
        return self.pad

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        n_H, n_W, _ = self.check(X)
        pads = pads_of(self.pad, X.shape[1:3], (self.f, self.f), self.step)
        wide, s = padded(X, pads, -np.inf), self.step
        # The maximum of a window is the maximum of its rows' maxima: 2 f comparisons instead of f².
        rows = wide[:, : s * n_H : s].copy()
        for a in range(1, self.f):
            np.maximum(rows, wide[:, a : a + s * n_H : s], out=rows)
        Y = rows[:, :, : s * n_W : s].copy()
        for b in range(1, self.f):
            np.maximum(Y, rows[:, :, b : b + s * n_W : s], out=Y)

        def by_input(dY: Array) -> Array:
            dX = np.zeros(wide.shape, dY.dtype)
            left = dY.copy()
            for seen, gradient in zip(self._taps(wide, n_H, n_W), self._taps(dX, n_H, n_W), strict=True):
                taken = left * (seen == Y)
                gradient += taken
                left -= taken
            return unpadded(dX, pads)

        return Y, Backward(by_input)


@dataclass(frozen=True)
class AveragePooling(_Pooling):
    """The mean of each window. Without ``stride`` windows lie side by side; what hangs over the edge is left out."""

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        n_H, n_W, _ = self.check(X)
        Y = sum(self._taps(X, n_H, n_W), start=np.zeros((), X.dtype)) / self.f**2

        def by_input(dY: Array) -> Array:
            dX = np.zeros(X.shape, dY.dtype)
            share = dY / self.f**2
            for gradient in self._taps(dX, n_H, n_W):
                gradient += share
            return dX

        return Y, Backward(by_input)


@dataclass(frozen=True)
class GlobalAveragePooling(Layer):
    """The mean of each channel: ``(m, n_H, n_W, n_C)`` to ``(m, n_C)``."""

    kind: ClassVar[str] = "mean"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        return (shape[2],)

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X)

        def by_input(dY: Array) -> Array:
            share = dY / (X.shape[1] * X.shape[2])
            return np.broadcast_to(share[:, np.newaxis, np.newaxis], X.shape).copy()

        return X.mean(axis=(1, 2)), Backward(by_input)
