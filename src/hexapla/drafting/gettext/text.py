"""A text of a message, cut into sentences to draft, and put together again from their drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from hexapla import documents
from hexapla.catalogs.entry import Entry
from hexapla.checks.check import markup_of
from hexapla.documents.document import Block, Document, Segment, Segmenter, Translate
from hexapla.documents.format import Format, Kind
from hexapla.documents.inline import Piece, assemble, cut
from hexapla.documents.structure import Changes
from hexapla.drafting.gettext.accelerators import split_accelerator, with_accelerator
from hexapla.drafting.gettext.arguments import Arguments
from hexapla.drafting.gettext.marks import changes_of_markup, marks_in
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["MessageText"]

_EDGES = " \t\r\n"
# What separates columns, such as an option from its description: not two spaces after a sentence.
_COLUMNS = lazy_re(r"(?<=[^\s.!?:;]) {2,}(?=\S)|(?<=\S)\t+(?=\S)")
_GAP = lazy_re(rf"{_COLUMNS.pattern}|(?:(?<![ \t])[ \t]++)?[\r\n]++[ \t]*+")
_FOR_JAVA = ("java-format", "java-messageformat", "auto-java-messageformat")


@dataclass(frozen=True)
class MessageText:
    """A text of a message: its msgid, or its msgid_plural.

    ``document`` has its sentences, in which the arguments have numbers and the accelerator has no
    mark. ``judge`` tells how a draft of a sentence changes what programs read in it.
    """

    source: str
    arguments: Arguments
    document: Document
    accelerator: tuple[str, str]
    flags: Sequence[str]

    @classmethod
    def of(cls, text: str, entry: Entry, segmenter: Segmenter) -> MessageText:
        """Parse a text of an entry, by its flags and the file that it comes from."""
        arguments = Arguments.of(text, entry.all_flags)
        kind = markup_of(entry)
        plain, mark, letter = arguments.text, "", ""
        if kind is Kind.MESSAGE:
            plain, mark, letter = split_accelerator(plain)
        document = _document(plain, entry, kind, arguments, segmenter)
        return cls(text, arguments, document, (mark, letter), entry.all_flags)

    @property
    def segments(self) -> list[Segment]:
        """The sentences to draft, in order."""
        return self.document.segments

    def composed(self, drafts: Mapping[str, str], language: Language) -> str | None:
        """The translation, from drafts by sentence.

        None if it would break something that programs read in it.
        """
        data = self.document.render(lambda one: drafts.get(one.text), language)
        text = data.decode("utf-8", "surrogatepass")
        mark, letter = self.accelerator
        if mark:
            text = with_accelerator(text, mark, letter, language, self.arguments.spans(text))
        if not {*_FOR_JAVA}.isdisjoint(self.flags):
            text = _without_lone_apostrophes(text, self.source)
        if _edges(text) != _edges(self.source):
            return None
        return self.arguments.written(text)


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


def _without_lone_apostrophes(text: str, source: str) -> str:
    """A text for Java, in which an apostrophe that isn't doubled would quote what follows."""
    return text if "'" in source else text.replace("'", "’")


def _document(
    text: str, entry: Entry, kind: Kind, arguments: Arguments, segmenter: Segmenter
) -> Document:
    """The sentences of a text, as the format of its file reads it, or else as a program's."""
    found = _format(entry) if kind is not Kind.MESSAGE else None
    inner = _parsed(text, found, entry, segmenter) if found else None
    if inner is not None:
        return _Judged(inner, arguments, with_marks=False)
    parts = [
        _part(part, entry, arguments, segmenter, columns=columns) for part, columns in _parts(text)
    ]
    return parts[0] if len(parts) == 1 else _Joined(parts)


def _part(
    text: str, entry: Entry, arguments: Arguments, segmenter: Segmenter, *, columns: bool
) -> Document:
    if not columns and "\n" in text.strip(_EDGES):
        inner = _parsed(text, documents.load_format(documents.PLAIN), entry, segmenter)
        if inner is not None:
            return _Judged(inner, arguments, with_marks=True)
    return _Cells(text, arguments, segmenter)


def _parts(text: str) -> list[tuple[str, bool]]:
    """A text cut into paragraphs and lines with columns; whether each part is of the latter."""
    if not _COLUMNS.search(text):
        return [(text, False)]
    groups = groupby(text.splitlines(keepends=True), lambda line: bool(_COLUMNS.search(line)))
    return [("".join(lines), columns) for columns, lines in groups]


def _format(entry: Entry) -> Format | None:
    """The format of the file that an entry comes from, if it can read a part of a file.

    Those of HTML and XML would write characters as references, which programs need not read.
    """
    if not entry.references:
        return None
    name = entry.references[0].partition(":")[0].lower().removesuffix(".in")
    found = documents.format_of_suffix(name)
    return found if found and found.is_text and found.markup is not Kind.HTML else None


def _parsed(text: str, format: Format, entry: Entry, segmenter: Segmenter) -> Document | None:
    """A text as a document of a format; None if the format can't read it without changes."""
    options = format.with_defaults()
    if "no-wrap" in entry.all_flags and "wrap" in options:
        options = {**options, "wrap": "lines"}
    data = text.encode("utf-8", "surrogatepass")
    try:
        document = format.parse(data, segmenter, encoding="utf-8", options=options)
    except (HexaplaError, ValueError):
        return None
    same = document.render(lambda segment: None, Language("en")) == data
    return document if same and document.segments else None


class _Judged(Document):
    """A text as a format reads it; what programs read in it counts, too."""

    def __init__(self, inner: Document, arguments: Arguments, *, with_marks: bool) -> None:
        self._inner, self._arguments = inner, arguments
        self._with_marks = with_marks
        self.blocks = [
            replace(block, segments=tuple(map(self._marked, block.segments)))
            for block in inner.blocks
        ]

    def _marked(self, segment: Segment) -> Segment:
        if not self._with_marks:
            return segment
        return replace(segment, marks=marks_in(segment.text, self._arguments.spans(segment.text)))

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        return self._inner.render(translate, language, note)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        own = () if self._with_marks else (lambda: self._inner.changes(segment, text),)
        return _first(
            lambda: self._arguments.changes(segment.text, text),
            *(own or (lambda: changes_of_markup(segment.text, text),)),
        )


class _Joined(Document):
    """Parts of a text, each read in its own way."""

    def __init__(self, parts: Sequence[Document]) -> None:
        self._parts = parts
        self.blocks = [block for part in parts for block in part.blocks]

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        return b"".join(part.render(translate, language) for part in self._parts)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return self._parts[0].changes(segment, text)


class _Cells(Document):
    """A text as lines and columns: what is between them stays as it is."""

    def __init__(self, text: str, arguments: Arguments, segmenter: Segmenter) -> None:
        self._text, self._arguments = text, arguments
        self._cells: list[tuple[int, str, list[Piece]]] = []
        previous = ""
        blocks = []
        for start, end in _spans_of_cells(text):
            core = text[start:end]
            pieces = cut(core, marks_in(core, arguments.spans(core)), segmenter)
            if not pieces:
                continue
            number = len(self._cells)
            self._cells.append((start, core, pieces))
            segments = []
            for index, piece in enumerate(pieces):
                place = (number, index, len(pieces), 1)
                kind = piece.kind or "message"
                segments.append(Segment(piece.text, previous, *place, kind, piece.marks))
                previous = piece.text
            blocks.append(Block("message", 1, tuple(segments), core, tuple(pieces)))
        self.blocks = blocks

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        out: list[str] = []
        at = 0
        for (start, core, pieces), block in zip(self._cells, self.blocks, strict=True):
            texts = [translate(segment) for segment in block.segments]
            out += (self._text[at:start], assemble(core, pieces, texts, language.joiner))
            at = start + len(core)
        return "".join([*out, self._text[at:]]).encode("utf-8", "surrogatepass")

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return _first(
            lambda: self._arguments.changes(segment.text, text),
            lambda: changes_of_markup(segment.text, text),
        )


def _spans_of_cells(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text between line ends and the gaps of columns, without the white space."""
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        core = text[at:end].strip(_EDGES)
        if core:
            start = text.index(core, at)
            yield start, start + len(core)
        at = gap.end() if gap else end


def _first(*judges: Callable[[], Changes]) -> Changes:
    """The changes that the first judge to find any has found."""
    return next((found for judge in judges if (found := judge())), Changes())
