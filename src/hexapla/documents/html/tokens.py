"""Split HTML into tokens with exact offsets. Nothing is normalized or dropped.

Follows the states of the WHATWG HTML standard, section 13.2.5 "Tokenization", as far as they decide
where markup ends: tags and quoted attributes, comments, raw text, escapes in scripts, CDATA in
foreign content. Tags of template languages (Jinja, Liquid, Handlebars, Hugo, ERB, PHP) are opaque
everywhere, also inside tags and attribute values. The time is linear in the length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from hexapla.documents.elements import BREAKOUTS, INTEGRATION_POINTS, RAW_TEXT
from hexapla.lazy import lazy_re

__all__ = [
    "Attribute",
    "Attributes",
    "Kind",
    "Token",
    "attributes",
    "divisions",
    "end_of_known",
    "is_tag",
    "markup",
    "mask",
    "read_markup",
    "split_at_tags",
    "tokens",
]

FILLER = "\0"
"""Replaces each character of a template tag in a masked text. Decoded files never contain it."""

_SPACE = r" \t\n\f\r"
# Quoted values may run to the end of the text; then the tag has no end.
_ATTRIBUTE = (
    rf"[{_SPACE}/\0]*+(=?[^{_SPACE}/>=\0]++|=)"
    rf"(?:[{_SPACE}]*+=[{_SPACE}]*+"
    rf"""(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^{_SPACE}>"'][^{_SPACE}>]*+)|(?=>)))?"""
)
_NAME = rf"[A-Za-z][^{_SPACE}/>\0]*+"
_TAG = lazy_re(rf"<(/?)({_NAME})(?:{_ATTRIBUTE})*+[{_SPACE}/\0]*+>")
_OPENING = lazy_re(rf"</?{_NAME}")
# What may be a tag without quotation marks around signs of markup.
_SPLIT = lazy_re(r"(<[^<>\0]*>)")
# Up to this length tags are remembered.
_SHORT = 300
_NEXT_ATTRIBUTE = lazy_re(_ATTRIBUTE)

_TEMPLATE_HINT = lazy_re(r"\{[{%#]|<[%?]")
_TEMPLATE = (
    r"\{\{!--(?:(?!\{\{!--|--\}\}).)*+--\}\}"
    r"|\{\{\{(?:(?!\{\{|\}\}\}).)*+\}\}\}"
    r"|\{\{(?:(?!\{\{|\}\}).)*+\}\}"
    r"|\{%(?:(?!\{%|%\}).)*+%\}"
    r"|\{\#(?:(?!\{\#|\#\}).)*+\#\}"
    r"|<%(?:(?!<%|%>).)*+%>"
    r"|<\?(?:php\b|=)(?:(?!\?>).)*+(?:\?>|\Z)"
    r"|<\?(?!xml)(?:(?!<\?|\?>).)*+\?>"
)
# Handlebars' own, of which a part may be one of the others.
_ODD = lazy_re(r"\{\{!--|\{\{\{")
_IN_TITLE = lazy_re(_TEMPLATE, re.DOTALL | re.IGNORECASE)
# Comments, scripts and styles are skipped: braces in them are code, not templates.
_TEMPLATES = lazy_re(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<raw>script|style|title)(?=[{_SPACE}/>]).*?(?:</(?P=raw)(?=[{_SPACE}/>])|\Z)"
    rf"|{_TEMPLATE}",
    re.DOTALL | re.IGNORECASE,
)
_FILLED = lazy_re(r"\0+")
_MARKUP = lazy_re(r"[<\0]")
_COMMENT_END = lazy_re(r"--!?>")
# In XML, elements whose content is raw text in HTML can contain themselves, comments and CDATA. No
# alternative can run over the beginning of another, so that the time is linear.
_RAW_IN_XML = lazy_re(
    r"<!--(?:(?!--).)*+-->|<!\[CDATA\[(?:(?!<!\[CDATA\[|\]\]>).)*+\]\]>"
    rf"|<(?P<end>/?)(?P<name>{'|'.join(sorted(RAW_TEXT))})(?=[{_SPACE}/>])"
    r"""(?:[^"'<>/]|/(?!>)|"[^"<]*+"|'[^'<]*+')*+(?P<empty>/?)>""",
    re.DOTALL | re.IGNORECASE,
)
# The markup that changes the state inside a script.
_SCRIPT = lazy_re(rf"<!--|-->|<(/?)script(?=[{_SPACE}/>])", re.IGNORECASE)


class Kind(Enum):
    """The kind of a token. RAW is an entire element whose content is not markup (script, textarea).

    TEMPLATE is a run of template tags. OPAQUE is everything else: comments, declarations,
    processing instructions, CDATA, an incomplete tag at the end of the text.
    """

    TEXT = auto()
    START = auto()
    END = auto()
    RAW = auto()
    TEMPLATE = auto()
    OPAQUE = auto()


class Token(NamedTuple):
    """The token ``text[start:end]``; ``name`` is the name of the element in lower case."""

    kind: Kind
    start: int
    end: int
    name: str = ""


class Attribute(NamedTuple):
    """The attribute value ``text[start:end]``; ``quote`` is its quotation mark, "" if it has
    none.
    """

    start: int
    end: int
    quote: str


Attributes = dict[str, Attribute]
"""The attributes of a tag that have a value, by name in lower case. Of duplicates, the first
counts.
"""


def code_in(tags: str) -> Iterator[str]:
    """The template tags in some that are code: `<?php … ?>`, `<% … %>`."""
    return (tag[0] for tag in _IN_TITLE.finditer(tags) if tag[0][0] == "<")


def mask(text: str) -> str:
    """Replace template tags by NUL characters, except in comments, scripts and styles."""
    if not _TEMPLATE_HINT.search(text):
        return text

    def fill(match: re.Match[str]) -> str:
        return FILLER * len(match[0])

    def fill_or_skip(match: re.Match[str]) -> str:
        if (match["raw"] or "").lower() == "title":
            return _IN_TITLE.sub(fill, match[0])
        return match[0] if match["raw"] or match[0].startswith("<!--") else fill(match)

    return _TEMPLATES.sub(fill_or_skip, text)


def divisions(text: str) -> tuple[list[tuple[int, int]], int]:
    """The spans that are masked or skipped, and the offset up to which they are certain.

    After that offset, text that has not arrived yet may end a template tag, comment or script.
    """
    spans = [match.span() for match in _TEMPLATES.finditer(text)]
    uncertain = [start for start, end in spans[-1:] if end == len(text)]
    if _TEMPLATE_HINT.search(text):
        for pattern, where in ((_ODD, text), (_TEMPLATE_HINT, mask(text))):
            uncertain += [match.start() for match in pattern.finditer(where)][:1]
    return spans, min(uncertain, default=len(text))


def tokens(text: str, *, xml: bool = False) -> Iterator[Token]:
    """The tokens of a masked text, without gaps.

    With ``xml``, every element can end in its tag (`<script/>`), CDATA can be anywhere, and a raw
    element ends where it does in XML. A title is then an element like any other.
    """
    at = 0
    foreign = _Foreign()
    ends = _ends_in_xml(text) if xml else {}
    filled = FILLER in text
    while at < len(text):
        start = _next_markup(text, at, filled)
        while start >= 0 and (token := read_markup(text, start, foreign.inside, xml=xml)) is None:
            start = _next_markup(text, start + 1, filled)
        if start < 0:
            yield Token(Kind.TEXT, at, len(text))
            return
        if start > at:
            yield Token(Kind.TEXT, at, start)
        assert token is not None
        if token.kind is Kind.RAW:
            token = token._replace(end=ends.get(token.start, token.end))
        yield token
        at = token.end
        if foreign.any or token.name in _FOREIGN:
            foreign.read(text, token)
        if token.kind is Kind.START and token.name == "title" and not foreign.any and not xml:
            end = _raw_end(text, at, "title")
            yield from _character_data(text, at, end)
            at = end


def _next_markup(text: str, at: int, filled: bool) -> int:
    """The next offset in a text at which markup may begin, or -1; ``filled``: it has fillers."""
    if not filled:
        return text.find("<", at)
    found = _MARKUP.search(text, at)
    return found.start() if found else -1


def read_markup(text: str, at: int, foreign: bool = False, *, xml: bool = False) -> Token | None:
    """The token that begins at a ``<`` or filler; None if the character is text.

    ``foreign`` is True inside SVG or MathML, where no element is raw text; ``xml`` as for `tokens`.
    """
    if text[at] == FILLER:
        return Token(Kind.TEMPLATE, at, _FILLED.match(text, at).end())  # type: ignore[union-attr]
    short = text.find(">", at, at + _SHORT) + 1
    if short and (known := _short_tag(text[at:short])):
        return Token(known[0], at, short, known[1])
    tag = _TAG.match(text, at)
    if tag:
        name = tag[2].lower()
        if tag[1]:
            return Token(Kind.END, at, tag.end(), name)
        ended = xml and text[tag.end() - 2] == "/"
        if name in RAW_TEXT and not foreign and not ended:
            return Token(Kind.RAW, at, _element_end(text, tag.end(), name), name)
        return Token(Kind.START, at, tag.end(), name)
    following = text[at + 1 : at + 2]
    if following == "!":
        return Token(Kind.OPAQUE, at, _declaration_end(text, at, foreign or xml))
    if _OPENING.match(text, at):
        return Token(Kind.OPAQUE, at, len(text))  # A tag without an end.
    bogus = following == "?" or (following == "/" and text[at + 2 : at + 3] not in ("", FILLER))
    return Token(Kind.OPAQUE, at, _after(text, ">", at)) if bogus else None


@lru_cache(maxsize=4096)
def _short_tag(text: str) -> tuple[Kind, str] | None:
    """The kind and the name of a text that is a tag, whatever follows it; None for others.

    A sentence with its tags is read several times: when its file is, and for each edition.
    """
    tag = _TAG.fullmatch(text)
    if tag is None:
        return None
    name = tag[2].lower()
    if tag[1]:
        return Kind.END, name
    return None if name in RAW_TEXT else (Kind.START, name)


def is_tag(text: str) -> bool:
    """Whether a text is a start or an end tag, whatever follows it. False says nothing."""
    return len(text) <= _SHORT and _short_tag(text) is not None


def split_at_tags(text: str) -> list[str] | None:
    """The text around the tags and the tags of a masked text, in turn, beginning with text.

    None says nothing; a text that has other markup is never split.
    """
    parts = _SPLIT.split(text)
    if any("<" in one or FILLER in one for one in parts[::2]):
        return None
    return parts if all(map(is_tag, parts[1::2])) else None


def end_of_known(text: str, at: int, known: Container[str]) -> int:
    """The end of the tag at an offset in a masked text if it is one of some; else 0.

    0 says nothing.
    """
    end = text.find(">", at, at + _SHORT) + 1
    return end if end and text[at:end] in known and is_tag(text[at:end]) else 0


def attributes(text: str, tag: Token) -> tuple[Attributes, int]:
    """The attributes of a START or RAW token's tag in a masked text, and the end of the tag."""
    found: Attributes = {}
    at = tag.start + 1 + len(tag.name)
    while text[at] != ">" and (match := _NEXT_ATTRIBUTE.match(text, at)):
        at = match.end()
        group = match.lastindex or 1
        if group > 1:
            quote = {2: '"', 3: "'", 4: ""}[group]
            found.setdefault(match[1].lower(), Attribute(*match.span(group), quote))
    return found, text.index(">", at) + 1


def markup(text: str, start: int, end: int) -> Iterator[Token]:
    """The markup tokens of ``text[start:end]``, a part of a masked text, regardless of context."""
    at = start
    while found := _MARKUP.search(text, at, end):
        token = read_markup(text, found.start())
        at = found.end() if token is None else token.end
        if token is not None:
            yield token


_FOREIGN = ("svg", "math")


class _Foreign:
    """Tracks whether the next token is in SVG or MathML, and not in HTML inside them."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._names: Counter[str] = Counter()
        self.any = self.inside = False

    def read(self, text: str, token: Token) -> None:
        """Advance past a token: only those of SVG and MathML matter, and all inside them."""
        self._read(text, token)
        self.any = bool(self._open)
        self.inside = self.any and self._open[-1] in _FOREIGN

    def _read(self, text: str, token: Token) -> None:
        name = token.name
        if token.kind is Kind.START:
            inside = self.inside
            while inside and name in BREAKOUTS:
                self._names[self._open.pop()] -= 1
                inside = bool(self._open) and self._open[-1] in _FOREIGN
            opens = name in _FOREIGN or (inside and name in INTEGRATION_POINTS)
            if opens and text[token.end - 2] != "/":
                self._open.append(name)
                self._names[name] += 1
        elif token.kind is Kind.END and self._names[name]:
            closed = ""
            while closed != name:
                closed = self._open.pop()
                self._names[closed] -= 1


def _character_data(text: str, at: int, end: int) -> Iterator[Token]:
    """The tokens of a text in which only template tags are markup."""
    for template in _FILLED.finditer(text, at, end):
        if template.start() > at:
            yield Token(Kind.TEXT, at, template.start())
        at = template.end()
        yield Token(Kind.TEMPLATE, template.start(), at)
    if at < end:
        yield Token(Kind.TEXT, at, end)


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _declaration_end(text: str, at: int, foreign: bool) -> int:
    if text.startswith("<!--", at):
        for short in ("<!-->", "<!--->"):
            if text.startswith(short, at):
                return at + len(short)
        end = _COMMENT_END.search(text, at + 4)
        return end.end() if end else len(text)
    if foreign and text.startswith("<![CDATA[", at):
        return _after(text, "]]>", at)
    return _after(text, ">", at)


def _element_end(text: str, at: int, name: str) -> int:
    """The end of a raw element, including its end tag; ``at`` is the end of its start tag."""
    end = len(text) if name == "plaintext" else _raw_end(text, at, name)
    closing = _TAG.match(text, end)
    return closing.end() if closing else len(text)


def _ends_in_xml(text: str) -> dict[int, int]:
    """The ends of raw elements by their starts; elements without an end tag are left out."""
    ends: dict[int, int] = {}
    open_: list[tuple[str, int]] = []
    for match in _RAW_IN_XML.finditer(text):
        name = match["name"]
        if not name or match["empty"]:
            continue
        if not match["end"]:
            open_.append((name, match.start()))
        elif open_ and open_[-1][0] == name:
            ends[open_.pop()[1]] = match.end()
    return ends


def _raw_end(text: str, at: int, name: str) -> int:
    """The start of the end tag of a raw element."""
    if name != "script":
        found = _end_tag(name).search(text, at)
        return found.start() if found else len(text)
    escaped = doubly = False
    while match := _SCRIPT.search(text, at):
        at = match.end()
        if match[0] == "<!--":
            escaped = True
            at -= 2  # `<!-->` is a complete comment
        elif match[0] == "-->":
            escaped = doubly = False
        elif match[1] and not doubly:
            return match.start()
        elif escaped:
            doubly = not match[1]
    return len(text)


@lru_cache(maxsize=64)
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE)
