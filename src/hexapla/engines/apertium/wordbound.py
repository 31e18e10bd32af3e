"""Alignment by Apertium: a blank bound to a word stays with that word's translation.

Apertium 3.7 and later carry "word-bound blanks" (``[[…]]word[[/]]`` in its stream format,
https://wiki.apertium.org/wiki/Word-bound_blanks) along with the word, wherever it goes. So each
word of a sentence gets its number, and the numbers in the answer say where it went. The stream is
written here and sent with ``-f none``: Apertium's own ``-f html`` binds tags to words only where
the program Transfuse is installed, which its package merely recommends, and else leaves them where
they stood. Words that mean something only together are not seen so, and the answer may differ from
the plain translation: `links` holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hexapla.engines.engine import Link
from hexapla.lazy import lazy_re

__all__ = ["links", "marked", "sentences_in"]

_WORD = lazy_re(r"\w+(?:['’.\-]\w+)*")
# The stream's special characters; one without its backslash keeps the program waiting.
_SPECIAL = lazy_re(r"[\[\]{}^$@\\/<>]")
_ESCAPED = lazy_re(r"\\(.)", re.DOTALL)
# The full stop and the blank that `apertium-destxt` writes at the end of a paragraph.
_END = "[][\n\n]"
_PIECE = lazy_re(
    r"\[\[(?P<numbers>\d+(?:; ?\d+)*)\]\]|(?P<close>\[\[/\]\])|(?P<text>(?:\\.|[^\[\\])+)",
    re.DOTALL,
)

_Span = tuple[int, int]


def marked(sentence: str) -> str:
    """A sentence as a paragraph of Apertium's stream, with its number bound to each word."""
    out: list[str] = []
    at = 0
    for number, word in enumerate(_WORD.finditer(sentence)):
        out += (_escaped(sentence[at : word.start()]), f"[[{number}]]{word[0]}[[/]]")
        at = word.end()
    return "".join([*out, _escaped(sentence[at:]), ".", _END])


def sentences_in(answer: str) -> list[str]:
    """The paragraphs of an answer."""
    return answer.split(_END)[:-1]


def links(sentence: str, answer: str, text: str) -> tuple[Link, ...]:
    """The links between a sentence and its plain translation, by the answer to `marked`.

    Where the two translations differ, each word of one stretch stands for all that the other
    stretch's words stand for.
    """
    words = [word.span() for word in _WORD.finditer(sentence)]
    theirs = list(_numbered(answer))
    ours = [word.span() for word in _WORD.finditer(text)]
    matcher = SequenceMatcher(
        None,
        [word.word for word in theirs],
        [text[start:end].casefold() for start, end in ours],
        autojunk=False,
    )
    found: list[Link] = []
    for what, a, b, c, d in matcher.get_opcodes():
        for at in range(c, d):
            stretch = theirs[a + at - c : a + at - c + 1] if what == "equal" else theirs[a:b]
            numbers = dict.fromkeys(n for one in stretch for n in one.numbers if n < len(words))
            found += (Link(words[number], ours[at], 1 / len(numbers)) for number in numbers)
    return tuple(found)


class _Numbered(NamedTuple):
    """A word of an answer, and the numbers of the source words that it stands for."""

    word: str
    numbers: Sequence[int]


def _numbered(answer: str) -> Iterator[_Numbered]:
    around: list[int] = []
    for piece in _PIECE.finditer(answer):
        if piece["numbers"]:
            around = [int(number) for number in piece["numbers"].split(";")]
        elif piece["close"]:
            around = []
        else:
            for word in _WORD.finditer(_ESCAPED.sub(r"\1", piece["text"])):
                yield _Numbered(word[0].casefold(), tuple(around))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
