"""Whether a file that students get holds part of a solution or of a grader."""

import ast
import inspect
import io
import json
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

from striate.course import Course, Lesson
from striate.exercise import Exercise
from striate.lesson.stub import stub

# Shorter lines ("return output") stand in many a text by chance.
_TELLING = 18


def leaks(course: Course, name: str, content: bytes) -> list[str]:
    """What of the hidden side stands in a file, one sentence each; archives are looked into."""
    text = "\n".join(_texts(Path(name), content))
    found = []
    for lesson in course.lessons():
        for exercise, line in telling_lines(lesson):
            if line in text:
                found.append(f"{name} holds a line of the hidden side of {exercise}: {line}")
    return found


def telling_lines(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Lines of the solutions and graders of a lesson that would tell an answer, each with its exercise."""
    for exercise in lesson.exercises:
        if isinstance(exercise, Exercise):
            shown = stub(lesson, exercise)
            functions = [
                exercise.target,
                *exercise.alternatives,
                *(wrong.function for wrong in exercise.misconceptions),
            ]
            for function in functions:
                for line in _body(inspect.getsource(function)):
                    if len(line) >= _TELLING and line not in shown:
                        yield exercise.name, line


def _body(source: str) -> Iterator[str]:
    """The code lines of a function, without signature, docstring and comments."""
    source = textwrap.dedent(source)
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    statements = definition.body[1:] if ast.get_docstring(definition, clean=False) is not None else definition.body
    lines = source.splitlines()
    for statement in statements:
        for line in lines[statement.lineno - 1 : statement.end_lineno]:
            if not line.strip().startswith("#"):
                yield line.strip()


def _texts(path: Path, content: bytes) -> Iterator[str]:
    if path.suffix == ".ipynb":
        for cell in json.loads(content)["cells"]:
            source = cell["source"]
            yield source if isinstance(source, str) else "".join(source)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                yield from _texts(Path(entry), archive.read(entry))
    yield content.decode("utf-8", errors="replace")
