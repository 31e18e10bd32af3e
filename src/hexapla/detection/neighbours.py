"""Words that tell closely related languages apart, which n-grams can't.

Croatian, Bosnian and Serbian in Latin script differ by the reflex of yat (``svijet``, ``svet``) and
by some hundred words; Indonesian and Malay, Xhosa and Zulu, Northern and Southern Sotho by their
spelling and their function words. `data/neighbours.json` has a group of languages in each row: for
some of its languages, words that the others don't spell so. ``*`` stands for any letters at an
end of a word.
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
_UNLIKELY = log(0.02)


def evidence(text: str, logs: Mapping[str, float]) -> list[dict[str, float]]:
    """For each group of related languages, the log-likelihood of its words in a text.

    ``logs`` are the log probabilities of the languages of the text's script. Groups that are
    unlikely, or of which the text has no word, are left out.
    """
    found = []
    for number, members in enumerate(_members()):
        if max(logs.get(tag, _UNLIKELY) for tag in members) > _UNLIKELY:
            scores = dict.fromkeys(members, 0.0)
            for tags, pattern in _patterns(number):
                hits = len(pattern.findall(text))
                for tag in tags:
                    scores[tag] += hits * log(_ODDS)
            if any(scores.values()):
                found.append(scores)
    return found


@cache
def _groups() -> list[dict[str, str]]:
    groups: list[dict[str, str]] = json.loads(_FILE.read_bytes())
    return groups


@cache
def _members() -> list[list[str]]:
    return [sorted({tag for tags in group for tag in tags.split()}) for group in _groups()]


@cache
def _patterns(number: int) -> list[tuple[list[str], regex.Pattern[str]]]:
    """The words of a group's languages."""
    return [(tags.split(), _pattern(words.split())) for tags, words in _groups()[number].items()]


def _pattern(words: list[str]) -> regex.Pattern[str]:
    parts: dict[tuple[str, str], list[str]] = {}
    for word in words:
        ends = "" if word[0] == "*" else r"\b", "" if word[-1] == "*" else r"\b"
        parts.setdefault(ends, []).append(word.strip("*"))
    listed = (f"{start}(?:{'|'.join(inner)}){end}" for (start, end), inner in parts.items())
    return regex.compile(f"(?i){'|'.join(listed)}")
