"""SqueezeNet 1.1: what is in a photograph, among the 1,000 classes of ImageNet."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.data.provenance import content, record
from striate.nn.activations import ReLU
from striate.nn.blocks import Branches, Sequence
from striate.nn.convolution import Convolution
from striate.nn.network import Network
from striate.nn.pooling import GlobalAveragePooling, MaxPooling
from striate.nn.pretrained.inputs import standardised
from striate.nn.pretrained.weights import load
from striate.nn.sampling import picture_of, resize

__all__ = ["class_names", "squeezenet", "squeezenet_input", "squeezenet_picture"]

SIZE = 227
MEAN_BGR = (104.006, 116.669, 122.679)  # of the training pictures, 0 to 255


def squeezenet() -> Network:
    """SqueezeNet 1.1, trained on ImageNet: 1,235,496 parameters, 26 convolutions.

    Input ``(m, 227, 227, 3)`` from `squeezenet_input`; other sizes work too, from 32 or so. Output ``(m, 1000)``: a
    score for each of `class_names`; `striate.nn.softmax` makes probabilities of them.

    Activations, for 227×227 pixels: ``conv1`` and ``relu1`` ``(113, 113, 64)``, ``pool1`` ``(56, 56, 64)``; ``fire2``
    and ``fire3`` 128 channels, ``pool3`` ``(28, 28, 128)``; ``fire4`` and ``fire5`` 256, ``pool5`` ``(14, 14, 256)``;
    ``fire6`` and ``fire7`` 384, ``fire8`` and ``fire9`` 512; ``conv10`` and ``relu10`` ``(14, 14, 1000)``, a map of
    scores for each class; ``mean``, its average. In a fire module: ``fire2/squeeze``, ``fire2/squeeze_relu``,
    ``fire2/expand/conv1x1``, ``fire2/expand/conv3x3``, ``fire2/expand``, ``fire2/relu``.

    Raises
    ------
    striate.data.DataError : the file of weights is missing or damaged.

    Notes
    -----
    Source: Iandola et al., "SqueezeNet" (2016), and the authors' release 1.1, whose layers these are. Its pools round
    the output's size up: what hangs over the lower and right edge is a smaller window. The parameters are rounded to
    float16, which moves the scores by about 0.01.
    """
    return Network(
        Sequence(
            conv1=Convolution(3, 64, stride=2),
            relu1=ReLU(),
            pool1=_pool(),
            fire2=_fire(16, 64),
            fire3=_fire(16, 64),
            pool3=_pool(),
            fire4=_fire(32, 128),
            fire5=_fire(32, 128),
            pool5=_pool(),
            fire6=_fire(48, 192),
            fire7=_fire(48, 192),
            fire8=_fire(64, 256),
            fire9=_fire(64, 256),
            conv10=Convolution(1, 1000),
            relu10=ReLU(),
            mean=GlobalAveragePooling(),
        ),
        (SIZE, SIZE, 3),
        parameters=load("squeezenet"),
    )


def _fire(squeezed: int, expanded: int) -> Sequence:
    """A fire module: few 1×1 filters, then as many 1×1 as 3×3 filters side by side."""
    return Sequence(
        squeeze=Convolution(1, squeezed),
        squeeze_relu=ReLU(),
        expand=Branches(conv1x1=Convolution(1, expanded), conv3x3=Convolution(3, expanded, pad=1)),
        relu=ReLU(),
    )


def _pool() -> MaxPooling:
    """Overlapping windows of 3×3; the row and column added below and right round the output's size up."""
    return MaxPooling(3, stride=2, pad=((0, 1), (0, 1)))


def squeezenet_input(picture: ArrayLike, size: int | None = SIZE) -> NDArray[np.float32]:
    """A picture as `squeezenet` was trained to see it.

    Parameters
    ----------
    picture : ``(n_H, n_W, 3)`` red, green, blue, or ``(n_H, n_W)`` grey, 0 to 255.
    size : height and width of the result; the picture is squeezed into the square, as in training. None keeps the size.

    Returns
    -------
    float32 ``(1, size, size, 3)``: **blue, green, red**, 0 to 255, minus the means (104.006, 116.669, 122.679).

    Raises
    ------
    ValueError : the array has another shape.
    """
    pixels = picture_of(picture)
    if size is not None:
        pixels = resize(pixels, size, size)
    return standardised(pixels[:, :, ::-1], MEAN_BGR, 1)


def squeezenet_picture(X: ArrayLike) -> NDArray[np.uint8]:
    """The way back from `squeezenet_input`: ``(m, n_H, n_W, 3)`` to pictures, uint8, red, green, blue, clipped."""
    pixels = (np.asarray(X, np.float64) + np.array(MEAN_BGR))[..., ::-1]
    pictures: NDArray[np.uint8] = np.rint(np.clip(pixels, 0, 255)).astype(np.uint8)
    return pictures


def class_names() -> tuple[str, ...]:
    """The 1,000 classes of ImageNet in the order of the scores; synonyms are set apart by commas.

    >>> class_names()[967]
    'espresso'
    """
    return tuple(content(record("imagenet_classes")).decode("utf-8").splitlines())
