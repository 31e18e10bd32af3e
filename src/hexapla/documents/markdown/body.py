"""Markdown as HTML, with pulldown-cmark."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from hexapla.documents.document import Segment
from hexapla.documents.markdown.anchors import Slugs
from hexapla.documents.markdown.defined import normal, used_in
from hexapla.documents.markdown.page.blocks import CELL
from hexapla.documents.markdown.page.boxes import as_commonmark, as_sentence
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.syntax import Settings
from hexapla.lazy import lazy_re
from hexapla.numerals import unescape

__all__ = ["definitions", "inline", "written"]

# Kinds of blocks whose text is not parsed as Markdown.
_PLAIN = frozenset(["title", "description", "summary", "subtitle", "caption", "alt text"])
_HEADING = lazy_re(r"<h([1-6])((?:\s[^<>]*)?)>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_ID = lazy_re(r"\sid\s*=", re.IGNORECASE)
# A cell or the like with one paragraph, and what browsers put above the words of a note.
_CELL = lazy_re(rf"<([a-z]+[1-6]?){CELL}>\n<p>((?:(?!</?p>).)*)</p>\n *</\1>", re.DOTALL)
_NOTE = lazy_re(r"(<sup class=\"footnote-definition-label\">[^<]*</sup>)\n<p>")
# The beginning of an alert that the parser reads as text.
_ALERT = lazy_re(r"<p>\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n")
_EMPTY = lazy_re(r"<a href=\"([^\"]+)\"></a>")
_TAG = lazy_re(r"<[^>]*>")
# What no abbreviation is looked for in: tags, and elements whose content is code.
_VERBATIM = ("pre", "code")
_TOKEN = lazy_re(r"<(?i:(?P<name>pre|code)\b)[^<>]*>|<[^<>]*>|\w++|(?<!\w)[^\w\s]")
_WORD = lazy_re(r"\w")
_LONGEST_SHORT = 100


def definitions(source: str) -> Mapping[str, str]:
    """The definitions of a file's reference links, to append to a part of it, by their labels."""
    import pyromark

    found = pyromark.reference_definitions(source)
    return {normal(name): f"\n\n[{name}]: <{one['dest']}>" for name, one in found.items()}


def inline(text: str, segment: Segment, defined: Mapping[str, str], settings: Settings) -> str:
    """A segment's text as inline HTML; ``defined`` are the `definitions` of its file."""
    import pyromark

    if segment.kind in _PLAIN and not segment.marks:
        return html.escape(text, quote=False)
    text = as_sentence(text, settings).replace(BREAK, "<br>")
    options = pyromark.Options.ENABLE_STRIKETHROUGH
    used = "".join(used_in(text, defined))
    # After a letter, nothing begins a block.
    whole = str(pyromark.html(f"x {text}{used}", options=options)).strip()
    if not (whole.startswith("<p>x ") and whole.endswith("</p>")):
        return html.escape(text, quote=False)
    return whole[5:-4]


def written(text: str, settings: Settings) -> str:
    """A file's text without its front matter as HTML, with GitHub's anchors on headings."""
    import pyromark

    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_FOOTNOTES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_TASKLISTS
        | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
        | pyromark.Options.ENABLE_GFM
        | pyromark.Options.ENABLE_DEFINITION_LIST
    )
    common, abbreviations = as_commonmark(text, settings)
    body = str(pyromark.html(common, options=options))
    body = _CELL.sub(r"<\1>\2</\1>", body).replace(CELL, "")
    body = _ALERT.sub("<p>", body)
    body = _EMPTY.sub(_named, _NOTE.sub(r"<p>\1 ", body))
    return _with_anchors(_explained(body, abbreviations))


def _named(link: re.Match[str]) -> str:
    """A link without words, which a program would put there, with the name of its target."""
    path, _, anchor = unquote(unescape(link[1])).partition("#")
    name = anchor or PurePosixPath(path).stem
    return f'<a href="{link[1]}">{html.escape(name)}</a>'


def _explained(body: str, abbreviations: Mapping[str, str]) -> str:
    """HTML with what its abbreviations stand for, except in code."""
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    for short in abbreviations:
        first = _TOKEN.match(short) if len(short) <= _LONGEST_SHORT else None
        if first:
            sizes[first[0]].add(len(short))
    if not sizes:
        return body
    closers = {name: lazy_re(f"(?i:</{name}>)") for name in _VERBATIM}
    last = {
        name: max((one.end() for one in closer.finditer(body)), default=0)
        for name, closer in closers.items()
    }
    parts: list[str] = []
    copied = at = 0
    while found := _TOKEN.search(body, at):
        start, at = found.span()
        name = (found["name"] or "").lower()
        if last.get(name, 0) > at:
            close = closers[name].search(body, at)
            at = close.end() if close else at
        for size in sorted(sizes.get(found[0], ()), reverse=True):
            short = body[start : start + size]
            if short in abbreviations and not _WORD.match(body, start + size):
                title = html.escape(abbreviations[short])
                parts += body[copied:start], f'<abbr title="{title}">{short}</abbr>'
                copied = at = start + size
                break
    return "".join([*parts, body[copied:]])


def _with_anchors(text: str) -> str:
    """Give headings without an id the one that GitHub gives them, so that links reach them."""
    slugs = Slugs()

    def heading(match: re.Match[str]) -> str:
        level, attributes, inner = match.groups()
        words = " ".join(unescape(_TAG.sub("", inner)).split())
        anchor = "" if _ID.search(attributes) else slugs.of(words)
        return f'<h{level} id="{anchor}"{attributes}>{inner}</h{level}>' if anchor else match[0]

    return _HEADING.sub(heading, text)
