"""Find where Markdown that arrives in chunks can be cut: between top-level blocks.

CommonMark reads blocks line by line, so that a complete block does not depend on what follows. The
text is not cut after the first of these, which are exceptions:

* a reference link or footnote, or text in brackets that becomes one if a definition follows;
* a definition, which later blocks may refer to;
* a directive, role or target of MyST, in whose files other things are lists;
* front matter, a template tag, a JSX tag or an ES module that is not closed.
"""

from __future__ import annotations

from typing import Any

from hexapla.documents.markdown.frontmatter import begins_front_matter, end_of_front_matter
from hexapla.documents.markdown.inlines import parser_options, read_event
from hexapla.documents.markdown.mask import LINE_END, Masked, mask, unified
from hexapla.documents.markdown.mixed import OpenElements
from hexapla.documents.markdown.offsets import Offsets
from hexapla.documents.markdown.syntax import Settings, first_of_myst
from hexapla.spans import Spans

__all__ = ["cut"]

# At the beginning of a piece these would be read as front matter, or as a byte order mark.
_NOT_FIRST = ("---", "+++", "{", "\ufeff")
_SURE_LINKS = ("Inline", "Autolink", "Email")
_FOOTNOTES = ("FootnoteReference", "FootnoteDefinition")
_LITERAL = ("CodeBlock", "HtmlBlock", "MetadataBlock")


def cut(text: str, settings: Settings) -> int:
    """Cut before the last block that begins after a blank line; see `Cut`."""
    lines = unified(text)
    begin = end_of_front_matter(lines)
    if not begin and begins_front_matter(lines):
        return 0
    masked = mask(text[begin:], settings)
    limit = _first_definition(masked.text, min(masked.begun, first_of_myst(lines[begin:])))
    found = 0
    fenced = Spans(masked.fenced)
    for start in _certain_starts(masked):
        if start > limit:
            break
        inside = fenced.surround(start)
        if not inside and _can_begin(text, lines, begin + start):
            found = begin + start
    return found


def _certain_starts(masked: Masked) -> Any:
    """Where top-level blocks begin, up to the first that has something uncertain in it."""
    import pyromark

    offsets = Offsets(masked.text)
    around: list[str] = []
    elements = OpenElements()
    for event, span in pyromark.events_with_range(masked.text, options=parser_options()):
        name, starts, data = read_event(event)
        ends = isinstance(event, dict) and "End" in event
        start = offsets(span["start"])
        if starts and not around and not elements:
            yield start
        if starts and name == "Heading":
            elements.clear()
        elif starts and name == "HtmlBlock":
            elements.read(masked.text, start, offsets(span["end"]))
        if data == "Indented" and masked.settings.mdx:  # Text, which may have references.
            return
        if _is_uncertain(masked.text, name, data, starts, around, start):
            return
        if starts:
            around.append(name)
        elif ends:
            around.pop()


def _is_uncertain(
    text: str, name: str, data: Any, starts: bool, around: list[str], start: int
) -> bool:
    """Whether an event may be another one if a definition follows."""
    if name in _FOOTNOTES:
        return True
    if name in ("Link", "Image"):
        return starts and data["link_type"] not in _SURE_LINKS
    if name != "Text" or (around and around[-1] in _LITERAL):
        return False
    escaped = text[start - 1 : start] == "\\" and data.startswith("]")
    return "]" in data[escaped:]


def _first_definition(text: str, limit: int) -> int:
    """Where the first definition of a reference begins, if that is before the limit."""
    if "]:" not in text:
        return limit
    import pyromark

    offsets = Offsets(text)
    found = pyromark.reference_definitions(text, options=parser_options()).values()
    return min([limit, *(offsets(one["span"]["start"]) for one in found)])


def _can_begin(text: str, lines: str, start: int) -> bool:
    """Whether a piece can begin at an offset.

    There must be a blank line before it, it must not look like front matter, and its first line
    must end like the first line of the file, whose line ending is used in new text.
    """
    if not start or lines[start - 1] != "\n" or lines[start].isspace():
        return False
    if lines[lines.rfind("\n", 0, start - 1) + 1 : start].strip():
        return False
    own, first = LINE_END.search(text, start), LINE_END.search(text)
    same = own is not None and first is not None and own[0] == first[0]
    return same and not text.startswith(_NOT_FIRST, start)
