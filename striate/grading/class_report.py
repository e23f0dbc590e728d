"""One self-contained page for the instructor: how the class did, what it misunderstood, and who needs a look.

It reads records and draws conclusions by counting; it grades nothing. Everything in it that came from a student is
escaped by the template.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean, median

from jinja2 import Environment, PackageLoader, StrictUndefined

from striate.grading.record import ExerciseRecord, Record

_BINS = 10


@dataclass(frozen=True)
class Trouble:
    """A student whose work needs a look, and why in a sentence."""

    student: str
    lesson: str
    sentence: str


@dataclass(frozen=True)
class Met:
    """A misconception that was met: where, its sentence, and who holds it."""

    lesson: str
    exercise: str
    name: str
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One property of one exercise: how many of those who wrote the exercise earned it."""

    name: str
    weight: float
    earned: int
    tried: int

    @property
    def share(self) -> float | None:
        return self.earned / self.tried if self.tried else None


@dataclass(frozen=True)
class ExerciseSummary:
    """One exercise over the whole class."""

    lesson: str
    name: str
    points: float
    average: float
    states: Mapping[str, int]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ClassSummary:
    """What the page shows."""

    week: str
    title: str
    students: Mapping[str, Mapping[str, float | None]]
    lessons: tuple[str, ...]
    max_score: float
    totals: Mapping[str, float]
    bins: tuple[int, ...]
    exercises: tuple[ExerciseSummary, ...]
    met: tuple[Met, ...]
    troubles: tuple[Trouble, ...]
    isolations: tuple[str, ...]
    bundles: Mapping[str, int] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        return mean(self.totals.values()) if self.totals else 0.0

    @property
    def median(self) -> float:
        return median(self.totals.values()) if self.totals else 0.0


def summarise(
    week: str,
    title: str,
    lessons: Mapping[str, float],
    records: Iterable[Record],
    troubles: Sequence[Trouble] = (),
    students: Sequence[str] = (),
) -> ClassSummary:
    """Count over a week's records.

    ``lessons`` are the week's lessons with their greatest scores; ``troubles`` what went wrong before there was a
    record (a file that cannot be read, nothing handed in); ``students`` everybody who belongs to the class, with or
    without records.
    """
    kept = [record for record in records if record.student is not None and record.lesson in lessons]
    names = sorted({*students, *(record.student or "" for record in kept), *(trouble.student for trouble in troubles)})
    scores: dict[str, dict[str, float | None]] = {name: dict.fromkeys(lessons) for name in names}
    for record in kept:
        scores[record.student or ""][record.lesson] = record.score
    totals = {name: sum(score or 0.0 for score in scores[name].values()) for name in names}
    full = sum(lessons.values())
    bins = [0] * _BINS
    for total in totals.values():
        bins[min(int(_BINS * total / full), _BINS - 1) if full else 0] += 1
    bundles: defaultdict[str, set[str]] = defaultdict(set)
    for record in kept:
        bundles[record.lesson].add(record.bundle)
    return ClassSummary(
        week=week,
        title=title,
        students=scores,
        lessons=tuple(lessons),
        max_score=full,
        totals=totals,
        bins=tuple(bins),
        exercises=tuple(_exercises(kept)),
        met=tuple(_misconceptions(kept)),
        troubles=tuple(sorted((*troubles, *_troubles(kept)), key=lambda trouble: trouble.student)),
        isolations=tuple(sorted({record.isolation for record in kept})),
        bundles={lesson: len(found) for lesson, found in bundles.items() if len(found) > 1},
    )


def _exercises(records: Sequence[Record]) -> Iterable[ExerciseSummary]:
    found: defaultdict[tuple[str, str], list[ExerciseRecord]] = defaultdict(list)
    for record in records:
        for name, exercise in record.exercises.items():
            found[record.lesson, name].append(exercise)
    for (lesson, name), each in found.items():
        written = [exercise for exercise in each if exercise.state != "not started"]
        states: defaultdict[str, int] = defaultdict(int)
        for exercise in each:
            states[exercise.state] += 1
        rows = tuple(
            Row(
                prop,
                each[0].properties[prop].weight,
                sum(prop in exercise.properties and exercise.properties[prop].passed for exercise in written),
                len(written),
            )
            for prop in each[0].properties
        )
        yield ExerciseSummary(lesson, name, each[0].max_score, mean(e.score for e in each), states, rows)


def _misconceptions(records: Sequence[Record]) -> list[Met]:
    holders: defaultdict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for record in records:
        for name, exercise in record.exercises.items():
            if exercise.misconception and record.student:
                key = (record.lesson, name, exercise.misconception, exercise.diagnosis)
                holders[key].add(record.student)
    met = [Met(*key, tuple(sorted(students))) for key, students in holders.items()]
    return sorted(met, key=lambda m: (-len(m.students), m.lesson, m.exercise, m.name))


def _troubles(records: Sequence[Record]) -> Iterable[Trouble]:
    for record in records:
        student = record.student or ""
        states = {name: exercise.state for name, exercise in record.exercises.items()}
        if states and all(state == "not started" for state in states.values()):
            yield Trouble(student, record.lesson, "Nothing is written yet: every exercise is as it was handed out.")
        for name, state in states.items():
            if state == "lost":
                yield Trouble(student, record.lesson, f"{name}: {record.exercises[name].message}")
        for remark in record.remarks:
            yield Trouble(student, record.lesson, remark)


def page(summary: ClassSummary, made: datetime) -> str:
    """The summary as one HTML page that needs nothing else."""
    environment = Environment(
        loader=PackageLoader("striate.grading"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("class_report.html")
    return template.render(s=summary, made=made.strftime("%-d %B %Y, %H:%M") if made else "", heat=heat)


def heat(share: float | None) -> str:
    """A cell's background for a share between 0 and 1, from orange over paper to blue; its number stands in it too."""
    if share is None:
        return "transparent"
    colour = "var(--bad)" if share < 0.5 else "var(--good)"
    return f"color-mix(in srgb, {colour} {round(abs(share - 0.5) * 120)}%, var(--paper))"
