"""Brings picture files of the course into a notebook cell, so that the notebook needs no file beside it."""

import base64
from collections.abc import Callable
from pathlib import Path

from striate.course import AuthorError, Lesson

FOLDER = Path("course", "figures")
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
LARGEST = 400_000

Attachments = dict[str, dict[str, str]]
"""As nbformat has them: file name to media type to base64."""


def attach(lesson: Lesson, name: str, attachments: Attachments, error: Callable[[str], AuthorError]) -> str:
    """Add a picture to a cell's attachments and give the name under which it is found there.

    ``name`` is the path in the lesson text, seen from the text's folder. Only pictures in ``course/figures`` may
    travel. ``error`` makes an error of a sentence.
    """
    root = lesson.course.root
    path = (lesson.text_path.parent / name).resolve()
    if not path.is_relative_to(root / FOLDER):
        raise error(f"{name} does not lie in {FOLDER.as_posix()}, where the pictures of the lessons are.")
    if not path.is_file():
        raise error(f"There is no picture {path.relative_to(root).as_posix()}.")
    if path.suffix not in TYPES:
        raise error(f"{path.name} is not a picture that every notebook shows: take {', '.join(TYPES)}.")
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise error(f"{path.name} has {len(content) // 1000} kB; a notebook takes up to {LARGEST // 1000} kB.")
    attachments[path.name] = {TYPES[path.suffix]: base64.b64encode(content).decode()}
    return path.name
