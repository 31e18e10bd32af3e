"""What translators leave in the source language on purpose: licences, and files full of them."""

from __future__ import annotations

import re

from hexapla.checks.check import TextPair
from hexapla.lazy import lazy_re

__all__ = ["is_legal", "is_of_kept_file"]

_LEGAL = lazy_re(
    r"\b(?:copyright|all rights reserved|warrant(?:y|ies)|redistribut\w+"
    r"|(?:this|public|software) licen[cs]e|license agreement|permission is hereby granted"
    r"|free software foundation|licensed under)\b|\(c\) (?:19|20)\d\d|©",
    re.IGNORECASE,
)


def is_legal(text: str) -> bool:
    """Whether a text is a part of a licence, or a notice of copyright, in English.

    Only its original wording counts, so that translations often keep it.
    """
    return _LEGAL.search(text) is not None


def is_of_kept_file(pair: TextPair) -> bool:
    """Whether the pair is from a source file that the publication leaves as it is."""
    kept, references = pair.context.kept_files, pair.entry.references
    return bool(kept and references) and references[0].partition(":")[0] in kept
