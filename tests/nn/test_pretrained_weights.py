"""The one format of weights: every number is the original's, and a file that is not right is told in a sentence."""

import hashlib
import io
import shutil
from pathlib import Path

import numpy as np
import pytest

from striate.data import DataError, provenance
from striate.nn.pretrained import face_embedding, squeezenet
from striate.nn.pretrained.weights import load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``datasets/`` whose table is to be written by `put`."""
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(provenance, "folder", lambda: tmp_path)
    return tmp_path


def put(folder: Path, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    (folder / "weights" / "some.npz").write_bytes(content)
    (folder / "PROVENANCE.md").write_text(f"| weights/some.npz | a | b | c | d | e | {digest} |\n", encoding="utf-8")
    provenance.records.cache_clear()


def archive(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_bytes_stand_for_scale_times_byte_plus_minimum(folder: Path) -> None:
    stored = np.array([[0, 1], [128, 255]], np.uint8)
    other = np.array([7], np.uint8)
    put(folder, archive(**{"a/W": stored, "a/b": other}, ranges=np.array([[0.01, -1.3], [2.0, 0.5]])))
    loaded = load("some")
    assert list(loaded) == ["a/W", "a/b"]
    np.testing.assert_array_equal(loaded["a/W"], (stored * 0.01 - 1.3).astype(np.float32))
    np.testing.assert_array_equal(loaded["a/b"], np.array([14.5], np.float32))


def test_floats_of_two_and_four_bytes_are_kept(folder: Path) -> None:
    half, single = np.array([0.1, -65504], np.float16), np.array([1e-30, np.pi], np.float32)
    put(folder, archive(half=half, single=single))
    loaded = load("some")
    assert {array.dtype for array in loaded.values()} == {np.dtype(np.float32)}
    assert (loaded["half"] == half).all()
    assert (loaded["single"] == single).all()


def test_originals_of_both_kinds_lie_in_one_file() -> None:
    parameters = load("face_embedding")
    whole = parameters["conv64_1/add/conv1/W"]  # float32 in the original
    quantised = parameters["conv32_1/add/conv1/W"]
    assert len(np.unique(whole)) > 256 >= len(np.unique(quantised))


def test_a_missing_file_is_told_in_a_sentence(folder: Path) -> None:
    put(folder, archive(W=np.zeros(3)))
    (folder / "weights" / "some.npz").unlink()
    with pytest.raises(DataError, match=r"some\.npz is missing\. Fetch the course again"):
        load("some")


def test_an_unknown_name_is_told_in_a_sentence(folder: Path) -> None:
    put(folder, archive(W=np.zeros(3)))
    with pytest.raises(DataError, match="There is no 'squeezenet' in the course's data"):
        squeezenet()


@pytest.mark.parametrize("change", ["cut short", "one bit"])
def test_a_damaged_file_is_told_in_a_sentence(folder: Path, change: str) -> None:
    put(folder, archive(W=np.zeros(300)))
    path = folder / "weights" / "some.npz"
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(path.read_bytes()[:-50] if change == "cut short" else bytes(content))
    with pytest.raises(DataError, match="is damaged"):
        load("some")


@pytest.mark.parametrize(
    "content",
    [
        b"not an archive at all",
        archive(a=np.zeros(3, np.uint8)),
        archive(a=np.array([{}], dtype=object)),
    ],
    ids=["no archive", "bytes without a range", "pickled"],
)
def test_a_file_that_is_no_file_of_parameters_is_told_in_a_sentence(folder: Path, content: bytes) -> None:
    put(folder, content)
    with pytest.raises(DataError, match=r"some\.npz is not a file of parameters"):
        load("some")


def test_weights_of_another_network_are_refused(folder: Path) -> None:
    real = Path(__file__).resolve().parents[2] / "datasets" / "weights" / "pnet.npz"
    target = folder / "weights" / "face_embedding.npz"
    shutil.copy(real, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    row = f"| weights/face_embedding.npz | a | b | c | d | e | {digest} |\n"
    (folder / "PROVENANCE.md").write_text(row, encoding="utf-8")
    provenance.records.cache_clear()
    with pytest.raises(ValueError, match="not the network's parameters"):
        face_embedding()
