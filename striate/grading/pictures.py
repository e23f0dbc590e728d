"""The picture of what went wrong, drawn once for all students who gave the same wrong answer."""

import hashlib
import threading
from collections import OrderedDict

from striate.outcome import Value
from striate.report import card
from striate.sandbox.inside.codec import Bounds, encode
from striate.verdict import Verdict

Picture = tuple[bytes | None, str]
"""A PNG, and what it shows."""

_KEPT = 300
_ANY_SIZE = Bounds(bytes=1 << 30, nodes=10_000_000)  # it has been bounded on its way here

_lock = threading.Lock()
_drawn: OrderedDict[str, Picture] = OrderedDict()


def picture(verdict: Verdict, bundle: str) -> Picture:
    """The picture of a verdict's first difference, or None. ``bundle`` is the hash of what it was judged by."""
    first = verdict.failures[0] if verdict.failures else None
    if first is None or not first.trial.public or not isinstance(first.actual, Value) or first.difference is None:
        return None, ""
    told = f"{bundle} {verdict.name} {first.property} {first.sentence} {first.difference.where}"
    key = hashlib.sha256(told.encode() + encode(first.actual.value, _ANY_SIZE)).hexdigest()
    with _lock:  # drawing sets matplotlib's settings for the whole process
        if key not in _drawn:
            shown = card(verdict)
            _drawn[key] = (shown.picture, shown.alt)
            if len(_drawn) > _KEPT:
                _drawn.popitem(last=False)
        return _drawn[key]
