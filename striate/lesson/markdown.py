"""A lesson's prose as plain Markdown, which reads well in JupyterLab, Colab and VS Code with no extension.

The text is parsed, and only what is MyST is replaced, at the place where the parser found it: all else stays as it
is, and code fences are never mangled. What a lesson may not use is refused with file and line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from markdown_it.token import Token

from striate.course import AuthorError, Lesson
from striate.lesson.bibliography import Bibliography
from striate.lesson.crossrefs import CrossReferences, Target, anchor, unmarked
from striate.lesson.pictures import Attachments, attach
from striate.lesson.syntax import (
    ADMONITIONS,
    ROLES,
    Directive,
    check_closed,
    directive_name,
    parser,
    positions,
    read_directive,
)
from striate.lesson.text import Cell, Figure, read_cells


class Edit(NamedTuple):
    """A part of a text, by its offsets, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass
class Plain:
    """A Markdown cell: its source, and the pictures that travel in it."""

    source: str
    attachments: Attachments = field(default_factory=dict)


class Prose:
    """All prose of one lesson. Add its cells in order; then ask for each one finished, and for the references."""

    def __init__(self, lesson: Lesson, bibliography: Bibliography) -> None:
        self.lesson = lesson
        self.path = lesson.text_path.relative_to(lesson.course.root)
        self.references = CrossReferences(lesson, bibliography, self._elsewhere)
        self.figures = 0
        self._attachments: Attachments = {}

    def add(self, cell: Cell) -> Plain:
        """Translate a Markdown cell; its references are still open."""
        self._attachments = {}
        return Plain(self._translate(cell.source, cell.line).strip(), self._attachments)

    def add_caption(self, figure: Figure, line: int) -> Plain:
        """The caption of the picture that a code cell draws, which stands in a Markdown cell below it."""
        self._attachments = {}
        return Plain(self._caption(self._translate(figure.caption, line), [figure.name], line), self._attachments)

    def finish(self, plain: Plain) -> Plain:
        """A cell with its references put in."""
        return Plain(self.references.finished(plain.source), plain.attachments)

    def works_cited(self) -> str:
        """The section that lists the works cited, empty if there are none."""
        self.references.check()
        if not self.references.cited:
            return ""
        return f"## References\n\n{self.references.bibliography.references(self.references.cited)}"

    def _elsewhere(self, label: str) -> tuple[Lesson, Target] | None:
        for lesson in self.lesson.course.lessons():
            if lesson.name != self.lesson.name and lesson.text_path.is_file():
                other = Prose(lesson, self.references.bibliography)
                for cell in read_cells(lesson):
                    if not cell.is_code:
                        other.add(cell)
                    elif cell.figure:
                        other.add_caption(cell.figure, cell.line)
                if label in other.references.labels:
                    return lesson, other.references.labels[label]
        return None

    def _error(self, line: int, sentence: str) -> AuthorError:
        return AuthorError(self.path, line, sentence)

    # Blocks

    def _translate(self, text: str, line: int, *, quoted: bool = False) -> str:
        """Translate a piece of MyST that begins on ``line``. ``quoted`` is true inside a quotation."""
        lines = text.split("\n")
        tokens = parser().parse(text)
        edits: list[Edit] = []
        labels: list[str] = []
        taken: dict[int, int] = {}
        gone: set[int] = set()
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            at = line + (token.map[0] if token.map else 0)
            match token.type:
                case "myst_target":
                    labels.append(token.content)
                    edits.append(_replace_block(lines, gone, token, ""))
                    continue
                case "myst_line_comment":
                    edits.append(_replace_block(lines, gone, token, ""))
                    continue
                case "footnote":
                    self.references.notes[token.meta["label"]] = self._translate(token.content, at)
                    edits.append(_replace_block(lines, gone, token, ""))
                case "heading_open" if following is not None:
                    for label in labels:
                        self.references.name(label, Target(unmarked(following.content), anchor(following.content)), at)
                    labels = []
                case "fence" | "colon_fence":
                    new = self._fence(token, at, lines, labels, quoted)
                    if new is not None:
                        edits.append(_replace_block(lines, gone, token, self._indented(new, lines, token, at)))
                    labels = [] if directive_name(token) == "figure" else labels
                case "math_block":
                    prefix = _prefix(lines, token)
                    if quoted or prefix.strip():
                        new = f"{prefix}$${_on_one_line(token.content)}$$"
                        edits.append(_replace_block(lines, gone, token, new, apart=not prefix.strip()))
                    elif (formula := _aligned(token.content)) != token.content:
                        new = self._indented(f"$$\n{formula.strip()}\n$$", lines, token, at)
                        edits.append(_replace_block(lines, gone, token, new))
                case "math_block_label":
                    raise self._error(at, "A formula has no label here; say in words which one you mean.")
                case "html_block":
                    raise self._error(at, "A lesson has no HTML. A comment begins with `%`.")
                case "myst_block_break":
                    raise self._error(at, "`+++` divides cells only at the left margin.")
                case "inline":
                    edits += self._inline(token, lines, at, taken)
            if labels:
                raise self._error(at, f"The label {labels[0]} is not followed by a heading or a figure.")
        if labels:
            raise self._error(line, f"Nothing follows the label {labels[0]}.")
        return _edited(text, edits)

    def _fence(self, token: Token, at: int, lines: list[str], labels: list[str], quoted: bool) -> str | None:
        check_closed(token, lines, self.path, at)
        if directive_name(token) is None:
            if token.type == "colon_fence":
                raise self._error(at, f"After {token.markup} comes the name of a directive in braces.")
            return None
        directive = read_directive(token, self.path, at)
        if directive.name == "math":
            body = directive.body.strip() or directive.argument
            return f"$${_on_one_line(body)}$$" if quoted else f"$$\n{_aligned(body)}\n$$"
        if directive.name == "figure":
            return self._figure(directive, labels)
        return self._admonition(directive)

    def _admonition(self, directive: Directive) -> str:
        title = directive.argument or ADMONITIONS[directive.name]
        if not title:
            raise self._error(directive.line, "Give the admonition a title: `{admonition} Its title`.")
        title = self._translate(title, directive.line)
        body = self._translate(directive.body, directive.body_line, quoted=True).strip("\n")
        return "\n".join(f"> {text}".rstrip() for text in [f"**{title}**", "", *body.split("\n")])

    def _figure(self, directive: Directive, labels: list[str]) -> str:
        caption, _, legend = directive.body.strip().partition("\n\n")
        alt = directive.options.get("alt", "")
        if not caption or not alt:
            raise self._error(directive.line, "A figure needs a caption, and words for who cannot see it: `:alt:`.")
        fault = partial(self._error, directive.line)
        name = attach(self.lesson, directive.argument, self._attachments, fault)
        text = self._translate(" ".join(caption.split()), directive.body_line)
        names = [*labels, directive.options.get("name", "")]
        shown = re.sub(r"([\[\]])", r"\\\1", alt)
        parts = [f"![{shown}](attachment:{name})", self._caption(text, names, directive.line)]
        if legend:
            parts.append(self._translate(legend, directive.body_line + caption.count("\n") + 2))
        return "\n\n".join(parts)

    def _caption(self, text: str, names: list[str], line: int) -> str:
        self.figures += 1
        for name in filter(None, names):
            self.references.name(name, Target(f"Figure {self.figures}"), line)
        if "*" in text:  # its own emphasis would end ours
            return f"*Figure {self.figures}.* {text}"
        return f"*Figure {self.figures}. {text}*"

    def _indented(self, new: str, lines: list[str], token: Token, at: int) -> str:
        prefix = _prefix(lines, token)
        if prefix.strip():
            raise self._error(at, "Begin a directive on a line of its own, not behind a list mark or in a quotation.")
        return "\n".join((prefix + text).rstrip() for text in new.split("\n"))

    # Inside a paragraph

    def _inline(self, token: Token, lines: list[str], at: int, taken: dict[int, int]) -> Iterator[Edit]:
        first, end = token.map or (0, 0)
        in_text = positions(token.content, lines, (first, end), taken)
        in_content = [0, *(mark.end() for mark in re.finditer("\n", token.content))]

        def offset(place: int) -> int:
            row = token.content.count("\n", 0, place)
            if in_text[row] < 0:
                raise self._error(at + row, "This cannot be read beside an escaped bar in a table.")
            return in_text[row] + place - in_content[row]

        row = 0
        for child in token.children or ():
            row += child.type in ("softbreak", "hardbreak")
            new = self._inline_text(child, at + row)
            if "end" in child.meta:
                row = token.content.count("\n", 0, child.meta["end"])
            if new is not None:
                yield Edit(offset(child.meta["start"]), offset(child.meta["end"]), new)

    def _inline_text(self, token: Token, line: int) -> str | None:
        """What stands in the place of an inline token, or None where it stays as it is."""
        match token.type:
            case "myst_role":
                if token.meta["name"] in ROLES:
                    return self.references.hold(token.meta["name"], token.content, line)
                known = ", ".join(ROLES)
                raise self._error(
                    line, f"There is no role {{{token.meta['name']}}} in a lesson. The roles are: {known}."
                )
            case "footnote_mark":
                return self.references.hold("footnote", token.content, line)
            case "math_inline":
                formula = " ".join(token.content.split())
                if token.content != token.content.strip():
                    raise self._error(line, f"Write ${formula}$ with no space inside the dollar signs.")
                # In a quotation, a line break within a formula would bring a `>` into it.
                return f"${formula}$" if "\n" in token.content else None
            case "text" if "$" in token.content:
                raise self._error(
                    line, "A dollar sign in text is taken for mathematics in some notebooks: write the word."
                )
            case "html_inline":
                raise self._error(line, f"A lesson has no HTML, so not {token.content} either.")
            case "image":
                raise self._error(line, "Show a picture with the directive {figure}, so that it has a caption.")
            case "link_open":
                target = str(token.attrGet("href"))
                if not re.match(r"(https?|mailto):", target):
                    raise self._error(line, f"Lead to {target} with {{ref}} or {{doc}}: a plain link is for the web.")
        return None


def _on_one_line(formula: str) -> str:
    """A formula for a quotation, where a line break would bring a `>` into it: Jupyter reads that as mathematics."""
    return " ".join(_aligned(formula).split())


def _aligned(formula: str) -> str:
    """A formula of several lines, as Sphinx understands it too: without an environment of its own, it is aligned."""
    if "\\\\" not in formula or "\\begin{" in formula:
        return formula
    return f"\\begin{{aligned}}\n{formula.strip()}\n\\end{{aligned}}"


def _prefix(lines: list[str], token: Token) -> str:
    """What stands before a block on its first line: indentation, a list mark, ``>``."""
    line = lines[token.map[0] if token.map else 0]
    return line[: line.index(token.markup)]


def _replace_block(lines: list[str], gone: set[int], token: Token, new: str, *, apart: bool = True) -> Edit:
    """Put ``new``, set ``apart`` by empty lines, in the place of a block; or take the block away with one empty line.

    ``gone`` are the lines taken away so far, which do not count as neighbours.
    """
    first, end = token.map or (0, 0)
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    start = sum(len(line) + 1 for line in lines[:first])
    stop = start + sum(len(line) + 1 for line in lines[first:end])
    above = next((row for row in range(first - 1, -1, -1) if row not in gone), -1)
    before = above >= 0 and lines[above].strip()
    after = end < len(lines) and lines[end].strip()
    if new:
        if not apart:
            return Edit(start, stop, f"{new}\n")
        return Edit(start, stop, ("\n" if before else "") + new + "\n" + ("\n" if after else ""))
    gone.update(range(first, end))
    if not before and end < len(lines) and not after:
        stop += len(lines[end]) + 1
        gone.add(end)
    return Edit(start, stop, "")


def _edited(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
