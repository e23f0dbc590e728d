"""The store: what was kept is found again, and nothing half-written is ever taken for a record."""

from dataclasses import replace
from pathlib import Path

import pytest

from striate.files import write_whole
from striate.grading.record import ExerciseRecord, PropertyRecord, Record
from striate.grading.store import Basis, Store

RECORD = Record(
    lesson="doubling",
    week="week1",
    student="ada",
    isolation="bubblewrap",
    submission_sha256="a" * 64,
    lesson_hash="b" * 64,
    texts="c" * 64,
    bundle="d" * 64,
    seed=0,
    seconds=0.05,
    exercises={
        "double": ExerciseRecord(
            score=2.0,
            max_score=3.0,
            state="failed",
            message="Twice 5 is 10; 15 came.",
            properties={"numbers": PropertyRecord(2.0, True, 2, 2), "whole numbers": PropertyRecord(1.0, False, 0, 2)},
        )
    },
    remarks=("Ünïcode.",),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results")


def test_a_record_comes_back_as_it_was_kept(store: Store) -> None:
    assert store.save(RECORD) == store.path("week1", "ada", "doubling")
    assert store.load("week1", "ada", "doubling") == RECORD
    assert list(store.records("week1")) == [RECORD]


def test_the_newer_record_takes_the_place_of_the_older(store: Store) -> None:
    store.save(RECORD)
    newer = replace(RECORD, submission_sha256="e" * 64)
    store.save(newer)
    assert store.load("week1", "ada", "doubling") == newer


@pytest.mark.parametrize("damage", [b"", b'{"lesson": "dou', b"\xff\xfe\x00", b"[]", b"{}", b"[" * 100_000])
def test_a_damaged_record_counts_as_none(store: Store, damage: bytes) -> None:
    store.save(RECORD).write_bytes(damage)
    assert store.load("week1", "ada", "doubling") is None
    assert list(store.records("week1")) == []


def test_a_folder_where_the_record_belongs_counts_as_none(store: Store) -> None:
    store.path("week1", "ada", "doubling").mkdir(parents=True)
    assert store.load("week1", "ada", "doubling") is None


def test_a_record_that_was_copied_to_another_student_is_not_theirs(store: Store) -> None:
    content = store.save(RECORD).read_bytes()
    write_whole(store.path("week1", "bea", "doubling"), content)
    assert store.load("week1", "bea", "doubling") is None


def test_a_write_that_fails_leaves_the_old_record_and_no_litter(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store.save(RECORD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        store.save(replace(RECORD, seed=1))
    assert store.load("week1", "ada", "doubling") == RECORD
    assert list(path.parent.iterdir()) == [path]


def test_the_basis_tells_one_grading_from_another() -> None:
    basis = Basis.of(RECORD)
    assert basis == Basis("d" * 64, 0, "bubblewrap")
    for change in ({"bundle": "x"}, {"seed": 1}, {"isolation": "none"}):
        assert Basis.of(replace(RECORD, **change)) != basis  # type: ignore[arg-type]


def test_a_record_without_a_student_has_no_place(store: Store) -> None:
    with pytest.raises(ValueError, match="student"):
        store.save(replace(RECORD, student=None))
