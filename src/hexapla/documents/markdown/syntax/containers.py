"""Containers and admonitions: lines that open and close a box around Markdown."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import indented_after
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner

__all__ = ["RULES"]


def _admonition(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An admonition or a tab, if an indented line follows."""
    columns = indented_after(scanner.source, found.start(), found.end())
    if columns == MAYBE:
        scanner.begun = min(scanner.begun, found.start())
    if columns < 4:
        return None
    groups = ("title", "tab")
    texts = tuple(Text(*found.span(name)) for name in groups if found.groupdict().get(name))
    return Read(found.end(), texts, holds=4)


def _container(scanner: Scanner, found: re.Match[str]) -> Read | None:
    texts = tuple(
        Text(*found.span(name))
        for name in ("bracketed", "title")
        if found[name] and found[name].strip(":")
    )
    return Read(found.end(), texts)


RULES = (
    Rule(
        "container",
        "Docusaurus, VuePress, VitePress, Pandoc, markdown-it-container",
        "https://talk.commonmark.org/t/generic-directives-plugins-syntax/444",
        Shape.LINE,
        (":::",),
        r"(?m::{3,}[ \t]*(?:(?P<type>[A-Za-z][\w.-]*)?"
        r"(?:\[(?P<bracketed>[^\]\n]*)\])?(?:[ \t]+(?P<title>[^{:\s][^{\n]*?))?)?"
        r"[ \t]*(?:\{[^}\n]*\})?[ \t]*:*[ \t]*$)",
        reads=_container,
        guarded=True,
    ),
    Rule(
        "admonition",
        "Python-Markdown, pymdownx.details, MkDocs",
        "https://python-markdown.github.io/extensions/admonition/",
        Shape.LINE,
        ("!!!", "???"),
        r"(?m:(?:!!!|\?\?\?\+?)[ \t]+[A-Za-z][\w |.:-]*?"
        r"(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*$)",
        reads=_admonition,
        guarded=True,
    ),
    Rule(
        "tab",
        "pymdownx.tabbed, MkDocs Material",
        "https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/",
        Shape.LINE,
        ("===",),
        r"(?m:===[!+]{0,2}[ \t]+\"(?P<tab>[^\"\n]*)\"[ \t]*$)",
        reads=_admonition,
        guarded=True,
    ),
)
