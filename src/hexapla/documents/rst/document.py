"""A parsed file of reStructuredText."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from types import MappingProxyType

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Notice, Segment, translated
from hexapla.documents.noncharacters import unmarked
from hexapla.documents.rst.directives import Directive
from hexapla.documents.rst.items import Found
from hexapla.documents.rst.layout import Layout
from hexapla.documents.rst.loose import marks_in
from hexapla.documents.rst.structure import (
    changes_in,
    labels_referred_to,
    names_referred_to,
    normal,
    references_by_words,
    targets_in,
    targets_in_links,
)
from hexapla.documents.rst.tables import Drawn
from hexapla.documents.rst.writing import text_of, written
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import Group, TextBlock, TextDocument, replaced
from hexapla.documents.wrapping import one_line, text_before
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["RstDocument"]

_SPECIAL = lazy_re(r"[\\*`|_<>\[\]]")
_REST_OF_LINE = lazy_re(r"[ \t]*+(?:\r\n|\r|\n|\Z)")
_BLANK_LINES = lazy_re(r"(?:[ \t]*(?:\r\n|\r|\n))*")
# Kinds of texts that can't have another paragraph or a table after them.
_WITHOUT_BLOCKS = ("line", "caption")


class RstDocument(TextDocument):
    """A parsed file of reStructuredText.

    ``bodies`` are the blocks that the reader found, by start offset, those in ``tables`` too;
    ``rewrap`` is the option of the format, ``directives`` are those of its settings.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        bodies: Mapping[int, Found],
        rewrap: str,
        notices: Sequence[Notice],
        tables: Sequence[Drawn] = (),
        directives: Mapping[str, Directive] = MappingProxyType({}),
    ) -> None:
        super().__init__(source, encoding, blocks)
        self.bodies, self._rewrap, self._notices = bodies, rewrap, notices
        self._directives = directives
        self._tables = {body.start: table for table in tables for body in table.bodies}

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: directives that nothing is known of."""
        return self._notices

    def groups(self) -> Iterator[Group]:
        """See `TextDocument.groups`: the blocks of a table are together."""
        for table, own in groupby(self.blocks, lambda one: self._tables.get(one.start)):
            if table is None:
                yield from (Group((one,), one.start, one.end) for one in own)
            else:
                yield Group(tuple(own), table.table.start, table.table.end, together=True)

    def write_group(
        self, group: Group, texts: Sequence[Sequence[str | None]], language: Language
    ) -> str:
        """See `TextDocument.write_group`: a table, drawn again."""
        table = self._tables[group.blocks[0].start]
        new = table.written(texts, language, self.line_end)
        return self.source[group.start : group.end] if new is None else new

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """A block with its translations, in lines according to the option ``rewrap``."""
        found = self.bodies[block.start]
        if found.place in ("plain", "entry"):
            return self._layout.written(found, self._plain(found, block, texts, language))
        text = _text(found, block, texts, language)
        new = self._layout.written(found, text)
        if found.place == "cell":
            return new
        if found.place == "title":
            return self._named(block, text) + new
        if found.place == "glossary":  # Other files may refer to it by its name.
            return f"{new}{self.line_end}{text_before(self.source, block.start)}{self.own(block)}"
        return new

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """The translation as a paragraph of its own, in a table, or on the same line."""
        found = self.bodies[block.start]
        before = text_before(self.source, block.start)
        apart = not before.strip() or found.kind == "list item"
        if found.place != "text" or found.kind in _WITHOUT_BLOCKS or found.literal or not apart:
            return super().write_both(block, texts, language, arrangement)
        new = self.write_block(block, texts, language)
        return self._layout.both(found, self.own(block), new, arrangement)

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """See `Document.with_addresses`."""
        from hexapla.documents.rst.addresses import find_addresses

        text = self.encoding.decode(data)
        return self.encode(replaced(text, find_addresses(text), new))

    def message(
        self, number: int, texts: Sequence[str | None], language: Language
    ) -> tuple[str, str]:
        """See `Document.message`: docutils' `rawsource`, without the lines around a title."""
        own, new = (
            self._raw(number),
            self._on_one_line(number, texts, language),
        )
        # Sphinx warns of references by words that are not the source's, although they are right.
        warns = references_by_words(own) != references_by_words(new)
        return own, f"{new} #noqa" if warns else new

    def _on_one_line(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        block = self.blocks[number]
        texts = list(map(translated, block.segments, texts))
        found = self.bodies[block.start]
        if found.place in ("plain", "entry"):
            return self._plain(found, block, texts, language)
        return self._layout.on_one_line(found, _text(found, block, texts, language))

    def _raw(self, number: int) -> str:
        found = self.bodies[self.blocks[number].start]
        if found.place == "text" and found.literal:
            return f"{found.shown.own}{':' if found.literal == ':' else ' ::'}"
        return found.shown.own

    def _plain(
        self, found: Found, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> str:
        out: list[str] = []
        for segment, text in zip(block.segments, texts, strict=True):
            new = one_line(segment.text if text is None else text)
            if new:
                out.append(new)
        text = language.joiner.join(out)
        return text.replace("<", "‹").replace(">", "›") if found.place == "entry" else text

    def _named(self, block: TextBlock, new: str) -> str:
        """The targets before a title that is referred to by its text, if it has another one."""
        own = block.text
        if normal(own) == normal(new) or self._titles[normal(own)] > 1:
            return ""
        names = {normal(own): own} if normal(own) in self._referred else {}
        if label := self._labels.get(normal(own)):
            names.setdefault(normal(label), label)
        taken = self._targets | self._links.keys()
        new_names = (name for key, name in names.items() if key not in taken)
        return "".join(f".. _`{name}`:{self.line_end * 2}" for name in new_names)

    def _finished(self, out: Sequence[str], note: str | None) -> bytes:
        """The edition, with targets for names that its links don't define any more."""
        text = "".join(out)
        wanted = self._referred - self._targets if self._links else ()
        links = {name: url for name, url in self._links.items() if name in wanted}
        lost = links.keys() - targets_in_links(text).keys() if links else ()
        for name in sorted(lost):
            text = f"{text.rstrip()}{self.line_end * 2}.. _`{name}`: {links[name]}{self.line_end}"
        return super()._finished([text], note)

    @cached_property
    def _links(self) -> Mapping[str, str]:
        return targets_in_links(self.source)

    @cached_property
    def _titles(self) -> Counter[str]:
        starts = (start for start, found in self.bodies.items() if found.place == "title")
        own = (self.bodies[start].shown.flow.text for start in starts)
        return Counter(map(normal, own))

    @cached_property
    def _targets(self) -> frozenset[str]:
        return targets_in(self.source)

    @cached_property
    def _referred(self) -> frozenset[str]:
        return names_referred_to(self.source)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return labels_referred_to(self.source)

    @property
    def _layout(self) -> Layout:
        return Layout(self.source, self.line_end, self._rewrap)

    def add_note(self, text: str, note: str) -> str:
        """Add the note as the last paragraph, with all markup escaped."""
        escaped = _SPECIAL.sub(r"\\\g<0>", note)
        gap = "" if text.endswith(self.line_end) else self.line_end
        return f"{text}{gap}{self.line_end}{escaped}{self.line_end}"

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        from hexapla.documents.rst.body import inline

        return inline(*marks_in(one_line(unmarked(text)), segment.text, segment.marks))

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`."""
        from hexapla.documents.rst.body import page

        return page(self.edition_text(texts, source, language, arrangement), self._directives)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        found = self.bodies[self.blocks[segment.block].start]
        if found.place in ("plain", "entry"):
            return Changes()
        return changes_in(segment.text, one_line(unmarked(text)), segment.marks)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave out the block's lines, or only its text if other text shares them."""
        found = self.bodies[block.start]
        before = text_before(self.source, block.start)
        if found.place in ("name", "term", "glossary", "value"):
            out.append("…")
            return block.end
        if found.literal:
            out.append("::")
            return block.end
        if found.kind in ("definition", "quotation"):
            out.append("..")  # An empty comment: it needs content.
            return block.end
        rest = _REST_OF_LINE.match(self.source, block.end)
        if before.strip() or rest is None or not out[-1].endswith(before):
            return block.end
        out[-1] = out[-1][: len(out[-1]) - len(before)]
        if out[-1].endswith(("\n\n", "\r\n\r\n", "\r\r")) or not any(out):
            return _BLANK_LINES.match(self.source, rest.end()).end()  # type: ignore[union-attr]
        return rest.end()


def _text(found: Found, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
    """The text of a block with its translations, as reStructuredText on one line."""
    marks = found.shown.marks
    text = text_of(block, marks, texts, language.joiner)
    return written(text, block.text, marks, found.shown.codes)
