"""A figure shows once in a notebook, with its words, and an animation brings all it needs."""

import base64
import json
import re
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from striate import draw

NOTES = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
PREWITT = np.array([[1, 0, -1]] * 3)
DRAWING = "draw.matrix([[1, 2], [3, 4]], 'numbers')"
PNG = b"\x89PNG\r\n\x1a\n"


def run(*sources: str) -> list[list[Any]]:
    """The outputs of each cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "%matplotlib inline\n", "import matplotlib.pyplot as plt\n"])
def test_a_figure_shows_once_whatever_backend_is_set_up(before: str) -> None:
    first, nothing, second = run(
        f"{before}from striate import draw\n{DRAWING}", f"kept = {DRAWING}", f"%matplotlib inline\n{DRAWING}"
    )
    assert nothing == []
    for outputs in (first, second):
        (output,) = outputs
        assert output.output_type == "execute_result"
        assert output.data["text/plain"] == "numbers, 2 by 2: 1 2; 3 4."
        assert base64.b64decode(output.data["image/png"]) == draw.png(draw.matrix([[1, 2], [3, 4]], "numbers"))
        assert output.metadata["image/png"]["alt"] == "numbers, 2 by 2: 1 2; 3 4."


@pytest.mark.slow
def test_an_animation_shows_as_a_player_with_a_still_picture() -> None:
    ((output,),) = run("from striate import draw\ndraw.slide([[1, 2, 3], [4, 5, 6]], [[1, -1]])")
    assert set(output.data) == {"text/html", "image/png", "text/plain"}
    assert base64.b64decode(output.data["image/png"]).startswith(PNG)


@pytest.mark.slow
def test_a_data_error_shows_in_a_notebook_without_a_trace() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("from striate import data\ndata.picture('moon')")]
    )
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "error"
    assert len(output.traceback) == 1
    assert output.traceback[0].startswith("DataError: There is no picture named 'moon'.")


def test_a_player_holds_every_step_and_asks_for_nothing() -> None:
    animation = draw.slide(NOTES, PREWITT)
    assert len(animation.html) < 1_000_000
    assert not re.search(r"https?://|//cdn|<link|@import", animation.html)
    listing = re.search(r'<script type="application/json">(.*?)</script>', animation.html, re.DOTALL)
    assert listing is not None
    frames = json.loads(listing.group(1))
    assert len(frames) == 16
    assert all(base64.b64decode(frame["png"]).startswith(PNG) for frame in frames)
    assert frames[5]["alt"].startswith("At output row 1, column 1: 10·1 + 10·0 + 0·(−1)")
    assert frames[5]["alt"].endswith("= 30.")
    assert draw.alt(animation).startswith("A kernel slides over an image, in 16 steps.")


def test_a_player_is_the_same_twice() -> None:
    assert draw.slide([[1, 2, 3]], [[1, -1]]).html == draw.slide([[1, 2, 3]], [[1, -1]]).html


@pytest.mark.slow
def test_the_largest_player_stays_below_a_megabyte_and_a_larger_one_is_refused() -> None:
    image = np.random.default_rng(0).integers(0, 256, (8, 8))
    assert len(draw.slide(image, PREWITT).html) < 1_000_000
    with pytest.raises(ValueError, match="64 windows; an animation has room for 36"):
        draw.slide(np.zeros((10, 10)), PREWITT)
