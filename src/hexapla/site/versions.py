"""One article in one language, ready to be shown: its words as HTML, and where they come from."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hexapla.catalogs.catalog import Catalog, State
from hexapla.documents.document import Block, Document, Encoding
from hexapla.documents.html import HtmlDocument
from hexapla.documents.markdown import MarkdownDocument
from hexapla.editions.edition import Counts, Policy, Sentence, build, origin, sentences, tally
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.publication.reading import Prepared
from hexapla.site.markup import Link, body_of, inline, plain

__all__ = ["Cell", "Version", "date_of", "known_since", "original", "translation"]

_TITLE_LENGTH = 100
_SUMMARY_LENGTH = 240
_DATE = lazy_re(r"^date\s*[:=]\s*[\"']?(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", re.MULTILINE)
_LISTED = lazy_re(r"[ \t>]*(?P<mark>[-+*•–—]|\d{1,9}[.)])[ \t]+\Z")
_RULE = lazy_re(r"[\W_]+\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A sentence as HTML. ``machine`` says that a machine made it and nobody has reviewed it,
    ``missing`` that it has no translation: ``html`` is what stands in for it then.
    """

    html: str
    machine: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """An article in a language.

    ``body`` is its HTML without the title where ``titled`` is false, else with an `<h1>` in it;
    ``named`` is false where the title is but the text's first sentence;
    ``cells`` are its sentences in the order of the document's. ``counts`` is None for the
    original; ``revised`` is when the catalog was; for ``translator`` and ``drafted`` see `Origin`.
    """

    language: Language
    title: str
    summary: str
    body: str
    titled: bool
    named: bool
    cells: tuple[Cell, ...]
    counts: Counts | None = None
    revised: datetime | None = None
    translator: str = ""
    drafted: Mapping[str, int] = field(default_factory=dict)


def original(prepared: Prepared, link: Link) -> Version:
    """The article as it is."""
    chosen = [Sentence(segment, None, State.REVIEWED) for segment in prepared.document.segments]
    source = prepared.document.source
    return _version(prepared, prepared.language, chosen, source, link)


def translation(
    prepared: Prepared, catalog: Catalog, language: Language, policy: Policy, link: Link
) -> Version:
    """The article in a catalog's language, as its edition has it: with ``policy.bilingual`` the
    body has the source, too.
    """
    document = prepared.document
    chosen = sentences(document, catalog, policy, prepared.foreign)
    text = ""
    if _has_markup(document):
        unicode = copy(document)
        unicode.encoding = Encoding()
        bare = replace(policy, label=False)
        source = prepared.language
        edition = build(unicode, catalog, language, bare, prepared.foreign, source=source)
        text = edition.data.decode()
    version = _version(prepared, language, chosen, text, link, policy.bilingual)
    found = origin(document, catalog, policy)
    return replace(
        version,
        counts=tally(document, catalog),
        revised=_moment(found.revised),
        translator=found.translator,
        drafted=found.drafted,
    )


def date_of(document: Document) -> datetime | None:
    """The date that an article's front matter gives it."""
    head = document.source[:5000]
    found = _DATE.search(head) if head.startswith(("---", "+++")) else None
    return _moment(f"{found[1]} {found[2] or '00:00'}+0000") if found else None


def known_since() -> datetime:
    """The date of what has none: SOURCE_DATE_EPOCH, else the epoch itself, never the clock."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds) if seconds.isdecimal() else 0, UTC)


def _moment(text: str) -> datetime | None:
    """A date as gettext writes it: 2026-11-23 10:22+0000."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M%z").astimezone(UTC)
    except ValueError:
        return None


def _has_markup(document: Document) -> bool:
    return isinstance(document, MarkdownDocument | HtmlDocument)


def _version(
    prepared: Prepared,
    language: Language,
    chosen: Sequence[Sentence],
    text: str,
    link: Link,
    bilingual: str = "",
) -> Version:
    document = prepared.document
    write = inline(document)
    cells = [_cell(one, write) for one in chosen]
    words = [one.segment.text if one.text is None else one.text for one in chosen]
    shown = [write(word, one.segment.kind) for word, one in zip(words, chosen, strict=True)]
    (title, named), summary = _title(chosen, shown), _summary(document, shown, language)
    if _has_markup(document):
        body = body_of(document, text, link)
    else:
        body = _text_body(prepared, chosen, cells, language, bilingual)
    return Version(language, title, summary, body, "<h1" in body, named, tuple(cells))


def _cell(one: Sentence, write: Callable[[str, str], str]) -> Cell:
    text = one.segment.text if one.text is None else one.text
    shown = write(text, one.segment.kind)
    return Cell(shown, machine=one.state is State.DRAFT and not one.missing, missing=one.missing)


def _title(chosen: Sequence[Sentence], shown: Sequence[str]) -> tuple[str, bool]:
    """The front matter's or the page's title, else the first heading, else the first sentence;
    and whether it is a title indeed.
    """
    for kind in ("title", "heading"):
        for one, text in zip(chosen, shown, strict=True):
            if one.segment.kind.startswith(kind) and text:
                return plain(text), True
    first = next((plain(text) for text in shown if text), "")
    return _shortened(first, _TITLE_LENGTH), False


def _summary(document: Document, shown: Sequence[str], language: Language) -> str:
    """The front matter's description, else the first paragraph, cut at the end of a word."""
    texts = iter(shown)
    blocks = [(block.kind, [next(texts) for _ in block.segments]) for block in document.blocks]
    for kinds in (("description", "summary", "subtitle"), ("paragraph", "line", "list item")):
        for kind, found in blocks:
            if kind in kinds and any(found):
                text = plain(language.joiner.join(text for text in found if text))
                return _shortened(text, _SUMMARY_LENGTH)
    return ""


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    start = text[:length]
    return (start.rpartition(" ")[0] or start) + "…"


# ── plain text ───────────────────────────────────────────────────────────────────────────────────


def _text_body(
    prepared: Prepared,
    chosen: Sequence[Sentence],
    cells: Sequence[Cell],
    language: Language,
    bilingual: str,
) -> str:
    """Plain text as HTML: headings, paragraphs, lists, verse, and the lines without words."""
    writer = _TextWriter(prepared.document.source)
    at = 0
    end = 0
    for block in prepared.document.blocks:
        writer.gap(end, block.start)
        end = block.end
        pairs = list(zip(chosen[at : at + len(block.segments)], cells[at:], strict=False))
        at += len(block.segments)
        words = language.joiner.join(
            text for one, cell in pairs if (text := _marked(one, cell, prepared.language, language))
        )
        if bilingual:
            own = prepared.language.joiner.join(segment.text for segment in block.segments)
            own = html.escape(own, quote=False)
            words = _both(own, words, language, bilingual)
        if words:
            writer.block(block, words)
    writer.gap(end, len(prepared.document.source))
    return writer.done()


def _both(own: str, words: str, language: Language, bilingual: str) -> str:
    """Both languages in an element, as `hexapla.documents.bilingual` has them in HTML."""
    other = f'lang="{language.tag}" dir="{language.direction}">{words}</span>'
    if bilingual == "above":
        return f"{own}<br><span {other}"
    half = '<span style="flex:1"'
    return f'<span style="display:flex;gap:2em">{half}>{own}</span>{half} {other}</span>'


def _marked(one: Sentence, cell: Cell, source: Language, language: Language) -> str:
    """A sentence, marked where a machine made it or where it is still in the source's language."""
    if one.text is None and language != source and one.segment.text:
        text = html.escape(one.segment.text, quote=False)
        return f'<span lang="{source.tag}" dir="{source.direction}">{text}</span>'
    return f'<span class="m">{cell.html}</span>' if cell.machine and cell.html else cell.html


@dataclass
class _TextWriter:
    """Writes blocks of plain text, lists and verse as what they are."""

    source: str
    out: list[str] = field(default_factory=list)
    _open: str = ""
    _first: bool = True
    _titled: bool = False
    _before: str = ""

    def block(self, block: Block, words: str) -> None:
        """Write a block."""
        kind = block.kind
        if kind == "heading":
            self._close()
            level = 1 if self._first else 2
            self.out.append(f"<h{level}>{words}</h{level}>")
        elif kind == "list item":
            mark = _LISTED.search(self._before)
            self._list("ol" if mark and mark["mark"][0].isdigit() else "ul")
            self.out.append(f"<li>{words}</li>")
        elif kind == "line":
            self.out.append("<br>" if self._open == "p" else self._list("p"))
            self.out.append(words)
        elif kind == "quotation":
            self._list("blockquote")
            self.out.append(f"<p>{words}</p>")
        else:
            self._close()
            # What follows the title in one sentence is what newspapers call a standfirst.
            standfirst = self._titled and len(block.segments) == 1
            self.out.append(f'<p class="lede">{words}</p>' if standfirst else f"<p>{words}</p>")
        self._titled = self._first and kind == "heading"
        self._first = False

    def gap(self, start: int, end: int) -> None:
        """What stands between two blocks: its whole lines are shown, for they may be figures."""
        between = self.source[start:end]
        lines = between.split("\n")
        self._before = lines[-1]
        if between.count("\n") > 1:
            self._close_verse()
        whole = lines[1:-1] if end < len(self.source) else lines[1:]
        for line in [*(lines[:1] if start == 0 and len(lines) > 1 else []), *whole]:
            text = line.strip()
            if text:
                self._close()
                self.out.append("<hr>" if _RULE.match(text) else f"<p>{html.escape(text)}</p>")

    def done(self) -> str:
        """All that was written."""
        self._close()
        return "\n".join(self.out)

    def _list(self, name: str) -> str:
        if self._open != name:
            self._close()
            self._open = name
            self.out.append(f"<{name}>")
        return ""

    def _close_verse(self) -> None:
        if self._open == "p":
            self._close()

    def _close(self) -> None:
        if self._open:
            self.out.append(f"</{self._open}>")
            self._open = ""
