"""Makes text that came out of a submission fit to be shown: bounded, no escape codes, nothing invisible.

It is plain text afterwards, and no more than that: whoever puts it into HTML or Markdown escapes it there.
"""

import re
import unicodedata

# Colours and cursor moves of terminals, and titles that a terminal would set.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# Control, format (bidirectional marks, zero widths), surrogates, private use, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str, limit: int = 500) -> str:
    """``text`` on one line of at most ``limit`` characters, without what a reader could not see."""
    return _seen(" ".join(_ESCAPES.sub("", text[: 20 * limit]).split()), "", limit)


def clean_lines(text: str, limit: int = 1200) -> str:
    """The same with the line ends and tabs that it has."""
    return _seen(_ESCAPES.sub("", text[: 20 * limit]), "\n\t", limit)


def _seen(text: str, spared: str, limit: int) -> str:
    kept = "".join(c for c in text if c in spared or unicodedata.category(c) not in _UNSEEN)
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"
