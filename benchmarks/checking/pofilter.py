"""Run pofilter from translate-toolkit as a process."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry
from hexapla.languages import Language

__all__ = ["Pofilter"]


class Pofilter:
    """pofilter's tests, run on a catalog."""

    def __init__(self, program: str) -> None:
        self.program = program

    def failing(self, entries: Sequence[Entry], tag: str) -> list[set[str]]:
        with tempfile.TemporaryDirectory() as folder:
            source, result = Path(folder, "in.po"), Path(folder, "out.po")
            language = Language(tag).posix
            catalog = Catalog.new({"Language": language})
            numbered = [Entry(e.msgid, e.msgstr, context=str(at)) for at, e in enumerate(entries)]
            source.write_bytes(catalog.with_entries(numbered).dump())
            command = [self.program, "--progress=none", f"--language={language}",
                       "-i", str(source), "-o", str(result)]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True)
            failing: list[set[str]] = [set() for _ in entries]
            if result.exists():
                for entry in Catalog.load(result).entries:
                    names = {
                        match[1]
                        for line in entry.comments
                        for match in re.finditer(r"\(pofilter\) (\w+):", line)
                    }
                    failing[int(entry.context or 0)] = names
            return failing
