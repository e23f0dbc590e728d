"""What a photograph becomes before a pretrained network sees it: order of colours, means, scales, padding."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from striate.nn import pretrained

RED = np.full((40, 40, 3), (255, 0, 0))
ALL = [
    pretrained.squeezenet_input,
    pretrained.detector_input,
    pretrained.landmarks_input,
    pretrained.embedding_input,
    pretrained.pnet_input,
]


def test_squeezenet_sees_blue_green_red_minus_the_means() -> None:
    X = pretrained.squeezenet_input(RED)
    assert X.shape == (1, 227, 227, 3)
    assert X.dtype == np.float32
    np.testing.assert_allclose(X[0, 100, 100], (-104.006, -116.669, 255 - 122.679), rtol=1e-6)


def test_squeezenet_squeezes_a_wide_picture_or_keeps_its_size() -> None:
    assert pretrained.squeezenet_input(np.zeros((50, 90, 3))).shape == (1, 227, 227, 3)
    assert pretrained.squeezenet_input(np.zeros((50, 90, 3)), size=None).shape == (1, 50, 90, 3)


def test_a_picture_comes_back_from_squeezenets_input() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    X = pretrained.squeezenet_input(picture, size=None)
    np.testing.assert_array_equal(pretrained.squeezenet_picture(X)[0], picture)
    assert pretrained.squeezenet_picture(X * 100).dtype == np.uint8


def test_the_detector_sees_black_below_a_wide_picture() -> None:
    X = pretrained.detector_input(np.full((50, 100, 3), 255), size=64)
    mean = np.array((117.001, 114.697, 97.404))
    np.testing.assert_allclose(X[0, 31], np.tile((255 - mean) / 255, (64, 1)), rtol=1e-5)
    np.testing.assert_allclose(X[0, 32], np.tile(-mean / 255, (64, 1)), rtol=1e-5)


def test_the_landmark_networks_see_black_on_both_sides_of_a_high_picture() -> None:
    X = pretrained.landmarks_input(np.full((100, 50, 3), 255))
    assert X.shape == (1, 112, 112, 3)
    bright = X[0, 50, :, 0] > 0
    assert (bright.argmax(), bright.sum()) == (28, 56)
    np.testing.assert_allclose(X[0, 0, 0], np.array((-122.782, -117.001, -104.298)) / 255, rtol=1e-6)


def test_the_embedding_network_sees_red_green_blue_minus_the_means() -> None:
    X = pretrained.embedding_input(RED)
    assert X.shape == (1, 150, 150, 3)
    np.testing.assert_allclose(X[0, 9, 9], np.array((255 - 122.782, -117.001, -104.298)) / 255, rtol=1e-5)


def test_p_net_sees_minus_one_to_one_at_any_size() -> None:
    X = pretrained.pnet_input(np.stack([np.zeros((13, 17)), np.full((13, 17), 255), np.full((13, 17), 127.5)], -1))
    assert X.shape == (1, 13, 17, 3)
    np.testing.assert_allclose(X[0, 0, 0], (-127.5 / 128, 127.5 / 128, 0))


@pytest.mark.parametrize("prepare", ALL)
def test_a_grey_picture_has_three_equal_channels(prepare: Callable[..., NDArray[np.float32]]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 30))
    np.testing.assert_array_equal(prepare(picture), prepare(np.stack([picture] * 3, axis=-1)))


@pytest.mark.parametrize("prepare", ALL)
@pytest.mark.parametrize("shape", [(4, 4, 4), (1, 4, 4, 3), (4,), (0, 4, 3)])
def test_what_is_no_picture_is_refused_with_its_shape(
    prepare: Callable[..., NDArray[np.float32]], shape: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"A picture has the shape \(n_H, n_W, 3\)"):
        prepare(np.zeros(shape))


@pytest.mark.parametrize("size", [0, 31, 100, -32])
def test_a_size_that_the_detectors_grid_does_not_divide_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="multiple of 32"):
        pretrained.detector_input(RED, size)
