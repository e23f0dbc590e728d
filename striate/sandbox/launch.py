"""How a zygote is started: the command, the environment, and where things lie for it. Here without any isolation."""

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import IsolationUnavailable

INSIDE = Path(__file__).parent / "inside"
PACKAGE = "striate_inside"
"""The name by which `inside` is imported within the sandbox, so that it never meets a `striate` that a lesson uses."""


@dataclass(frozen=True)
class Launch:
    """Parameters
    ----------
    command : without the number of the control socket, which comes last but two.
    owner : user and group to become; (0, 0) to stay.
    course : where the readable folders lie, seen from within.
    scratch : the folder for submissions' folders, seen from within.
    contained : whether processes and files within are counted apart from the host's.
    remove : to be called when the zygote is gone.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    owner: tuple[int, int]
    course: str
    scratch: str
    contained: bool
    remove: Callable[[], None]


def python_command(python: str = sys.executable) -> tuple[str, ...]:
    # -s and -P: no packages of the user's, none from the current folder. Not -I, which would ignore PYTHONHASHSEED.
    return (python, "-s", "-P", "-m", PACKAGE)


def package_folders() -> list[Path]:
    """Where what the inside needs is installed, which may be the user's own folder."""
    needed = ("numpy", "msgpack", "IPython", "matplotlib")
    found = [spec.origin for name in needed if (spec := importlib.util.find_spec(name)) and spec.origin]
    return sorted({Path(origin).parent.parent for origin in found})


def environment(scratch: str, import_folders: Sequence[str], extra: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of the zygote. Every submission's folder is in turn ``<scratch>/work``.

    ``import_folders`` are for the zygote's own imports; the first has nothing that is meant for anyone else.
    """
    home = f"{scratch}/work"
    threads = {
        f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM")
    }
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(import_folders),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "USER": "student",
        "LOGNAME": "student",
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "Agg",
        # Each of a thread's memory pools would otherwise reserve 64 MB of address space.
        "MALLOC_ARENA_MAX": "2",
        **threads,
        **extra,
    }


def bare(readable: Mapping[str, Path], extra: Mapping[str, str]) -> Launch:
    """Start as an ordinary process of the user's, which can do whatever the user can.

    Raises
    ------
    IsolationUnavailable
        This is Windows, where no process can be forked.
    """
    if os.name != "posix":
        raise IsolationUnavailable("Notebooks are graded on Linux or macOS; on Windows, use WSL.")
    root = Path(tempfile.mkdtemp(prefix="striate-sandbox-"))
    for folder in ("course", "machine", "scratch"):
        (root / folder).mkdir()
    (root / "machine" / PACKAGE).symlink_to(INSIDE)
    for name, source in readable.items():
        (root / "course" / name).symlink_to(source)
    scratch = str(root / "scratch")
    return Launch(
        command=python_command(),
        environment=environment(scratch, [str(root / "machine"), *map(str, package_folders())], extra),
        owner=(0, 0),
        course=str(root / "course"),
        scratch=scratch,
        contained=False,
        remove=lambda: shutil.rmtree(root, ignore_errors=True),
    )
