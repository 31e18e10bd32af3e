"""What is recognised before sentences: atoms to mask, lists, blank lines and datelines.

Every function takes the whole text at once, in time linear in its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from hexapla import literals
from hexapla.lazy import lazy_regex

__all__ = ["CONTENT", "EMOJI", "SILENT", "dateline_end", "forced_breaks", "mask"]

# Placeholders for the characters of an atom, so that offsets stay valid: one for markup without
# content (a tag), one for what counts as a word (code), one for an emoji's name (`:smile:`). They
# are Unicode noncharacters, which never occur in text; if they do, they count as such an atom.
SILENT = "\ufdd0"
CONTENT = "\ufdd1"
EMOJI = "\ufdd2"

_CODE = lazy_regex(literals.CODE)
_BRACED = lazy_regex(literals.BRACED)
_EMOJI = lazy_regex(literals.EMOJI)
_NOTE = lazy_regex(literals.NOTE)

_BULLETS = "•⁃◦▪‣●"
_BLANK_LINE = lazy_regex(r"\n[ \t\r\f\v]*+\n\s*+|\u2029\s*+")
_BULLET = lazy_regex(rf"(?<=\s)[{_BULLETS}](?=\s?\w)")
_BULLET_LINE = lazy_regex(rf"(?<=\n[ \t]{{0,8}})[{_BULLETS}](?=\s?\w)")

# `1.` `1)` `1.)` `(1)` `a)` `(iv)`; capitals only with brackets, because of `A. Smith`. Looking
# back from the closing character is many times faster than searching for the opening one.
_MARKER = lazy_regex(
    r"(?<=(?<!\S)(?P<open>\(?)"
    r"(?:(?P<number>\d{1,3})|(?P<letter>[ivx]{1,5}|[a-z])|(?P<capital>[A-Z])))"
    r"(?P<close>\.\)|\)|(?<![A-Z])\.)\s"
)
_FIRST_MARKER = lazy_regex(r"(?:\A|[.!?]\s{1,3}|\n\s{0,8})\(?(?:1|a|A|i)(?:\.\)|\)|\.)\s")
_LETTERS = dict(enumerate("abcdefghijklmnopqrstuvwxyz", 1))
_ROMAN = dict(enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1))
# The most code points between two markers of a list inside a text.
_LONGEST_ITEM = 400

# MOSCOW, October 13. /TASS/.   KYIV. Oct 13 (Interfax-Ukraine)   Москва. 13 октября. INTERFAX.RU -
_DATE = r"(?:\p{L}{3,12}\.?\s)?\d{1,2}\.?(?:\s\p{L}{2,12}\.?)?(?:,?\s\d{4}\.?)?"
_AGENCY = (
    r"(?:\([\p{Lu}«\"][^()]{1,40}\)|/[\p{L}\s.-]{2,40}/"
    r"|\p{Lu}{3}[\p{Lu}.\s-]{0,30}(?=\s[-–—]\s))"
)
_DATELINE = lazy_regex(
    rf"\s*+(?:\p{{Lu}}{{2}}[\p{{Lu}}\s,.'’/-]{{0,60}}(?:[.,]?\s{_DATE})?"
    rf"|\p{{Lu}}[\p{{L}}\s'’-]{{1,40}}[.,]\s{_DATE})[.,]?\s{_AGENCY}"
)


def mask(text: str, atoms: Sequence[tuple[int, int]]) -> str:
    """The text with every atom, code span in back-quotes and {placeholder} masked in place.

    Atoms are half-open spans of code points in any order; they may overlap, and parts outside the
    text are ignored.
    """
    size = len(text)
    spans = [
        (start, end) if start >= 0 and end <= size else (max(start, 0), min(end, size))
        for start, end in atoms
    ]
    if "`" in text:
        spans += [match.span() for match in _CODE.finditer(text)]
    if "{" in text:
        spans += [match.span() for match in _BRACED.finditer(text)]
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
    if (atom[0] == "<" and atom[-1] == ">") or atom == "[" or atom.startswith("]("):
        return SILENT  # A tag, or an end of a link.
    if _EMOJI.fullmatch(atom):
        return EMOJI
    silent = _NOTE.fullmatch(atom) is not None or not any(map(str.isalnum, atom))
    return SILENT if silent else CONTENT


def forced_breaks(text: str, ordinals: int) -> Iterator[tuple[int, str]]:
    """Offsets where a new segment starts regardless of sentences, each with its rule, in order.

    If ``ordinals`` is not 0, a number with a full stop is an ordinal in this language: `2.` in
    running text is then not a list item.
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
    """Where the items of lists inside the text start: `1) … 2) …`, counting from the first one.

    A list starts at the beginning of the text, a line or a sentence, and has at least two items.
    """
    found: list[int] = []
    first = _FIRST_MARKER.search(text)
    if first is None:
        return found
    style, count, start, last = "", 0, 0, 0
    for match in _MARKER.finditer(text, first.start()):
        this, begin = _style(match), match.start("open")
        if ordinals and this == "1.":
            continue
        if this == style and begin - last < _LONGEST_ITEM and _is_number(match, count + 1):
            found += [start, begin] if count == 1 else [begin]
            count, last = count + 1, begin
        elif _is_number(match, 1) and _begins(text, begin):
            style, count, start, last = this, 1, begin, begin
    return found


def _style(match: regex.Match[str]) -> str:
    kind = "1" if match["number"] else "a" if match["letter"] else "A"
    return f"{kind}{match['open']}{match['close']}"


def _is_number(match: regex.Match[str], wanted: int) -> bool:
    """Whether a marker is the expected number, in digits, letters or Roman numerals."""
    if match["number"]:
        return int(match["number"]) == wanted
    value = str(match["letter"] or match["capital"]).lower()
    return value in (_ROMAN.get(wanted), _LETTERS.get(wanted))


def _begins(text: str, offset: int) -> bool:
    before = text[max(offset - 9, 0) : offset]
    return not before.strip() or "\n" in before or before.rstrip()[-1] in ".!?"


def dateline_end(text: str, start: int) -> int:
    """Where a news agency's dateline that starts at an offset ends; the offset itself if there is
    none.

    `MOSCOW, October 13. /TASS/` and `Москва. 13 октября. INTERFAX.RU` are datelines: a place, a
    date and an agency. Their full stops don't end a sentence.
    """
    match = _DATELINE.match(text, start)
    return match.end() if match else start
