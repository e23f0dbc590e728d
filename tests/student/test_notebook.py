"""In a real kernel: a failed check is its card alone, and nbgrader's validation sees it and has something to say."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.student.conftest import write_answers

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.delenv("STRIATE_GRADING", raising=False)


def executed(notebook: Path) -> dict[str, list[Any]]:
    from nbclient import NotebookClient

    content = nbformat.read(notebook, as_version=4)
    NotebookClient(
        content, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(notebook.parent)}}
    ).execute()
    return {cell.id: cell.outputs for cell in content.cells if cell.cell_type == "code"}


def test_a_failed_check_is_a_card_and_one_line_and_the_rest_runs_on(notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return x * 3", why_two="why_two = 2")
    outputs = executed(notebook)
    card, error = outputs["check_double"]
    assert card.output_type == "display_data"
    assert "Not yet" in card.data["text/html"]
    assert "double: not yet" in card.data["text/plain"]
    assert error.ename == "CheckFailed"
    assert error.traceback == ["double: see the card above."]
    assert "Expected (2, 2, 2)" in error.evalue
    (passed,) = outputs["check_why_two"]
    assert "Passed" in passed.data["text/html"]


def test_a_cell_that_needs_an_unwritten_function_says_so_in_a_line(notebook: Path) -> None:
    content = nbformat.read(notebook, as_version=4)
    tags = {"tags": ["raises-exception"]}
    content.cells += [
        nbformat.v4.new_code_cell("double(2)", id="uses", metadata=tags),
        nbformat.v4.new_code_cell("raise NotImplementedError('my own')", id="own", metadata=tags),
        nbformat.v4.new_code_cell("check(doubble)", id="typo", metadata=tags),
        nbformat.v4.new_code_cell("check('doubble', 3)", id="unknown", metadata=tags),
    ]
    nbformat.write(content, notebook)
    outputs = executed(notebook)
    assert outputs["uses"][0].traceback == [
        "double is not written yet, and this cell needs it: write it first, then run this cell again."
    ]
    assert len("".join(outputs["own"][0].traceback)) > 100
    assert outputs["typo"][0].ename == "NameError"
    assert len(outputs["unknown"][0].traceback) == 1
    assert "Did you mean double" in outputs["unknown"][0].traceback[0]


def test_nbgrader_validate_sees_a_failure_and_prints_why(notebook: Path) -> None:
    pytest.importorskip("nbgrader")

    def validate() -> str:
        made = subprocess.run(
            [sys.executable, "-m", "nbgrader", "validate", notebook.name],
            cwd=notebook.parent,
            env=os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
            capture_output=True,
            text=True,
            timeout=120,
        )
        return made.stdout

    write_answers(notebook, double="def double(x):\n    return x * 3", why_two="why_two = 2")
    said = validate()
    assert "VALIDATION FAILED ON 1 CELL" in said
    assert "double: not yet, 0 of 2 points." in said
    assert "Expected (2, 2, 2), got (3, 3, 3)." in " ".join(said.split())
    assert "..." not in said  # nothing is cut off at nbgrader's width
    write_answers(notebook, double="def double(x):\n    return x * 2")
    assert "passes all the tests" in validate()
