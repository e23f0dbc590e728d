"""What a verdict cannot know of itself: the cell that stopped, the function that fails because another one does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from striate.cleaning import clean
from striate.grading.definitions import reached, unanswered, uses
from striate.grading.source import SourceNotebook
from striate.grading.submission import Submission
from striate.outcome import Lost, Outcome, Raised
from striate.sandbox import CellReport
from striate.verdict import Verdict
from striate.wording import article

_LOST = {
    "time": "ran out of time. Does a loop in it never end?",
    "ended": "ended the whole Python process.",
    "memory": "asked for more memory than there is.",
}
_OURS = "Your answer was graded all the same."


def stopped(report: CellReport, whose: str) -> str:
    """A sentence on a cell that did not run to its end; empty for one that did. ``whose`` begins it."""
    if report.lost is not None:
        return f"{whose} {_LOST.get(report.lost, 'came to no end.')}"
    if report.error is None:
        return ""
    line = f" in line {report.line}" if report.line else ""
    kind = clean(report.error, 60) or "Exception"
    message = clean(report.message, 200)
    said = f": {message}" if message else ""
    return f"{whose} stops with {article(kind)} {kind}{line}{said}{'' if said.endswith(('.', '?')) else '.'}"


def with_cell(verdict: Verdict, outcomes: Sequence[Outcome], report: CellReport | None) -> Verdict:
    """The verdict on an exercise whose own cell stopped, or has no such function: the reason comes first."""
    name = verdict.name
    said = stopped(report, f"The cell of {name}") if report else ""
    missing = [outcome for outcome in outcomes if isinstance(outcome, Lost) and outcome.reason == "missing"]
    if outcomes and len(missing) == len(outcomes):
        kind = missing[0].detail
        if said:
            message = said
        elif kind:
            message = f"{name} is not a function, but a value of type {kind}."
        else:
            message = f"There is no {name} in the cell of {name}."
        return replace(verdict, state="lost", message=message)
    if said and verdict.state == "passed":
        return replace(verdict, remarks=(*verdict.remarks, f"{said} {_OURS}"))
    return replace(verdict, message=f"{said} {verdict.message}".strip())


def with_helpers(verdict: Verdict, outcomes: Sequence[Outcome], reports: Sequence[CellReport]) -> Verdict:
    """The verdict on a function that misses a name, with the added cells that stopped: one of them may have it."""
    misses_a_name = any(isinstance(outcome, Raised) and "NameError" in outcome.kinds for outcome in outcomes)
    if verdict.passed or not misses_a_name:
        return verdict
    said = [stopped(report, "A cell that you added") for report in reports]
    return replace(verdict, remarks=(*verdict.remarks, *filter(None, said[:3])))


def with_causes(verdicts: Mapping[str, Verdict], submission: Submission, source: SourceNotebook) -> dict[str, Verdict]:
    """The verdicts, where a failed function uses another that failed, with the advice to mend that one first."""
    open_ones = [name for name, verdict in verdicts.items() if not verdict.passed]
    functions = uses(cell.source for cell in submission.cells) if len(open_ones) > 1 else {}
    explained = dict(verdicts)
    for name in open_ones:
        home = submission.home(name)
        if home is None or unanswered(home.source, name, source.stubs[name].source):
            continue
        causes = sorted(reached(name, functions, open_ones), key=open_ones.index)
        # Of two that call each other, only the later is told to wait.
        causes = [
            cause
            for cause in causes
            if name not in reached(cause, functions, [name]) or open_ones.index(cause) < open_ones.index(name)
        ]
        if causes:
            explained[name] = _because(verdicts[name], causes, verdicts)
    return explained


def _because(verdict: Verdict, causes: Sequence[str], verdicts: Mapping[str, Verdict]) -> Verdict:
    unwritten = [cause for cause in causes if verdicts[cause].state == "not started"]
    listed = " and ".join(causes)
    if verdict.state == "not started" and unwritten:
        waits = " and ".join(unwritten)
        are = "are" if len(unwritten) > 1 else "is"
        return replace(verdict, state="failed", message=f"{verdict.name} uses {waits}, which {are} not written yet.")
    do = "do" if len(causes) > 1 else "does"
    first = "them" if len(causes) > 1 else "that"
    return replace(
        verdict,
        message=f"{verdict.name} uses {listed}, which {do} not pass either: mend {first} first. {verdict.message}",
    )
