"""Rename the catalogs of articles that were renamed or moved.

An article whose template is missing or has other content is compared with the templates of articles
that no longer exist, or whose file now has other content. The best match of at least `ENOUGH` is
its earlier name: the template and all catalogs are renamed, with every state and text in them.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.carrying import same_words
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog, Entry
from hexapla.catalogs.entry import has_words, is_a_persons
from hexapla.catalogs.provenance import earlier
from hexapla.errors import InputError
from hexapla.files import read_bytes, write_bytes
from hexapla.ledger import Ledger
from hexapla.locking import lock
from hexapla.message import msg
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.templates import has_current_template, is_foreign

__all__ = ["ENOUGH", "Move", "follow_moves"]

_log = logging.getLogger(__name__)

ENOUGH = 0.5
"""The share of common text (0 to 1) for which an article counts as a renamed one."""

_COPY = ".moving"
# With how many templates that have the same sentence an article is compared.
_MOST_ALIKE = 50


@dataclass(frozen=True, slots=True)
class Move:
    """An article that was renamed or moved.

    ``before`` is the domain that its catalogs had; ``catalogs`` is how many were renamed.
    """

    article: Article
    before: str
    catalogs: int


def follow_moves(
    layout: Layout, ledger: Ledger, prepared: Sequence[Prepared], *, dry_run: bool = False
) -> list[Move]:
    """Rename the catalogs of articles that were renamed or moved, or that swapped their names.

    A template belongs to the article that it was made from, unless that article no longer exists,
    or is one of ``prepared`` and has other content now. If a catalog with the new name exists
    already, the texts that people wrote in it are kept: as obsolete entries, or as comments. Each
    move is logged as a warning.

    Returns the moves, in a dry run those that would be made. Raises InputError if a catalog can't
    be read or written.
    """
    unsettled = [one for one in prepared if not _is_settled(layout, ledger, one)]
    if not unsettled:
        return []
    taken = {one.article.domain for one in prepared} - {one.article.domain for one in unsettled}
    free = {name: _texts(layout, name) for name in _free_domains(layout, taken, unsettled)}
    past = _matches(unsettled, free)
    moves = {one.article.domain: past[one.article.domain] for one in unsettled
             if past.get(one.article.domain, one.article.domain) != one.article.domain
             and _is_open_to(layout, one)}  # fmt: skip
    if not moves:
        return []
    with lock(layout.root):
        files = {old: _files_of(layout, old) for old in moves.values()}
        if not dry_run:
            _rename(layout, moves, files)
    articles = {one.article.domain: one.article for one in unsettled}
    done = [Move(articles[new], old, len(files[old]) - 1) for new, old in moves.items()]
    for one in done:
        names = {"name": one.article.name, "before": one.before}
        if dry_run:
            _log.warning("%s", msg("{name}: would take over the catalogs of {before}", **names))
        else:
            _log.warning("%s", msg("{name}: took over the catalogs of {before}", **names))
    return done


def _is_settled(layout: Layout, ledger: Ledger, prepared: Prepared) -> bool:
    """Whether an article has a template made from it, or from an earlier version of it."""
    if has_current_template(layout, ledger, prepared):
        return True
    if not layout.template(prepared.article).exists():
        return False
    known, own = _entries(layout, prepared.article.domain), prepared.template.entries
    # Words are read only if too few sentences are the same to the letter.
    same = _similarity(_by_text(own), _by_text(known)) >= ENOUGH
    return same or _similarity(_by_words(own), _by_words(known)) >= ENOUGH


def _free_domains(
    layout: Layout, taken: Iterable[str], unsettled: Sequence[Prepared]
) -> Iterator[str]:
    """The templates whose article no longer exists or has other content now."""
    candidates = {one.article.domain for one in unsettled}
    owned = set(taken)
    for path in sorted(layout.catalogs.rglob("*.pot")):
        domain = path.relative_to(layout.catalogs).with_suffix("").as_posix()
        free = domain not in owned and (domain in candidates or layout.is_free(domain))
        if free and _is_ours(path):
            yield domain


def _is_ours(path: Path) -> bool:
    """Whether Hexapla made a template; another program's may have the sentences of an article."""
    try:
        return SOURCE_HEADER in store.read(path).catalog.headers
    except InputError:
        return False


def _texts(layout: Layout, domain: str) -> Mapping[str, int]:
    """The words of a template's sentences, each with the length of its sentence."""
    return _by_words(_entries(layout, domain))


def _entries(layout: Layout, domain: str) -> Sequence[Entry]:
    """The entries of a template; none if it can't be read."""
    path = layout.catalogs / f"{domain}.pot"
    try:
        return store.read(path).catalog.entries if path.exists() else ()
    except InputError:
        return ()


def _by_text(entries: Iterable[Entry]) -> Mapping[str, int]:
    return {entry.msgid: len(entry.msgid) for entry in entries}


def _texts_of(prepared: Prepared) -> Mapping[str, int]:
    return _by_words(prepared.template.entries)


def _by_words(entries: Iterable[Entry]) -> Mapping[str, int]:
    """The words of sentences, each with the length of its sentence: typography doesn't count."""
    return {same_words(entry.msgid): len(entry.msgid) for entry in entries}


def _similarity(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """The share of common sentences, weighted by their length (Dice's coefficient)."""
    total = sum(one.values()) + sum(other.values())
    return 2 * sum(one[text] for text in one.keys() & other.keys()) / total if total else 0.0


def _matches(
    unsettled: Sequence[Prepared], free: Mapping[str, Mapping[str, int]]
) -> dict[str, str]:
    """The earlier domain of each article's domain; the most similar pairs are matched first."""
    index = _Index(free)
    scored = [
        (score, new == old, new, old)
        for at, one in enumerate(unsettled if free else ())
        for new, texts in [(one.article.domain, _texts_of(one))]
        for old in index.alike(new, texts, at)
        if (score := _similarity(texts, free[old])) >= ENOUGH
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, new, old in sorted(scored, reverse=True):
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


class _Index:
    """Finds the templates that may be similar to an article, without comparing it with all."""

    def __init__(self, free: Mapping[str, Mapping[str, int]]) -> None:
        self._free = free
        self._with: dict[str, list[str]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for domain, texts in free.items():
            for text in texts:
                self._with[text].append(domain)
                self._named[text, _name(domain)].append(domain)

    def alike(self, domain: str, texts: Mapping[str, int], at: int) -> set[str]:
        """The domains of templates that share rare sentences with an article, the ``at``-th one.

        Of two texts whose similarity is at least `ENOUGH`, the common sentences make up
        ``ENOUGH / 2`` of either. So some are among its rarest ones that make up the rest.
        """
        found = {domain} & self._free.keys()
        left = sum(texts.values()) * (1 - ENOUGH / 2)
        for text in sorted(texts, key=lambda text: len(self._with.get(text, ()))):
            if left < 0:
                break
            left -= texts[text]
            same = self._with.get(text, [])
            if len(same) > _MOST_ALIKE:
                # Each of many equal articles gets others of the equal templates.
                found.update(self._named.get((text, _name(domain)), [])[:_MOST_ALIKE])
                same = [same[(at + step) % len(same)] for step in range(_MOST_ALIKE)]
            found.update(same)
        return found


def _name(domain: str) -> str:
    return domain.rpartition("/")[2]


def _is_open_to(layout: Layout, prepared: Prepared) -> bool:
    """Whether no file of another program has a name that the article's catalogs would get.

    If one has, they keep their names, and the update says so.
    """
    files = _files_of(layout, prepared.article.domain)
    return not any(is_foreign(store.read(path).catalog, prepared) for path in files)


def _files_of(layout: Layout, domain: str) -> list[Path]:
    """The template of a domain, and its catalogs."""
    folders = layout.message_folders()
    found = [layout.catalogs / f"{domain}.pot", *(one / f"{domain}.po" for _, one in folders)]
    return [path for path in found if path.exists()]


def _rename(layout: Layout, moves: Mapping[str, str], files: Mapping[str, Sequence[Path]]) -> None:
    """Give the files of each old domain the name of its new one.

    They are copied first, because a name may be both old and new: articles may have swapped theirs.
    A copy is a template or a catalog like any other, so if the process is killed, the next run
    finds in it what was overwritten.
    """
    root = layout.root
    planned = [
        (path, _renamed(path, old, copy), target, _contents(path, target, replaced=replaced))
        for new, old in moves.items()
        for copy in [_domain_of_copy(layout, old, moves)]
        for replaced in [new not in moves.values()]
        for path in files[old]
        for target in [_renamed(path, old, new)]
    ]
    for path, copy, _, _ in planned:
        write_bytes(copy, read_bytes(path), within=root)
    for _, _, target, data in planned:
        write_bytes(target, data, within=root)
    for path in {path for path, *_ in planned} - {target for _, _, target, _ in planned}:
        path.unlink()
    for _, copy, _, _ in planned:
        copy.unlink()


def _domain_of_copy(layout: Layout, domain: str, moves: Mapping[str, str]) -> str:
    """A domain that no article has or gets, and no catalog, also where case doesn't count."""
    given = {one.casefold() for one in moves}
    names = (f"{domain}{_COPY}{n or ''}" for n in count())
    return next(
        one
        for one in names
        if one.casefold() not in given and layout.is_free(one) and not _files_of(layout, one)
    )


def _contents(path: Path, target: Path, *, replaced: bool) -> bytes:
    """What a file has under its new name; a catalog that it replaces keeps people's texts in it."""
    if path.suffix == ".po" and replaced and target.exists():
        return _with_texts_of(Catalog.load(path), Catalog.load(target)).dump()
    return read_bytes(path)


def _renamed(path: Path, old: str, new: str) -> Path:
    return Path(path.as_posix().removesuffix(f"{old}{path.suffix}") + f"{new}{path.suffix}")


def _with_texts_of(catalog: Catalog, other: Catalog) -> Catalog:
    """Add what people wrote in another catalog: as obsolete entries, or to those of the same
    sentences.
    """
    left = {entry.key: entry for entry in other.entries if is_a_persons(entry)}
    entries = [_with_words(entry, left.pop(entry.key, None)) for entry in catalog.entries]
    entries += (entry.edit(obsolete=True) for entry in left.values())
    return catalog.with_entries(entries)


def _with_words(entry: Entry, other: Entry | None) -> Entry:
    """An entry with the text that a person wrote for the same sentence elsewhere.

    It replaces a machine's text; a person's text gets it as a comment.
    """
    if other is None or not has_words(other) or other.msgstr == entry.msgstr:
        return entry
    if has_words(entry):
        return entry.edit(comments=(*entry.comments, earlier(other.msgstr)))
    return other.edit(
        extracted=entry.extracted, references=entry.references, obsolete=entry.obsolete
    )
