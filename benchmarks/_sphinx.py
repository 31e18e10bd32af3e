"""reStructuredText through Sphinx's gettext builder and sphinx-intl, for the benchmarks.

They run in the Python named by $HEXAPLA_SPHINX (default: this one). Directives and roles of
extensions are unknown to them here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polib

__all__ = ["ask_sphinx"]

PYTHON = os.environ.get("HEXAPLA_SPHINX", sys.executable)
CONF = """project = "Pages"
extensions = ["sphinx.ext.todo", "sphinx.ext.autosectionlabel"]
gettext_compact = False
locale_dirs = ["../locales"]
html_theme = "basic"
html_copy_source = False
"""
INDEX = "Pages\n=====\n\n.. toctree::\n   :glob:\n\n   page*\n"


def ask_sphinx(
    texts: Sequence[str],
) -> tuple[list[str | None], list[list[str]], float] | None:
    """The texts whose page is the same with catalogs that repeat the source (None for others),
    the entries of each text, and the seconds for the catalogs; None if Sphinx isn't installed.
    """
    if not run("-c", "import sphinx, sphinx_intl"):
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs = folder / "docs"
        docs.mkdir()
        (docs / "conf.py").write_text(CONF)
        (docs / "index.rst").write_text(INDEX)
        for number, text in enumerate(texts):
            (docs / f"page{number}.rst").write_bytes(text.encode())
        start = time.perf_counter()
        run("-m", "sphinx", "-Q", "-b", "gettext", docs, folder / "pot")
        intl = ("-m", "sphinx_intl", "update", "-p", folder / "pot", "-d", folder / "locales")
        run(*intl, "-l", "en")
        seconds = time.perf_counter() - start
        run("-m", "sphinx", "-Q", docs, folder / "before", "-D", "locale_dirs=none")
        catalogs = folder / "locales" / "en" / "LC_MESSAGES"
        entries = [repeated(catalogs / f"page{number}.po") for number in range(len(texts))]
        run("-m", "sphinx", "-Q", docs, folder / "after", "-D", "language=en")
        kept = [
            text if page(folder / "before", number) == page(folder / "after", number) else None
            for number, text in enumerate(texts)
        ]
    return kept, entries, seconds


def repeated(catalog: Path) -> list[str]:
    """Translate each entry of a catalog by itself; returns the entries."""
    if not catalog.exists():
        return []
    found = polib.pofile(str(catalog))
    for entry in found:
        entry.msgstr = entry.msgid
    found.save()
    return [entry.msgid for entry in found]


def page(folder: Path, number: int) -> bytes:
    path = folder / f"page{number}.html"
    return path.read_bytes() if path.exists() else str(folder).encode()


def run(*arguments: str | Path) -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.run([PYTHON, *arguments], stdout=quiet, stderr=quiet).returncode == 0
