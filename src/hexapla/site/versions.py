"""Prepare one article in one language for the site: its text as HTML, and its origin."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape

from hexapla.catalogs.catalog import State
from hexapla.dates import of_gettext
from hexapla.documents.document import Document
from hexapla.editions.edition import Counts, Edition, Sentence
from hexapla.editions.provenance import Origin, making_of
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.numerals import whole
from hexapla.site.markup import PLACE, Link, clean, plain

__all__ = ["Cell", "Version", "known_since", "version_of"]

_TITLE_LENGTH = 100
_SUMMARY_LENGTH = 240
_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
# Marks the place of a sentence: its number between two noncharacters of Unicode. An article can
# write these as references, and a long sentence in many places would fill the memory; so they are
# in each process different ones.
_PLACE = f"{secrets.randbelow(10**18):018}{{}}".join(PLACE)
# The start of an element whose words are in one of two languages.
_BLOCK = lazy_re(r"<(?:p|li|h[1-6]|t[dh]|d[dt])(?=[ >])(?![^>]*\bdir=)")
_PLACES = lazy_re("[0-9]+".join(PLACE))


@dataclass(frozen=True, slots=True)
class Cell:
    """A sentence as HTML.

    ``machine`` means that a machine translated it and nobody has reviewed it. ``missing`` means
    that it has no translation; ``html`` is then the text shown in its place. ``engine`` is the
    engine that made the text, if a machine did, with its version.
    """

    html: str
    machine: bool = False
    missing: bool = False
    engine: str = ""

    @property
    def attributes(self) -> str:
        """The attributes of a machine's text: a class, and its engine as ITS 2.0 names it."""
        tool = f' its-tool="{escape(self.engine)}"' if self.engine else ""
        return f' class="m"{tool}' if self.machine else ""


@dataclass(frozen=True, slots=True)
class Version:
    """An article in a language.

    ``body`` is its HTML. It contains the title as an `<h1>` if ``titled`` is true, and no title
    otherwise. ``named`` is false if ``title`` is only the text's first sentence. ``cells`` are the
    sentences in the document's order. ``counts`` is None for the original; ``revised`` is the date
    of the catalog's last revision. ``origin`` is where the texts come from.
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
    origin: Origin = field(default_factory=Origin)


def version_of(edition: Edition, link: Link, name: str) -> Version:
    """Prepare an edition for display; with ``policy.bilingual`` the body includes the source.

    The original is the edition in the article's own language. ``name`` is the title of a text that
    shows no words.
    """
    document, language = edition.document, edition.language
    chosen = edition.sentences
    cells = [_cell(document, one) for one in chosen]
    shown = [cell.html for cell in cells]
    (title, named), summary = _title(chosen, shown), _summary(document, shown, language)
    marked = [
        _marked(one, cell, edition.source, language)
        for one, cell in zip(chosen, cells, strict=True)
    ]
    places = [_PLACE.format(number) if text else "" for number, text in enumerate(marked)]
    body = document.body_html(
        edition.texts, places, edition.source, language, edition.policy.bilingual
    )
    # `clean` would remove our own markup, so it is inserted afterwards.
    known = dict(zip(places, marked, strict=True))
    body = clean(body, link)
    if edition.policy.bilingual and edition.source.direction != language.direction:
        body = _BLOCK.sub(r'\g<0> dir="auto"', body)
    body = _PLACES.sub(lambda match: known.get(match[0], ""), body)
    return Version(
        language,
        title or name,
        summary,
        body,
        "<h1" in body,
        named,
        tuple(cells),
        None if language == edition.source else edition.counts,
        of_gettext(edition.origin.revised),
        edition.origin,
    )


def known_since() -> datetime:
    """The date for anything undated: SOURCE_DATE_EPOCH, else 1970-01-01; never the current time."""
    seconds = whole(os.environ.get("SOURCE_DATE_EPOCH", ""), _LAST_SECOND)
    return datetime.fromtimestamp(seconds or 0, UTC)


def _cell(document: Document, one: Sentence) -> Cell:
    text = one.segment.text if one.text is None else one.text
    shown = clean(document.inline_html(text, one.segment), inline=True)
    machine = one.state is State.DRAFT and not one.missing
    engine = making_of(one.entry).engine if machine and one.entry is not None else ""
    return Cell(shown, machine, one.missing, engine)


def _title(chosen: Sequence[Sentence], shown: Sequence[str]) -> tuple[str, bool]:
    """The title in front matter or HTML head, else the first heading, else the first sentence.

    Returns it with whether it is a real title: False for a first sentence. What shows no words,
    such as a heading with a picture only, is no title.
    """
    texts = [plain(text).strip() for text in shown]
    for kind in ("title", "heading"):
        for one, text in zip(chosen, texts, strict=True):
            if one.segment.kind.startswith(kind) and text:
                return text, True
    first = next(filter(None, texts), "")
    return _shortened(first, _TITLE_LENGTH), False


def _summary(document: Document, shown: Sequence[str], language: Language) -> str:
    """The front matter's description, else the first paragraph, cut at a word boundary."""
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


def _marked(one: Sentence, cell: Cell, source: Language, language: Language) -> str:
    """Mark a sentence that a machine made, or that is still in the source language."""
    if one.text is None and language != source and one.segment.text:
        return f'<span lang="{source.tag}" dir="{source.direction}">{cell.html}</span>'
    return f"<span{cell.attributes}>{cell.html}</span>" if cell.machine and cell.html else cell.html
