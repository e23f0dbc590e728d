"""A working copy is never overwritten, and a corrected release reaches a student all the same."""

import os
from pathlib import Path

import pytest

from striate.student.copies import NoNotebooks, bring_up_to_date
from striate.student.edit import described, write_notebook
from striate.student.lab import NoLab, command, open_lab, opening, prepare
from striate.student.places import working_copy
from striate.student.reset import CannotReset, reset
from striate.student.workbook import read_notebook
from tests.student.conftest import write_answers

MINE = "def double(x):\n    return x + x"


def corrected(home: Path, old: str = "Double every number.", new: str = "Double every single number.") -> None:
    """Hand out a new release in which the text of the stub differs."""
    path = home / "notebooks" / "week1" / "one.ipynb"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def sources(path: Path) -> dict[str, str]:
    return {cell.id: cell.source for cell in described(read_notebook(path))}


def test_a_copy_holds_notebooks_and_cases_and_nothing_else(home: Path, notebook: Path) -> None:
    (home / "notebooks" / "week1" / "secret.txt").write_text("not for copies")
    shown = sorted(p.relative_to(home / "work").as_posix() for p in (home / "work").rglob("*") if p.is_file())
    assert shown == [".striate/week1/one.ipynb", "week1/one.cases.npz", "week1/one.ipynb"]


def test_work_is_never_touched_by_the_same_release(home: Path, notebook: Path) -> None:
    write_answers(notebook, double=MINE)
    (notebook.parent / "photo.jpg").write_bytes(b"mine")
    before = notebook.read_bytes()
    (brought,) = bring_up_to_date(home / "work", home)
    assert brought.how == "as it was"
    assert notebook.read_bytes() == before
    assert (notebook.parent / "photo.jpg").read_bytes() == b"mine"


def test_an_untouched_notebook_is_replaced_by_its_correction(home: Path, notebook: Path) -> None:
    # Run, but not written in: outputs and counts are no work.
    content = read_notebook(notebook)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
    write_notebook(notebook, content)
    corrected(home)
    (brought,) = bring_up_to_date(home / "work", home)
    assert brought.how == "replaced"
    assert notebook.read_bytes() == (home / "notebooks" / "week1" / "one.ipynb").read_bytes()


def test_work_is_carried_into_a_corrected_release_beside_the_old(home: Path, notebook: Path) -> None:
    write_answers(notebook, added="helper = 1", double=MINE)
    before = notebook.read_bytes()
    corrected(home, "why_two = ...  # your answer", "why_two = ...  # a number")
    folder, brought = prepare(None, home)
    assert notebook.read_bytes() == before
    assert [each.how for each in brought] == ["beside"]
    path = notebook.with_name("one (new release).ipynb")
    carried = sources(path)
    assert carried["double"] == MINE
    assert carried["why_two"] == "why_two = ...  # a number"  # was a stub, so it is the new stub
    assert "helper = 1" in carried.values()
    ids = [cell.id for cell in described(read_notebook(path))]
    assert ids.index("4f3c2b1a") < ids.index("double")
    said = opening(folder, brought)
    assert "one (new release).ipynb" in said[1]
    # The next start has nothing more to bring in, and the next correction comes beside both.
    assert [each.how for each in bring_up_to_date(folder, home)] == ["as it was"]
    os.utime(notebook, (1, 1))
    corrected(home, "# a number", "# one number")
    (again,) = bring_up_to_date(folder, home)
    assert again.path.name == "one (new release 2).ipynb"
    assert sources(again.path)["double"] == MINE


def test_an_answer_to_an_exercise_that_is_gone_is_named(home: Path, notebook: Path) -> None:
    write_answers(notebook, double=MINE, why_two="why_two = 2")
    release = home / "notebooks" / "week1" / "one.ipynb"
    content = read_notebook(release)
    content["cells"] = [cell for cell in content["cells"] if "why_two" not in cell["id"]]
    write_notebook(release, content)
    (brought,) = bring_up_to_date(home / "work", home)
    assert "why_two, which the lesson no longer asks for" in brought.sentence


def test_a_copy_that_was_made_by_hand_is_respected(home: Path) -> None:
    folder = home / "by hand"
    (folder / "week1").mkdir(parents=True)
    target = folder / "week1" / "one.ipynb"
    target.write_bytes((home / "notebooks" / "week1" / "one.ipynb").read_bytes())
    write_answers(target, double=MINE)
    before = target.read_bytes()
    bring_up_to_date(folder, home)
    assert target.read_bytes() == before
    assert sources(target.with_name("one (new release).ipynb"))["double"] == MINE


def test_a_damaged_notebook_is_left_alone_and_named(home: Path, notebook: Path) -> None:
    notebook.write_text("{ half of a file")
    corrected(home)
    (brought,) = bring_up_to_date(home / "work", home)
    assert notebook.read_text() == "{ half of a file"
    assert "left alone" in brought.sentence


def test_a_deleted_notebook_comes_back(home: Path, notebook: Path) -> None:
    notebook.unlink()
    (brought,) = bring_up_to_date(home / "work", home)
    assert brought.how == "new"
    assert notebook.exists()


def test_the_working_copy_is_found_from_inside_and_from_above(home: Path, notebook: Path) -> None:
    assert working_copy(notebook.parent) == home / "work"
    assert working_copy(home) == home / "work"
    assert working_copy(home / "notebooks" / "week1") == home / "work"


def test_released_notebooks_are_no_place_to_work_in(home: Path) -> None:
    with pytest.raises(NoNotebooks, match="as they were released"):
        bring_up_to_date(home / "notebooks", home)


def test_no_notebooks_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("striate.student.places.packaged", lambda: None)
    with pytest.raises(NoNotebooks, match="go to the folder of the course"):
        prepare(None, tmp_path / "nowhere")


def test_notebooks_of_the_package_serve_where_there_is_no_course(
    home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("striate.student.places.packaged", lambda: home / "notebooks")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    folder, brought = prepare(None, elsewhere)
    assert folder == elsewhere / "work"
    assert brought[0].path.exists()


def test_missing_jupyterlab_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NoLab, match="pip install"):
        open_lab(home)


def test_jupyterlab_is_let_run_as_root_and_the_student_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    assert command(browser=False, port=8000)[1:] == ["-m", "jupyterlab", "--no-browser", "--port=8000", "--allow-root"]
    assert "You are root" in opening(tmp_path, [])[-1]


@pytest.mark.parametrize("system", ["a user", "Windows"])
def test_nobody_else_gets_more_than_asked_for(system: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if system == "Windows":
        monkeypatch.delattr("os.geteuid", raising=False)
    else:
        monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    assert command()[1:] == ["-m", "jupyterlab"]
    assert opening(tmp_path, []) == [f"Your working copy is {tmp_path}."]


def test_reset_puts_the_stub_back_and_keeps_the_text(home: Path, notebook: Path) -> None:
    stub = sources(notebook)["double"]
    write_answers(notebook, double=MINE, why_two="why_two = 2")
    done = reset("one", "double", home)
    assert sources(notebook)["double"] == stub
    assert sources(notebook)["why_two"] == "why_two = 2"
    assert done.backup is not None
    assert done.backup.read_text() == MINE + "\n"
    assert done.backup.name in done.sentence
    write_answers(notebook, double=MINE)
    second = reset("one", "double", notebook.parent)
    assert second.backup is not None
    assert second.backup != done.backup


@pytest.mark.parametrize("place", [".", "work", "work/week1", "notebooks/week1"])
def test_reset_takes_the_working_copy_and_nothing_that_lies_about(home: Path, notebook: Path, place: str) -> None:
    write_answers(notebook, double=MINE)
    os.utime(notebook, (1, 1))  # so that every other one was worked on later
    strays = [home / "Downloads", home.with_name(f"Downloads beside {home.name}"), home / "work" / ".trash"]
    for stray in strays:
        stray.mkdir()
        (stray / "one.ipynb").write_bytes(notebook.read_bytes())
    done = reset("one", "double", home / place)
    assert done.notebook == notebook.resolve()
    assert str(done.notebook) in done.sentence
    assert sources(notebook)["double"] != MINE
    assert all(sources(stray / "one.ipynb")["double"] == MINE for stray in strays)


def test_a_notebook_without_a_working_copy_is_reset_where_one_stands(home: Path) -> None:
    folder = home / "by hand"
    folder.mkdir()
    (folder / "one.ipynb").write_bytes((home / "notebooks" / "week1" / "one.ipynb").read_bytes())
    write_answers(folder / "one.ipynb", double=MINE)
    assert reset("one", "double", folder).notebook == (folder / "one.ipynb").resolve()
    with pytest.raises(CannotReset, match=r"There is no notebook one\.ipynb"):
        reset("one", "double", home)


def test_reset_of_a_stub_keeps_nothing(home: Path, notebook: Path) -> None:
    before = notebook.read_bytes()
    assert reset("one", "double", home).backup is None
    assert notebook.read_bytes() == before


def test_reset_brings_back_a_cell_that_was_deleted(home: Path, notebook: Path) -> None:
    content = read_notebook(notebook)
    order = [cell.id for cell in described(content)]
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != "double"]
    write_notebook(notebook, content)
    reset("one", "double", home)
    assert [cell.id for cell in described(read_notebook(notebook))] == order


@pytest.mark.parametrize(
    ("lesson", "exercise", "said"),
    [
        ("one", "doubel", "Did you mean double"),
        ("ones", "double", "Did you mean one"),
        ("one", "x", "There are: double, why"),
        ("one", "bluebell", "There are: double, why"),
        ("one", "why", "Did you mean why_two"),
    ],
)
def test_reset_of_what_is_not_there_is_one_sentence(
    home: Path, notebook: Path, lesson: str, exercise: str, said: str
) -> None:
    with pytest.raises(CannotReset, match=said):
        reset(lesson, exercise, home)
