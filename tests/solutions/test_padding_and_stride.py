"""The reference answers of `padding_and_stride`, against SciPy, against counting, and against the formulas."""

import doctest
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from solutions import padding_and_stride
from solutions.padding_and_stride import (
    conv2d,
    corner_and_middle,
    output_size,
    same_padding,
    same_pads,
    shrinkage,
    stride_two_cost,
    tensorflow_centre,
    untouched_pixel,
    windows_covering,
    zero_pad,
)

sizes = st.integers(1, 20)
windows = st.integers(1, 7)
pads = st.integers(0, 4)
strides = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


def places(n: int, f: int, pad: int, stride: int) -> list[range]:
    """The pixels (the padding has negative numbers, or n and more) in each window that lies fully inside."""
    return [range(start, start + f) for start in range(-pad, n + pad - f + 1, stride)]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(padding_and_stride).failed == 0


@given(st.integers(0, 3), sizes, sizes, st.integers(1, 3), pads, seeds)
def test_zero_pad_frames_height_and_width_alone(m: int, n_H: int, n_W: int, n_C: int, pad: int, seed: int) -> None:
    X = np.random.default_rng(seed).normal(size=(m, n_H, n_W, n_C))
    padded = zero_pad(X, pad)
    assert padded.shape == (m, n_H + 2 * pad, n_W + 2 * pad, n_C)
    np.testing.assert_array_equal(padded[:, pad : pad + n_H, pad : pad + n_W], X)
    assert np.count_nonzero(padded) == np.count_nonzero(X)


def test_zero_pad_keeps_the_type_and_leaves_its_input_alone() -> None:
    X = np.full((1, 2, 2, 3), 255, np.uint8)
    padded = zero_pad(X, 1)
    assert padded.dtype == np.uint8
    padded[:] = 7
    assert (X == 255).all()


@given(sizes, st.integers(0, 15).map(lambda half: 2 * half + 1))
def test_same_padding_keeps_the_size_at_stride_one(n: int, f: int) -> None:
    assert output_size(n, f, same_padding(f), 1) == n


@given(st.integers(1, 15))
def test_same_padding_refuses_even_filters(half: int) -> None:
    with pytest.raises(ValueError, match="even"):
        same_padding(2 * half)


@given(sizes, windows, pads, strides)
def test_output_size_is_the_number_of_windows_inside(n: int, f: int, pad: int, stride: int) -> None:
    inside = len(places(n, f, pad, stride))
    if inside:
        assert output_size(n, f, pad, stride) == inside == math.floor((n + 2 * pad - f) / stride + 1)
    else:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(n, f, pad, stride)


@given(sizes, sizes, windows, windows, pads, strides, seeds)
def test_conv2d_is_scipys_correlation_of_the_padded_picture_thinned(
    n_H: int, n_W: int, f_H: int, f_W: int, pad: int, stride: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=(n_H, n_W)), rng.normal(size=(f_H, f_W))
    if f_H > n_H + 2 * pad or f_W > n_W + 2 * pad:
        with pytest.raises(ValueError, match="does not fit"):
            conv2d(image, kernel, pad, stride)
        return
    expected = correlate2d(np.pad(image, pad), kernel, mode="valid")[::stride, ::stride]
    np.testing.assert_allclose(conv2d(image, kernel, pad, stride), expected, atol=1e-12)


def test_conv2d_of_bytes_does_not_overflow() -> None:
    image = np.full((3, 3), 255, np.uint8)
    np.testing.assert_array_equal(conv2d(image, image, 0, 1), [[9 * 255**2]])


def test_conv2d_keeps_fractions_and_signs() -> None:
    image, kernel = np.array([[0.5, -2.0, 1.25]]), np.array([[0.5, -1.0]])
    np.testing.assert_allclose(conv2d(image, kernel, 0, 1), [[2.25, -2.25]])


def test_conv2d_agrees_with_the_subjects_six_by_six_example() -> None:
    image = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
    kernel = np.repeat([[1, 0, -1]], 3, axis=0)
    np.testing.assert_array_equal(conv2d(image, kernel, 0, 1), np.repeat([[0, 30, 30, 0]], 4, axis=0))


@given(sizes, windows, strides)
def test_same_pads_give_as_many_windows_as_promised_with_the_fewest_zeros(n: int, f: int, stride: int) -> None:
    before, after = same_pads(n, f, stride)
    wanted = math.ceil(n / stride)
    assert (n + before + after - f) // stride + 1 >= wanted
    assert after - before in (0, 1)
    if before + after:
        assert (n + before + after - f) // stride + 1 == wanted
        assert (n + before + after - 1 - f) // stride + 1 < wanted


@given(sizes, windows, pads, strides)
def test_windows_covering_counts_what_counting_gives(n: int, f: int, pad: int, stride: int) -> None:
    inside = places(n, f, pad, stride)
    if not inside:
        return
    counts = windows_covering(n, f, pad, stride)
    assert counts.shape == (n,)
    assert counts.dtype.kind == "i"
    assert counts.tolist() == [sum(pixel in window for window in inside) for pixel in range(n)]


@given(st.integers(1, 80), windows, st.integers(0, 20))
def test_valid_layers_shrink_by_f_minus_one_until_nothing_is_left(n: int, f: int, layers: int) -> None:
    chain = shrinkage(n, f, layers, "valid")
    assert len(chain) == layers + 1
    assert chain[0] == n
    for before, after in itertools.pairwise(chain):
        assert after == (output_size(before, f, 0, 1) if before >= f else 0)


def test_same_layers_keep_the_size() -> None:
    assert shrinkage(64, 5, 20, "same") == [64] * 21


def test_same_layers_keep_even_a_picture_smaller_than_the_filter() -> None:
    assert shrinkage(3, 5, 2, "same") == [3, 3, 3]


def test_valid_five_by_five_layers_leave_nothing_of_64_pixels_from_the_sixteenth_on() -> None:
    assert shrinkage(64, 5, 18, "valid")[14:] == [8, 4, 0, 0, 0]


def test_the_answers_to_the_quick_questions_follow_from_the_functions() -> None:
    line = windows_covering(20, 3, 0, 1)
    assert corner_and_middle == (line[0] ** 2, line[10] ** 2)
    assert [untouched_pixel] == np.flatnonzero(windows_covering(6, 3, 0, 2) == 0).tolist()
    assert stride_two_cost == (output_size(1000, 3, 1, 2) / output_size(1000, 3, 1, 1)) ** 2
    before, _ = same_pads(6, 3, 2)
    assert tensorflow_centre == 1 - before
