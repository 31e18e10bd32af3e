"""The placeholders of a message: what its format flags say must stay in a translation.

While a message is drafted, placeholders that take the next argument have its number (``%1$s``), so
that two of them can be told apart. They lose it again if the translation has them in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.checks.grammars import Syntax, syntaxes_of
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.lazy import lazy_re

__all__ = ["Arguments"]

Span = tuple[int, int]
_WORD = lazy_re(r"\S+")


@dataclass(frozen=True)
class Arguments:
    """The placeholders of a message.

    ``text`` is the message with numbers in its placeholders, and ``own`` has the placeholders
    without them, by the numbered ones, in order. ``fixed`` tells whether they must stay in this
    order, because the program doesn't understand numbers.
    """

    source: str
    text: str
    syntaxes: tuple[Syntax, ...]
    own: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = False

    @classmethod
    def of(cls, text: str, flags: Collection[str]) -> Arguments:
        """The placeholders of a message with these flags of gettext."""
        syntaxes = tuple(syntaxes_of(flags))
        own: dict[str, str] = {}
        out: list[str] = []
        at = 0
        for start, end in _spans(syntaxes, text):
            numbered = _number(syntaxes, text[start:end], len(own) + 1)
            if numbered:
                own[numbered] = text[start:end]
            out += (text[at:start], numbered or text[start:end])
            at = end
        if len(own) < 2:  # nothing can be confused with it
            return cls(text, text, syntaxes)
        fixed = not all(one.reorders for one in syntaxes) or any("*" in one for one in own.values())
        return cls(text, "".join([*out, text[at:]]), syntaxes, own, fixed)

    def spans(self, text: str) -> list[Span]:
        """Where placeholders are in a text, in order."""
        return list(_spans(self.syntaxes, text))

    def changes(self, source: str, target: str) -> Changes:
        """How a translation of a part of the message changes its placeholders."""
        found = changes(self._structure(source), self._structure(target))
        if found or not self.fixed:
            return found
        ours, theirs = ([one for one in self._found(text) if one in self.own]
                        for text in (source, target))  # fmt: skip
        return found if ours == theirs else Changes(missing=(Element("order", " ".join(ours)),))

    def written(self, target: str) -> str | None:
        """A translation of the whole message with placeholders as programs read them.

        None if it lacks some, or has others, or has them in an order that can't be written.
        """
        if self.changes(self.text, target):
            return None
        here = [one for one in self._found(target) if one in self.own]
        if here != list(self.own):
            return target
        out: list[str] = []
        at = 0
        for start, end in self.spans(target):
            out += (target[at:start], self.own.get(target[start:end], target[start:end]))
            at = end
        return "".join([*out, target[at:]])

    def _found(self, text: str) -> list[str]:
        return [text[start:end] for start, end in self.spans(text)]

    def _structure(self, text: str) -> Structure:
        """The placeholders of a text, and the signs of placeholders that belong to none."""
        found: Structure = Counter()
        rest: list[str] = []
        at = 0
        for start, end in self.spans(text):
            found[Element("placeholder", text[start:end])] += 1
            rest.append(text[at:start])
            at = end
        signs = {sign for one in self.syntaxes for sign in one.signs}
        for char in "".join([*rest, text[at:]]):
            if char in signs:
                found[Element("sign", char)] += 1
        return found


def _spans(syntaxes: Sequence[Syntax], text: str) -> Iterator[Span]:
    """The spans of placeholders, and of what begins like one that no syntax knows."""
    end = 0
    signs = {sign for one in syntaxes for sign in one.signs} - {"'"}
    for span in sorted(span for one in syntaxes for span in one.spans(text)):
        if span[0] >= end:
            yield from _unknown(text, end, span[0], signs)
            yield span
            end = span[1]
    yield from _unknown(text, end, len(text), signs)


def _unknown(text: str, start: int, end: int, signs: Collection[str]) -> Iterator[Span]:
    at = start
    for match in _WORD.finditer(text, start, end) if signs else ():
        first = next((n for n in range(*match.span()) if text[n] in signs), None)
        if first is not None and first >= at:
            at = match.end()
            yield first, at


def _number(syntaxes: Sequence[Syntax], placeholder: str, number: int) -> str | None:
    found = (one.number(placeholder, number) for one in syntaxes)
    return next((one for one in found if one), None)
