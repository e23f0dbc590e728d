"""Where a course is and what is in it: the table of contents, and each lesson's text, solutions and exercises.

It reads the author's files and says in a sentence, with file and line, what is wrong with them. It builds and judges
nothing.
"""

import difflib
import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from striate.exercise import AnyExercise, BreakIt, Exercise, Question
from striate.modules import AuthorError, CourseError, imported_files, load_module

__all__ = ["AuthorError", "Course", "CourseError", "CourseNotFound", "Lesson", "UnknownLesson", "Week"]

# What turns an answer into points, whatever the lesson.
_JUDGE = tuple(
    Path(__file__).with_name(f"{name}.py")
    for name in ("exercise", "outcome", "likeness", "compare", "sheet", "rules", "verdict")
)

CONTENTS = Path("course", "contents.toml")
SETTING = "STRIATE_COURSE"


class CourseNotFound(CourseError):  # noqa: N818 - it is met as "no course was found", which is not always an error
    """No course where one was looked for."""


class UnknownLesson(CourseError):  # noqa: N818
    """A lesson, week or exercise that the table of contents does not have."""


@dataclass(frozen=True)
class Week:
    """One week of the table of contents. ``lessons`` are names, in order."""

    name: str
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A course on disk.

    ``root`` is the folder that has ``course/contents.toml``; ``repository`` is the address of the published student
    repository, empty as long as there is none; ``limits`` are those of one submission that differ from the usual ones.
    """

    root: Path
    title: str
    repository: str
    weeks: tuple[Week, ...]
    limits: Mapping[str, float] = field(default_factory=dict, compare=False)

    @classmethod
    def find(cls, start: Path | None = None, explicit: Path | None = None) -> "Course":
        """Find the course: ``explicit`` if given, else the setting STRIATE_COURSE, else from ``start`` upwards.

        ``start`` is the working folder unless given. Raises `CourseNotFound`, and `AuthorError` for a table of contents
        that cannot be read.
        """
        named = explicit or (Path(os.environ[SETTING]) if os.environ.get(SETTING) else None)
        if named is not None:
            if not (named / CONTENTS).is_file():
                source = "" if explicit else f" (from the setting {SETTING})"
                raise CourseNotFound(f"{named}{source} holds no course: it has no {CONTENTS.as_posix()}.")
            return cls.read(named)
        folder = (start or Path.cwd()).resolve()
        above = [folder, *folder.parents]
        for candidate in above:
            if (candidate / CONTENTS).is_file():
                return cls.read(candidate)
        for candidate in above:
            if any(candidate.glob("notebooks/*/*.cases.npz")):
                raise CourseNotFound(
                    f"{candidate} is the students' edition of a course: it has the notebooks, but no lesson texts, "
                    "solutions or graders. This command needs the instructor's repository."
                )
        raise CourseNotFound(
            f"There is no course in {folder} or above it. Go to the folder that has {CONTENTS.as_posix()}, or name it "
            f"with --course or with the setting {SETTING}."
        )

    @classmethod
    def read(cls, root: Path) -> "Course":
        """Read the table of contents of the course in ``root``."""
        root = root.resolve()
        try:
            data = tomllib.loads((root / CONTENTS).read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise AuthorError(CONTENTS, None, f"This is not readable as TOML: {error}.") from None
        try:
            weeks = tuple(
                Week(str(week["name"]), str(week["title"]), tuple(str(name) for name in week["lessons"]))
                for week in data["weeks"]
            )
            limits = {str(name): float(limit) for name, limit in data.get("limits", {}).items()}
            course = cls(root, str(data["title"]), str(data.get("repository", "")), weeks, limits)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise AuthorError(
                CONTENTS,
                None,
                "It needs a title; for each of [[weeks]] a name, a title and a list of lessons; numbers in [limits].",
            ) from None
        course._check_contents()
        return course

    def _check_contents(self) -> None:
        seen: set[str] = set()
        for week in self.weeks:
            for name in (week.name, *week.lessons):
                if name in seen:
                    raise AuthorError(CONTENTS, None, f"The name {name} stands in it twice.")
                if not name.isidentifier():
                    raise AuthorError(CONTENTS, None, f"{name!r} is not a name that Python can import.")
                seen.add(name)

    def week(self, name: str) -> Week:
        """The week of that name; raises `UnknownLesson` with near matches."""
        for week in self.weeks:
            if week.name == name:
                return week
        raise UnknownLesson(_unknown("week", name, [week.name for week in self.weeks]))

    def lesson(self, name: str) -> "Lesson":
        """The lesson called ``padding_and_stride`` or ``week1/padding_and_stride``; raises `UnknownLesson`."""
        week_name, _, lesson_name = name.rpartition("/")
        for week in self.weeks:
            if lesson_name in week.lessons and week_name in ("", week.name):
                return Lesson(lesson_name, week.name, self)
        raise UnknownLesson(_unknown("lesson", name, [lesson.name for lesson in self.lessons()]))

    def lessons(self, week: str | None = None) -> tuple["Lesson", ...]:
        """All lessons in their order, or those of one week."""
        weeks = self.weeks if week is None else (self.week(week),)
        return tuple(Lesson(name, each.name, self) for each in weeks for name in each.lessons)

    def check_names(self) -> None:
        """Raise `AuthorError` if two lessons have an exercise of the same name: results are kept under it."""
        seen: dict[str, str] = {}
        for lesson in self.lessons():
            for exercise in lesson.exercises:
                if exercise.name in seen:
                    raise AuthorError(
                        lesson.grader_path.relative_to(self.root),
                        None,
                        f"An exercise called {exercise.name} is already in the lesson {seen[exercise.name]}.",
                    )
                seen[exercise.name] = lesson.name


@dataclass(frozen=True)
class Lesson:
    """One lesson of a course: three files of one name, and the notebook and cases that are built from them."""

    name: str
    week: str
    course: Course = field(repr=False)

    @property
    def text_path(self) -> Path:
        return self.course.root / "course" / self.week / f"{self.name}.md"

    @property
    def solutions_path(self) -> Path:
        return self.course.root / "solutions" / f"{self.name}.py"

    @property
    def grader_path(self) -> Path:
        return self.course.root / "graders" / f"{self.name}.py"

    @property
    def notebook_path(self) -> Path:
        return self.course.root / "notebooks" / self.week / f"{self.name}.ipynb"

    @property
    def cases_path(self) -> Path:
        return self.course.root / "notebooks" / self.week / f"{self.name}.cases.npz"

    @property
    def solutions(self) -> ModuleType:
        """The solutions module. Raises `AuthorError` where it is missing or cannot be imported."""
        return load_module(self.course.root, f"solutions.{self.name}")

    @property
    def grader(self) -> ModuleType:
        """The grader module, which misconceptions and alternatives are functions of."""
        return load_module(self.course.root, f"graders.{self.name}")

    @cached_property
    def exercises(self) -> tuple[AnyExercise, ...]:
        """The grader's EXERCISES, in the order of the lesson, checked against the solutions module."""
        grader, solutions = self.grader, self.solutions
        exercises = getattr(grader, "EXERCISES", None)
        if not isinstance(exercises, tuple) or not all(isinstance(e, Exercise | Question | BreakIt) for e in exercises):
            raise self._wrong("It must end with EXERCISES, a tuple of Exercise, Question and BreakIt.")
        names = [exercise.name for exercise in exercises]
        for exercise in exercises:
            self._check(exercise, getattr(solutions, exercise.name, None), names)
        return exercises

    def _check(self, exercise: AnyExercise, defined: Any, names: list[str]) -> None:
        name = exercise.name
        if names.count(name) > 1:
            raise self._wrong(f"{name} stands in EXERCISES twice.")
        if not name.isidentifier() or name.startswith("check_"):
            raise self._wrong(f"{name!r} will not do as a name: take a Python name that does not begin with check_.")
        if defined is None:
            raise self._wrong(f"{name} is not defined in solutions/{self.name}.py.")
        if not isinstance(exercise, Question) and exercise.target is not defined:
            raise self._wrong(f"The target of {name} is not the function of that name in solutions/{self.name}.py.")
        if exercise.points <= 0 or exercise.minutes <= 0:
            raise self._wrong(f"{name} needs points and minutes above 0.")

    def _wrong(self, sentence: str) -> AuthorError:
        return AuthorError(self.grader_path.relative_to(self.course.root), None, sentence)

    def exercise(self, name: str) -> AnyExercise:
        """The exercise of that name; raises `UnknownLesson` with near matches."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise UnknownLesson(_unknown("exercise", name, [exercise.name for exercise in self.exercises]))

    @property
    def bundle_hash(self) -> str:
        """sha256 over all that decides how this lesson is judged.

        That is its text, solutions and grader, what these import, the judge itself, and the version of NumPy.
        """
        digest = hashlib.sha256(f"numpy {np.__version__}\0".encode())
        for path in self._bundle():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(self.course.root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
        for path in _JUDGE:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _bundle(self) -> Iterator[Path]:
        yield self.text_path
        yield from sorted(imported_files(self.course.root, [self.solutions_path, self.grader_path]))


def _unknown(kind: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.rpartition("/")[2], known, n=3, cutoff=0.5)
    if near:
        return f"There is no {kind} called {name}. Did you mean {' or '.join(near)}?"
    if known:
        return f"There is no {kind} called {name}. There are: {', '.join(known)}."
    return f"There is no {kind} called {name}, and no other either."
