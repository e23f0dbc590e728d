"""The command line: exit codes that a script can trust, JSON that keeps its promise, sentences instead of traces."""

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from striate.cli import app
from striate.course import Course
from striate.lesson.build import write_solved

COURSE = Course.find(Path(__file__).parent)
LESSON = COURSE.lessons()[1]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_command_has_help() -> None:
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert {"lab", "check", "build", "verify", "new", "release", "autograde", "grade", "report", "publish"} <= set(
        names
    )
    for name in names:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert "Usage" in result.output


def test_outside_of_a_course_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["build"], ["verify"], ["release", "week1"], ["autograde", "week1"], ["report", "week1"]):
        result = run(*command)
        assert result.exit_code == 2
        assert "There is no course" in result.output
        assert "Traceback" not in result.output


def test_an_unknown_lesson_or_week_is_met_with_near_matches() -> None:
    assert "Did you mean convolution" in run("verify", "convolutoin", "--course", COURSE.root).output
    result = run("release", "week2", "--course", COURSE.root)
    assert result.exit_code == 2
    assert "week1" in result.output


def test_what_is_built_is_up_to_date() -> None:
    assert run("build", "--check", "--course", COURSE.root).exit_code == 0


@pytest.mark.slow
def test_the_graders_of_week_1_are_proven_and_json_says_the_same() -> None:
    result = run("verify", "--json", "--course", COURSE.root)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["proven"] is True
    by_name = {each["name"]: each for each in data["exercises"]}
    assert list(by_name) == [exercise.name for lesson in COURSE.lessons() for exercise in lesson.exercises]
    for each in by_name.values():
        assert each["misconceptions"] == each["caught"] == each["told"]
        assert each["alternatives"] == each["passed"]
        assert each["mutants"] >= each["killed"]
    for name in ("cross_correlate", "convolve", "conv2d", "same_pads", "windows_covering", "learn_kernel"):
        assert by_name[name]["misconceptions"] >= 6
        assert by_name[name]["passed"] >= 2
        assert by_name[name]["public"] > 0
        assert by_name[name]["hidden"] > 0


@pytest.mark.slow
def test_a_solved_notebook_is_graded_to_the_contract(tmp_path: Path) -> None:
    path = tmp_path / f"{LESSON.name}.ipynb"
    write_solved(LESSON, path)
    result = run("grade", path, "--json", "--course", COURSE.root)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["lesson"] == LESSON.name
    assert data["score"] == data["max_score"] > 0
    assert data["isolation"] != "none"
    assert data["submission_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    for name, exercise in data["exercises"].items():
        assert {"score", "max_score", "passed", "message", "misconception", "properties"} <= set(exercise), name
        assert exercise["passed"] is True
        assert exercise["misconception"] is None
        for prop in exercise["properties"].values():
            assert {"passed", "weight"} <= set(prop)


@pytest.mark.slow
def test_an_unsolved_notebook_is_graded_too_and_gets_nothing(tmp_path: Path) -> None:
    result = run("grade", LESSON.notebook_path, "--json", "--course", COURSE.root)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["score"] == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', "\0"])
def test_what_cannot_be_graded_at_all_exits_with_2_and_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / f"{LESSON.name}.ipynb"
    path.write_text(content)
    result = run("grade", path, "--course", COURSE.root)
    assert result.exit_code == 2
    assert result.output.strip().endswith(".")
    assert "Traceback" not in result.output


def test_a_receipt_is_the_files_own_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(b"work")
    result = run("receipt", tmp_path / "a.ipynb")
    assert hashlib.sha256(b"work").hexdigest() in result.output
    assert run("receipt", tmp_path / "none.ipynb").exit_code == 2


def test_doctor_says_what_there_is() -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 0
    subjects = {finding["subject"]: finding for finding in json.loads(result.stdout)}
    assert {"Python", "Packages (student)", "Isolation", "Data", "Browser"} <= set(subjects)
