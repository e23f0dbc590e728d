"""What the recorded networks were shown, and how their activations were thinned out. Recorders and tests share it.

Only pictures without loss (PNG) and only cuts out of them: another library would decode a JPEG, or resize, a little
differently, and the recorded numbers could not be met.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

KEPT = 500  # numbers of each activation


def cut(path: str, top: int, left: int, n_H: int, n_W: int) -> NDArray[np.uint8]:
    """Part of a picture of ``datasets/pictures``, red, green, blue."""
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))[top : top + n_H, left : left + n_W]


def pictures(folder: str) -> dict[str, list[NDArray[np.uint8]]]:
    """For each network two pictures, the astronaut's face among them where it looks at faces."""
    face = f"{folder}/astronaut.png"
    cat, cup = f"{folder}/chelsea.png", f"{folder}/coffee.png"
    return {
        "squeezenet": [cut(cup, 60, 170, 227, 227), cut(cat, 20, 110, 227, 227)],
        "tiny_face_detector": [cut(face, 0, 60, 416, 416), cut(face, 96, 96, 416, 416)],
        "face_landmarks": [cut(face, 74, 165, 112, 112), cut(cat, 60, 120, 112, 112)],
        "face_landmarks_tiny": [cut(face, 74, 165, 112, 112), cut(cat, 60, 120, 112, 112)],
        "face_embedding": [cut(face, 55, 147, 150, 150), cut(cat, 60, 120, 150, 150)],
        # Even and odd sizes: the pool of P-Net rounds up.
        "pnet": [cut(face, 60, 150, 64, 81), cut(face, 60, 150, 81, 64)],
    }


def thinned(activation: NDArray[np.floating]) -> NDArray[np.float32]:
    """About `KEPT` numbers of an activation, spread over it: by an odd step, so that they meet all channels."""
    values = np.ascontiguousarray(activation, np.float32).reshape(-1)
    return values[:: max(1, values.size // KEPT) | 1]
