"""Nothing hidden leaves: notebooks, public cases, the students' edition and the wheel hold no solution, no grader."""

import dataclasses
import inspect
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from striate.cases import write_cases
from striate.course import Course
from striate.exercise import Exercise
from striate.lesson.leaks import leaks, telling_passages
from striate.publish import PublishError, publish
from striate.sheet import sheet_for

COURSE = Course.find(Path(__file__).parent)

# What a later lesson stands on, the package may hold; the rules of the lesson that teaches it keep it away.
TAUGHT = "striate/nn/"


def hidden_in(files: dict[str, bytes]) -> list[str]:
    found = [name for name in files if {"solutions", "graders", "course"} & set(Path(name).parts[:-1])]
    for name, content in files.items():
        if not name.startswith(TAUGHT):
            found += leaks(COURSE, name, content)
    return found


def test_the_scan_finds_what_it_looks_for() -> None:
    for lesson in COURSE.lessons():
        assert len(list(telling_passages(lesson))) > 50
        for path in (lesson.solutions_path, lesson.grader_path):
            assert leaks(COURSE, path.name, path.read_bytes())


def test_the_scan_looks_into_cases_and_notebooks(tmp_path: Path) -> None:
    lesson = COURSE.lessons()[0]
    exercise = next(each for each in lesson.exercises if isinstance(each, Exercise))
    shown = dataclasses.replace(exercise, hints=(inspect.getsource(exercise.target),))
    write_cases(tmp_path / "x.cases.npz", [sheet_for(shown, lesson=lesson.name, public_only=True)])
    assert leaks(COURSE, "x.cases.npz", (tmp_path / "x.cases.npz").read_bytes())
    cell = {"cell_type": "code", "source": inspect.getsource(exercise.target).splitlines(keepends=True)}
    assert leaks(COURSE, "x.ipynb", json.dumps({"cells": [cell]}).encode())


def test_notebooks_and_cases_hold_nothing_hidden() -> None:
    folder = COURSE.root / "notebooks"
    files = {f"notebooks/{p.relative_to(folder)}": p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert len(files) >= 2 * len(COURSE.lessons())
    assert hidden_in(files) == []


@pytest.mark.slow
def test_the_wheel_holds_nothing_hidden_and_all_that_a_student_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(COURSE.root)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    wheel = next(tmp_path.glob("striate-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert hidden_in(files) == []
    for lesson in COURSE.lessons():
        assert f"striate/_notebooks/{lesson.week}/{lesson.cases_path.name}" in files
    assert "striate/_datasets/PROVENANCE.md" in files
    assert not [name for name in files if name.startswith("tests/")]


@pytest.mark.slow
def test_the_students_edition_holds_nothing_hidden_and_is_brought_up_to_date(tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    publish(COURSE, edition)
    files = {str(p.relative_to(edition)): p.read_bytes() for p in edition.rglob("*") if p.is_file()}
    assert hidden_in(files) == []
    assert {"README.md", "environment.yml", "pyproject.toml", "hatch_build.py", "LICENSE"} <= set(files)
    (edition / ".git").mkdir()
    (edition / ".git" / "kept").touch()
    (edition / "notes.txt").touch()
    stale = edition / "notebooks" / "week1" / "gone.ipynb"
    listed = (edition / ".striate-edition.json").read_text()
    (edition / ".striate-edition.json").write_text(listed.replace("{", '{"notebooks/week1/gone.ipynb": "0",', 1))
    stale.touch()
    publish(COURSE, edition)
    assert not stale.exists()
    assert (edition / ".git" / "kept").exists()
    assert (edition / "notes.txt").exists()


@pytest.mark.parametrize("place", [".", "notebooks", "striate/nn"])
def test_the_course_itself_is_no_place_to_publish_to(place: str) -> None:
    with pytest.raises(PublishError, match="name another folder"):
        publish(COURSE, COURSE.root / place)


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PublishError, match="not empty"):
        publish(COURSE, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
