"""A submission is judged by what its functions return: partial credit, reasons, nothing hidden told, twice the same."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from striate.course import Course, Lesson
from striate.exercise import Exercise
from striate.grading.judging import Judge, bench, grade_file
from striate.grading.reading import Unreadable
from striate.grading.record import ExerciseRecord, Record
from striate.lesson.answers import answer_text
from striate.lesson.build import build
from striate.lesson.notebook import solved_notebook
from striate.sandbox import Sandbox, SandboxError
from tests.grading.small import RIGHT, code, handed_in

Save = Callable[[Any], Path]
Grade = Callable[..., Record]
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def grade(small: Lesson, judge: Judge, save: Save) -> Grade:
    """Grades the right notebook with some answers changed."""

    def graded(**answers: str) -> Record:
        return judge.grade(save(handed_in(small, RIGHT | answers)), small, "ada")

    return graded


def of_half(record: Record) -> ExerciseRecord:
    return record.exercises["half"]


def test_right_answers_have_all_the_points(grade: Grade) -> None:
    record = grade()
    assert (record.score, record.max_score) == (9.0, 9.0)
    assert (record.lesson, record.week, record.student, record.seed) == ("small", "week1", "ada", 0)
    assert record.isolation.startswith("bubblewrap")
    assert list(record.exercises) == list(RIGHT)
    assert of_half(record).properties["numbers"].cases == 4
    assert Record.from_json(record.to_json()) == record


def test_a_property_is_worth_its_share_and_a_misconception_is_told(grade: Grade) -> None:
    floored = of_half(grade(half=RIGHT["half"].replace("0.5 * x", "x // 2")))
    assert floored.score == 2.0
    assert {name: prop.passed for name, prop in floored.properties.items()} == {
        "numbers": False, "called twice": True, "errors": True,
    }  # fmt: skip
    assert floored.misconception == "floored"
    assert floored.message.startswith("You round down: divide with one slash. “numbers”, half(x, 2) with odd numbers:")


def test_writing_into_an_argument_shows_in_the_value(grade: Grade) -> None:
    writing = (
        "def half(x, shift):\n    if shift < 0:\n        raise ValueError\n    x[...] = x / 2 + shift\n    return x"
    )
    record = of_half(grade(half=writing, quarter="def quarter(x):\n    return x / 4"))
    assert not record.properties["called twice"].passed
    assert record.properties["numbers"].passed
    assert "writes into an array" in record.remarks[0]


def test_untouched_stubs_are_not_started_and_nothing_else_is_said(small: Lesson, judge: Judge) -> None:
    record = judge.grade(small.notebook_path, small)
    assert record.score == 0
    assert {exercise.state for exercise in record.exercises.values()} == {"not started"}
    assert all(not exercise.remarks for exercise in record.exercises.values())


def test_a_broken_rule_costs_its_exercise_alone(grade: Grade) -> None:
    record = grade(half="%time\n" + RIGHT["half"].replace("0.5 * x", "np.divide(x, 2)"))
    assert (of_half(record).score, of_half(record).message) == (0.0, "Use the slash.")
    assert record.score == 5.0


def test_a_forbidden_module_is_missing(grade: Grade) -> None:
    hidden_from_the_rule = RIGHT["quarter"].replace("return", "import striate.nn.functional\n    return")
    assert "ModuleNotFoundError" in grade(quarter=hidden_from_the_rule).exercises["quarter"].message


def test_the_function_to_mend_first_is_named(grade: Grade) -> None:
    record = grade(half="def half(x, shift):\n    return x")
    assert record.exercises["quarter"].message.startswith("quarter uses half, which does not pass either: mend that")
    record = grade(half="def half(x, shift):\n    raise NotImplementedError")
    assert record.exercises["quarter"].state == "failed"
    assert record.exercises["quarter"].message == "quarter uses half, which is not written yet."


def test_a_line_is_counted_in_the_students_own_cell(grade: Grade) -> None:
    record = grade(half='\n\nprint("hello")\n\n' + RIGHT["half"].replace("return", "return 1 / 0 +"))
    assert "ZeroDivisionError in line 8 of your cell" in of_half(record).message


LEAKS = """\
def half(x, shift):
    if shift < 0:
        raise ValueError
    if np.max(x) > 1000:
        text = "_".join(f"{v:.0f}" for v in np.ravel(x))
        print(text)
        import sys
        sys.stderr.write(text)
        LEAK
    return x / 2 + shift
"""


@pytest.mark.parametrize(
    "leak",
    [
        "raise ValueError(text)",
        "raise type('E' + text, (Exception,), {})(text)",
        "return type('T' + text, (), {})()",
        "return {text: 1}",
        "return text",
        "return x * 0 + 7",
    ],
)
def test_hidden_inputs_are_not_told(grade: Grade, leak: str) -> None:
    record = grade(half=LEAKS.replace("LEAK", leak))
    assert of_half(record).properties["numbers"].right == 1
    told = json.dumps(
        {**record.as_dict(), "seconds": 0, "submission_sha256": "", "texts": "", "bundle": "", "lesson_hash": ""}
    )
    assert not any(f"{7000 + step}" in told for step in range(-4, 5))


@pytest.mark.attack
def test_neither_answers_nor_cases_nor_other_files_are_in_reach(grade: Grade, small: Lesson) -> None:
    root = small.course.root
    tries = f"""
import importlib, os
def quarter(x):
    found = [name for name in ("solutions", "graders", "solutions.small") if _there(name)]
    found += [p for p in ({str(root)!r}, "/course/graders", "/course/solutions", "/proc/1") if os.path.exists(p)]
    raise ValueError(repr(found))
def _there(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
"""
    assert (
        grade(quarter=tries).exercises["quarter"].message.endswith("It raised a ValueError in line 6 of your cell: []")
    )


def test_text_from_a_submission_is_cleaned(grade: Grade) -> None:
    noisy = "def quarter(x):\n    raise ValueError('\\x1b[31mred\\x1b[0m\\n\\u202eback\\x00 ' + 'a' * 10_000)"
    message = grade(quarter=noisy).exercises["quarter"].message
    assert "red back a" in message
    assert len(message) < 500


def test_judging_twice_and_in_two_threads_gives_the_same(small_course: Course, small: Lesson, save: Save) -> None:
    path = save(handed_in(small, RIGHT | {"half": "def half(x, shift):\n    return np.random.normal(size=x.shape)"}))

    def graded(_: int) -> dict[str, Any]:
        with Judge(small_course) as judge:
            return judge.grade(path, small).as_dict() | {"seconds": 0}

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(graded, range(2))
    assert first == second


def test_another_seed_draws_other_hidden_cases(small: Lesson) -> None:
    def hidden(seed: int) -> list[Any]:
        sheet = bench(small, seed).sheets[0]
        return [trial.case.args[0].tolist() for trial in sheet.trials if not trial.public]  # type: ignore[union-attr]

    assert hidden(0) == hidden(0) != hidden(1)


def test_grading_without_isolation_is_recorded(small_course: Course, small: Lesson, save: Save) -> None:
    with Judge(small_course, isolation="none") as judge:
        record = judge.grade(save(handed_in(small)), small)
    assert (record.isolation, record.score) == ("none", 9.0)


def test_a_sandbox_that_failed_is_started_again(
    small_course: Course, small: Lesson, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, calls = Sandbox.session, []

    def session(self: Sandbox, *args: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise SandboxError("gone")
        return sound(self, *args, **options)

    monkeypatch.setattr(Sandbox, "session", session)
    with Judge(small_course) as judge:
        assert judge.grade(save(handed_in(small)), small).score == 9.0


def test_the_lesson_of_a_file_is_found_in_it_or_in_its_name(
    small_course: Course, small: Lesson, save: Save, tmp_path: Path
) -> None:
    notebook = handed_in(small)
    path = save(notebook).rename(tmp_path / "handed in (2).ipynb")
    assert grade_file(path, small_course).lesson == "small"
    del notebook["metadata"]["striate"]
    assert grade_file(save(notebook), small_course).score == 9.0
    path = save(notebook).rename(tmp_path / "homework.ipynb")
    with pytest.raises(Unreadable, match=r"does not say which lesson it belongs to. The lessons are small, other"):
        grade_file(path, small_course)
    assert grade_file(path, small_course, lesson="small").score == 9.0


def test_an_added_cell_that_stops_is_named_where_its_helper_is_missed(small: Lesson, judge: Judge, save: Save) -> None:
    notebook = handed_in(small, RIGHT | {"quarter": "def quarter(x):\n    return helper(x)"})
    notebook["cells"].append(code("helper = nowhere"))
    record = judge.grade(save(notebook), small).exercises["quarter"]
    assert record.remarks == (
        "A cell that you added stops with a NameError in line 1: name 'nowhere' is not defined.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def week1(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The real first week, built afresh."""
    root = tmp_path_factory.mktemp("week1")
    for name in ("course", "solutions", "graders"):
        shutil.copytree(REPOSITORY / name, root / name)
    (root / "datasets").symlink_to(REPOSITORY / "datasets")
    course = Course.read(root)
    build(course)
    return course


@pytest.mark.slow
@pytest.mark.parametrize("name", ["convolution", "padding_and_stride"])
def test_every_right_answer_of_week_1_passes_and_every_misconception_is_told(
    week1: Course, name: str, tmp_path: Path
) -> None:
    lesson = week1.lesson(name)
    path = tmp_path / f"{name}.ipynb"

    def write(exercise: str = "", answer: str = "") -> Path:
        notebook = solved_notebook(lesson)
        for cell in notebook["cells"]:
            cell["source"] = answer if cell["id"] == exercise else cell["source"]
        path.write_text(json.dumps(notebook))
        return path

    with Judge(week1) as judge:
        blank = judge.grade(lesson.notebook_path, lesson)
        assert (blank.score, {exercise.state for exercise in blank.exercises.values()}) == (0, {"not started"})
        solved = judge.grade(write(), lesson)
        assert solved.score == solved.max_score == blank.max_score
        for exercise in lesson.exercises:
            if not isinstance(exercise, Exercise):
                continue
            for right in exercise.alternatives:
                record = judge.grade(write(exercise.name, answer_text(right, exercise.name)), lesson)
                assert record.exercises[exercise.name].passed, (exercise.name, right)
            for wrong in exercise.misconceptions:
                graded = judge.grade(write(exercise.name, answer_text(wrong.function, exercise.name)), lesson)
                told = graded.exercises[exercise.name]
                assert (told.misconception, told.passed) == (wrong.name, False)
                assert told.message.startswith(told.diagnosis) or f" first. {told.diagnosis}" in told.message


@pytest.mark.parametrize(
    "later",
    [
        "half = 3",
        "half, x = 3, 4",
        "x = 1; half = 3",
        "for half in range(3):\n    pass",
        "if True:\n    half = 3",
        "print(half := 3)",
        "import numpy as half",
        "del half",
        "def other():\n    global half\n    half = 3\nother()",
        "def half(x):\n    return 0",
        "class half:\n    pass",
    ],
)
def test_what_a_later_cell_makes_of_a_name_costs_nothing(small: Lesson, judge: Judge, save: Save, later: str) -> None:
    notebook = handed_in(small, RIGHT)
    notebook["cells"].append(code(later))
    record = judge.grade(save(notebook), small, "ada")
    assert record.score == record.max_score
