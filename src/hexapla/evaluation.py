"""How good and how fast a route is: sentences translated and held against a person's.

BLEU and chrF are sacrebleu's, with the signatures that say exactly how they were computed
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

# sacrebleu's tokenizer is made for scripts with spaces; in these a character is a token.
_BY_CHARACTER = frozenset(["Hans", "Hant", "Jpan", "Kore", "Thai", "Laoo", "Khmr", "Mymr"])


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found.

    ``bleu`` and ``chrf`` are corpus scores from 0 to 100, each with its signature; ``loading``
    is the seconds until the first sentence was there, ``seconds`` those for all after that;
    ``untranslated`` the sentences that the route could not do; ``findings`` the share, 0 to 1,
    of sentences of which a check finds at least a warning, None where no checks are installed.
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
        """Sentences a second, once the models are loaded."""
        return self.sentences / self.seconds if self.seconds else 0.0


def evaluate(
    route: Route,
    source: Language,
    target: Language,
    sentences: Sequence[str],
    references: Sequence[str],
) -> Evaluation:
    """Translate sentences and compare what comes with references, one each.

    Raises UsageError where sacrebleu is not installed, InputError where there are not as many
    references as sentences, or none, EngineError where the route fails.
    """
    if len(sentences) != len(references):
        raise InputError(
            f"there are {len(sentences):,} sentences, and {len(references):,} references",
            hint="both need a line for each sentence",
        )
    if not sentences:
        raise InputError("there is nothing to evaluate", hint="name two files, a sentence a line")
    _scores([""], [""], target)  # a missing sacrebleu must be known before hours of work
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
    """A file's lines, which end with a line feed and nothing else, as FLORES' do.

    Raises InputError where it can't be read, or is not UTF-8.
    """
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", where=str(path), hint="convert it first") from None
    return [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def language_of(path: Path) -> Language | None:
    """The language that a file's name begins with, as ``eng_Latn.devtest`` does."""
    try:
        language = Language(path.name.partition(".")[0])
    except UsageError:
        return None
    plain = Language(language.base)
    # Chinese is written in two scripts, and models name theirs.
    usual = language.base != "zh" and language.tag == f"{plain.base}-{plain.script}"
    return plain if usual else language


def _scores(
    found: Sequence[str], references: Sequence[str], target: Language
) -> tuple[tuple[float, str], tuple[float, str]]:
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError:
        raise UsageError(
            "sacrebleu is not installed", hint="`pip install sacrebleu` gets it"
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
