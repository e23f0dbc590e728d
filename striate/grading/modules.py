"""Which of the names that a rule forbids are modules, so that the sandbox can leave them out."""

import importlib.util
from collections.abc import Iterable

from striate.exercise import Forbid


def module_names(rules: Iterable[Forbid]) -> tuple[str, ...]:
    """The forbidden modules, each once, in order. Functions (``numpy.convolve``) are refused by the text alone."""
    names = dict.fromkeys(name for rule in rules for name in rule.names)
    return tuple(name for name in names if "." not in name or _is_module(name))


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False
