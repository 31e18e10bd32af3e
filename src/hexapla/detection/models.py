"""The two language identifiers, combined into one probability for each language of a script.

Both are naive Bayes classifiers, and their results are used exactly: no random sampling, no global
state.

* **py3langid**: the log-likelihoods of `LanguageIdentifier.rank`, byte n-grams, 142 classes.
* **langdetect**: the n-gram frequencies of its profiles, read for the languages of one script and
  summed over the n-grams that langdetect would extract. Its `Detector` draws n-grams at random and
  stops at a probability of 0.99999; this module computes exactly what it estimates.

With b the log-likelihoods of py3langid for m bytes, and a those of langdetect for n n-grams::

    log P(language) = b / (PY_SCALE · m ** PY_POWER) + log prior          over all languages
    then, among the languages that langdetect knows, their common probability is redistributed
    in proportion to P · exp(a / (LD_SCALE · n ** LD_POWER))

So langdetect can decide between Spanish and Portuguese, but can't take from Galician, which it
doesn't know, what py3langid gave it. The scaling calibrates the probabilities at every length. The
commonest words (`words`) redistribute in the same way, and so do words that close neighbours spell
differently (`neighbours`). What remains is divided between the known languages and others
(`strangers`), unless the letters decide (`alphabets`).
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from math import exp, log
from operator import mul
from pathlib import Path
from typing import Any

from hexapla.detection import neighbours
from hexapla.detection.alphabets import CERTAIN, by_letters
from hexapla.detection.scripts import EAST_ASIAN, LANGUAGES, han_variant, is_kana
from hexapla.detection.strangers import SCALE, look_for_strangers, scores
from hexapla.detection.unpacked import arrays
from hexapla.detection.words import evidence

__all__ = ["GUESSED", "NOT_A_LANGUAGE", "first_opinion", "probabilities"]

NOT_A_LANGUAGE = "zxx"

# Fitted on FLORES devtest, every other one of the sentences 1 to 500 of 20 languages, cut at 20, 50
# and 120 characters and whole: coordinate descent on the mean log loss, with 20 characters weighted
# three times (`python benchmarks/detection.py --fit` repeats it).
PY_SCALE, PY_POWER = 0.74, 0.35
LD_SCALE, LD_POWER = 0.76, 0.91
# Log prior of languages for which py3langid has no two-letter code (Extremaduran, Nigerian Pidgin,
# …). The same fit would practically exclude them, because FLORES's twenty languages don't include
# them; this value costs those twenty nothing.
RARE = -4.0
# Languages of which py3langid knows one, and langdetect none.
_SIBLINGS = (("bo", "dz"),)
# The weight of the commonest words (`words`), fitted likewise.
WORDS = 0.25
# The identifiers are too certain between close neighbours (`neighbours`): they count half there.
NEIGHBOURS = 0.5
# All of these together are more certain than their sum is scaled for.
SHARPNESS = 1.15
# A language that is only known from one short text is never more probable than this.
GUESSED = 0.54
# If py3langid is this certain, langdetect would change nothing and isn't loaded.
_DECIDED = 0.995
# The probability of a language that is the only known one in its script; the rest is for unknown
# languages.
_ONLY = 0.99

# Their codes that aren't canonical BCP 47. "sr" and "uz" are known in both scripts.
_PY3LANGID = {"fil": "tl", "gn": "gug", "ki": "kik", "nb": "no", "sr-Latn": "sr", "uz-Arab": "uzs",
              "uz-Cyrl": "uz"}  # fmt: skip
_LANGDETECT = {"fil": "tl", "nb": "no"}
_SMOOTHING = 0.5 / 10_000  # langdetect's own: Detector.ALPHA_DEFAULT / Detector.BASE_FREQ
_LOADING = threading.Lock()
_loaded: list[Any] = []  # py3langid's identifier, once it is loaded


def probabilities(
    text: str,
    script: str,
    likelier: Iterable[str] = (),
    odds: float = 1.0,
    *,
    closed: bool = False,
) -> dict[str, float]:
    """The probability of each language of a script, given a cleaned text in that script.

    The odds of the tags in ``likelier`` are multiplied by ``odds`` beforehand. A script that isn't
    in `LANGUAGES` has no languages. The sum is less than 1 if the text may be in a language that
    isn't known. Such languages are among the tags, but never likelier than `GUESSED`. With
    ``closed`` they aren't looked for.
    """
    languages = LANGUAGES.get(script, ())
    if not languages:
        return {}
    shown = by_letters(text, script)
    if shown:
        others = [tag for tag in languages if tag != shown]
        rest = {tag: (1 - CERTAIN) / len(others) for tag in others}
        return rest | ({shown: CERTAIN} if shown != "und" else {})
    known = _known(text, script, likelier, odds)
    if closed:
        return known
    unknown = look_for_strangers(text, script, known)
    certain = {tag: p * (1 - unknown.doubt) for tag, p in known.items()}
    return {tag: min(p, GUESSED) for tag, p in unknown.guesses.items() if p > 0.01} | certain


def _known(text: str, script: str, likelier: Iterable[str], odds: float) -> dict[str, float]:
    """The probability of each known language of a script."""
    languages = LANGUAGES[script]
    if len(languages) == 1:
        return {languages[0]: _ONLY}
    if script == EAST_ASIAN:
        logs = _east_asian(text)
    elif script == "TIBETAN":
        logs = dict.fromkeys(languages, -log(2))  # py3langid knows Dzongkha but not Tibetan
    else:
        logs = _joined(text, script)
    logs = _dealt(logs, evidence(text, logs), WORDS)
    for found in neighbours.evidence(text, logs):
        logs = _dealt(logs, found, 1.0, NEIGHBOURS)
    logs = _siblings_parted(logs, text, script)
    logs = {tag: value * SHARPNESS for tag, value in logs.items()}
    for tag in likelier:
        if tag in logs:
            logs[tag] += log(odds)
    return {tag: exp(value) for tag, value in _normalised(logs).items()}


def _siblings_parted(logs: dict[str, float], text: str, script: str) -> dict[str, float]:
    """The same, divided anew between languages that the identifiers can't tell apart."""
    for siblings in _SIBLINGS:
        if max(logs.get(tag, -99.0) for tag in siblings) > log(0.1):
            found, count = scores(text, script)
            theirs = {tag: found[tag] for tag in siblings if tag in found}
            even = _log_sum(logs[tag] for tag in siblings) - log(len(siblings))
            logs = _dealt(logs | dict.fromkeys(siblings, even), theirs, 1 / (SCALE * count**0.5))
    return logs


def _dealt(
    logs: dict[str, float], scores: Mapping[str, float], weight: float, before: float = 1.0
) -> dict[str, float]:
    """Log probabilities with those of some languages redistributed by their scores.

    ``before`` is how much the present odds between those languages count.
    """
    if len(scores) < 2:
        return logs
    shared = _log_sum(logs[tag] for tag in scores)
    dealt = _normalised({tag: before * logs[tag] + weight * value for tag, value in scores.items()})
    return logs | {tag: value + shared for tag, value in dealt.items()}


def first_opinion(text: str, script: str) -> tuple[str, str, float]:
    """langdetect's best language, the second best, and the lead of the best in nats per n-gram.

    Only for Latin script; ("und", "und", 0.0) for others and for texts without a known n-gram.
    """
    scores, count = _langdetect(text, script) if script == "LATIN" else ({}, 0)
    if not count:
        return "und", "und", 0.0
    (best, tag), (second, other) = sorted(((v, t) for t, v in scores.items()), reverse=True)[:2]
    return tag, other, (best - second) / count


def _joined(text: str, script: str) -> dict[str, float]:
    length = len(text.encode("utf-8", "surrogatepass"))
    scale = PY_SCALE * max(length, 1) ** PY_POWER
    ranked = _py3langid(text, script)
    codes = {tag: _PY3LANGID.get(tag, tag) for tag in LANGUAGES[script]}
    logs = _normalised(
        {tag: ranked[code] / scale + _log_prior(code) for tag, code in codes.items()}
    )
    scores, count = _langdetect(text, script) if max(logs.values()) < log(_DECIDED) else ({}, 0)
    if not count:
        return logs
    return _dealt(logs, scores, 1 / (LD_SCALE * count**LD_POWER))


def _east_asian(text: str) -> dict[str, float]:
    """Kana means Japanese; otherwise py3langid decides, and the characters decide the variant."""
    letters = sum(map(str.isalpha, text))
    if sum(map(is_kana, text)) * 10 >= letters:
        return {"ja": log(_ONLY), "zh-Hans": log((1 - _ONLY) / 2), "zh-Hant": log((1 - _ONLY) / 2)}
    scale = PY_SCALE * len(text.encode("utf-8", "surrogatepass")) ** PY_POWER
    ranked = _py3langid(text, EAST_ASIAN)
    logs = {code: ranked[code] / scale + _log_prior(code) for code in ("ja", "wuu", "yue", "zh")}
    chinese = logs.pop("zh")
    odds = han_variant(text)
    logs["zh-Hans"] = chinese - log(1 + exp(-odds)) if odds > -500 else chinese + odds
    logs["zh-Hant"] = chinese - log(1 + exp(odds)) if odds < 500 else chinese - odds
    return logs


def _py3langid(text: str, script: str) -> dict[str, float]:
    """py3langid's log-likelihoods, relative to the best; all 0 without a known n-gram."""
    with _LOADING:
        identifier = _identifier(script)
    ranked = identifier.rank(text)
    best = float(ranked[0][1])
    return {str(tag): float(score) - best for tag, score in ranked}


def _identifier(script: str) -> Any:
    """The identifier that `LanguageIdentifier.from_model_file` would create.

    That function unpacks the model into a temporary file, waits for it, and reads it again. Here
    langdetect's profiles, which the verdict also needs, are loaded at the same time.
    """
    if not _loaded:
        model = arrays(meanwhile=lambda: _profiles(script))
        from py3langid.langid import LanguageIdentifier

        identifier = LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            memoryview(model["nextmove"]),
            model["out_feat"].tolist(),
            tk_row=model["nextmove_row"].tolist(),
        )
        _loaded.append(identifier)
    return _loaded[0]


def _langdetect(text: str, script: str) -> tuple[dict[str, float], int]:
    """langdetect's log-likelihood of each of its languages in a script; the number of n-grams."""
    with _LOADING:
        profiles = _profiles(script)
    return profiles.scores(_grams(text))


class _Profiles:
    """langdetect's languages in a script, and how often each n-gram occurs in them."""

    def __init__(self, profiles: Mapping[str, Mapping[str, Any]]) -> None:
        self.tags = tuple(profiles)
        self._frequencies = [(one["freq"], one["n_words"]) for one in profiles.values()]
        self._rows: dict[str, tuple[float, ...]] = {}

    def scores(self, grams: Mapping[str, int]) -> tuple[dict[str, float], int]:
        """The log-likelihood of n-grams in each language, and the number of those it counts.

        Without numpy: importing it takes longer than the detection of most articles.
        """
        rows = self._rows
        for gram in grams.keys() - rows.keys():
            rows[gram] = self._row(gram)
        found = [(row, count) for gram, count in grams.items() if (row := rows[gram])]
        if not found:
            return {}, 0
        counts = [count for _, count in found]
        columns = zip(*(row for row, _ in found), strict=True)
        sums = (sum(map(mul, column, counts)) for column in columns)
        return dict(zip(self.tags, sums, strict=True)), sum(counts)

    def _row(self, gram: str) -> tuple[float, ...]:
        """The logarithm of the n-gram's probability in each language; empty if none has it.

        Computed only for the n-grams that texts contain: a table of all n-grams would take longer
        than the rest of a detection.
        """
        size = len(gram) - 1
        found = [(freq.get(gram, 0), words[size]) for freq, words in self._frequencies]
        known = any(count for count, _ in found)
        return tuple(log(count / words + _SMOOTHING) for count, words in found) if known else ()


@cache
def _profiles(script: str) -> _Profiles:
    """langdetect's profiles of a script's languages; none if it has fewer than two."""
    package = find_spec("langdetect")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).with_name("profiles")
    files = {tag: folder / _LANGDETECT.get(tag, tag) for tag in LANGUAGES[script]}
    known = {tag: file for tag, file in files.items() if file.is_file()}
    if len(known) < 2:
        return _Profiles({})
    # Not langdetect's load_json_profile: its bare except replaces KeyboardInterrupt.
    return _Profiles({tag: json.loads(file.read_bytes()) for tag, file in known.items()})


def _grams(text: str) -> Counter[str]:
    """The 1-, 2- and 3-grams of `Detector._extract_ngrams`: of words with a space on either side.

    As in that method, words in capitals are left out. Everything is counted in one go: neighbouring
    words share a space, and only a 3-gram with a space in the middle is of two words.
    """
    from langdetect.utils.ngram import NGram

    normal = NGram.normalize_vi(text).translate(_normal_characters())
    words = [w for w in normal.split(" ") if w and not (len(w) > 1 and w.isupper())]
    padded = f" {' '.join(words)} "
    grams = Counter("".join(words))
    grams.update(map("".join, pairwise(padded)))
    longest = Counter(map("".join, zip(padded, padded[1:], padded[2:], strict=False)))
    grams.update({gram: count for gram, count in longest.items() if gram[1] != " "})
    return grams


class _NormalCharacters(dict[int, str]):
    """What langdetect reads for a character, for `str.translate`."""

    def __missing__(self, character: int) -> str:
        from langdetect.utils.ngram import NGram

        return self.setdefault(character, str(NGram.normalize(chr(character))))


@cache
def _normal_characters() -> _NormalCharacters:
    return _NormalCharacters()


def _log_prior(code: str) -> float:
    return RARE if len(code) > 2 else 0.0


def _log_sum(values: Iterable[float]) -> float:
    listed = list(values)
    top = max(listed)
    return top + log(sum(exp(value - top) for value in listed))


def _normalised(logs: dict[str, float]) -> dict[str, float]:
    total = _log_sum(logs.values())
    return {tag: value - total for tag, value in logs.items()}
