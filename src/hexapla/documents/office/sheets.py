"""SpreadsheetML: the strings of a workbook."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hexapla.documents.office.atoms import Atom, Kind, text_atoms
from hexapla.documents.office.page_headers import KINDS, page_headers, written
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.profile import Act, Profile, acts
from hexapla.documents.office.reader import Open, Reader
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.office.wordprocessing import prefix_of
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import Tag, XmlText
from hexapla.documents.xml.writing import Edit, content
from hexapla.lazy import lazy_re

__all__ = ["SheetWriter", "read_part", "read_sheet"]

_PROFILE = Profile(
    paragraphs=("x:si", "x:is", "x:text"),
    contexts={"x:comment": "comment"},
    inline=acts(
        {
            Act.RUN: "x:r",
            Act.FORMAT: "x:rPr",
            Act.TEXT: "x:t",
            Act.DROP: "x:rPh x:phoneticPr",
        }
    ),
    whole=("x:rPr",),
)
_LINE_END = lazy_re(r"\r?\n")


def read_part(name: str, xml: XmlText, without: Collection[int] = ()) -> Part:
    """Read the shared strings of a workbook, or the comments of a sheet.

    ``without`` are the numbers of strings that are not texts to translate.
    """
    reader = _SheetReader(name, xml)
    part = reader.read()
    part.texts = [one for number, one in enumerate(part.texts) if number not in without]
    return part


def read_sheet(name: str, xml: XmlText) -> Part:
    """Read a sheet: strings of its own, and the headers and footers of its pages."""
    if "inlineStr" in xml.text:
        part = read_part(name, xml)
    else:
        part = Part(name, xml, WordDialect(prefix_of(xml.text), {}))
    part.texts += page_headers(xml.text)
    return part


class _SheetReader(Reader):
    profile = _PROFILE

    def __init__(self, name: str, xml: XmlText) -> None:
        super().__init__(name, xml, "cell", WordDialect(prefix_of(xml.text), {}))

    def enter(self, tag: Tag) -> None:
        """See `Reader.enter`. An empty string counts, too."""
        if tag.name == "x:si" and tag.kind is TagKind.EMPTY:
            self.part.texts.append(Paragraph(tag.start, tag.end, (tag.end, tag.end), "cell", []))

    def characters(self, own: Open, text: str, start: int, end: int) -> None:
        """See `Reader.characters`: the end of a line is a character."""
        own.paragraph.atoms += text_atoms(text, own.format, _LINE_END, Kind.BREAK, "\n")


class SheetWriter:
    """Writes the strings of a workbook; see `Writer`."""

    def __init__(self, part: Part) -> None:
        assert isinstance(part.dialect, WordDialect)
        self._source = part.xml.text
        self._x = part.dialect.prefix

    def paragraph(self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """See `Writer.paragraph`."""
        if own.kind in KINDS:
            return written(self._source, own, atoms)
        return self._around(own, atoms)

    def both(
        self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit], arrangement: str
    ) -> str:
        """See `Writer.both`: a cell has both texts, one below the other. A page's header has room
        for one.
        """
        if own.kind in KINDS:
            return written(self._source, own, atoms)
        return self._around(own, [*own.atoms, Atom(Kind.BREAK, None, "\n"), *atoms])

    def added(self, part: Part) -> list[Edit]:
        """See `Writer.added`."""
        return []

    def note(self, text: str) -> str:
        """See `Writer.note`. A workbook has no place for one."""
        return ""

    def further(self, part: Part, *, bilingual: bool) -> list[Edit]:
        """See `Writer.further`."""
        return []

    def _around(self, own: Paragraph, atoms: Sequence[Atom]) -> str:
        x, (begin, end) = self._x, own.inner
        runs: list[tuple[str, list[str]]] = []
        for atom in atoms:
            format = atom.format or ""
            if not runs or runs[-1][0] != format:
                runs.append((format, []))
            runs[-1][1].append(atom.text)
        texts = [
            (format, f'<{x}t xml:space="preserve">{content("".join(words))}</{x}t>')
            for format, words in runs
        ]
        if len(texts) == 1 and not texts[0][0]:
            inner = texts[0][1]
        else:
            inner = "".join(f"<{x}r>{format}{text}</{x}r>" for format, text in texts)
        return f"{self._source[own.start : begin]}{inner}{self._source[end : own.end]}"
