"""Whether a text may be in a language that isn't known.

The identifiers of `models` always choose one of their languages: Chichewa is Shona for them. Here
the Universal Declaration of Human Rights in 400 languages says whether another language is likelier
(n-grams of 2 to 4 letters, naive Bayes), and whether a text scores as low as no text in its
language does. The files in `data/strangers` are made by `tools/strangers.py`.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any

from hexapla.lazy import lazy_re

__all__ = [
    "FOLDER",
    "SCALE",
    "STEP",
    "Strangers",
    "expected_spread",
    "grams",
    "look_for_strangers",
    "scores",
]

FOLDER = Path(__file__).with_name("data") / "strangers"
STEP = 0.04
"""The unit of the weights, in nats."""

_WORD = lazy_re(r"[^\W\d_][\w\u0300-\u036f']*")
_APOSTROPHES = str.maketrans("’ʼ`ʻ", "''''")

# Log-likelihoods are divided by SCALE · √n-grams. PRIOR are the odds of each unknown language
# against all known ones, for texts of ENOUGH n-grams (about 60 letters); in proportion to the
# square of the length below. Fitted on sentences in 75 languages (lingua-rs) and FLORES devtest 1
# to 500, of which at most one in a hundred may lose its answer.
SCALE, PRIOR, ENOUGH = 2.0, 0.04, 180
# The mean of the scores per n-gram of a language without sentences of its own, and the spread of
# those scores: SPREAD² + NOISE² / n-grams. A text that is more than LOW spreads below is doubtful,
# in a language without such sentences, which is rarer, LOW_IF_RARE spreads.
MEAN, SPREAD, NOISE, LOW = -0.5, 0.6, 6.0, 3.7
LOW_IF_RARE = 2.4
# Tswana is so near to Sotho that texts in it are always taken for that, and Rundi to Rwanda, which
# has more texts, that the two can't be told apart.
_NEAR = {("nso", "tn"): 10.0, ("st", "tn"): 10.0, ("rw", "rn"): 0.3}
# What is added to the scores per n-gram of languages whose Declaration is unlike other texts: it is
# spelled with all the tones, which newspapers leave out.
_UNLIKE = {"ln": 0.7, "yo": 1.5}


@dataclass(frozen=True, slots=True)
class Strangers:
    """The probability that a text is in none of the known languages, and in which other ones."""

    doubt: float
    guesses: Mapping[str, float]


def look_for_strangers(text: str, script: str, known: Mapping[str, float]) -> Strangers:
    """How likely a text is in another language than the ``known`` ones, given their probabilities.

    ``text`` is a cleaned text in one script.
    """
    found, count = scores(text, script)
    if not count:
        return Strangers(0.0, {})
    scale = SCALE * sqrt(count)
    top = max(found.values())
    # A known language without a Declaration is taken to score as others do on the whole.
    scored = {tag: found.get(tag, MEAN * count) + _UNLIKE.get(tag, 0.0) * count for tag in known}
    ours = sum(p * exp((scored[tag] - top) / scale) for tag, p in known.items())
    ours = max(ours, 1e-12)
    best = max(known, key=lambda tag: known[tag])
    prior = PRIOR * min(1.0, count / ENOUGH) ** 2
    theirs = {
        tag: prior * _NEAR.get((best, tag), 1.0) * exp((value - top) / scale) / ours
        for tag, value in found.items()
        if tag not in known
    }
    odds = sum(theirs.values()) + _strangeness(scored[best] / count, count, best)
    return Strangers(odds / (1 + odds), {tag: value / (1 + odds) for tag, value in theirs.items()})


def scores(text: str, script: str) -> tuple[dict[str, float], int]:
    """The log-likelihood of a text in each language of a script, relative to their mean; the number
    of n-grams that any of them has.
    """
    import numpy

    tags, missing, columns = _languages().get(script, ((), (), None))
    counts = Counter(grams(text))
    if not tags or not counts:
        return {}, 0
    keys, starts, languages, weights = _arrays()
    wanted = numpy.fromiter((zlib.crc32(gram.encode()) for gram in counts), numpy.uint32)
    numbers = numpy.fromiter(counts.values(), float)
    places = numpy.searchsorted(keys, wanted)
    places[places == len(keys)] = 0
    present = keys[places] == wanted
    places, numbers = places[present], numbers[present]
    lengths = (starts[places + 1] - starts[places]).astype(int)
    total = int(numbers.sum())
    if not total:
        return {}, 0
    ends = numpy.cumsum(lengths)
    inside = numpy.arange(ends[-1]) - numpy.repeat(ends - lengths, lengths)
    entries = numpy.repeat(starts[places].astype(int), lengths) + inside
    values = weights[entries] * STEP * numpy.repeat(numbers, lengths)
    sums = numpy.bincount(languages[entries], values, _size())[columns] + total * missing
    return dict(zip(tags, sums.tolist(), strict=True)), total


def grams(text: str) -> Iterator[str]:
    """The 2-, 3- and 4-grams of a text's words in lower case, with a space on either side."""
    for word in _WORD.findall(text.lower().translate(_APOSTROPHES).replace("i\u0307", "i")):
        padded = f" {word} "
        for size in (2, 3, 4):
            for at in range(len(padded) - size + 1):
                yield padded[at : at + size]


def _strangeness(score: float, count: int, tag: str) -> float:
    """The odds that a text with a score per n-gram isn't in a language after all."""
    usual = _usual(tag)
    mean, spread = usual or (MEAN, 1.0)
    below = (mean - score) / (spread * expected_spread(count))
    return exp(min(4.0 * (below - (LOW if usual else LOW_IF_RARE)), 50.0))


def expected_spread(count: int) -> float:
    """The usual spread of the scores per n-gram of texts with so many n-grams."""
    return sqrt(SPREAD**2 + NOISE**2 / count)


@cache
def _table() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "languages.json").read_bytes())
    return found


def _size() -> int:
    return len(_table())


@cache
def _usual(tag: str) -> tuple[float, float] | None:
    """The mean of a language's scores per n-gram, and how their spread compares to others'; None
    without sentences in it.
    """
    found = [one for one in _table() if one["tag"] == tag and one["mean"] is not None]
    return (found[0]["mean"], found[0]["spread"]) if found else None


@cache
def _languages() -> dict[str, tuple[tuple[str, ...], Any, Any]]:
    """For each script: its tags, their values for a missing n-gram, and their column numbers."""
    import numpy

    by_script: dict[str, list[int]] = {}
    for number, one in enumerate(_table()):
        by_script.setdefault(one["script"], []).append(number)
    return {
        script: (
            tuple(_table()[n]["tag"] for n in numbers),
            numpy.array([_table()[n]["missing"] for n in numbers]),
            numpy.array(numbers),
        )
        for script, numbers in by_script.items()
    }


@cache
def _arrays() -> tuple[Any, Any, Any, Any]:
    import numpy

    names = ("keys", "starts", "languages", "weights")
    keys, starts, languages, weights = (
        numpy.load(FOLDER / f"{name}.npy", mmap_mode="r") for name in names
    )
    return keys, starts, languages, weights
