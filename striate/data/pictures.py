"""Single pictures: the course's own by name, a student's photograph, and what grey is."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from striate.data.provenance import DataError, content, listed, within

LUMINANCE = (0.299, 0.587, 0.114)


def picture(name: str) -> NDArray[np.uint8]:
    """One of the course's pictures.

    Parameters
    ----------
    name : one of `names`, for example "china".

    Returns
    -------
    uint8, 0 to 255: ``(n_H, n_W, 3)`` in the order red, green, blue; ``(n_H, n_W)`` for a picture that is grey at its
    source ("camera", "brick", "grass", "gravel"). A fresh array each time.

    Raises
    ------
    DataError : there is no picture of that name, or its file is missing or damaged.

    Examples
    --------
    >>> picture("china").shape
    (427, 640, 3)
    """
    for row in within("pictures"):
        if row.name == name:
            with Image.open(io.BytesIO(content(row))) as image:
                return np.array(image)
    raise DataError(f"There is no picture named {name!r}. The names are {listed(names())}.")


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
    return tuple(sorted(row.name for row in within("pictures")))


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
