"""The links between a sentence and its translation, by a model's list of likely translations.

Mozilla's models come with a "shortlist": for each token of the source language, the tokens that
may translate it, about fifty, found by aligning the corpus that the model was trained on. It speeds
up translation; here it tells which words belong together. A token that any word may translate to,
such as an article, gets links to all of them, which say nothing.

Format: Marian's binary shortlist (https://github.com/marian-nmt/marian-dev, src/data/shortlist.h):
six numbers of 64 bits (magic, checksum, two parameters, and the lengths of the two arrays), an
array with the offset of each source token's list, and one with the lists. It has no probabilities.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexapla.engines.attention import links, tokens
from hexapla.engines.engine import Link
from hexapla.engines.firefox.index import NAMES
from hexapla.engines.firefox.model import LONGEST, vocabularies
from hexapla.errors import InputError
from hexapla.message import msg

__all__ = ["Lexicon", "lexicon_of"]

_MAGIC = 0xF11A48D5013417F5
_HEADER = struct.Struct("<6Q")
# Lists of real models have a hundred tokens or fewer.
_LONGEST_LIST = 1_000


def lexicon_of(folder: Path) -> Lexicon | None:
    """The shortlist of a package, None if it has none.

    Raises InputError if it can't be read. The vocabularies must have been tried.
    """
    path = folder / NAMES["lex"]
    try:
        return Lexicon(path.read_bytes(), *vocabularies(folder)) if path.is_file() else None
    except (ValueError, RuntimeError, OSError) as error:
        raise InputError(
            msg("can't be loaded: {error}", error=error),
            where=str(path),
            hint=msg("install it again"),
        ) from error


class Lexicon:
    """A shortlist, with the vocabularies of its languages. Raises ValueError if it is damaged."""

    def __init__(self, data: bytes, source: Any, target: Any) -> None:
        if len(data) < _HEADER.size:
            raise ValueError("it is cut short")
        magic, _, _, _, offsets, entries = _HEADER.unpack_from(data)
        lists = _HEADER.size + 8 * offsets
        if magic != _MAGIC or len(data) != lists + 4 * entries:
            raise ValueError("it is not a shortlist of Marian's")
        self._offsets = memoryview(data)[_HEADER.size : lists].cast("Q")
        self._lists = memoryview(data)[lists:].cast("I")
        self._source, self._target = source, target
        self._candidates = lru_cache(maxsize=10_000)(self._list)

    def links(self, sentence: str, text: str) -> tuple[Link, ...]:
        """The links between a sentence and its translation; none if either is too long."""
        ours, theirs = _Pieces(self._source, sentence), _Pieces(self._target, text)
        if max(len(ours.numbers), len(theirs.numbers)) > 2 * LONGEST:
            return ()
        known = [self._candidates(number) for number in ours.numbers]
        shares = [[float(number in one) for one in known] for number in theirs.numbers]
        return links(tokens(ours.texts, sentence), tokens(theirs.texts, text), shares)

    def _list(self, token: int) -> frozenset[int]:
        if token + 1 >= len(self._offsets):
            return frozenset()
        start, end = self._offsets[token], self._offsets[token + 1]
        return frozenset(self._lists[start : min(end, start + _LONGEST_LIST)])


class _Pieces:
    """The tokens of a text: what they are, and their numbers."""

    def __init__(self, vocabulary: Any, text: str) -> None:
        self.texts: Sequence[str] = vocabulary.encode(text, out_type=str)
        self.numbers: Sequence[int] = vocabulary.piece_to_id(self.texts)
