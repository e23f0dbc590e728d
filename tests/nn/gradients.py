"""Gradients by finite differences, and inputs that tests share."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from striate.nn.layer import Layer

Floats = NDArray[np.float64]


def numerical_gradient(cost: Callable[[], float], x: Floats, eps: float = 1e-6) -> Floats:
    """The gradient of ``cost()`` by ``x``, which is changed in place and put back, by central differences."""
    gradient = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        kept = x[at]
        x[at] = kept + eps
        above = cost()
        x[at] = kept - eps
        below = cost()
        x[at] = kept
        gradient[at] = (above - below) / (2 * eps)
    return gradient


def spread(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Numbers none of which lies near another or near zero, so that no maximum and no kink is within ``eps``."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) - n / 2 + 0.25) / max(n, 1) * 4).reshape(shape)


def assert_layer_gradients(layer: Layer, X: Floats, seed: int = 0, training: int | None = None) -> None:
    """Both halves of a layer's way back agree with finite differences, for a random upstream gradient."""
    rng = np.random.default_rng(seed)
    parameters = {name: a + 0.1 * rng.random(a.shape) for name, a in layer.initial(X.shape[1:], rng).items()}

    def run() -> Floats:
        own = {name: a.copy() if name in ("mean", "variance") else a for name, a in parameters.items()}
        return layer.forward(X, own, None if training is None else np.random.default_rng(training))[0]

    own = {name: a.copy() for name, a in parameters.items()}
    Y, back = layer.forward(X, own, None if training is None else np.random.default_rng(training))
    dY = rng.standard_normal(Y.shape)
    assert Y.shape == (len(X), *layer.output_shape(X.shape[1:]))

    def cost() -> float:
        return float((run() * dY).sum())

    kept = dY.copy()
    dX, gradients = back.by_input(dY), back.by_parameters(dY)
    np.testing.assert_array_equal(dY, kept, err_msg="the upstream gradient was changed")
    assert dX.shape == X.shape
    np.testing.assert_allclose(dX, numerical_gradient(cost, X), rtol=1e-5, atol=1e-7)
    learnt = parameters.keys() - {"mean", "variance"}
    assert gradients.keys() == learnt
    for name in learnt:
        assert gradients[name].shape == parameters[name].shape
        expected = numerical_gradient(cost, parameters[name])
        np.testing.assert_allclose(gradients[name], expected, rtol=1e-5, atol=1e-7, err_msg=name)
