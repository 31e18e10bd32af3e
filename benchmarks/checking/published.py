"""How often the checks report something in published catalogs, which are presumably right.

Every ``.po`` file below a folder is a catalog; its language is that of its header, or else of a
folder or of its name. A sample of its reviewed entries is checked as a publication of its own.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checking.flores import ENGLISH
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.checks import Finding, Severity, check_entries, learn_context
from hexapla.errors import HexaplaError
from hexapla.languages import Language

__all__ = ["Tally", "as_table", "examples", "measure_catalogs"]

_LEVELS = (Severity.ERROR, Severity.WARNING)
_SEED = 18


@dataclass(slots=True)
class Tally:
    """The results of a language: entries checked, and entries by the worst severity and by check.

    ``found`` contains each entry with a finding above a note, with its catalog.
    """

    catalogs: int = 0
    entries: int = 0
    worst: Counter[Severity] = field(default_factory=Counter)
    by_check: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    found: list[tuple[Path, Entry, Finding]] = field(default_factory=list)

    def percent(self, severity: Severity, check: str | None = None) -> float:
        """The percentage of entries that have this severity, from this check or as the worst."""
        hits = self.worst[severity] if check is None else self.by_check[check, severity]
        return 100 * hits / self.entries if self.entries else float("nan")


def measure_catalogs(folder: Path, most: int, only: Sequence[str] = ()) -> dict[str, Tally]:
    """Check up to ``most`` reviewed entries of every catalog below a folder, by language."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path in sorted(folder.rglob("*.po")):
        language = _language(path)
        if language is None or (only and _group(language) not in only) or language.base == "en":
            continue
        try:
            entries = Catalog.load(path).entries
        except HexaplaError as error:
            print(f"skipped: {error}")
            continue
        chosen = [one for one in entries if one.state is State.REVIEWED and one.msgid]
        if len(chosen) > most:
            chosen = random.Random(_SEED).sample(chosen, most)
        _add(tallies[_group(language)], path, chosen, language)
    return dict(sorted(tallies.items()))


def _add(tally: Tally, path: Path, entries: Sequence[Entry], language: Language) -> None:
    context = learn_context(entries, ENGLISH, language)
    tally.catalogs += 1
    tally.entries += len(entries)
    for entry, findings in zip(entries, check_entries(entries, context), strict=True):
        serious = [one for one in findings if one.severity in _LEVELS]
        if serious:
            tally.worst[max(one.severity for one in serious)] += 1
        tally.by_check.update({(one.check, one.severity) for one in serious})
        tally.found += [(path, entry, one) for one in serious]


def _group(language: Language) -> str:
    """The language without its region; for Chinese, with its script."""
    return f"zh-{language.script}" if language.base == "zh" else language.base


def _language(path: Path) -> Language | None:
    header = re.search(rb'"Language: *([\w@.-]+)', path.read_bytes()[:8_000])
    names = [header[1].decode()] if header else []
    names += [path.parent.name, path.stem.rpartition(".")[2]]
    for name in names:
        try:
            return Language(name.replace("@", "_").replace("_", "-"))
        except HexaplaError:
            continue
    return None


def as_table(tallies: dict[str, Tally]) -> Iterator[str]:
    """The percentages of entries with errors and warnings, by language, and the checks' shares."""
    yield f"{'language':<10}{'catalogs':>9}{'entries':>9}{'errors %':>10}{'warnings %':>12}"
    for tag, tally in tallies.items():
        errors, warnings = (tally.percent(level) for level in _LEVELS)
        shares = sorted(tally.by_check.items(), key=lambda item: -item[1])
        most = [
            f"{check}{'!' if level is Severity.ERROR else ''} {tally.percent(level, check):.2f}"
            for (check, level), _ in shares[:8]
        ]
        yield (
            f"{tag:<10}{tally.catalogs:>9}{tally.entries:>9}{errors:>10.2f}{warnings:>12.2f}  "
            + ", ".join(most)
        )


def examples(tallies: dict[str, Tally], checks: Sequence[str], most: int) -> Iterator[str]:
    """Up to ``most`` findings of some checks in each language, to be read."""
    for tag, tally in tallies.items():
        for check in checks:
            found = [one for one in tally.found if one[2].check == check]
            chosen = random.Random(_SEED).sample(found, min(most, len(found)))
            for path, entry, finding in chosen:
                text = entry.plurals[finding.form] if entry.plural is not None else entry.msgstr
                place = f"{path.parent.parent.name}/{path.name}:{entry.line}"
                yield f"\n{tag} {check} {finding.severity} {place}: {finding.message}"
                yield f"   {entry.msgid!r}\n   {text!r}"
