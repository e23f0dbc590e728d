"""A small YOLO that finds faces: one look at a photograph gives five boxes and scores in each cell of a grid."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.activations import LeakyReLU
from striate.nn.blocks import Part, Sequence
from striate.nn.convolution import Convolution, SeparableConvolution
from striate.nn.network import Network
from striate.nn.pooling import MaxPooling
from striate.nn.pretrained.inputs import fitted, standardised
from striate.nn.pretrained.weights import load
from striate.nn.sampling import picture_of

__all__ = ["ANCHORS", "detector_input", "tiny_face_detector"]

SIZE = 416
DETECTOR_MEAN = (117.001, 114.697, 97.404)  # red, green, blue
# Width and height of the five anchors, in cells of the grid.
ANCHORS = (
    (1.603231, 2.094468),
    (6.041143, 7.080126),
    (2.882459, 3.518061),
    (4.266906, 5.178857),
    (9.041765, 10.66308),
)


def tiny_face_detector() -> Network:
    """The tiny face detector of face-api.js, in the manner of Tiny YOLO v2: 193,321 parameters.

    Input ``(m, 416, 416, 3)`` from `detector_input`; any multiple of 32 works. Output ``(m, G, G, 25)`` with G = 13
    cells for 416 pixels: reshaped to ``(m, G, G, 5, 5)`` these are tx, ty, tw, th, to for each of the five `ANCHORS`.
    `striate.nn.boxes.decode` makes boxes of one picture's.

    Activations: ``conv0``, ``leaky0``, ``pool0``, … ``conv5``, ``leaky5``, ``pool5``, then ``conv8``, the output. The
    last pool moves by one pixel, so the grid has a 32nd of the input's size.

    Raises
    ------
    striate.data.DataError : the file of weights is missing or damaged.

    Notes
    -----
    Source: npm package ``@vladmandic/face-api`` 1.7.15, from face-api.js by Vincent Mühler. After Redmon and Farhadi,
    "YOLO9000" (2017).
    """
    layers: dict[str, Part] = {"conv0": Convolution(3, 16), "leaky0": LeakyReLU(0.1)}
    for i, filters in enumerate((32, 64, 128, 256, 512), start=1):
        layers[f"pool{i - 1}"] = MaxPooling(2, pad="same")
        layers[f"conv{i}"] = SeparableConvolution(3, filters, pad=1)
        layers[f"leaky{i}"] = LeakyReLU(0.1)
    layers["pool5"] = MaxPooling(2, stride=1, pad="same")
    layers["conv8"] = Convolution(1, 5 * len(ANCHORS))
    return Network(Sequence(**layers), (SIZE, SIZE, 3), parameters=load("tiny_face_detector"))


def detector_input(picture: ArrayLike, size: int = SIZE) -> NDArray[np.float32]:
    """A photograph as `tiny_face_detector` expects it.

    Parameters
    ----------
    picture : ``(n_H, n_W, 3)`` red, green, blue, or ``(n_H, n_W)`` grey, 0 to 255.
    size : the longer side is scaled to this many pixels, a multiple of 32: more finds smaller faces, and takes longer.

    Returns
    -------
    float32 ``(1, size, size, 3)``: red, green, blue; black is added below or at the right; then minus the means
    (117.001, 114.697, 97.404), divided by 255. So 1.0 in a decoded box is ``max(n_H, n_W)`` pixels of the photograph.

    Raises
    ------
    ValueError : the array has another shape, or ``size`` is not a multiple of 32.
    """
    if size < 32 or size % 32:
        raise ValueError(f"size is a multiple of 32; you gave {size}.")
    return standardised(fitted(picture_of(picture), size, centred=False), DETECTOR_MEAN, 255)
