"""Records on disk: one JSON file for each student and lesson, so that grading can go on where it stopped.

A file is written beside its place and then moved there: after a crash either the old record is there or the new one.
What cannot be read counts as not there, and the submission is graded again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from striate.files import write_whole
from striate.grading.record import Record, RecordError


@dataclass(frozen=True)
class Basis:
    """What judged a submission, and how. On the same basis the same texts have the same scores."""

    bundle: str
    seed: int
    isolation: str

    @classmethod
    def of(cls, record: Record) -> "Basis":
        return cls(record.bundle, record.seed, record.isolation)


@dataclass(frozen=True)
class Store:
    """The records below a folder, ``<week>/<student>/<lesson>.json``."""

    folder: Path

    def path(self, week: str, student: str, lesson: str) -> Path:
        """Where the record of a submission lies, if there is one."""
        return self.folder / week / student / f"{lesson}.json"

    def load(self, week: str, student: str, lesson: str) -> Record | None:
        """The record of a submission; None where there is none that can be read."""
        try:
            record = Record.from_json(self.path(week, student, lesson).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, RecordError):
            return None
        known = (record.week, record.student, record.lesson) == (week, student, lesson)
        return record if known else None

    def save(self, record: Record) -> Path:
        """Keep a record, in the place of an older one. The record names its student."""
        if record.student is None:
            raise ValueError("a record without a student has no place in the store")
        path = self.path(record.week, record.student, record.lesson)
        write_whole(path, record.to_json().encode())
        return path

    def records(self, week: str) -> Iterator[Record]:
        """All records of a week that can be read, by student, then by lesson."""
        for path in sorted((self.folder / week).glob("*/*.json")):
            if not path.name.startswith("."):
                record = self.load(week, path.parent.name, path.stem)
                if record is not None:
                    yield record
