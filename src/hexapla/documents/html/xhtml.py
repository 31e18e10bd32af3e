"""XHTML in other formats: read as HTML, and written as well-formed XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from html.entities import html5

from hexapla.documents.bilingual import in_html, side_by_side
from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Flow, Segmenter
from hexapla.documents.elements import VOID
from hexapla.documents.html.bilingual import fits_both
from hexapla.documents.html.blocks import read_blocks
from hexapla.documents.html.declarations import Declaration, Declared
from hexapla.documents.html.document import HtmlDocument
from hexapla.documents.html.encoding import decode_html
from hexapla.documents.inline import Mark
from hexapla.documents.text_document import Blocks, TextBlock, TextDocument
from hexapla.documents.xml.reading import XmlText, read_xml
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Declare", "as_html", "read_xhtml", "texts_in", "well_formed"]

Declare = Callable[[Declared, str, Language], str | None]
"""The value of a declaration in an edition, or None for the usual one."""


# The characters of names in XML, after the first one.
_NAME = (
    "[-.0-9:A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f"
    "\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*+"
)
_TOKEN = lazy_re(
    rf"<(?P<end>/?)(?P<name>[A-Za-z_:]{_NAME})(?P<own>(?:\s+[A-Za-z_:]{_NAME}\s*=\s*"
    r"(?:\"[^\"<]*+\"|'[^'<]*+'))*+)\s*(?P<empty>/?)>"
    # None of these contains the beginning of another, so that the time is linear.
    r"|(?P<whole><!\[CDATA\[(?:(?!<!\[CDATA|\]\]>)(?s:.))*+\]\]>"
    rf"|<!--(?:(?!--)(?s:.))*+-->|<\?(?![Xx][Mm][Ll][\s?])[A-Za-z_:]{_NAME}(?=[\s?])"
    r"(?:(?!<\?|\?>)(?s:.))*+\?>)"
)
_ATTRIBUTE = lazy_re(r"(?<!\s)\s++(?P<name>[^\s=]++)\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_AMPERSAND = lazy_re(r"&(?:#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|([A-Za-z][A-Za-z0-9]*);)?")
_IN_XML = ("amp", "lt", "gt", "quot", "apos")
_FORBIDDEN = lazy_re("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ID = lazy_re(r"""(?<!\s)\s++(?:xml:)?id\s*=\s*(?:"[^"]*"|'[^']*')""")
_ENTITY = "declares the entity"


def read_xhtml(
    data: bytes, segmenter: Segmenter, where: str, language: str, kind: str = ""
) -> TextDocument:
    """Read a file.

    Parameters: ``language`` as for `Format.parse`; ``kind`` replaces the kinds of its blocks, in a
    table of contents. A file that is not well-formed is read as browsers read it. Raises
    InputError for a document type that declares entities, and for a file that can't be decoded.
    """
    try:
        source, encoding = read_xml(data, where, doctype=True)
    except InputError as error:
        if _ENTITY in str(error):
            raise
        source, encoding = decode_html(data, where=where)
    blocks = Blocks(source, segmenter)

    def add(start: int, end: int, own: str, flow: Flow, marks: Sequence[Mark]) -> None:
        blocks.add(start, end, kind or own, flow, marks)

    declared = read_blocks(source, 0, len(source), add, language, xml=True)
    return _Xhtml(source, encoding, tuple(blocks), declared, labels=bool(kind))


def texts_in(
    xml: XmlText,
    blocks: Sequence[TextBlock],
    declarations: Sequence[Declaration],
    declare: Declare | None = None,
) -> TextDocument:
    """Any XML as a document of some texts in it, which are written as those of XHTML.

    Its declarations are updated in every edition.
    """
    found = _Xhtml(xml.text, xml.encoding, blocks, declarations, labels=True, declare=declare)
    found.always = True
    return found


class _Xhtml(HtmlDocument):
    """A file of XHTML, or another one with texts.

    Editions are as well-formed as the source, whatever the translations contain. With ``labels``, a
    block has no room for two paragraphs.
    ``declare`` gives the values of declarations.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        declarations: Sequence[Declaration] = (),
        *,
        labels: bool = False,
        declare: Declare | None = None,
    ) -> None:
        kept = [one for one in declarations if one.what is not Declared.NO_CHARSET]
        super().__init__(source, encoding, blocks, kept)
        self._labels = labels
        self._declare = declare

    def declare(self, what: Declared, now: str, language: Language) -> str:
        """See `HtmlDocument.declare`."""
        own = self._declare(what, now, language) if self._declare else None
        if own is not None:
            return own
        if what is Declared.NO_LANGUAGE:
            return f' xml:lang="{language.tag}"'
        return super().declare(what, now, language)

    def write_block(
        self,
        block: TextBlock,
        texts: Sequence[str | None],
        language: Language,
        edits: Sequence[tuple[int, int, str]] = (),
    ) -> str:
        """See `HtmlDocument.write_block`."""
        legal = [text and _FORBIDDEN.sub("", text) for text in texts]
        text = super().write_block(block, legal, language, edits)
        return well_formed(text, whole=_is_whole(self.own(block)))

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """See `HtmlDocument.write_both`."""
        if self._labels or not fits_both(self.source, block):
            both = [side_by_side(*pair) for pair in zip(block.segments, texts, strict=True)]
            return self.write_block(block, both, language)
        other = _without_ids(self.write_block(block, texts, language))
        return in_html(self.own(block), other, language, arrangement, xml=True)

    def add_note(self, text: str, note: str) -> str:
        """See `HtmlDocument.add_note`."""
        return super().add_note(text, _FORBIDDEN.sub("", note))


def well_formed(text: str, *, whole: bool = True) -> str:
    """A text with tags as XML: no named references, no stray signs.

    With ``whole``, it is the content of an element: what is open is closed, and end tags without a
    start tag are left out.
    """
    out: list[str] = []
    open_ = _Open()
    at = 0
    for found in _TOKEN.finditer(text):
        out.append(_characters(text[at : found.start()]))
        at = found.end()
        if found["whole"]:
            out.append(_FORBIDDEN.sub("", found[0]))
        elif found["end"]:
            out += open_.closed(found["name"], whole=whole)
        else:
            empty = found["empty"] or ("/" if found["name"].lower() in VOID else "")
            own = _references(_each_once(found["own"]))
            out.append(f"<{found['name']}{own}{_gap(found)}{empty}>")
            if not empty:
                open_.add(found["name"])
    out.append(_characters(text[at:]))
    if whole:
        out += [f"</{name}>" for name in reversed(open_.names)]
    return "".join(out)


class _Open:
    """The names of the open elements, and how often each occurs."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        self.names.append(name)
        self._counts[name] += 1

    def closed(self, name: str, *, whole: bool) -> list[str]:
        """The end tags up to that of the innermost open element with a name."""
        if not self._counts[name]:
            return [] if whole else [f"</{name}>"]
        out: list[str] = []
        last = ""
        while last != name:
            last = self.names.pop()
            self._counts[last] -= 1
            out.append(f"</{last}>")
        return out


def _each_once(own: str) -> str:
    """The attributes of a tag, of which XML allows each once."""
    found = list(_ATTRIBUTE.finditer(own))
    names = [one["name"] for one in found]
    if len(set(names)) == len(names):
        return own
    first = {one["name"]: one[0] for one in reversed(found)}
    return "".join(first[name] for name in dict.fromkeys(names))


def _gap(found: re.Match[str]) -> str:
    """The space before the end of a tag, as in `<br />`."""
    start = found.end("own")
    return found.string[start : found.end()].rstrip("/>")


def _is_whole(text: str) -> bool:
    """Whether every tag in a text has its partner there."""
    return well_formed(text) == well_formed(text, whole=False)


def _characters(text: str) -> str:
    """A text between tags."""
    text = _references(text).replace("<", "&lt;")
    return _FORBIDDEN.sub("", text).replace("]]>", "]]&gt;")


def _references(text: str) -> str:
    return _AMPERSAND.sub(_reference, text) if "&" in text else text


def _reference(found: re.Match[str]) -> str:
    """A reference without a name that needs a document type; a stray sign becomes one."""
    name = found[1]
    if found[0] == "&":
        return "&amp;"
    if name in _IN_XML:
        return found[0]
    if name is None:
        return found[0] if _is_character(found[0][2:-1]) else f"&amp;{found[0][1:]}"
    characters = html5.get(f"{name};")
    return f"&amp;{name};" if characters is None else "".join(f"&#{ord(c)};" for c in characters)


def _is_character(number: str) -> bool:
    """Whether a reference stands for a character that XML allows."""
    code = int(number[1:], 16) if number[0] == "x" else int(number)
    return 0 < code < 0x110000 and not _FORBIDDEN.match(chr(code))


def _without_ids(text: str) -> str:
    """A text whose tags have no ids, which must be unique in a file."""

    def without(found: re.Match[str]) -> str:
        return _ID.sub("", found[0]) if found["own"] else found[0]

    return _TOKEN.sub(without, text)


def as_html(text: str) -> str:
    """XHTML as HTML: elements that end in their tag get an end tag if they have one in HTML."""

    def ended(found: re.Match[str]) -> str:
        if not found["empty"] or found["name"].lower() in VOID:
            return found[0]
        return f"<{found['name']}{found['own']}></{found['name']}>"

    return _TOKEN.sub(ended, text)
