"""From a photograph to who is in it: boxes, landmarks, alignment, embeddings, distances, with the pretrained networks.

What week 7 teaches, for what comes after it. Points are ``(x, y)`` in pixels of the photograph, boxes corners.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.nn.boxes import decode, non_max_suppression
from striate.nn.network import Network
from striate.nn.pretrained import (
    ANCHORS,
    detector_input,
    embedding_input,
    face_embedding,
    face_landmarks,
    landmarks_input,
    tiny_face_detector,
)
from striate.nn.sampling import bilinear_sample, picture_of

__all__ = [
    "Face",
    "align_face",
    "embed",
    "embedding_distance",
    "find_faces",
    "find_landmarks",
    "read_faces",
    "recognize",
    "similarity_transform",
]

SCORE_THRESHOLD = 0.5
IOU_THRESHOLD = 0.4

# Where dlib wants five of the 68 landmarks: the corners of the eyes and the base of the nose, as fractions of a square
# that holds eyes and nose, and has a quarter of its side around it (`PADDING`) in the picture that the network sees.
FIVE = (45, 42, 36, 39, 33)
MEAN_FIVE = (
    (0.8595674595992, 0.2134981538014),
    (0.6460604764104, 0.2289674387677),
    (0.1205750620789, 0.2137274526848),
    (0.3340850613712, 0.2290642403242),
    (0.4901123135679, 0.6277975316475),
)
PADDING = 0.25

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Face:
    """One face of a photograph.

    Attributes
    ----------
    box : ``(4,)`` corners, pixels. score : the detector's, 0 to 1.
    landmarks : ``(68, 2)``, pixels. chip : ``(150, 150, 3)`` the aligned face, 0 to 255. embedding : ``(128,)``.
    """

    box: Floats
    score: float
    landmarks: Floats
    chip: Floats
    embedding: NDArray[np.float32]


def read_faces(picture: ArrayLike, size: int = 416, score_threshold: float = SCORE_THRESHOLD) -> list[Face]:
    """Every face of a photograph, all the way from pixels to embeddings; the surest first.

    Parameters
    ----------
    picture : ``(n_H, n_W, 3)`` red, green, blue, or ``(n_H, n_W)`` grey, 0 to 255.
    size, score_threshold : as `find_faces`.

    Examples
    --------
    >>> from striate import data
    >>> [face] = read_faces(data.picture("astronaut"))
    >>> face.landmarks.shape, face.embedding.shape
    ((68, 2), (128,))
    """
    faces = []
    for box, score in zip(*find_faces(picture, size, score_threshold), strict=True):
        landmarks = find_landmarks(picture, box)
        chip = align_face(picture, landmarks)
        faces.append(Face(box, float(score), landmarks, chip, embed(chip)))
    return faces


def find_faces(picture: ArrayLike, size: int = 416, score_threshold: float = SCORE_THRESHOLD) -> tuple[Floats, Floats]:
    """Boxes round the faces of a photograph.

    Parameters
    ----------
    picture : as `read_faces`.
    size : the photograph's longer side as the detector sees it, a multiple of 32; more finds smaller faces.
    score_threshold : only boxes with a higher score.

    Returns
    -------
    boxes : ``(n, 4)`` corners, pixels; they may stick out of the photograph.
    scores : ``(n,)``, falling.
    """
    X = detector_input(picture, size)
    raw = _detector().forward(X)[0]
    boxes, scores = decode(raw.reshape(*raw.shape[:2], len(ANCHORS), 5), ANCHORS)
    kept = non_max_suppression(boxes, scores, score_threshold, IOU_THRESHOLD)
    return boxes[kept] * max(picture_of(picture).shape[:2]), scores[kept]


def find_landmarks(picture: ArrayLike, box: ArrayLike, full: bool = True) -> Floats:
    """68 landmarks of the face in a box.

    Parameters
    ----------
    picture : as `read_faces`.
    box : ``(4,)`` corners, pixels; what sticks out of the photograph is cut off.
    full : whether to ask the larger network.

    Returns
    -------
    ``(68, 2)``, pixels of the photograph.

    Raises
    ------
    ValueError : nothing of the box lies in the photograph.
    """
    pixels = picture_of(picture)
    n_H, n_W = pixels.shape[:2]
    x1, y1, x2, y2 = np.clip(np.rint(np.asarray(box, np.float64)), 0, (n_W, n_H, n_W, n_H)).astype(int)
    if x2 <= x1 or y2 <= y1:
        raise ValueError(
            f"The box {np.asarray(box)} has no pixel of the photograph, which is {n_W} wide and {n_H} high."
        )
    fractions = _landmarks(full).forward(landmarks_input(pixels[y1:y2, x1:x2])).reshape(68, 2)
    # The network saw the box in the middle of a square.
    side = max(x2 - x1, y2 - y1)
    corner = ((x1 + x2 - side) / 2, (y1 + y2 - side) / 2)
    points: Floats = fractions * float(side) + corner
    return points


def align_face(picture: ArrayLike, landmarks: ArrayLike, size: int = 150) -> Floats:
    """The face turned, scaled and moved so that eyes and nose lie where the embedding network has learnt them.

    Parameters
    ----------
    picture : as `read_faces`.
    landmarks : ``(68, 2)``, pixels of the photograph.
    size : height and width of the result.

    Returns
    -------
    ``(size, size, 3)``, 0 to 255. Where the photograph ends, its edge goes on.

    Notes
    -----
    As dlib's ``get_face_chip`` does it: a similarity transform by five landmarks, then bilinear samples; where the face
    is larger than ``size``, several for each pixel, whose mean it gets.
    """
    target = (np.array(MEAN_FIVE) + PADDING) / (1 + 2 * PADDING) * size
    transform = similarity_transform(target, np.asarray(landmarks, np.float64)[list(FIVE)])
    samples = max(1, int(np.ceil(np.hypot(*transform[:, 0]))))
    places = (np.arange(size * samples) + 0.5) / samples - 0.5
    x, y = np.meshgrid(places, places)
    columns, rows = np.einsum("ij,jkl->ikl", transform, np.stack([x, y, np.ones_like(x)]))
    values = bilinear_sample(picture_of(picture), rows, columns)
    chip: Floats = values.reshape(size, samples, size, samples, 3).mean(axis=(1, 3))
    return chip


def similarity_transform(source: ArrayLike, target: ArrayLike) -> Floats:
    """The turn, scale and shift that bring points nearest to other points, by least squares; never a mirror image.

    Parameters
    ----------
    source, target : ``(n, 2)``, x and y, n at least 2.

    Returns
    -------
    ``(2, 3)``, M: the point (x, y) goes to ``M @ (x, y, 1)``.

    Raises
    ------
    ValueError : the shapes differ or are others, or all source points are one.

    Notes
    -----
    With points as complex numbers the transform is ``z -> a z + b``: a turns and scales, and for centred points the
    best a is ``sum(conj(z) w) / sum(|z|²)``, as for any line through the origin.
    """
    z_points, w_points = np.asarray(source, np.float64), np.asarray(target, np.float64)
    if z_points.ndim != 2 or z_points.shape[1] != 2 or z_points.shape != w_points.shape:
        raise ValueError(f"Both are points of shape (n, 2); these have {z_points.shape} and {w_points.shape}.")
    z, w = z_points @ (1, 1j), w_points @ (1, 1j)
    spread = np.sum(np.abs(z - z.mean()) ** 2) if len(z) else 0.0
    if not spread:
        raise ValueError("A turn and a scale need two different source points at least.")
    a = np.sum(np.conj(z - z.mean()) * (w - w.mean())) / spread
    b = w.mean() - a * z.mean()
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])


def embed(chip: ArrayLike) -> NDArray[np.float32]:
    """The embedding ``(128,)`` of an aligned face ``(150, 150, 3)``, 0 to 255."""
    embedding: NDArray[np.float32] = _embedding().forward(embedding_input(chip))[0]
    return embedding


def embedding_distance(f1: ArrayLike, f2: ArrayLike) -> float:
    """How far two embeddings ``(n,)`` lie apart: the Euclidean distance, 0 for one and the same picture."""
    return float(np.linalg.norm(np.asarray(f1, np.float64) - np.asarray(f2, np.float64)))


def recognize(f: ArrayLike, database: Mapping[str, ArrayLike], tau: float) -> str | None:
    """Whose embedding in the database is nearest to ``f``, the first of equals; None if none is nearer than ``tau``."""
    distances = {name: embedding_distance(f, other) for name, other in database.items()}
    nearest = min(distances, key=distances.__getitem__, default=None)
    return nearest if nearest is not None and distances[nearest] < tau else None


@cache
def _detector() -> Network:
    return tiny_face_detector()


@cache
def _landmarks(full: bool) -> Network:
    return face_landmarks(full)


@cache
def _embedding() -> Network:
    return face_embedding()
