"""A parsed XML file. It is never serialized: only its texts and its language are replaced."""

from __future__ import annotations

import codecs
from bisect import insort
from collections.abc import Callable, Mapping, Sequence

from hexapla.documents.bilingual import side_by_side
from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Document, Notice, Segment, Segmenter, Translate, translated
from hexapla.documents.format import Options
from hexapla.documents.inline import assemble
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import Blocks, TextBlock, TextDocument
from hexapla.documents.vocabularies.addresses import find_addresses
from hexapla.documents.vocabularies.android import more_plurals
from hexapla.documents.vocabularies.detecting import profile_for
from hexapla.documents.vocabularies.flows import Code
from hexapla.documents.vocabularies.pages import inline, page
from hexapla.documents.vocabularies.reader import Reading, read
from hexapla.documents.vocabularies.rules import Notation, Profile
from hexapla.documents.vocabularies.structure import changes_in
from hexapla.documents.vocabularies.texts import entities_in
from hexapla.documents.vocabularies.writing import written
from hexapla.documents.wrapping import one_line
from hexapla.documents.xml.reading import characters, raw_attributes
from hexapla.documents.xml.tolerant import XmlSource, read_source, require_well_formed
from hexapla.documents.xml.writing import Edit, attribute, spliced
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["XmlDocument", "parse"]


def parse(
    data: bytes,
    segmenter: Segmenter,
    where: str,
    encoding: str | None,
    language: str,
    options: Options,
) -> XmlDocument:
    """Parse an XML file; parameters and errors as for `Format.parse`."""
    source = read_source(data, where, encoding)
    profile = profile_for(source, where, options)
    reading = read(source, profile, language)
    blocks = Blocks(source.text, segmenter)
    for one in reading.flows:
        blocks.add(one.start, one.end, one.kind, one.flow, one.marks)
    return XmlDocument(source, tuple(blocks), profile, reading)


class XmlDocument(TextDocument):
    """A parsed XML file."""

    def __init__(
        self, source: XmlSource, blocks: Sequence[TextBlock], profile: Profile, reading: Reading
    ) -> None:
        super().__init__(source.text, source.encoding, blocks)
        self._xml = source
        self._profile = profile
        self._reading = reading
        self._codes: Mapping[tuple[int, int], Mapping[str, Code]] = {
            (one.start, one.end): one.codes for one in reading.flows
        }
        self._quoted = {(one.start, one.end) for one in reading.flows if one.quoted}
        self._entities = entities_in(source.seen)
        if source.doctype:
            self._entities |= source.doctype.entities

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`."""
        found: list[Notice] = []
        if self._reading.unread:
            names = ", ".join(f"<{name}>" for name in self._reading.unread)
            found.append(
                Notice(
                    msg(
                        "no rule in [xml] mentions {names}, whose text is not translated",
                        names=names,
                    ),
                    "add the names to block, inline or skip in i18n/publication.toml",
                )
            )
        if unknown := self._reading.its.unknown:
            found.append(
                Notice(
                    msg("the ITS rule for {unknown} has no effect", unknown=unknown[0]),
                    "only selectors such as //name and //name[@key='value'] are read",
                )
            )
        return found

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`. If any segment changes, the languages are updated."""
        changed: list[tuple[TextBlock, list[str | None]]] = []
        for block in self.blocks:
            texts = [translated(segment, translate(segment)) for segment in block.segments]
            if any(t not in (None, s.text) for t, s in zip(texts, block.segments, strict=True)):
                changed.append((block, texts))
        if not changed:
            return self.encode(self.source)
        edits = self._declared(language)
        for block, texts in reversed(changed):  # Texts in others come after them.
            text = self._written(block, texts, language, edits)
            insort(edits, Edit(block.start, block.end, text), key=lambda edit: edit.start)
        if self._profile.notation is Notation.ANDROID:
            edits += more_plurals(self._xml.seen, edits, language)
        return self._encoded(edits)

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """See `Document.render_bilingual`. Each sentence is followed by its translation.

        Raises UsageError for the strings of an app, which shows them in one language.
        """
        if self._profile.notation is Notation.ANDROID:
            raise UsageError(
                msg("the strings of an app can't be bilingual"),
                hint=msg("publish them without --bilingual"),
            )
        return Document.render_bilingual(self, texts, source, language, arrangement, note)

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """See `TextDocument.write_block`."""
        return self._written(block, texts, language, [])

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return changes_in(segment.text, text)

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        return inline(text, self._profile)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`."""
        if arrangement:
            pairs = zip(self.segments, texts, strict=True)
            texts = [side_by_side(*pair) for pair in pairs]
        text = self.edition_text(texts, source, language)
        return page(read_source(text.encode(), "", "utf-8").seen, self._profile)

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """See `Document.with_addresses`."""
        source = read_source(data, "")
        edits = [
            Edit(start, end, attribute(found))
            for start, end in find_addresses(source)
            if (found := new(old := characters(source.text[start:end]))) != old
        ]
        return source.encoding.encode(spliced(source.text, edits)) if edits else data

    def _written(
        self,
        block: TextBlock,
        texts: Sequence[str | None],
        language: Language,
        edits: Sequence[Edit],
    ) -> str:
        new = [None if text is None else one_line(text) for text in texts]
        shown = assemble(block.text, block.pieces, new, language.joiner)
        codes = self._codes[block.start, block.end]
        notation = self._profile.notation
        xml = written(shown, self.source, codes, self._entities, edits, notation)
        if (block.start, block.end) in self._quoted:
            return xml.replace('"', "&quot;").replace("'", "&apos;")
        return xml

    def _declared(self, language: Language) -> list[Edit]:
        """The edits that give the file the language of an edition."""
        edits = [
            Edit(start, end, language.tag)
            for start, end in self._reading.languages
            if not f"{self.source[start:end].strip()}-".lower().startswith(
                f"{language.tag}-".lower()
            )
        ]
        root, name = self._reading.root, self._profile.language
        if root and name and not {"xml:lang", "lang"} & raw_attributes(root.own).keys():
            at = root.end - len(root.own) - 1
            edits.append(Edit(at, at, f' {name}="{language.tag}"'))
        return sorted(edits)

    def _encoded(self, edits: list[Edit]) -> bytes:
        """An edition with some edits, in the file's encoding if that has all new characters."""
        encoding = self.encoding
        try:
            "".join(edit.text for edit in edits).encode(encoding.name)
        except UnicodeEncodeError:
            encoding = Encoding("utf-8", codecs.BOM_UTF8 if encoding.bom else b"")
            if self._xml.declared:
                edits = [Edit(*self._xml.declared, "UTF-8"), *edits]
        edition = encoding.encode(spliced(self.source, edits))
        require_well_formed(edition, lambda: self.encoding.encode(self.source), "")
        return edition
