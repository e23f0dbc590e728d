"""Losses: their values by hand and their gradients by finite differences."""

import numpy as np
import pytest

from striate.nn import binary_cross_entropy, cross_entropy, squared_error
from tests.nn.gradients import numerical_gradient

RNG = np.random.default_rng(0)
CASES = {
    "cross-entropy": (cross_entropy, RNG.standard_normal((5, 4)), np.array([3, 0, 0, 2, 1])),
    "squared error": (squared_error, RNG.standard_normal((3, 4, 2)), RNG.standard_normal((3, 4, 2))),
    "binary cross-entropy": (binary_cross_entropy, RNG.standard_normal((6, 2)), RNG.random((6, 2))),
}


@pytest.mark.parametrize(("loss", "Z", "y"), CASES.values(), ids=CASES.keys())
def test_gradients_agree_with_finite_differences(loss, Z, y) -> None:  # type: ignore[no-untyped-def]
    _, dZ = loss(Z, y)
    np.testing.assert_allclose(dZ, numerical_gradient(lambda: loss(Z, y)[0], Z), rtol=1e-6, atol=1e-9)
    assert loss(Z.astype(np.float32), y)[1].dtype == np.float32


@pytest.mark.parametrize(("loss", "Z", "y"), CASES.values(), ids=CASES.keys())
def test_an_empty_batch_costs_nothing(loss, Z, y) -> None:  # type: ignore[no-untyped-def]
    cost, dZ = loss(Z[:0], y[:0])
    assert cost == 0
    assert dZ.shape == Z[:0].shape


def test_values_are_those_of_the_formula() -> None:
    assert cross_entropy(np.log([[0.5, 0.25, 0.25]]), [1])[0] == pytest.approx(-np.log(0.25))
    assert squared_error(np.array([[1.0, 2], [3, 5]]), [[0, 0], [3, 3]])[0] == pytest.approx((1 + 4 + 4) / 2)
    assert binary_cross_entropy(np.array([[0.0]]), [[1]])[0] == pytest.approx(np.log(2))


def test_large_scores_overflow_nowhere() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert cross_entropy(np.array([[1000.0, 0.0]]), [1])[0] == pytest.approx(1000)
        assert binary_cross_entropy(np.array([[-1000.0]]), [[1.0]])[0] == pytest.approx(1000)


def test_wrong_targets_are_refused_with_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"labels \(m,\); given \(2, 3\) and \(3,\)"):
        cross_entropy(np.zeros((2, 3)), [0, 1, 2])
    for y in ([0, 3], [-1, 0], [0.0, 1.0]):
        with pytest.raises(ValueError, match="whole labels from 0 to 2"):
            cross_entropy(np.zeros((2, 3)), y)
    with pytest.raises(ValueError, match=r"shape \(2, 3\); it was given \(2,\)"):
        squared_error(np.zeros((2, 3)), [0, 1])
