"""Every kind of broken notebook is graded for what it contains, loses what it breaks and no more, and is told so."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from striate.course import Lesson
from striate.grading.judging import Judge
from tests.grading.small import POINTS, RIGHT, Notebook, cell_of, code, handed_in, place_of

HALF, QUARTER = {"half"}, {"quarter"}
BOTH = HALF | QUARTER
STOPS = "The cell of half stops with "


@dataclass(frozen=True)
class Broken:
    """What was done to a right notebook, which exercises that costs, and what is then said of them or of the file."""

    name: str
    spoil: Callable[[Notebook], Any]
    lost: set[str]
    said: str = ""


def answer(name: str, source: str) -> Callable[[Notebook], None]:
    return lambda notebook: cell_of(notebook, name).update(source=source)


def half(source: str) -> Callable[[Notebook], None]:
    return answer("half", source)


def add(source: str, at: int = 3) -> Callable[[Notebook], None]:
    return lambda notebook: notebook["cells"].insert(at, code(source))


def without(*names: str) -> Callable[[Notebook], None]:
    def spoil(notebook: Notebook) -> None:
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in names]

    return spoil


def each(change: Callable[[Notebook], Any]) -> Callable[[Notebook], None]:
    def spoil(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            change(cell)

    return spoil


def graded_by(cell: Notebook, **changes: Any) -> None:
    if "nbgrader" in cell["metadata"]:
        cell["metadata"]["nbgrader"].update(changes)


def twice(name: str, source: str | None = None) -> Callable[[Notebook], None]:
    def spoil(notebook: Notebook) -> None:
        twin = json.loads(json.dumps(cell_of(notebook, name)))
        notebook["cells"].insert(place_of(notebook, name) + 1, twin if source is None else twin | {"source": source})

    return spoil


def moved_up(notebook: Notebook) -> None:
    notebook["cells"].insert(0, notebook["cells"].pop(place_of(notebook, "find_odd")))


def text(change: Callable[[str], str | bytes]) -> Callable[[Notebook], Any]:
    return lambda notebook: change(json.dumps(notebook, indent=1))


def old_format(notebook: Notebook) -> Any:
    cells = [{**cell, "metadata": {}, "input": cell.pop("source")} for cell in notebook["cells"]]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


R = RIGHT["half"]
WITH_HELPER = "def half(x, shift):\n    if shift < 0:\n        raise ValueError\n    return h(x) + shift"
FOR_EVER = "while True:\n    pass"
SWALLOWS = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
NOT_SHOWN = "class E(Exception):\n    def __str__(self):\n        raise self\n" + R + "\nraise E"
WARNS = "import sys, warnings\n    warnings.warn('careful')\n    print('hm', file=sys.stderr)"


def inside(name: str, body: str) -> Callable[[Notebook], None]:
    return answer(name, f"def {name}(x, shift=0):\n    " + body.replace("\n", "\n    "))


def helped(spoil: Callable[[Notebook], None]) -> Callable[[Notebook], None]:
    def both(notebook: Notebook) -> None:
        half(WITH_HELPER)(notebook)
        spoil(notebook)

    return both


BROKEN = [
    # the file
    Broken("a byte-order mark", text(lambda t: b"\xef\xbb\xbf" + t.encode()), set()),
    Broken("UTF-16", text(lambda t: t.encode("utf-16")), set()),
    Broken("not UTF-8", text(lambda t: t.replace("First a", "Müß").encode("latin-1")), set(), "not UTF-8"),
    Broken("Windows line ends", text(lambda t: t.replace("\\n", "\\r\\n").replace("\n", "\r\n").encode()), set()),
    Broken("nbformat 3", old_format, set(), "nbformat 3"),
    Broken("an old schema number", each(lambda cell: graded_by(cell, schema_version=1)), set()),
    Broken("changed points", each(lambda cell: graded_by(cell, points=1000, grade=True)), set()),
    Broken("a solution flag on checks", each(lambda cell: graded_by(cell, solution=True, locked=False)), set()),
    Broken("metadata gone from all cells", each(lambda cell: cell.update(metadata={})), set(), "lost the metadata"),
    Broken(
        "metadata of a wrong type", each(lambda cell: cell.update(metadata=["tags", 3])), set(), "lost the metadata"
    ),
    Broken("a metadata cell of a wrong type", lambda nb: nb.update(metadata=17, nbformat=None), set()),
    Broken("another release", lambda nb: nb["metadata"]["striate"].update(hash="f" * 64), set(), "another release"),
    Broken("forged outputs", each(lambda cell: cell.update(outputs=[{"data": {"text/plain": "99"}}])), set()),
    Broken("huge outputs", each(lambda cell: cell.update(outputs=[{"text": "x" * 1_000_000}])), set(), "its outputs"),
    Broken("3,000 extra cells", lambda nb: nb["cells"].extend(code("1 + 1") for _ in range(3000)), set(), "left out"),
    Broken("cells that are no cells", lambda nb: nb["cells"].extend([None, 3, [], {}, {"source": 4}]), set()),
    # the cells
    Broken("a solution cell deleted", without("find_odd"), {"find_odd"}, "The cell of find_odd is missing"),
    Broken("a check cell deleted", without("check_half", "check_quarter"), set()),
    Broken("setup cells deleted", without("small-001", "small-008"), set()),
    Broken("a solution cell duplicated", twice("half"), set(), "stands 2 times"),
    Broken("a check cell duplicated", twice("check_half"), set()),
    Broken("two answers to one exercise", twice("half", R.replace("0.5", "0.25")), BOTH, "The last one was graded"),
    Broken(
        "a stub pasted below its answer",
        twice("half", "def half(x, s):\n    raise NotImplementedError"),
        set(),
        "2 times",
    ),
    Broken("a renamed cell", lambda nb: graded_by(cell_of(nb, "half"), grade_id="mine"), set(), "found by its text"),
    Broken("a moved cell", moved_up, set(), "stands elsewhere"),
    Broken(
        "turned into Markdown", lambda nb: cell_of(nb, "half").update(cell_type="markdown"), set(), "was turned into"
    ),
    Broken("turned into raw text", lambda nb: cell_of(nb, "half").update(cell_type="raw"), set(), "was turned into"),
    Broken(
        "a cell without source", lambda nb: cell_of(nb, "half").update(source=None), BOTH, "The cell of half is empty"
    ),
    Broken("a cell beyond all measure", half(R + "\n#" + "-" * 300_000), BOTH, "up to 200,000 are read"),
    # the text
    Broken("a syntax error", half("def half(x, shift)\n    return x"), BOTH, STOPS + "a SyntaxError in line 1"),
    Broken("an indentation error", half(R.replace("    return", "   return")), BOTH, STOPS + "an IndentationError"),
    Broken(
        "tabs and spaces", half("def half(x, shift):\n\ty = x\n        return y"), BOTH, STOPS + "a TabError in line 3"
    ),
    Broken("tabs alone", half(R.replace("    ", "\t")), set()),
    Broken("a NUL in the source", half(R.replace("shift < 0", "shift <\0 0")), set(), "NUL"),
    Broken("half of a surrogate pair", half(R + "\ns = '\ud800'"), set()),
    Broken("an unknown magic", half("%nonsense 3\n" + R), set(), STOPS + "a UsageError"),
    Broken("a shell command", half("!ls\n" + R + "\nimport numpy as np\nnp.pad?"), set()),
    Broken(
        "a picture of a cell that is not run", half("print(start.shape)\n" + R), set(), STOPS + "a NameError in line 1"
    ),
    Broken("a renamed function", half(R.replace("half", "my_half")), BOTH, "There is no half in the cell of half."),
    Broken("a function that is a number", half("half = 3"), BOTH, "half is not a function, but a value of type int."),
    Broken("a function inside an if", half("if True:\n    " + R.replace("\n", "\n    ")), set()),
    Broken("a question answered in words", answer("why_slash", "why_slash = 'three'"), {"why_slash"}, "is not it"),
    Broken("another signature", half("def half(x):\n    return x / 2"), BOTH, "TypeError"),
    Broken("a helper in a cell of its own", helped(add("def h(x):\n    return x / 2")), set()),
    Broken("a helper in a cell of ours", helped(answer("small-007", "nowhere\ndef h(x):\n    return x / 2")), set()),
    Broken("another right try further down", add(R.replace("0.5 * x", "x / 2"), 99), set()),
    Broken("another try further down", add("def half(x, shift):\n    return 0", 99), set()),
    Broken("a stub further down", add("def half(x, shift):\n    raise NotImplementedError", 99), set()),
    # what it does
    Broken("a cell that never ends", half(f"{R}\n{FOR_EVER}"), set(), "The cell of half ran out of time."),
    Broken("an added cell that never ends", add(FOR_EVER), set()),
    Broken("a cell that swallows interrupts", half(f"{R}\n{SWALLOWS}"), set(), "The cell of half"),
    Broken("a function that never ends", inside("half", FOR_EVER), BOTH, "ran out of time"),
    Broken("a function that swallows interrupts", inside("quarter", SWALLOWS), QUARTER, "ran out of time"),
    Broken("a function that sleeps", inside("quarter", "import time\ntime.sleep(1e6)"), QUARTER, ""),
    Broken("sys.exit at the top", half("import sys\n" + R + "\nsys.exit(3)"), set(), STOPS + "a SystemExit"),
    Broken("exit()", add("exit()"), set()),
    Broken("os._exit at the top", half("import os\n" + R + "\nos._exit(0)"), set(), "ended the whole Python process"),
    Broken("os._exit in a function", inside("quarter", "import os\nos._exit(0)"), QUARTER, "ended the whole"),
    Broken("a segmentation fault", inside("quarter", "import ctypes\nctypes.string_at(0)"), QUARTER, "ended the whole"),
    Broken("endless recursion", inside("quarter", "return quarter(x)"), QUARTER, "RecursionError"),
    Broken("4 GB of memory", inside("quarter", "return np.ones(5 * 10**8)"), QUARTER, "memory"),
    Broken("100 MB in one line", half("print('x' * 10**8)\n" + R), set()),
    Broken("a million lines", add("for i in range(10**6): print(i)"), set()),
    Broken("prints in a function", half(R.replace("    return", "    print('x' * 10**6)\n    return")), set()),
    Broken("input()", half("name = input()\n" + R), set(), STOPS),
    Broken("a warning on stderr", half(R.replace("    return", f"    {WARNS}\n    return")), set()),
    Broken("figures left open", add("import matplotlib.pyplot as plt\nfor _ in range(30): plt.figure()"), set()),
    Broken("a function that returns a generator", inside("quarter", "return (v for v in x)"), QUARTER, "generator"),
    Broken("a function that returns None", inside("quarter", "x / 4"), QUARTER, "None"),
    Broken("a function that returns itself", inside("quarter", "return quarter"), QUARTER, "type function"),
    Broken(
        "an answer beyond all measure", answer("why_slash", "why_slash = np.ones(10**6)"), {"why_slash"}, "why_slash"
    ),
    Broken("an answer that is a function", answer("why_slash", "why_slash = print"), {"why_slash"}, "why_slash"),
    Broken("an input that is no input", answer("find_odd", "def find_odd():\n    return 'ab'"), {"find_odd"}, "values"),
    Broken("builtins deleted", add("import builtins\ndel builtins.len, builtins.sum"), set()),
    Broken("numpy spoilt", answer("quarter", RIGHT["quarter"] + "\nnp.asarray = None"), set()),
    Broken("an exception that cannot be shown", half(NOT_SHOWN), set(), STOPS + "an E"),
]


SLOW = ("never ends", "swallows", "sleeps", "3,000", "huge", "million")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(broken, id=broken.name, marks=[pytest.mark.slow] * any(word in broken.name for word in SLOW))
        for broken in BROKEN
    ],
)
def test_a_broken_notebook_loses_what_it_breaks_and_is_told(
    small: Lesson, judge: Judge, save: Callable[[Any], Path], broken: Broken
) -> None:
    notebook = handed_in(small)
    spoilt = broken.spoil(notebook)
    path = save(spoilt if isinstance(spoilt, (str, bytes, dict)) else notebook)
    before = path.read_bytes()
    record = judge.grade(path, small)
    passed = {name for name, exercise in record.exercises.items() if exercise.passed}
    assert passed == set(RIGHT) - broken.lost
    assert record.score >= sum(POINTS[name] for name in passed)
    told = [*record.remarks]
    for exercise in record.exercises.values():
        told += [exercise.message, *exercise.remarks]
    assert any(broken.said in sentence for sentence in told), told
    if not broken.said and not broken.lost:
        assert [*record.remarks, *(each.remarks for each in record.exercises.values() if each.remarks)] == []
    assert all("\n" not in sentence and "\x1b" not in sentence and len(sentence) < 2000 for sentence in told)
    assert path.read_bytes() == before


def test_a_whole_class_of_broken_notebooks_leaves_the_judge_as_it_was(
    small: Lesson, judge: Judge, save: Callable[[Any], Path]
) -> None:
    record = judge.grade(save(handed_in(small)), small)
    assert record.score == record.max_score == 9
    assert record.remarks == ()
    assert all(exercise.remarks == () for exercise in record.exercises.values())
