"""A course is found from where one stands, its lessons are loaded each from its own course, and faults are told."""

import os
import sys
from pathlib import Path

import pytest

from striate.course import AuthorError, Course, CourseError, CourseNotFound, UnknownLesson
from tests.courses import GRADER, SOLUTIONS, write_contents, write_course, write_lesson


def test_it_is_found_from_any_folder_below(tmp_path: Path) -> None:
    write_course(tmp_path)
    inside = tmp_path / "notebooks" / "week1"
    inside.mkdir(parents=True)
    course = Course.find(inside)
    assert course.root == tmp_path.resolve()
    assert (course.title, course.repository, [week.name for week in course.weeks]) == ("Toy", "", ["week1"])


def test_named_goes_before_setting_and_setting_before_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("here", "set", "named"):
        write_course(tmp_path / name)
    monkeypatch.delenv("STRIATE_COURSE", raising=False)
    assert Course.find(tmp_path / "here").root.name == "here"
    monkeypatch.setenv("STRIATE_COURSE", str(tmp_path / "set"))
    assert Course.find(tmp_path / "here").root.name == "set"
    assert Course.find(tmp_path / "here", explicit=tmp_path / "named").root.name == "named"


def test_where_there_is_none_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIATE_COURSE", raising=False)
    with pytest.raises(CourseNotFound, match=r"course/contents\.toml.*--course.*STRIATE_COURSE"):
        Course.find(tmp_path)
    with pytest.raises(CourseNotFound, match="holds no course"):
        Course.find(explicit=tmp_path)
    monkeypatch.setenv("STRIATE_COURSE", str(tmp_path))
    with pytest.raises(CourseNotFound, match="from the setting STRIATE_COURSE"):
        Course.find()


def test_the_students_edition_is_told_from_nothing_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIATE_COURSE", raising=False)
    week = tmp_path / "notebooks" / "week1"
    week.mkdir(parents=True)
    (week / "one.cases.npz").touch()
    with pytest.raises(CourseNotFound, match="students' edition"):
        Course.find(week)


def test_a_lesson_goes_by_its_name_with_or_without_the_week(tmp_path: Path) -> None:
    write_course(tmp_path)
    course = Course.find(tmp_path)
    assert course.lesson("one") == course.lesson("week1/one") == course.lessons()[0] == course.lessons("week1")[0]
    assert course.lesson("one").notebook_path == tmp_path.resolve() / "notebooks" / "week1" / "one.ipynb"


@pytest.mark.parametrize(
    ("name", "said"), [("on", "Did you mean one"), ("week9/one", "one"), ("zzz", "There are: one")]
)
def test_an_unknown_lesson_gets_near_matches(tmp_path: Path, name: str, said: str) -> None:
    write_course(tmp_path)
    with pytest.raises(UnknownLesson, match=said):
        Course.find(tmp_path).lesson(name)


def test_unknown_weeks_and_exercises_get_a_sentence(tmp_path: Path) -> None:
    write_course(tmp_path)
    course = Course.find(tmp_path)
    with pytest.raises(UnknownLesson, match=r"no week called week2\. Did you mean week1"):
        course.lessons("week2")
    with pytest.raises(UnknownLesson, match=r"no exercise called dubble\. Did you mean double"):
        course.lesson("one").exercise("dubble")


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("title = ", "not readable as TOML"),
        ('title = "x"', "needs a title"),
        ('title = "x"\nweeks = 3', "needs a title"),
        ('title = "x"\n[[weeks]]\nname = "a"\ntitle = "A"\nlessons = ["b", "b"]', "b stands in it twice"),
        ('title = "x"\n[[weeks]]\nname = "a"\ntitle = "A"\nlessons = ["b-c"]', "not a name that Python can import"),
    ],
)
def test_a_faulty_table_of_contents_is_told(tmp_path: Path, contents: str, said: str) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "contents.toml").write_text(contents)
    with pytest.raises(AuthorError, match=said):
        Course.find(tmp_path)


def test_two_courses_in_one_process_keep_their_modules_apart(tmp_path: Path) -> None:
    write_course(tmp_path / "a")
    write_course(tmp_path / "b", solutions=SOLUTIONS.replace("secret_factor = 2", "secret_factor = 3"))
    path = sys.path[:]
    modules = {name for name in sys.modules if name.startswith(("solutions", "graders"))}
    first, second = (Course.find(tmp_path / name).lesson("one") for name in "ab")
    assert (first.solutions.double(1), second.solutions.double(1), first.solutions.double(1)) == (2, 3, 2)
    assert first.exercises[0].target is first.solutions.double  # type: ignore[union-attr]
    assert sys.path == path
    assert {name for name in sys.modules if name.startswith(("solutions", "graders"))} == modules


def test_modules_are_imported_once_and_anew_after_a_change(tmp_path: Path) -> None:
    write_course(tmp_path)
    before = Course.find(tmp_path).lesson("one").solutions
    assert Course.find(tmp_path).lesson("one").solutions is before
    file = tmp_path / "solutions" / "one.py"
    file.write_text(SOLUTIONS.replace("secret_factor = 2", "secret_factor = 7"))
    os.utime(file, ns=(1, 1))
    assert Course.find(tmp_path).lesson("one").solutions.double(1) == 7


def test_one_lesson_may_import_another(tmp_path: Path) -> None:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path)
    write_lesson(
        tmp_path,
        "two",
        solutions="from solutions.one import double\n\ndef four(x):\n    return double(double(x))\n",
        grader="from solutions.two import four\nEXERCISES = ()\n",
    )
    assert Course.find(tmp_path).lesson("two").solutions.four(1) == 4


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"solutions": "def f(:\n"}, "solutions/one.py, line 1: This is not Python"),
        ({"solutions": "import numpy\n\nmissing\n"}, "solutions/one.py, line 3: NameError: name 'missing'"),
        ({"grader": "import nowhere_to_be_found\n"}, "graders/one.py, line 1: ModuleNotFoundError"),
        ({"grader": "EXERCISES = [1]\n"}, "must end with EXERCISES, a tuple"),
        ({"grader": "x = 1\n"}, "must end with EXERCISES, a tuple"),
        ({"solutions": SOLUTIONS.replace("why_two", "why")}, "why_two is not defined in solutions/one.py"),
        ({"grader": GRADER.replace("points=2", "points=0")}, "double needs points and minutes above 0"),
        ({"grader": GRADER.replace('name="why_two"', 'name="double"')}, "double stands in EXERCISES twice"),
        ({"grader": GRADER.replace("EXER", "def double(x): ...\nEXER", 1)}, "The target of double is not the function"),
    ],
)
def test_faults_in_an_authors_file_are_told_with_the_file(tmp_path: Path, files: dict[str, str], said: str) -> None:
    write_course(tmp_path, **files)
    with pytest.raises(AuthorError, match=said):
        _ = Course.find(tmp_path).lesson("one").exercises


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    write_contents(tmp_path, "one")
    with pytest.raises(CourseError, match=r"graders/one.py: This file does not exist"):
        _ = Course.find(tmp_path).lesson("one").exercises


def test_two_lessons_may_not_share_the_name_of_an_exercise(tmp_path: Path) -> None:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path, "one")
    write_lesson(tmp_path, "two")
    with pytest.raises(AuthorError, match=r"graders/two\.py: An exercise called double is already in the lesson one"):
        Course.find(tmp_path).check_names()


def test_the_bundle_hash_follows_every_file_that_decides_a_score(tmp_path: Path) -> None:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path, "one")
    write_lesson(tmp_path, "two", solutions="from solutions.one import double\nwhy_two = 2\n")
    lesson = Course.find(tmp_path).lesson("two")
    seen = {lesson.bundle_hash}
    for file in ("course/week1/two.md", "graders/two.py", "solutions/two.py", "solutions/one.py"):
        path = tmp_path / file
        path.write_text(path.read_text() + "\n")
        assert lesson.bundle_hash not in seen
        seen.add(lesson.bundle_hash)
    unrelated = tmp_path / "graders" / "one.py"
    unrelated.write_text(unrelated.read_text() + "\n")
    assert lesson.bundle_hash in seen


def test_limits_are_read_from_the_table_of_contents(tmp_path: Path) -> None:
    write_course(tmp_path)
    with (tmp_path / "course" / "contents.toml").open("a") as contents:
        contents.write("\n[limits]\ncall_seconds = 3\n")
    assert Course.read(tmp_path).limits == {"call_seconds": 3.0}
    with (tmp_path / "course" / "contents.toml").open("a") as contents:
        contents.write('memory = "much"\n')
    with pytest.raises(AuthorError, match="limits"):
        Course.read(tmp_path)
