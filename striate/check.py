"""The notebook side of an exercise: ``check(zero_pad)``, ``hint(zero_pad)``, ``mine("convolution.cross_correlate")``.

The public cases are read from a file beside the notebook. Where work is graded or the site is built (the setting
STRIATE_GRADING), `check` and `hint` do nothing and `mine` gives the package's function.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from IPython import get_ipython

from striate.cases import CasesError
from striate.report import card, note, page, summary, text
from striate.sheet import AnySheet
from striate.student import quiet
from striate.student.attempt import MISSING, Failed, Result, examine
from striate.student.mine import mine
from striate.student.places import sheets
from striate.student.show import CannotCheck, CheckFailed, hush_stubs, show
from striate.verdict import whole

__all__ = ["CannotCheck", "CheckFailed", "check", "hint", "mine"]


class _Check:
    """Check an exercise on its public cases and show what holds.

    ``check(zero_pad)`` for a function, ``check("why_floor", why_floor)`` for the answer to a question.

    Raises
    ------
    CheckFailed : something does not hold yet. The card above it says what; `check.failed` holds the case.
    CannotCheck : there is no such exercise, or its public cases were not found.
    """

    def __init__(self) -> None:
        self.failed: Failed | None = None

    def __call__(self, answer: Any, value: Any = MISSING) -> None:
        if _silent():
            return
        names = _names(sys._getframe(1).f_globals)
        name, value, known = _find(answer, value, names)
        result = _examine(known, name, value, names)
        self.failed = result.failed
        show(page(result.card), text(result.card))
        if not result.verdict.passed:
            raise CheckFailed(name, summary(result.card))

    def __repr__(self) -> str:
        return "check(function), or check(name, value): tries an answer on its public cases"


check = _Check()
hush_stubs()

_given: dict[str, int] = {}


def hint(answer: Any) -> None:
    """Show the next hint for an exercise: first a nudge, then a formula, then a tiny case worked out.

    ``hint(zero_pad)``, or ``hint("why_floor")`` for a question.
    """
    if _silent():
        return
    names = _names(sys._getframe(1).f_globals)
    name, _, known = _find(answer, MISSING, names)
    hints = known[name].hints
    number = _given[name] = _given.get(name, 0) + 1
    if not hints:
        title, said = f"There is no hint for `{name}`.", []
    elif number <= len(hints):
        more = "" if number == len(hints) else " Ask again for the next one."
        title, said = f"Hint {number} of {len(hints)} for `{name}`", [hints[number - 1] + more]
    else:
        title = f"These were all the hints for `{name}`. Once more:"
        said = [f"{n}. {each}" for n, each in enumerate(hints, 1)]
    show(note(title, said), "\n".join([title, *(f"  {line}" for line in said)]))


def _silent() -> bool:
    return bool(os.environ.get("STRIATE_GRADING")) or quiet.active()


def _names(caller: dict[str, Any]) -> dict[str, Any]:
    """The student's names: of the notebook where there is one, else of the module that called."""
    shell = get_ipython()
    return caller if shell is None else shell.user_ns


def _find(answer: Any, value: Any, names: Mapping[str, Any]) -> tuple[str, Any, Mapping[str, AnySheet]]:
    """The exercise that is meant, its answer, and the sheets of its lesson. Raises CannotCheck."""
    if isinstance(answer, str):
        candidates, value = [answer], names.get(answer, MISSING) if value is MISSING else value
    else:
        value = answer
        own = getattr(answer, "__name__", None)
        # A lambda, a partial or a wrapped function is called what the student calls it.
        bound = [name for name, thing in names.items() if thing is answer and not name.startswith("_")]
        candidates = [name for name in ([own] if isinstance(own, str) else []) + bound if name.isidentifier()]
    problem = 'Say which exercise this is: check(name_of_your_function), or check("name", value).'
    for candidate in candidates:
        try:
            return candidate, value, sheets(Path.cwd(), candidate)
        except CasesError as error:
            problem = problem if candidate != candidates[0] else str(error)
    # Raised out here, so that it carries no trace of the search.
    raise CannotCheck(problem)


def _examine(known: Mapping[str, AnySheet], name: str, value: Any, names: Mapping[str, Any]) -> Result:
    try:
        return examine(known, name, value, names=names)
    except KeyboardInterrupt:
        pass
    verdict = whole(known[name], "lost", "It was interrupted before it was done.")
    return Result(verdict, card(verdict))
