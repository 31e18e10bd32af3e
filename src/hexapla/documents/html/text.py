"""Character references and white space: convert HTML to the text of msgids and back.

In a msgid, references become characters. Exceptions are ``<``, ``>``, ``&`` and the no-break space,
always spelled ``&lt; &gt; &amp; &nbsp;``, and references to white space and control characters,
which are kept as they are. Names and numbers are resolved as the WHATWG HTML standard says
(13.2.5.72).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

from hexapla.documents.html.tokens import (
    FILLER,
    Kind,
    code_in,
    end_of_known,
    mask,
    read_markup,
    split_at_tags,
)
from hexapla.documents.inline import Role
from hexapla.documents.wrapping import LINE_ENDS, joint
from hexapla.lazy import lazy_re
from hexapla.numerals import unescape

__all__ = [
    "Run",
    "escape_attribute",
    "escape_inline",
    "has_words",
    "is_unchanged",
    "read_attribute",
    "read_text",
    "show_markup",
]

_REFERENCE = r"&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++)|[A-Za-z][A-Za-z0-9]*+);?"
# No code point has more digits, and Python refuses to parse thousands of them.
_LONGEST = 40
_REFERENCES = lazy_re(_REFERENCE)
_GAP = rf" *+[\t{LINE_ENDS}][ \t{LINE_ENDS}]*+| {{2,}}"
_CHANGING = lazy_re(rf"(?P<reference>{_REFERENCE})|{_GAP}")
_ANY_GAP = lazy_re(_GAP)
_LINE_END = lazy_re(rf"[{LINE_ENDS}]")
_KEPT = {ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", 0xA0: "&nbsp;"}
_RISKY = lazy_re(r"&(?:(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*+);)?|<")
_OPENER = lazy_re(rf"[<{FILLER}]")
# Bounded, so that `<a<a<a…` takes linear time.
_NAME = lazy_re(r"</?([A-Za-z][^ \t\n\f\r/>\0]{0,99})(?=[ \t\n\f\r/>\0])")


class Run(NamedTuple):
    """A span of text whose offsets advance together with those in the source.

    ``role`` is the role of a reference that is kept, None for words.
    """

    text: str
    start: int
    role: Role | None = None


def is_unchanged(source: str, start: int, end: int) -> bool:
    """Whether ``source[start:end]`` has no references, and no white space to collapse."""
    return _CHANGING.search(source, start, end) is None


def read_text(source: str, start: int, end: int) -> Iterator[Run]:
    """The text of ``source[start:end]``: references resolved, white space collapsed."""
    at = start
    for match in _CHANGING.finditer(source, start, end):
        if match.start() > at:
            yield Run(source[at : match.start()], at)
        at = match.end()
        if not match["reference"]:
            yield Run(_space(source, match), match.start())
            continue
        found = _character(match[0])
        stays = found.startswith("&") and found.endswith(";")
        spaced = stays and not _resolved(found).strip()
        role = Role.APART if spaced else Role.ALONE if stays else None
        yield Run(found, match.start(), role)
    if at < end:
        yield Run(source[at:end], at)


def read_attribute(value: str, quote: str) -> str:
    """The text of an attribute's value. References to ``quote``, unless that is "", are kept.

    A name without a semicolon is not a reference before ``=`` (``?a=1&copy=2``).
    """

    def character(match: re.Match[str]) -> str:
        if not match["reference"]:
            return _space(value, match)
        name = match[0][1:]
        following = value[match.end() : match.end() + 1]
        if not name.endswith(";") and name[0] != "#" and (name not in html5 or following == "="):
            return match[0]
        found = _character(match[0])
        return match[0] if quote and quote in found else found

    return _CHANGING.sub(character, value)


def show_markup(markup: str) -> str:
    """A piece of markup as shown in a msgid: on one line."""
    return _ANY_GAP.sub(" ", markup) if _LINE_END.search(markup) else markup


def has_words(text: str) -> bool:
    """Whether a masked text contains a letter, with references resolved."""
    if "&" in text:
        text = _REFERENCES.sub(lambda match: _resolved(match[0]), text)
    return any(map(str.isalpha, text))


def escape_attribute(text: str, quote: str) -> str:
    """Escape a text for an attribute; ``quote`` is what is before it. Template tags are kept.

    To Pandoc and others a tag ends at a ``>`` in quotation marks.
    """
    reference = {'"': "&quot;", "'": "&#39;"}.get(quote, quote)
    masked = mask(text)
    out: list[str] = []
    at = 0
    for found in re.finditer(f"{FILLER}+", masked):
        out += (
            _escape_value(text[at : found.start()]).replace(quote, reference),
            text[slice(*found.span())],
        )
        at = found.end()
    return "".join([*out, _escape_value(text[at:]).replace(quote, reference)])


def escape_inline(text: str, known: Collection[str]) -> str:
    """A translation as HTML: markup that the source has is kept, everything else is escaped.

    ``known`` is the source's markup. Other tags of the same elements, template tags that are no
    code, and character references are also kept.
    """
    masked = mask(text)
    parts = split_at_tags(masked) if masked == text else None
    if parts is not None and all(tag in known for tag in parts[1::2]):
        parts[::2] = map(_escape, parts[::2])
        return "".join(parts)
    return _with_known(text, masked, known)


def _with_known(text: str, masked: str, known: Collection[str]) -> str:
    """The same for a text of which each piece of markup must be looked at."""
    names = _names(frozenset(known))
    out: list[str] = []
    at = copied = 0
    unended = False  # Whether a comment has begun that doesn't end.
    while found := _OPENER.search(masked, at):
        start, at = found.start(), found.end()
        if end := end_of_known(masked, start, known):
            out += (_escape(text[copied:start]), text[start:end])
            at = copied = end
            continue
        name = _NAME.match(masked, start)
        if masked[start] == "<" and (name[1].lower() if name else "") not in names:
            continue
        if unended and masked.startswith("<!", start):
            continue
        token = read_markup(masked, start)
        if token is None:
            continue
        shown = text[start : token.end]
        kept = token.kind in (Kind.START, Kind.END) or shown in known
        if token.kind is Kind.TEMPLATE:
            kept = all(any(tag in one for one in known) for tag in code_in(shown))
            at = token.end
        if not kept and token.end == len(text):  # Without an end, it is text.
            if not masked.startswith("<!", start):
                break
            unended = True
            continue
        if kept:
            out += (_escape(text[copied:start]), shown)
            at = copied = token.end
    return "".join([*out, _escape(text[copied:])])


@lru_cache(maxsize=256)
def _names(markup: frozenset[str]) -> frozenset[str]:
    """The element names of some tags, and "" for other markup."""
    found = map(_NAME.match, markup)
    return frozenset(name[1].lower() if name else "" for name in found)


def _escape_value(text: str) -> str:
    return _escape(text).replace(">", "&gt;")


def _escape(text: str) -> str:
    """Escape accidental markup in a text; references are kept."""
    if "&" not in text and "<" not in text:
        return text

    def escaped(match: re.Match[str]) -> str:
        if match[0] == "<":
            return "&lt;"
        name = match[1]
        known = name and (name[0] == "#" or f"{name};" in html5)
        return match[0] if known else "&amp;" + match[0][1:]

    return _RISKY.sub(escaped, text)


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    """The spelling of a reference in a msgid."""
    found = _resolved(reference)
    if found == reference:
        return found
    if any(map(_is_kept, found)):
        return reference.removesuffix(";") + ";"
    return found.translate(_KEPT)


def _resolved(reference: str) -> str:
    too_long = reference[1] == "#" and len(reference) > _LONGEST
    return "\ufffd" if too_long else unescape(reference)


def _is_kept(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cn", "Cs", "Zl", "Zp") or char in " \ufffd"


def _space(source: str, gap: re.Match[str]) -> str:
    """What replaces white space: nothing for a line end between ideographs, else a space."""
    if not _LINE_END.search(gap[0]) or not gap.start() or gap.end() == len(source):
        return " "
    return joint(source[gap.start() - 1], source[gap.end()])
