"""The look of every figure of the course, and the figure itself: as PNG, in a notebook, in words.

Nothing here goes through pyplot, so a figure is shown once, where a cell ends with it, and is gone when nobody holds
it any more.
"""

import io
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

P = ParamSpec("P")
R = TypeVar("R")

# Okabe and Ito's palette, which people with every kind of colour vision can tell apart, and three greys for the frame.
PALETTE = {
    "blue": "#0072b2",
    "orange": "#d55e00",
    "green": "#009e73",
    "pink": "#cc79a7",
    "yellow": "#e69f00",
    "sky": "#56b4e9",
    "ink": "#1f2933",
    "muted": "#5b6670",
    "line": "#c3cbd3",
    "paper": "#ffffff",
}
LINES = tuple(PALETTE[name] for name in ("blue", "orange", "green", "pink", "yellow", "sky"))
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))


def _shades(name: str, *colours: str) -> Colormap:
    """Colours that run into each other; what is no finite number is pink."""
    return LinearSegmentedColormap.from_list(name, colours).with_extremes(bad=PALETTE["pink"])


SIGNED = _shades("signed", "#003a5c", "#0072b2", "#f7f7f7", "#d55e00", "#6b2c00")
SIGNED_SOFT = _shades("signed_soft", "#7fb8d8", "#ffffff", "#eaae7f")
GREY = _shades("grey", "#000000", "#ffffff")
GREY_SOFT = _shades("grey_soft", "#a9b0b7", "#ffffff")
COUNTS_SOFT = _shades("counts_soft", "#ffffff", "#8fc1de")
COUNTS = _shades("counts", "#f7fbff", "#9ecae1", "#0072b2", "#00304d")


DPI = 110
WIDTH = 7.2
STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.0,
    "axes.titlesize": 10.0,
    "axes.titlecolor": PALETTE["ink"],
    "axes.titlepad": 6.0,
    "axes.labelsize": 10.0,
    "axes.labelcolor": PALETTE["ink"],
    "axes.edgecolor": PALETTE["muted"],
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.facecolor": PALETTE["paper"],
    "axes.grid": False,
    "xtick.color": PALETTE["muted"],
    "ytick.color": PALETTE["muted"],
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "text.color": PALETTE["ink"],
    "grid.color": PALETTE["line"],
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 10.0,
    "lines.linewidth": 1.8,
    "image.origin": "upper",
    "image.interpolation": "auto",
    "image.resample": True,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "text.usetex": False,
    "path.sketch": None,
}


class Picture(Figure):
    """A matplotlib figure that a notebook shows with no backend set up, and whose text form is its description."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return png(self), {"alt": alt(self)}

    def __repr__(self) -> str:
        return alt(self) or "<Picture>"


@runtime_checkable
class Told(Protocol):
    """What brings its own words: an animation."""

    alt: str


_WORDS: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Let a drawing function work in the course's style, and leave the reader's own settings alone."""

    @wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(STYLE):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return within


def blank(width: float, height: float, *, dpi: int = DPI) -> Picture:
    """An empty white figure of so many inches. White also on a dark page: photographs and greys need a known ground."""
    return Picture(figsize=(width, height), dpi=dpi, facecolor=PALETTE["paper"])


def page(width: float, height: float, ax: Axes | None = None, *, dpi: int = DPI) -> Axes:
    """A sheet to put cells, pictures and texts on: no axis lines, the unit an inch, (0, 0) at the top left.

    Axes that are given become such a sheet, scaled to the room that they have.
    """
    ax = ax or blank(width, height, dpi=dpi).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.set_axis_off()
    return ax


def canvas(width: float, height: float, ax: Axes | None, margins: tuple[float, float, float, float]) -> Axes:
    """The axes to draw into: those given, or new ones with margins (left, right, bottom, top) in inches."""
    if ax is not None:
        return ax
    left, right, bottom, top = margins
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
    return blank(width, height).add_axes(box)


def figure_of(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("These axes belong to no figure any more; make new ones.")
    return figure


def tell(figure: Figure, words: str) -> Figure:
    """Give a figure its description; further drawings into the same figure add theirs."""
    before = _WORDS.get(figure)
    _WORDS[figure] = f"{before} {words}" if before else words
    return figure


def alt(figure: Figure | Told) -> str:
    """The description of a figure or an animation, computed from what it shows; "" for a figure drawn elsewhere."""
    return _WORDS.get(figure, "") if isinstance(figure, Figure) else figure.alt


@styled
def pixels(figure: Figure) -> Image.Image:
    """The figure as a picture in memory."""
    painted = FigureCanvasAgg(figure)
    painted.draw()  # type: ignore[no-untyped-call]
    shades = np.asarray(painted.buffer_rgba())  # type: ignore[no-untyped-call]
    return Image.fromarray(shades).convert("RGB")


@styled
def png(figure: Figure) -> bytes:
    """The figure as PNG, the same bytes every time: without date and version."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, facecolor=figure.get_facecolor(), metadata={"Software": None})
    return buffer.getvalue()


def _show_as_drawn() -> None:
    """Let our own PNG come before that of matplotlib's inline backend, which crops and drops the description."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and getattr(shell, "display_formatter", None) is not None:
        shell.display_formatter.formatters["image/png"].for_type(Picture, Picture._repr_png_)


_show_as_drawn()
