"""Code in fences that plug-ins show as a box around Markdown: mdBook, Obsidian."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.attributes import attribute_texts
from hexapla.documents.markdown.syntax.rule import Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_FIELD = lazy_re(
    r"\n[ \t>]*(?P<name>title|collapse|icon|color)[ \t]*:[ \t]*(?P<value>\S[^\n]*)?(?=\n|\Z)"
)


def _with_attributes(scanner: Scanner, found: re.Match[str]) -> Read:
    """The first line of a box, which has its title as an attribute."""
    return Read(found.end(), attribute_texts(scanner, found.start(), found[0]))


def _with_fields(scanner: Scanner, found: re.Match[str]) -> Read:
    """The first lines of a box, of which one may be its title."""
    end, texts = found.end(), []
    while (field := _FIELD.match(scanner.source, end)) and field.end() < scanner.fence_end[0]:
        end = field.end()
        words = (field["value"] or "").rstrip()
        if field["name"] == "title" and any(map(str.isalpha, words)):
            texts.append(Text(field.start("value"), field.start("value") + len(words)))
    return Read(end, tuple(texts))


RULES = (
    Rule(
        "fenced-box",
        "mdBook (mdbook-admonish)",
        "https://tommilligan.github.io/mdbook-admonish/",
        Shape.FENCE,
        ("```admonish", "~~~admonish"),
        r"(?m:(?:`{3,}|~{3,})[ \t]*admonish(?![\w-])[^\n]*$)",
        reads=_with_attributes,
    ),
    Rule(
        "fenced-note",
        "Obsidian (Admonition)",
        "https://github.com/javalent/admonitions",
        Shape.FENCE,
        ("```ad-", "~~~ad-"),
        r"(?m:(?:`{3,}|~{3,})[ \t]*ad-[\w-]+[ \t]*$)",
        reads=_with_fields,
    ),
)
