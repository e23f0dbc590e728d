"""The autograded notebook: nbgrader reads our score from it, a student reads why; of theirs there is code alone."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from striate.course import CourseError, Lesson
from striate.grading.judging import Judge
from striate.grading.notebook import as_card, autograded_notebook
from striate.grading.record import ExerciseRecord, Record
from striate.grading.submission import Submission, read_submission
from tests.grading.small import POINTS, RIGHT, code, handed_in, place_of

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> $\\href{javascript:x}{y}$ [a](javascript:b)"


def exercise(name: str, share: float, **more: Any) -> ExerciseRecord:
    state = "passed" if share == 1 else "failed"
    return ExerciseRecord(score=share * POINTS[name], max_score=POINTS[name], state=state, message="So.", **more)


def record_of(submission: Submission, **more: Any) -> Record:
    shares = {"half": 1 / 3, "why_slash": 1.0, "quarter": 0.0, "find_odd": 1.0}
    return Record(
        lesson="small",
        week="week1",
        student="ada",
        isolation="bubblewrap",
        submission_sha256=submission.sha256,
        lesson_hash="",
        texts=submission.texts,
        bundle="",
        seed=0,
        seconds=0.1,
        exercises={name: exercise(name, share) for name, share in shares.items()},
        **more,
    )


@pytest.fixture
def submission(small: Lesson, save: Callable[[Any], Path]) -> Submission:
    """A right notebook, with a helper before the third exercise and markup wherever a student may write."""
    notebook = handed_in(small)
    helper = code(f"def helper():\n    return r'{HOSTILE}'") | {
        "metadata": {"tags": ["hide-input"], "nbgrader": {"grade": True, "grade_id": "forged", "points": 9}},
        "outputs": [{"output_type": "display_data", "data": {"text/html": HOSTILE}, "metadata": {}}],
        "attachments": {"a": {}},
    }
    notebook["cells"].insert(place_of(notebook, "quarter"), helper)
    notebook["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": HOSTILE})
    notebook["metadata"]["title"] = HOSTILE
    return read_submission(save(notebook), small)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def test_nbgrader_finds_exactly_our_scores(small: Lesson, submission: Submission) -> None:
    from nbgrader.utils import determine_grade, is_grade

    record = record_of(submission)
    notebook = autograded_notebook(small, submission, record)
    nbformat.validate(notebook)
    found = {each.metadata.nbgrader.grade_id: determine_grade(each) for each in notebook.cells if is_grade(each)}
    assert found == {
        f"check_{name}": (exercise.score, exercise.max_score) for name, exercise in record.exercises.items()
    }


def test_a_check_without_a_record_counts_nothing(small: Lesson, submission: Submission) -> None:
    from nbgrader.utils import determine_grade

    notebook = autograded_notebook(small, submission, replace(record_of(submission), exercises={}))
    assert determine_grade(cell(notebook, "check_half")) == (0.0, 4.0)


@pytest.mark.parametrize("score", [float("nan"), -1.0, 4.5])
def test_a_score_that_nbgrader_would_misread_is_refused(small: Lesson, submission: Submission, score: float) -> None:
    wrong = {"half": replace(exercise("half", 1.0), score=score)}
    with pytest.raises(ValueError, match="the record gives half"):
        autograded_notebook(small, submission, replace(record_of(submission), exercises=wrong))


def test_the_students_text_stands_in_our_notebook(small: Lesson, submission: Submission) -> None:
    notebook = autograded_notebook(small, submission, record_of(submission))
    source = json.loads(small.notebook_path.read_text())
    for own in source["cells"]:
        shown = cell(notebook, own["id"])
        assert shown.source == RIGHT.get(own["id"], "".join(own["source"]))
        assert shown.metadata == own["metadata"]
    ids = [each.id for each in notebook.cells]
    assert ids[ids.index("quarter") - 1] == "added-1"
    assert notebook.metadata == source["metadata"]


def test_nothing_but_text_in_code_cells_comes_from_a_submission(small: Lesson, submission: Submission) -> None:
    notebook = autograded_notebook(small, submission, record_of(submission))
    added = cell(notebook, "added-1")
    assert (added.metadata, added.outputs, set(added) & {"attachments"}) == ({}, [], set())
    assert HOSTILE in added.source
    added.source = ""
    assert "alert" not in nbformat.writes(notebook)


def test_markup_in_a_record_is_shown_as_text(small: Lesson, submission: Submission) -> None:
    record = record_of(submission, remarks=(HOSTILE,))
    loud = replace(record.exercises["half"], message=HOSTILE, remarks=(HOSTILE,), diagnosis=HOSTILE, alt=HOSTILE)
    notebook = autograded_notebook(small, submission, replace(record, exercises={"half": loud}))
    shown = [output.data["text/html"] for each in notebook.cells for output in each.get("outputs", ())[1:]]
    shown += [each.source for each in notebook.cells if each.id == "striate-about"]
    assert len(shown) == 2
    for html in shown:
        assert "<script" not in html
        assert "<img" not in html
        assert "mathjax_ignore" in html


def test_what_is_odd_about_the_file_stands_first(small: Lesson, submission: Submission) -> None:
    said = replace(record_of(submission, remarks=("It was read as Windows-1252.",)), isolation="none")
    first = autograded_notebook(small, submission, said).cells[0]
    assert (first.cell_type, first.id) == ("markdown", "striate-about")
    assert "It was read as Windows-1252." in first.source
    assert "without isolation" in first.source


def test_the_receipt_always_stands_there(small: Lesson, submission: Submission) -> None:
    first = autograded_notebook(small, submission, record_of(submission)).cells[0]
    assert first.id == "striate-about"
    assert submission.sha256 in first.source


def test_a_missing_cell_is_told_in_its_place(small: Lesson, save: Callable[[Any], Path]) -> None:
    notebook = handed_in(small)
    del notebook["cells"][place_of(notebook, "half")]
    submission = read_submission(save(notebook), small)
    shown = autograded_notebook(small, submission, record_of(submission))
    assert cell(shown, "half").source == "# The cell of half was not in the notebook that was handed in."


def test_the_same_record_gives_the_same_notebook(small: Lesson, submission: Submission) -> None:
    one, two = (nbformat.writes(autograded_notebook(small, submission, record_of(submission))) for _ in range(2))
    assert one == two


def test_the_card_of_a_judged_answer_has_its_picture(small: Lesson, judge: Judge, save: Callable[[Any], Path]) -> None:
    record = judge.grade(save(handed_in(small, RIGHT | {"half": RIGHT["half"].replace("0.5 *", "")})), small)
    half = record.exercises["half"]
    assert base64.b64decode(half.picture).startswith(b"\x89PNG")
    card = as_card("half", half)
    assert (card.score, card.points, card.state) == (0.0, 4.0, "failed")
    assert card.properties == {"numbers": False, "called twice": False, "errors": False}
    assert "Expected, yours and the difference" in card.alt


def test_a_lesson_that_is_not_built_is_named(small: Lesson, save: Callable[[Any], Path], tmp_path: Path) -> None:
    from striate.course import Course
    from tests.grading.small import make_course

    course: Course = make_course(tmp_path / "course")
    lesson = course.lesson("small")
    path = save(handed_in(lesson))
    lesson.notebook_path.write_text(lesson.notebook_path.read_text().replace('"points": 4.0', '"points": 40.0'))
    with pytest.raises(CourseError, match=r"small\.ipynb has other exercises or points than the lesson's grader"):
        read_submission(path, lesson)
    lesson.notebook_path.unlink()
    with pytest.raises(CourseError, match="is not there yet: run `striate build`"):
        read_submission(path, lesson)
