"""Optimisers: from parameters and their gradients to better parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from striate.nn.layer import Array

__all__ = ["SGD", "Adam", "Optimiser"]


class Optimiser(Protocol):
    """Anything with a learning rate that can take a step."""

    learning_rate: float

    def step(self, parameters: dict[str, Array], gradients: Mapping[str, Array]) -> None:
        """Put better arrays in the place of those parameters that have a gradient. The old arrays stay as they were."""


@dataclass
class SGD:
    """Stochastic gradient descent with momentum: ``v = momentum v + g``, then ``p = p - learning_rate v``.

    Attributes
    ----------
    learning_rate, momentum : as in the formula.
    decay : weight decay; ``decay p`` is added to each gradient.
    velocity : ``v`` by parameter name, zero at first.
    """

    learning_rate: float
    momentum: float = 0.0
    decay: float = 0.0
    velocity: dict[str, Array] = field(default_factory=dict, repr=False)

    def step(self, parameters: dict[str, Array], gradients: Mapping[str, Array]) -> None:
        """Put better arrays in the place of those parameters that have a gradient. The old arrays stay as they were."""
        better: dict[str, Array] = {}
        for name, g in gradients.items():
            p = parameters[name]
            v = g + self.decay * p if self.decay else g
            if self.momentum and name in self.velocity:
                v = self.momentum * self.velocity[name] + v
            self.velocity[name] = v
            better[name] = p - self.learning_rate * v
        # All at once, so that an interrupt between two parameters does not leave half a step.
        parameters.update(better)


@dataclass
class Adam:
    """Adam: steps of the mean gradient over the root of the mean squared gradient. Source: Kingma and Ba (2015).

    Attributes
    ----------
    learning_rate : about the size of a step.
    beta1, beta2 : how slowly the two running means follow.
    epsilon : added to the root.
    steps : how many were taken.
    mean, square : the running means by parameter name, zero at first.
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    steps: int = 0
    mean: dict[str, Array] = field(default_factory=dict, repr=False)
    square: dict[str, Array] = field(default_factory=dict, repr=False)

    def step(self, parameters: dict[str, Array], gradients: Mapping[str, Array]) -> None:
        """Put better arrays in the place of those parameters that have a gradient. The old arrays stay as they were."""
        self.steps += 1
        better: dict[str, Array] = {}
        for name, g in gradients.items():
            self.mean[name] = self.beta1 * self.mean.get(name, 0.0) + (1 - self.beta1) * g
            self.square[name] = self.beta2 * self.square.get(name, 0.0) + (1 - self.beta2) * g * g
            # Both means start at zero; dividing by how much of the weight is filled takes that out.
            mean = self.mean[name] / (1 - self.beta1**self.steps)
            square = self.square[name] / (1 - self.beta2**self.steps)
            better[name] = parameters[name] - self.learning_rate * mean / (np.sqrt(square) + self.epsilon)
        parameters.update(better)
