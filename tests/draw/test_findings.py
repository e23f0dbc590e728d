"""Boxes and landmarks on pictures."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from striate import draw

PICTURE = np.zeros((60, 80, 3), dtype=np.uint8)
FACE = np.column_stack([np.linspace(10, 70, 68), np.linspace(5, 55, 68)])


def written(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_boxes_are_told_from_the_surest_down() -> None:
    figure = draw.boxes(PICTURE, [[1, 2, 30, 40], [5, 5, 20, 20]], [1, 0], [0.5, 0.9], names=["cat", "dog"])
    assert draw.alt(figure) == (
        "picture, 60 by 80 pixels, 2 boxes: cat (0.90) at x 5 to 20, y 5 to 20; dog (0.50) at x 1 to 30, y 2 to 40."
    )
    assert written(figure) == ["dog 0.50", "cat 0.90"]


def test_a_class_keeps_its_colour_and_dash_from_picture_to_picture() -> None:
    one = [[1, 1, 20, 20]]
    figure = draw.boxes([PICTURE, PICTURE], [one, one], [["dog"], ["dog"]])
    other = draw.boxes([PICTURE, PICTURE], [one, one], [["dog"], ["cat"]])

    def looks(figure: Any) -> list[Any]:
        outlines = [artist for artist in figure.axes[0].artists + figure.axes[0].patches if artist.get_zorder() == 4]
        seen = [(to_hex(outline.get_edgecolor()), str(outline.get_linestyle())) for outline in outlines]
        return [look for look in seen if look[0] in (draw.PALETTE["blue"], draw.PALETTE["orange"])]

    assert looks(figure)[0] == looks(figure)[1]
    assert looks(other)[0] != looks(other)[1]


def test_canvases_can_be_drawn_as_they_come() -> None:
    from striate import data

    made = data.canvases(6, 48, seed=0, empty=0.5)
    figure = draw.boxes(made.images, made.boxes, made.labels, names=made.names, titles=list("abcdef"))
    assert draw.alt(figure).startswith("6 pictures. a: picture, 48 by 48 pixels, ")
    assert "0 boxes." in draw.alt(figure)
    stacked = draw.boxes(made.images, np.zeros((6, 1, 4)))
    assert "6 pictures" in draw.alt(stacked)


def test_no_boxes_and_true_boxes_are_said() -> None:
    assert draw.alt(draw.boxes(PICTURE, [])) == "picture, 60 by 80 pixels, 0 boxes."
    assert "1 true box, 1 box" in draw.alt(draw.boxes(PICTURE, [[0, 0, 5, 5]], truth=[[0, 0, 6, 6]]))
    assert "1 box" in draw.alt(draw.boxes(PICTURE, np.array([0, 0, 5, 5])))


def test_flags_stay_within_the_picture_and_apart() -> None:
    places = [[60, 0, 80, 10], [62, 0, 80, 12], [60, 50, 80, 60], [0, 0, 200, 200]]
    figure = draw.boxes(PICTURE, places, ["a long name"] * 4)
    flags = [
        artist.get_bbox() for artist in figure.axes[0].artists + figure.axes[0].patches if artist.get_zorder() == 5
    ]
    assert len(flags) == 4
    for flag in flags:
        assert flag.x0 >= 0.0
        assert flag.x1 <= figure.get_figwidth()
    assert not flags[0].overlaps(flags[1])


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        ((PICTURE, [[1, 2, 3]]), {}, r"shape \(n, 4\)"),
        ((PICTURE, [[1, 2, 3, np.nan]]), {}, "not a number"),
        ((PICTURE, [[1, 2, 3, 4]], ["a", "b"]), {}, "1 boxes but 2 labels"),
        ((PICTURE, [[1, 2, 3, 4]], [3]), {"names": ["a"]}, "no name for the label 3"),
        (([PICTURE, PICTURE], [[[1, 2, 3, 4]]]), {}, "2 pictures but boxes for 1"),
        ((PICTURE, []), {"titles": ["a", "b"]}, "1 pictures but 2 titles"),
    ],
)
def test_boxes_that_do_not_fit_are_refused_in_a_sentence(arguments: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw.boxes(*arguments, **options)


def test_a_face_of_68_points_is_joined_and_told_by_its_parts() -> None:
    figure = draw.landmarks(PICTURE, FACE, title="someone")
    words = draw.alt(figure)
    assert words.startswith(
        "someone: picture, 60 by 80 pixels. A face of 68 points from x 10 to 70 and y 5 to 55: the left"
    )
    assert "the tip of the nose at x 37" in words
    joined = [line for line in figure.axes[0].lines if 1 < len(line.get_xdata()) < 68]
    assert len(joined) == 2 * 9


def test_other_points_are_only_points_and_may_be_numbered() -> None:
    figure = draw.landmarks(PICTURE, FACE[:5], numbers=True)
    assert draw.alt(figure).endswith("5 points from x 10 to 14 and y 5 to 8.0.")
    assert written(figure) == ["0", "1", "2", "3", "4"]
    assert draw.alt(draw.landmarks(PICTURE, np.stack([FACE, FACE]))).count("A face of 68 points") == 2


@pytest.mark.parametrize("points", [np.zeros((3, 3)), np.zeros((0, 2)), np.zeros(2)])
def test_what_are_no_points_is_refused(points: Any) -> None:
    with pytest.raises(ValueError, match="Points have the shape"):
        draw.landmarks(PICTURE, points)
    with pytest.raises(ValueError, match="one picture; there are 2"):
        draw.landmarks([PICTURE, PICTURE], FACE)
