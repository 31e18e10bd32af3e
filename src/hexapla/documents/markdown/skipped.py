"""Text in markup that isn't translated, so that it can be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hexapla.documents.markdown.syntax import Span
from hexapla.documents.markdown.syntax.words import is_phrase, reads_like_text
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["EXPRESSIONS", "STRINGS", "attributes_left"]

EXPRESSIONS = msg("expressions and modules of JavaScript")
"""How a notice names text in the code of MDX."""
STRINGS = msg("strings in templates and shortcodes")
"""How a notice names text in the parameters of templates."""

_ATTRIBUTE = lazy_re(r"(?<![\w:@.-])([A-Za-z][\w-]*)\s*=\s*(?:\"([^\"\n{}<>]*)\"|'([^'\n{}<>]*)')")
_IN_BRACES = lazy_re(r"=\s*+\{\s*+(?:\"([^\"\n{}<>]*)\"|'([^'\n{}<>]*)'|`([^`\n{}<>]*)`)\s*+\}")
_PROGRAMS = ("esm", "mdx-expression", "jsx")
# The text between two tags, the second of which closes an element.
_IN_ELEMENT = lazy_re(r"(?<=[\"'}\w/]>)\s*([^<>{};=]+?)\s*</")
_TEMPLATES = ("template-", "hugo-shortcode", "erb")
_STRING = lazy_re(r"\"([^\"\n{}<>$\\]*)\"|'([^'\n{}<>$\\]*)'")
_DIRECTIVES = ("container", "fenced-directive")
_OPTION = lazy_re(r"(?m:^[ \t>]*:([\w-]+):[ \t]+(\S[^\n]*?)[ \t]*$)")
# Attributes that are names, lists of them, or code.
_NO_TEXT = frozenset(
    ["allow", "author", "authors", "class", "classname", "content", "d", "font", "fontfamily",
     "href", "icon", "id", "keywords", "lang", "language", "media", "name", "points", "rel",
     "sizes", "src", "srcset", "style", "transform", "user", "viewbox"]
)  # fmt: skip


def attributes_left(source: str, spans: Sequence[Span], wanted: frozenset[str]) -> Iterator[str]:
    """The names of the attributes in some markup whose text is not translated.

    `EXPRESSIONS` stands for strings in code, and `STRINGS` for those in templates without a name,
    and for those whose attribute is ``wanted``: the place of one may be unusual.
    """
    for span in spans:
        literal = source[span.start : span.end]
        rule = span.rule.name
        if rule in _DIRECTIVES:
            yield from _options(span, literal)
        if rule.startswith(_PROGRAMS) and _has_words(span, literal):
            yield EXPRESSIONS
        if '"' not in literal and "'" not in literal:
            continue
        if rule.startswith(_PROGRAMS[:2]):
            if any(map(reads_like_text, _strings(literal, _STRING))):
                yield EXPRESSIONS
            continue
        for name in _named(span, literal):
            yield STRINGS if name.lower() in wanted else name
        if rule.startswith("jsx") and any(map(reads_like_text, _strings(literal, _IN_BRACES))):
            yield EXPRESSIONS
        if rule.startswith(_TEMPLATES) and _unnamed(span, literal):
            yield STRINGS


def _named(span: Span, literal: str) -> Iterator[str]:
    """The names of attributes with text that is not translated."""
    known_names = (
        _NO_TEXT - {"content", "name"} if span.rule.name.startswith(_TEMPLATES) else _NO_TEXT
    )
    for found in _ATTRIBUTE.finditer(literal) if "=" in literal else ():
        text = found[found.lastindex or 0]
        at = span.start + found.start(found.lastindex or 0)
        if _is_known(span, at) or found[1].lower() in known_names:
            continue
        if reads_like_text(text):
            yield found[1]


def _options(span: Span, literal: str) -> Iterator[str]:
    """The names of a directive's options with text that is not translated."""
    for found in _OPTION.finditer(literal):
        known = found[1] in _NO_TEXT or _is_known(span, span.start + found.start(2))
        if not known and reads_like_text(found[2]):
            yield found[1]


def _unnamed(span: Span, literal: str) -> bool:
    """Whether a template has a string without a name that reads like text."""
    return any(
        reads_like_text(found[found.lastindex or 0])
        for found in _STRING.finditer(literal)
        if not literal[: found.start()].rstrip().endswith("=")
        and not _is_known(span, span.start + found.start(found.lastindex or 0))
    )


def _is_known(span: Span, at: int) -> bool:
    return any(text.start <= at <= text.end for text in span.read.texts)


def _has_words(span: Span, literal: str) -> bool:
    """Whether an element in JavaScript has content that reads like text."""
    return any(
        is_phrase(found[1], 2) and not _is_known(span, span.start + found.start(1))
        for found in _IN_ELEMENT.finditer(literal)
    )


def _strings(literal: str, pattern: re.Pattern[str]) -> Iterator[str]:
    return (found[found.lastindex or 0] or "" for found in pattern.finditer(literal))
