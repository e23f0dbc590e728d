"""What a layer is: a description without arrays, which maps an input and its parameters to an output and a way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "Array", "Backward", "Join", "JoinBackward", "Layer", "Parameters", "Shape"]

Array = NDArray[Any]  # float32 or float64; the result has the type of the input
Parameters = Mapping[str, Array]
JoinBackward = Callable[[Array], list[Array]]
Shape = tuple[int, ...]  # of one example, without the batch: (n_H, n_W, n_C), or (n,)

NONE: Parameters = MappingProxyType({})


def _no_parameters(dY: Array) -> dict[str, Array]:
    return {}


@dataclass(frozen=True)
class Backward:
    """The way back through a layer that has just run forward: two functions of ``dY``, the gradient by its output.

    They are separate because either half is often not wanted: training needs no gradient by the pictures, and painting
    needs none by the filters.

    Attributes
    ----------
    by_input : ``dY`` to ``dX``, of the input's shape.
    by_parameters : ``dY`` to a dict with an array for every parameter that is learnt by gradients.
    """

    by_input: Callable[[Array], Array]
    by_parameters: Callable[[Array], dict[str, Array]] = _no_parameters


class Layer:
    """An operation of a network on one input. It holds settings only; its parameters are handed to it.

    So one layer may run on many inputs at once (three faces, one network), and what it remembers for the way back lives
    in the functions that `forward` returns, no longer than these.
    """

    kind: ClassVar[str] = "layer"  # the stem of its name in a network: conv1, conv2

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output for one input of ``shape``. ValueError where such an input does not fit."""
        return shape

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        """The shape of each parameter by name, for inputs of ``shape``."""
        return {}

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        """Parameters to start learning from, drawn in the order of `parameter_shapes`."""
        return {}

    def multiplications(self, shape: Shape) -> int:
        """How many numbers are multiplied by a weight for one example."""
        return 0

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        """The output for a batch, and the way back.

        Parameters
        ----------
        X : ``(m, *shape)``, float32 or float64; ``m`` may be 0.
        parameters : as `parameter_shapes`.
        training : a generator while the network learns, for what is drawn at random; None when it is used.

        Raises
        ------
        ValueError : the input or a parameter has the wrong shape; the message says which was expected.
        """
        raise NotImplementedError

    def check(self, X: Array, parameters: Parameters = NONE) -> Shape:
        """The shape of one output. ValueError, naming the layer, where ``X`` or a parameter has not the right shape."""
        output = self.output_shape(X.shape[1:])
        for name, expected in self.parameter_shapes(X.shape[1:]).items():
            given = parameters[name].shape if name in parameters else None
            if given != expected:
                what = "is missing" if given is None else f"has shape {given}"
                raise ValueError(
                    f"{self}: parameter {name} {what}; for an input of shape {_spelt(X.shape[1:])} it is {expected}."
                )
        return output

    def expect(self, axes: int, shape: Shape) -> None:
        """ValueError, naming the layer, unless one input has this many axes."""
        if len(shape) != axes:
            names = {1: "(m, n)", 3: "(m, n_H, n_W, n_C)"}[axes]
            raise ValueError(f"{self} expects an input of shape {names}; it was given {_spelt(shape)}.")


class Join:
    """An operation on several inputs, where branches of a network meet. It has no parameters."""

    kind: ClassVar[str] = "join"

    def output_shape(self, shapes: Sequence[Shape]) -> Shape:
        """The shape of one output for inputs of these shapes. ValueError where they do not fit together."""
        raise NotImplementedError

    def forward(self, inputs: Sequence[Array]) -> tuple[Array, JoinBackward]:
        """The output, and a function from the gradient by it to the gradients by the inputs."""
        raise NotImplementedError


def _spelt(shape: Shape) -> str:
    """A batch's shape with its first axis called m, as error messages have it."""
    return f"({', '.join(['m', *map(str, shape)])})"
