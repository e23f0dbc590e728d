"""nbgrader's own commands, really started in a course's folder, give the judge's scores."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from striate.course import Course
from striate.grading.autograde import autograde
from striate.grading.classroom import Classroom
from striate.grading.judging import Judge
from striate.grading.nbgrader_app import nbgrader_app
from striate.grading.nbgrader_plugin import RefuseUnscored
from striate.grading.store import Store
from striate.lesson.build import write_solved
from tests.grading.test_autograde import records, scores
from tests.grading.test_gradebook import a_class, stock_autograde, tables
from tests.grading.tiny import LESSONS, PARTLY, REPOSITORY, RIGHT, WEEK, hand_in

NBGRADER = Path(sys.executable).parent / "nbgrader"


def nbgrader(course: Course, *arguments: str, cwd: Path | None = None) -> str:
    """Run a command of nbgrader without an activated environment, and return what it said."""
    environment = {**os.environ, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [str(NBGRADER), *arguments], cwd=cwd or course.root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_settings_name_the_folders_of_the_classroom(released: Course) -> None:
    coursedir = nbgrader_app(released.root).coursedir
    classroom = Classroom(released.root)
    places = {
        coursedir.source_directory: released.root / "notebooks",
        coursedir.release_directory: classroom.released,
        coursedir.submitted_directory: classroom.submitted,
        coursedir.autograded_directory: classroom.autograded,
        coursedir.feedback_directory: classroom.feedback,
    }
    assert {released.root / name for name in places} == set(places.values())
    assert coursedir.root == str(released.root)
    assert coursedir.db_url == f"sqlite:///{classroom.folder / 'gradebook.db'}"


@pytest.mark.slow
def test_nbgraders_commands_give_the_judges_scores_and_so_do_ours_and_twice_over(
    released: Course, tmp_path: Path
) -> None:
    """generate_assignment, autograde, generate_feedback and export, on a class with odd submissions."""
    a_class(released)
    shutil.copytree(released.root, tmp_path / "ours", symlinks=True)
    ours = Course.read(tmp_path / "ours")
    (Classroom(released.root).folder / "gradebook.db").unlink()

    nbgrader(released, "generate_assignment", WEEK, "--force")
    nbgrader(released, "autograde", WEEK)
    autograde(ours, WEEK)
    assert tables(released) == tables(ours)
    first = scores(released)
    assert first["bea"] == {"doubling": 2.0, "halving": 2.0}
    nbgrader(released, "autograde", WEEK, "--force")
    autograde(ours, WEEK, force=True)
    assert scores(released) == scores(ours) == first

    with Judge(released) as judge:
        for (student, name), record in records(released).items():
            if record.exercises:
                path = Classroom(released.root).submitted / student / WEEK / f"{name}.ipynb"
                assert judge.grade(path, released.lesson(name)).score == first[student][name]

    nbgrader(released, "generate_feedback", WEEK)
    page = (Classroom(released.root).feedback / "bea" / WEEK / "doubling.html").read_text()
    assert 'aria-label="double: Not yet, 2 of 3 points"' in page
    nbgrader(released, "export")
    marks = (released.root / "grades.csv").read_text()
    assert re.search(r"^week1,.*,bea,.*,4\.0,6\.0$", marks, re.MULTILINE)


@pytest.mark.slow
def test_a_forged_notebook_gets_what_its_answers_deserve(released: Course) -> None:
    """Outputs, tags, points and texts of check cells in a submission are worth nothing."""
    folder = hand_in(released, "eve", {**RIGHT, "double": PARTLY, "why": "why = 3"})
    notebook = nbformat.read(folder / "doubling.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id.startswith("check_"):
            cell.source = "3.0"
            cell.metadata.tags = ["skip-execution"]
            cell.metadata.nbgrader.update(points=1000, solution=True)
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)]
    nbformat.write(notebook, folder / "doubling.ipynb")
    stock_autograde(released)
    assert scores(released)["eve"] == {"doubling": 2.0, "halving": 2.0}


@pytest.mark.slow
def test_one_student_after_the_other_may_be_graded_by_either_way(released: Course) -> None:
    """As with formgrader's button: one student by nbgrader, then everybody by striate, then that one again."""
    hand_in(released, "ada", RIGHT)
    hand_in(released, "bea", {**RIGHT, "double": PARTLY})
    stock_autograde(released, student="bea")
    assert scores(released) == {"bea": {"doubling": 3.0, "halving": 2.0}}
    summary = autograde(released, WEEK)
    assert (summary.judged, summary.unchanged) == (2, 2)
    hand_in(released, "bea", RIGHT)
    stock_autograde(released, student="bea", force=True)
    assert scores(released) == {name: {"doubling": 4.0, "halving": 2.0} for name in ("ada", "bea")}
    assert autograde(released, WEEK).judged == 0


@pytest.mark.slow
def test_formgraders_own_calls_release_autograde_and_write_feedback(released: Course) -> None:
    from nbgrader.apps.api import NbGraderAPI

    hand_in(released, "ada", {**RIGHT, "double": PARTLY})
    app = nbgrader_app(released.root)
    api = NbGraderAPI(coursedir=app.coursedir, parent=app)
    for result in (
        api.generate_assignment(WEEK),
        api.autograde(WEEK, "ada"),
        api.autograde(WEEK, "ada"),
        api.generate_feedback(WEEK, "ada"),
    ):
        assert result["success"], result
    assert scores(released) == {"ada": {"doubling": 3.0, "halving": 2.0}}
    assert [each["name"] for each in api.get_student_notebook_submissions("ada", WEEK)] == list(LESSONS)
    assert Store(Classroom(released.root).results).load(WEEK, "ada", "doubling") is not None


@pytest.mark.parametrize("text", ["3.0", "0.0", "2", "1e-3"])
def test_a_plain_score_passes(text: str) -> None:
    cell = _graded(nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=1))
    assert RefuseUnscored().preprocess_cell(cell, {}, 0)[0] is cell


@pytest.mark.parametrize("text", ["3.1", "-0.1", "nan", "inf", "full", "np.float64(1.0)", "", "[1.0]"])
def test_what_nbgrader_would_take_for_full_points_is_refused(text: str) -> None:
    cell = _graded(nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=1))
    with pytest.raises(ValueError, match="check_double carries no score"):
        RefuseUnscored().preprocess_cell(cell, {}, 0)


def test_a_cell_without_a_score_in_front_is_refused() -> None:
    score = nbformat.v4.new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)
    shown = nbformat.v4.new_output("display_data", {"text/plain": "3.0"})
    for outputs in ((), (shown, score), (nbformat.v4.new_output("stream", text="3.0"),)):
        with pytest.raises(ValueError, match="carries no score"):
            RefuseUnscored().preprocess_cell(_graded(*outputs), {}, 0)


def _graded(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    nbgrader_metadata = {"grade": True, "grade_id": "check_double", "points": 3.0, "solution": False}
    return nbformat.v4.new_code_cell("", outputs=list(outputs), metadata={"nbgrader": nbgrader_metadata})


def _validate(notebook: Path) -> str:
    """What `nbgrader validate` says of a notebook of the first week, in a folder where students would have it."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [str(NBGRADER), "validate", notebook.name]
    done = subprocess.run(command, cwd=notebook.parent, env=environment, capture_output=True, text=True)
    return done.stdout


@pytest.mark.slow
def test_validate_says_in_the_terminal_what_an_unsolved_notebook_lacks(tmp_path: Path) -> None:
    lesson = Course.read(REPOSITORY).lesson("padding_and_stride")
    for path in (lesson.notebook_path, lesson.cases_path):
        shutil.copy(path, tmp_path)
    said = _validate(tmp_path / lesson.notebook_path.name)
    assert "VALIDATION FAILED" in said
    assert "zero_pad: not started, 0 of" in said
    assert "Traceback" not in said
    assert "\x1b" not in said


@pytest.mark.slow
def test_validate_passes_a_solved_notebook(tmp_path: Path) -> None:
    lesson = Course.read(REPOSITORY).lesson("padding_and_stride")
    write_solved(lesson, tmp_path / lesson.notebook_path.name)
    shutil.copy(lesson.cases_path, tmp_path)
    assert "Success" in _validate(tmp_path / lesson.notebook_path.name)
