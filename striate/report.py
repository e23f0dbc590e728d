"""What came of an exercise, as a card: text for a terminal, HTML for a notebook, for feedback and for the class report.

A `Card` is plain data that a verdict gives, and a stored record as well. What it shows of a submission is text that
strangers wrote: it is cleaned and escaped here, and nowhere else.
"""

import base64
import html
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from striate.cleaning import clean_lines
from striate.outcome import Value
from striate.verdict import Failure, Verdict

# Orange and green of one palette that colour-blind readers tell apart. As edges and tints only: text takes the colour
# of the page that it stands on, so that it can be read on light and dark ones. Every state is said in words besides.
GREEN, ORANGE, GREY, BLUE = "#009e73", "#d55e00", "#808080", "#0072b2"
TINT = 0.10

_STATES = {
    "passed": ("✓", "Passed", GREEN),
    "failed": ("✗", "Not yet", ORANGE),
    "not started": ("○", "Not started", GREY),
    "lost": ("✗", "No result", ORANGE),
}
Held = bool | None | Literal["waits"]
"""Whether a property holds; None where that is not tried here; "waits" where it holds and counts only later."""

_MARKS: dict[Held, tuple[str, str]] = {
    True: ("✓", "holds"),
    False: ("✗", "not yet"),
    None: ("○", "tried at grading"),
    "waits": ("○", "waits"),
}
_WAITS = "What waits is right, and counts once another property holds: refusing everything is no answer."
_TO_COME = ("○", "to come")
_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST = 1_000_000  # numbers in a picture; drawing more would keep a student waiting


@dataclass(frozen=True)
class Card:
    """What a student or an instructor sees of one exercise.

    ``properties`` says of each whether it holds, see `Held`. ``message`` is the first
    difference, ``diagnosis`` the sentence of a known misconception, ``output`` what the function printed, ``further``
    how to look into it. ``picture`` is a PNG, ``alt`` what it shows.
    """

    name: str
    score: float
    points: float
    state: str
    properties: Mapping[str, Held] = field(default_factory=dict)
    message: str = ""
    diagnosis: str = ""
    remarks: tuple[str, ...] = ()
    output: str = ""
    further: str = ""
    picture: bytes | None = None
    alt: str = ""


def card(verdict: Verdict, *, output: str = "", further: str = "", draw: bool = True) -> Card:
    """The card of a verdict, with a picture of the first difference where that is a plane of numbers.

    A property without a case in the verdict's sheet is neither held nor missed. It gives its points once all the others
    hold, and not before.
    """
    seen = {name: held(p.passed, p.right, p.cases) for name, p in verdict.properties.items()}
    if list(seen) == ["answer"] or (verdict.state in ("failed", "lost") and not verdict.failures):
        seen = {}  # judged as one thing, so there is nothing to tell apart
    score = verdict.score
    if score and not verdict.passed:
        total = sum(p.weight for p in verdict.properties.values())
        score -= verdict.points * sum(p.weight for p in verdict.properties.values() if p.passed and not p.cases) / total
    picture, alt = _picture(verdict.failures) if draw else (None, "")
    return Card(
        name=verdict.name,
        score=max(0.0, round(score, 6)),
        points=verdict.points,
        state=verdict.state,
        properties=seen,
        message=verdict.message.removeprefix(verdict.diagnosis).strip(),
        diagnosis=verdict.diagnosis,
        remarks=(*verdict.remarks, *waiting(seen)),
        output=output,
        further=further,
        picture=picture,
        alt=alt,
    )


def held(passed: bool, right: int, cases: int) -> Held:
    """How a property stands, of which so many cases are right."""
    if not cases:
        return None
    return "waits" if right == cases and not passed else passed


def waiting(properties: Mapping[str, Held]) -> tuple[str, ...]:
    """What there is to say about properties that wait."""
    return (_WAITS,) if "waits" in properties.values() else ()


def summary(card: Card, width: int = 82) -> str:
    """The card in at most three short lines, for places that show nothing better."""
    said = card.diagnosis or card.message
    text = f"{card.name}: {_STATES[card.state][1].lower()}, {points(card.score, card.points)}. {said}"
    return "\n".join(textwrap.wrap(clean_lines(text), width, max_lines=3, placeholder=" …"))


def text(card: Card, width: int = 88) -> str:
    """The card as plain text."""
    mark, word, _ = _STATES[card.state]
    lines = [f"{mark} {clean_lines(card.name)}: {word.lower()}, {points(card.score, card.points)}"]
    for name, held in card.properties.items():
        sign, said = _mark(card.state, held)
        lines.append(f"    {sign} {said}: {clean_lines(name)}")
    lines += _wrapped([card.message, card.diagnosis], width)
    if card.output.strip():
        lines += ["", "  It printed:", *(f"    | {line}" for line in clean_lines(card.output).splitlines())]
    return "\n".join(lines + _wrapped([*card.remarks, card.further], width))


def page(card: Card) -> str:
    """The card as HTML with inline styles: no script, no style sheet, nothing fetched."""
    mark, word, colour = _STATES[card.state]
    head = _tag(
        "div",
        _tag("code", _escape(card.name), "font-weight:600;background:none;color:inherit;padding:0")
        + _tag("span", f"{mark} {word}", "font-weight:600")
        + _tag("span", points(card.score, card.points), "margin-left:auto"),
        "display:flex;flex-wrap:wrap;gap:0 1em;align-items:baseline",
    )
    parts = [head, _listed(card), _paragraph(card.message)]
    if card.diagnosis:
        label = _tag("strong", "This looks familiar. ", "")
        parts.append(_tag("p", label + _prose(card.diagnosis), _box(BLUE)))
    parts.append(_image(card))
    if card.output.strip():
        style = "margin:.2em 0 0;max-height:8em;overflow:auto;white-space:pre-wrap;background:none;color:inherit"
        printed = _tag("pre", _escape(card.output), style)
        parts.append(_tag("div", "It printed:" + printed, "margin:.6em 0 0;font-size:.9em"))
    parts += [_paragraph(remark) for remark in card.remarks]
    parts.append(_paragraph(card.further, "font-size:.9em"))
    label = f"{card.name}: {word}, {points(card.score, card.points)}"
    return _frame("".join(parts), colour, label)


def note(title: str, paragraphs: Iterable[str], label: str = "") -> str:
    """A small card that is no verdict (a hint, a sentence about a missing file), as HTML."""
    body = _tag("strong", _prose(title), "") + "".join(_paragraph(part) for part in paragraphs)
    return _frame(body, BLUE, label or title)


def _wrapped(parts: Iterable[str], width: int) -> list[str]:
    lines = []
    for part in filter(None, parts):
        lines += ["", *textwrap.wrap(clean_lines(part), width, initial_indent="  ", subsequent_indent="  ")]
    return lines


def _mark(state: str, held: Held) -> tuple[str, str]:
    return _TO_COME if state == "not started" else _MARKS[held]


def points(score: float, most: float) -> str:
    """Points in words: ``0.5 of 2 points``."""
    return f"{round(score, 2):g} of {round(most, 2):g} point{'' if most == 1 else 's'}"


def _frame(body: str, colour: str, label: str) -> str:
    style = (
        "font-family:system-ui,sans-serif;font-size:14px;line-height:1.45;max-width:46em;margin:.4em 0;"
        f"padding:.7em 1em;border:1px solid {_tint(colour, 0.5)};border-left:5px solid {colour};border-radius:6px;"
        "overflow-wrap:anywhere"
    )
    # A formula in a message would be typeset, and a formula can hold a link: the two classes forbid it.
    kept = f'class="tex2jax_ignore mathjax_ignore" role="group" aria-label="{_escape(label)}"'
    return f'<div {kept} style="{style}">{body}</div>'


def _listed(card: Card) -> str:
    items = []
    said = {name: _mark(card.state, held) for name, held in card.properties.items()}
    wide = 7.2 if all(len(word) < 10 for _, word in said.values()) else 10.6
    for name, (mark, word) in said.items():
        state = _tag("span", f"{mark} {word}", f"display:inline-block;min-width:{wide}em;font-weight:600")
        items.append(_tag("li", f"{state} {_prose(name)}", "margin:0;padding:0;list-style:none"))
    return _tag("ul", "".join(items), "list-style:none;margin:.5em 0 0;padding:0") if items else ""


def _image(card: Card) -> str:
    if card.picture is None or not card.picture.startswith(_PNG):
        return ""
    data = base64.b64encode(card.picture).decode()
    style = "display:block;max-width:100%;height:auto;margin:.6em 0 0;border-radius:4px;background:#fff"
    return f'<img src="data:image/png;base64,{data}" alt="{_escape(card.alt)}" style="{style}">'


def _box(colour: str) -> str:
    return f"margin:.6em 0 0;padding:.5em .8em;border-left:4px solid {colour};background:{_tint(colour, TINT)}"


def _tint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"


def _paragraph(said: str, style: str = "") -> str:
    return _tag("p", _prose(said), f"margin:.6em 0 0;{style}") if said else ""


def _prose(said: str) -> str:
    """Escaped text, in which `backticks` become code and line ends are kept."""
    escaped = _escape(said).replace("\n", "<br>")
    return re.sub(r"`([^`]+)`", r'<code style="background:none;color:inherit;padding:0">\1</code>', escaped)


def _escape(said: str) -> str:
    return html.escape(clean_lines(said), quote=True)


def _tag(name: str, body: str, style: str) -> str:
    return f'<{name} style="{style}">{body}</{name}>' if style else f"<{name}>{body}</{name}>"


def _picture(failures: tuple[Failure, ...]) -> tuple[bytes | None, str]:
    """The first failure that can be drawn, if it is the one that the message tells of and its case is public."""
    if not failures or not failures[0].trial.public or failures[0].difference is None:
        return None, ""
    failure, difference = failures[0], failures[0].difference
    if not isinstance(failure.trial.expected, Value) or not isinstance(failure.actual, Value):
        return None, ""
    pair = planes(failure.trial.expected.value, failure.actual.value, difference.where)
    if pair is None:
        return None, ""
    try:
        # Only here, for matplotlib is slow to load and most cards have no picture.
        from striate import draw

        return draw.png(draw.comparison(*pair)), f"Expected, yours and the difference side by side. {failure.sentence}"
    except Exception:  # a picture is an extra: what cannot be drawn is still told in words
        return None, ""


def planes(expected: object, actual: object, where: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray] | None:
    """The two planes of numbers to lay side by side, if the place of the first difference lies in such.

    A part of a tuple is taken out; of a batch of volumes ``(m, n_H, n_W, n_C)`` the example and channel that differ.
    """
    parts = [value for value in (expected, actual) if isinstance(value, (tuple, list))]
    if where and len(parts) == 2 and all(len(part) > where[0] for part in parts):
        inner = planes(parts[0][where[0]], parts[1][where[0]], where[1:])
        if inner is not None:
            return inner
    try:
        wanted, came = np.asarray(expected), np.asarray(actual)
    except ValueError:
        return None
    if wanted.ndim == 4 and came.ndim == 4 and wanted.size and came.size:
        m, channel = (where[0], where[3]) if len(where) == 4 else (0, 0)
        wanted, came = wanted[m, :, :, channel], came[m, :, :, channel]
    both = (wanted, came)
    drawable = all(a.ndim == 2 and 0 < a.size <= _LARGEST and a.dtype.kind in "biuf" for a in both)
    return both if drawable and wanted.size > 1 else None
