"""Rules that an exercise sets for its text ("no np.convolve"), read from the text itself, which is never run here.

They help an honest student to notice; they are no wall against a cunning one.
"""

import ast
from collections.abc import Iterator, Sequence

from striate.exercise import Forbid

# The short names under which the course imports what it uses.
_ALIASES = {"np": "numpy", "plt": "matplotlib.pyplot"}


def broken_rules(source: str, rules: Sequence[Forbid]) -> list[str]:
    """The sentences of the rules that a text breaks; none for a text that is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    used = set(_names(tree))
    return [rule.sentence for rule in rules if any(_reaches(name, rule.names) for name in used)]


def _reaches(name: str, forbidden: Sequence[str]) -> bool:
    return any(name == word or name.startswith(word + ".") for word in map(_full, forbidden))


def _full(dotted: str) -> str:
    first, _, rest = dotted.partition(".")
    first = _ALIASES.get(first, first)
    return f"{first}.{rest}" if rest else first


def _names(tree: ast.AST) -> Iterator[str]:
    """Every dotted name that the text uses or imports, import aliases resolved."""
    aliases = dict(_ALIASES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                if alias.asname:
                    aliases[alias.asname] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full
                aliases[alias.asname or alias.name] = full
    for node in ast.walk(tree):
        dotted = _dotted(node)
        if dotted:
            first, _, rest = dotted.partition(".")
            first = aliases.get(first, first)
            yield f"{first}.{rest}" if rest else first


def _dotted(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base else None
    return None
