"""Commands for students and self-learners: lab, check, progress, reset, receipt; and doctor, for everyone."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from striate.cli.speaking import JsonOption, out, print_json, progress, refuse, spoken, table


def register(app: typer.Typer) -> None:
    app.command()(lab)
    app.command()(check)
    app.command(name="progress")(show_progress)
    app.command()(reset)
    app.command()(receipt)
    app.command()(doctor)


@spoken
def lab(
    folder: Annotated[
        Path | None, typer.Argument(help="Where your working copy is to lie; “work” if not named.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> None:
    """Open JupyterLab on a working copy of the notebooks. Your work is never overwritten."""
    from striate.student.lab import open_lab, opening, prepare

    place, brought = prepare(folder)
    for line in opening(place, brought):
        out.print(line, markup=False)
    raise typer.Exit(open_lab(place, browser=browser, port=port))


@spoken
def check(
    file: Annotated[Path, typer.Argument(help="A notebook.")],
    json: JsonOption = False,
) -> None:
    """Run all checks of a notebook in the terminal. Exits with 1 if something does not pass yet."""
    from striate.student.places import read
    from striate.student.run import cases_of, check_notebook
    from striate.student.terminal import print_checked
    from striate.student.workbook import read_workbook

    total = len(read(cases_of(file.resolve().parent, read_workbook(file.resolve()).lesson)))
    with progress("Checking", total) as advance:
        checked = check_notebook(file, done=lambda card: advance(card.name))
    if json:
        print_json(checked.to_json())
    else:
        print_checked(checked, out)
    raise typer.Exit(0 if checked.passed else 1)


@spoken
def show_progress(json: JsonOption = False) -> None:
    """Your points so far, week by week, and which functions are your own by now."""
    from striate.student.progress import lessons
    from striate.student.progress import progress as progress_of
    from striate.student.terminal import print_progress

    with progress("Checking", len(lessons())) as advance:
        made = progress_of(done=advance)
    if json:
        print_json([each.to_json() for each in made])
    else:
        print_progress(made, out)


@spoken
def reset(
    lesson: Annotated[str, typer.Argument(help="The lesson, such as convolution.")],
    exercise: Annotated[str, typer.Argument(help="The exercise, such as cross_correlate.")],
) -> None:
    """Put one exercise's stub back as it was. Your old text is kept in a file beside the notebook."""
    from striate.student.reset import reset as put_back

    out.print(put_back(lesson, exercise).sentence, markup=False)


@spoken
def receipt(
    files: Annotated[list[Path], typer.Argument(help="What you hand in, or handed in.")],
    json: JsonOption = False,
) -> None:
    """Print the fingerprint of a file. Feedback carries the fingerprint of what was graded."""
    made = {}
    for file in files:
        try:
            made[str(file)] = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as error:
            raise refuse(f"{file} cannot be read: {error.strerror}.") from None
    if json:
        print_json(made)
    else:
        for name, fingerprint in made.items():
            out.print(f"{fingerprint}  {name}", markup=False)


@spoken
def doctor(json: JsonOption = False) -> None:
    """Say what this machine can do for the course, what it cannot, and how to mend it."""
    from striate.doctor import examine

    findings = examine()
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = [(f.subject, f.whom, "✓" if f.good else "✗", f.sentence) for f in findings]
        table(("what", "for", "", "found"), rows)
    if not all(finding.good for finding in findings if finding.whom == "student"):
        raise typer.Exit(1)
