"""Lines that are replaced by something else: snippets, tables of contents, labels."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_SCISSORS = lazy_re(r"(?m:^[ \t>]*-+8<-+[ \t]*$)")
# The first line of a block after blank lines, unless it begins code.
_BLOCK = lazy_re(r"(?:[ \t]*\n)+(?P<first>(?![ \t]*(?:```|~~~))[^\n]+)")


def _snippet(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A snippet, or a list of them between two lines."""
    if found["name"]:
        return Read(found.end())
    end = scanner.until(_SCISSORS, found.end(), len(scanner.source))
    return Read(end) if end else Read(MAYBE)


def _alert(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The first line of a quotation that is an alert, with a title."""
    source, start = scanner.source, found.start()
    lead = text_before(source, start)
    if ">" not in lead or (not found["title"] and not found["fold"] and found["type"].isupper()):
        return None
    texts = (Text(*found.span("title")),) if found["title"] else ()
    return Read(found.end(), texts)


def _comment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A comment, which only MyST reads right after the marker of an item or a note."""
    start = found.start()
    lead = text_before(scanner.source, start)
    return Read(found.end()) if scanner.is_myst or not lead.strip(" \t>") else None


def _skipped(scanner: Scanner, found: re.Match[str]) -> Read:
    """A comment that leaves the block after it untranslated; code is, anyway."""
    source = scanner.source
    if text_before(source, found.start()).strip():
        return Read(found.end())
    block = _BLOCK.match(source, found.end())
    if block is None:
        return Read(found.end())
    is_heading = block["first"].startswith("#")
    return Read(block.end("first") if is_heading else scanner.paragraph_end(block.start("first")))


def _is_not_pandoc(settings: Settings) -> bool:
    return not settings.pandoc


RULES = (
    Rule(
        "skipped-block",
        "mdBook (mdbook-i18n-helpers)",
        "https://github.com/google/mdbook-i18n-helpers/blob/main/i18n-helpers/USAGE.md",
        Shape.LINE,
        ("<",),
        r"(?m:<!--+[ \t]*(?:i18n|mdbook-xgettext):[ \t]*skip[ \t]*--+>[ \t]*$)",
        ahead=r"!--+[ \t]*(?:i18n|mdbook-xgettext):",
        reads=_skipped,
    ),
    Rule(
        "snippet",
        "pymdownx.snippets",
        "https://facelessuser.github.io/pymdown-extensions/extensions/snippets/",
        Shape.LINE,
        ("-", ";"),
        r"(?m:;*-+8<-+(?:[ \t]+(?P<name>[\"'][^\n]*[\"']))?[ \t]*$)",
        reads=_snippet,
        guarded=True,
    ),
    Rule(
        "code-import",
        "VitePress, VuePress",
        "https://vitepress.dev/guide/markdown#import-code-snippets",
        Shape.LINE,
        ("<<<", "@[code", "@include", "!!!include"),
        r"(?m:(?:<<<[ \t]*\S|@\[code|@include\b|!!!include\()[^\n]*$)",
        guarded=True,
    ),
    Rule(
        "markdown-include",
        "markdown-include, mkdocs",
        "https://github.com/cmacmackin/markdown-include",
        Shape.TAG,
        ("{!",),
        r"\{![^{}\n]{1,300}!\}",
        guarded=True,
    ),
    Rule(
        "docs-include",
        "Microsoft Learn, Azure DevOps",
        "https://learn.microsoft.com/en-us/contribute/content/markdown-reference",
        Shape.TAG,
        ("[!",),
        r"\[!(?i:INCLUDE|VIDEO|div|code|code-[\w-]+|Global|Notebook)\b[^\[\]\n]*(?:\[[^\[\]\n]*\]"
        r"(?:\([^)\n]{0,1000}\))?[^\[\]\n]*)?\](?:\([^)\n]{0,1000}\))?",
        guarded=True,
    ),
    Rule(
        "alert",
        "Obsidian, GitHub, DocFX",
        "https://help.obsidian.md/callouts",
        Shape.LINE,
        ("[!",),
        r"(?m:\[!(?P<type>[\w-]+)(?:\|[^\]\n]*)?\](?P<fold>[+-]?)"
        r"(?:[ \t]+(?P<title>[^\n]*\S))?[ \t]*$)",
        reads=_alert,
    ),
    Rule(
        "table-of-contents",
        "Python-Markdown, GitLab, VitePress",
        "https://python-markdown.github.io/extensions/toc/",
        Shape.LINE,
        ("[TOC", "[[TOC", "[[_TOC", "[toc", "[[toc", "${toc"),
        r"(?im:(?:\[\[?_?TOC_?\]\]?|\$\{toc\})[ \t]*$)",
        guarded=True,
    ),
    Rule(
        "abbreviation",
        "Python-Markdown, kramdown, PHP Markdown Extra",
        "https://python-markdown.github.io/extensions/abbreviations/",
        Shape.LINE,
        ("*[",),
        r"(?m:\*\[[^\]\n]+\]:(?:[ \t]*(?P<words>[^\n]*\S))?[ \t]*$)",
        text=("words",),
        guarded=True,
    ),
    Rule(
        "target",
        "MyST",
        "https://myst-parser.readthedocs.io/en/latest/syntax/cross-referencing.html",
        Shape.LINE,
        ("(",),
        r"(?m:\((?!ref:)[^\n]+\)=[ \t]*+$)",
        guarded=True,
    ),
    Rule(
        "text-reference",
        "bookdown",
        "https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html#text-references",
        Shape.LINE,
        ("(ref:",),
        r"(?m:\(ref:[^()\s]+\)(?:[ \t]+(?P<words>[^\n]*\S))?[ \t]*$)",
        text=("words",),
        guarded=True,
    ),
    Rule(
        "text-reference-used",
        "bookdown",
        "https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html#text-references",
        Shape.ATOM,
        ("(ref:",),
        r"\(ref:[^()\s]+\)",
    ),
    Rule(
        "myst-comment",
        "MyST",
        "https://myst-parser.readthedocs.io/en/latest/syntax/typography.html#comments",
        Shape.LINE,
        ("%",),
        # Not a variable of Windows or a placeholder.
        r"(?m:%(?![%{(]|[A-Za-z_]+%|[sdfiq]\b)[^\n]*$)",
        reads=_comment,
        where=_is_not_pandoc,
        guarded=True,
    ),
    Rule(
        "block-break",
        "MyST",
        "https://myst-parser.readthedocs.io/en/latest/syntax/typography.html#block-breaks",
        Shape.LINE,
        ("+++",),
        r"(?m:\+{3,}(?:[ \t][^\n]*|[ \t]*\{[^\n]*\})?[ \t]*$)",
        guarded=True,
    ),
    Rule(
        "card-header",
        "MyST",
        "https://sphinx-design.readthedocs.io/en/latest/cards.html",
        Shape.LINE,
        ("^^^",),
        r"(?m:\^{3,}[ \t]*$)",
        guarded=True,
    ),
)
