"""Measure how well the risk of drafts finds the bad ones: by the engine's score, a critic, or both.

* Sentences of FLORES (news) and of the corpora (everyday sentences, manuals) are drafted by one
  engine, and another one gives its opinion, as `[draft] critic` does. The quality of a draft is its
  sentence chrF against the human translation. Measured are the correlation of the risk with it, and
  how many of the worst 20% of the drafts are among the first 20% in the order of risk: 20% by
  chance. For "score" the drafts have no opinion, for "critic" no score.
* Planted mistakes (`checking.mechanical`, and those written by hand): the share that has a higher
  risk than the correct translation; equal risks count half.

The small Argos package is far worse than Apertium, so that the last engine pairs show what a critic
is worth that is worse than the engine that drafts. The figures with targets are those of a critic
that is as good. Expected before measuring: 1.5 times chance, and more than either alone.

    python benchmarks/critic.py [--quick] [--json]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import correlation

from _figures import Figure, as_json, at_least, line, untargeted
from checking.flores import sentences as flores
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.opinion import Opinion
from hexapla.catalogs.provenance import Draft
from hexapla.checks import Context, check_entries, risk
from hexapla.drafting.chrf import chrf
from hexapla.drafting.drafter import drafter
from hexapla.drafting.second import Critic, opinions
from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.cache import Cache
from hexapla.engines.caching import CachedEngine
from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.engines.models import packages
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language
from markup import CORPUS, PACKAGE
from planted import by_hand, by_program

ENGLISH, SPANISH = Language("en"), Language("es")
CONTEXT = Context(ENGLISH, SPANISH)
FORTH, BACK = Pair("en", "es"), Pair("es", "en")
WORST = 5  # One in five.
WAYS = ("score", "critic", "both")

Texts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """An engine that drafts, and one that criticizes; with ``back`` it translates drafts back."""

    name: str
    drafts: Route
    critic: Route
    back: bool = False

    def drafted(self, sentences: Sequence[str]) -> list[Translation]:
        return list(drafter(self.drafts, ENGLISH, SPANISH).translate(sentences))

    def judge(self) -> Critic:
        languages = (SPANISH, ENGLISH) if self.back else (ENGLISH, SPANISH)
        return opinions(drafter(self.critic, *languages), {}, back=self.back)


def settings(folder: Path) -> Iterator[Setting]:
    """The engine pairs of this machine; the first one's critic is as good as its engine."""
    packages.install(PACKAGE)
    cache = Cache(folder / "cache.sqlite")

    def route(engine: Engine, pair: Pair) -> Route:
        return Route((Hop(CachedEngine(engine, cache), pair),))

    argos, apertium = route(ArgosEngine(), FORTH), route(ApertiumEngine(), FORTH)
    back = route(ApertiumEngine(), BACK)
    yield Setting("argos, critic apertium", argos, apertium)
    yield Setting("argos, back by apertium", argos, back, back=True)
    yield Setting("apertium, critic argos", apertium, argos)
    yield Setting("apertium, back by apertium", apertium, back, back=True)


def corpus(count: int) -> Texts:
    """Sentence pairs spread over the corpora, of the length of sentences in articles."""
    import lzma

    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in lines]
    long = [(one[0], one[1]) for one in pairs if 40 < len(one[0]) < 300]
    return long[:: len(long) // count][:count]


def entry(source: str, text: str, score: float | None, opinion: Opinion | None) -> Entry:
    """A draft as it is in a catalog."""
    comments = [Draft.of("engine 1", score, source, text).comment()]
    comments += [opinion.comment()] if opinion else []
    return Entry(source, text, flags=("fuzzy",), comments=tuple(comments))


def risks(entries: Sequence[Entry]) -> list[float]:
    """The risk of each draft, with the findings of the checks."""
    return [risk(one, found) for one, found in zip(entries, check_entries(entries, CONTEXT),
                                                    strict=True)]  # fmt: skip


def first_worst(dangers: Sequence[float], quality: Sequence[float]) -> float:
    """The percentage of the worst drafts that are among as many with the highest risk."""
    count = len(quality) // WORST
    worst = sorted(range(len(quality)), key=lambda at: quality[at])[:count]
    first = sorted(range(len(quality)), key=lambda at: -dangers[at])[:count]
    return 100 * len({*worst} & {*first}) / count


def measured(setting: Setting, texts: Texts) -> dict[str, tuple[float, float]]:
    """By way: the correlation with quality, and the share of the worst among the first."""
    sources = [source for source, _ in texts]
    drafts = setting.drafted(sources)
    said = list(setting.judge()(sources, [one.text for one in drafts]))
    quality = [chrf(one.text, right) for one, (_, right) in zip(drafts, texts, strict=True)]
    found = {}
    for way in WAYS:
        entries = [
            entry(source, draft.text, draft.score if way != "critic" else None,
                  opinion if way != "score" else None)
            for source, draft, opinion in zip(sources, drafts, said, strict=True)
        ]  # fmt: skip
        dangers = risks(entries)
        good = [-danger for danger in dangers]
        found[way] = (correlation(good, quality), first_worst(dangers, quality))
    return found


def of_drafts(setting: Setting, texts: dict[str, Texts], *, aimed: bool) -> Iterator[Figure]:
    """The figures of one engine pair; those over all texts have targets if they are ``aimed``."""
    for name, pairs in (*texts.items(), ("all", [one for each in texts.values() for one in each])):
        found = measured(setting, pairs)
        for at, (what, unit) in enumerate((("correlation of risk and chrF", ""),
                                           ("worst 20% in the first 20%", "%"))):  # fmt: skip
            score, critic, both = (found[way][at] for way in WAYS)
            label = f"{setting.name}, {name}: {what}"
            peer = f"score alone {score:.2f}, critic alone {critic:.2f}"
            least = max(score, critic, 30.0 if unit else 0.0)
            if aimed and name == "all":
                yield at_least(label, both, round(least, 2), unit, peer)
            else:
                yield untargeted(label, both, unit, peer)


def of_planted(setting: Setting, count: int) -> Iterator[Figure]:
    """Whether planted mistakes are more at risk than the correct translations."""
    cases = [*by_program(("es",), count), *by_hand(("es",))]
    pairs = [one for _, _, right, wrong, _ in cases for one in (right, wrong)]
    said = setting.judge()([one.msgid for one in pairs], [one.msgstr for one in pairs])
    plain = [
        replace(entry(one.msgid, one.msgstr, None, None), references=one.references)
        for one in pairs
    ]
    told = [
        replace(one, comments=(*one.comments, opinion.comment())) if opinion else one
        for one, opinion in zip(plain, said, strict=True)
    ]
    without, with_critic = (_higher(risks(entries)) for entries in (plain, told))
    label = f"{setting.name}: planted mistakes more at risk than the correct translation"
    yield at_least(label, with_critic, round(without, 2), "%", f"without a critic {without:.2f}")


def _higher(dangers: Sequence[float]) -> float:
    both = list(zip(dangers[::2], dangers[1::2], strict=True))
    return 100 * sum((wrong > right) + (wrong == right) / 2 for right, wrong in both) / len(both)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a sample, in less than a minute")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    for needed in (PACKAGE, CORPUS):
        if not needed.exists():
            sys.exit(f"{needed} does not exist (set HEXAPLA_TEST_DATA)")
    news = flores("es")
    if wanted.quick:
        news = news[::20]
    texts = {"news": news, "corpora": corpus(len(news))}
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ARGOS_PACKAGES_DIR"] = folder
        for number, setting in enumerate(settings(Path(folder))):
            if wanted.quick and number:
                break
            found = list(of_drafts(setting, texts, aimed=not number))
            if not number:
                found += of_planted(setting, 1 if wanted.quick else 10)
            rows += found
            if not wanted.json:
                print("\n".join(map(line, found)), flush=True)
    if wanted.json:
        print(as_json(rows))
    sys.exit(0 if all(row.met for row in rows) else 1)


if __name__ == "__main__":
    main()
