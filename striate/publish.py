"""The repository that students get: notebooks, public cases, the package, data.

An instructor publishes it, and keeps the course's own repository, with its solutions and graders, private.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from striate.course import Course
from striate.lesson.build import check_built
from striate.lesson.leaks import leaks
from striate.modules import CourseError

# What a published folder lists of itself: publishing again takes away what is no longer part of it, and nothing else.
MANIFEST = ".striate-edition.json"

_FOLDERS = ("striate", "datasets", "notebooks")
_FILES = ("environment.yml", "hatch_build.py", "LICENSE", "LICENSE-lessons")
_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}


class PublishError(CourseError):
    """Why nothing was published."""


def publish(course: Course, folder: Path) -> list[Path]:
    """Write the students' edition into ``folder`` and return its files, relative to it.

    A folder that holds other things is refused; one that was published before is brought up to date, and what a version
    control system keeps there stays. Raises `PublishError` if notebooks are out of date or hold part of a solution.
    """
    stale = check_built(course)
    if stale:
        names = ", ".join(str(each.path.relative_to(course.root)) for each in stale)
        raise PublishError(f"Not published: {names} is not what the lessons say now. Run striate build first.")
    folder = folder.resolve()
    if course.root.is_relative_to(folder) or any(folder.is_relative_to(course.root / part) for part in _FOLDERS):
        raise PublishError(f"{folder} holds the course itself, or is part of it: name another folder.")
    before = _published_before(folder)
    files = dict(_files(course))
    for name, content in files.items():
        found = leaks(course, name, content) if name.startswith("notebooks/") else []
        if found:
            raise PublishError(f"Not published: {found[0]}")
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name in before - set(files):
        (folder / name).unlink(missing_ok=True)
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    (folder / MANIFEST).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return [Path(name) for name in sorted(files)]


def _published_before(folder: Path) -> set[str]:
    """The files of an earlier publication; raises `PublishError` for a folder with anything else in it."""
    if not folder.exists():
        return set()
    if (folder / MANIFEST).is_file():
        return set(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    if not folder.is_dir() or any(entry.name != ".git" for entry in folder.iterdir()):
        raise PublishError(f"{folder} is not empty, and is no earlier edition: name an empty folder.")
    return set()


def _files(course: Course) -> Iterator[tuple[str, bytes]]:
    for part in _FOLDERS:
        for path in sorted((course.root / part).rglob("*")):
            relative = path.relative_to(course.root)
            if path.is_file() and not path.is_symlink() and not _SKIPPED & set(relative.parts):
                yield relative.as_posix(), path.read_bytes()
    for name in _FILES:
        if (course.root / name).is_file():
            yield name, (course.root / name).read_bytes()
    yield "README.md", (course.root / "course" / "students.md").read_bytes()
    yield "pyproject.toml", _project(course)
    yield ".gitignore", b".venv/\nwork/\n__pycache__/\n*.egg-info/\n.ipynb_checkpoints/\n"


def _project(course: Course) -> bytes:
    """The project's settings without those of the author's own tools."""
    text = (course.root / "pyproject.toml").read_text(encoding="utf-8")
    kept = text.partition("\n[tool.ruff]")[0].rstrip() + "\n"
    tomllib.loads(kept)
    return kept.encode()
