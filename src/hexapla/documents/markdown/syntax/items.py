"""Items and headings that Python-Markdown and kramdown read in more places than CommonMark."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import closing_line
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
    """The marker of an item that is indented too far for CommonMark, in the item before it.

    To CommonMark it is a word of that item's paragraph. Markdown's parser sees a marker before it.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    lead = source[first:start].expandtabs(4)
    above = source[max(0, first - _NEAR) : first].rpartition("\n\n")[2].split("\n")[:-1]
    outer = next(
        (_ITEM_LEAD.match(line) for line in reversed(above) if _is_outer(line, lead)), None
    )
    if outer is None or "\t" in source[first:start] or lead.strip(" "):
        return None
    inside = len(outer[0].expandtabs(4))
    more = len(lead) - inside
    if not _INDENT <= more <= _DEEPEST:
        return None
    marker = " " * (inside + _INDENT - 1) + found["marker"]
    size = found.end() - first
    return Read(found.end(), begin=first, shown=marker.ljust(size)) if len(marker) < size else None


def _is_outer(line: str, lead: str) -> bool:
    """Whether a line is indented less than another one."""
    shown = line.expandtabs(4)
    return len(shown) - len(shown.lstrip(" ")) < len(lead)


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
