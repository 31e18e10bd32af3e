"""Tell text from code and names."""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["is_phrase", "is_prose", "reads_like_text"]

_WORDS = lazy_re(r"(?<![\w/.@#-])[^\W\d_]{2,}(?:['’-][^\W\d_]+)*(?![\w/@=])")
# A text with fewer words may be a name, unless it begins like a sentence.
_FEW, _SENTENCE = 6, 2
_CODE = frozenset(";=`\\")
# What is no word of a line of prose: code, addresses, names with signs in them.
_NO_WORDS = lazy_re(r"`[^`\n]*`|\]\([^()\n]*\)|(?<!\S)\S*[/=(_\\]\S*")
_LINE = lazy_re(r"[ \t>]*(?:[-*+][ \t]+)?[A-Z\[*{`].*[.!?:][)*_\"]*[ \t]*\Z")
_WORD = lazy_re(r"[^\W\d_]{2,}")
_IN_PROSE = 5
_NO_PHRASE = lazy_re(r"[={}<>|$\\;_@]|--|::")
_IN_PHRASE = lazy_re(r"(?<!\S)[(\"']?[^\W\d_]{2,}(?:['’-][^\W\d_]+)*[)\"',.!?:]*(?!\S)")
_SHORTEST_PHRASE = 3


def reads_like_text(text: str) -> bool:
    """Whether a value reads like something that people read."""
    if " " not in text or not _CODE.isdisjoint(text) or "://" in text:
        return False
    words = len(_WORDS.findall(text))
    return words >= _FEW or (words >= _SENTENCE and text[0].isupper() and not text.istitle())


def is_prose(line: str) -> bool:
    """Whether a line is certainly not code: it ends like a sentence, and has many words."""
    return (
        _LINE.match(line) is not None and len(_WORD.findall(_NO_WORDS.sub(" ", line))) >= _IN_PROSE
    )


def is_phrase(text: str, words: int = _SHORTEST_PHRASE) -> bool:
    """Whether a text has at least so many words and no signs that names and code have."""
    return not _NO_PHRASE.search(text) and len(_IN_PHRASE.findall(text)) >= words
