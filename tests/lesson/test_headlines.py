"""Each lesson, solved, runs from top to bottom, and what it promises comes true."""

import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from striate.course import Course, Lesson
from striate.lesson.build import write_solved

COURSE = Course.find(Path(__file__).parent)

# What each lesson prints under its headline.
HEADLINES = {
    "convolution": [r"headline: 60 steps find Sobel's kernel to three decimals: True"],
    "padding_and_stride": [
        r"headline: of 64 pixels, valid 5×5 layers leave 4 after 15 layers, 0 from layer 16 on",
        r"headline: same layers leave 64",
        r"headline: the middle is in 25 windows, a corner in 1 \(valid\), 9 \(same\)",
    ],
}


def test_every_lesson_has_a_headline_to_hold_it_to() -> None:
    assert [lesson.name for lesson in COURSE.lessons()] == list(HEADLINES)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", COURSE.lessons(), ids=lambda lesson: lesson.name)
def test_the_solved_notebook_runs_and_its_headline_comes_true(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Threads that wait for each other on a busy machine would be measured instead of the lesson.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    path = tmp_path / f"{lesson.name}.ipynb"
    write_solved(lesson, path)
    (tmp_path / lesson.cases_path.name).write_bytes(lesson.cases_path.read_bytes())
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        # A reader's "Run all" goes on past a failed cell; here nothing may fail.
        cell.metadata["tags"] = [tag for tag in cell.metadata.get("tags", []) if tag != "raises-exception"]
    before = os.times()
    started = time.perf_counter()
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    seconds, after = time.perf_counter() - started, os.times()
    print(f"{lesson.name}: {seconds:.1f} s, of the processors {after.children_user - before.children_user:.1f} s")
    printed = "".join(
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )
    errors = [
        o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs if o.output_type == "error"
    ]
    assert not errors
    for headline in HEADLINES[lesson.name]:
        assert re.search(headline, printed), printed[-2000:]
