"""One article in one language, ready to be shown: its words as HTML, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hexapla.catalogs.catalog import Catalog, State
from hexapla.documents.document import Document
from hexapla.editions.edition import Counts, Policy, Sentence, origin, sentences, tally
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.publication.reading import Prepared
from hexapla.site.markup import Link, clean, plain

__all__ = ["Cell", "Version", "known_since", "original", "translation"]

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


def original(prepared: Prepared, link: Link) -> Version:
    """The article as it is."""
    chosen = [Sentence(segment, None, State.REVIEWED) for segment in prepared.document.segments]
    return _version(prepared, prepared.language, chosen, link)


def translation(
    prepared: Prepared, catalog: Catalog, language: Language, policy: Policy, link: Link
) -> Version:
    """The article in a catalog's language, as its edition has it: with ``policy.bilingual`` the
    body has the source, too.
    """
    document = prepared.document
    chosen = sentences(document, catalog, policy, prepared.foreign)
    version = _version(prepared, language, chosen, link, policy.bilingual)
    found = origin(document, catalog, policy)
    return replace(
        version,
        counts=tally(document, catalog),
        revised=_moment(found.revised),
        translator=found.translator,
        drafted=found.drafted,
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


def _version(
    prepared: Prepared,
    language: Language,
    chosen: Sequence[Sentence],
    link: Link,
    bilingual: str = "",
) -> Version:
    document = prepared.document
    cells = [_cell(document, one) for one in chosen]
    shown = [cell.html for cell in cells]
    (title, named), summary = _title(chosen, shown), _summary(document, shown, language)
    marked = [
        _marked(one, cell, prepared.language, language)
        for one, cell in zip(chosen, cells, strict=True)
    ]
    places = [_PLACE.format(number) if text else "" for number, text in enumerate(marked)]
    texts = [one.text for one in chosen]
    body = document.body_html(texts, places, prepared.language, language, bilingual)
    # What our own marks are made of would not pass `clean`, so they are put in afterwards.
    known = dict(zip(places, marked, strict=True))
    body = _PLACES.sub(lambda match: known.get(match[0], ""), clean(body, link))
    return Version(language, title, summary, body, "<h1" in body, named, tuple(cells))


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
