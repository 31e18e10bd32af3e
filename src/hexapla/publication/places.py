"""What the settings of a publication may name: nothing outside it, and nothing of somebody's.

Somebody else may have written `i18n/publication.toml`. Settings that are paths are checked here
when it is read; files are checked again when they are written (`files.refuse_outside`), because
links can be anywhere below such a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from hexapla import documents
from hexapla.errors import HexaplaError, UsageError
from hexapla.files import (
    leads_out,
    not_ours,
    read_bytes,
    refuse_link,
    refuse_linked,
    refuse_outside,
    write_bytes,
)
from hexapla.message import msg
from hexapla.publication.configuration import FILE_NAME, Configuration
from hexapla.publication.paths import MARKS
from hexapla.publication.settings_file import place_of

if TYPE_CHECKING:
    from hexapla.publication.layout import Layout

__all__ = [
    "check_settings",
    "is_hidden",
    "not_an_output",
    "refuse_export",
    "refuse_folder",
    "refuse_linked_output",
    "write_export",
]


def check_settings(root: Path, settings: Configuration) -> None:
    """Raise UsageError, with the line, for a setting that names a path which it must not.

    Nothing may lead out of the publication or into version control. What Hexapla writes may not be
    hidden, because programs look for their own settings there.
    """
    for key, table, value, written in _paths(settings):
        problem = _problem(root, value, written=written)
        if key == "theme" and not problem:
            problem = _shared(root, value, settings)
        if problem:
            raise UsageError(
                msg(
                    "{key} can't be {value!r}: it {problem}", key=key, value=value, problem=problem
                ),
                where=place_of(root / FILE_NAME, key, table),
                hint=msg("name a path in the publication"),
            )
    manifest = settings.manifest
    if manifest and PurePath(manifest).suffix.lower() != ".json":
        raise UsageError(
            msg("manifest can't be {manifest!r}: it is a JSON file", manifest=manifest),
            where=place_of(root / FILE_NAME, "manifest"),
            hint=msg("end it in .json: editions/manifest.json"),
        )


def _paths(settings: Configuration) -> Iterator[tuple[str, str, str, bool]]:
    """The settings that are paths: key, table, value, and whether Hexapla writes there."""
    for source in settings.sources:
        yield "sources", "", source, False
    if "{" in settings.layout:
        yield "layout", "", settings.layout, True
    yield "catalogs", "", settings.catalogs, True
    if settings.manifest:
        yield "manifest", "", settings.manifest, True
    if settings.site_theme:
        yield "theme", "site", settings.site_theme, False


def _problem(root: Path, value: str, *, written: bool) -> str:
    """Why a path is refused, or ""; of a pattern with fields, what is before the first one."""
    if not value.isprintable():
        return msg("has characters that can't be printed")
    if leads_out(root / value.partition("{")[0], root):
        return msg("leads out of the publication")
    return "is hidden" if written and is_hidden(PurePath(value)) else ""


def _shared(root: Path, value: str, settings: Configuration) -> str:
    """Why a theme's folder is refused because it has other files of the publication, or "".

    Its templates include any file in it, so that such files would get into the site.
    """
    theme, own = (root / value).resolve(), (root / FILE_NAME).resolve()
    catalogs = (root / settings.catalogs.partition("{")[0]).resolve()
    parts = [own.with_name("memory"), own.with_name("prompts")]
    parts += [] if own.is_relative_to(catalogs) else [catalogs]
    inside = (own, catalogs, *((root / one).resolve() for one in settings.sources))
    if any(theme.is_relative_to(one) for one in parts) or any(
        one.is_relative_to(theme) for one in inside
    ):
        return msg("has the settings, the catalogs or the articles of the publication")
    return msg("is hidden") if is_hidden(PurePath(value)) else ""


def is_hidden(path: PurePath) -> bool:
    """Whether a relative path leads into a hidden folder, or to a hidden file."""
    return any(part.startswith(".") and part != ".." for part in path.parts)


def not_read(path: Path) -> HexaplaError:
    """The warning about a link that isn't followed."""
    said = msg("is a link that leads out of the publication, so it isn't read")
    return HexaplaError(said, where=str(path), hint=msg("put the files themselves there"))


def refuse_folder(root: Path, path: Path) -> None:
    """Raise InputError for a path in a publication that leads out of it, through links.

    A person has named it, but somebody else may have made the links.
    """
    named = Path(os.path.abspath(path))  # noqa: PTH100 (links are not followed)
    if named.is_relative_to(root):
        refuse_outside(named, root)


def _is_setting(root: Path, path: Path) -> bool:
    """Whether a file is one of the publication's settings, its glossary, or in its memory."""
    own = (root / FILE_NAME).parent.resolve()
    return path.parent == own or path.is_relative_to(own / "memory")


def not_an_output(layout: Layout, path: Path) -> str:
    """Why a file can't be what an output made, whatever a manifest says; "" if it can.

    A manifest is a file of the publication, so that somebody else may have written it.
    """
    root, theme = layout.root, layout.configuration.site_theme
    if leads_out(path, root):
        return msg("it is not in the publication")
    full = path.resolve()
    if full != root.resolve() / path.relative_to(root):
        return msg("a link leads to it")
    own = is_hidden(path.relative_to(root)) or _is_setting(root, full)
    if own or (theme and full.is_relative_to((root / theme).resolve())):
        return msg("it is a file of the publication")
    if full.is_relative_to(layout.catalogs.resolve()) and full.suffix != ".mo":
        return msg("it is a catalog")
    inside = [one for one in path.parents if one.is_relative_to(root)]
    marked = any((one / mark).exists() for one in inside for mark in MARKS)
    return msg("it is an article") if layout.would_be_article(path) and not marked else ""


def refuse_linked_output(root: Path, path: Path, folder: Path) -> None:
    """Raise InputError for a file of an edition to which a link leads, below ``folder``.

    ``root`` is the publication's folder, below which links are refused in any case. What is there
    may be overwritten because the manifest lists it, and somebody else may have written the
    manifest and made the link.
    """
    named = Path(os.path.abspath(path))  # noqa: PTH100 (links are not followed)
    refuse_linked(named, root if named.is_relative_to(root) else folder)


def write_export(root: Path, catalogs: Path, path: Path, data: bytes) -> None:
    """Write an exported file. Raises what `refuse_export` raises, unless it is there already."""
    is_there = path.is_file() and not path.is_symlink() and read_bytes(path) == data
    if not is_there:
        refuse_export(root, catalogs, path)
        write_bytes(path, data)


def refuse_export(
    root: Path,
    catalogs: Path,
    path: Path,
    *,
    is_ours: Callable[[Path], bool] | None = None,
) -> None:
    """Raise UsageError for a file to export to that belongs to a publication, or to git.

    Those are its articles, its catalogs, and the files in `i18n`. Raises InputError for a link that
    leads elsewhere, for a path in the publication that leads out of it, and for any other file than
    one that Hexapla exported and nobody has changed: a translator may have worked on it.
    ``is_ours`` tells whether a file is one of those; by default, its last line has a checksum.
    """
    from hexapla.exchange.seal import is_as_exported

    judge = is_as_exported if is_ours is None else is_ours
    refuse_link(path)
    refuse_folder(root, path)
    full = path.resolve()
    found = documents.format_of_suffix(full.name)
    taken = found is not None and full.is_file() and found.takes(full, {})
    is_article = taken and full.is_relative_to(root)
    is_catalog = full.is_relative_to(catalogs.resolve())
    is_own = _is_setting(root, full)
    belongs = full.exists() and (is_article or is_catalog or is_own)
    if belongs or leads_out(full, Path(full.anchor)):
        raise UsageError(
            msg("is a file of the publication, or of version control"),
            where=str(path),
            hint=msg("name another file"),
        )
    if full.is_file() and not judge(full):
        raise not_ours(path, "as Hexapla exported it")
