"""The commonest words of languages: what they add to the n-grams of a short text.

`data/words.json` has 300 words of each of 62 languages, and how often they occur in 100,000 words.
`tools/words.py` makes it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from math import log
from pathlib import Path

from hexapla.lazy import lazy_re

__all__ = ["FILE", "evidence", "majority", "words"]

FILE = Path(__file__).with_name("data") / "words.json"
_WORD = lazy_re(r"[^\W\d_][\w\u0300-\u036f']*")
_ENOUGH = 400  # characters; of a longer text the n-grams suffice
# What a word counts that is not among a language's 300, in 100,000.
_UNLISTED = 2.0
# The fewest words, the share of them that a language has, and its lead, to be beyond doubt.
_LEAST, _SHARE, _LEAD = 10, 0.35, 0.2


def words(text: str) -> Iterator[str]:
    """The words of a text in lower case."""
    yield from _WORD.findall(text.lower().replace("’", "'"))


def evidence(text: str, tags: Mapping[str, float]) -> dict[str, float]:
    """The log-likelihood of a text's common words in each of the languages that have a list.

    Words in none of the lists don't count; a last word that may be cut off doesn't either.
    """
    lists = {tag: found for tag in tags if (found := _lists().get(tag))}
    start = text[:_ENOUGH]
    complete = start[: start.rfind(" ")] if start[-1:].isalnum() else start
    scores = dict.fromkeys(lists, 0.0)
    for word in words(complete):
        counts = {tag: found.get(word, 0) for tag, found in lists.items()}
        if any(counts.values()):
            for tag, count in counts.items():
                scores[tag] += log(count + _UNLISTED)
    return scores


def majority(text: str) -> str | None:
    """The language whose common words a text consists of, if no other has nearly as many of them.

    In a test on 20,000 FLORES sentences it was wrong about Galician only, which has no list.
    """
    found = [*words(text)]
    total = len(found)
    if total < _LEAST:
        return None
    owners = _owners()
    counts = Counter(chain.from_iterable([owners.get(word, ()) for word in found]))
    if not counts:
        return None
    (tag, most), *others = counts.most_common(2)
    lead = most - (others[0][1] if others else 0)
    return tag if most >= _SHARE * total and lead >= _LEAD * total else None


@cache
def _owners() -> Mapping[str, Sequence[str]]:
    """The languages that have a word in their list."""
    found: dict[str, list[str]] = {}
    for tag, own in _lists().items():
        for word in own:
            found.setdefault(word, []).append(tag)
    return found


@cache
def _lists() -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(FILE.read_bytes())
    return found
