"""What an engine has written next to the stand-ins of a translation: `X1X`, `X1 11`, `deX1`, `+X1`.

Engines double a letter of a stand-in, repeat its number, add signs to it, or write the next word
without a space. What is next to a stand-in in the source tells what belongs there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from hexapla.lazy import lazy_re

__all__ = ["Cleaned", "is_wordly", "with_remains", "without_residue"]

_DIGITS = lazy_re(r"\d+")
# Scripts with words that touch: no spaces, or prefixes of one letter (Arabic, Hebrew).
_TOUCHING = (
    r"\u0590-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_WORDLY = lazy_re(rf"[^\W_{_TOUCHING}]")
_SIGNS_BEFORE = lazy_re(r"(?<![^\w\s])(?<!_)(?:[^\w\s]|_)++\Z")
_SIGNS_AFTER = lazy_re(r"(?:[^\w\s]|_)++")
_WORD_BEFORE, _WORD_AFTER = lazy_re(r"(?<![^\W\d_])[^\W\d_]++\Z"), lazy_re(r"[^\W\d_]++")
_FINAL = ".!?…:;,。！？।։؟"
# Punctuation that a translation may have where the source has none.
_FREE = frozenset(f"{_FINAL}、，；：،؛¿¡—·")
# Signs that a translation may exchange for one another: quotation marks, and wide brackets.
_ALIKE = str.maketrans({**dict.fromkeys("'«»‹›“”„‟‘’‚‛「」『』《》", '"'), "（": "(", "）": ")"})
# What joins an ending, an article or a word to a name: X1-Datei, X1'e, X1:n, d'X1, Projekt-X1.
_JOINS_AFTER = lazy_re(r"[-‐‑'’:](?=[^\W\d_])")
_JOINS_BEFORE = lazy_re(r"(?:(?<=[^\W\d_])['’]|(?<=[^\W\d_]{2})[-‐‑])\Z")
# How far from a stand-in signs of the source are looked for.
_NEAR = 20
# The longest run of letters next to a stand-in that may be a part of it rather than a word.
_SHORT = 2


class Cleaned(NamedTuple):
    """A translation without what was added to its stand-ins.

    ``spoilt`` is True if something was, ``glued`` if letters are left that may not be a word.
    """

    text: str
    spoilt: bool
    glued: bool


def without_residue(source: str, text: str, letter: str) -> Cleaned:
    """Remove what an engine has added to the stand-ins of a translation.

    Parameters: ``source`` is the plain sentence with its stand-ins of a ``letter``. What touches a
    stand-in there stays. Other signs are removed, and letters and numbers if they look like a part
    of a stand-in; words get a space.
    """
    unit = re.compile(rf"{letter}\d+")
    units = {match[0]: match.span() for match in unit.finditer(source)}
    if not units:
        return Cleaned(text.strip(), text != text.strip(), False)
    alone = re.compile(rf"(?<![\w'’-]){letter}+(?![\w'’-])")
    found, own = (Counter(_DIGITS.findall(unit.sub("", one))) for one in (text, source))
    numbers = found - own
    added = Counter(text.translate(_ALIKE)) - Counter(source.translate(_ALIKE))
    out, rest = "", text
    glued = False
    while match := _next(unit, rest, units):
        start, end = units[match[0]]
        before = _signs_before(rest[: match.start()], source[max(start - _NEAR, 0) : start], added)
        if not start or not source[start - 1].isalnum():
            before, short = _cut_before(before, numbers)
            glued = glued or short
        out += before + match[0]
        rest = _signs_after(rest[match.end() :], source[end : end + _NEAR], added)
        if not source[end : end + 1].isalnum():
            rest, short = _cut_after(rest, letter, numbers, match[0])
            glued = glued or short
            out += " " if is_wordly(rest[:1]) else ""
    out += rest
    if not alone.search(source.upper()):
        out = re.sub(rf"[ \u00a0]?{alone.pattern}", "", out)
    if source.endswith(tuple(units)) and out.endswith(tuple(f"{one}." for one in units)):
        out = out[:-1]
    out = out.strip()
    return Cleaned(out, out != text, glued)


def with_remains(
    source: str, text: str, letter: str, lost: Sequence[int]
) -> tuple[str, Sequence[int]]:
    """Put lost stand-ins where a number is left of them; return the numbers of those still lost.

    The number isn't in the source and has only their digits: `11` or `1` for `X1`.
    """
    numbers = _DIGITS.findall(re.sub(rf"{letter}\d+", "", source))
    digits = "".join(map(str, lost))
    rest = list(lost)

    def found(match: re.Match[str]) -> str:
        if not rest or match[0] in numbers or not set(match[0]) <= set(digits):
            return match[0]
        return f"{letter}{rest.pop(0)}"

    return re.sub(r"(?<![\w.,])\d{1,3}(?!\w|[.,]\d)", found, text), rest


def is_wordly(char: str) -> bool:
    """Whether a character is a letter or digit of a script with spaces between words."""
    return _WORDLY.match(char) is not None


def _next(unit: re.Pattern[str], text: str, units: Collection[str]) -> re.Match[str] | None:
    """The first stand-in of the source in a text."""
    return next((match for match in unit.finditer(text) if match[0] in units), None)


def _signs_before(text: str, source: str, added: Counter[str]) -> str:
    """The text before a stand-in without signs at its end that were added; see `_own_signs`."""
    run = _SIGNS_BEFORE.search(text)
    if run is None or _JOINS_BEFORE.search(text):
        return text
    own = _SIGNS_BEFORE.search(source)
    return text[: run.start()] + _own_signs(run[0], own[0] if own else "", added)


def _signs_after(text: str, source: str, added: Counter[str]) -> str:
    """The text after a stand-in without signs at its start that were added; see `_own_signs`."""
    run = _SIGNS_AFTER.match(text)
    if run is None or _JOINS_AFTER.match(text):
        return text
    own = _SIGNS_AFTER.match(source)
    kept = _own_signs(run[0][::-1], own[0] if own else "", added)
    return kept[::-1] + text[run.end() :]


def _own_signs(signs: str, own: str, added: Counter[str]) -> str:
    """Signs without those that the source doesn't have here and the translation has more often.

    The last one touches the stand-in. ``own`` are the source's signs in this place. ``added`` has
    the numbers of those that the translation has more often; what is removed is subtracted.
    """
    left = Counter(own.translate(_ALIKE))
    kept = ""
    for sign in signs:
        kind = sign.translate(_ALIKE)
        if left[kind]:
            left[kind] -= 1
            kept += sign
        elif sign not in _FREE and added[kind] > 0:
            added[kind] -= 1
        else:
            kept += sign
    return kept


def _cut_before(text: str, numbers: Counter[str]) -> tuple[str, bool]:
    """The text before a stand-in, without remains at its end; whether a short word touches it.

    ``numbers`` are those that the translation has more often than its source.
    """
    number = re.search(r"(?<![\w.,])\d+\Z", text)
    if number and numbers[number[0]] > 0:
        numbers[number[0]] -= 1
        text = text[: number.start()]
    word = _WORD_BEFORE.search(text)
    short = word is not None and is_wordly(text[-1:]) and len(word[0]) <= _SHORT
    return (f"{text} " if is_wordly(text[-1:]) else text), short


def _cut_after(text: str, letter: str, numbers: Counter[str], unit: str) -> tuple[str, bool]:
    """The text after a stand-in, without remains at its start; see `_cut_before`."""
    letters = re.match(rf"(?i:{letter})++\d*+(?!\w)", text)
    if letters:
        text = text[letters.end() :]
    own = unit.removeprefix(letter)
    alone = rf"(?P<last>(?=\s*(?:[{_FINAL})]|\Z|{letter}\d)| \d))?+(?P<more>[\w.,])?+"
    while number := re.match(rf" ?(\d+){alone}", text):
        repeated = number[1] == own and number["more"] is None
        if numbers[number[1]] <= 0 or not (repeated or number["last"] is not None):
            break
        numbers[number[1]] -= 1
        text = text[number.end(1) :]
    word = _WORD_AFTER.match(text)
    return text, word is not None and is_wordly(text[:1]) and len(word[0]) <= _SHORT
