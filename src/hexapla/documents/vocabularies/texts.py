"""Character data: from XML to the text of msgids and back.

In a msgid, references are characters. Exceptions are ``<``, ``>``, ``&`` and the no-break space,
always spelled ``&lt; &gt; &amp; &nbsp;``, as in HTML, references to white space and control
characters, and references to entities: nothing is known about their text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.entities import name2codepoint
from typing import NamedTuple

from hexapla.documents.inline import Role
from hexapla.documents.vocabularies.rules import Notation
from hexapla.documents.wrapping import LINE_ENDS, joint
from hexapla.lazy import lazy_re

__all__ = [
    "PLACEHOLDER",
    "Run",
    "entities_in",
    "escaped",
    "has_words",
    "is_reference",
    "plain",
    "raw",
    "raw_tag",
    "read_text",
    "with_escapes",
]

_NAME = r"[A-Za-z_:][\w:.-]*"
_REFERENCE = rf"&(?:#[0-9]{{1,8}}|#x[0-9A-Fa-f]{{1,7}}|{_NAME});"
_GAP = rf"[ \t{LINE_ENDS}]*[\t{LINE_ENDS}][ \t{LINE_ENDS}]*| {{2,}}"
# An escaped tag, for programs that read the text as HTML.
_TAG = r"&lt;/?[A-Za-z][^<>&]*(?:&gt;|>)"
_PLAIN = rf"(?P<tag>{_TAG})|(?P<reference>{_REFERENCE})|(?P<gap>{_GAP})"
_RAW = rf"(?P<tag></?[A-Za-z][^<>]*>)|(?P<sign>[<>&])|(?P<gap>{_GAP})"
# What Android reads in a text: escapes, quotation marks around what keeps its spaces, placeholders.
PLACEHOLDER = r"%(?:[0-9]++\$)?[-#+0,(]*+[0-9]*+(?:\.[0-9]++)?[A-Za-z%]"
"""A placeholder for a value, as in C and Java."""
_ESCAPES = rf"|(?P<escape>\\(?:u[0-9A-Fa-f]{{4}}|.))|(?P<quote>\")|(?P<value>{PLACEHOLDER})"
_PATTERNS = {
    (Notation.XML, False): lazy_re(_PLAIN),
    (Notation.XML, True): lazy_re(_RAW),
    (Notation.ANDROID, False): lazy_re(_PLAIN + _ESCAPES),
    (Notation.ANDROID, True): lazy_re(_RAW + _ESCAPES),
}
_TO_ESCAPE = lazy_re(r"\\(?:[nt'\"\\@?]|u[0-9A-Fa-f]{4})|[\\'\"]")
_REFERENCES = lazy_re(_REFERENCE)
_NAMES = lazy_re(rf"&({_NAME});")
# What contains no references.
_UNREAD = lazy_re(r"<(?:!\[CDATA\[(?s:.*?)\]\]>|!--(?s:.*?)-->|\?(?s:.*?)\?>)")
_LINE_END = lazy_re(f"[{LINE_ENDS}]")
_SIGN = lazy_re(rf"{_REFERENCE}|[&<]")
_RESOURCE = lazy_re(r"[@?][\w+:.*]+/[\w.]+")
_FORBIDDEN = lazy_re("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_XML = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_KEPT = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\xa0": "&nbsp;"}
# Names for Latin letters and punctuation marks, which are the same in HTML and in DocBook.
_KNOWN = {
    name: chr(code)
    for name, code in name2codepoint.items()
    if 0xA0 <= code <= 0x17F or 0x2002 <= code <= 0x20AC or name == "trade"
}


class Run(NamedTuple):
    """A span of text whose offsets advance together with those in the source.

    ``role`` is the role of markup, None for words. ``line`` is True for the end of a line.
    """

    text: str
    start: int
    role: Role | None = None
    line: bool = False


def read_text(
    source: str,
    span: tuple[int, int],
    declared: frozenset[str],
    notation: Notation = Notation.XML,
    *,
    cdata: bool = False,
    preserve: bool = False,
) -> Iterator[Run]:
    """The text of a span of the source: characters, or with ``cdata`` the content of a section.

    ``declared`` are the entities that the file declares. White space is collapsed, unless
    ``preserve`` is True.
    """
    at, end = span
    for match in _PATTERNS[notation, cdata].finditer(source, at, end):
        if match.start() > at:
            yield Run(source[at : match.start()], at)
        at = match.end()
        if match.lastgroup == "gap":
            yield Run(match[0] if preserve else _space(source, match), match.start())
        else:
            yield _read(match, declared)
    if at < end:
        yield Run(source[at:end], at)


def _read(match: re.Match[str], declared: frozenset[str]) -> Run:
    """What is neither words nor white space."""
    found, start = match[0], match.start()
    if match.lastgroup == "reference":
        return _reference(found, start, declared)
    if match.lastgroup == "sign":
        return Run(_KEPT[found], start, Role.ALONE)
    if match.lastgroup == "quote":
        return Run("", start)
    if match.lastgroup == "escape":
        return _escape(found, start)
    return Run(found, start, Role.ALONE)


def _reference(found: str, start: int, declared: frozenset[str]) -> Run:
    character = _character(found, declared)
    if character is None:
        return Run(found, start, Role.ALONE)
    if character in _KEPT:
        return Run(_KEPT[character], start, Role.ALONE)
    return Run(character, start) if _is_shown(character) else _unseen(found, start, character)


def _escape(found: str, start: int) -> Run:
    """An escape of Android."""
    if found[1] == "n":
        return Run(found, start, Role.APART, line=True)
    if found[1] in "'\"@?":
        return Run(found[1], start)
    character = chr(int(found[2:], 16)) if len(found) == 6 else ""
    if character in _KEPT:
        return Run(_KEPT[character], start, Role.ALONE)
    shown = bool(character) and _is_shown(character)
    return Run(character, start) if shown else _unseen(found, start, character or found[1:])


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cn", "Cs", "Zl", "Zp", "Zs")


def _unseen(found: str, start: int, character: str) -> Run:
    """A notation for white space or a control character, which is kept."""
    space = character.isspace() or found == "\\t"
    return Run(found, start, Role.APART if space else Role.ALONE)


def _character(reference: str, declared: frozenset[str] = frozenset()) -> str | None:
    """The character that a reference stands for, None for an entity of the file's own."""
    name = reference[1:-1]
    if name[0] == "#":
        number = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        return chr(number) if number < 0x110000 else None
    return _XML.get(name) or (None if name in declared else _KNOWN.get(name))


def _space(source: str, gap: re.Match[str]) -> str:
    """What replaces white space: nothing for a line end between ideographs, else a space."""
    if not _LINE_END.search(gap[0]) or not gap.start() or gap.end() == len(source):
        return " "
    return joint(source[gap.start() - 1], source[gap.end()])


def plain(text: str) -> str:
    """The characters of a text in XML, without references to entities."""
    if "&" not in text:
        return text
    return _REFERENCES.sub(lambda found: _character(found[0]) or "", text)


def entities_in(text: str) -> frozenset[str]:
    """The names of the entities that a text in XML refers to, with those of XML left out."""
    names = _NAMES.findall(_UNREAD.sub("", text))
    return frozenset(name for name in names if name not in _XML)


def has_words(text: str) -> bool:
    """Whether a text in XML has a letter, with references resolved."""
    return any(map(str.isalpha, plain(text)))


def escaped(text: str, entities: frozenset[str]) -> str:
    """A translation as character data, apart from "]]>".

    References to ``entities`` are kept, others resolved.
    """

    def written(found: re.Match[str]) -> str:
        sign = found[0]
        if len(sign) == 1:
            return {"&": "&amp;", "<": "&lt;"}[sign]
        name = sign[1:-1]
        if name in _XML or name in entities:
            return sign
        character = _character(sign)
        if character is None or _FORBIDDEN.search(character):
            return f"&amp;{name};" if name[0] != "#" else ""
        return sign if name[0] == "#" else f"&#{ord(character)};" if name == "nbsp" else character

    return _FORBIDDEN.sub("", _SIGN.sub(written, text))


def raw(text: str) -> str:
    """A translation as the content of a section of CDATA, apart from "]]>"."""
    return raw_tag(_REFERENCES.sub(lambda found: _character(found[0]) or found[0], text))


def raw_tag(text: str) -> str:
    """A tag of a translation, also one that is none, as the content of a section of CDATA."""
    return _FORBIDDEN.sub("", text)


def with_escapes(text: str) -> str:
    """Character data with the escapes that Android needs."""

    def escaped_sign(found: re.Match[str]) -> str:
        return found[0] if len(found[0]) > 1 else "\\" + found[0]

    return _TO_ESCAPE.sub(escaped_sign, text)


def is_reference(text: str) -> bool:
    """Whether a text of Android is a reference to another resource."""
    return _RESOURCE.fullmatch(text) is not None
