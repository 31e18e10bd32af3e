"""Everything in a text that isn't words: tags, URLs, email addresses, code, placeholders,
entities.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hexapla.lazy import lazy_re, lazy_regex

__all__ = [
    "BBCODE",
    "CODE",
    "DESTINATION",
    "EMAIL",
    "ENTITY",
    "FOOTNOTE",
    "MESSAGE_PLACEHOLDER",
    "PLACEHOLDER",
    "TAG",
    "URL",
    "Word",
    "as_spaces",
    "blank_out",
    "has_digit",
    "is_pod",
    "words",
]

# Every quantifier is bounded, or its class excludes what ends it: matching takes linear time.
TAG = lazy_re(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{0,60}|\d{1,3}(?=/?>))"
    r"(?P<attributes>(?:\s[^<>]{0,2000})?)(?P<empty>/?)>|<!--.{0,4000}?-->",
    re.DOTALL,
)
URL = lazy_re(
    # Without the punctuation, kana, ideographs, syllables and Thai letters that may follow without
    # a space.
    r"(?:(?:https?|ftps?|file|ssh|git|magnet|tel)://|\bwww\.[a-z0-9-]+\.)"
    r"[^\s<>\"'«»“”„‘’`{}|\\^\[\]（）\u0e00-\u0e7f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]+"
    r"|(?:mailto:|tel:)[^\s<>\"'«»“”]+",
    re.IGNORECASE,
)
EMAIL = lazy_re(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
ENTITY = lazy_re(r"&(?:[A-Za-z][A-Za-z0-9._-]{1,40}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
CODE = lazy_re(r"(?<!`)(`{1,8})(?!`)([^`].{0,2000}?)?(?<!`)\1(?!`)", re.DOTALL)
# The destination of a Markdown link, with its title, or a reference. An autolink is a TAG or URL.
DESTINATION = lazy_re(
    r"\]\(\s*(?P<to><[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"
    r"(?:\s+(?P<title>\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
FOOTNOTE = lazy_re(r"\[\^[^\]\s]{1,100}\]")
BBCODE = lazy_re(r"\[(/?)([A-Za-z*]{1,12})(=?)(?:(?<==)[^\[\]\n]{0,200})?\](?![(\[])")
PLACEHOLDER = lazy_re(
    r"%\([\w. -]{1,60}\)[#0\- +]{0,5}[\d.*]{0,8}[diouxXeEfFgGcrsa]"  # Python, named
    r"|%\d{1,2}\$[-+#0 ]{0,5}\d{0,4}(?:\.\d{1,3})?(?:hh|h|ll|l|L|z|q)?[A-Za-z@]"  # C, numbered
    r"|%%[A-Za-z_]\w{0,40}%%"
    r"|(?<![\d%])%[A-Za-z_]\w{1,40}%"  # Twig, Windows
    r"|(?<![\d%])%[-+#0]{0,5}\d{0,4}(?:\.(?:\d{1,3}|\*))?(?:hh|h|ll|l|L|z|j|t|q)?"
    r"[diouxXeEfFgGaAcspn@](?![A-Za-z])"  # C
    r"|\{%[^{}]{1,200}%\}|<%[^%<>]{1,200}%>"
    r"|[$#%]?\{\{\{?[^{}\n]{1,200}\}?\}\}"
    r"|[$#%@]?\{\s?[A-Za-z_]?[\w.\[\]-]{0,60}(?:![rsa])?(?::[^{}\s]{0,40})?\s?\}"
    r"|(?<!\w)@[A-Z][A-Z0-9_]{1,40}@|\$\([\w.]{1,40}\)"
    r"|\$t\([^()\s]{1,60}\)"
    r"|(?<![\w$])__[A-Z][A-Z0-9_]{1,40}__(?!\w)"
    r"|(?<![\w$])\$[a-zA-Z_]\w{0,40}\$?(?!\w)",
    re.ASCII,  # in scripts without spaces, other letters may be adjacent
)
# Also placeholders in a program's message; in an article these are percentages, links and hashtags.
MESSAGE_PLACEHOLDER = lazy_re(
    r"(?<![\d%])%L?\d{1,2}(?!\d)(?![%$])"  # Qt, KDE
    r"|(?<![\d%])%(?=[A-Z0-9]{0,40}[A-Z_])[A-Z_][A-Z0-9_]{1,40}(?![%\w])"
    r"|\[\[(?! )[\w. |-]{1,60}(?<! )\]\]|\$\[[\w.]{1,40}\]|(?<!\w)#[A-Z][A-Z0-9_]{1,40}#",
    re.ASCII,
)
_ACCELERATOR = lazy_re(r"(?<![\w&~_])[&~_](?=\w)(?!\w*[&~_;])")
_WORD = lazy_regex(r"\p{L}[\p{L}\p{M}\u200c\u200d]*(?:[’'\-‐‑·][\p{L}\p{M}]+)*")
# The literals and roles of reStructuredText and AsciiDoc, and code between backticks; not the text
# of a link (`text <address>`_), and not a quotation (`text').
_LITERAL = lazy_re(
    r"``[^`\n]{1,400}``|:[a-zA-Z][\w:+.-]{0,40}:`[^`]{1,400}`"
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
_ESCAPE = lazy_re(r"\\[\\`*_{}\[\]()#+.!<>~|&\"'-]")
_DIGIT = lazy_re(r"\d")
_EMPHASIS = lazy_re(r"[*_~]{1,3}|!(?=\[)")


class Word(NamedTuple):
    """A word and its position."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def blank_out(text: str, *, markup: bool, markdown: bool, message: bool) -> str:
    """The text with everything that isn't words replaced by spaces, so that offsets stay the same.

    ``markup`` removes tags and entities, ``markdown`` its syntax, ``message`` the placeholders and
    accelerators that only a program's message has.
    """
    if "://" in text or "www." in text or ":" in text:
        text = URL.sub(as_spaces, text)
    if "@" in text:
        text = EMAIL.sub(as_spaces, text)
    if markdown:
        for pattern in (CODE, FOOTNOTE, DESTINATION, _ESCAPE):
            text = pattern.sub(as_spaces, text)
    else:
        text = _without_literals(text)
    if markup and "<" in text:
        text = TAG.sub(as_spaces, _CODE_ELEMENTS.sub(as_spaces, text))
    if markup and "&" in text:
        text = ENTITY.sub(as_spaces, text)
    if any(mark in text for mark in "%{$_@"):
        text = PLACEHOLDER.sub(as_spaces, text)
    if message:
        text = _ACCELERATOR.sub(as_spaces, MESSAGE_PLACEHOLDER.sub(as_spaces, text))
    return _EMPHASIS.sub(as_spaces, text) if markdown else text


def _without_literals(text: str) -> str:
    """A text that isn't Markdown without the literals of other plain-text markup."""
    if "`" in text:
        text = _LITERAL.sub(as_spaces, text)
    return _POD_MARKS.sub(as_spaces, text) if is_pod(text) else text


def is_pod(text: str) -> bool:
    """Whether a text has formatting codes of POD, so that what looks like a tag isn't one."""
    return "<" in text and "</" not in text and bool(_POD.search(text))


def words(text: str) -> list[Word]:
    """The words of a text: letters, with apostrophes and hyphens inside."""
    return [Word(match[0], *match.span()) for match in _WORD.finditer(text)]


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return _DIGIT.search(text) is not None


def as_spaces(match: re.Match[str]) -> str:
    """As many spaces as the match has characters, for `re.sub`."""
    return " " * len(match[0])
