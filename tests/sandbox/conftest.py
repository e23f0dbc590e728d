"""A sandbox for many tests: each test is another student, in a process of its own."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from striate.sandbox import Cell, Limits, Reply, Sandbox, Session, probe

QUICK = Limits(
    call_seconds=0.4,
    grace_seconds=0.6,
    asleep_seconds=1.0,
    submission_seconds=20.0,
    wall_seconds=60.0,
    memory=256 << 20,
    output=2000,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = sys.platform != "linux" or not probe().available
    for item in items:
        if missing and item.path.is_relative_to(here) and "box" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="this machine offers no isolation"))


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(limits=QUICK, environment={"STRIATE_GRADING": "1"}) as sandbox:
        yield sandbox


class Student:
    """Runs notebooks made of a few lines of text."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box

    def session(self, *sources: str, blocked: Sequence[str] = ()) -> Session:
        setup = Cell("setup", "import numpy as np", trusted=True)
        cells = [Cell(f"cell {number}", source) for number, source in enumerate(sources)]
        return self.box.session([setup, *cells], blocked)

    def call(self, source: str, *args: Any, name: str = "f", times: int = 1) -> Reply:
        with self.session(source) as session:
            return session.call(name, args, times)

    def value(self, source: str, name: str = "x") -> Reply:
        with self.session(source) as session:
            return session.value(name)


@pytest.fixture
def student(box: Sandbox) -> Student:
    return Student(box)
