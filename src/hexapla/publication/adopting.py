"""Take what a person changed in an edition's file back into the catalog.

The edition is composed again, and the sentences in its file are compared with those in the file on
disk, block by block. What was changed becomes the text of its entry, *edited*. The manifest tells
which texts Hexapla wrote, so that a text that has changed in the catalog since is not mistaken for
an edit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla import documents
from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.entry import State
from hexapla.catalogs.provenance import Draft, earlier, is_of_stale, pair_digest, text_digest
from hexapla.catalogs.signing import recorded_all
from hexapla.documents.document import Block
from hexapla.editions import manifest
from hexapla.editions.alignment import Change, changes
from hexapla.editions.edition import Edition, Policy, compose
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.layout import Article
from hexapla.publication.reading import Prepared, segmenter_for
from hexapla.publication.updating import edit_catalog

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Adoption", "NotAdoptedError", "Taken", "adopt"]

_NEEDED = {
    "article",
    "language",
    "source_language",
    "texts",
    "use",
    "fallback",
    "bilingual",
    "label",
}

_ELSEWHERE = msg("the sentence occurs again, with another translation")
_SHOWN = 60


class NotAdoptedError(HexaplaError):
    """A change in an edition that the catalog can't hold."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """A sentence that was changed in an edition.

    ``line`` is its line in the edition's file, ``before`` the text that the catalog had, ``text``
    the one that it has now.
    """

    line: int
    msgid: str
    before: str
    text: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was taken from an edition into its catalog, and the changes that were left.

    ``path`` is the edition's, ``catalog`` the catalog's. ``same`` is True if the edition made from
    the catalog now differs from the file in white space at most.
    """

    article: Article
    language: Language
    path: Path
    catalog: Path
    taken: tuple[Taken, ...]
    left: tuple[NotAdoptedError, ...]
    same: bool


def adopt(
    publication: Publication, path: Path, *, translator: str | None = None, dry_run: bool = False
) -> Adoption:
    """Take the changed sentences of an edition's file into its catalog, as edited.

    The text that a person wrote before is kept in a comment. Not taken are changes of text that is
    no translation, and those of sentences whose catalog entry or article has changed since.
    ``translator`` is recorded as the one who wrote the texts.

    Raises InputError if Hexapla didn't write the file or its article is gone, UsageError if the
    file is not in the article's format. With ``dry_run`` nothing is written.
    """
    full = path.resolve()
    record = _record(publication, full, path)
    prepared = _prepared(publication, record, path)
    language = Language(record["language"])
    if full.suffix != prepared.article.path.suffix:
        raise UsageError(
            msg("is not in the format of {name}", name=prepared.article.name),
            where=publication.layout.shown(full),
            hint=msg("correct the catalog instead: translate review"),
        )
    publication.extract(prepared, [language], dry_run=dry_run)
    edition = publication.edition(
        prepared, language, _policy(record, publication.policy().credits), path=full
    )
    data, rendered = read_bytes(full), edition.render()
    taken: dict[int, Taken] = {}
    left: list[NotAdoptedError] = []
    if rendered != data:
        where = publication.layout.shown(full)
        texts = [one.segment.text if one.text is None else one.text for one in edition.sentences]
        old, new = (
            _blocks(publication, prepared, language, one, where) for one in (rendered, data)
        )
        written = _Written(record)
        found = changes(
            texts,
            old,
            new,
            fresh={
                at
                for at, one in enumerate(edition.sentences)
                if not written.knows(one.segment.text)
            },
            is_old=written.texts_without(one.segment.text for one in edition.sentences),
        )
        taken, left = _sorted(edition, list(found), written, where)
    by_key = {_entry(edition, at).key: one.text for at, one in taken.items()}
    if by_key and not dry_run:
        edit_catalog(
            publication.layout,
            prepared,
            language,
            lambda catalog: recorded_all(catalog, _with_texts(catalog, by_key), translator),
        )
    again = _composed(prepared, edition, _with_texts(edition.catalog, by_key))
    # White space doesn't count: a paragraph with a new sentence is wrapped again.
    same = again.render().split() == data.split()
    if (by_key or same) and not dry_run:
        _list(publication, full, record, again, data, taken.values(), same=same)
    return Adoption(
        prepared.article,
        language,
        full,
        publication.layout.catalog(prepared.article, language),
        tuple(taken.values()),
        tuple(left),
        same,
    )


def _list(
    publication: Publication,
    full: Path,
    record: Mapping[str, Any],
    edition: Edition,
    data: bytes,
    taken: Iterable[Taken],
    *,
    same: bool,
) -> None:
    """List the edition in the manifest, as Hexapla's if nothing differs, so that it is published
    again; else only its new texts, so that they can be changed again.
    """
    assert publication.manifest is not None
    if same:
        catalog = store.read(
            publication.layout.catalog(_article(publication, record), edition.language)
        )
        new = manifest.describe(edition, data, catalog.data)
    else:
        pairs = [pair_digest(one.msgid, one.text) for one in taken]
        new = {**record, "texts": " ".join([record["texts"], *pairs])}
    name = full.relative_to(publication.root).as_posix()
    manifest.update(publication.root, publication.manifest, {name: new}, within=publication.root)


def _record(publication: Publication, full: Path, path: Path) -> Mapping[str, Any]:
    """The record of an edition in the manifest."""
    if not full.is_file():
        raise InputError(msg("no such file"), where=str(path), hint=msg("check the spelling"))
    listed = publication.manifest
    if listed is None:
        raise UsageError(
            msg("manifest is off"), where=FILE_NAME, hint=msg("switch it on, and publish again")
        )
    inside = full.is_relative_to(publication.root)
    name = full.relative_to(publication.root).as_posix() if inside else ""
    record = manifest.recorded(listed, name)
    if record is None or not record.keys() >= _NEEDED:
        raise InputError(
            msg("is not an edition that Hexapla wrote"),
            where=str(path),
            hint=msg("name a file that {listed} lists", listed=publication.layout.shown(listed)),
        )
    return record


def _prepared(publication: Publication, record: Mapping[str, Any], path: Path) -> Prepared:
    name = record["article"]
    if not (publication.root / name).is_file():
        raise InputError(
            msg("its article {name} no longer exists", name=name),
            where=str(path),
            hint=msg("restore the article"),
        )
    return publication.prepare(_article(publication, record), Language(record["source_language"]))


def _article(publication: Publication, record: Mapping[str, Any]) -> Article:
    (article,) = publication.articles([publication.root / record["article"]])
    return article


def _policy(record: Mapping[str, Any], style: str) -> Policy:
    """The policy that an edition was made with; ``style`` is how people are named."""
    return Policy(
        record["use"], record["fallback"], record["label"], record["bilingual"], credits=style
    )


def _blocks(
    publication: Publication, prepared: Prepared, language: Language, data: bytes, where: str
) -> Sequence[Block]:
    """The blocks of an edition's file."""
    settings, name = publication.configuration, prepared.format.name
    return documents.parse(
        data,
        segmenter_for(settings, language),
        format=name,
        where=where,
        language=language.tag,
        options=settings.formats.get(name, {}),
    ).blocks


def _composed(prepared: Prepared, edition: Edition, catalog: Catalog) -> Edition:
    composed = compose(
        prepared.document,
        catalog,
        edition.source,
        edition.language,
        edition.policy,
        foreign=prepared.foreign,
        article=edition.article,
        digest=edition.digest,
    )
    return replace(composed, finish=edition.finish)


def _entry(edition: Edition, sentence: int) -> Entry:
    entry = edition.catalog.get(edition.sentences[sentence].segment)
    assert entry is not None  # the catalog is up to date
    return entry


def _sorted(
    edition: Edition, found: Sequence[Change], written: _Written, where: str
) -> tuple[dict[int, Taken], list[NotAdoptedError]]:
    """The changes to take, by the number of the sentence, and those to leave."""
    taken: dict[int, Taken] = {}
    left: list[NotAdoptedError] = []
    new = {
        one.sentence: _bare(one.text, edition.policy) for one in found if one.sentence is not None
    }
    apart = _told_apart(edition, new)
    for one in found:
        reason = one.reason
        if one.sentence is not None:
            entry, text = _entry(edition, one.sentence), new[one.sentence]
            if written.has(entry.msgid, text):
                continue  # what the catalog said when the edition was written
            reason = written.refusal(entry) or (_ELSEWHERE if entry.key in apart else "")
            if not reason:
                taken[one.sentence] = Taken(one.line, entry.msgid, entry.msgstr, text)
        if reason:
            message = msg("not taken: {reason}: {text}", reason=reason, text=_quoted(one.text))
            left.append(NotAdoptedError(message, where=f"{where}:{one.line}"))
    return taken, left


class _Written:
    """The texts that Hexapla wrote into an edition, by the digests in its record."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._texts: dict[str, set[str]] = defaultdict(set)
        for pair in record["texts"].split():
            source, _, text = pair.partition("/")
            self._texts[source].add(text)

    def knows(self, msgid: str) -> bool:
        """Whether the article had a sentence."""
        return text_digest(msgid) in self._texts

    def texts_without(self, msgids: Iterable[str]) -> Callable[[str], bool]:
        """Whether the edition had a text, but only for other sentences than these."""
        known = set(map(text_digest, msgids))
        own = {text for msgid in known for text in self._texts.get(msgid, ())}
        others = {t for msgid, texts in self._texts.items() if msgid not in known for t in texts}
        gone = others - own
        return lambda text: text_digest(text) in gone

    def has(self, msgid: str, text: str) -> bool:
        """Whether the edition had this text for a sentence."""
        return text_digest(text) in self._texts.get(text_digest(msgid), ())

    def refusal(self, entry: Entry) -> str:
        """Why a changed text can't be the translation of an entry; "" if it can."""
        known = self._texts.get(text_digest(entry.msgid))
        if known is None:
            return msg("its sentence in the article has changed since")
        by_person = entry.state in (State.REVIEWED, State.EDITED)
        if by_person and text_digest(entry.msgstr) not in known | {text_digest(entry.msgid)}:
            return msg("its translation in the catalog has changed since")
        return ""


def _told_apart(edition: Edition, new: Mapping[int, str]) -> frozenset[tuple[str | None, str]]:
    """The keys of entries that don't have the same new text wherever they occur."""
    texts: dict[tuple[str | None, str], set[str | None]] = defaultdict(set)
    for at, one in enumerate(edition.sentences):
        if entry := edition.catalog.get(one.segment):
            texts[entry.key].add(new.get(at))
    return frozenset(key for key, found in texts.items() if len(found) > 1)


def _bare(text: str, policy: Policy) -> str:
    """A text without the brackets around a missing translation."""
    marked = policy.fallback == "mark" and text.startswith("⟦") and text.endswith("⟧")
    return text[1:-1] if marked else text


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else f'{text[: _SHOWN - 1]}…'}”"


def _with_texts(catalog: Catalog, texts: Mapping[tuple[str | None, str], str]) -> Catalog:
    return catalog.with_entries(
        _edited(entry, texts[entry.key]) if entry.key in texts and not entry.obsolete else entry
        for entry in catalog.entries
    )


def _edited(entry: Entry, text: str) -> Entry:
    """The entry with a person's text, not reviewed. A text that a person wrote before is kept."""
    if text == entry.msgstr:
        return entry
    before = [] if entry.by_machine else [entry.original, entry.msgstr]
    lost = [earlier(one) for one in before if one]
    own = text_digest(entry.msgid)
    comments = [
        line
        for line in entry.comments
        if not is_of_stale(line) and ((draft := Draft.parse(line)) is None or draft.source == own)
    ]
    return entry.edit(
        msgstr=text,
        flags=("fuzzy", *(flag for flag in entry.flags if flag != "fuzzy")),
        comments=tuple(dict.fromkeys((*comments, *lost))),
        previous=None,
        previous_context=None,
    )
