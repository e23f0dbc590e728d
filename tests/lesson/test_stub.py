"""A stub has signature and docstring as they were written, nothing of the answer; a solved cell needs no other."""

import ast

import pytest

from striate.course import AuthorError
from striate.exercise import Question
from striate.lesson.stub import solved, stub
from tests.courses import SOLUTIONS, write_lesson
from tests.lesson.conftest import MakeLesson

UNWRITTEN = 'raise NotImplementedError("Write double here, then run the check below.")'


def solutions(definition: str, before: str = "") -> str:
    """A solutions module whose ``double`` is given."""
    return f"import functools\nimport math\n\nimport numpy as np\n\n{before}\n\n{definition}\n\nwhy_two = 2\n"


TRICKY = {
    "a docstring of one line": (
        'def double(x: float) -> float:\n    """Double."""\n    return 2 * x',
        'def double(x: float) -> float:\n    """Double."""\n    ' + UNWRITTEN,
    ),
    "a signature of many lines with comments and defaults": (
        "def double(\n    x: np.ndarray,  # the numbers\n    *,\n    power: int = 1,\n"
        '    name: str = "a\'b",\n) -> np.ndarray:\n'
        '    """Double."""\n    return 2**power * x',
        "def double(\n    x: np.ndarray,  # the numbers\n    *,\n    power: int = 1,\n"
        '    name: str = "a\'b",\n) -> np.ndarray:\n'
        '    """Double."""\n    ' + UNWRITTEN,
    ),
    "a docstring with backslashes, quotes and an umlaut": (
        'def double(x):\n    r\'\'\'Say "\\frac{ä}{2}" and """this""".\n\n'
        "        >>> double(1)\n        2\n    '''\n    return x + x",
        'def double(x):\n    r\'\'\'Say "\\frac{ä}{2}" and """this""".\n\n'
        "        >>> double(1)\n        2\n    '''\n    " + UNWRITTEN,
    ),
    "decorators belong to the answer": (
        '@functools.cache\n@functools.cache\ndef double(x):\n    """Double."""\n    return 2 * x',
        'def double(x):\n    """Double."""\n    ' + UNWRITTEN,
    ),
    "a function within": (
        'def double(x):\n    """Double."""\n\n    def inner(y):\n'
        '        """Inner."""\n        return y\n    return inner(x) * 2',
        'def double(x):\n    """Double."""\n    ' + UNWRITTEN,
    ),
    "all on one line": (
        'def double(x): "Double."; return 2 * x',
        'def double(x):\n    "Double."\n    ' + UNWRITTEN,
    ),
    "a comment and an empty line before the docstring": (
        'def double(x):\n    # why\n\n    """Double."""\n    return 2 * x',
        'def double(x):\n    # why\n\n    """Double."""\n    ' + UNWRITTEN,
    ),
    "a scaffold": (
        'def double(x):\n    """Double."""\n    total = 0  # stays\n    for y in x:\n        ### BEGIN SOLUTION\n'
        "        total += 2 * y\n        ### END SOLUTION\n    # stays too\n    return total",
        'def double(x):\n    """Double."""\n    total = 0  # stays\n    for y in x:\n        ' + UNWRITTEN + "\n"
        "    # stays too\n    return total",
    ),
    "a scaffold with two regions, the last one at the end": (
        'def double(x):\n    """Double."""\n    ### BEGIN SOLUTION\n    y = 2\n    ### END SOLUTION\n    z = y\n'
        "    ### BEGIN SOLUTION\n    return z * x\n    ### END SOLUTION",
        'def double(x):\n    """Double."""\n    ' + UNWRITTEN + "\n    z = y\n    " + UNWRITTEN,
    ),
    "marks in a docstring are words": (
        'def double(x):\n    """Not ### BEGIN SOLUTION.\n    ### END SOLUTION\n    """\n    return 2 * x',
        'def double(x):\n    """Not ### BEGIN SOLUTION.\n    ### END SOLUTION\n    """\n    ' + UNWRITTEN,
    ),
}


@pytest.mark.parametrize(("definition", "expected"), TRICKY.values(), ids=TRICKY.keys())
def test_a_stub_keeps_signature_and_docstring_only(make_lesson: MakeLesson, definition: str, expected: str) -> None:
    lesson = make_lesson(solutions=solutions(definition))
    made = stub(lesson, lesson.exercise("double"))
    assert made == expected
    ast.parse(made)


def test_a_question_is_three_dots(make_lesson: MakeLesson) -> None:
    lesson = make_lesson()
    assert stub(lesson, lesson.exercise("why_two")) == "why_two = ...  # your answer"
    assert isinstance(lesson.exercise("why_two"), Question)


REFUSED = {
    "no docstring": ("def double(x):\n    return 2 * x", 8, "double needs a docstring"),
    "a name that notebooks lack": (
        'def double(x: Array) -> functools.partial:\n    """Double."""\n    return 2 * x',
        8,
        "uses Array and functools, which a notebook does not have",
    ),
    "a mark without end": ('def double(x):\n    """D."""\n    ### BEGIN SOLUTION\n    return 2', 10, "has no partner"),
    "a mark without beginning": (
        'def double(x):\n    """D."""\n    ### END SOLUTION\n    return 2',
        10,
        "has no partner",
    ),
    "a scaffold that is no Python": (
        'def double(x):\n    """D."""\n    try:\n        pass\n    ### BEGIN SOLUTION\n    finally:\n        pass\n'
        "    ### END SOLUTION\n    return 2",
        8,
        "is no longer Python",
    ),
    "a function made otherwise": (
        "double = functools.partial(max, 0)\ndouble.__name__ = 'double'",
        8,
        "is not written as",
    ),
}


@pytest.mark.parametrize(("definition", "line", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_reference_that_makes_no_stub_is_told(make_lesson: MakeLesson, definition: str, line: int, said: str) -> None:
    lesson = make_lesson(solutions=solutions(definition, "Array = np.ndarray"))
    with pytest.raises(AuthorError, match=f"solutions/one.py, line {line}: .*{said}"):
        stub(lesson, lesson.exercise("double"))


def test_names_from_the_setup_may_stand_in_a_signature(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(
        solutions=solutions('def double(x: Array) -> Array:\n    """D."""\n    return 2 * x', "Array = np.ndarray")
    )
    assert "x: Array" in stub(lesson, lesson.exercise("double"), frozenset({"np", "Array"}))


def test_a_solved_cell_brings_all_that_it_needs_and_no_more(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(
        solutions=solutions(
            '@functools.cache\ndef double(x: int) -> int:\n    """D."""\n    ### BEGIN SOLUTION\n'
            "    return _twice(x) + math.floor(why_two - 2)\n    ### END SOLUTION",
            "FACTOR: int = 2\nOTHER = 3\n\n\n"
            "def _twice(x):\n    return FACTOR * _same(x)\n\n\ndef _same(x):\n    return x\n",
        )
    )
    made = solved(lesson, lesson.exercise("double"))
    assert made.startswith("import functools\nimport math\n\n\nFACTOR: int = 2\n\n\ndef _twice(x):")
    assert "OTHER" not in made
    assert "numpy" not in made
    assert "SOLUTION" not in made
    assert "why_two = " not in made  # it has a cell of its own
    names: dict[str, object] = {"why_two": 2}
    exec(made, names)
    assert names["double"](3) == 6  # type: ignore[operator]


def test_a_solved_cell_brings_what_it_needs_of_another_lesson(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(
        solutions="from solutions.zero import base, unused\n\n\n"
        'def double(x):\n    """D."""\n    return base(x) * 2\n\n\nwhy_two = 2\n'
    )
    write_lesson(
        lesson.course.root, "zero", solutions="ONE = 1\n\n\ndef base(x):\n    return x * ONE\n\n\nunused = 1\n"
    )
    made = solved(lesson, lesson.exercise("double"))
    names: dict[str, object] = {}
    exec(made, names)
    assert names["double"](3) == 6  # type: ignore[operator]
    assert "import" not in made
    assert "unused" not in made
    assert made.index("ONE = 1") < made.index("def base") < made.index("def double")
    assert "def base" not in solved(lesson, lesson.exercise("double"), frozenset({"np", "base"}))


def test_another_lesson_must_be_imported_from_by_name(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(
        solutions="from solutions import zero\n\n\n"
        'def double(x):\n    """D."""\n    return zero.base(x)\n\n\nwhy_two = 2\n'
    )
    write_lesson(lesson.course.root, "zero", solutions="base = abs\n")
    with pytest.raises(AuthorError, match=r"solutions/one\.py, line 1: .*without `as`, for what zero is"):
        solved(lesson, lesson.exercise("double"))


def test_a_question_is_solved_by_its_line(make_lesson: MakeLesson) -> None:
    lesson = make_lesson()
    assert solved(lesson, lesson.exercise("why_two")) == "why_two = 2"
    assert solved(lesson, lesson.exercise("double")) == SOLUTIONS[SOLUTIONS.index("def double") :].split("\n\n\n")[0]
