"""What a student's commands say in a terminal: tables of checks and of progress."""

from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from striate.cleaning import clean_lines
from striate.report import Card, points
from striate.student.progress import LessonProgress
from striate.student.run import CheckedNotebook

_WORDS = {"passed": "✓ passed", "failed": "✗ not yet", "not started": "○ to do", "lost": "✗ no result"}
_PLAIN = str.maketrans({"✓": "+", "✗": "-", "○": "o", "…": "~", "“": '"', "”": '"', "−": "-", "×": "x", "·": "-"})


def print_checked(checked: CheckedNotebook, console: Console) -> None:
    """A row per exercise with its points and first sentence, then the sum."""
    table = _table("exercise", "", "points", "what to look at")
    for card in checked.cards:
        table.add_row(
            Text(clean_lines(card.name)),
            _fit(_WORDS[card.state], console),
            Text(f"{round(card.score, 2):g} / {card.points:g}"),
            _fit(_sentence(card), console),
        )
    console.print(table)
    for problem in checked.problems:
        console.print(_fit(clean_lines(problem), console))
    said = f"{checked.lesson}: {points(checked.score, checked.max_score)} by the public checks."
    console.print(_fit(f"{said} Grading tries each on more cases.", console))


def print_progress(lessons: list[LessonProgress], console: Console) -> None:
    """Points week by week, and the functions that are the student's own."""
    table = _table("week", "lesson", "exercises", "points", "your own by now")
    for week, group in groupby(lessons, key=lambda lesson: lesson.week):
        for number, each in enumerate(group):
            table.add_row(
                Text(week if number == 0 else ""),
                Text(each.lesson),
                Text(f"{each.passed} of {each.exercises}"),
                Text(f"{round(each.score, 2):g} / {each.max_score:g}"),
                _fit(each.problem or ", ".join(each.own) or "", console),
            )
    console.print(table)
    total, most = sum(each.score for each in lessons), sum(each.max_score for each in lessons)
    console.print(_fit(f"{points(total, most)} by the public checks. Grading tries each on more cases.", console))


def _sentence(card: Card) -> str:
    said = "" if card.state in ("passed", "not started") else card.diagnosis or card.message
    return clean_lines(" ".join(filter(None, [said, *card.remarks])))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        right = column == "points"
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    return table


def _fit(said: str, console: Console) -> Text:
    """Text that the terminal's encoding can show; as Text, so that brackets in it are not read as markup."""
    try:
        said.encode(console.encoding)
    except UnicodeEncodeError:
        said = said.translate(_PLAIN).encode(console.encoding, "replace").decode(console.encoding)
    return Text(said)
