"""Markup next to letters: Asciidoctor reads its signs there only if they are doubled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from hexapla.documents.asciidoc.patterns import with_letters
from hexapla.documents.asciidoc.spans import Span
from hexapla.lazy import lazy_re

__all__ = ["with_doubled_signs", "with_more_signs"]

_SIGNS = {"strong": "*", "emphasis": "_", "mark": "#"}
_BEFORE = lazy_re(r"[\w;:\"'`}]\Z")
_BEFORE_FORMAT = lazy_re(r"[\w;:}]\Z")
_AFTER = lazy_re(r"[\w\"'`]")
_AFTER_FORMAT = lazy_re(r"\w")
# A space without a width parts code from other code.
_BETWEEN = "\u200b"
_ROLE = lazy_re(r"\[[^\[\]]+\]\Z")


def with_doubled_signs(new: str, own: str, spans: Sequence[Span]) -> str:
    """A translation of ``own``, whose markup is ``spans``, with signs doubled next to letters.

    Code is found by its characters, formatting by its signs, if there are as many as in the source.
    """
    new = _code(new, own, spans)
    for kind, sign in _SIGNS.items():
        pairs = [one for one in spans if one.kind == kind and one.inner]
        single = [one for one in pairs if own[one.inner[0] - 2 : one.inner[0]] != sign * 2]  # type: ignore[index]
        if single and len(single) == len(pairs):
            new = _formats(new, own, spans, sign, len(pairs))
    return new


def _code(new: str, own: str, spans: Sequence[Span]) -> str:
    """Double the signs of code, and of literal text, next to letters."""
    literals = Counter(own[one.start : one.end] for one in spans if one.kind in _OPAQUE)
    known = [one for one in literals if one and not _is_doubled(one)]
    if not known:
        return new
    pattern = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    new = re.sub(f"({pattern})(?={pattern})", rf"\1{_BETWEEN}", new)
    seen = with_letters(new)

    def doubled(found: re.Match[str]) -> str:
        sign = found[0][-1]
        before, after = seen[: found.start()][-1:], seen[found.end() : found.end() + 1]
        if not (_BEFORE.search(before) or _AFTER.match(after)) or sign in (before, after):
            return found[0]
        return with_more_signs(found[0])

    return re.sub(pattern, doubled, new)


def with_more_signs(literal: str) -> str:
    """Code or literal text with its signs doubled, also those of literal text in code."""
    sign = literal[-1]
    start = literal.find(sign)
    role, inner = literal[:start], literal[start:]
    if re.fullmatch(r"`\+[^+]+\+`", inner):
        inner = f"`+{inner[1:-1]}+`"
    return f"{role}{sign}{inner}{sign}"


_OPAQUE = ("code", "passthrough")


def _is_doubled(literal: str) -> bool:
    """Whether signs are doubled, or can't be."""
    return literal[-1] not in "`+" or literal.endswith(("``", "++"))


def _formats(new: str, own: str, spans: Sequence[Span], sign: str, count: int) -> str:
    """Double the signs of formatting next to letters."""
    atoms = [own[one.start : one.end] for one in spans if one.inner is None]
    seen = new
    for literal in sorted(set(atoms), key=len, reverse=True):
        for shown in (literal, _with_more(literal)):
            seen = seen.replace(shown, "\0" * len(shown))
    for one in spans:  # The beginnings of macros.
        if one.inner is not None and one.kind not in _SIGNS:
            opening = own[one.start : one.inner[0]]
            seen = seen.replace(opening, "\0" * len(opening))
    at = [n for n, char in enumerate(seen) if char == sign]
    if len(at) != 2 * count:
        return new
    out = new
    for start, end in reversed(list(zip(at[::2], at[1::2], strict=True))):
        role = _ROLE.search(out[:start])
        before = out[: role.start() if role else start]
        after = with_letters(out[end + 1 : end + 2])
        if _BEFORE_FORMAT.search(with_letters(before[-1:])) or _AFTER_FORMAT.match(after):
            out = f"{out[:start]}{sign}{out[start : end + 1]}{sign}{out[end + 1 :]}"
    return out


def _with_more(literal: str) -> str:
    """Code with its signs doubled."""
    return with_more_signs(literal) if literal[-1:] in ("`", "+") else literal
