"""Where branches of a network meet: side by side, or added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import Array, Join, JoinBackward, Shape

__all__ = ["Addition", "Concatenation"]


@dataclass(frozen=True)
class Concatenation(Join):
    """Inputs side by side along the channels, the last axis. Their other axes agree."""

    kind: ClassVar[str] = "concat"

    def output_shape(self, shapes: Sequence[Shape]) -> Shape:
        if len({shape[:-1] for shape in shapes}) != 1:
            raise ValueError(
                f"Concatenation expects inputs that differ in channels only; it was given {_list(shapes)}."
            )
        return *shapes[0][:-1], sum(shape[-1] for shape in shapes)

    def forward(self, inputs: Sequence[Array]) -> tuple[Array, JoinBackward]:
        self.output_shape([X.shape[1:] for X in inputs])
        borders = np.cumsum([X.shape[-1] for X in inputs[:-1]])
        return np.concatenate(inputs, axis=-1), lambda dY: np.split(dY, borders, axis=-1)


@dataclass(frozen=True)
class Addition(Join):
    """The sum of inputs of one shape; each gets the whole gradient."""

    kind: ClassVar[str] = "add"

    def output_shape(self, shapes: Sequence[Shape]) -> Shape:
        if len(set(shapes)) != 1:
            raise ValueError(f"Addition expects inputs of one shape; it was given {_list(shapes)}.")
        return shapes[0]

    def forward(self, inputs: Sequence[Array]) -> tuple[Array, JoinBackward]:
        self.output_shape([X.shape[1:] for X in inputs])
        Y = inputs[0] + inputs[1] if len(inputs) > 1 else inputs[0].copy()
        for X in inputs[2:]:
            Y += X
        return Y, lambda dY: [dY] * len(inputs)


def _list(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))
