"""A lesson text is read into cells that know their tags and their line, and what it may not say is refused."""

from pathlib import Path

import pytest

from striate.course import AuthorError, Course
from striate.lesson.text import Figure, read_text
from tests.courses import FRONT, SETUP, ask, code, write_course

FIGURE = """```{code-cell} ipython3
---
tags: [figure]
mystnb:
  figure:
    caption: What to
      see.
    name: fig-one
  image:
    alt: What to hear.
---
1 + 1
```
"""


def read(tmp_path: Path, body: str, **files: str):  # type: ignore[no-untyped-def]
    write_course(tmp_path, text=FRONT + body, **files)
    return read_text(Course.find(tmp_path).lesson("one"))


def test_cells_keep_order_kind_tags_and_line(tmp_path: Path) -> None:
    text = read(tmp_path, f"# Title\n\n{SETUP}\n\n\nProse.\n\n+++\n\nMore.\n\n{ask('double', 'why_two')}")
    lines = (FRONT + f"# Title\n\n{SETUP}\n\n\nProse.\n\n+++\n\nMore.").split("\n")
    kinds = [(cell.kind, cell.tags, cell.exercise) for cell in text.cells]
    assert kinds == [
        ("markdown", (), ""),
        ("code", ("setup",), ""),
        ("markdown", (), ""),
        ("markdown", (), ""),
        ("code", ("exercise",), "double"),
        ("code", ("exercise",), "why_two"),
    ]
    for cell in text.cells[:4]:
        assert lines[cell.line - 1].startswith(("# Title", "```{code-cell}", "Prose.", "More."))
    assert text.exercises == ("double", "why_two")
    assert text.setup == ("import numpy as np\nfrom striate.check import check, hint, mine",)


def test_a_cells_figure_is_read(tmp_path: Path) -> None:
    text = read(tmp_path, FIGURE + ask("double", "why_two"))
    assert text.cells[0].figure == Figure("What to see.", "fig-one", "What to hear.")
    assert text.cells[0].source == "1 + 1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            code("from solutions.one import double, why_two", "exercise"),
            "line 12: An exercise cell is exactly one line",
        ),
        (code("from solutions.two import double", "exercise"), "An exercise cell is exactly one line"),
        (code("from solutions.one import double as d", "exercise"), "An exercise cell is exactly one line"),
        (code("from solutions.one import *", "exercise"), "An exercise cell is exactly one line"),
        (code("from solutions.one import double\ndouble(1)", "exercise"), "An exercise cell is exactly one line"),
        ("Text.\n\n" + code("from solutions.one import double"), "line 14: Only exercise cells may import"),
        (code("import graders.one", "setup"), "Only exercise cells may import"),
        (code("1", "exercises"), "'exercises' is not a tag"),
        (code("1", "setup, exercise"), "either setup or an exercise"),
        (code("1", "figure"), "needs a caption and an alt text"),
        (FIGURE.replace("    alt: What to hear.", "    alt: ''"), "Under mystnb"),
        (FIGURE.replace("  image:\n    alt: What to hear.\n", ""), "Under mystnb"),
        (FIGURE.replace("tags: [figure]", "tag: figure"), "not tag"),
        ("```{raw-cell}\nx\n```\n", "A raw cell has no place"),
        ("```{code-cell} ipython3\n---\n{[\n---\n1\n```\n", "Invalid YAML"),
        (ask("triple"), "triple is not among the EXERCISES of graders/one.py"),
        (ask("double", "double"), "line 18: The exercise double stands in this text twice"),
        (ask("double"), "No cell asks for the exercise why_two"),
        (ask("why_two", "double"), "come in the order why_two, double"),
    ],
)
def test_what_a_text_may_not_say_is_refused_with_file_and_line(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(AuthorError, match=said) as error:
        read(tmp_path, body)
    assert str(error.value).startswith("course/week1/one.md")


def test_missing_and_unreadable_files_are_told(tmp_path: Path) -> None:
    write_course(tmp_path)
    lesson = Course.find(tmp_path).lesson("one")
    lesson.text_path.write_bytes(b"# \xff\xfe")
    with pytest.raises(AuthorError, match="not UTF-8"):
        read_text(lesson)
    lesson.text_path.unlink()
    with pytest.raises(AuthorError, match="does not exist"):
        read_text(lesson)
