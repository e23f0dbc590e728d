"""`striate progress`: points so far, week by week, and which functions are the student's own by now."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.cases import CasesError
from striate.sheet import AnySheet, FunctionSheet
from striate.student.copies import NoNotebooks
from striate.student.edit import same_text
from striate.student.places import CASES, KEPT, natural, notebooks_in, read, working_copy
from striate.student.run import CheckedNotebook, check_notebook
from striate.student.workbook import Unreadable, lesson_of, read_notebook

Done = Callable[[str], None]


@dataclass(frozen=True)
class LessonProgress:
    """How far a lesson is.

    ``own`` are the functions that pass, and that later lessons will take; ``problem`` is a sentence, or empty.
    """

    week: str
    lesson: str
    score: float
    max_score: float
    passed: int
    exercises: int
    own: tuple[str, ...] = ()
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "own": list(self.own)}


def lessons(start: Path | None = None) -> list[Path]:
    """The cases files of the working copy around ``start``, one a lesson, in order. Raises NoNotebooks."""
    start = (start or Path.cwd()).resolve()
    for folder in (working_copy(start), start, start.parent):
        found = sorted(folder.glob(f"*/*{CASES}"), key=natural)
        if found:
            return _once(found)
    raise NoNotebooks(f"There is no working copy in {start} or above it. `striate lab` makes one.")


def _once(found: list[Path]) -> list[Path]:
    """Each lesson once, under its own name if it is there: a copy of a notebook or of a week adds no points."""
    seen: set[str] = set()
    kept = []
    for cases in sorted(found, key=_strangeness):
        try:
            exercises = set(read(cases))
        except CasesError:
            exercises = set()  # it is told in a line of its own
        if not exercises & seen:
            seen |= exercises
            kept.append(cases)
    return [cases for cases in found if cases in kept]


def _strangeness(cases: Path) -> int:
    """0 for cases under the name that they were released by, 1 if the notebook beside them says so, 2 for a copy."""
    name = cases.name.removesuffix(CASES)
    if (cases.parent.parent / KEPT / cases.parent.name / f"{name}.ipynb").is_file():
        return 0
    return 1 if _says(cases.with_name(f"{name}.ipynb")) == name else 2


def _says(path: Path) -> str:
    """The lesson that a notebook says it is; empty if it says none or cannot be read."""
    try:
        return lesson_of(read_notebook(path))
    except Unreadable:
        return ""


def progress(start: Path | None = None, done: Done | None = None) -> list[LessonProgress]:
    """Run the public checks of every notebook of the working copy that was worked on. ``done`` hears of each lesson.

    Raises NoNotebooks where there is no working copy.
    """
    made = []
    for cases in lessons(start):
        made.append(_lesson(cases))
        if done:
            done(made[-1].lesson)
    return made


def _lesson(cases: Path) -> LessonProgress:
    week, lesson = cases.parent.name, cases.name.removesuffix(CASES)
    try:
        sheets = read(cases)
    except CasesError as error:
        return LessonProgress(week, lesson, 0, 0, 0, 0, problem=str(error))
    nothing = LessonProgress(week, lesson, 0, round(sum(sheet.points for sheet in sheets.values()), 6), 0, len(sheets))
    path = _notebook(cases.parent, lesson)
    if path is None or _untouched(path, cases.parent.parent / KEPT / week / f"{lesson}.ipynb"):
        return nothing
    try:
        checked = check_notebook(path)
    except (Unreadable, CasesError) as error:
        return LessonProgress(**vars(nothing) | {"problem": str(error)})
    return _counted(week, checked, sheets)


def _notebook(week: Path, lesson: str) -> Path | None:
    """The notebook of a lesson in its week; one that was renamed only if there is none under the lesson's own name."""
    for path in notebooks_in([week], lesson):
        return path
    return next((path for path in sorted(week.glob("*.ipynb"), key=natural) if _says(path) == lesson), None)


def _counted(week: str, checked: CheckedNotebook, sheets: dict[str, AnySheet]) -> LessonProgress:
    passed = [card.name for card in checked.cards if card.state == "passed"]
    return LessonProgress(
        week=week,
        lesson=checked.lesson,
        score=checked.score,
        max_score=checked.max_score,
        passed=len(passed),
        exercises=len(checked.cards),
        own=tuple(name for name in passed if isinstance(sheets[name], FunctionSheet)),
        problem=" ".join(checked.problems),
    )


def _untouched(path: Path, release: Path) -> bool:
    """Whether a notebook is still as released, so that it need not be run to know its points."""
    try:
        return release.is_file() and same_text(read_notebook(path), read_notebook(release))
    except Unreadable:
        return False
