"""Measure how catalogs of other programs survive reading, and drafting with a hostile engine.

    python benchmarks/messages.py FOLDER [--limit N] [--show N] [--json]

Identity: a catalog that was read and written is the same file. Then up to 40 texts of each catalog
are removed and drafted with the hostile engine. Untouched: nothing has changed but the entries that
got a draft. Valid: ``msgfmt --use-fuzzy --check-format`` accepts the result, of the files that it
accepted before. Drafted: the share of the removed texts that got one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from _figures import Figure, as_json, at_least, at_most, line, untargeted
from _real_files import Problems, below
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.from_template import new_catalog
from hexapla.catalogs.plural_forms import plural_rule
from hexapla.drafting.drafter import drafter
from hexapla.drafting.gettext.filling import (
    apply,
    fill_messages,
    missing_messages,
    wanted_in,
)
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Pair
from hexapla.engines.routes import find_route
from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.publication.language_paths import catalog_language
from hexapla.segmentation import Segmenter
from hexapla.testing.hostile import HostileEngine

ENGLISH = Language("en")
MOST = 40


def emptied(catalog: Catalog) -> Catalog:
    """The catalog without the texts of some entries, spread over the file."""
    live = [entry for entry in catalog.entries if not entry.obsolete and entry.msgid]
    chosen = {entry.key for entry in live[:: max(1, len(live) // MOST)]}
    return catalog.with_entries(
        bare(entry) if entry.key in chosen and not entry.obsolete else entry
        for entry in catalog.entries
    )


def bare(entry: Entry) -> Entry:
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    plurals = ("",) * len(entry.plurals)
    return entry.edit(msgstr="", plurals=plurals, flags=flags, previous=None,
                      previous_context=None, previous_plural=None)  # fmt: skip


def drafted(catalog: Catalog, language: Language) -> tuple[Catalog, int, int]:
    """The catalog with drafts, how many there are, and how many were wanted."""
    rule = plural_rule(catalog.headers, language)
    missing = missing_messages(catalog.entries)
    missing = missing[:: max(1, len(missing) // MOST)]
    wanted = wanted_in(missing, Segmenter("en"), rule, lambda line: None)
    segments = Segments()
    for one in wanted:
        for text in one.texts:
            segments.add(text.document)
    engine = HostileEngine([Pair("en", language.tag)])
    route = find_route(ENGLISH, language, [engine])
    translator = drafter(route, ENGLISH, language, segments)
    drafts = list(fill_messages(wanted, Memory(), translator, language, lambda line: None))
    return apply(catalog, drafts), len(drafts), len(missing)


def accepted(data: bytes) -> str:
    """What msgfmt objects to, "" for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.po")
        path.write_bytes(data)
        done = subprocess.run(
            ["msgfmt", "--use-fuzzy", "--check-format", "-o", "/dev/null", path],
            capture_output=True,
            text=True,
        )
    return "" if done.returncode == 0 else done.stderr.replace(f"{path}:", "")


def untouched(before: Catalog, after: Catalog) -> bool:
    """Whether all entries without a draft have kept their bytes."""
    own = {entry.key: entry for entry in before.entries}
    new = Catalog.parse(after.dump(), "")
    same = all(
        entry.verbatim == own[entry.key].verbatim and entry.gap == own[entry.key].gap
        for entry in new.entries
        if entry.draft is None or own[entry.key].draft is not None
    )
    kept = [entry.key for entry in new.entries] == [entry.key for entry in before.entries]
    header = (before.header.verbatim if before.header else None,
              new.header.verbatim if new.header else None)  # fmt: skip
    return same and kept and header[0] == header[1] and new.tail == before.tail


class Measuring:
    """Counts over many files, and the first problems."""

    def __init__(self, most_shown: int) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0
        self.problems = Problems(most_shown)

    def measure(self, path: Path) -> None:
        data = path.read_bytes()
        self.counts["files"] += 1
        try:
            catalog = Catalog.parse(data, str(path))
        except HexaplaError as error:
            refused = accepted(data)
            self.counts["refused"] += 1
            self.counts["refused wrongly"] += not refused
            self.problems.show(path, f"{error} (msgfmt: {refused.strip()[-100:] or 'accepts it'})")
            return
        self.counts["identical"] += catalog.dump() == data
        if path.suffix == ".pot":
            catalog = new_catalog(catalog, Language("es"), path.stem)
        self.draft(path, Catalog.parse(emptied(catalog).dump(), str(path)))

    def draft(self, path: Path, empty: Catalog) -> None:
        start = time.perf_counter()
        done, number, wanted = drafted(empty, language_of(empty, path))
        self.seconds += time.perf_counter() - start
        self.counts += Counter({"drafted": number, "wanted": wanted, "tried": 1})
        fine = untouched(empty, done)
        self.counts["untouched"] += fine
        if not fine:
            self.problems.show(path, "something else has changed")
        if not accepted(empty.dump()):
            problem = accepted(done.dump())
            self.counts += Counter({"valid before": 1, "valid": not problem})
            if problem:
                self.problems.show(path, problem)

    def figures(self) -> list[Figure]:
        found = self.counts
        read = max(1, found["files"] - found["refused"])
        tried, before = max(1, found["tried"]), max(1, found["valid before"])
        return [
            untargeted("files", found["files"], ""),
            at_most("refused although msgfmt reads them", found["refused wrongly"], 0, "files"),
            at_least("identity", 100 * found["identical"] / read, 100, "%"),
            at_least("untouched", 100 * found["untouched"] / tried, 100, "%"),
            at_least("valid", 100 * found["valid"] / before, 100, "%"),
            untargeted("messages to draft", found["wanted"], ""),
            at_least("drafted", 100 * found["drafted"] / max(1, found["wanted"]), 90, "%"),
            untargeted("speed", found["drafted"] / max(self.seconds, 1e-9), "messages/s"),
        ]


def language_of(catalog: Catalog, path: Path) -> Language:
    code = catalog.headers.get("Language", "")
    try:
        found = (Language(code) if code else None) or catalog_language(path)
    except UsageError:
        found = None
    return found if found and found.base != "en" else Language("es")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measuring = Measuring(options.show)
    for path in below(options.folder, (".po", ".pot"), options.limit):
        measuring.measure(path)
    figures = measuring.figures()
    print(as_json(figures) if options.json else "\n".join(map(line, figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
