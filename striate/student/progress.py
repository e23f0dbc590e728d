"""`striate progress`: points so far, week by week, and which functions are the student's own by now."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.cases import CasesError
from striate.sheet import AnySheet, FunctionSheet
from striate.student.copies import KEPT, NoNotebooks, working_copy
from striate.student.edit import same_text
from striate.student.places import CASES, natural, notebooks_of, read
from striate.student.run import CheckedNotebook, check_notebook
from striate.student.workbook import Unreadable, read_notebook

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
            return found
    raise NoNotebooks(f"There is no working copy in {start} or above it. `striate lab` makes one.")


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
    path = next((path for path in notebooks_of(cases.parent, lesson) if path.parent == cases.parent.resolve()), None)
    if path is None or _untouched(path, cases.parent.parent / KEPT / week / f"{lesson}.ipynb"):
        return nothing
    try:
        checked = check_notebook(path)
    except (Unreadable, CasesError) as error:
        return LessonProgress(**vars(nothing) | {"problem": str(error)})
    return _counted(week, checked, sheets)


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
