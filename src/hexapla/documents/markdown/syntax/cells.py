"""Pipe tables as other programs than GitHub read them."""

from __future__ import annotations

import re
from itertools import pairwise

from hexapla.documents.markdown.syntax.matching import closing_line
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_DELIMITERS = lazy_re(
    r"(?m:^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$)"
)
_BLANK = lazy_re(r"\n[ \t>]*\n")
_PIPE = lazy_re(r"(?<!\\)\|")
_CODE = lazy_re(r"(?:(?<!`)|(?<=\\`))(`++)[^`\n]*(?<!`)\1(?!`)")
# How many characters before a row its delimiters are looked for.
_FAR = 20_000


def _code(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Code with a bar, in a row whose cells are not too few without that bar.

    Code that begins or ends with a space may be two cells with a backtick each.
    """
    source = scanner.source
    first = scanner.line_start(found.start())
    if first not in scanner.rows:
        scanner.rows[first] = _row(source, first)
    last, columns, bars, cells = scanner.rows[first]
    if not bars or found.end() > last:
        return None
    inner = found[0].strip("`")
    sure = columns < bars or inner.strip() == inner
    return Read(found.end()) if sure and 0 < cells <= columns else None


def _bare_row(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A row of a table that has no line of delimiters, with the words in its cells."""
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    if _DELIMITERS.search(source, *_paragraph(source, first)):
        return None
    bars = [one.start() for one in _PIPE.finditer(_CODE.sub(_same_length, found[0]))]
    texts = [
        Text(start + a + 1, start + b, "table cell", "cell")
        for a, b in pairwise(bars)
        if any(map(str.isalpha, found[0][a:b]))
    ]
    return Read(found.end(), texts)


def _paragraph(source: str, first: int) -> tuple[int, int]:
    """The lines around the one that begins at an offset, up to blank ones, or near it."""
    start, end = max(0, first - _FAR), min(len(source), first + _FAR)
    for blank in _BLANK.finditer(source, start, first):
        start = blank.end()
    below = _BLANK.search(source, first, end)
    return start, below.start() if below else end


def _same_length(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _row(source: str, first: int) -> tuple[int, int, int, int]:
    """The end of the row that begins at an offset, the number of columns of its table, and of its
    own cells, with bars in code (0 without any bar) and without those.
    """
    last = closing_line(source, first)
    row = source[first:last].strip(" \t>")
    if _PIPE.search(row) is None:
        return last, 0, 0, 0
    return last, _columns(source, first, last), _cells(row), _cells(_CODE.sub("x", row))


def _columns(source: str, first: int, last: int) -> int:
    """The number of columns of the table that has a row; 0 without one."""
    below = _DELIMITERS.match(source, last + 1)
    if below and below[0].strip():
        return _cells(below[0].strip(" \t>"))
    start = max(0, first - _FAR)
    for blank in _BLANK.finditer(source, start, first):
        start = blank.end()
    above = [one[0] for one in _DELIMITERS.finditer(source, start, first) if "-" in one[0]]
    return _cells(above[-1].strip(" \t>")) if above else 0


def _cells(row: str) -> int:
    """The number of cells of a row, with or without bars at its ends."""
    inner = row.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return len(_PIPE.findall(inner)) + 1


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "table-code",
        "Python-Markdown, kramdown",
        "https://python-markdown.github.io/extensions/tables/",
        Shape.WORD,
        ("`",),
        r"(?P<ticks>`+)(?!`)(?=[^`\n]*(?<!\\)\|)[^`\n]*(?<!`)(?P=ticks)(?!`)",
        ahead=r"`*[^`\n]*\|",
        reads=_code,
    ),
    Rule(
        "escaped-bar",
        "GFM, kramdown, Python-Markdown",
        "https://github.github.com/gfm/#example-200",
        Shape.WORD,
        ("\\|",),
        r"\\\|",
        where=_is_markdown,
    ),
    Rule(
        "row-without-delimiters",
        "kramdown",
        "https://kramdown.gettalong.org/syntax.html#tables",
        Shape.LINE,
        ("|",),
        r"(?m:\|(?=[^|\n]*\|[^|\n]*\|)[^\n]*(?<=\|)[ \t]*$)",
        reads=_bare_row,
        where=_is_markdown,
    ),
)
