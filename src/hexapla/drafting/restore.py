"""Put markup back into the translation of its plain sentence.

Pairs go around the words that correspond to theirs, nested as in the source and never empty. Other
markup goes into the matching gap between words. White space and punctuation stay inside or outside
as in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.drafting.alignment import Alignment, Row
from hexapla.drafting.edges import AFTER, BEFORE, DELIMITERS, edges, flanked, in_words, outside_of
from hexapla.drafting.elements import CLOSING, Kind, Literal
from hexapla.drafting.placement import Range, Spans, gap_for, words
from hexapla.drafting.plain import Node, Plan
from hexapla.drafting.residue import is_wordly
from hexapla.lazy import lazy_re
from hexapla.numerals import unescape

__all__ = ["Restored", "put_back"]

_GAP = lazy_re(r"\s+")
# The space before a punctuation mark, if there is one.
_SIGN = lazy_re(r"\s*(?=[,;:.!?)…])")
_ORDINAL = lazy_re(r"[\d.,]*\d[^\w\s]?(?P<ending>[^\W\d_]{1,4})(?!\w)")


# If less than this share of the words is known to belong to a pair, its place is a guess.
_SURE = 0.5
# If more words than this may belong beside a single piece of markup, only its position counts.
_MOST_NEAR = 100


class Restored(NamedTuple):
    """A translation with its markup.

    ``guessed`` is True if the place of a pair is uncertain. ``dropped`` is markup that it doesn't
    need: around the ending of an ordinal that has none in the translation.
    """

    text: str
    guessed: bool
    dropped: tuple[str, ...] = ()


def put_back(plan: Plan, target: str, known: Alignment, inner: Sequence[str] = ()) -> Restored:
    """Put the markup of a plan into a translation.

    Parameters: ``target`` is the translation of the plain sentence and contains each stand-in once
    at most (`protected.repair_stand_ins`). ``known`` is the alignment of its words with the plan's.
    ``inner`` are the translations of the words inside markup. Missing stand-ins are put in their
    likely place.
    """
    restorer = _Restorer(plan, target, known, inner)
    return Restored(restorer.text(), restorer.guessed, tuple(restorer.dropped))


@dataclass(slots=True)
class _Piece:
    """Text that replaces ``target[start:end]``; ties keep the order of the source.

    ``touches`` is the piece that a pair follows without a space in the source, and ``tight`` says
    that it follows a word like that.
    """

    start: int
    end: int
    text: str
    touches: _Piece | None = None
    tight: bool = False


class _Restorer:
    def __init__(self, plan: Plan, target: str, known: Alignment, inner: Sequence[str]) -> None:
        self.plan, self.inner = plan, inner
        self.ours = words(plan.text)
        self.starts, self.ends = [word[0] for word in self.ours], [word[1] for word in self.ours]
        self.theirs = words(target)
        self.target = target
        self.stand_ins = self._stand_ins()
        self.known = self._pinned(known)
        self.found = self._characters()
        self.elsewhere: set[int] = set()
        self.guessed = False
        self.dropped: list[str] = []
        self._source: _Restorer | None = None
        self.numbers = {id(unit): number for number, unit in enumerate(plan.units, start=1)}
        self.places = sorted(
            [
                *((*span, plan.units[n - 1]) for n, span in self.stand_ins.items()),
                *((*self.found[id(n)], n) for n in _nodes(plan.root) if id(n) in self.found),
            ],
            key=lambda place: place[:2],
        )

    def text(self) -> str:
        everything = (0, len(self.theirs))
        return self._inside(self.plan.root, everything, (0, len(self.target)))

    # ── places known without alignment ────────────────────────────────────────────────────────────

    def _stand_ins(self) -> dict[int, Range]:
        """The position of each stand-in in the translation, by its number."""
        if not self.plan.units:
            return {}
        pattern = re.compile(rf"{self.plan.letter}(\d{{1,6}})(?!\d)")
        return {
            int(match[1]): match.span()
            for match in pattern.finditer(self.target)
            if int(match[1]) <= len(self.plan.units)
        }

    def _pinned(self, known: Alignment) -> Alignment:
        """The alignment, with each stand-in aligned to itself."""
        pinned: dict[int, int] = {}
        for number, span in self.stand_ins.items():
            own = _word_at(self.ours, self.plan.units[number - 1].start)
            other = _word_at(self.theirs, span[0])
            if own is not None and other is not None:
                pinned[other] = own
        if not pinned or (known.in_order and all(at == own for at, own in pinned.items())):
            return known
        taken = set(pinned.values())
        return Alignment(
            [
                Row.sure(pinned[at]) if at in pinned else row.without(taken)
                for at, row in enumerate(known.rows)
            ]
        )

    def _characters(self) -> dict[int, Range]:
        """The positions of the characters that are references in the source, by their node's id."""
        found: dict[int, Range] = {}
        at: dict[str, int] = {}
        for node in _nodes(self.plan.root):
            if node.kind is Kind.CHARACTER:
                char = unescape(str(node.opener[0]))
                place = self.target.find(char, at.get(char, 0))
                if place >= 0:
                    found[id(node)] = (place, place + 1)
                    at[char] = place + 1
        return found

    # ── composition ───────────────────────────────────────────────────────────────────────────────

    def _inside(self, node: Node, region: Range, bounds: Range) -> str:
        """The content of a pair: the words in ``region``, the characters in ``bounds``."""
        if not node.children:
            return self._kept(*bounds)
        of = self._words_of(node)
        spans = self._spans(node, of, region)
        taken = list(spans.values())
        pieces: list[_Piece] = []
        for child in node.children:
            if child.kind is Kind.PAIR:
                piece = self._pair(child, spans.get(id(child)), of, region, bounds)
                piece.touches = pieces[-1] if child.glued and pieces else None
                piece.tight = child.tight
                pieces.append(piece)
            elif child.kind is not Kind.CHARACTER and not self._was_kept(child):
                piece = self._point(child, of, region, bounds, taken)
                pieces.append(self._apart(piece, child, bounds))
        return self._composed(pieces, bounds)

    def _was_kept(self, node: Node) -> bool:
        """Whether the engine has kept the stand-in or the character of a node."""
        if node.kind is Kind.CHARACTER:
            return id(node) in self.found
        return node.kind is Kind.STAND_IN and self.numbers[id(node)] in self.stand_ins

    def _composed(self, pieces: list[_Piece], bounds: Range) -> str:
        out: list[str] = []
        at = bounds[0]
        last: _Piece | None = None
        for piece in sorted(pieces, key=lambda piece: (piece.start, piece.end)):
            start = max(piece.start, at)
            kept = self._kept(at, start)
            touches = last is not None and piece.touches is last and not kept.strip()
            out.append("" if touches else kept.rstrip() if piece.tight else kept)
            last = piece
            text = piece.text
            if piece.start < at and text.startswith(" "):
                before = next(filter(None, reversed(out)), "")
                text = text.lstrip(" ") if before.endswith(" ") else text
            out.append(text)
            at = max(piece.end, at)
        return "".join([*out, self._kept(at, bounds[1])])

    def _kept(self, start: int, end: int) -> str:
        """A part of the translation with its stand-ins replaced."""
        if not self.places:
            return self.target[start:end]
        out: list[str] = []
        at = start
        first = bisect_left(self.places, start, key=lambda place: place[0])
        for number in range(first, len(self.places)):
            a, b, node = self.places[number]
            if b > end:
                break
            written = "" if id(node) in self.elsewhere else self._rendered(node.opener)
            out += (self.target[at:a], written)
            at = b
        return "".join([*out, self.target[at:end]])

    def _rendered(self, literal: Literal) -> str:
        if len(literal) == 1 and isinstance(literal[0], str):
            return literal[0]
        return "".join(one if isinstance(one, str) else self.inner[one] for one in literal)

    # ── pairs ─────────────────────────────────────────────────────────────────────────────────

    def _words_of(self, node: Node) -> range:
        return range(bisect_right(self.ends, node.start), bisect_left(self.starts, node.end))

    def _spans(self, node: Node, of: range, region: Range) -> dict[int, Range]:
        """The words of each pair in a node, by the pair's id; empty if there are too few."""
        pairs = [child for child in node.children if child.kind is Kind.PAIR]
        if len(pairs) > region[1] - region[0]:
            return {}
        own = {id(pair): self._words_of(pair) for pair in pairs}
        if self.known.in_order and all(own.values()):
            return {pair: (inside.start, inside.stop) for pair, inside in own.items()}
        spans: dict[int, Range] = {}
        choice = Spans(self.known, list(own.values()), of, region)
        for number, pair in enumerate(pairs):
            inside = own[id(pair)]
            if len(inside) == len(of):
                spans[id(pair)] = region
                break
            span, known = choice.take(number)
            spans[id(pair)] = span
            if not known >= _SURE * (span[1] - span[0]) > 0:
                self.guessed = True
        if all(start < end for start, end in spans.values()) and len(spans) == len(pairs):
            return spans
        return self._evenly(list(own), region)

    def _evenly(self, pairs: Sequence[int], region: Range) -> dict[int, Range]:
        self.guessed = True
        size, count = region[1] - region[0], len(pairs)
        return {
            pair: (region[0] + at * size // count, region[0] + (at + 1) * size // count)
            for at, pair in enumerate(pairs)
        }

    def _pair(
        self, node: Node, span: Range | None, of: range, region: Range, bounds: Range
    ) -> _Piece:
        opener, closer = self._rendered(node.opener), self._rendered(node.closer)
        if node.ending:
            return self._ending(opener, closer, span, bounds)
        if span is None:
            # More pairs than words: this one keeps its words from the source.
            self.guessed = True
            own = self._in_source(node)
            place = self._point(node, of, region, bounds, ())
            return _Piece(place.start, place.start, f"{opener}{own}{closer}")
        numbers = self._words_of(node)
        outside = outside_of(
            self.plan.text, (node.start, node.end), self.ours[numbers.start : numbers.stop]
        )
        start, end = edges(self.target, outside, self.theirs, span, bounds)
        if opener.endswith(("*", "_", "~")) and DELIMITERS.search(opener):
            start, end = flanked(self.target, start, end, bounds)
            opener, closer = in_words(self.target, opener, closer, start, end)
        return _Piece(start, end, f"{opener}{self._inside(node, span, (start, end))}{closer}")

    def _ending(self, opener: str, closer: str, span: Range | None, bounds: Range) -> _Piece:
        """A pair around the letters after a number; without markup if there are none."""
        start = self.theirs[span[0]][0] if span else bounds[1]
        number = _ORDINAL.match(self.target, start, bounds[1])
        if number is None:
            self.dropped += (opener, closer)
            return _Piece(start, start, "")
        return _Piece(*number.span("ending"), f"{opener}{number['ending']}{closer}")

    def _in_source(self, node: Node) -> str:
        """The content of a pair in the source."""
        numbers = self._words_of(node)
        region = (min(numbers), max(numbers) + 1)
        if self._source is None:
            itself = Alignment.word_by_word(len(self.ours))
            self._source = _Restorer(self.plan, self.plan.text, itself, self.inner)
            # What the engine has kept elsewhere must not be repeated here.
            self._source.elsewhere = {
                *(id(self.plan.units[number - 1]) for number in self.stand_ins),
                *self.found,
            }
        return self._source._inside(node, region, (node.start, node.end))

    # ── single pieces ─────────────────────────────────────────────────────────────────────────────

    def _point(
        self,
        node: Node,
        of: range,
        region: Range,
        bounds: Range,
        taken: Sequence[Range],
    ) -> _Piece:
        text, literal = self.plan.text, self._rendered(node.opener)
        first = of[0] if of else 0
        begun = bisect_left(self.starts, node.start)
        before = of[: max(0, begun - first)]
        after = of[max(0, begun - first, self._words_of(node).stop - first) :]
        spaces = node.spaces
        if node.kind is not Kind.POINT:
            spaces = (text[node.start - 1 : node.start] in ("", " "), text[node.end :][:1] == " ")
        gap = self._gap(node, spaces, before, after, of, region)
        for start, end in taken:
            if start < gap < end:
                gap = start if gap - start < end - gap else end
        left = self.theirs[gap - 1][1] if gap else 0
        right = self.theirs[gap][0] if gap < len(self.theirs) else len(self.target)
        left, right = max(left, bounds[0]), min(max(right, left), bounds[1])
        if node.apart or spaces[0]:
            last = self.ours[before[-1]][1] if before else 0
            return self._separator(node, spaces, bool(after), literal, (left, right), last)
        if before:
            last = self.ours[before[-1]][1]
            lead = text[min(last, node.start) : node.start]
            if not lead.isspace() and self.target.startswith(lead, left, right):
                return _Piece(left + len(lead), left + len(lead), literal)  # "words ([@a], [@b])"
            signs = len(lead.strip())
            run = AFTER.match(self.target, left, right)
            at = left + (min(signs, len(run[0])) if run else 0)
            return _Piece(at, at, literal)
        following = self.ours[after[0]][0] if after else len(text)
        signs = len(text[node.end : max(following, node.end)].strip())
        run = BEFORE.search(self.target[left:right])
        at = right - (min(signs, len(run[0])) if run else 0)
        return _Piece(at, at, literal + (" " if spaces[1] else ""))

    def _apart(self, piece: _Piece, node: Node, bounds: Range) -> _Piece:
        """The piece with spaces that keep a lost stand-in from touching a word."""
        if node.kind is not Kind.STAND_IN:
            return piece
        text, target = self.plan.text, self.target
        shown = piece.text if piece.start else piece.text.lstrip(" ")
        before, after = target[bounds[0] : piece.start][-1:], target[piece.end : bounds[1]][:1]
        apart = not is_wordly(text[: node.start][-1:]), not is_wordly(text[node.end :][:1])
        lead = " " if apart[0] and is_wordly(before) and not shown.startswith(" ") else ""
        trail = " " if apart[1] and is_wordly(after) and not shown.endswith(" ") else ""
        return _Piece(piece.start, piece.end, f"{lead}{shown}{trail}")

    def _gap(
        self,
        node: Node,
        spaces: tuple[bool, bool],
        before: range,
        after: range,
        of: range,
        region: Range,
    ) -> int:
        """The gap between words for a point: next to the word it is attached to, if any."""
        if not node.apart and not spaces[0] and before:
            word = self._counterpart(before[-1], region)
            if word is not None:
                return word + 1
        elif not node.apart and not spaces[1] and after:
            word = self._counterpart(after[0], region)
            if word is not None:
                return word
        if len(self.known.reach(range(before.stop, before.stop), region)) > _MOST_NEAR:
            return region[0] + len(before) * (region[1] - region[0]) // max(len(of), 1)
        return gap_for(self.known, before, of, region)

    def _counterpart(self, own: int, region: Range) -> int | None:
        """The word in a region that corresponds best to a word of the source."""
        some = self.known.reach(range(own, own + 1), region)
        if len(some) > _MOST_NEAR:
            return None
        weights = {at: self.known.rows[at].on(own) for at in some}
        best = max(weights, key=lambda at: weights[at], default=None)
        return best if best is not None and weights[best] > 0 else None

    def _separator(
        self,
        node: Node,
        spaces: tuple[bool, bool],
        followed: bool,
        literal: str,
        gap: Range,
        last: int,
    ) -> _Piece:
        """Replace the white space of a gap by a point with the spaces it has in the source.

        Signs may be in the gap: of several spaces the one is replaced that is as far from the word
        before, which ends at ``last`` in the source.
        """
        left, right = gap
        before_sign = not spaces[1] and self.plan.text[node.end :][:1] in CLOSING
        lead = self.plan.text[last : node.start].rstrip()
        run = AFTER.match(self.target, left, right) if before_sign and lead else None
        if run and not lead[0].isspace() and len(run[0]) > len(lead):
            left += len(lead)  # "(words) [@a], and"
        sign = _SIGN.match(self.target, left, right) if before_sign else None
        if sign:
            return _Piece(left, sign.end(), f"{' ' if spaces[0] else ''}{literal}")
        apart = before_sign and is_wordly(self.target[right : right + 1])
        trail = " " if spaces[1] or apart else ""
        found = list(_GAP.finditer(self.target, left, right))
        if found:
            number = len(lead.split()) - (lead[:1] not in ("", " "))
            space = found[min(number, len(found) - 1)]
            after = trail if space.end() == right else " " if spaces[1] else ""
            return _Piece(*space.span(), f"{' ' if spaces[0] else ''}{literal}{after}")
        if left == 0 and followed:
            return _Piece(left, left, literal + trail)
        # At the end: before as many signs as follow in the source.
        signs = len(self.plan.text[node.end :].strip()) if not followed else 0
        at = max(left, right - signs)
        return _Piece(at, at, f"{' ' if spaces[0] else ''}{literal}")


def _nodes(node: Node) -> list[Node]:
    """All nodes inside a node, in the order of the text."""
    found: list[Node] = []
    left = node.children[::-1]
    while left:
        found.append(left.pop())
        left += found[-1].children[::-1]
    return found


def _word_at(spans: Sequence[Range], at: int) -> int | None:
    """The number of the word that contains a character; ``spans`` are in order."""
    number = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return number if number >= 0 and at < spans[number][1] else None
