"""Loads the author's own modules, ``solutions.*`` and ``graders.*``, from the folder of one course.

Two courses in one process do not see each other's modules, and a file that was changed is read anew. What is wrong with
an author's file becomes a sentence with file and line.
"""

import ast
import importlib
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType

PACKAGES = ("solutions", "graders")

Fingerprint = tuple[tuple[str, int, int], ...]

_lock = threading.RLock()
_loaded: dict[Path, tuple[Fingerprint, dict[str, ModuleType]]] = {}


class CourseError(Exception):
    """Something about the course that the person at the keyboard can mend. Its text is a sentence for them."""


class AuthorError(CourseError):
    """A fault in one of the author's files. ``path`` is relative to the course; ``line`` counts from 1."""

    def __init__(self, path: Path, line: int | None, sentence: str) -> None:
        self.path = path
        self.line = line
        self.sentence = sentence
        where = path.as_posix() if line is None else f"{path.as_posix()}, line {line}"
        super().__init__(f"{where}: {sentence}")


def load_module(root: Path, name: str) -> ModuleType:
    """The module ``solutions.<lesson>`` or ``graders.<lesson>`` of the course in ``root``, imported once.

    Raises `AuthorError` where the file is missing, does not parse, or fails while it is imported.
    """
    root = root.resolve()
    path = Path(*name.split(".")).with_suffix(".py")
    if not (root / path).is_file():
        raise AuthorError(path, None, "This file does not exist.")
    with _lock:
        fingerprint = _fingerprint(root)
        if root not in _loaded or _loaded[root][0] != fingerprint:
            _loaded[root] = (fingerprint, {})
        modules = _loaded[root][1]
        if name not in modules:
            with _only(root, modules):
                try:
                    importlib.import_module(name)
                except Exception as error:
                    raise _author_error(root, path, error) from error
        return modules[name]


@contextmanager
def _only(root: Path, modules: dict[str, ModuleType]) -> Iterator[None]:
    """For the time of an import, let `root` come first and its modules alone be known under the author's package names.

    ``modules`` takes what was imported, unless the import failed.
    """
    outside = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in PACKAGES}
    sys.modules.update(modules)
    path, write_nothing = sys.path[:], sys.dont_write_bytecode
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True  # two versions of a file within one second would be taken for one
    importlib.invalidate_caches()
    try:
        yield
        modules.update({name: module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES})
    finally:
        sys.path[:], sys.dont_write_bytecode = path, write_nothing
        for name in [name for name in sys.modules if name.split(".")[0] in PACKAGES]:
            del sys.modules[name]
        sys.modules.update(outside)


def _fingerprint(root: Path) -> Fingerprint:
    files = sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def _author_error(root: Path, path: Path, error: Exception) -> AuthorError:
    """The last place in the author's own files that the error passed through, and what happened there."""
    if isinstance(error, SyntaxError) and error.filename:
        return AuthorError(_within(root, error.filename) or path, error.lineno, f"This is not Python: {error.msg}.")
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        place = _within(root, frame.filename)
        if place is not None:
            return AuthorError(place, frame.lineno, f"{type(error).__name__}: {error}.")
    return AuthorError(path, None, f"It cannot be imported. {type(error).__name__}: {error}.")


def _within(root: Path, filename: str) -> Path | None:
    path = Path(filename)
    if path.is_relative_to(root) and path.relative_to(root).parts[0] in PACKAGES:
        return path.relative_to(root)
    return None


def imported_files(root: Path, files: Iterable[Path]) -> set[Path]:
    """The files themselves and every file of the author's packages that they import, directly or through another."""
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        stat = path.stat()
        names = _imported_names(path, stat.st_mtime_ns, stat.st_size)
        waiting += [root / Path(*name.split(".")).with_suffix(".py") for name in names]
    return found


@lru_cache(maxsize=256)
def _imported_names(path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    return tuple(_names_imported_by(path))


def _names_imported_by(path: Path) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return  # reported when the module is loaded
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in PACKAGES)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
