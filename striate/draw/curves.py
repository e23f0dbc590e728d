"""Curves: how a loss falls, how a size shrinks."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from striate.draw.style import DASHES, LINES, PALETTE, WIDTH, canvas, figure_of, styled, tell
from striate.draw.words import number


@styled
def curve(
    xs: ArrayLike,
    ys: ArrayLike | Sequence[ArrayLike],
    labels: str | Sequence[str] | None = None,
    *,
    x_label: str = "",
    y_label: str = "",
    title: str | None = None,
    log: Literal["", "x", "y", "both"] = "",
    marks: Mapping[float, str] | None = None,
    points: bool = False,
    width: float = WIDTH,
    height: float = 3.0,
    ax: Axes | None = None,
) -> Figure:
    """One curve or several over the same x, told apart by dash as well as by colour.

    Parameters
    ----------
    xs : ``(n,)``.
    ys : ``(n,)``, or a list of up to six such curves.
    labels : a name for each curve.
    x_label, y_label, title : what stands at the axes and above.
    log : which axes are logarithmic.
    marks : vertical notes, ``{x: text}``.
    points : a dot at each value, for few or whole numbers.
    width, height : of the figure, in inches.
    ax : draw into these axes instead of a new figure.

    Raises
    ------
    ValueError : curves of another length than ``xs``, more than six, or another number of labels.
    """
    across = np.asarray(xs, dtype=np.float64)
    curves = _curves(ys)
    names = [labels] if isinstance(labels, str) else list(labels or [""] * len(curves))
    if len(names) != len(curves):
        raise ValueError(f"There are {len(curves)} curves but {len(names)} labels.")
    if len(curves) > len(LINES):
        raise ValueError(f"At most {len(LINES)} curves can be told apart; there are {len(curves)}.")
    for values in curves:
        if values.shape != across.shape or across.ndim != 1:
            raise ValueError(f"xs has the shape {across.shape} and a curve {values.shape}; both are to be (n,).")

    ax = canvas(width, height, ax, (0.75, 0.15, 0.55, 0.35 if title else 0.15))
    for index, (values, name) in enumerate(zip(curves, names, strict=True)):
        marker = "osD^vP"[index] if points else None
        ax.plot(across, values, color=LINES[index], linestyle=DASHES[index], marker=marker, markersize=4, label=name)
    ax.set(xlabel=x_label, ylabel=y_label)
    if log in ("y", "both"):
        ax.set_yscale("log")
    if log in ("x", "both"):
        ax.set_xscale("log")
    elif (across == np.round(across)).all():
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(True, axis="y")
    for x, text in (marks or {}).items():
        ax.axvline(x, color=PALETTE["muted"], linewidth=1, linestyle=(0, (2, 2)))
        # Placed by axes height, so that the note stands inside whatever the scale.
        ax.annotate(
            text, (x, 0.97), xycoords=("data", "axes fraction"), xytext=(4, 0), textcoords="offset points", va="top"
        )
    if any(names):
        ax.legend()
    if title:
        ax.set_title(title)
    axes = f"{y_label or 'y'} over {x_label or 'x'}" + (
        f", logarithmic in {'x and y' if log == 'both' else log}" if log else ""
    )
    told = " ".join(_words(across, values, name) for values, name in zip(curves, names, strict=True))
    noted = "".join(f" Marked at {number(float(x))}: {text}." for x, text in (marks or {}).items())
    return tell(figure_of(ax), f"{title + '. ' if title else ''}{axes}. {told}{noted}")


def _curves(ys: Any) -> list[NDArray[np.float64]]:
    parts = [ys] if np.ndim(ys[0]) == 0 else list(ys)
    return [np.asarray(part, dtype=np.float64) for part in parts]


def _words(across: NDArray[np.float64], values: NDArray[np.float64], name: str) -> str:
    seen = np.isfinite(values)
    subject = f"{name}:" if name else "The curve:"
    if not seen.any():
        return f"{subject} no finite values."
    x, y = across[seen], values[seen]
    low, high = int(y.argmin()), int(y.argmax())
    parts = [f"{subject} from {_short(y[0])} at {_short(x[0])} to {_short(y[-1])} at {_short(x[-1])}"]
    if low not in (0, len(y) - 1):
        parts.append(f"lowest {_short(y[low])} at {_short(x[low])}")
    if high not in (0, len(y) - 1):
        parts.append(f"highest {_short(y[high])} at {_short(x[high])}")
    return ", ".join(parts) + "."


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))
