"""Markup as tags in a sentence, for engines that keep them: ``Press <a1>this</a1> key.``

The tags in a translation tell to which words the markup belongs. A translation in which any of them
is missing, doubled or nested in another way tells nothing: its sentence is translated without tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.drafting.alignment import Alignment, Row
from hexapla.drafting.capitals import Style, style_of
from hexapla.drafting.elements import Kind
from hexapla.drafting.placement import words
from hexapla.drafting.plain import Node, Plan
from hexapla.lazy import lazy_re

__all__ = ["constrained", "read_tags", "tagged"]

_TAG = lazy_re(r"<(/?)a(\d{1,4})\s?(/?)>")
_ANY = lazy_re(r"</?a\d")


@dataclass(frozen=True, slots=True)
class _Sign:
    """A tag in a text without tags: its place, its number, and what it is: "<", ">" or "/"."""

    at: int
    number: int
    what: str


def tagged(plan: Plan) -> str | None:
    """The plain sentence of a plan with tags for its markup.

    None if it has no markup between words, or if tags would disturb: in capitals and titles.
    """
    if not plan.needs_alignment or _ANY.search(plan.text) or style_of(plan.text) != Style.PLAIN:
        return None
    signs = _signs(plan)
    if not signs:
        return None
    shown = {"<": "<a{}>", ">": "</a{}>", "/": "<a{}/>"}
    out, at = [], 0
    for one in signs:
        out += [plan.text[at : one.at], shown[one.what].format(one.number)]
        at = one.at
    return "".join([*out, plan.text[at:]])


def read_tags(plan: Plan, text: str) -> tuple[str, Alignment] | None:
    """The text without tags, and which words of the sentence each of its words may belong to.

    None if it doesn't have exactly the tags of the sentence.
    """
    bare, found = _without_tags(text)
    wanted = _signs(plan)
    if not _is_nested(found, wanted):
        return None
    ours = _groups(plan.text, wanted)
    theirs = _groups(bare, found)
    if any(pairs and (pairs, None) not in theirs for pairs, _ in ours):
        return None
    places = words(bare)
    rows = [Row((), ())] * len(places)
    for (pairs, points), own in theirs.items():
        sources = ours.get((pairs, points)) or ours.get((pairs, None), [])
        for at in own if points is not None else ():
            rows[at] = Row.of(dict.fromkeys(sources, 1.0))
    return bare, Alignment(rows)


def constrained(known: Alignment, tags: Alignment) -> Alignment:
    """An alignment, with no more weight on words than the tags allow."""
    rows: list[Row] = []
    for row, allowed in zip(known.rows, tags.rows, strict=True):
        some = set(allowed.words)
        kept = {one: weight for one, weight in row.pairs() if one in some and weight > 0}
        rows.append(Row.of(kept) if kept else allowed if some else row)
    return Alignment(rows)


def _signs(plan: Plan) -> list[_Sign]:
    """The tags of a plan, in the order of its text."""
    numbers = iter(range(1, len(plan.text) + 1_000))

    def walk(node: Node) -> Iterator[_Sign]:
        for child in node.children:
            if child.kind is Kind.POINT:
                yield _Sign(child.start, next(numbers), "/")
            elif child.kind is Kind.PAIR and words(plan.text[child.start : child.end]):
                number = next(numbers)
                yield _Sign(child.start, number, "<")
                yield from walk(child)
                yield _Sign(child.end, number, ">")

    return list(walk(plan.root))


def _without_tags(text: str) -> tuple[str, list[_Sign]]:
    out: list[str] = []
    found: list[_Sign] = []
    size = at = 0
    for match in [*_TAG.finditer(text), None]:
        piece = text[at : match.start() if match else len(text)]
        if found and piece[:1] == " " and out and out[-1][-1:] == " ":
            piece = piece[1:]
        if piece:
            out.append(piece)
            size += len(piece)
        if match:
            what = "/" if match[3] else ">" if match[1] else "<"
            found.append(_Sign(size, int(match[2]), what))
            at = match.end()
    return "".join(out), found


def _is_nested(found: Sequence[_Sign], wanted: Sequence[_Sign]) -> bool:
    """Whether the tags are those that are wanted, each in the same pairs as there."""
    parents = _parents(wanted)
    return len(found) == len(wanted) and parents is not None and _parents(found) == parents


def _parents(signs: Sequence[_Sign]) -> dict[tuple[int, str], tuple[int, ...]] | None:
    """The pairs that each tag is in; None if the tags don't match."""
    stack: list[int] = []
    parents: dict[tuple[int, str], tuple[int, ...]] = {}
    for one in signs:
        if (one.number, one.what) in parents:
            return None
        if one.what == ">" and (not stack or stack.pop() != one.number):
            return None
        parents[one.number, one.what] = tuple(stack)
        if one.what == "<":
            stack.append(one.number)
    return None if stack else parents


_Group = tuple[tuple[int, ...], frozenset[int] | None]


def _groups(text: str, signs: Sequence[_Sign]) -> dict[_Group, list[int]]:
    """The words of a text by the pairs around them and the points before them.

    Without points (None) they are there as well, by their pairs alone.
    """
    groups: dict[_Group, list[int]] = {}
    stack: list[int] = []
    points: set[int] = set()
    waiting = iter([*signs, None])
    sign = next(waiting)
    for number, (start, _) in enumerate(words(text)):
        while sign is not None and sign.at <= start:
            if sign.what == "/":
                points.add(sign.number)
            elif sign.what == "<":
                stack.append(sign.number)
            else:
                stack.pop()
            sign = next(waiting)
        for key in ((tuple(stack), frozenset(points)), (tuple(stack), None)):
            groups.setdefault(key, []).append(number)
    return groups
