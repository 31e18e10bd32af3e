"""The attribution of a block quote: a last paragraph that begins with dashes."""

from __future__ import annotations

from hexapla.documents.rst.lines import Line, indent_of, trimmed
from hexapla.lazy import lazy_re

__all__ = ["ATTRIBUTION", "with_attribution"]

ATTRIBUTION = lazy_re(r"(?:---?(?!-)|\u2014) *(?=[^ \n])")
"""How an attribution begins."""


def with_attribution(
    lines: list[Line],
) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines of a block quote, those of its attribution, and those of the next block quote."""
    blank = 0
    for number, line in enumerate(lines):
        if not line.text:
            blank = number
        elif blank and blank == number - 1 and ATTRIBUTION.match(line.text):
            end = number + 1
            indent = None
            while end < len(lines) and lines[end].text:
                own = indent_of(lines[end])
                if indent not in (None, own):
                    break
                indent = own
                end += 1
            if end == len(lines) or not lines[end].text:
                return lines[:blank], lines[number:end], trimmed(lines[end:])
    return lines, [], []
