"""Score a route: how good its translations are, measured against human ones, and how fast it is.

BLEU and chrF are computed by sacrebleu and come with the signatures that make them reproducible
(Post 2018, "A Call for Clarity in Reporting BLEU Scores"; Popović 2015, "chrF").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hexapla.catalogs.entry import Entry
from hexapla.checks.check import Context, Severity
from hexapla.checks.registry import checks
from hexapla.checks.run import check_entries
from hexapla.engines.routes import Route
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language

__all__ = ["Evaluation", "evaluate", "language_of", "read_sentences"]

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
    a warning; None if no checks are installed.
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
) -> Evaluation:
    """Translate sentences and compare the results with references, one per sentence.

    Raises UsageError if sacrebleu is not installed, InputError if there are no sentences or the
    number of references differs, EngineError if the route fails.
    """
    if len(sentences) != len(references):
        raise InputError(
            f"{len(sentences):,} sentences but {len(references):,} references",
            hint="both files need one line per sentence",
        )
    if not sentences:
        raise InputError(
            "there are no sentences to evaluate", hint="name two files with one sentence per line"
        )
    _scores([""], [""], target)  # fails before hours of work if sacrebleu is missing
    started = perf_counter()
    list(route.translate(sentences[:1]))
    loaded = perf_counter()
    found = [translation.text for translation in route.translate(sentences)]
    ended = perf_counter()
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
        _findings(sentences, found, Context(source, target)),
    )


def read_sentences(path: Path) -> list[str]:
    """The lines of a file, split at line feeds only, as in the FLORES files.

    Raises InputError if the file can't be read or is not UTF-8.
    """
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InputError(
            "is not UTF-8", where=str(path), hint="convert it to UTF-8 first"
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
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError:
        raise UsageError(
            "sacrebleu is not installed", hint="install it with `pip install sacrebleu`"
        ) from None
    bleu = BLEU(tokenize="char" if target.script in _BY_CHARACTER else "13a")
    chrf = CHRF()
    figures = []
    for metric in (bleu, chrf):
        score = metric.corpus_score(list(found), [list(references)]).score
        figures.append((float(score), str(metric.get_signature())))
    return figures[0], figures[1]


def _findings(sentences: Sequence[str], found: Sequence[str], context: Context) -> float | None:
    if not checks():
        return None
    entries = [Entry(msgid=one, msgstr=text) for one, text in zip(sentences, found, strict=True)]
    listed = check_entries(entries, context)
    flawed = sum(any(one.severity >= Severity.WARNING for one in each) for each in listed)
    return flawed / len(entries)
