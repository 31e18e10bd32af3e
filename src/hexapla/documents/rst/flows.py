"""The text of a block as a translator sees it: on one line, with its inline markup as marks.

An escaped space, which only parts markup from a word, is left out. A reference by one word,
``word_``, is shown in quotation marks, so that it can become several words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.documents.document import Flow
from hexapla.documents.inline import Mark, Role, Words
from hexapla.documents.rst.inlines import Span, is_like_address, scan
from hexapla.documents.rst.lines import Line, Raw
from hexapla.documents.rst.loose import with_marks
from hexapla.documents.rst.roles import Says, says
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re

__all__ = ["Shown", "marks_of", "plain", "shown"]

_GAP = lazy_re(r"\\[ \n]|\\.|[ \n]*\n[ \n]*|[ \xa0]{2,}")
_SPACES = lazy_re(r"\s+")
_EXPLAINED = lazy_re(r"[^(]*+\((.*)\)\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text: its flow, its marks, and how single marks are written, if not as they are shown.

    ``raw`` is the text as it is written, on one line, if it isn't shown like that.
    """

    flow: Flow
    marks: tuple[Mark, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""

    @property
    def own(self) -> str:
        """The text as it is written, on one line."""
        return self.raw or self.flow.text


def plain(lines: Sequence[Line]) -> Shown:
    """The text of some lines without inline markup."""
    writer = _Writer(Raw(lines), escapes=False)
    writer.text(0, len(writer.raw.text))
    return Shown(writer.flow())


def shown(lines: Sequence[Line], roles: Mapping[str, Says]) -> Shown:
    """The text of some lines with inline markup; ``roles`` are those that the file defines."""
    raw = Raw(lines)
    spans = scan(raw.text)
    found = _Writer(raw, roles).write(spans)
    if "\\" in raw.text and not _is_readable(found):
        return _Writer(raw, roles, strips=False).write(spans)
    return found


def marks_of(text: str) -> tuple[Mark, ...]:
    """The inline markup of a text on one line; none if the text isn't shown as it is."""
    found = _Writer(Raw([Line(text, 0)]), strips=False).write(scan(text))
    return found.marks if found.flow.text == text else ()


def _is_readable(found: Shown) -> bool:
    """Whether the marks are found in the text without its escaped spaces."""
    text = found.flow.text
    return with_marks(text, text, found.marks) == with_marks(text, text, found.marks, exact=True)


class _Writer:
    """Writes the shown text of a raw text."""

    def __init__(
        self,
        raw: Raw,
        roles: Mapping[str, Says] | None = None,
        *,
        strips: bool = True,
        escapes: bool = True,
    ) -> None:
        self.raw = raw
        self._roles = roles or {}
        self._strips, self._escapes = strips, escapes
        self._out: list[str] = []
        self._steps: list[tuple[int, int]] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._codes: dict[str, str] = {}
        self._several = False
        self._terms = False

    def flow(self) -> Flow:
        """The text so far."""
        return Flow("".join(self._out), tuple(self._steps) or ((0, self.raw.place(0)),))

    def write(self, spans: Sequence[Span]) -> Shown:
        """The text with its marks."""
        counts = Counter(_name_kind(self.raw.text, span) for span in spans)
        self._several, self._terms = counts["name"] > 1, counts["term"] > 1
        at = 0
        for span in spans:
            if span.kind in ("stray", "scheme"):
                continue
            self.text(at, span.start)
            self._span(span)
            at = span.end
        self.text(at, len(self.raw.text))
        flow = self.flow()
        own = self.raw.text.replace("\n", " ")
        return Shown(flow, tuple(self._marks), self._codes, own if own != flow.text else "")

    def text(self, start: int, end: int) -> None:
        """Add a part of the raw text, without line ends and runs of spaces."""
        text = self.raw.text
        at = start
        for gap in _GAP.finditer(text, start, end):
            escaped = gap[0][0] == "\\"
            if escaped and (not self._escapes or gap[0][1] not in " \n"):
                continue
            self._put(text[at : gap.start()], at)
            if escaped:
                new = "" if self._strips else "\\ "
            elif "\n" in gap[0] and start < gap.start() and gap.end() < end:
                new = joint(text[gap.start() - 1], text[gap.end()])
            else:
                new = " "
            self._put(new, gap.start())
            at = gap.end()
        self._put(text[at:end], at)

    def _span(self, span: Span) -> None:
        text = self.raw.text
        if span.kind in ("emphasis", "strong", "target"):
            self._pair(span, text[span.start : span.inner], text[span.close : span.end])
        elif span.kind == "name":
            self._named(span, text[span.close : span.end])
        elif span.kind == "reference":
            if span.inner == span.close:
                self._alone(span)
            elif span.target:
                self._pair(span, "`", " " + text[span.close : span.end].lstrip())
            else:
                self._named(span, text[span.close + 1 : span.end])
        elif span.kind == "role":
            self._role(span)
        else:
            self._alone(span, silent=True if span.kind == "note" else None)

    def _named(self, span: Span, end: str) -> None:
        """A reference to a target by its text."""
        name = _SPACES.sub(" ", self.raw.text[span.inner : span.close])
        if not any(map(str.isalpha, name)) or is_like_address(name):
            self._alone(span)
            return
        target = f" <{name}_>" if self._several and end == "_" and "<" not in name else ""
        self._pair(span, "`", f"{target}`{end}")

    def _role(self, span: Span) -> None:
        text = self.raw.text
        inner = text[span.inner : span.close]
        said = says(span.name, inner, span.target, self._roles)
        opened, closed = text[span.start : span.inner], text[span.close : span.end]
        if said is Says.TERM and self._terms and "<" not in inner:
            closed = f" <{_SPACES.sub(' ', inner)}>{closed}"
        if said in (Says.TEXT, Says.TERM) and any(map(str.isalpha, inner)):
            self._pair(span, opened, f" {closed.lstrip()}" if span.target else closed)
        elif said is Says.EXPLAINED and (parts := _EXPLAINED.fullmatch(inner)):
            at = len(opened) + parts.start(1)
            self._alone(span, words=(at, at + len(parts[1])))
        else:
            self._alone(span)

    def _pair(self, span: Span, opened: str, closed: str) -> None:
        first = len(self._marks)
        self._mark(opened, span.start, span.inner, Role.OPEN)
        self.text(span.inner, span.close)
        last = len(self._marks)
        self._mark(_SPACES.sub(" ", closed), span.close, span.end, Role.CLOSE)
        self._marks[first] = self._marks[first]._replace(partner=last)
        self._marks[last] = self._marks[last]._replace(partner=first)

    def _alone(
        self, span: Span, *, silent: bool | None = None, words: tuple[int, int] | None = None
    ) -> None:
        own = self.raw.text[span.start : span.end]
        text = _SPACES.sub(" ", own)
        exact = own.replace("\n", " ")
        if text != exact:
            self._codes.setdefault(text, exact)
        inner: tuple[Words, ...] = ()
        if words and text == own:
            inner = (Words(self._length + words[0], self._length + words[1], "abbreviation"),)
        self._mark(text, span.start, span.end, Role.ALONE, silent, inner)

    def _mark(
        self,
        text: str,
        start: int,
        end: int,
        role: Role,
        silent: bool | None = None,
        words: tuple[Words, ...] = (),
    ) -> None:
        at = self._length
        self._put(text[:-1], start)
        self._put(text[-1:], max(start, end - 1))
        self._marks.append(Mark(at, self._length, role, -1, words, silent))

    def _put(self, text: str, start: int) -> None:
        if text:
            self._out.append(text)
            self._steps.append((self._length, self.raw.place(start)))
            self._length += len(text)


def _name_kind(text: str, span: Span) -> str:
    """Whether markup names its target by its own text: "name" or "term", else ""."""
    if span.kind == "name" or (span.kind == "reference" and not span.target):
        return "" if span.anonymous else "name"
    return "term" if span.kind == "role" and "term" in span.name and not span.target else ""
