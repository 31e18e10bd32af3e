"""The addresses in editions, which are written in other folders than their articles.

An edition's relative addresses lead to the files that the article's lead to. Links to headings
lead to the anchors that their translations have.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from hexapla.errors import HexaplaError
from hexapla.files import read_bytes, read_if_there
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.ledger import digest
from hexapla.publication.anchors import page_anchors, renamed
from hexapla.publication.edition_paths import RESOLVED
from hexapla.publication.layout import Article
from hexapla.publication.listing import article_at
from hexapla.publication.paths import exists, is_file
from hexapla.publication.places import not_an_output
from hexapla.publication.reading import Prepared

if TYPE_CHECKING:
    from hexapla.editions.edition import Edition
    from hexapla.publication.publication import Publication

__all__ = ["Addresses", "has_relative", "split_address"]

_RELATIVE = lazy_re(r"(?![a-zA-Z][\w+.-]*:|/|\\|[{<$@])([^?#]*)(\?[^#]*)?(?:#(.*))?", re.DOTALL)
# What could be an address: the path, without query and fragment.
_CANDIDATE = lazy_re(
    rb"""[(<=:"'`\s]([^()<>"'`\s?#[]{1,1000}+)(?:\?[^()<>"'`\s#[]*)?(?:\#[^()<>"'`\s[]*)?(?=[)>"'`\s[])"""
)


# The beginning of a relative address, or of what looks like one: in Markdown, HTML, XML, AsciiDoc,
# reStructuredText.
_BEGINNING = lazy_re(
    rb"""(?:\]\(\s*<?|\]:\s*<?|\b(?:(?:href|src|fileref|conref|target|url)\s*=|SYSTEM)\s*["']?"""
    rb"""|\b(?:audio|figure|image|(?:literal)?include|link|video|xref)::?|<<"""
    rb"""|^:(?:icons|images)dir:\s*|:download:`|:file:|^[ \t]*\.\.[ \t]+_[^:\n]{1,200}:[ \t]"""
    rb"""|\s<(?=[^<>\s]+>`_))"""
    rb"""(?![A-Za-z][\w+.-]*:|//)""",
    re.IGNORECASE | re.MULTILINE,
)


def has_relative(data: bytes) -> bool:
    """Whether a file may have relative addresses; False is certain."""
    return b"\0" in data or _BEGINNING.search(data) is not None


class Addresses:
    """The addresses in one edition; ``path`` is where its file is written.

    ``resolved`` is whether a site generator finds the files that it refers to.
    """

    def __init__(
        self, publication: Publication, prepared: Prepared, language: Language, path: Path
    ) -> None:
        self._publication, self._prepared = publication, prepared
        self._language, self._path = language, path
        self._here = prepared.article.path.parent
        self._anchors: dict[Path, Mapping[str, str]] = {}
        self._articles: dict[Path, Article | None] = {}
        layout = publication.layout
        self.layout = layout.configuration.layout
        self.resolved = self.layout in RESOLVED
        self._moves = not self.resolved and path.is_relative_to(layout.root)
        self._copies = self._moves and layout.configuration.files == "copy"

    def inputs(self) -> bytes:
        """A digest of everything outside the article and its catalog that the result depends on."""
        parts: list[bytes] = [str(self._path).encode()]
        for name in sorted(set(_CANDIDATE.findall(self._prepared.data))):
            target = self.target(os.fsdecode(name))
            if target is None or not exists(target):
                continue
            parts.append(name)
            if article := self.article(target):
                catalog = self._publication.layout.catalog(article, self._language)
                parts += [read_bytes(target), read_if_there(catalog) or b""]
        return digest(*parts)

    def copies(self) -> Mapping[Path, Path]:
        """The files to copy next to the edition, by the paths of their copies."""
        names = _CANDIDATE.findall(self._prepared.data) if self._copies else ()
        found = (self._copy(os.fsdecode(name)) for name in sorted(set(names)))
        return dict(filter(None, found))

    def _copy(self, path: str) -> tuple[Path, Path] | None:
        """Where the file that an address leads to is copied to, and the file.

        Files are copied within the publication, and into the folder of the language only. What may
        not be on a site isn't copied, and nothing is where an output doesn't write.
        """
        original = self.target(path)
        if not self._copies or original is None or self.article(original):
            return None
        copy = Path(os.path.normpath(self._path.parent / unquote(path)))
        root = self._publication.root
        depth = len(Path(self._prepared.article.relative).parts)
        whole = self._path.parts[-depth:] == Path(self._prepared.article.relative).parts
        folder = self._path.parents[depth - 1] if whole else self._path.parent
        if copy == original or not copy.is_relative_to(folder) or not is_file(original):
            return None
        layout = self._publication.layout
        allowed = (
            is_of_language(folder.relative_to(root), self._language)
            and original.is_relative_to(root)
            and layout.sources.may_publish(PurePosixPath(original.relative_to(root)))
            and not not_an_output(layout, copy)
        )
        return (copy, original) if allowed else None

    def rewritten(self, edition: Edition, data: bytes) -> bytes:
        """The file of an edition with its addresses rewritten; one like its source stays as it is.

        ``data`` is the file as its document renders it.
        """
        texts = zip(edition.texts, edition.document.segments, strict=True)
        if all(text in (None, segment.text) for text, segment in texts):
            return data
        own = cache(lambda: renamed(edition, data, self.layout))  # It takes as long as parsing.
        return edition.document.with_addresses(data, lambda address: self._new(address, own))

    def article(self, path: Path) -> Article | None:
        """The publication's article with a path. No other is looked at: there may be thousands."""
        if path not in self._articles:
            self._articles[path] = article_at(self._publication.layout, path)
        return self._articles[path]

    def target(self, path: str) -> Path | None:
        """What a relative path in the article leads to."""
        try:
            return Path(os.path.normpath(self._here / unquote(path))) if path else None
        except ValueError:
            return None

    def _new(self, address: str, own: Callable[[], Mapping[str, str]]) -> str:
        """An address in the edition; ``own`` finds its new anchors by the article's."""
        parts = split_address(address)
        if parts is None:
            return address
        path, query, fragment = parts
        target = self.target(path)
        if fragment is not None:
            anchors = own() if not path else {}
            if path and fragment and target:
                anchors = self._anchors_of(target)
            query += f"#{anchors.get(unquote(fragment), fragment)}"
        return self._moved(path, target) + query

    def _moved(self, path: str, target: Path | None) -> str:
        """A path that leads from the edition to where the article's leads."""
        if target is None or not self._moves or not exists(target) or self.article(target):
            return path
        beside = Path(os.path.normpath(self._path.parent / unquote(path)))
        if beside == target or exists(beside) or self._copy(path):
            return path
        new = quote(Path(os.path.relpath(target, self._path.parent)).as_posix())
        return f"{new}/" if path.endswith("/") else new

    def _anchors_of(self, target: Path) -> Mapping[str, str]:
        """The new anchors of another article's edition by the article's."""
        if target not in self._anchors:
            self._anchors[target] = {}
            article = self.article(target)
            if article is not None:
                # An article that can't be read is reported when it is published itself.
                with suppress(HexaplaError):
                    prepared = self._publication.prepare(article)
                    page = page_anchors(self._publication, prepared, self._language)
                    self._anchors[target] = page.renamed
        return self._anchors[target]


def is_of_language(folder: PurePath, language: Language) -> bool:
    """Whether a folder's path names a language, in any spelling: `es`, `pt_BR`, `values-pt-rBR`."""
    tag = language.tag.lower().replace("-", "_")
    return any(tag in part.lower().replace("-r", "_").replace("-", "_") for part in folder.parts)


def split_address(address: str) -> tuple[str, str, str | None] | None:
    """The path, query and fragment of a relative address; None for other addresses."""
    match = _RELATIVE.fullmatch(address) if address else None
    return (match[1], match[2] or "", match[3]) if match else None
