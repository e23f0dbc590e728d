"""What this machine can do for the course and what it cannot, and how to mend it. Each finding is one sentence."""

import importlib.metadata
import platform
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass

LEAST_PYTHON = (3, 11)

# Distribution names, by who needs them.
_PACKAGES = {
    "student": ("numpy", "matplotlib", "pillow", "ipython", "ipykernel", "nbformat"),
    "lab": ("jupyterlab",),
    "instructor": ("nbgrader", "jupytext", "msgpack", "cosmic-ray", "jinja2"),
}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """``good`` or not, for whom it matters ("student", "instructor", "author"), and what was found."""

    subject: str
    whom: str
    good: bool
    sentence: str


def examine() -> list[Finding]:
    """Look at Python, packages, data, isolation and browser. Takes less than two seconds and changes nothing."""
    return [*_python(), *_packages(), *_data(), *_isolation(), *_browser()]


def _python() -> Iterator[Finding]:
    good = sys.version_info >= LEAST_PYTHON
    wanted = "" if good else f"; the course needs {LEAST_PYTHON[0]}.{LEAST_PYTHON[1]} or newer"
    yield Finding("Python", "student", good, f"{platform.python_version()} on {platform.system()}{wanted}.")


def _packages() -> Iterator[Finding]:
    for extra, names in _PACKAGES.items():
        found, missing = [], []
        for name in names:
            try:
                found.append(f"{name} {importlib.metadata.version(name)}")
            except importlib.metadata.PackageNotFoundError:
                missing.append(name)
        whom = "instructor" if extra == "instructor" else "student"
        if missing:
            package = "striate" if extra == "student" else f"striate[{extra}]"
            said = (
                f"missing: {', '.join(missing)}. To install: pip install '{package}', or pip install -e '.[{extra}]'."
            )
        else:
            said = ", ".join(found) + "."
        yield Finding(f"Packages ({extra})", whom, not missing, said)


def _data() -> Iterator[Finding]:
    from striate import data

    try:
        for name in data.names():
            data.picture(name)
        digits, clothes = len(data.digits()[0]), len(data.clothes()[0])
        said = f"{len(data.names())} pictures, {digits:,} digits and {clothes:,} clothes, as they should be."
        yield Finding("Data", "student", True, said)
    except data.DataError as error:
        yield Finding("Data", "student", False, str(error))


def _isolation() -> Iterator[Finding]:
    try:
        from striate.sandbox import probe
    except ModuleNotFoundError as error:
        yield Finding("Isolation", "instructor", False, f"{error.name} is missing: pip install 'striate[instructor]'.")
        return
    isolation = probe()
    reasons = " ".join(isolation.reasons)
    if isolation.available:
        yield Finding("Isolation", "instructor", True, f"{isolation.level}. {reasons}".strip())
    else:
        yield Finding("Isolation", "instructor", False, f"none: grading will refuse. {reasons}".strip())


def _browser() -> Iterator[Finding]:
    try:
        webbrowser.get()
        yield Finding("Browser", "student", True, "striate lab will open one.")
    except webbrowser.Error:
        yield Finding("Browser", "student", True, "none to open from here: striate lab prints the address to visit.")
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    said = (
        f"{found}." if found else "no Chromium: the browser tests cannot run. Debian and Ubuntu: apt install chromium."
    )
    yield Finding("Chromium", "author", found is not None, said)
