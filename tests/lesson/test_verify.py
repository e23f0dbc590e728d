"""A proof finds what is wrong with a grader: this is the test of the tests."""

import dataclasses
import sys
from typing import Any

import numpy as np

from striate.exercise import Case, Exercise, Misconception, Property
from striate.lesson.answers import answer_text
from striate.lesson.mutants import mutants
from striate.lesson.verify import Proof, prove
from tests import toy

TOY = sys.modules["tests.toy"]


def proof(exercise: Any = toy.HALF, **changes: Any) -> Proof:
    if changes:
        exercise = dataclasses.replace(exercise, **changes)
    return prove(exercise, lesson="toy", solutions=TOY)


def test_sound_exercises_are_proven() -> None:
    for exercise in toy.EXERCISES:
        assert proof(exercise).problems == ()


def test_the_figures_are_counted() -> None:
    made = proof()
    assert (made.public, made.hidden) == (4, 3)
    assert (made.misconceptions, made.caught, made.told) == (3, 3, 3)
    assert (made.alternatives, made.passed) == (2, 2)
    assert made.mutants == made.killed > 10


def test_weak_cases_let_a_mutant_and_a_misconception_through() -> None:
    weak = Property("numbers", public=(Case((np.zeros((1, 1)), 0)),))
    problems = " ".join(proof(properties=(weak,)).problems)
    assert "the misconception 'floored' passes" in problems
    assert "a mutant survives: “return np.asarray(x) * 2 + shift”" in problems


def test_a_wrong_alternative_is_reported() -> None:
    assert any("alternative half_floored is refused" in p for p in proof(alternatives=(toy.half_floored,)).problems)


def test_two_names_for_one_mistake_are_reported() -> None:
    twins = (*toy.HALF.misconceptions, Misconception("twin", toy.half_floored, "Never read."))
    assert any("'twin' is taken for 'floored'" in problem for problem in proof(misconceptions=twins).problems)


def test_a_stale_declaration_is_reported() -> None:
    assert any("declared equivalent" in p for p in proof(equivalent={"return 1": "no such line"}).problems)


def test_a_declared_survivor_is_no_problem_and_is_listed() -> None:
    weak = Property("numbers", public=(Case((np.ones((2, 2)), 1)), Case((np.ones((1, 1)), -1))))
    exercise = dataclasses.replace(toy.HALF, properties=(weak,), misconceptions=())
    survivors = [problem.split("“")[1].split("”")[0] for problem in proof(exercise).problems]
    assert survivors
    declared = proof(exercise, equivalent=dict.fromkeys(survivors, "declared in a test"))
    assert declared.problems == ()
    assert set(declared.equivalent) == set(survivors)


def test_a_mutant_that_never_ends_is_killed(monkeypatch: Any) -> None:
    monkeypatch.setattr("striate.lesson.verify._MUTANT_SECONDS", 0.2)
    exercise = Exercise(
        target=countdown,
        points=1,
        minutes=1,
        properties=(Property("counts", public=(Case((3,)), Case((0,)), Case((-1,)))),),
    )
    made = prove(exercise, lesson="toy", solutions=sys.modules[__name__])
    assert made.mutants == made.killed


def countdown(n: int) -> list[int]:
    out = []
    while n > 0:
        out.append(n)
        n = n - 1
    return out


def test_mutants_leave_docstring_and_annotations_alone() -> None:
    lines = [mutant.line for mutant in mutants(toy.half, TOY)]
    assert lines
    assert not any("np.ndarray" in line or "Halve" in line for line in lines)


def test_an_answer_is_renamed_and_bare() -> None:
    text = answer_text(toy.half, "other")
    assert text.startswith("def other(x, shift):")
    assert "Halve" not in text
