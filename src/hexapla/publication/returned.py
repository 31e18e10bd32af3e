"""Catalogs that come back from somebody under another name: `article_reviewed.po`.

Only the catalog at its own place is read. Another copy is named, so that nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication import domains
from hexapla.publication.language_paths import MESSAGES

__all__ = ["ReturnedError", "refuse_returned", "returned_catalogs"]


class ReturnedError(InputError):
    """A catalog of an article that isn't where it is read."""


def refuse_returned(root: Path, catalogs: Path, path: Path, where: str) -> None:
    """Raise ReturnedError for a copy of an article's catalog outside its place.

    ``root`` and ``catalogs`` are the publication's folders; ``where`` names the file in the error.
    """
    place = _place_of(root, catalogs, path)
    if place and not (place[1].exists() and place[1].samefile(path)):
        article, own = place
        raise ReturnedError(
            msg("is a catalog of {article} under another name", article=article),
            where=where,
            hint=msg("put it in the place of {own}, and run translate", own=own.relative_to(root)),
        )


def returned_catalogs(root: Path, catalogs: Path) -> Iterator[HexaplaError]:
    """The errors of all such copies among the catalogs. A catalog of an article isn't opened."""
    for folder in sorted(catalogs.glob(f"*/{MESSAGES}")):
        for path in sorted(folder.rglob("*.po")):
            domain = path.relative_to(folder).with_suffix("")
            if (catalogs / f"{domain}.pot").exists():
                continue
            try:
                refuse_returned(root, catalogs, path, path.relative_to(root).as_posix())
            except ReturnedError as error:
                yield error


def _place_of(root: Path, catalogs: Path, path: Path) -> tuple[str, Path] | None:
    """The article that a catalog is of, and where its own catalog is; None if it is of none."""
    try:
        headers = store.read(path).parsed.headers
        language = Language(headers.get("Language", ""))
    except (HexaplaError, UsageError):
        return None
    domain = headers.get("Project-Id-Version", "")
    article = domains.article_there(root, catalogs, domain) if domain else ""
    if SOURCE_HEADER not in headers or not article:
        return None
    return article, catalogs.joinpath(language.locale, MESSAGES, f"{domain}.po")
