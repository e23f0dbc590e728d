"""Small courses on disk, for the tests of whatever reads a course."""

from pathlib import Path

FRONT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""
SETUP = """```{code-cell} ipython3
:tags: [setup]

import numpy as np
from striate.check import check, hint, mine
```
"""
SOLUTIONS = '''"""Answers."""

import numpy as np


def double(x: np.ndarray) -> np.ndarray:
    """Double every number."""
    secret_factor = 2
    return x * secret_factor


why_two = 2
'''
GRADER = """import numpy as np
from solutions.{name} import double

from striate.exercise import Case, Exercise, Property, Question

EXERCISES = (
    Exercise(target=double, points=2, minutes=1, properties=(Property("numbers", public=(Case((np.ones(3),)),)),)),
    Question(name="why_two", answer=2, points=0.5, hints=("Count.",)),
)
"""


def code(source: str, tags: str = "") -> str:
    """A code cell of a lesson text."""
    head = f":tags: [{tags}]\n\n" if tags else ""
    return f"```{{code-cell}} ipython3\n{head}{source}\n```\n"


def ask(*names: str, lesson: str = "one") -> str:
    """Exercise cells."""
    return "\n".join(code(f"from solutions.{lesson} import {name}", "exercise") for name in names)


def text_of(prose: str, *, lesson: str = "one") -> str:
    """A complete lesson text: title, setup, some prose, and both exercises."""
    return f"{FRONT}# A title\n\n{SETUP}\n{prose}\n\n{ask('double', 'why_two', lesson=lesson)}"


def write_contents(root: Path, *lessons: str) -> None:
    """A table of contents with one week."""
    names = ", ".join(f'"{name}"' for name in lessons)
    (root / "course" / "week1").mkdir(parents=True, exist_ok=True)
    (root / "course" / "contents.toml").write_text(
        f'title = "Toy"\n\n[[weeks]]\nname = "week1"\ntitle = "First"\nlessons = [{names}]\n'
    )


def write_lesson(
    root: Path,
    name: str = "one",
    *,
    prose: str = "",
    text: str | None = None,
    solutions: str = SOLUTIONS,
    grader: str = GRADER,
) -> None:
    """The three files of a lesson."""
    for folder in ("course/week1", "solutions", "graders"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "course" / "week1" / f"{name}.md").write_text(text or text_of(prose, lesson=name), encoding="utf-8")
    (root / "solutions" / f"{name}.py").write_text(solutions, encoding="utf-8")
    (root / "graders" / f"{name}.py").write_text(grader.replace("{name}", name), encoding="utf-8")


def write_course(root: Path, **lesson: str) -> None:
    """A course with the one lesson ``one``; keywords as for `write_lesson`."""
    write_contents(root, "one")
    write_lesson(root, **lesson)  # type: ignore[arg-type]
