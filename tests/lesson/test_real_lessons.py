"""The lessons of this course: their notebooks are those that a build makes, and give no answer away."""

import ast
import contextlib
import itertools
from pathlib import Path

import nbformat
import numpy as np
import pytest

from striate.course import Course, Lesson
from striate.lesson.build import check_built

COURSE = Course.find(Path(__file__).parent)
LESSONS = pytest.mark.parametrize("lesson", COURSE.lessons(), ids=lambda lesson: lesson.name)


@pytest.mark.slow
def test_the_committed_notebooks_and_cases_are_up_to_date() -> None:
    found = [f"{each.path.relative_to(COURSE.root)}: {each.reason}" for each in check_built(COURSE)]
    assert not found, "run `striate build`"


def test_names_are_unique_in_the_course() -> None:
    COURSE.check_names()


def bodies(lesson: Lesson) -> dict[str, list[str]]:
    """The lines of every reference's body, without docstring, comments and space around."""
    tree = ast.parse(lesson.solutions_path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: "\n".join(ast.unparse(part) for part in node.body[1:]).split("\n") for node in functions}


def plain(source: str) -> str:
    """Python in the same spelling as `bodies`, indentation gone; what is not Python is left as it is."""
    with contextlib.suppress(SyntaxError):
        source = ast.unparse(ast.parse(source))
    return "\n".join(line.strip() for line in source.split("\n"))


@LESSONS
def test_a_notebook_holds_no_reference(lesson: Lesson) -> None:
    notebook = nbformat.read(lesson.notebook_path, as_version=4)
    everything = "\n".join(plain(cell.source) for cell in notebook.cells)
    for name, lines in bodies(lesson).items():
        # A single line may be what anybody would write; two in a row are an answer.
        for pair in itertools.pairwise(lines) if len(lines) > 1 else [(lines[0],)]:
            assert "\n".join(line.strip() for line in pair) not in everything, name


@LESSONS
def test_the_public_cases_hold_no_line_of_a_reference(lesson: Lesson) -> None:
    with np.load(lesson.cases_path, allow_pickle=False) as arrays:
        everything = b"".join(arrays[name].tobytes() for name in arrays.files).decode("utf-8", "replace")
    for name, lines in bodies(lesson).items():
        for line in lines:
            assert len(line.strip()) < 30 or line.strip() not in everything, name
