"""Decoding, overlap and suppression of boxes, on numbers small enough for a pencil."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from striate.nn.boxes import decode, iou_matrix, non_max_suppression


def test_a_raw_output_of_zeros_is_an_anchor_in_the_middle_of_its_cell() -> None:
    boxes, scores = decode(np.zeros((2, 2, 1, 5)), [(1.0, 0.5)])
    np.testing.assert_allclose(boxes[0], (0.0, 0.125, 0.5, 0.375))
    np.testing.assert_allclose(boxes[1], (0.5, 0.125, 1.0, 0.375))
    np.testing.assert_allclose(boxes[2], (0.0, 0.625, 0.5, 0.875))
    np.testing.assert_allclose(scores, 0.5)


def test_width_comes_before_height_and_x_before_y() -> None:
    raw = np.zeros((1, 1, 2, 5))
    raw[0, 0, 1] = (100, -100, np.log(2), np.log(3), -100)
    boxes, scores = decode(raw, [(1, 1), (0.1, 0.1)])
    np.testing.assert_allclose(boxes[1], (1 - 0.1, 0 - 0.15, 1 + 0.1, 0 + 0.15), atol=1e-12)
    assert scores[1] < 1e-6


@pytest.mark.parametrize(
    ("raw", "anchors"),
    [((2, 3, 1, 5), (1, 2)), ((2, 2, 1, 6), (1, 2)), ((2, 2, 2, 5), (1, 2)), ((1, 2, 2, 1, 5), (1, 2))],
)
def test_other_shapes_are_refused(raw: tuple[int, ...], anchors: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="One picture at a time"):
        decode(np.zeros(raw), np.ones(anchors))


def test_overlaps_of_a_few_boxes() -> None:
    one = [(0, 0, 2, 2), (5, 5, 5, 9)]
    two = [(0, 0, 2, 2), (1, 1, 3, 3), (2, 0, 4, 2), (0, 0, 1, 4), (5, 5, 5, 9)]
    np.testing.assert_allclose(iou_matrix(one, two), [[1, 1 / 7, 0, 2 / 6, 0], [0, 0, 0, 0, 0]])
    assert iou_matrix(np.zeros((0, 4)), two).shape == (0, 5)


def test_the_best_of_overlapping_boxes_stays() -> None:
    boxes = [(0, 0, 10, 10), (1, 0, 11, 10), (20, 0, 30, 10), (0, 0, 10, 9)]
    kept = non_max_suppression(boxes, [0.6, 0.9, 0.3, 0.7], score_threshold=0.2, iou_threshold=0.5)
    assert kept.tolist() == [1, 2]


def test_a_score_at_the_threshold_is_dropped_and_so_is_an_overlap_at_it() -> None:
    boxes = [(0, 0, 2, 2), (0, 0, 2, 1), (9, 9, 10, 10)]
    assert non_max_suppression(boxes, [0.9, 0.8, 0.5], 0.5, iou_threshold=0.5).tolist() == [0]
    assert non_max_suppression(boxes, [0.9, 0.8, 0.5], 0.4, iou_threshold=0.51).tolist() == [0, 1, 2]


def test_of_equal_scores_the_first_stays() -> None:
    assert non_max_suppression([(0, 0, 1, 1)] * 3, [0.5] * 3, 0.1, 0.5).tolist() == [0]


def test_no_box_leaves_no_box() -> None:
    assert non_max_suppression(np.zeros((0, 4)), [], 0.5, 0.5).shape == (0,)
    assert non_max_suppression([(0, 0, 1, 1)], [0.1], 0.5, 0.5).shape == (0,)


@given(st.integers(0, 40), st.integers(0, 99))
def test_kept_boxes_do_not_overlap_and_each_dropped_one_has_a_better_neighbour(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 5, (n, 2))
    boxes, scores = np.hstack([corner, corner + rng.uniform(0.1, 3, (n, 2))]), rng.uniform(0, 1, n).round(1)
    kept = non_max_suppression(boxes, scores, 0.2, 0.4)
    overlap = iou_matrix(boxes, boxes)
    assert (overlap[np.ix_(kept, kept)] - np.eye(len(kept)) < 0.4).all()
    assert (np.diff(scores[kept]) <= 0).all()
    for i in set(range(n)) - set(kept.tolist()):
        assert scores[i] <= 0.2 or any(overlap[i, k] >= 0.4 and scores[k] >= scores[i] for k in kept)
