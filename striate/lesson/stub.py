"""A reference's source text as what stands in a notebook: the stub that a student fills in, and the solved cell.

Works on the text of the author's files, by syntax tree and tokens; nothing is run here.
"""

import ast
import builtins
import tokenize

from striate.course import AuthorError, Lesson
from striate.exercise import AnyExercise, Question
from striate.lesson.source import Source, loaded_names, tokens_of

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
GIVEN = frozenset({"np"})
BUILTINS = frozenset(dir(builtins))


def stub(lesson: Lesson, exercise: AnyExercise, given: frozenset[str] = GIVEN) -> str:
    """What a student finds in an exercise's cell.

    ``given`` are the names that the notebook's setup defines; the signature may use these and Python's own. Raises
    `AuthorError` where the reference has no docstring, uses other names, or has marks without a partner.
    """
    if isinstance(exercise, Question):
        return f"{exercise.name} = ...  # your answer"
    source = Source.read(lesson.course.root, lesson.solutions_path)
    function = source.function(exercise.name)
    _check_signature(source, function, given)
    unwritten = f'raise NotImplementedError("Write {exercise.name} here, then run the check below.")'
    regions = _marked(source, function)
    text = _scaffold(source, function, regions, unwritten) if regions else _bare(source, function, unwritten)
    try:
        ast.parse(text)
    except SyntaxError as error:
        sentence = f"With its solution taken out, {function.name} is no longer Python ({error.msg})."
        raise source.error(function, sentence) from None
    return text


def solved(lesson: Lesson, exercise: AnyExercise, given: frozenset[str] = GIVEN) -> str:
    """The reference's own text as a student could have written it.

    Without marks, and with the private functions, constants and imports of the author's that it needs. The other
    exercises of the lesson have cells of their own.
    """
    own_cells = frozenset(each.name for each in lesson.exercises if each.name != exercise.name)
    source = Source.read(lesson.course.root, lesson.solutions_path)
    pieces: list[str] = []
    after_import = False
    for where, node in source.needed(exercise.name, given | own_cells):
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        if pieces:
            pieces.append("\n" if is_import and after_import else "\n\n\n")
        pieces.append(_without_marks(where.text_of(node)))
        after_import = is_import
    return "".join(pieces)


def _check_signature(source: Source, function: ast.FunctionDef, given: frozenset[str]) -> None:
    if ast.get_docstring(function) is None:
        raise source.error(function, f"{function.name} needs a docstring: it states the task in the notebook.")
    parts = [function.args, *([function.returns] if function.returns else [])]
    unknown = sorted({name for part in parts for name in loaded_names(part)} - given - BUILTINS)
    if unknown:
        raise source.error(
            function,
            f"The signature of {function.name} uses {' and '.join(unknown)}, which a notebook does not have: use "
            "Python's own types and NumPy's, or define it in a setup cell of the lesson.",
        )


def _bare(source: Source, function: ast.FunctionDef, unwritten: str) -> str:
    """Signature and docstring as they are written; decorators belong to the answer."""
    first = function.body[0]
    head = source.text_between((function.lineno, function.col_offset), (first.lineno, first.col_offset))
    if "\n" not in head[len(head.rstrip()) :]:  # the docstring begins on the line of the signature
        head = head.rstrip() + "\n    "
    return f"{head}{source.text_of(first)}\n    {unwritten}"


def _marked(source: Source, function: ast.FunctionDef) -> list[tuple[int, int]]:
    """The marked regions of a function, as first and last line, both of them marks; marks in strings do not count."""
    regions: list[tuple[int, int]] = []
    begun: int | None = None
    for line, comment in source.comments:
        if not function.lineno <= line <= source.last_line(function) or comment not in (BEGIN, END):
            continue
        if (comment == BEGIN) == (begun is not None):
            raise AuthorError(source.path, line, f"`{comment}` has no partner in {function.name}.")
        if begun is None:
            begun = line
        else:
            regions.append((begun, line))
            begun = None
    if begun is not None:
        raise AuthorError(source.path, begun, f"`{BEGIN}` has no partner in {function.name}.")
    return regions


def _scaffold(source: Source, function: ast.FunctionDef, regions: list[tuple[int, int]], unwritten: str) -> str:
    """All that lies outside the marks, and in the place of each region the line that says what is missing."""
    lines = []
    for number in range(function.lineno, source.last_line(function) + 1):
        line = source.lines[number - 1]
        if any(number == begin for begin, _ in regions):
            lines.append(line[: len(line) - len(line.lstrip())] + unwritten)
        elif not any(begin < number <= end for begin, end in regions):
            lines.append(line)
    return "\n".join(lines)


def _without_marks(text: str) -> str:
    marks = {
        token.start[0] for token in tokens_of(text) if token.type == tokenize.COMMENT and token.string in (BEGIN, END)
    }
    return "\n".join(line for number, line in enumerate(text.split("\n"), 1) if number not in marks)
