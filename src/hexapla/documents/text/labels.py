"""Labels at the start of a paragraph: who asks and who answers in an interview.

A letter (``Q:``) is layout. Words (``Anna Müller:``, ``Question:``) are an entry of their own, so
that they are translated the same way each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hexapla.documents.text.marks import ends_sentence
from hexapla.documents.text.paragraphs import Paragraph, Part
from hexapla.lazy import lazy_re

__all__ = ["first_label", "with_labels"]

_LETTERS = "QAPRDFVSOВОПЕΑΕ"
# A letter and a full stop that may be a label, if the text has others.
_DOTTED = lazy_re(rf"[{_LETTERS}]\.[ \t\xa0]+(?=\S)")
_FIRST = lazy_re(rf"(?m:^[ \t>]*)(?P<label>[{_LETTERS}]\.[ \t\xa0]+\S)")

_LETTER = lazy_re(r"[^\W\d_a-zß-öø-ÿα-ωа-я]\d{0,2}[ \xa0]?[:：][ \t\xa0]*(?=\S)")
_UPPER = r"[^\W\d_a-zß-öø-ÿα-ωа-я]"
_START = rf"(?=[\"'“„«»‘(\[¿¡—–-]*(?:{_UPPER}|\d))"
_PARTICLES = r"(?:d[aei]|de[lnr]?|du|la|le|v[ao]n|te[nr]?|bin|al|y|of|the)"
_WORDS = lazy_re(
    rf"(?:{_UPPER}[\w.'’-]*(?:[ \xa0](?:{_UPPER}[\w.'’-]*|{_PARTICLES})){{0,3}})"
    rf"(?: \([^()]{{1,30}}\))?[ \xa0]?:(?=[ \t\xa0]+{_START})"
)
_IDEOGRAPHIC = lazy_re(
    r"(?:记者|記者|主持人|嘉宾|問|问|答|甲|乙|司会|聞き手|質問|回答|기자|질문|답변|문|답)[：:](?=\s*\S)"
)
_LONGEST = 40  # characters


def with_labels(source: str, parts: Sequence[Part]) -> list[Part]:
    """The parts of a text, with the labels of its paragraphs set apart."""
    dotted = _dotted(source, parts)
    return [
        _labelled(source, one, dotted) if isinstance(one, Paragraph) and not one.marker else one
        for one in parts
    ]


def first_label(source: str) -> int | None:
    """Where the first letter with a full stop is that may be a label."""
    found = _FIRST.search(source)
    return found.start("label") if found else None


def _dotted(source: str, parts: Sequence[Part]) -> frozenset[str]:
    """The letters that are labels with a full stop: a question, or two letters that alternate."""
    met = [
        source[one.start]
        for one in parts
        if isinstance(one, Paragraph) and _DOTTED.match(source, one.start, one.spans[0][1])
    ]
    several = len(set(met)) > 1 and len(met) > 2
    return frozenset(met) if several or "Q" in met else frozenset()


def _labelled(source: str, one: Paragraph, dotted: frozenset[str]) -> Paragraph:
    if one.kind not in ("paragraph", "line", "quotation"):
        return one
    start, end = one.spans[0]
    letter = _LETTER.match(source, start, end)
    if letter is None and source[start] in dotted:
        letter = _DOTTED.match(source, start, end)
    if letter and letter.end() < end:
        spans = ((letter.end(), end), *one.spans[1:])
        text = one.text[letter.end() - start :]
        marker = letter[0].rstrip()
        return replace(one, spans=spans, text=text, marker=marker, style="label", label=0)
    words = _WORDS.match(source, start, end) or _IDEOGRAPHIC.match(source, start, end)
    length = words.end() - start if words else 0
    said = length and ends_sentence(one.text) and any(map(str.isalpha, one.text[length:]))
    return replace(one, label=length) if said and length <= _LONGEST else one
