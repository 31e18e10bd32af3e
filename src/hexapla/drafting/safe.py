"""Safer forms of a draft whose markup its format would not read as in the source.

`plain_words` leaves out what an engine has written besides words. `Pieces` keeps everything of the
source except the words between its markup, which are translated one by one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.documents.inline import Mark, Role
from hexapla.documents.wrapping import one_line
from hexapla.lazy import lazy_re

__all__ = ["Pieces", "keeps_opaque", "plain_words"]

# ASCII punctuation that no markup consists of, where it stands after a word or between figures.
_AFTER_WORDS = frozenset(".,:;?!")
_QUOTES = frozenset("\"'()")
_BETWEEN_WORDS = frozenset("-/")
# Words inside markup must not end it: what replaces signs that could, where the source has none.
_IN_QUOTES = {'"': "", "'": "’", "(": "", ")": ""}
_MARKER = lazy_re(r"\s*\d{1,9}[.)](?=\s)")
_SPACES = lazy_re(r" {2,}")


def plain_words(text: str, source: str = "") -> str:
    """A translation without anything that could be markup, unless the plain ``source`` has it."""
    left = Counter(source)
    text = one_line(text)
    out: list[str] = []
    after = ""
    for at in range(len(text) - 1, -1, -1):
        char = text[at]
        if not _is_harmless(text[at - 1 : at] if at else "", char, after):
            if not left[char]:
                continue
            left[char] -= 1
        out.append(char)
        after = char
    plain = _SPACES.sub(" ", "".join(reversed(out))).strip()
    marker = _MARKER.match(plain)
    if marker and not _MARKER.match(source):
        plain = plain[: marker.end() - 1] + plain[marker.end() :]
    return plain


def _is_harmless(before: str, char: str, after: str) -> bool:
    """Whether a character between two others can't be markup."""
    if char.isspace() or char in _QUOTES or unicodedata.category(char)[0] in "LMN":
        return True
    if not char.isascii():
        return unicodedata.category(char)[0] in "PS"
    if char in _AFTER_WORDS:
        ends = not after or after.isspace() or after in "\"')" or not after.isascii()
        return ends or (before.isdecimal() and after.isdecimal())
    if char == "%":
        return before.isdecimal() and not after.isalnum()
    return char in _BETWEEN_WORDS and before.isalpha() and after.isalpha()


def keeps_opaque(source: str, marks: Sequence[Mark], text: str) -> bool:
    """Whether a translation has code, images and all other single marks of its source."""
    wanted = Counter(
        literal
        for mark in marks
        if mark.role in (Role.ALONE, Role.APART)
        for literal in _literals(source, mark)
    )
    return all(text.count(literal) >= count for literal, count in wanted.items())


def _literals(source: str, mark: Mark) -> Iterator[str]:
    """A mark without the words in it; references to characters may be written as characters."""
    at = mark.start
    if source[at] == "&":
        return
    for words in mark.words:
        yield source[at : words.start].rstrip("\"' ")
        at = words.end
    yield source[at : mark.end].strip("\"' ")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A segment cut into verbatim parts and words: ``spans`` are those of the words."""

    source: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, source: str, marks: Sequence[Mark]) -> Pieces:
        """The pieces of a segment; ``marks`` are in order and don't overlap."""
        found = (_trimmed(source, a, b) for a, b in _gaps(source, marks))
        return cls(source, tuple((a, b) for a, b in found if any(map(str.isalpha, source[a:b]))))

    @property
    def texts(self) -> list[str]:
        """The words of each piece."""
        return [self.source[start:end] for start, end in self.spans]

    def joined(self, texts: Sequence[str], *, signs: bool = False) -> str:
        """The segment with other words; a piece without any keeps its own.

        With ``signs``, the words may have signs that are text in their piece, such as brackets.
        """
        out: list[str] = []
        at = 0
        for (start, end), text in zip(self.spans, texts, strict=True):
            own = self.source[start:end]
            plain = plain_words(text, own if signs else "")
            new = _core("".join(c if c in own else _IN_QUOTES.get(c, c) for c in plain))
            if own[0].islower() and new[:1].isupper() and not new[1:2].isupper():
                new = new[0].lower() + new[1:]
            out += (self.source[at:start], new or own)
            at = end
        return "".join([*out, self.source[at:]])


def _gaps(source: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """The spans between markup, and those of the words inside markup.

    Letters that touch code or a placeholder (``{n}px``) are in no span.
    """
    at = 0
    for mark in marks:
        end = mark.start
        while mark.role is Role.ALONE and end > at and source[end - 1].isalnum():
            end -= 1
        yield at, end
        for words in mark.words:
            start = words.start
            for a, b in words.marks:
                yield start, a
                start = b
            yield start, words.end
        at = mark.end
        while mark.role is Role.ALONE and source[at : at + 1].isalnum():
            at += 1
    yield at, len(source)


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    """A span without what isn't a letter or a digit at its ends."""
    while start < end and not source[start].isalnum():
        start += 1
    while end > start and not source[end - 1].isalnum():
        end -= 1
    return start, end


def _core(text: str) -> str:
    return text[slice(*_trimmed(text, 0, len(text)))]
