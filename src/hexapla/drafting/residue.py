"""Remains of stand-ins next to the stand-ins of a translation: `X1X`, `X1 11`, `deX1`.

Engines double a letter of a stand-in, repeat its number, or write the next word without a space.
What is next to a stand-in in the source tells what belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from hexapla.lazy import lazy_re

__all__ = ["is_wordly", "with_remains", "without_residue"]

_DIGITS = lazy_re(r"\d+")
# Scripts with words that touch: no spaces, or prefixes of one letter (Arabic, Hebrew).
_TOUCHING = (
    r"\u0590-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_WORDLY = lazy_re(rf"[^\W_{_TOUCHING}]")
_FINAL = ".!?…:;,。！？।։؟"


def without_residue(source: str, text: str, letter: str) -> tuple[str, bool]:
    """The translation without remains next to its stand-ins, and whether there were any.

    Parameters: ``source`` is the plain sentence with its stand-ins of a ``letter``. Letters and
    numbers that touch a stand-in in the source stay. Others are removed if they look like a part of
    a stand-in; words get a space.
    """
    unit = re.compile(rf"{letter}\d+")
    units = {match[0]: match.span() for match in unit.finditer(source)}
    alone = re.compile(rf"(?<![\w'’-]){letter}+(?![\w'’-])")
    numbers = frozenset(_DIGITS.findall(unit.sub("", source)))
    out = ""
    at = 0
    for match in unit.finditer(text):
        if match[0] not in units or match.start() < at:
            continue
        start, end = units[match[0]]
        before = text[at : match.start()]
        touches = source[start - 1 : start].isalnum() if start else False
        out += before if touches else _cut_before(before, letter, numbers)
        out += match[0]
        at = match.end()
        if not source[end : end + 1].isalnum():
            rest = _cut_after(text[at:], letter, numbers)
            out += " " if is_wordly(rest[:1]) else ""
            at = len(text) - len(rest)
    out += text[at:]
    if units and not alone.search(source):
        out = re.sub(rf"[ \u00a0]?{alone.pattern}", "", out)
    if units and source.endswith(tuple(units)) and out.endswith(tuple(f"{one}." for one in units)):
        out = out[:-1]
    out = out.strip()
    return out, out != text


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


def _cut_before(text: str, letter: str, numbers: Collection[str]) -> str:
    """The text before a stand-in, without remains at its end."""
    number = re.search(r"(?<![\w.,])\d+\Z", text)
    if number and number[0] not in numbers:
        text = text[: number.start()]
    return f"{text} " if is_wordly(text[-1:]) else text


def _cut_after(text: str, letter: str, numbers: Collection[str]) -> str:
    """The text after a stand-in, without remains at its start."""
    letters = re.match(rf"(?i:{letter})+\d*(?!\w)", text)
    if letters:
        text = text[letters.end() :]
    while number := re.match(rf" ?(\d+)(?=\s*(?:[{_FINAL})]|\Z|{letter}\d)| \d)", text):
        if number[1] in numbers:
            break
        text = text[number.end() :]
    return text
