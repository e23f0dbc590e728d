"""Every drawing looks as it did when somebody last looked at it; the gallery shows them all and needs nothing else."""

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from striate import draw

ROOT = Path(__file__).resolve().parents[2]
TILE = 6
MOST = 16.0
NOT_DRAWINGS = {"PALETTE", "Animation", "Branches", "Shortcut", "alt", "png"}


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "tools" / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GALLERY = _tool()
EXAMPLES = {example.name: example for example in GALLERY.EXAMPLES}


@cache
def example(name: str) -> Any:
    """A drawing of the gallery, made once for all tests."""
    return EXAMPLES[name].run()


def thumbnail(drawn: Any) -> Image.Image:
    small: Image.Image = GALLERY.thumbnail(drawn.still if isinstance(drawn, draw.Animation) else drawn)
    return small


def apart(one: Image.Image, other: Image.Image) -> float:
    """The largest difference between the mean colours of two pictures in any tile of 6 by 6 pixels, 0 to 255.

    A letter that moves by a fraction of a pixel, as with another release of matplotlib, changes such a mean little.
    """
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 2:
        return 255.0
    tiles = [
        np.asarray(image.resize((other.width // TILE, other.height // TILE), Image.Resampling.BOX), dtype=float)
        for image in (one, other)
    ]
    return float(np.abs(tiles[0] - tiles[1]).max())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_drawing_looks_as_its_reference(name: str) -> None:
    with Image.open(GALLERY.REFERENCES / f"{name.replace(' ', '-')}.png") as reference:
        difference = apart(thumbnail(example(name)), reference.convert("RGB"))
    assert difference < MOST, (
        f"{name} differs from its reference by {difference:.0f}; see tools/gallery.py --references"
    )


def test_every_reference_belongs_to_a_drawing() -> None:
    names = {name.replace(" ", "-") for name in EXAMPLES}
    assert {path.stem for path in GALLERY.REFERENCES.iterdir()} == names


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("boxes with scores", ("0.97, 0.71, 0.58], truth=[[168, 70, 280, 190]]", "0.97, 0.71, 0.58]")),
        ("boxes with scores", ("[182, 92, 300, 205]", "[182, 92, 340, 235]")),
        ("architecture with a shortcut", (', ["conv 1×1, 128, /2"]', "")),
        ("architecture", ('("pool2", "pool", 2, 2), ', "")),
        ("filters of one channel", ("np.cos(turn)", "-np.cos(turn)")),
        ("volumes", ("(28, 28, 6)", "(28, 28, 12)")),
        ("confusion", ("M[7, 2] = 9, 6, 5, 7", "M[7, 2] = 9, 6, 5, 90")),
        ("landmarks", ("found[0]))", "found[0]) + 12)")),
        ("convolution", ("position=(1, 1)", "position=(1, 2)")),
        ("curve", (" / 90", " / 70")),
    ],
)
def test_the_comparison_would_notice(name: str, changed: tuple[str, str]) -> None:
    code = EXAMPLES[name].code
    assert changed[0] in code
    other = GALLERY.Example(name, "", code.replace(*changed))
    assert apart(thumbnail(other.run()), thumbnail(example(name))) > MOST


def test_the_gallery_has_every_drawing_function() -> None:
    assert {example.function for example in GALLERY.EXAMPLES} == set(draw.__all__) - NOT_DRAWINGS


def test_the_page_needs_nothing_from_outside_and_describes_each_picture() -> None:
    few = tuple(EXAMPLES[name] for name in ("matrix", "slide", "architecture"))
    page = GALLERY.page(few)
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert page.count("<section") == 3
    assert all(words.strip() for words in re.findall(r'<img alt="([^"]*)"', page))
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_words_of_a_drawing_are_sentences(name: str) -> None:
    words = draw.alt(example(name))
    assert len(words) > 30
    assert words.endswith(".")
    assert "nan" not in words
