"""A package's model at work: sentences to tokens, tokens to translations, on every core.

The search is that of argostranslate 1.11 (``translate.py``): beam 4, length penalty 0.2, unknown
words replaced by the source's. What differs: sentences go through in batches of like length on
every core, none is ever cut to fit, and underscores survive.
"""

from __future__ import annotations

import time
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hexapla.engines.argos import devices
from hexapla.engines.argos.attention import links, tokens
from hexapla.engines.argos.packages import Installed
from hexapla.engines.cores import cores
from hexapla.engines.engine import Link
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["AGAIN", "FIRST", "LONGEST", "LONGEST_SLICE", "Hypothesis", "Model", "Part", "Search"]

LONGEST = 150
"""Tokens that are translated together. A model has 512 positions, for the translation too, but was
trained on sentences: beyond their length the tests' package drops words. FLORES' longest sentence
has 137 tokens of a vocabulary of 6,000, and 151 of one of 3,000."""

LONGEST_SLICE = 20_000
"""Characters of a sentence that are tokenized together: tokens of all the parts of a longer one
could fill the memory."""

# Batches get smaller than is best where there is less to do than that for every core.
_SMALLEST_BATCH = 64
# Sentences share a call, and so a limit on the translation's length, where they have no more tokens
# than one of these and more than the one before. Fewer of them fill the batches of small articles
# better, and let loops run longer: slower on 300 sentences of FLORES.
_LENGTHS = (4, 6, 9, 14, 21, 32, 48, 72, 108, LONGEST)
# Ctrl-C is heard between calls: seconds that one may take, and bounds for its tokens.
_SECONDS = 1.0
_FEWEST_TOKENS, _MOST_TOKENS = 1_000, 100_000

_CLAUSE_END = lazy_re(r"[.!?;:,…—–)\]](?=\s)|[。！？；：，、؛،؟।॥։።]")
_SPACE = lazy_re(r"\s")


@dataclass(frozen=True, slots=True)
class Search:
    """How translations are looked for: hypotheses at a time, and the tokens in a row that none may
    have twice (0: it may), with a penalty on their length.
    """

    beam: int
    no_repeat: int = 0
    length_penalty: float = 0.2


FIRST = Search(beam=4)
"""The search of argostranslate."""

AGAIN = Search(beam=8, no_repeat=3)
"""That of a second attempt, at some three times the cost."""


class Part(NamedTuple):
    """What fits the model of a sentence, and what joins its translation to the one before."""

    tokens: tuple[str, ...]
    glue: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation of a part; ``length`` are the tokens that the probability is of."""

    text: str
    log_probability: float
    length: int


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


class Model:
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
        self._budgets: dict[Search, int] = {}

    def fit(self, text: str) -> list[Part]:
        """A text's tokens, in parts that the model takes; none for a blank one."""
        return list(self._parts(text, "")) if text else []

    def _parts(self, text: str, glue: str) -> Iterator[Part]:
        tokens = tuple(token for token in self.tokenizer.encode(text) if token)
        if len(tokens) <= LONGEST or len(text) < 2:
            if tokens:
                yield Part(tokens, glue)
            return
        head, tail, between = self.halves(text)
        yield from self._parts(head, glue)
        yield from self._parts(tail, between)

    def slices(self, text: str, glue: str = "") -> Iterator[tuple[str, str]]:
        """Pieces of a text that are not too long to be held as tokens, and what joins them."""
        if len(text) <= LONGEST_SLICE:
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

    def translate(
        self, parts: Iterable[tuple[str, ...]], search: Search = FIRST
    ) -> dict[tuple[str, ...], Hypothesis]:
        """The best hypothesis for each of some token sequences, whatever their number."""
        found: dict[tuple[str, ...], Hypothesis] = {}
        for portion in self._portions(sorted(set(parts), key=len, reverse=True), search):
            started = time.monotonic()
            found.update(zip(portion, self._run(portion, search), strict=True))
            self._adapt(search, sum(map(len, portion)), time.monotonic() - started)
        return found

    def budget(self, search: Search = FIRST) -> int:
        """The tokens that one call takes."""
        return self._budgets.get(search, _FEWEST_TOKENS * cores())

    def _portions(
        self, parts: Sequence[tuple[str, ...]], search: Search
    ) -> Iterator[Sequence[tuple[str, ...]]]:
        """Runs of parts that one call takes; the budget is asked anew for each."""
        start = tokens = 0
        for end, part in enumerate(parts, start=1):
            tokens += len(part)
            if tokens >= self.budget(search) or end == len(parts):
                yield parts[start:end]
                start, tokens = end, 0

    def _run(self, portion: Sequence[tuple[str, ...]], search: Search) -> Iterator[Hypothesis]:
        # Short sentences get a short limit, so that a model that loops is stopped early; all are
        # queued at once, so that no core waits for the end of a group.
        share = sum(map(len, portion)) // cores() + 1
        queued = [
            result
            for most, group in _groups(portion)
            for result in self.translator.translate_batch(
                [[*self.before, *tokens, *self.after] for tokens in group],
                target_prefix=[[self.prefix]] * len(group) if self.prefix else None,
                beam_size=search.beam,
                length_penalty=search.length_penalty,
                no_repeat_ngram_size=search.no_repeat,
                replace_unknowns=True,
                return_scores=True,
                max_batch_size=min(self.batch, max(share, _SMALLEST_BATCH)),
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=2 * most + 32,
                asynchronous=True,
            )
        ]
        try:
            results = [future.result() for future in queued]
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                f"the model {self.source}→{self.target} failed: {_first_line(error)}"
            ) from error
        return (self._hypothesis(result, search) for result in results)

    def _hypothesis(self, result: Any, search: Search) -> Hypothesis:
        tokens = list(result.hypotheses[0])
        length = len(tokens) + 1  # with the end of the sentence
        # CTranslate2 divides by length ** penalty; the prefix counts there, but has no score.
        log_probability = result.scores[0] * length**search.length_penalty
        if self.prefix and tokens[:1] == [self.prefix]:
            del tokens[0]
            length -= 1
        return Hypothesis(self.tokenizer.decode(tokens).strip(), log_probability, length)

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
            if all(0 < len(side) <= LONGEST for side in pair)
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
            max_decoding_length=LONGEST + 1,
        )
        for at, result in zip(fit, results, strict=True):
            rows = result.attention[0][1 if self.prefix else 0 :]
            columns = [row[len(self.before) :] for row in rows]
            found[at] = links(sources[at], targets[at], columns)
        return found

    def _adapt(self, search: Search, tokens: int, seconds: float) -> None:
        """Make a full call take `_SECONDS`, without trusting a single measurement too far."""
        budget = self.budget(search)
        if tokens * 2 >= budget:
            wanted = int(tokens / max(seconds, 1e-3) * _SECONDS)
            wanted = min(max(wanted, budget // 4), budget * 4)
            self._budgets[search] = min(max(wanted, _FEWEST_TOKENS), _MOST_TOKENS)


def _groups(parts: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Parts of like length, of some that are sorted by it, and the longest that is like them.

    That hangs on a part's own length alone: where a loop is stopped must not depend on what else
    is translated, nor on how fast.
    """
    for most, group in groupby(parts, key=lambda part: _like(len(part))):
        yield most, list(group)


def _like(length: int) -> int:
    at = bisect_left(_LENGTHS, length)
    return _LENGTHS[at] if at < len(_LENGTHS) else length


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


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
