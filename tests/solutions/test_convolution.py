"""The reference answers of `convolution`, against SciPy, numerical differences and the numbers in the lesson."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from graders.convolution import drawing, drawing_without_turning
from solutions import convolution
from solutions.convolution import (
    break_no_turn,
    convolve,
    cross_correlate,
    dense_weights,
    edge_kernel,
    edge_strength,
    flat_wall,
    kernel_gradient,
    kernel_weights,
    largest_rate,
    learn_kernel,
    valid_shape,
)
from striate import data

sides = st.integers(1, 12)
seeds = st.integers(0, 2**32 - 1)


def image_and_kernel(seed: int, n_H: int, n_W: int, f_H: int, f_W: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_H + f_H - 1, n_W + f_W - 1)), rng.normal(size=(f_H, f_W))


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(convolution).failed == 0


def test_a_dense_layer_on_a_photograph_has_three_thousand_million_weights() -> None:
    assert dense_weights(1000, 1000, 3, 1000) == 3_000_000_000


@given(seeds, sides, sides, sides, sides)
def test_cross_correlation_and_convolution_agree_with_scipy(seed: int, n_H: int, n_W: int, f_H: int, f_W: int) -> None:
    image, kernel = image_and_kernel(seed, n_H, n_W, f_H, f_W)
    np.testing.assert_allclose(cross_correlate(image, kernel), correlate2d(image, kernel, "valid"), atol=1e-9)
    # SciPy exchanges the two if the second is the larger; a kernel that fits is never larger here.
    np.testing.assert_allclose(convolve(image, kernel), convolve2d(image, kernel, "valid"), atol=1e-9)


@given(seeds, sides, sides, sides, sides)
def test_convolution_is_cross_correlation_with_the_kernel_turned(
    seed: int, n_H: int, n_W: int, f_H: int, f_W: int
) -> None:
    image, kernel = image_and_kernel(seed, n_H, n_W, f_H, f_W)
    np.testing.assert_allclose(convolve(image, kernel), cross_correlate(image, np.rot90(kernel, 2)), atol=1e-12)


def test_the_six_by_six_examples_come_out_as_in_the_notes() -> None:
    kernel = edge_kernel("prewitt", "vertical")
    bright_left = np.array([[10, 10, 10, 0, 0, 0]] * 6)
    np.testing.assert_array_equal(cross_correlate(bright_left, kernel), [[0, 30, 30, 0]] * 4)
    np.testing.assert_array_equal(cross_correlate(bright_left[:, ::-1], kernel), [[0, -30, -30, 0]] * 4)


@pytest.mark.parametrize(("image", "kernel"), [((3, 5), (4, 1)), ((5, 3), (1, 4)), ((2, 2), (3, 3)), ((3, 4), (9, 8))])
def test_a_kernel_that_does_not_fit_is_refused(image: tuple[int, int], kernel: tuple[int, int]) -> None:
    for function in (cross_correlate, convolve):
        with pytest.raises(ValueError, match="larger"):
            function(np.ones(image), np.ones(kernel))


def test_small_integers_do_not_overflow_and_inputs_stay_as_they_were() -> None:
    image, kernel = np.full((2, 3), 250, np.uint8), np.full((2, 2), 200, np.uint8)
    np.testing.assert_array_equal(cross_correlate(image, kernel), [[200_000, 200_000]])
    assert (image == 250).all()
    assert (kernel == 200).all()


@pytest.mark.parametrize("name", ["prewitt", "sobel", "scharr"])
def test_edge_kernels_answer_nothing_to_an_even_wall_and_turn_into_their_negative(name: str) -> None:
    for direction in ("vertical", "horizontal"):
        kernel = edge_kernel(name, direction)
        assert kernel.sum() == 0
        np.testing.assert_array_equal(kernel[::-1, ::-1], -kernel)
    assert cross_correlate(np.full((3, 3), 20), kernel)[0, 0] == flat_wall


@pytest.mark.parametrize(
    "words",
    [
        ("roberts", "vertical"),
        ("sobel", "diagonal"),
        ("vertical", "sobel"),
        ("Sobel", "vertical"),
        (" sobel", "vertical"),
    ],
)
def test_unknown_words_are_refused_by_a_sentence_that_names_them(words: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"roberts|diagonal|vertical|[sS]obel"):
        edge_kernel(*words)


def test_edge_strength_is_the_length_of_the_arrow() -> None:
    image = np.array([[0, 3], [-4, 0]])
    assert edge_strength(image, np.array([[0, 1], [0, 0]]), np.array([[0, 0], [1, 0]])) == 5


@given(seeds, sides, sides, st.integers(1, 4), st.integers(1, 4))
def test_the_gradient_agrees_with_numerical_differences(seed: int, n_H: int, n_W: int, f_H: int, f_W: int) -> None:
    image, kernel = image_and_kernel(seed, n_H, n_W, f_H, f_W)
    target = np.random.default_rng(seed + 1).normal(size=(n_H, n_W))
    loss, gradient = kernel_gradient(image, target, kernel)
    assert loss == pytest.approx(np.mean((correlate2d(image, kernel, "valid") - target) ** 2))
    for place in np.ndindex(kernel.shape):
        step = np.zeros_like(kernel)
        step[place] = 1e-3
        ahead, behind = (kernel_gradient(image, target, kernel + sign * step)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((ahead - behind) / 2e-3, rel=1e-5, abs=1e-7)


def test_sixty_steps_on_a_patch_of_china_find_sobels_kernel_to_three_decimals() -> None:
    patch = data.grey(data.picture("china"))[352:416, 48:112]
    patch = (patch - patch.mean()) / patch.std()
    sobel = edge_kernel("sobel", "vertical")
    target = correlate2d(patch, sobel, "valid")
    np.testing.assert_array_equal(np.round(learn_kernel(patch, target, 3, 0.1, 60), 3), sobel)
    assert np.abs(learn_kernel(patch, target, 3, 0.1, 58) - sobel).max() > 0.0005
    assert np.abs(learn_kernel(patch, target, 3, 0.31, 60)).max() > 10, "beyond 2/λ it explodes"


def test_no_step_leaves_the_kernel_of_zeros() -> None:
    np.testing.assert_array_equal(learn_kernel(np.ones((4, 5)), np.ones((3, 4)), 2, 0.1, 0), np.zeros((2, 2)))


def test_the_quick_questions_have_the_answers_that_the_functions_give() -> None:
    assert cross_correlate(np.ones((50, 60)), np.ones((5, 3))).shape == valid_shape
    assert kernel_weights == 5 * 5
    assert 1 - largest_rate * 8 == -1


def test_the_colleagues_mistake_is_hidden_by_blurs_and_edge_kernels_and_by_nothing_else() -> None:
    assert not np.array_equal(drawing(*break_no_turn()), drawing_without_turning(*break_no_turn()))
    numbers = range(-3, 4)
    for a, b, c in ((a, b, c) for a in numbers for b in numbers for c in numbers):
        hidden = np.array_equal(drawing(a, b, c), drawing_without_turning(a, b, c))
        assert hidden == (a == c or (a == -c and b == 0))
