"""Keyboard accelerators: ``&File``, ``_File``, ``~File``.

An engine gets the text without the mark; the draft gets it before the same letter if it has one.
"""

from __future__ import annotations

from hexapla.checks.typography import CASED
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["split_accelerator", "with_accelerator"]

_MARK = lazy_re(r"(?<![\w&~_])[&_~](?=[^\W\d_])(?!\w*[&_~;])")
_ENDING = lazy_re(r"(?<![\s.…:])[\s.…:]*+\Z")
# Longer texts are prose; a mark in them is something else.
_MOST_WORDS = 8


def split_accelerator(text: str) -> tuple[str, str, str]:
    """A text without the mark of its accelerator, the mark, and the letter; "" if it has none."""
    if not any(mark in text for mark in "&_~") or len(text.split()) > _MOST_WORDS or "\n" in text:
        return text, "", ""
    found = list(_MARK.finditer(text))
    if len(found) != 1 or text.count(found[0][0]) != 1:
        return text, "", ""
    at = found[0].start()
    return text[:at] + text[at + 1 :], text[at], text[at + 1]


def with_accelerator(
    text: str, mark: str, letter: str, language: Language, spans: list[tuple[int, int]]
) -> str:
    """A translation with the mark of an accelerator. ``spans`` are those of its placeholders."""
    taken = Spans(spans)
    free = [at for at, char in enumerate(text) if char.isalpha() and not taken.hold(at)]
    if language.script not in CASED:
        end = _ENDING.search(text)
        at = end.start() if end else len(text)
        return f"{text[:at]}({mark}{letter.upper()}){text[at:]}"
    starts = [at for at in free if not (at and text[at - 1].isalnum())]
    same = [at for at in (*starts, *free) if text[at].casefold() == letter.casefold()]
    place = next(iter([*same, *starts, *free]), None)
    return text if place is None else text[:place] + mark + text[place:]
