"""From a detector's raw outputs to boxes: decoding, overlap, suppression. Boxes are corners ``(x1, y1, x2, y2)``."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.activations import sigmoid

__all__ = ["decode", "iou_matrix", "non_max_suppression"]


def decode(raw: ArrayLike, anchors: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Boxes and scores of every anchor in every cell of a grid, as YOLO has it since its second version.

    Parameters
    ----------
    raw : ``(G, G, A, 5)``: tx, ty, **tw, th**, to for each cell (row, column) and anchor.
    anchors : ``(A, 2)``, width and height of each, in cells.

    Returns
    -------
    boxes : ``(G * G * A, 4)`` corners as fractions of the picture's sides, by row, column, anchor. They may stick out.
    scores : ``(G * G * A,)``, 0 to 1.

    Raises
    ------
    ValueError : the shapes are others.

    Notes
    -----
    The centre is ``(column + sigmoid(tx)) / G``, the width ``anchor width * exp(tw) / G``, the score ``sigmoid(to)``; y
    and height alike. Source: Redmon and Farhadi, "YOLO9000" (2017), section 2.
    """
    t, sizes = np.asarray(raw, np.float64), np.asarray(anchors, np.float64)
    if t.ndim != 4 or t.shape[0] != t.shape[1] or sizes.shape != (t.shape[2], 2) or t.shape[3] != 5:
        raise ValueError(
            f"raw has shape (G, G, A, 5) and anchors (A, 2); these have {t.shape} and {sizes.shape}. "
            "One picture at a time."
        )
    grid = t.shape[0]
    cells = np.arange(grid)
    centre_x = cells[np.newaxis, :, np.newaxis] + sigmoid(t[..., 0])
    centre_y = cells[:, np.newaxis, np.newaxis] + sigmoid(t[..., 1])
    width, height = sizes[:, 0] * np.exp(t[..., 2]), sizes[:, 1] * np.exp(t[..., 3])
    corners = (centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2)
    return np.stack(corners, axis=-1).reshape(-1, 4) / grid, sigmoid(t[..., 4]).reshape(-1)


def iou_matrix(boxes1: ArrayLike, boxes2: ArrayLike) -> NDArray[np.float64]:
    """Intersection over union of each box of one set with each of another.

    Parameters
    ----------
    boxes1, boxes2 : ``(n1, 4)`` and ``(n2, 4)``, corners.

    Returns
    -------
    ``(n1, n2)``, 0 to 1. Two boxes without area have 0.
    """
    a = np.asarray(boxes1, np.float64).reshape(-1, 1, 4)
    b = np.asarray(boxes2, np.float64).reshape(1, -1, 4)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    union = np.prod(a[..., 2:] - a[..., :2], axis=-1) + np.prod(b[..., 2:] - b[..., :2], axis=-1) - intersection
    ratio: NDArray[np.float64] = np.divide(intersection, union, out=np.zeros_like(intersection), where=union > 0)
    return ratio


def non_max_suppression(
    boxes: ArrayLike, scores: ArrayLike, score_threshold: float, iou_threshold: float
) -> NDArray[np.intp]:
    """Which boxes stay when of those that overlap only the best is kept.

    Parameters
    ----------
    boxes : ``(n, 4)`` corners, all of one class.
    scores : ``(n,)``.
    score_threshold : a box whose score is this or less is dropped first.
    iou_threshold : a box that overlaps a kept one by this or more is dropped.

    Returns
    -------
    Indices of the boxes that stay, by falling score; of equal scores the lower index comes first.
    """
    corners, values = np.asarray(boxes, np.float64).reshape(-1, 4), np.asarray(scores, np.float64)
    left = np.argsort(-values, kind="stable")
    left = left[values[left] > score_threshold]
    kept = []
    while left.size:
        best, left = left[0], left[1:]
        kept.append(best)
        left = left[iou_matrix(corners[best], corners[left])[0] < iou_threshold]
    return np.array(kept, np.intp)
