"""The Markdown dialect of the lessons: which pieces of MyST there are, and where in the text each of them stands."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

from striate.course import AuthorError

InlineRule = Callable[[StateInline, bool], bool]

ADMONITIONS = {
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "hint": "Hint",
    "seealso": "See also",
    "admonition": "",
}
OPTIONS: dict[str, tuple[str, ...]] = dict.fromkeys(ADMONITIONS, ("class", "name")) | {
    "figure": ("alt", "name", "width", "align"),
    "math": (),
}
ROLES = ("cite", "cite:p", "cite:t", "doc", "ref")


@dataclass(frozen=True)
class Directive:
    """A directive taken apart. ``line`` is where it begins, ``body_line`` where its content does; both count from 1."""

    name: str
    argument: str
    options: dict[str, str]
    body: str
    line: int
    body_line: int


def parser() -> MarkdownIt:
    """A parser whose inline tokens of interest know where in their block they are: ``meta["start"]`` to ``["end"]``."""
    md = MarkdownIt("commonmark").enable("table")
    md.use(myst_block_plugin).use(colon_fence_plugin).use(myst_role_plugin)
    md.use(dollarmath_plugin, allow_blank_lines=False)
    md.inline.ruler.at("myst_role", _located(myst_role))
    md.inline.ruler.at("math_inline", _located(math_inline_dollar(allow_space=True, allow_digits=True)))
    md.inline.ruler.before("link", "footnote_mark", _located(_footnote_mark))
    md.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
    return md


def _located(rule: InlineRule) -> InlineRule:
    def located(state: StateInline, silent: bool) -> bool:
        start, tokens = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if len(state.tokens) > tokens:
            state.tokens[-1].meta |= {"start": start, "end": state.pos}
        return True

    return located


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    match = re.compile(r"\[\^([^\]\s]+)\]").match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("footnote_mark", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _footnote(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """``[^label]: text``, with further lines up to an empty one, and further paragraphs that are indented by four."""
    if state.is_code_block(first):
        return False
    match = re.match(r"\[\^([^\]\s]+)\]:[ \t]*", state.src[state.bMarks[first] + state.tShift[first] :])
    if match is None:
        return False
    if silent:
        return True
    line = first + 1
    while line < end:
        following = line
        while following < end and state.isEmpty(following):
            following += 1
        if following >= end or (following > line and state.sCount[following] < state.blkIndent + 4):
            break
        if state.src.startswith("[^", state.bMarks[following] + state.tShift[following]):
            break
        line = following + 1
    text = state.getLines(first, line, state.blkIndent, False).lstrip()[match.end() :]
    token = state.push("footnote", "", 0)
    token.meta = {"label": match[1]}
    token.content = "\n".join(part.removeprefix("    ") for part in text.split("\n"))
    token.map = [first, line]
    state.line = line
    return True


def directive_name(token: Token) -> str | None:
    """The name of the directive that a fence is, or None for a fence that shows code."""
    match = re.match(r"\{([^}\s]*)\}", token.info.strip())
    return match[1] if match else None


def read_directive(token: Token, path: Path, line: int) -> Directive:
    """Take a fence apart that is a directive and begins on ``line``. Raises `AuthorError` for what is not allowed."""
    info = token.info.strip()
    name = directive_name(token) or ""
    argument = info[len(name) + 2 :].strip()
    if name == "code-cell":
        raise AuthorError(path, line, "A code cell stands for itself: not inside a directive, a list or a quotation.")
    if name not in OPTIONS:
        allowed = ", ".join(sorted(OPTIONS))
        raise AuthorError(path, line, f"There is no {{{name}}} in a lesson. The directives are: {allowed}, code-cell.")
    lines = token.content.split("\n")
    options: dict[str, str] = {}
    for text in lines:
        match = re.match(r":([\w-]+):(?:\s+(.*))?$", text.rstrip())
        if match is None:
            break
        if match[1] not in OPTIONS[name]:
            raise AuthorError(path, line + len(options) + 1, _unknown_option(name, match[1]))
        options[match[1]] = match[2] or ""
    if lines[0].startswith("---"):
        raise AuthorError(path, line + 1, "Write the options of a directive as lines like `:name: value`.")
    body = lines[len(options) :]
    body_line = line + 1 + len(options)
    if name in ADMONITIONS and name != "admonition" and argument:
        # The first line of a note may stand beside its name; then it is text like the rest.
        body, body_line, argument = [argument, *body], body_line - 1, ""
    return Directive(name, argument, options, "\n".join(body), line, body_line)


def _unknown_option(name: str, option: str) -> str:
    known = OPTIONS[name]
    offer = f"It has: {', '.join(known)}." if known else "It has none."
    return f"{{{name}}} has no option {option}. {offer}"


def check_closed(token: Token, lines: list[str], path: Path, line: int) -> None:
    """Raise `AuthorError` for a fence that runs to the end of its text because nobody closed it."""
    begin, end = token.map or (0, 0)
    last = lines[end - 1].strip(" \t>") if 0 < end <= len(lines) else ""
    if end - 1 <= begin or not last or set(last) != {token.markup[0]} or len(last) < len(token.markup):
        raise AuthorError(
            path,
            line,
            f"The {token.markup} that opens here is not closed, or only by the marks of another. A directive around "
            "others has a longer row of marks than they have, and no code cell inside.",
        )


def positions(text: str, lines: list[str], rows: tuple[int, int], taken: dict[int, int]) -> list[int]:
    """Where each line of an inline content begins in the whole text, -1 where it is not found as it stands.

    ``rows`` are the first line of the block and the one after its last. What stands before a line there is a mark of
    the block: indentation, ``>``, ``#``, a table bar. ``taken`` remembers for each row how far it is read, as the cells
    of a table share one.
    """
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    found = []
    row = rows[0]
    for part in text.split("\n"):
        while row < rows[1] and (column := lines[row].find(part, taken.get(row, 0))) < 0:
            row += 1
        if row >= rows[1]:
            found.append(-1)
            continue
        taken[row] = column + len(part)
        found.append(offsets[row] + column)
        row += 1
    return found
