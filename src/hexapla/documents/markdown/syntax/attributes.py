"""Attribute lists in braces, and placeholders that look like them."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import BEGINS_BLOCK, indented_after
from hexapla.documents.markdown.syntax.rule import Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["AMBIGUOUS", "RULES", "attribute_texts"]

AMBIGUOUS = frozenset(["label", "placeholder"])
"""Attributes that are text in elements, and may be names elsewhere."""

_NAME = r"[\w%:.@-]++"
_VALUE = (
    r"(?:\"(?:\\.|[^\"\\\n]|\n(?![ \t]*\n)){0,2000}\"|'(?:\\.|[^'\\\n]|\n(?![ \t]*\n)){0,2000}'"
    r"|[^\s{}\"'<>`]+|\"[^\s{}\"'=<>`]+(?=[ \t]*\}))"  # One sign is a part of the value.
)
_ITEM = rf"(?:-(?=[\s}}])|[#.][^\s{{}}#.=\"'`]+(?:[#.][^\s{{}}#.=\"'`]+)*|[\w@][\w:@.-]*={_VALUE})"
# The next item, which is a name only if it is nothing else: two ways to read each of many items
# would take a time that doubles with each.
_NEXT = rf"(?:{_ITEM}|(?!{_ITEM}[\s}}]){_NAME})"
# What is in a list of kramdown.
_LIST = rf"(?:[^{{}}\n]|\n(?![ \t>]*(?:\n|{BEGINS_BLOCK}))){{0,2000}}"
# White space at the ends, with one line end.
_EDGE = r"[ \t]*(?:\n[ \t>]*)?"
_PAIR = lazy_re(r"(?<![\w-])([\w-]++)=(?:\"((?:\\.|[^\"\\])+)\"|'((?:\\.|[^'\\\n])+)'(?=[\s}]))")
_REFERENCE = lazy_re(r"[ \t>]*+\[[^\]\n]{1,300}\]:[ \t]+\S+(?:[ \t]+\"[^\"\n]*\")?[ \t]+\Z")
_ITEM_START = lazy_re(r"(?m:^[ ]*(?:[-+*]|\d{1,9}[.)])[ ]+)(?=\S)")
_NEAR = 1_000
# The shortest thematic break.
_RULE = 3
# What may be before a list that belongs to it: the end of code, a link, an image, a span or a tag.
_AFTER = ")]`>*_~"


def _attributes(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A list; with names only if it belongs to what is before it."""
    start = found.start()
    line = text_before(scanner.source, start)
    if _REFERENCE.match(line):  # Markdown's parser knows no attributes there.
        texts = attribute_texts(scanner, start, found[0])
        return Read(found.end(), texts, shown=" " * len(found[0]))
    before = scanner.source[start - 1 : start]
    if found["names"] and not (before and before in _AFTER):
        return None
    return Read(found.end(), attribute_texts(scanner, start, found[0]))


def _line(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A list on its own line. After the item of a list, lines that are indented still belong to it.

    Markdown's parser sees a thematic break, in that item.
    """
    source, start, end = scanner.source, *found.span()
    first = scanner.line_start(start)
    above = source[max(0, first - _NEAR) : first].rpartition("\n\n")[2]
    items = [*_ITEM_START.finditer(above)]
    inside = items[-1].end() - items[-1].start() - (start - first) if items else 0
    goes_on = inside > 0 and indented_after(source, start, end) >= inside
    texts = attribute_texts(scanner, start, found[0])
    if not goes_on or source[first:start].strip(" ") or end - start - inside < _RULE:
        return Read(end, texts)
    return Read(end, texts, shown=" " * inside + "*" * (end - start - inside))


def attribute_texts(
    scanner: Scanner, start: int, text: str, names: frozenset[str] = frozenset()
) -> tuple[Text, ...]:
    """The texts in the attributes in ``text``, which begins at an offset.

    ``names`` are attributes whose value is a name if it is one word.
    """
    wanted = scanner.settings.attributes
    pairs = _PAIR.finditer(text) if '"' in text or "'" in text else ()
    return tuple(
        Text(start + one.start(group), start + one.end(group), _kind(one[1]), _place(one[group]))
        for one, group in ((one, one.lastindex or 2) for one in pairs)
        if one[1].lower() in wanted and any(map(str.isalpha, one[group]))
        if " " in one[group] or one[1].lower() not in names
    )


def _place(value: str) -> str:
    return "title" if "\\" in value else "attribute"


def _kind(name: str) -> str:
    return "alt text" if "alt" in name else "title"


RULES = (
    Rule(
        "attribute-line",
        "kramdown, Python-Markdown, Pandoc",
        "https://kramdown.gettalong.org/syntax.html#block-ials",
        Shape.LINE,
        ("{",),
        rf"(?m:(?:\{{:(?!:(?:comment|nomarkdown)\b){_LIST}\}}"
        rf"|\{{[ \t]*{_ITEM}(?:[ \t]+{_NEXT})*[ \t]*\}})[ \t]*$)",
        reads=_line,
        guarded=True,
    ),
    Rule(
        "attributes",
        "Pandoc, Quarto, kramdown, Python-Markdown, MyST, Docusaurus",
        "https://pandoc.org/MANUAL.html#extension-attributes",
        Shape.WORD,
        ("{",),
        rf"\{{(?::{_LIST}|{_EDGE}{_ITEM}(?:\s+{_NEXT})*{_EDGE}|-"
        rf"|(?P<names>[ \t]*[a-z][\w-]*(?:[ \t]+[a-z][\w-]*)*[ \t]*))\}}",
        reads=_attributes,
        attached=True,
        silent=True,
        guarded=True,
    ),
    Rule(
        "attributes-with-mistakes",
        "Python-Markdown, kramdown",
        "https://python-markdown.github.io/extensions/attr_list/",
        Shape.WORD,
        ("{",),
        r"(?<=[)`])\{[^{}\n]{0,500}=\"[^{}\n\"]{0,500}\"[^{}\n]{0,500}\}",
        attached=True,
        guarded=True,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "placeholder",
        "any",
        "https://docs.python.org/3/library/string.html#format-string-syntax",
        Shape.ATOM,
        ("{", "${"),
        r"\\?\$?\{[^{}\s]{1,100}\}",
    ),
)
