"""`striate lab`: JupyterLab on a working copy of the notebooks."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from striate.modules import CourseError
from striate.student.copies import Brought, bring_up_to_date
from striate.student.places import working_copy


class NoLab(CourseError):  # noqa: N818 - it is met as a sentence, not by its name
    """JupyterLab cannot be started. Its text is a sentence for the student."""


def prepare(folder: Path | None = None, start: Path | None = None) -> tuple[Path, list[Brought]]:
    """The working copy, made or brought up to date, and what became of each notebook. ``start`` is the working folder.

    Raises NoNotebooks.
    """
    start = (start or Path.cwd()).resolve()
    folder = folder.resolve() if folder is not None else working_copy(start)
    return folder, bring_up_to_date(folder, start)


def open_lab(folder: Path, *, browser: bool = True, port: int | None = None, more: tuple[str, ...] = ()) -> int:
    """Run JupyterLab in ``folder`` until it is stopped; its exit code. ``more`` is handed on to it.

    Raises NoLab where JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise NoLab(f"JupyterLab is not installed here: pip install 'striate[lab]'. The notebooks are in {folder}.")
    process = subprocess.Popen([*command(browser=browser, port=port), *more], cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab heard it too: it asks back, and shuts its kernels down before it ends


def command(*, browser: bool = True, port: int | None = None) -> list[str]:
    """What starts JupyterLab. It refuses to run as root, which in a container one often is, unless it is told to."""
    parts = [sys.executable, "-m", "jupyterlab"]
    parts += [] if browser else ["--no-browser"]
    parts += [] if port is None else [f"--port={port}"]
    return parts + (["--allow-root"] if _is_root() else [])


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def opening(folder: Path, brought: list[Brought]) -> list[str]:
    """What there is to say before JupyterLab opens, a line each."""
    new = [each for each in brought if each.how == "new"]
    lines = [f"Your working copy is {folder}."]
    if new:
        word = "notebook" if len(new) == 1 else "notebooks"
        lines.append(f"{len(new)} {word} copied there: {', '.join(f'{each.week}/{each.lesson}' for each in new)}.")
    lines += [each.sentence for each in brought if each.sentence]
    if _is_root():
        lines.append("You are root, so what runs in a notebook may change anything on this machine.")
    return lines
