"""The lessons of this course: their notebooks are those that a build makes, and give no answer away."""

import ast
import contextlib
import itertools
from pathlib import Path

import nbformat
import pytest

from striate.cases import read_cases
from striate.course import Course, Lesson
from striate.lesson.build import check_built
from striate.sheet import FunctionSheet

COURSE = Course.find(Path(__file__).parent)
LESSONS = pytest.mark.parametrize("lesson", COURSE.lessons(), ids=lambda lesson: lesson.name)


@pytest.mark.slow
def test_the_committed_notebooks_and_cases_are_up_to_date() -> None:
    found = [f"{each.path.relative_to(COURSE.root)}: {each.reason}" for each in check_built(COURSE)]
    assert not found, "run `striate build`"


def test_names_are_unique_in_the_course() -> None:
    COURSE.check_names()


def bodies(lesson: Lesson) -> dict[str, list[str]]:
    """The lines of every reference's body, without docstring, comments and the space around them."""
    tree = ast.parse(lesson.solutions_path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: plain("\n".join(ast.unparse(part) for part in node.body[1:])).split("\n") for node in functions}


def plain(source: str) -> str:
    """Python in one spelling, indentation gone; what is not Python is left as it is."""
    with contextlib.suppress(SyntaxError):
        source = ast.unparse(ast.parse(source))
    return "\n".join(line.strip() for line in source.split("\n"))


@LESSONS
def test_neither_notebook_nor_cases_hold_a_reference(lesson: Lesson) -> None:
    texts = [plain(cell.source) for cell in nbformat.read(lesson.notebook_path, as_version=4).cells]
    for sheet in read_cases(lesson.cases_path).values():
        texts += [plain(hint) for hint in sheet.hints]
        texts += sheet.sentences.values() if isinstance(sheet, FunctionSheet) else []
    everything = "\n".join(texts)
    for name, lines in bodies(lesson).items():
        # A single line may be what anybody would write, or a hint; two in a row are an answer.
        for part in itertools.pairwise(lines) if len(lines) > 1 else [(lines[0],)]:
            assert "\n".join(part) not in everything, name
