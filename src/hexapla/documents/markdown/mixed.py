"""HTML with Markdown in it: which parts of a block of HTML are read as what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hexapla.documents.markdown.mask import Masked
from hexapla.lazy import lazy_re

__all__ = ["OpenElements", "Part", "broken", "parts", "pieces", "without_quotes"]

# Blocks of HTML that end with their element.
_LITERAL = lazy_re(r"(?i:\s*<(?:!|\?|script\b|pre\b|style\b|textarea\b))")
_TAG = lazy_re(r"<(/?)([A-Za-z][\w-]*+)(?:[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+(/?)>")
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
# Elements in a sentence: Markdown goes on in them.
_IN_TEXT_NAMES = "a abbr b cite em font i mark q s small span strong sub sup u"
_IN_TEXT = frozenset(_IN_TEXT_NAMES.split())
# Elements that other blocks are in, and that are always closed.
_AROUND_NAMES = (
    "article aside blockquote center details dd div dl dt figure footer form header main nav ol"
    " section table tbody td tfoot th thead tr ul"
)
_AROUND = frozenset(_AROUND_NAMES.split())
# A line of text that Markdown would read in another way than HTML does.
_TEXT = lazy_re(r"\n {0,3}(?=[^\s<])")
_SIGNS = lazy_re(r"[`*_\[|~]|^ {0,3}(?:#{1,6}|[-+:]|\d{1,9}[.)])[ \t]", 8)
# The beginning of a list or a heading after a line end, and lines that no tag begins.
_BEGINS_BLOCK = lazy_re(
    r"(?m:\n {0,3}(?:(?:#{1,6}|[-+*]|\d{1,9}[.)])[ \t]+\S|\|[^\n]+\| *\n {0,3}\|[ :|-]+$"
    r"|[^\s<][^\n<]*\n {0,3}(?:={2,}|-{2,})[ \t\r]*$))"
)
_LINES = lazy_re(r"(?<=\n)(?:[ \t]*(?![ \t<])[^\n]+(?:\n|\Z))+")
_HAS_LITERAL = lazy_re(r"(?i:<(?:pre|script|style|textarea)\b|<[!?])")
_CODE = lazy_re(r"(?i:<(?:code|samp|kbd|svg|math)\b)")
# Two spaces at the end of a line of text that another one follows.
_BREAK_OR_TAG = lazy_re(
    r"</?(?P<name>[A-Za-z][\w-]*+)[^<>]*>|(?<=[^\s>]) {2,}(?:\r\n|\r|\n)(?=[ \t]*[^\s<])"
)
_CLOSING = lazy_re(r"(?:\r?\n[ \t]*</[\w-]+>[ \t]*)*(?:\r?\n)?\Z")
_QUOTE = lazy_re(r"(?m:^|(?<=\r))[ \t]*>[ \t>]*")
_PIECE = lazy_re(r"(?:<[A-Za-z/][^<>]*>|[^\r\n])+")


class OpenElements:
    """The elements of HTML that are open after some blocks: indented text in them is no code."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._names)

    def read(self, text: str, start: int, end: int) -> None:
        """Read the tags in a part of a text."""
        for tag in _TAG.finditer(text, start, end):
            name = tag[2].lower()
            if name not in _AROUND or tag[3]:
                continue
            if not tag[1]:
                self._names.append(name)
            elif name in self._names:
                del self._names[len(self._names) - 1 - self._names[::-1].index(name) :]

    def clear(self) -> None:
        """Forget elements that are not closed."""
        self._names.clear()


class Part(NamedTuple):
    """A part of a block of HTML, and whether it is Markdown."""

    start: int
    end: int
    markdown: bool


def parts(masked: Masked, start: int, end: int) -> Iterator[Part]:
    """The parts of a block of HTML, without layout and code in fences."""
    rest = _rest(masked, start, end)
    marked = [(a, b, True) for a, b in masked.inner if start <= a and b <= end]
    if not marked:
        marked = [(a, b, True) for a, b in _blocks(masked.text, start, rest)]
    hidden = [
        (a, b, False) for spans in (masked.layout, masked.code) for a, b in _in(spans, start, end)
    ]
    at = start
    for a, b, markdown in sorted((*marked, *hidden)):
        if at >= rest or a < at or a >= rest:
            continue
        yield Part(at, a, False)
        if markdown:
            yield Part(a, b, True)
        at = b
    if at < rest:
        yield Part(at, rest, False)
    at = max(at, rest)
    if at < end:
        closing = _CLOSING.search(masked.text, at, end)
        last = closing.start() if closing else end
        yield Part(at, last, True)
        yield Part(last, end, False)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lists and headings on lines of their own in elements, which Pandoc and others read there.

    To CommonMark they are text, which keeps its lines.
    """
    if not _BEGINS_BLOCK.search(text, start, end) or _HAS_LITERAL.search(text, start, end):
        return
    for run in _LINES.finditer(text, start, end):
        if _BEGINS_BLOCK.match(text, run.start() - 1, run.end()):
            yield run.span()


def _rest(masked: Masked, start: int, end: int) -> int:
    """Where Markdown begins after the elements of a block: HTML goes on only in CommonMark."""
    text = masked.text
    if _LITERAL.match(text, start):
        return end
    depth, tags = 0, _TAG.finditer(text, start, end)
    tag = next(tags, None)
    for line in _TEXT.finditer(text, start, end):
        while tag and tag.end() <= line.start():
            if tag[1]:
                depth -= tag[2].lower() not in _IN_TEXT
            elif not tag[3] and tag[2].lower() not in _VOID | _IN_TEXT:
                depth += 1
            tag = next(tags, None)
        if tag and tag.start() < line.start():
            continue  # It is in a tag.
        if depth <= 0:
            signs = _SIGNS.search(_without_tags(masked, line.start() + 1, end))
            return line.end() if signs else end
    return end


def _without_tags(masked: Masked, start: int, end: int) -> str:
    """A part of the masked text without what stands for tags, which has signs of Markdown."""
    out, at = [], start
    for a, b in _in(masked.tags, start, end):
        out.append(masked.text[at:a])
        at = b
    return "".join([*out, masked.text[at:end]])


def _in(spans: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """The spans that begin between two offsets."""
    return spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]


def without_quotes(source: str) -> str:
    """A text with spaces for the signs of block quotes."""
    return _QUOTE.sub(lambda match: " " * len(match[0]), source)


def broken(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of HTML between hard line breaks, which Pandoc and others read in elements.

    There are none in code, nor in an element in a sentence.
    """
    depth, at = 0, start
    literal = _HAS_LITERAL.search(source, start, end) or _CODE.search(source, start, end)
    for found in () if literal else _BREAK_OR_TAG.finditer(source, start, end):
        if found["name"] is None:
            if not depth:
                yield at, found.end()
                at = found.end()
        elif found["name"].lower() in _IN_TEXT and not found[0].endswith("/>"):
            depth = max(0, depth + (-1 if found[0][1] == "/" else 1))
    yield at, end


def pieces(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of HTML; those of a tag are one."""
    for piece in _PIECE.finditer(source, start, end):
        yield piece.span()
