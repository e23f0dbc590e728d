"""What the networks' inputs have in common: a picture fitted into a square, and its numbers brought to a scale."""

import numpy as np
from numpy.typing import NDArray

from striate.nn.sampling import resize

__all__ = ["FACE_MEAN", "fitted", "standardised"]

FACE_MEAN = (122.782, 117.001, 104.298)  # red, green, blue of the landmark and the embedding networks


def fitted(pixels: NDArray[np.float64], size: int, centred: bool) -> NDArray[np.float64]:
    """``(n_H, n_W, 3)`` with the longer side scaled to ``size`` in a black square ``(size, size, 3)``.

    What is added lies evenly on both sides if ``centred``, else below or at the right.
    """
    scale = size / max(pixels.shape[:2])
    n_H, n_W = (max(1, round(n * scale)) for n in pixels.shape[:2])
    top, left = ((size - n_H) // 2, (size - n_W) // 2) if centred else (0, 0)
    square = np.zeros((size, size, 3))
    square[top : top + n_H, left : left + n_W] = resize(pixels, n_H, n_W)
    return square


def standardised(pixels: NDArray[np.float64], mean: tuple[float, ...], scale: float) -> NDArray[np.float32]:
    """``(pixels - mean) / scale`` as a batch of one, ``(1, n_H, n_W, 3)``."""
    batch: NDArray[np.float32] = ((pixels[np.newaxis] - np.array(mean)) / scale).astype(np.float32)
    return batch
