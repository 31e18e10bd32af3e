"""The inline markup of AsciiDoc: formatting, macros, references, as Asciidoctor finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from hexapla.documents.asciidoc.attributes import read_attributes
from hexapla.documents.asciidoc.patterns import (
    ADDRESS,
    ANCHOR,
    ANGLES,
    ATTRIBUTE,
    BY_NAME,
    COMPAT,
    CUSTOM,
    EMAIL,
    ESCAPE,
    FOOTNOTE,
    FORMATS,
    IMAGE,
    LITERAL,
    MENU,
    PASS,
    QUOTED_MENU,
    REFERENCE,
    SHORT,
    SIGN,
    SPECIAL,
    STEM,
    TERM,
    URL,
    XREF,
    with_letters,
)
from hexapla.documents.asciidoc.spans import CLASH, Span
from hexapla.documents.asciidoc.syntax import MACROS, TEXT_ATTRIBUTES
from hexapla.documents.inline import Words

__all__ = ["read_spans"]

# What is found before macros are.
_FIRST = ("double", "single", "code")
_PLACEHOLDER = "\x96"
_FILLER = "\x91"
_EDGES = "\x92\x93"  # The first and the last character of what is found.
# The longest text in which markup is looked for as a whole, which takes the square of the length.
_LONGEST = 4_000


class _Formatted(NamedTuple):
    """Formatting: its kind, and the offsets of both signs."""

    kind: str
    start: int
    a: int
    b: int
    end: int


def read_spans(text: str, *, compat: bool = False) -> list[Span]:
    """The markup in a text, in order; with ``compat`` as before Asciidoctor 1.5."""
    if not SIGN.search(text):
        return []
    if len(text) <= _LONGEST:
        return _Scan(text, compat).spans()
    return [
        _moved(one, start)
        for start, end in _parts(text)
        for one in _Scan(text[start:end], compat).spans()
    ]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a long text, which end with lines or words."""
    start = 0
    while start < len(text):
        end = start + _LONGEST
        if end < len(text):
            breaks = (text.rfind(sign, start, end) + 1 for sign in ("\n", " "))
            end = next((one for one in breaks if one > start), end)
        yield start, min(end, len(text))
        start = end


def _moved(span: Span, by: int) -> Span:
    inner = span.inner and (span.inner[0] + by, span.inner[1] + by)
    words = tuple(replace(one, start=one.start + by, end=one.end + by) for one in span.words)
    return replace(span, start=span.start + by, end=span.end + by, inner=inner, words=words)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a menu, without the signs between them."""
    sign = ">" if text.find(">", start, end) >= 0 else ","
    at = start
    for part in text[start:end].split(sign):
        inner = part.strip()
        first = at + len(part) - len(part.lstrip())
        yield first, first + len(inner)
        at += len(part) + 1


class _Scan:
    """Finds markup step by step; what is found is masked for the steps that follow."""

    def __init__(self, text: str, compat: bool) -> None:
        self._text, self._compat = text, compat
        self._seen = list(with_letters(text))
        self._taken: list[int] = [0] * len(text)  # The number of a span, negative at its end.
        self._found: list[Span] = []
        self._clashes: list[Span] = []

    def spans(self) -> list[Span]:
        self._each(PASS, self._passthrough)
        if not self._compat:
            self._each(LITERAL, self._literal)
        self._each(STEM, lambda found: self._atom(found, "formula"))
        formatted = list(self._formatted())
        for one in formatted:
            if one.kind in _FIRST:
                self._format(one)
        for pattern in (IMAGE, SHORT, MENU):
            self._each(pattern, self._macro)
        self._each(QUOTED_MENU, self._quoted_menu)
        self._each(TERM, self._term)
        self._each(URL, self._url)
        for pattern in (ADDRESS, XREF, BY_NAME):
            self._each(pattern, self._macro)
        self._each(EMAIL, lambda found: self._atom(found, "link"))
        self._each(ANCHOR, lambda found: self._atom(found, "anchor", silent=True, apart=True))
        self._each(ANGLES, self._angles)
        self._each(CUSTOM, self._custom)
        self._each(FOOTNOTE, self._macro)
        self._each(REFERENCE, lambda found: self._atom(found, "character", edges="&;"))
        self._each(ATTRIBUTE, lambda found: self._atom(found, "attribute", edges="{}"))
        for one in formatted:
            if one.kind not in _FIRST:
                self._format(one)
        self._each(ESCAPE, lambda found: self._atom(found, "escape", edges="\\\\"))
        return sorted([*self._found, *self._clashes], key=lambda one: (one.start, -one.end))

    def _each(self, pattern: re.Pattern[str], add: Callable[[re.Match[str]], object]) -> None:
        """Add what a pattern matches."""
        seen = "".join(self._seen)
        at = 0
        while (found := pattern.search(seen, at)) is not None:
            at = found.end() if add(found) else found.start() + 1
            at = max(at, found.start() + 1)

    def _formatted(self) -> Iterator[_Formatted]:
        """What Asciidoctor formats. It looks for that in code and in macros, too."""
        seen = list(SPECIAL.sub(self._as_reference, "".join(self._seen)))
        for kind, pattern in COMPAT if self._compat else FORMATS:
            text, at = "".join(seen), 0
            while (found := pattern.search(text, at)) is not None:
                start, end = found.span()
                escaped = start > 0 and self._text[start - 1] == "\\" and seen[start - 1] == "\\"
                if found[1] or escaped:
                    at = start + 1
                    continue
                at, a, b = end, found.end(2), found.start(4)
                edges = "&;" if kind in ("double", "single") else _EDGES
                for x, y in ((start, a), (b, end)):
                    seen[x:y] = (
                        edges[1] if y - x == 1 else edges[0] + _FILLER * (y - x - 2) + edges[1]
                    )
                yield _Formatted(kind, start, a, b, end)

    def _as_reference(self, found: re.Match[str]) -> str:
        """The end of the reference that a character of the text becomes first."""
        return ";" if self._text[found.start()] == found[0] else found[0]

    def _format(self, one: _Formatted) -> None:
        """Add formatting, unless both signs are in the same piece of markup."""
        around = (span for span in self._found if span.start <= one.start and one.end <= span.end)
        if any(not _holds(span, one.start, one.end) for span in around):
            return
        if one.kind == "code":
            added = self._add_atom(one.start, one.end, "code")
        else:
            added = self._pair(one.kind, one.start, one.a, one.b, one.end, None)
        if added:
            return
        for x, y in ((one.start, one.a), (one.b, one.end)):
            self._clashes.append(Span(x, y, CLASH, one.kind))

    def _is_free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def _swallow(self, start: int, end: int) -> bool:
        """Take characters: whether no end of a pair is among them that begins elsewhere.

        Markup that is wholly in them is no longer markup.
        """
        inside = [one for one in self._found if start <= one.start and one.end <= end]
        if sum(self._taken[start:end]):
            others = (one for one in self._found if one.start < end and start < one.end)
            if any(one not in inside and not _holds(one, start, end) for one in others):
                return False
        if inside:
            self._found = [one for one in self._found if one not in inside]
        return True

    def _mask(self, start: int, end: int, number: int, edges: str = _EDGES) -> None:
        self._seen[start:end] = _masked(end - start, edges)
        self._taken[start:end] = [0] * (end - start)
        if start < end:
            self._taken[start] = number

    def _atom(
        self,
        found: re.Match[str],
        kind: str,
        words: tuple[Words, ...] = (),
        *,
        silent: bool | None = None,
        apart: bool = False,
        edges: str = _EDGES,
    ) -> bool:
        own = self._text[found.start() : found.end()]
        if own.startswith("\\") and kind != "escape":
            kind, words = "escape", ()
        return self._add_atom(*found.span(), kind, words, silent, apart, edges)

    def _add_atom(
        self,
        start: int,
        end: int,
        kind: str,
        words: tuple[Words, ...] = (),
        silent: bool | None = None,
        apart: bool = False,
        edges: str = _EDGES,
    ) -> bool:
        if not self._swallow(start, end):
            return False
        own = self._text[start:end]
        self._found.append(Span(start, end, kind, own, None, words, silent, apart))
        self._mask(start, end, 0, edges)
        self._hold(start, end)
        return True

    def _hold(self, start: int, end: int) -> None:
        """Mark characters as taken, so that they sum up to nothing."""
        number = len(self._found) + 1
        if end - start > 1:
            self._taken[start], self._taken[end - 1] = number * 1000, -number * 1000

    def _pair(self, kind: str, start: int, a: int, b: int, end: int, silent: bool | None) -> bool:
        """Add a pair whose text is between ``a`` and ``b``, unless it crosses another one."""
        whole = a < b and sum(self._taken[a:b]) == 0
        if not (whole and self._swallow(start, a) and self._swallow(b, end)):
            return False
        key = f"{self._text[start:a]} {self._text[b:end]}"
        self._found.append(Span(start, end, kind, key, (a, b), (), silent))
        number = len(self._found) * 1000 + 1
        edges = "&;" if kind in ("double", "single") else _EDGES
        self._mask(start, a, number, edges)
        self._mask(b, end, -number, edges)
        return True

    def _passthrough(self, found: re.Match[str]) -> bool:
        if found[1] or found[2] or found[5]:
            return False
        added = self._atom(found, "passthrough")
        self._seen[found.start() : found.end()] = _PLACEHOLDER * (found.end() - found.start())
        return added

    def _literal(self, found: re.Match[str]) -> bool:
        if found[2] == "`":
            inner = found[3]
            if len(inner) > 2 and inner[0] == inner[-1] == "+" and not found[1]:
                return self._atom(found, "code")
            return True  # It is no passthrough, and neither is what is in it.
        if found[1] or not self._is_free(*found.span()):
            return False
        added = self._atom(found, "passthrough")
        self._seen[found.start() : found.end()] = _PLACEHOLDER * (found.end() - found.start())
        return added

    def _macro(self, found: re.Match[str]) -> bool:
        if found["escape"]:
            return self._escaped(found)
        name = found["name"] or "link"
        macro = MACROS[name]
        a, b = found.span("text")
        if macro.whole:
            spans = [found.span("target"), *_items(self._text, a, b)]
            words = tuple(Words(x, y, macro.text or "") for x, y in spans if x < y)
            return self._atom(found, name, words)
        if name in ("image", "icon"):
            return self._atom(found, name, tuple(self._alt(a, b, name)), apart=name == "image")
        if macro.text:
            words = (Words(a, b, macro.text),)
            return self._atom(found, name, words, silent=macro.silent, apart=macro.silent)
        if name == "footnoteref":
            comma = self._text.find(",", a, b)
            a = comma + 1 if comma >= 0 else b
        elif macro.positional:
            a, b = self._link_text(a, b, name == "mailto")
        if macro.text is None or a >= b:
            return self._atom(found, name)
        silent = True if macro.silent else None
        return self._pair(name, found.start(), a, b, found.end(), silent)

    def _quoted_menu(self, found: re.Match[str]) -> bool:
        start, end = found.span()
        if found[0].startswith("\\"):
            return False
        return self._pair("menu", start, start + 1, end - 1, end, None)

    def _escaped(self, found: re.Match[str]) -> bool:
        start = found.start()
        if self._taken[start]:
            return False
        self._found.append(Span(start, start + 1, "escape", self._text[start : start + 2]))
        return True

    def _link_text(self, a: int, b: int, subject: bool = False) -> tuple[int, int]:
        """The span of the text in the brackets of a link, which a ``subject`` may follow."""
        text = self._text
        if "=" in text[a:b] or (subject and "," in text[a:b]):
            first = read_attributes(text, a, b).positional.get(1)
            if first is None:
                return b, b
            a, b = first.start, first.end
        if text[a:b].endswith("^"):
            b -= 1
        while a < b and text[a] == " ":
            a += 1
        while a < b and text[b - 1] == " ":
            b -= 1
        return a, b

    def _alt(self, a: int, b: int, name: str) -> Iterator[Words]:
        attributes = read_attributes(self._text, a, b)
        values = [(key, value) for key, value in attributes.named.items() if value.text]
        if name == "image" and 1 in attributes.positional:
            values.append(("alt", attributes.positional[1]))
        for key, value in sorted(values, key=lambda one: one[1].start):
            if key in TEXT_ATTRIBUTES and value.start < value.end:
                yield Words(value.start, value.end, TEXT_ATTRIBUTES[key])

    def _term(self, found: re.Match[str]) -> bool:
        if found["escape"]:
            return self._escaped(found)
        a, b = found.span("text")
        if self._text[a] == "(" and self._text[b - 1] == ")":
            words = (Words(a + 1, b - 1, "index term"),) if a + 1 < b - 1 else ()
            return self._atom(found, "indexterm", words, silent=True, apart=True)
        return self._pair("indexterm2", found.start(), a, b, found.end(), None)

    def _url(self, found: re.Match[str]) -> bool:
        start = found.start()
        if found["escape"]:
            return self._atom(found, "escape")
        if found["text"] is None:
            end = found.end("url")
            while end > start and self._text[end - 1] in ").?!;:":
                end -= 1
            return self._add_atom(start, end, "link")
        a, b = self._link_text(*found.span("text"))
        if a >= b:
            return self._add_atom(start, found.end(), "link")
        return self._pair("link", start, a, b, found.end(), None)

    def _angles(self, found: re.Match[str]) -> bool:
        if found["escape"]:
            return self._escaped(found)
        a, b = found.span("target")
        comma = self._text.find(",", a, b)
        if comma < 0:
            return self._atom(found, "xref")
        a = comma + 1
        while a < b and self._text[a] == " ":
            a += 1
        return self._pair("xref", found.start(), a, b, found.end(), None)

    def _custom(self, found: re.Match[str]) -> bool:
        # The target of a macro may be a passthrough.
        free = self._is_free(*found.span()) or self._text.startswith(":+", found.end("name"))
        if found["name"] in MACROS or not free:
            return False
        return self._atom(found, "macro")


def _masked(size: int, edges: str) -> str:
    """What stands for so many characters of markup."""
    return edges[0] + _FILLER * (size - 2) + edges[1] if size > 1 else edges[1] * size


def _holds(outer: Span, start: int, end: int) -> bool:
    """Whether some characters are in the text of a pair."""
    return outer.inner is not None and outer.inner[0] <= start and end <= outer.inner[1]
