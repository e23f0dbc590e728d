"""A network: blocks laid flat as a graph, with its parameters in one flat dict, run forward and backward."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from striate.nn.blocks import Block, Node, Plan
from striate.nn.layer import Array, Backward, JoinBackward, Layer, Shape
from striate.nn.trace import Step, Trace

__all__ = ["Network"]


class Network:
    """Layers wired together, and their parameters.

    Parameters
    ----------
    body : what the network is made of.
    input_shape : of one example, ``(n_H, n_W, n_C)`` or ``(n,)``; it fixes the parameters' shapes. Without a dense
        layer the network takes other heights and widths too.
    seed : of the parameters it starts with.
    parameters : instead of drawing them; names, shapes and nothing else must be the network's.
    dtype : of parameters and activations, float32 or float64.

    Attributes
    ----------
    nodes : the operations, each after those that it reads.
    parameters : flat, ``"conv1/W"`` to array. Assign into it to change them.
    shapes : of one example, by activation name, ``"input"`` included.
    outputs : which activation each name stands for; a block's name stands for the last of it.

    Raises
    ------
    ValueError : layers that do not fit each other, or ``parameters`` that do not fit them.

    Examples
    --------
    >>> from striate.nn import Convolution, Dense, Flatten, MaxPooling, ReLU, Sequence
    >>> body = Sequence(Convolution(5, 6), ReLU(), MaxPooling(2), Flatten(), Dense(10))
    >>> network = Network(body, (28, 28, 1))
    >>> list(network.parameters)
    ['conv1/W', 'conv1/b', 'dense1/W', 'dense1/b']
    >>> network.forward(np.zeros((3, 28, 28, 1))).shape
    (3, 10)
    >>> network.forward(np.zeros((3, 28, 28, 1)), until="pool1").shape
    (3, 12, 12, 6)
    """

    def __init__(
        self,
        body: Block,
        input_shape: Shape,
        seed: int = 0,
        parameters: Mapping[str, Array] | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.body, self.input_shape, self.dtype = body, tuple(input_shape), np.dtype(dtype)
        plan = Plan()
        self.output = body.wire(plan, "", "input")
        self.nodes, self.outputs = tuple(plan.nodes), plan.outputs
        self.shapes: dict[str, Shape] = {"input": self.input_shape}
        self.parameters: dict[str, Array] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        rng = np.random.default_rng(seed)
        for node in self.nodes:
            with _named(node):
                shapes = [self.shapes[name] for name in node.inputs]
                if isinstance(node.operation, Layer):
                    self.shapes[node.name] = node.operation.output_shape(shapes[0])
                    self._keys[node.name] = tuple(node.operation.parameter_shapes(shapes[0]))
                    if parameters is None:
                        drawn = node.operation.initial(shapes[0], rng)
                        self.parameters |= {f"{node.name}/{key}": a.astype(self.dtype) for key, a in drawn.items()}
                else:
                    self.shapes[node.name] = node.operation.output_shape(shapes)
        if parameters is not None:
            self.set_parameters(parameters)

    def parameter_shapes(self) -> dict[str, Shape]:
        """The shape of every parameter, by its name in `parameters`."""
        return {
            f"{node.name}/{key}": shape
            for node in self.nodes
            if isinstance(node.operation, Layer)
            for key, shape in node.operation.parameter_shapes(self.shapes[node.inputs[0]]).items()
        }

    def set_parameters(self, parameters: Mapping[str, Array]) -> None:
        """Take copies of all parameters from a mapping, in the network's type. ValueError unless they fit exactly."""
        shapes = self.parameter_shapes()
        if different := shapes.keys() ^ parameters.keys():
            missing, extra = sorted(different & shapes.keys()), sorted(different - shapes.keys())
            raise ValueError(f"These are not the network's parameters: {missing} are missing, {extra} are too many.")
        for name, shape in shapes.items():
            if parameters[name].shape != shape:
                raise ValueError(f"Parameter {name} has shape {shape}; it was given {parameters[name].shape}.")
        self.parameters = {name: np.array(parameters[name], self.dtype) for name in shapes}

    def save(self, path: str | PathLike[str]) -> None:
        """Write the parameters to an .npz file, one array each, under their names."""
        with open(path, "wb") as file:
            np.savez(file, **self.parameters)  # type: ignore[arg-type]

    def load(self, path: str | PathLike[str]) -> None:
        """Read parameters that `save` wrote. ValueError where they are another network's."""
        with np.load(path, allow_pickle=False) as file:
            self.set_parameters({name: file[name] for name in file.files})

    def forward(self, X: ArrayLike, until: str | None = None) -> Array:
        """The output for a batch, or the activation called ``until``; what lies after it is not computed.

        Parameters
        ----------
        X : ``(m, *input_shape)``; any numbers.
        until : the name of a layer or block.

        Raises
        ------
        ValueError : the input does not fit (the message names the layer), or there is no such name.
        """
        target = self.activation_name(until)
        return self.activations(X, [target])[target]

    def activations(self, X: ArrayLike, names: Collection[str]) -> dict[str, Array]:
        """Several activations by name, from one run. Arguments and errors as `forward`."""
        wanted = {name: self.activation_name(name) for name in names}
        run = self._needed(wanted.values())
        last_reader = {source: node.name for node in run for source in node.inputs}
        live: dict[str, Array] = {"input": np.asarray(X, self.dtype)}
        for node in run:
            live[node.name], _ = self._apply(node, [live[name] for name in node.inputs], None)
            for source in set(node.inputs) - set(wanted.values()):
                if last_reader[source] == node.name:
                    del live[source]
        return {name: live[activation] for name, activation in wanted.items()}

    def trace(self, X: ArrayLike, until: str | None = None, training: np.random.Generator | None = None) -> Trace:
        """Run forward and keep what the way back needs.

        Parameters
        ----------
        X, until : as `forward`.
        training : a generator while the network learns: dropout then drops, and batch normalisation uses the batch.
            None when it only looks, for a saliency map or a painting.
        """
        target = self.activation_name(until)
        activations, steps = {"input": np.asarray(X, self.dtype)}, []
        for node in self._needed([target]):
            inputs = [activations[name] for name in node.inputs]
            activations[node.name], back = self._apply(node, inputs, training)
            steps.append(Step(node.name, node.inputs, self._keys.get(node.name, ()), back))
        return Trace(activations, target, self.outputs, steps)

    def activation_name(self, name: str | None) -> str:
        """The activation that a layer's or block's name stands for; None is the output. ValueError for another."""
        if name is None:
            return self.output
        if name not in self.outputs:
            raise ValueError(f"The network has no {name!r}. Its names are {', '.join(self.outputs)}.")
        return self.outputs[name]

    def _own(self, node: Node) -> dict[str, Array]:
        """A node's parameters under the names that its layer has for them."""
        return {key: self.parameters[f"{node.name}/{key}"] for key in self._keys[node.name]}

    def _needed(self, names: Collection[str]) -> list[Node]:
        """The nodes that these activations rest on, in order."""
        needed, run = set(names), []
        for node in reversed(self.nodes):
            if node.name in needed:
                needed.update(node.inputs)
                run.append(node)
        return run[::-1]

    def _apply(
        self, node: Node, inputs: list[Array], training: np.random.Generator | None
    ) -> tuple[Array, Backward | JoinBackward]:
        with _named(node):
            if isinstance(node.operation, Layer):
                return node.operation.forward(inputs[0], self._own(node), training)
            return node.operation.forward(inputs)


@contextmanager
def _named(node: Node) -> Iterator[None]:
    """An error inside names the node that it happened in."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{node.name}: {error}") from error
