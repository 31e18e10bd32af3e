"""What is left of articles that are no longer in the publication: catalogs, editions, pages, books.

Hexapla removes only what it made and what nobody has changed. Catalogs in which a person wrote
anything stay where they are: the memory offers their texts, and an article that comes back, perhaps
under another name, gets them back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog
from hexapla.catalogs.entry import has_words, is_a_persons
from hexapla.editions import manifest
from hexapla.errors import HexaplaError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.message import counted, msg
from hexapla.publication.edition_paths import BOOK_SUFFIX
from hexapla.publication.layout import Layout
from hexapla.publication.listing import Listing
from hexapla.publication.places import not_an_output
from hexapla.publication.results import EDITED, Orphan

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["find_orphans", "prune"]

_NOT_WHERE = msg("it isn't where Hexapla writes such a file")
_UNREADABLE = msg("it can't be read")


def find_orphans(publication: Publication, *, outputs: bool = False) -> list[Orphan]:
    """The templates, catalogs and editions whose article no longer exists.

    With ``outputs``, also what the outputs made beside them, such as pages of a site: the whole
    publication is searched for it. Raises InputError if the articles can't be listed.
    """
    layout, listing = publication.layout, publication.listed()
    articles = listing.articles
    names = {article.name for article in articles}

    def is_gone(name: str) -> bool:
        there = (
            name in names
            or listing.may_be_there(name)
            or (not layout.configured and (layout.root / name).is_file())
        )
        return not there

    found = list(_catalogs(layout, listing))
    found += _editions(publication, is_gone)
    if outputs:
        from hexapla.publication.output import every

        found += (one for output in every() for one in output.orphans(publication, is_gone))
    own = {article.path for article in articles}
    return [_kept_if_own(one, layout, own) for one in found]


def _kept_if_own(orphan: Orphan, layout: Layout, articles: Collection[Path]) -> Orphan:
    """The orphan, kept if no output can have made it: somebody wrote it into a manifest."""
    if orphan.kept or orphan.kind in ("catalog", "template"):
        return orphan
    reason = (
        msg("it is an article") if orphan.path in articles else not_an_output(layout, orphan.path)
    )
    return replace(orphan, kept=reason)


def prune(publication: Publication, *, dry_run: bool = False) -> list[Orphan]:
    """Remove what Hexapla made of articles that no longer exist, and return it with what stays.

    Folders that become empty are removed, too. With ``dry_run`` nothing is removed.
    """
    found = find_orphans(publication, outputs=True)
    removed = [one.path for one in found if not one.kept]
    if not dry_run:
        for path in removed:
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, publication.root)
        if publication.manifest is not None and publication.manifest.exists():
            manifest.update(publication.root, publication.manifest, {}, within=publication.root)
    return found


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_relative_to(root) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _catalogs(layout: Layout, listing: Listing) -> Iterator[Orphan]:
    """The templates and catalogs without an article, each template before its catalogs.

    Those that the next run gives to an article under its new name are left out; those of an article
    that still exists, but outside the sources, are kept.
    """
    own = {article.domain for article in listing.articles}
    folders = [(folder, "*.po") for _, folder in layout.message_folders()]
    files: dict[str, list[Path]] = {}
    for folder, pattern in ((layout.catalogs, "*.pot"), *folders):
        for path in sorted(folder.rglob(pattern)):
            domain = path.relative_to(folder).with_suffix("").as_posix()
            if domain not in own:
                files.setdefault(domain, []).append(path)
    for domain, paths in files.items():
        there = layout.article_there(domain)
        if layout.has_moved(domain) or (there and listing.may_be_there(there)):
            continue
        read = [(path, _read(path)) for path in paths]
        ours = [(path, one) for path, one in read if one is None or SOURCE_HEADER in one.headers]
        still = msg("{there} is still there, outside the sources", there=there) if there else ""
        reasons = {path: _words_in(one) or still for path, one in ours if path.suffix == ".po"}
        template = msg("its catalogs stay") if any(reasons.values()) else still
        for path, one in ours:
            if path in reasons:
                yield Orphan(path, "catalog", domain, reasons[path])
            else:
                # What can't be read may be of another program.
                yield Orphan(path, "template", domain, template if one else _UNREADABLE)


def _read(path: Path) -> Catalog | None:
    try:
        return store.read(path).catalog
    except HexaplaError:
        return None


def _words_in(catalog: Catalog | None) -> str:
    """What a person wrote in a catalog; "" if nothing."""
    if catalog is None:
        return _UNREADABLE
    entries = [entry for entry in catalog.entries if is_a_persons(entry)]
    texts = sum(map(has_words, entries))
    if texts:
        return counted(texts, "it has {n} text by a person", "it has {n} texts by people")
    return msg("it has comments by people") if entries else ""


def _editions(publication: Publication, is_gone: Callable[[str], bool]) -> Iterator[Orphan]:
    """The files in the manifest of which no article exists."""
    listed = publication.manifest
    for name, record in manifest.read(listed).items() if listed is not None else ():
        path, articles = publication.root / name, _articles(record)
        if articles and path.is_file() and all(map(is_gone, articles)):
            kept = (
                ""
                if manifest.is_as_written(record, read_bytes(path))
                else msg("it was {edited}", edited=EDITED)
            )
            kept = kept or ("" if _has_name(record, path) else _NOT_WHERE)
            kind = "book" if "articles" in record else "edition"
            kind = "file" if "copied_from" in record else kind
            yield Orphan(path, kind, ", ".join(articles), kept)


def _has_name(record: Mapping[str, Any], path: Path) -> bool:
    """Whether a file has a name that an output gives to what a record describes.

    The names of its article and of its language are in its path, unless it is a book.
    """
    if path.suffix == BOOK_SUFFIX and "articles" in record:
        return True
    made_from = str(record.get("copied_from") or record.get("article") or "")
    stem = PurePosixPath(made_from).name.partition(".")[0]
    try:
        language = Language(str(record.get("language", "")))
    except UsageError:
        return False
    names = {language.tag.lower(), language.locale.lower()}
    parts = {part.rpartition("+")[2].lower() for part in path.parts[:-1]}
    parts |= {part.rpartition("+")[2].lower() for part in path.name.split(".")[1:-1]}
    return bool(stem) and path.name.startswith(stem) and not names.isdisjoint(parts)


def _articles(record: Mapping[str, Any]) -> list[str]:
    """The articles in a file of the manifest: a book has several."""
    one = [record["article"]] if record.get("article") else []
    return list(record.get("articles", one))
