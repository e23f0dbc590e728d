"""The public cases beside a notebook: whole, the same bytes each time, and nothing hidden in them."""

from pathlib import Path

import numpy as np
import pytest

from striate.cases import CasesError, read_cases, write_cases
from striate.outcome import attempt
from striate.sheet import AnySheet, FunctionSheet, sheet_for
from striate.verdict import judge
from tests import toy


@pytest.fixture
def public() -> list[AnySheet]:
    return [sheet_for(exercise, lesson="toy", public_only=True) for exercise in toy.EXERCISES]


def test_what_is_read_judges_as_what_was_written(public: list[AnySheet], tmp_path: Path) -> None:
    write_cases(tmp_path / "toy.cases.npz", public)
    back = read_cases(tmp_path / "toy.cases.npz")
    assert list(back) == ["half", "why", "find_odd"]
    for function in (toy.half, toy.half_floored, toy.half_writing, toy.half_by_loops):
        before = judge(public[0], lambda case, f=function: attempt(f, case))
        after = judge(back["half"], lambda case, f=function: attempt(f, case))
        assert (before.message, before.properties, before.misconception) == (
            after.message,
            after.properties,
            after.misconception,
        )
    for written in public:
        assert written.hints == back[written.name].hints
        assert written.points == back[written.name].points


def test_writing_twice_gives_the_same_bytes(public: list[AnySheet], tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_cases(tmp_path / name, public)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_hidden_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hidden"):
        write_cases(tmp_path / "toy.cases.npz", [sheet_for(toy.HALF, lesson="toy")])


def test_public_sheets_draw_no_hidden_case() -> None:
    sheet = sheet_for(toy.HALF, lesson="toy", public_only=True)
    assert isinstance(sheet, FunctionSheet)
    assert all(trial.public for trial in sheet.trials)


def test_the_answer_to_a_question_is_not_in_the_file(tmp_path: Path) -> None:
    from striate.exercise import Question

    question = Question(name="word", answer="perestroika", points=1, wrong={"glasnost": "No."})
    write_cases(tmp_path / "q", [sheet_for(question, lesson="toy", public_only=True)])
    index = np.load(tmp_path / "q")["index"].tobytes()
    assert b"word" in index
    assert b"perestroika" not in index
    assert b"glasnost" not in index


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_damaged_file_is_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "toy.cases.npz").write_bytes(content)
    with pytest.raises(CasesError, match=r"toy\.cases\.npz is damaged"):
        read_cases(tmp_path / "toy.cases.npz")


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="not beside the notebook"):
        read_cases(tmp_path / "toy.cases.npz")


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    with (tmp_path / "toy.cases.npz").open("wb") as file:
        np.savez(file, index=np.array([{"a": 1}], dtype=object))
    with pytest.raises(CasesError, match="damaged"):
        read_cases(tmp_path / "toy.cases.npz")
