"""The case of the first word of a draft, and of the word after a quotation that ends in a mark.

Engines capitalize every answer, or none. The source tells what is right, but words differ: a name,
an acronym or a command may come first in one language only, and keeps its own case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hexapla.checks.typography import CASED, NOUN_CAPITALS
from hexapla.drafting.agreement import Grammar
from hexapla.drafting.capitals import Style, lower, style_of, upper
from hexapla.language_names import load_babel
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["with_initials_of"]

_MARKER = r"(?:\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})[.)]\s+)?"
# The first word, or a number or stand-in and the word after it.
_FIRST = lazy_re(rf"{_MARKER}[\W_]*(?:(?P<other>[A-Z]?\d[\w.,:%]*)\s+)?(?P<word>[^\W\d_][\w'’-]*)?")
_WORD = lazy_re(r"[^\W\d_][\w'’-]*")
_PROSE = lazy_re(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # no identifier, such as `gmp_mul`
_STAND_IN = lazy_re(r"[A-Z]\d+\Z")
_SENTENCE = lazy_re(r"[.?!…。！？][\"'”’»)\]]*\s*\Z")
_AFTER_QUOTATION = lazy_re(r"[.?!…][\"”’»“)\]]+[ \u00a0\u202f]+(?P<word>[^\W\d_][\w'’-]*)")


class _Start(NamedTuple):
    """How a text starts: a number or a stand-in, if any, and the first word with its offset."""

    other: str
    word: str
    at: int


def with_initials_of(source: str, text: str, languages: tuple[Language, Language]) -> str:
    """The draft with capitals and small letters where its sentence needs them.

    Parameters: ``source`` and ``text`` are plain sentences in the ``languages``.
    """
    if languages[1].script not in CASED or style_of(source) is Style.CAPITALS or not text:
        return text
    is_cased = languages[0].script in CASED
    ours, theirs = _start(source) if is_cased else _Start("", "", 0), _start(text)
    first = ours.word, theirs, _is_small(source, ours, theirs)
    for own, start, is_small in (first, *_after_quotations(source, text)):
        if is_small is True and start.word[:1].isupper():
            new = _small(source, text, own, start, languages[1])
        elif is_small is False and start.word[:1].islower():
            new = _capital(source, start.word, languages[1])
        else:
            continue
        text = text[: start.at] + new + text[start.at + len(start.word) :]
    return text


def _start(text: str) -> _Start:
    match = _FIRST.match(text)
    if match is None or match["word"] is None or _STAND_IN.match(match["word"]):
        word = _STAND_IN.match(match["word"]) if match and match["word"] else None
        return _Start(word[0] if word else "", "", len(text))
    return _Start(match["other"] or "", match["word"], match.start("word"))


def _is_small(source: str, ours: _Start, theirs: _Start) -> bool | None:
    """Whether the draft's first word should be small; None if that can't be told."""
    if ours.other or not ours.word:
        if _digits(theirs.other) == _digits(ours.other) and ours.word:
            return ours.word[0].islower() or None  # `12 people`, `12 Personas`
        return False if not theirs.other and _SENTENCE.search(source) else None
    if theirs.other:
        return None
    if ours.word[0].islower():
        return True
    by_nature = ours.word.isupper()  # an acronym, or English I
    return None if by_nature and not _SENTENCE.search(source) else False


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _after_quotations(source: str, text: str) -> Iterator[tuple[str, _Start, bool]]:
    """The words after quotations that end in a mark, where the source's sentence goes on."""
    ours, theirs = (list(_AFTER_QUOTATION.finditer(one)) for one in (source, text))
    if len(ours) != len(theirs):
        return
    for own, other in zip(ours, theirs, strict=True):
        if own["word"][0].islower():
            yield own["word"], _Start("", other["word"], other.start("word")), True


def _capital(source: str, word: str, language: Language) -> str:
    """A first word with a capital, unless it is spelled like this in the source: `npm`, `iOS`."""
    if (
        word != word.lower()
        or not _PROSE.fullmatch(word)
        or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source)
    ):
        return word
    size = 2 if language.base == "nl" and word.startswith("ij") else 1
    return upper(word[:size], language) + word[size:]


def _small(source: str, text: str, first: str, start: _Start, language: Language) -> str:
    """A first word without its capital, unless it may be a name, or the source starts with one."""
    word = start.word
    if first.casefold() == word.casefold() and not (word.isupper() and len(word) > 1):
        return first
    if word[1:] != word[1:].lower() or first != first.lower() or not _PROSE.fullmatch(first):
        return word  # an acronym, `iPhone sales`, `gmp_mul example`
    if language.base in NOUN_CAPITALS or word in _proper_names(language):
        return word
    words = set(_WORD.findall(source))
    if word in words or first in _WORD.findall(text):  # a name, or a command that was moved
        return word
    rest = text[: start.at] + text[start.at + len(word) :]
    if not Grammar(language).is_article(word) and _capitals(source) > _capitals(rest):
        return word
    return lower(word[0], language) + word[1:]


def _capitals(text: str) -> int:
    """The number of capitalized words after the first, not counting stand-ins."""
    found = [word for word in _WORD.findall(text)[1:] if not _STAND_IN.match(word)]
    return sum(word[0].isupper() for word in found)


@lru_cache(maxsize=16)
def _proper_names(language: Language) -> frozenset[str]:
    """Countries, languages, months and days with a capital in CLDR, and English I."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language.tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = [*locale.territories.values(), *locale.languages.values()]
    for kinds in (locale.months["format"], locale.days["format"]):
        names += kinds["wide"].values()
    return frozenset(["I", "I'm", "I’m", *(name for name in map(str, names) if name[:1].isupper())])
