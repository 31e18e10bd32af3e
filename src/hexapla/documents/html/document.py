"""A parsed HTML page.

It is never serialized: only its words are replaced, and its declarations of language, direction and
encoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from html import escape

from hexapla.documents.bilingual import in_html
from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Anchors, Notice, Segment, Segmenter, Translate, translated
from hexapla.documents.html.blocks import Unread, read_blocks
from hexapla.documents.html.declarations import Declaration, Declared
from hexapla.documents.html.encoding import codec, decode_html, fits
from hexapla.documents.html.structure import changes_in
from hexapla.documents.html.writing import Edit, splice, write_block
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import Blocks, TextBlock, TextDocument, replaced
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["HtmlDocument", "parse"]

_BODY_END = lazy_re(r"</(?:body|html)[ \t\r\n\f/>]", re.IGNORECASE)
# How many characters at the end of a text are searched for the end of its body.
_TAIL = 4096
_BRACES = lazy_re("[{}%]")


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, language: str = ""
) -> HtmlDocument:
    """Parse an HTML file; parameters and errors as for `Format.parse`."""
    source, found = decode_html(data, where=where, encoding=encoding)
    blocks = Blocks(source, segmenter)
    unread: set[Unread] = set()
    declarations = read_blocks(source, 0, len(source), blocks.add, language, unread=unread)
    notices = [_notice(one) for one in Unread if one in unread]
    return HtmlDocument(source, found, tuple(blocks), declarations, notices)


def _notice(what: Unread) -> Notice:
    hint = msg("translate them in the editions")
    if what is Unread.OTHER_LANGUAGE:
        hint = msg("to translate them, remove their lang attribute")
    return Notice(
        msg("the text of {value} is not translated", value=what.value), hint, general=True
    )


class HtmlDocument(TextDocument):
    """A parsed page. ``declarations`` are those of the page, in order.

    With ``always``, they are updated in every edition, not only if a segment changes. For
    ``notices`` see `Document`.
    """

    always = False

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        declarations: Sequence[Declaration] = (),
        notices: Sequence[Notice] = (),
    ) -> None:
        super().__init__(source, encoding, blocks)
        self.declarations = tuple(declarations)
        self._notices = notices

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: text that is not translated."""
        return self._notices

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`. If any segment changes, the declarations are updated.

        The source's encoding is kept if it has all letters of the new texts; otherwise it becomes
        UTF-8.
        """
        changed: list[tuple[TextBlock, list[str | None]]] = []
        for block in self.blocks:
            texts = [translated(segment, translate(segment)) for segment in block.segments]
            if any(t not in (None, s.text) for t, s in zip(texts, block.segments, strict=True)):
                changed.append((block, texts))
        new = "".join(text or "" for _, texts in changed for text in texts) + (note or "")
        encoding = self.encoding
        undeclared = not self._declares(Declared.CHARSET) and not encoding.bom
        undeclared = undeclared and not self._declares(Declared.FRAGMENT)
        if undeclared and self.source.isascii() and _extends_ascii(encoding):
            encoding = Encoding("ascii")
        if not fits(new, encoding):
            encoding = Encoding("utf-8", codecs.BOM_UTF8 if encoding.bom else b"")
        declared = self._declared(language, encoding) if changed or self.always else []
        edits = [
            (
                block.start,
                block.end,
                self.write_block(block, texts, language, declared),
            )
            for block, texts in changed
        ]
        text = splice(self.source, 0, len(self.source), _merged(edits, declared))
        if note is not None:
            text = self.add_note(text, note)
        return _encoded(text, encoding)

    def write_block(
        self,
        block: TextBlock,
        texts: Sequence[str | None],
        language: Language,
        edits: Sequence[Edit] = (),
    ) -> str:
        """A block with at least one changed segment; its tags are unchanged except for edits."""
        return write_block(self.source, block, texts, language.joiner, edits)

    def declare(self, what: Declared, now: str, language: Language) -> str:
        """The value of a declaration in an edition; ``now`` is that in the source."""
        return _new_value(what, now, language)

    def add_note(self, text: str, note: str) -> str:
        """Add the note as the last paragraph, with all markup, also of templates, escaped."""
        line_end = self.line_end
        shown = _BRACES.sub(lambda sign: f"&#{ord(sign[0])};", escape(note, quote=False))
        start = max(0, len(text) - _TAIL)
        body_end = _BODY_END.search(text, start)
        at = body_end.start() if body_end else len(text)
        before = line_end if at and text[at - 1] not in "\r\n" else ""
        return f"{text[:at]}{before}<p>{shown}</p>{line_end}{text[at:]}"

    def encode(self, text: str) -> bytes:
        """The text in the source's encoding; characters that it lacks become references."""
        return _encoded(text, self.encoding)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return changes_in(self.blocks[segment.block].pieces[segment.index], text)

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """Both languages in the block's element, or on one line if it can contain only text."""
        from hexapla.documents.html.bilingual import fits_both

        if not fits_both(self.source, block):
            return super().write_both(block, texts, language, arrangement)
        return in_html(
            self.own(block), self.write_block(block, texts, language), language, arrangement
        )

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`. A segment is HTML already."""
        return text.replace("&nbsp;", "\u00a0")

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`. Of a complete page, only the article is returned."""
        from hexapla.documents.html.body import main_part

        return main_part(self.edition_text(texts, source, language, arrangement))

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """See `Document.with_addresses`."""
        from hexapla.documents.html.addresses import find_addresses

        text, encoding = decode_html(data)
        return _encoded(replaced(text, find_addresses(text), new), encoding)

    def targets(self, data: bytes, style: Anchors = Anchors.GITHUB) -> frozenset[str] | None:
        """See `Document.targets`."""
        from hexapla.documents.html.addresses import find_targets

        return frozenset(find_targets(decode_html(data)[0]))

    def _declared(self, language: Language, encoding: Encoding) -> list[Edit]:
        """The edits that update the declarations for an edition."""
        edits: list[Edit] = []
        for start, end, what in self.declarations:
            now = self.source[start:end]
            new = self.declare(what, now, language)
            if what in (Declared.CHARSET, Declared.NO_CHARSET):
                new = self._charset(what, now, encoding)
            if new != now:
                edits.append((start, end, new))
        return edits

    def _charset(self, what: Declared, now: str, encoding: Encoding) -> str:
        """The charset to declare. With a byte order mark it has no effect, and is kept."""
        if what is Declared.CHARSET:
            idle = encoding.bom and encoding == self.encoding
            return now if idle or codec(now) in (None, encoding.name) else "utf-8"
        xml = self.source.startswith("<?xml")  # XML is UTF-8 unless it declares an encoding.
        charset = self._declares(Declared.CHARSET)
        unneeded = xml or charset or encoding.bom or encoding.name in self._implied
        return "" if unneeded else '<meta charset="utf-8">'

    def _declares(self, what: Declared) -> bool:
        return any(declaration.what is what for declaration in self.declarations)

    @property
    def _implied(self) -> tuple[str, ...]:
        """The encodings that don't have to be declared if the source declares none."""
        return ("ascii",) if self.source.isascii() else ("ascii", self.encoding.name)


def _new_value(what: Declared, now: str, language: Language) -> str:
    """The new value of a declaration whose value in the source is ``now``."""
    tag, direction = language.tag, language.direction
    if what is Declared.LANGUAGE:
        kept = f"{now.strip().lower()}-".startswith(f"{tag.lower()}-")
        return now if kept else tag
    if what is Declared.DIRECTION:
        return direction if now.lower() in ("ltr", "rtl") else now
    if what is Declared.LOCALE:
        return _og_locale(now, language)
    if what is Declared.NO_LANGUAGE:
        return f' lang="{tag}"'
    if what is Declared.NO_DIRECTION:
        return f' dir="{direction}"' if direction == "rtl" else ""
    return now


def _og_locale(now: str, language: Language) -> str:
    """The locale in Open Graph's notation, language and territory: ``es_ES``, ``zh_CN``."""
    from langcodes import Language as Tag

    if language.tag == language.base == now.strip().partition("_")[0].lower():
        return now
    territory = Tag.get(language.tag).maximize().territory
    return f"{language.base}_{territory}" if territory else language.base


def _merged(blocks: Sequence[Edit], declared: Sequence[Edit]) -> list[Edit]:
    """All edits in order. Edits inside the tags of a block are left out: its text includes them."""
    edits = list(blocks)
    at = 0
    for edit in declared:
        while at < len(blocks) and blocks[at][1] <= edit[0]:
            at += 1
        if at == len(blocks) or edit[1] <= blocks[at][0]:
            edits.append(edit)
    return sorted(edits, key=lambda edit: edit[:2])


def _extends_ascii(encoding: Encoding) -> bool:
    """Whether an encoding encodes ASCII as ASCII, as UTF-16 does not."""
    return "<".encode(encoding.name) == b"<"


def _encoded(text: str, encoding: Encoding) -> bytes:
    return encoding.bom + text.encode(encoding.name, "xmlcharrefreplace")
