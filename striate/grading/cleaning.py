"""Makes text that came out of a submission fit to be shown: one line, bounded, no escape codes, nothing invisible.

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
    seen = _ESCAPES.sub("", text[: 20 * limit])
    spaced = " ".join(seen.split())
    kept = "".join(character for character in spaced if unicodedata.category(character) not in _UNSEEN)
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"
