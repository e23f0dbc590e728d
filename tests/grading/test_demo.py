"""The demonstration: its class is made of what the lessons have, and is graded as it deserves."""

import json
from pathlib import Path

import pytest

from striate.course import Course
from striate.grading.demo import show
from striate.grading.demo_answers import right_answers
from striate.grading.demo_class import write_class
from striate.modules import CourseError

COURSE = Course.find(Path(__file__).parent)
WEEK = COURSE.weeks[0].name


@pytest.mark.slow
def test_the_class_has_every_kind_and_at_least_forty_students(tmp_path: Path) -> None:
    pupils = write_class(COURSE.lessons(WEEK), tmp_path)
    assert len(pupils) >= 40
    assert {pupil.kind for pupil in pupils} == {
        "right", "known mistakes", "unknown mistakes", "half-finished", "broken", "endless", "hostile",
    }  # fmt: skip
    assert len({pupil.student for pupil in pupils}) == len(pupils)
    assert all((tmp_path / pupil.student / WEEK).is_dir() for pupil in pupils)
    tame = write_class(COURSE.lessons(WEEK), tmp_path / "tame", hostile=False)
    assert not {"endless", "hostile"} & {pupil.kind for pupil in tame}


@pytest.mark.slow
def test_right_answers_come_in_different_ways() -> None:
    for lesson in COURSE.lessons(WEEK):
        ways = [right_answers(lesson, way) for way in range(6)]
        assert len({json.dumps(way) for way in ways}) >= 5
        assert all(set(way) == {exercise.name for exercise in lesson.exercises} for way in ways)


@pytest.mark.slow
def test_the_whole_way_is_shown_and_right_answers_get_everything(tmp_path: Path) -> None:
    shown = show(COURSE, tmp_path / "demo")
    kinds = {kind.name: kind for kind in shown.kinds}
    assert kinds["right"].least == kinds["right"].greatest == 1
    assert kinds["known mistakes"].greatest < 1
    assert kinds["half-finished"].least == 0
    # Each of these spoils one exercise of a lesson, and costs that one.
    for kind in ("endless", "hostile"):
        assert 0.85 < kinds[kind].least <= kinds[kind].greatest <= 1
    assert kinds["hostile"].greatest < 1
    assert not shown.summary.problems
    page = shown.report.read_text(encoding="utf-8")
    assert "student-01" in page
    assert "<script" not in page
    assert shown.pages >= 2 * len(shown.pupils) - 2
    feedback = sorted((shown.course.root / "classroom" / "feedback").glob("*/*/*.html"))
    assert not [path for path in feedback if "<script>alert(1)" in path.read_text(encoding="utf-8")]


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(CourseError, match="name another folder"):
        show(COURSE, tmp_path)
    assert (tmp_path / "thesis.txt").exists()
