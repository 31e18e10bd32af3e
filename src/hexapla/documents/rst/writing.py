"""Write a text with marked markup as reStructuredText: only that markup is read as markup.

A backslash keeps other signs from being markup, and an escaped space parts markup from a word that
touches it, as in languages without spaces between words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hexapla.documents.bilingual import DOT
from hexapla.documents.inline import Mark, Role, assemble
from hexapla.documents.rst.inlines import (
    Span,
    is_escaped,
    may_follow,
    may_precede,
    nulled,
    scan,
    trailing_backslashes,
)
from hexapla.documents.rst.loose import (
    ALONE,
    CLOSE,
    END,
    OPEN,
    marked,
    marked_piece,
    unmarked,
    with_marks,
)
from hexapla.documents.text_document import TextBlock
from hexapla.documents.wrapping import one_line
from hexapla.lazy import lazy_re

__all__ = ["GLUE", "sentence", "text_of", "written"]

GLUE = "\ufdd4"
"""A Unicode noncharacter for a space at which no line may end."""

_PART = lazy_re(f"([{ALONE}{OPEN}{CLOSE}])([^{END}]*){END}")
_NAMED = ("`_", "`__")
# More signs in a text are escaped at once, and those of a text that takes long to be read.
_ROUNDS = 100
_MOST_READ = 200_000
_ANY_SIGN = lazy_re(r"(?<!\\)([*`|])|(?<=\w)(_)(?!\w)|(?<=\])(_)")
_OPENING = {"'": "'", '"': '"', "(": ")", "[": "]", "{": "}", "<": ">"}


def text_of(
    block: TextBlock, marks: Sequence[Mark], texts: Sequence[str | None], joiner: str
) -> str:
    """The text of a block with new texts for its segments, with signs around its markup."""
    pieces = [marked_piece(piece, marks) for piece in block.pieces]
    new = [
        None if text is None else sentence(text, segment.text, segment.marks)
        for text, segment in zip(texts, block.segments, strict=True)
    ]
    return assemble(marked(block.text, marks), pieces, new, joiner)


def sentence(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation on one line with signs around the markup of its segment.

    In a bilingual edition it follows the segment's own text, and both have the markup.
    """
    new = one_line(new)
    if new == own:
        return marked(own, marks)
    both = own + DOT
    if new.startswith(both):
        return marked(own, marks) + DOT + sentence(new[len(both) :], own, marks)
    return with_marks(new, own, marks)


def written(text: str, own: str, marks: Sequence[Mark], codes: Mapping[str, str]) -> str:
    """A text with signs as reStructuredText.

    ``own`` and ``marks`` are the text and the markup of its source, ``codes`` what single marks are
    in the source. `GLUE` is in the place of spaces that are a part of markup.
    """
    return _Writer(_inner_texts(own, marks), codes).write(text)


def _inner_texts(own: str, marks: Sequence[Mark]) -> Mapping[tuple[str, str], Mapping[str, None]]:
    """The texts in pairs of the source, by how they open and close."""
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mark in marks:
        if mark.role is Role.OPEN:
            other = marks[mark.partner]
            key = own[mark.start : mark.end], own[other.start : other.end]
            found[key][own[mark.end : other.start]] = None
    return found


@dataclass(slots=True)
class _Writer:
    """Writes a text.

    ``pieces`` are what is written so far, of some length, and ``out`` is all of it at the end.
    ``starts`` are the places of markup in it.
    """

    inner: Mapping[tuple[str, str], Mapping[str, None]]
    codes: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    escapes: bool = False  # Whether the next character would be escaped.
    out: str = ""
    starts: set[int] = field(default_factory=set)
    fixed: list[tuple[int, int]] = field(default_factory=list)
    touches: bool = False  # Whether markup has just ended.

    def write(self, text: str) -> str:
        parts = _PART.split(text)
        at = 0
        self._text(parts[0])
        while (at := at + 3) < len(parts):
            sign, literal = parts[at - 2], parts[at - 1]
            if sign == OPEN:
                close = next((n for n in range(at + 1, len(parts), 3) if parts[n] == CLOSE), 0)
                if close:
                    inner = "".join(parts[at : close + 1 : 1][0:1]) + "".join(
                        parts[n + 1] + parts[n + 2] for n in range(at + 1, close, 3)
                    )
                    self._pair(literal, inner, parts[close + 1])
                    at = close + 2
            elif sign == ALONE:
                self._alone(self.codes.get(literal, literal))
            self._text(parts[at])
        return self._finished()

    def _put(self, text: str) -> None:
        if not text:
            return
        self.pieces.append(text)
        self.length += len(text)
        signs = trailing_backslashes(text)
        self.escapes = (signs + (self.escapes and signs == len(text))) % 2 == 1

    def _text(self, text: str) -> None:
        if not text:
            return
        if self.touches and not may_follow(text[0]):
            self._put("\\ ")
        self.touches = False
        self._put(text)

    def _start(self, first: str) -> None:
        """Prepare for markup, whose text begins with a character."""
        if self.escapes:
            self._put("\\")
        before = self.pieces[-1][-1] if self.pieces else ""
        if self.touches or not may_precede(before) or _OPENING.get(before) == first:
            self._put("\\ ")
        self.starts.add(self.length)

    def _alone(self, literal: str) -> None:
        self._start("")
        self.fixed.append((self.length, self.length + len(literal)))
        self._put(literal)
        self.touches = True

    def _pair(self, opened: str, inner: str, closed: str) -> None:
        core = inner.strip()
        if not core.strip("\\"):
            self._text(inner)
            return
        self._text(inner[: len(inner) - len(inner.lstrip())])
        closed = self._closed(opened, core, closed)
        core = _guarded(core, opened, closed)
        self._start(core[0])
        self._put(opened + core + closed)
        self.touches = True
        self._text(inner[len(inner.rstrip()) :])

    def _closed(self, opened: str, core: str, closed: str) -> str:
        """The end of a pair: a reference by another text than its source's names its target."""
        own = self.inner.get((opened, closed), {})
        if core in own or not own:
            return closed
        if closed in _NAMED and opened == "`":
            return f" <{next(iter(own))}_>`__" if closed == "`_" else closed
        if "term:`" in opened and closed == "`":
            return f" <{next(iter(own))}>`"
        # Without another target of this name, which may be that of another address.
        return f"{closed}_" if closed.endswith(">`_") else closed

    def _finished(self) -> str:
        if self.escapes:
            self._put("\\")
        self.out = "".join(self.pieces)
        for _ in range(min(_ROUNDS, 1 + _MOST_READ // (1 + len(self.out)))):
            found = scan(self.out)
            unread = any(one.kind == "address" and one.start in self.starts for one in found)
            wrong = next((one for one in found if self._is_wrong(one, unread)), None)
            if wrong is None:
                break
            self._escape([_place(wrong, self.out)])
        else:
            self._escape_all()
        return self._glued()

    def _is_wrong(self, span: Span, unread: bool = False) -> bool:
        """Whether something isn't markup of the text; ``unread``: or keeps an address unread."""
        if span.kind == "stray" or span.start in self.starts:
            return span.kind == "stray"
        return unread or span.kind not in ("scheme", "address")

    def _escape(self, places: Sequence[int]) -> None:
        """Put a backslash before the characters at some offsets, in order."""
        bounds = [0, *places, len(self.out)]
        self.out = "\\".join(self.out[a:b] for a, b in pairwise(bounds))

        def moved(at: int) -> int:
            return at + bisect_right(places, at)

        self.starts = set(map(moved, self.starts))
        self.fixed = [(moved(a), moved(b)) for a, b in self.fixed]

    def _escape_all(self) -> None:
        """Escape all signs outside of the markup that is read."""
        spans = iter([one for one in scan(self.out) if not self._is_wrong(one)])
        span = next(spans, None)
        places: list[int] = []
        for match in _ANY_SIGN.finditer(self.out):
            while span is not None and span.end <= match.start():
                span = next(spans, None)
            if span is None or match.start() < span.start:
                places.append(match.start())
        self._escape(places)

    def _glued(self) -> str:
        chars = list(self.out)
        for start, end in self.fixed:
            for at in range(start, end):
                if chars[at] == " ":
                    chars[at] = GLUE
        seen = nulled(self.out)
        at = seen.find("\0 ")
        while at >= 0:
            chars[at + 1] = GLUE
            at = seen.find("\0 ", at + 2)
        return "".join(chars)


def _place(span: Span, text: str) -> int:
    """Where a backslash makes text of markup."""
    if span.kind in ("uri", "scheme", "address"):
        address = text[span.start : span.end]
        return span.start + address.index("@" if "@" in address else ":")
    if span.kind == "name":
        return span.close
    return span.inner - 1 if span.kind == "role" and span.name else span.start


def _guarded(core: str, opened: str, closed: str) -> str:
    """The text in a pair, without signs that would end it or say something in it."""
    sign = opened[-1]
    core = re.sub(rf"(?<!\\)((?:\\\\)*){re.escape(sign)}", rf"\1\\{sign}", core)
    if sign == "`" and (closed.endswith((">`", ">`_", ">`__")) or core.endswith(">")):
        core = re.sub(r"(?<!\\)<", r"\\<", core)
    if sign == "`" and core[0] in "!~":
        core = "\\" + core
    return core + "\\" if is_escaped(core) else core


def plain_text(text: str) -> str:
    """A text with signs without them."""
    return unmarked(text)
