"""Measure the checks: planted faults found, correct professional translations accepted, and speed.

Faults are planted by a program with a fixed seed, into FLORES pairs (English into ten languages,
sentences 501 to 1,012; the checks were tuned on 1 to 500) and into the sample catalogs. A fault
counts as found when a check for that kind of fault reports an error or warning that it did not
report for the unchanged pair. In the figures "in a publication", the checks know the translations
of sentences 1 to 500 and all source sentences; in those "alone", they know only the pair.

pofilter from translate-toolkit is run on the same pairs; for it, any newly failing test counts.

With ``--catalogs``, the checks are run on any folder of published catalogs (.po) instead, and the
percentages of entries with errors and warnings are printed by language: nearly all are false
alarms.

    python benchmarks/checks.py [--quick] [--json] [--pofilter PATH] [--tuning] [--all] [--fit]
    python benchmarks/checks.py --catalogs DIR [--entries N] [--to es,fr] [--show CHECK]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from _figures import Figure, as_json, at_least, at_most, line
from checking.faults import FAULTS, Fault, planted
from checking.flores import (
    ENGLISH,
    HALF,
    LANGUAGES,
    OTHERS,
    ROOT,
    Sentences,
    as_entries,
    contexts,
    sentences,
)
from checking.pofilter import Pofilter
from checking.published import as_table, examples, measure_catalogs
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.checks import Context, Severity, check_entries, learn_context
from hexapla.languages import Language

Case = tuple[list[Entry], list[Entry]]
Row = dict[str, dict[str, float]]  # language → way of checking → percentage
Reports = list[dict[str, Severity]]

IN_PUBLICATION, ALONE, PEER = "in a publication", "alone", "pofilter"
ERRORS, WARNINGS = "untouched: errors", "untouched: warnings"
LIMITS = {ERRORS: 1.0, WARNINGS: 5.0}
# The smallest number of cases that a fault should have per language in a sample.
FEW = 40
SCRIPTS = {"Latin": ("Latn",), "Cyrillic": ("Cyrl",)}


def reports(batches: Sequence[Sequence[Entry]], context: Context) -> Iterator[Reports]:
    """The errors and warnings for each batch and entry, by name of the check."""
    entries = list({_key(entry): entry for batch in batches for entry in batch}.values())
    said = {
        _key(entry): {one.check: one.severity for one in reversed(findings)
                      if one.severity > Severity.NOTE}
        for entry, findings in zip(entries, check_entries(entries, context, processes=2),
                                   strict=True)
    }  # fmt: skip
    for batch in batches:
        yield [said[_key(entry)] for entry in batch]


def _key(entry: Entry) -> tuple[str, ...]:
    return entry.msgid, entry.msgstr, *entry.references


def found(fault: Fault, before: Reports, after: Reports) -> int:
    """The number of planted faults that were found."""
    return sum(
        any(name in fault.checks and name not in b for name in a)
        for b, a in zip(before, after, strict=True)
    )


def percent(hits: int, total: int) -> float:
    return 100 * hits / total if total else float("nan")


def measure_flores(
    tags: Sequence[str], part: slice, known: slice, pofilter: Pofilter | None
) -> dict[str, Row]:
    """Percentages by figure, language and way of checking."""
    table: dict[str, Row] = {}
    for at, tag in enumerate(tags):
        pairs = sentences(tag)
        # In a sample each language gets different sentences, because a hard sentence is hard in
        # every language.
        chosen = slice(part.start + at % (part.step or 1), part.stop, part.step)
        tested = pairs[chosen]
        others = sentences(tags[(at + 1) % len(tags)])
        cases = {fault: plant_enough(fault, tag, (pairs, others), part, chosen) for fault in FAULTS}
        cases = {fault: case for fault, case in cases.items() if case[1]}
        batches = [as_entries(tested), *(batch for case in cases.values() for batch in case)]
        for way, context in contexts(tag, pairs[known], pairs).items():
            answers = reports(batches, context)
            clean = next(answers)
            for name, severity in ((ERRORS, Severity.ERROR), (WARNINGS, Severity.WARNING)):
                cell = table.setdefault(name, {}).setdefault(tag, {})
                cell[way] = percent(sum(severity in said.values() for said in clean), len(clean))
            for fault, case in cases.items():
                cell = table.setdefault(fault.name, {}).setdefault(tag, {})
                cell[way] = percent(found(fault, next(answers), next(answers)), len(case[1]))
        if pofilter:
            add_pofilter(table, tag, pofilter, batches, cases)
    return table


def plant_enough(
    fault: Fault, tag: str, texts: tuple[Sentences, Sentences], part: slice, chosen: slice
) -> Case:
    """Plant a fault in the chosen sentences, or in the whole part if they offer too few places."""
    pairs, others = texts
    case = planted(fault, tag, pairs[chosen], others[chosen])
    if part.step == 1 or len(case[1]) >= FEW:
        return case
    whole = slice(part.start, part.stop)
    before, after = planted(fault, tag, pairs[whole], others[whole])
    return before[:FEW], after[:FEW]


def add_pofilter(
    table: dict[str, Row],
    tag: str,
    pofilter: Pofilter,
    batches: Sequence[Sequence[Entry]],
    cases: dict[Fault, Case],
) -> None:
    """Add pofilter's results; it runs once per language with all cases."""
    failing = iter(pofilter.failing([entry for batch in batches for entry in batch], tag))
    answers = iter([[next(failing) for _ in batch] for batch in batches])
    clean = next(answers)
    table[WARNINGS][tag][PEER] = percent(sum(map(bool, clean)), len(clean))
    for fault in cases:
        hits = [bool(after - before) for before, after in zip(next(answers), next(answers),
                                                             strict=True)]  # fmt: skip
        table[fault.name][tag][PEER] = percent(sum(hits), len(hits))


def measure_sample() -> dict[str, Row]:
    """Measure the same in the reviewed sample catalogs, grouped by script."""
    catalogs = {
        path.parents[1].name: [
            (entry.msgid, entry.msgstr)
            for entry in Catalog.load(path).entries
            if entry.state is State.REVIEWED
        ]
        for path in sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))
    }
    names = list(catalogs)
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for at, (name, pairs) in enumerate(catalogs.items()):
        language = Language(name)
        context = learn_context(as_entries(pairs), ENGLISH, language)
        others = catalogs[names[(at + 1) % len(names)]]
        cases = {fault: planted(fault, language.tag, pairs, others) for fault in FAULTS}
        batches = [as_entries(pairs), *(batch for case in cases.values() for batch in case)]
        answers = reports(batches, context)
        clean = next(answers)
        for figure, severity in ((ERRORS, Severity.ERROR), (WARNINGS, Severity.WARNING)):
            hits = sum(severity in said.values() for said in clean)
            _count(counts, figure, language, hits, len(clean))
        for fault, case in cases.items():
            hits = found(fault, next(answers), next(answers))
            _count(counts, fault.name, language, hits, len(case[1]))
    return {
        figure: {tag: {IN_PUBLICATION: percent(row[tag, "hits"], row[tag, "total"])}
                 for tag in dict.fromkeys(tag for tag, _ in row) if row[tag, "total"]}
        for figure, row in counts.items()
    }  # fmt: skip


def _count(
    counts: dict[str, Counter[tuple[str, str]]], figure: str, language: Language, hits: int,
    total: int,
) -> None:  # fmt: skip
    # One article has few names and negations, so the languages of a script share a figure.
    tag = {"Latn": "es", "Cyrl": "ru"}.get(language.script, "ar")
    counts.setdefault(figure, Counter()).update({(tag, "hits"): hits, (tag, "total"): total})


def measure_speed(count: int) -> float:
    """The seconds for ``count`` different entries on two cores."""
    pairs = sentences("es") * (count // 1000 + 1)
    entries = as_entries(
        [(f"{source[:-1]} {at}.", f"{target[:-1]} {at}.") for at, (source, target) in
         zip(range(count), pairs, strict=False)]
    )  # fmt: skip
    start = time.perf_counter()
    context = learn_context(entries, ENGLISH, Language("es"))
    check_entries(entries, context, processes=2)
    return time.perf_counter() - start


# ── reporting ────────────────────────────────────────────────────────────────────────────────


def average(row: Row, way: str, scripts: Sequence[str] = ()) -> float | None:
    """The mean over the languages written in ``scripts``, or over all languages if it is empty."""
    values = [
        cells[way]
        for tag, cells in row.items()
        if way in cells and (not scripts or Language(tag).script in scripts)
    ]
    return fmean(values) if values else None


def targets(table: dict[str, Row], where: str) -> Iterator[Figure]:
    """The figures with a target, over all languages or separately for Latin and Cyrillic."""
    wanted = {fault.name: fault.target for fault in FAULTS}
    for name, row in table.items():
        target = LIMITS.get(name, wanted.get(name, 0.0))
        apart = target == 70
        for group, scripts in SCRIPTS.items() if apart else [("", ())]:
            value = average(row, IN_PUBLICATION, scripts)
            if value is None:
                continue
            peer = average(row, PEER, scripts)
            figure = f"{where}: {name}{f' ({group})' if group else ''}"
            beside = "" if peer is None else f"pofilter {peer:.1f}"
            if name in LIMITS:
                yield at_most(figure, value, target, "% of entries", beside)
            else:
                yield at_least(figure, value, target, "% found", beside)


def details(table: dict[str, Row]) -> Iterator[str]:
    """Every figure by way of checking and language, as text."""
    for name, row in table.items():
        for way in (IN_PUBLICATION, ALONE, PEER):
            mean = average(row, way)
            if mean is not None:
                cells = ", ".join(f"{tag} {cells[way]:.1f}" for tag, cells in row.items()
                                  if way in cells)  # fmt: skip
                yield f"{name}, {way}: {mean:.1f} ({cells})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one sentence in eight")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--all", action="store_true", help="all nineteen languages")
    parser.add_argument(
        "--tuning", action="store_true", help="measure on the sentences used for tuning"
    )
    parser.add_argument(
        "--fit", action="store_true", help="fit and print the weights of mismatch.py, then stop"
    )
    beside = Path(sys.executable).with_name("pofilter")
    default = str(beside) if beside.exists() else shutil.which("pofilter")
    parser.add_argument("--pofilter", default=default, help="translate-toolkit's program")
    published = parser.add_argument_group("published catalogs")
    published.add_argument("--catalogs", type=Path, metavar="DIR", help="a folder of .po files")
    published.add_argument("--entries", type=int, default=300, help="at most, of each catalog")
    published.add_argument("--to", default="", help="only these languages: es,fr")
    published.add_argument("--show", default="", help="show findings of these checks: names,links")
    published.add_argument("--count", type=int, default=15, help="how many of each language")
    args = parser.parse_args()
    if args.catalogs:
        tallies = measure_catalogs(
            args.catalogs, args.entries, args.to.split(",") if args.to else ()
        )
        print(*as_table(tallies), sep="\n")
        if args.show:
            print(*examples(tallies, args.show.split(","), args.count), sep="\n")
        return 0
    if args.fit:
        from checking.fitting import fit

        fit()
        return 0
    tags = [*LANGUAGES, *(OTHERS if args.all else ())]
    part, known = slice(HALF, None, 8 if args.quick else 1), slice(HALF)
    if args.tuning:
        part, known = slice(0, HALF, part.step), slice(HALF, None)
    pofilter = Pofilter(args.pofilter) if args.pofilter else None
    table = measure_flores(tags, part, known, pofilter)
    rows = [*targets(table, "FLORES"), *targets(measure_sample(), "sample")]
    if args.quick:  # extrapolated from the time for 4,000 more entries
        few = measure_speed(2_000)
        seconds = few + (measure_speed(6_000) - few) / 4_000 * 98_000
    else:
        seconds = measure_speed(100_000)
    rows.append(at_most("100,000 entries on two cores", seconds, 60.0, "s"))
    if args.json:
        print(as_json(rows))
    else:
        if pofilter is None:
            print("pofilter was not measured: install translate-toolkit, or use --pofilter PATH")
        for row in rows:
            print(line(row))
        print("\nby language:", *details(table), sep="\n  ")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
