"""Read the text of a front matter value from its quotation marks and lines, and write it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hexapla.documents.document import Flow
from hexapla.documents.quoting import UNPRINTABLE
from hexapla.documents.wrapping import display_width, joint
from hexapla.lazy import lazy_re

__all__ = ["Run", "Style", "Value", "double_quoted", "joined", "values_of"]

Style = Literal["plain", "single", "double", "block", "toml literal", "toml basic", "toml lines"]

_ESCAPED_OR_LINE_END = lazy_re(
    # Runs of white space that don't end in one of the next two are passed over as a whole.
    r"(?P<white>[ \t]++(?!(?:\\ )?[ \t]*+\n))"
    r"|(?P<joined>\\\n(?:[ \t]*\n)*[ \t]*)"
    # A carriage return after a backslash has become a space.
    r"|(?P<fold>(?:[ \t]*\\ )?[ \t]*\n(?:[ \t]*\n)*[ \t]*)"
    r"|\\(?:u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|x(?P<x>[0-9a-fA-F]{2})|(?P<char>.))"
)
_CONTROLS = frozenset("0abtnvfreNLP")
_WORD_GAP = lazy_re(r"(?<=\S) (?=\S)")


@dataclass(frozen=True, slots=True)
class Value:
    """A part of a front matter value that is text: its span in the source and its notation.

    A value has several parts if something in it must stay, such as a line end or a tab. The span
    excludes the quotation marks, except those of TOML literal strings, which may have to change.
    ``listed`` is True inside brackets or braces, ``alone`` if this is the value's only part, and
    ``opening`` if its line determines the indentation of other lines. A part with several lines is
    ``width`` columns wide and starts at ``column``; its other lines start with ``hang``.
    ``markdown`` says that it may have inline markup, whatever its key is.
    """

    start: int
    end: int
    key: str
    style: Style
    flow: Flow
    listed: bool = False
    alone: bool = True
    opening: bool = False
    width: int = 0
    column: int = 0
    hang: str = ""
    markdown: bool = False

    def wrapped(self, text: str) -> str:
        """Wrap a text like the source's. Lines break only at spaces, because a reader restores a
        space.
        """
        if not self.width:
            return text
        lines: list[str] = []
        line, column = "", self.column
        for word in _WORD_GAP.split(text):
            if line and column + display_width(f"{line} {word}") > self.width:
                lines.append(line)
                line, column = word, display_width(self.hang)
            else:
                line = f"{line} {word}" if line else word
        return f"\n{self.hang}".join([*lines, line])


class Run(NamedTuple):
    """Some text at ``start`` in the source, or what joins or separates two texts."""

    kind: Literal["text", "gap", "none", "break"]
    start: int
    end: int
    text: str = ""


def double_quoted(source: str, start: int, end: int) -> Iterator[Run]:
    """The contents of a double-quoted string, with escapes resolved.

    A control character separates the text before it from the text after it.
    """
    at = start
    for match in _ESCAPED_OR_LINE_END.finditer(source, start, end):
        if match["white"]:
            continue
        yield Run("text", at, match.start(), source[at : match.start()])
        at = match.end()
        if match["joined"] or match["fold"]:
            lines = match[0].count("\n")
            kind: Literal["none", "gap"] = "none" if match["joined"] else "gap"
            yield Run("break" if lines > 1 else kind, match.start(), at)
        else:
            char = _unescaped(match)
            yield Run("text" if char else "break", match.start(), at, char)
    yield Run("text", at, end, source[at:end])


def _unescaped(match: re.Match[str]) -> str:
    """The character for an escape; "" for a control character."""
    code = match["u"] or match["U"] or match["x"]
    if code is None:
        char = match["char"]
        return "" if char in _CONTROLS else {"_": "\u00a0"}.get(char, char)
    number = int(code, 16)
    char = chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
    return "" if UNPRINTABLE.match(char) else char


def values_of(
    source: str, runs: Iterable[Run], key: str, style: Style, *, listed: bool = False
) -> list[Value]:
    """The parts of a value that contain text."""
    stretches: list[list[Run]] = [[]]
    for run in runs:
        if run.kind == "break":
            stretches.append([])
        elif run.kind != "text" or run.text:
            stretches[-1].append(run)
    stretches = [runs for runs in map(_stripped, stretches) if runs]
    alone = len(stretches) == 1
    return [joined(source, runs, key, style, listed=listed, alone=alone) for runs in stretches]


def _stripped(runs: list[Run]) -> list[Run]:
    while runs and runs[0].kind != "text":
        del runs[0]
    while runs and runs[-1].kind != "text":
        del runs[-1]
    return runs


def joined(
    source: str,
    runs: Sequence[Run],
    key: str,
    style: Style,
    *,
    listed: bool = False,
    alone: bool = True,
) -> Value:
    """One value from some runs, of which the first and the last are text."""
    text: list[str] = []
    marks: dict[int, int] = {}
    length = 0
    for index, run in enumerate(runs):
        chars = run.text
        if run.kind == "gap":
            following = next(one for one in runs[index:] if one.kind == "text")
            chars = joint(text[-1][-1], following.text[0]) if text else ""
        if chars:
            marks[length] = run.start
            text.append(chars)
            length += len(chars)
    flow = Flow("".join(text), tuple(marks.items()))
    start, end = runs[0].start, runs[-1].end
    if style.startswith("toml") or "\n" not in source[start:end]:
        return Value(start, end, key, style, flow, listed, alone)
    first = source.rfind("\n", 0, start) + 1
    lines = source[first:end].split("\n")
    column = display_width(source[first:start].expandtabs(4))
    width = max(display_width(line.rstrip().expandtabs(4)) for line in lines)
    hang = lines[1][: len(lines[1]) - len(lines[1].lstrip(" \t"))] or " "
    return Value(start, end, key, style, flow, listed, alone, False, width, column, hang)
