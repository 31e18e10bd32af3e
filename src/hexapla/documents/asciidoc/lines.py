"""The lines of an AsciiDoc file, without the directives of the preprocessor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hexapla.lazy import lazy_re

__all__ = ["Line", "Reader", "is_directive", "read_lines"]

_LINE = lazy_re(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_CONDITIONAL = lazy_re(r"(ifdef|ifndef|ifeval|endif)::([^\s\[]*+)\[(.+)?\]\Z")
_INCLUDE = lazy_re(r"include::[^\[]+\[.*\]\Z")
_BLANKS = " \t\f\v\0"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end and the blanks before it; ``start`` is its offset in the source.

    ``apart`` is True if a directive is before it: it belongs to the text before it only under a
    condition. ``inset`` is True for the line in the brackets of a condition.
    """

    text: str
    start: int
    apart: bool = False
    inset: bool = False

    @property
    def end(self) -> int:
        """The offset of its end."""
        return self.start + len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)


def is_directive(text: str) -> bool:
    """Whether a line is a directive of the preprocessor: an include, or part of a condition."""
    if "::" not in text:
        return False
    return bool(_CONDITIONAL.match(text) or _INCLUDE.match(text))


def read_lines(source: str, start: int = 0) -> list[Line]:
    """The lines of ``source[start:]``. All branches of conditions are among them."""
    lines: list[Line] = []
    apart = False
    for found in _LINE.finditer(source, start):
        if found.start() == len(source):
            break
        text = found[1].rstrip(_BLANKS)
        if "::" in text:
            condition = _CONDITIONAL.match(text)
            if condition and condition[3] and condition[1] in ("ifdef", "ifndef"):
                lines.append(Line(condition[3], found.start() + condition.start(3), True, True))
                apart = True
                continue
            include = _INCLUDE.match(text)
            if include and lines and lines[-1].text == "+":
                lines.append(Line(text, found.start()))  # What is attached to an item of a list.
            if condition or include:
                apart = True
                continue
        lines.append(Line(text, found.start(), apart))
        apart = False
    return lines


class Reader:
    """A position in some lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = 0

    def peek(self, by: int = 0) -> Line | None:
        """The next line, or the one so many lines after it; None at the end."""
        at = self._at + by
        return self._lines[at] if at < len(self._lines) else None

    def next(self) -> Line:
        """Read a line; there must be one."""
        self._at += 1
        return self._lines[self._at - 1]

    def back(self) -> None:
        """Go back by one line."""
        self._at -= 1

    def skip_blank(self) -> int | None:
        """Skip blank lines: how many, or None if no line follows."""
        before = self._at
        while self._at < len(self._lines) and not self._lines[self._at].text:
            self._at += 1
        return self._at - before if self._at < len(self._lines) else None

    def until(self, stops: Callable[[Line], bool], first: bool = False) -> list[Line]:
        """Read the lines before the first that stops; with ``first`` the next one doesn't."""
        found: list[Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not (first and not found) and stops(line):
                break
            found.append(line)
            self._at += 1
        return found

    def block(self, terminator: str) -> tuple[list[Line], bool]:
        """Read the lines before a terminator, and that one: the lines, and whether it is there."""
        found = self.until(lambda line: line.text == terminator)
        if self._at == len(self._lines):
            return found, False
        self._at += 1
        return found, True


def blank(line: Line) -> Line:
    """The line without its text."""
    return replace(line, text="")
