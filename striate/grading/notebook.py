"""The notebook that shows what came of a submission: ours, with the student's texts and a card under each check.

nbgrader reads the score from it, formgrader and feedback show it. The same submission and record give the same one.
"""

import base64
import binascii
import copy
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from striate import report
from striate.course import Lesson
from striate.grading.record import ExerciseRecord, Record
from striate.grading.source import SourceNotebook
from striate.grading.submission import Submission
from striate.report import Card

Part = dict[str, Any]
"""A cell or an output, as a notebook's file has it."""


def autograded_notebook(lesson: Lesson, submission: Submission, record: Record) -> NotebookNode:
    """Our notebook of a lesson with a submission's texts in the solution cells, its added cells, scores and cards.

    The first output of each check cell is the score as a plain number, as nbgrader wants it. Of the submission there is
    text in code cells, and nothing else.
    """
    source = SourceNotebook.read(lesson)
    content: Part = copy.deepcopy(dict(source.content))
    texts = {cell.exercise: cell.source for cell in submission.cells if cell.exercise}
    cells = [about(record, "About this file"), *_added(submission, "")]
    for cell, own in zip(content["cells"], source.cells, strict=True):
        cell["source"] = own.source
        if own.exercise:
            cell["source"] = texts.get(own.exercise, _absent(own.exercise, submission))
        elif own.checks:
            cell["execution_count"] = 1
            cell["outputs"] = list(_outputs(own.checks, record.exercises.get(own.checks)))
        cells += [cell, *_added(submission, own.id)]
    notebook: NotebookNode = nbformat.from_dict(content | {"cells": cells})  # type: ignore[no-untyped-call]
    return notebook


def about(record: Record, title: str) -> Part:
    """The first cell: what there is to say about the file as a whole, and the receipt by which a student knows it."""
    said = list(record.remarks)
    if record.isolation == "none":
        said.append("This submission was graded without isolation from the machine.")
    if record.submission_sha256:
        said.append(f"Receipt: {record.submission_sha256} (`striate receipt` prints it for the file that you sent).")
    return {"cell_type": "markdown", "id": "striate-about", "metadata": {}, "source": report.note(title, said)}


def as_card(name: str, exercise: ExerciseRecord) -> Card:
    """The card of an exercise as a record has it."""
    properties = {key: report.held(prop.passed, prop.right, prop.cases) for key, prop in exercise.properties.items()}
    return Card(
        name=name,
        score=exercise.score,
        points=exercise.max_score,
        state=exercise.state,
        properties={} if list(properties) == ["answer"] else properties,
        message=exercise.message.removeprefix(exercise.diagnosis).strip(),
        diagnosis=exercise.diagnosis,
        remarks=(*exercise.remarks, *report.waiting(properties)),
        picture=_picture(exercise),
        alt=exercise.alt,
    )


def _picture(exercise: ExerciseRecord) -> bytes | None:
    try:
        return base64.b64decode(exercise.picture, validate=True) or None
    except binascii.Error:
        return None


def _outputs(name: str, exercise: ExerciseRecord | None) -> Iterator[Part]:
    """Always a score first: nbgrader takes a check without one, or with one that is no number, for a full success."""
    score = 0.0 if exercise is None else float(exercise.score)
    if exercise is not None and not 0 <= score <= exercise.max_score:
        raise ValueError(f"the record gives {name} {score} of {exercise.max_score} points")
    yield {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": repr(score)}}
    if exercise is not None:
        card = as_card(name, exercise)
        shown = {"text/html": report.page(card), "text/plain": report.text(card)}
        yield {"output_type": "display_data", "metadata": {}, "data": shown}


def _added(submission: Submission, after: str) -> Iterator[Part]:
    for cell in submission.cells:
        if cell.exercise is None and cell.after == after:
            plain = {"cell_type": "code", "id": cell.id, "metadata": {}, "source": cell.source}
            yield plain | {"execution_count": None, "outputs": []}


def _absent(name: str, submission: Submission) -> str:
    home = submission.home(name)
    if home is None:
        return f"# The cell of {name} was not in the notebook that was handed in."
    where = f"the cell of {home.exercise}" if home.exercise else "a cell that was added"
    return f"# {name} stands in {where}."
