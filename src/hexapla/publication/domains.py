"""The names of an article's catalogs, gettext's domains: the article's path, as in Sphinx."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from hexapla import documents
from hexapla.catalogs.extract import reference
from hexapla.files import opened

__all__ = ["article_there", "domain_of"]


def domain_of(
    root: Path, catalogs: Path, path: Path, relative: Path, is_taken: Callable[[Path], bool]
) -> str:
    """The domain of an article: its path without the suffix, as in Sphinx; with it if another
    article would have the same.

    The first article to use a name keeps it, so that no other article takes over its catalogs.

    Parameters: ``path`` is where the article is, ``relative`` its path in its source folder.
    ``is_taken`` tells whether a format reads a file: a picture beside an article is none.
    """
    short, long = relative.with_suffix("").as_posix(), relative.as_posix()
    for domain in (long, short):
        made_from = _source_named_in(catalogs, domain)
        if os.path.basename(made_from) == reference(relative.name):  # noqa: PTH119
            return domain
    siblings = (
        path.with_suffix(suffix) for suffix in documents.suffixes() if suffix != path.suffix
    )
    # The short name of `a.md.txt` is the long one of `a.md`.
    others = (*siblings, path.with_suffix(""))
    shared = any(_is_file(one) and is_taken(one) for one in others)
    taken = _is_file(catalogs / f"{short}.pot") and article_there(root, catalogs, short)
    return long if shared or taken else short


def article_there(root: Path, catalogs: Path, domain: str) -> str:
    """The file that a template was made from, if it still exists in the publication, else "".

    If its folder can't be read, it may still exist.
    """
    name = _source_named_in(catalogs, domain)
    return name if name and _may_be_file(root / name) else ""


def _source_named_in(catalogs: Path, domain: str) -> str:
    """The file that a template names in its first reference; "" if it can't be read."""
    try:
        with opened(catalogs / f"{domain}.pot") as lines:
            found = next((line for line in lines if line.startswith(b"#: ")), b"")
        return found.decode().removeprefix("#: ").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _may_be_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE)
    except ValueError:
        return False


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 (the method raises errors for odd names)
