"""How long texts are: words and characters."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.lazy import lazy_re

__all__ = ["Length", "length_of", "words_in"]

_TAG = lazy_re(r"</?[a-zA-Z][^<>]*>")
_CHARACTER_AS_WORD = lazy_re("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Length:
    """The length of some sentences. Tags don't count.

    ``characters`` are those without white space; ``with_spaces`` includes it.
    """

    sentences: int = 0
    words: int = 0
    characters: int = 0
    with_spaces: int = 0

    def __add__(self, other: Length) -> Length:
        return Length(
            self.sentences + other.sentences,
            self.words + other.words,
            self.characters + other.characters,
            self.with_spaces + other.with_spaces,
        )


def length_of(text: str) -> Length:
    """The length of one sentence."""
    bare = _without_tags(text)
    with_spaces = len(" ".join(bare.split())) if bare is not text else len(text)
    return Length(1, words_in(text), sum(map(len, bare.split())), with_spaces)


def words_in(text: str) -> int:
    """The number of words, as word processors count them: each Chinese character and each Japanese
    kana is one. Tags don't count.
    """
    return sum(
        1 if word.isascii() else max(1, len(_CHARACTER_AS_WORD.findall(word)))
        for word in _without_tags(text).split()
        if word.isalnum() or any(map(str.isalnum, word))
    )


def _without_tags(text: str) -> str:
    return _TAG.sub(" ", text) if "<" in text else text
