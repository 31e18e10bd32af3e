"""The commonest words of languages: what they add to the n-grams of a short text.

`data/words.json` has 300 words of each of 62 languages, and how often they occur in 100,000 words.
`tools/words.py` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from math import log
from pathlib import Path

from hexapla.lazy import lazy_re

__all__ = ["FILE", "evidence", "words"]

FILE = Path(__file__).with_name("data") / "words.json"
_WORD = lazy_re(r"[^\W\d_][\w\u0300-\u036f']*")
_ENOUGH = 400  # characters; of a longer text the n-grams suffice
# What a word counts that is not among a language's 300, in 100,000.
_UNLISTED = 2.0


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


@cache
def _lists() -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(FILE.read_bytes())
    return found
