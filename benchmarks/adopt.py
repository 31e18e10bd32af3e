"""Measure `translate adopt` on texts and translations in which sentences were changed.

The texts are made from FLORES ($HEXAPLA_TEST_DATA, default ../shared/data): 60 sentences in
paragraphs. On either side 1% of the sentences are left out and 1% are others, 2% are joined with
the next one, and 0.5% of the translations change places with it. Pairs that were found are
compared with those that were made: F1 over pairs of sentences, and the precision of the pairs with
a confidence of at least 0.9. The peer is NLTK's Gale and Church, which only compares lengths, in
the Python that $HEXAPLA_PEERS names.

Expected before measuring: F1 of 98% with languages that share words with English, less with
Chinese. The peer loses everything after a sentence that is left out, until the next paragraph.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from _figures import Figure, as_json, at_least, line, untargeted
from hexapla.drafting.pairing import Piece, pair

DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", "../shared/data")) / "flores"
LANGUAGES = ("spa", "fra", "deu", "rus", "arb", "zho")
SENTENCES, DROPPED, ADDED, JOINED, EXCHANGED = 60, 0.01, 0.01, 0.02, 0.005
SURE = 0.9
F1_PERCENT, PRECISION_PERCENT = 95.0, 99.0
PEER = """
import json, sys
from nltk.translate.gale_church import align_blocks
print(json.dumps([align_blocks(*both) for both in json.load(sys.stdin)]))
"""


Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Line:
    """A sentence that is made of some sentences of FLORES; ``first`` in its paragraph."""

    made_of: frozenset[int]
    text: str
    first: bool


def sentences(language: str) -> list[str]:
    (path,) = DATA.glob(f"{language}_*.devtest")
    return path.read_text("utf-8").rstrip("\n").split("\n")


def side(
    known: Sequence[str], order: Sequence[int], starts: set[int], chance: random.Random
) -> list[Line]:
    """The sentences with these numbers as a text, with changes."""
    made: list[Line] = []
    first, at = True, 0
    while at < len(order):
        first = first or at in starts
        one = order[at]
        if chance.random() < DROPPED:
            at += 1
            continue
        if chance.random() < ADDED:
            made.append(Line(frozenset(), known[chance.randrange(len(known))], first))
            first = False
        joined = chance.random() < JOINED and at + 1 < len(order) and at + 1 not in starts
        group = order[at : at + 2] if joined else [one]
        texts = [known[number] for number in group]
        if joined:
            texts = [texts[0].rstrip(".。") + ";", texts[1][:1].lower() + texts[1][1:]]
        made.append(Line(frozenset(group), " ".join(texts), first))
        first = False
        at += len(group)
    return made


def document(seed: int, source: Sequence[str], target: Sequence[str]) -> tuple[list[Line], ...]:
    chance = random.Random(seed)
    begin = chance.randrange(len(source) - SENTENCES)
    numbers = list(range(begin, begin + SENTENCES))
    starts, at = {0}, 0
    while at < SENTENCES:
        at += chance.randint(1, 5)
        starts.add(at)
    exchanged = numbers[:]
    for at in range(SENTENCES - 1):
        if chance.random() < EXCHANGED and at + 1 not in starts:
            exchanged[at : at + 2] = exchanged[at + 1], exchanged[at]
    return side(source, numbers, starts, chance), side(target, exchanged, starts, chance)


def pieces(text: Sequence[Line]) -> list[Piece]:
    lasts = [at + 1 == len(text) or text[at + 1].first for at in range(len(text))]
    return [
        Piece(one.text, first=one.first, last=last) for one, last in zip(text, lasts, strict=True)
    ]


def scores(found: Pairs, real: Pairs) -> tuple[int, int, int]:
    return len(found & real), len(found), len(real)


def share(part: int, whole: int) -> float:
    return 100 * part / max(1, whole)


def f1(sums: Sequence[int]) -> float:
    right, found, real = sums
    return 200 * right / max(1, found + real)


def by_peer(documents: Sequence[tuple[list[Line], ...]]) -> list[Pairs] | None:
    """The pairs that NLTK finds; None if it isn't installed."""
    lengths = [[[len(one.text) for one in text] for text in both] for both in documents]
    python = os.environ.get("HEXAPLA_PEERS", sys.executable)
    done = subprocess.run(
        [python, "-c", PEER], input=json.dumps(lengths), capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    return [{(i, j) for i, j in found} for found in json.loads(done.stdout)]


def measure(language: str, count: int) -> list[Figure]:
    english, other = sentences("eng"), sentences(language)
    documents = [document(seed, english, other) for seed in range(count)]
    real = [
        {(i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if a.made_of & b.made_of}
        for ours, theirs in documents
    ]
    sums, sure = [0, 0, 0], [0, 0]
    for both, gold in zip(documents, real, strict=True):
        found: dict[tuple[int, int], float] = {}
        ours, theirs = both
        for bead in pair(pieces(ours), pieces(theirs)):
            found |= {(i, j): bead.confidence for i in bead.ours for j in bead.theirs}
        sums = [a + b for a, b in zip(sums, scores(set(found), gold), strict=True)]
        certain = {one for one, confidence in found.items() if confidence >= SURE}
        sure = [sure[0] + len(certain & gold), sure[1] + len(certain)]
    name = f"eng to {language}"
    figures = [
        at_least(f"{name}: F1 of pairs", f1(sums), F1_PERCENT, "%"),
        at_least(
            f"{name}: precision from {SURE}",
            100 * sure[0] / max(1, sure[1]),
            PRECISION_PERCENT,
            "%",
        ),
        untargeted(f"{name}: pairs with at least {SURE}", share(sure[1], sums[1]), "%"),
    ]
    peer = by_peer(documents)
    if peer is not None:
        each = [scores(found, gold) for found, gold in zip(peer, real, strict=True)]
        value = f1([sum(one) for one in zip(*each, strict=True)])
        figures.append(untargeted(f"{name}: F1 of pairs", value, "%", "NLTK's Gale and Church"))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two languages, and fewer texts")
    parser.add_argument("--json", action="store_true", help="print the figures with a target")
    options = parser.parse_args()
    if not DATA.is_dir():
        print("[]" if options.json else f"{DATA} is missing: nothing is measured")
        return
    languages, count = (("spa", "zho"), 8) if options.quick else (LANGUAGES, 40)
    figures = [figure for language in languages for figure in measure(language, count)]
    print(as_json(figures) if options.json else "\n".join(map(line, figures)))


if __name__ == "__main__":
    main()
