"""Training: batches in random order, a step of the optimiser for each, a line of progress, and what was measured."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.layer import Array
from striate.nn.losses import cross_entropy
from striate.nn.network import Network
from striate.nn.optimisers import SGD, Optimiser
from striate.nn.progress import ProgressLine, bar

__all__ = ["History", "accuracy", "forward_in_batches", "train"]

Loss = Callable[[Array, NDArray[Any]], tuple[float, Array]]


@dataclass
class History:
    """What happened while a network learnt.

    Attributes
    ----------
    step_costs : the cost of each batch, before the step that it led to.
    costs : their mean in each whole epoch.
    measures : what ``measure`` gave after each whole epoch.
    seconds : how long all of it took.
    interrupted : whether it was stopped by hand.
    """

    step_costs: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    measures: list[float] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False


def train(
    network: Network,
    X: NDArray[Any],
    y: ArrayLike,
    *,
    epochs: int,
    batch: int = 64,
    loss: Loss = cross_entropy,
    optimiser: Optimiser | None = None,
    schedule: Callable[[float], float] | None = None,
    augment: Callable[[NDArray[Any], np.random.Generator], NDArray[Any]] | None = None,
    measure: Callable[[Network], float] | None = None,
    only: Collection[str] | None = None,
    seed: int = 0,
    progress: bool = True,
) -> History:
    """Change a network's parameters so that its cost falls. Interrupt it, and it returns with what was learnt so far.

    Parameters
    ----------
    X, y : ``(m, ...)`` inputs and their targets, labels or arrays as ``loss`` takes them.
    epochs : how many times each example is seen.
    batch : examples to a step; the last batch of an epoch may be smaller.
    loss : outputs and targets to the cost and its gradient by the outputs.
    optimiser : by default ``SGD(0.05, momentum=0.9)``.
    schedule : from what part of the steps is done, 0 to 1, to a factor on the learning rate; ``lambda done: 1 - done``
        leads it to 0.
    augment : changes each batch of inputs before it is used, with a generator for what is random in it.
    measure : called on the network after each epoch; for example its accuracy on examples kept apart.
    only : names of the parameters to learn; None means all.
    seed : of the order of examples, of dropout and of ``augment``. One seed gives one result.
    progress : whether to print a line.

    Returns
    -------
    The `History`. The network itself is changed.

    Raises
    ------
    ValueError : ``X`` and ``y`` differ in length, or ``epochs`` or ``batch`` is below 1.
    FloatingPointError : the cost is no longer a finite number; the parameters are those before that step.
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"Each example has one target; there are {len(X)} examples and {len(y)} targets.")
    if epochs < 1 or batch < 1:
        raise ValueError(f"epochs and batch are at least 1; you gave {epochs} and {batch}.")
    optimiser = SGD(0.05, momentum=0.9) if optimiser is None else optimiser
    rate, rng, history, line = optimiser.learning_rate, np.random.default_rng(seed), History(), ProgressLine()
    steps, began = -(-len(X) // batch), time.perf_counter()
    try:
        for epoch in range(epochs):
            for step, rows in enumerate(_batches(len(X), batch, rng)):
                done = (epoch + step / steps) / epochs
                optimiser.learning_rate = rate * (schedule(done) if schedule else 1.0)
                inputs = augment(X[rows], rng) if augment else X[rows]
                history.step_costs.append(_step(network, inputs, y[rows], loss, optimiser, only, rng))
                if progress:
                    left = (time.perf_counter() - began) * (1 - done) / done if done else 0.0
                    cost = f"cost {history.step_costs[-1]:.4f}"
                    line.show(f"epoch {epoch + 1}/{epochs} {bar(done)} {cost}, {left:.0f} s to go")
            history.costs.append(float(np.mean(history.step_costs[-steps:])) if steps else 0.0)
            if measure:
                history.measures.append(float(measure(network)))
            if progress:
                measured = f", measured {history.measures[-1]:.4f}" if measure else ""
                seconds = time.perf_counter() - began
                line.keep(f"epoch {epoch + 1}/{epochs}: cost {history.costs[-1]:.4f}{measured}, {seconds:.1f} s")
    except KeyboardInterrupt:
        history.interrupted = True
        if progress:
            line.keep(f"Stopped after {len(history.step_costs)} steps; what was learnt until then is kept.")
    finally:
        optimiser.learning_rate = rate
    history.seconds = time.perf_counter() - began
    return history


def forward_in_batches(network: Network, X: NDArray[Any], batch: int = 256, until: str | None = None) -> Array:
    """`Network.forward` on many examples, some at a time, so that memory does not grow with their number."""
    parts = [network.forward(X[start : start + batch], until) for start in range(0, max(len(X), 1), batch)]
    return np.concatenate(parts)


def accuracy(network: Network, X: NDArray[Any], y: ArrayLike, batch: int = 256) -> float:
    """The part of examples, 0 to 1, whose highest score is that of their label. ValueError if there are none."""
    y = np.asarray(y)
    if not len(y):
        raise ValueError("There are no examples to measure.")
    return float((forward_in_batches(network, X, batch).argmax(axis=-1) == y).mean())


def _step(
    network: Network,
    X: NDArray[Any],
    y: NDArray[Any],
    loss: Loss,
    optimiser: Optimiser,
    only: Collection[str] | None,
    rng: np.random.Generator,
) -> float:
    trace = network.trace(X, training=rng)
    cost, dZ = loss(trace.output, y)
    if not np.isfinite(cost):
        raise FloatingPointError(f"The cost has become {cost}. A smaller learning rate may help.")
    optimiser.step(network.parameters, trace.backward(dZ, by=only))
    return cost


def _batches(m: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    order = rng.permutation(m)
    return (order[start : start + size] for start in range(0, m, size))
