"""Make Markdown articles from files that can't be translated themselves, such as PDF."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from shlex import quote

from hexapla import documents
from hexapla.documents.decoding import decode
from hexapla.documents.signatures import is_pdf, kind_of_contents, kind_of_name, refusal
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.importing.markdown import write
from hexapla.importing.pasted import read_pasted
from hexapla.importing.reading import Converted, convert
from hexapla.message import msg
from hexapla.publication.layout import Layout
from hexapla.publication.places import refuse_folder

__all__ = ["ImportedArticle", "import_article"]

_SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article that was made from another file.

    ``pages`` is the number of its pages, 0 for a text, and ``without_text`` are the numbers of
    those without a text, from 1. ``reserved`` is True if a PDF says that its text must not be
    copied.
    """

    path: Path
    source: Path
    pages: int
    without_text: tuple[int, ...]
    reserved: bool = False


def import_article(
    layout: Layout,
    path: Path,
    output: Path | None = None,
    *,
    pasted: bool = False,
    encoding: str | None = None,
    dry_run: bool = False,
) -> ImportedArticle:
    """Write a Markdown article with the text of a PDF, or of a text that was ``pasted`` from one.

    Parameters: ``output`` is the article or its folder, by default the first source folder of a
    publication, elsewhere the folder of the file. ``encoding`` is that of a pasted text (default:
    detected). With ``dry_run`` nothing is written.

    Raises InputError if the file isn't a PDF, or a text, or can't be read, UsageError if the
    article exists.
    """
    data = read_bytes(path)
    where = layout.shown(path)
    if not pasted:
        _refuse_other(path.name, data, where)
    target = _target(layout, path, output)
    if target.exists() or target.is_symlink():
        raise UsageError(
            msg("already exists"), where=layout.shown(target), hint=msg("name another file with -o")
        )
    if pasted:
        source, _ = decode(data, where=where, encoding=encoding)
        found = Converted(write(read_pasted(source)), 0, ())
    else:
        found = _convert(path, where)
    if not found.text.strip():
        raise InputError(msg("has no text"), where=where, hint=msg("name a file with text"))
    if not dry_run:
        write_bytes(target, found.text.encode(), within=_within(layout, target))
    return ImportedArticle(target, path, *found[1:])


def _convert(path: Path, where: str) -> Converted:
    try:
        return convert(path)
    except HexaplaError as error:
        raise InputError(error.message, where=where, hint=error.hint) from None


def _refuse_other(name: str, data: bytes, where: str) -> None:
    """Raise InputError for a file that isn't a PDF: with what to do instead."""
    if is_pdf(data):
        return
    own, kind = documents.format_of_suffix(name), kind_of_contents(data)
    if own is not None and (kind is None or (kind.read and not own.is_text)):
        pasted = msg(", or --pasted if it was pasted from a PDF") if own.is_text else ""
        raise InputError(
            msg("needs no import: it can be translated as it is"),
            where=where,
            hint=msg("use translate {quote}{pasted}", quote=quote(where), pasted=pasted),
        )
    if kind is not None:
        raise refusal(kind, where)
    named = kind_of_name(name)
    if named is not None and named.is_text:
        raise refusal(named, where)
    raise InputError(msg("is not a PDF"), where=where, hint=msg("check the name of the file"))


def _target(layout: Layout, path: Path, output: Path | None) -> Path:
    name = PurePath(path.name).with_suffix(_SUFFIX).name
    if output is not None:
        target = output / name if output.is_dir() or not output.suffix else output
        if target.suffix.lower() not in (_SUFFIX, ".markdown"):
            raise UsageError(
                msg("the article is Markdown"),
                where=str(output),
                hint=msg("name it {stem}.md", stem=output.stem),
            )
        refuse_folder(layout.root, target)
        return target
    full = Path(os.path.abspath(path))  # noqa: PTH100 (links are not followed)
    if layout.configured and not layout.is_among_sources(full):
        places = (layout.root / source for source in layout.configuration.sources)
        if folder := next((place for place in places if not place.is_file()), None):
            return folder / name
    return full.with_name(name)


def _within(layout: Layout, target: Path) -> Path:
    full = Path(os.path.abspath(target))  # noqa: PTH100 (links are not followed)
    return layout.root if full.is_relative_to(layout.root) else Path(full.anchor)
