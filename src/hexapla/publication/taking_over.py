"""Take over an existing translation of an article, as edited sentences of its catalog."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.entry import has_words
from hexapla.catalogs.masking import unmarked
from hexapla.catalogs.parts import parts
from hexapla.catalogs.provenance import ADOPTED, Draft, remarks
from hexapla.catalogs.signing import recorded_all
from hexapla.checks.check import Context
from hexapla.checks.run import fault_of_structure
from hexapla.documents.document import Document, Segment
from hexapla.drafting.lessons import Table, learn
from hexapla.drafting.pairing import Bead, Piece, pair
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.message import msg
from hexapla.publication.detecting import detect_file
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared, prepare_file
from hexapla.publication.updating import edit_catalog, read_updated

__all__ = ["LEAST", "SEVERAL", "TakenOver", "TookOver", "partner_of", "take_over"]

LEAST = 0.5
"""The lowest confidence (0 to 1) with which a sentence is taken."""

SEVERAL = 0.8
"""The highest confidence of a sentence that isn't translated by exactly one sentence."""

# A text of which fewer sentences find a partner is no translation of the other.
_LEAST_SHARE = 0.3
_MOST_EXAMPLES = 3_000
# The probability up to which a text isn't in a language.
_UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A sentence and its translation.

    ``confidence`` is the probability (0 to 1) that they belong together, ``line`` that of the
    sentence in the article. ``kept`` is True if the catalog has another text by a person, which
    stays; ``fault`` is what a check of structure found, "" if nothing. ``reviewed`` is True if the
    entry became reviewed.
    """

    line: int
    source: str
    text: str
    confidence: float
    kept: bool = False
    reviewed: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TookOver:
    """What an existing translation gave to a catalog.

    ``alone`` are sentences of the article that found no translation, and ``others`` sentences of
    the translation that belong to none, each with its line.
    """

    article: Article
    language: Language
    path: Path
    catalog: Path
    taken: tuple[TakenOver, ...]
    alone: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]


def take_over(
    layout: Layout,
    prepared: Prepared,
    path: Path,
    language: Language,
    memory: Memory,
    *,
    trust: float | None = None,
    encoding: str | None = None,
    translator: str | None = None,
    dry_run: bool = False,
) -> TookOver:
    """Align an article with an existing translation, and take its sentences into the catalog.

    A text by a person in the catalog stays. With ``trust``, sentences with at least that confidence
    become reviewed, unless a check of structure finds an error; all others become edited. The
    catalog must be up to date. ``translator`` is recorded as the one who wrote the texts.

    Raises InputError if the file can't be read or isn't a translation of the article, UsageError if
    it is in another language.
    """
    where = layout.shown(path)
    other = _read(layout, path, where, language, encoding)
    ours, theirs = prepared.document, other.document
    same_format = prepared.format.name == other.format.name
    beads = [
        bead
        for bead in pair(_pieces(ours), _pieces(theirs), _table(memory))
        if bead.ours and bead.theirs and bead.confidence >= LEAST
    ]
    aligned = {at for bead in beads for at in bead.ours}
    used = {at for bead in beads for at in bead.theirs}
    if len(aligned) < _LEAST_SHARE * min(len(ours.segments), len(theirs.segments)):
        raise InputError(
            msg("doesn't look like a translation of {name}", name=prepared.article.name),
            where=where,
            hint=msg("name the original first, then its translation"),
        )
    catalog = read_updated(layout, prepared, language)
    context = Context(prepared.language, language)
    found = _found(beads, ours, theirs, language, same_format=same_format)
    entries = {entry.key: entry for entry in catalog.entries if not entry.obsolete}
    off = layout.configuration.checks_off
    taken = {
        key: _judged(one, entries[key], context, off, trust)
        for key, one in _by_entry(found, catalog).items()
    }
    if not dry_run:
        edit = partial(_with_texts, taken=taken, translator=translator)
        edit_catalog(layout, prepared, language, edit)
    return TookOver(
        prepared.article,
        language,
        path,
        layout.catalog(prepared.article, language),
        tuple(sorted(taken.values(), key=lambda one: one.line)),
        _left(ours, aligned),
        _left(theirs, used),
    )


def partner_of(name: Path, folder: Path) -> Path | None:
    """The translation of an article in a folder that is laid out like the one of the articles.

    ``name`` is the article's path in its folder. The translation has the same name, or the same
    with another suffix if that is clear; None if there is none.
    """
    place = folder / name
    if place.is_file():
        return place
    same = [one for one in place.parent.glob(f"{glob.escape(place.stem)}.*") if one.is_file()]
    return same[0] if len(same) == 1 else None


def _read(
    layout: Layout, path: Path, where: str, language: Language, encoding: str | None
) -> Prepared:
    """The translation, in its own format."""
    data = read_bytes(path)
    verdict = detect_file(where, data, encoding).verdict
    likely = {Language(tag).base for tag, chance in verdict.guesses if chance > _UNLIKELY}
    if verdict.tag != "und" and language.base not in likely:
        raise UsageError(
            msg(
                "is in {name}, not in {language_name}",
                name=Language(verdict.tag).name,
                language_name=language.name,
            ),
            where=where,
            hint=msg("use --to {tag}, or name another file", tag=verdict.tag),
        )
    return prepare_file(layout, where, data, language, encoding)


def _pieces(document: Document) -> list[Piece]:
    return [
        Piece(segment.text, block.kind, segment.index == 0, segment.index == segment.count - 1)
        for block in document.blocks
        for segment in block.segments
    ]


def _table(memory: Memory) -> Table:
    """The words that translate each other, as earlier translations say."""
    return learn((one.source, one.target) for one in islice(memory.units(), _MOST_EXAMPLES))


def _found(
    beads: Sequence[Bead],
    ours: Document,
    theirs: Document,
    language: Language,
    *,
    same_format: bool,
) -> Iterator[tuple[Segment, str, float]]:
    """Each sentence with its translation and the confidence; no bead has an empty side."""
    own, other = ours.segments, theirs.segments
    for bead in beads:
        texts = [other[at].text for at in bead.theirs]
        joined = language.joiner.join(texts if same_format else map(unmarked, texts))
        one_to_one = len(bead.ours) == len(bead.theirs) == 1
        confidence = bead.confidence if one_to_one else min(bead.confidence, SEVERAL)
        # A sentence that translates two leaves each a part of it.
        pieces = parts(joined, len(bead.ours))
        for at, text in zip(bead.ours, pieces, strict=False):
            yield own[at], text, confidence


def _by_entry(
    found: Iterator[tuple[Segment, str, float]], catalog: Catalog
) -> dict[tuple[str | None, str], TakenOver]:
    """The best translation of each entry: the most frequent one, then the surest."""
    every: dict[tuple[str | None, str], list[TakenOver]] = {}
    for segment, text, confidence in found:
        entry = catalog.get(segment)
        if entry is not None:
            one = TakenOver(segment.line, segment.text, text, round(confidence, 2))
            every.setdefault(entry.key, []).append(one)
    best = {}
    for key, several in every.items():
        counts = Counter(one.text for one in several)
        best[key] = max(several, key=lambda one: (counts[one.text], one.confidence))
    return best


def _judged(
    one: TakenOver, entry: Entry, context: Context, off: Collection[str], trust: float | None
) -> TakenOver:
    """What becomes of a translation in the catalog."""
    if has_words(entry):
        return replace(one, kept=entry.msgstr != one.text)
    fault = fault_of_structure(entry.edit(msgstr=one.text), context, off)
    sure = trust is not None and one.confidence >= trust and not fault
    return replace(one, reviewed=sure, fault=fault)


def _with_texts(
    catalog: Catalog,
    taken: Mapping[tuple[str | None, str], TakenOver],
    translator: str | None,
) -> Catalog:
    after = catalog.with_entries(
        _with_text(entry, taken[entry.key])
        if entry.key in taken and not entry.obsolete and not has_words(entry)
        else entry
        for entry in catalog.entries
    )
    return recorded_all(catalog, after, translator, approvals=False)


def _with_text(entry: Entry, one: TakenOver) -> Entry:
    """The entry with the translation, and a line that says where it comes from."""
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    line = Draft.of(ADOPTED, one.confidence, entry.msgid, one.text).comment()
    comments = list(remarks(entry.comments))
    return entry.edit(
        msgstr=one.text,
        flags=flags if one.reviewed else ("fuzzy", *flags),
        comments=(*comments, line),
        previous=None,
        previous_context=None,
    )


def _left(document: Document, used: Collection[int]) -> tuple[tuple[int, str], ...]:
    """The sentences without a partner, each with its line."""
    segments = enumerate(document.segments)
    return tuple((one.line, one.text) for at, one in segments if at not in used)
