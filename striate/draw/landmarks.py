"""The landmarks of a face: 68 points with the lines between them, or any other points."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from striate.draw.pictures import separate
from striate.draw.raster import paste
from striate.draw.style import PALETTE, WIDTH, figure_of, page, styled, tell
from striate.draw.words import listed, place, size

TALLEST = 4.2
# The order of the 68 points as in the iBUG 300-W annotations: name, first, one past the last, whether it is closed.
PARTS = (
    ("jaw", 0, 17, False),
    ("left brow", 17, 22, False),
    ("right brow", 22, 27, False),
    ("bridge of the nose", 27, 31, False),
    ("nose", 31, 36, False),
    ("left eye", 36, 42, True),
    ("right eye", 42, 48, True),
    ("lips outside", 48, 60, True),
    ("lips inside", 60, 68, True),
)


@styled
def landmarks(
    image: ArrayLike,
    points: ArrayLike,
    *,
    numbers: bool = False,
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Points on a picture; 68 of them are joined to a face.

    Parameters
    ----------
    image : ``(n_H, n_W)`` or ``(n_H, n_W, 3)``.
    points : ``(n, 2)`` x and y in pixels, or ``(m, n, 2)`` for several faces. ("Left" is left in the picture.)
    numbers : write its number beside each point.
    title : what stands above.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : there is more than one picture, or the points have another shape.
    """
    shown = separate(image)
    if len(shown) != 1:
        raise ValueError(f"landmarks() draws on one picture; there are {len(shown)}.")
    picture = shown[0]
    places = np.asarray(points, dtype=np.float64)
    if places.ndim == 2:
        places = places[np.newaxis]
    if places.ndim != 3 or places.shape[-1] != 2 or not places.size:
        raise ValueError(
            f"Points have the shape (n, 2) or (m, n, 2), x and y in pixels; these have {np.shape(points)}."
        )
    rows, columns = picture.shape[:2]
    side = min((WIDTH - 0.2) / columns, TALLEST / rows)
    head = 0.36 if title else 0.1
    ax = page(0.2 + columns * side, head + rows * side + 0.1, ax)
    paste(ax, picture, 0.1, head, side)
    # Dots of a size that leaves the eyes of a small face open.
    extent = float(np.median(np.ptp(places, axis=1))) * side
    dot = float(np.clip(extent * 2.4, 1.8, 4.0))
    for face in places:
        x, y = 0.1 + face[:, 0] * side, head + face[:, 1] * side
        if len(face) == 68:
            for _, first, last, closed in PARTS:
                order = [*range(first, last), *([first] if closed else [])]
                ax.plot(x[order], y[order], color="white", linewidth=dot * 0.8, zorder=4, solid_capstyle="round")
                ax.plot(x[order], y[order], color=PALETTE["blue"], linewidth=dot * 0.4, zorder=5)
        ax.plot(
            x, y, "o", color=PALETTE["yellow"], markersize=dot, markeredgecolor="black", markeredgewidth=0.5, zorder=6
        )
        if numbers:
            for index, (across, down) in enumerate(zip(x, y, strict=True)):
                ax.annotate(
                    str(index),
                    (across, down),
                    xytext=(2.5, 2.5),
                    textcoords="offset points",
                    fontsize=6.5,
                    zorder=7,
                    bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
                )
    if title:
        ax.text(0.1 + columns * side / 2, head - 0.09, title, ha="center", va="bottom")
    told = " ".join(_words(face) for face in places)
    return tell(figure_of(ax), f"{title + ': ' if title else ''}picture, {size(picture)} pixels. {told}")


def _words(face: NDArray[np.float64]) -> str:
    (left, top), (right, bottom) = face.min(axis=0), face.max(axis=0)
    reach = f"from x {place(left)} to {place(right)} and y {place(top)} to {place(bottom)}"
    if len(face) != 68:
        return f"{len(face)} points {reach}."
    parts = [
        f"{name} at x {place(middle[0])}, y {place(middle[1])}"
        for name, middle in (
            ("the left eye", face[36:42].mean(axis=0)),
            ("the right eye", face[42:48].mean(axis=0)),
            ("the tip of the nose", face[30]),
            ("the mouth", face[48:60].mean(axis=0)),
        )
    ]
    return f"A face of 68 points {reach}: {listed(parts)}."
