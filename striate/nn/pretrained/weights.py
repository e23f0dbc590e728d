"""Reads the parameters of a pretrained network from ``datasets/weights/``: one format for all of them.

A file is an .npz archive (NumPy's own, uncompressed, no pickle) with one array for each parameter of the network, under
the name that the network has for it: ``"conv1/W"``. Its numbers are stored as the original's were:

- float32, as they are;
- float16, widened;
- uint8, each standing for ``scale * stored + minimum``, rounded to float32. The array ``"ranges"``, float64 ``(k, 2)``,
  holds scale and minimum of the k arrays of uint8, in their order.
"""

import io
import zipfile

import numpy as np
from numpy.typing import NDArray

from striate.data.provenance import DataError, content, record

__all__ = ["RANGES", "load"]

RANGES = "ranges"


def load(name: str) -> dict[str, NDArray[np.float32]]:
    """The parameters in ``datasets/weights/<name>.npz``.

    Returns
    -------
    Parameter name to float32 array, fresh each time: change them as you like.

    Raises
    ------
    striate.data.DataError : there is no such file, or it is damaged.
    """
    archived = io.BytesIO(content(record(name)))
    try:
        with np.load(archived, allow_pickle=False) as archive:
            stored = {key: archive[key] for key in archive.files}
        ranges = iter(stored.pop(RANGES, np.empty((0, 2))))
        return {
            key: _decoded(array, *next(ranges)) if array.dtype == np.uint8 else array.astype(np.float32)
            for key, array in stored.items()
        }
    except (zipfile.BadZipFile, ValueError, EOFError, StopIteration) as error:
        raise DataError(f"weights/{name}.npz is not a file of parameters ({error}).") from None


def _decoded(stored: NDArray[np.uint8], scale: np.float64, minimum: np.float64) -> NDArray[np.float32]:
    """As the original does, in float64, then rounded. A byte has 256 values; each is worked out once."""
    numbers = (np.arange(256) * scale + minimum).astype(np.float32)
    decoded: NDArray[np.float32] = numbers[stored]
    return decoded
