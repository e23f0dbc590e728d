"""A course of two tiny lessons and a class for it, made in a temporary folder: nbgrader's way in seconds."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from striate.course import Course, Lesson

REPOSITORY = Path(__file__).parents[2]
WEEK = "week1"
LESSONS = ("doubling", "halving")

CONTENTS = """
title = "Tiny"
[[weeks]]
name = "week1"
title = "Numbers"
lessons = ["doubling", "halving"]
"""
SOLUTIONS = {
    "doubling": '''
import numpy as np


def double(x):
    """Twice x, an array."""
    return 2.0 * np.asarray(x)


why = 2
''',
    "halving": '''
import numpy as np


def halve(x):
    """Half of x, an array."""
    return np.asarray(x) / 2
''',
}
GRADERS = {
    "doubling": """
import numpy as np
from striate.exercise import Case, Exercise, Misconception, Property, Question
from solutions.doubling import double, why


def squared(x):
    return np.asarray(x) ** 2.0


EXERCISES = (
    Exercise(
        target=double,
        points=3,
        minutes=1,
        properties=(
            Property("numbers", 2, public=(Case((np.array([1.0, 3.0]),)), Case((np.array([[0.5]]),)))),
            Property("whole numbers", 1, public=(Case((np.array([5]),)), Case((np.array([7]),)))),
        ),
        misconceptions=(Misconception("squared", squared, "You square."),),
    ),
    Question(name="why", answer=why, points=1, wrong={3: "One too many."}),
)
""",
    "halving": """
import numpy as np
from striate.exercise import Case, Exercise, Property
from solutions.halving import halve

EXERCISES = (
    Exercise(
        target=halve,
        points=2,
        minutes=1,
        properties=(Property("numbers", public=(Case((np.array([1.0, 3.0]),)), Case((np.array([4]),)))),),
    ),
)
""",
}
STUBS = {
    "double": 'def double(x):\n    """Twice x, an array."""\n    raise NotImplementedError("not written yet")',
    "why": "why = ...  # your answer",
    "halve": 'def halve(x):\n    """Half of x, an array."""\n    raise NotImplementedError("not written yet")',
}
POINTS = {"double": 3.0, "why": 1.0, "halve": 2.0}
EXERCISES = {"doubling": ("double", "why"), "halving": ("halve",)}

RIGHT = {
    "double": "def double(x):\n    return np.asarray(x) * 2.0",
    "why": "why = 2",
    "halve": "def halve(x):\n    return np.asarray(x) * 0.5",
}
# Right for numbers with a point, wrong for whole ones: two of three points.
PARTLY = "def double(x):\n    x = np.asarray(x)\n    return x * 2.0 if x.dtype.kind == 'f' else x * 3.0"


def make_course(root: Path) -> Course:
    """The tiny course in ``root``, built, with the settings of the real one for nbgrader."""
    for folder, sources in (("solutions", SOLUTIONS), ("graders", GRADERS)):
        (root / folder).mkdir(parents=True)
        for name, source in sources.items():
            (root / folder / f"{name}.py").write_text(source)
    (root / "course" / WEEK).mkdir(parents=True)
    (root / "course" / "contents.toml").write_text(CONTENTS)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    course = Course.read(root)
    for lesson in course.lessons():
        lesson.text_path.write_text(f"# {lesson.name}\n")
        lesson.notebook_path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(source_notebook(lesson), lesson.notebook_path)
        lesson.cases_path.write_bytes(b"the public cases of " + lesson.name.encode())
    return course


def source_notebook(lesson: Lesson) -> nbformat.NotebookNode:
    """What the builder would write for a tiny lesson."""
    cells = [
        new_markdown_cell(f"# {lesson.name}", id=f"{lesson.name}-001"),
        new_code_cell("import numpy as np", id=f"{lesson.name}-002", metadata={"tags": ["setup"]}),
    ]
    for name in EXERCISES[lesson.name]:
        shown = f"check({name})" if name != "why" else f'check("{name}", {name})'
        cells += [
            _with_nbgrader(new_code_cell(STUBS[name], id=name), name, solution=True),
            _with_nbgrader(new_code_cell(shown, id=f"check_{name}"), f"check_{name}", points=POINTS[name]),
        ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "striate": {"lesson": lesson.name, "week": WEEK, "hash": "0" * 64},
    }
    return new_notebook(cells=cells, metadata=metadata)


def _with_nbgrader(
    cell: nbformat.NotebookNode, grade_id: str, *, solution: bool = False, points: float | None = None
) -> nbformat.NotebookNode:
    from nbgrader.utils import compute_checksum

    if points is not None:
        cell.metadata.tags = ["raises-exception"]
    cell.metadata.nbgrader = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    cell.metadata.nbgrader.checksum = compute_checksum(cell)
    cell.metadata.nbgrader.cell_type = "code"
    return cell


def hand_in(course: Course, student: str, answers: Mapping[str, str], lessons: tuple[str, ...] = LESSONS) -> Path:
    """Hand in notebooks with ``answers`` in the place of stubs; returns the student's folder of the week."""
    folder = course.root / "classroom" / "submitted" / student / WEEK
    folder.mkdir(parents=True, exist_ok=True)
    for name in lessons:
        notebook = nbformat.read(course.lesson(name).notebook_path, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder
