"""Shows a card where the student is: HTML in a notebook, text elsewhere. And exceptions that render as a sentence."""

import sys

from IPython import get_ipython
from IPython.display import publish_display_data


class Plain(Exception):  # noqa: N818 - students meet the sentence, not the name
    """An exception that IPython shows as its sentence alone, without frames of code that is not the student's."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class CheckFailed(Plain):
    """A check did not pass. What there is to say stands on the card; this says it in a line or two."""


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
