"""A grader's right and wrong functions as the text that a student would have written."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def answer_text(function: Callable[..., Any], name: str) -> str:
    """The source of ``function``, named ``name``, without its docstring: a complete answer for a student's notebook."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise ValueError(f"{function.__name__}: write it with def, so that it can be read as an answer")
    old = definition.name
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == old:
            node.name = name
        elif isinstance(node, ast.Name) and node.id == old:
            node.id = name
    if ast.get_docstring(definition, clean=False) is not None:
        definition.body = definition.body[1:] or [ast.Pass()]
    definition.returns = None
    for argument in [*definition.args.posonlyargs, *definition.args.args, *definition.args.kwonlyargs]:
        argument.annotation = None
    return ast.unparse(ast.fix_missing_locations(tree))
