"""Judges submissions: a sandbox runs their texts, the lesson's sheets say what was to come, a record says what came.

Nothing that a submission does is taken for a score. Only the values that its functions return are compared, here.
"""

import base64
import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import striate
from striate.cleaning import clean
from striate.course import Course, Lesson
from striate.exercise import Case
from striate.grading.asking import Asked, answer, argument
from striate.grading.definitions import definitions, python_text, rebinds
from striate.grading.explaining import with_causes, with_cell, with_helpers
from striate.grading.modules import module_names
from striate.grading.pictures import picture
from striate.grading.reading import Unreadable, read_notebook
from striate.grading.record import ExerciseRecord, PropertyRecord, Record
from striate.grading.source import SourceNotebook
from striate.grading.submission import Submission, SubmittedCell, read_submission
from striate.modules import CourseError
from striate.outcome import Answer
from striate.rules import broken_rules
from striate.sandbox import Cell, CellReport, Limits, Sandbox, SandboxError, Session, probe
from striate.sandbox.sandbox import PRELOAD
from striate.sheet import AnySheet, FunctionSheet, QuestionSheet, sheet_for
from striate.verdict import Verdict, judge, whole

# What lessons import in their first cell, imported once for all submissions.
_PRELOAD = (*PRELOAD, "striate.check", "striate.data", "striate.draw")
_DEFINITIONS = " (definitions)"


@dataclass(frozen=True)
class Bench:
    """All that is needed to judge one lesson, made once for all submissions. ``sheets`` hold the expected answers."""

    source: SourceNotebook
    sheets: tuple[AnySheet, ...]
    bundle: str
    blocked: tuple[str, ...]


_lock = threading.Lock()
_benches: dict[tuple[Path, str, int], Bench] = {}


def bench(lesson: Lesson, seed: int = 0) -> Bench:
    """The bench of a lesson, shared by all threads, and made anew when one of the lesson's files has changed.

    Raises CourseError for what is wrong with the lesson's files or its built notebook.
    """
    with _lock:
        source, bundle = SourceNotebook.read(lesson), lesson.bundle_hash
        key = (lesson.course.root, lesson.name, seed)
        known = _benches.get(key)
        if known is None or known.bundle != bundle or known.source is not source:
            sheets = tuple(sheet_for(exercise, lesson=lesson.name, seed=seed) for exercise in lesson.exercises)
            rules = [rule for sheet in sheets if isinstance(sheet, FunctionSheet) for rule in sheet.rules]
            known = _benches[key] = Bench(source, sheets, bundle, module_names(rules))
        return known


def limits_of(course: Course) -> Limits:
    """The usual limits of a submission, with those that the table of contents changes."""
    usual = asdict(Limits())
    for name, limit in course.limits.items():
        if name not in usual or limit <= 0:
            raise CourseError(
                f"course/contents.toml: {name} = {limit:g} is no limit. There are, all above 0: {', '.join(usual)}."
            )
    return Limits(**{name: type(usual[name])(limit) for name, limit in course.limits.items()})


class Judge:
    """Judges submissions one after another, in a sandbox of its own. One thread uses it; a worker has one and keeps it.

    Parameters
    ----------
    course : whose lessons are judged. Of its folder the sandbox sees ``datasets`` alone.
    seed : of the hidden cases.
    isolation : "bubblewrap", or "none" for submissions that are trusted.
    limits : of one submission; those of the course unless given.

    Raises
    ------
    IsolationUnavailable
        The isolation asked for is not to be had; raised with the first submission.
    """

    def __init__(
        self, course: Course, *, seed: int = 0, isolation: str = "bubblewrap", limits: Limits | None = None
    ) -> None:
        self._course = course
        self._seed = seed
        self._isolation = isolation
        self._limits = limits or limits_of(course)
        self._sandbox: Sandbox | None = None
        self._benches: dict[Lesson, Bench] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()

    @property
    def isolation(self) -> str:
        """The level of isolation that records will name."""
        if self._isolation == "none":
            return "none"
        return probe().level if self._sandbox is None else self._sandbox.isolation

    def grade(self, path: Path, lesson: Lesson, student: str | None = None) -> Record:
        """Judge a file. Raises `Unreadable`, a sentence, where nothing in it can be graded."""
        return self.grade_submission(read_submission(path, lesson), lesson, student)

    def grade_submission(self, submission: Submission, lesson: Lesson, student: str | None = None) -> Record:
        """Judge what was taken from a file. Nothing that it contains raises.

        Raises CourseError for what is wrong with the lesson, and SandboxError where the sandbox itself does not work.
        """
        started = time.perf_counter()
        # Looked up once, however many come: whether a lesson's files have changed takes longer than a submission.
        known = self._benches.get(lesson) or self._benches.setdefault(lesson, bench(lesson, self._seed))
        try:
            verdicts = self._verdicts(known, submission)
        except SandboxError:
            self._stop()  # once more with a new one: the submission may have broken the old one
            verdicts = self._verdicts(known, submission)
        exercises = {name: _exercise_record(verdict, submission, known.bundle) for name, verdict in verdicts.items()}
        return Record(
            lesson=lesson.name,
            week=lesson.week,
            student=student,
            isolation=self.isolation,
            submission_sha256=submission.sha256,
            lesson_hash=submission.lesson_hash,
            texts=submission.texts,
            bundle=known.bundle,
            seed=self._seed,
            seconds=round(time.perf_counter() - started, 4),
            exercises=exercises,
            remarks=tuple(clean(remark) for remark in submission.remarks),
        )

    def _verdicts(self, known: Bench, submission: Submission) -> Mapping[str, Verdict]:
        cells = _cells(known.source, submission)
        with self._box().session(cells, known.blocked) as session:
            reports = {report.id: report for report in session.reports}
            verdicts = {sheet.name: _verdict(sheet, submission, session, reports) for sheet in known.sheets}
        return with_causes(verdicts, submission, known.source)

    def _box(self) -> Sandbox:
        if self._sandbox is None:
            box = Sandbox(
                readable=_readable(self._course),
                preload=_PRELOAD,
                environment={"STRIATE_GRADING": "1"},
                limits=self._limits,
                isolation=self._isolation,
                private=[self._course.root / name for name in ("solutions", "graders", "classroom")],
            )
            self._sandbox = box.__enter__()
        return self._sandbox

    def _stop(self) -> None:
        if self._sandbox is not None:
            box, self._sandbox = self._sandbox, None
            box.__exit__(None, None, None)


def grade_file(
    path: Path, course: Course, *, lesson: str | None = None, seed: int = 0, isolation: str = "bubblewrap"
) -> Record:
    """Judge one file; its lesson is the one named, else the one that the file names in its metadata or by its name.

    Raises `Unreadable`, a sentence, where nothing in it can be graded, and CourseError for an unknown ``lesson``.
    """
    known = {each.name: each for each in course.lessons()}
    if lesson is not None:
        chosen = course.lesson(lesson)
    else:
        found = read_notebook(path)
        names = [name for name in (found.lesson, path.stem) if name in known]
        if not names:
            raise Unreadable(
                f"{clean(path.name, 100)} does not say which lesson it belongs to. The lessons are {', '.join(known)}.",
                found.sha256,
            )
        chosen = known[names[0]]
    with Judge(course, seed=seed, isolation=isolation) as judge_:
        return judge_.grade(path, chosen)


def _readable(course: Course) -> list[Path]:
    """What submissions may see: the package, and the course's data, which the package looks for beside itself."""
    package = Path(striate.__file__).resolve().parent
    data = [folder for folder in (course.root / "datasets", package.parent / "datasets") if folder.is_dir()]
    return [package, *data[:1]]


def _cells(source: SourceNotebook, submission: Submission) -> list[Cell]:
    """Our setup cells, then the student's cells, each after the definitions that stand in it."""
    last: list[Cell] = []
    cells = [Cell(f"setup-{number}", text, trusted=True) for number, text in enumerate(source.setup, 1)]
    for place, cell in enumerate(submission.cells):
        first = definitions(cell.source)
        if first:
            cells.append(Cell(cell.id + _DEFINITIONS, first))
        cells.append(Cell(cell.id, cell.source))
        for name in (name for name, home in submission.homes.items() if home == cell.id):
            if any(rebinds(later.source, name) for later in submission.cells[place + 1 :]):
                # The check stands under the exercise's own cell: what it showed the student is what counts.
                cells.append(Cell(f"keep-{name}", f"{_kept(name)} = {name}"))
                last.append(Cell(f"back-{name}", f"{name} = {_kept(name)}"))
    return cells + last


def _kept(name: str) -> str:
    """The variable that holds the answer of an exercise while later cells define its name again."""
    return f"answer_{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _verdict(sheet: AnySheet, submission: Submission, session: Session, reports: Mapping[str, CellReport]) -> Verdict:
    name = sheet.name
    home = submission.home(name)
    problem = submission.problems.get(name, "")
    if home is None or not home.source:
        return whole(sheet, "lost", problem or f"The cell of {name} is empty.")
    if isinstance(sheet, FunctionSheet):
        broken = _broken_rules(sheet, home)
        if broken:
            return whole(sheet, "failed", " ".join(broken))
    asked = Asked(sheet, home.id, home.id + _DEFINITIONS)

    def ask(case: Case) -> Answer:
        if isinstance(sheet, QuestionSheet):
            return asked.kept(answer(session.value(name), asked))
        return asked.kept(answer(session.call(name, argument(case.args), case.times), asked))

    verdict = with_cell(judge(sheet, ask), asked.outcomes, reports.get(home.id))
    added = [report for cell in submission.cells if cell.exercise is None and (report := reports.get(cell.id))]
    return with_helpers(verdict, asked.outcomes, added)


def _broken_rules(sheet: FunctionSheet, home: SubmittedCell) -> list[str]:
    try:
        return broken_rules(python_text(home.source), sheet.rules)
    except RecursionError:
        return []


def _exercise_record(verdict: Verdict, submission: Submission, bundle: str) -> ExerciseRecord:
    problem = submission.problems.get(verdict.name, "")
    png, alt = picture(verdict, bundle)
    remarks = [*([problem] if problem not in verdict.message else []), *verdict.remarks]
    return ExerciseRecord(
        score=verdict.score,
        max_score=float(verdict.points),
        state=verdict.state,
        message=clean(verdict.message, 1500),
        misconception=verdict.misconception,
        diagnosis=clean(verdict.diagnosis, 1000),
        properties={
            name: PropertyRecord(float(prop.weight), prop.passed, prop.right, prop.cases)
            for name, prop in verdict.properties.items()
        },
        remarks=tuple(clean(remark) for remark in remarks if remark),
        picture=base64.b64encode(png).decode() if png else "",
        alt=clean(alt, 1000),
    )
