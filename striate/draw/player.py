"""An animation that needs nothing from outside: frames, the script that plays them, and a still picture without it."""

import base64
import io
import json
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from striate.draw import style

SCRIPT = Path(__file__).with_name("player.js")
COLOURS = 32


@dataclass(frozen=True)
class Animation:
    """Frames to play, stop and step through in a notebook or on a page, by mouse and by keyboard.

    Parameters
    ----------
    frames : figures of one size.
    captions : what is new in each frame, for those who listen.
    still : what is shown where scripts do not run.
    words : what the whole shows, in a sentence or two.
    """

    frames: tuple[Figure, ...]
    captions: tuple[str, ...]
    still: Figure
    words: str

    @property
    def alt(self) -> str:
        """The description of the whole, as `striate.draw.alt` gives it."""
        return self.words

    @cached_property
    def html(self) -> str:
        """The player as a piece of HTML that makes no request."""
        frames = [
            {"png": _packed(frame), "alt": caption} for frame, caption in zip(self.frames, self.captions, strict=True)
        ]
        # "</" would end the script element early, wherever it stood.
        listing = json.dumps(frames, ensure_ascii=False).replace("</", "<\\/")
        width = f"{self.frames[0].get_figwidth() * style.DPI:.0f}px"
        return (
            f'<div class="striate-player" style="max-width:{width}">'
            f'<img alt="{escape(style.alt(self.still))}" src="data:image/png;base64,{_packed(self.still)}" '
            'style="max-width:100%">'
            f'<script type="application/json">{listing}</script>'
            f"<script>{SCRIPT.read_text(encoding='utf-8')}</script></div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = {"text/html": self.html, "image/png": style.png(self.still), "text/plain": self.words}
        return shown, {"image/png": {"alt": style.alt(self.still)}}

    def __repr__(self) -> str:
        return self.words


def _packed(figure: Figure) -> str:
    """A PNG with few colours, a third of the size, as base64."""
    few = style.pixels(figure).quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "png", compress_level=9)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
