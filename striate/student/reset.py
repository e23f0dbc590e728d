"""`striate reset LESSON EXERCISE`: one stub back as it was; the old text is kept in a file beside the notebook."""

from dataclasses import dataclass
from pathlib import Path

from striate.files import write_whole
from striate.modules import CourseError
from striate.student.edit import described, with_stub, write_notebook
from striate.student.places import KEPT, meant, notebooks, notebooks_in, notebooks_of, working_copy
from striate.student.workbook import read_notebook


class CannotReset(CourseError):  # noqa: N818 - it is met as a sentence, not by its name
    """There is no such lesson or exercise to reset. Its text is a sentence for the student."""


@dataclass(frozen=True)
class Reset:
    """What was done. ``backup`` is the file with the old text, None if there was nothing to keep."""

    notebook: Path
    exercise: str
    backup: Path | None

    @property
    def sentence(self) -> str:
        kept = f" Your text is kept in {self.backup.name}." if self.backup else " There was nothing of yours in it."
        reload = " If the notebook is open, reload it: File, Reload Notebook from Disk."
        return f"{self.exercise} in {self.notebook} is a stub again.{kept}{reload}"


def reset(lesson: str, exercise: str, start: Path | None = None) -> Reset:
    """Put the stub of one exercise back into the student's notebook of a lesson, the one worked on last.

    Raises CannotReset where there is no such lesson or exercise, Unreadable for a damaged notebook.
    """
    start = (start or Path.cwd()).resolve()
    lesson = lesson.removesuffix(".ipynb").rpartition("/")[2]
    path, release = _notebook(start, lesson), _released(start, lesson)
    work, released = read_notebook(path), read_notebook(release)
    try:
        changed, before = with_stub(work, released, exercise)
    except KeyError:
        known = [cell.id for cell in described(released) if cell.role == "answer"]
        raise CannotReset(f"{lesson} has no exercise {exercise}. {meant(exercise, known)}") from None
    stub = next(cell.source for cell in described(changed) if cell.role == "answer" and cell.id == exercise)
    backup = None
    if before.strip() and before != stub:
        backup = _free(path.with_name(f"{lesson}.{exercise}.before-reset.py"))
        write_whole(backup, (before.rstrip("\n") + "\n").encode())
    if changed != work:
        write_notebook(path, changed)
    return Reset(path, exercise, backup)


def _notebook(start: Path, lesson: str) -> Path:
    """The notebook in the working copy; one that lies in ``start`` only if the copy has none, and never another."""
    copy = working_copy(start)
    ours = notebooks_of(copy, lesson) if (copy / KEPT).is_dir() else []
    for path in ours or notebooks_in([start], lesson):
        return path
    known = sorted({path.stem for path in copy.glob("*/*.ipynb")})
    raise CannotReset(f"There is no notebook {lesson}.ipynb in {copy} or in {start}. {meant(lesson, known)}".strip())


def _released(start: Path, lesson: str) -> Path:
    folders = [working_copy(start) / KEPT, notebooks(start)]
    for folder in filter(None, folders):
        for path in folder.glob(f"*/{lesson}.ipynb"):
            return path
    raise CannotReset(f"The released notebook of {lesson} was not found, so its stubs are not known.")


def _free(path: Path) -> Path:
    number = 2
    first = path
    while path.exists():
        path = first.with_name(f"{first.stem}-{number}{first.suffix}")
        number += 1
    return path
