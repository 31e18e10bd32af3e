"""Items and headings that Python-Markdown and kramdown read in more places than CommonMark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.markdown.syntax.matching import TEXT_LINE, closing_line, outer_line
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_NEAR = 3_000
_INDENT = 4
# Text after a marker that is more columns to the left would be code.
_DEEPEST = 7
_ITEM_LEAD = lazy_re(r"[ ]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?=\S)")
_CHILD = lazy_re(r"(?:\n[ \t]*)?\n {4}(?:(?:[-+*]|\d{1,2}[.)])[ ]|`{3}|~{3}|!!!|\?\?\?)")
# White space that CommonMark doesn't know.
_WIDE_SPACE = r"[^\S \t\r\n]"


def _wide_item(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The marker of an item that something indented by four columns belongs to.

    Its own text is indented more, so that to CommonMark what follows is text of its paragraph, or
    code.
    Markdown's parser sees text after four columns.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    width = found.end() - first
    if not start - first < _INDENT < width or source[first:start].strip(" "):
        return None
    if not _CHILD.match(source, closing_line(source, start)):
        return None
    shown = found["marker"].ljust(_INDENT) + ";" * (width - _INDENT)
    return Read(found.end(), begin=first, shown=shown)


def _deep_item(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The marker of an item that is indented too far for CommonMark, under the item before it.

    To CommonMark it is a word of that item's paragraph. Markdown's parser sees a marker before it.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    lead = start - first
    if lead < _INDENT or source[first:start].strip(" "):
        return None
    above = source[max(0, first - _NEAR) : first].split("\n")[:-1]
    key = f"deep {lead}"
    inside = _container(above, lead, source.count("\n", scanner.items.get(key, first), first))
    if inside is None or not _INDENT <= lead - inside <= _DEEPEST:
        return None
    scanner.items[key] = start
    marker = " " * (inside + _INDENT - 1) + found["marker"]
    size = found.end() - first
    return Read(found.end(), begin=first, shown=marker.ljust(size)) if len(marker) < size else None


def _number_in_item(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The marker of a list in an item that doesn't begin with 1, right after text of that item.

    To CommonMark it is a part of that text. Markdown's parser sees a 1.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    lead = source[first:start]
    before = source[source.rfind("\n", 0, max(first - 1, 0)) + 1 : max(first - 1, 0)]
    outer = outer_line(source, start).expandtabs(4)
    item = _ITEM_LEAD.match(outer)
    if item is None or lead.strip() or len(lead.expandtabs(4)) < item.end():
        return None
    if int(found["number"]) == 1 or not (
        TEXT_LINE.match(f"\n{before}") or before.expandtabs(4) == outer
    ):
        return None
    number = found["number"]
    return Read(found.end(), shown="1".rjust(len(number), "0") + found[0][len(number) :])


def _container(above: Sequence[str], lead: int, sibling: int) -> int | None:
    """The column where the text begins of the item that a line would be in to CommonMark.

    0 if it would be in none, None if the line doesn't go on with an item's paragraph and none of
    its siblings does. ``above`` are the lines above it, ``lead`` is the column where it begins,
    and ``sibling`` is how many lines before it the last such item is, or 0.
    """
    least, goes_on = lead, True
    for number, line in enumerate(reversed(above), 1):
        goes_on = goes_on or number == sibling
        text = line.expandtabs(4)
        columns = len(text) - len(text.lstrip(" "))
        if not text.strip():
            goes_on = False
        elif columns < least:
            item = _ITEM_LEAD.match(text)
            if least == lead and (item is None or not goes_on):
                return None
            if item is None:
                return 0
            if item.end() <= least:
                return item.end()
            least = columns
    return 0 if least < lead else None


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "wide-item",
        "Python-Markdown",
        "https://python-markdown.github.io/#differences",
        Shape.MARKER,
        tuple("-+*0123456789"),
        r"(?P<marker>[-+*]|\d{1,2}[.)])[ ]{2,4}(?=[^\s\[])",
        ahead=r"(?:\d?[.)])?[ ]{2,4}[^\s\[]",
        reads=_wide_item,
        where=lambda settings: not settings.mdx and not settings.pandoc,
    ),
    Rule(
        "deep-item",
        "Python-Markdown, kramdown",
        "https://python-markdown.github.io/#differences",
        Shape.MARKER,
        tuple("-+*0123456789"),
        r"(?P<marker>[-+*]|\d{1,2}[.)])[ ](?=\S)",
        ahead=r"(?:\d?[.)])?[ ]\S",
        reads=_deep_item,
        where=_is_markdown,
    ),
    Rule(
        "number-in-item",
        "Pandoc, Python-Markdown",
        "https://pandoc.org/MANUAL.html#block-content-in-list-items",
        Shape.MARKER,
        tuple("0123456789"),
        r"(?P<number>\d{1,9})[.)][ \t]+(?=\S)",
        ahead=r"\d{0,8}[.)][ \t]+\S",
        reads=_number_in_item,
        where=_is_markdown,
    ),
    Rule(
        "heading-with-other-space",
        "Python-Markdown, kramdown",
        "https://daringfireball.net/projects/markdown/syntax#header",
        Shape.MARKER,
        ("#",),
        rf"#{{1,6}}{_WIDE_SPACE}(?=\S)",
        ahead=rf"#{{0,5}}{_WIDE_SPACE}",
        reads=lambda scanner, found: Read(found.end(), shown=f"{found[0][:-1]} "),
        where=_is_markdown,
    ),
    Rule(
        "heading-without-space",
        "Python-Markdown",
        "https://python-markdown.github.io/#differences",
        Shape.MARKER,
        ("##",),
        r"#{2,6}(?=[^\s#])",
        ahead=r"#{1,5}[^\s#]",
        reads=lambda scanner, found: Read(found.end(), shown=f"{found[0][:-1]} "),
        where=_is_markdown,
    ),
)
