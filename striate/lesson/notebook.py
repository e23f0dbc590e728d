"""A lesson as a notebook: the student's, with stubs and locked checks, and the solved one."""

import ast
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import nbformat

from striate.course import Lesson
from striate.exercise import AnyExercise, BreakIt, Exercise, Question
from striate.lesson.bibliography import Bibliography
from striate.lesson.markdown import Plain, Prose
from striate.lesson.source import bound_names
from striate.lesson.stub import solved, stub
from striate.lesson.text import SETUP, Cell, LessonText, read_text

GOES_ON = "raises-exception"
"""The tag of a cell after whose error "Run all" goes on."""

AnswerText = Callable[[Lesson, AnyExercise, frozenset[str]], str]
Notebook = dict[str, Any]
"""A notebook as plain data, as its file has it; a cell is a part of one. Sources are whole texts."""


def student_notebook(lesson: Lesson) -> Notebook:
    """The notebook with stubs. Raises `AuthorError` for whatever is wrong with the lesson's files."""
    return _notebook(lesson, stub)


def solved_notebook(lesson: Lesson) -> Notebook:
    """The same notebook with the references' text in the place of the stubs: an instructor's copy."""
    return _notebook(lesson, solved)


def to_bytes(notebook: Notebook) -> bytes:
    """A valid notebook as the bytes of its file; the same notebook gives the same bytes."""
    nbformat.validate(notebook)
    cells = [cell | {"source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    text = json.dumps(notebook | {"cells": cells}, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()


def checksum(source: str, about: dict[str, Any]) -> str:
    """The checksum of a code cell with nbgrader metadata ``about`` it, by nbgrader's rule."""
    parts = [source, "code", str(about["grade"]), str(about["solution"]), str(about["locked"]), about["grade_id"]]
    if about["grade"]:
        parts.append(str(float(about["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _code(source: str, tags: list[str], name: str = "", about: dict[str, Any] | None = None) -> Notebook:
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if "hide-input" in tags:
        metadata["jupyter"] = {"source_hidden": True}
    if about is not None:
        metadata |= {"deletable": False, "nbgrader": about | {"checksum": checksum(source, about)}}
        metadata |= {"editable": False} if about["locked"] else {}
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return cell | {"execution_count": None, "outputs": []}


def _prose(plain: Plain) -> Notebook:
    cell = {"cell_type": "markdown", "id": "", "metadata": {}, "source": plain.source}
    return cell | ({"attachments": plain.attachments} if plain.attachments else {})


def _notebook(lesson: Lesson, answer: AnswerText) -> Notebook:
    text = read_text(lesson)
    prose = Prose(lesson, Bibliography.read(lesson.course.root))
    given = _names_given(text)
    waiting: list[Notebook | Plain] = []  # prose is finished when all that it may refer to has been read
    counted = {True: 0, False: 0}  # questions and exercises, each by itself
    for cell in text.cells:
        if cell.exercise:
            exercise = lesson.exercise(cell.exercise)
            counted[isinstance(exercise, Question)] += 1
            source = answer(lesson, exercise, given)
            waiting.append(Plain(announcement(exercise, counted[isinstance(exercise, Question)])))
            waiting.append(_code(source, [*cell.tags, GOES_ON], exercise.name, _graded(exercise, False)))
            waiting.append(_code(_check(exercise), [GOES_ON], f"check_{exercise.name}", _graded(exercise, True)))
        elif cell.is_code:
            waiting.append(_code(cell.source, _tags(cell, any(counted.values()))))
        elif (plain := prose.add(cell)).source:
            waiting.append(plain)
        if cell.figure is not None:
            waiting.append(prose.add_caption(cell.figure, cell.line))
    cells = [_prose(prose.finish(cell)) if isinstance(cell, Plain) else cell for cell in waiting]
    if references := prose.works_cited():
        cells.append(_prose(Plain(references)))
    for place, made in enumerate(cells):
        made["id"] = made["id"] or f"{lesson.name[:50].replace('_', '-')}-{place:03d}"
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        "striate": {"lesson": lesson.name, "week": lesson.week, "hash": _hash(lesson, given)},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def announcement(exercise: AnyExercise, number: int) -> str:
    """The line above an exercise: which of its kind it is, what it is worth, how long it takes, and where help is."""
    points = f"{exercise.points:g} point{'' if exercise.points == 1 else 's'}"
    minutes = f"about {exercise.minutes} minute{'' if exercise.minutes == 1 else 's'}"
    handle = exercise.name
    match exercise:
        case Exercise():
            kind, task = f"Exercise {number}", ""
        case Question():
            kind, task = f"Question {number}", " Put your answer in the place of the three dots."
            handle = f'"{exercise.name}"'
        case BreakIt():
            kind = f"Exercise {number}, break it"
            task = " Return an input on which the function described in the docstring goes wrong."
    help_line = f" Stuck? Run `hint({handle})`." if exercise.hints else ""
    return f"**{kind}** · `{exercise.name}` · {points} · {minutes}.{task}{help_line}"


def _check(exercise: AnyExercise) -> str:
    if isinstance(exercise, Question):
        return f'check("{exercise.name}", {exercise.name})'
    return f"check({exercise.name})"


def _graded(exercise: AnyExercise, check: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "cell_type": "code",
        "grade": check,
        "grade_id": f"check_{exercise.name}" if check else exercise.name,
        "locked": check,
        "schema_version": 3,
        "solution": not check,
        "task": False,
    }
    return about | {"points": float(exercise.points)} if check else about


def _tags(cell: Cell, after_exercise: bool) -> list[str]:
    """Cells that explore what a student wrote fail while it is not written; those before, and setup, must not fail."""
    if after_exercise and SETUP not in cell.tags and GOES_ON not in cell.tags:
        return [*cell.tags, GOES_ON]
    return list(cell.tags)


def _names_given(text: LessonText) -> frozenset[str]:
    """The names that the setup cells define. Lines for IPython alone (`%`, `!`) define none."""
    names: set[str] = set()
    for source in text.setup:
        for node in ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE)).body:
            names |= set(bound_names(node))
    return frozenset(names)


def _hash(lesson: Lesson, given: frozenset[str]) -> str:
    """sha256 of all that a student was given: the text, the stubs and the checks."""
    digest = hashlib.sha256(lesson.text_path.read_bytes())
    for exercise in lesson.exercises:
        digest.update(f"\0{stub(lesson, exercise, given)}\0{_check(exercise)}".encode())
    return digest.hexdigest()
