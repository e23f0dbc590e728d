"""The benchmark's cases run by `striate.nn`, by PyTorch in two memory layouts, and by another NumPy library."""

from collections.abc import Callable
from typing import Any

import numpy as np
from nn_cases import STYLE_LAYERS, Case
from numpy.typing import NDArray

from striate import nn
from striate.nn.style import gram_matrix, style_layer_cost
from striate.nn.windows import pads_of

__all__ = ["ENGINES", "EPOCH"]

EPOCH = 125  # steps of 64 examples
Step = Callable[[], NDArray[Any]]


def _inputs(case: Case) -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal(case.shape, dtype=np.float32)


def _batches(case: Case) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    return rng.random((EPOCH, *case.shape), dtype=np.float32), rng.integers(0, 10, (EPOCH, case.shape[0]))


def _upstream(network: nn.Network, case: Case) -> NDArray[np.float32]:
    shape = (case.shape[0], *network.shapes[network.output])
    return np.random.default_rng(1).standard_normal(shape, dtype=np.float32)


def striate(case: Case) -> Step:
    """Ours."""
    network, X = case.network(), _inputs(case)
    if case.does == "forward":
        return lambda: network.forward(X)
    if case.does == "both":
        dY, names = _upstream(network, case), ["input", *network.parameters]
        return lambda: network.trace(X).backward(dY, by=names)["input"]
    if case.does == "style":
        return _paint(network, X)
    (images, labels), optimiser = _batches(case), nn.SGD(0.01, momentum=0.9)

    def epoch() -> NDArray[Any]:
        rng = np.random.default_rng(0)
        for batch, y in zip(images, labels, strict=True):
            trace = network.trace(batch, training=rng)
            _, dZ = nn.cross_entropy(trace.output, y)
            optimiser.step(network.parameters, trace.backward(dZ))
        return dZ

    return epoch


def _paint(network: nn.Network, X: NDArray[np.float32]) -> Step:
    target = {name: a[0] for name, a in network.activations(X[:, ::-1], list(STYLE_LAYERS)).items()}

    def step() -> NDArray[Any]:
        trace = network.trace(X, until="fire7")
        upstream = {
            name: weight * style_layer_cost(target[name], trace.activations[network.activation_name(name)][0])[1][None]
            for name, weight in STYLE_LAYERS.items()
        }
        return trace.backward(upstream, by="input")["input"]

    return step


def pytorch(case: Case, channels_last: bool = False) -> Step:
    """PyTorch eager, given the same graph with the same parameters."""
    import torch

    layout = torch.channels_last if channels_last else torch.contiguous_format
    network = case.network()
    parameters = {name: _tensor(name, a, layout) for name, a in network.parameters.items()}
    x = _pictures(_inputs(case), layout)
    if case.does == "forward":

        def forward() -> NDArray[Any]:
            with torch.no_grad():
                return _array(_run(network, parameters, x)[network.output])

        return forward
    if case.does == "both":
        dy = _pictures(_upstream(network, case), layout)
        for tensor in (x, *parameters.values()):
            tensor.requires_grad_(True)

        def both() -> NDArray[Any]:
            y = _run(network, parameters, x)[network.output]
            return _array(torch.autograd.grad(y, [x, *parameters.values()], dy)[0])

        return both
    if case.does == "style":
        return _paint_in_pytorch(network, parameters, x, layout)
    for tensor in parameters.values():
        tensor.requires_grad_(True)
    images, labels = _batches(case)
    batches = [(_pictures(X, layout), torch.tensor(y)) for X, y in zip(images, labels, strict=True)]
    optimiser = torch.optim.SGD(parameters.values(), 0.01, momentum=0.9)

    def epoch() -> NDArray[Any]:
        for batch, y in batches:
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(_run(network, parameters, batch)[network.output], y)
            loss.backward()
            optimiser.step()
        return loss.detach().numpy()

    return epoch


def _paint_in_pytorch(network: nn.Network, parameters: dict[str, Any], x: Any, layout: Any) -> Step:
    import torch

    grams = {}
    with torch.no_grad():
        seen = _run(network, parameters, x.flip(2).contiguous(memory_format=layout), "fire7")
        for name in STYLE_LAYERS:
            a = seen[network.activation_name(name)]
            grams[name] = torch.tensor(gram_matrix(_array(a)[0]))
    x = x.clone().requires_grad_(True)

    def step() -> NDArray[Any]:
        seen = _run(network, parameters, x, "fire7")
        cost = torch.zeros(())
        for name, weight in STYLE_LAYERS.items():
            a = seen[network.activation_name(name)]
            places = a[0].flatten(1)
            cost = cost + weight * ((places @ places.T - grams[name]) ** 2).sum() / (2 * a.numel()) ** 2
        return _array(torch.autograd.grad(cost, x)[0])

    return step


def _run(network: nn.Network, parameters: dict[str, Any], x: Any, until: str | None = None) -> dict[str, Any]:
    """A network's activations, by PyTorch's operations."""
    import torch

    F, seen, target = torch.nn.functional, {"input": x}, network.activation_name(until)
    for node in network.nodes:
        operation, inputs = node.operation, [seen[name] for name in node.inputs]
        own = {
            key: parameters.get(f"{node.name}/{key}") for key in ("W", "b", "depthwise", "pointwise", "scale", "shift")
        }
        a = inputs[0]
        match operation:
            case nn.Convolution():
                y = _conv(a, own["W"], own["b"], operation, operation.groups)
            case nn.SeparableConvolution():
                y = F.conv2d(_conv(a, own["depthwise"], None, operation, a.shape[1]), own["pointwise"], own["b"])
            case nn.ReLU():
                y = F.relu(a)
            case nn.LeakyReLU():
                y = F.leaky_relu(a, operation.slope)
            case nn.MaxPooling():
                (top, bottom), (left, right) = pads_of(operation.pad, a.shape[2:], (operation.f,) * 2, operation.step)
                if top == left == 0 and bottom <= 1 and right <= 1 and operation.step > 1:
                    y = F.max_pool2d(a, operation.f, operation.step, ceil_mode=bottom + right > 0)
                else:
                    a = F.pad(a, (left, right, top, bottom), value=-torch.inf)
                    y = F.max_pool2d(a, operation.f, operation.step)
            case nn.AveragePooling():
                y = F.avg_pool2d(a, operation.f, operation.step)
            case nn.GlobalAveragePooling():
                y = a.mean(dim=(2, 3))
            case nn.ScaleShift():
                y = a * own["scale"] + own["shift"]
            case nn.Flatten():
                y = a.flatten(1)
            case nn.Dense():
                y = a @ own["W"] if own["b"] is None else torch.addmm(own["b"], a, own["W"])
            case nn.Addition():
                y = inputs[0] + inputs[1]
            case nn.Concatenation():
                y = torch.cat(inputs, dim=1)
            case _:  # zeros at the end of rows, columns and channels
                n_C, n_H, n_W = network.shapes[node.name][2], *network.shapes[node.name][:2]
                y = F.pad(a, (0, n_W - a.shape[3], 0, n_H - a.shape[2], 0, n_C - a.shape[1]))
        seen[node.name] = y
        if node.name == target:
            break
    return seen


def _conv(a: Any, W: Any, b: Any, layer: Any, groups: int) -> Any:
    import torch

    (top, bottom), (left, right) = pads_of(layer.pad, tuple(a.shape[2:]), tuple(W.shape[2:]), layer.stride)
    if (top, left) == (bottom, right):
        return torch.nn.functional.conv2d(a, W, b, layer.stride, (top, left), groups=groups)
    a = torch.nn.functional.pad(a, (left, right, top, bottom))
    return torch.nn.functional.conv2d(a, W, b, layer.stride, groups=groups)


def _pictures(X: NDArray[np.float32], layout: Any) -> Any:
    import torch

    t = torch.tensor(X)
    return t.permute(0, 3, 1, 2).contiguous(memory_format=layout) if X.ndim == 4 else t


def _tensor(name: str, a: NDArray[np.float32], layout: Any) -> Any:
    import torch

    t = torch.tensor(a)
    if name.endswith(("/scale", "/shift")):
        return t.reshape(1, -1, 1, 1)
    if a.ndim == 4 and a.shape[:3] != (1, 1, 1):
        return t.permute(3, 2, 0, 1).contiguous(memory_format=layout)
    return t.reshape(-1) if name.endswith("/b") else t


def _array(t: Any) -> NDArray[Any]:
    a: NDArray[Any] = t.detach().numpy()
    return a.transpose(0, 2, 3, 1) if a.ndim == 4 else a


def smallpebble(case: Case) -> Step | None:
    """SmallPebble, another library of NumPy alone: a convolution forward. LeNet's epoch takes it 28 seconds."""
    import smallpebble as sp

    network = case.network()
    layer = network.nodes[0].operation
    if case.does != "forward" or len(network.nodes) > 1 or not isinstance(layer, nn.Convolution):
        return None
    X, W, b = (sp.Variable(a) for a in (_inputs(case), network.parameters["layer/W"], network.parameters["layer/b"]))
    strides = layer.stride, layer.stride
    return lambda: sp.add(sp.conv2d(X, W, str(layer.pad).upper(), strides), b).array


ENGINES: dict[str, Callable[[Case], Step | None]] = {
    "striate": striate,
    "PyTorch": pytorch,
    "PyTorch, channels last": lambda case: pytorch(case, channels_last=True),
    "SmallPebble": smallpebble,
}
