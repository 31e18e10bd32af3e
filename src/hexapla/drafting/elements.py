"""The markup of a segment as elements: pairs around words, and single pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeGuard

from hexapla import literals
from hexapla.checks.phrases import Phrases
from hexapla.documents.inline import Mark, Role, moved
from hexapla.drafting.protected import protected_spans
from hexapla.lazy import lazy_re
from hexapla.numerals import unescape

__all__ = [
    "CLOSING",
    "Element",
    "Inner",
    "Kind",
    "Leaf",
    "Literal",
    "Pair",
    "elements_of",
    "flat",
    "is_ordinal",
    "with_protected",
]

_REFERENCE = lazy_re(r"&(?:amp|lt|gt);")
_ENTITY = lazy_re(r"&(?:#\w+|\w+);")
# Tags without text, comments and hard line breaks: nothing that an engine could mistake for a word.
# For other markup, its format says so (`Mark.silent`). An address in angle brackets is shown.
_SILENT = lazy_re(
    r"</|<!|<\?|<%(?!=)|<(?![a-z][\w+.-]{1,31}://|mailto:|[\w.+-]+@)[A-Za-z][^<>]*>\Z|\\\Z",
    re.DOTALL | re.IGNORECASE,
)
_TAIL = lazy_re(r"(?<![A-Za-z0-9_])[A-Za-z0-9_]++\Z")
_ROLE = lazy_re(literals.ROLE)
_SHORTCODE = lazy_re(r"\[/?([a-z][\w-]*)")
_HEAD = lazy_re(r"[A-Za-z0-9_]+")
_ENDS_CLAUSE = lazy_re(r"[,;:]\s+\Z|[(\[（]\Z")
_RAISED = lazy_re(r"[\^~](?:\w[\^~])?\Z|<su[bp]\b", re.IGNORECASE)
# Figures in markup belong to the word or sentence end before them (notes) or to a symbol (CO₂,
# km²).
_TRADE_MARK = frozenset(["TM", "SM", "MC", "MD", "MR"])
# The ending of an ordinal: 4<sup>th</sup>, 1<sup>ère</sup>.
_ORDINAL = lazy_re(r"[^\W\d_]{1,4}\Z")
_EMPHASIS = lazy_re(r"[*_~=]|<(?:b|em|i|mark|strong|u)\b", re.IGNORECASE)
_ATTACHED = lazy_re(r"[^\s(\[{«“‘\"'/–—-]\Z")
_SYMBOL = lazy_re(r"(?<!\w)(?:[kcdm]?m|kg|s|in|ft|[a-z]|(?:[A-Z][a-z]?)+|(?=\w*?\d)\w++)\Z")

CLOSING = frozenset(",;:.!?)…")
"""Punctuation marks that have no space before them."""

Literal = tuple[str | int, ...]
"""Markup as it is written; a number is the index of translatable words in it (`Plan.inner`)."""


@dataclass(frozen=True, slots=True)
class Inner:
    """Translatable words inside markup, such as a link's title, with the marks in them."""

    text: str
    marks: tuple[Mark, ...]


class Kind(Enum):
    """The kind of a node: a PAIR around words, a STAND_IN for a word, a CHARACTER (``&amp;``), or a
    POINT between words.
    """

    PAIR = "pair"
    STAND_IN = "stand-in"
    CHARACTER = "character"
    POINT = "point"


@dataclass(slots=True)
class Leaf:
    """A single piece of markup; for ``apart`` see `plain.Node`."""

    literal: Literal
    kind: Kind
    apart: bool = False


@dataclass(slots=True)
class Pair:
    """A pair of markup around elements."""

    opener: Literal
    closer: Literal
    inside: list[Element]


Element = str | Leaf | Pair


# Pairs are placed recursively, and no person nests them like this.
_DEEPEST = 50


def with_protected(text: str, marks: Sequence[Mark], names: Phrases | None) -> list[Mark]:
    """The marks and the protected spans; wrongly nested marks become single pieces."""
    found: list[Mark] = list(marks) if _nested(marks) else [_single(mark) for mark in marks]
    pieces: list[str] = []
    at = 0
    for mark in found:
        pieces += (text[at : mark.start], "\0" * (mark.end - mark.start))
        at = mark.end
    visible = "".join([*pieces, text[at:]])
    # What follows a word with markup at its end is the rest of a word ("**bold**-faced").
    word_ends = {mark.end for mark in found if _ends_word(text, mark)}
    extra = [
        Mark(start, end, Role.ALONE, silent=_is_end(text, start))
        for start, end in protected_spans(visible.replace("\0", "\n"), names)
        if "\0" not in visible[start:end] and not (start in word_ends and text[start] in "-/")
    ]
    if not extra:
        return found
    merged = sorted([*enumerate(found), *((-1, one) for one in extra)], key=lambda m: m[1].start)
    places = {old: new for new, (old, _) in enumerate(merged) if old >= 0}
    return [one._replace(partner=places.get(one.partner, -1)) for _, one in merged]


def _ends_word(text: str, mark: Mark) -> bool:
    """Whether a mark is code or the end of a pair, right after which no option or path begins."""
    if mark.role is Role.ALONE:
        return _kind(text[mark.start : mark.end], mark) is Kind.STAND_IN
    return mark.role is Role.CLOSE and not text[max(mark.start - 1, 0)].isspace()


def _is_end(text: str, start: int) -> bool | None:
    """Whether protected text is the beginning or the end of a shortcode with words in it."""
    found = _SHORTCODE.match(text, start)
    return True if found and f"[/{found[1]}]" in text else None


def _nested(marks: Sequence[Mark]) -> bool:
    """Whether all pairs are well nested, and none too deeply."""
    stack: list[int] = []
    for index, mark in enumerate(marks):
        if mark.role is Role.OPEN:
            stack.append(index)
            if len(stack) > _DEEPEST:
                return False
        elif mark.role is Role.CLOSE and (not stack or stack.pop() != mark.partner):
            return False
    return not stack


def _single(mark: Mark) -> Mark:
    paired = mark.role in (Role.OPEN, Role.CLOSE)
    return mark._replace(role=Role.ALONE, partner=-1) if paired else mark


def elements_of(
    text: str, marks: Sequence[Mark], names: Phrases | None
) -> tuple[list[Element], list[Inner]]:
    """Split a segment into text, single pieces and pairs; also the words inside its markup.

    The parameters are those of `plain.take_out`.
    """
    inner: list[Inner] = []
    return _simplified(_elements(text, with_protected(text, marks, names), inner)), inner


def _elements(text: str, marks: Sequence[Mark], inner: list[Inner]) -> list[Element]:
    """The text, single pieces and pairs as they are in the segment."""
    levels: list[list[Element]] = [[]]
    openers: list[Literal] = []
    at = 0
    for index, mark in enumerate(marks):
        if mark.start < at:  # In a note.
            continue
        if at < mark.start:
            levels[-1].append(text[at : mark.start])
        at = mark.end
        literal = _literal(text, mark, inner)
        if mark.role is Role.OPEN and mark.silent:
            last = marks[mark.partner]
            literal = (*literal, *_note(text, marks, index, inner))
            levels[-1].append(Leaf(literal, Kind.POINT))
            at = last.end
        elif mark.role is Role.OPEN:
            openers.append(literal)
            levels.append([])
        elif mark.role is Role.CLOSE:
            inside = levels.pop()
            levels[-1].append(Pair(openers.pop(), literal, inside))
        else:
            shown = text[mark.start : mark.end]
            apart = mark.role is Role.APART or not unescape(shown).strip()
            levels[-1].append(Leaf(literal, _kind(shown, mark), apart))
    if at < len(text):
        levels[-1].append(text[at:])
    return levels[0]


def _note(text: str, marks: Sequence[Mark], index: int, inner: list[Inner]) -> Literal:
    """The words of the note that a mark opens, and what ends it; of branches, those of each."""
    last = marks[index].partner
    found: list[str | int] = []
    first, depth = index + 1, 0
    for at in range(first, last + 1):
        mark = marks[at]
        if at == last or (depth == 0 and mark.role is Role.APART and mark.silent):
            found += _in_note(text, marks, (first - 1, at), inner)
            found.append(text[mark.start : mark.end])
            first = at + 1
        depth += (mark.role is Role.OPEN) - (mark.role is Role.CLOSE)
    return tuple(found)


def _in_note(
    text: str, marks: Sequence[Mark], between: tuple[int, int], inner: list[Inner]
) -> Literal:
    """The words between two marks, without the white space around them."""
    first, last = between
    start, end = marks[first].end, marks[last].start
    words = text[start:end]
    if not any(map(str.isalpha, words)):
        return (words,)
    lead = words[: len(words) - len(words.lstrip())]
    own = (moved(mark, -start - len(lead)) for mark in marks[first + 1 : last])
    linked = (one._replace(partner=max(-1, one.partner - first - 1)) for one in own)
    inner.append(Inner(words.strip(), tuple(linked)))
    return (lead, len(inner) - 1, words[len(words.rstrip()) :])


def _literal(text: str, mark: Mark, inner: list[Inner]) -> Literal:
    if not mark.words:
        return (text[mark.start : mark.end],)
    out: list[str | int] = []
    at = mark.start
    for words in mark.words:
        found = text[words.start : words.end]
        if any(map(str.isalpha, found)):
            own = tuple(Mark(a - words.start, b - words.start, Role.ALONE) for a, b in words.marks)
            out += (text[at : words.start], len(inner))
            inner.append(Inner(found, own))
            at = words.end
    return (*out, text[at : mark.end])


def _kind(shown: str, mark: Mark) -> Kind:
    if _REFERENCE.fullmatch(shown) or shown == "|":
        return Kind.CHARACTER
    silent = _looks_silent(shown) if mark.silent is None else mark.silent
    return Kind.POINT if mark.role is Role.APART or silent else Kind.STAND_IN


def _looks_silent(shown: str) -> bool:
    if _SILENT.match(shown):
        return True
    return bool(_ENTITY.fullmatch(shown)) and not any(map(str.isprintable, unescape(shown).strip()))


def _simplified(elements: Sequence[Element]) -> list[Element]:
    """Turn pairs without words into single pieces, and join adjacent pieces."""
    if len(elements) == 1 and isinstance(elements[0], str):
        return list(elements)
    out: list[Element] = []
    for element in elements:
        if isinstance(element, Pair) and not _are_words(element.inside):
            element.inside = _simplified(element.inside)
            before = out[-1] if out else ""
            is_index = _is_index(element.inside) or _is_exponent(element)
            if is_index and isinstance(before, str) and _ATTACHED.search(before):
                kind = Kind.STAND_IN if _SYMBOL.search(before) else Kind.POINT
                literal = (*element.opener, *flat(element.inside), *element.closer)
                element = Leaf(literal, kind)
            elif not _has_words(element.inside):
                holds = any(
                    isinstance(one, Leaf) and one.kind is Kind.STAND_IN for one in element.inside
                )
                literal = (*element.opener, *flat(element.inside), *element.closer)
                element = Leaf(literal, Kind.STAND_IN if holds else Kind.POINT)
        last = out[-1] if out else ""
        if _is_stand_in(element) and (_is_stand_in(last) or _is_role(last)):
            last.kind = Kind.STAND_IN
            last.literal = (*last.literal, *element.literal)
            continue
        out.append(element)
    return _with_affixes(_with_names(out))


def _with_names(elements: Sequence[Element]) -> Sequence[Element]:
    """Make markup between two punctuation marks a stand-in: "See [@a], [@b], and so on".

    Without it, only the two marks would be left.
    """
    for at, element in enumerate(elements):
        if not isinstance(element, Leaf) or element.kind is not Kind.POINT or at == 0:
            continue
        before, after = elements[at - 1], elements[at + 1] if at + 1 < len(elements) else ""
        ends = isinstance(before, str) and _ENDS_CLAUSE.search(before)
        if ends and isinstance(after, str) and after[:1] in CLOSING:
            element.kind = Kind.STAND_IN
    return elements


def _is_exponent(pair: Pair) -> bool:
    """Whether there is a single letter in a pair that raises or lowers it (a^T^b)."""
    shown = "".join(_shown(pair.inside))
    return len(shown) == 1 and bool(_RAISED.match(str(pair.opener[0])))


def _are_words(elements: Sequence[Element]) -> bool:
    """Whether elements are certainly words and nothing else; most pairs have such."""
    first = elements[0] if len(elements) == 1 else None
    if not isinstance(first, str) or len(first) == 1:
        return False
    return first[0].isalpha() and first.strip() not in _TRADE_MARK


def _with_affixes(elements: Sequence[Element]) -> list[Element]:
    """Make letters that touch a stand-in (``{n}px``) a part of it, or figures in a word (H~2~O)."""
    out = list(elements)
    for at, element in enumerate(out):
        if not isinstance(element, Leaf):
            continue
        before = out[at - 1] if at else None
        after = out[at + 1] if at + 1 < len(out) else None
        if not _takes_letters(element, before, after):
            continue
        element.kind = Kind.STAND_IN
        if isinstance(before, str) and (tail := _TAIL.search(before)):
            element.literal = (tail[0], *element.literal)
            out[at - 1] = before[: tail.start()]
        if isinstance(after, str) and (head := _HEAD.match(after)):
            element.literal = (*element.literal, head[0])
            out[at + 1] = after[head.end() :]
    return out


def _takes_letters(leaf: Leaf, before: Element | None, after: Element | None) -> bool:
    """Whether the letters that touch a single piece of markup belong to it."""
    if leaf.kind is not Kind.POINT or leaf.apart:
        return leaf.kind is Kind.STAND_IN
    in_word = isinstance(before, str) and before[-1:].isalpha()
    in_word = in_word and isinstance(after, str) and after[:1].isalpha()
    literal = [one for one in leaf.literal if isinstance(one, str)]
    return in_word and (_is_index(literal) or bool(literal and _RAISED.match(literal[0])))


def _is_stand_in(element: Element) -> TypeGuard[Leaf]:
    return isinstance(element, Leaf) and element.kind is Kind.STAND_IN


def _is_role(element: Element) -> TypeGuard[Leaf]:
    """Whether an element is a reStructuredText role before code (``:func:``)."""
    return isinstance(element, Leaf) and bool(_ROLE.fullmatch(str(element.literal[0])))


def _has_words(elements: Sequence[Element]) -> bool:
    return any(
        any(map(str.isalnum, one)) if isinstance(one, str) else isinstance(one, Pair)
        for one in elements
    )


def _is_index(elements: Sequence[Element]) -> bool:
    """Whether there is nothing but figures, as in the number of a note or an exponent, or TM."""
    shown = "".join(_shown(elements)).strip()
    if shown in _TRADE_MARK:
        return True
    return any(map(str.isdigit, shown)) and not any(map(str.isalpha, shown))


def is_ordinal(pair: Pair) -> bool:
    """Whether there is nothing but a few letters in a pair that isn't emphasis."""
    opener = "".join(one for one in pair.opener if isinstance(one, str))
    return not _EMPHASIS.match(opener) and bool(_ORDINAL.match("".join(_shown(pair.inside))))


def _shown(elements: Sequence[Element]) -> Iterator[str]:
    """The text of elements, with a letter for each stand-in."""
    for one in elements:
        if isinstance(one, str):
            yield one
        elif isinstance(one, Pair):
            yield from _shown(one.inside)
        elif one.kind is Kind.STAND_IN:
            yield "X"


def flat(elements: Sequence[Element]) -> Iterator[str | int]:
    """The markup and text of elements, one after the other."""
    for one in elements:
        if isinstance(one, str):
            yield one
        elif isinstance(one, Leaf):
            yield from one.literal
        else:
            yield from (*one.opener, *flat(one.inside), *one.closer)
