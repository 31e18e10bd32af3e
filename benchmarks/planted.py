"""Measure which kinds of planted mistakes the checks find, per kind and language.

Two sources: mistakes that a program plants in FLORES sentences 501 to 1,012
(`checking.mechanical`), and sentences written by hand (``checking/planted.toml``), for meaning. A
mistake counts as found if a check reports an error or a warning that it doesn't report for the
correct translation. The checks know only the pair, as in a new publication.

    python benchmarks/planted.py [--quick] [--json] [--sentences 40] [--to es,fr] [--misses]
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from _figures import as_json, at_least, line
from checking.flores import ENGLISH, HALF, sentences
from checking.mechanical import KINDS, LOCAL
from hexapla.catalogs.entry import Entry
from hexapla.checks import Context, Kind, Severity, check_entry
from hexapla.languages import Language

TAGS = ("es", "fr", "de", "ru", "ar", "zh-Hans", "ja")
BY_HAND = Path(__file__).parent / "checking" / "planted.toml"

Case = tuple[str, str, Entry, Entry, Kind | None]
"""A kind, a language, the correct entry, the wrong one, and what counts as markup."""


def by_program(tags: tuple[str, ...], count: int) -> Iterator[Case]:
    """Up to ``count`` cases of each kind and language."""
    for tag in tags:
        pairs = sentences(tag)[HALF:]
        random.Random(tag).shuffle(pairs)
        for fault in KINDS:
            rng = random.Random(f"{fault.name} {tag}")
            found = 0
            for source, right in pairs:
                ours, theirs = fault.prepare(source, right)
                planted = fault.plant(rng, ours, theirs, tag)
                theirs = theirs.replace("LOCAL", LOCAL.get(tag, ""))
                if planted is None or planted[1] == theirs:
                    continue
                reference = (fault.reference,)
                yield (
                    fault.name,
                    tag,
                    Entry(ours, theirs, references=reference),
                    Entry(planted[0], planted[1], references=reference),
                    None,
                )
                found += 1
                if found == count:
                    break


def by_hand(tags: tuple[str, ...]) -> Iterator[Case]:
    """The cases of the table written by hand."""
    for name, rows in tomllib.loads(BY_HAND.read_text("utf-8")).items():
        for row in rows:
            kind = Kind(row.get("kind", "text"))
            for tag in tags:
                if tag in row:
                    right, wrong = row[tag]
                    yield name, tag, Entry(row["en"], right), Entry(row["en"], wrong), kind


def is_found(case: Case) -> bool:
    """Whether the checks say something about the wrong entry that they don't of the right one."""
    _, tag, right, wrong, kind = case
    context = Context(ENGLISH, Language(tag))
    before, after = (
        {(one.check, one.message) for one in check_entry(entry, context, kind=kind)
         if one.severity > Severity.NOTE}
        for entry in (right, wrong)
    )  # fmt: skip
    return bool(after - before)


def table(
    planted: Counter[tuple[str, str]], hits: Counter[tuple[str, str]], tags: tuple[str, ...]
) -> Iterator[str]:
    """The share found of each kind, by language, as lines of text."""
    yield f"{'kind':28}" + "".join(f"{tag:>9}" for tag in tags) + f"{'all':>9}"
    for name in dict.fromkeys(name for name, _ in planted):
        row = [100 * hits[name, tag] / planted[name, tag] if planted[name, tag] else None
               for tag in tags]  # fmt: skip
        known = [share for share in row if share is not None]
        shown = "".join(f"{share:8.0f}%" if share is not None else f"{'–':>9}" for share in row)
        yield f"{name:28}{shown}{sum(known) / len(known):8.0f}%"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=40, help="per kind and language")
    parser.add_argument("--quick", action="store_true", help="3 sentences per kind and language")
    parser.add_argument("--to", default=",".join(TAGS))
    parser.add_argument("--misses", action="store_true", help="show what was missed")
    parser.add_argument("--json", action="store_true", help="print the figure as JSON")
    arguments = parser.parse_args()
    tags = tuple(arguments.to.split(","))
    planted: Counter[tuple[str, str]] = Counter()
    hits: Counter[tuple[str, str]] = Counter()
    cases = by_program(tags, 3 if arguments.quick else arguments.sentences)
    for case in (*cases, *by_hand(tags)):
        name, tag, _, wrong, _ = case
        planted[name, tag] += 1
        if is_found(case):
            hits[name, tag] += 1
        elif arguments.misses:
            print(f"missed: {name} {tag}: {wrong.msgid[:90]!r} → {wrong.msgstr[:120]!r}")
    shares = [100 * hits[cell] / total for cell, total in planted.items()]
    kinds = len({name for name, _ in planted})
    unit = f"% of {kinds} kinds, mean over kinds and languages"
    found = at_least("planted mistakes found", sum(shares) / len(shares), 85, unit)
    if arguments.json:
        print(as_json([found]))
    else:
        print("\n".join([*table(planted, hits, tags), line(found)]))


if __name__ == "__main__":
    main()
