"""All public checks of a notebook, outside of JupyterLab: what `striate check FILE.ipynb` does.

The notebook runs in a process of its own. One that hangs or dies is started again without the culprit, so that an
endless loop costs one exercise.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from striate.cases import CasesError
from striate.report import Card, card
from striate.student.places import CASES, cases_files, read
from striate.student.workbook import read_workbook
from striate.verdict import whole

SECONDS = 10.0
# Beyond a limit of its own the process has this long to go on by itself, before it is ended.
GRACE = 5.0
START = 60.0

Done = Callable[[Card], None]


@dataclass(frozen=True)
class CheckedNotebook:
    """The public checks of one notebook: a card per exercise, in order, and cells that failed (``problems``)."""

    path: Path
    lesson: str
    cards: tuple[Card, ...]
    problems: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return round(sum(card.score for card in self.cards), 6)

    @property
    def max_score(self) -> float:
        return round(sum(card.points for card in self.cards), 6)

    @property
    def passed(self) -> bool:
        return all(card.state == "passed" for card in self.cards)

    def to_json(self) -> dict[str, Any]:
        """Plain data for ``--json``. A property is null where only grading tries it."""
        exercises = {}
        for each in self.cards:
            plain = {
                key: value for key, value in asdict(each).items() if key not in ("name", "points", "picture", "alt")
            }
            exercises[each.name] = {"max_score": each.points, "passed": each.state == "passed"} | plain
        return {
            "lesson": self.lesson,
            "score": self.score,
            "max_score": self.max_score,
            "passed": self.passed,
            "problems": list(self.problems),
            "exercises": exercises,
        }


@dataclass
class _Progress:
    """What is known so far, over all starts of the process."""

    cards: dict[str, Card] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    skip_cells: list[int] = field(default_factory=list)
    begun: dict[str, Any] = field(default_factory=dict)


def check_notebook(path: Path, *, seconds: float = SECONDS, done: Done | None = None) -> CheckedNotebook:
    """Run a notebook's answers and check each on its public cases.

    ``seconds`` bounds one cell and one call; ``done`` is called with each card as it comes. Raises Unreadable for a
    notebook that is none, CasesError where its lesson has no public cases.
    """
    path = path.resolve()
    workbook = read_workbook(path)
    cases = cases_of(path.parent, workbook.lesson)
    sheets, known = read(cases), _Progress()
    for _ in range(len(workbook.runs) + len(sheets) + 1):
        asked = {
            "notebook": str(path),
            "cases": str(cases),
            "seconds": seconds,
            "skip_cells": known.skip_cells,
            "skip_exercises": list(known.cards),
        }
        why = _run(asked, known, done)
        if not why:
            break
        match known.begun:
            case {"begin": "cell", "number": number}:
                cell = workbook.runs[number]
                whose = (
                    f"The cell of {cell.id}" if cell.role == "answer" else f"Code cell {number + 1} of those that count"
                )
                known.skip_cells.append(number)
                known.problems[number] = known.failed[cell.id] = f"{whose} {why}."
            case {"begin": "exercise", "exercise": name}:
                verdict = whole(sheets[name], "lost", f"{name} {why} when it was called.")
                known.cards[name] = card(verdict, draw=False)
                if done:
                    done(known.cards[name])
            case _:
                raise CasesError(f"{path.name} could not be run: Python {why} at the start.")
    cards = [
        known.cards.get(name) or card(whole(sheet, "lost", "There is no result.")) for name, sheet in sheets.items()
    ]
    return CheckedNotebook(path, workbook.lesson, tuple(cards), tuple(v for _, v in sorted(known.problems.items())))


def cases_of(start: Path, lesson: str) -> Path:
    """The file of a lesson's public cases, looked for from ``start``. Raises CasesError."""
    for path in cases_files(start):
        if path.name == f"{lesson}{CASES}":
            return path
    raise CasesError(f"The public cases of {lesson} were not found: {lesson}{CASES} belongs beside the notebook.")


def _run(asked: dict[str, Any], known: _Progress, done: Done | None) -> str:
    """Start the process once and take in what it says; empty if it came to its end, else what became of it."""
    known.begun = {}
    environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8"}
    environment.pop("STRIATE_GRADING", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "striate.student.child", json.dumps(asked)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=Path(asked["notebook"]).parent,
        env=environment,
        encoding="utf-8",
    )
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_pump, args=(process, lines), daemon=True).start()
    try:
        while True:
            # An exercise is several calls, of which two may run into their limit before the rest is given up.
            patience = START if not known.begun else 2 * asked["seconds"] + GRACE
            try:
                line = lines.get(timeout=patience)
            except queue.Empty:
                return "never ended"
            if not line:
                return "ended the whole Python process"
            said = json.loads(line)
            if "end" in said:
                return ""
            _take_in(said, known, done)
    finally:
        process.kill()
        process.wait()


def _pump(process: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put("")


def _take_in(said: dict[str, Any], known: _Progress, done: Done | None) -> None:
    if "begin" in said:
        known.begun = said
    elif "problem" in said:
        known.problems[said["number"]] = said["problem"]
    elif "card" in said:
        card = Card(**said["card"] | {"remarks": tuple(said["card"]["remarks"])})
        if card.state == "lost" and card.name in known.failed:
            card = Card(**asdict(card) | {"message": known.failed[card.name]})
        known.cards[card.name] = card
        if done:
            done(card)
