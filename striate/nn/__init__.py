"""Neural networks in NumPy alone: layers with their gradients, put together as a graph, and trained.

`functional` has the plain functions of the first lessons.
"""

from striate.nn.activations import LeakyReLU, PReLU, ReLU, Sigmoid, Softmax, Tanh, sigmoid, softmax
from striate.nn.blocks import Branches, Sequence, Shortcut
from striate.nn.convolution import Convolution, SeparableConvolution
from striate.nn.dense import Dense, Flatten
from striate.nn.dropout import Dropout
from striate.nn.joins import Addition, Concatenation
from striate.nn.losses import binary_cross_entropy, cross_entropy, squared_error
from striate.nn.network import Network
from striate.nn.normalisation import BatchNormalisation, L2Normalisation, LocalResponseNormalisation, ScaleShift
from striate.nn.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from striate.nn.trace import Trace

__all__ = [
    "Addition",
    "AveragePooling",
    "BatchNormalisation",
    "Branches",
    "Concatenation",
    "Convolution",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling",
    "L2Normalisation",
    "LeakyReLU",
    "LocalResponseNormalisation",
    "MaxPooling",
    "Network",
    "PReLU",
    "ReLU",
    "ScaleShift",
    "SeparableConvolution",
    "Sequence",
    "Shortcut",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "Trace",
    "binary_cross_entropy",
    "cross_entropy",
    "sigmoid",
    "softmax",
    "squared_error",
]
