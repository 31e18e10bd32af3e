"""Train the weights of `hexapla.segmentation.spaces` for Thai, and write `th.spaces.tsv`.

Trained on text that may be used for any purpose:

* the Thai and the German of Microsoft's Dynamics 365 documentation (CC BY 4.0,
  github.com/MicrosoftDocs/Dynamics-365-Operations.th-th and .de-de): people translated it sentence
  by sentence, so the lengths of the German sentences show where the Thai ones end;
* news of the Thai government (public domain, github.com/PyThaiNLP/thaigov-corpus and
  thaigov-v2-corpus): sentences end with a paragraph, and inside one where the first model is sure.

The weights of `HAND` and `LEADS` were set by hand with Thai grammars, and tuned on the Thai of
Parallel Universal Dependencies, none of which is in the file.

    python tools/spaces.py MIRROR    (folder with OWNER+NAME/repo; needs scikit-learn)
"""

from __future__ import annotations

import math
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from hexapla.segmentation import Segmenter
from hexapla.segmentation.spaces import Space, features, spaces_in

OUT = Path(__file__).parents[1] / "src/hexapla/segmentation/data/th.spaces.tsv"
DOCUMENTATION = "MicrosoftDocs+Dynamics-365-Operations.{}"
NEWS = ("PyThaiNLP+thaigov-corpus", "PyThaiNLP+thaigov-v2-corpus")
PAIRS, ARTICLES = 60_000, 5_000
RARE, SMALL = 40, 0.035  # features that occur less often, and weights below this, are left out
# Added to the learned weights: attributions, signs, and short phrases such as names.
HAND = {
    "attribution follows": -4.0, "after attribution": 2.5, "short phrase before": -0.7,
    "short phrase after": -0.5, "CๆT": -0.5, "CT<": -0.6, "C0T": -0.5, "CT0": -2.5, "CT(": -2.0,
    "C%T": -1.0, "Lนั้น": -1.2, "Lนี้": -1.0, "Lได้": 0.3, "Lเงิน": 0.4,
}  # fmt: skip
# Added if a phrase begins with one of these words, the longest that fits.
LEADS = {
    -5.0: "ซึ่ง อันเป็น อันเนื่อง รวมถึง รวมทั้ง ตลอดจน ของ ว่า ได้แก่ น.",
    -4.0: "กับ ล้าน พันล้าน ดอลลาร์ เปอร์เซ็นต์ บาท โมง ปอนด์ กิโลเมตร เมตร",
    -3.0: "เพราะ โดยเฉพาะ จะ เช่น นาที ครั้ง แห่ง ราย คะแนน ทำให้", -2.5: "โดย", -2.0: "ได้ ก็ หรือ จน",
    -1.5: "ต่อ ถึง ในขณะที่ เขียน", -1.2: "แต่ นาย", -1.0: "ที่ ปี คน เหมือน ระบุ กล่าว", -0.8: "เรื่อง",
    -0.6: "หาก หลังจาก", -0.5: "ส่วน", -0.4: "การ", -0.3: "และ", 0.0: "เช่นเดียวกับ", 0.3: "ใน นายก",
    0.4: "ด้วย", 0.5: "ที่นี่ ในทาง เป็น ระหว่าง", 0.6: "ในปี", 0.7: "ตาม แล้ว", 0.8: "นี่",
    1.0: "ที่จริง ด้วยเหตุ นอกจากนี้ อย่างไรก็ตาม ในขณะเดียวกัน",
}  # fmt: skip
SPREAD = 5.0  # of a sentence's length around that of its translation
Labelled = tuple[list[str], int]


def main() -> None:
    """Train on the texts, label the news with the first model, and train on both."""
    mirror = Path(sys.argv[1])
    random.seed(3)
    pairs = translated(mirror)
    random.shuffle(pairs)
    model = Model(labelled(pairs[:20_000], None, 3.0))
    known = labelled(pairs[:PAIRS], model, 1.5)
    model = Model(known)
    ends, inside = news(mirror)
    sure = [(one, int(value > 0.5)) for one, value in zip(inside, model.scores(inside), strict=True)
            if value > 0.5 or value < -2.0]  # fmt: skip
    weights = [1.0] * len(known) + [0.3] * len(ends) + [0.5] * len(sure)
    Model([*known, *ends, *sure], weights).write(OUT)


# ── the texts ────────────────────────────────────────────────────────────────────────────────────


def blobs(repository: Path, suffix: str) -> dict[str, str]:
    """The files with a suffix in a bare repository, by their paths."""
    git = ["git", "-C", str(repository)]
    lines = subprocess.run(
        [*git, "ls-tree", "-r", "HEAD"], capture_output=True, check=True, text=True
    )
    rows = [(line.split()[2], line.split("\t")[1]) for line in lines.stdout.splitlines()]
    rows = [row for row in rows if suffix in row[1]]
    asked = "".join(f"{name}\n" for name, _ in rows).encode()
    data = subprocess.run(
        [*git, "cat-file", "--batch"], input=asked, capture_output=True, check=True
    )
    found, at = {}, 0
    for _, path in rows:
        line = data.stdout.index(b"\n", at)
        head = data.stdout[at:line].split()
        size = int(head[2]) if len(head) == 3 else -1
        found[path] = data.stdout[line + 1 : line + 1 + size].decode("utf-8", "replace")
        at = line + 2 + size
    return found


def is_thai(text: str) -> bool:
    """Whether more than half of a text is Thai."""
    return sum("\u0e00" <= char <= "\u0e7f" for char in text) > 0.5 * len(text)


def translated(mirror: Path) -> list[tuple[str, list[str]]]:
    """Lines of Thai with the sentences of the same line in German."""
    thai, german = (blobs(mirror / DOCUMENTATION.format(tag) / "repo", ".md")
                    for tag in ("th-th", "de-de"))  # fmt: skip
    segmenter = Segmenter("de")
    found = []
    for path, text in thai.items():
        ours, theirs = (
            one.split("\n---", 2)[-1].split("\n") for one in (text, german.get(path, ""))
        )
        for line, other in zip(ours, theirs, strict=False) if len(ours) == len(theirs) else ():
            if "|" in line or line.startswith(("```", "    ", "[!")):
                continue
            plain, sentences = unmarked(line), segmenter(unmarked(other))
            if len(plain) >= 30 and " " in plain and is_thai(plain) and sentences:
                found.append((plain, [one.strip() for one in sentences]))
    return found


def unmarked(line: str) -> str:
    """A line of Markdown without its markup."""
    line = re.sub(r"!\[[^\]]*\]\([^)]*\)|<[^>]+>|\*\*|__|`|\\", "", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return " ".join(re.sub(r"^(?:\s*(?:#+|[-*+>]|\d+\.)\s+)+", "", line).split())


def news(mirror: Path) -> tuple[list[Labelled], list[list[str]]]:
    """Spaces in the place of line ends, and spaces inside of lines."""
    articles = [text for name in NEWS for text in blobs(mirror / name / "repo", ".txt").values()]
    random.shuffle(articles)
    ends: list[Labelled] = []
    inside: list[list[str]] = []
    for article in articles[:ARTICLES]:
        lines = list(dict.fromkeys(" ".join(line.split()) for line in article.split("\n")))
        lines = [line for line in lines if len(line) >= 60 and "http" not in line and is_thai(line)]
        for one, two in pairwise(lines):
            if not re.match(r"[\d\-–•*(.๐-๙]", two) and not one.endswith(
                (":", "ดังนี้", "ได้แก่", "คือ")
            ):
                ends.append((joined(one.rstrip(". "), two), 1))
        for line in lines:
            spaces = spaces_in(line, 0, len(line))
            inside += (list(features(line, one)) for one in spaces if random.random() < 0.5)
    return ends, inside


def joined(one: str, two: str) -> list[str]:
    """The features of the space between two lines that are joined."""
    text = f"{one[-120:]} {two[:120]}"
    at = len(one[-120:])
    return next(list(features(text, s)) for s in spaces_in(text, 0, len(text)) if s.start == at)


# ── the ends of sentences, by the lengths of their translations ──────────────────────────────────


def labelled(
    pairs: Sequence[tuple[str, list[str]]], model: Model | None, margin: float
) -> list[Labelled]:
    """The spaces of lines whose ends of sentences are clear."""
    found = []
    for line, sentences in pairs:
        spaces = spaces_in(line, 0, len(line))
        known = [list(features(line, one)) for one in spaces]
        scores = model.scores(known) if model and known else [0.0] * len(known)
        scores = [min(max(score, -6.0), 6.0) for score in scores]
        labels = aligned(line, spaces, [len(one) for one in sentences], scores, margin)
        found += [(one, label) for one, label in zip(known, labels, strict=True) if label >= 0]
    for (one, _), (two, _) in pairwise(pairs):
        if min(len(one), len(two)) > 60 and not one.endswith(":"):
            found.append((joined(one.rstrip("."), two), 1))
    return found


def aligned(
    line: str,
    spaces: Sequence[Space],
    lengths: Sequence[int],
    scores: Sequence[float],
    margin: float,
) -> list[int]:
    """1 for spaces between sentences, 0 for others, -1 for unclear ones."""
    count, places = len(lengths), len(spaces)
    if count == 1:
        return [0] * places
    if not count - 1 <= places <= 80 or count > 14:
        return [-1] * places
    ratio = len(line) / sum(lengths)
    starts, ends = [0, *(s.end for s in spaces)], [*(s.start for s in spaces), len(line)]

    def cost(sentence: int, first: int, last: int) -> float:
        wanted = ratio * lengths[sentence]
        return (ends[last] - starts[first] - wanted) ** 2 / (SPREAD * wanted + 9) / 2

    cuts = _cuts(count, places, cost, scores)
    labels = [0] * places
    for one in range(1, count):
        before, own, after = cuts[one - 1 : one + 2]
        labels[own - 1] = 1
        costs = {
            at: cost(one - 1, before, at - 1) + cost(one, at, after - 1) - scores[at - 1]
            for at in range(before + 1, after)
        }
        for at, value in costs.items():
            if at != own and value - costs[own] < margin:
                labels[at - 1] = labels[own - 1] = -1
    return labels


def _cuts(
    count: int, places: int, cost: Callable[[int, int, int], float], scores: Sequence[float]
) -> list[int]:
    """The starts of the sentences of the cheapest division, and the end, as numbers of phrases."""
    best = [[math.inf] * (places + 2) for _ in range(count + 1)]
    back = [[0] * (places + 2) for _ in range(count + 1)]
    best[0][0] = 0.0
    for one in range(1, count + 1):
        for last in [places + 1] if one == count else range(one, places + 1):
            for first in range(one - 1, last):
                value = best[one - 1][first] + min(cost(one - 1, first, last - 1), 8.0)
                value -= scores[last - 1] if one < count else 0.0
                if value < best[one][last]:
                    best[one][last], back[one][last] = value, first
    cuts = [places + 1]
    for one in range(count, 0, -1):
        cuts.append(back[one][cuts[-1]])
    return cuts[::-1]


# ── the model ────────────────────────────────────────────────────────────────────────────────────


class Model:
    """Logistic regression with averaged weights."""

    def __init__(self, known: Sequence[Labelled], weights: Sequence[float] | None = None) -> None:
        from sklearn.linear_model import SGDClassifier

        counts = Counter(name for one, _ in known for name in one)
        self.numbers = {
            name: at for at, name in enumerate(n for n, c in counts.items() if c >= RARE)
        }
        self.classifier = SGDClassifier(
            loss="log_loss", alpha=1e-4, max_iter=6, tol=None, random_state=0, average=True
        )
        labels = [label for _, label in known]
        self.classifier.fit(self.matrix(one for one, _ in known), labels, sample_weight=weights)

    def matrix(self, rows: Iterable[Sequence[str]]) -> object:
        """The features of spaces as a sparse matrix."""
        from scipy.sparse import csr_matrix

        indices: list[int] = []
        ends = [0]
        for row in rows:
            indices += [self.numbers[name] for name in row if name in self.numbers]
            ends.append(len(indices))
        shape = len(ends) - 1, len(self.numbers)
        return csr_matrix(([1.0] * len(indices), indices, ends), shape=shape)

    def scores(self, rows: Sequence[Sequence[str]]) -> list[float]:
        """The logarithms of odds of spaces."""
        return [float(one) for one in self.classifier.decision_function(self.matrix(rows))]

    def write(self, path: Path) -> None:
        """Write the weights, in hundredths, with those that were set by hand."""
        found = dict(zip(self.numbers, self.classifier.coef_[0], strict=True))
        found["b"] = found.get("b", 0.0) + self.classifier.intercept_[0]
        for name, value in HAND.items():
            found[name] = found.get(name, 0.0) + value
        kept = {name: round(100 * value) for name, value in found.items() if abs(value) >= SMALL}
        leads = {
            f"={word}": round(100 * value)
            for value, words in LEADS.items()
            for word in words.split()
        }
        lines = [f"{name}\t{value}\n" for name, value in sorted({**kept, **leads}.items())]
        path.write_text(
            "# Written by tools/spaces.py, which names its sources.\n" + "".join(lines), "utf-8"
        )


if __name__ == "__main__":
    main()
