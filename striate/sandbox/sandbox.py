"""A sandbox for one worker: starts the zygote with the isolation asked for, and opens sessions in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from . import bubblewrap, launch, seccomp
from .errors import IsolationUnavailable
from .limits import Limits
from .probe import level_name
from .replies import Cell
from .session import Session
from .zygote import Zygote

PRELOAD = ("numpy", "matplotlib.pyplot", "IPython")


class Sandbox:
    """Where submissions run. One thread uses it at a time; a worker has one and keeps it.

    Parameters
    ----------
    readable : folders (or files) that are visible inside, read-only, as ``/course/<name of the folder>``; ``/course``
        is on ``sys.path``, so that a package among them can be imported.
    path : which of them go on ``sys.path`` themselves.
    preload : modules that are imported once, before any submission.
    environment : environment variables, beyond those that every sandbox has.
    isolation : "bubblewrap", or "none" for submissions that are trusted.
    private : folders of which nothing may be visible inside; a mistake in ``readable`` is then refused.

    Raises
    ------
    IsolationUnavailable
        bubblewrap was asked for and is not to be had; raised on entering.
    ValueError
        Folders of the same name, a private folder in sight, or one that nobody may read.
    """

    def __init__(
        self,
        *,
        readable: Sequence[Path] = (),
        path: Sequence[Path] = (),
        preload: Sequence[str] = PRELOAD,
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        isolation: str = "bubblewrap",
        private: Sequence[Path] = (),
    ) -> None:
        if isolation not in ("bubblewrap", "none"):
            raise ValueError(f'isolation is "bubblewrap" or "none", not {isolation!r}')
        self._shown = _by_name(readable)
        names = [name for name, folder in self._shown.items() if folder in {Path(entry).resolve() for entry in path}]
        if len(names) != len(set(path)):
            raise ValueError("every folder in path must be in readable too")
        self._limits = limits or Limits()
        self._isolation = isolation
        self._environment = dict(environment or {})
        self._private = tuple(private)
        self._zygote = Zygote(self._launch, names, preload, self._limits.scratch_files)
        self._filter: bytes | None = None

    def __enter__(self) -> Self:
        self._filter = seccomp.compiled_filter() if self._isolation == "bubblewrap" else None
        self._zygote.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._zygote.stop()

    @property
    def isolation(self) -> str:
        """The level in force, to be recorded with every result, such as "bubblewrap+landlock+seccomp"."""
        return level_name(self._isolation, self._zygote.abilities.get("landlock", 0), self._filter is not None)

    def session(self, cells: Sequence[Cell], blocked: Sequence[str] = (), seed: int | None = None) -> Session:
        """Run the cells of one submission in a fresh process, to be used in a ``with`` statement.

        Parameters
        ----------
        cells : in the order in which they are to be run.
        blocked : modules that are missing for the cells that are not trusted.
        seed : of the global random generators; by default a number that follows from the cells.
        """
        return Session(self._zygote, cells, self._order(blocked), self._limits, seed)

    def _launch(self) -> launch.Launch:
        if self._isolation == "none":
            return launch.bare(self._shown, self._environment)
        return bubblewrap.launch(self._shown, self._environment, self._limits.scratch, self._private)

    def _order(self, blocked: Sequence[str]) -> dict[str, Any]:
        hardened = self._isolation == "bubblewrap"
        limits = self._limits
        resources = {"FSIZE": limits.scratch, "NOFILE": limits.open_files, "CORE": 0}
        if hardened:  # outside, the kernel would count every process of the user's
            resources["NPROC"] = limits.threads
        return {
            "blocked": list(blocked),
            "memory": limits.memory,
            "output": limits.output,
            "answer": limits.answer,
            "afterwards": limits.grace_seconds / 3,
            "resources": resources,
            "harden": hardened,
            "landlock": self._zygote.abilities.get("landlock", 0),
            "seccomp": self._filter or b"",
        }


def _by_name(readable: Sequence[Path]) -> dict[str, Path]:
    shown: dict[str, Path] = {}
    for entry in readable:
        folder = Path(entry).resolve()
        if not folder.exists():
            raise ValueError(f"{entry} does not exist, so it cannot be shown in the sandbox.")
        if folder.name in shown:
            raise ValueError(f"two folders named {folder.name!r} cannot both be shown in the sandbox.")
        shown[folder.name] = folder
    return shown


__all__ = ["PRELOAD", "IsolationUnavailable", "Sandbox"]
