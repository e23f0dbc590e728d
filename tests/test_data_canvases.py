"""What lessons on finding things rely on: true boxes, the same for everyone, no test picture in training."""

import doctest
from typing import Any

import numpy as np
import pytest

from striate import data
from striate.data import canvas

EVERY: dict[str, dict[str, Any]] = {
    "digits": {"seed": 3},
    "clothes": {"seed": 3, "things": "clothes", "most": 2},
    "shapes": {"seed": 3, "things": "shapes", "most": 3},
    "all in colour": {"seed": 3, "things": ("digits", "clothes", "shapes"), "most": 3, "colour": True},
    "beyond the edge": {"seed": 3, "beyond": 0.5, "most": 2, "noise": 9.0, "clutter": 3},
}


@pytest.mark.parametrize("options", EVERY.values(), ids=EVERY)
def test_canvases_have_bytes_boxes_within_and_labels_with_names(options: dict[str, Any]) -> None:
    made = data.canvases(40, 64, **options)
    assert made.images.shape == ((40, 64, 64, 3) if options.get("colour") else (40, 64, 64))
    assert made.images.dtype == np.uint8
    assert len(made) == len(made.boxes) == len(made.labels) == 40
    for boxes, labels in zip(made.boxes, made.labels, strict=True):
        assert boxes.shape == (len(labels), 4)
        assert len(labels) >= 1
        assert ((boxes[:, :2] >= 0) & (boxes[:, 2:] <= 64) & (boxes[:, 2:] > boxes[:, :2])).all()
        assert labels.max(initial=0) < len(made.names)


@pytest.mark.parametrize("options", EVERY.values(), ids=EVERY)
def test_the_same_seed_gives_the_same_canvases_and_fewer_are_the_first_of_more(options: dict[str, Any]) -> None:
    few, many = data.canvases(5, 64, **options), data.canvases(9, 64, **options)
    np.testing.assert_array_equal(few.images, many.images[:5])
    other = data.canvases(5, 64, **options | {"seed": 4})
    assert (other.images != few.images).any()


@pytest.mark.parametrize("things", ["digits", "clothes", "shapes"])
def test_a_box_is_tight_around_its_thing(things: Any) -> None:
    made = data.canvases(60, 64, seed=5, things=things)
    for image, (x1, y1, x2, y2) in zip(made.images, made.one_each()[1].astype(int), strict=True):
        inside = image[y1:y2, x1:x2]
        assert image.sum() == inside.sum()
        for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
            assert edge.any()


def test_the_longer_side_of_a_box_is_as_long_as_asked() -> None:
    boxes = data.canvases(200, 64, seed=0, sides=(10, 20)).one_each()[1]
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    assert (longer.min(), longer.max()) == (10, 20)


def test_as_many_canvases_as_asked_are_empty_and_black() -> None:
    made = data.canvases(400, 48, seed=1, empty=0.25)
    there, boxes, _ = made.one_each()
    assert 0.18 < 1 - there.mean() < 0.32
    assert not made.images[~there].any()
    assert not boxes[~there].any()


def test_overlap_and_covering_stay_within_their_limits() -> None:
    apart = data.canvases(60, 64, seed=2, things="shapes", classes=["square"], most=4, overlap=0.0, covered=0.0)
    assert max(len(boxes) for boxes in apart.boxes) >= 3
    for boxes in apart.boxes:
        layers = np.zeros((64, 64), dtype=int)
        for x1, y1, x2, y2 in boxes.astype(int):
            layers[y1:y2, x1:x2] += 1
        assert layers.max() == 1


def test_things_may_cover_each_other_if_allowed() -> None:
    close = data.canvases(60, 48, seed=2, things="shapes", most=4, least=4, overlap=1.0, covered=0.9)
    assert any(len(boxes) == 4 for boxes in close.boxes)
    shared = 0
    for boxes in close.boxes:
        layers = np.zeros((48, 48), dtype=int)
        for x1, y1, x2, y2 in boxes.astype(int):
            layers[y1:y2, x1:x2] += 1
        shared += int(layers.max() > 1)
    assert shared > 30


def test_training_and_test_canvases_hold_different_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    images, labels = data.digits()
    inked = images.copy()
    inked[8000:] = 0
    inked[8000:, 10:18, 10:18] = 255  # a test digit is now a block
    monkeypatch.setattr("striate.data.things.digits", lambda: (inked, labels))

    def blocks(part: Any) -> int:
        made = data.canvases(50, 48, seed=0, part=part, sides=(16, 16))
        return sum(int((image > 0).sum() == 256) for image in made.images)

    assert (blocks("train"), blocks("test")) == (0, 50)


def test_chosen_classes_are_numbered_anew_by_name_or_number() -> None:
    made = data.canvases(60, 48, seed=0, things="clothes", classes=("trousers", 8))
    assert made.names == ("trousers", "bag")
    _, boxes, labels = made.one_each()
    slender = (boxes[:, 3] - boxes[:, 1]) / (boxes[:, 2] - boxes[:, 0])
    assert set(labels) == {0, 1}
    assert slender[labels == 0].mean() > 1.5 > slender[labels == 1].mean()


def test_several_kinds_are_told_apart_by_the_labels() -> None:
    made = data.canvases(50, 48, seed=0, things=("shapes", "digits"))
    assert made.names == ("shape", "digit")
    assert set(made.one_each()[2]) == {0, 1}


def test_scraps_lie_about_without_a_box() -> None:
    made = data.canvases(20, 64, seed=0, empty=1.0, clutter=5)
    assert all(len(boxes) == 0 for boxes in made.boxes)
    assert all(image.any() for image in made.images)


def test_no_canvases_are_an_empty_stack() -> None:
    assert data.canvases(0, 48, seed=0).images.shape == (0, 48, 48)
    assert data.canvases(0, 48, seed=0, colour=True).images.shape == (0, 48, 48, 3)


def test_one_each_refuses_canvases_with_several_things() -> None:
    with pytest.raises(ValueError, match=r"has \d things on it; one_each.. is for canvases made with most=1"):
        data.canvases(20, 64, seed=0, most=3).one_each()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"things": "cats"}, "things are digits, clothes, shapes.*'cats'"),
        ({"things": ()}, "at least one kind"),
        ({"things": ("digits", "clothes"), "classes": [1]}, "classes chooses among those of one kind"),
        ({"classes": [10]}, "digits have no class 10"),
        ({"things": "shapes", "classes": ["disk"]}, "no class 'disk'; the classes are disc, square"),
        ({"classes": [1, 1]}, "each one once"),
        ({"part": "validation"}, "'validation'"),
        ({"seed": -1}, "not negative"),
        ({"most": 0}, "at least 1; you gave least=1 and most=0. Empty canvases come by empty="),
        ({"sides": (14, 99)}, r"to the 48 pixels of the canvas; you gave \(14, 99\)"),
        ({"empty": 1.5}, "empty is from 0 to 1; you gave 1.5"),
        ({"beyond": 1.0}, "beyond"),
        ({"noise": -1.0}, "noise"),
    ],
)
def test_arguments_out_of_range_are_answered_in_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        data.canvases(1, 48, **{"seed": 0} | options)


def test_the_example_of_the_documentation_holds() -> None:
    assert doctest.testmod(canvas).failed == 0
