"""Everything in a text that isn't words: tags, URLs, email addresses, code, placeholders,
entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hexapla import literals
from hexapla.lazy import lazy_re, lazy_regex

__all__ = [
    "EMAIL",
    "ENTITY",
    "MESSAGE_PLACEHOLDER",
    "PLACEHOLDER",
    "URL",
    "Word",
    "as_spaces",
    "blank_out",
    "blanked",
    "has_digit",
    "is_pod",
    "words",
]

URL = lazy_re(literals.ADDRESS, re.IGNORECASE)
EMAIL = lazy_re(literals.MAIL)
ENTITY = lazy_re(literals.REFERENCE)
PLACEHOLDER = lazy_re(literals.PLACEHOLDER)
MESSAGE_PLACEHOLDER = lazy_re(literals.MESSAGE_PLACEHOLDER)
_ACCELERATOR = lazy_re(r"(?<![\w&~_])[&~_](?=\w)(?!\w*[&~_;])")
_WORD = lazy_regex(r"\p{L}[\p{L}\p{M}\u200c\u200d]*(?:[’'\-‐‑·][\p{L}\p{M}]+)*")
_ASCII_WORD = lazy_re(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
# The literals and roles of reStructuredText and AsciiDoc, and code between backticks; not the text
# of a link (`text <address>`_), and not a quotation (`text').
_LITERAL = lazy_re(
    rf"``[^`\n]{{1,400}}``|{literals.ROLE}`[^`]{{1,400}}`"
    r"|(?<![`\w])`[^`'\n]{1,200}`(?![`_\w])"
)
# POD's formatting codes, also those of manual pages in po4a: B<bold>.
_POD = lazy_re(r"(?<![^\W_])[BCEFILSXZ]<(?=[^<>]{1,400}>)")
_POD_MARKS = lazy_re(_POD.pattern + r"|(?<=[^\s<>/-])>")
_CODE_ELEMENTS = lazy_re(
    r"<(code|kbd|samp|var|tt|cmd|file|input|output|sys|literal|filename|command|option|userinput"
    r"|computeroutput|screen|programlisting|envar|varname|function|replaceable|constant|keycap|key"
    r"|parameter|systemitem|prompt|email|structfield|type|classname|methodname|symbol|property"
    r"|arg|synopsis|indexterm)\b[^<>]{0,300}>[^<>]{0,2000}</\1>",
    re.IGNORECASE,
)
_DIGIT = lazy_re(r"\d")


class Word(NamedTuple):
    """A word and its position."""

    text: str
    start: int
    end: int


def blank_out(
    text: str, spans: Sequence[tuple[int, int]], *, markup: bool, literal: bool, message: bool
) -> str:
    """The text with everything that isn't words replaced by spaces, so that offsets stay the same.

    ``spans`` are those of markup. ``markup`` removes tags and entities, ``literal`` the code of
    other plain-text markup, ``message`` the placeholders and accelerators that only a program's
    message has.
    """
    text = blanked(text, spans)
    if "://" in text or "www." in text or ":" in text:
        text = URL.sub(as_spaces, text)
    if "@" in text:
        text = EMAIL.sub(as_spaces, text)
    if literal:
        text = _without_literals(text)
    if markup and "<" in text:
        text = literals.TAG.sub(as_spaces, _CODE_ELEMENTS.sub(as_spaces, text))
    if markup and "&" in text:
        text = ENTITY.sub(as_spaces, text)
    if any(mark in text for mark in "%{$_@"):
        text = PLACEHOLDER.sub(as_spaces, text)
    if message:
        text = _ACCELERATOR.sub(as_spaces, MESSAGE_PLACEHOLDER.sub(as_spaces, text))
    return text


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of some spans, which are in order."""
    out: list[str] = []
    at = 0
    for start, end in spans:
        if end > at:
            start = max(start, at)
            out += (text[at:start], " " * (end - start))
            at = end
    return "".join([*out, text[at:]]) if out else text


def _without_literals(text: str) -> str:
    """A text without the literals of other plain-text markup."""
    if "`" in text:
        text = _LITERAL.sub(as_spaces, text)
    return _POD_MARKS.sub(as_spaces, text) if is_pod(text) else text


def is_pod(text: str) -> bool:
    """Whether a text has formatting codes of POD, so that what looks like a tag isn't one."""
    return "<" in text and "</" not in text and bool(_POD.search(text))


def words(text: str) -> list[Word]:
    """The words of a text: letters, with apostrophes and hyphens inside."""
    pattern = _ASCII_WORD if text.isascii() else _WORD  # the same words, in half of the time
    return [Word(match[0], match.start(), match.end()) for match in pattern.finditer(text)]


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return _DIGIT.search(text) is not None


def as_spaces(match: re.Match[str]) -> str:
    """As many spaces as the match has characters, for `re.sub`."""
    return " " * len(match[0])
