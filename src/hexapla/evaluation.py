"""Score routes: how good their translations are, measured against human ones, and how fast.

BLEU and chrF are computed by sacrebleu and come with the signatures that make them reproducible
(Post 2018, "A Call for Clarity in Reporting BLEU Scores"; Popović 2015, "chrF"). Routes are
compared by a paired bootstrap (Koehn 2004, "Statistical Significance Tests for Machine Translation
Evaluation"), as sacrebleu does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from hexapla.catalogs.entry import Entry
from hexapla.checks.check import Context, Severity
from hexapla.checks.registry import checks
from hexapla.checks.run import check_entries
from hexapla.engines.engine import Translation
from hexapla.engines.routes import Route
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.message import msg

__all__ = [
    "Comparison",
    "Evaluation",
    "by_document",
    "compare",
    "evaluate",
    "language_of",
    "read_sentences",
]

SIGNIFICANT = 0.05
"""A difference with at most this p is significant: with 95% confidence it is no coincidence."""
# As in sacrebleu.
_RESAMPLES, _SEED = 1_000, 12_345
# How many chosen sentences are in memory at a time.
_CELLS = 4_000_000

# sacrebleu's default tokenizer expects spaces between words; in these scripts each character is a
# token.
_BY_CHARACTER = frozenset(["Hans", "Hant", "Jpan", "Kore", "Thai", "Laoo", "Khmr", "Mymr"])


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation.

    ``bleu`` and ``chrf`` are corpus scores from 0 to 100, each with its signature. ``loading`` is
    the time in seconds until the first sentence was translated, ``seconds`` the time for all
    sentences after that. ``untranslated`` is the number of sentences that the route couldn't
    translate. ``findings`` is the share of sentences, from 0 to 1, in which a check finds at least
    a warning; None if no checks are installed. ``findings_by_check`` has the number of sentences
    for each check. ``texts`` are the translations.
    """

    origin: str
    sentences: int
    words: int
    untranslated: int
    bleu: float
    bleu_signature: str
    chrf: float
    chrf_signature: str
    loading: float
    seconds: float
    findings: float | None
    findings_by_check: Mapping[str, int] = field(default_factory=dict)
    texts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def speed(self) -> float:
        """Sentences per second, once the models are loaded."""
        return self.sentences / self.seconds if self.seconds else 0.0


def evaluate(
    route: Route,
    source: Language,
    target: Language,
    sentences: Sequence[str],
    references: Sequence[str],
    translate: Callable[[Sequence[str]], Iterator[Translation]] | None = None,
) -> Evaluation:
    """Translate sentences and compare the results with references, one per sentence.

    ``translate`` does this with the route, by default `Route.translate`.

    Raises UsageError if sacrebleu is not installed, InputError if there are no sentences or the
    number of references differs, EngineError if the route fails.
    """
    if len(sentences) != len(references):
        raise InputError(
            msg("{n:,} sentences but {n2:,} references", n=len(sentences), n2=len(references)),
            hint=msg("both files need one line per sentence"),
        )
    if not sentences:
        raise InputError(
            msg("there are no sentences to evaluate"),
            hint=msg("name two files with one sentence per line"),
        )
    _scores([""], [""], target)  # fails before hours of work if sacrebleu is missing
    started = perf_counter()
    translate = translate or route.translate
    list(translate(sentences[:1]))
    loaded = perf_counter()
    found = [translation.text for translation in translate(sentences)]
    ended = perf_counter()
    flawed = _findings(sentences, found, Context(source, target))
    (bleu, bleu_signature), (chrf, chrf_signature) = _scores(found, references, target)
    return Evaluation(
        route.origin,
        len(sentences),
        sum(len(sentence.split()) for sentence in sentences),
        sum(not text for text in found),
        bleu,
        bleu_signature,
        chrf,
        chrf_signature,
        loaded - started,
        ended - loaded,
        None if flawed is None else sum(map(bool, flawed)) / len(flawed),
        Counter(name for names in flawed or () for name in sorted(names)),
        tuple(found),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a route compares with the best one: its chrF minus the other's.

    ``low`` and ``high`` are the ends of the 95% interval of the difference over the resamples, and
    ``p`` is the probability of such a difference if the two were equally good. ``signature`` makes
    it reproducible.
    """

    origin: str
    best: str
    difference: float
    low: float
    high: float
    p: float
    signature: str

    @property
    def significant(self) -> bool:
        """Whether the difference is probably no coincidence."""
        return self.p <= SIGNIFICANT


def compare(results: Sequence[Evaluation], references: Sequence[str]) -> list[Comparison]:
    """Compare every other evaluation of the same sentences with the one that has the best chrF."""
    best, *others = sorted(results, key=lambda one: -one.chrf)
    if not others:
        return []
    import numpy as np

    metric = _metrics_module().CHRF()
    top, *rest = _resampled(metric, [best, *others], references)
    signature = metric.get_signature()
    signature.update("bs", _RESAMPLES)
    signature.update("seed", _SEED)
    found = []
    for one, scores in zip(others, rest, strict=True):
        low, high = np.quantile(scores - top, (0.025, 0.975))
        difference = one.chrf - best.chrf
        # sacrebleu's two-sided test of the null hypothesis that the two are equally good.
        sizes = np.abs(scores - top)
        extreme = np.sum(sizes - sizes.mean() > abs(difference))
        p = float((extreme + 1) / (_RESAMPLES + 1)) if sizes.any() else 1.0
        found.append(
            Comparison(
                one.origin, best.origin, difference, float(low), float(high), p, str(signature)
            )
        )
    return found


def _resampled(metric: Any, results: Sequence[Evaluation], references: Sequence[str]) -> list[Any]:
    """The scores of each evaluation over the same resamples of the sentences."""
    import numpy as np

    size = len(references)
    statistics = [
        np.array(
            metric._extract_corpus_statistics(list(one.texts), [list(references)]), dtype="float64"
        )
        for one in results
    ]
    sums: list[list[Any]] = [[] for _ in results]
    random = np.random.default_rng(_SEED)
    rows = max(1, _CELLS // size)
    for start in range(0, _RESAMPLES, rows):
        shape = (min(rows, _RESAMPLES - start), size)
        chosen = random.choice(size, size=shape, replace=True)
        counts = np.stack([np.bincount(row, minlength=size) for row in chosen]).astype("float64")
        for own, each in zip(statistics, sums, strict=True):
            each.append(counts @ own)
    return [
        np.array([metric._compute_score_from_stats(row).score for row in np.concatenate(each)])
        for each in sums
    ]


def by_document(
    result: Evaluation, references: Sequence[str], documents: Sequence[str]
) -> dict[str, tuple[int, float]]:
    """The number of sentences and the chrF of each document, by its name.

    ``documents`` has the name of the document of each sentence.
    """
    places: dict[str, list[int]] = {}
    for at, name in enumerate(documents):
        places.setdefault(name, []).append(at)
    metric = _metrics_module().CHRF()

    def score(own: Iterable[int]) -> float:
        texts, right = zip(*((result.texts[at], references[at]) for at in own), strict=True)
        return float(metric.corpus_score(list(texts), [list(right)]).score)

    return {name: (len(own), score(own)) for name, own in places.items()}


def read_sentences(path: Path) -> list[str]:
    """The lines of a file, split at line feeds only, as in the FLORES files.

    Raises InputError if the file can't be read or is not UTF-8.
    """
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InputError(
            msg("is not UTF-8"), where=str(path), hint=msg("convert it to UTF-8 first")
        ) from None
    return [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def language_of(path: Path) -> Language | None:
    """The language at the start of a file name, as in ``eng_Latn.devtest``, or None."""
    try:
        language = Language(path.name.partition(".")[0])
    except UsageError:
        return None
    plain = Language(language.base)
    # Chinese is written in two scripts, and models name the script.
    usual = language.base != "zh" and language.tag == f"{plain.base}-{plain.script}"
    return plain if usual else language


def _scores(
    found: Sequence[str], references: Sequence[str], target: Language
) -> tuple[tuple[float, str], tuple[float, str]]:
    metrics = _metrics_module()
    bleu = metrics.BLEU(tokenize="char" if target.script in _BY_CHARACTER else "13a")
    chrf = metrics.CHRF()
    figures = []
    for metric in (bleu, chrf):
        score = metric.corpus_score(list(found), [list(references)]).score
        figures.append((float(score), str(metric.get_signature())))
    return figures[0], figures[1]


def _metrics_module() -> Any:
    try:
        import sacrebleu.metrics
    except ImportError:
        raise UsageError(
            msg("sacrebleu is not installed"), hint=msg("install it with `pip install sacrebleu`")
        ) from None
    return sacrebleu.metrics


def _findings(
    sentences: Sequence[str], found: Sequence[str], context: Context
) -> list[set[str]] | None:
    """The checks that find something in each sentence; None if no checks are installed."""
    if not checks():
        return None
    entries = [Entry(msgid=one, msgstr=text) for one, text in zip(sentences, found, strict=True)]
    listed = check_entries(entries, context)
    return [{one.check for one in each if one.severity >= Severity.WARNING} for each in listed]
