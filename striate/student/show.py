"""Shows a card where the student is: HTML in a notebook, text elsewhere. And exceptions that render as a sentence."""

import os
import re
import sys
from types import TracebackType
from typing import Any

from IPython import get_ipython
from IPython.display import publish_display_data


class Plain(Exception):  # noqa: N818 - students meet the sentence, not the name
    """An exception that IPython shows as its sentence alone, without frames of code that is not the student's."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class CheckFailed(Plain):
    """A check did not pass. ``str()`` says in a few lines what stands on the card of the exercise ``name``."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(said)
        self.name = name

    def _render_traceback_(self) -> list[str]:
        # The card stands right above; who validates with nbgrader sees no card, and reads this alone.
        if os.environ.get("NBGRADER_EXECUTION") or not _has_kernel():
            return super()._render_traceback_()
        return [f"{self.name}: see the card above."]


class CannotCheck(Plain):
    """A check or hint could not be made: no public cases, or no exercise of that name."""


def show(page: str, text: str) -> None:
    """Show one card: ``page`` where HTML is shown, else ``text``."""
    if get_ipython() is not None:
        publish_display_data({"text/html": page, "text/plain": text})  # type: ignore[no-untyped-call]
        return
    try:
        print(text)
    except UnicodeEncodeError:  # a terminal that cannot show a tick: the words stand beside it
        encoding = sys.stdout.encoding or "ascii"
        print(text.encode(encoding, "replace").decode(encoding))


def hush_stubs() -> None:
    """Let a cell that calls an unwritten function say so in a line, instead of with a long traceback.

    In a fresh notebook "Run all" meets many such cells.
    """
    shell = get_ipython()
    if shell is not None and not os.environ.get("STRIATE_GRADING"):
        shell.set_custom_exc((NotImplementedError,), _show_unwritten)


def _show_unwritten(
    shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> list[str]:
    stub = re.fullmatch(r"Write (\w+) here, then run the check below\.", str(error))
    if stub is None:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
    else:
        lines = [f"{stub[1]} is not written yet, and this cell needs it: write it first, then run this cell again."]
    shell._showtraceback(kind, error, lines)
    return list(lines)


def _has_kernel() -> bool:
    return getattr(get_ipython(), "kernel", None) is not None
