"""An engine whose translations are as bad for markup as an engine's can be."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Protocol

from hexapla.engines.engine import Pair
from hexapla.lazy import lazy_re
from hexapla.testing.engines import PAIRS, IdentityEngine

__all__ = ["DISTORTIONS", "HostileEngine"]

_LETTERS = lazy_re(r"[^\W\d_]+")
_PUNCTUATION = lazy_re(r"([^\w\s])")
_STAND_IN = lazy_re(r"(?<!\w)([A-Z])(\d{1,2})(?!\w)")
_PIECE = lazy_re(r"\S+")
_OPENING_QUOTE = lazy_re(r"(?<!\w)([\"'])(?=\S)")
# Syllables that no language and no markup has a meaning for.
_SYLLABLES = ("ba", "do", "fe", "gu", "ko", "li", "mu", "na", "po", "ri", "su", "ta", "vo", "ze")
# All ASCII punctuation, what some of it means in pairs, and line ends.
_SIGNS = (
    *string.punctuation, "**", "__", "~~", "``", "```", "$$", "==", "++", "::", "{{", "}}", "{%",
    "%}", "](", "][", "[^", "![", "||", "<!", "->", "\\\\", "\n", "\n\n", "\n    ", "\n- ", "\n> ",
    "\n# ", "\n: ", "\t", "  \n", "\r\n",
)  # fmt: skip
# The share of the pieces that "drop", "double" and "look-alikes" change, and that of the places
# that "punctuation" changes.
_SHARE = 0.3
_FEW = 0.1
_LOOK_ALIKES = (
    "X1", "X 2", "XX1", "x1", "X99", "K1", "%s", "%1$s", "{0}", "{name}", "{{ x }}", "{% x %}",
    "{{< x >}}", "{#x}", "{: .x}", "<x1>", "</x1>", "<b>", "&amp;", "&nbsp;", "`x`", "**", "__x__",
    "*x", "~~", "[x](y)", "![x](y)", "[[x]]", "$x$", ":x:", ":::", "|", "#", "-", "1.",
    ">", "---", "```", "<!--", "-->", "@x", "\\", "\\(x\\)", "==x==", "++x++",
)  # fmt: skip


class _Distortion(Protocol):
    def __call__(self, text: str, chance: random.Random) -> str: ...


def _words(text: str, chance: random.Random) -> str:
    """Replace every word by another one, with the same capitals."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) == 1 and word.isupper():  # A stand-in's letter, or a name's.
            return word
        new = "".join(chance.choices(_SYLLABLES, k=max(1, (len(word) + 1) // 2)))
        return new.upper() if word.isupper() else new.title() if word[0].isupper() else new

    return _LETTERS.sub(other, text)


def _order(text: str, chance: random.Random) -> str:
    """Reverse the order of the words."""
    return " ".join(reversed(text.split()))


def _drop(text: str, chance: random.Random) -> str:
    """Leave out some words, but never all of them."""
    found = text.split()
    kept = [word for word in found if chance.random() >= _SHARE]
    return " ".join(kept or found[:1])


def _double(text: str, chance: random.Random) -> str:
    """Repeat some words."""
    return _PIECE.sub(
        lambda match: f"{match[0]} {match[0]}" if chance.random() < _SHARE else match[0], text
    )


def _residue(text: str, chance: random.Random) -> str:
    """Repeat a letter or a number of whatever looks like a stand-in, leave out a space, or put a
    sign before, into or after it.
    """

    def spoilt(match: re.Match[str]) -> str:
        word, letter, number = match[0], match[1], match[2]
        sign = chance.choice(string.punctuation)
        return chance.choice([f"{word}{letter}", f"{word}{letter.lower()} ", f"{word}{number}",
                              f"{word}{letter}{number} ", f"{word}ba ", f"ba{word}",
                              f"{sign}{word}", f"{word}{sign}", f"{letter}{sign}{number}",
                              f"n{word}"])  # fmt: skip

    return _STAND_IN.sub(spoilt, text)


def _quotes(text: str, chance: random.Random) -> str:
    """Make straight quotation marks curly."""
    curly = {'"': ("“", "”"), "'": ("‘", "’")}
    text = _OPENING_QUOTE.sub(lambda match: curly[match[1]][0], text)
    return text.replace('"', "”").replace("'", "’")


def _dashes(text: str, chance: random.Random) -> str:
    """Turn dots into an ellipsis and hyphens into dashes."""
    return text.replace("...", "…").replace("--", "—").replace("-", "–")


def _spaces(text: str, chance: random.Random) -> str:
    """Put spaces around punctuation."""
    return _PUNCTUATION.sub(r" \1 ", text)


def _capitals(text: str, chance: random.Random) -> str:
    """Give every word a capital letter."""
    return _LETTERS.sub(lambda match: match[0][0].upper() + match[0][1:], text)


def _look_alikes(text: str, chance: random.Random) -> str:
    """Insert what looks like a stand-in, a placeholder or markup, before, between and after words.

    At least one is inserted.
    """
    out: list[str] = []
    for word in [*text.split(), ""]:
        if chance.random() < _SHARE:
            out.append(chance.choice(_LOOK_ALIKES))
        out.append(word)
    if len(out) <= len(text.split()) + 1:
        out.insert(chance.randrange(len(out)), chance.choice(_LOOK_ALIKES))
    return " ".join(out).strip()


def _punctuation(text: str, chance: random.Random) -> str:
    """Insert punctuation and line ends anywhere, and leave out or double those that are there."""
    out: list[str] = []
    for char in text:
        changed = chance.random() < _FEW
        if not char.isalnum() and not char.isspace():
            out.append(chance.choice(["", char * 2, char * 3]) if changed else char)
        else:
            out += (chance.choice(_SIGNS), char) if changed else (char,)
    return "".join([*out, chance.choice(_SIGNS)])


DISTORTIONS = MappingProxyType[str, _Distortion](
    {
        "words": _words,
        "order": _order,
        "drop": _drop,
        "double": _double,
        "residue": _residue,
        "quotes": _quotes,
        "dashes": _dashes,
        "spaces": _spaces,
        "capitals": _capitals,
        "look-alikes": _look_alikes,
        "punctuation": _punctuation,
    }
)
"""What `HostileEngine` can do to a sentence, by name, in the order in which it is done."""


class HostileEngine(IdentityEngine):
    """Distorts every sentence, in the same way each time.

    It does to words and to stand-ins what engines have been seen to do, only more of it. An edition
    made with it must keep its structure and everything in it that isn't words. ``distortions``
    selects some of `DISTORTIONS`. Without "drop" every word of the sentence has a counterpart.
    Another ``seed`` distorts all sentences in another way.
    """

    name = "hostile"

    def __init__(
        self,
        pairs: Collection[Pair] = PAIRS,
        delay: float = 0.0,
        distortions: Sequence[str] = tuple(DISTORTIONS),
        seed: str = "",
    ) -> None:
        super().__init__(pairs, delay)
        self._seed = seed
        self._distortions = [DISTORTIONS[name] for name in distortions]

    def _text(self, sentence: str) -> str:
        chance = random.Random(self._seed + sentence)
        for distortion in self._distortions:
            sentence = distortion(sentence, chance) if sentence else ""
        return sentence
