"""A small course, built once, and a student's working copy of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from striate.course import Course
from striate.lesson.build import build
from striate.student.copies import bring_up_to_date
from striate.student.edit import described, write_notebook
from striate.student.workbook import read_notebook
from tests.courses import write_course

Write = Callable[..., None]


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with its notebooks built. Do not change it."""
    root = tmp_path_factory.mktemp("course")
    write_course(root)
    build(Course.read(root))
    return root


@pytest.fixture
def home(released: Path, tmp_path: Path) -> Path:
    """A student's folder with released notebooks in it."""
    shutil.copytree(released / "notebooks", tmp_path / "notebooks")
    return tmp_path


@pytest.fixture
def notebook(home: Path) -> Path:
    """The notebook of the lesson ``one`` in a fresh working copy."""
    bring_up_to_date(home / "work", home)
    return home / "work" / "week1" / "one.ipynb"


def write_answers(path: Path, added: str = "", **answers: str) -> None:
    """Write answers into a notebook, and a cell of one's own before them."""
    content = read_notebook(path)
    for cell, about in zip(content["cells"], described(content), strict=True):
        if about.role == "answer" and about.id in answers:
            cell["source"] = answers[about.id]
    if added:
        first = next(i for i, about in enumerate(described(content)) if about.role == "answer")
        own = {"cell_type": "code", "id": "4f3c2b1a", "metadata": {}, "source": added}
        content["cells"].insert(first, own | {"outputs": [], "execution_count": None})
    write_notebook(path, content)
