"""What nbgrader's own autograde runs here in the place of its sanitizers and of a kernel: the judge.

nbgrader_config.py names these preprocessors. One judge serves one run of nbgrader, however many submissions that has.
"""

import math
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, finalize

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer, Unicode

from striate.course import Course
from striate.grading.classroom import Classroom
from striate.grading.judging import Judge
from striate.grading.marking import Terms, mark, shown
from striate.grading.store import Store


class JudgeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts our own notebook, with the student's answers and the judge's scores, in the place of the one handed in."""

    isolation = Unicode("bubblewrap", help="How submissions are kept apart from this machine.").tag(config=True)
    seed = Integer(0, help="The seed that hidden cases are drawn with.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge the file that ``nb`` was read from. ``nb`` itself, as nbgrader read it, is not looked at."""
        asked = resources["nbgrader"]
        converter = self.parent.parent  # the exporter's: it lives as long as nbgrader's run
        run = _runs.get(converter)
        if run is None:
            run = _runs[converter] = _Run.begin(Path(converter.coursedir.root), self.seed, self.isolation)
            finalize(converter, run.open.close)
        return run.judged(asked["student"], asked["assignment"], asked["notebook"]), resources


class RefuseUnscored(NbGraderPreprocessor):  # type: ignore[misc]
    """Stops a notebook of which a graded cell carries no plain score: nbgrader would give it all of its points."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("grade") and not _has_score(cell, float(nbgrader["points"])):
            raise ValueError(
                f"The cell {nbgrader['grade_id']} carries no score of the judge. Autograde it with --force."
            )
        return cell, resources


def _has_score(cell: NotebookNode, points: float) -> bool:
    """Whether the first output of a cell is one plain number between 0 and its points."""
    try:
        first = cell.outputs[0]
        return bool(first.output_type == "execute_result" and 0 <= _number(first.data["text/plain"]) <= points)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


@dataclass
class _Run:
    """What one run of nbgrader holds on to: the course, and a judge with its sandbox."""

    course: Course
    judge: Judge
    seed: int
    isolation: str
    open: ExitStack
    terms: dict[str, Terms] = field(default_factory=dict)

    @classmethod
    def begin(cls, root: Path, seed: int, isolation: str) -> "_Run":
        course = Course.read(root)
        stack = ExitStack()
        judge = stack.enter_context(Judge(course, seed=seed, isolation=isolation))
        return cls(course, judge, seed, isolation, stack)

    def judged(self, student: str, week: str, name: str) -> NotebookNode:
        classroom = Classroom(self.course.root)
        lessons = {lesson.name: lesson for lesson in self.course.lessons(week)}
        if week not in self.terms:
            self.terms[week] = Terms.on_this_machine(list(lessons.values()), self.seed, self.isolation)
        handed = next(each for each in classroom.handed_in(student, week, tuple(lessons)) if each.lesson == name)
        marked = mark(self.judge, lessons[name], handed, Store(classroom.results), self.terms[week], force=True)
        return shown(marked, lessons[name])


_runs: WeakKeyDictionary[Any, _Run] = WeakKeyDictionary()
