"""What an exercise is: plain data that a grader module fills in. Nothing here runs anything.

A grader module (``graders/<lesson>.py``) ends with ``EXERCISES``, a tuple of `Exercise`, `Question` and `BreakIt` in
the order of the lesson. Each is named after what the lesson's solutions module defines under that name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

DrawCases = Callable[[np.random.Generator], Iterable["Case"]]


@dataclass(frozen=True)
class Case:
    """One call of the function under examination.

    Parameters
    ----------
    args : positional arguments, plain data: numbers, strings, tuples, lists, dicts, arrays, `Construct`.
    times : how often the call is made with the very same argument objects; the last result is judged. With two, a
        function that writes into its inputs gives itself away by its value.
    note : what is particular about this case, in a few words that may follow "with" ("a kernel that is not square").
    """

    args: tuple[Any, ...]
    times: int = 1
    note: str = ""


@dataclass(frozen=True)
class Construct:
    """An argument that is built on the side where it is used, because it has no plain form.

    ``Construct("view", (array,))`` gives a non-contiguous view with the values of ``array``;
    ``Construct("seeded", (7,))`` gives ``numpy.random.default_rng(7)``.
    """

    name: str
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Property:
    """One thing that a right answer does, with its share of the points.

    ``public`` cases travel with the notebook, so keep them few and small; ``hidden`` draws more from a seeded
    generator. A property is earned when all of its cases, public and hidden, are right.
    """

    name: str
    weight: float = 1.0
    public: tuple[Case, ...] = ()
    hidden: DrawCases | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong function that people really write, and the sentence that they should then read."""

    name: str
    function: Callable[..., Any]
    sentence: str


@dataclass(frozen=True)
class Equal:
    """When an answer counts as equal to the expected one.

    ``relation`` is "same", "any order" (of the outermost axis), "relabelled" (equal up to renaming of labels), "any of"
    (the expected value is a list of admissible answers) or "at most" (numbers not above the expected ones). ``rtol``
    is relative to each expected number, ``atol`` to the largest expected magnitude (to 1 where all are zero).
    """

    relation: str = "same"
    rtol: float = 1e-5
    atol: float = 1e-6


@dataclass(frozen=True)
class Forbid:
    """A rule read from the text of the answer: these dotted names may not be used, and the sentence that says why.

    A name that is an importable module is missing from the lesson's sandbox too.
    """

    names: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A function to write. ``target`` is the reference; its name, signature and docstring become the stub.

    ``equivalent`` lists mutants of the reference that no test could kill: the changed source line, stripped, and why it
    means the same.
    """

    target: Callable[..., Any]
    points: float
    minutes: int
    properties: tuple[Property, ...]
    misconceptions: tuple[Misconception, ...] = ()
    alternatives: tuple[Callable[..., Any], ...] = ()
    hints: tuple[str, ...] = ()
    equal: Equal = Equal()
    rules: tuple[Forbid, ...] = ()
    equivalent: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.target.__name__


@dataclass(frozen=True, kw_only=True)
class Question:
    """A quick question: a plain value (a number, a word, a tuple of them) to fill in.

    ``name`` is the variable in the solutions module, ``answer`` its value, ``wrong`` the wrong values that people
    give with the sentence each should read. The notebook carries salted hashes of all of them, never the values.
    """

    name: str
    answer: Any
    points: float
    minutes: int = 1
    wrong: Mapping[Any, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BreakIt:
    """A wrong function is described; the student returns arguments on which it differs from the reference.

    ``target`` takes nothing and returns the tuple of arguments (one valid answer); its docstring describes the wrong
    function and the domain. ``domain`` lists the admissible values of each argument, so that the notebook can tell
    right from wrong without knowing either function: the cases beside it carry which of the combinations break
    ``wrong``. Arguments for which ``reference`` raises are not valid. ``misses`` are admissible answers that people
    try and that do not break it, with the sentence each should read; ``finds`` are other right answers.
    """

    target: Callable[[], Any]
    reference: Callable[..., Any]
    wrong: Callable[..., Any]
    domain: tuple[tuple[Any, ...], ...]
    points: float
    minutes: int
    misses: tuple[tuple[Any, str], ...] = ()
    finds: tuple[Any, ...] = ()
    hints: tuple[str, ...] = ()
    equal: Equal = Equal()

    @property
    def name(self) -> str:
        return self.target.__name__


AnyExercise = Exercise | Question | BreakIt
