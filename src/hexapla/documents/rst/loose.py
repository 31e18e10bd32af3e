"""Find the markup of a segment in its translation.

Here the rules about what may be next to markup don't count: writing makes them hold. Markup in the
result is between Unicode noncharacters, so that it can't be confused with text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from hexapla.documents.inline import Mark, Piece, Role
from hexapla.lazy import lazy_re

__all__ = ["ALONE", "CLOSE", "END", "OPEN", "SIGNS", "marked", "marked_piece", "marks_in",
           "unmarked", "with_marks"]  # fmt: skip

ALONE, OPEN, CLOSE, END = "\ufdd6", "\ufdd7", "\ufdd8", "\ufdd9"
SIGNS = ALONE + OPEN + CLOSE + END
_STARTS = {Role.ALONE: ALONE, Role.APART: ALONE, Role.OPEN: OPEN, Role.CLOSE: CLOSE}
_SIGN = lazy_re(f"[{SIGNS}]")
_ROLE = lazy_re(r"(:[\w:.+-]+:)`([^`<>]+)`\Z")
_ASCII = lazy_re(r"[A-Za-z0-9]\Z")
# How many different pairs that open alike are tried at one place.
_MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class _Pair:
    """A pair of a segment: how it opens and closes, and the text in it."""

    opened: str
    closed: str
    inner: str


def marked(text: str, marks: Sequence[Mark]) -> str:
    """A text with signs around its marks."""
    out: list[str] = []
    at = 0
    for mark in marks:
        out += (text[at : mark.start], _STARTS[mark.role], text[mark.start : mark.end], END)
        at = mark.end
    return "".join([*out, text[at:]])


def unmarked(text: str) -> str:
    """A text without signs."""
    return _SIGN.sub("", text)


def marked_piece(piece: Piece, marks: Sequence[Mark]) -> Piece:
    """A piece of a text with signs around its marks; ``marks`` are those of the whole text."""

    ends = [mark.end for mark in marks]

    def moved(offset: int) -> int:
        return offset + 2 * bisect_right(ends, offset)

    size = len(piece.opened)
    opened = marked(piece.opened, [mark for mark in piece.marks if mark.end <= size])
    start = len(piece.text) - len(piece.closed)
    closing = [
        mark._replace(start=mark.start - start, end=mark.end - start)
        for mark in piece.marks
        if mark.start >= start
    ]
    return replace(
        piece,
        text=marked(piece.text, piece.marks),
        start=moved(piece.start),
        end=moved(piece.end),
        opened=opened,
        closed=marked(piece.closed, closing),
    )


def with_marks(new: str, own: str, marks: Sequence[Mark], *, exact: bool = False) -> str:
    """A translation with signs around the markup that its segment has, as often as there.

    ``own`` is the segment's text, ``marks`` its markup. With ``exact`` the translation is the
    segment's text, and the marks are where they are.
    """
    if exact:
        return marked(new, marks)
    new = unmarked(new)
    if not marks:
        return new
    return "".join(_Finder(new, own, marks).parts())


class _Finder:
    def __init__(self, new: str, own: str, marks: Sequence[Mark]) -> None:
        self._new = new
        single = [mark for mark in marks if mark.role in (Role.ALONE, Role.APART)]
        self._alone = Counter(own[mark.start : mark.end] for mark in single)
        self._worded = {
            own[mark.start : mark.end]: [
                own[mark.start : mark.words[0].start],
                own[mark.words[-1].end : mark.end],
            ]
            for mark in single
            if mark.words
        }
        # The pairs that open alike, in order, with how many there are of each.
        self._pairs: dict[str, Counter[_Pair]] = defaultdict(Counter)
        for mark in marks:
            if mark.role is Role.OPEN:
                partner = marks[mark.partner]
                opened = own[mark.start : mark.end]
                closed, inner = own[partner.start : partner.end], own[mark.end : partner.start]
                self._pairs[opened][_Pair(opened, closed, inner)] += 1
        self._endless: set[_Pair] = set()
        self._starts = self._pattern()

    def _pattern(self) -> re.Pattern[str]:
        literals = {*self._alone, *self._pairs}
        ordered = sorted(literals, key=len, reverse=True)
        more = [
            f"{re.escape(role[1])}`[^`<>]+ <{re.escape(role[2])}>`"
            for role in map(_ROLE.match, self._alone)
            if role
        ]
        more += [f"{re.escape(start)}[^`]+{re.escape(end)}" for start, end in self._worded.values()]
        return re.compile("|".join([r"\\.", *more, *map(_exactly, ordered)]), re.DOTALL)

    def parts(self) -> Iterator[str]:
        new = self._new
        at = copied = 0
        while (match := self._starts.search(new, at)) is not None:
            at = match.end()
            literal = match[0]
            key = self._known(literal)
            if key:
                self._alone[key] -= 1
                yield f"{new[copied : match.start()]}{ALONE}{literal}{END}"
                copied = at
            elif found := self._closing(literal, at):
                pair, close, end = found
                self._take(pair)
                yield new[copied : match.start()]
                yield f"{OPEN}{literal}{END}{new[at:close]}{CLOSE}{new[close:end]}{END}"
                at = copied = end
        yield new[copied:]

    def _known(self, literal: str) -> str:
        """The single markup that some text is, "" for none, or if all of it was found already."""
        if self._alone[literal] > 0:
            return literal
        role = re.match(r"(:[\w:.+-]+:)`[^`<>]+ <([^<>]+)>`\Z", literal)
        key = f"{role[1]}`{role[2]}`" if role else ""
        if not key:
            key = next(
                (
                    one
                    for one, (start, end) in self._worded.items()
                    if literal.startswith(start) and literal.endswith(end)
                ),
                "",
            )
        return key if key and self._alone[key] > 0 else ""

    def _take(self, pair: _Pair) -> None:
        alike = self._pairs[pair.opened]
        alike[pair] -= 1
        if not alike[pair]:
            del alike[pair]

    def _closing(self, opened: str, at: int) -> tuple[_Pair, int, int] | None:
        """The pair that opens before an offset, and where its other end is."""
        best: tuple[_Pair, int, int] | None = None
        for pair in islice(self._pairs.get(opened, ()), _MOST_CANDIDATES):
            if pair in self._endless:
                continue
            found = self._end(pair, at)
            if found is None:  # Then there is none farther on either.
                self._endless.add(pair)
            if found and (best is None or (found[0], -found[1]) < (best[1], -best[2])):
                best = (pair, *found)
        if best is None or any(
            self._alone[one] > 0 and one in self._new[at : best[1]] for one in self._alone
        ):
            return None
        return best

    def _end(self, pair: _Pair, at: int) -> tuple[int, int] | None:
        exact = _exactly(pair.closed)
        if pair.closed == "*" and pair.inner.endswith("*"):
            exact = r"\*(?!\*)"
        closes = [exact]
        if pair.closed in ("`_", "`__"):
            closes.append(f"\\s+<{re.escape(pair.inner)}_>`__?(?!_)")
        elif pair.closed == "`":
            closes.append(f"\\s+<{re.escape(pair.inner)}>`(?![`_])")
        pattern = re.compile(rf"\\.|(?P<end>{'|'.join(closes)})", re.DOTALL)
        for match in pattern.finditer(self._new, at):
            if match["end"] and self._new[at : match.start()].strip():
                return match.start(), match.end()
        return None


def _exactly(literal: str) -> str:
    """A pattern for a literal that isn't a part of another one."""
    escaped = re.escape(literal)
    if not literal.strip("*"):
        return rf"(?<!\*){escaped}(?!\*)"
    if literal == "`":
        return r"(?<!`)`(?![`_])"
    if literal.endswith("`_"):
        return rf"{escaped}(?!_)"
    if _ASCII.search(literal):
        return rf"{escaped}(?![A-Za-z0-9/])"
    return escaped


def marks_in(new: str, own: str, marks: Sequence[Mark]) -> tuple[str, list[Mark]]:
    """A translation, and its marks: those that its segment has, too."""
    out: list[str] = []
    found: list[Mark] = []
    opened: list[int] = []
    length = 0
    roles = {ALONE: Role.ALONE, OPEN: Role.OPEN, CLOSE: Role.CLOSE}
    for part in re.split(f"([{ALONE}{OPEN}{CLOSE}][^{SIGNS}]*){END}", with_marks(new, own, marks)):
        role = roles.get(part[:1])
        text = part[1:] if role else part
        if role is Role.OPEN:
            opened.append(len(found))
        partner = opened.pop() if role is Role.CLOSE and opened else -1
        if role:
            found.append(Mark(length, length + len(text), role, partner))
        if partner >= 0:
            found[partner] = found[partner]._replace(partner=len(found) - 1)
        out.append(text)
        length += len(text)
    return "".join(out), found
