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
from striate.nn.optimisers import SGD, Adam
from striate.nn.padding import ZeroPadding
from striate.nn.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from striate.nn.summary import Summary, summary
from striate.nn.trace import Trace
from striate.nn.training import History, accuracy, forward_in_batches, train

__all__ = [
    "SGD",
    "Adam",
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
    "History",
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
    "Summary",
    "Tanh",
    "Trace",
    "ZeroPadding",
    "accuracy",
    "binary_cross_entropy",
    "cross_entropy",
    "forward_in_batches",
    "sigmoid",
    "softmax",
    "squared_error",
    "summary",
    "train",
]
