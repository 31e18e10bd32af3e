"""Timed text (TTML, DFXP): subtitles in XML. Each paragraph is a text; its times are copied."""

from __future__ import annotations

from hexapla.documents.vocabularies.rules import Profile, rules_of

__all__ = ["TTML"]

TTML = Profile(
    "TTML",
    namespaces=(
        "http://www.w3.org/ns/ttml",
        "http://www.w3.org/2006/10/ttaf1",
        "http://www.w3.org/2006/04/ttaf1",
    ),
    roots=frozenset(["tt"]),
    rules=rules_of(
        {"": "tt body div", "line": "p"},
        inline="span",
        hidden="br set metadata",
        skip="head",
    ),
    language="xml:lang",
)
