"""Isolation "none": the same answers, and a level that says what it is."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from striate.sandbox import Cell, Lost, Raised, Returned, Sandbox
from tests.sandbox.conftest import QUICK, Student

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork")


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    with Sandbox(limits=QUICK, isolation="none") as sandbox:
        yield sandbox


def test_the_level_is_none(bare: Sandbox) -> None:
    assert bare.isolation == "none"


def test_a_notebook_comes_to_the_same_as_in_isolation(bare: Sandbox) -> None:
    cells = ["def f(x): return x + 1", "1 / 0", "def g(): return 1 / 0", "def h():\n    while True: pass"]
    with Student(bare).session(*cells, "import os; os._exit(1)") as session:
        assert [report.ok for report in session.reports] == [True, True, False, True, True, False]
        reply = session.call("f", [np.arange(2)])
        assert isinstance(reply, Returned)
        assert reply.value.tolist() == [1, 2]
        assert isinstance(session.call("g"), Raised)
        assert session.call("h") == Lost("time")


def test_readable_folders_are_there_to_import(tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "part.py").write_text("x = 1")
    folder = tmp_path / "shown"
    with Sandbox(readable=[folder], path=[folder], isolation="none", limits=QUICK) as box:
        assert Student(box).value("import part, shown.part\nx = shown.part.x") == Returned(1)


def test_scratch_is_fresh_and_gone_afterwards(bare: Sandbox) -> None:
    student = Student(bare)
    source = "import os\nopen('left', 'w').close()\nx = os.getcwd()"
    place = student.value(source)
    assert isinstance(place, Returned)
    assert not Path(place.value).exists()
    assert student.value("import os\nx = os.listdir('.')") == Returned([])


def test_the_folder_of_a_sandbox_is_gone_with_it() -> None:
    with (
        Sandbox(isolation="none", limits=QUICK) as box,
        box.session([Cell("a", "import os\nx = os.getcwd()")]) as session,
    ):
        place = session.value("x")
        assert isinstance(place, Returned)
        root = Path(place.value).parents[1]
        assert root.exists()
    assert not root.exists()


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="isolation is"):
        Sandbox(isolation="docker")
    with pytest.raises(ValueError, match="does not exist"):
        Sandbox(readable=[tmp_path / "missing"])
    with pytest.raises(ValueError, match="must be in readable"):
        Sandbox(path=[tmp_path])
    (tmp_path / "a" / "same").mkdir(parents=True)
    (tmp_path / "b" / "same").mkdir(parents=True)
    with pytest.raises(ValueError, match="two folders named"):
        Sandbox(readable=[tmp_path / "a" / "same", tmp_path / "b" / "same"])
