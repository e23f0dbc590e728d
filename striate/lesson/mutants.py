"""Small mechanical changes to a reference, to see whether its grader notices.

The operators are cosmic-ray's; those below it lacks, and they are the slips that NumPy invites.
"""

import ast
import copy
import inspect
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from cosmic_ray import plugins
from cosmic_ray.mutating import mutate_code

# Names that stand in each other's place without an error, so that only the values tell.
_NEIGHBOURS = {
    "floor": "ceil", "ceil": "floor", "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum",
    "argmin": "argmax", "argmax": "argmin", "sum": "mean", "mean": "sum", "zeros": "ones", "zeros_like": "ones_like",
    "sqrt": "square", "any": "all", "all": "any", "cumsum": "cumprod", "hstack": "vstack", "vstack": "hstack",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed reference: the line that changed, before and after, and the function it makes."""

    line: str
    was: str
    function: Callable[..., Any]


def mutants(target: Callable[..., Any], module: ModuleType) -> Iterator[Mutant]:
    """Every mutant of ``target`` and of the private functions of its module that it uses, each once."""
    seen: set[str] = set()
    for function in [target, *_private_functions(target, module)]:
        plain = _plain_source(function)
        seen.add(plain)
        for source in _mutated(plain):
            if source in seen:
                continue
            seen.add(source)
            line, was = _changed_line(plain, source)
            made = _build(source, target, function, module)
            if made is not None:
                yield Mutant(line, was, made)


def _build(
    source: str, target: Callable[..., Any], changed: Callable[..., Any], module: ModuleType
) -> Callable[..., Any] | None:
    """The target in a copy of its module where ``changed`` is replaced; None if the text is no Python."""
    namespace = dict(vars(module))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 'is' with a number: that is what the mutant is about
            exec(compile(source, "<mutant>", "exec"), namespace)  # the author's own text, changed by us
        for private in _private_functions(target, module):
            if private is not changed:
                exec(compile(_plain_source(private), "<reference>", "exec"), namespace)
        if target is not changed:
            exec(compile(_plain_source(target), "<reference>", "exec"), namespace)
    except SyntaxError:
        return None
    made: Callable[..., Any] = namespace[target.__name__]
    return made


def _private_functions(target: Callable[..., Any], module: ModuleType) -> list[Callable[..., Any]]:
    """The private functions of the module that the target reaches."""
    found: list[Callable[..., Any]] = []
    queue = [target]
    while queue:
        tree = ast.parse(textwrap.dedent(inspect.getsource(queue.pop())))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id.startswith("_")}
        for name in sorted(names):
            function = vars(module).get(name)
            if inspect.isfunction(function) and function not in found:
                found.append(function)
                queue.append(function)
    return found


@cache
def _plain_source(function: Callable[..., Any]) -> str:
    """The source without docstring and annotations: a change there changes nothing."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
                argument.annotation = None
    tree = _WithoutAnnotations().visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return ast.Assign([node.target], node.value) if node.value is not None else None


def _mutated(source: str) -> Iterator[str]:
    for operator in _operators():
        for occurrence in range(1000):
            changed = mutate_code(source, operator, occurrence)
            if changed is None:
                break
            yield ast.unparse(ast.parse(changed)) if _parses(changed) else changed
    yield from _neighbours(source)
    yield from _deletions(source)


@cache
def _operators() -> list[Any]:
    names = [name for name in plugins.operator_names() if "Variable" not in name]
    return [plugins.get_operator(name)() for name in sorted(names)]


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _neighbours(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        changed = copy.deepcopy(tree)
        twin = list(ast.walk(changed))[number]
        if isinstance(node, ast.Attribute) and isinstance(twin, ast.Attribute) and node.attr in _NEIGHBOURS:
            twin.attr = _NEIGHBOURS[node.attr]
        elif isinstance(node, ast.Name) and isinstance(twin, ast.Name) and node.id in _NEIGHBOURS:
            twin.id = _NEIGHBOURS[node.id]
        elif isinstance(node, ast.Call) and isinstance(twin, ast.Call) and len(node.args) == 2:
            twin.args.reverse()
        else:
            continue
        yield ast.unparse(changed)


def _deletions(source: str) -> Iterator[str]:
    """The source with one statement taken out."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for position, statement in enumerate(
            getattr(node, "body", []) if not isinstance(node, ast.Module | ast.IfExp) else []
        ):
            if isinstance(statement, ast.FunctionDef | ast.Pass):
                continue
            changed = copy.deepcopy(tree)
            list(ast.walk(changed))[number].body[position] = ast.Pass()  # type: ignore[attr-defined]
            yield ast.unparse(ast.fix_missing_locations(changed))


def _changed_line(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    for a, b in zip(old, new, strict=False):
        if a != b:
            return b.strip(), a.strip()
    return (new[-1].strip(), old[-1].strip())
