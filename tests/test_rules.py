"""Rules are found in the text, under any import name, and an innocent text breaks none."""

import pytest

from striate.exercise import Forbid
from striate.rules import broken_rules

RULES = (Forbid(("numpy.convolve", "scipy", "striate.nn"), "Write the sliding yourself."),)

BROKEN = [
    "def f(a):\n    return np.convolve(a, a)",
    "import numpy\ndef f(a):\n    return numpy.convolve(a, a)",
    "import numpy as n\ndef f(a):\n    return n.convolve(a, a)",
    "from numpy import convolve as c\ndef f(a):\n    return c(a, a)",
    "def f(a):\n    import scipy.signal\n    return scipy.signal.correlate2d(a, a)",
    "from scipy import signal",
    "from striate.nn.functional import cross_correlate",
]
KEPT = [
    "def convolve(a):\n    return a[::-1]",
    "def f(a):\n    return convolve(a)  # np.convolve would be wrong here",
    "def f(a):\n    'Not np.convolve.'\n    return np.pad(a, 1)",
    "def f(:",
    "",
    "\0",
]


@pytest.mark.parametrize("source", BROKEN)
def test_a_forbidden_name_is_found_however_it_is_imported(source: str) -> None:
    assert broken_rules(source, RULES) == ["Write the sliding yourself."]


@pytest.mark.parametrize("source", KEPT)
def test_an_innocent_text_breaks_no_rule(source: str) -> None:
    assert broken_rules(source, RULES) == []
