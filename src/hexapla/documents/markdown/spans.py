"""Inline markup: from parser events to the text of a block as a reader sees it, and its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hexapla.documents.document import Flow
from hexapla.documents.elements import READINGS
from hexapla.documents.emphasis import JOINER
from hexapla.documents.inline import Mark, Role, Words
from hexapla.documents.markdown.raws import Placed, Raw, end_of_alt, with_spans, within
from hexapla.documents.markdown.syntax import ATOM_STARTS, find_atoms, is_apart, is_silent
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re
from hexapla.numerals import unescape
from hexapla.spans import Spans

__all__ = ["BREAK", "LINE", "LINE_BREAK", "Inline", "Leaf", "flow", "tag_without_words"]

BREAK = "\\ "
"""How a hard line break is written in a segment."""
LINE_BREAK = "\ufdd2\ufdd2"
"""Two Unicode noncharacters for a hard line break while a block is written; as long as `BREAK`."""
LINE = "\ufdd5"
"""A Unicode noncharacter for the end of a line that must stay one while a block is written."""

# Elements whose content is not running text.
_OPAQUE = {"code", "kbd", "samp", "var", "script", "style", "pre", "textarea", "math", "svg"}
_TAG = lazy_re(r"<(/?)([A-Za-z][\w.:-]*)")
_NO_TRANSLATION = lazy_re(
    r"\stranslate\s*=\s*[\"']?no\b|\sclass\s*=\s*[\"'][^\"']*\bnotranslate\b", re.IGNORECASE
)
_VOID = {
    "br",
    "hr",
    "img",
    "wbr",
    "input",
    "source",
    "track",
    "area",
    "col",
    "embed",
    "link",
    "meta",
    "param",
}
_APART = {"br", "hr", "img", "input", "source", "link", "meta"}
# Elements that begin and end a block of HTML: no sentence goes on into or out of them.
_NAMES = """
    address article aside blockquote caption center dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p section summary
    table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_NAMES.split())
_HTML_WORDS = lazy_re(
    r"\s(alt|title|placeholder|aria-label)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_HTML_KINDS = {"alt": "alt text", "title": "title", "placeholder": "placeholder"}
_TITLE = lazy_re(
    r"[ \t\r\n](?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\))"
    r"[ \t\r\n]*\)\Z",
    re.DOTALL,
)
# What may be right before the end of a link with a title.
_BEFORE_CLOSING = "\"') \t\r\n"
# Links that are one piece of markup.
_WHOLE = ("Autolink", "Email")
_ENTITY = lazy_re(r"(?<!\\)&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# What is needed for running text to be written in another way, or to have markup in it.
_CHANGING = lazy_re(rf"[\t\r\n&{JOINER}]|  |{ATOM_STARTS}")
_DELIMITERS = "*_~"
_TRAILING = lazy_re(r"(?<!\\)(?:\\\\)*\\\Z")

_GAPS: dict[int, re.Pattern[str]] = {}


@dataclass(slots=True)
class Inline:
    """Collects the inline markup of one block from its events, by their source spans."""

    source: str
    raws: list[Raw] = field(default_factory=list)
    last: int = 0
    _open: list[tuple[str, int]] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _images: list[tuple[int, int, int, str]] = field(default_factory=list)

    def event(self, name: str, starts: bool, start: int, end: int, data: Any = None) -> None:
        """Process an event: its name, whether it is a start event, its span and its data."""
        if name == "Text":  # Half of the events are.
            self.last = max(self.last, end)
        elif name == "Link":
            self._link(starts, start, end, data)
        else:
            self._other(name, starts, start, end, data)
            self.last = max(self.last, start if starts else end)

    def _other(self, name: str, starts: bool, start: int, end: int, data: Any) -> None:
        if name in ("Emphasis", "Strong", "Strikethrough"):
            size = 2 if name == "Strong" or self.source.startswith("~~", start) else 1
            if starts:
                self._push(name, start, start + size)
            else:
                self._pop(name, end - size, end)
        elif name == "Image":
            if starts:
                kind = data["link_type"]
                self._images.append((len(self.raws), len(self._open), start, kind))
                self._push(name, start, start + 2)
                self.last = start + 2
            elif self._images:
                self._image(end)
        else:
            self._single(name, start, end)

    def _single(self, name: str, start: int, end: int) -> None:
        if name == "HardBreak":
            self.raws.append(Raw(start, end, Role.APART, breaks=True))
        elif name == "InlineHtml":
            self._html(start, end)
        elif name == "InlineMath" and self.source[end : end + 1].isdigit():
            return  # Amounts of money: no formula ends before a digit.
        elif name in ("Code", "InlineMath", "DisplayMath", "FootnoteReference"):
            self.raws.append(Raw(start, end, Role.ALONE, silent=name == "FootnoteReference"))

    def _push(self, name: str, start: int, end: int) -> None:
        self._open.append((name, len(self.raws)))
        self.raws.append(Raw(start, end, Role.OPEN))

    def _pop(self, name: str, start: int, end: int, words: tuple[Words, ...] = ()) -> None:
        """Close a pair. Pairs opened inside it and not closed become single marks."""
        while self._open:
            opened, index = self._open.pop()
            if opened == name:
                self.raws[index].partner = len(self.raws)
                self.raws.append(Raw(start, end, Role.CLOSE, index, words))
                return
            self.raws[index].role = Role.ALONE

    def _link(self, starts: bool, start: int, end: int, data: Any) -> None:
        if not starts:
            kind = self._links.pop() if self._links else ""
            if kind not in _WHOLE:
                close, end, words = self._closing(start + 1, end, kind)
                self._pop("Link", close, end, words)
            self.last = max(self.last, end)
            return
        kind = data["link_type"]
        self._links.append(kind)
        if kind in _WHOLE:
            self.raws.append(Raw(start, end, Role.ALONE))
            self.last = max(self.last, start)
        else:
            self._push("Link", start, start + 1)
            self.last = start + 1

    def _closing(self, inner: int, end: int, kind: str) -> tuple[int, int, tuple[Words, ...]]:
        """The closing bracket of a link or image, its end including `[]`, and its title."""
        if kind.startswith("Collapsed") and self.source.startswith("[]", end):
            end += 2
        close = self.source.find("]", max(self.last, inner), end)
        close = end - 1 if close < 0 else close
        words: tuple[Words, ...] = ()
        titled = kind == "Inline" and self.source[end - 2] in _BEFORE_CLOSING
        title = _TITLE.search(self.source, close, end) if titled else None
        if title is not None:
            group = title.lastindex or 0
            words = (Words(title.start(group), title.end(group), "title"),)
        return close, end, words

    def _image(self, end: int) -> None:
        """Finish an image. With a link in its text it is a pair, like a link; else one piece."""
        index, opened, start, kind = self._images.pop()
        close, end, words = self._closing(start + 2, end, kind)
        inner = self.raws[index + 1 :]
        if any(self.source.startswith(("[", "!["), one.start) for one in inner):
            self._pop("Image", close, end, words)
        else:
            inside = tuple((one.start, one.end) for one in inner if self.source[one.start] in "`$<")
            del self.raws[index:], self._open[opened:]
            first, last = start + 2, close
            while first < last and self.source[first] in " \t\r\n":
                first += 1
            while first < last and self.source[last - 1] in " \t\r\n":
                last -= 1
            last = end_of_alt(self.source, first, last)
            alt = Words(first, last, "alt text", inside)
            self.raws.append(Raw(start, end, Role.APART, words=(alt, *words)))
        self.last = end

    def _html(self, start: int, end: int) -> None:
        text = self.source[start:end]
        match = _TAG.match(text)
        if match is None:  # A comment; in the words of a link it parts no sentences.
            inside = any(name in ("Link", "Image") for name, _ in self._open)
            self.raws.append(Raw(start, end, Role.ALONE if inside else Role.APART))
            return
        name = match[2].lower()
        words = tuple(_html_words(text, start))
        if name in _BLOCKS:
            self.raws.append(Raw(start, end, Role.APART, words=words, ends=True))
        elif match[1]:
            self._close_tag(name, start, end)
        elif name in _VOID or text.endswith("/>"):
            role = Role.APART if name in _APART else Role.ALONE
            self.raws.append(Raw(start, end, role, words=words))
        else:
            self._push(f"<{name}", start, end)
            self.raws[-1].words = words
            self.raws[-1].silent = name in READINGS

    def _close_tag(self, name: str, start: int, end: int) -> None:
        for opened, index in reversed(self._open[-100:]):
            if opened == f"<{name}":
                break
            if not opened.startswith("<"):
                index = -1
                break
        else:
            index = -1
        if index < 0:
            self.raws.append(Raw(start, end, Role.ALONE))
            return
        self._pop(f"<{name}", start, end)
        opening = self.source[self.raws[index].start : self.raws[index].end]
        if name in _OPAQUE or _NO_TRANSLATION.search(opening):
            self.raws[index:] = [Raw(self.raws[index].start, end, Role.ALONE)]

    def finish(self) -> list[Raw]:
        """The marks; pairs that are still open become single marks."""
        for _, index in self._open:
            self.raws[index].role = Role.ALONE
        self._open.clear()
        return self.raws


def _html_words(tag: str, start: int) -> Iterator[Words]:
    for match in _HTML_WORDS.finditer(tag):
        group = 2 if match[2] is not None else 3
        kind = _HTML_KINDS.get(match[1].lower(), "label")
        yield Words(start + match.start(group), start + match.end(group), kind)


def tag_without_words(tag: str) -> str:
    """A tag of HTML without the values that are translated, and on one line."""
    bare = _HTML_WORDS.sub(lambda match: match[0].partition("=")[0], tag)
    return " ".join(bare.split())


@dataclass(slots=True)
class Leaf:
    """A block's text as a reader sees it, its marks, and its start and end in the source."""

    start: int
    end: int
    flow: Flow
    marks: list[Mark]


def flow(
    source: str,
    start: int,
    end: int,
    raws: Sequence[Raw],
    depth: int,
    spans: Sequence[Placed] = (),
    decode: bool = True,
) -> Leaf | None:
    """The text of ``source[start:end]`` on one line, or None if it is blank.

    Parameters: ``raws`` are the marks found by `Inline`; ``depth`` is the number of block quotes
    around the text; ``spans`` are the markup that the table of syntax knows, in order; ``decode``
    is whether character references become characters.
    """
    while start < end and source[start] in " \t\r\n":
        start += 1
    while end > start and source[end - 1] in " \t\r\n":
        end -= 1
    raws = with_spans(within(raws, start, end), spans, start, end)
    raws += _trailing(source, end, raws, decode)
    writer = _Writer(source, depth, decode)
    marks: list[Mark] = []
    at = start
    index_of: dict[int, int] = {}
    for index, raw in enumerate(raws):
        if raw.start < at:
            continue
        marks += writer.text(at, raw.start)
        begin = writer.length
        words: tuple[Words, ...] = ()
        if raw.breaks:
            writer.put(BREAK[0], raw.start)
            writer.put(BREAK[1], raw.start + 1)
        elif raw.words:
            words = tuple(writer.markup(raw))
        else:
            writer.verbatim(raw.start, raw.end)
        index_of[index] = len(marks)
        line = raw.breaks or source[raw.start : raw.start + 3].lower() == "<br"
        silent = raw.silent or None
        marks.append(
            Mark(begin, writer.length, raw.role, raw.partner, words, silent, line, raw.ends)
        )
        at = writer.after_break(raw.end, end) if raw.breaks else raw.end
    marks += writer.text(at, end)
    if not writer.length:
        return None
    _link(marks, index_of)
    return Leaf(start, end, Flow("".join(writer.pieces), tuple(writer.marks)), marks)


def _link(marks: list[Mark], index_of: Mapping[int, int]) -> None:
    """Make the partners of marks, which are indexes of raws, indexes of marks."""
    for place in index_of.values():
        mark = marks[place]
        if mark.partner < 0:
            continue
        partner = index_of.get(mark.partner, -1)
        if partner != mark.partner or mark.line or mark.ends:
            role = mark.role if partner >= 0 else Role.ALONE
            marks[place] = Mark(mark.start, mark.end, role, partner, mark.words, mark.silent)


def _trailing(source: str, end: int, raws: Sequence[Raw], in_block: bool) -> Iterator[Raw]:
    """A backslash at the end of a block: to Pandoc a line break, to others a sign."""
    free = source[end - 1] == "\\" and (not raws or raws[-1].end < end)
    if in_block and free and _TRAILING.search(source, 0, end):
        yield Raw(end - 1, end, Role.APART)


class _Writer:
    """Writes the collapsed text of a block, and records the source offsets of its characters."""

    def __init__(self, source: str, depth: int, decode: bool) -> None:
        self.source, self.decode = source, decode
        self.pieces: list[str] = []
        self.marks: list[tuple[int, int]] = []
        self.length = 0
        if depth not in _GAPS:
            prefix = rf"(?:[ \t]*>){{0,{depth}}}[ \t]*" if depth else r"[ \t]*"
            _GAPS[depth] = re.compile(
                rf"[ \t]*(\r\n|\r|\n){prefix}|\t[ \t]*| [ \t]+|(?<=\*\*){JOINER}|{_ENTITY.pattern}"
            )
        self.gap = _GAPS[depth]

    def put(self, text: str, start: int) -> None:
        """Write text that begins at an offset in the source."""
        if text:
            self.marks.append((self.length, start))
            self.pieces.append(text)
            self.length += len(text)

    def text(self, start: int, end: int) -> Sequence[Mark]:
        """Write running text: white space collapsed, character references decoded.

        Returns what in it must stay unchanged.
        """
        source, at = self.source, start
        if not _CHANGING.search(source, start, end):
            self.put(source[start:end], start)
            return ()
        entities: list[Mark] = []
        begin, first = self.length, len(self.pieces)
        for gap in self.gap.finditer(source, start, end):
            self.put(source[at : gap.start()], at)
            at = gap.end()
            if gap[0][0] == "&":
                near = source[gap.start() - 1 : gap.start()] + source[at : at + 1]
                kept = not self.decode or set(near) & set(_DELIMITERS)
                char = None if kept else _decoded(gap[0])
                if char is None:
                    role = Role.APART if unescape(gap[0]).isspace() else Role.ALONE
                    entities.append(Mark(self.length, self.length + len(gap[0]), role))
                self.put(char or gap[0], gap.start())
            elif gap[1]:
                before = source[gap.start() - 1] if gap.start() else " "
                after = source[at] if at < len(source) else " "
                self.put(joint(before, after), gap.start())
            elif gap[0] != JOINER:
                self.put(" ", gap.start())
        self.put(source[at:end], at)
        written = "".join(self.pieces[first:])
        atoms = _atoms(written, begin, entities)
        return sorted([*entities, *atoms], key=lambda mark: mark.start)

    def markup(self, raw: Raw) -> Iterator[Words]:
        """Write markup unchanged on one line, and the words in it as text."""
        at = raw.start
        for words in raw.words:
            self.verbatim(at, words.start)
            begin = self.length
            marks = tuple(self._inner(words))
            yield Words(begin, self.length, words.kind, marks)
            at = words.end
        self.verbatim(at, raw.end)

    def _inner(self, words: Words) -> Iterator[tuple[int, int]]:
        """Write words inside markup, and yield the spans of what in them is no word."""
        at = words.start
        for start, end in words.marks:
            yield from ((mark.start, mark.end) for mark in self.text(at, start))
            begin = self.length
            self.verbatim(start, end)
            yield begin, self.length
            at = end
        yield from ((mark.start, mark.end) for mark in self.text(at, words.end))

    def verbatim(self, start: int, end: int) -> None:
        """Write markup unchanged, on one line."""
        markup = self.source[start:end]
        if "\n" not in markup and "\r" not in markup:
            self.put(markup, start)
            return
        at = start
        for gap in self.gap.finditer(self.source, start, end):
            if gap[1]:
                line_end = gap.start(1)
                self.put(self.source[at:line_end], at)
                self.put(" ", line_end)
                at = gap.end()
        self.put(self.source[at:end], at)

    def after_break(self, at: int, end: int) -> int:
        """The offset where the text continues after a hard line break."""
        match = self.gap.match("\n" + self.source[at : at + 200])
        return min(at + (match.end() - 1 if match else 0), end)


def _atoms(text: str, begin: int, taken: Sequence[Mark]) -> Iterator[Mark]:
    """The marks in running text that must stay unchanged."""
    known = Spans((mark.start, mark.end) for mark in taken)
    for match in find_atoms(text):
        start, end = begin + match.start(), begin + match.end()
        if not known.meet(start, end):
            apart = is_apart(match)
            role = Role.APART if apart else Role.ALONE
            yield Mark(start, end, role, silent=is_silent(match) or None, ends=apart)


def _decoded(reference: str) -> str | None:
    """The character for a reference, or None if it must stay a reference."""
    char = unescape(reference)
    if len(char) != 1 or char in "<>&\u00a0" or char.isspace():
        return None
    return char if char.isalnum() or (not char.isascii() and char.isprintable()) else None
