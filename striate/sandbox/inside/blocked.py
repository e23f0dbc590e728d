"""Modules that are missing while a student's code runs, though they may be there for our own cells.

A help to the honest, who learn early that a lesson leaves a module out; who wants to get round it can.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class Blocked(MetaPathFinder):
    """Hides the named modules and all below them between `hide` and `show`."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._hidden: list[tuple[str, ModuleType, ModuleType | None]] = []
        self._active = False
        if names:
            sys.meta_path.insert(0, self)

    def hide(self) -> None:
        """Take them out of reach of an import statement."""
        if self._active or not self._names:
            return
        self._active = True
        found = [(name, sys.modules.get(name.rpartition(".")[0])) for name in sys.modules if self._covers(name)]
        self._hidden = [(name, sys.modules.pop(name), parent) for name, parent in found]
        for name, _, parent in self._hidden:
            if parent:
                vars(parent).pop(name.rpartition(".")[2], None)

    def show(self) -> None:
        """Put them back."""
        if not self._active:
            return
        self._active = False
        for name, module, parent in self._hidden:
            sys.modules[name] = module
            if parent:
                setattr(parent, name.rpartition(".")[2], module)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if self._active and self._covers(fullname):
            raise ModuleNotFoundError(f"No module named {fullname!r} here: this lesson leaves it out", name=fullname)
        return None

    def _covers(self, name: str) -> bool:
        return any(name == blocked or name.startswith(blocked + ".") for blocked in self._names)
