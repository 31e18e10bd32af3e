"""The checks of structure, of everything in a text that isn't words, in the order they run."""

from __future__ import annotations

from hexapla.checks.check import Check
from hexapla.checks.choices import choices
from hexapla.checks.grammars import FLAGS
from hexapla.checks.links import emails, links_kept
from hexapla.checks.markdown import code, footnotes, markdown_syntax, syntax
from hexapla.checks.markup import bbcode, empty_tags, entities, tags, unsafe_html
from hexapla.checks.messages import (
    accelerators,
    escapes,
    has_place,
    leftovers,
    line_breaks,
    literal_text,
    matches_pattern,
    plurals,
)
from hexapla.checks.placeholders import placeholders
from hexapla.checks.placement import placement

__all__ = ["CHECKS"]

CHECKS = (
    Check("tags", tags, ("xml-tags", "xml-invalid")),
    Check("unsafe-html", unsafe_html, ("safe-html",)),
    Check("links", links_kept, ("url", "md-link", "md-reflink")),
    Check("emails", emails),
    Check("placeholders", placeholders, tuple(FLAGS)),
    Check("code", code, ("md-syntax",)),
    Check("entities", entities),
    Check("footnotes", footnotes),
    Check("markdown-syntax", markdown_syntax, ("md-syntax",)),
    Check("dialect-syntax", syntax),
    Check("line-breaks", line_breaks, ("begin-newline", "end-newline", "newline-count")),
    Check("escapes", escapes, ("escaped-newline",)),
    Check("bbcode", bbcode),
    Check("literals", literal_text),
    Check("accelerators", accelerators),
    Check("empty-tags", empty_tags),
    Check("placement", placement),
    Check("choices", choices, ("icu_message_format", "fluent-parts")),
    Check("plurals", plurals, ("same-plurals",)),
    Check("leftovers", leftovers),
    Check("place", has_place),
    Check("regex", matches_pattern),
)
"""The checks of structure."""
