"""A student's own functions travel with them: `mine` brings one from an earlier notebook, if it passes its check.

Only the text of that notebook's answers, setup and added cells is run, with its prints silenced: it is the student's
own code, on their own machine.
"""

import builtins
import importlib
import linecache
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from IPython.utils.capture import capture_output

from striate.cases import CasesError
from striate.outcome import attempt
from striate.sheet import FunctionSheet
from striate.student.limit import at_most
from striate.student.places import notebooks_of, sheets
from striate.student.quiet import quiet
from striate.student.workbook import Unreadable, read_workbook
from striate.verdict import judge

SECONDS = 20.0

_running: set[Path] = set()


def mine(name: str) -> Callable[..., Any]:
    """Your own function from an earlier lesson if it passes its check there, else the one of the package.

    Parameters
    ----------
    name : lesson and function, ``"convolution.cross_correlate"``

    Raises
    ------
    ValueError : the name is not of this form.
    LookupError : you have no function of this name that passes, and the package has none either.

    Says in a line which one it is, and why.
    """
    lesson, _, function = name.partition(".")
    if not lesson.isidentifier() or not function.isidentifier():
        raise ValueError(f'mine takes lesson and function, as in mine("convolution.cross_correlate"), not {name!r}')
    if os.environ.get("STRIATE_GRADING"):
        return _package(function)
    why = f"there is no notebook {lesson}.ipynb here"
    for path in notebooks_of(Path.cwd(), lesson):
        found, why = _from(path, function)
        if found is not None:
            print(f"{function}: your own, from {path.name}")
            return found
    try:
        given = _package(function)
    except LookupError:
        raise LookupError(f"{function} is needed here, and {why}. Write it there first.") from None
    print(f"{function}: the course's, as {why}")
    return given


def _package(function: str) -> Callable[..., Any]:
    try:
        found = getattr(importlib.import_module("striate.nn.functional"), function)
    except (ImportError, AttributeError):
        raise LookupError(f"the package has no function {function}") from None
    assert callable(found)
    return found  # type: ignore[no-any-return]


def _from(path: Path, function: str) -> tuple[Callable[..., Any] | None, str]:
    """The function of a notebook if it passes its public check; else None, and why not."""
    if path in _running:
        return None, f"{path.name} and this notebook need each other"
    try:
        sheet = sheets(path.parent, function)[function]
        names = _run(path, path.stat().st_mtime_ns)
    except (CasesError, Unreadable) as error:
        return None, str(error).rstrip(".")
    except OSError:
        return None, f"{path.name} cannot be read"
    found = names.get(function)
    if not callable(found) or not isinstance(sheet, FunctionSheet):
        return None, f"{path.name} defines no function of this name"
    state = "lost"
    with _hushed(), at_most(SECONDS):
        state = judge(sheet, lambda case: attempt(found, case)).state
    if state == "passed":
        return found, ""
    return None, f"yours is not written yet ({path.name})" if state == "not started" else (
        f"yours does not pass its check yet ({path.name})"
    )


@lru_cache(maxsize=8)
def _run(path: Path, changed: int) -> dict[str, Any]:
    """The names that a notebook's answers define, each cell run for itself: one that fails costs no other."""
    names: dict[str, Any] = {
        "__name__": "__main__",
        "__builtins__": builtins,
        "get_ipython": lambda: _NoShell(),
        "input": _no_input,
    }
    answers: dict[str, Any] = {}
    _running.add(path)
    try:
        with _hushed():
            for number, cell in enumerate(read_workbook(path).runs, 1):
                with at_most(SECONDS):
                    _run_cell(cell.source, f"<{path.name}, code cell {number}>", names)
                if cell.role == "answer" and cell.id in names:
                    # The check stands under this cell, so a later cell that takes the name again changes nothing.
                    answers[cell.id] = names[cell.id]
    finally:
        _running.discard(path)
    return names | answers


def _run_cell(source: str, label: str, names: dict[str, Any]) -> None:
    try:
        source = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        # So that a traceback through this function shows the student's own lines.
        linecache.cache[label] = (len(source), None, source.splitlines(True), label)
        exec(compile(source, label, "exec"), names)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return


class _NoShell:
    """Takes the place of the notebook's shell: magics and shell commands of an earlier notebook are not run again."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def _no_input(prompt: str = "") -> str:
    raise EOFError("nothing is typed here")


@contextmanager
def _hushed() -> Iterator[None]:
    """Silence what is printed, displayed or drawn inside."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    with quiet(), capture_output():
        try:
            yield
        finally:
            pyplot = sys.modules.get("matplotlib.pyplot")
            for number in set(pyplot.get_fignums()) - before if pyplot else ():
                pyplot.close(number)  # type: ignore[union-attr]
