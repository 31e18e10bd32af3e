"""A block of HTML in two languages: both in the block's own element."""

from __future__ import annotations

from hexapla.documents.bilingual import has_running_text
from hexapla.documents.text_document import TextBlock

__all__ = ["has_room"]


def has_room(source: str, block: TextBlock) -> bool:
    """Whether the block can have markup in it, and not only words."""
    in_a_tag = source.rfind("<", 0, block.start) > source.rfind(">", 0, block.start)
    words_only = block.kind in ("title", "option", "text")
    return has_running_text(block) and not in_a_tag and not words_only
