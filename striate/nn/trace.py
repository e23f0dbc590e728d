"""A run forward through a network, and the way back: gradients by whatever is asked for, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from striate.nn.layer import Array, Backward, JoinBackward

__all__ = ["Step", "Trace"]


@dataclass(frozen=True)
class Step:
    """One operation that ran: its name, what it read, its parameters' short names, and its way back."""

    name: str
    inputs: tuple[str, ...]
    keys: tuple[str, ...]
    back: Backward | JoinBackward


@dataclass(frozen=True)
class Trace:
    """What `Network.trace` gives.

    Attributes
    ----------
    activations : every activation that was computed, by layer name, ``"input"`` included.
    target : the name of the one that the run ended with.
    outputs : which activation each name, of a layer or a block, stands for.
    steps : what ran, in order.
    """

    activations: dict[str, Array]
    target: str
    outputs: Mapping[str, str]
    steps: list[Step]

    @property
    def output(self) -> Array:
        """The activation that the run ended with."""
        return self.activations[self.target]

    def backward(
        self, upstream: Array | Mapping[str, Array], by: Collection[str] | str | None = None
    ) -> dict[str, Array]:
        """Gradients of a cost by parameters, activations or the input.

        Parameters
        ----------
        upstream : the cost's gradient by the output; or a dict of gradients by several activations, where the cost
            looks at several (a painting's style).
        by : names of what to differentiate by: parameters (``"conv1/W"``), layers or blocks, which stand for their
            activations, or ``"input"``. None means all parameters. Only what these need is computed.

        Returns
        -------
        name to gradient, without what the cost does not depend on, and without running averages, which are not learnt.

        Raises
        ------
        ValueError : a name is unknown, or a gradient has not its activation's shape.
        """
        parameters = {f"{step.name}/{key}" for step in self.steps for key in step.keys}
        wanted = parameters if by is None else {by} if isinstance(by, str) else set(by)
        if unknown := wanted - parameters - self.outputs.keys():
            raise ValueError(f"There is nothing called {min(unknown)!r} to differentiate by.")
        matters = self._matters(wanted)
        gradients = self._start(upstream)
        found: dict[str, Array] = {}
        for step in reversed(self.steps):
            if step.name not in gradients or step.name not in matters:
                continue
            dY = gradients[step.name]
            if isinstance(step.back, Backward) and any(f"{step.name}/{key}" in wanted for key in step.keys):
                found |= {f"{step.name}/{key}": d for key, d in step.back.by_parameters(dY).items()}
            if matters.isdisjoint(step.inputs):
                continue
            dXs = [step.back.by_input(dY)] if isinstance(step.back, Backward) else step.back(dY)
            for name, dX in zip(step.inputs, dXs, strict=True):
                gradients[name] = gradients[name] + dX if name in gradients else dX
        found |= {name: gradients[of] for name, of in self.outputs.items() if of in gradients}
        return {name: gradient for name, gradient in found.items() if name in wanted}

    def _matters(self, wanted: Collection[str]) -> set[str]:
        """The activations through which a cost depends on anything wanted."""
        matters = {self.outputs[name] for name in wanted if name in self.outputs}
        for step in self.steps:
            if not matters.isdisjoint(step.inputs) or any(f"{step.name}/{key}" in wanted for key in step.keys):
                matters.add(step.name)
        return matters

    def _start(self, upstream: Array | Mapping[str, Array]) -> dict[str, Array]:
        given = upstream if isinstance(upstream, Mapping) else {self.target: upstream}
        gradients: dict[str, Array] = {}
        for name, gradient in given.items():
            activation = self.outputs.get(name, "")
            if activation not in self.activations:
                raise ValueError(f"This run has no activation called {name!r}.")
            if gradient.shape != self.activations[activation].shape:
                shape = self.activations[activation].shape
                raise ValueError(f"Activation {name} has shape {shape}; its gradient was given as {gradient.shape}.")
            gradients[activation] = gradients[activation] + gradient if activation in gradients else gradient
        return gradients
