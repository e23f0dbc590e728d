"""A submitted notebook -> the texts of its solution cells and of the code that the student added, in order.

That is all that is taken from it. A cell is known by its grade_id, else by its id, else by what its text defines;
whatever is wrong with one cell costs its exercise at most, and is said in a sentence.
"""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from striate.course import Lesson
from striate.grading.definitions import defines, only_a_stub, same_text, trimmed, unanswered
from striate.grading.reading import FoundCell, FoundNotebook, Unreadable, read_notebook
from striate.grading.source import OwnCell, SourceNotebook

__all__ = ["Submission", "SubmittedCell", "Unreadable", "read_submission"]

# Characters of one cell; cells that a student added, and the characters of all of them.
CELL_SIZE = 200_000
ADDED_CELLS = 2_000
ADDED_SIZE = 2_000_000
COPIES = 20


@dataclass(frozen=True)
class SubmittedCell:
    """A code cell as handed in.

    ``exercise`` names the exercise that it answers, None for a cell that the student added. ``after`` is the id of our
    cell that it follows, empty at the top.
    """

    id: str
    source: str
    exercise: str | None = None
    after: str = ""


@dataclass(frozen=True)
class Submission:
    """What was taken from a file.

    ``homes`` gives the cell that answers each exercise (its own one, as a rule; none where it is missing). ``problems``
    says in a sentence what is odd about the cell of an exercise, ``remarks`` what is odd about the file.
    """

    lesson: str
    cells: tuple[SubmittedCell, ...]
    homes: Mapping[str, str]
    problems: Mapping[str, str]
    remarks: tuple[str, ...]
    sha256: str
    lesson_hash: str

    @cached_property
    def texts(self) -> str:
        """A hash of everything that was taken from the file."""
        cells = [(cell.id, cell.source, cell.exercise, cell.after) for cell in self.cells]
        taken = [cells, sorted(self.homes.items()), sorted(self.problems.items()), self.remarks]
        return hashlib.sha256(json.dumps(taken).encode()).hexdigest()

    def home(self, exercise: str) -> SubmittedCell | None:
        """The cell that answers an exercise."""
        return next((cell for cell in self.cells if cell.id == self.homes.get(exercise)), None)


def read_submission(path: Path, lesson: Lesson) -> Submission:
    """Read a submission of a lesson.

    Raises `Unreadable`, a sentence for the student, where there is nothing to grade: no plain file, no notebook, or the
    notebook of another lesson. Raises CourseError where our own notebook is not built.
    """
    source = SourceNotebook.read(lesson)
    found = read_notebook(path)
    matching = _Matching(found, source)
    if not matching.homes:
        raise Unreadable(_nothing_here(found, lesson), found.sha256)
    return matching.submission(lesson)


def _nothing_here(found: FoundNotebook, lesson: Lesson) -> str:
    if found.lesson and found.lesson != lesson.name:
        return f"This is the notebook of the lesson {found.lesson}, not of {lesson.name}."
    return f"This notebook holds none of the exercises of the lesson {lesson.name}."


@dataclass
class _Matching:
    """Which found cell is which of ours. Cells are told by their place in the file."""

    found: FoundNotebook
    source: SourceNotebook
    roles: dict[int, str] = field(default_factory=dict)
    own: dict[int, OwnCell] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    homes: dict[str, int] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.remarks += self.found.remarks
        by_text = {cell.source.strip(): cell for cell in reversed(self.source.cells) if cell.kind == "code"}
        for place, cell in enumerate(self.found.cells):
            exercise = self._role(cell)
            if exercise:
                self.roles[place] = exercise
                continue
            own = by_text.get(cell.source.strip()) or self.source.by_id.get(cell.grade_id or cell.id)
            if own and own.exercise and cell.kind == "code":
                self.roles[place] = own.exercise  # our stub, untouched, that has lost its name
            elif own:
                self.own[place] = own
                # A check, or a cell of ours that was left as it was: it is not run.
                if own.checks is not None or same_text(own.source, cell.source):
                    self.left_out.add(place)
        self._say_what_was_lost()
        for exercise in self.source.exercises:
            self._find_home(exercise)
        self._say_what_moved()

    def _role(self, cell: FoundCell) -> str:
        for name in (cell.grade_id, "" if cell.grade_id else cell.id):
            if name in self.source.stubs:
                return name
        return ""

    def _say_what_was_lost(self) -> None:
        if not any(cell.grade_id in self.source.stubs for cell in self.found.cells):
            self.remarks.append(
                "The notebook has lost the metadata of its cells. Its exercises were found by the cells' ids and texts."
            )
        if self.found.lesson_hash and self.found.lesson_hash != self.source.hash:
            self.remarks.append(
                "The notebook was made from another release of this lesson. It was graded by the exercises' names."
            )

    def _code(self, place: int) -> bool:
        return self.found.cells[place].kind == "code"

    def _text(self, place: int) -> str:
        return self.found.cells[place].source

    def _find_home(self, name: str) -> None:
        """Choose the cell that answers an exercise: an answer before a stub, its own first, the last of several."""
        stub = self.source.stubs[name].source
        named = [place for place, role in self.roles.items() if role == name]
        elsewhere = [
            place
            for place, cell in enumerate(self.found.cells)
            if self._code(place) and place not in named and place not in self.left_out and defines(cell.source, name)
        ]

        def answers(places: list[int]) -> list[int]:
            # Of hundreds of copies only the last are looked into.
            texts = {place: self._text(place) for place in places[-COPIES:]}
            return [p for p, text in texts.items() if defines(text, name) and not unanswered(text, name, stub)]

        code = [place for place in named if self._code(place)]
        retyped = [place for place in named if not self._code(place)]
        choices = (answers(code), answers(elsewhere), answers(retyped), code, retyped, elsewhere)
        best = next((choice for choice in choices if choice), None)
        if best is None:
            self.problems[name] = f"The cell of {name} is missing from the notebook."
            return
        self.homes[name] = best[-1]
        problem = self._problem(name, best, named)
        if problem:
            self.problems[name] = problem

    def _problem(self, name: str, best: list[int], named: list[int]) -> str:
        home = best[-1]
        text = self._text(home)
        if len(text) > CELL_SIZE:
            return f"The cell of {name} has {len(text):,} characters; up to {CELL_SIZE:,} are read."
        if home not in named:
            if named:
                return f"{name} is defined in another cell than its own. That one was graded."
            others = any(cell.grade_id in self.source.stubs for cell in self.found.cells)
            return f"The cell of {name} has lost its name. It was found by its text, and graded." if others else ""
        if not self._code(home):
            kind = "a Markdown cell" if self.found.cells[home].kind == "markdown" else "a cell that is not code"
            return f"The cell of {name} was turned into {kind}. Its text was graded as code."
        if not text.strip():
            return f"The cell of {name} is empty."
        if len(named) > 1:
            said = f"The cell of {name} stands {len(named)} times in the notebook"
            if len({trimmed(self._text(place)) for place in named}) == 1:
                return f"{said}, with the same text."
            if len({trimmed(self._text(place)) for place in best}) > 1:
                return f"{said}, answered differently. The last one was graded."
            return f"{said}. The one that is answered was graded."
        return ""

    def _say_what_moved(self) -> None:
        wanted = [name for name in self.source.exercises if name in self.homes]
        came = sorted(wanted, key=lambda name: self.homes[name])
        kept = {
            name
            for block in difflib.SequenceMatcher(None, wanted, came, autojunk=False).get_matching_blocks()
            for name in wanted[block.a : block.a + block.size]
        }
        for name in wanted:
            if name not in kept and name not in self.problems and self.roles.get(self.homes[name]) == name:
                self.problems[name] = f"The cell of {name} stands elsewhere than in the lesson. That costs nothing."

    def _added(self) -> Iterator[int]:
        """The cells that are run beside the homes: what the student added, or changed in a cell of ours."""
        homes = set(self.homes.values())
        texts = {trimmed(self._text(place)) for place in homes}
        for place in range(len(self.found.cells)):
            if place not in homes and self._code(place) and place not in self.left_out:
                text = trimmed(self._text(place))
                if text and not (place in self.roles and text in texts):
                    yield place

    def submission(self, lesson: Lesson) -> Submission:
        added = self._within_bounds(list(self._added()))
        answered: dict[int, str] = {}
        for name, place in self.homes.items():
            answered[place] = name if self.roles.get(place) == name else answered.get(place, name)
        cells: list[SubmittedCell] = []
        ids: dict[int, str] = {}
        after = ""
        for place in range(len(self.found.cells)):
            exercise = answered.get(place)
            if exercise or place in added:
                ids[place] = exercise or f"added-{sum(cell.exercise is None for cell in cells) + 1}"
                text = self._text(place)
                cells.append(SubmittedCell(ids[place], text if len(text) <= CELL_SIZE else "", exercise, after))
            if exercise or place in self.own:
                after = self.source.stubs[exercise].id if exercise else self.own[place].id
        return Submission(
            lesson=lesson.name,
            cells=tuple(cells),
            homes={name: ids[self.homes[name]] for name in self.source.exercises if name in self.homes},
            problems={name: self.problems[name] for name in self.source.exercises if name in self.problems},
            remarks=tuple(self.remarks),
            sha256=self.found.sha256,
            lesson_hash=self.found.lesson_hash,
        )

    def _within_bounds(self, places: list[int]) -> set[int]:
        """The added cells that are kept: as many as are allowed, from the top."""
        kept: set[int] = set()
        size = 0
        for place in places:
            length = len(self._text(place))
            if length <= CELL_SIZE and size + length <= ADDED_SIZE and len(kept) < ADDED_CELLS:
                kept.add(place)
                size += length
        if len(kept) < len(places):
            self.remarks.append(
                f"Of {len(places):,} cells that you added, {len(places) - len(kept):,} were left out: up to "
                f"{ADDED_CELLS:,} cells of {CELL_SIZE:,} characters are run, {ADDED_SIZE:,} characters in all."
            )
        # A copy of a stub would undo the answer that stands before it.
        return {place for place in kept if not only_a_stub(self._text(place))}
