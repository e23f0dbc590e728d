"""Zeros after the last row, column and channel: how the face network makes the two ways of a residual block equal."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape

__all__ = ["Zeros"]


@dataclass(frozen=True)
class Zeros(Layer):
    """The input with ``rows``, ``columns`` and ``channels`` of zeros at its end."""

    rows: int = 0
    columns: int = 0
    channels: int = 0
    kind: ClassVar[str] = "zeros"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        return shape[0] + self.rows, shape[1] + self.columns, shape[2] + self.channels

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X)
        _, n_H, n_W, n_C = X.shape
        Y = np.pad(X, ((0, 0), (0, self.rows), (0, self.columns), (0, self.channels)))
        return Y, Backward(lambda dY: dY[:, :n_H, :n_W, :n_C])
