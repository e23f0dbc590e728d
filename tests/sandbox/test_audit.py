"""The sandbox can be read alone: it leans on nothing else of striate, and what lies inside leans on nothing outside."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import striate.sandbox

SANDBOX = Path(striate.sandbox.__file__).parent
ALLOWED_OUTSIDE = {"msgpack", "numpy", "pyseccomp"}
ALLOWED_INSIDE = {"msgpack", "numpy", "IPython"}


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Level (0 for absolute) and name of every import."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def test_the_sandbox_imports_nothing_else_of_striate() -> None:
    for module in SANDBOX.rglob("*.py"):
        inside = module.parent.name == "inside"
        allowed = ALLOWED_INSIDE if inside else ALLOWED_OUTSIDE
        for level, name in imports(module):
            if level == 0:
                assert name.split(".")[0] in allowed | sys.stdlib_module_names, f"{module.name} imports {name}"
            else:
                assert level == 1, f"{module.name} imports from above its folder"


def test_nothing_is_pickled_or_evaluated() -> None:
    for module in SANDBOX.rglob("*.py"):
        tree = ast.parse(module.read_text())
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        names = {function.id for function in called if isinstance(function, ast.Name)}
        assert not names & {"eval", "exec", "compile", "__import__"}, module.name
        assert not {name for _, name in imports(module)} & {"pickle", "marshal", "shelve"}, module.name
