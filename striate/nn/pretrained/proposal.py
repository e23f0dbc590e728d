"""P-Net: is this window of 12×12 pixels a face? Fully convolutional, so it answers for all windows in one pass."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.activations import PReLU, Softmax
from striate.nn.blocks import Branches, Sequence
from striate.nn.convolution import Convolution
from striate.nn.network import Network
from striate.nn.pooling import MaxPooling
from striate.nn.pretrained.inputs import standardised
from striate.nn.pretrained.weights import load
from striate.nn.sampling import picture_of

__all__ = ["PYRAMID_FACTOR", "pnet", "pnet_input"]

SIZE = 12
PYRAMID_FACTOR = 0.709  # the original makes each picture of its pyramid smaller by this


def pnet() -> Network:
    """The proposal network of MTCNN: 6,632 parameters.

    Input ``(m, n_H, n_W, 3)`` from `pnet_input`, 12×12 or larger. Output ``(m, G_H, G_W, 6)`` for windows two pixels
    apart: the probabilities of "no face" and "face", then how far the box's x1, y1, x2, y2 lie from the window's, in
    windows. A picture of 12×12 has one window.

    Activations: ``conv1``, ``prelu1``, ``pool1``, ``conv2``, ``prelu2``, ``conv3``, ``prelu3``, ``heads/face/score``,
    ``heads/face`` (after softmax), ``heads/box``, ``heads``, the output.

    Raises
    ------
    striate.data.DataError : the file of weights is missing or damaged.

    Notes
    -----
    Source: PyPI package ``facenet-pytorch`` 2.6.0. After Zhang et al., "Joint Face Detection and Alignment Using
    Multitask Cascaded Convolutional Networks" (2016). Its pool rounds sizes up, so ``G = ceil((n - 2) / 2) - 4``; for
    even sizes there is nothing to round.
    """
    heads = Branches(face=Sequence(score=Convolution(1, 2), softmax=Softmax()), box=Convolution(1, 4))
    body = Sequence(
        conv1=Convolution(3, 10),
        prelu1=PReLU(),
        pool1=MaxPooling(2, pad="same"),
        conv2=Convolution(3, 16),
        prelu2=PReLU(),
        conv3=Convolution(3, 32),
        prelu3=PReLU(),
        heads=heads,
    )
    return Network(body, (SIZE, SIZE, 3), parameters=load("pnet"))


def pnet_input(picture: ArrayLike) -> NDArray[np.float32]:
    """A picture, one of a pyramid perhaps, as `pnet` expects it.

    Parameters
    ----------
    picture : ``(n_H, n_W, 3)`` red, green, blue, or ``(n_H, n_W)`` grey, 0 to 255; it keeps its size.

    Returns
    -------
    float32 ``(1, n_H, n_W, 3)``: ``(x - 127.5) / 128``.

    Raises
    ------
    ValueError : the array has another shape.
    """
    return standardised(picture_of(picture), (127.5, 127.5, 127.5), 128)
