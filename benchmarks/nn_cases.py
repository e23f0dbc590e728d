"""What the benchmark of `striate.nn` runs: each case is a network, an input, and what is done with them."""

from collections.abc import Callable
from dataclasses import dataclass

from striate import nn
from striate.nn import pretrained

__all__ = ["CASES", "STYLE_LAYERS", "Case"]

STYLE_LAYERS = {"relu1": 1.0, "fire2": 1.0, "fire3": 1.0, "fire5": 1.0, "fire7": 0.5}  # of SqueezeNet, with weights


@dataclass(frozen=True)
class Case:
    """A thing to measure.

    Attributes
    ----------
    does : "forward"; "both", which is forward and the gradients by the input and all parameters; "epoch", 8,000 digits
        in batches with a step of gradient descent each; or "style", one step of painting.
    shape : of the input, with its batch.
    goal : the ratio to PyTorch's time that is to be reached.
    """

    network: Callable[[], nn.Network]
    shape: tuple[int, ...]
    does: str
    goal: float | None = None


def lenet() -> nn.Network:
    """LeNet-5 with ReLU and max-pooling: 61,706 parameters."""
    body = nn.Sequence(
        *(nn.Convolution(5, 6, pad="same"), nn.ReLU(), nn.MaxPooling(2)),
        *(nn.Convolution(5, 16), nn.ReLU(), nn.MaxPooling(2)),
        *(nn.Flatten(), nn.Dense(120), nn.ReLU(), nn.Dense(84), nn.ReLU(), nn.Dense(10)),
    )
    return nn.Network(body, (28, 28, 1))


def single(layer: nn.layer.Layer, *shape: int) -> dict[str, Case]:
    """A layer alone, forward and both ways."""
    name = f"{layer}, {' × '.join(map(str, shape))}"

    def network() -> nn.Network:
        return nn.Network(nn.Sequence(layer=layer), shape[1:])

    return {f"{name}, {does}": Case(network, shape, does) for does in ("forward", "both")}


CASES: dict[str, Case] = {
    "LeNet, an epoch": Case(lenet, (64, 28, 28, 1), "epoch", 2.5),
    "SqueezeNet, forward": Case(pretrained.squeezenet, (1, 227, 227, 3), "forward", 1.3),
    "face ResNet, forward": Case(pretrained.face_embedding, (1, 150, 150, 3), "forward", 1.3),
    "Tiny-YOLO, forward": Case(pretrained.tiny_face_detector, (1, 416, 416, 3), "forward", 1.8),
    "style transfer, a step": Case(pretrained.squeezenet, (1, 224, 224, 3), "style", 1.5),
    **single(nn.Convolution(5, 6, pad="same"), 64, 28, 28, 1),
    **single(nn.Convolution(5, 16), 64, 14, 14, 6),
    **single(nn.Convolution(3, 16, pad="same"), 64, 28, 28, 8),
    **single(nn.Convolution(3, 64, pad="same"), 1, 56, 56, 16),
    **single(nn.Convolution(3, 64, pad="same"), 1, 112, 112, 64),
    **single(nn.Convolution(3, 128, pad="same"), 1, 28, 28, 32),
    **single(nn.Convolution(3, 256, pad="same"), 1, 13, 13, 64),
    **single(nn.Convolution(1, 64), 1, 56, 56, 128),
    **single(nn.SeparableConvolution(3, 64, pad="same"), 1, 104, 104, 32),
}
