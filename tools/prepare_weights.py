"""Turns published weights into the course's one format (see ``striate/nn/pretrained/weights.py``), number for number.

Nothing is rounded: what was uint8 or float16 stays so. Only names and the order of axes become those of the networks in
``striate/nn/pretrained``.
"""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RANGES = "ranges"


def converted(source: Path, target: str) -> bytes:
    """The content of the file ``target`` ("weights/pnet.npz"), made from the published file ``source``."""
    if source.suffix == ".js":
        return class_names(source.read_text(encoding="utf-8")).encode()
    tensors = dict(_tensorflow_js(source) if source.suffix == ".bin" else _archive(source))
    rename = {
        "weights/squeezenet.npz": squeezenet,
        "weights/pnet.npz": pnet,
        "weights/tiny_face_detector.npz": detector,
        "weights/face_landmarks.npz": landmarks,
        "weights/face_landmarks_tiny.npz": landmarks,
        "weights/face_embedding.npz": embedding,
    }[target]
    arrays, ranges = {}, []
    for name, (stored, limits) in tensors.items():
        new_name, array = rename(name, stored)
        arrays[new_name] = np.ascontiguousarray(array)
        if limits is not None:
            ranges.append(limits)
    if ranges:
        arrays[RANGES] = np.array(ranges, np.float64)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def class_names(script: str) -> str:
    """The 1,000 names, one a line, from a script with an object of the form ``0: 'tench, Tinca tinca',``."""
    whole = re.sub(r"""(['"]) \+\s*\1""", "", script)
    found = re.findall(r"""^\s*(\d+): (['"])(.*)\2,?$""", whole, flags=re.MULTILINE)
    if [int(number) for number, _, _ in found] != list(range(1000)):
        raise ValueError("The script does not name the classes 0 to 999 in their order.")
    return "".join(name.replace("\\'", "'") + "\n" for _, _, name in found)


Stored = tuple[NDArray[np.generic], tuple[float, float] | None]
Renamed = tuple[str, NDArray[np.generic]]


def _archive(path: Path) -> Iterator[tuple[str, Stored]]:
    with np.load(path, allow_pickle=False) as archive:
        for name in archive.files:
            yield name, (archive[name], None)


def _tensorflow_js(path: Path) -> Iterator[tuple[str, Stored]]:
    """The tensors of a TensorFlow.js file, which lie one after another in the order of the manifest beside it."""
    (group,) = json.loads(path.with_name(f"{path.stem}-weights_manifest.json").read_text(encoding="utf-8"))
    content, at = path.read_bytes(), 0
    for entry in group["weights"]:
        coding = entry.get("quantization")
        array = np.frombuffer(
            content, np.dtype(coding["dtype"] if coding else "<f4"), int(np.prod(entry["shape"])), offset=at
        )
        at += array.nbytes
        limits = (coding["scale"], coding["min"]) if coding else None
        yield entry["name"], (array.reshape(entry["shape"]), limits)
    if at != len(content):
        raise ValueError(f"{path.name} and its manifest are of different lengths.")


def _bias(array: NDArray[np.generic]) -> NDArray[np.generic]:
    return array.reshape(1, 1, 1, -1)


def squeezenet(name: str, array: NDArray[np.generic]) -> Renamed:
    """``fire2/expand3x3/w`` (rows, columns, in, out) to ``fire2/expand/conv3x3/W``."""
    name = re.sub("/squeeze1x1/", "/squeeze/", re.sub(r"/expand(\dx\d)/", r"/expand/conv\1/", name))
    return (name[:-1] + "W", array) if name.endswith("w") else (name, _bias(array))


def pnet(name: str, array: NDArray[np.generic]) -> Renamed:
    """``conv1.weight`` (out, in, rows, columns) to ``conv1/W``; ``conv4_1`` scores faces, ``conv4_2`` has boxes."""
    layer, kind = name.split(".")
    if layer.startswith("prelu"):
        return f"{layer}/slope", array
    layer = {"conv4_1": "heads/face/score", "conv4_2": "heads/box"}.get(layer, layer)
    return (f"{layer}/W", array.transpose(2, 3, 1, 0)) if kind == "weight" else (f"{layer}/b", _bias(array))


def _convolution(name: str, array: NDArray[np.generic]) -> Renamed:
    """A convolution of face-api's networks; a depthwise filter (rows, columns, in, 1) to (rows, columns, 1, in)."""
    path, kind = name.rsplit("/", 1)
    if kind == "depthwise_filter":
        return f"{path}/depthwise", array.transpose(0, 1, 3, 2)
    if kind == "pointwise_filter":
        return f"{path}/pointwise", array
    return (f"{path}/W", array) if kind == "filters" else (f"{path}/b", _bias(array))


def detector(name: str, array: NDArray[np.generic]) -> Renamed:
    """The names are kept."""
    return _convolution(name, array)


def landmarks(name: str, array: NDArray[np.generic]) -> Renamed:
    """``dense0/conv1/bias`` to ``dense0/add1/conv1/b``: all but a block's first convolution stand in a shortcut."""
    if name.startswith("fc/"):
        return ("fc/W", array) if name == "fc/weights" else ("fc/b", array.reshape(1, -1))
    return _convolution(re.sub(r"/conv([123])/", r"/add\1/conv\1/", name), array)


def embedding(name: str, array: NDArray[np.generic]) -> Renamed:
    """``conv32_1/conv1/scale/biases`` to ``conv32_1/add/scale1/shift``."""
    if name == "fc":
        return "fc/W", array
    name = re.sub(r"/conv(\d)/(conv|scale)/", r"/add/\2\1/", name)
    if name.endswith(("/weights", "/biases")):
        return name.replace("/weights", "/scale").replace("/biases", "/shift"), _bias(array)
    return _convolution(name, array)
