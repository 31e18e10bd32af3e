"""Korean: whether a line ends between two words or within one.

Korean has spaces between words, but some programs break its lines at any syllable, as in Chinese.
Which of both is likelier follows from the other words of the text: how long they are, and which
syllables they begin with, end with and have inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log

from hexapla.lazy import lazy_re

__all__ = ["Hangul"]

_WORD = lazy_re(r"[0-9가-힣]+")
_TAIL, _HEAD = lazy_re(r"(?<![0-9가-힣])[0-9가-힣]++\Z"), lazy_re(r"[가-힣]+")
_OFTEN = 0.1  # The share of line ends within words from which on a program breaks them.
_SMOOTHING = 0.5
_SYLLABLES = 800  # About as many different ones are in use.


class Hangul:
    """Decides what replaces a line end between two syllables. ``blocks`` are lists of lines."""

    def __init__(self, blocks: Iterable[list[str]]) -> None:
        self._words: Counter[str] = Counter()
        ends: list[tuple[str, str]] = []
        for lines in blocks:
            for at, line in enumerate(lines):
                own = _WORD.findall(line)
                # The words at the ends of a line may be parts of words.
                self._words.update(own[bool(at) : len(own) - (at + 1 < len(lines))])
                if at + 1 < len(lines) and (end := _pieces(line, lines[at + 1])):
                    ends.append(end)
        known = [self._known(*end) for end in ends]
        within = known.count(True)
        self._breaks = within > _OFTEN * max(within + known.count(False), 1)
        self._lengths: Counter[int] = Counter()
        self._first: Counter[str] = Counter()
        self._last: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for word, count in self._words.items():
            self._lengths[len(word)] += count
            self._first[word[0]] += count
            self._last[word[-1]] += count
            for pair in pairwise(word):
                self._pairs[pair] += count
                self._inside[pair[0]] += count

    def joint(self, before: str, after: str) -> str | None:
        """A space, "" within a word, or None if the line end isn't between two syllables."""
        end = _pieces(before, after)
        if end is None:
            return None
        return "" if self._breaks and self._is_word(*end) else " "

    def _is_word(self, tail: str, head: str) -> bool:
        """Whether two pieces are rather one word than two."""
        if tail.isdigit():
            return True
        a, b = tail[-1], head[0]
        total = max(self._words.total(), 1)
        lengths = self._lengths
        two = (
            log((lengths[len(tail)] + _SMOOTHING) * (lengths[len(head)] + _SMOOTHING) / total)
            + self._share(self._last, a, total)
            + self._share(self._first, b, total)
            + 2.0 * (self._words[tail] > 0)
            + 2.0 * (self._words[head] > 0)
        )
        inside = max(self._inside.total(), 1)
        follows = (self._pairs[a, b] + 4 * _SMOOTHING / _SYLLABLES) / (
            self._inside[a] + 4 * _SMOOTHING
        )
        one = (
            log(lengths[len(tail + head)] + _SMOOTHING)
            + self._share(self._inside, a, inside)
            + log(follows)
            + 4.0 * (self._words[tail + head] > 0)
        )
        return one > two

    def _share(self, counts: Counter[str], syllable: str, total: int) -> float:
        return log((counts[syllable] + _SMOOTHING) / (total + _SMOOTHING * _SYLLABLES))

    def _known(self, tail: str, head: str) -> bool | None:
        """Whether two pieces are one word, as far as the other words tell."""
        words = self._words
        both = words[tail + head]
        apart = min(words[tail], words[head])
        return None if both == apart == 0 else both >= apart


def _pieces(before: str, after: str) -> tuple[str, str] | None:
    tail, head = _TAIL.search(before), _HEAD.match(after)
    return (tail[0], head[0]) if tail and head else None
