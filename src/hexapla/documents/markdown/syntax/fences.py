"""Where code in fences ends, and which fences are text."""

from __future__ import annotations

import re
from typing import NamedTuple

from hexapla.documents.markdown.syntax.matching import outer_line
from hexapla.documents.markdown.syntax.rule import Rule, Shape
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["STRAY", "Fence", "Fences"]

STRAY = Rule(
    "stray-fence",
    "Python-Markdown (pymdownx.superfences), Docusaurus, VitePress, MyST",
    "https://facelessuser.github.io/pymdown-extensions/extensions/superfences/",
    Shape.FENCE,
    ("```", "~~~"),
    r"(?!)",
)
"""A fence without an end in the box that contains it, alone or with the code after it, or one that
ends code in a quotation and is outside of it."""

# How many columns a closing fence may be indented more than the opening one.
_DEEPER = 3
# The beginning of a box whose content is indented.
_BOX = r"(?:!!!-?|\?\?\?[+-]?|===[!+]{0,2})[ \t]*(?:\"|[^\W\d_])"
_BOX_LINE = lazy_re(rf"[ \t>]*(?:[-+*:][ \t]+)?{_BOX}")
_WORD = lazy_re(r"[^\W\d_]{2}")
# A chunk without an end of its own; to older versions of knitr any fence ends one.
_CHUNK = lazy_re(r"`{4,}[ \t]*\{[A-Za-z]")
_CHUNK_END = lazy_re(r"(?m:^[ \t>]*(?P<fence>`{3,}[ \t]*)$)")


class Fence(NamedTuple):
    """Code in fences: where its last line begins and ends, and whether it has one.

    A ``stray`` fence has no end in the box that contains it: it is text, or code up to ``end``.
    """

    last: int
    end: int
    closed: bool = False
    stray: bool = False


class Fences:
    """The fences of a text, and the boxes around where it is read: containers with colons, and
    directives in fences.

    ``unclosed`` are the offsets of fences without an end, before text.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.unclosed: list[int] = []
        self._containers: list[tuple[int, int]] = []
        self._directives: list[int] = []
        self._ends: dict[tuple[int, int], int] = {}
        self._without: dict[str, int] = {}

    def container(self, start: int, colons: int, *, closes: bool) -> None:
        """Note the first or last line of a container."""
        if not closes:
            self._containers.append((colons, start))
            return
        while self._containers and self._containers.pop()[0] > colons:
            pass

    def directive(self, last: int) -> None:
        """Note that the content of a fence is Markdown; ``last`` is where its last line begins."""
        self._directives.append(last)

    def read(self, fence: re.Match[str], *, pandoc: bool = False) -> Fence:
        """Where the code that a fence begins ends. To Pandoc a fence without an end is text."""
        closer, boxed = self._closer(fence)
        if closer is None and not boxed and _CHUNK.match(fence[0]):
            closer = self._end_of_chunk(fence.end())
        if boxed or (closer is None and (pandoc or self._is_in_box(fence))):
            return Fence(fence.end(), fence.end(), stray=True)
        last_line = closer.span("fence") if closer else None
        start, end = last_line or (self._end_of_indented(fence),) * 2
        last = len(self.source) if pandoc else self._box_end(fence.end())
        if last < min(start + 1, len(self.source)):
            self._note(fence, last)
            return Fence(last - 1, last - 1, stray=True)
        if closer is None:
            self._note(fence, end)
        return Fence(start, end, closed=closer is not None)

    def is_outside(self, start: int, last: int) -> bool:
        """Whether code in a quotation is closed by a line right after that has no sign of one.

        To Pandoc and kramdown that line is a part of the quotation.
        """
        line = self.source.rfind("\n", 0, last) + 1
        above = self.source[self.source.rfind("\n", 0, max(line - 1, 0)) + 1 : line]
        begin = text_before(self.source, start)
        return ">" in begin and ">" not in self.source[line:last] and above.lstrip().startswith(">")

    def _closer(self, fence: re.Match[str]) -> tuple[re.Match[str] | None, bool]:
        """The line that closes a fence, and whether the box that contains it ends before."""
        ticks, column = fence[1] or fence[3], self._column(fence.start())
        name = f"{ticks}{column}"
        if self._without.get(name, len(self.source)) <= fence.end():
            return None, False
        lines = re.compile(
            rf"(?m:^[ \t>]*(?:(?P<fence>{ticks[0]}{{{len(ticks)},}}[ \t]*)|(?P<box>{_BOX})[^\n]*)$)"
        )
        for line in lines.finditer(self.source, fence.end()):
            if line["fence"] and self._column(line.start("fence")) <= column + _DEEPER:
                return line, False
            if line["box"] and self._column(line.start("box")) < column:
                return None, True
        self._without[name] = fence.end()
        return None, False

    def _end_of_chunk(self, at: int) -> re.Match[str] | None:
        """The next line that is only a fence of any length."""
        if self._without.get("chunk", len(self.source)) <= at:
            return None
        found = _CHUNK_END.search(self.source, at)
        if found is None:
            self._without["chunk"] = at
        return found

    def _is_in_box(self, fence: re.Match[str]) -> bool:
        """Whether the next line above a fence that is indented less begins a box."""
        return _BOX_LINE.match(outer_line(self.source, fence.start())) is not None

    def _end_of_indented(self, fence: re.Match[str]) -> int:
        """The end of what is indented like a fence that isn't closed."""
        column, at = self._column(fence.start()), fence.end()
        while column and at < len(self.source):
            end = self.source.find("\n", at + 1)
            end = len(self.source) if end < 0 else end
            line = self.source[at + 1 : end]
            if line.strip() and _indent(line) < column:
                return at
            at = end
        return len(self.source)

    def _note(self, fence: re.Match[str], end: int) -> None:
        if _WORD.search(self.source, fence.end(), end):
            self.unclosed.append(fence.start())

    def _box_end(self, at: int) -> int:
        """Where the last line of the innermost box begins, or the length of the text."""
        while self._directives and self._directives[-1] < at:
            self._directives.pop()
        directive = self._directives[-1] if self._directives else len(self.source)
        return min(directive, self._container_end(at))

    def _container_end(self, at: int) -> int:
        """Where the last line of the innermost open container begins, or the length of the text."""
        if not self._containers:
            return len(self.source)
        innermost = self._containers[-1]
        if self._ends.get(innermost, -1) < at:
            closer = re.compile(rf"(?m:^[ \t>]*:{{{innermost[0]},}}[ \t]*$)")
            found = closer.search(self.source, at)
            self._ends[innermost] = found.start() if found else len(self.source)
        return self._ends[innermost]

    def _column(self, at: int) -> int:
        """How many columns are before an offset on its line."""
        return len(text_before(self.source, at).expandtabs(4))


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" >"))
