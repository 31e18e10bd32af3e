"""Measure sentence segmentation: Hexapla and other libraries on the golden rules, and our speed.

Measured are exact match, boundary precision, recall and F1, and speed (CPU time on one core) for
Hexapla, and for sentencex, pysbd and blingfire if they are installed. The 684 golden cases from
pragmatic_segmenter, pySBD and sentencex contradict each other in places, so they are a guide only.
Cases whose expected segments change characters are compared without whitespace. A second table has
F1 on paragraphs of five FLORES sentences per language, with ICU (PyICU) as another peer. It is for
comparison only: many of those lines contain two sentences, so no segmenter gets far above 92.

With ``--ntrex``, only F1 on NTREX-128 in that folder, by file (see `_ntrex.py`).

    python benchmarks/segmentation.py [--quick] [--json] [--ntrex DIR]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import _ntrex
from _figures import Figure, as_json, at_least, at_most, line
from hexapla.languages import Language
from hexapla.segmentation import Segmenter

DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
Cut = Callable[[str, str], Sequence[str]]  # (language, text) → segments

GOLDEN_TARGET, GOLDEN48_TARGET, SECONDS_TARGET, RATIO_TARGET = 85.0, 46, 1.0, 4.0
MEGABYTES = 5
FLORES = {
    "arb_Arab": "ar", "cat_Latn": "ca", "deu_Latn": "de", "eng_Latn": "en", "epo_Latn": "eo",
    "fra_Latn": "fr", "glg_Latn": "gl", "hin_Deva": "hi", "ita_Latn": "it", "jpn_Jpan": "ja",
    "kor_Hang": "ko", "nld_Latn": "nl", "pol_Latn": "pl", "por_Latn": "pt", "rus_Cyrl": "ru",
    "spa_Latn": "es", "srp_Cyrl": "sr", "tur_Latn": "tr", "ukr_Cyrl": "uk", "zho_Hans": "zh",
}  # fmt: skip
LINES = 5  # per paragraph
ADVERSARIES: dict[str, Callable[[int], str]] = {
    "100k letters": lambda times: "a" * 100_000 * times,
    "100k full stops": lambda times: "." * 100_000 * times,
    "50k spaced full stops": lambda times: ". " * 50_000 * times,
    "25k Dr.": lambda times: "Dr. " * 25_000 * times,
    "50k quotation marks": lambda times: "\"'“”«»„‘’." * 5_000 * times,
    "50k closed full stops": lambda times: ".)" * 50_000 * times + "x",
    "33k initials": lambda times: "A. " * 33_000 * times,
    "20k sentences without a space": lambda times: "ab.It cd.Ef " * 10_000 * times,
    "20k list markers": lambda times: "1) a " * 20_000 * times,
    "50k ideographic full stops": lambda times: '。"' * 50_000 * times,
    "100k back-quotes": lambda times: "`" * 100_000 * times,
}


@dataclass
class Score:
    """Counts over some cases."""

    cases: int = 0
    exact: int = 0
    hits: int = 0
    found: int = 0
    wanted: int = 0
    seconds: float = 0.0
    bytes: int = 0
    per_language: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def percent(self) -> float:
        return 100 * self.exact / self.cases

    def f1(self) -> float:
        return 200 * self.hits / max(self.found + self.wanted, 1)

    def line(self, name: str) -> str:
        precision, recall = self.hits / max(self.found, 1), self.hits / max(self.wanted, 1)
        speed = self.bytes / max(self.seconds, 1e-9) / 1e6
        return (
            f"{name:10} {self.exact:4}/{self.cases} {self.percent():6.1f} %"
            f"  P {100 * precision:5.1f}  R {100 * recall:5.1f}  F1 {self.f1():5.1f}"
            f"  {speed:7.2f} MB/s"
        )


def ours(language: str, text: str) -> Sequence[str]:
    return Segmenter(language)(text)


def peers() -> tuple[dict[str, Cut], list[str]]:
    """The peers that can be imported, and the names of the others."""
    makers: dict[str, Callable[[], Cut]] = {
        "sentencex": _sentencex,
        "pysbd": _pysbd,
        "blingfire": _blingfire,
    }
    found: dict[str, Cut] = {}
    missing = []
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError:
            missing.append(name)
    return found, missing


def _sentencex() -> Cut:
    segment = importlib.import_module("sentencex").segment
    return lambda language, text: list(segment(language, text))


def _pysbd() -> Cut:
    pysbd = importlib.import_module("pysbd")
    codes = importlib.import_module("pysbd.languages").LANGUAGE_CODES
    made = {code: pysbd.Segmenter(language=code, clean=False) for code in codes}
    return lambda language, text: list(made.get(language, made["en"]).segment(text))


def _blingfire() -> Cut:
    cut = importlib.import_module("blingfire").text_to_sentences
    return lambda language, text: str(cut(text)).split("\n")


def _icu() -> Cut:
    icu = importlib.import_module("icu")
    iterators: dict[str, Any] = {}

    def cut(language: str, text: str) -> list[str]:
        if language not in iterators:
            iterators[language] = icu.BreakIterator.createSentenceInstance(icu.Locale(language))
        wide = icu.UnicodeString(text)  # its offsets count UTF-16 units
        iterators[language].setText(wide)
        bounds = [0, *iterators[language]]
        return [str(wide[start:end]) for start, end in pairwise(bounds)]

    return cut


def paragraphs(step: int) -> dict[str, list[dict[str, object]]]:
    """Every ``step``-th paragraph of each language of FLORES, as cases like the golden ones."""
    found: dict[str, list[dict[str, object]]] = {}
    for name, language in FLORES.items():
        lines = (DATA / "flores" / f"{name}.devtest").read_text("utf-8").rstrip("\n").split("\n")
        joiner = Language(language).joiner
        for start in range(0, len(lines), LINES * step):
            expected = [" ".join(line.split()) for line in lines[start : start + LINES]]
            case: dict[str, object] = {
                "lang": language,
                "text": joiner.join(expected),
                "expected": expected,
            }
            found.setdefault(language, []).append(case)
    return found


def squeezed(segments: Sequence[str]) -> list[str]:
    """Segments without whitespace, and without empty ones."""
    return [text for text in ("".join(segment.split()) for segment in segments) if text]


def boundaries(segments: Sequence[str]) -> set[int]:
    """The offsets of the boundaries between segments, counted without whitespace."""
    offsets, at = set(), 0
    for segment in segments[:-1]:
        at += len(segment)
        offsets.add(at)
    return offsets


def agree(got: Sequence[str], case: dict[str, object]) -> bool:
    """Whether segments are as expected; inner whitespace counts if the case preserves it."""
    expected = [str(segment).strip() for segment in _list(case["expected"])]
    text = str(case["text"])
    if all(segment in text for segment in expected):
        return [segment.strip() for segment in got if segment.strip()] == expected
    return squeezed(got) == squeezed(expected)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def measure(cut: Cut, cases: Sequence[dict[str, object]]) -> Score:
    score = Score()
    for case in cases:
        language, text = str(case["lang"]), str(case["text"])
        began = time.process_time()
        got = cut(language, text)
        score.seconds += time.process_time() - began
        score.bytes += len(text.encode("utf-8", "surrogatepass"))
        exact = agree(got, case)
        found = boundaries(squeezed(got))
        wanted = boundaries(squeezed([str(segment) for segment in _list(case["expected"])]))
        score.cases += 1
        score.exact += exact
        score.hits += len(found & wanted)
        score.found += len(found)
        score.wanted += len(wanted)
        score.per_language[language][0] += exact
        score.per_language[language][1] += 1
    return score


def seconds_for_news(cut: Cut, size: int) -> float:
    """The seconds for ``size`` bytes of English news in one string, the best of three runs."""
    article = (DATA / "coalition-in-syria.txt").read_text("utf-8").replace("\n", " ") + " "
    text = article * (size // len(article.encode()) + 1)
    return min(_timed(cut, text) for _ in range(3))


def worst_ratio(times: int) -> tuple[str, float]:
    """The worst of the adversarial inputs, and how much longer an input twice as long takes."""
    ratios = {}
    for name, make in ADVERSARIES.items():
        short, long = make(times), make(2 * times)
        ratios[name] = min(_timed(ours, long) for _ in range(3)) / max(
            min(_timed(ours, short) for _ in range(3)), 0.005
        )
    name = max(ratios, key=lambda key: ratios[key])
    return name, ratios[name]


def _timed(cut: Cut, text: str) -> float:
    began = time.process_time()
    cut("en", text)
    return time.process_time() - began


def targets(scores: dict[str, Score], golden48: dict[str, int]) -> list[Figure]:
    """One figure for each of the project's targets."""
    others = [key for key in scores if key != "hexapla"]
    percents = ", ".join(f"{name} {scores[name].percent():.1f}" for name in others)
    counts = ", ".join(f"{name} {golden48[name]}" for name in others)
    seconds = seconds_for_news(ours, MEGABYTES * 1_000_000)
    name, ratio = worst_ratio(1)
    return [
        at_least("golden rules, exact", scores["hexapla"].percent(), GOLDEN_TARGET, "%", percents),
        at_least("English golden rules", golden48["hexapla"], GOLDEN48_TARGET, "of 48", counts),
        at_most(f"{MEGABYTES} MB of news", seconds, SECONDS_TARGET, "s"),
        at_most(f"time for twice the text (worst: {name})", ratio, RATIO_TARGET, "times"),
    ]


def report_paragraphs(cuts: dict[str, Cut], quick: bool) -> None:
    found = paragraphs(10 if quick else 1)
    scores = {
        name: {language: measure(cut, cases).f1() for language, cases in found.items()}
        for name, cut in cuts.items()
    }
    print("F1 on FLORES: ", *(f"{name:>10}" for name in scores))
    for language in found:
        print(f"{language:14}", *(f"{of[language]:10.1f}" for of in scores.values()))
    print(
        f"{'mean':14}", *(f"{statistics.mean(of.values()):10.1f}" for of in scores.values()), "\n"
    )


def report_ntrex(folder: Path) -> int:
    if not (folder / "DOCUMENT_IDS.tsv").is_file():
        print(f"skipped: {folder} has no DOCUMENT_IDS.tsv")
        return 0
    scores: list[tuple[float, str, str, bool]] = []
    for language, path in _ntrex.files(folder):
        f1 = measure(ours, _ntrex.cases(folder, language, path)).f1()
        scores.append((f1, path.name.split(".")[1], language, Segmenter(language).supported))
    for f1, code, language, own in sorted(scores):
        print(f"{code:9} {language:9} {'own data' if own else 'generic':9} F1 {f1:5.1f}")
    print(f"mean of {len(scores)} files: F1 {statistics.mean(row[0] for row in scores):.1f}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="less text for the peers: takes less than a minute"
    )
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    parser.add_argument("--ntrex", type=Path, metavar="DIR", help="only F1 on NTREX-128")
    options = parser.parse_args()
    if options.ntrex:
        return report_ntrex(options.ntrex)
    with (DATA / "golden_rules.jsonl").open(encoding="utf-8") as lines:
        cases = [json.loads(row) for row in lines]
    found, missing = peers()
    cuts = {"hexapla": ours, **found}
    scores = {name: measure(cut, cases) for name, cut in cuts.items()}
    english = [case for case in cases if case["golden48"]]
    golden48 = {name: measure(cut, english).exact for name, cut in cuts.items()}
    results = targets(scores, golden48)
    if options.json:
        print(as_json(results))
        return 0
    report(scores, golden48, missing)
    try:
        report_paragraphs({**cuts, "ICU": _icu()}, options.quick)
    except ImportError:
        print("ICU        not installed (PyICU)")
        report_paragraphs(cuts, options.quick)
    size = 100_000 if options.quick else 1_000_000
    for name, cut in found.items():
        megabytes = size / 1e6 / seconds_for_news(cut, size)
        print(f"{name}: {megabytes:.2f} MB/s on {size / 1e6} MB of news")
    for result in results:
        print(line(result))
    return 0


def report(scores: dict[str, Score], golden48: dict[str, int], missing: Sequence[str]) -> None:
    for name, score in scores.items():
        print(score.line(name), f" golden48 {golden48[name]}/48")
    for name in missing:
        print(f"{name:10} not installed")
    print("\nexact by language:", *(f"{name:>10}" for name in scores))
    for language, (_, cases) in sorted(scores["hexapla"].per_language.items()):
        row = (f"{score.per_language[language][0]:>10}" for score in scores.values())
        print(f"{language:4} of {cases:4}       ", *row)
    print()


if __name__ == "__main__":
    sys.exit(main())
