"""A parsed file of strings. It is never serialized: only the strings that change are written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Flow, Segment, Translate, translated
from hexapla.documents.inline import Mark, Piece
from hexapla.documents.message_markup import changes_in, marks_in
from hexapla.documents.messages import has_choice
from hexapla.documents.strings.plurals import as_message, forms_in, number_in
from hexapla.documents.strings.shapes import Shape, Text
from hexapla.documents.strings.values import Value
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import TextBlock, TextDocument
from hexapla.documents.wrapping import EDGES
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["PLURAL", "StringsDocument", "assembled", "spliced"]

STRING, PLURAL = "string", "plural"

_LINE_END = lazy_re(r"\r\n|\r|\n")
# What no segment has in it: line ends, and other control characters.
_BREAK = lazy_re(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = lazy_re(r"(?<!\s)[^\S\r\n]*+[\r\n]\s*+")
# How many characters one may be written with, and how many may be between two segments.
_LONGEST_ESCAPE = 12
_GAP = 1_000
_LETTER = lazy_re(r"[^\W\d_]")
_UNFIT = lazy_re(r"[\ud800-\udfff\ufffe\uffff]")


class _Entry(NamedTuple):
    """A text of the file with its block; ``number`` is what ``#`` in a plural stands for."""

    text: Text
    shown: str
    number: str = ""


class StringsDocument(TextDocument):
    """A parsed file of strings."""

    def __init__(
        self, source: str, encoding: Encoding, texts: Sequence[Text], shape: Shape, separator: str
    ) -> None:
        self._entries: list[_Entry] = []
        self._shape = shape
        self._separator = separator
        self._lines = [0, *(found.end() for found in _LINE_END.finditer(source))]
        super().__init__(source, encoding, self._blocks(texts))

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`. If any string changes, so does the file's language in it."""
        edits: list[tuple[int, int, str]] = []
        for entry, block in zip(self._entries, self.blocks, strict=True):
            texts = [translated(segment, translate(segment)) for segment in block.segments]
            pairs = zip(block.segments, texts, strict=True)
            if any(text not in (None, segment.text) for segment, text in pairs):
                edits += self._edits(entry, block, texts, language)
        if edits and self._shape.language:
            edits.append((*self._shape.language, self._locale(language)))
        return self.encode(spliced(self.source, sorted(edits)) if edits else self.source)

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """See `Document.render_bilingual`. Raises UsageError unless nothing is translated."""
        if any(texts):
            raise UsageError(
                msg("a file of strings can't be bilingual"),
                hint=msg("publish it without --bilingual"),
            )
        return self.encode(self.source)

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """See `TextDocument.write_block`."""
        entry = self._entries[self.blocks.index(block)]
        edits = self._edits(entry, block, texts, language)
        moved = [(a - block.start, b - block.start, text) for a, b, text in edits]
        return spliced(self.own(block), moved)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """See `Document.paragraph`."""
        return assembled(self.blocks[number], texts)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return changes_in(segment.text, text)

    def _blocks(self, texts: Sequence[Text]) -> Iterator[TextBlock]:
        previous = ""
        number = 0
        for text in _split(texts):
            entry = _entry(text)
            if entry is None:
                continue
            block = self._block(entry, number, previous)
            if block is not None:
                self._entries.append(entry)
                previous = block.segments[-1].text
                number += 1
                yield block

    def _block(self, entry: _Entry, number: int, previous: str) -> TextBlock | None:
        text, value = entry.text, entry.text.value
        kind = STRING if text.forms is None else PLURAL
        first = line = bisect_right(self._lines, value.start)
        on_one_line = first == len(self._lines) or value.end <= self._lines[first]
        at = value.start
        spans = [
            (start, end)
            for start, end in _pieces(entry.shown)
            if _LETTER.search(entry.shown, start, end)
        ]
        if not spans:
            return None
        segments: list[Segment] = []
        pieces: list[Piece] = []
        for index, (start, end) in enumerate(spans):
            shown = entry.shown[start:end]
            if "\n" in shown or "\r" in shown:
                shown = _SPACES.sub(" ", shown)
            marks: tuple[Mark, ...] = marks_in(shown)
            if not on_one_line:
                at = self._place(shown, at, value.end)
                line = bisect_right(self._lines, at)
            place = (number, index, len(spans), line)
            segments.append(
                Segment(shown, previous, *place, kind, marks, text.context, text.comments)
            )
            pieces.append(Piece(shown, start, end, marks=marks))
            previous = shown
        where = (value.start, text.last.end)
        return TextBlock(
            kind,
            first,
            tuple(segments),
            entry.shown,
            tuple(pieces),
            *where,
            tuple(where for _ in spans),
            Flow(entry.shown, ((0, value.start),)),
        )

    def _place(self, text: str, at: int, end: int) -> int:
        """About where a segment of a string is in the source, by its first word, from ``at`` on."""
        word = next((one for one in text.split() if any(map(str.isalpha, one))), "")
        found = self.source.find(word, at, min(end, at + _LONGEST_ESCAPE * len(text) + _GAP))
        return found if found >= 0 else min(at + len(text), max(at, end - 1))

    def _edits(
        self, entry: _Entry, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> list[tuple[int, int, str]]:
        """The edits of the source for a text with a changed segment."""
        new = assembled(block, texts)
        value, forms = entry.text.value, entry.text.forms
        if forms is None:
            return [(*value.place(language.tag), value.write(new))]
        found = forms_in(new, entry.number) if new else dict.fromkeys(forms, "")
        if not found or not ("other" in found or set(forms) <= set(found)):
            return []
        return self._plural_edits(entry, forms, found, language)

    def _plural_edits(
        self,
        entry: _Entry,
        forms: Mapping[str, Value],
        found: Mapping[str, str],
        language: Language,
    ) -> list[tuple[int, int, str]]:
        """The edits for a plural: the forms that the file has, without those that the language
        lacks, and those that it needs besides.
        """
        needed = [*language.categories(ordinal=entry.text.ordinal), *found]
        gone = self._unneeded(forms, needed)
        edits = [(*span, "") for span in gone.values()]
        edits += [
            (value.start, value.end, value.write(found.get(name, found.get("other", value.text))))
            for name, value in forms.items()
            if name not in gone
        ]
        last, other = entry.text.last, forms["other"]
        for name in dict.fromkeys(needed):
            if name in forms:
                continue
            text = other.write(found.get(name, found.get("other", "")))
            start, end = other.name
            shown = self.source[start:end].removesuffix("other") + name
            member = spliced(
                self.source[other.member : other.end],
                [
                    (start - other.member, end - other.member, shown),
                    (other.start - other.member, other.end - other.member, text),
                ],
            )
            before = self._between(forms)
            edits.append((last.end, last.end, f"{before}{member}"))
        return edits

    def _unneeded(
        self, forms: Mapping[str, Value], needed: Sequence[str]
    ) -> dict[str, tuple[int, int]]:
        """The spans of forms that the language lacks, each up to the form right after it.

        One that is followed by something else stays.
        """
        return {
            name: (value.member, following.member)
            for (name, value), following in zip(forms.items(), [*forms.values()][1:], strict=False)
            if name not in needed
            and self.source[value.end : following.member].strip() == self._separator
        }

    def _between(self, forms: Mapping[str, Value]) -> str:
        """What separates two forms of a plural."""
        first = next(iter(forms.values()))
        line = self._lines[bisect_right(self._lines, first.member) - 1]
        indent = self.source[line : first.member]
        if indent.strip():  # Another member is on the same line.
            return f"{self._separator} "
        return f"{self._separator}{self.line_end}{indent}"

    def _locale(self, language: Language) -> str:
        """The language of an edition, as the file spells its own."""
        assert self._shape.language is not None
        start, end = self._shape.language
        return language.tag.replace("-", "_") if "_" in self.source[start:end] else language.tag


def _split(texts: Sequence[Text]) -> Iterator[Text]:
    """The texts, with the forms of plurals that can't be one text as strings of their own."""
    for text in texts:
        if text.forms is None or _entry(text) is not None:
            yield text
            continue
        for name, value in text.forms.items():
            yield Text(f"{text.context}.{name}", value, text.comments)


def _entry(text: Text) -> _Entry | None:
    if text.forms is None:
        return None if _UNFIT.search(text.value.text) else _Entry(text, text.value.text)
    said = {name: value.text for name, value in text.forms.items()}
    shown = as_message(said, ordinal=text.ordinal)
    unfit = shown is None or _BREAK.search(shown) or _UNFIT.search(shown)
    return None if unfit else _Entry(text, shown or "", number_in(said))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a string that are segments: its lines, but not those of one choice."""
    at = 0
    if text.isprintable():  # No line ends.
        core = text.strip(EDGES)
        first = text.index(core) if core else 0
        yield from [(first, first + len(core))] if core else []
        return
    breaks = [found.span() for found in _BREAK.finditer(text)]
    if breaks and has_choice(text):
        breaks = list(_outside(text, breaks))
    for start, end in [*breaks, (len(text), len(text))]:
        line = text[at:start]
        core = line.strip(EDGES)
        if core:
            first = at + line.index(core)
            yield first, first + len(core)
        at = end


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those of some spans, in order, that are not in braces."""
    depth = at = 0
    for start, end in spans:
        depth += text.count("{", at, start) - text.count("}", at, start)
        at = start
        if depth <= 0:
            yield start, end


def assembled(block: TextBlock, texts: Sequence[str | None]) -> str:
    """The text of a block with these segments; "" if all of them are left out."""
    if not any(text != "" for text in texts):
        return ""
    out: list[str] = []
    at = 0
    for piece, text in zip(block.pieces, texts, strict=True):
        new = piece.text if text is None else _SPACES.sub(" ", text)
        same = new == piece.text
        shown = block.text[piece.start : piece.end] if same else new
        out += (block.text[at : piece.start], shown)
        at = piece.end
    return "".join([*out, block.text[at:]])


def spliced(source: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """The source with some edits, in order."""
    out: list[str] = []
    at = 0
    for start, end, text in edits:
        out += (source[at:start], text)
        at = end
    return "".join([*out, source[at:]])
