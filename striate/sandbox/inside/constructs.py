"""What `Construct` names stand for inside the sandbox: arguments that have no plain form. A fixed list."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def view(array: Any) -> Any:
    """A non-contiguous view with the values of ``array``; between them lie copies for who reads memory carelessly."""
    array = np.asarray(array)
    if array.ndim == 0:
        return np.repeat(array, 2)[::2].reshape(())
    return np.repeat(array, 2, axis=-1)[..., ::2]


CONSTRUCTS: Mapping[str, Any] = {"view": view, "seeded": np.random.default_rng}
