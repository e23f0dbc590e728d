"""Reads a lesson text (MyST, as jupytext reads it) into cells that know their line, and finds the exercises in it."""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupytext.myst import MystMetadataParsingError, myst_to_notebook

from striate.course import AuthorError, Lesson

SETUP, EXERCISE, FIGURE = "setup", "exercise", "figure"
# Tags that the site understands pass through to the notebook; any other word is likely a slip of the pen.
TAGS = (SETUP, EXERCISE, FIGURE, "hide-input", "hide-output", "hide-cell", "remove-output", "raises-exception")
CELL_OPTIONS = ("tags", "mystnb")


@dataclass(frozen=True)
class Figure:
    """The caption, label and description of the picture that a code cell draws."""

    caption: str
    name: str
    alt: str


@dataclass(frozen=True)
class Cell:
    """A piece of the lesson: prose in MyST, or code. ``line`` is its first line in the file, counted from 1.

    ``exercise`` is the name that an exercise cell asks for, else empty.
    """

    kind: str
    source: str
    line: int
    tags: tuple[str, ...] = ()
    figure: Figure | None = None
    exercise: str = ""

    @property
    def is_code(self) -> bool:
        return self.kind == "code"


@dataclass(frozen=True)
class LessonText:
    """A lesson text in cells. ``path`` is relative to the course, for messages."""

    path: Path
    cells: tuple[Cell, ...] = field(repr=False)

    @property
    def exercises(self) -> tuple[str, ...]:
        return tuple(cell.exercise for cell in self.cells if cell.exercise)

    @property
    def setup(self) -> tuple[str, ...]:
        """The sources of the setup cells, in order."""
        return tuple(cell.source for cell in self.cells if SETUP in cell.tags)


def read_text(lesson: Lesson) -> LessonText:
    """Read a lesson's text and check it against its exercises: each must be asked for once, in the grader's order.

    Raises `AuthorError` with file and line.
    """
    text = LessonText(lesson.text_path.relative_to(lesson.course.root), read_cells(lesson))
    _check_exercises(text, lesson)
    return text


def read_cells(lesson: Lesson) -> tuple[Cell, ...]:
    """The cells of a lesson's text, which may not fit its exercises yet. Raises `AuthorError`."""
    path = lesson.text_path.relative_to(lesson.course.root)
    if not lesson.text_path.is_file():
        raise AuthorError(path, None, "This file does not exist.")
    try:
        source = lesson.text_path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise AuthorError(path, None, "This file is not UTF-8 text.") from None
    try:
        notebook = myst_to_notebook(source, add_source_map=True)
    except MystMetadataParsingError as error:
        raise AuthorError(path, None, f"{error}") from None
    lines = source.splitlines()
    cells = []
    for raw, start in zip(notebook.cells, notebook.metadata.get("source_map", ()), strict=True):
        if raw.cell_type == "code":
            cells.append(_code_cell(raw.source, raw.metadata, path, start, lesson.name))
        elif raw.cell_type == "markdown":
            while not lines[start].strip():
                start += 1
            cells.append(Cell("markdown", raw.source, start + 1))
        else:
            raise AuthorError(path, start, "A raw cell has no place in a lesson.")
    return tuple(cells)


def _code_cell(source: str, metadata: dict[str, Any], path: Path, line: int, lesson: str) -> Cell:
    for option in metadata:
        if option not in CELL_OPTIONS:
            raise AuthorError(path, line, f"A code cell takes the options tags and mystnb, not {option}.")
    tags = metadata.get("tags", [])
    if not isinstance(tags, list):
        raise AuthorError(path, line, "The tags of a code cell are a list: `:tags: [setup]`.")
    for tag in tags:
        if tag not in TAGS:
            raise AuthorError(path, line, f"{tag!r} is not a tag of a code cell. The tags are: {', '.join(TAGS)}.")
    if SETUP in tags and EXERCISE in tags:
        raise AuthorError(path, line, "A cell is either setup or an exercise.")
    exercise = _exercise_name(source, lesson, path, line) if EXERCISE in tags else ""
    if not exercise:
        _refuse_answers(source, path, line)
    figure = _figure(metadata.get("mystnb"), path, line)
    if FIGURE in tags and figure is None:
        raise AuthorError(path, line, "A cell tagged figure needs a caption and an alt text under mystnb.")
    return Cell("code", source, line, tuple(tags), figure, exercise)


def _exercise_name(source: str, lesson: str, path: Path, line: int) -> str:
    wanted = f"exactly one line, `from solutions.{lesson} import <name>`"
    try:
        body = ast.parse(source).body
    except SyntaxError:
        body = []
    match body:
        case [ast.ImportFrom(module=module, level=0, names=[ast.alias(name=name, asname=None)])] if (
            module == f"solutions.{lesson}" and name != "*" and len(source.strip().splitlines()) == 1
        ):
            return name
    raise AuthorError(path, line, f"An exercise cell is {wanted}; this one is not.")


def _refuse_answers(source: str, path: Path, line: int) -> None:
    """Any other cell reaches the students as it is, and they have neither solutions nor graders."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # magics and the like; a cell that cannot run fails when the lesson is run
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name.split(".")[0] in ("solutions", "graders") for name in names):
            raise AuthorError(path, line, "Only exercise cells may import from solutions, and none from graders.")


def _figure(options: Any, path: Path, line: int) -> Figure | None:
    if options is None:
        return None
    match options:
        case {"figure": {"caption": str(caption), **figure}, "image": {"alt": str(alt), **image}, **rest} if (
            not rest and not image and set(figure) <= {"name"}
        ):
            if caption.strip() and alt.strip():
                return Figure(" ".join(caption.split()), str(figure.get("name", "")), " ".join(alt.split()))
    raise AuthorError(
        path,
        line,
        "Under mystnb, a code cell has a figure with caption (and name) and an image with alt; no more.",
    )


def _check_exercises(text: LessonText, lesson: Lesson) -> None:
    known = [exercise.name for exercise in lesson.exercises]
    seen: list[str] = []
    for cell in text.cells:
        if not cell.exercise:
            continue
        if cell.exercise not in known:
            raise AuthorError(
                text.path, cell.line, f"{cell.exercise} is not among the EXERCISES of graders/{lesson.name}.py."
            )
        if cell.exercise in seen:
            raise AuthorError(text.path, cell.line, f"The exercise {cell.exercise} stands in this text twice.")
        seen.append(cell.exercise)
    missing = [name for name in known if name not in seen]
    if missing:
        raise AuthorError(text.path, None, f"No cell asks for the exercise {' or '.join(missing)}.")
    if seen != known:
        raise AuthorError(
            text.path,
            None,
            f"The exercises come in the order {', '.join(seen)}; in the grader it is {', '.join(known)}.",
        )
