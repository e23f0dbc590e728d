"""What the lessons and the students rely on when they ask for data."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from striate import data


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may damage."""
    folder = tmp_path / "datasets"
    shutil.copytree(data._folder(), folder)
    monkeypatch.setattr(data, "_folder", lambda: folder)
    return folder


def test_every_named_picture_loads_as_uint8_in_colour_or_grey() -> None:
    assert data.names() == ("astronaut", "camera", "chelsea", "china", "coffee")
    for name in data.names():
        picture = data.picture(name)
        assert picture.dtype == np.uint8
        assert picture.ndim == (2 if name == "camera" else 3)


def test_the_patch_of_the_headline_keeps_its_pixels() -> None:
    patch = data.picture("china")[352:416, 48:112]
    assert patch.shape == (64, 64, 3)
    assert int(patch.sum()) == 976_455


def test_a_picture_may_be_written_into_without_changing_the_next_one() -> None:
    first = data.picture("camera")
    first[:] = 0
    assert data.picture("camera").any()


def test_an_unknown_picture_is_answered_with_the_names_that_exist() -> None:
    with pytest.raises(data.DataError, match=r"no picture named 'moon'.*astronaut, camera, chelsea, china, coffee"):
        data.picture("moon")
    with pytest.raises(data.DataError, match="no picture named 'digits'"):
        data.picture("digits")


def test_grey_weighs_the_colours_as_the_eye_does_and_keeps_the_scale() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], dtype=np.uint8)
    np.testing.assert_allclose(data.grey(colours), [[76.245, 149.685, 29.07, 255.0]])
    assert data.grey(colours).dtype == np.float64


def test_grey_of_a_grey_picture_is_a_copy_as_float() -> None:
    picture = np.array([[1, 2]], dtype=np.uint8)
    result = data.grey(picture)
    assert result.dtype == np.float64
    result[:] = 9
    assert picture.tolist() == [[1, 2]]


def test_grey_refuses_a_batch_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 3, 4, 3\)"):
        data.grey(np.zeros((2, 3, 4, 3)))


def test_digits_come_in_one_fixed_shuffled_order() -> None:
    images, labels = data.digits()
    assert images.shape == (10000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.bincount(labels[8000:], minlength=10).min() > 150
    np.testing.assert_array_equal(labels, data.digits()[1])
    assert labels[:10].tolist() == [6, 9, 1, 4, 7, 4, 3, 3, 8, 5]


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "pictures" / "china.jpg").unlink()
    with pytest.raises(data.DataError, match=r"china\.jpg is missing"):
        data.picture("china")


@pytest.mark.parametrize("name", ["china", "digits"])
def test_a_damaged_file_is_called_damaged(copied: Path, name: str) -> None:
    file = next(copied.glob("*/china.jpg" if name == "china" else "*/mnist_10k.npz"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(data.DataError, match="is damaged"):
        data.digits() if name == "digits" else data.picture(name)


def test_a_data_error_shows_in_a_notebook_as_its_sentence_alone() -> None:
    assert data.DataError("No such file.")._render_traceback_() == ["DataError: No such file."]


def test_another_package_called_datasets_is_not_taken_for_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").touch()
    monkeypatch.setattr(data, "__file__", str(tmp_path / "striate" / "data.py"))
    with pytest.raises(data.DataError, match="data are missing"):
        data.names()


def test_an_installed_package_finds_the_data_that_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "striate" / "_datasets"
    inside.mkdir(parents=True)
    shutil.copy(data._folder() / "PROVENANCE.md", inside)
    monkeypatch.setattr(data, "__file__", str(tmp_path / "striate" / "data.py"))
    assert data._folder() == inside


def test_a_credit_names_author_licence_and_source() -> None:
    assert data.credit("china") == (
        "A Chinese tower with curved roofs above trees and a lake. danielbuechele, CC BY 2.0 "
        "(https://creativecommons.org/licenses/by/2.0/). "
        "From PyPI scikit-learn 1.9.1."
    )
    assert "LeCun" in data.credit("digits")
    with pytest.raises(data.DataError, match="no 'moon'"):
        data.credit("moon")


def test_a_photo_is_scaled_down_to_the_longer_side_and_never_up(tmp_path: Path) -> None:
    Image.new("RGB", (800, 400), "red").save(tmp_path / "wide.png")
    Image.new("RGB", (30, 20), "red").save(tmp_path / "tiny.png")
    assert data.photo(tmp_path / "wide.png", size=200).shape == (100, 200, 3)
    assert data.photo(str(tmp_path / "tiny.png"), size=200).shape == (20, 30, 3)


def test_a_photo_is_turned_as_the_camera_noted(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(tmp_path / "turned.jpg", exif=exif)
    assert data.photo(tmp_path / "turned.jpg").shape == (40, 20, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_a_photo_of_any_kind_comes_as_three_colours(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (8, 6)).save(tmp_path / "any.tiff")
    photo = data.photo(tmp_path / "any.tiff")
    assert photo.shape == (6, 8, 3)
    assert photo.dtype == np.uint8


def test_transparent_parts_of_a_photo_are_white(tmp_path: Path) -> None:
    Image.new("RGBA", (2, 2), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (data.photo(tmp_path / "clear.png") == 255).all()


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_without_a_path_the_bundled_picture_takes_its_place(nothing: str | None) -> None:
    assert data.photo(nothing, size=60, default="coffee").shape == (40, 60, 3)
    assert data.photo(nothing, default="camera").shape == (512, 512, 3)


def test_a_photo_that_is_not_there_says_where_was_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(data.DataError, match=r"no file me\.jpg .looked in"):
        data.photo("me.jpg")
    with pytest.raises(data.DataError, match="is a folder"):
        data.photo(tmp_path)


@pytest.mark.parametrize(("name", "sentence"), [("note.jpg", "not a picture.*JPEG or PNG"), ("me.HEIC", "as JPEG")])
def test_a_file_that_is_no_picture_is_answered_with_advice(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / name).write_text("hello")
    with pytest.raises(data.DataError, match=sentence):
        data.photo(tmp_path / name)


def test_a_photo_cut_short_is_called_damaged(tmp_path: Path) -> None:
    content = (data._folder() / "pictures" / "coffee.png").read_bytes()
    (tmp_path / "half.png").write_bytes(content[: len(content) // 2])
    with pytest.raises(data.DataError, match=r"half\.png looks like a picture but is damaged"):
        data.photo(tmp_path / "half.png")


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1; you gave 0"):
        data.photo(size=0)
