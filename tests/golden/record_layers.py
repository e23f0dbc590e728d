"""Records what PyTorch gives for the layers of ``layer_cases.py``, forward and backward, in ``layers.npz``.

Run from the repository's root, with PyTorch 2.13.0: ``python -m tests.golden.record_layers``
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from striate import nn
from tests.golden.layer_cases import CASES

F = torch.nn.functional
FILE = Path(__file__).with_name("layers.npz")


def there(layer: nn.layer.Layer, x: Any, p: dict[str, Any]) -> Any:
    """A layer's output, by PyTorch."""
    match layer:
        case nn.Convolution():
            return F.conv2d(x, p["W"], p["b"].flatten(), layer.stride, _number(layer.pad), groups=layer.groups)
        case nn.SeparableConvolution():
            middle = F.conv2d(x, p["depthwise"], None, layer.stride, _number(layer.pad), groups=x.shape[1])
            return F.conv2d(middle, p["pointwise"], p["b"].flatten())
        case nn.MaxPooling():
            return F.max_pool2d(x, layer.f, layer.step)
        case nn.AveragePooling():
            return F.avg_pool2d(x, layer.f, layer.step)
        case nn.Dense():
            return x @ p["W"] + p["b"]
        case nn.BatchNormalisation():
            gamma, beta = p["gamma"].flatten(), p["beta"].flatten()
            return F.batch_norm(x, None, None, gamma, beta, training=True, eps=layer.epsilon)
        case nn.PReLU():
            return F.prelu(x, p["slope"])
        case nn.LeakyReLU():
            return F.leaky_relu(x, layer.slope)
        case nn.Softmax():
            return F.softmax(x, dim=1)
        case nn.LocalResponseNormalisation():
            # PyTorch divides alpha by n.
            return F.local_response_norm(x, layer.n, layer.alpha * layer.n, layer.beta, layer.k)
        case nn.L2Normalisation():
            return F.normalize(x, dim=1)
    raise ValueError(layer)


def _number(pad: Any) -> int:
    return 0 if pad == "valid" else int(pad)


def _swapped(a: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
    return np.ascontiguousarray(a.transpose(order)) if a.ndim == 4 else a


def main() -> None:
    recorded: dict[str, np.ndarray] = {"versions": np.array([f"torch {torch.__version__}", f"numpy {np.__version__}"])}
    for number, (name, (layer, shape)) in enumerate(CASES.items()):
        rng = np.random.default_rng(number)
        X = rng.standard_normal(shape)
        own = {key: 0.5 + rng.random(size) for key, size in layer.parameter_shapes(shape[1:]).items()}
        x = torch.tensor(_swapped(X, (0, 3, 1, 2)), requires_grad=True)
        # Filters change their order of axes; biases, (1, 1, 1, n_C), become (n_C, 1, 1, 1), which is flattened above.
        p = {key: torch.tensor(_swapped(a, (3, 2, 0, 1)), requires_grad=True) for key, a in own.items()}
        y = there(layer, x, p)
        dY = rng.standard_normal(_swapped(y.detach().numpy(), (0, 2, 3, 1)).shape)
        y.backward(torch.tensor(_swapped(dY, (0, 3, 1, 2))))
        arrays = {"X": X, "dY": dY, "Y": _swapped(y.detach().numpy(), (0, 2, 3, 1))}
        arrays |= {"dX": _swapped(x.grad.numpy(), (0, 2, 3, 1))} | own
        learnt = {key: t.grad.numpy() for key, t in p.items() if t.grad is not None}
        arrays |= {f"d{key}": _swapped(a, (2, 3, 1, 0)) for key, a in learnt.items()}
        recorded |= {f"{name}/{key}": a for key, a in arrays.items()}
    with FILE.open("wb") as file:
        np.savez_compressed(file, **recorded)
    print(f"{FILE}: {len(CASES)} layers, {FILE.stat().st_size} bytes, {', '.join(recorded['versions'])}")


if __name__ == "__main__":
    main()
