"""A photograph all the way to who is in it, with NumPy alone, and the steps in between."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from striate import data
from striate.nn import faces
from striate.nn.boxes import iou_matrix

ONE_PERSON = ("obama", "obama2", "obama3")
OTHERS = ("biden", "astronaut", "grace_hopper")


@cache
def read(name: str) -> list[faces.Face]:
    return faces.read_faces(data.picture(name))


@pytest.mark.parametrize("name", ONE_PERSON + OTHERS)
def test_each_portrait_has_one_face_with_landmarks_in_it(name: str) -> None:
    [face] = read(name)
    assert face.score > 0.7
    assert face.landmarks.shape == (68, 2)
    side = face.box[2:] - face.box[:2]
    assert (face.landmarks > face.box[:2] - 0.2 * side).all()
    assert (face.landmarks < face.box[2:] + 0.2 * side).all()
    jaw, left_eye, right_eye, mouth = (
        face.landmarks[part].mean(axis=0) for part in (slice(17), slice(36, 42), slice(42, 48), slice(48, 68))
    )
    assert left_eye[0] < right_eye[0]
    assert max(left_eye[1], right_eye[1]) < mouth[1]
    assert jaw[1] > left_eye[1]


def test_the_astronauts_face_is_where_it_was_measured() -> None:
    [face] = read("astronaut")
    assert iou_matrix(face.box, (164, 75, 279, 186))[0, 0] > 0.95
    assert face.score == pytest.approx(0.973, abs=0.005)


def test_three_photographs_of_one_person_lie_within_the_threshold_and_others_beyond() -> None:
    embedding = {name: read(name)[0].embedding for name in ONE_PERSON + OTHERS}
    for i, one in enumerate(embedding):
        for other in list(embedding)[i + 1 :]:
            distance = faces.embedding_distance(embedding[one], embedding[other])
            same = one in ONE_PERSON and other in ONE_PERSON
            assert distance < 0.45 if same else distance > 0.6, (one, other, distance)


def test_one_photograph_is_enough_to_recognise_a_person() -> None:
    known = {name: read(name)[0].embedding for name in ("obama", "biden", "astronaut")}
    assert faces.recognize(read("obama3")[0].embedding, known, tau=0.5) == "obama"
    assert faces.recognize(read("grace_hopper")[0].embedding, known, tau=0.5) is None
    assert faces.recognize(read("obama")[0].embedding, {}, tau=0.5) is None


def test_the_tiny_landmark_network_agrees_with_the_full_one() -> None:
    [face] = read("astronaut")
    tiny = faces.find_landmarks(data.picture("astronaut"), face.box, full=False)
    side = face.box[2] - face.box[0]
    assert np.linalg.norm(tiny - face.landmarks, axis=1).mean() < 0.05 * side


def test_a_face_in_a_moved_and_smaller_photograph_is_the_same_face() -> None:
    picture = data.picture("astronaut")[:400, 50:450]
    moved = np.zeros((500, 700, 3), np.uint8)
    moved[60:460, 270:670] = picture
    [there] = faces.read_faces(moved)
    [here] = faces.read_faces(picture)
    np.testing.assert_allclose(there.landmarks - (270, 60), here.landmarks, atol=4)
    assert faces.embedding_distance(here.embedding, there.embedding) < 0.2


def test_a_photograph_without_faces_has_none() -> None:
    boxes, scores = faces.find_faces(data.picture("coffee"))
    assert boxes.shape == (0, 4)
    assert scores.shape == (0,)
    assert faces.read_faces(data.picture("coffee")) == []


def test_a_box_outside_of_the_photograph_is_refused() -> None:
    with pytest.raises(ValueError, match="no pixel of the photograph, which is 30 wide and 20 high"):
        faces.find_landmarks(np.zeros((20, 30, 3)), (40, 5, 60, 15))


def test_an_aligned_face_has_its_eyes_where_the_network_wants_them() -> None:
    [face] = read("obama2")
    assert face.chip.shape == (150, 150, 3)
    target = (np.array(faces.MEAN_FIVE) + 0.25) / 1.5 * 150
    transform = faces.similarity_transform(face.landmarks[list(faces.FIVE)], target)
    placed = face.landmarks[list(faces.FIVE)] @ transform[:, :2].T + transform[:, 2]
    assert np.abs(placed - target).max() < 12


def test_alignment_undoes_a_turn_a_scale_and_a_shift() -> None:
    rng = np.random.default_rng(0)
    x, y = np.meshgrid(np.arange(300.0), np.arange(280.0))
    waves = rng.uniform(-0.05, 0.05, (5, 2))

    def scene(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 127 + 20 * np.stack([np.sin(waves[c, 0] * x + waves[c, 1] * y + c) for c in range(3)], axis=-1)

    landmarks = rng.uniform(100, 200, (68, 2))
    angle, scale, shift = 0.3, 0.8, np.array((20.0, 5.0))
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    back = np.linalg.inv(turn)
    old_x, old_y = np.einsum("ij,jkl->ikl", back, np.stack([x - shift[0], y - shift[1]]))
    straight = faces.align_face(scene(x, y), landmarks, size=60)
    turned = faces.align_face(scene(old_x, old_y), landmarks @ turn.T + shift, size=60)
    np.testing.assert_allclose(straight, turned, atol=0.5)


@given(st.integers(2, 20), st.integers(0, 99))
def test_a_similarity_is_found_again(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    angle, scale, shift = rng.uniform(-3, 3), rng.uniform(0.1, 5), rng.uniform(-50, 50, 2)
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = rng.uniform(0, 100, (n, 2))
    found = faces.similarity_transform(points, points @ matrix.T + shift)
    np.testing.assert_allclose(found, np.column_stack([matrix, shift]), atol=1e-8)


@given(st.integers(3, 8), st.integers(0, 99))
def test_no_nearby_similarity_fits_better_and_a_mirror_image_is_not_tried(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    source = rng.normal(size=(n, 2))
    target = source * (-1, 1) + rng.normal(scale=0.1, size=(n, 2))

    def cost(transform: np.ndarray) -> float:
        return float(((source @ transform[:, :2].T + transform[:, 2] - target) ** 2).sum())

    best = faces.similarity_transform(source, target)
    assert np.linalg.det(best[:, :2]) >= 0
    for change in np.eye(4) * 1e-4:
        a, b, x, y = change
        step = np.array([[a, -b, x], [b, a, y]])
        assert cost(best) <= min(cost(best + step), cost(best - step))


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (np.zeros((3, 2)), np.ones((3, 2)), "two different source points"),
        (np.ones((1, 2)), np.ones((1, 2)), "two different source points"),
        (np.zeros((0, 2)), np.zeros((0, 2)), "two different source points"),
        (np.ones((3, 2)), np.ones((4, 2)), r"shape \(n, 2\)"),
        (np.ones((3, 3)), np.ones((3, 3)), r"shape \(n, 2\)"),
    ],
)
def test_points_that_fix_no_similarity_are_refused(source: np.ndarray, target: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        faces.similarity_transform(source, target)
