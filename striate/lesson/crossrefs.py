"""What prose refers to: headings and figures, other lessons, works, footnotes; and the words that stand for each.

A reference may lead to what comes later in the text. So it is held by a sign first, and put in when all has been read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from striate.course import AuthorError, Lesson
from striate.lesson.bibliography import Bibliography

# From the private use area, so no lesson has them.
HELD, HELD_END = "\ue000", "\ue001"
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Target:
    """Something with a label. ``text`` says what it is; ``anchor`` finds it in a notebook, empty where nothing can."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Held:
    """A reference that waits to be put in: what kind, to what, and on which line it stands."""

    kind: str
    content: str
    line: int


@dataclass
class CrossReferences:
    """The references of one lesson. ``elsewhere`` looks a label up in the other lessons."""

    lesson: Lesson
    bibliography: Bibliography
    elsewhere: Callable[[str], tuple[Lesson, Target] | None]
    labels: dict[str, Target] = field(default_factory=dict)
    cited: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def error(self, line: int | None, sentence: str) -> AuthorError:
        return AuthorError(self.lesson.text_path.relative_to(self.lesson.course.root), line, sentence)

    def name(self, label: str, target: Target, line: int) -> None:
        """Give something a label. Raises `AuthorError` if it is taken."""
        if label in self.labels:
            raise self.error(line, f"The label {label} stands in this lesson twice.")
        self.labels[label] = target

    def hold(self, kind: str, content: str, line: int) -> str:
        """The sign for a reference of kind ref, doc, cite, cite:p, cite:t or footnote."""
        if kind.startswith("cite"):
            keys = [key.strip() for key in content.split(",")]
            for key in keys:
                if key not in self.bibliography.entries:
                    raise self.error(line, f"course/references.bib has no work called {key}.")
            self.cited += [key for key in keys if key not in self.cited]
        if kind == "footnote" and content not in self.marks:
            self.marks.append(content)
        self.held.append(Held(kind, content, line))
        return f"{HELD}{len(self.held) - 1}{HELD_END}"

    def finished(self, text: str) -> str:
        """A cell's text with all references put in, and below it the footnotes that are met here first."""
        notes = []
        for held in self._in(text):
            if held.kind == "footnote" and held.content not in self.told:
                self.told.add(held.content)
                if held.content not in self.notes:
                    raise self.error(held.line, f"There is no footnote [^{held.content}]: ... in this lesson.")
                notes.append(f"{self._number(held.content)} {self._filled(self.notes[held.content])}")
        return "\n\n".join([self._filled(text), *notes])

    def check(self) -> None:
        """Raise `AuthorError` for a footnote that nothing leads to."""
        for label in self.notes:
            if label not in self.told:
                raise self.error(None, f"Nothing leads to the footnote [^{label}].")

    def _in(self, text: str) -> list[Held]:
        return [self.held[int(number)] for number in re.findall(f"{HELD}(\\d+){HELD_END}", text)]

    def _filled(self, text: str) -> str:
        return re.sub(f"{HELD}(\\d+){HELD_END}", lambda match: self._fill(self.held[int(match[1])]), text)

    def _fill(self, held: Held) -> str:
        match held.kind:
            case "footnote":
                return self._number(held.content)
            case "ref":
                return self._reference(held)
            case "doc":
                return self._document(held)
        return self.bibliography.cite(held.content.split(","), self.cited, textual=held.kind == "cite:t")

    def _number(self, note: str) -> str:
        return str(self.marks.index(note) + 1).translate(SUPERSCRIPT)

    def _reference(self, held: Held) -> str:
        text, label = split_role(held.content)
        if (target := self.labels.get(label)) is not None:
            text = text or target.text
            return f"[{text}](#{target.anchor})" if target.anchor else text
        found = self.elsewhere(label)
        if found is None:
            raise self.error(held.line, f"No heading or figure has the label {label}.")
        lesson, target = found
        if target.anchor:
            return f"[{text or target.text}]({self._way(lesson)}#{target.anchor})"
        return f"{text or target.text} of [{page_title(lesson)}]({self._way(lesson)})"

    def _document(self, held: Held) -> str:
        text, target = split_role(held.content)
        page = self._page(target)
        for lesson in self.lesson.course.lessons():
            if page == PurePosixPath(lesson.week, lesson.name):
                return f"[{text or page_title(lesson)}]({self._way(lesson)})"
        file = self.lesson.course.root / "course" / f"{page}.md"
        if not file.is_file():
            raise self.error(held.line, f"There is no lesson and no page {target}.")
        return text or title(file.read_text(encoding="utf-8"))  # students do not have the page, so no link

    def _page(self, target: str) -> PurePosixPath:
        """The page in ``course/`` that a target means, seen from the lesson's week, or from the top after a slash."""
        parts: list[str] = []
        for part in PurePosixPath("" if target.startswith("/") else self.lesson.week, target.lstrip("/")).parts:
            if part == "..":
                parts = parts[:-1]
            else:
                parts.append(part)
        return PurePosixPath(*parts)

    def _way(self, other: Lesson) -> str:
        return f"{other.name}.ipynb" if other.week == self.lesson.week else f"../{other.week}/{other.name}.ipynb"


def anchor(heading: str) -> str:
    """The fragment by which JupyterLab finds a heading; empty for one with mathematics in it, as it is then unsure."""
    if "$" in heading:
        return ""
    return quote(unmarked(heading).replace(" ", "-"), safe="-._~!',:;?@&=+/")


def unmarked(text: str) -> str:
    """Some Markdown without emphasis and code marks."""
    return re.sub(r"[`*]", "", text)


def split_role(content: str) -> tuple[str, str]:
    """``text <target>`` or ``target`` as text (empty if there is none) and target."""
    match = re.fullmatch(r"(.+?)\s*<([^<>]+)>", content.strip())
    return (match[1], match[2]) if match else ("", content.strip())


def page_title(lesson: Lesson) -> str:
    """The title of a lesson, or its name as long as it has none."""
    if not lesson.text_path.is_file():
        return lesson.name
    return title(lesson.text_path.read_text(encoding="utf-8")) or lesson.name


def title(page: str) -> str:
    """The first heading of a MyST page, empty if it has none."""
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    match = re.search(r"^# +(.+?)\s*$", body, flags=re.MULTILINE)
    return unmarked(match[1]) if match else ""
