"""Commands for who writes lessons: build, verify, new."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from striate.cli.speaking import CourseOption, JsonOption, err, out, print_json, progress, spoken, table


def register(app: typer.Typer) -> None:
    app.command()(build)
    app.command()(verify)
    app.command()(new)


@spoken
def build(
    lessons: Annotated[list[str] | None, typer.Argument(help="Lessons to build; all of them if none is named.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what is out of date.")] = False,
    solved: Annotated[
        Path | None, typer.Option("--solved", help="Write the solved notebooks to this folder too.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Derive student notebooks and public cases from the lesson texts."""
    from striate.course import Course
    from striate.lesson import build as building

    found = Course.find(explicit=course)
    if check:
        stale = building.check_built(found, lessons or None)
        for each in stale:
            out.print(f"{each.path.relative_to(found.root)}: {each.reason}", markup=False)
        raise typer.Exit(1 if stale else 0)
    for built in building.build(found, lessons or None):
        said = ", ".join(path.name for path in built.changed) or "nothing to change"
        out.print(f"{built.lesson}: {said}", markup=False)
        if solved:
            building.write_solved(found.lesson(built.lesson), solved / f"{built.lesson}.ipynb")
    for path in building.stale(found) if not lessons else ():
        err.print(f"{path.relative_to(found.root)} has no lesson any more; delete it.", markup=False)


@spoken
def verify(
    lessons: Annotated[list[str] | None, typer.Argument(help="Lessons to prove; all of them if none is named.")] = None,
    seed: Annotated[int, typer.Option(help="The seed of the hidden cases.")] = 0,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Prove the graders: the stub fails, right answers pass, wrong ones are told apart, no mutant survives."""
    from striate.course import Course
    from striate.lesson.verify import Proof, prove

    found = Course.find(explicit=course)
    chosen = [found.lesson(name) for name in lessons] if lessons else list(found.lessons())
    names = {lesson.name: [exercise.name for exercise in lesson.exercises] for lesson in chosen}
    proofs: list[Proof] = []
    with progress("Proving", sum(map(len, names.values()))) as advance:
        for lesson in chosen:
            for exercise in lesson.exercises:
                others = names[lesson.name]
                proofs.append(prove(exercise, lesson=lesson.name, solutions=lesson.solutions, others=others, seed=seed))
                advance(exercise.name)
    if json:
        print_json({"proven": all(p.proven for p in proofs), "exercises": [_as_data(p) for p in proofs]})
    else:
        _print_proofs(proofs)
    if not all(p.proven for p in proofs):
        raise typer.Exit(1)


def _as_data(proof: Any) -> dict[str, Any]:
    return asdict(proof) | {"proven": proof.proven}


_COLUMNS = ("exercise", "public", "hidden", "caught", "told", "passed", "mutants", "killed", "equiv.", "")
_LEGEND = (
    "public, hidden: cases; caught, told: misconceptions refused, and met with their own sentence;\n"
    "passed: alternatives; mutants, killed, equiv.: changed references made, noticed, declared to mean the same."
)


def _print_proofs(proofs: list[Any]) -> None:
    for lesson in dict.fromkeys(p.lesson for p in proofs):
        out.print(f"[bold]{lesson}[/bold]")
        table(_COLUMNS, [_row(p) for p in proofs if p.lesson == lesson], right=_COLUMNS[1:-1])
    out.print(_LEGEND, style="dim")
    for p in proofs:
        for line, reason in p.equivalent.items():
            out.print(f"{p.lesson}.{p.name}: “{line}” is equivalent: {reason}", markup=False)
        for problem in p.problems:
            err.print(f"{p.lesson}.{p.name}: {problem}", markup=False, style="red")
    made, killed = sum(p.mutants for p in proofs), sum(p.killed for p in proofs)
    declared = sum(p.mutants - p.killed for p in proofs if p.proven)
    out.print(
        f"{sum(p.proven for p in proofs)} of {len(proofs)} exercises proven; "
        f"{killed} of {made} mutants killed, {declared} declared equivalent."
    )


def _row(p: Any) -> tuple[str, ...]:
    of_mutants = (str(p.mutants), str(p.killed), str(p.mutants - p.killed)) if p.mutants else ("", "", "")
    return (
        p.name,
        str(p.public),
        str(p.hidden),
        f"{p.caught}/{p.misconceptions}",
        f"{p.told}/{p.misconceptions}",
        f"{p.passed}/{p.alternatives}",
        *of_mutants,
        "proven" if p.proven else "NOT PROVEN",
    )


@spoken
def new(
    lesson: Annotated[str, typer.Argument(help="The new lesson's name, as Python would write a module's.")],
    week: Annotated[str, typer.Option(help="The week it belongs to.")],
    course: CourseOption = None,
) -> None:
    """Start a lesson: its three files with one working exercise, and its line in the table of contents."""
    from striate.course import Course
    from striate.lesson.new import new_lesson

    for path in new_lesson(Course.find(explicit=course), lesson, week=week):
        out.print(f"wrote {path}", markup=False)
