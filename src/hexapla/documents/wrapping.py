"""Lines of plain text: white space, display width, joining wrapped lines and rewrapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from hexapla.lazy import lazy_re

__all__ = [
    "EDGES",
    "LINE_ENDS",
    "breakable",
    "collapse",
    "display_width",
    "first_word",
    "joint",
    "one_line",
    "text_before",
    "wrap",
]

LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Every character at which ``str.splitlines`` cuts. A msgid contains none of them."""

# How far before an offset the beginning of its line is looked for.
_FAR = 2_000
EDGES = "".join(
    char
    for char in map(chr, (*range(0x3100), 0xFEFF))
    if char.isspace() or char == "\ufeff" or unicodedata.category(char) == "Cc"
)
"""Characters that are layout at either end of a text: spaces of any kind, controls, a BOM."""

# Scripts without spaces between words, by Unicode block: Thai, Lao, Tibetan, Myanmar, Khmer, and
# the ideographic ones with their punctuation, full-width forms and variation selectors.
_IDEOGRAPHIC = (
    "\u2e80-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSPACED = lazy_re(f"[{_IDEOGRAPHIC}{_VARIATIONS}\u0e00-\u109f\u1780-\u17ff]")
_BREAKABLE = lazy_re(f"[{_IDEOGRAPHIC}]")
_WIDE_PUNCTUATION = lazy_re(
    "[\\u3001-\\u3003\\u3008-\\u301f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65]"
)

# JIS X 4051: characters that must not begin a line (closing marks, small kana) or end one.
_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー）〕］｝〉》」』】〙〗〟｠｡｣､･％…‥’”»"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NOT_LAST = frozenset("（〔［｛〈《「『【〘〖〝｟｢￥＄‘“«")

_GAP = lazy_re(f"[ \t{LINE_ENDS}]{{2,}}|[\t{LINE_ENDS}]")
_WORD_END = lazy_re("[ \t]")
_ANY_LINE_END = lazy_re(f"[{LINE_ENDS}]")


def collapse(text: str) -> str:
    """Put a text on one line: each run of spaces, tabs and line ends becomes one space.

    Runs at the ends of the text are removed, as is a line end between two characters of a script
    without spaces. Other spaces (NBSP, U+202F, U+3000) are kept.
    """
    text = text.strip(" \t" + LINE_ENDS)

    def single(gap: re.Match[str]) -> str:
        broken = gap[0].strip(" \t")
        return joint(text[gap.start() - 1], text[gap.end()]) if broken else " "

    return _GAP.sub(single, text)


def text_before(text: str, at: int) -> str:
    """The text before an offset on its line, or the end of that if it is very long.

    Looking at all of it would take quadratic time, if much is on one line.
    """
    near = max(0, at - _FAR)
    found = max(text.rfind("\n", near, at), text.rfind("\r", near, at))
    return text[near if found < 0 else found + 1 : at]


def one_line(text: str) -> str:
    """The text, collapsed if it has more than one line."""
    return collapse(text) if _ANY_LINE_END.search(text) else text


def joint(before: str, after: str) -> str:
    """What replaces a line end between two characters: a space or nothing.

    Nothing if both belong to scripts written without spaces, or if one is full-width punctuation
    (as in CSS Text 4, "segment break transformation rules").
    """
    if before.isascii() and after.isascii():
        return " "
    if _WIDE_PUNCTUATION.match(before) or _WIDE_PUNCTUATION.match(after):
        return ""
    return "" if _UNSPACED.match(before) and _UNSPACED.match(after) else " "


def display_width(text: str) -> int:
    """The width of a text in columns: wide characters are 2, combining and format characters 0."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


@lru_cache(maxsize=65536)
def _char_width(char: str) -> int:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if category == "Cn":  # for which Python 3.11 and 3.12 give different widths
        return 1
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def breakable(text: str) -> bool:
    """Whether a text can be broken into lines."""
    return " " in text or "\t" in text or bool(_BREAKABLE.search(text))


def first_word(text: str) -> str:
    """The characters at the start of a line that a wrapper can't break."""
    return next(_unbroken(_WORD_END.split(text, maxsplit=1)[0]), "")


def wrap(text: str, width: int, *, first: int = 0, hang: str = "") -> list[str]:
    """Break a text into lines of at most ``width`` columns.

    Lines break at spaces, and between ideographs if the line breaking rules of Japanese and Chinese
    allow it. A word that is too long gets its own line. ``first`` is the column where the first
    line starts; all other lines are prefixed with ``hang``.
    """
    lines: list[str] = []
    line: list[str] = []
    column = first
    for gap, piece in _pieces(text):
        size = display_width(piece)
        if line and column + len(gap) + size > width:
            lines.append("".join(line))
            line = [hang, piece]
            column = display_width(hang.expandtabs()) + size
        else:
            gap = gap if line else ""
            line += [gap, piece]
            column += len(gap) + size
    return [*lines, "".join(line)]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The unbreakable pieces of a text, each with the space before it, if any."""
    for word in text.split(" "):
        gap = " "
        for piece in _unbroken(word):
            yield gap, piece
            gap = ""


def _unbroken(word: str) -> Iterator[str]:
    start = 0
    if not word.isascii():
        for at in range(1, len(word)):
            if _may_break(word[at - 1], word[at]):
                yield word[start:at]
                start = at
    if word:
        yield word[start:]


@lru_cache(maxsize=65536)
def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters without a space; `joint` undoes it."""
    return (
        joint(before, after) == ""
        and bool(_BREAKABLE.match(before) or _BREAKABLE.match(after))
        and before not in _NOT_LAST
        and after not in _NOT_FIRST
        and _char_width(after) > 0
    )
