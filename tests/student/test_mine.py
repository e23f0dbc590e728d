"""A student's own function travels to a later lesson if it is right, and the course's comes if not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import striate.nn.functional
from striate.student import mine as module
from striate.student.copies import bring_up_to_date
from striate.student.mine import mine
from tests.student.conftest import write_answers

RIGHT = "def double(x):\n    return x * 2"


def from_package(x: Any) -> Any:
    return x + x


@pytest.fixture(autouse=True)
def in_a_later_week(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is that of week 2; the package has a `double` of its own."""
    later = notebook.parent.parent / "week2"
    later.mkdir()
    monkeypatch.chdir(later)
    monkeypatch.delenv("STRIATE_GRADING", raising=False)
    monkeypatch.setattr(striate.nn.functional, "double", from_package, raising=False)
    module._run.cache_clear()


def test_a_right_function_is_the_students_own(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_answers(notebook, double=RIGHT)
    double = mine("one.double")
    assert double is not from_package
    assert np.array_equal(double(np.ones(2)), [2, 2])
    assert capsys.readouterr().out == "double: your own, from one.ipynb\n"


def test_a_function_may_stand_on_cells_that_the_student_added(notebook: Path) -> None:
    write_answers(
        notebook, added="import math\ndef twice(x):\n    return x * 2", double="def double(x):\n    return twice(x)"
    )
    assert mine("one.double")(4) == 8


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ('raise RuntimeError("broken cell")', "as one.ipynb defines no function of this name"),
        ("def double(x:\n", "as one.ipynb defines no function of this name"),
        ("def double(x):\n    return x * 3", "as yours does not pass its check yet (one.ipynb)"),
        ("def double(x):\n    raise KeyboardInterrupt", "as yours does not pass its check yet (one.ipynb)"),
        ("import sys\nsys.exit()", "as one.ipynb defines no function of this name"),
        ("raise KeyboardInterrupt", "as one.ipynb defines no function of this name"),
        ("double = 2", "as one.ipynb defines no function of this name"),
    ],
)
def test_a_broken_function_stays_at_home(
    notebook: Path, answer: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_answers(notebook, double=answer)
    assert mine("one.double") is from_package
    assert capsys.readouterr().out == f"double: the course's, {why}\n"


def test_a_stub_is_told_from_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert mine("one.double") is from_package
    assert "yours is not written yet (one.ipynb)" in capsys.readouterr().out


def test_a_lesson_without_a_notebook_gives_the_courses(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.unlink()
    assert mine("one.double") is from_package
    assert "there is no notebook one.ipynb here" in capsys.readouterr().out


def test_a_damaged_notebook_gives_the_courses(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.write_text("{ not json")
    assert mine("one.double") is from_package
    assert "one.ipynb is not a notebook" in capsys.readouterr().out


def test_what_neither_side_has_is_said(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(striate.nn.functional, "double")
    with pytest.raises(LookupError, match="double is needed here, and yours is not written yet"):
        mine("one.double")


def test_grading_always_takes_the_courses(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_answers(notebook, double=RIGHT)
    monkeypatch.setenv("STRIATE_GRADING", "1")
    assert mine("one.double") is from_package
    assert capsys.readouterr().out == ""


def test_nothing_of_the_earlier_notebook_is_shown(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noisy = (
        "print('noise')\n"
        "import sys, matplotlib.pyplot as plt\n"
        "print('noise', file=sys.stderr)\n"
        "%matplotlib inline\n"
        "!echo noise\n"
        "plt.figure()\n"
        "from striate.check import check, hint\n"
        "check('double', None)\n"
    )
    write_answers(notebook, added=noisy, double=RIGHT)
    assert mine("one.double") is not from_package
    shown = capsys.readouterr()
    assert "noise" not in shown.out + shown.err
    assert "not yet" not in shown.out
    from matplotlib import pyplot

    assert not pyplot.get_fignums()


def test_an_endless_cell_costs_its_time_and_no_more(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.3)
    write_answers(notebook, added="while True:\n    pass", double=RIGHT)
    assert mine("one.double") is not from_package


def test_an_error_shows_the_students_own_line(notebook: Path) -> None:
    import traceback

    write_answers(notebook, double="def double(x):\n    return x * 2 if len(x) else undefined_name")
    with pytest.raises(NameError) as caught:
        mine("one.double")([])
    assert "undefined_name" in "".join(traceback.format_exception(caught.value))


def test_the_notebook_worked_on_last_comes_first(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os

    newer = notebook.with_name("one (new release).ipynb")
    newer.write_bytes(notebook.read_bytes())
    write_answers(newer, double=RIGHT)
    os.utime(notebook, (1, 1))
    mine("one.double")
    assert "from one (new release).ipynb" in capsys.readouterr().out


def test_a_folder_beside_the_course_is_not_searched(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_answers(notebook, double=RIGHT)
    alone = notebook.parents[2] / "alone"  # a folder of one's own, with the course's folders beside it
    downloads = alone.with_name("Downloads")
    for folder in (alone, downloads):
        folder.mkdir()
    notebook.rename(downloads / notebook.name)
    monkeypatch.chdir(alone)
    assert mine("one.double") is from_package
    assert "there is no notebook one.ipynb here" in capsys.readouterr().out
    # A notebook that lies beside its cases is a week of a copy that was made by hand.
    notebook.with_name("one.cases.npz").rename(downloads / "one.cases.npz")
    assert mine("one.double") is not from_package


def test_a_saved_notebook_is_read_anew(notebook: Path) -> None:
    assert mine("one.double") is from_package
    write_answers(notebook, double=RIGHT)
    assert mine("one.double") is not from_package


@pytest.mark.parametrize("name", ["double", "", ".double", "one.", "one two.double"])
def test_a_wrong_name_says_the_form(name: str) -> None:
    with pytest.raises(ValueError, match="lesson and function"):
        mine(name)


def test_two_notebooks_that_need_each_other_end(home: Path, notebook: Path) -> None:
    bring_up_to_date(home / "work", home)
    write_answers(notebook, added='double_of_old = mine("one.double")', double=RIGHT)
    assert mine("one.double") is not from_package
