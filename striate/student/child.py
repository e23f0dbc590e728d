"""Runs one notebook's answers and checks them, in a process of its own: ``python -m striate.student.child``.

`striate.student.run` starts it and reads what it says, a line of JSON for each thing begun and done. What the student's
code prints goes nowhere. Nothing here is a wall: it is the student's own code on their own machine.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from striate.student.attempt import MISSING, examine
from striate.student.limit import at_most
from striate.student.places import read
from striate.student.quiet import quiet
from striate.student.workbook import Cell, read_workbook


def main(arguments: list[str]) -> None:
    """Run the notebook and the cases named in one JSON argument, and say what came of it."""
    asked = json.loads(arguments[0])
    said = _private_output()
    workbook, sheets = read_workbook(Path(asked["notebook"])), read(Path(asked["cases"]))
    shell = _shell()
    failed: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for number, cell in enumerate(workbook.runs):
        if number not in asked["skip_cells"]:
            _say(said, begin="cell", number=number)
            problem = _run_cell(shell, cell, asked["seconds"])
            if cell.role == "answer" and cell.id in shell.user_ns:
                # The check stands under this cell, so a later cell that takes the name again changes nothing.
                answers[cell.id] = shell.user_ns[cell.id]
            if problem:
                failed.setdefault(cell.id, problem)
                _say(said, problem=problem, number=number, exercise=cell.id if cell.role == "answer" else None)
    for name in sheets:
        if name in asked["skip_exercises"]:
            continue
        _say(said, begin="exercise", exercise=name)
        value = answers.get(name, shell.user_ns.get(name, MISSING))
        with quiet():
            result = examine(sheets, name, value, names=shell.user_ns, draw=False, seconds=asked["seconds"])
        card = asdict(result.card) | {"picture": None, "further": ""}
        if value is MISSING and name in failed:
            card["message"] = failed[name]
        _say(said, card=card)
    _say(said, end=True)
    said.flush()
    os._exit(0)  # threads and exit handlers of the student's code are not waited for


def _private_output() -> TextIO:
    """The standard output for us alone; whatever else is written there from now on is dropped."""
    private = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return private


def _say(said: TextIO, **line: Any) -> None:
    said.write(json.dumps(line) + "\n")
    said.flush()


def _shell() -> Any:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shell(InteractiveShell):
        def enable_gui(self, gui: str | None = None) -> None:
            """Let ``%matplotlib inline`` pass; there is no window to open."""

    # Without a history there is no database file, which two processes would fight for.
    return Shell.instance(config=Config(HistoryManager={"enabled": False}))


def _run_cell(shell: Any, cell: Cell, seconds: float) -> str:
    """Run a cell as a notebook would; the sentence that says why it failed, if it did."""
    whose = f"The cell of {cell.id}" if cell.role == "answer" else "A cell that you added"
    whose = "A setup cell of the lesson" if cell.role == "setup" else whose
    with quiet(), at_most(seconds) as limit:
        result = shell.run_cell(cell.source, store_history=False, silent=True)
    if limit.passed:
        return f"{whose} ran for more than {seconds:g} seconds and was stopped."
    error = result.error_before_exec or result.error_in_exec
    if error is None or isinstance(error, SystemExit):
        return ""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    place = f" in line {line}" if line else ""
    message = str(getattr(error, "msg", "") or error)
    return f"{whose} fails: {type(error).__name__}{place}{': ' + message if message else ''}."


if __name__ == "__main__":
    main(sys.argv[1:])
