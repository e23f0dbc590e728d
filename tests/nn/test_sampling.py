"""Values between pixels, and resizing: equal to Pillow's where Pillow has the same rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import map_coordinates

from striate.nn.sampling import bilinear_sample, resize

sizes = st.integers(1, 23)


@given(sizes, sizes, sizes, sizes, st.integers(0, 9))
def test_resizing_is_pillows_bilinear(n_H: int, n_W: int, to_H: int, to_W: int, seed: int) -> None:
    image = np.random.default_rng(seed).uniform(0, 255, (n_H, n_W)).astype(np.float32)
    expected = np.asarray(Image.fromarray(image).resize((to_W, to_H), Image.Resampling.BILINEAR))
    np.testing.assert_allclose(resize(image, to_H, to_W), expected, atol=1e-3)


@given(sizes, sizes, sizes, sizes)
def test_a_plain_picture_stays_plain_and_colours_do_not_mix(n_H: int, n_W: int, to_H: int, to_W: int) -> None:
    plain = np.full((n_H, n_W, 3), (1, 20, 255))
    np.testing.assert_allclose(resize(plain, to_H, to_W), np.full((to_H, to_W, 3), (1, 20, 255)))


def test_the_same_size_gives_a_copy() -> None:
    image = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    resized = resize(image, 5, 7)
    np.testing.assert_array_equal(resized, image)
    resized[:] = 0
    assert image.any()


def test_a_fine_pattern_turns_grey_when_it_shrinks() -> None:
    stripes = np.tile([0.0, 255.0], (40, 20))
    middle = resize(stripes, 10, 10)[:, 1:-1]
    assert np.abs(middle - 127.5).max() < 1


@pytest.mark.parametrize(("shape", "to"), [((0, 4), (2, 2)), ((4, 4), (0, 2)), ((4,), (2, 2)), ((4, 4), (2, -1))])
def test_sizes_without_pixels_are_refused(shape: tuple[int, ...], to: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be resized"):
        resize(np.zeros(shape), *to)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 9))
def test_samples_between_pixels_are_scipys(n_H: int, n_W: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = rng.uniform(0, 255, (n_H, n_W))
    rows, columns = rng.uniform(-3, n_H + 3, (4, 5)), rng.uniform(-3, n_W + 3, (4, 5))
    expected = map_coordinates(image, [rows, columns], order=1, mode="nearest")
    np.testing.assert_allclose(bilinear_sample(image, rows, columns), expected, atol=1e-9)


def test_each_channel_is_sampled_alone() -> None:
    image = np.random.default_rng(3).uniform(0, 255, (6, 7, 3))
    rows, columns = np.array([[0.5, 2.25]]), np.array([[5.5, -1]])
    expected = np.stack([bilinear_sample(image[..., c], rows, columns) for c in range(3)], axis=-1)
    np.testing.assert_allclose(bilinear_sample(image, rows, columns), expected)


def test_an_image_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="image has shape"):
        bilinear_sample(np.zeros((0, 3)), [0], [0])
