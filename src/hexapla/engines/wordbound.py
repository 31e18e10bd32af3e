"""Alignment by Apertium: a tag around a word comes back around that word's translation.

Apertium 3.7 and later keep inline tags with the words that they stand around ("word-bound
blanks"). So each word of a sentence gets a tag with its number, and the numbers in the answer say
where it went. Words that mean something only together are not seen so, and the answer may differ
from the plain translation: `links` holds the two against each other.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hexapla.engines.attention import Link

__all__ = ["links", "marked", "sentences_in"]

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_PIECE = re.compile(r'<b id="(?P<number>\d+)">|(?P<close></b>)|(?P<text>[^<]+)')

_Span = tuple[int, int]


def marked(sentence: str) -> str:
    """A sentence as a paragraph of HTML with a numbered tag around each word."""
    out = ["<p>"]
    at = 0
    for number, word in enumerate(_WORD.finditer(sentence)):
        gap = html.escape(sentence[at : word.start()], quote=False)
        out += (gap, f'<b id="{number}">{word[0]}</b>')
        at = word.end()
    return "".join([*out, html.escape(sentence[at:], quote=False), "</p>"])


def sentences_in(answer: str) -> list[str]:
    """The insides of the paragraphs of an answer."""
    return _PARAGRAPH.findall(answer)


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
        if piece["number"]:
            around.append(int(piece["number"]))
        elif piece["close"]:
            del around[-1:]
        else:
            for word in _WORD.finditer(html.unescape(piece["text"])):
                yield _Numbered(word[0].casefold(), tuple(around))
