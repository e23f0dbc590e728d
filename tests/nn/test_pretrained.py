"""Each pretrained network gives what its original gives, activation by activation.

The recorded numbers come from the originals' own runtimes, by the scripts in ``tests/golden``: face-api in Node for the
face networks, torchvision's and facenet-pytorch's layers in PyTorch for SqueezeNet and P-Net. The files name versions.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from striate.nn import Network, pretrained
from striate.nn.boxes import decode, non_max_suppression
from tests.golden.inputs import pictures, thinned

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = {
    key: array
    for file in ("face_api", "pytorch")
    for key, array in np.load(ROOT / "tests" / "golden" / f"{file}.npz").items()
    if key != "versions"
}
SHOWN = pictures(str(ROOT / "datasets" / "pictures"))

NETWORKS: dict[str, Callable[[], Network]] = {
    "squeezenet": pretrained.squeezenet,
    "tiny_face_detector": pretrained.tiny_face_detector,
    "face_landmarks": pretrained.face_landmarks,
    "face_landmarks_tiny": lambda: pretrained.face_landmarks(full=False),
    "face_embedding": pretrained.face_embedding,
    "pnet": pretrained.pnet,
}
PREPARED = {
    "squeezenet": pretrained.squeezenet_input,
    "tiny_face_detector": pretrained.detector_input,
    "face_landmarks": pretrained.landmarks_input,
    "face_landmarks_tiny": pretrained.landmarks_input,
    "face_embedding": pretrained.embedding_input,
    "pnet": pretrained.pnet_input,
}
# How far an output may be from the original's.
TOLERANCE = {
    "squeezenet": 1e-3,
    "tiny_face_detector": 1e-3,
    "face_landmarks": 1e-5,
    "face_landmarks_tiny": 1e-5,
    "face_embedding": 1e-5,
    "pnet": 1e-5,
}
PARAMETERS = {
    "squeezenet": 1_235_496,
    "tiny_face_detector": 193_321,
    "face_landmarks": 356_840,
    "face_landmarks_tiny": 77_224,
    "face_embedding": 5_614_592,
    "pnet": 6_632,
}


def of(network: str) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
    """The input that was recorded and the activations by name; P-Net's two sizes are recorded one by one."""
    base = network.rstrip("01")
    shown = SHOWN[base] if base == network else [SHOWN[base][int(network[-1])]]
    X = np.concatenate([PREPARED[base](picture) for picture in shown])
    return X, {key.partition(":")[2]: array for key, array in GOLDEN.items() if key.startswith(f"{network}:")}


RECORDED = [name for name in NETWORKS if name != "pnet"] + ["pnet0", "pnet1"]


@pytest.mark.parametrize("name", RECORDED)
def test_outputs_and_activations_equal_the_original(name: str) -> None:
    base = name.rstrip("01")
    X, golden = of(name)
    network = NETWORKS[base]()
    found = network.activations(X, list(golden))
    output = network.activation_name(None)
    assert output in golden
    for key, expected in golden.items():
        actual = found[key] if found[key].shape == expected.shape else thinned(found[key])
        # Inner activations are as large as hundreds: they get the same tolerance, relative to their largest.
        scale = 1.0 if key == output else max(1.0, float(np.abs(expected).max()))
        assert np.abs(actual - expected).max() <= TOLERANCE[base] * scale, key


@pytest.mark.parametrize("i", [0, 1])
def test_decoded_and_suppressed_boxes_are_those_of_the_original(i: int) -> None:
    raw = GOLDEN["tiny_face_detector:conv8"][i].reshape(13, 13, 5, 5)
    boxes, scores = decode(raw, pretrained.ANCHORS)
    kept = non_max_suppression(boxes, scores, score_threshold=0.3, iou_threshold=0.4)
    np.testing.assert_allclose(np.column_stack([boxes[kept], scores[kept]]), GOLDEN[f"faces{i}"], atol=1e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_has_as_many_parameters_as_lessons_say(name: str) -> None:
    assert sum(array.size for array in NETWORKS[name]().parameters.values()) == PARAMETERS[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_one_picture_alone_gives_what_it_gives_in_a_batch(name: str) -> None:
    network = NETWORKS[name]()
    rng = np.random.default_rng(1)
    X = rng.normal(size=(3, *network.input_shape)).astype(np.float32)
    together = network.forward(X)
    np.testing.assert_allclose(network.forward(X[1:2]), together[1:2], rtol=1e-4, atol=1e-4)
    assert network.forward(X[:0]).shape == (0, *together.shape[1:])


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_reach_the_picture(name: str) -> None:
    network = NETWORKS[name]()
    X = np.random.default_rng(2).normal(size=(1, *network.input_shape)).astype(np.float32)
    trace = network.trace(X)
    gradient = trace.backward(np.ones_like(trace.output), by="input")["input"]
    assert gradient.shape == X.shape
    assert np.isfinite(gradient).all()
    assert gradient.any()


def test_squeezenet_takes_pictures_of_other_sizes_and_rounds_its_pools_up() -> None:
    network = pretrained.squeezenet()
    X = np.zeros((1, 100, 131, 3), np.float32)
    found = network.activations(X, ["conv1", "pool1", "pool3", "pool5", "mean"])
    shapes = [array.shape[1:3] for array in found.values()]
    assert shapes[:4] == [(49, 65), (24, 32), (12, 16), (6, 8)]
    assert found["mean"].shape == (1, 1000)


@pytest.mark.parametrize(("size", "grid"), [(32, 1), (224, 7), (608, 19)])
def test_the_detector_looks_at_any_multiple_of_32(size: int, grid: int) -> None:
    X = pretrained.detector_input(np.zeros((10, 20, 3)), size)
    assert pretrained.tiny_face_detector().forward(X).shape == (1, grid, grid, 25)


def test_each_call_gives_parameters_of_its_own() -> None:
    first, second = pretrained.pnet(), pretrained.pnet()
    first.parameters["conv1/W"][:] = 0
    assert second.parameters["conv1/W"].any()


@pytest.mark.parametrize("name", NETWORKS)
def test_first_use_is_quick(name: str) -> None:
    seconds = []
    for _ in range(3):
        start = time.process_time()
        NETWORKS[name]()
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.2


def test_class_names_are_a_thousand_in_the_order_of_the_scores() -> None:
    names = pretrained.class_names()
    assert len(names) == 1000
    assert (names[0], names[281], names[967], names[999]) == (
        "tench, Tinca tinca",
        "tabby, tabby cat",
        "espresso",
        "toilet tissue, toilet paper, bathroom tissue",
    )
