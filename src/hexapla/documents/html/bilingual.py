"""A block of HTML in two languages: both texts in the block's own element."""

from __future__ import annotations

from hexapla.documents.bilingual import has_running_text
from hexapla.documents.text_document import TextBlock

__all__ = ["fits_both"]


def fits_both(source: str, block: TextBlock) -> bool:
    """Whether the block can contain markup, not only text."""
    in_a_tag = source.rfind("<", 0, block.start) > source.rfind(">", 0, block.start)
    words_only = block.kind in ("title", "option", "text")
    return has_running_text(block) and not in_a_tag and not words_only
