"""Dropout: while a network learns, some of its activations are left out at random."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters

__all__ = ["Dropout"]


@dataclass(frozen=True)
class Dropout(Layer):
    """While learning, each number is kept with probability ``keep`` and divided by it; else 0. In use, nothing happens.

    Source: Srivastava et al. (2014), in the "inverted" form.
    """

    keep: float
    kind: ClassVar[str] = "dropout"

    def __post_init__(self) -> None:
        if not 0 < self.keep <= 1:
            raise ValueError(f"Dropout keeps a number with a probability above 0 and up to 1; you gave {self.keep}.")

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        if training is None:
            return X, Backward(lambda dY: dY)
        factor = (training.random(X.shape, dtype=np.float32) < self.keep).astype(X.dtype) / self.keep
        return X * factor, Backward(lambda dY: dY * factor)
