"""Markdown through mdpo, translate-toolkit and po4a, for the benchmarks.

They run if they are installed: po4a on the path, mdpo and translate-toolkit in the Python named by
$HEXAPLA_PEERS (default: this one).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from _sphinx import ask_sphinx

__all__ = ["Answer", "ask_peers"]

PYTHON = os.environ.get("HEXAPLA_PEERS", sys.executable)
# The time limit in seconds for a peer on one document: ten times what the slowest needs that ends.
LONGEST = 5

# Each program reads a JSON list of Markdown texts and an object of translations, and writes the
# editions, the entries of each text, and its seconds of extraction.
PROGRAMS = {
    "mdpo": """
import json, os, signal, sys, tempfile, time
import polib
from mdpo import markdown_to_pofile, pofile_to_markdown
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, stop)
(texts, known), folder = json.load(sys.stdin), tempfile.mkdtemp()
source, catalog = os.path.join(folder, "a.md"), os.path.join(folder, "a.po")
editions, entries, extracting = [], [], 0.0
for text in texts:
    open(source, "w", encoding="utf-8", newline="").write(text)
    if os.path.exists(catalog):
        os.remove(catalog)
    start = time.perf_counter()
    signal.alarm(LONGEST)
    try:
        markdown_to_pofile(source, po_filepath=catalog, save=True)
        extracting += time.perf_counter() - start
        found = polib.pofile(catalog)
        for entry in found:
            entry.msgstr = known.get(entry.msgid, "")
        found.save()
        edition = pofile_to_markdown(source, [catalog])
    except Exception:
        edition, found = None, []
    editions.append(edition)
    entries.append([entry.msgid for entry in found])
signal.alarm(0)
json.dump([editions, entries, extracting], sys.stdout)
""",
    "translate-toolkit": """
import io, json, signal, sys, time
from translate.storage.markdown import MarkdownFile
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, stop)
(texts, known), editions, entries, extracting = json.load(sys.stdin), [], [], 0.0
for text in texts:
    found = []
    def translated(words):
        found.append(words)
        return known.get(words, words)
    start = time.perf_counter()
    signal.alarm(LONGEST)
    try:
        parsed = MarkdownFile(inputfile=io.BytesIO(text.encode()), callback=translated)
        extracting += time.perf_counter() - start
        edition = parsed.filesrc
    except Exception:
        edition, found = None, []
    editions.append(edition)
    entries.append(found)
signal.alarm(0)
json.dump([editions, entries, extracting], sys.stdout)
""",
}
MODULES = {"mdpo": "mdpo", "translate-toolkit": "translate.storage.markdown"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A peer's editions of some texts (None if it failed), their entries, and its seconds."""

    texts: list[str | None]
    entries: list[list[str]]
    seconds: float

    @property
    def per_thousand(self) -> float:
        """The seconds for extracting 1,000 texts, without those that it failed on."""
        return 1000 * self.seconds / max(1, sum(text is not None for text in self.texts))

    def same(self, texts: Sequence[str]) -> int:
        return sum(a == b for a, b in zip(self.texts, texts, strict=True))


def ask_python(name: str, texts: Sequence[str], known: Mapping[str, str]) -> Answer | None:
    probe = subprocess.run([PYTHON, "-c", f"import {MODULES[name]}"], capture_output=True)
    if probe.returncode:
        return None
    asked = json.dumps([texts, known])
    program = [PYTHON, "-c", f"LONGEST = {LONGEST}\n{PROGRAMS[name]}"]
    done = subprocess.run(program, input=asked, capture_output=True, text=True)
    return None if done.returncode else Answer(*json.loads(done.stdout))


def ask_po4a(texts: Sequence[str], known: Mapping[str, str], format: str) -> Answer | None:
    """Run po4a's two programs; a sentence that isn't known has no translation."""
    if not shutil.which("po4a-updatepo"):
        return None
    editions: list[str | None] = []
    entries: list[list[str]] = []
    extracting = 0.0
    with tempfile.TemporaryDirectory() as folder:
        source, catalog, edition = (Path(folder) / name for name in ("a.md", "a.po", "b.md"))
        module = ["asciidoc"] if format == "asciidoc" else ["text", "-o", "markdown"]
        common = ["-f", *module, "-M", "UTF-8", "-m", str(source)]
        common += ["-p", str(catalog)]
        for text in texts:
            source.write_bytes(text.encode())
            catalog.unlink(missing_ok=True)
            edition.unlink(missing_ok=True)
            start = time.perf_counter()
            if not call(["po4a-updatepo", *common]):
                editions.append(None)
                entries.append([])
                continue
            extracting += time.perf_counter() - start
            entries.append(filled(catalog, known))
            call(["po4a-translate", *common, "-l", str(edition), "-k", "0"])
            written = edition.read_bytes().decode("utf-8", "replace") if edition.exists() else None
            editions.append(written)
    return Answer(editions, entries, extracting)


def filled(catalog: Path, known: Mapping[str, str]) -> list[str]:
    """Write the known translations into a catalog; return its msgids."""
    found = polib.pofile(str(catalog))
    for entry in found:
        entry.msgstr = known.get(entry.msgid, "")
    found.save()
    return [entry.msgid for entry in found]


def call(command: Sequence[str]) -> bool:
    """Run a program without output; return whether it succeeded in time, which po4a may not."""
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(command, stdout=quiet, stderr=quiet, timeout=LONGEST).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def ask_peers(
    texts: Sequence[str], known: Mapping[str, str] | None = None, format: str = "markdown"
) -> dict[str, Answer]:
    """The answers of the peers that are installed.

    Args:
        texts: documents in Markdown, AsciiDoc, which only po4a reads, or reStructuredText.
        known: The translation of each entry; an entry without one repeats the source.
        format: "asciidoc", "rst", which only Sphinx reads and doesn't write again, or anything
            else for Markdown.
    """
    if format == "rst":
        found = None if known else ask_sphinx(texts)
        return {} if found is None else {"Sphinx": Answer(*found)}
    names = () if format == "asciidoc" else PROGRAMS
    answers = {name: ask_python(name, texts, known or {}) for name in names}
    answers["po4a"] = ask_po4a(texts, known or {}, format)
    return {name: answer for name, answer in answers.items() if answer is not None}
