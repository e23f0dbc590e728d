"""Two networks that find 68 landmarks on a face: along the jaw, brows, nose, eyes and mouth."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.activations import ReLU
from striate.nn.blocks import Part, Sequence, Shortcut
from striate.nn.convolution import Convolution, SeparableConvolution
from striate.nn.dense import Dense
from striate.nn.network import Network
from striate.nn.pooling import GlobalAveragePooling
from striate.nn.pretrained.inputs import FACE_MEAN, fitted, standardised
from striate.nn.pretrained.weights import load
from striate.nn.sampling import picture_of

__all__ = ["face_landmarks", "landmarks_input"]

SIZE = 112


def face_landmarks(full: bool = True) -> Network:
    """The landmark networks of face-api.js: the full one (356,840 parameters), or the tiny one (77,224).

    Input ``(m, 112, 112, 3)`` from `landmarks_input`, a face that fills the square. Output ``(m, 136)``: x1, y1, x2,
    y2 …, as fractions of the square's side. Landmarks 0 to 16 are the jaw, 17 to 26 the brows, 27 to 35 the nose, 36 to
    47 the eyes, 48 to 67 the mouth; left is the picture's left. (iBUG 300-W has this order.)

    Activations: blocks ``dense0`` to ``dense3`` (tiny: ``dense2``), which halve the size and have 32, 64, 128, 256
    channels, then ``mean`` and ``fc``. In a block: ``dense0/conv0``, ``dense0/relu0``, sums ``dense0/add1`` to
    ``dense0/add3`` (tiny: ``add2``), ``dense0/relu``.

    Raises
    ------
    striate.data.DataError : the file of weights is missing or damaged.

    Notes
    -----
    Source: npm package ``@vladmandic/face-api`` 1.7.15, from face-api.js by Vincent Mühler. There a block is "densely
    connected": each layer reads the sum of all before it. That sum grows by one term a layer, so it is the same as
    shortcuts one after another, with the ReLU before each layer as in He et al. (2016), and is written so here.
    """
    channels = (32, 64, 128, 256) if full else (32, 64, 128)
    layers: dict[str, Part] = {
        f"dense{i}": _block(n_C, first=i == 0, shortcuts=3 if full else 2) for i, n_C in enumerate(channels)
    }
    body = Sequence(**layers, mean=GlobalAveragePooling(), fc=Dense(136))
    return Network(body, (SIZE, SIZE, 3), parameters=load("face_landmarks" if full else "face_landmarks_tiny"))


def _block(n_C: int, first: bool, shortcuts: int) -> Sequence:
    half: Part = Convolution(3, n_C, 2, "same") if first else SeparableConvolution(3, n_C, 2, "same")
    parts: dict[str, Part] = {"conv0": half, "relu0": ReLU()}
    for i in range(1, shortcuts + 1):
        # The first shortcut reads what a ReLU gave, and needs none of its own.
        before: dict[str, Part] = {"relu": ReLU()} if i > 1 else {}
        parts[f"add{i}"] = Shortcut(**before, **{f"conv{i}": SeparableConvolution(3, n_C, pad=1)})
    return Sequence(**parts, relu=ReLU())


def landmarks_input(face: ArrayLike) -> NDArray[np.float32]:
    """The part of a photograph that holds one face, as `face_landmarks` expects it.

    Parameters
    ----------
    face : ``(n_H, n_W, 3)`` red, green, blue, or ``(n_H, n_W)`` grey, 0 to 255.

    Returns
    -------
    float32 ``(1, 112, 112, 3)``: red, green, blue; the longer side scaled to 112 and black put evenly on both sides of
    the shorter; then minus the means (122.782, 117.001, 104.298), divided by 255.

    Raises
    ------
    ValueError : the array has another shape.
    """
    return standardised(fitted(picture_of(face), SIZE, centred=True), FACE_MEAN, 255)
