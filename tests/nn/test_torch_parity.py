"""The same numbers as PyTorch, forward and backward, for shapes and settings drawn at random."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from striate import nn

torch = pytest.importorskip("torch", reason="PyTorch is not installed here; test_golden.py has recorded values.")
pytestmark = pytest.mark.torch

F = torch.nn.functional
sizes, channels, batches = st.integers(1, 9), st.integers(1, 5), st.integers(1, 3)
seeds = st.integers(0, 2**16)
dtypes = st.sampled_from([np.float32, np.float64])


def tensor(a: np.ndarray) -> Any:
    """As PyTorch has it: channels before height and width, filters first; a tensor that wants its gradient."""
    order = {4: (0, 3, 1, 2)}.get(a.ndim, range(a.ndim))
    return torch.tensor(np.ascontiguousarray(a.transpose(order)), requires_grad=True)


def weights(W: np.ndarray) -> Any:
    return torch.tensor(np.ascontiguousarray(W.transpose(3, 2, 0, 1)), requires_grad=True)


def array(t: Any) -> np.ndarray:
    a = t.detach().numpy()
    return a.transpose(0, 2, 3, 1) if a.ndim == 4 else a


def assert_same(ours: np.ndarray, theirs: np.ndarray, what: str = "") -> None:
    tolerance = 1e-4 if ours.dtype == np.float32 else 1e-10
    scale = max(1.0, float(np.abs(theirs).max(initial=0.0)))
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * scale, err_msg=what)


def assert_layer(
    layer: nn.layer.Layer,
    X: np.ndarray,
    there: Any,
    x: Any,
    parameters: dict[str, np.ndarray] | None = None,
    theirs: Sequence[tuple[str, Any]] = (),
    training: bool = False,
) -> None:
    """A layer equals ``there``, PyTorch's output for ``x``, and so do its gradients for a random upstream one."""
    rng = np.random.default_rng(1)
    Y, back = layer.forward(X, parameters or {}, rng if training else None)
    assert_same(Y, array(there), "output")
    dY = rng.standard_normal(Y.shape).astype(Y.dtype)
    there.backward(tensor(dY).detach())
    assert_same(back.by_input(dY), array(x.grad), "gradient by the input")
    gradients = back.by_parameters(dY)
    for name, parameter in theirs:
        theirs_in_order = parameter.grad.numpy()
        if theirs_in_order.ndim == 4:
            theirs_in_order = theirs_in_order.transpose(2, 3, 1, 0)
        assert_same(gradients[name].reshape(theirs_in_order.shape), theirs_in_order, name)


@settings(max_examples=120, deadline=None)
@given(
    batches,
    sizes,
    sizes,
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 3),
    st.tuples(*[st.integers(0, 3)] * 4),
    st.integers(1, 4),
    dtypes,
    seeds,
)
def test_convolution(
    m: int,
    n_H: int,
    n_W: int,
    f_H: int,
    f_W: int,
    stride: int,
    per_group: int,
    filters: int,
    pads: tuple[int, int, int, int],
    groups: int,
    dtype: Any,
    seed: int,
) -> None:
    top, bottom, left, right = pads
    assume(f_H <= n_H + top + bottom and f_W <= n_W + left + right)
    rng = np.random.default_rng(seed)
    layer = nn.Convolution((f_H, f_W), filters * groups, stride, ((top, bottom), (left, right)), groups)
    X = rng.standard_normal((m, n_H, n_W, per_group * groups)).astype(dtype)
    parameters = {name: rng.standard_normal(s).astype(dtype) for name, s in layer.parameter_shapes(X.shape[1:]).items()}
    x, W = tensor(X), weights(parameters["W"])
    b = torch.tensor(parameters["b"].ravel(), requires_grad=True)
    there = F.conv2d(F.pad(x, (left, right, top, bottom)), W, b, stride, groups=groups)
    assert_layer(layer, X, there, x, parameters, [("W", W), ("b", b)])


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from([1, 2, 64]),
    st.integers(7, 40),
    st.integers(7, 40),
    st.sampled_from([1, 3, 16, 48]),
    st.sampled_from([1, 6, 32, 64]),
    st.sampled_from([1, 3, 5]),
    st.integers(1, 2),
    seeds,
)
def test_convolution_at_the_sizes_that_networks_have(
    m: int, n_H: int, n_W: int, n_C_prev: int, n_C: int, f: int, stride: int, seed: int
) -> None:
    """Larger shapes may take other ways to the same numbers."""
    rng = np.random.default_rng(seed)
    layer = nn.Convolution(f, n_C, stride, f // 2)
    X = rng.standard_normal((m, n_H, n_W, n_C_prev)).astype(np.float32)
    parameters = {name: a.astype(np.float32) for name, a in layer.initial(X.shape[1:], rng).items()}
    x, W = tensor(X), weights(parameters["W"])
    b = torch.tensor(parameters["b"].ravel(), requires_grad=True)
    there = F.conv2d(x, W, b, stride, f // 2)
    assert_layer(layer, X, there, x, parameters, [("W", W), ("b", b)])


@settings(max_examples=50, deadline=None)
@given(
    batches, sizes, sizes, channels, channels, st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), dtypes, seeds
)
def test_separable_convolution(
    m: int, n_H: int, n_W: int, n_C_prev: int, n_C: int, f: int, stride: int, pad: int, dtype: Any, seed: int
) -> None:
    assume(f <= min(n_H, n_W) + 2 * pad)
    rng = np.random.default_rng(seed)
    layer = nn.SeparableConvolution(f, n_C, stride, pad)
    X = rng.standard_normal((m, n_H, n_W, n_C_prev)).astype(dtype)
    parameters = {name: rng.standard_normal(s).astype(dtype) for name, s in layer.parameter_shapes(X.shape[1:]).items()}
    x, depthwise, pointwise = tensor(X), weights(parameters["depthwise"]), weights(parameters["pointwise"])
    b = torch.tensor(parameters["b"].ravel(), requires_grad=True)
    there = F.conv2d(F.conv2d(x, depthwise, None, stride, pad, groups=n_C_prev), pointwise, b)
    assert_layer(layer, X, there, x, parameters, [("depthwise", depthwise), ("pointwise", pointwise), ("b", b)])


@settings(max_examples=80, deadline=None)
@given(batches, sizes, sizes, channels, st.integers(1, 4), st.integers(1, 4), dtypes, seeds, st.booleans())
def test_pooling(m: int, n_H: int, n_W: int, n_C: int, f: int, stride: int, dtype: Any, seed: int, ties: bool) -> None:
    """With ties too: PyTorch gives the gradient to the first maximum, as we do."""
    assume(f <= min(n_H, n_W))
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, n_H, n_W, n_C)).astype(dtype)
    if ties:
        X = np.maximum(np.round(X), 0)
    for layer, there in ((nn.MaxPooling(f, stride), F.max_pool2d), (nn.AveragePooling(f, stride), F.avg_pool2d)):
        x = tensor(X)
        assert_layer(layer, X, there(x, f, stride), x)


@settings(max_examples=30, deadline=None)
@given(batches, sizes, sizes, channels, dtypes, seeds)
def test_layers_without_settings(m: int, n_H: int, n_W: int, n_C: int, dtype: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, n_H, n_W, n_C)).astype(dtype)
    for layer, there in (
        (nn.ReLU(), F.relu),
        (nn.LeakyReLU(0.1), lambda x: F.leaky_relu(x, 0.1)),
        (nn.Tanh(), torch.tanh),
        (nn.Sigmoid(), torch.sigmoid),
        (nn.Softmax(), lambda x: F.softmax(x, dim=1)),
        (nn.GlobalAveragePooling(), lambda x: x.mean(dim=(2, 3))),
        (nn.L2Normalisation(), lambda x: F.normalize(x, dim=1)),
        (nn.Flatten(), lambda x: x.permute(0, 2, 3, 1).flatten(1)),
    ):
        x = tensor(X)
        assert_layer(layer, X, there(x), x)


@settings(max_examples=30, deadline=None)
@given(batches, sizes, sizes, channels, dtypes, seeds)
def test_prelu(m: int, n_H: int, n_W: int, n_C: int, dtype: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, slope = rng.standard_normal((m, n_H, n_W, n_C)).astype(dtype), rng.random(n_C).astype(dtype)
    x, s = tensor(X), torch.tensor(slope, requires_grad=True)
    assert_layer(nn.PReLU(), X, F.prelu(x, s), x, {"slope": slope}, [("slope", s)])


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 4), sizes, sizes, channels, dtypes, seeds, st.booleans())
def test_batch_normalisation(m: int, n_H: int, n_W: int, n_C: int, dtype: Any, seed: int, training: bool) -> None:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, n_H, n_W, n_C)).astype(dtype)
    names = ("gamma", "beta", "mean", "variance")
    parameters = {name: (0.5 + rng.random((1, 1, 1, n_C))).astype(dtype) for name in names}
    gamma, beta, mean, variance = (torch.tensor(parameters[name].ravel()) for name in names)
    gamma.requires_grad_(True)
    beta.requires_grad_(True)
    x, n = tensor(X), X.size // n_C
    there = F.batch_norm(x, mean, variance, gamma, beta, training, momentum=0.1, eps=1e-3)
    layer = nn.BatchNormalisation(epsilon=1e-3, momentum=0.9)
    before = parameters["variance"].copy()
    assert_layer(layer, X, there, x, parameters, [("gamma", gamma), ("beta", beta)], training)
    if training:
        assert_same(parameters["mean"].ravel(), mean.numpy())
        # PyTorch keeps the unbiased variance; ours is the one that was used.
        unbiased = 0.9 * before + (parameters["variance"] - 0.9 * before) * n / (n - 1)
        assert_same(unbiased.ravel(), variance.numpy())


@settings(max_examples=30, deadline=None)
@given(batches, sizes, sizes, st.integers(1, 12), st.sampled_from([1, 3, 5]), dtypes, seeds)
def test_local_response_normalisation(m: int, n_H: int, n_W: int, n_C: int, n: int, dtype: Any, seed: int) -> None:
    """PyTorch divides alpha by n."""
    X = np.random.default_rng(seed).standard_normal((m, n_H, n_W, n_C)).astype(dtype)
    x = tensor(X)
    there = F.local_response_norm(x, n, alpha=0.3 * n, beta=0.75, k=2.0)
    assert_layer(nn.LocalResponseNormalisation(k=2, n=n, alpha=0.3, beta=0.75), X, there, x)


@settings(max_examples=30, deadline=None)
@given(batches, channels, channels, dtypes, seeds)
def test_dense_and_losses(m: int, n: int, units: int, dtype: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer, X = nn.Dense(units), rng.standard_normal((m, n)).astype(dtype)
    parameters = {name: rng.standard_normal(s).astype(dtype) for name, s in layer.parameter_shapes((n,)).items()}
    x, W, b = tensor(X), tensor(parameters["W"]), tensor(parameters["b"])
    assert_layer(layer, X, x @ W + b, x, parameters, [("W", W), ("b", b)])

    y, target = rng.integers(0, n, m), rng.random((m, n)).astype(dtype)
    for loss, aim, there in (
        (nn.cross_entropy, y, lambda z: F.cross_entropy(z, torch.tensor(y))),
        (nn.squared_error, target, lambda z: F.mse_loss(z, torch.tensor(target), reduction="sum") / m),
        (
            nn.binary_cross_entropy,
            target,
            lambda z: F.binary_cross_entropy_with_logits(z, torch.tensor(target), reduction="sum") / m,
        ),
    ):
        cost, dZ = loss(X, aim)
        z = tensor(X)
        theirs = there(z)
        theirs.backward()
        assert cost == pytest.approx(theirs.item(), rel=1e-4, abs=1e-6)
        assert_same(dZ, z.grad.numpy())


def test_optimisers_take_the_same_steps() -> None:
    rng = np.random.default_rng(0)
    start = rng.standard_normal(5)
    for ours, theirs in (
        (nn.SGD(0.1, momentum=0.9, decay=0.01), lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01)),
        (nn.Adam(0.1), lambda p: torch.optim.Adam(p, 0.1)),
    ):
        parameters, p = {"W": start.copy()}, torch.tensor(start, requires_grad=True)
        optimiser = theirs([p])
        for _ in range(5):
            g = rng.standard_normal(5)
            p.grad = torch.tensor(g)
            optimiser.step()
            ours.step(parameters, {"W": g})
        np.testing.assert_allclose(parameters["W"], p.detach().numpy(), rtol=1e-10)
