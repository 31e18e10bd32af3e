"""A book: the blocks of its metadata, chapters and tables of contents, and its editions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from hexapla.documents.document import (
    Block,
    Document,
    Notice,
    Segment,
    Segmenter,
    Translate,
    in_order,
)
from hexapla.documents.epub.container import Book, part_at, read_book, xml_of
from hexapla.documents.epub.labels import read_labels, read_metadata
from hexapla.documents.format import Options
from hexapla.documents.html.addresses import find_addresses
from hexapla.documents.html.structure import changes_in
from hexapla.documents.html.xhtml import as_html, read_xhtml
from hexapla.documents.pictures import Pictures
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import TextDocument, replaced
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["EpubDocument", "parse"]

_LOST_PICTURE = lazy_re(r"<img\b[^<>]*\bsrc=(?:\"\"|'')[^<>]*>")
_TAG = lazy_re(r"<[^<>]*>")
_ID = lazy_re(r"(?<=\sid=\")[^\"]+")
_Texts = Sequence[str | None]


def _ids_in(text: str) -> list[str]:
    return [one for tag in _TAG.findall(text) for one in _ID.findall(tag)]


def _unique(ids: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """New ids for those of each chapter: one that several have gets a number, except in the first.

    A number is added until nobody else has the id.
    """
    taken = {one for own in ids.values() for one in own}
    used: set[str] = set()
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    out: dict[str, dict[str, str]] = {}
    for name, own in ids.items():
        out[name] = {}
        for one in own:
            new = one
            while new in used or (new != one and new in taken):
                new = f"{one}-{next(numbers[one])}"
            out[name].setdefault(one, new)
        used.update(out[name].values())
    return out


def parse(
    data: bytes, segmenter: Segmenter, where: str, language: str, options: Options
) -> EpubDocument:
    """Parse a book; parameters and errors as for `Format.parse`."""
    book = read_book(data, where)
    package = book.package
    parts: dict[str, TextDocument] = {}
    chapters: list[str] = []
    for one in book.manifests:
        subjects = options["subjects"] is True
        parts[one.name] = read_metadata(one, segmenter, language, subjects=subjects)
        for name in one.chapters:
            if name not in parts:
                own = f"{where}, {name}" if where else name
                parts[name] = read_xhtml(package.read(name), segmenter, own, language)
                chapters.append(name)
        for name in one.navigation:
            if name in parts:
                continue
            own = f"{where}, {name}" if where else name
            if name in one.ncx:
                parts[name] = read_labels(xml_of(package, name), segmenter, language)
            else:
                content = package.read(name)
                parts[name] = read_xhtml(content, segmenter, own, language, "navigation")
    return EpubDocument(data, book, parts, chapters)


class EpubDocument(Document):
    """A parsed book.

    Parameters: ``data`` is the file; ``parts`` are its parts with text, by name, in order;
    ``chapters`` names those that readers turn the pages of.
    """

    def __init__(
        self, data: bytes, book: Book, parts: dict[str, TextDocument], chapters: Sequence[str]
    ) -> None:
        self.data = data
        self.book = book
        self.parts = parts
        self.chapters = tuple(chapters)
        self._pictures = Pictures(len(data))
        self._places: list[tuple[TextDocument, int]] = []
        self.blocks = tuple(self._numbered())

    def _numbered(self) -> Iterator[Block]:
        """The blocks of all parts. The line of a segment is the number of its block."""
        previous = ""
        number = 0
        for part in self.parts.values():
            for own, block in enumerate(part.blocks):
                segments: list[Segment] = []
                for one in block.segments:
                    segments.append(replace(one, previous=previous, block=number, line=number + 1))
                    previous = one.text
                self._places.append((part, own))
                number += 1
                yield replace(block, segments=tuple(segments), line=number)

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`."""
        if any(one.unread for one in self.book.manifests):
            return [
                Notice(msg("has chapters in DTBook, which are left as they are"), "convert them")
            ]
        return ()

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        texts = [translate(one) for one in self.segments]
        changed = _is_changed(self.segments, texts)
        new: dict[str, bytes] = {}
        end = self._note_place() if note is not None else ""
        described = {one.name for one in self.book.manifests}  # Metadata names the language.
        for name, part, own in self._with_texts(texts):
            if name == end or (changed and (name in described or _is_changed(part.segments, own))):
                here = note if name == end else None
                new[name] = part.render(in_order(own), language, here)
        return self._file(new)

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """See `Document.render_bilingual`."""
        new: dict[str, bytes] = {}
        end = self._note_place() if note is not None else ""
        for name, part, own in self._with_texts([text or None for text in texts]):
            if name == end or _is_changed(part.segments, own):
                here = note if name == end else None
                new[name] = part.render_bilingual(own, source, language, arrangement, here)
        return self._file(new)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return changes_in(self.blocks[segment.block].pieces[segment.index], text)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """See `Document.paragraph`."""
        part, own = self._places[number]
        return part.paragraph(own, texts, language)

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`. A segment is XHTML."""
        return as_html(text.replace("&nbsp;", "\u00a0"))

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`: all chapters, one after the other."""
        chapters = set(self.chapters)
        found = {
            name: as_html(part.body_html(own, (), source, language, arrangement))
            for name, part, own in self._with_texts(texts)
            if name in chapters
        }
        ids = _unique({name: _ids_in(text) for name, text in found.items()})
        return "\n".join(self._on_a_page(name, text, ids) for name, text in found.items())

    def _on_a_page(self, name: str, text: str, ids: Mapping[str, Mapping[str, str]]) -> str:
        """The HTML of a chapter with addresses that work outside of the book.

        ``ids`` are the new ids of each chapter, by the old ones.
        """

        def new(address: str) -> str:
            if address.startswith(("http://", "https://", "mailto:", "data:")):
                return address
            path, sign, fragment = address.partition("#")
            place = part_at(name, address) if path else name
            picture = self._pictures.address(self.book.package, place) if path else ""
            return picture or sign + ids.get(place, {}).get(fragment, fragment)

        def renamed(found: re.Match[str]) -> str:
            return ids[name].get(found[0], found[0])

        text = _TAG.sub(lambda tag: _ID.sub(renamed, tag[0]), text)
        return _LOST_PICTURE.sub("", replaced(text, find_addresses(text), new))

    def _with_texts(self, texts: _Texts) -> Iterator[tuple[str, TextDocument, _Texts]]:
        """The parts with their names and the texts of their segments."""
        at = 0
        for name, part in self.parts.items():
            count = len(part.segments)
            yield name, part, texts[at : at + count]
            at += count

    def _note_place(self) -> str:
        """The last chapter in reading order that is XHTML, "" if there is none."""
        spine = [name for one in self.book.manifests for name in one.spine]
        chapters = set(self.chapters)
        pages = (name for name in reversed(spine) if not name.lower().endswith(".svg"))
        return next((name for name in pages if name in chapters), "")

    def _file(self, new: dict[str, bytes]) -> bytes:
        package = self.book.package
        changed = {name: data for name, data in new.items() if data != package.read(name)}
        return package.replaced(changed) if changed else self.data


def _is_changed(segments: Sequence[Segment], texts: _Texts) -> bool:
    pairs = zip(segments, texts, strict=True)
    return any(text is not None and text != one.text for one, text in pairs)
