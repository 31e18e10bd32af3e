"""Which new sentences of an edited article inherit from which old ones.

A removed and an added sentence are related if they are similar, the more so between the same
neighbours. One old sentence may have become several, and several one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.catalogs.masking import unmarked
from hexapla.lazy import lazy_re

__all__ = ["Kinship", "Nearest", "Place", "kinships", "places", "words"]

# How similar (0 to 100, rapidfuzz's normalised InDel similarity) two sentences must be: anywhere
# (msgmerge's own threshold), between the same two neighbours, and as the sum of several.
_SIMILAR = 60.0
_SIMILAR_IN_PLACE = 45.0
_SIMILAR_SUM = 75.0
# Unrelated sentences reach the threshold by their common letters: below this, and without a common
# neighbour, they must also share a word of so many letters, or a number.
_ALIKE = 80.0
_LONG_WORD = 4
# What each common neighbour adds, and by how much a sum must exceed its best part.
_NEIGHBOUR = 5.0
_GAIN = 5.0
# The most sentences that one is split into, and the most pairs of them examined in a gap.
_MOST_PARTS = 4
_MOST_PAIRS = 20_000
# Up to this number every old sentence is compared; above it, those that share rare words.
_EXHAUSTIVE = 1_000
_FEW, _BEGINNING = 100, 1_000
_RARE_WORDS = 8
_COMMON = 500

_WORD = lazy_re(r"\w+")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that was removed or added: its ``texts`` (its own and, if its translation belongs
    to an earlier wording, that one), and the nearest unchanged sentences before and after it.
    ``at`` is its position.
    """

    at: int
    texts: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Kinship:
    """Old and new sentences, as indexes: one of each, one old in several new, or the reverse."""

    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible relation; the best sort first."""

    score: float
    old: tuple[int, ...]
    new: tuple[int, ...]

    @property
    def rank(self) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
        return -self.score, -len(self.old) - len(self.new), self.old, self.new


def kinships(old: Sequence[Place], new: Sequence[Place], joiner: str) -> list[Kinship]:
    """Which sentences became which: the most similar first, each sentence in at most one relation.

    ``joiner`` is what separates two sentences in the language of the article.
    """
    if not old or not new:
        return []
    singles = list(_singles(old, new))
    best_old: dict[int, float] = defaultdict(float)
    best_new: dict[int, float] = defaultdict(float)
    for one in singles:
        best_old[one.old[0]] = max(best_old[one.old[0]], one.score)
        best_new[one.new[0]] = max(best_new[one.new[0]], one.score)
    sums = [
        *_sums(old, new, best_old, joiner),
        *(_Candidate(c.score, c.new, c.old) for c in _sums(new, old, best_new, joiner)),
    ]
    found, used_old, used_new = [], set[int](), set[int]()
    for one in sorted([*singles, *sums], key=lambda one: one.rank):
        if used_old.isdisjoint(one.old) and used_new.isdisjoint(one.new):
            found.append(Kinship(one.old, one.new))
            used_old.update(one.old)
            used_new.update(one.new)
    return found


def _singles(old: Sequence[Place], new: Sequence[Place]) -> Iterator[_Candidate]:
    """The pairs that are similar enough by themselves, compared without their markup."""
    from rapidfuzz import fuzz, process

    texts = [(unmarked(text), index) for index, place in enumerate(old) for text in place.texts]
    index = _Index([text for text, _ in texts]) if len(texts) > _EXHAUSTIVE else None
    for n, place in enumerate(new):
        wanted = unmarked(place.texts[0])
        near = None if index is None else index.candidates(wanted)
        chosen = texts if near is None else [texts[at] for at in near]
        best: dict[int, float] = {}
        for _, score, at in process.extract(
            wanted,
            [text for text, _ in chosen],
            scorer=fuzz.ratio,
            score_cutoff=_SIMILAR_IN_PLACE,
            limit=10,
        ):
            o = chosen[at][1]
            best[o] = max(best.get(o, 0.0), score)
        for o, score in best.items():
            shared = _shared(old[o], place)
            similar = score >= (_SIMILAR_IN_PLACE if shared == 2 else _SIMILAR)
            if similar and (shared or score >= _ALIKE or _share_a_word(old[o], place)):
                yield _Candidate(score + _NEIGHBOUR * shared, (o,), (n,))


def _shared(a: Place, b: Place) -> int:
    """How many neighbours two sentences share; two texts without neighbours share none."""
    if a.before is None and a.after is None:
        return 0
    return (a.before == b.before) + (a.after == b.after)


def _share_a_word(a: Place, b: Place) -> bool:
    known = {word for text in a.texts for word in words(text) if _counts(word)}
    return not known or any(word in known for word in words(b.texts[0]))


def _counts(word: str) -> bool:
    return len(word) >= _LONG_WORD or word.isdigit() or word[0] >= "\u0e00"


def _sums(
    ones: Sequence[Place], others: Sequence[Place], best: dict[int, float], joiner: str
) -> Iterator[_Candidate]:
    """Each of ``ones`` that is similar to several consecutive ``others`` in its place, joined."""
    from rapidfuzz import fuzz

    gaps: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for index, place in enumerate(others):
        gaps[place.before, place.after].append(index)
    sizes = Counter((place.before, place.after) for place in ones)
    by_before, by_after = defaultdict(list), defaultdict(list)
    for gap in gaps:
        by_before[gap[0]].append(gap)
        by_after[gap[1]].append(gap)
    for o, one in enumerate(ones):
        for gap in {*by_before[one.before], *by_after[one.after]}:
            if len(gaps[gap]) * sizes[one.before, one.after] > _MOST_PAIRS:
                continue
            for window in _windows(gaps[gap], others):
                score = max(
                    fuzz.ratio(text, whole, score_cutoff=_SIMILAR_SUM)
                    for text in one.texts
                    for whole in _wholes([others[w] for w in window], joiner)
                )
                score += _NEIGHBOUR * _shared(one, others[window[0]]) if score else 0.0
                if score > best.get(o, 0.0) + _GAIN or (score and _same_origin(others, window)):
                    yield _Candidate(score, (o,), window)


def _windows(gap: Sequence[int], places: Sequence[Place]) -> Iterator[tuple[int, ...]]:
    """Two to four consecutive sentences of a gap."""
    for start in range(len(gap)):
        for end in range(start + 2, min(start + _MOST_PARTS, len(gap)) + 1):
            window = tuple(gap[start:end])
            if all(places[b].at == places[a].at + 1 for a, b in pairwise(window)):
                yield window


def _wholes(parts: Sequence[Place], joiner: str) -> set[str]:
    """What several sentences may be parts of: their sum, or the one that they all come from."""
    wholes = {joiner.join(part.texts[0] for part in parts)}
    earlier = {part.texts[-1] for part in parts}
    return wholes | earlier if len(earlier) == 1 else wholes


def _same_origin(places: Sequence[Place], window: Sequence[int]) -> bool:
    return len({places[w].texts[-1] for w in window}) == 1


def places(
    texts: Sequence[tuple[str, ...]], stays: Iterable[str], wanted: Iterable[int]
) -> list[Place]:
    """The places of some sentences of an article, given as indexes.

    ``texts`` are those of all its sentences, in order; ``stays`` the texts that are in the article
    before and after.
    """
    staying = set(stays)
    before: list[str | None] = []
    last: str | None = None
    for own, *_ in texts:
        before.append(last)
        last = own if own in staying else last
    after: list[str | None] = []
    last = None
    for own, *_ in reversed(texts):
        after.append(last)
        last = own if own in staying else last
    after.reverse()
    return [Place(at, texts[at], before[at], after[at]) for at in wanted]


def words(text: str) -> list[str]:
    """What a text is looked up by, in order: its words without case, and all pairs of characters in
    scripts without spaces.
    """
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        if word[0] >= "\u0e00" and not "\uac00" <= word[0] <= "\ud7a3":
            found += (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


class Nearest:
    """Finds which of some texts is the most similar to another, in a time that grows with it.

    Of many texts, only those with rare words in common are compared, of long ones the beginnings.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [text[:_BEGINNING] for text in texts]
        self._index = _Index(self._texts) if len(texts) > _FEW else None

    def to(self, text: str) -> int:
        """The number of the most similar text; of several, or if none is similar, the first."""
        from rapidfuzz import fuzz

        text = text[:_BEGINNING]
        near = self._index.candidates(text) if self._index else range(len(self._texts))
        scored = ((fuzz.ratio(text, self._texts[at]), -at) for at in near)
        return -max(scored, default=(0.0, 0))[1]


class _Index:
    """Finds the texts that share rare words with another."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._found: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(texts):
            for word in set(words(text)):
                self._found[word].append(at)

    def candidates(self, text: str) -> list[int]:
        known = [self._found[word] for word in set(words(text)) if word in self._found]
        rare = sorted(known, key=len)[:_RARE_WORDS]
        counts = Counter(at for places in rare if len(places) <= _COMMON for at in places)
        return [at for at, _ in counts.most_common(50)]
