"""Argos Translate's neural models, run by CTranslate2 without Argos Translate itself.

The search is that of argostranslate 1.11 (``translate.py``): beam 4, length penalty 0.2, unknown
words replaced by the source's. What differs: sentences go through in batches of like length on
every core, none is ever cut to fit, and underscores survive.

The processor runs int8, or what it does best, whatever the model was saved in; a graphics card is
used where CTranslate2 finds one. ``HEXAPLA_DEVICE`` says otherwise: ``cpu``, or ``cuda``.
"""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hexapla.engines import devices, models
from hexapla.engines.attention import Link, links, tokens
from hexapla.engines.engine import Pair, Translation
from hexapla.engines.models import Installed
from hexapla.errors import EngineError
from hexapla.languages import Language

__all__ = ["ArgosEngine"]

_BEAM = 4
_LENGTH_PENALTY = 0.2
# The search of a second attempt: so wide, and no words of so many tokens twice.
_WIDE_BEAM = 8
_NO_REPEAT = 3
# Batches get smaller than is best where there is less to do than that for every core.
_SMALLEST_BATCH = 64
# A model has 512 positions, for the translation too, but was trained on sentences: beyond their
# length the tests' package drops words. FLORES' longest sentence has 137 tokens of a vocabulary of
# 6,000, and 151 of one of 3,000.
_LONGEST = 150
# Sentences share a call, and so a limit on the translation's length, up to this ratio of lengths.
_LIKE = 1.5
# Ctrl-C is heard between calls: seconds that one may take, and bounds for its tokens.
_SECONDS = 1.0
_FEWEST_TOKENS, _MOST_TOKENS = 1_000, 100_000
_MOST_SENTENCES = 5_000
# A sentence with more characters is translated slice by slice: tokens of all its parts together
# could fill the memory.
_LONGEST_SLICE = 20_000
# A pivot takes turns between two models; more are not kept in memory.
_MODELS = 2

_CLAUSE_END = re.compile(r"[.!?;:,…—–)\]](?=\s)|[。！？；：，、؛،؟।॥։።]")
_SPACE = re.compile(r"\s")


class ArgosEngine:
    """Translates with the Argos packages in the user's folder, see ``models``."""

    name = "argos"

    def __init__(self) -> None:
        self._models: OrderedDict[Path, _Model] = OrderedDict()

    def pairs(self) -> Collection[Pair]:
        """The pairs of the installed packages."""
        return sorted({package.pair for package in models.installed()})

    def unavailable(self) -> str | None:
        """That no package is installed, if so."""
        if self.pairs():
            return None
        return (
            f"no Argos package in {models.packages_directory()}:"
            " `translate models install en-es` gets one"
        )

    def advice(self, pair: Pair) -> str | None:
        """How to install a package; Argos has few that do not go from or to English."""
        if "en" not in pair:
            return None
        return f"translate models install {'-'.join(map(_offered_tag, pair))}"

    def version(self, pair: Pair) -> str:
        """The package's version; raises EngineError where the pair is not installed."""
        return self.package(pair).version

    def fingerprint(self, pair: Pair) -> str:
        """The digest of the package, and the settings of the search.

        Raises EngineError where the pair is not installed, or its files have changed.
        """
        settings = (
            f"beam {_BEAM}, penalty {_LENGTH_PENALTY}, longest {_LONGEST},"
            f" again {_WIDE_BEAM} without {_NO_REPEAT}"
        )
        return f"{self.package(pair).check()}, {settings}"

    def package(self, pair: Pair) -> Installed:
        """The package that serves a pair; raises EngineError where none is installed."""
        for package in models.installed():
            if package.pair == pair:
                return package
        raise EngineError(
            f"no Argos package for {pair} is installed",
            hint="`translate models list` shows those that are",
        )

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """Translations in the order of the sentences, handed out every few seconds.

        The sentences are read as they are needed, and an interrupt is heard as often. Raises
        EngineError where the pair is not installed, or its model is broken or not the one that
        was installed.
        """
        return _stream(self._model(self.package(pair)), sentences)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Translations by a wider search that repeats no words; see `attention.Retrying`."""
        model = self._model(self.package(pair))
        texts = [sentence.encode("utf-8", "replace").decode().strip() for sentence in sentences]
        parts = [model.fit(text) if len(text) <= _LONGEST_SLICE else [] for text in texts]
        found = model.retry({part.tokens for own in parts for part in own})
        return [_joined([(part.glue, found[part.tokens]) for part in own]) for own in parts]

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between sentences and their translations; see `attention.Aligning`.

        None where a sentence is too long for the model, or its tokenizer does not tell.
        """
        return self._model(self.package(pair)).align(sentences, texts)

    def _model(self, package: Installed) -> _Model:
        model = self._models.pop(package.path, None) or _Model(package)
        self._models[package.path] = model
        while len(self._models) > _MODELS:
            self._models.popitem(last=False)
        return model


class _Tokenizer(Protocol):
    def encode(self, sentence: str) -> list[str]: ...

    def decode(self, tokens: list[str]) -> str: ...


class _SentencePiece:
    def __init__(self, source: Path, target: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._source = SentencePieceProcessor(model_file=str(source))
        self._target = self._source
        if target.is_file():
            self._target = SentencePieceProcessor(model_file=str(target))

    def encode(self, sentence: str) -> list[str]:
        tokens: list[str] = self._source.encode(sentence, out_type=str)
        return tokens

    def encode_target(self, text: str) -> list[str]:
        tokens: list[str] = self._target.encode(text, out_type=str)
        return tokens

    def decode(self, tokens: list[str]) -> str:
        # A source token that replaced an unknown one keeps its mark of a space.
        return str(self._target.decode_pieces(tokens)).replace("▁", " ")


class _Part(NamedTuple):
    """What fits the model of a sentence, and what joins its translation to the one before."""

    tokens: tuple[str, ...]
    glue: str = ""


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    text: str
    log_probability: float
    length: int


class _Model:
    """A package, loaded: its tokenizer, its translator and how fast that is here."""

    def __init__(self, package: Installed) -> None:
        package.check()
        self.prefix = package.prefix
        self.before = [package.source_prefix] if package.source_prefix else []
        self.after = [package.source_suffix] if package.source_suffix else []
        self.source, self.target = (Language(tag) for tag in package.pair)
        try:
            self.tokenizer = _tokenizer(package)
            self.translator, self.batch = devices.translator(package.path / "model")
        except (RuntimeError, ValueError, OSError, ImportError) as error:
            raise EngineError(
                f"the model {package.pair} can't be loaded: {_first_line(error)}",
                where=str(package.path),
                hint=f"`translate models install {'-'.join(package.pair)}` gets it again",
            ) from error
        self.budget = _FEWEST_TOKENS * devices.cores()

    def fit(self, text: str) -> list[_Part]:
        """A text's tokens, in parts that the model takes; none for a blank one."""
        return list(self._parts(text, "")) if text else []

    def _parts(self, text: str, glue: str) -> Iterator[_Part]:
        tokens = tuple(token for token in self.tokenizer.encode(text) if token)
        if len(tokens) <= _LONGEST or len(text) < 2:
            if tokens:
                yield _Part(tokens, glue)
            return
        head, tail, between = self.halves(text)
        yield from self._parts(head, glue)
        yield from self._parts(tail, between)

    def slices(self, text: str, glue: str = "") -> Iterator[tuple[str, str]]:
        """Pieces of a text that are not too long to be held as tokens, and what joins them."""
        if len(text) <= _LONGEST_SLICE:
            yield glue, text
            return
        head, tail, between = self.halves(text)
        yield from self.slices(head, glue)
        yield from self.slices(tail, between)

    def halves(self, text: str) -> tuple[str, str, str]:
        """A text cut in two, and what stands between the translations of its halves."""
        at = _cut(text)
        head, tail = text[:at], text[at:]
        # Within a word of a script that has spaces, its halves belong together.
        apart = head[-1:].isspace() or tail[:1].isspace() or not self.source.joiner
        return head.strip(), tail.strip(), self.target.joiner if apart else ""

    def translate(self, parts: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], _Hypothesis]:
        """The best hypothesis for each of some token sequences, whatever their number."""
        found: dict[tuple[str, ...], _Hypothesis] = {}
        for portion in _portions(sorted(set(parts), key=len, reverse=True), self):
            started = time.monotonic()
            found.update(zip(portion, self._run(portion), strict=True))
            self._adapt(sum(map(len, portion)), time.monotonic() - started)
        return found

    def _run(self, portion: Sequence[tuple[str, ...]]) -> Iterator[_Hypothesis]:
        # Short sentences get a short limit, so that a model that loops is stopped early; all are
        # queued at once, so that no core waits for the end of a group.
        share = sum(map(len, portion)) // devices.cores() + 1
        batch = min(self.batch, max(share, _SMALLEST_BATCH))
        queued = [
            result
            for group in _groups(portion)
            for result in self.translator.translate_batch(
                [[*self.before, *tokens, *self.after] for tokens in group],
                target_prefix=[[self.prefix]] * len(group) if self.prefix else None,
                beam_size=_BEAM,
                length_penalty=_LENGTH_PENALTY,
                replace_unknowns=True,
                return_scores=True,
                max_batch_size=batch,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=2 * len(group[0]) + 32,
                asynchronous=True,
            )
        ]
        try:
            return map(self._hypothesis, [future.result() for future in queued])
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                f"the model {self.source}→{self.target} broke: {_first_line(error)}"
            ) from error

    def _hypothesis(self, result: Any) -> _Hypothesis:
        tokens = list(result.hypotheses[0])
        length = len(tokens) + 1  # with the end of the sentence
        # CTranslate2 divides by length ** penalty; the prefix counts there, but has no score.
        log_probability = result.scores[0] * length**_LENGTH_PENALTY
        if self.prefix and tokens[:1] == [self.prefix]:
            del tokens[0]
            length -= 1
        return _Hypothesis(self.tokenizer.decode(tokens).strip(), log_probability, length)

    def retry(self, parts: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], _Hypothesis]:
        """Other hypotheses than `translate` finds, where that went wrong."""
        wanted = sorted(parts)
        results = self.translator.translate_batch(
            [[*self.before, *tokens, *self.after] for tokens in wanted],
            target_prefix=[[self.prefix]] * len(wanted) if self.prefix else None,
            beam_size=_WIDE_BEAM,
            length_penalty=_LENGTH_PENALTY,
            no_repeat_ngram_size=_NO_REPEAT,
            replace_unknowns=True,
            return_scores=True,
            max_batch_size=self.batch,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=2 * _LONGEST + 32,
        )
        return dict(zip(wanted, map(self._hypothesis, results), strict=True))

    def align(self, sentences: Sequence[str], texts: Sequence[str]) -> list[tuple[Link, ...]]:
        """What the model looked at when it is made to write the texts, see `attention`.

        Forced through one beam the attention is exact; under a search it is not.
        """
        if not isinstance(self.tokenizer, _SentencePiece):
            return [()] * len(sentences)
        sources = [tokens(self.tokenizer.encode(sentence), sentence) for sentence in sentences]
        targets = [tokens(self.tokenizer.encode_target(text), text) for text in texts]
        found: list[tuple[Link, ...]] = [()] * len(sources)
        fit = [
            at
            for at, pair in enumerate(zip(sources, targets, strict=True))
            if all(0 < len(side) <= _LONGEST for side in pair)
        ]
        results = self.translator.translate_batch(
            [[*self.before, *(token.text for token in sources[at]), *self.after] for at in fit],
            target_prefix=[
                [*([self.prefix] if self.prefix else []), *(token.text for token in targets[at])]
                for at in fit
            ],
            beam_size=1,
            return_attention=True,
            max_batch_size=self.batch,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=_LONGEST + 1,
        )
        for at, result in zip(fit, results, strict=True):
            rows = result.attention[0][1 if self.prefix else 0 :]
            columns = [row[len(self.before) :] for row in rows]
            found[at] = links(sources[at], targets[at], columns)
        return found

    def _adapt(self, tokens: int, seconds: float) -> None:
        """Make a full call take `_SECONDS`, without trusting a single measurement too far."""
        if tokens * 2 >= self.budget:
            wanted = int(tokens / max(seconds, 1e-3) * _SECONDS)
            wanted = min(max(wanted, self.budget // 4), self.budget * 4)
            self.budget = min(max(wanted, _FEWEST_TOKENS), _MOST_TOKENS)


def _stream(model: _Model, sentences: Iterable[str]) -> Iterator[Translation]:
    waiting: list[list[_Part]] = []
    tokens = 0
    for sentence in sentences:
        text = sentence.encode("utf-8", "replace").decode().strip()
        if len(text) > _LONGEST_SLICE:
            yield from _translations(model, waiting)
            waiting, tokens = [], 0
            yield _translated_in_slices(model, text)
            continue
        parts = model.fit(text)
        waiting.append(parts)
        tokens += sum(len(part.tokens) for part in parts)
        if tokens >= model.budget or len(waiting) >= _MOST_SENTENCES:
            yield from _translations(model, waiting)
            waiting, tokens = [], 0
    yield from _translations(model, waiting)


def _translations(model: _Model, sentences: list[list[_Part]]) -> Iterator[Translation]:
    found = model.translate(part.tokens for parts in sentences for part in parts)
    for parts in sentences:
        yield _joined([(part.glue, found[part.tokens]) for part in parts])


def _translated_in_slices(model: _Model, text: str) -> Translation:
    done: list[tuple[str, _Hypothesis]] = []
    for glue, piece in model.slices(text):
        first, *others = model.fit(piece) or [_Part(())]
        parts = [_Part(first.tokens, glue), *others] if first.tokens else []
        found = model.translate(part.tokens for part in parts)
        done += [(part.glue, found[part.tokens]) for part in parts]
    return _joined(done)


def _joined(parts: Sequence[tuple[str, _Hypothesis]]) -> Translation:
    text = "".join(glue + hypothesis.text for glue, hypothesis in parts).strip()
    if not text:
        return Translation("")
    length = sum(hypothesis.length for _, hypothesis in parts)
    mean = sum(hypothesis.log_probability for _, hypothesis in parts) / length
    return Translation(text, min(math.exp(mean), 1.0))


def _portions(
    parts: Sequence[tuple[str, ...]], model: _Model
) -> Iterator[Sequence[tuple[str, ...]]]:
    """Runs of parts that one call takes; the budget is asked anew for each."""
    start = tokens = 0
    for end, part in enumerate(parts, start=1):
        tokens += len(part)
        if tokens >= model.budget or end == len(parts):
            yield parts[start:end]
            start, tokens = end, 0


def _groups(parts: Sequence[tuple[str, ...]]) -> Iterator[Sequence[tuple[str, ...]]]:
    """Runs of like length, of parts that are sorted from the longest."""
    start = 0
    for end in range(1, len(parts) + 1):
        if end == len(parts) or len(parts[end]) * _LIKE < len(parts[start]):
            yield parts[start:end]
            start = end


def _cut(text: str) -> int:
    """Where to cut a text in two: at a clause's end near its middle, or a space, or anywhere."""
    middle = len(text) // 2
    low, high = middle // 2, len(text) - middle // 2
    for pattern in (_CLAUSE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, low, high)]
        ends = [end for end in ends if 0 < end < len(text)]
        if ends:
            return min(ends, key=lambda end: abs(end - middle))
    while middle < len(text) - 1 and unicodedata.combining(text[middle]):
        middle += 1
    return middle


def _tokenizer(package: Installed) -> _Tokenizer:
    sentencepiece = package.path / "sentencepiece.model"
    if sentencepiece.is_file():
        return _SentencePiece(sentencepiece, package.path / "target.model")
    from argostranslate.tokenizer import BPETokenizer

    codes = (Language(tag).argos for tag in package.pair)
    bpe = BPETokenizer(package.path / "bpe.model", *codes)
    bpe.lazy_load()
    tokenizer: _Tokenizer = bpe
    return tokenizer


def _offered_tag(tag: str) -> str:
    """The tag of the package that serves a language: of most variants Argos has none."""
    language = Language(tag)
    return tag if language.argos != tag else language.base


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
