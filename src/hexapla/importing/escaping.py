"""Characters that Markdown must not read as markup."""

from __future__ import annotations

import re
from bisect import bisect

from hexapla.lazy import lazy_re

__all__ = ["escaped", "guarded", "has_maths"]

_ADDRESS = lazy_re(r"(?:https?://|ftp://|www\.)[^\s<>\[\]`]+")
_RISKY = lazy_re(
    r"\\(?=[!-/:-@\[-`{-~]|$)"
    r"|`|\*"
    r"|(?<!\w)_|_(?!\w)"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|~(?=~)|(?<=~)~"
    r"|\[(?=[\[^@!])|\[(?=[ xX]\](?:\s|$))|(?P<link>\[)"
    r"|!(?=\[)|\^(?=\[)"
    r"|\{(?=[{%#.:=])"
    r"|(?<==)=|=(?==)|(?<=\+)\+|\+(?=\+)"
)
_MATH = lazy_re(r"\$")
_CLOSE = lazy_re(r"\](?P<link>[(\[:{])?")


def has_maths(text: str) -> bool:
    """Whether the dollar signs of a paragraph may be read as those of a formula."""
    return text.count("$") > 1


def escaped(text: str, *, maths: bool | None = None) -> str:
    """A text in which no character is markup; ``maths`` is that of its paragraph."""
    maths = has_maths(text) if maths is None else maths
    out: list[str] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        out += (_escape(text[at : address.start()], maths=maths), address[0])
        at = address.end()
    return "".join([*out, _escape(text[at:], maths=maths)])


def _escape(text: str, *, maths: bool) -> str:
    closes = list(_CLOSE.finditer(text))
    places = [found.start() for found in closes]

    def sign(found: re.Match[str]) -> str:
        after = bisect(places, found.start())
        if found["link"] and not (after < len(closes) and closes[after]["link"]):
            return found[0]
        return f"\\{found[0]}"

    text = _RISKY.sub(sign, text)
    return _MATH.sub(r"\$", text) if maths else text


def guarded(text: str, place: str = "paragraph") -> str:
    """A line that Markdown reads as nothing but text in its place; see `guard_lines`."""
    from hexapla.documents.markdown.guarded_lines import guard_lines
    from hexapla.documents.markdown.syntax import Settings

    return guard_lines(text, place, "", Settings()) if text else text
