"""What is seen before any sentence: atoms that are masked, lists, blank lines and datelines.

Every function takes the whole text once, in time linear in its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

__all__ = ["CONTENT", "SILENT", "dateline_end", "forced_breaks", "mask"]

# Stand in for an atom, character by character, so that offsets stay: one for markup that is
# nothing by itself (a tag), one for what counts as a word (code). Noncharacters of Unicode, which
# are never text; where a text holds one all the same, it is read as such an atom.
SILENT = "\ufdd0"
CONTENT = "\ufdd1"

_CODE = regex.compile(r"(?<![\w`])(`{1,3})(?![\s`])([^`]{1,200})(?<![\s.!?])\1(?![\w`])")

_BULLETS = "•⁃◦▪‣●"
_BLANK_LINE = regex.compile(r"\n[ \t\r\f\v]*+\n\s*+|\u2029\s*+")
_BULLET = regex.compile(rf"(?<=\s)[{_BULLETS}](?=\s?\w)")
_BULLET_LINE = regex.compile(rf"(?<=\n[ \t]{{0,8}})[{_BULLETS}](?=\s?\w)")

# `1.` `1)` `1.)` `(1)` `a)` `(iv)`; capitals only in brackets or before one, because `A. Smith`.
_MARKER = regex.compile(
    r"(?<!\S)(?P<open>\(?)(?:(?P<number>\d{1,3})|(?P<letter>[ivx]{1,5}|\p{Ll})|(?P<capital>\p{Lu}))"
    r"(?P<close>\.\)|\)|(?<!\p{Lu})\.)\s"
)
_FIRST_MARKER = regex.compile(r"(?:\A|[.!?]\s{1,3}|\n\s{0,8})\(?(?:1|a|A|i)(?:\.\)|\)|\.)\s")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()

# MOSCOW, October 13. /TASS/.   KYIV. Oct 13 (Interfax-Ukraine)   Москва. 13 октября. INTERFAX.RU -
_DATELINE = regex.compile(
    r"\s*+(?:\p{Lu}{2}[\p{Lu}\s,.'’/-]{0,60}|\p{Lu}[\p{L}\s'’-]{1,40})[.,]\s"
    r"[\p{L}\p{M}\d\s.,]{1,30}?"
    r"(?:(?<=[.,]\s|\d\s|\p{L}\s)(?:\([\p{Lu}«\"][^()]{1,40}\)|/[\p{L}\s.-]{2,40}/|"
    r"\p{Lu}{3}[\p{Lu}.\s-]{0,30}(?=\s[-–—]\s)))"
)


def mask(text: str, atoms: Sequence[tuple[int, int]]) -> str:
    """The text with every atom, and every code span in back-quotes, blotted out in place.

    Atoms are half-open spans of code points in any order; they may overlap, and what lies outside
    the text is ignored.
    """
    spans = [(max(start, 0), min(end, len(text))) for start, end in atoms]
    if "`" in text:
        spans += [match.span() for match in _CODE.finditer(text)]
    if not spans:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        start = max(start, done)
        if start < end:
            pieces += (text[done:start], _stand_in(text[start:end]) * (end - start))
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _stand_in(atom: str) -> str:
    tag = atom[0] == "<" and atom[-1] == ">"
    tail_of_link = atom.startswith("](")
    return SILENT if tag or tail_of_link or not any(map(str.isalnum, atom)) else CONTENT


def forced_breaks(text: str, ordinals: int) -> Iterator[tuple[int, str]]:
    """Offsets where a new segment begins whatever the sentences say, each with its rule, in order.

    Where ``ordinals`` is not 0, a number with a full stop is an ordinal in this language: then `2.` in
    running text is no list item.
    """
    found: dict[int, str] = {}
    for match in _BLANK_LINE.finditer(text):
        found[match.end()] = "blank line"
    bullets = _BULLET if text.lstrip()[:1] in tuple(_BULLETS) else _BULLET_LINE
    for match in bullets.finditer(text):
        found[match.start()] = "list item"
    for offset in _enumerated(text, ordinals):
        found[offset] = "list item"
    return iter(sorted(found.items()))


def _enumerated(text: str, ordinals: int) -> list[int]:
    """Where the items of lists inside the text begin: `1) … 2) …`, counted from the first one.

    A list begins at the start of the text, of a line or of a sentence, and has two items at least.
    """
    found: list[int] = []
    first = _FIRST_MARKER.search(text)
    if first is None:
        return found
    style, count, start = "", 0, 0
    for match in _MARKER.finditer(text, max(first.start() - 1, 0)):
        this = _style(match)
        if ordinals and this == "1.":
            continue
        if count and this[1:] == style[1:] and _is_number(match, this, style, count + 1):
            found += [start, match.start()] if count == 1 else [match.start()]
            style, count = style if count > 1 else this, count + 1
        elif _is_number(match, this, this, 1) and _begins(text, match.start()):
            style, count, start = this, 1, match.start()
    return found


def _style(match: regex.Match[str]) -> str:
    kind = "1" if match["number"] else "a" if match["letter"] else "A"
    return kind + match["open"] + match["close"]


def _is_number(match: regex.Match[str], this: str, style: str, wanted: int) -> bool:
    if this[0] != style[0]:
        return False
    if match["number"]:
        return int(match["number"]) == wanted
    value = match["letter"] or match["capital"]
    roman = wanted <= len(_ROMAN) and value == _ROMAN[wanted - 1]
    return roman or (len(value) == 1 and ord(value) - ord("a" if match["letter"] else "A") == wanted - 1)


def _begins(text: str, offset: int) -> bool:
    before = text[max(offset - 9, 0) : offset]
    return not before.strip() or "\n" in before or before.rstrip()[-1] in ".!?"


def dateline_end(text: str) -> int:
    """Where a news agency's dateline at the start of the text ends; 0 where there is none.

    `MOSCOW, October 13. /TASS/` and `Москва. 13 октября. INTERFAX.RU` are datelines: a place, a
    date and an agency. Their full stops end no sentence.
    """
    match = _DATELINE.match(text)
    return match.end() if match else 0
