"""The costs of style transfer, their gradients, and that a painting comes nearer to its style."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from striate import data
from striate.nn.pretrained import squeezenet, squeezenet_input, squeezenet_picture
from striate.nn.style import content_cost, gram_matrix, paint, style_layer_cost, total_variation
from tests.nn.gradients import numerical_gradient

sizes = st.integers(1, 4)


def test_costs_of_a_tiny_case_by_hand() -> None:
    a, b = np.array([[[1.0, 2.0]]]), np.array([[[3.0, 1.0]]])
    assert content_cost(a, b)[0] == pytest.approx((4 + 1) / (4 * 2))
    np.testing.assert_array_equal(gram_matrix(b), [[9, 3], [3, 1]])
    assert style_layer_cost(a, b)[0] == pytest.approx((64 + 1 + 1 + 9) / (2 * 2) ** 2)
    assert total_variation(np.array([[[1.0], [4.0]], [[1.0], [2.0]]]))[0] == 9 + 0 + 4 + 1


@given(sizes, sizes, sizes, st.integers(0, 99))
def test_gradients_are_those_of_the_costs(n_H: int, n_W: int, n_C: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    target, a, style = rng.normal(size=(n_H, n_W, n_C)), rng.normal(size=(n_H, n_W, n_C)), rng.normal(size=(3, 2, n_C))
    for cost in (
        lambda: content_cost(target, a),
        lambda: style_layer_cost(style, a),
        lambda: total_variation(a),
    ):
        expected = numerical_gradient(lambda of=cost: of()[0], a)
        np.testing.assert_allclose(cost()[1], expected, rtol=1e-5, atol=1e-6)


def test_a_style_is_the_same_wherever_it_lies_and_however_often() -> None:
    a = np.random.default_rng(0).normal(size=(4, 5, 3))
    shuffled = np.random.default_rng(1).permutation(a.reshape(-1, 3)).reshape(2, 10, 3)
    assert style_layer_cost(a, shuffled)[0] == pytest.approx(0, abs=1e-12)
    assert style_layer_cost(np.concatenate([a, a]), a)[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.slow
def test_a_painting_comes_nearer_to_its_style_step_by_step() -> None:
    photograph, style = data.photo(None, 64, "china"), data.painting("night", 64)
    X_C, X_S = (squeezenet_input(picture, size=None) for picture in (photograph, style))
    costs: list[float] = []
    painting = paint(squeezenet(), X_C, X_S, steps=12, each=lambda _step, cost, _painting: costs.append(cost))
    assert len(costs) == 12
    assert costs[-1] < 0.6 * costs[0]
    assert painting.shape == X_C.shape
    # In the range of a picture: nothing is clipped on the way back.
    np.testing.assert_allclose(squeezenet_input(squeezenet_picture(painting)[0], size=None), painting, atol=0.51)
    assert np.array_equal(squeezenet_picture(X_C)[0], photograph)
