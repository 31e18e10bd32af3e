"""One article in one language, ready to be shown: its words as HTML, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hexapla.catalogs.catalog import State
from hexapla.documents.document import Document
from hexapla.editions.edition import Counts, Edition, Sentence
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.site.markup import Link, clean, plain

__all__ = ["Cell", "Version", "known_since", "version_of"]

_TITLE_LENGTH = 100
_SUMMARY_LENGTH = 240
# Where a sentence goes: noncharacters of Unicode around its number.
_PLACE = "\ufdd4{}\ufdd5"
_PLACES = lazy_re("\ufdd4[0-9]+\ufdd5")


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


def version_of(edition: Edition, link: Link) -> Version:
    """An edition as it is shown; with ``policy.bilingual`` the body has the source, too.

    The original is the edition in the article's own language.
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
    # What our own marks are made of would not pass `clean`, so they are put in afterwards.
    known = dict(zip(places, marked, strict=True))
    body = _PLACES.sub(lambda match: known.get(match[0], ""), clean(body, link))
    return Version(
        language,
        title,
        summary,
        body,
        "<h1" in body,
        named,
        tuple(cells),
        None if language == edition.source else edition.counts,
        _moment(edition.origin.revised),
        edition.origin.translator,
        edition.origin.drafted,
    )


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


def _cell(document: Document, one: Sentence) -> Cell:
    text = one.segment.text if one.text is None else one.text
    shown = clean(document.inline_html(text, one.segment.kind))
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


def _marked(one: Sentence, cell: Cell, source: Language, language: Language) -> str:
    """A sentence, marked where a machine made it or where it is still in the source's language."""
    if one.text is None and language != source and one.segment.text:
        return f'<span lang="{source.tag}" dir="{source.direction}">{cell.html}</span>'
    return f'<span class="m">{cell.html}</span>' if cell.machine and cell.html else cell.html
