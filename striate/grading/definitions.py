"""What the text of a cell defines, and what it calls: read from the text, which is never run here.

The text is a submission's: it may be anything, Python or not.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

# Lines that IPython understands and Python does not: magics, shell commands, questions.
_MAGIC = re.compile(r"^[ \t]*(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)

# A longer text is not parsed here, where a syntax tree of a hundred times its size would burden all submissions.
_LONGEST = 200_000

Function = ast.FunctionDef | ast.AsyncFunctionDef


def defines(source: str, name: str) -> bool:
    """Whether a text has a line that defines ``name``, even if the rest of it is not Python."""
    if name not in source:
        return False
    name = re.escape(name)
    return (
        re.search(rf"^(?:(?:async +)?def +{name}\s*\(|{name}\s*(?::[^=\n]*)?=(?!=))", source, re.MULTILINE) is not None
    )


def rebinds(source: str, name: str) -> bool:
    """Whether a text gives ``name`` another meaning, or takes it away, anywhere; what is not Python may do so."""
    if name not in source:
        return False
    tree = parsed(source)
    return tree is None or any(_binds(node, name) for node in ast.walk(tree))


def _binds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Name(id=found, ctx=ast.Store() | ast.Del()):
            return found == name
        case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found) | ast.ClassDef(name=found):
            return found == name
        case ast.alias(name=found, asname=other):
            return name in (other, found.partition(".")[0]) or found == "*"
        case ast.Global(names=found_names):
            return name in found_names
        case (
            ast.MatchAs(name=found_or_none) | ast.MatchStar(name=found_or_none) | ast.ExceptHandler(name=found_or_none)
        ):
            return found_or_none == name
    return False


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, its magics left out; None where it is not Python."""
    return _parsed(python_text(source))


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source) if len(source) <= _LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def python_text(source: str) -> str:
    """The text as it stands if it is Python, else with the lines left empty that IPython alone understands."""
    return source if _parsed(source) else _MAGIC.sub("", source)


def definitions(source: str) -> str:
    """The imports, functions, classes and plain values that a cell defines, each in its line and all else left empty.

    Empty where a cell has nothing else, or no such thing, or is not Python. To be run before the cell: what stops it in
    the middle (a picture that wants a variable of another cell) then takes no function along.
    """
    text = python_text(source)
    tree = _parsed(text)
    nodes = [node for node in (tree.body if tree else []) if not _is_text(node)]
    others = {line for node in nodes if not _only_defines(node) for line in _lines(node)}
    kept = [node for node in nodes if _only_defines(node) and others.isdisjoint(_lines(node))]
    if len(kept) == len(nodes) and text == source:
        return ""
    lines = text.split("\n")
    left = [""] * len(lines)
    for line in (line for node in kept for line in _lines(node)):
        left[line - 1] = lines[line - 1]
    shared = "\n".join(left)
    return shared if kept and _parsed(shared) else ""


def _lines(node: ast.stmt) -> range:
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return range(first, (node.end_lineno or first) + 1)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _only_defines(node: ast.stmt) -> bool:
    if isinstance(node, Function | ast.ClassDef | ast.Import | ast.ImportFrom):
        return True
    # A value without a name or a call in it cannot fail, nor take long.
    return isinstance(node, ast.Assign | ast.AnnAssign) and not any(
        isinstance(each, ast.Call | ast.BinOp) or (isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load))
        for each in ast.walk(node)
    )


def same_text(one: str, other: str) -> bool:
    """Whether two cells hold the same but for spaces at the ends of lines and empty lines around."""
    return trimmed(one) == trimmed(other)


def trimmed(source: str) -> str:
    """A cell's text without spaces at the ends of lines and without empty lines around it."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def unanswered(source: str, name: str, stub: str) -> bool:
    """Whether a text leaves ``name`` as a stub: ours, or one of an earlier release."""
    if same_text(source, stub):
        return True
    tree = parsed(source)
    binding = [node for node in (tree.body if tree else []) if _bound(node) == name]
    return bool(binding) and _is_stub(binding[-1])


def only_a_stub(source: str) -> bool:
    """Whether there is nothing in a cell but a stub (or nothing at all)."""
    tree = parsed(source)
    return tree is not None and all(_is_stub(node) for node in tree.body)


def _bound(node: ast.stmt) -> str | None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return None


def _is_stub(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(value=ast.Constant(value=value)) | ast.AnnAssign(value=ast.Constant(value=value)):
            return value is Ellipsis
        case ast.FunctionDef(body=[ast.Expr(value=ast.Constant()), last]) | ast.FunctionDef(body=[last]):
            return isinstance(last, ast.Raise) and "NotImplementedError" in _loaded(last)
    return False


def uses(sources: Iterable[str]) -> dict[str, set[str]]:
    """The names that each function reads, of all functions that some texts define."""
    functions: dict[str, set[str]] = {}
    for source in sources:
        tree = parsed(source)
        functions |= {node.name: _loaded(node) for node in (tree.body if tree else []) if isinstance(node, Function)}
    return functions


def reached(name: str, functions: Mapping[str, set[str]], among: Iterable[str]) -> set[str]:
    """Which names of ``among`` a function uses, directly or through helpers; ``functions`` is what `uses` gives."""
    others = set(among) - {name}
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        used = functions.get(waiting.pop(), set())
        found |= used & others
        # What another exercise uses is its own affair.
        helpers = (used & functions.keys()) - others - seen
        seen |= helpers
        waiting += helpers
    return found


def _loaded(node: ast.AST) -> set[str]:
    return set(_loads(node))


def _loads(node: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load))
