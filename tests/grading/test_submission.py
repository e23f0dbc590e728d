"""What is taken from a submission: the texts of solution cells and of added code, in order, and nothing else."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from striate.course import Lesson
from striate.grading import reading
from striate.grading.definitions import defines, only_a_stub, reached, unanswered, uses
from striate.grading.submission import Submission, Unreadable, read_submission
from tests.grading.small import RIGHT, cell_of, code, handed_in, place_of

Save = Callable[[Any], Path]
KEYS = ("cells", "metadata", "source", "cell_type", "id", "nbgrader", "grade_id", "worksheets", "striate", "half")


def read(save: Save, content: Any, lesson: Lesson) -> Submission:
    return read_submission(save(content), lesson)


def texts(submission: Submission) -> dict[str, str]:
    return {cell.exercise: cell.source for cell in submission.cells if cell.exercise}


def added(submission: Submission) -> list[str]:
    return [cell.source for cell in submission.cells if cell.exercise is None]


def test_a_whole_notebook_gives_its_solution_cells_and_nothing_to_say(small: Lesson, save: Save) -> None:
    submission = read(save, handed_in(small), small)
    assert texts(submission) == RIGHT
    assert added(submission) == []
    assert (submission.problems, submission.remarks) == ({}, ())
    assert submission.homes == {name: name for name in RIGHT}
    assert len(submission.sha256) == 64


def test_a_students_helper_is_run_where_it_stands(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    notebook["cells"].insert(place_of(notebook, "quarter"), code("def helper():\n    return 4"))
    notebook["cells"].append({"cell_type": "markdown", "id": "note", "metadata": {}, "source": "def helper(): my note"})
    submission = read(save, notebook, small)
    assert [cell.id for cell in submission.cells] == ["half", "why_slash", "added-1", "quarter", "find_odd"]
    assert submission.cells[2].after == "small-012"


def test_our_own_cells_are_not_taken_unless_they_were_changed(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    cell_of(notebook, "small-003")["source"] = "start = np.array([1.0, 3.0])  \n"
    cell_of(notebook, "small-007")["source"] = "half(start, 7)"
    cell_of(notebook, "check_half")["source"] = "forged = 100"
    notebook["cells"].append(code("check(half)"))
    assert added(read(save, notebook, small)) == ["half(start, 7)"]


def test_nothing_but_texts_is_taken(small: Lesson, save: Save) -> None:
    plain = read(save, handed_in(small), small)
    notebook = handed_in(small)
    for cell in notebook["cells"]:
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "100.0"}}]
        cell["metadata"]["tags"] = ["setup", "skip-execution"]
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 100, "solution": True, "grade": True, "schema_version": 1}
    assert read(save, notebook, small).texts == plain.texts


def test_the_hash_of_what_was_taken_changes_with_any_text(small: Lesson, save: Save) -> None:
    one = read(save, handed_in(small), small)
    other = read(save, handed_in(small, RIGHT | {"why_slash": "why_slash = 4"}), small)
    assert one.texts == read(save, handed_in(small), small).texts != other.texts


def test_cells_without_metadata_are_known_by_id_or_text(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    by_id = read(save, notebook, small)
    for cell in notebook["cells"]:
        del cell["id"]
    by_text = read(save, notebook, small)
    assert texts(by_id) == texts(by_text) == RIGHT
    assert added(by_text) == []
    assert by_text.problems == {}
    assert "lost the metadata" in by_text.remarks[0]


def test_untouched_stubs_without_metadata_are_known_too(small: Lesson, save: Save) -> None:
    notebook = handed_in(small, {})
    for cell in notebook["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    assert set(texts(read(save, notebook, small))) == set(RIGHT)


def test_a_renamed_cell_is_found_by_its_text(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    cell = cell_of(notebook, "half")
    cell["metadata"]["nbgrader"]["grade_id"] = cell["id"] = "something_else"
    submission = read(save, notebook, small)
    assert texts(submission) == RIGHT
    assert submission.problems == {"half": "The cell of half has lost its name. It was found by its text, and graded."}


def test_a_missing_cell_is_named_and_costs_its_exercise_alone(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    del notebook["cells"][place_of(notebook, "half")]
    submission = read(save, notebook, small)
    assert set(texts(submission)) == set(RIGHT) - {"half"}
    assert submission.problems == {"half": "The cell of half is missing from the notebook."}


@pytest.mark.parametrize(
    ("first", "second", "graded", "said"),
    [
        (RIGHT["half"], RIGHT["half"] + "\n", RIGHT["half"], "with the same text"),
        (RIGHT["half"], "def half(x, shift):\n    raise NotImplementedError", RIGHT["half"], "answered was graded"),
        ("def half(x, shift):\n    raise NotImplementedError", RIGHT["half"], RIGHT["half"], "answered was graded"),
        ("def half(x, shift):\n    return x", RIGHT["half"], RIGHT["half"], "The last one was graded"),
        ("import math", RIGHT["half"], RIGHT["half"], "answered was graded"),
        (RIGHT["half"], "half(start, 1)\n1", RIGHT["half"], "answered was graded"),
    ],
)
def test_of_two_cells_of_one_name_the_answer_counts(
    small: Lesson, save: Save, first: str, second: str, graded: str, said: str
) -> None:
    notebook = handed_in(small, RIGHT | {"half": first})
    twin = json.loads(json.dumps(cell_of(notebook, "half"))) | {"source": second}
    notebook["cells"].insert(place_of(notebook, "half") + 1, twin)
    submission = read(save, notebook, small)
    assert texts(submission)["half"].strip() == graded
    assert said in submission.problems["half"]
    assert not any("NotImplementedError" in text for text in added(submission))


def test_a_cell_that_was_split_keeps_its_other_half(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    twin = json.loads(json.dumps(cell_of(notebook, "half"))) | {"source": "scale = 0.5", "id": "split"}
    notebook["cells"].insert(place_of(notebook, "half"), twin)
    assert added(read(save, notebook, small)) == ["scale = 0.5"]


@pytest.mark.parametrize("kind", ["markdown", "raw", "heading", 7])
def test_a_cell_that_was_turned_into_another_kind_is_still_read(small: Lesson, save: Save, kind: Any) -> None:
    notebook = handed_in(small)
    cell_of(notebook, "half")["cell_type"] = kind
    submission = read(save, notebook, small)
    assert texts(submission) == RIGHT
    assert "was turned into" in submission.problems["half"]


def test_an_answer_in_another_cell_counts_where_the_stub_was_left(small: Lesson, save: Save) -> None:
    notebook = handed_in(small, {key: text for key, text in RIGHT.items() if key != "half"})
    notebook["cells"].insert(2, code(RIGHT["half"]))
    submission = read(save, notebook, small)
    home = submission.home("half")
    assert home is not None
    assert home.source == RIGHT["half"]
    assert submission.problems["half"].startswith("half is defined in another cell than its own.")
    assert not any("NotImplementedError" in cell.source for cell in submission.cells)


def test_two_answers_in_one_cell_both_count(small: Lesson, save: Save) -> None:
    notebook = handed_in(small, RIGHT | {"half": RIGHT["half"] + "\n\n" + RIGHT["quarter"]})
    del notebook["cells"][place_of(notebook, "quarter")]
    assert read(save, notebook, small).homes["quarter"] == "half"


def test_a_moved_cell_is_named_and_costs_nothing(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    notebook["cells"].append(notebook["cells"].pop(place_of(notebook, "half")))
    submission = read(save, notebook, small)
    assert [cell.id for cell in submission.cells] == ["why_slash", "quarter", "find_odd", "half"]
    assert submission.problems == {"half": "The cell of half stands elsewhere than in the lesson. That costs nothing."}


def test_another_release_is_said(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    notebook["metadata"]["striate"]["hash"] = "0" * 64
    submission = read(save, notebook, small)
    assert "another release" in submission.remarks[0]
    assert texts(submission) == RIGHT


def test_thousands_of_added_cells_are_cut_off_and_cost_no_exercise(small: Lesson, save: Save) -> None:
    notebook = handed_in(small)
    notebook["cells"][3:3] = [code(f"x{number} = {number}") for number in range(3000)]
    submission = read(save, notebook, small)
    assert texts(submission) == RIGHT
    assert len(added(submission)) == 2000
    assert submission.remarks[0].startswith("Of 3,000 cells that you added, 1,000 were left out")


def test_a_cell_beyond_all_measure_costs_its_exercise_alone(small: Lesson, save: Save) -> None:
    submission = read(save, handed_in(small, RIGHT | {"half": RIGHT["half"] + "\n#" + "x" * 300_000}), small)
    assert texts(submission) == RIGHT | {"half": ""}
    assert submission.problems["half"] == "The cell of half has 300,097 characters; up to 200,000 are read."


def whole(lesson: Lesson) -> str:
    return json.dumps(handed_in(lesson), indent=1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\\n    if", "\\r\\n    if").encode(),
        lambda text: text.replace("First a number", "Zuerst für die Übung").encode("cp1252"),
        lambda text: text.replace('"nbformat": 4', '"nbformat": "four"').encode(),
        lambda text: text.replace("First a number", "\\ud800 \\u0000").encode(),
        lambda text: text.replace("shift < 0", "shift < 0\\u0000").encode(),
        lambda text: text.replace('"markdown"', '"sonnet"').encode(),
        lambda text: text.replace("First a number", "<<<<<<< HEAD").encode(),
    ],
)
def test_odd_encodings_and_schemas_cost_nothing(small: Lesson, save: Save, spoil: Callable[[str], bytes]) -> None:
    assert texts(read(save, spoil(whole(small)), small)) == RIGHT


def test_the_old_format_is_read(small: Lesson, save: Save) -> None:
    cells = [
        {"cell_type": cell["cell_type"], "metadata": {}}
        | {("input" if cell["cell_type"] == "code" else "source"): cell["source"].splitlines(keepends=True)}
        for cell in handed_in(small)["cells"]
    ]
    submission = read(save, {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]}, small)
    assert texts(submission) == RIGHT
    assert added(submission) == []
    assert "nbformat 3" in submission.remarks[0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: "", "small.ipynb is empty."),
        (lambda text: " \n", "small.ipynb is empty."),
        (lambda text: b"\0" * 5000, "small.ipynb is empty."),
        (lambda text: "Hello", "is not a notebook: it is not JSON"),
        (lambda text: text[: len(text) // 2], "is cut off"),
        (lambda text: text[:-3], "is cut off"),
        (lambda text: text.replace(' "cells"', '<<<<<<< HEAD\n "cells"'), "merge conflict at line 2"),
        (lambda text: "[1, 2]", "JSON of another kind"),
        (lambda text: "{}", "it has no cells"),
        (lambda text: '{"cells": {}}', "it has no cells"),
        (lambda text: "[" * 200_000, "is nested too deeply"),
        (lambda text: '{"cells": ' + "9" * 5000 + "}", "thousands of digits"),
        (lambda text: b"\x89PNG\r\n\x1a\n\xff\xff", "is not a notebook"),
        (lambda text: '{"cells": []}', "holds none of the exercises of the lesson small"),
        (lambda text: '{"cells": [1, null, {"cell_type": "code"}]}', "holds none of the exercises"),
    ],
)
def test_what_cannot_be_graded_is_told_in_a_sentence(
    small: Lesson, save: Save, spoil: Callable[[str], Any], said: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read(save, spoil(whole(small)), small)
    assert said in str(caught.value)
    assert len(caught.value.sha256) == 64


def test_the_notebook_of_another_lesson_is_named(small: Lesson, save: Save) -> None:
    other = small.course.lesson("other")
    with pytest.raises(Unreadable, match="the notebook of the lesson other, not of small"):
        read(save, handed_in(other), small)


def test_what_is_no_plain_file_is_not_opened(small: Lesson, tmp_path: Path) -> None:
    path = tmp_path / "small.ipynb"
    with pytest.raises(Unreadable, match=r"There is no file small\.ipynb"):
        read_submission(path, small)
    path.mkdir()
    with pytest.raises(Unreadable, match="is a folder"):
        read_submission(path, small)
    path.rmdir()
    path.symlink_to(small.notebook_path)
    with pytest.raises(Unreadable, match="is a link"):
        read_submission(path, small)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Unreadable, match="is not a regular file"):
        read_submission(path, small)


def test_huge_outputs_are_passed_over(small: Lesson, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PARSED_SIZE", 50_000)
    notebook = handed_in(small)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"text": ['a "line" of ] output }\n'] * 1000, "data": {"outputs": [[{}]]}}]
    submission = read(save, notebook, small)
    assert texts(submission) == RIGHT
    assert "read without its outputs" in submission.remarks[0]


def test_a_file_beyond_all_measure_is_refused(small: Lesson, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FILE_SIZE", 1_000_000)
    with pytest.raises(Unreadable, match="has 2 MB; 1 MB are read"):
        read(save, whole(small) + " " * 2_000_000, small)


def test_a_definition_is_seen_in_text_that_is_not_python() -> None:
    assert defines("def half(x:\n  retrun", "half")
    assert defines("half: int = 3", "half")
    assert not defines("half == 3\ndef halfway(): pass\nx.half = 1", "half")


def test_a_stub_of_an_earlier_release_is_a_stub() -> None:
    old = 'def half(x):\n    """Earlier words."""\n    raise NotImplementedError("not yet")'
    assert unanswered(old, "half", "def half(y): ...")
    assert unanswered(old + "\n\ndef helper(): return 1", "half", "")
    assert not only_a_stub(old + "\n\ndef helper(): return 1")
    assert only_a_stub("why = ...")
    assert only_a_stub("# a remark")


def test_calls_are_followed_through_helpers_but_not_through_exercises() -> None:
    cells = [
        "def f(x):\n    return helper(x)",
        "%time\ndef helper(x):\n    return g(x)",
        "def g(x):\n    return h(x)",
        "def h(",
    ]
    assert reached("f", uses(cells), ["f", "g", "h"]) == {"g"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.lists(st.integers(0, 10**6), min_size=1, max_size=6), put=JSON)
def test_whatever_is_put_into_a_notebook_it_is_read_or_refused_in_a_sentence(
    small: Lesson, save: Save, where: list[int], put: Any
) -> None:
    notebook = handed_in(small)
    spot: Any = notebook
    for number in where[:-1]:
        inner = list(spot.values()) if isinstance(spot, dict) else spot
        if not inner or not isinstance(inner[number % len(inner)], (dict, list)):
            break
        spot = inner[number % len(inner)]
    if spot:
        key = where[-1] % len(spot)
        spot[list(spot)[key] if isinstance(spot, dict) else key] = put
    read_or_refused(small, save(json.dumps(notebook)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 8000), length=st.integers(0, 300), put=st.binary(max_size=8))
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    small: Lesson, save: Save, start: int, length: int, put: bytes
) -> None:
    content = whole(small).encode()
    read_or_refused(small, save(content[:start] + put + content[start + length :]))


def read_or_refused(lesson: Lesson, path: Path) -> None:
    said: list[str] = []
    try:
        submission = read_submission(path, lesson)
        said += [*submission.remarks, *submission.problems.values()]
        assert len({cell.id for cell in submission.cells}) == len(submission.cells)
    except Unreadable as error:
        said.append(str(error))
    assert all(10 < len(sentence) < 400 and sentence.endswith(".") and sentence.isprintable() for sentence in said)
