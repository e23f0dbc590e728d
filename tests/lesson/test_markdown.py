"""Every piece of MyST that a lesson may use has a plain form; everything else stays as written or is refused."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from striate.course import AuthorError, Course
from striate.lesson.bibliography import Bibliography
from striate.lesson.markdown import Plain, Prose
from striate.lesson.text import Cell, Figure
from tests.courses import write_contents, write_course, write_lesson
from tests.lesson.conftest import MakeLesson

PICTURE = b"\x89PNG\r\n\x1a\n and so on"
BIBLIOGRAPHY = r"""
@misc{guide, author = {Dumoulin, Vincent and Visin, Francesco}, title = {A guide to {CNN} arithmetic}, year = 2016,
  url = {https://example.org/a_guide}}
@article{deep, author = {M{\"u}ller, Ann and van Gogh, Vincent and Third, A.}, title = {Deep},
  journal = {J.}, year = 2014}
@book{first, author = {Scharr, Hanno}, title = {One}, publisher = {P}, year = 2000}
@book{second, author = {Scharr, Hanno}, title = {Two}, publisher = {P}, year = 2000}
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write_contents(tmp_path, "one", "two")
    write_lesson(tmp_path, "one")
    write_lesson(tmp_path, "two", prose="(far)=\n## A far heading\n")
    (tmp_path / "course" / "figures").mkdir()
    (tmp_path / "course" / "figures" / "a.png").write_bytes(PICTURE)
    (tmp_path / "course" / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    (tmp_path / "course" / "syllabus.md").write_text("# The syllabus\n")
    return Course.find(tmp_path)


def translate(course: Course, *sources: str) -> list[Plain]:
    prose = Prose(course.lesson("one"), Bibliography.read(course.root))
    made = [prose.add(Cell("markdown", source, 10)) for source in sources]
    finished = [prose.finish(plain) for plain in made]
    return [*finished, Plain(prose.works_cited())]


FORMS = {
    "plain text stays": ("A *b* `c` [d](https://e.org) \\* $x$.", "A *b* `c` [d](https://e.org) \\* $x$."),
    "a note": ("```{note}\nText.\n```", "> **Note**\n>\n> Text."),
    "a note with colons": (":::{tip}\nText.\n:::", "> **Tip**\n>\n> Text."),
    "a note whose text begins beside its name": ("```{note} Text\ngoes on.\n```", "> **Note**\n>\n> Text\n> goes on."),
    "the other kinds": (
        "```{important}\nA\n```\n\n```{warning}\nB\n```\n\n```{hint}\nC\n```\n\n```{seealso}\nD\n```",
        "> **Important**\n>\n> A\n\n> **Warning**\n>\n> B\n\n> **Hint**\n>\n> C\n\n> **See also**\n>\n> D",
    ),
    "an admonition with title and class": (
        "```{admonition} Guess $x$ first\n:class: dropdown\nText.\n```",
        "> **Guess $x$ first**\n>\n> Text.",
    ),
    "an admonition in an admonition": (
        "::::{note}\nA\n\n:::{tip}\nB\n:::\n::::",
        "> **Note**\n>\n> A\n>\n> > **Tip**\n> >\n> > B",
    ),
    "what stands close to a directive is set apart": ("A\n:::{note}\nB\n:::\nC", "A\n\n> **Note**\n>\n> B\n\nC"),
    "code in an admonition": (
        "````{note}\n```python\n{ref}`x`\n$$\n\n% no comment\n```\n````",
        "> **Note**\n>\n> ```python\n> {ref}`x`\n> $$\n>\n> % no comment\n> ```",
    ),
    "a list and a table in an admonition": (
        ":::{note}\n- a\n- b\n\n| c | d |\n|---|---|\n| 1 | 2 |\n:::",
        "> **Note**\n>\n> - a\n> - b\n>\n> | c | d |\n> |---|---|\n> | 1 | 2 |",
    ),
    "mathematics in an admonition stays on one line": (
        ":::{note}\nSo $a +\nb$ and\n\n$$\na &= b \\\\\nc\n$$\n\n```{math}\nd\n= e\n```\n:::",
        "> **Note**\n>\n> So $a + b$ and\n>\n> $$\\begin{aligned} a &= b \\\\ c \\end{aligned}$$\n>\n> $$d = e$$",
    ),
    "mathematics in a quotation stays on one line": ("> A\n>\n> $$\n> a\n> b\n> $$\n> B", "> A\n>\n> $$a b$$\n> B"),
    "mathematics of several lines is aligned": (
        "$$\na &= b \\\\\n &= c\n$$\n\n$$\n\\begin{split}a \\\\ b\\end{split}\n$$",
        "$$\n\\begin{aligned}\na &= b \\\\\n &= c\n\\end{aligned}\n$$\n\n$$\n\\begin{split}a \\\\ b\\end{split}\n$$",
    ),
    "mathematics elsewhere stays": ("$$\na\n= b\n$$\n\n$n_H \\times n_W$", "$$\na\n= b\n$$\n\n$n_H \\times n_W$"),
    "the math directive": ("A\n\n```{math}\na\n= b\n```", "A\n\n$$\na\n= b\n$$"),
    "the math directive in a list": ("- A\n\n  ```{math}\n  a\n  ```\n- B", "- A\n\n  $$\n  a\n  $$\n\n- B"),
    "comments go": ("A\n\n% one\n% two\n\nB", "A\n\nB"),
    "comments within a paragraph go": ("A\n% one\nB", "A\nB"),
    "code fences are not touched": (
        "````md\n```{nonsense}\n{role}`x`\n% c\n(l)=\n```\n````",
        "````md\n```{nonsense}\n{role}`x`\n% c\n(l)=\n```\n````",
    ),
    "code spans are not touched": ("`` {ref}`far` `` and `[^1]` and `$ 1`", "`` {ref}`far` `` and `[^1]` and `$ 1`"),
    "a heading by its label": (
        "(here)=\n## Why *two* `f`?\n\nSee {ref}`here`, or {ref}`this <here>`.",
        "## Why *two* `f`?\n\nSee [Why two f?](#Why-two-f?), or [this](#Why-two-f?).",
    ),
    "a heading with mathematics has no link": (
        "(here)=\n## About $n$\n\nSee {ref}`here`.",
        "## About $n$\n\nSee About $n$.",
    ),
    "a heading that comes later": ("See {ref}`b`.\n\n(b)=\n## B", "See [B](#B).\n\n## B"),
    "a heading of another lesson": ("See {ref}`far`.", "See [A far heading](two.ipynb#A-far-heading)."),
    "another lesson": (
        "{doc}`two`, {doc}`../week1/two`, {doc}`/week1/two`, {doc}`the next <two>`",
        "[A title](two.ipynb), [A title](two.ipynb), [A title](two.ipynb), [the next](two.ipynb)",
    ),
    "a page that students do not have": ("{doc}`/syllabus`", "The syllabus"),
    "the same reference in code and in text": ("`{doc}`two`` {doc}`two`", "`{doc}`two`` [A title](two.ipynb)"),
    "references in a table": (
        "| a | b |\n|---|---|\n| {doc}`two` | {doc}`two` |",
        "| a | b |\n|---|---|\n| [A title](two.ipynb) | [A title](two.ipynb) |",
    ),
    "references in a list, a quotation and emphasis": (
        "- x\n  and {doc}`t <two>`\n\n> quoted\n> {doc}`t <two>`\n\n**{doc}`t <two>`**",
        "- x\n  and [t](two.ipynb)\n\n> quoted\n> [t](two.ipynb)\n\n**[t](two.ipynb)**",
    ),
    "a reference over a line end": ("a {doc}`the\nother <two>` b", "a [the other](two.ipynb) b"),
    "footnotes": (
        "A[^x] and B[^1], A[^x] again.\n\nMore.\n\n[^1]: Of B,\n  with *more*.\n[^x]: Of A.",
        "A¹ and B², A¹ again.\n\nMore.\n\n¹ Of A.\n\n² Of B,\n  with *more*.",
    ),
    "a footnote of two paragraphs": ("A[^x].\n\n[^x]: One.\n\n    Two.\n\nB.", "A¹.\n\nB.\n\n¹ One.\n\nTwo."),
}


@pytest.mark.parametrize(("source", "plain"), FORMS.values(), ids=FORMS.keys())
def test_each_form_becomes_plain_markdown(course: Course, source: str, plain: str) -> None:
    assert translate(course, source)[0].source == plain


PLAIN_BLOCKS = (
    "Some *text* with `{ref}`x`` and $a_b$ ^ _ é.",
    "# A heading",
    "```\n```{note}\n:::{tip}\n(a)=\n% b\n[^c]: d\n$ e\n````\n```".replace("````", "~~~"),
    "````md\n```{figure} x\n```\n````",
    "Code:\n\n    indented {code}`x`\n    :::",
    "- a\n- b\n\n  c\n  1. d",
    "> quoted\n> > twice",
    "| a | b |\n|---|:-:|\n| `x` | $y$ |",
    "$$\na = b\n$$",
    "[a](https://example.org) <https://example.org>",
    "a  \nb\\\nc",
    "---",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PLAIN_BLOCKS), min_size=1, max_size=6))
def test_markdown_without_myst_stays_to_the_letter(course: Course, blocks: list[str]) -> None:
    source = "\n\n".join(["Begin.", *blocks])
    assert translate(course, source)[0].source == source


REFUSED = {
    "an unknown directive": ("A\n\n```{dropdown} x\ny\n```", 12, "There is no {dropdown}"),
    "an unknown directive within one that is known": (
        "::::{note}\n\n:::{grid}\nx\n:::\n::::",
        12,
        "There is no {grid}",
    ),
    "a code cell within a directive": ("````{note}\n```{code-cell}\n1\n```\n````", 11, "A code cell stands for itself"),
    "an unknown role": ("A\n{abbr}`x`", 11, "There is no role {abbr}. The roles".replace(". ", " in a lesson. ")),
    "an unknown role in an admonition": (
        ":::{note}\n:class: tip\nA\n{numref}`x`\n:::",
        13,
        "There is no role {numref}",
    ),
    "an unknown option": (
        "```{note}\n:class: tip\n:open: true\nA\n```",
        12,
        "{note} has no option open. It has: class",
    ),
    "options in YAML": ("```{note}\n---\nclass: tip\n---\nA\n```", 11, "Write the options of a directive as lines"),
    "a directive that is not closed": ("A\n\n:::{note}\nB\n", 12, "is not closed"),
    "a directive closed too late": (
        ":::{note}\n:::{tip}\nA\n:::\n:::",
        11,
        "is not closed, or only by the marks of another",
    ),
    "code that is not closed": ("```python\n1", 10, "is not closed"),
    "an admonition without a title": ("```{admonition}\nA\n```", 10, "Give the admonition a title"),
    "a directive behind a list mark": ("- ```{note}\n  A\n  ```", 10, "Begin a directive on a line of its own"),
    "HTML": ("A\n\n<div>x</div>", 12, "A lesson has no HTML"),
    "HTML in a line": ("A\nb <br> c", 11, "so not <br> either"),
    "a labelled formula": ("$$a$$ (eq)", 10, "A formula has no label"),
    "a formula with space inside": ("A\n$ x $", 11, "Write $x$ with no space"),
    "a dollar sign": ("A\nfor \\$5 and more", 11, "A dollar sign in text"),
    "a picture without caption": ("A\n![b](c.png)", 11, "with the directive {figure}"),
    "a link into the course": ("[a](two.md)", 10, "Lead to two.md with {ref} or {doc}"),
    "a label of nothing": ("(a)=\n\nText", 12, "The label a is not followed by"),
    "a label at the end": ("Text\n\n(a)=", 10, "Nothing follows the label a"),
    "a label twice": ("(a)=\n# A\n\n(a)=\n# B", 14, "The label a stands in this lesson twice"),
    "a reference to nothing": ("A\n{ref}`nowhere`", 11, "No heading or figure has the label nowhere"),
    "a page that is not there": ("{doc}`three`", 10, "There is no lesson and no page three"),
    "a work that is not there": ("A\n\nB {cite}`guide,nobody`", 12, "has no work called nobody"),
    "a footnote that is not there": ("A[^x]", 10, "There is no footnote [^x]"),
    "a figure without alt": ("```{figure} ../figures/a.png\nA\n```", 10, "A figure needs a caption, and words"),
    "a figure without caption": ("```{figure} ../figures/a.png\n:alt: b\n```", 10, "A figure needs a caption"),
    "a figure from elsewhere": ("```{figure} ../../a.png\n:alt: b\nA\n```", 10, "does not lie in course/figures"),
    "a figure that is not there": (
        "```{figure} ../figures/b.png\n:alt: b\nA\n```",
        10,
        "no picture course/figures/b.png",
    ),
}


@pytest.mark.parametrize(("source", "line", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_whatever_else_is_refused_with_file_and_line(course: Course, source: str, line: int, said: str) -> None:
    with pytest.raises(AuthorError) as error:
        translate(course, source)
    assert str(error.value).startswith(f"course/week1/one.md, line {line}: ")
    assert said in str(error.value)


def test_a_footnote_that_nothing_leads_to_is_refused(course: Course) -> None:
    with pytest.raises(AuthorError, match=r"Nothing leads to the footnote \[\^x\]"):
        translate(course, "[^x]: Text.")


def test_a_footnote_may_be_written_in_another_cell(course: Course) -> None:
    first, second, _ = translate(course, "A[^x].", "B[^x].\n\n[^x]: Text.")
    assert (first.source, second.source) == ("A¹.\n\n¹ Text.", "B¹.")


def test_a_figure_travels_in_the_cell_with_alt_caption_and_number(course: Course) -> None:
    source = (
        "See {ref}`fig-a`.\n\n(also)=\n```{figure} ../figures/a.png\n:alt: A [b]\n:name: fig-a\n:width: 50%\n\n"
        "A caption\nwith $x$.\n\nA legend.\n```\n\n{ref}`Look <also>`"
    )
    plain = translate(course, source)[0]
    assert plain.source == (
        "See Figure 1.\n\n![A \\[b\\]](attachment:a.png)\n\n*Figure 1. A caption with $x$.*\n\nA legend.\n\nLook"
    )
    assert plain.attachments == {"a.png": {"image/png": base64.b64encode(PICTURE).decode()}}


def test_figures_are_numbered_in_order_those_of_code_cells_too(course: Course) -> None:
    prose = Prose(course.lesson("one"), Bibliography.read(course.root))
    first = prose.add_caption(Figure("The *first* one, see {ref}`b`.", "a", "alt"), 3)
    second = prose.add(Cell("markdown", "```{figure} ../figures/a.png\n:alt: c\n:name: b\nThe second\n```", 9))
    assert prose.finish(first).source == "*Figure 1.* The *first* one, see Figure 2."
    assert prose.finish(second).source.endswith("*Figure 2. The second*")


def test_a_picture_that_is_too_large_is_refused(course: Course) -> None:
    (course.root / "course" / "figures" / "a.png").write_bytes(bytes(500_000))
    with pytest.raises(AuthorError, match=r"a\.png has 500 kB"):
        translate(course, "```{figure} ../figures/a.png\n:alt: b\nA\n```")


def test_works_are_cited_in_words_and_listed_once(course: Course) -> None:
    cell, references = translate(
        course, "{cite:t}`guide` and {cite}`deep,guide`, {cite:p}`deep`; {cite}`second`, {cite}`first`."
    )
    assert cell.source == (
        "Dumoulin and Visin (2016) and (Müller et al., 2014; Dumoulin and Visin, 2016), (Müller et al., 2014); "
        "(Scharr, 2000b), (Scharr, 2000a)."
    )
    assert references.source.split("\n") == [
        "## References",
        "",
        "- Vincent Dumoulin and Francesco Visin. A guide to CNN arithmetic. 2016. URL: <https://example.org/a_guide>.",
        "- Ann Müller, Vincent van Gogh, and A. Third. Deep. *J.*, 2014.",
        "- Hanno Scharr. *One*. P, 2000.",
        "- Hanno Scharr. *Two*. P, 2000.",
    ]


def test_a_lesson_that_cites_nothing_has_no_references(make_lesson: MakeLesson) -> None:
    lesson = make_lesson()
    prose = Prose(lesson, Bibliography.read(lesson.course.root))
    assert prose.finish(prose.add(Cell("markdown", "Text.", 1))).source == "Text."
    assert prose.works_cited() == ""


@pytest.mark.parametrize(
    ("bib", "said"),
    [("@misc{a, title = {T}, year = 2000}", "a needs authors"), ("@misc{a, title = {", "cannot be read as BibTeX")],
)
def test_a_faulty_bibliography_is_told(tmp_path: Path, bib: str, said: str) -> None:
    write_course(tmp_path)
    (tmp_path / "course" / "references.bib").write_text(bib)
    with pytest.raises(AuthorError, match=said):
        Bibliography.read(tmp_path)
