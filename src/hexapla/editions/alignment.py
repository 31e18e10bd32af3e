"""What a person changed in an edition: its file compared with the one that Hexapla writes.

The sentences of the edition are located in the blocks of the written file, the blocks of both files
are aligned, and in each pair of blocks a difference of their words tells where a sentence ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hexapla.documents.document import Block
from hexapla.editions.pairing import TOKEN, most_similar, ratio
from hexapla.lazy import lazy_re
from hexapla.literals import EMPHASIS
from hexapla.matching import MOST_PAIRS_OF_BLOCKS, differences
from hexapla.message import msg

__all__ = ["Change", "changes"]

# How much more similar a block becomes to several others than to one of them.
_GAIN = 3.0
# How many blocks ahead a sentence may be: a bilingual edition has the source in between. One more
# for each sentence before it that has no place.
_AHEAD = 4
_MOST_AHEAD = 100

# The characters of "***".
_LONGEST_MARK = 3

# Emphasis or tags around a sentence, which neighbouring sentences may share.
_OPENING = lazy_re(rf"(?:{EMPHASIS.pattern}|<[A-Za-z][^<>]*>)+")
_CLOSING = lazy_re(rf"(?:{EMPHASIS.pattern}|</[A-Za-z][^<>]*>)\Z")

_NOT_TRANSLATED = "it is no translation"
_ADDED = "the article has no text for it"
_REMOVED = msg("it was removed from the edition")
_UNCLEAR = msg("it is not clear where its sentences end")


@dataclass(frozen=True, slots=True)
class Change:
    """A change in an edition's file.

    ``sentence`` is the number of the sentence that has the new ``text``; None if the change belongs
    to none, and ``reason`` says why. ``line`` is where it is in the file.
    """

    line: int
    text: str
    sentence: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a block, ``text[start:end]``: a sentence, or text that is no translation.

    ``before`` and ``after`` are the markup of the sentence that its neighbours share. It is
    ``fresh`` if the file on disk can't have it.
    """

    start: int
    end: int
    sentence: int | None = None
    before: str = ""
    after: str = ""
    fresh: bool = False


def changes(
    texts: Sequence[str],
    written: Sequence[Block],
    edited: Sequence[Block],
    *,
    fresh: Container[int] = (),
    is_old: Callable[[str], bool] = lambda text: False,
) -> Iterator[Change]:
    """The changes between two files of an edition, in order.

    Parameters: ``texts`` are the sentences of the edition as they are composed, "" for one that is
    left out; ``written`` and ``edited`` are the blocks of its file as Hexapla writes it now and as
    it is on disk. ``fresh`` are the numbers of sentences that the article didn't have when the file
    was written; ``is_old`` tells whether a text belongs to a sentence that is gone since.
    """
    parts = _located(texts, written, fresh)
    now = [one for block in edited if (one := _Text.of(block, is_old)).text]
    line = 1
    for old, new in _aligned(written, now):
        if new:
            line = now[new[0]].line
        if not old:
            yield from (Change(now[n].line, now[n].text, reason=_ADDED) for n in new)
        elif not new:
            gone = [n for n in old if not all(part.fresh for part in parts[n])]
            yield from (Change(line, written[n].text, reason=_REMOVED) for n in gone)
        elif [written[n].text for n in old] != [now[n].text for n in new]:
            text, own = _joined_parts([(written[n].text, parts[n]) for n in old])
            yield from _changes_in(text, own, _Text.joined([now[n] for n in new]))


def _joined_parts(blocks: Sequence[tuple[str, Sequence[_Part]]]) -> tuple[str, list[_Part]]:
    """The text of several blocks as one, and its parts."""
    out: list[_Part] = []
    start = 0
    for text, parts in blocks:
        out += (replace(one, start=one.start + start, end=one.end + start) for one in parts)
        start += len(text) + 1
    return " ".join(text for text, _ in blocks), out


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of one or several blocks; ``starts`` are the offsets of its segments, each with its
    line in the file.
    """

    text: str
    kind: str
    starts: tuple[tuple[int, int], ...]

    @property
    def line(self) -> int:
        """The line of its first segment."""
        return self.starts[0][1]

    @classmethod
    def of(cls, block: Block, is_old: Callable[[str], bool]) -> _Text:
        """The text of a block, without old sentences."""
        out: list[str] = []
        starts: list[tuple[int, int]] = []
        at = length = 0
        for piece, segment in zip(block.pieces, block.segments, strict=True):
            out.append(block.text[at : piece.start])
            length += len(out[-1])
            at = piece.start
            if is_old(segment.text):
                at = max(at, piece.end)
            else:
                starts.append((length, segment.line))
        text = "".join([*out, block.text[at:]])
        return cls(text if starts else "", block.kind, tuple(starts))

    @classmethod
    def joined(cls, texts: Sequence[_Text]) -> _Text:
        """Several texts as one."""
        starts: list[tuple[int, int]] = []
        at = 0
        for one in texts:
            starts += ((at + start, line) for start, line in one.starts)
            at += len(one.text) + 1
        return cls(" ".join(one.text for one in texts), texts[0].kind, tuple(starts))

    def line_at(self, offset: int) -> int:
        """The line in the file of an offset in the text."""
        at = bisect_right(self.starts, offset + 1, key=lambda one: one[0]) - 1
        return self.starts[max(0, at)][1]


def _located(
    texts: Sequence[str], blocks: Sequence[Block], fresh: Container[int]
) -> list[list[_Part]]:
    """The parts of each block; together they are its text, apart from white space."""
    found: dict[int, list[_Part]] = defaultdict(list)
    block = at = missed = 0
    for number, text in enumerate(texts):
        place = _find(text, blocks, block, at, missed) if text else None
        if place is None:
            missed += bool(text)
            continue
        block, part = place
        at, missed = part.end, 0
        found[block].append(replace(part, sentence=number, fresh=number in fresh))
    return [_filled(one.text, found[n]) for n, one in enumerate(blocks)]


def _find(
    text: str, blocks: Sequence[Block], block: int, at: int, missed: int
) -> tuple[int, _Part] | None:
    """The next place of a sentence, from an offset in a block on."""
    opening = _OPENING.match(text)
    before, after = opening[0] if opening else "", _closing(text)
    bare = text[len(before) : len(text) - len(after)]
    for words, lead, trail in ((text, "", ""), (bare, before, after)):
        for number in range(block, min(block + _AHEAD + min(missed, _MOST_AHEAD), len(blocks))):
            start = blocks[number].text.find(words, at if number == block else 0)
            if words and start >= 0:
                return number, _Part(start, start + len(words), None, lead, trail)
    return None


def _closing(text: str) -> str:
    """The emphasis and tags that end at the end of a sentence."""
    end = len(text)
    while end and text[end - 1] in "*_~>":
        # The last mark, which is looked for from the last place where it can begin.
        start = text.rfind("<", 0, end) if text[end - 1] == ">" else max(0, end - _LONGEST_MARK)
        mark = _CLOSING.search(text, max(start, 0), end)
        if mark is None:
            break
        end = mark.start()
    return text[end:]


def _filled(text: str, parts: Sequence[_Part]) -> list[_Part]:
    """The parts of a block, with what is between them."""
    out: list[_Part] = []
    at = 0
    for part in [*parts, _Part(len(text), len(text))]:
        between = text[at : part.start]
        if between.strip():
            start = at + len(between) - len(between.lstrip())
            out.append(_Part(start, start + len(between.strip())))
        if part.sentence is not None:
            out.append(part)
        at = part.end
    return out


def _aligned(
    written: Sequence[Block], edited: Sequence[_Text]
) -> Iterator[tuple[list[int], list[int]]]:
    """The blocks of both files that belong together, in order; one side may be empty."""
    old, new = [one.text for one in written], [one.text for one in edited]

    def alike(a: int, b: int) -> bool:
        return written[a].kind == edited[b].kind

    for tag, i, j, k, m in differences(old, new, MOST_PAIRS_OF_BLOCKS):
        if tag == "equal":
            yield from (([a], [b]) for a, b in zip(range(i, j), range(k, m), strict=True))
        else:
            yield from _paired(old, new, range(i, j), range(k, m), alike)


def _paired(
    old: Sequence[str],
    new: Sequence[str],
    removed: range,
    added: range,
    alike: Callable[[int, int], bool],
) -> Iterator[tuple[list[int], list[int]]]:
    """Changed blocks that belong together: the most similar ones, in order; and between two pairs,
    one and one of the same kind.
    """
    pairs = most_similar(old, new, removed, added)
    i, k = removed.start, added.start
    last: tuple[list[int], list[int]] | None = None
    for a, b in [*pairs, (removed.stop, added.stop)]:
        left, right = list(range(i, a)), list(range(k, b))
        if len(left) == len(right) == 1 and alike(left[0], right[0]):
            if last:
                yield last
            last, left, right = (left, right), [], []
        following = ([a], [b]) if a < removed.stop else None
        for group in (last, following):
            if group:
                _absorb(group, left, right, old, new)
        if last:
            yield last
        yield from (([n], []) for n in left)
        yield from (([], [n]) for n in right)
        last, i, k = following, a + 1, b + 1


def _absorb(
    group: tuple[list[int], list[int]],
    left: list[int],
    right: list[int],
    old: Sequence[str],
    new: Sequence[str],
) -> None:
    """Add neighbouring blocks to a pair if that makes its two sides more similar: a block was cut
    in two, or two became one.
    """
    for side, own, texts in ((0, left, old), (1, right, new)):
        while own:
            numbers = group[side]
            before = own[-1] < numbers[0]
            taken = own[-1] if before else own[0]
            wider = [taken, *numbers] if before else [*numbers, taken]
            other = " ".join((new, old)[side][n] for n in group[1 - side])
            score = ratio(" ".join(texts[n] for n in numbers), other)
            if ratio(" ".join(texts[n] for n in wider), other) < score + _GAIN:
                break
            numbers[:] = wider
            own.remove(taken)


def _changes_in(text: str, parts: Sequence[_Part], block: _Text) -> Iterator[Change]:
    """The changes between a block as it was written and as it is."""
    mapping = _Mapping(text, block)
    at = 0
    group: list[_Part] = []
    for number, part in enumerate(parts):
        group.append(part)
        last = number == len(parts) - 1
        end = len(block.text) if last else mapping.boundary(part.end, parts[number + 1].start)
        if end is None:
            continue
        yield from _change(text, group, block, at, end)
        group, at = [], end


def _change(
    text: str, group: Sequence[_Part], block: _Text, start: int, end: int
) -> Iterator[Change]:
    """The change in a part of a block, or in several that can't be told apart."""
    now = block.text[start:end].strip()
    was = text[group[0].start : group[-1].end]
    expected = [part for part in group if not part.fresh]
    if now == was or not (now or expected):
        return
    line = block.line_at(start)
    if all(part.sentence is None for part in group):
        yield Change(line, now or was, reason=_NOT_TRANSLATED)
    elif not now:
        yield Change(line, was, reason=_REMOVED)
    elif len(group) == 1:
        yield _changed(group[0], line, now)
    else:
        yield from _one_by_one(expected, block, start, end)


def _changed(part: _Part, line: int, text: str) -> Change:
    return Change(line, f"{part.before}{text}{part.after}", part.sentence)


def _one_by_one(group: Sequence[_Part], block: _Text, start: int, end: int) -> Iterator[Change]:
    """The changes in several sentences that were written anew, if as many are there now."""
    starts = [start, *(at for at, _ in block.starts if start < at < end), end]
    pieces = [(a, block.text[a:b].strip()) for a, b in pairwise(starts)]
    pieces = [(at, piece) for at, piece in pieces if piece]
    if len(pieces) != len(group) or any(part.sentence is None for part in group):
        yield Change(block.line_at(start), block.text[start:end].strip(), reason=_UNCLEAR)
        return
    for part, (at, piece) in zip(group, pieces, strict=True):
        yield _changed(part, block.line_at(at), piece)


class _Mapping:
    """Where the ends of a block's sentences are after it was changed."""

    def __init__(self, text: str, block: _Text) -> None:
        old, new = TOKEN.findall(text), TOKEN.findall(block.text)
        at, there = _offsets(old), _offsets(new)
        self._ranges: list[tuple[bool, int, int, int, int]] = []
        for tag, i, j, k, m in differences(old, new):
            # Punctuation that is equal says nothing about the sentences around it.
            equal = tag == "equal" and any(map(str.isalnum, "".join(old[i:j])))
            start, first = at[i], there[k]
            if self._ranges and not equal and not self._ranges[-1][0]:
                _, start, _, first, _ = self._ranges.pop()
            self._ranges.append((equal, start, at[j], first, there[m]))
        self._cuts = [start for start, _ in block.starts]

    def boundary(self, end: int, start: int) -> int | None:
        """The end of a part, given as the end of that part and the start of the next one in the
        written text; None if that is not clear.
        """
        for equal, a, b, c, _ in self._ranges:
            if equal and a <= start < b:
                return c + start - a
        for equal, a, b, c, d in self._ranges:
            if equal and a < end <= b:
                return c + end - a
            if not equal and a < end and start < b:
                cuts = [cut for cut in self._cuts if c < cut < d]
                return cuts[0] if len(cuts) == 1 else None
        return None


def _offsets(tokens: Sequence[str]) -> list[int]:
    out = [0]
    for token in tokens:
        out.append(out[-1] + len(token))
    return out
