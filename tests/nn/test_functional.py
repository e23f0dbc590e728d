"""The package's own convolutions, against SciPy and against the formula."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import signal

from striate.nn import functional

RNG = np.random.default_rng(0)
NOTES = np.repeat([[10.0, 0.0]], 6, axis=0).repeat(3, axis=1)

sizes = st.integers(1, 9)


def drawn(*shape: int) -> NDArray[np.float64]:
    return RNG.standard_normal(shape)


@given(sizes, sizes, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(1, 4))
def test_conv2d_equals_scipy_for_any_shape_padding_and_stride(
    n_H: int, n_W: int, f_H: int, f_W: int, pad: int, stride: int
) -> None:
    image, kernel = drawn(n_H, n_W), drawn(f_H, f_W)
    if f_H > n_H + 2 * pad or f_W > n_W + 2 * pad:
        with pytest.raises(ValueError, match="does not fit"):
            functional.conv2d(image, kernel, pad, stride)
        return
    expected = signal.correlate2d(np.pad(image, pad), kernel, mode="valid")[::stride, ::stride]
    np.testing.assert_allclose(functional.conv2d(image, kernel, pad, stride), expected, atol=1e-12)


def test_a_bright_left_half_gives_a_positive_vertical_edge() -> None:
    prewitt = functional.edge_kernel("prewitt", "vertical")
    assert functional.cross_correlate(NOTES, prewitt).tolist() == [[0, 30, 30, 0]] * 4
    assert functional.cross_correlate(10 - NOTES, prewitt).tolist() == [[0, -30, -30, 0]] * 4


def test_convolve_turns_the_kernel_and_cross_correlate_does_not() -> None:
    image, kernel = drawn(7, 5), drawn(3, 2)
    np.testing.assert_allclose(functional.convolve(image, kernel), signal.convolve2d(image, kernel, mode="valid"))
    np.testing.assert_allclose(
        functional.convolve(image, kernel), functional.cross_correlate(image, kernel[::-1, ::-1])
    )


@pytest.mark.parametrize("dtype", ["uint8", "int8", "bool", "int64"])
def test_integer_images_do_not_overflow(dtype: str) -> None:
    image = np.full((3, 3), 100).astype(dtype)
    result = functional.cross_correlate(image, np.full((3, 3), 100).astype(dtype))
    assert result.dtype == np.float64
    assert result[0, 0] == 9 * float(image[0, 0]) ** 2


def test_floating_types_are_kept() -> None:
    image = drawn(4, 4).astype(np.float32)
    assert functional.cross_correlate(image, image[:2, :2]).dtype == np.float32


def test_inputs_and_their_views_are_left_as_they_were() -> None:
    whole = drawn(12, 12)
    image, kernel = whole[::2, ::-2], drawn(3, 3)
    kept = whole.copy(), kernel.copy()
    np.testing.assert_allclose(
        functional.conv2d(image, kernel, 1, 1), functional.conv2d(np.ascontiguousarray(image), kernel, 1, 1)
    )
    np.testing.assert_array_equal(whole, kept[0])
    np.testing.assert_array_equal(kernel, kept[1])


@pytest.mark.parametrize("function", [functional.cross_correlate, functional.convolve, functional.conv2d])
def test_what_is_not_a_plane_is_refused_with_its_shape(function: Any) -> None:
    with pytest.raises(ValueError, match=r"image has two axes.*\(3, 3, 3\)"):
        function(np.zeros((3, 3, 3)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"kernel has two axes.*\(3,\)"):
        function(np.zeros((3, 3)), np.zeros(3))
    with pytest.raises(ValueError, match="at least 1"):
        function(np.zeros((3, 3)), np.zeros((0, 2)))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("prewitt", [[1, 0, -1], [1, 0, -1], [1, 0, -1]]),
        ("sobel", [[1, 0, -1], [2, 0, -2], [1, 0, -1]]),
        ("scharr", [[3, 0, -3], [10, 0, -10], [3, 0, -3]]),
    ],
)
def test_edge_kernels_have_their_published_numbers(name: str, rows: list[list[int]]) -> None:
    vertical = functional.edge_kernel(name, "vertical")
    assert vertical.tolist() == rows
    assert not np.signbit(vertical[:, 1]).any()
    np.testing.assert_array_equal(functional.edge_kernel(name, "horizontal"), vertical.T)


def test_an_unknown_edge_kernel_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="prewitt, sobel, scharr; you gave 'Sobel'"):
        functional.edge_kernel("Sobel", "vertical")
    with pytest.raises(ValueError, match="you gave 'diagonal'"):
        functional.edge_kernel("sobel", "diagonal")


def test_edge_strength_is_the_length_of_the_two_responses() -> None:
    image, v, h = drawn(6, 7), drawn(3, 3), drawn(3, 3)
    expected = np.sqrt(functional.cross_correlate(image, v) ** 2 + functional.cross_correlate(image, h) ** 2)
    np.testing.assert_allclose(functional.edge_strength(image, v, h), expected)


def test_zero_pad_surrounds_height_and_width_only_and_keeps_the_type() -> None:
    X = np.ones((2, 3, 4, 5), dtype=np.uint8)
    padded = functional.zero_pad(X, 2)
    assert padded.shape == (2, 7, 8, 5)
    assert padded.dtype == np.uint8
    np.testing.assert_array_equal(padded[:, 2:-2, 2:-2], X)
    assert padded.sum() == X.sum()


def test_zero_pad_by_nothing_gives_a_new_array() -> None:
    X = np.ones((1, 2, 2, 1))
    functional.zero_pad(X, 0)[:] = 5
    assert X.max() == 1


def test_zero_pad_refuses_a_single_picture_and_negative_padding() -> None:
    with pytest.raises(ValueError, match="four axes"):
        functional.zero_pad(np.ones((3, 3)), 1)
    with pytest.raises(ValueError, match="0 or more; you gave -1"):
        functional.zero_pad(np.ones((1, 3, 3, 1)), -1)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 4), st.integers(1, 5))
def test_output_size_counts_the_windows(n: int, f: int, pad: int, stride: int) -> None:
    starts = [start for start in range(0, n + 2 * pad, stride) if start + f <= n + 2 * pad]
    if not starts:
        with pytest.raises(ValueError, match="does not fit"):
            functional.output_size(n, f, pad, stride)
    else:
        assert functional.output_size(n, f, pad, stride) == len(starts)


@given(st.integers(0, 20))
def test_same_padding_keeps_the_size(half: int) -> None:
    f = 2 * half + 1
    assert functional.output_size(30, f, functional.same_padding(f), 1) == 30


@pytest.mark.parametrize("f", [0, 2, 4, -1])
def test_same_padding_refuses_even_sizes(f: int) -> None:
    with pytest.raises(ValueError, match="odd"):
        functional.same_padding(f)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 6))
def test_same_pads_give_a_window_for_each_stride_begun(n: int, f: int, stride: int) -> None:
    before, after = functional.same_pads(n, f, stride)
    assert (n + before + after - f) // stride + 1 == -(-n // stride)
    assert after - before in (0, 1)


def test_same_pads_are_those_of_tensorflow() -> None:
    # 224 pixels, a window of 3 moving by 2, as in MobileNet: nothing before, one after.
    assert functional.same_pads(224, 3, 2) == (0, 1)
    assert functional.same_pads(7, 3, 2) == (1, 1)
    assert functional.same_pads(5, 1, 3) == (0, 0)
    with pytest.raises(ValueError, match="at least 1"):
        functional.same_pads(5, 0, 1)
