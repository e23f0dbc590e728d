"""A card can be read by everyone and carries nothing of a stranger's but text and checked pictures."""

import html
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from striate import report
from striate.cleaning import clean_lines
from striate.exercise import Case
from striate.outcome import attempt
from striate.report import Card, card, note, page, summary, text
from striate.sheet import sheet_for
from striate.verdict import Verdict, judge, whole
from tests import toy

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'`&amp; $\\href{javascript:x}{y}$ \x1b[31m \u202eabc"
# Text and page colours of JupyterLab, VS Code and Colab, light and dark; nbgrader's feedback is light like the first.
THEMES = {
    "JupyterLab light": ((33, 33, 33), (255, 255, 255)),
    "JupyterLab dark": ((255, 255, 255), (17, 17, 17)),
    "VS Code light": ((59, 59, 59), (255, 255, 255)),
    "VS Code dark": ((204, 204, 204), (31, 31, 31)),
    "Colab dark": ((213, 213, 213), (56, 56, 56)),
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):  # type: ignore[no-untyped-def]
        self.tags.append((tag, dict(attrs)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):  # type: ignore[no-untyped-def]
        assert self.open.pop() == tag

    def handle_data(self, data):  # type: ignore[no-untyped-def]
        self.words += data


def verdict_of(function) -> Verdict:  # type: ignore[no-untyped-def]
    sheet = sheet_for(toy.HALF, lesson="toy", public_only=True)
    return judge(sheet, lambda case: attempt(function, case))


def test_card_tells_name_points_properties_difference_and_diagnosis() -> None:
    said = text(card(verdict_of(toy.half_floored)))
    assert "half: not yet, 2 of 4 points" in said
    assert re.search(r"✗ not yet: numbers", said)
    assert re.search(r"✓ holds: errors", said)
    assert "expected 2.5, got 2" in said
    assert "You round down" in said


def test_page_holds_the_same_words_as_the_text() -> None:
    made = card(verdict_of(toy.half_floored), output="hello", further="`check.failed` holds the case.")
    words = Reader(page(made)).words
    for piece in ("half", "Not yet", "2 of 4 points", "holds", "not yet", "numbers", "You round down", "hello"):
        assert piece in words
        assert piece.lower() in text(made).lower()


@pytest.mark.parametrize("state", ["passed", "failed", "not started", "lost"])
def test_every_state_is_said_in_words(state: str) -> None:
    made = Card("f", 1, 2, state, {"a": state == "passed", "b": None})
    word = {"passed": "passed", "failed": "not yet", "not started": "not started", "lost": "no result"}[state]
    assert word in Reader(page(made)).words.lower()
    assert word in text(made).lower()
    assert word in summary(made).lower()


def test_a_page_has_no_style_sheet_no_script_and_fetches_nothing() -> None:
    made = card(verdict_of(toy.half_floored))
    assert made.picture
    reader = Reader(page(made))
    assert not reader.open
    for tag, attributes in reader.tags:
        assert tag in {"div", "p", "ul", "li", "span", "strong", "code", "pre", "img", "br"}
        assert not [name for name in attributes if name.startswith("on")]
        assert "url(" not in (attributes.get("style") or "")
        if "src" in attributes:
            assert (attributes["src"] or "").startswith("data:image/png;base64,")


def test_what_a_stranger_wrote_stays_text() -> None:
    made = Card(HOSTILE, 0, 1, "failed", {HOSTILE: False}, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE, HOSTILE, PNG, HOSTILE)
    for source in (page(made), note(HOSTILE, [HOSTILE])):
        reader = Reader(source)
        assert not reader.open
        assert {tag for tag, _ in reader.tags} <= {"div", "p", "ul", "li", "span", "strong", "code", "pre", "img"}
        assert all(
            set(attributes) <= {"style", "class", "role", "aria-label", "src", "alt"} for _, attributes in reader.tags
        )
        assert "\u202e" not in source
        assert "\x1b" not in source
        # Formulas are typeset in notebooks, and a formula can be a link.
        assert "mathjax_ignore" in (reader.tags[0][1]["class"] or "")
    assert "\x1b" not in text(made) + summary(made)


def test_only_a_png_is_shown_as_a_picture() -> None:
    for picture in (b"<svg onload=alert(1)>", b"GIF89a", b""):
        assert "<img" not in page(Card("f", 0, 1, "failed", picture=picture))
    assert '<img src="data:image/png' in page(Card("f", 0, 1, "failed", picture=PNG))


def test_shown_text_is_bounded() -> None:
    assert len(clean_lines("x" * 10_000_000)) < 2000
    assert len(page(Card("f", 0, 1, "failed", output="x\n" * 1_000_000))) < 20_000


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", ["passed", "failed", "not started", "lost"])
def test_text_keeps_its_contrast_in_every_theme(theme: str, state: str) -> None:
    foreground, background = THEMES[theme]
    made = Card("f", 0, 1, state, {"a": False}, "m", "d", ("r",), "o", "f", PNG, "alt")
    for tag, attributes in Reader(page(made)).tags:
        style = dict(part.split(":", 1) for part in (attributes.get("style") or "").split(";") if part)
        # Text takes the page's colour, and no style makes it fainter.
        assert style.get("color", "inherit") == "inherit", tag
        assert "opacity" not in style
        tint = style.get("background", "none")
        if tag != "img" and tint != "none":
            under = blend(tint, background)
            assert contrast(foreground, under) >= 4.5, (tag, theme)


@pytest.mark.parametrize("colour", [report.GREEN, report.ORANGE, report.GREY, report.BLUE])
def test_edges_are_seen_in_light_and_dark(colour: str) -> None:
    rgb = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    assert contrast(rgb, (255, 255, 255)) >= 3
    assert contrast(rgb, (17, 17, 17)) >= 3


def blend(tint: str, under: tuple[int, ...]) -> tuple[float, ...]:
    red, green, blue, share = map(float, re.findall(r"[\d.]+", tint))
    return tuple(share * over + (1 - share) * below for over, below in zip((red, green, blue), under, strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(rgb: tuple[float, ...]) -> float:
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_plane_of_numbers_is_drawn_and_described() -> None:
    made = card(verdict_of(toy.half_floored))
    assert made.picture is not None
    assert made.picture.startswith(b"\x89PNG")
    assert "expected 2.5, got 2" in made.alt
    assert f'alt="{html.escape(made.alt)}"' in page(made)


def test_a_case_that_is_hidden_is_never_drawn() -> None:
    sheet = sheet_for(toy.HALF, lesson="toy")
    hidden = judge(sheet, lambda case: attempt(lambda x, s: toy.half(x, s) + (x.shape == (2, 3)), case))
    assert hidden.failures
    assert not hidden.failures[0].trial.public
    assert card(hidden).picture is None


def test_a_part_of_a_tuple_and_a_plane_of_a_batch_are_taken_out() -> None:
    plane = np.arange(6.0).reshape(2, 3)
    found = report.planes((1.0, plane), (1.0, plane + 1), (1, 0, 0))
    assert found is not None
    assert np.array_equal(found[1], plane + 1)
    batch = np.arange(48.0).reshape(2, 3, 4, 2)
    found = report.planes(batch, -batch, (1, 2, 0, 1))
    assert found is not None
    assert np.array_equal(found[0], batch[1, :, :, 1])


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (np.zeros((2, 2)), np.zeros((2000, 2000))),
        (np.zeros((2, 2)), np.array([[None, 1]], dtype=object)),
        (np.zeros((2, 2)), [[1, 2], [3]]),
        (np.zeros(3), np.zeros(3)),
        (np.zeros((0, 2)), np.zeros((2, 2))),
        ("a", "b"),
    ],
)
def test_what_cannot_be_drawn_is_left_to_words(expected: object, actual: object) -> None:
    assert report.planes(expected, actual, ()) is None


def test_a_property_that_only_grading_tries_is_neither_held_nor_missed() -> None:
    from dataclasses import replace

    from striate.exercise import Property

    later = Property("later", 4, hidden=lambda rng: [Case((np.ones((1, 1)), 1))])
    sheet = sheet_for(replace(toy.HALF, properties=(*toy.HALF.properties, later)), lesson="toy", public_only=True)
    passed = card(judge(sheet, lambda case: attempt(toy.half, case)))
    assert (passed.score, passed.properties["later"]) == (4, None)
    failed = card(judge(sheet, lambda case: attempt(toy.half_floored, case)))
    assert (failed.score, failed.properties["later"]) == (1.0, None)


def test_an_exercise_judged_as_one_thing_lists_nothing() -> None:
    sheet = sheet_for(toy.HALF, lesson="toy", public_only=True)
    assert card(whole(sheet, "failed", "half should take (x, shift).")).properties == {}


def test_a_summary_has_three_lines_at_most() -> None:
    said = summary(Card("f", 0, 1, "failed", message="word " * 500))
    assert len(said.splitlines()) <= 3
    assert max(map(len, said.splitlines())) <= 84


def test_a_property_without_a_public_case_is_said_to_be_tried_at_grading() -> None:
    shown = Card("convolve", 2, 2, "passed", {"small": True, "large": None})
    assert "○ tried at grading: large" in text(shown)
    assert "○ tried at grading</span> large" in page(shown)
