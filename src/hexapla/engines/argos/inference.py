"""A package's loaded model: it tokenizes sentences and translates the tokens on every core.

The search is that of argostranslate 1.11 (``translate.py``): beam 4, length penalty 0.2, unknown
words replaced by those of the source. Unlike there, sentences are translated in batches of similar
length on every core, none is truncated, and underscores are kept.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from hexapla.engines.argos import devices
from hexapla.engines.attention import links, tokens
from hexapla.engines.cores import cores
from hexapla.engines.engine import Link
from hexapla.engines.fitting import Fitter
from hexapla.engines.models.package import Installed
from hexapla.engines.steady import is_steady
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["AGAIN", "FIRST", "LONGEST", "Hypothesis", "Model", "Search"]

LONGEST = 150
"""The most tokens that are translated together. A model has 512 positions, which the translation
needs too, but it was trained on single sentences: with longer input, the tests' package drops
words. The longest sentence of FLORES has 137 tokens with a vocabulary of 6,000, and 151 with one of
3,000.
"""

# If there is less work than full batches for every core, batches are smaller, but not below this.
_SMALLEST_BATCH = 64
# Sentences of similar length share a call, and with it a limit on the length of the translation:
# those with at most this many tokens, and more than the next smaller number. Fewer steps would fill
# the batches of small articles better, but let loops run longer: slower on 300 sentences of FLORES.
_LENGTHS = (4, 6, 9, 14, 21, 32, 48, 72, 108, LONGEST)
# Ctrl-C takes effect between calls: the seconds that one may last, and bounds for its tokens.
_SECONDS = 1.0
_FEWEST_TOKENS, _MOST_TOKENS = 1_000, 100_000
_STEADY_TOKENS = 8_000

_RAREST = 64


@dataclass(frozen=True, slots=True)
class Search:
    """The parameters of a search for translations.

    ``beam`` is the number of hypotheses at a time, ``no_repeat`` the length in tokens of sequences
    that must not occur twice in a hypothesis (0: no limit).
    """

    beam: int
    no_repeat: int = 0
    length_penalty: float = 0.2


FIRST = Search(beam=4)
"""The search of argostranslate."""

AGAIN = Search(beam=8, no_repeat=3)
"""The search of a second attempt. It takes about three times as long."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation of a part. Its probability is that of ``length`` tokens."""

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

    def last_pieces(self, count: int) -> list[str]:
        """The last pieces of the vocabulary."""
        size = self._source.get_piece_size()
        pieces: list[str] = self._source.id_to_piece(list(range(max(size - count, 0), size)))
        return pieces

    def encode_target(self, text: str) -> list[str]:
        tokens: list[str] = self._target.encode(text, out_type=str)
        return tokens

    def decode(self, tokens: list[str]) -> str:
        # A source token that replaced an unknown one still has its space marker.
        return str(self._target.decode_pieces(tokens)).replace("▁", " ")


class Model:
    """A loaded package: its tokenizer, its translator, and how fast they are on this machine."""

    def __init__(self, package: Installed) -> None:
        package.check()
        self.prefix = package.prefix
        self.before = [package.source_prefix] if package.source_prefix else []
        self.after = [package.source_suffix] if package.source_suffix else []
        self.pair = package.pair
        try:
            self.tokenizer = _tokenizer(package)
            self.translator, self.batch = devices.translator(package.path / "model")
        except (RuntimeError, ValueError, OSError, ImportError) as error:
            raise EngineError(
                msg(
                    "the model {pair} can't be loaded: {first_line}",
                    pair=package.pair,
                    first_line=_first_line(error),
                ),
                where=str(package.path),
                hint=msg(
                    "`translate models install {pair}` gets it again", pair="-".join(package.pair)
                ),
            ) from error
        self.fitter = Fitter(package.pair, self.tokenizer.encode, LONGEST)
        self._budgets: dict[Search, int] = {}

    def rarest(self) -> list[tuple[str, ...]]:
        """A sequence of the last tokens of the vocabulary, if the tokenizer can tell."""
        if not isinstance(self.tokenizer, _SentencePiece):
            return []
        return [tuple(self.tokenizer.last_pieces(_RAREST))]

    def translate(
        self, parts: Iterable[tuple[str, ...]], search: Search = FIRST
    ) -> dict[tuple[str, ...], Hypothesis]:
        """The best hypothesis for each token sequence, for any number of sequences."""
        found: dict[tuple[str, ...], Hypothesis] = {}
        for portion in self._portions(sorted(set(parts), key=len, reverse=True), search):
            started = time.monotonic()
            found.update(zip(portion, self._run(portion, search), strict=True))
            self._adapt(search, sum(map(len, portion)), time.monotonic() - started)
        return found

    def budget(self, search: Search = FIRST) -> int:
        """How many tokens to translate in one call."""
        usual = _STEADY_TOKENS if is_steady() else _FEWEST_TOKENS * cores()
        return self._budgets.get(search, usual)

    def _portions(
        self, parts: Sequence[tuple[str, ...]], search: Search
    ) -> Iterator[Sequence[tuple[str, ...]]]:
        """Split parts into runs for one call each. The budget may change after each run."""
        start = tokens = 0
        for end, part in enumerate(parts, start=1):
            tokens += len(part)
            if tokens >= self.budget(search) or end == len(parts):
                yield parts[start:end]
                start, tokens = end, 0

    def _run(self, portion: Sequence[tuple[str, ...]], search: Search) -> Iterator[Hypothesis]:
        # Short sentences get a low limit, so that a model that loops is stopped early. All groups
        # are queued together, so that no core waits for the end of one.
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
                msg(
                    "the model {pair} failed: {first_line}",
                    pair=self.pair,
                    first_line=_first_line(error),
                ),
                hint=msg("run translate models verify, or install it again"),
            ) from error
        return (self._hypothesis(result, search) for result in results)

    def _hypothesis(self, result: Any, search: Search) -> Hypothesis:
        tokens = list(result.hypotheses[0])
        length = len(tokens) + 1  # including the end of the sentence
        # CTranslate2 divides by length ** penalty. The prefix counts in the length but has no
        # score.
        log_probability = result.scores[0] * length**search.length_penalty
        if self.prefix and tokens[:1] == [self.prefix]:
            del tokens[0]
            length -= 1
        return Hypothesis(self.tokenizer.decode(tokens).strip(), log_probability, length)

    def align(self, sentences: Sequence[str], texts: Sequence[str]) -> list[tuple[Link, ...]]:
        """The links that the model's attention gives when it is forced to write these texts.

        With one beam and forced tokens, the attention is exact; that of a search is not. See
        `attention`.
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
        """Adapt the budget so that a full call takes `_SECONDS`, by a factor of 4 at most."""
        budget = self.budget(search)
        if tokens * 2 >= budget and not is_steady():
            wanted = int(tokens / max(seconds, 1e-3) * _SECONDS)
            wanted = min(max(wanted, budget // 4), budget * 4)
            self._budgets[search] = min(max(wanted, _FEWEST_TOKENS), _MOST_TOKENS)


def _groups(parts: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Group parts, sorted by length, by similar length; yields each group's limit with the group.

    The limit depends only on a part's own length: the place where a loop is stopped must not depend
    on what else is translated, or how fast.
    """
    for most, group in groupby(parts, key=lambda part: _like(len(part))):
        yield most, list(group)


def _like(length: int) -> int:
    at = bisect_left(_LENGTHS, length)
    return _LENGTHS[at] if at < len(_LENGTHS) else length


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
