"""Pandoc's grid, simple and multiline tables."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import closing_line, is_indented_code
from hexapla.documents.markdown.syntax.rule import Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_GRID_LINE = lazy_re(r"\n(?P<lead>[ \t>]*)[|+][^\n]*")
_ROW = lazy_re(r"\n[ \t>]*(?!```|~~~)[^\s>#:][^\n]*")
_DASHES = lazy_re(r"\n[ \t>]*-+(?:[ \t]+-+)*[ \t]*(?=\n|\Z)")
_BLANK = lazy_re(r"\n[ \t>]*(?=\n|\Z)")
_FULL = lazy_re(r"[ \t>]*-{3,}[ \t]*\Z")
_BARRED = lazy_re(r"\n[ \t>]*\|[^\n]*")
_BAR = lazy_re(r"(?<!\\)\|")
_CODE = lazy_re(r"`[^`\n]*`")
_NO_TEXT = lazy_re(r"[ \t>]*(?:[|#<]|`{3}|~{3}|:{3}|-+[ \t]*\Z|=+[ \t]*\Z|\Z)")
_TAG = lazy_re(r"[ \t>]*</?[A-Za-z][^<>]*>[ \t]*\Z")
_REST = lazy_re(r"\s*+\Z")
_CAPTION = lazy_re(r"\n(?:[ \t>]*\n)+[ \t>]*(?:[Tt]able)?:[ \t]")
# The longest header of a multiline table, in lines, and the longest table, in characters.
_HEADER, _LONGEST = 12, 20_000


def _grid(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """All lines of a grid."""
    if is_indented_code(scanner.source, found.start()):
        return None
    end = found.end()
    while line := _GRID_LINE.match(scanner.source, end):
        end = line.end()
    _wait(scanner, found.start(), end)
    return _table(scanner, found.start(), end, "grid") if end > found.end() else None


def _columns(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A table whose columns are marked by dashes, with its header before them."""
    source, start = scanner.source, found.start()
    if is_indented_code(source, start):
        return None
    first = source.rfind("\n", 0, start) + 1
    begin, several = _header(source, first, start)
    end = found.end()
    last = 0
    while True:
        line = _DASHES.match(source, end) or _ROW.match(source, end)
        if line is None and _BLANK.match(source, end) and (several or begin == start):
            last = last if last > end else _last_line(source, end)
            line = _BLANK.match(source, end) if last > end else None
            several = several or line is not None
        if line is None:
            break
        end = line.end()
        if _DASHES.match(line[0]):
            break
    end = closing_line(source, end)
    _wait(scanner, begin, end)
    return _table(scanner, begin, end, "columns")


def _narrow(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A table with a column under one dash: it has a header, and elsewhere than in Quarto a caption
    after it.
    """
    read = _columns(scanner, found)
    if read is None or not 0 <= read.begin < found.start():
        return None
    sure = scanner.settings.pandoc or _CAPTION.match(scanner.source, read.end)
    return read if sure else None


def _header(source: str, first: int, start: int) -> tuple[int, bool]:
    """Where a table with dashes in ``source[start:]`` begins, and whether its header has a line
    of dashes before it.
    """
    lines = source[max(0, first - 2_000) : max(first - 1, 0)].split("\n")[-_HEADER:]
    at = first
    for number, line in enumerate(reversed(lines)):
        shown = line.lstrip(" \t>")
        if not shown or shown.startswith(("#", "|", "```", "~~~")):
            break
        at -= len(line) + 1
        if _FULL.match(line) and number:
            return at + len(line) - len(shown), True
    before = lines[-1] if lines and first else ""
    shown = before.lstrip(" \t>")
    if not shown or shown.startswith((">", "#", "|", "```", "~~~")):
        return start, False
    return first - 1 - len(before) + len(before) - len(shown), False


def _last_line(source: str, at: int) -> int:
    """The end of the line of dashes that ends a multiline table; 0 if there is none near."""
    limit = at + _LONGEST
    while at < limit:
        line = _DASHES.match(source, at)
        if line:
            return line.end()
        line = _BLANK.match(source, at) or _ROW.match(source, at)
        if line is None:
            return 0
        following = _BLANK.match(source, line.end())
        if following and _BLANK.match(source, at):
            return 0
        at = line.end()
    return 0


def _pipes(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A pipe table that GitHub doesn't read.

    Its header hasn't as many cells as its delimiters, or these have a plus sign.
    """
    header, rule = found["header"], found["rule"]
    code = _CODE.sub("x", header)
    if "+" in rule:
        pass
    elif len(_BAR.findall(code)) == len(_BAR.findall(rule)) or _bars(code) == _bars(rule):
        return None
    end = found.end()
    while line := _BARRED.match(scanner.source, end):
        end = line.end()
    _wait(scanner, found.start(), end)
    return _table(scanner, found.start(), end, "pipes")


def _bare(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A pipe table without bars at its margin that Markdown's parser doesn't see.

    It follows a paragraph without a blank line, which it ends to most programs; or its header
    hasn't as many cells as its delimiters. Or it follows a tag, in a block of HTML.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    before, header = (["", *source[max(0, first - 2_000) : max(first - 1, 0)].split("\n")])[-2:]
    bars = _bars(_CODE.sub("x", header))
    equal = bars == _bars(found[0])
    follows = equal and not _NO_TEXT.match(before)
    sure = not scanner.settings.pandoc and (follows or not equal)
    if not bars or header.lstrip(" \t>")[:1] in "|#" or not (sure or _TAG.match(before)):
        return None
    begin = first - len(header.lstrip(" \t>")) - 1
    end = found.end()
    while (line := _ROW.match(source, end)) and not _TAG.match(line[0], 1):
        end = line.end()
    _wait(scanner, begin, end)
    return _table(scanner, begin, end, "pipes")


def _bars(row: str) -> int:
    return len(_BAR.findall(row.strip().strip("|")))


def _wait(scanner: Scanner, start: int, end: int) -> None:
    """A table at the end of the text may go on."""
    if _REST.match(scanner.source, end):
        scanner.begun = min(scanner.begun, start)


def _table(scanner: Scanner, start: int, end: int, kind: str) -> Read:
    return Read(end, (Text(start, end, kind, "table"),), begin=start)


RULES = (
    Rule(
        "grid-table",
        "Pandoc, Quarto, reStructuredText",
        "https://pandoc.org/MANUAL.html#extension-grid_tables",
        Shape.LINE,
        ("+-", "+=", "+:"),
        r"(?m:\+(?:[-=:]+\+)+[ \t]*$)",
        reads=_grid,
        guarded=True,
    ),
    Rule(
        "column-table",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-simple_tables",
        Shape.LINE,
        ("--",),
        r"(?m:-{2,}(?:[ \t]+-{2,})+[ \t]*$)",
        reads=_columns,
        guarded=True,
    ),
    Rule(
        "narrow-table",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-simple_tables",
        Shape.LINE,
        ("-",),
        r"(?m:-+(?:[ \t]+-+)+[ \t]*$)",
        ahead=r"-*(?:[ \t]+-+)+[ \t]*(?:\n|\Z)",
        reads=_narrow,
        guarded=True,
    ),
    Rule(
        "delimiters-with-tabs",
        "GitHub, Pandoc, kramdown",
        "https://github.github.com/gfm/#delimiter-row",
        Shape.MARKER,
        ("|", ":", "-"),
        r"(?m:(?=[^|\n]*\|)(?=[^\t\n]*\t)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$)",
        ahead=r"[-|: ]*\t",
        reads=lambda _, found: Read(found.end(), shown=found[0].replace("\t", " ")),
    ),
    Rule(
        "uneven-table",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-pipe_tables",
        Shape.LINE,
        ("|",),
        r"(?m:(?P<header>\|[^\n]*)\n[ \t>]*(?P<rule>\|(?:[ \t]*:?-+:?[ \t]*[|+])+)[ \t]*$)",
        reads=_pipes,
        where=lambda settings: not settings.mdx,
        guarded=True,
    ),
    Rule(
        "bare-table",
        "GitHub, Hugo, markdown-it, remark",
        "https://github.github.com/gfm/#tables-extension-",
        Shape.LINE,
        ("-", ":"),
        r"(?m::?-+:?[ \t]*\|[-|: \t]*$)",
        ahead=r"[-: \t]*\|[-|: \t]*$",
        reads=_bare,
        guarded=True,
    ),
)
