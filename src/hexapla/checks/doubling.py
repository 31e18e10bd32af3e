"""Check of doubled text: a translation, a sentence or a phrase that was pasted twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hexapla.checks.check import Check, Remark, TextPair, error, warning
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS"]

_SENTENCE_END = lazy_re(r"(?<=[.!?؟।])\s+|(?<=[。！？])")
_LEAST_LETTERS, _LEAST_SENTENCE = 6, 18
_WIDE_ENDS = frozenset("。！？")
# Function words of Japanese and Chinese that are never doubled.
_SINGLE = lazy_re(r"([をが的是在和把])\1(?!\1)")


def doubled_text(pair: TextPair) -> Iterator[Remark]:
    """No text, sentence or phrase occurs twice in a row, unless the source repeats it too."""
    target = pair.prose[1].strip()
    half = _doubled_half(target)
    if half and not _doubled_half(pair.prose[0].strip()):
        yield error(msg("the whole text twice: {half!r}", half=half[:40]))
        return
    sentence = _repeated_sentence(target)
    if sentence and not _repeated_sentence(pair.prose[0]):
        yield error(msg("a sentence twice: {sentence!r}", sentence=sentence[:40]))
        return
    if not pair.context.target.joiner:
        twice = _SINGLE.search(pair.prose[1])
        if twice:
            yield warning(msg("{twice!r} twice in a row", twice=twice[1]), None, twice.span())
        return
    phrase = _doubled_phrase(pair, 1)
    if phrase and not _doubled_phrase(pair, 0):
        yield warning(msg("{phrase!r} twice in a row", phrase=" ".join(phrase)))


def _doubled_half(text: str) -> str:
    """The first half of a text that says the same twice; "" for any other."""
    start = text[:_LEAST_LETTERS]
    if text.find(start, len(start)) < 0 and text.casefold().count(start.casefold()) < 2:
        return ""
    letters = [character for character in text.casefold() if character.isalnum()]
    size, odd = divmod(len(letters), 2)
    if odd or size < _LEAST_LETTERS or letters[:size] != letters[size:]:
        return ""
    return text[: len(text) // 2].strip()


def _repeated_sentence(text: str) -> str:
    if sum(map(text.count, ".!?؟।。！？")) < 2:
        return ""
    found = [part.strip().casefold() for part in _SENTENCE_END.split(text)]
    found = [one for one in found if len(one) >= _LEAST_SENTENCE or one[-1:] in _WIDE_ENDS]
    known: set[str] = set()
    for sentence in found:
        if sentence in known and len(sentence) >= _LEAST_LETTERS:
            return sentence
        known.add(sentence)
    return ""


def _doubled_phrase(pair: TextPair, side: int) -> list[str]:
    """The two or three words that occur twice in a row, if any."""
    words, text = pair.words[side], pair.prose[side]
    if len(pair.word_texts[side]) == len(words):
        return []
    plain = [word.text.casefold() for word in words]
    if len(set(plain)) > len(plain) - 2:
        return []
    for size in (2, 3):
        for at in range(len(words) - 2 * size + 1):
            phrase = plain[at : at + size]
            if phrase == plain[at + size : at + 2 * size] and len(set(phrase)) == size:
                twice = words[at : at + 2 * size]
                if all(text[a.end : b.start] in (" ", "\n") for a, b in pairwise(twice)):
                    return phrase
    return []


CHECKS = (Check("doubled-text", doubled_text),)
"""The check of doubled text."""
