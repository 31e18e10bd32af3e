"""Measure language detection, compared with langdetect and py3langid.

    python benchmarks/detection.py [--quick] [--json]
    python benchmarks/detection.py --fit        fit the constants of detection/models.py

FLORES devtest, 20 languages, sentences 501 to 1,012; constants were fitted on sentences 1 to 500.
Each sentence is tested as a whole and cut off after 20, 50 and 120 characters, unchanged and in
capitals. "Correct" is the share of correct answers among the answers given; the peers always
answer. The data is in $HEXAPLA_TEST_DATA, or in ../shared/data next to the checkout.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _figures import Figure, as_json, at_least, at_most, line, untargeted
from hexapla.detection import UNDETERMINED, detect, foreign, shares

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data")) / "flores"
TAGS = {
    "arb_Arab": "ar", "cat_Latn": "ca", "deu_Latn": "de", "eng_Latn": "en", "epo_Latn": "eo",
    "fra_Latn": "fr", "glg_Latn": "gl", "hin_Deva": "hi", "ita_Latn": "it", "jpn_Jpan": "ja",
    "kor_Hang": "ko", "nld_Latn": "nl", "pol_Latn": "pl", "por_Latn": "pt", "rus_Cyrl": "ru",
    "spa_Latn": "es", "srp_Cyrl": "sr", "tur_Latn": "tr", "ukr_Cyrl": "uk", "zho_Hans": "zh-Hans",
}  # fmt: skip
LENGTHS: dict[str, int | None] = {"20": 20, "50": 50, "120": 120, "full": None}
TARGETS = {"20": 93.0, "50": 99.0, "120": 99.5, "full": 99.5}
LACKING = ("eo", "gl", "sr")  # langdetect has no profiles for these
FITTED_ON = 500
_CODES = {"no": "nb", "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "tl": "fil"}

Detector = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of answers, correct answers and texts."""

    answered: int
    right: int
    total: int

    @property
    def correct(self) -> float:
        return 100 * self.right / max(self.answered, 1)

    @property
    def coverage(self) -> float:
        return 100 * self.answered / self.total


def corpus(first: int, last: int, step: int = 1) -> dict[str, list[str]]:
    """Sentences ``first`` to ``last`` (counted from 1) of each language, by tag."""
    found = {}
    for name, tag in TAGS.items():
        text = (DATA / f"{name}.devtest").read_text(encoding="utf-8")
        found[tag] = text.rstrip("\n").split("\n")[first - 1 : last : step]
    return found


def our_detector(text: str) -> str:
    return detect(text).tag


def langdetect_alone() -> Detector:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_profile(PROFILES_DIRECTORY)

    def run(text: str) -> str:
        detector = factory.create()
        detector.append(text)
        try:
            code = str(detector.detect())
        except LangDetectException:
            return UNDETERMINED
        return _CODES.get(code, code)

    return run


def py3langid_alone() -> Detector:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)

    def run(text: str) -> str:
        code = str(identifier.classify(text)[0])
        return _CODES.get(code, code)

    return run


def accuracy(
    detector: Detector, texts: dict[str, list[str]], length: int | None, capitals: bool
) -> dict[str, Score]:
    scores = {}
    for tag, sentences in texts.items():
        cut = [sentence[:length] for sentence in sentences]
        answers = [detector(text.upper() if capitals else text) for text in cut]
        answered = sum(answer != UNDETERMINED for answer in answers)
        scores[tag] = Score(answered, answers.count(tag), len(answers))
    return scores


def total(scores: dict[str, Score], only: tuple[str, ...] | None = None) -> Score:
    chosen = [score for tag, score in scores.items() if only is None or tag in only]
    return Score(
        sum(score.answered for score in chosen),
        sum(score.right for score in chosen),
        sum(score.total for score in chosen),
    )


Table = dict[tuple[str, str, bool], dict[str, Score]]


def accuracy_table(texts: dict[str, list[str]], quick: bool) -> Table:
    """All scores. In the quick table langdetect, which is slow, gets only every fifth sentence."""
    detectors = {
        "ours": our_detector,
        "langdetect": langdetect_alone(),
        "py3langid": py3langid_alone(),
    }
    fewer = {tag: sentences[::5] for tag, sentences in texts.items()}
    return {
        (name, label, capitals): accuracy(
            detector, fewer if quick and name == "langdetect" else texts, length, capitals
        )
        for name, detector in detectors.items()
        for label, length in LENGTHS.items()
        for capitals in (False, True)
    }


def accuracy_figures(table: Table) -> Iterator[Figure]:
    def of(name: str, label: str, capitals: bool = False) -> Score:
        return total(table[name, label, capitals])

    def peers(label: str, capitals: bool = False) -> str:
        names = ("langdetect", "py3langid")
        return ", ".join(f"{name} {of(name, label, capitals).correct:.2f}" for name in names)

    for label, target in TARGETS.items():
        value = of("ours", label).correct
        yield at_least(f"correct at {label}", value, target, "% of answers", peers(label))
    value = of("ours", "20").coverage
    yield at_least("answered at 20", value, 80.0, "% of texts", "always answer")
    for label in LENGTHS:
        value = of("ours", label).correct - of("ours", label, capitals=True).correct
        lost = ", ".join(
            f"{name} {of(name, label).correct - of(name, label, capitals=True).correct:.2f}"
            for name in ("langdetect", "py3langid")
        )
        yield at_most(f"lost in capitals at {label}", value, 1.0, "points", lost)
    for label, target in TARGETS.items():
        value = total(table["ours", label, False], LACKING).correct
        theirs = ", ".join(
            f"{name} {total(table[name, label, False], LACKING).correct:.2f}"
            for name in ("langdetect", "py3langid")
        )
        yield at_least(f"gl, eo and sr correct at {label}", value, target, "% of answers", theirs)


def documents(texts: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Documents of ten consecutive sentences in one language."""
    for tag, sentences in texts.items():
        for at in range(0, len(sentences) - 9, 10):
            yield tag, sentences[at : at + 10]


def mixed_figures(texts: dict[str, list[str]]) -> Iterator[Figure]:
    tags = list(texts)
    pure = alarms = found = shared = mixed = 0
    for n, (tag, sentences) in enumerate(documents(texts)):
        blocks = list(enumerate(sentences, 1))
        pure += 1
        alarms += any(foreign(blocks)) or len(shares(blocks)) > 1
        other = tags[(tags.index(tag) + 1 + n % (len(tags) - 1)) % len(tags)]
        where = (n % 10, (n * 7 + 3) % 10 if (n * 7 + 3) % 10 != n % 10 else (n + 1) % 10)
        for at in where:
            blocks[at] = (at + 1, texts[other][(n + at) % len(texts[other])])
        mixed += 1
        expected = [other if at in where else None for at in range(10)]
        found += foreign(blocks) == expected
        shared += [share.tag for share in shares(blocks)] == [tag, other]
    yield at_most(
        "false alarms on unmixed documents", 100 * alarms / pure, 1.0, "% of documents", ""
    )
    yield at_least(
        "both foreign sentences of ten found, no other", 100 * found / mixed, 95.0,
        "% of documents", "",
    )  # fmt: skip
    yield at_least(
        "both languages of a mixed document named", 100 * shared / mixed, 95.0,
        "% of documents", "",
    )  # fmt: skip


def speed_figures(texts: dict[str, list[str]]) -> Iterator[Figure]:
    chosen = [sentences for _, sentences in documents(texts)][:: max(1, len(texts) // 10)]
    kilobytes = sum(len("\n".join(sentences)) for sentences in chosen) / 1000
    langdetect = langdetect_alone()

    def each(work: Callable[[list[str]], Any]) -> float:
        """CPU time, because it doesn't depend on other work on the machine."""
        work(chosen[0])
        start = time.process_time()
        for sentences in chosen:
            work(sentences)
        return 1000 * (time.process_time() - start) / kilobytes

    peer = f"langdetect {each(lambda sentences: langdetect(chr(10).join(sentences))):.2f}"
    value = each(lambda sentences: detect("\n".join(sentences)))
    yield at_most("whole text, warm", value, 10.0, "ms per 1,000 characters", peer)
    peer = f"langdetect, a sentence at a time {each(lambda s: [langdetect(t) for t in s]):.2f}"
    value = each(lambda sentences: shares(list(enumerate(sentences, 1))))
    yield at_most("mixed detection, warm", value, 60.0, "ms per 1,000 characters", peer)
    for name, tag, length in (("an article", "en", None), ("40 characters", "fr", 40)):
        text = "\n".join(texts[tag][:10])[:length]
        value = first_call("from hexapla.detection import detect", text)
        peer = f"langdetect {first_call('from langdetect import detect', text):.2f}, "
        peer += f"py3langid {first_call('from py3langid import classify as detect', text):.2f}"
        yield at_most(f"first call with import, {name}", value, 0.5, "s", peer)
    again = first_call("from hexapla.detection import detect", text, kept=True)
    yield untargeted("the same once the model has been unpacked", again, "s")


def first_call(imported: str, text: str, times: int = 3, *, kept: bool = False) -> float:
    """The median time of import and first call in fresh processes, in seconds.

    The cache folder is empty each time, unless an earlier process's cache is ``kept``.
    """
    code = (
        f"import time; start = time.perf_counter(); {imported}; detect({text!r}); "
        "print(time.perf_counter() - start)"
    )
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times + kept):
            cache = Path(folder, "kept" if kept else str(number))
            run = subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "XDG_CACHE_HOME": str(cache)},
                capture_output=True,
                text=True,
                check=True,
            )
            seconds.append(float(run.stdout))
    return statistics.median(seconds[kept:])


def print_table(table: Table) -> None:
    print("correct where answered (answered), %            ours      langdetect   py3langid")
    for label in LENGTHS:
        for capitals in (False, True):
            row = [
                total(table[name, label, capitals]) for name in ("ours", "langdetect", "py3langid")
            ]
            cells = "".join(f"{score.correct:7.2f} ({score.coverage:5.1f})" for score in row)
            print(f"{label + ' characters' + (', capitals' if capitals else ''):34}{cells}")
    print("\nours, by language: correct where answered (answered), %")
    for tag in TAGS.values():
        row = [table["ours", label, False][tag] for label in LENGTHS]
        cells = "".join(f"{score.correct:7.2f} ({score.coverage:5.1f})" for score in row)
        print(f"{tag:8}{cells}")
    print()


def fit() -> None:
    """Fit the constants by coordinate descent on the mean log loss over sentences 1 to 500."""
    import numpy

    from hexapla.detection import models
    from hexapla.detection.scripts import LANGUAGES, clean, voices

    cases: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for tag, sentences in corpus(1, FITTED_ON, 2).items():
        for label, length in LENGTHS.items():
            for script, words, _ in (voices(clean(text[:length]))[0] for text in sentences):
                if tag not in LANGUAGES[script] or script == "CJK" or len(LANGUAGES[script]) == 1:
                    continue
                ranked = models._py3langid(words, script)
                theirs = [ranked[models._PY3LANGID.get(t, t)] for t in LANGUAGES[script]]
                scores, count = models._langdetect(words, script)
                ours = [scores.get(t, numpy.nan) for t in LANGUAGES[script]]
                right = LANGUAGES[script].index(tag)
                cases.setdefault((script, label), []).append(
                    (theirs, ours, len(words.encode()), max(count, 1), right)
                )
    columns = {
        key: [numpy.array(c) for c in zip(*rows, strict=True)] for key, rows in cases.items()
    }

    def log_loss(values: dict[str, float]) -> float:
        losses, weights = [], []
        for (script, label), (theirs, ours, length, count, right) in columns.items():
            codes = [models._PY3LANGID.get(tag, tag) for tag in LANGUAGES[script]]
            rare = [values["RARE"] * (len(code) > 2) for code in codes]
            logs = theirs / (values["PY_SCALE"] * length ** values["PY_POWER"])[:, None] + rare
            logs -= numpy.logaddexp.reduce(logs, axis=1, keepdims=True)
            known = ~numpy.isnan(ours[0])
            dealt = logs[:, known]
            dealt = (
                dealt + ours[:, known] / (values["LD_SCALE"] * count ** values["LD_POWER"])[:, None]
            )
            dealt -= numpy.logaddexp.reduce(dealt, axis=1, keepdims=True)
            logs[:, known] = dealt + numpy.logaddexp.reduce(logs[:, known], axis=1, keepdims=True)
            losses.append(-logs[numpy.arange(len(right)), right].sum())
            weights.append((3 if label == "20" else 1, len(right)))
        loss = sum(v * w for v, (w, _) in zip(losses, weights, strict=True))
        return float(loss / sum(w * n for w, n in weights))

    names = ("PY_SCALE", "PY_POWER", "LD_SCALE", "LD_POWER")
    values = {name: float(getattr(models, name)) for name in (*names, "RARE")}
    best, step = log_loss(values), 0.2
    while step > 0.01:
        tried = [
            values | {name: values[name] * factor}
            for name in names
            for factor in (1 + step, 1 / (1 + step))
        ]
        loss, candidate = min(((log_loss(v), v) for v in tried), key=lambda pair: pair[0])
        if loss < best - 1e-6:
            best, values = loss, candidate
        else:
            step /= 2
    print({name: round(value, 3) for name, value in values.items()}, round(best, 5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="use some of the sentences")
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    parser.add_argument("--fit", action="store_true", help="fit the constants and stop")
    options = parser.parse_args()
    if options.fit:
        fit()
        return
    everything = corpus(FITTED_ON + 1, 1012)
    tried = corpus(FITTED_ON + 1, 1012, 8) if options.quick else everything
    table = accuracy_table(tried, options.quick)
    some = {tag: sentences[:50] for tag, sentences in everything.items()}
    chosen = some if options.quick else everything
    figures = [*accuracy_figures(table), *mixed_figures(chosen), *speed_figures(some)]
    if options.json:
        print(as_json(figures))
        return
    print_table(table)
    for each in figures:
        print(line(each))


if __name__ == "__main__":
    main()
