"""Words that tell closely related languages apart, which n-grams can't.

Croatian, Bosnian and Serbian in Latin script differ by the reflex of yat (``svijet``, ``svet``) and
by some hundred words; Indonesian and Malay, Xhosa and Zulu, Northern and Southern Sotho by their
spelling and their function words. `data/neighbours.json` has a group of languages in each row: for
some of its languages, words that the others don't spell so. ``*`` stands for any letters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from math import log
from pathlib import Path

import regex

__all__ = ["evidence"]

_FILE = Path(__file__).with_name("data") / "neighbours.json"
# How much likelier a word is in a language that spells it so. Chosen on sentences from lingua-rs
# and on messages of MediaWiki.
_ODDS = 10.0


def evidence(text: str, tags: Mapping[str, float]) -> list[dict[str, float]]:
    """For each group of related languages among the tags, the log-likelihood of its words.

    Groups of which the text has no word are left out.
    """
    found = []
    for members, rows in _groups():
        if members <= tags.keys():
            scores = dict.fromkeys(sorted(members), 0.0)
            for theirs, pattern in rows:
                hits = len(pattern.findall(text))
                for tag in theirs:
                    scores[tag] += hits * log(_ODDS)
            if any(scores.values()):
                found.append(scores)
    return found


@cache
def _groups() -> list[tuple[frozenset[str], list[tuple[list[str], regex.Pattern[str]]]]]:
    groups: list[dict[str, str]] = json.loads(_FILE.read_bytes())
    return [
        (
            frozenset(tag for tags in group for tag in tags.split()),
            [(tags.split(), _pattern(words.split())) for tags, words in group.items()],
        )
        for group in groups
    ]


def _pattern(words: list[str]) -> regex.Pattern[str]:
    listed = "|".join(regex.escape(word).replace(r"\*", r"\w*") for word in words)
    return regex.compile(rf"(?i)\b(?:{listed})\b")
