"""Where a pair of markup begins and ends around its words: punctuation and spaces at its edges."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.drafting.placement import Range
from hexapla.lazy import lazy_re

__all__ = ["AFTER", "BEFORE", "DELIMITERS", "edges", "flanked", "in_words", "outside_of"]

_OPENING = "¿¡"
_ASKING = "?!？！"
# Signs that some languages put a space before.
_SPACED = lazy_re(r"[ \u00a0\u202f][:;?!»]")
_SPACED_BEFORE = lazy_re(r"«[ \u00a0\u202f]\Z")
BEFORE = lazy_re(r"(?<!\S)\S++\Z")
AFTER = lazy_re(r"\S+")
# Signs apart from the words: "**Play ▶**".
_BEFORE_SPACE = lazy_re(r"(?<!\S)(\S++)\s+\Z")
_AFTER_SPACE = lazy_re(r"\s+(\S+)")
DELIMITERS = lazy_re(r"(?<![*_~])[*_~]++\Z")


def outside_of(text: str, node: Range, words: Sequence[Range]) -> tuple[str, str]:
    """What a pair of the source has in it before its first word and after its last one."""
    return text[node[0] : max(words[0][0], node[0])], text[min(words[-1][1], node[1]) : node[1]]


def edges(
    target: str,
    outside: tuple[str, str],
    words: Sequence[Range],
    span: Range,
    bounds: Range,
) -> Range:
    """The span of some words with the punctuation that is inside the pair in the source.

    Parameters: ``outside`` is what `outside_of` returns, ``words`` are those of the translation,
    ``span`` are the numbers of the pair's, and ``bounds`` the part of the translation that is free.
    """
    lead, trail = outside
    start, end = words[span[0]][0], words[span[1] - 1][1]
    first = max(bounds[0], words[span[0] - 1][1] if span[0] else 0)
    last = min(bounds[1], words[span[1]][0] if span[1] < len(words) else len(target))
    gap = target[first:start]
    before = BEFORE.search(gap) if gap and not gap.isspace() else None
    after = AFTER.match(target, end, last)
    signs = _BEFORE_SPACE.search(gap) if lead.strip() and lead[-1].isspace() else None
    if signs and signs[1].endswith(lead.strip()):
        start = first + signs.end(1) - len(lead.strip())
    elif before:
        start -= _taken(before[0], len(lead.strip()), any(sign in trail for sign in _ASKING))
    elif lead.strip() and _SPACED_BEFORE.search(gap):
        start -= 2
    if trail.strip():
        signs = _AFTER_SPACE.match(target, end, last) if trail[0].isspace() else None
        if signs and signs[1].startswith(trail.strip()):
            end = signs.start(1) + len(trail.strip())
        elif after:
            end += min(len(trail.strip()), len(after[0]))
        elif _SPACED.match(target[end:last]):
            end += 2
    # White space at the ends of the pair in the source.
    if lead[:1].isspace() and start > first and target[start - 1].isspace():
        start -= 1
    if trail[-1:].isspace() and end < last and target[end].isspace():
        end += 1
    return start, end


def _taken(signs: str, wanted: int, asking: bool) -> int:
    """How many of the signs before a word are inside: those wanted, and what a question adds."""
    taken = 0
    for sign in reversed(signs):
        added = asking and sign in _OPENING
        if not wanted and not added:
            break
        wanted -= 0 if added else 1
        taken += 1
    return taken


def in_words(target: str, opener: str, closer: str, start: int, end: int) -> tuple[str, str]:
    """The ends of a pair: underscores next to a letter are no emphasis, asterisks are."""
    near = target[max(start - 1, 0) : start] + target[end : end + 1]
    if not any(map(str.isalnum, near)) or not opener.endswith("_"):
        return opener, closer
    return opener.replace("_", "*"), closer.replace("_", "*", len(opener))


def flanked(target: str, start: int, end: int, bounds: Range) -> Range:
    """Shrink a span by signs at its ends that would keep ``**`` from being read as markup.

    At the ends of ``bounds`` is other markup. See CommonMark 0.31, left- and right-flanking
    delimiter runs.
    """
    if start > bounds[0] and target[start - 1].isalnum():
        while start < end and not target[start].isalnum():
            start += 1
    if end < bounds[1] and target[end].isalnum():
        while end > start and not target[end - 1].isalnum():
            end -= 1
    return start, end
