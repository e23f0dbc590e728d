"""The works that lessons cite: read from course/references.bib and said in words and in a list of references."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyDataError, parse_file
from pybtex.exceptions import PybtexError
from pybtex.plugin import find_plugin
from pybtex.richtext import Text

from striate.course import AuthorError

FILE = Path("course", "references.bib")
Markdown = find_plugin("pybtex.backends", "markdown")
Style = find_plugin("pybtex.style.formatting", "unsrt")


class _Plain(Markdown):  # type: ignore[misc, valid-type]
    """Markdown that also reads well unrendered: only what would be taken for markup is escaped."""

    symbols = Markdown.symbols | {"ndash": "–", "newblock": " "}

    def format_str(self, text: str) -> str:
        for mark in "\\`*_[]<":
            text = text.replace(mark, f"\\{mark}")
        return text

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return f"<{url}>" if text.replace("\\", "") == url else f"[{text}]({url})"


@dataclass(frozen=True)
class Bibliography:
    """The works of a course by key. ``entries`` are pybtex's."""

    entries: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, root: Path) -> "Bibliography":
        """Read the course's bibliography; it is empty where there is no such file. Raises `AuthorError`."""
        if not (root / FILE).is_file():
            return cls()
        try:
            data = parse_file(str(root / FILE), bib_format="bibtex")
        except (PybtexError, BibliographyDataError) as error:
            raise AuthorError(FILE, getattr(error, "lineno", None), f"It cannot be read as BibTeX: {error}.") from None
        for key, entry in data.entries.items():
            if "year" not in entry.fields or "title" not in entry.fields or not entry.persons:
                raise AuthorError(FILE, None, f"{key} needs authors, a title and a year.")
        return cls(dict(data.entries))

    def authors(self, key: str) -> str:
        """The authors as they stand in a sentence: "Scharr", "Dumoulin and Visin", "Simonyan et al."."""
        persons = self.entries[key].persons
        names = [_text(person.rich_prelast_names + person.rich_last_names) for person in next(iter(persons.values()))]
        if len(names) > 2:
            return f"{names[0]} et al."
        return " and ".join(names)

    def year(self, key: str, cited: list[str]) -> str:
        """The year, with a letter where the cited works have another of the same authors and year."""
        year = str(self.entries[key].fields["year"])
        same = [other for other in self._sorted(cited) if self._label(other) == self._label(key)]
        return year if len(same) < 2 else year + "abcdefghijklmnopqrstuvwxyz"[same.index(key) % 26]

    def cite(self, keys: list[str], cited: list[str], textual: bool) -> str:
        """The citation of some works, as a remark in brackets or as part of a sentence."""
        if textual:
            return " and ".join(f"{self.authors(key)} ({self.year(key, cited)})" for key in keys)
        return "(" + "; ".join(f"{self.authors(key)}, {self.year(key, cited)}" for key in keys) + ")"

    def references(self, cited: list[str]) -> str:
        """The list of all cited works, in Markdown, by author and year."""
        style, backend = Style(), _Plain()
        ordered = self._sorted(cited)
        formatted = style.format_entries([self.entries[key] for key in ordered])
        return "\n".join(f"- {' '.join(entry.text.render(backend).split())}" for entry in formatted)

    def _label(self, key: str) -> tuple[str, str]:
        return self.authors(key), str(self.entries[key].fields["year"])

    def _sorted(self, cited: list[str]) -> list[str]:
        return sorted(cited, key=lambda key: (self._label(key), key))


def _text(parts: list[Any]) -> str:
    return str(Text(" ").join(parts))
