"""Declarations in HTML: language, direction and encoding, with their positions."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from hexapla.documents.elements import BLOCKS, OPAQUE, RAW_TEXT
from hexapla.documents.html.office import is_numbering, is_reference
from hexapla.documents.html.open_elements import Element
from hexapla.documents.html.tags import Tag
from hexapla.documents.html.tokens import FILLER, Attribute
from hexapla.languages import may_have_base
from hexapla.lazy import lazy_re

__all__ = ["Declaration", "Declarations", "Declared", "begins_fragment"]

_CHARSET = lazy_re(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
# The elements that a page, its head or its body begins with.
_PAGE = frozenset(["html", "head", "body", "frameset", "title", "noscript", "template"])
_XML_ENCODING = lazy_re(r"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([^\"'>]+)")


class Declared(Enum):
    """What is declared.

    NO_… are places where a missing declaration could be added. FRAGMENT is the first element of a
    text that is not a page but a part of one, and declares nothing.
    """

    LANGUAGE = "lang"
    DIRECTION = "dir"
    LOCALE = "og:locale"
    CHARSET = "charset"
    NO_LANGUAGE = "no lang"
    NO_DIRECTION = "no dir"
    NO_CHARSET = "no charset"
    FRAGMENT = "no page"


@lru_cache(maxsize=1024)
def _child(name: str, parent: Element, svg_kind: str | None) -> Element:
    """An element without attributes; ``svg_kind`` as for `Declarations.element`."""
    kind = (BLOCKS.get(name) if svg_kind is None else svg_kind) or parent.kind
    if kind == "paragraph" and parent.kind == "quotation":
        kind = parent.kind
    local = name.rpartition(":")[2]  # Elements of SVG and MathML may have a prefix in XML.
    content = parent.content and local not in OPAQUE and local not in RAW_TEXT
    content = content or _is_always_content(name, svg_kind)
    return Element(name, kind, parent.translate, parent.in_language, content)


def _is_always_content(name: str, svg_kind: str | None) -> bool:
    return svg_kind is not None or name == "foreignobject"


class Declaration(NamedTuple):
    """A declaration and the span of its value in the text (empty where it could be added)."""

    start: int
    end: int
    what: Declared


def begins_fragment(tag: Tag) -> bool:
    """Whether a text with this first tag is a part of a page, not a page."""
    name = tag.token.name
    return name in BLOCKS and name not in _PAGE and not _languages(tag)


def _languages(tag: Tag) -> list[Attribute]:
    return [tag.attributes[key] for key in ("lang", "xml:lang") if key in tag.attributes]


class Declarations:
    """Collects declarations from a masked text, and tracks which elements are in its language.

    That is ``language``, if it is known. Otherwise it is what `html` or `body` declares, or else an
    element around everything; if none does, nothing is in another language.
    """

    def __init__(self, text: str, language: str = "") -> None:
        self.found: list[Declaration] = []
        self._text = text
        self._language = language.partition("-")[0]
        self._known = bool(language)
        self._first = True
        self._declared: set[Declared] = set()
        self.fragment = False

    def element(self, tag: Tag, parent: Element, svg_kind: str | None = None) -> Element:
        """The element that a tag opens. ``svg_kind`` is the block kind of an SVG text element."""
        element = _child(tag.token.name, parent, svg_kind)
        if tag.attributes:
            element = self._with_attributes(element, tag, parent, svg_kind)
        if self._first:
            self._first = False
            self._begin(tag)
        return element

    def _with_attributes(
        self, element: Element, tag: Tag, parent: Element, svg_kind: str | None
    ) -> Element:
        """The element as its attributes make it."""
        name, kind, translate, in_language, content = element
        language = tag.get(self._text, "lang") or tag.get(self._text, "xml:lang")
        base = re.split("[-_]", language.strip().lower())[0]
        if base and FILLER not in base:
            page = name in ("html", "body") and not self.fragment
            if not self._language and (self._first or page):
                self._language = base
            in_language = (page and self._known) or may_have_base(base, self._language or base)
        if "style" in tag.attributes and not _is_always_content(name, svg_kind):
            content = content and not (
                is_numbering(self._text, tag) or is_reference(self._text, tag)
            )
        allowed = tag.get(self._text, "translate").lower()
        classes = tag.get(self._text, "class").split()
        translate = allowed != "no" and (translate or allowed == "yes")
        translate = translate and "notranslate" not in classes
        return Element(name, kind, translate, in_language, content or allowed == "yes")

    def _begin(self, tag: Tag) -> None:
        """Decide by the first element whether this is a fragment."""
        if begins_fragment(tag) and not self.found:
            self._note(tag.token.start, tag.token.start, Declared.FRAGMENT)
            self.fragment = True

    def read_tag(self, tag: Tag, element: Element) -> None:
        """Record the declarations in a start tag."""
        name = tag.token.name
        if not tag.attributes and name not in _PAGE:
            return
        if name == "meta":
            self._read_meta(tag)
        if not element.translate or not element.in_language:
            return
        languages = _languages(tag)
        for attribute in languages:
            self._note(attribute.start, attribute.end, Declared.LANGUAGE)
        if name in ("html", "body") and "dir" in tag.attributes:
            attribute = tag.attributes["dir"]
            self._note(attribute.start, attribute.end, Declared.DIRECTION)
        after_name = tag.token.start + 1 + len(name)
        if name == "html" and not languages:
            self._note_once(after_name, Declared.NO_LANGUAGE)
        if name == "html" and "dir" not in tag.attributes:
            self._note_once(after_name, Declared.NO_DIRECTION)
        if name == "head":
            self._note_once(tag.token.end, Declared.NO_CHARSET)

    def read_instruction(self, start: int, end: int) -> None:
        """Record the encoding in an XML declaration."""
        if match := _XML_ENCODING.match(self._text, start, end):
            self._note(*match.span(1), Declared.CHARSET)

    def _read_meta(self, tag: Tag) -> None:
        charset, content = tag.attributes.get("charset"), tag.attributes.get("content")
        if charset:
            self._note(charset.start, charset.end, Declared.CHARSET)
        if content is None:
            return
        says = tag.get(self._text, "http-equiv").lower()
        if says == "content-type":
            if match := _CHARSET.search(self._text, content.start, content.end):
                self._note(*match.span(1), Declared.CHARSET)
        elif says == "content-language":
            self._note(content.start, content.end, Declared.LANGUAGE)
        elif tag.get(self._text, "property").lower() == "og:locale":
            self._note(content.start, content.end, Declared.LOCALE)

    def _note(self, start: int, end: int, what: Declared) -> None:
        part = self.fragment and what is not Declared.LANGUAGE
        if not part and FILLER not in self._text[start:end]:
            self.found.append(Declaration(start, end, what))

    def _note_once(self, at: int, what: Declared) -> None:
        if what not in self._declared:
            self._declared.add(what)
            self._note(at, at, what)
