"""Sheets: hidden cases drawn from a seed, misconceptions' answers kept where they differ."""

import dataclasses

import numpy as np
import pytest

from striate.exercise import Case, Property
from striate.sheet import FunctionSheet, canonical, fingerprint, sheet_for
from tests import toy


def trials(seed: int) -> list[float]:
    sheet = sheet_for(toy.HALF, lesson="toy", seed=seed)
    assert isinstance(sheet, FunctionSheet)
    return [float(np.sum(trial.case.args[0])) for trial in sheet.trials if not trial.public]


def test_a_seed_gives_the_same_hidden_cases_and_another_seed_others() -> None:
    assert trials(1) == trials(1)
    assert trials(1) != trials(2)


def test_a_case_added_to_one_property_leaves_the_others_as_they_were() -> None:
    first, *rest = toy.HALF.properties
    more = dataclasses.replace(first, public=(*first.public, Case((np.ones((1, 1)), 0))))
    changed = dataclasses.replace(toy.HALF, properties=(more, *rest))
    sheet = sheet_for(changed, lesson="toy", seed=1)
    assert isinstance(sheet, FunctionSheet)
    assert [float(np.sum(t.case.args[0])) for t in sheet.trials if not t.public] == trials(1)


def test_only_answers_that_differ_are_kept_of_a_misconception() -> None:
    sheet = sheet_for(toy.HALF, lesson="toy", public_only=True)
    assert isinstance(sheet, FunctionSheet)
    by_property = {trial.property: set(trial.wrong) for trial in sheet.trials}
    assert by_property["errors"] == set()
    assert by_property["called twice"] == {"shifted first", "writes"}


@pytest.mark.parametrize("broken", [Property("empty"), Property("weightless", 0, public=(Case((np.ones((1, 1)), 1)),))])
def test_a_property_without_case_or_weight_is_refused(broken: Property) -> None:
    with pytest.raises(ValueError, match=broken.name):
        sheet_for(dataclasses.replace(toy.HALF, properties=(broken,)), lesson="toy")


def test_answers_have_one_spelling() -> None:
    assert canonical(3) == canonical(3.0) == canonical(np.int8(3)) == canonical(np.array(3))
    assert canonical(" Same  padding ") == canonical("same padding")
    assert canonical("b") == canonical("B)") == canonical(" b. ") == canonical("(b)")
    assert canonical("cross-correlation") == canonical("Cross_correlation.") == canonical("cross correlation")
    assert canonical(5) == canonical("5") == canonical([5]) == canonical(" 5.0 ")
    assert canonical(0.25) == canonical("1/4")
    assert canonical((1, 9)) == canonical("(1, 9)") == canonical("1,9")
    assert canonical("1/0") != canonical("1")
    assert canonical("nan") != canonical(0)
    assert canonical((1, 2)) == canonical([1, 2]) == canonical(np.array([1, 2]))
    assert canonical(-0.0) == canonical(0)
    assert canonical(True) != canonical(1)
    assert fingerprint(3, "a") != fingerprint(3, "b")
    with pytest.raises(TypeError):
        canonical(object())
