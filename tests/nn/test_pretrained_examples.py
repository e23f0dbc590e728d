"""The examples run as a newcomer runs them, and say what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "examples" / script), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout


def test_the_photographs_of_the_course_are_named_rightly() -> None:
    likeliest = re.findall(r"^\S+\n +(\S+)%  (.*)$", run("what_is_it.py"), flags=re.MULTILINE)
    assert [name for _, name in likeliest] == ["espresso", "Egyptian cat", "tripod"]
    assert float(likeliest[0][0]) > 99


@pytest.mark.slow
def test_three_photographs_of_one_person_are_told_from_three_of_others() -> None:
    alike = re.findall(r"^  0\.\d\d\* (.*)$", run("who_is_it.py"), flags=re.MULTILINE)
    assert alike == ["obama and obama2", "obama and obama3", "obama2 and obama3"]


def test_a_photograph_of_ones_own_may_be_given() -> None:
    path = str(ROOT / "datasets" / "pictures" / "coffee.png")
    assert "espresso" in run("what_is_it.py", path)
    assert f"{path}: 0 faces" in run("who_is_it.py", path)


@pytest.mark.slow
def test_a_photograph_is_painted(tmp_path: Path) -> None:
    out = tmp_path / "painting.png"
    said = run("paint.py", "--size", "64", "--steps", "3", "--out", str(out))
    assert f"{out}: 64 × 43 pixels" in said
    assert out.stat().st_size > 1000
