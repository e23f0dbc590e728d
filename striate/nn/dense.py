"""Layers on plain vectors: fully connected, and flattening, which leads there."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape

__all__ = ["Dense", "Flatten"]


@dataclass(frozen=True)
class Dense(Layer):
    """Each of ``units`` outputs is a weighted sum of all inputs: ``(m, n)`` to ``(m, units)``.

    ``bias`` and ``gain`` as in `Convolution`. Parameters ``W (n, units)`` and ``b (1, units)``.
    """

    units: int
    bias: bool = True
    gain: float = 2.0
    kind: ClassVar[str] = "dense"

    def __str__(self) -> str:
        return f"Dense({self.units} units)"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(1, shape)
        return (self.units,)

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        W: dict[str, Shape] = {"W": (shape[0], self.units)}
        return W | ({"b": (1, self.units)} if self.bias else {})

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        W = rng.standard_normal((shape[0], self.units)) * np.sqrt(self.gain / shape[0])
        return {"W": W} | ({"b": np.zeros((1, self.units))} if self.bias else {})

    def multiplications(self, shape: Shape) -> int:
        return shape[0] * self.units

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X, parameters)
        W = parameters["W"]
        Z = X @ W
        if self.bias:
            Z += parameters["b"]

        def by_parameters(dZ: Array) -> dict[str, Array]:
            return {"W": X.T @ dZ} | ({"b": dZ.sum(axis=0, keepdims=True)} if self.bias else {})

        return Z, Backward(lambda dZ: dZ @ W.T, by_parameters)


@dataclass(frozen=True)
class Flatten(Layer):
    """All numbers of an example in one row, the last axis fastest: ``(m, n_H, n_W, n_C)`` to ``(m, n_H n_W n_C)``."""

    kind: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        shape = X.shape
        return X.reshape(shape[0], prod(shape[1:])), Backward(lambda dY: dY.reshape(shape))
