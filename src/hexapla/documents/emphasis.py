"""Emphasis that CommonMark can read: what may stand before and after its marks.

A mark can't end emphasis between a punctuation character and a letter, nor begin it between a
letter and a punctuation character (CommonMark 6.2, "left-flanking" and "right-flanking"). In
languages without spaces between words or sentences, that is a frequent place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from hexapla.documents.inline import Mark, Role
from hexapla.lazy import lazy_re

__all__ = [
    "GAP",
    "JOINER",
    "emphasis_marks",
    "unread_emphasis",
    "unread_pairs",
    "with_readable_emphasis",
    "with_unread_emphasis",
]

GAP = "<!-- -->"
"""Punctuation that readers don't see; it goes between a mark and a letter."""
# More pairs in one text are left as they are.
_MOST = 200
# The faults by which a mark is text next to a letter.
_FLANKS = ("begin", "end")
JOINER = "\u2060"
"""What keeps a mark text after it; readers don't see it."""
_MDX_GAP = "{/* */}"

_RUN = lazy_re(r"(?<!\\)(?:\*+|_+|~+)")
# Escapes, code, formulas as Pandoc reads them, addresses, tags.
_SKIPPED = lazy_re(
    r"\\.|(?<!`)(`++).{1,500}?(?<!`)\1(?!`)|\$(?=\S)[^$]{0,499}?[^$\s]\$(?!\d)|\]\([^()\s]*\)"
    r"|<[^<>]+>|\bhttps?://\S+"
)
_BRACKETS = {
    "(": ")",
    "[": "]",
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "\u00ab": "\u00bb",
    '"': '"',
    "\uff08": "\uff09",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u300a": "\u300b",
    "\u3008": "\u3009",
    "\u3010": "\u3011",
    "\uff3b": "\uff3d",
    "\u201e": "\u201c",
}
_ENDS = frozenset(_BRACKETS.values()) | {"`", ">", "*", "_", "~"}


def emphasis_marks(text: str, marks: Sequence[Mark]) -> Counter[str]:
    """The emphasis marks that open in a text, such as ``**``, from its inline markup."""
    opened = (text[mark.start : mark.end] for mark in marks if mark.role is Role.OPEN)
    return Counter(mark for mark in opened if mark[0] in "*_~" and not mark.strip(mark[0]))


def unread_emphasis(
    text: str, kinds: Collection[str] = ("*", "**", "***", "~~", "_", "__")
) -> list[tuple[int, int]]:
    """The spans of emphasis, with its marks, that CommonMark reads as plain text because of the
    characters next to it.

    ``kinds`` are the marks to look for.
    """
    return [
        (a, b + size)
        for a, b, size in _pairs(text, kinds)
        if _fault(text, a, b, size) in ("begin", "end", "underscore")
    ]


def unread_pairs(text: str, kind: str) -> list[tuple[int, int]]:
    """Where both marks of emphasis begin that CommonMark reads as text next to a letter."""
    return [
        (a, b)
        for a, b, size in _pairs(text, (kind,))
        if _fault(text, a, b, size) in _FLANKS and any(map(str.isalpha, text[a:b]))
    ]


def with_readable_emphasis(text: str, kinds: Collection[str], mdx: bool = False) -> str:
    """The text with its emphasis such that CommonMark reads it.

    A mark moves before the punctuation, or to the inside of brackets and quotation marks; where
    that is not possible, an invisible comment follows or precedes it. ``kinds`` are the marks that
    the source has; others are text.
    """
    if not any(kind in text for kind in kinds):
        return text
    gap = _MDX_GAP if mdx else GAP
    if sum(1 for _ in _pairs(text, kinds)) > _MOST:
        return text
    for _ in range(_MOST):
        faults = ((pair, _fault(text, *pair)) for pair in _pairs(text, kinds))
        pair, fault = next(((pair, fault) for pair, fault in faults if fault), ((0, 0, 0), ""))
        if not fault:
            break
        a, b, size = pair
        text = text[:a] + _mended(text, pair, fault, gap) + text[b + size :]
    return text


def with_unread_emphasis(text: str, own: str, marks: Sequence[Mark], kind: str) -> str:
    """The text with as many pairs of marks that CommonMark reads as text as its source has.

    kramdown, Pandoc and Python-Markdown read those as emphasis in both. ``own`` is the source, and
    ``marks`` are those in it.
    """
    opened = {mark.start for mark in marks if mark.role is Role.OPEN}
    known = list(_pairs(own, (kind,)))
    unread = {
        n
        for n, (a, b, size) in enumerate(known)
        if a in opened and _fault(own, a, b, size) in _FLANKS
    }
    if not unread:
        return text
    pairs = list(_pairs(text, (kind,)))
    if len(unread) == len(known):  # A pair around two sentences may have become two.
        unread.update(range(len(pairs)))
    for n, (a, b, size) in reversed(list(enumerate(pairs))):
        if n not in unread or _fault(text, a, b, size) in _FLANKS:
            continue
        gap = GAP if _is_word(text[b - 1]) else ""
        joiner = "" if _is_word(text[b + size : b + size + 1]) else JOINER
        text = f"{text[:b]}{gap}{kind}{joiner}{text[b + size :]}"
    return text


def _pairs(text: str, kinds: Collection[str]) -> Iterator[tuple[int, int, int]]:
    """The start of both marks of each pair, and their length."""
    blank = _SKIPPED.sub(lambda match: "x" * len(match[0]), text)
    for kind in kinds:
        starts = [match.start() for match in _RUN.finditer(blank) if match[0] == kind]
        if len(starts) % 2 == 0:
            yield from ((a, b, len(kind)) for a, b in zip(starts[::2], starts[1::2], strict=True))


def _fault(text: str, a: int, b: int, size: int) -> str:
    """What keeps a pair from being emphasis: a space in it, its beginning or its end."""
    inner = text[a + size : b]
    before, after = text[a - 1 : a], text[b + size : b + size + 1]
    if not inner.strip():
        return ""
    if inner != inner.strip():
        return "space"
    # To Pandoc a full stop is a part of a word.
    if text[a] == "_" and (_is_word(before) or before == "." or _is_word(after)):
        return "underscore"
    if _is_word(before) and not _is_word(inner[0]):
        return "begin"
    return "end" if _is_word(after) and not _is_word(inner[-1]) else ""


def _is_word(char: str) -> bool:
    """Whether a character is neither white space nor punctuation; "" is an end of the text."""
    if char == JOINER:
        return True
    return bool(char) and not char.isspace() and unicodedata.category(char)[0] in "LMN"


def _mended(text: str, pair: tuple[int, int, int], fault: str, gap: str) -> str:
    a, b, size = pair
    mark, inner = text[a : a + size], text[a + size : b]
    if fault in ("space", "underscore"):
        core = inner.strip()
        mark = mark.replace("_", "*")
        start, end = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        if fault == "space":
            return f"{start}{mark}{core}{mark}{end}"
        new = f"{text[:a]}{mark}{core}{mark}{text[b + size :]}"
        fault = _fault(new, a, b, size)
        return _mended(new, pair, fault, gap) if fault else f"{mark}{core}{mark}"
    if _BRACKETS.get(inner[0]) == inner[-1] and len(inner) > 2 and inner[1:-1].strip():
        return f"{inner[0]}{mark}{inner[1:-1]}{mark}{inner[-1]}"
    start = gap if fault == "begin" else ""
    end = ""
    if _is_word(text[b + size : b + size + 1]) and not _is_word(inner[-1]):
        core = inner.rstrip("".join(set(re.findall(r"[^\w\s]", inner)) - _ENDS))
        if core and core != inner:
            return f"{start}{mark}{core}{mark}{inner[len(core) :]}"
        end = gap
    return f"{start}{mark}{inner}{mark}{end}"
