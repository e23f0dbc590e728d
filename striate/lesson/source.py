"""An author's module as text: where each name is defined, and what else of the author's files a definition needs."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from striate.course import AuthorError
from striate.modules import PACKAGES

Place = tuple[int, int]
"""A line from 1 and a column in UTF-8 bytes, as in ast."""


@dataclass(frozen=True)
class Source:
    """The text of one of the author's modules. ``path`` is relative to the course, for messages."""

    root: Path
    path: Path
    text: str = field(repr=False, compare=False)
    tree: ast.Module = field(repr=False, compare=False)

    @classmethod
    def read(cls, root: Path, file: Path) -> "Source":
        """Raises `AuthorError` where the file is missing or is not Python."""
        path = file.relative_to(root)
        try:
            text = file.read_text(encoding="utf-8")
            return cls(root, path, text, ast.parse(text))
        except FileNotFoundError:
            raise AuthorError(path, None, "This file does not exist.") from None
        except SyntaxError as error:
            raise AuthorError(path, error.lineno, f"This is not Python: {error.msg}.") from None

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Line and text of every comment."""
        return [(token.start[0], token.string) for token in tokens_of(self.text) if token.type == tokenize.COMMENT]

    @cached_property
    def definitions(self) -> dict[str, ast.stmt]:
        """The statement at the top of the module that binds each name; the last one where there are several."""
        return {name: node for node in self.tree.body for name in bound_names(node)}

    def error(self, node: ast.stmt, sentence: str) -> AuthorError:
        return AuthorError(self.path, node.lineno, sentence)

    def function(self, name: str) -> ast.FunctionDef:
        """The function of that name at the top of the module; raises `AuthorError` if there is none."""
        node = self.definitions.get(name)
        if node is None:
            raise AuthorError(self.path, None, f"{name} is not defined in this file.")
        if not isinstance(node, ast.FunctionDef):
            raise self.error(node, f"{name} is not written as `def {name}(...)` here.")
        return node

    def text_of(self, node: ast.stmt) -> str:
        """The source of a statement; of a function with its decorators and all comments in it."""
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return "\n".join(self.lines[first - 1 : self.last_line(node)])
        return self.text_between((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))

    def last_line(self, node: ast.FunctionDef | ast.ClassDef) -> int:
        """The last line of a body, comments after its last statement included: a closing mark may stand there."""
        last = node.end_lineno or node.lineno
        while last < len(self.lines) and self.lines[last].startswith((" ", "\t")) and self.lines[last].strip():
            last += 1
        return last

    def text_between(self, start: Place, end: Place) -> str:
        """The source from one place up to another."""
        lines = [line.encode() for line in self.lines[start[0] - 1 : end[0]]]
        lines[-1] = lines[-1][: end[1]]
        lines[0] = lines[0][start[1] :]
        return b"\n".join(lines).decode()

    def needed(self, name: str, given: frozenset[str]) -> list[tuple["Source", ast.stmt]]:
        """The definition of a name and all others of the author's that it needs and that are not ``given``.

        In the order of the files, what is imported from another of the author's modules first. Raises `AuthorError`
        where the name is not defined, or is imported in a way that has no place in a notebook.
        """
        found: dict[Source, set[int]] = {}
        self._find(name, given, found)
        if not found:
            raise AuthorError(self.path, None, f"{name} is not defined in this file.")
        return [
            (source, node)
            for source in reversed(found)
            for number, node in enumerate(source.tree.body)
            if number in found[source]
        ]

    def _find(self, name: str, given: frozenset[str], found: dict["Source", set[int]]) -> None:
        node = self.definitions.get(name)
        if node is None:
            return
        if (origin := author_module(node)) is not None:
            other = self._imported(node, name, origin)
            found[other] = found.pop(other, set())  # later in the order, so before what needs it
            other._find(name, given, found)
            return
        numbers = found.setdefault(self, set())
        number = self.tree.body.index(node)
        if number in numbers:
            return
        numbers.add(number)
        for needed in sorted(loaded_names(node) - given - {name}):
            self._find(needed, given, found)

    def _imported(self, node: ast.stmt, name: str, origin: str) -> "Source":
        by_name = isinstance(node, ast.ImportFrom) and any(
            alias.name == name and alias.asname is None for alias in node.names
        )
        if not by_name or "." not in origin:
            sentence = (
                f"For a notebook, write `from solutions.<lesson> import <name>`, without `as`, for what {name} is."
            )
            raise self.error(node, sentence)
        return Source.read(self.root, self.root / Path(*origin.split(".")).with_suffix(".py"))


def author_module(node: ast.stmt) -> str | None:
    """The author's module that an import statement imports from, or None for anything else."""
    match node:
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] in PACKAGES:
            return module
        case ast.Import(names=names):
            return next((alias.name for alias in names if alias.name.split(".")[0] in PACKAGES), None)
    return None


def bound_names(node: ast.stmt) -> Iterator[str]:
    """The names that a statement at the top of a module binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.split(".")[0] for alias in names)
        case ast.Assign(targets=targets):
            for target in targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                        yield each.id
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def loaded_names(node: ast.AST) -> set[str]:
    """The names that are read somewhere in a piece of syntax, its own local ones among them."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}


def tokens_of(text: str) -> list[tokenize.TokenInfo]:
    """The tokens of some Python."""
    return list(tokenize.generate_tokens(io.StringIO(text).readline))
