"""An article in two languages in one file: each paragraph with its translation.

Each format has its own way, in its own package; here is what they share. What has no room for two
paragraphs (headings, cells, titles, alternative texts) has both on one line, with a dot between.
"""

from __future__ import annotations

from hexapla.documents.document import Block, Segment
from hexapla.languages import Language

__all__ = ["ARRANGEMENTS", "DOT", "has_running_text", "in_html", "side_by_side"]

ARRANGEMENTS = ("above", "beside")
"""Where the source stands: above its translation, or beside it."""

DOT = " · "
"""What stands between a text and its translation on one line."""


def side_by_side(segment: Segment, text: str | None) -> str | None:
    """A sentence with its translation behind it, None where there is no other text."""
    return f"{segment.text}{DOT}{text}" if text and text != segment.text else None


def has_running_text(block: Block) -> bool:
    """Whether a block has running text, and not only words in markup, as an image has."""
    return any(not piece.kind for piece in block.pieces)


def in_html(own: str, other: str, language: Language, arrangement: str) -> str:
    """Both languages as the content of one element of HTML; ``language`` is that of ``other``."""
    attributes = f'lang="{language.tag}" dir="{language.direction}"'
    if arrangement != "beside":
        return f"{own}<br><span {attributes}>{other}</span>"
    half = '<span style="flex:1"'
    return (
        f'<span style="display:flex;gap:2em">{half}>{own}</span>{half} {attributes}>{other}</span>'
        "</span>"
    )
