"""Five networks that others trained, in NumPy, each equal to its original: `Network`s, and what their inputs look like.

Activations have names (see each network's description): ``squeezenet().forward(X, until="fire2")``. What a lesson makes
of raw outputs is not here: boxes are in `striate.nn.boxes`, alignment and matching in `striate.nn.faces`.
"""

from striate.nn.pretrained.detector import ANCHORS, detector_input, tiny_face_detector
from striate.nn.pretrained.embedding import embedding_input, face_embedding
from striate.nn.pretrained.imagenet import class_names, squeezenet, squeezenet_input, squeezenet_picture
from striate.nn.pretrained.landmarks import face_landmarks, landmarks_input
from striate.nn.pretrained.proposal import PYRAMID_FACTOR, pnet, pnet_input

__all__ = [
    "ANCHORS",
    "PYRAMID_FACTOR",
    "class_names",
    "detector_input",
    "embedding_input",
    "face_embedding",
    "face_landmarks",
    "landmarks_input",
    "pnet",
    "pnet_input",
    "squeezenet",
    "squeezenet_input",
    "squeezenet_picture",
    "tiny_face_detector",
]
