"""A block of Markdown in two languages: two paragraphs, a table, or both on one line."""

from __future__ import annotations

from hexapla.documents.bilingual import DOT, has_running_text
from hexapla.documents.text_document import TextBlock, TextDocument
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["fits_both", "is_on_one_line", "write_both"]

_PARAGRAPHS = frozenset(["paragraph", "list item", "line", "definition", "footnote", "quotation"])
# Kinds whose first paragraph follows a marker.
_WITH_MARKERS = frozenset(["definition", "footnote", "list item"])
# Kinds of blocks that are on one line and can contain markup.
_LINES = frozenset(["heading", "table cell", "term", "caption"])
_TASK = lazy_re(r"\[[ xX]\][ \t]+\Z")  # The box of a task is text of its item.
_ATTRIBUTES = lazy_re(
    r"(?<![ \t])[ \t]*+\{(?:[ \t]*+(?::[ \t]*+)?[#.\w][^{}\n]*|/\*[^{}\n]*\*/)\}[ \t]*\Z"
)
_DEFINITION = lazy_re(r"[ \t]*\r?\n[ \t>]*~[ \t]")
_LAYOUT = lazy_re(r"[^>\s]")
_ITEM = lazy_re(r"[ \t]*\r?\n[ >]*(?:[-+*]|\d{1,9}[.)])[ \t]")
_COLUMNS = 4


def fits_both(block: TextBlock) -> bool:
    """Whether the translation can follow the block as a whole, not only sentence by sentence."""
    return has_running_text(block) and _kind(block) in _PARAGRAPHS | _LINES


def is_on_one_line(source: str, block: TextBlock, before: str) -> bool:
    """Whether a block and its translation must be on one line, after ``before``."""
    field = before.strip(" \t>")
    is_field = field.startswith(":") and field.endswith(":") and len(field) > 1
    return (
        _kind(block) in _LINES
        or "<" in before
        or is_field
        or _DEFINITION.match(source, block.end) is not None
    )


def write_both(
    document: TextDocument,
    block: TextBlock,
    before: str,
    other: str,
    language: Language,
    arrangement: str,
) -> str:
    """A block and its translation.

    Parameters: ``before`` is the text before the block on its line; ``other`` is the translated
    block. Without an ``arrangement`` both are on one line.
    """
    own, line_end = document.own(block), document.line_end
    if not arrangement:
        attributes = _ATTRIBUTES.search(own)
        if attributes and other.endswith(attributes[0].rstrip()):
            own = own[: attributes.start()]
        return f"{own}{DOT}{other}"
    if arrangement == "beside" and not before.strip():
        # An HTML table around Markdown, which CommonMark parses after a blank line.
        cell = f'</td><td lang="{language.tag}" dir="{language.direction}">'
        parts = ("<table><tr><td>", "", own, "", cell, "", other, "", "</td></tr></table>")
        # Indented like the block, which may be in a list or an admonition.
        return line_end.join(
            f"{before}{part}" if part and n else part for n, part in enumerate(parts)
        )
    hang = _LAYOUT.sub(" ", _TASK.sub("", before))
    lead = before[: len(before) - len(before.lstrip(" >"))]
    if "\t" in before or lead == before or _kind(block) not in _WITH_MARKERS:
        return f"{own}{line_end}{hang.rstrip()}{line_end}{hang}{other}"
    # Python-Markdown wants four columns, and a blank line before the next item.
    wanted = len(hang) if _kind(block) == "list item" and "(@" not in before else 0
    hang = lead.ljust(max(wanted, len(lead) + _COLUMNS))
    gap = f"{line_end}{lead.rstrip()}" if _ITEM.match(document.source, block.end) else ""
    return f"{own}{line_end}{lead.rstrip()}{line_end}{hang}{other}{gap}"


def _kind(block: TextBlock) -> str:
    return "heading" if block.kind.startswith("heading") else block.kind
