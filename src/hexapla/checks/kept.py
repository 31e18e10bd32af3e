"""What translators leave in the source language on purpose: licences, titles of works, and files
full of them.
"""

from __future__ import annotations

import re

from hexapla.checks.check import TextPair
from hexapla.lazy import lazy_re

__all__ = ["is_kept_text", "is_of_kept_file"]

_LEGAL = lazy_re(
    r"\b(?:copyright|all rights reserved|warrant(?:y|ies)|redistribut\w+"
    r"|(?:this|public|software) licen[cs]e|license agreement|permission is hereby granted"
    r"|free software foundation|licensed under)\b|\(c\) (?:19|20)\d\d|©",
    re.IGNORECASE,
)
# The authors' notes to themselves; a title with its address, in reStructuredText.
_NOTE_OR_TITLE = lazy_re(r"(?:FIXME|TODO|XXX)\b|`[^`<>]+<https?://[^`<>]+>`__?\.?\s*\Z")


def is_kept_text(text: str) -> bool:
    """Whether translations often keep an English text on purpose.

    That is so for licences and notices of copyright, of which only the original wording counts, for
    the authors' notes to themselves, and for the titles of works.
    """
    return _LEGAL.search(text) is not None or _NOTE_OR_TITLE.match(text) is not None


def is_of_kept_file(pair: TextPair) -> bool:
    """Whether the pair is from a source file that the publication leaves as it is."""
    kept, references = pair.context.kept_files, pair.entry.references
    return bool(kept and references) and references[0].partition(":")[0] in kept
