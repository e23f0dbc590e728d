"""A course of one small lesson (and another), built as courses are, and notebooks of it to be spoilt."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from striate.course import Course, Lesson
from striate.lesson.build import build

CONTENTS = """
title = "Small"
[[weeks]]
name = "week1"
title = "Halves"
lessons = ["small", "other"]
"""

TEXT = """\
---
kernelspec:
  display_name: Python 3
  name: python3
---

# Halving

```{code-cell} ipython3
:tags: [setup]
import numpy as np
from striate.check import check, hint, mine
```

First a number to look at.

```{code-cell} ipython3
start = np.array([1.0, 3.0])
```

```{code-cell} ipython3
:tags: [exercise]
from solutions.small import half
```

```{code-cell} ipython3
half(start, 1)
```

```{code-cell} ipython3
:tags: [setup]
given = 2
```

```{code-cell} ipython3
:tags: [exercise]
from solutions.small import why_slash
```

```{code-cell} ipython3
:tags: [exercise]
from solutions.small import quarter
```

```{code-cell} ipython3
:tags: [exercise]
from solutions.small import find_odd
```
"""

SOLUTIONS = '''\
"""The answers."""

import numpy as np


def half(x: np.ndarray, shift: int) -> np.ndarray:
    """Halve every number of x, then add shift.

    Raises ValueError if shift is negative.
    """
    if shift < 0:
        raise ValueError("shift is negative")
    return np.asarray(x) / 2 + shift


why_slash = 3


def quarter(x: np.ndarray) -> np.ndarray:
    """A quarter of every number of x."""
    return half(half(x, 0), 0)


def find_odd() -> tuple[int, int]:
    """Return (a, b), whole numbers from 0 to 4, where a / b and a // b differ."""
    return 3, 2
'''

GRADER = '''\
"""How the answers are judged."""

import numpy as np

from solutions.small import find_odd, half, quarter, why_slash
from striate.exercise import BreakIt, Case, Exercise, Forbid, Misconception, Property, Question


def floored(x, shift):
    if shift < 0:
        raise ValueError
    return np.asarray(x) // 2 + shift


def hidden(rng):
    for _ in range(3):
        yield Case((rng.normal(size=(2, 3)) + 7000, int(rng.integers(1, 5))))


EXERCISES = (
    Exercise(
        target=half,
        points=4,
        minutes=3,
        properties=(
            Property("numbers", 2, public=(Case((np.array([[1.0, 3.0]]), 2), note="odd numbers"),), hidden=hidden),
            Property("called twice", 1, public=(Case((np.array([[2.0, 4.0]]), 1), times=2),)),
            Property("errors", 1, public=(Case((np.ones((1, 1)), -1)), Case((np.full((1, 1), 2.0), 0)))),
        ),
        misconceptions=(Misconception("floored", floored, "You round down: divide with one slash."),),
        rules=(Forbid(("numpy.divide", "striate.nn"), "Use the slash."),),
    ),
    Question(name="why_slash", answer=why_slash, points=1, wrong={4: "That is one too many."}),
    Exercise(
        target=quarter,
        points=2,
        minutes=3,
        properties=(Property("numbers", public=(Case((np.array([1.0, 3.0]),)), Case((np.array([[4]]),)))),),
    ),
    BreakIt(
        target=find_odd,
        reference=lambda a, b: a / b,
        wrong=lambda a, b: a // b,
        domain=(tuple(range(5)), tuple(range(5))),
        points=2,
        minutes=3,
    ),
)
'''

OTHER = 'def other():\n    """Return 1."""\n    return 1\n'
OTHER_GRADER = (
    "from solutions.other import other\nfrom striate.exercise import Case, Exercise, Property\n"
    "EXERCISES = (Exercise(target=other, points=1, minutes=1, properties=(Property('one', public=(Case(()),)),)),)\n"
)

RIGHT = {
    "half": 'def half(x, shift):\n    if shift < 0:\n        raise ValueError("no")\n    return 0.5 * x + shift',
    "why_slash": "why_slash = 3.0",
    "quarter": "def quarter(x):\n    return half(half(x, 0), 0)",
    "find_odd": "def find_odd():\n    return 1, 2",
}
POINTS = {"half": 4.0, "why_slash": 1.0, "quarter": 2.0, "find_odd": 2.0}

Notebook = dict[str, Any]


def make_course(root: Path) -> Course:
    """The small course in ``root``, built."""
    files = {
        "course/contents.toml": CONTENTS,
        "course/week1/small.md": TEXT,
        "course/week1/other.md": TEXT.split("First a number")[0]
        + "```{code-cell} ipython3\n:tags: [exercise]\nfrom solutions.other import other\n```\n",
        "solutions/small.py": SOLUTIONS,
        "solutions/other.py": OTHER,
        "graders/small.py": GRADER,
        "graders/other.py": OTHER_GRADER,
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    course = Course.read(root)
    build(course)
    return course


def handed_in(lesson: Lesson, answers: Mapping[str, str] = RIGHT) -> Notebook:
    """A student's notebook with ``answers`` in the place of stubs."""
    notebook: Notebook = json.loads(lesson.notebook_path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], "".join(cell["source"]))
    return notebook


def cell_of(notebook: Notebook, name: str) -> Notebook:
    """The cell with this id."""
    found: Notebook = next(cell for cell in notebook["cells"] if cell.get("id") == name)
    return found


def place_of(notebook: Notebook, name: str) -> int:
    """The place of the cell with this id."""
    return [cell.get("id") for cell in notebook["cells"]].index(name)


def code(source: str, name: str = "fresh") -> Notebook:
    """A cell that a student added."""
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": [], "execution_count": None}
