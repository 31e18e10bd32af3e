"""Pandoc's lists and captions: markers with letters, line blocks, definitions, captions."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import (
    TEXT_LINE,
    closing_line,
    outer_line,
)
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_TABLE_LINE = lazy_re(
    r"(?m:^[ \t>]*+(?:\||\+[-=:]|-+(?:[ \t]+-+)+[ \t]*$|-{10,}[ \t]*\Z|```[ \t]*\{"
    r"|[^|\n]*\|[^|\n]*\|))"
)
_ITEM = lazy_re(r"[ \t>]*(?:[-+*]|\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdm]{1,7}|\#|@\w*)[.)])[ \t]")
_NEAR = 3_000
# Lines after which a block begins: the first of a box, the last of code, and a heading.
_BEFORE_BLOCK = lazy_re(r"[ \t>]*(?::{3,}[ \t]*[\w{]|(?:`{3,}|~{3,})[ \t]*\Z|#{1,6}[ \t])")
# In longer ones, text that is indented by four columns would be no part of the item.
_LONGEST_NUMBER = 5
# Text that is indented by as many columns belongs to any item.
_INDENT = 4
_CHILD = lazy_re(r"(?:\n[ \t]*)?\n {4}(?=\S)")
# A heading, a row of a table, or the line of a box.
_NO_TEXT = lazy_re(r"[ \t>]*(?:#{1,6}[ \t]|\||:{3,})")
_MARKER = lazy_re(r"[ \t>]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)+\Z")
# A heading, a rule, or the end of code.
_NO_TERM = lazy_re(r"[ \t>]*(?:#{1,6}[ \t]|(?:[-*_][ \t]*){3,}\Z|`{3,}\Z|~{3,}\Z)")
# Fewer columns after a colon don't begin a definition whose term is a comment.
_SHORT = 2
_DELIMITERS = lazy_re(r"[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\Z")


def _marker(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The marker of an item; Markdown's parser sees a number instead."""
    source, start = scanner.source, found.start()
    sign = found["sign"] or found["bare"]
    initial = sign.isupper() and len(sign) == 1 and found["marker"].endswith(".")
    empty = scanner.source.startswith("\n", found.end())
    if (initial and found["space"] in ("", " ", "\t")) or (empty and not scanner.settings.pandoc):
        return None
    lead = text_before(source, start)
    before, _ = _lines_around(source, start, found.end())
    if _BEFORE_BLOCK.match(before):
        before = ""
    last = scanner.items.get(lead, -1)
    nested = len(lead) > 1 and _ITEM.match(before) is not None
    if scanner.settings.pandoc and len(lead) > 1:  # In an item it needs no blank line.
        nested = nested or _ITEM.match(outer_line(source, start)) is not None
        # Nor in a line of it that isn't indented.
        nested = nested or (len(lead) >= _INDENT and scanner.is_in_item(start))
    goes_on = last >= 0 and _is_item_of(source[last:start], len(lead))
    if before.strip(" \t>") and not nested and not goes_on:
        return None
    sure = scanner.settings.pandoc or sign[0] in "#@" or len(found["space"]) > 1 or nested
    sure = sure or (found[0][1] == ")" and sign.isalpha())
    if not sure and not _has_sibling(source, found, lead, sign):
        return None
    if not scanner.settings.pandoc:
        scanner.begun = min(scanner.begun, start)
        if scanner.is_myst:
            return None  # Text, after which indented lines are code.
    scanner.items[lead] = start
    end = found.end("marker")
    if (
        not lead
        and found.end() - start > _INDENT
        and _CHILD.match(source, closing_line(source, end))
    ):
        shown = ("1." if found["bare"] else "1)").ljust(_INDENT)
        return Read(found.end(), shown=shown.ljust(found.end() - start, ";"))
    return Read(end, shown=_number(end - start, "." if found["bare"] else ")"))


def _number(size: int, sign: str) -> str:
    """A marker of CommonMark with so many characters: several, if that are too many."""
    more = max(0, -(-(size - _LONGEST_NUMBER) // 3))
    return f"1{sign} " * more + "1".rjust(size - 3 * more - 1, "0") + sign


def _is_item_of(text: str, columns: int) -> bool:
    """Whether all lines of a text but the first are indented more than a list, or are items."""
    lines = text[: 6 * _NEAR].split("\n")[1:-1]
    return all(
        not line.strip(" \t>")
        or len(line) - len(line.lstrip(" \t>")) > columns
        or _ITEM.match(line)
        or number == 0
        or lines[number - 1].strip()
        for number, line in enumerate(lines)
    )


def _has_sibling(source: str, found: re.Match[str], lead: str, sign: str) -> bool:
    """Whether the item before or after this one is near."""
    head, tail = found["marker"].split(sign)
    start = found.start()
    near = source[max(0, start - _NEAR) : start + _NEAR]
    near = near if start > _NEAR else f"\n{near}"
    if sign.isdigit():  # Pandoc numbers the items itself.
        siblings = re.findall(rf"\n{re.escape(lead)}\(\d{{1,7}}\)[ \t]", near)
        return len(siblings) > 1
    others = [chr(ord(sign) + 1), chr(ord(sign) - 1)] if len(sign) == 1 else []
    others += ["i", "ii", "iii", "iv", "v"] if sign.islower() else ["I", "II", "III", "IV", "V"]
    return any(
        f"\n{lead}{head}{other}{tail}{space}" in near
        for other in others
        if other != sign
        for space in " \t"
    )


def _lines_around(source: str, start: int, end: int) -> tuple[str, str]:
    first = source.rfind("\n", 0, start) + 1
    before = source[source.rfind("\n", 0, max(first - 1, 0)) + 1 : max(first - 1, 0)]
    after = source[end + 1 :].partition("\n")[0] if source[end : end + 1] else ""
    return before, after


def _line_block(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A line of a line block, and not of a table with one column."""
    before, after = _lines_around(scanner.source, found.start(), found.end())
    around = (before, after)
    if any(one.count("|") > 1 or ("-" in one and _DELIMITERS.match(one)) for one in around):
        return None
    texts = (Text(*found.span("words")),) if found["words"] else ()
    return Read(found.end(), texts)


def _definition(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A definition. Elsewhere than in Pandoc it follows another one, or a term on one line."""
    source, end = scanner.source, found.end()
    if not scanner.settings.pandoc and not _defines(source, found.start()):
        return None
    if not found["words"]:
        return Read(end)
    while (line := TEXT_LINE.match(source, end)) and line["words"][0] not in "~:":
        end = line.end()
    return Read(end, (Text(found.start("words"), end, "definition"),))


def _defines(source: str, start: int) -> bool:
    """Whether what begins with a tilde follows a term on one line, or another definition."""
    first = source.rfind("\n", 0, start) + 1
    lines = source[max(0, first - _NEAR) : first].split("\n")[:-1]
    lines = [line.lstrip("> \t") if line.startswith(">") else line for line in lines]
    if lines and not lines[-1].strip():
        lines.pop()
    goes_on = False
    while lines and lines[-1].startswith((" ", "\t")) and not lines[-1].lstrip().startswith("~"):
        lines.pop()
        goes_on = True
    earlier, before = (line.strip() for line in ["", "", *lines][-2:])
    alone = not earlier or earlier.startswith(("```", "~~~", ":"))
    return before.startswith(("~", ": ")) or (
        bool(before) and (alone or before == ":") and not goes_on
    )


def _after_comment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The marker of a definition after a comment, a heading or the like, or such a definition.

    To Python-Markdown a comment is a term, and a definition needs none. Markdown's parser sees an
    item instead. Nothing is before the marker in a piece of a stream.
    """
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    lead = source[first:start]
    last = scanner.items.get(f"{lead}:", -1)
    before = source[max(0, first - _NEAR) : first].rstrip().rpartition("\n")[2]
    is_comment = before.lstrip(" \t>").startswith("<!--") and before.endswith("-->")
    begins = (is_comment and len(found[0]) > _SHORT) or not source[:first].strip()
    begins = begins or (not scanner.settings.pandoc and _NO_TERM.match(before) is not None)
    if not begins and not (last >= 0 and _is_item_of(source[last:start], len(lead))):
        return None
    scanner.items[f"{lead}:"] = start
    return Read(start + 1, shown="-")


def _task(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The mark of a task, right after the marker of an item."""
    source, start = scanner.source, found.start()
    lead = text_before(source, start)
    return Read(found.end()) if _MARKER.match(lead) else None


def _after_item(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A definition whose term is the item of a list before it."""
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    lead = source[first:start]
    above = source[max(0, first - _NEAR) : first].rpartition("\n\n")[2].split("\n")[:-1]
    terms = [line for line in above if not line.startswith(f"{lead}:")]
    item = next((line for line in reversed(terms) if _ITEM.match(line)), "")
    if not above or not item or len(item) - len(item.lstrip(" \t>")) != len(lead):
        return None
    return Read(found.end(), (Text(*found.span("words"), "definition"),))


def _caption(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The beginning of a caption, right before or after a table or a chunk."""
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    if source[first:start].strip(" \t>"):
        return None
    if not scanner.settings.pandoc:
        above = source[max(0, first - _NEAR) : first].rstrip(" \t\n>").rpartition("\n\n")[2]
        limit = scanner.find("\n\n", found.end(), len(source))
        below = source[limit : limit + 2 * _NEAR].lstrip("\n") if limit >= 0 else ""
        below = below[:_NEAR].partition("\n\n")[0]
        if not (_TABLE_LINE.search(above) or _TABLE_LINE.search(below)):
            return None
    return Read(found.end())


def _caption_line(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A caption right after a table, which is a row of it to Markdown's parser."""
    before, _ = _lines_around(scanner.source, found.start(), found.end())
    is_row = before.lstrip(" \t>").startswith("|") and before.rstrip().endswith("|")
    return Read(found.end(), (Text(*found.span("words"), "paragraph"),)) if is_row else None


def _colon(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A colon that begins no definition. In other dialects a name after it may be a field."""
    after = scanner.source[found.end()]
    return Read(found.end(), shown=";") if scanner.settings.pandoc or after in "])" else None


def _break(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A tab at the end of a line, if the next one goes on with the paragraph."""
    source, start = scanner.source, found.start()
    line = text_before(source, start)
    if not line.strip() or _NO_TEXT.match(line) or not TEXT_LINE.match(source, found.end()):
        return None
    return Read(found.end(), shown="\\".rjust(len(found[0])))


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "break-with-tab",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-escaped_line_breaks",
        Shape.SIGN,
        ("\t",),
        r"\t[ \t]{0,100}(?=\n)",
        ahead=r"[ \t]{0,100}\n",
        reads=_break,
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "end-of-block",
        "kramdown",
        "https://kramdown.gettalong.org/syntax.html#eob-marker",
        Shape.LINE,
        ("^",),
        r"(?m:\^[ \t]*$)",
        where=_is_markdown,
        guarded=True,
    ),
    Rule(
        "list-marker",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-fancy_lists",
        Shape.MARKER,
        tuple("(#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        r"(?P<marker>\((?P<sign>[A-Za-z]|[ivxlcdm]{1,7}|[IVXLCDM]{1,7}|[0-9]{1,7}|@[\w-]{0,60})\)"
        r"|(?P<bare>[A-Za-z]|[ivxlcdm]{2,7}|[IVXLCDM]{2,7}|\#)[.)])"
        r"(?P<space>[ \t]+(?=\S)|[ \t]*(?=\n))",
        ahead=r"[\w@-]{0,9}[.)][ \t\n]|@[\w-]{0,60}\)[ \t]",
        reads=_marker,
        where=_is_markdown,
    ),
    Rule(
        "line-block",
        "Pandoc, Quarto, reStructuredText",
        "https://pandoc.org/MANUAL.html#extension-line_blocks",
        Shape.LINE,
        ("| ", "|\n"),
        r"(?m:\|(?:[ \t]++(?P<words>[^|\n]*[^|\s]))?[ \t]*$)",
        reads=_line_block,
        where=_is_markdown,
        guarded=True,
    ),
    Rule(
        "tilde-definition",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-definition_lists",
        Shape.LINE,
        ("~ ", "~\t"),
        r"(?m:~[ \t]+(?P<words>[^\n]*\S)?[ \t]*$)",
        reads=_definition,
        guarded=True,
    ),
    Rule(
        "definition-of-comment",
        "Python-Markdown, MkDocs Material",
        "https://python-markdown.github.io/extensions/definition_lists/",
        Shape.MARKER,
        (":",),
        r":(?: {1,3}|\t)(?=\S)",
        ahead=r"(?: {1,3}|\t)\S",
        reads=_after_comment,
        where=_is_markdown,
    ),
    Rule(
        "task-mark",
        "Obsidian",
        "https://help.obsidian.md/syntax#Task+lists",
        Shape.WORD,
        ("[",),
        r"\[[^\s\[\]xX^]\](?=[ \t]+\S)",
        ahead=r"[^\s\[\]]\][ \t]",
        reads=_task,
        apart=True,
        where=_is_markdown,
    ),
    Rule(
        "definition-of-item",
        "Python-Markdown, MkDocs Material",
        "https://python-markdown.github.io/extensions/definition_lists/",
        Shape.LINE,
        (":",),
        r"(?m::[ ]{1,3}(?P<words>\S(?:[^\n]*\S)?)[ \t]*$)",
        ahead=r" {1,3}\S",
        reads=_after_item,
        where=_is_markdown,
    ),
    Rule(
        "colon-without-space",
        "Pandoc, kramdown, Python-Markdown",
        "https://pandoc.org/MANUAL.html#extension-definition_lists",
        Shape.MARKER,
        (":",),
        # Markdown's parser would see a definition. Names between colons are another syntax.
        r"(?m::(?=[^\s:])(?![\w+.-]{1,80}:|-+:?[ \t]*\|[-|: \t]*$))",
        ahead=r"[^\s:]",
        reads=_colon,
        where=_is_markdown,
    ),
    Rule(
        "tight-caption",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-table_captions",
        Shape.LINE,
        (": ", ":\t"),
        r"(?m::[ \t]+(?P<words>[^\n]*[^\W\d_][^\n]*?)[ \t]*$)",
        reads=_caption_line,
        where=_is_markdown,
    ),
    Rule(
        "table-caption",
        "Pandoc, Quarto, R Markdown",
        "https://pandoc.org/MANUAL.html#extension-table_captions",
        Shape.WORD,
        ("Table:", "table:", "Table :"),
        r"[Tt]able[ ]?:(?=[ \t\n(])",
        reads=_caption,
        apart=True,
    ),
)
