"""All public checks in a terminal: nothing in a notebook stops them, and the exit tells what came of it."""

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from striate.cases import CasesError
from striate.report import Card
from striate.student.edit import write_notebook
from striate.student.run import CheckedNotebook, check_notebook
from striate.student.terminal import print_checked
from striate.student.workbook import Unreadable, read_notebook
from tests.student.conftest import write_answers

RIGHT = "def double(x):\n    return x * 2"


def cards(checked: CheckedNotebook) -> dict[str, Card]:
    return {card.name: card for card in checked.cards}


def test_a_fresh_notebook_has_everything_to_do(notebook: Path) -> None:
    checked = check_notebook(notebook)
    assert [card.state for card in checked.cards] == ["not started", "not started"]
    assert (checked.score, checked.max_score, checked.passed) == (0, 2.5, False)


def test_a_solved_notebook_passes_and_each_card_is_told_as_it_comes(notebook: Path) -> None:
    heard: list[str] = []
    write_answers(notebook, added="import math\nprint('x' * 100_000)", double=RIGHT, why_two="why_two = 2")
    checked = check_notebook(notebook, done=lambda card: heard.append(card.name))
    assert checked.passed
    assert checked.score == 2.5
    assert heard == ["double", "why_two"]


def test_magics_and_shell_lines_run_as_in_a_notebook(notebook: Path) -> None:
    write_answers(
        notebook,
        added="%matplotlib inline\nfiles = !echo 2\nfactor = int(files[0])",
        double="def double(x):\n    return x * factor",
    )
    assert cards(check_notebook(notebook))["double"].state == "passed"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("def double(x:\n", "The cell of double fails: SyntaxError"),
        ("def double(x):\nreturn x", "IndentationError"),
        ("1 / 0", "The cell of double fails: ZeroDivisionError: division by zero."),
        ("import os\nos._exit(0)", "The cell of double ended the whole Python process."),
        ("def double(x):\n    import os\n    os._exit(1)", "double ended the whole Python process when it was called."),
        ("while True:\n    pass", "ran for more than 0.5 seconds and was stopped"),
        ("def double(x):\n    while True:\n        pass", "ran out of time"),
        ("input()", "The cell of double fails"),
        ("import sys\nsys.exit()", "nothing called double"),
        ("pass", "nothing called double"),
    ],
)
def test_one_broken_answer_costs_itself_alone(notebook: Path, answer: str, said: str) -> None:
    write_answers(notebook, double=answer, why_two="why_two = 2")
    found = cards(check_notebook(notebook, seconds=0.5))
    assert found["why_two"].state == "passed"
    assert found["double"].state == "lost"
    assert said in found["double"].message


@pytest.mark.slow
def test_a_loop_that_swallows_interruptions_is_ended(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("striate.student.run.GRACE", 1.0)
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException:\n        pass"
    body = stubborn.replace("\n", "\n    ")
    write_answers(notebook, double=f"def double(x):\n    {body}", why_two="why_two = 2", added=stubborn)
    checked = check_notebook(notebook, seconds=0.5)
    assert cards(checked)["why_two"].state == "passed"
    assert cards(checked)["double"].message == "double never ended when it was called."
    assert "never ended" in checked.problems[0]


def test_json_is_plain_and_complete(notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return x * 3", why_two="why_two = 2")
    found = json.loads(json.dumps(check_notebook(notebook).to_json()))
    assert {key: found[key] for key in ("lesson", "score", "max_score", "passed")} == {
        "lesson": "one",
        "score": 0.5,
        "max_score": 2.5,
        "passed": False,
    }
    assert found["exercises"]["double"]["passed"] is False
    assert found["exercises"]["double"]["properties"] == {"numbers": False}
    assert "Expected (2, 2, 2)" in found["exercises"]["double"]["message"]
    assert found["exercises"]["why_two"]["passed"] is True


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"worksheets": []}', b"[" * 100_000])
def test_what_is_no_notebook_is_one_sentence(notebook: Path, content: bytes) -> None:
    notebook.write_bytes(content)
    with pytest.raises(Unreadable, match=r"one\.ipynb"):
        check_notebook(notebook)


def test_missing_file_and_missing_cases_are_one_sentence(tmp_path: Path, notebook: Path) -> None:
    with pytest.raises(Unreadable, match="There is no file"):
        check_notebook(tmp_path / "none.ipynb")
    alone = tmp_path / "far" / "away" / "other.ipynb"
    alone.parent.mkdir(parents=True)
    alone.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    with pytest.raises(CasesError, match="public cases of other were not found"):
        check_notebook(alone)


def test_a_notebook_under_another_name_is_known_by_what_it_says(notebook: Path) -> None:
    renamed = notebook.with_name("my copy.ipynb")
    notebook.rename(renamed)
    assert check_notebook(renamed).lesson == "one"


def test_the_table_can_be_printed_where_ticks_cannot(notebook: Path) -> None:
    write_answers(notebook, double="def double(x):\n    return '[red]a'", why_two="why_two = 2")
    checked = check_notebook(notebook)
    for encoding in ("utf-8", "cp1252", "ascii"):
        raw = io.BytesIO()
        file = io.TextIOWrapper(raw, encoding=encoding)
        print_checked(checked, Console(file=file, width=100))
        file.flush()
        shown = raw.getvalue().decode(encoding)
        assert "passed" in shown
        assert "0.5 of 2.5 points" in shown


def test_the_table_says_which_other_exercise_to_mend_first(notebook: Path) -> None:
    remark = "`convolve` calls `cross_correlate`, whose check does not pass yet: mend that one first."
    card = Card("convolve", 0, 2, "failed", message="The shape is not right.", remarks=(remark,))
    file = io.StringIO()
    print_checked(CheckedNotebook(notebook, "one", (card,)), Console(file=file, width=200))
    assert f"The shape is not right. {remark}" in file.getvalue()


def test_students_code_runs_beside_the_notebook(notebook: Path) -> None:
    (notebook.parent / "helper.py").write_text("factor = 2")
    write_answers(notebook, added="from helper import factor", double="def double(x):\n    return x * factor")
    assert cards(check_notebook(notebook))["double"].state == "passed"
    assert Path.cwd() == Path(os.getcwd())


def test_a_later_cell_that_takes_the_name_again_changes_nothing(notebook: Path) -> None:
    content = read_notebook(notebook)
    later = {"cell_type": "code", "id": "0a1b2c3d", "metadata": {}, "outputs": [], "execution_count": None}
    content["cells"].append(later | {"source": "double = 3\nwhy_two = 5"})
    write_notebook(notebook, content)
    write_answers(notebook, double=RIGHT, why_two="why_two = 2")
    assert check_notebook(notebook).passed
