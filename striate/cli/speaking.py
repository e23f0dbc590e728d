"""How a command speaks: results to standard output, everything else to standard error, and an exit code to trust.

0: done. 1: done, and the answer is no (a check failed, a grader is not proven). 2: it could not be done.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ParamSpec, Protocol, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

P = ParamSpec("P")
R = TypeVar("R")

# What is piped into a file is not folded to a terminal that is not there.
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 120)
err = Console(stderr=True, soft_wrap=True, highlight=False)

CourseOption = Annotated[Path | None, typer.Option("--course", help="The course's folder, if you are not in it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def refuse(sentence: str) -> typer.Exit:
    """Say why it cannot be done, and exit with 2."""
    err.print(sentence, style="red", markup=False)
    return typer.Exit(2)


def spoken(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors that a person can mend into one sentence and exit code 2."""

    @functools.wraps(command)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> R:
        from striate.cases import CasesError
        from striate.data import DataError
        from striate.modules import CourseError

        try:
            return command(*args, **kwargs)
        except (CourseError, CasesError, DataError) as error:
            raise refuse(str(error)) from None
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] == "striate":
                raise
            raise refuse(f"This needs the package {error.name}: pip install 'striate[instructor]'.") from None
        except KeyboardInterrupt:
            err.print("Stopped.", style="red")
            raise typer.Exit(130) from None

    return speaking


def print_json(data: Any) -> None:
    out.print(json.dumps(data, indent=2, ensure_ascii=False), markup=False)


class Advance(Protocol):
    """Counts one thing as done. ``total`` is how many there are, where that is known only later."""

    def __call__(self, name: str = "", total: int | None = None) -> None: ...


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Advance]:
    """A progress bar on standard error, with the time left; call what it gives with the name of each thing done."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def advance(name: str = "", total: int | None = None) -> None:
            bar.update(task, advance=1, total=total, description=f"{what} {name}".strip())

        yield advance


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> None:
    """Print a table; ``right`` are the columns that are set flush right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, column in enumerate(columns):
        flush = column in right
        made.add_column(column, justify="right" if flush else "left", overflow="fold", no_wrap=number == 0 or flush)
    for row in rows:
        # Text, so that square brackets in a name are not read as markup.
        made.add_row(*map(Text, row))
    out.print(made)
