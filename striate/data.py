"""Loads the pictures and digits of ``datasets/`` by name, and a student's own photograph. Never the network.

The table in ``datasets/PROVENANCE.md`` says which files there are, whose they are, and what their SHA-256 is; a file is
compared with it each time it is read, so that a damaged copy is named as such, not met as a strange number in a lesson.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

__all__ = ["DataError", "credit", "digits", "grey", "names", "photo", "picture"]

DIGITS = "digits/mnist_10k.npz"
LUMINANCE = (0.299, 0.587, 0.114)
SHUFFLE_SEED = 1


class DataError(ValueError):
    """Data cannot be had: an unknown name, a missing or damaged file, a photograph that cannot be read.

    In a notebook it shows as its sentence alone, since a reader can mend the file but not the lines that read it.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"DataError: {self}"]


@dataclass(frozen=True)
class _Record:
    """One row of the table of provenance."""

    file: str
    what: str
    author: str
    source: str
    licence: str
    changed: str
    sha256: str

    @property
    def name(self) -> str:
        return "digits" if self.file == DIGITS else Path(self.file).stem


def picture(name: str) -> NDArray[np.uint8]:
    """One of the course's pictures.

    Parameters
    ----------
    name : one of `names`, for example "china".

    Returns
    -------
    uint8, 0 to 255: ``(n_H, n_W, 3)`` in the order red, green, blue; ``(n_H, n_W)`` for a picture that is grey at its
    source ("camera"). A fresh array each time.

    Raises
    ------
    DataError : there is no picture of that name, or its file is missing or damaged.

    Examples
    --------
    >>> picture("china").shape
    (427, 640, 3)
    """
    record = _record(name) if name in names() else None
    if record is None:
        raise DataError(f"There is no picture named {name!r}. The names are {_listed(names())}.")
    with Image.open(io.BytesIO(_content(record))) as image:
        return np.array(image)


def digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The 10,000 MNIST digits in an order that was shuffled once and is always the same.

    Returns
    -------
    images : uint8 ``(10000, 28, 28)``, 0 (paper) to 255 (ink).
    labels : uint8 ``(10000,)``, 0 to 9.

    Because the order is fixed, ``images[:8000]`` and ``images[8000:]`` are a training and a test set for everyone.

    Raises
    ------
    DataError : the file is missing or damaged.
    """
    with np.load(io.BytesIO(_content(_record("digits"))), allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    order = np.random.default_rng(SHUFFLE_SEED).permutation(len(images))
    return images[order], labels[order]


def grey(picture: ArrayLike) -> NDArray[np.float64]:
    """The brightness of a picture: 0.299 red + 0.587 green + 0.114 blue.

    Parameters
    ----------
    picture : ``(n_H, n_W, 3)``, any numbers; a grey ``(n_H, n_W)`` is only converted.

    Returns
    -------
    float64 ``(n_H, n_W)``, on the scale that came in (0 to 255 for the course's pictures).

    Raises
    ------
    ValueError : the array has another shape.

    Notes
    -----
    The weights are those of ITU-R BT.601, section 2.5.1: they follow how bright the eye finds each colour.
    """
    values = np.asarray(picture, dtype=np.float64)
    if values.ndim == 2:
        return values.copy()
    if values.ndim != 3 or values.shape[-1] != 3:
        raise ValueError(
            f"grey() takes a picture of shape (n_H, n_W, 3) or (n_H, n_W), and this has shape {values.shape}."
        )
    # Three products, not a matrix product: those differ in the last bits between processors.
    red, green, blue = LUMINANCE
    luminance: NDArray[np.float64] = red * values[..., 0] + green * values[..., 1] + blue * values[..., 2]
    return luminance


def photo(path: str | Path | None = None, size: int = 512, default: str = "astronaut") -> NDArray[np.uint8]:
    """A photograph of your own, upright and small enough for a lesson.

    Parameters
    ----------
    path : a picture file (JPEG, PNG, WebP, TIFF, GIF, BMP). None or "" gives the course's picture ``default`` instead.
    size : the longer side is scaled down to this many pixels; a smaller picture is left as it is.
    default : a name for `picture`.

    Returns
    -------
    uint8 ``(n_H, n_W, 3)``, red, green, blue, 0 to 255, turned as the camera noted in its EXIF; what was transparent is
    white.

    Raises
    ------
    DataError : the file is not there, is no picture, is damaged, or is in a format that cannot be read.
    ValueError : ``size`` is not at least 1.
    """
    if size < 1:
        raise ValueError(f"size is the longer side in pixels, so at least 1; you gave {size}.")
    if path is None or not str(path).strip():
        return _small(Image.fromarray(picture(default)), size)
    file = Path(path).expanduser()
    if file.is_dir():
        raise DataError(f"{file} is a folder. Give the name of one picture file in it.")
    if not file.is_file():
        raise DataError(
            f"There is no file {file} (looked in {Path.cwd()}). Put it beside the notebook, or give its full path."
        )
    try:
        with Image.open(file) as image:
            image.draft("RGB", (2 * size, 2 * size))
            return _small(image, size)
    except UnidentifiedImageError:
        raise DataError(f"{file.name} is not a picture that can be read here.{_advice(file)}") from None
    except Image.DecompressionBombError:
        raise DataError(
            f"{file.name} has too many pixels to be opened safely. Save a smaller copy and use that."
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DataError(f"{file.name} looks like a picture but is damaged or cut short ({error}).") from None


def names() -> tuple[str, ...]:
    """The names that `picture` knows, in alphabetical order."""
    return tuple(sorted(record.name for record in _records(_folder()) if record.file.startswith("pictures/")))


def credit(name: str) -> str:
    """Whose a picture is, as one line to stand under it.

    Parameters
    ----------
    name : one of `names`, or "digits".

    Returns
    -------
    What it shows, its author, its licence with the address of the licence text, and where it was published.

    Raises
    ------
    DataError : there is no such name.
    """
    record = _record(name)
    licence, _, address = record.licence.strip("[)").partition("](")
    link = f" ({address})" if address.startswith("https://") else ""
    return f"{record.what}. {record.author}, {licence}{link}. From {record.source.replace('`', '')}."


def _small(image: Image.Image, size: int) -> NDArray[np.uint8]:
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # 16 bits and more: Pillow would cut them off at 255
        levels = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((levels * (255 / max(levels.max(), 1))).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    image = image.convert("RGB")
    image.thumbnail((size, size), Image.Resampling.LANCZOS)
    return np.array(image)


def _advice(file: Path) -> str:
    if file.suffix.lower() in (".heic", ".heif", ".avif"):
        return " Telephones save this format; share or export the photograph as JPEG and use that."
    return " Save it as JPEG or PNG and use that."


def _folder() -> Path:
    """Where the data lie: inside an installed package, or beside the package in the repository."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_datasets", package.parent / "datasets"):
        # The table tells our folder from another package that happens to be called "datasets".
        if (folder / "PROVENANCE.md").is_file():
            return folder
    raise DataError(
        f"The course's data are missing: there is no datasets folder beside {package}. Install striate again."
    )


@lru_cache(maxsize=4)
def _records(folder: Path) -> tuple[_Record, ...]:
    rows = []
    for line in (folder / "PROVENANCE.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 7 and len(cells[-1]) == 64:
            rows.append(_Record(*cells))
    return tuple(rows)


def _record(name: str) -> _Record:
    for record in _records(_folder()):
        if record.name == name:
            return record
    raise DataError(f"There is no {name!r} in the course's data. The names are {_listed((*names(), 'digits'))}.")


def _content(record: _Record) -> bytes:
    path = _folder() / record.file
    again = "Fetch the course again, or restore this one file from it."
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"The file {path} is missing. {again}") from None
    except OSError as error:
        raise DataError(f"The file {path} cannot be read ({error.strerror}).") from None
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise DataError(f"The file {path} is damaged: it is not the one that the course was made with. {again}")
    return content


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)
