"""Pieces of inline markup, and the marks that they are for a translator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.documents.inline import Mark, Role, Words

__all__ = ["CLASH", "Span", "marks_of"]

CLASH = "clash"
"""The kind of a sign that Asciidoctor takes for formatting across other markup."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of markup. ``inner`` is the text of a pair, None for what has no text around it.

    ``kind`` and ``key`` say what it is: what must be the same in a translation. ``words`` are other
    texts in it; ``apart`` is whether it is no part of the sentences around it.
    """

    start: int
    end: int
    kind: str
    key: str = ""
    inner: tuple[int, int] | None = None
    words: tuple[Words, ...] = ()
    silent: bool | None = None
    apart: bool = False


def marks_of(spans: Sequence[Span]) -> list[Mark]:
    """The marks of some pieces of markup."""
    ends: list[tuple[int, int, Role, int, Span]] = []
    for n, span in enumerate(spans):
        if span.kind == CLASH:
            continue
        if span.inner is None:
            role = Role.APART if span.apart else Role.ALONE
            ends.append((span.start, span.end, role, n, span))
        else:
            a, b = span.inner
            ends.append((span.start, a, Role.OPEN, n, span))
            ends.append((b, span.end, Role.CLOSE, n, span))
    ends.sort(key=lambda one: one[:2])
    places = {(n, role): at for at, (_, _, role, n, _) in enumerate(ends)}
    marks: list[Mark] = []
    for start, end, role, n, span in ends:
        other = {Role.OPEN: Role.CLOSE, Role.CLOSE: Role.OPEN}.get(role)
        partner = places[n, other] if other else -1
        words = () if other else span.words
        line = span.kind == "line break"
        marks.append(Mark(start, end, role, partner, words, span.silent, line))
    return marks
