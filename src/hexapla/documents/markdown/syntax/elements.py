"""HTML elements whose content is Markdown."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["MARKDOWN_ELEMENT", "RULES"]

MARKDOWN_ELEMENT = "markdown-element"
_VALUE = r"(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'|[^\s\"'=<>`]{1,500})"
_ATTRIBUTE = rf"\s+[\w:@.-]{{1,60}}(?:\s*=\s*{_VALUE})?"
_LONGEST_CODE = 20_000
_BLANK = lazy_re(r"\n[ \t]*\n")
# Elements of HTML, SVG and MathML that may stand on a line of their own before a list.
_NAMES = """
    a abbr address article aside b bdi bdo big blockquote body button caption center cite code dd
    del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form g h1 h2 h3
    h4 h5 h6 head header hgroup html i iframe ins kbd label legend li main map mark math menu meta
    nav noscript ol option output p picture pre q ruby s samp script search section select slot
    small span strong style sub summary sup svg table tbody td template text textarea tfoot th
    thead time title tr tt u ul var video
"""
_KNOWN = frozenset(_NAMES.split())
# Those that part texts.
_PARTING = frozenset(["div", "dd", "dl", "dt", "li", "ol", "p", "table", "td", "th", "tr", "ul"])
_PARTS = lazy_re(r"<[A-Za-z/!]")
_MARKDOWN = r"\s+markdown(?:\s*=\s*[\"']?(?:1|block|span|inline|true)[\"']?)?(?=[\s>])"


def _element(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An element, up to the tag that closes it."""
    tags = lazy_re(rf"(?i:<(?P<closes>/?){re.escape(found['name'])}(?:\s[^<>]*)?>)")
    depth = 1
    for tag in tags.finditer(scanner.source, found.end()):
        depth += -1 if tag["closes"] else 1
        if not depth:
            inside = "\n" not in scanner.source[found.start() : tag.end()]
            if inside and found["name"] in _PARTING and _follows_text(scanner, found.start()):
                return None  # In a cell, or in a line of HTML.
            return Read(found.end(), pair=tag.span())
    return Read(MAYBE)


def _follows_text(scanner: Scanner, start: int) -> bool:
    return text_before(scanner.source, start).strip(" \t>") != ""


def _listing(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An element that HTML doesn't have, with a list in it that a plug-in reads."""
    if found["name"] in _KNOWN or _PARTS.search(scanner.source, found.end(), found.end("inner")):
        return None
    return _element(scanner, found)


def _raw(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An element with a blank line in it, in another element: Markdown's parser goes on there.

    So it does after an element that is indented in lines of it that aren't.
    """
    source, start = scanner.source, found.start()
    first = scanner.line_start(start)
    above = text_before(source, max(first - 1, 0))
    before = text_before(source, start).strip(" 	>") or above.lstrip(" 	>")
    lead = source[first:start]
    indented = lead != "" and not lead.strip(" 	")
    if not (before.startswith("<") or indented):
        return None
    end = scanner.until(lazy_re(rf"(?i:</{found['name']}\s*>)"), found.end(), len(source))
    lines = source[found.end() : end].split("\n")[1:] if indented and end > 0 else ()
    outdented = any(line.strip() and not line.startswith(lead) for line in lines)
    blank = end > 0 and before.startswith("<") and _BLANK.search(source, found.end(), end)
    return Read(end) if blank or outdented else None


def _code(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An element with code whose tags have lines of their own: blank lines don't end it."""
    limit = found.end() + _LONGEST_CODE
    end = scanner.until(lazy_re(rf"(?i:</{found['name']}\s*>)[ \t]*(?=\n|\Z)"), found.end(), limit)
    inner = scanner.source[found.end() : end] if end > 0 else ""
    sure = _BLANK.search(inner) and not lazy_re(rf"(?i:<{found['name']}\b)").search(inner)
    return Read(end) if sure else None


RULES = (
    Rule(
        "code-element",
        "browsers",
        "https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements",
        Shape.TAG,
        ("<",),
        r"(?i:(?<![^\n])<(?P<name>code|samp)\b[^<>\n]*>)(?=[ \t]*\n)",
        ahead=r"(?i:code|samp)\b",
        reads=_code,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "raw-element",
        "Python-Markdown, browsers",
        "https://spec.commonmark.org/0.31.2/#html-blocks",
        Shape.TAG,
        ("<",),
        r"(?i:<(?P<name>script|style|pre|textarea)\b[^<>\n]*>)",
        ahead=r"(?i:script|style|pre|textarea)\b",
        reads=_raw,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "around-markdown-element",
        "kramdown, Python-Markdown (md_in_html)",
        "https://kramdown.gettalong.org/syntax.html#html-blocks",
        Shape.TAG,
        ("<",),
        rf"<(?:article|aside|div|main|section)(?:{_ATTRIBUTE}){{0,20}}\s*>"
        rf"(?=[ \t]*\n[ \t]*<[a-z]{{1,20}}[^<>\n]{{0,500}}{_MARKDOWN})",
        ahead=r"(?:article|aside|div|main|section)\b",
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "listing-element",
        "Python-Markdown (mkdocs-quiz)",
        "https://ewels.github.io/mkdocs-quiz/",
        Shape.TAG,
        ("<",),
        r"<(?P<name>[a-z]{3,20})>(?=(?P<inner>[ \t]*\n(?:[^\n]*\n){1,30}?)[ \t]*[-*+][ \t])",
        ahead=r"[a-z]{3,20}>[ \t]*\n",
        reads=_listing,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        MARKDOWN_ELEMENT,
        "Python-Markdown (md_in_html), kramdown, PHP Markdown Extra",
        "https://python-markdown.github.io/extensions/md_in_html/",
        Shape.TAG,
        ("<",),
        rf"<(?P<name>[A-Za-z][\w-]*)(?:{_ATTRIBUTE}){{0,20}}?{_MARKDOWN}(?:{_ATTRIBUTE}){{0,20}}\s*>",
        ahead=r"[A-Za-z][^<>]{0,2000}\smarkdown\b",
        reads=_element,
        where=lambda settings: not settings.mdx,
    ),
)
