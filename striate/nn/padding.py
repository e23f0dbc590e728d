"""A layer that only adds zeros: around the picture, or as further channels."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape
from striate.nn.windows import NO_PADS, Pads

__all__ = ["ZeroPadding"]


@dataclass(frozen=True)
class ZeroPadding(Layer):
    """Zeros around the picture and behind its channels; a shortcut whose body has more channels may need them.

    Attributes
    ----------
    pads : rows and columns, ``((top, bottom), (left, right))``.
    channels : how many channels of zeros come after the input's own.
    """

    pads: Pads = NO_PADS
    channels: int = 0
    kind: ClassVar[str] = "pad"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        return shape[0] + sum(self.pads[0]), shape[1] + sum(self.pads[1]), shape[2] + self.channels

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        (top, _), (left, _) = self.pads
        m, n_H, n_W, n_C = X.shape
        Y = np.zeros((m, *self.check(X)), X.dtype)
        Y[:, top : top + n_H, left : left + n_W, :n_C] = X
        return Y, Backward(lambda dY: dY[:, top : top + n_H, left : left + n_W, :n_C])
