"""Where the files of a class lie, and which of them are submissions.

A link is never followed: nothing but what a student handed in is read. A notebook under another name is looked for, so
that a wrong name costs nobody their work.
"""

import difflib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from striate.modules import CourseError

# Enough for every notebook that will be read at all; larger ones are not searched for their lesson's name.
_LARGEST_SEARCHED = 20_000_000
_MOST_SEARCHED = 200
_DEEPEST_SEARCHED = 3

CAME_AS = "Your notebook came as "
"""With this begins what is remarked on a notebook under another name."""


class ClassroomError(CourseError):
    """Something about the class's files that the instructor can mend. Its text is a sentence for them."""


@dataclass(frozen=True)
class Handed:
    """What one student handed in for one lesson.

    ``path`` is None where nothing was found. ``refused`` says why what was found will not be read; ``remark`` is for
    the student's feedback ("came under another name").
    """

    student: str
    week: str
    lesson: str
    path: Path | None = None
    refused: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Classroom:
    """The folder ``classroom`` of the course in ``root``. nbgrader_config.py names the same folders to nbgrader."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "classroom"

    @property
    def released(self) -> Path:
        return self.folder / "release"

    @property
    def submitted(self) -> Path:
        return self.folder / "submitted"

    @property
    def autograded(self) -> Path:
        return self.folder / "autograded"

    @property
    def feedback(self) -> Path:
        return self.folder / "feedback"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    def students(self, week: str) -> tuple[str, ...]:
        """Everybody who has a folder for this week among the submissions, by name."""
        if not self.submitted.is_dir():
            return ()
        names = (entry.name for entry in os.scandir(self.submitted) if not entry.name.startswith("."))
        return tuple(sorted(name for name in names if os.path.lexists(self.submitted / name / week)))

    def collect(self, week: str, lessons: Sequence[str], students: Sequence[str] | None = None) -> tuple[Handed, ...]:
        """What was handed in for each lesson by each student, or by those named.

        Raises `ClassroomError` where there is nothing, or nobody of a given name.
        """
        present = self.students(week)
        for name in students or ():
            if name not in present:
                near = difflib.get_close_matches(name, present, n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise ClassroomError(f"Nobody called {name} has a folder {self._place(name, week)}.{hint}")
        if not present:
            raise ClassroomError(
                f"There are no submissions for {week}: they are looked for in {self._place('<student>', week)}."
            )
        chosen = present if students is None else sorted(set(students))
        return tuple(handed for student in chosen for handed in self.handed_in(student, week, lessons))

    def handed_in(self, student: str, week: str, lessons: Sequence[str]) -> tuple[Handed, ...]:
        """What one student handed in for each of a week's lessons. ``lessons`` are all of that week's."""
        folder = self.submitted / student / week
        for part in (folder.parent, folder):
            if part.is_symlink() or not part.is_dir():
                what = "a link to another place" if part.is_symlink() else "not a folder"
                refused = f"{part.relative_to(self.submitted).as_posix()} is {what}, so nothing in it was read."
                return tuple(Handed(student, week, lesson, refused=refused) for lesson in lessons)
        exact = {lesson: folder / f"{lesson}.ipynb" for lesson in lessons}
        wanting = [lesson for lesson in lessons if not os.path.lexists(exact[lesson])]
        others = _other_notebooks(folder, lessons) if wanting else {}
        return tuple(
            _under_another_name(student, week, lesson, folder, others.get(lesson, []))
            if lesson in wanting
            else Handed(student, week, lesson, exact[lesson])
            for lesson in lessons
        )

    def _place(self, student: str, week: str) -> str:
        return (self.submitted / student / week).relative_to(self.root).as_posix()


def _under_another_name(student: str, week: str, lesson: str, folder: Path, found: list[Path]) -> Handed:
    if not found:
        return Handed(student, week, lesson)
    best, *rest = sorted(found, key=lambda path: _distance(path, lesson))
    names = [path.relative_to(folder).as_posix() for path in (best, *rest)]
    remark = f"{CAME_AS}{names[0]}, not as {lesson}.ipynb. It was graded as {lesson}."
    if rest:
        remark += f" Left aside: {', '.join(names[1:6])}."
    return Handed(student, week, lesson, best, remark=remark)


def _distance(path: Path, lesson: str) -> tuple[float, int, str]:
    return -difflib.SequenceMatcher(None, path.stem.lower(), lesson).ratio(), len(path.parts), str(path)


def _other_notebooks(folder: Path, lessons: Sequence[str]) -> dict[str, list[Path]]:
    """Notebooks that do not have a lesson's name where one belongs, by the lesson that they seem to be."""
    found: dict[str, list[Path]] = {}
    for path in _notebooks_below(folder):
        if path.parent == folder and path.stem in lessons and path.suffix == ".ipynb":
            continue
        lesson = _lesson_inside(path, lessons) or _lesson_by_name(path.stem, lessons)
        if lesson:
            found.setdefault(lesson, []).append(path)
    return found


def _notebooks_below(folder: Path) -> Iterator[Path]:
    count = 0
    for place, folders, files in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and depth < _DEEPEST_SEARCHED)
        for name in sorted(files):
            path = Path(place, name)
            if (
                name.lower().endswith(".ipynb")
                and not name.startswith(".")
                and not path.is_symlink()
                and path.is_file()
            ):
                yield path
                count += 1
                if count == _MOST_SEARCHED:
                    return


def _lesson_inside(path: Path, lessons: Sequence[str]) -> str | None:
    """The lesson that the notebook's own metadata names, as far as they can be read."""
    try:
        if path.stat().st_size > _LARGEST_SEARCHED:
            return None
        named = json.loads(path.read_bytes())["metadata"]["striate"]["lesson"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return named if named in lessons else None


def _lesson_by_name(stem: str, lessons: Sequence[str]) -> str | None:
    """ "Padding and stride (2)" is padding_and_stride; of two lessons that fit, the one with the longer name."""
    plain = _letters(stem)
    fitting = [lesson for lesson in lessons if _letters(lesson) in plain]
    return max(fitting, key=len, default=None)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
