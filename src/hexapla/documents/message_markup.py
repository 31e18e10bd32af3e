"""What a string has besides words: tags, placeholders, and the syntax of choices."""

from __future__ import annotations

import re

from hexapla import literals
from hexapla.documents.inline import Mark, Role
from hexapla.documents.messages import (
    MessageError,
    arguments,
    has_choice,
    parse_message,
    syntax_spans,
)
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.documents.tag_pairs import paired
from hexapla.lazy import lazy_re

__all__ = ["changes_in", "marks_in"]

_PIECE = lazy_re(
    rf"(?P<tag></?(?P<name>[A-Za-z][\w:.-]{{0,60}}|\d{{1,3}})(?:\s[^<>]{{0,500}})?/?>)"
    rf"|(?P<placeholder>{literals.PLACEHOLDER}|{literals.MESSAGE_PLACEHOLDER}"
    r"|%(?:\d\$)?#@\w{1,60}@"
    r"|\{\s*[$-]?[A-Za-z][^{}\n]{0,200}\}|\$t\([^()]{1,100}\))"
    rf"|(?P<reference>{literals.REFERENCE})"
)
# A quick test: every match has one of these, and most strings have none.
_SIGN = lazy_re(r"[<{%$&\[#@]|__")
_VOID = frozenset(["br", "hr", "img", "input", "wbr"])


def marks_in(text: str) -> tuple[Mark, ...]:
    """The inline markup of a string: tags in pairs, everything else by itself."""
    if not _SIGN.search(text):
        return ()
    if has_choice(text) and (spans := syntax_spans(text)):
        return tuple(Mark(start, end, Role.ALONE) for start, end in spans)
    return paired(
        (Mark(*found.span(), Role.ALONE), _name_of(found)) for found in _PIECE.finditer(text)
    )


def _name_of(found: re.Match[str]) -> str:
    """The name of a tag that has, or is, an end tag; see `paired`."""
    name = found["name"]
    if not name or found[0].endswith("/>") or name.lower() in _VOID:
        return ""
    return f"/{name}" if found[0].startswith("</") else name


def changes_in(source: str, target: str) -> Changes:
    """How a translation changes the structure of a string."""
    return changes(_structure(source), _structure(target))


def _structure(text: str) -> Structure:
    if has_choice(text):
        try:
            names = arguments(parse_message(text))
        except MessageError:
            return Structure([Element("choice", "that can't be read")])
        return Structure(Element("placeholder", name) for name in names)
    return Structure(
        Element(found.lastgroup or "", found[0])
        for found in _PIECE.finditer(text)
        if found.lastgroup != "reference"
    )
