"""Progress counts what passes, without running what nobody worked on."""

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from striate.student.copies import NoNotebooks
from striate.student.progress import lessons, progress
from striate.student.terminal import print_progress
from tests.student.conftest import write_answers


def test_points_and_own_functions_are_told(home: Path, notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return x * 2")
    (lesson,) = progress(home)
    assert (lesson.week, lesson.score, lesson.max_score, lesson.passed, lesson.exercises) == ("week1", 2, 2.5, 1, 2)
    assert lesson.own == ("double",)
    file = io.StringIO()
    print_progress([lesson], Console(file=file, width=100))
    assert "2 of 2.5 points" in file.getvalue()
    assert "double" in file.getvalue()


def test_an_untouched_notebook_is_not_run(home: Path, notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("striate.student.progress.check_notebook", None)
    heard: list[str] = []
    (lesson,) = progress(notebook.parent, done=heard.append)
    assert (lesson.score, lesson.max_score) == (0, 2.5)
    assert heard == ["one"]


def test_a_missing_or_damaged_notebook_costs_its_own_line_alone(home: Path, notebook: Path) -> None:
    notebook.write_text("nonsense")
    (lesson,) = progress(home)
    assert "not a notebook" in lesson.problem
    notebook.unlink()
    (lesson,) = progress(home)
    assert (lesson.score, lesson.problem) == (0, "")


def test_copies_of_a_notebook_or_of_a_week_add_no_points(home: Path, notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return x * 2")
    cases = notebook.with_name("one.cases.npz")
    for name in ("a copy", "solved"):  # one that sorts before, and one that sorts behind
        shutil.copy(notebook, notebook.with_name(f"{name}.ipynb"))
        shutil.copy(cases, notebook.with_name(f"{name}.cases.npz"))
    shutil.copytree(notebook.parent, notebook.parent.with_name("backup"))
    write_answers(notebook, double="def double(x):\n    return x + 2")
    (lesson,) = progress(home)
    assert (lesson.week, lesson.lesson, lesson.score, lesson.max_score) == ("week1", "one", 0, 2.5)


def test_a_renamed_notebook_counts_where_no_other_does(home: Path, notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return x * 2")
    notebook.rename(notebook.with_name("solved.ipynb"))
    (lesson,) = progress(home)
    assert (lesson.lesson, lesson.score) == ("one", 2)


def test_no_working_copy_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoNotebooks, match="striate lab"):
        lessons(tmp_path / "a" / "b")
