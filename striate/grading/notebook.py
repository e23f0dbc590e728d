"""The notebook that shows what came of a submission: ours, with the student's texts and a card under each check.

nbgrader reads the score from it, formgrader and feedback show it. The same submission and record give the same notebook.
"""

import base64
import binascii
import copy
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from striate import report
from striate.course import Lesson
from striate.grading.record import ExerciseRecord, Record
from striate.grading.source import SourceNotebook
from striate.grading.submission import Submission
from striate.report import Card


def autograded_notebook(lesson: Lesson, submission: Submission, record: Record) -> NotebookNode:
    """Our notebook of a lesson with a submission's texts in the solution cells, its added cells, scores and cards.

    The first output of each check cell is the score as a plain number, as nbgrader wants it. Of the submission there is
    text in code cells, and nothing else.
    """
    source = SourceNotebook.read(lesson)
    notebook = nbformat.from_dict(copy.deepcopy(dict(source.content)))
    texts = {cell.exercise: cell.source for cell in submission.cells if cell.exercise}
    cells = [*_about(record), *_added(submission, "")]
    for cell, own in zip(notebook.cells, source.cells, strict=True):
        if own.exercise:
            cell.source = texts.get(own.exercise, _absent(own.exercise, submission))
        elif own.checks in record.exercises:
            cell.execution_count = 1
            cell.outputs = list(_outputs(own.checks, record.exercises[own.checks]))
        cells += [cell, *_added(submission, own.id)]
    notebook.cells = cells
    return notebook


def as_card(name: str, exercise: ExerciseRecord) -> Card:
    """The card of an exercise as a record has it."""
    properties = {key: prop.passed for key, prop in exercise.properties.items()}
    return Card(
        name=name,
        score=exercise.score,
        points=exercise.max_score,
        state=exercise.state,
        properties={} if list(properties) == ["answer"] else properties,
        message=exercise.message.removeprefix(exercise.diagnosis).strip(),
        diagnosis=exercise.diagnosis,
        remarks=exercise.remarks,
        picture=_picture(exercise),
        alt=exercise.alt,
    )


def _picture(exercise: ExerciseRecord) -> bytes | None:
    try:
        return base64.b64decode(exercise.picture, validate=True) or None
    except binascii.Error:
        return None


def _outputs(name: str, exercise: ExerciseRecord) -> Iterator[NotebookNode]:
    card = as_card(name, exercise)
    yield new_output("execute_result", {"text/plain": repr(float(exercise.score))}, execution_count=1)
    yield new_output("display_data", {"text/html": report.page(card), "text/plain": report.text(card)})


def _added(submission: Submission, after: str) -> Iterator[NotebookNode]:
    for cell in submission.cells:
        if cell.exercise is None and cell.after == after:
            yield new_code_cell(cell.source, id=cell.id)


def _absent(name: str, submission: Submission) -> str:
    home = submission.home(name)
    if home is None:
        return f"# The cell of {name} was not in the notebook that was handed in."
    where = f"the cell of {home.exercise}" if home.exercise else "a cell that was added"
    return f"# {name} stands in {where}."


def _about(record: Record) -> Iterator[NotebookNode]:
    said = list(record.remarks)
    if record.isolation == "none":
        said.append("This submission was graded without isolation from the machine.")
    if said:
        yield new_markdown_cell(report.note("About this file", said), id="striate-about")
