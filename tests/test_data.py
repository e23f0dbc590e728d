"""What the lessons and the students rely on when they ask for data."""

import doctest
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from striate import data
from striate.data import labelled, pictures, provenance

GREY = ("brick", "camera", "grass", "gravel")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may damage."""
    folder = tmp_path / "datasets"
    shutil.copytree(provenance.folder(), folder)
    monkeypatch.setattr(provenance, "folder", lambda: folder)
    return folder


def test_every_named_picture_loads_as_uint8_in_colour_or_grey() -> None:
    assert {"astronaut", "camera", "chelsea", "china", "coffee", "rocket", "obama3", "gravel"} <= set(data.names())
    for name in data.names():
        picture = data.picture(name)
        assert picture.dtype == np.uint8
        assert picture.ndim == (2 if name in GREY else 3)


def test_the_patch_of_the_headline_keeps_its_pixels() -> None:
    patch = data.picture("china")[352:416, 48:112]
    assert patch.shape == (64, 64, 3)
    assert int(patch.sum()) == 976_455


def test_a_picture_may_be_written_into_without_changing_the_next_one() -> None:
    first = data.picture("camera")
    first[:] = 0
    assert data.picture("camera").any()


def test_an_unknown_picture_is_answered_with_the_names_that_exist() -> None:
    with pytest.raises(
        data.DataError,
        match=r"no picture named 'moon'.*astronaut, biden, brick, camera, chelsea, china, coffee, flower",
    ):
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


def test_clothes_come_in_one_fixed_shuffled_order_with_names() -> None:
    images, labels, names = data.clothes()
    assert images.shape == (10000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert len(names) == 10
    assert np.bincount(labels).tolist() == [1000] * 10
    assert np.bincount(labels[8000:], minlength=10).min() > 150
    assert labels[:10].tolist() == data.clothes().labels[:10].tolist()


def test_clothes_keep_the_pixels_that_were_published() -> None:
    images, labels, names = data.clothes()
    # Sums over the test set as it is published, taken before it was laid out on a sheet.
    assert int(images.sum()) == 573_469_082
    assert int(images[labels == names.index("bag")].sum()) == 70_668_932


def test_every_first_part_of_the_photographs_holds_the_classes_in_proportion() -> None:
    images, labels, names = data.photographs(32)
    assert images.shape == (50, 32, 32, 3)
    assert images.dtype == labels.dtype == np.uint8
    counts = np.bincount(labels)
    assert dict(zip(names, counts.tolist(), strict=True)) == {
        "fish": 14,
        "monument": 5,
        "other": 6,
        "energy": 11,
        "tool": 14,
    }
    for part in (10, 25, 40):
        assert np.abs(np.bincount(labels[:part], minlength=5) - counts * part / 50).max() <= 1


def test_photographs_fit_their_square_as_asked() -> None:
    cropped, padded, stretched = (data.photographs(64, fit).images for fit in ("crop", "pad", "stretch"))
    assert cropped.shape == padded.shape == stretched.shape
    mean = np.array([123, 117, 104])
    assert ((padded[:, 0, 0] == mean).all(axis=1)).sum() > 40
    assert not (cropped == mean).all(axis=-1).any(axis=(1, 2)).all()


@pytest.mark.parametrize(("options", "sentence"), [((0,), "at least 1; you gave 0"), ((8, "cut"), "you gave 'cut'")])
def test_a_wrong_way_to_ask_for_photographs_is_answered_with_the_right_one(options: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        data.photographs(*options)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "pictures" / "china.jpg").unlink()
    with pytest.raises(data.DataError, match=r"china\.jpg is missing"):
        data.picture("china")


@pytest.mark.parametrize(
    ("file", "load"),
    [
        ("pictures/china.jpg", lambda: data.picture("china")),
        ("digits/mnist_10k.npz", data.digits),
        ("clothes/fashion_mnist_10k.png", data.clothes),
        ("photographs/fish/fish1.webp", data.photographs),
    ],
)
def test_a_damaged_file_is_called_damaged(copied: Path, file: str, load: Callable[[], object]) -> None:
    content = bytearray((copied / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / file).write_bytes(content)
    with pytest.raises(data.DataError, match="is damaged"):
        load()


def test_a_data_error_shows_in_a_notebook_as_its_sentence_alone() -> None:
    assert data.DataError("No such file.")._render_traceback_() == ["DataError: No such file."]


def test_another_package_called_datasets_is_not_taken_for_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").touch()
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "striate" / "data" / "provenance.py"))
    with pytest.raises(data.DataError, match="data are missing"):
        data.names()


def test_an_installed_package_finds_the_data_that_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "striate" / "_datasets"
    inside.mkdir(parents=True)
    shutil.copy(provenance.folder() / "PROVENANCE.md", inside)
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "striate" / "data" / "provenance.py"))
    assert provenance.folder() == inside


def test_a_credit_names_author_licence_and_source() -> None:
    assert data.credit("china") == (
        "A Chinese tower with curved roofs above trees and a lake. danielbuechele, CC BY 2.0 "
        "(https://creativecommons.org/licenses/by/2.0/). "
        "From PyPI scikit-learn 1.9.1."
    )
    assert "LeCun" in data.credit("digits")
    assert "MIT. From Debian" in data.credit("clothes")
    assert data.credit("fish1").startswith("A grey angelfish. Karelj, public domain (https://creativecommons.org/")
    with pytest.raises(data.DataError, match="no 'moon'"):
        data.credit("moon")


def test_credits_list_everything_or_the_folders_asked_for() -> None:
    assert data.credits().count("\n- ") > 60
    pictures = data.credits("pictures")
    assert pictures.count("[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/)") == 2
    assert "angelfish" not in pictures
    assert "](licenses" not in data.credits()
    with pytest.raises(data.DataError, match="no folder 'music'"):
        data.credits("music")


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
    content = (provenance.folder() / "pictures" / "coffee.png").read_bytes()
    (tmp_path / "half.png").write_bytes(content[: len(content) // 2])
    with pytest.raises(data.DataError, match=r"half\.png looks like a picture but is damaged"):
        data.photo(tmp_path / "half.png")


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1; you gave 0"):
        data.photo(size=0)


@pytest.mark.parametrize("module", [data, labelled, pictures, provenance], ids=lambda module: module.__name__)
def test_the_examples_of_the_documentation_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
