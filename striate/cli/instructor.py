"""Commands for who runs the class: grade, release, autograde, feedback, report, export, publish; and demo."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from striate.cli.speaking import CourseOption, JsonOption, err, out, print_json, progress, refuse, spoken, table


class Isolation(StrEnum):
    """How submissions are kept apart from everything else."""

    bubblewrap = "bubblewrap"
    none = "none"


WeekArgument = Annotated[str, typer.Argument(help="The week, such as week1.")]
IsolationOption = Annotated[
    Isolation, typer.Option(help="“none” runs submissions with your own rights: such grades cannot be trusted.")
]
SeedOption = Annotated[int, typer.Option(help="The seed of the hidden cases; another one each term, if you like.")]

_UNTRUSTED = "Isolation is off: these grades cannot be trusted."


def register(app: typer.Typer) -> None:
    for command in (publish, release, autograde, grade, report, feedback, export, demo):
        app.command()(command)


@spoken
def publish(
    folder: Annotated[Path, typer.Argument(help="Where the students' edition is to lie.")],
    course: CourseOption = None,
) -> None:
    """Write the repository that students get: notebooks, public cases, package and data, no solutions or graders."""
    from striate.course import Course
    from striate.publish import publish as write

    files = write(Course.find(explicit=course), folder)
    out.print(f"{len(files)} files for students in {folder}.", markup=False)


@spoken
def release(week: WeekArgument, course: CourseOption = None) -> None:
    """Make the students' version of a week with nbgrader, and enter the week in the gradebook."""
    from striate.course import Course
    from striate.grading.release import release as hand_out

    released = hand_out(Course.find(explicit=course), week)
    for path in released.files:
        out.print(str(path), markup=False)


@spoken
def autograde(
    week: WeekArgument,
    student: Annotated[list[str] | None, typer.Option(help="Only this one; may be given more than once.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at a time; one a processor if not given.")
    ] = None,
    isolation: IsolationOption = Isolation.bubblewrap,
    seed: SeedOption = 0,
    force: Annotated[bool, typer.Option("--force", help="Judge again what has not changed.")] = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Judge what was handed in for a week, in parallel, and bring it into the gradebook.

    Only what has changed is judged again. Exits with 1 if something could not be graded for a reason of ours.
    """
    from dataclasses import asdict

    from striate.course import Course
    from striate.grading.autograde import autograde as judge_class
    from striate.sandbox import SandboxError

    try:
        with progress("Judging") as advance:
            summary = judge_class(
                Course.find(explicit=course),
                week,
                students=student,
                workers=workers,
                isolation=isolation.value,
                seed=seed,
                force=force,
                progress=lambda p: advance(f"{p.student}/{p.lesson}", p.total),
            )
    except SandboxError as error:
        raise refuse(str(error)) from None
    if json:
        print_json(asdict(summary))
    else:
        _print_summary(summary)
    raise typer.Exit(1 if summary.problems else 0)


def _print_summary(summary: Any) -> None:
    groups = {
        "cannot be read, and counts zero": summary.unreadable,
        "graded under another name": summary.renamed,
        "not handed in": summary.missing,
        "remarked": summary.remarked,
        "NOT GRADED, through no fault of the student": summary.problems,
    }
    for what, notes in groups.items():
        for note in notes:
            err.print(f"{note.student}, {note.lesson}: {what}. {note.sentence}", markup=False)
    out.print(
        f"{summary.week}: {summary.judged} notebooks judged, {summary.unchanged} unchanged, of {summary.students} "
        f"students, in {summary.seconds:.1f} s. Isolation: {summary.isolation}.",
        markup=False,
    )
    if summary.isolation == "none":
        err.print(_UNTRUSTED, style="red")


@spoken
def grade(
    file: Annotated[Path, typer.Argument(help="A notebook.")],
    lesson: Annotated[str | None, typer.Option(help="Its lesson, if the file does not say.")] = None,
    isolation: IsolationOption = Isolation.bubblewrap,
    seed: SeedOption = 0,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Grade one notebook, hidden cases included. Exits with 0 when graded, whatever the score."""
    from striate.course import Course
    from striate.grading.judging import grade_file
    from striate.grading.reading import Unreadable
    from striate.sandbox import SandboxError

    try:
        record = grade_file(file, Course.find(explicit=course), lesson=lesson, seed=seed, isolation=isolation.value)
    except (Unreadable, SandboxError) as error:
        raise refuse(str(error)) from None
    if json:
        print_json(record.as_dict())
        return
    rows = [
        (name, e.state, f"{e.score:g} / {e.max_score:g}", e.message if not e.passed else "")
        for name, e in record.exercises.items()
    ]
    table(("exercise", "", "points", "why"), rows, right=("points",))
    for remark in record.remarks:
        out.print(remark, markup=False)
    said = f"{record.lesson}: {record.score:g} of {record.max_score:g} points. Isolation: {record.isolation}."
    out.print(f"{said} Receipt: {record.submission_sha256}", markup=False)
    if record.isolation == "none":
        err.print(_UNTRUSTED, style="red")


@spoken
def report(
    week: WeekArgument,
    to: Annotated[Path | None, typer.Option(help="Where to write the page.")] = None,
    course: CourseOption = None,
) -> None:
    """Write one page on how the class did: marks, misconceptions met, and who needs a look."""
    from striate.course import Course
    from striate.grading.report_page import write_report

    out.print(str(write_report(Course.find(explicit=course), week, to)), markup=False)


@spoken
def feedback(week: WeekArgument, course: CourseOption = None) -> None:
    """Write a page of feedback for every graded notebook, with nbgrader."""
    from striate.course import Course
    from striate.grading.release import feedback as write

    found = Course.find(explicit=course)
    with progress("Writing feedback") as advance:
        made = write(found, week, lambda _done, total: advance(total=total))
    for student, why in made.problems:
        err.print(f"{student}: no feedback. {why}", markup=False)
    out.print(f"{len(made.pages)} pages in {found.root / 'classroom' / 'feedback'}.", markup=False)
    raise typer.Exit(1 if made.problems else 0)


@spoken
def export(
    week: Annotated[str | None, typer.Argument(help="The week; every week if not named.")] = None,
    to: Annotated[Path, typer.Option(help="The CSV file to write.")] = Path("grades.csv"),
    course: CourseOption = None,
) -> None:
    """Write the marks of all students as CSV."""
    from striate.course import Course
    from striate.grading.release import export as write

    rows = write(Course.find(explicit=course), to, week)
    out.print(f"{rows} rows in {to}.", markup=False)


@spoken
def demo(
    folder: Annotated[Path, typer.Option(help="Where to put everything.")] = Path("build/demo"),
    course: CourseOption = None,
) -> None:
    """Show the whole way: build a week, release it, make up a class, grade it, and write feedback and report."""
    from striate.course import Course
    from striate.grading.demo import show, watched

    with progress("Judging") as advance:
        shown = show(
            Course.find(explicit=course),
            folder,
            told=lambda step: err.print(f"{step} …", markup=False),
            judged=watched(advance),
        )
    out.print(f"\n[bold]A class of {len(shown.pupils)}, graded[/bold]")
    rows = [
        (k.name, str(k.students), *(f"{share:.0%}" for share in (k.least, k.mean, k.greatest))) for k in shown.kinds
    ]
    table(
        ("submissions", "students", "least", "mean", "greatest"), rows, right=("students", "least", "mean", "greatest")
    )
    table(("step", "seconds"), [(k, f"{v:.1f}") for k, v in shown.seconds.items()], right=("seconds",))
    classroom = shown.course.root / "classroom"
    places = {
        "gradebook": classroom / "gradebook.db",
        "report on the class": shown.report,
        f"feedback, {shown.pages} pages": classroom / "feedback",
        "submissions as they came": classroom / "submitted",
        "records": classroom / "results",
    }
    table(("what", "where"), [(what, str(path)) for what, path in places.items()])
    out.print(f"Isolation: {shown.summary.isolation}.", markup=False)
    if shown.isolation == "none":
        err.print(f"No isolation is to be had here, so hostile submissions were left out. {_UNTRUSTED}", style="red")
    for note in shown.summary.problems:
        err.print(f"{note.student}, {note.lesson}: not graded. {note.sentence}", markup=False, style="red")
    raise typer.Exit(1 if shown.summary.problems else 0)
