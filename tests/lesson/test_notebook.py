"""A student's notebook is valid, has nbgrader's metadata and no answer; the solved one differs in the answers only."""

import json
import re
from typing import Any

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from striate.course import AuthorError
from striate.exercise import BreakIt
from striate.lesson.notebook import announcement, checksum, solved_notebook, student_notebook, to_bytes
from tests.courses import FRONT, GRADER, SETUP, SOLUTIONS, ask, code
from tests.lesson.conftest import MakeLesson

FIGURE = """```{code-cell} ipython3
---
tags: [figure, hide-input]
mystnb:
  figure:
    caption: What to see.
  image:
    alt: What to hear.
---
double(2)
```
"""
TEXT = (
    f"{FRONT}# A title\n\n{SETUP}\n{code('1 + 1')}\nBefore.\n\n{ask('double')}\n"
    f"{code('x = 1', 'setup')}\n% a comment alone\n\n{FIGURE}\n\nBetween.\n\n+++\n\nNext.\n\n{ask('why_two')}\nAfter.\n"
)


def read(content: bytes) -> Any:
    return nbformat.reads(content.decode(), as_version=4)


def test_it_is_valid_and_its_cells_come_in_the_order_of_the_text(make_lesson: MakeLesson) -> None:
    notebook = read(to_bytes(student_notebook(make_lesson(text=TEXT))))
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert [(cell.id, cell.metadata.get("tags", []), cell.source.split("\n")[0]) for cell in notebook.cells] == [
        ("one-000", [], "# A title"),
        ("one-001", ["setup"], "import numpy as np"),
        ("one-002", [], "1 + 1"),
        ("one-003", [], "Before."),
        ("one-004", [], "**Exercise 1** · `double` · 2 points · about 1 minute."),
        ("double", ["exercise", "raises-exception"], "def double(x: np.ndarray) -> np.ndarray:"),
        ("check_double", ["raises-exception"], "check(double)"),
        ("one-007", ["setup"], "x = 1"),
        ("one-008", ["figure", "hide-input", "raises-exception"], "double(2)"),
        ("one-009", [], "*Figure 1. What to see.*"),
        ("one-010", [], "Between."),
        ("one-011", [], "Next."),
        (
            "one-012",
            [],
            "**Question 1** · `why_two` · 0.5 points · about 1 minute. Put your answer in the place of the three dots. "
            'Stuck? Run `hint("why_two")`.',
        ),
        ("why_two", ["exercise", "raises-exception"], "why_two = ...  # your answer"),
        ("check_why_two", ["raises-exception"], 'check("why_two", why_two)'),
        ("one-015", [], "After."),
    ]


def test_a_break_it_exercise_says_where_its_function_is_described() -> None:
    def break_double() -> tuple[int]:
        return (1,)

    exercise = BreakIt(target=break_double, reference=abs, wrong=abs, domain=((1,),), points=1, minutes=2)
    assert announcement(exercise, 3) == (
        "**Exercise 3, break it** · `break_double` · 1 point · about 2 minutes. "
        "Return an input on which the function described in the docstring goes wrong."
    )


def test_hidden_input_is_hidden_in_jupyterlab_too(make_lesson: MakeLesson) -> None:
    cells = student_notebook(make_lesson(text=TEXT))["cells"]
    assert [cell["id"] for cell in cells if cell["metadata"].get("jupyter", {}).get("source_hidden")] == ["one-008"]


def test_only_answers_and_checks_carry_nbgraders_metadata_and_checks_are_locked(make_lesson: MakeLesson) -> None:
    notebook = read(to_bytes(student_notebook(make_lesson(text=TEXT))))
    graded = {cell.id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert list(graded) == ["double", "check_double", "why_two", "check_why_two"]
    for name, cell in graded.items():
        is_check = name.startswith("check_")
        about = dict(cell.metadata.nbgrader)
        assert about.pop("checksum") == compute_checksum(cell)
        assert about.pop("points", None) == ({"check_double": 2.0, "check_why_two": 0.5}.get(name))
        assert about == {
            "cell_type": "code",
            "grade": is_check,
            "grade_id": name,
            "locked": is_check,
            "schema_version": 3,
            "solution": not is_check,
            "task": False,
        }
        assert cell.metadata.deletable is False
        assert cell.metadata.get("editable", True) is not is_check


@pytest.mark.parametrize("points", [1, 1.0, 2.5])
def test_our_checksum_is_nbgraders(points: float) -> None:
    about = {"grade": True, "grade_id": "check_ä", "locked": True, "solution": False, "points": points}
    cell = nbformat.v4.new_code_cell("check(ä)\n", metadata={"nbgrader": about})
    assert checksum("check(ä)\n", about) == compute_checksum(cell)


def test_no_line_of_an_answer_is_in_it(make_lesson: MakeLesson) -> None:
    text = to_bytes(student_notebook(make_lesson())).decode()
    assert "secret_factor" in SOLUTIONS
    assert "secret_factor" not in text
    assert "why_two = 2" not in text
    assert "solutions" not in text


def test_the_solved_notebook_differs_in_the_answers_alone_and_runs(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(text=TEXT)
    student, solved = student_notebook(lesson), solved_notebook(lesson)
    assert student["metadata"] == solved["metadata"]
    names: dict[str, Any] = {}
    for ours, theirs in zip(student["cells"], solved["cells"], strict=True):
        assert (ours["source"] != theirs["source"]) == (ours["id"] in ("double", "why_two"))
        if theirs["cell_type"] == "code" and not theirs["id"].startswith("check_"):
            exec(theirs["source"], names)
    assert names["double"](4) == 8
    assert names["why_two"] == 2
    assert read(to_bytes(solved)).cells[5].source == SOLUTIONS[SOLUTIONS.index("def double") :].split("\n\n\n")[0]


def test_the_hash_follows_text_stubs_and_checks_and_nothing_else(make_lesson: MakeLesson) -> None:
    def made(**files: str) -> str:
        about = student_notebook(make_lesson(text=TEXT, **files))["metadata"]["striate"]
        assert (about["lesson"], about["week"]) == ("one", "week1")
        assert re.fullmatch("[0-9a-f]{64}", about["hash"])
        return str(about["hash"])

    first = made()
    assert made(solutions=SOLUTIONS.replace("secret_factor", "hidden_factor")) == first
    assert made(solutions=SOLUTIONS.replace("Double every", "Double each")) != first
    assert made(grader=GRADER.replace('hints=("Count.",)', "hints=()")) == first


def test_a_lesson_with_works_cited_ends_with_references(make_lesson: MakeLesson) -> None:
    lesson = make_lesson(text=TEXT.replace("After.", "After {cite}`a`."))
    (lesson.course.root / "course" / "references.bib").write_text(
        "@misc{a, author = {Prewitt, Judith}, title = {T}, year = 1970}"
    )
    cells = student_notebook(lesson)["cells"]
    assert cells[-2]["source"] == "After (Prewitt, 1970)."
    assert cells[-1]["source"].startswith("## References\n\n- Judith Prewitt.")


def test_a_signature_may_use_what_the_setup_defines(make_lesson: MakeLesson) -> None:
    typed = SOLUTIONS.replace("x: np.ndarray", "x: Numbers").replace(
        "import numpy as np", "import numpy as np\nNumbers = float"
    )
    with pytest.raises(AuthorError, match="uses Numbers, which a notebook does not have"):
        student_notebook(make_lesson(text=TEXT, solutions=typed))
    with_type = TEXT.replace("x = 1", "%matplotlib inline\nNumbers = float")
    assert "x: Numbers" in json.dumps(student_notebook(make_lesson(text=with_type, solutions=typed)))
