"""The course's own paintings: the same for everyone, whole at every size, and full of strokes."""

import numpy as np
import pytest

from striate import data

SMALL = {name: data.painting(name, 96) for name in data.paintings()}


def test_there_are_several_paintings() -> None:
    assert {"night", "poppies", "waves", "embers", "ribbons", "ink", "garden"} <= set(data.paintings())


@pytest.mark.parametrize("name", SMALL)
def test_a_painting_is_a_square_of_bytes_with_strong_light_and_dark(name: str) -> None:
    picture = SMALL[name]
    assert picture.shape == (96, 96, 3)
    assert picture.dtype == np.uint8
    brightness = data.grey(picture)
    low, high = np.percentile(brightness, [2, 98])
    assert high - low > 90


@pytest.mark.parametrize("name", SMALL)
def test_a_painting_is_covered_with_strokes(name: str) -> None:
    brightness = data.grey(SMALL[name])
    steps = np.abs(np.diff(brightness, axis=1))
    # In nearly every tile of 12 by 12 pixels something changes by more than the grain of the canvas.
    tiles = steps[:, :84].reshape(8, 12, 7, 12).max(axis=(1, 3))
    assert (tiles > 8).mean() > 0.9


@pytest.mark.parametrize("name", ["ink", "garden"])
def test_the_same_seed_paints_the_same_and_another_another(name: str) -> None:
    np.testing.assert_array_equal(data.painting(name, 96), SMALL[name])
    other = data.painting(name, 96, seed=1)
    assert np.abs(other.astype(int) - SMALL[name]).mean() > 10


def test_paintings_differ_in_their_colours() -> None:
    means = np.array([picture.mean(axis=(0, 1)) for picture in SMALL.values()])
    apart = np.linalg.norm(means[:, np.newaxis] - means, axis=-1) + 1e3 * np.eye(len(means))
    assert apart.min() > 8


def test_a_larger_painting_shows_the_same_composition() -> None:
    large = data.painting("ink", 192).reshape(96, 2, 96, 2, 3).mean(axis=(1, 3))
    blocks = [part.reshape(8, 12, 8, 12, 3).mean(axis=(1, 3)) for part in (large, SMALL["ink"].astype(float))]
    assert np.abs(blocks[0] - blocks[1]).mean() < 8


def test_what_cannot_be_painted_is_answered_in_a_sentence() -> None:
    with pytest.raises(data.DataError, match=r"no painting named 'monet'\. The names are night"):
        data.painting("monet")
    with pytest.raises(ValueError, match="at least 16; you gave 8"):
        data.painting("night", 8)
    with pytest.raises(ValueError, match="seed is not negative"):
        data.painting("night", seed=-1)
