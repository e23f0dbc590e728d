"""Layers whose numbers ``record_layers.py`` records from PyTorch, for machines that do not have it."""

from striate import nn

__all__ = ["CASES"]

CASES: dict[str, tuple[nn.layer.Layer, tuple[int, ...]]] = {
    "convolution": (nn.Convolution(3, 5, stride=2, pad=1), (2, 7, 6, 3)),
    "convolution, few filters": (nn.Convolution(5, 4, pad=2), (3, 8, 8, 1)),
    "convolution, many channels": (nn.Convolution(3, 8, pad=1), (1, 6, 5, 40)),
    "convolution, groups": (nn.Convolution(3, 6, groups=2), (2, 5, 6, 4)),
    "convolution, depthwise": (nn.Convolution(3, 4, pad=1, groups=4), (2, 5, 6, 4)),
    "convolution, 1×1": (nn.Convolution(1, 5), (2, 4, 3, 6)),
    "separable convolution": (nn.SeparableConvolution(3, 5, pad=1), (2, 5, 6, 3)),
    "max-pooling": (nn.MaxPooling(3, stride=2), (2, 7, 8, 3)),
    "average pooling": (nn.AveragePooling(2), (2, 7, 6, 3)),
    "dense": (nn.Dense(4), (3, 7)),
    "batch normalisation": (nn.BatchNormalisation(), (3, 4, 5, 3)),
    "PReLU": (nn.PReLU(), (2, 4, 3, 5)),
    "leaky ReLU": (nn.LeakyReLU(0.1), (2, 4, 3, 5)),
    "softmax": (nn.Softmax(), (3, 6)),
    "local response normalisation": (nn.LocalResponseNormalisation(alpha=0.3), (2, 3, 2, 9)),
    "L2 normalisation": (nn.L2Normalisation(), (3, 6)),
}
