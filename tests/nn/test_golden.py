"""Layers against numbers that PyTorch 2.13.0 gave, recorded by ``tests/golden/record_layers.py``."""

from pathlib import Path

import numpy as np
import pytest

from striate.nn.layer import Layer
from tests.golden.layer_cases import CASES

FILE = Path(__file__).parents[1] / "golden" / "layers.npz"
RECORDED = dict(np.load(FILE))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", CASES)
def test_a_layer_gives_what_pytorch_gave(name: str, dtype: type) -> None:
    layer: Layer = CASES[name][0]
    given = {key.removeprefix(f"{name}/"): a.astype(dtype) for key, a in RECORDED.items() if key.startswith(f"{name}/")}
    tolerance = 1e-4 if dtype == np.float32 else 1e-10
    Y, back = layer.forward(given["X"], given, np.random.default_rng(0))
    np.testing.assert_allclose(Y, given["Y"], rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(back.by_input(given["dY"]), given["dX"], rtol=tolerance, atol=tolerance)
    for key, gradient in back.by_parameters(given["dY"]).items():
        np.testing.assert_allclose(gradient, given[f"d{key}"], rtol=tolerance, atol=10 * tolerance, err_msg=key)
