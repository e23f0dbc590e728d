"""Whether a file that students get holds part of a solution or of a grader."""

import ast
import inspect
import io
import itertools
import json
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from striate.course import Course, Lesson
from striate.exercise import Exercise
from striate.lesson.stub import stub

# A shorter body ("return output") is what anybody would write.
_TELLING = 18


def leaks(course: Course, name: str, content: bytes) -> list[str]:
    """What of the hidden side stands in a file, one sentence each; notebooks and archives are looked into.

    A single line may be what anybody would write, or a hint; two in a row are an answer, and so is a body of one line.
    """
    text = "\n".join(_plain(each) for each in _texts(Path(name), content)) + "\n"
    return [
        f"{name} holds part of the hidden side of {exercise}: {passage.strip()!r}"
        for lesson in course.lessons()
        for exercise, passage in telling_passages(lesson)
        if passage in text
    ]


def telling_passages(lesson: Lesson) -> frozenset[tuple[str, str]]:
    """Passages of a lesson's solutions and graders that would tell an answer, each with its exercise."""
    return _passages(lesson, *(path.stat().st_mtime_ns for path in (lesson.solutions_path, lesson.grader_path)))


@lru_cache(maxsize=16)
def _passages(lesson: Lesson, *_changed: int) -> frozenset[tuple[str, str]]:
    return frozenset(_found(lesson))


def _found(lesson: Lesson) -> Iterator[tuple[str, str]]:
    for exercise in lesson.exercises:
        if isinstance(exercise, Exercise):
            shown = _plain(stub(lesson, exercise))
            wrong = [misconception.function for misconception in exercise.misconceptions]
            for function in [exercise.target, *exercise.alternatives, *wrong]:
                lines = _body(function)
                for passage in itertools.pairwise(lines) if len(lines) > 1 else [tuple(lines)]:
                    said = "".join(f"{line}\n" for line in passage)
                    if len(said) > _TELLING and said not in shown:
                        yield exercise.name, said


def _body(function: Callable[..., Any]) -> list[str]:
    """The code lines of a function, without signature, docstring, comments and the space around them."""
    definition = next(
        node
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
        if isinstance(node, ast.FunctionDef)
    )
    statements = definition.body[1:] if ast.get_docstring(definition, clean=False) is not None else definition.body
    return [line.strip() for statement in statements for line in ast.unparse(statement).splitlines()]


def _plain(text: str) -> str:
    """Python as `ast` would write it, so that spacing and quotes hide nothing; other text without the space around."""
    with suppress(SyntaxError, ValueError):
        text = ast.unparse(ast.parse(text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _texts(path: Path, content: bytes) -> Iterator[str]:
    """Every text in a file. Pictures and the like hold none."""
    if path.suffix == ".ipynb":
        yield from _strings(json.loads(content))
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                yield from _texts(Path(entry), archive.read(entry))
    elif path.suffix == ".npy":
        array = np.load(io.BytesIO(content), allow_pickle=False)
        with suppress(ValueError):
            yield from _strings(json.loads(array.tobytes()))
    else:
        with suppress(UnicodeDecodeError):
            yield content.decode()


def _strings(data: Any) -> Iterator[str]:
    """The strings in JSON data; a list of strings may be the lines of one text."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        if data and all(isinstance(item, str) for item in data):
            yield "".join(data)
        for item in data:
            yield from _strings(item)
    elif isinstance(data, dict):
        for item in data.values():
            yield from _strings(item)
