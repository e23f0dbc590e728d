"""What all tests share: the course itself, and no skipping where nothing may be left out."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


def _forbid_skipping(report):  # type: ignore[no-untyped-def]
    """With STRIATE_NO_SKIPS set, a test that skips itself fails: on that machine everything is to be had."""
    if report.skipped and os.environ.get("STRIATE_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    return _forbid_skipping((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):  # type: ignore[no-untyped-def]
    return _forbid_skipping((yield))
