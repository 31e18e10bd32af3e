"""A text as a translator sees it, from the parts of an element's content.

Tags are shown as they are written, on one line. What is long, or has texts of its own, is shown by
the name of its element: ``<footnote/>``, ``<tspan1>…</tspan1>``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hexapla.documents import document
from hexapla.documents.inline import Mark, Role
from hexapla.documents.vocabularies.rules import Notation
from hexapla.documents.vocabularies.texts import has_words, is_reference, read_text
from hexapla.documents.wrapping import EDGES, LINE_ENDS
from hexapla.lazy import lazy_re

__all__ = ["CDATA", "Code", "Flow", "Part", "flow_of"]

CDATA = "<![CDATA["
# The code of a section of CDATA.
_SECTION = "cdata"
# How long a code may be that shows all of its tag, or all of its element.
_LONGEST_TAG = 100
_LONGEST = 200

_GAP = lazy_re(f"[ \t{LINE_ENDS}]+")
_LINE = lazy_re(r"(?:\r\n|\r|\n)[ \t]*")


@dataclass(slots=True)
class Part:
    """A part of a text, ``source[start:end]``: characters (no role), or one tag or element.

    ``name`` is that of the element, ``short`` is True if its code may only show that. ``nested`` is
    True for an element with texts of its own. ``worded`` is True for characters with letters.
    """

    start: int
    end: int
    role: Role | None = None
    name: str = ""
    short: bool = False
    nested: bool = False
    silent: bool | None = None
    cdata: bool = False
    preserve: bool = False
    worded: bool = False
    partner: int = -1


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: ``source[start:end]``. ``end_tag`` is the end tag that it needs."""

    start: int
    end: int
    end_tag: str = ""
    nested: bool = False
    closes: bool = False


@dataclass(slots=True)
class Flow:
    """A text: its span in the source, its kind, its marks, and its codes by how they are shown.

    ``quoted`` is True for the value of an attribute.
    """

    start: int
    end: int
    kind: str
    flow: document.Flow
    marks: list[Mark] = field(default_factory=list)
    codes: Mapping[str, Code] = field(default_factory=dict)
    quoted: bool = False


def flow_of(
    source: str,
    parts: Sequence[Part],
    kind: str,
    entities: frozenset[str],
    notation: Notation = Notation.XML,
    *,
    lines: bool = False,
) -> Iterator[Flow]:
    """The texts in the content of an element, in order; with ``lines``, one for each line.

    A text has both tags of each element in it: it ends at a tag whose partner is elsewhere.
    """
    cut = list(_lines(source, parts) if lines else parts)
    _pair(cut)
    for stretch in _stretches(cut):
        found = _trimmed(source, stretch)
        if notation is Notation.ANDROID:
            found = _unquoted(source, found)
        if any(part.worded for part in found):
            yield _Writer(source, entities, notation).write(found, kind)


def _lines(source: str, parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with a closing one without a name at each line end."""
    for part in parts:
        if part.role is not None or part.cdata:
            yield part
            continue
        at = part.start
        for end in _LINE.finditer(source, part.start, part.end):
            yield replace(part, start=at, end=end.start(), preserve=True)
            yield Part(end.start(), end.end(), Role.CLOSE)
            at = end.end()
        yield replace(part, start=at, preserve=True)


def _pair(parts: Sequence[Part]) -> None:
    """Find the partner of each tag; -1 for those without one. No pair goes across a line end."""
    opened: list[int] = []
    for index, part in enumerate(parts):
        part.partner = -1
        if part.role is Role.OPEN:
            opened.append(index)
        elif part.role is Role.CLOSE and not part.name:
            opened.clear()
        elif part.role is Role.CLOSE and opened:
            other = opened.pop()
            part.partner, parts[other].partner = other, index


def _stretches(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts between tags without a partner."""
    paired = (Role.OPEN, Role.CLOSE)
    lone = [at for at, part in enumerate(parts) if part.role in paired and part.partner < 0]
    for before, after in pairwise([-1, *lone, len(parts)]):
        stretch = list(parts[before + 1 : after])
        _pair(stretch)
        yield stretch


def _trimmed(source: str, parts: list[Part]) -> list[Part]:
    """The parts without white space at both ends."""
    while parts and _is_space(source, parts[0]):
        del parts[0]
    while parts and _is_space(source, parts[-1]):
        del parts[-1]
    _pair(parts)
    for part in parts:
        part.worded = part.worded and has_words(source[part.start : part.end])
    return _stripped(source, parts)


def _stripped(source: str, parts: list[Part]) -> list[Part]:
    """The parts without white space in the first one and the last one."""
    if parts and parts[0].role is None and not parts[0].cdata:
        text = source[parts[0].start : parts[0].end]
        parts[0] = replace(parts[0], start=parts[0].end - len(text.lstrip(EDGES)))
    if parts and parts[-1].role is None and not parts[-1].cdata:
        text = source[parts[-1].start : parts[-1].end]
        parts[-1] = replace(parts[-1], end=parts[-1].start + len(text.rstrip(EDGES)))
    return parts


def _unquoted(source: str, parts: list[Part]) -> list[Part]:
    """The parts of a text of Android without quotation marks around all of it.

    No parts if the text is a reference to another resource.
    """
    if not parts or parts[0].role is not None or parts[-1].role is not None:
        return parts
    first, last = parts[0].start, parts[-1].end
    if is_reference(source[first:last]):
        return []
    cdata = parts[0].cdata or parts[-1].cdata
    if not cdata and last - first > 2 and source[first] == '"' == source[last - 1]:
        parts[0] = replace(parts[0], start=first + 1)
        parts[-1] = replace(parts[-1], end=last - 1)
        return _stripped(source, parts)
    return parts


def _is_space(source: str, part: Part) -> bool:
    text = part.role is None and not part.cdata
    return text and not source[part.start : part.end].strip(EDGES)


class _Writer:
    """Writes the text of some parts."""

    def __init__(self, source: str, entities: frozenset[str], notation: Notation) -> None:
        self._source = source
        self._notation = notation
        self._entities = entities
        self._out: list[str] = []
        self._steps: list[tuple[int, int]] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._codes: dict[str, Code] = {}

    def write(self, parts: Sequence[Part], kind: str) -> Flow:
        names = self._names(parts)
        indexes: list[int] = []
        for part, name in zip(parts, names, strict=True):
            indexes.append(len(self._marks))
            if part.cdata:
                self._section(part)
            elif part.role is None:
                self._text(part)
            else:
                self._code(part, name)
                if part.role is Role.CLOSE:
                    self._link(indexes[part.partner], indexes[-1])
        start, end = parts[0].start, parts[-1].end
        flow = document.Flow("".join(self._out), (*self._steps, (self._length, end)))
        return Flow(start, end, kind, flow, self._marks, self._codes)

    def _names(self, parts: Sequence[Part]) -> list[str]:
        """The code of each part, "" for characters."""
        shown = ["" if part.role is None else self._shown(part) for part in parts]
        brief = [part.role not in (None, Role.CLOSE) and not one
                 for part, one in zip(parts, shown, strict=True)]  # fmt: skip
        counts = Counter(part.name for part, one in zip(parts, brief, strict=True) if one)
        numbers: Counter[str] = Counter()
        for at, part in enumerate(parts):
            if not brief[at]:
                continue
            name = part.name
            numbers[name] += 1
            number = str(numbers[name]) if counts[name] > 1 or not part.nested else ""
            single = "" if part.role is Role.OPEN else "/"
            shown[at] = f"<{name}{number}{single}>"
            if part.role is Role.OPEN:
                shown[part.partner] = f"</{name}{number}>"
        return shown

    def _shown(self, part: Part) -> str:
        """The code that shows all of a part; "" if that would be too long."""
        if part.short or part.nested:
            return ""
        if part.role is Role.CLOSE:
            return f"</{part.name}>"
        text = _GAP.sub(" ", self._source[part.start : part.end])
        longest = _LONGEST_TAG if part.role is Role.OPEN else _LONGEST
        return text if len(text) <= longest else ""

    def _text(self, part: Part) -> None:
        self._runs(part, (part.start, part.end))

    def _runs(self, part: Part, span: tuple[int, int]) -> None:
        for text, start, role, line in read_text(
            self._source,
            span,
            self._entities,
            self._notation,
            cdata=part.cdata,
            preserve=part.preserve,
        ):
            if role is not None:
                self._mark(text, role, line=line)
            self._put(text, start)

    def _section(self, part: Part) -> None:
        """Add a section of CDATA."""
        start, end = part.start + len(CDATA), part.end - len("]]>")
        first = len(self._marks)
        opened, closed = f"<{_SECTION}>", f"</{_SECTION}>"
        self._codes[opened] = Code(part.start, start, "]]>")
        self._codes[closed] = Code(end, part.end, closes=True)
        self._mark(opened, Role.OPEN)
        self._put(opened, part.start)
        self._runs(part, (start, end))
        self._mark(closed, Role.CLOSE)
        self._put(closed, end)
        self._link(first, len(self._marks) - 1)

    def _code(self, part: Part, shown: str) -> None:
        assert part.role is not None
        end_tag = f"</{part.name}>" if part.role is Role.OPEN else ""
        code = Code(part.start, part.end, end_tag, part.nested, part.role is Role.CLOSE)
        self._codes.setdefault(shown, code)
        self._mark(shown, part.role, silent=part.silent)
        self._put(shown, part.start)

    def _mark(
        self, shown: str, role: Role, *, silent: bool | None = None, line: bool = False
    ) -> None:
        end = self._length + len(shown)
        self._marks.append(Mark(self._length, end, role, -1, (), silent, line))

    def _link(self, first: int, second: int) -> None:
        for index, other in ((first, second), (second, first)):
            self._marks[index] = self._marks[index]._replace(partner=other)

    def _put(self, text: str, start: int) -> None:
        if not text:
            return
        self._out.append(text)
        self._steps.append((self._length, start))
        self._length += len(text)
