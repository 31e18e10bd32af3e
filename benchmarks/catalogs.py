"""Benchmark catalogs: translations kept through edits, size, and memory.

Four questions, each compared with a peer tool:

* Generated edits to a source: how many translations are kept, compared with `msgmerge --previous`.
* 100,000 entries opened, updated and saved, compared with msgmerge's time.
* A run that changes nothing over 1,000 articles in 6 languages, compared with the same run without
  the ledger (the first one).
* Fuzzy look-up in a memory of a million units, compared with an exhaustive search.

Expected before measuring: msgmerge gets fewer than 80% of reworded sentences right, because it
ignores their position; ours takes 3 times its time, because it is in Python; a look-up takes 20 ms
per sentence.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, process

from _figures import as_json, at_least, at_most, line, untargeted
from hexapla import documents
from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.extract import Template, extract
from hexapla.catalogs.masking import mask
from hexapla.catalogs.update import update
from hexapla.documents.document import Segment
from hexapla.memory.memory import SIMILAR, Memory
from hexapla.memory.unit import Hit, Unit, similarity_to
from hexapla.segmentation import Segmenter

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "coalition-in-syria.txt"
FLORES = ROOT.parent / "shared" / "data" / "flores" / "eng_Latn.devtest"
HEADERS = {"Language": "es", "X-Source-Language": "en"}
WORDS = [
    "yesterday",
    "again",
    "officials",
    "reportedly",
    "northern",
    "eleven",
    "winter",
    "however",
    "council",
    "seldom",
]

Updater = Callable[[Catalog, Template], Catalog]


def sample() -> list[str]:
    document = documents.parse(SAMPLE.read_bytes(), Segmenter("en"), name=SAMPLE.name)
    return list(dict.fromkeys(segment.text for segment in document.segments))


def template(sentences: list[str]) -> Template:
    previous = ["", *sentences[:-1]]
    return extract(
        (
            Segment(text, before, at, 0, 1, at + 1, "paragraph")
            for at, (text, before) in enumerate(zip(sentences, previous, strict=True))
        ),
        "seeds/sample.txt",
    )


# ── edits ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Editor:
    """Makes edits as a journalist does.

    ``came_from`` maps each sentence made from earlier ones since it was last cleared to those.
    """

    chance: random.Random
    sentences: list[str]
    spare: list[str]
    came_from: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def edit(self) -> None:
        kinds = ("insert", "delete", "move", "reword", "reword", "split", "merge", "renumber")
        before, known = list(self.sentences), dict(self.came_from)
        while self.sentences == before or len(set(self.sentences)) < len(self.sentences):
            self.sentences, self.came_from = list(before), dict(known)
            getattr(self, f"_{self.chance.choice(kinds)}")(self.chance.randrange(len(before)))

    def _insert(self, at: int) -> None:
        self.sentences.insert(at, self.chance.choice(self.spare))

    def _delete(self, at: int) -> None:
        if len(self.sentences) > 8:
            del self.sentences[at]

    def _move(self, at: int) -> None:
        moved = self.sentences.pop(at)
        self.sentences.insert(self.chance.randrange(len(self.sentences) + 1), moved)

    def _reword(self, at: int) -> None:
        words = self.sentences[at].split()
        for _ in range(self.chance.randint(1, max(1, len(words) // 5))):
            place = self.chance.randrange(len(words))
            what = self.chance.choice(("replace", "insert", "remove"))
            if what == "insert":
                words.insert(place, self.chance.choice(WORDS))
            elif what == "replace":
                words[place] = self.chance.choice(WORDS)
            elif len(words) > 4:
                del words[place]
        self._becomes((at,), " ".join(words))

    def _renumber(self, at: int) -> None:
        text = re.sub(r"\d+", lambda m: str(int(m[0]) + self.chance.randint(1, 99)),
                      self.sentences[at])  # fmt: skip
        if text != self.sentences[at]:
            self._becomes((at,), text)

    def _split(self, at: int) -> None:
        words = self.sentences[at].split()
        if len(words) >= 8:
            cut = self.chance.randint(3, len(words) - 3)
            first = " ".join(words[:cut]).rstrip(",;:") + "."
            second = " ".join(words[cut:])
            self._becomes((at,), first, second[:1].upper() + second[1:])

    def _merge(self, at: int) -> None:
        if at + 1 < len(self.sentences) > 8:
            first, second = self.sentences[at : at + 2]
            if len(first) + len(second) < 500:
                joint = self.chance.choice((", and ", "; ", " – "))
                text = first.rstrip(".") + joint + second[:1].lower() + second[1:]
                self._becomes((at, at + 1), text)

    def _becomes(self, old: tuple[int, ...], *new: str) -> None:
        was = [self.came_from.get(one, (one,)) for one in map(self.sentences.__getitem__, old)]
        origins = tuple(dict.fromkeys(origin for origins in was for origin in origins))
        self.came_from |= dict.fromkeys(new, origins)
        self.sentences[old[0] : old[-1] + 1] = new


def translated(msgid: str) -> str:
    """A distinctive translation of every sentence: its words spelt backwards."""
    return re.sub(r"\w+", lambda match: match[0][::-1], msgid)


def reviewed(catalog: Catalog) -> Catalog:
    return catalog.with_entries(
        entry
        if entry.obsolete or entry.state is State.REVIEWED
        else entry.edit(msgstr=translated(entry.msgid), flags=(), previous=None, comments=())
        for entry in catalog.entries
    )


def ours(catalog: Catalog, new: Template) -> Catalog:
    return Catalog.parse(update(catalog, new).catalog.dump(), "es.po")


def msgmerge(catalog: Catalog, new: Template) -> Catalog:
    with tempfile.TemporaryDirectory() as folder:
        po, pot = Path(folder, "es.po"), Path(folder, "new.pot")
        po.write_bytes(catalog.dump())
        pot.write_bytes(Catalog.new(HEADERS).with_entries(new.entries).dump())
        command = ["msgmerge", "--quiet", "--previous", str(po), str(pot)]
        return Catalog.parse(subprocess.run(command, capture_output=True, check=True).stdout, "po")


def history(updater: Updater, seeds: int, edits: int, at_once: int) -> Counter[str]:
    """Count what happens to sentences in several histories, updated after ``at_once`` edits."""
    counts: Counter[str] = Counter()
    spare = (
        (ROOT / "docs" / "explanation" / "design.md")
        .read_text("utf-8")
        .replace("*", "")
        .split("\n")
    )
    spare = [line for line in spare if len(line) > 60 and line[0].isalpha()]
    for seed in range(seeds):
        editor = Editor(random.Random(seed), sample(), spare)
        catalog = reviewed(updater(Catalog.new(HEADERS), template(editor.sentences)))
        for _ in range(edits // at_once):
            before = {e.msgid: e for e in catalog.entries if not e.obsolete}
            editor.came_from.clear()
            for _ in range(at_once):
                editor.edit()
            catalog = updater(catalog, template(editor.sentences))
            count(counts, editor, before, {e.msgid: e for e in catalog.entries if not e.obsolete})
            catalog = reviewed(catalog)
    return counts


def count(
    counts: Counter[str], editor: Editor, before: dict[str, Entry], after: dict[str, Entry]
) -> None:
    shares = Counter(was for one in editor.sentences for was in editor.came_from.get(one, ()))
    for msgid in editor.sentences:
        entry = after[msgid]
        was = [one for one in editor.came_from.get(msgid, ()) if one in before]
        if msgid in before:
            counts["unchanged"] += 1
            same = entry.msgstr == before[msgid].msgstr and entry.state is State.REVIEWED
            counts["unchanged kept"] += same
        elif was:
            kind = "merged" if was[1:] else "split" if shares[was[0]] > 1 else "reworded"
            counts[kind] += 1
            counts[f"{kind} right"] += bool(entry.msgstr) and entry.previous == " ".join(was)
            counts[f"{kind} in part"] += bool(entry.msgstr) and entry.previous in was


# ── size ─────────────────────────────────────────────────────────────────────────────────────


def size(entries: int) -> tuple[float, float]:
    """Time opening, updating and saving a large catalog with one reworded sentence.

    Returns our seconds and msgmerge's.
    """
    chance = random.Random(1)
    vocabulary = re.findall(r"\w+", SAMPLE.read_text("utf-8"))
    sentences = [" ".join(chance.choices(vocabulary, k=12)) + f" {n}." for n in range(entries)]
    entries_of = (Entry(msgid, translated(msgid)) for msgid in sentences)
    with tempfile.TemporaryDirectory() as name:
        po, pot, out = (Path(name, file) for file in ("es.po", "new.pot", "out.po"))
        first = Catalog.new(HEADERS).with_entries(entries_of)
        update(first, template(sentences)).catalog.save(po)
        sentences[entries // 2] = f"Reworded {sentences[entries // 2]}"
        new = template(sentences)
        Catalog.new(HEADERS).with_entries(new.entries).save(pot)
        start = perf_counter()
        update(Catalog.load(po), new).catalog.save(out)
        middle = perf_counter()
        subprocess.run(["msgmerge", "--quiet", "--previous", "-o", out, po, pot], check=True)
        return middle - start, perf_counter() - middle


# ── nothing to do ────────────────────────────────────────────────────────────────────────────

LANGUAGES = ("ca", "de", "es", "fr", "pt", "ru")


def unchanged(articles: int) -> tuple[float, float]:
    """Time a whole run over articles in which nothing has changed.

    Returns the seconds of the second such run, and of the first, which finds nothing in the ledger.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "news")
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(name, "cache"))}
        # As in an installation, modules are compiled.
        environment["PYTHONPYCACHEPREFIX"] = str(Path(name, "compiled"))
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        (root / "i18n").mkdir(parents=True)
        (root / "i18n/publication.toml").write_text(
            f"languages = {list(LANGUAGES)}\nsources = ['a']\nengines = ['identity']\n"
        )
        (root / "a").mkdir()
        (root / "a/0000.txt").write_bytes(SAMPLE.read_bytes())

        def run() -> tuple[float, bool]:
            """Returns the seconds, and whether anything changed."""
            names = sorted(str(path.relative_to(root)) for path in (root / "a").iterdir())
            start = perf_counter()
            command = [sys.executable, "-m", "hexapla", *names, "--json"]
            done = subprocess.run(
                command, cwd=root, env=environment, capture_output=True, check=True, text=True
            )
            seconds = perf_counter() - start
            found = json.loads(done.stdout)["results"]
            editions = [one for one in found if one["kind"] == "edition"]
            if len(editions) != len(names) * len(LANGUAGES):
                raise SystemExit("the run skipped articles")
            return seconds, any(one["changed"] for one in found if one["kind"] != "draft")

        run()
        for path in list(root.rglob("0000.*")):
            data = path.read_bytes()
            for number in range(1, articles):
                copy = path.with_name(path.name.replace("0000", f"{number:04}"))
                copy.write_bytes(data.replace(b"a/0000", b"a/%04d" % number))
        (first, _), (again, changed) = run(), run()
        if changed:
            raise SystemExit("a run with unchanged input changed something")
        return again, first


# ── memory ───────────────────────────────────────────────────────────────────────────────────


def units(count: int) -> Iterator[Unit]:
    """The sentences of the sample, and of FLORES if present, with some words exchanged."""
    chance = random.Random(2)
    known = sample() + (FLORES.read_text("utf-8").splitlines() if FLORES.is_file() else [])
    vocabulary = [word for sentence in known for word in sentence.split()]
    for _ in range(count):
        words = chance.choice(known).split()
        for _ in range(len(words) // 3):
            words[chance.randrange(len(words))] = chance.choice(vocabulary)
        text = " ".join(words)
        yield Unit(text, text.upper())


@dataclass(frozen=True)
class Lookups:
    """How well look-up does.

    ``build`` and ``seconds`` are the times to build the index and to look the sentences up.
    ``recall`` is the share of the exhaustive search's best hits for which a hit with the same
    similarity was found.
    """

    build: float
    seconds: float
    recall: float


def lookups(count: int, wanted: int, compared: int) -> Lookups:
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "index.sqlite")
        start = perf_counter()
        memory.add_all(units(count))
        build = perf_counter() - start
        known = list(memory.units())
        vocabulary = [word for unit in known[:2_000] for word in unit.source.split()]
        queries = []
        for unit in chance.sample(known, wanted):
            words = unit.source.split()
            for _ in range(chance.randint(1, max(1, len(words) // 6))):
                words[chance.randrange(len(words))] = chance.choice(vocabulary)
            queries.append(" ".join(words))
        start = perf_counter()
        hits = [memory.best(query) for query in queries]
        seconds = perf_counter() - start
    return Lookups(build, seconds, _recall(known, queries[:compared], hits))


def _recall(known: list[Unit], queries: list[str], hits: list[Hit | None]) -> float:
    masked = [mask(unit.source).text for unit in known]
    found = best = 0
    for query, hit in zip(queries, hits, strict=False):
        similar = similarity_to(query)
        near = process.extract(
            mask(query).text, masked, scorer=fuzz.ratio, score_cutoff=SIMILAR * 100, limit=20
        )
        scores = [similar(known[at]).score for _, _, at in near]
        if max(scores, default=0.0) >= SIMILAR:
            best += 1
            found += hit is not None and hit.score >= max(scores)
    return found / best if best else 1.0


# ── figures ──────────────────────────────────────────────────────────────────────────────────


TARGETS = {"unchanged kept": 100.0, "reworded right": 95.0}


def percent(counts: Counter[str], what: str, whole: str) -> float:
    return 100 * counts[what] / counts[whole] if counts[whole] else 100.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    options = parser.parse_args()
    part = 10 if options.quick else 1
    figures = []
    for at_once in (1, 5):
        mine = history(ours, 1 if options.quick else 6, 100, at_once)
        their = history(msgmerge, 1 if options.quick else 6, 100, at_once)
        for what in ("unchanged kept", "reworded right", "split right", "merged right"):
            peer = f"msgmerge --previous: {percent(their, what, what.split()[0]):.1f}"
            value = percent(mine, what, what.split()[0])
            name = f"{what}, {at_once} edits an update"
            target = TARGETS.get(what)
            figures.append(
                untargeted(name, value, "percent", peer)
                if target is None
                else at_least(name, value, target, "percent", peer)
            )
    mine_seconds, their_seconds = size(100_000 // part)
    again, first = unchanged(1_000 // part)
    found = lookups(1_000_000 // part, 1_000 // part, 100 // part)
    figures += [
        at_most(
            f"{100_000 // part} entries opened, updated and saved, times msgmerge",
            mine_seconds / their_seconds,
            3.0,
            "ratio",
            f"msgmerge: {their_seconds:.1f} s",
        ),
        at_most(
            f"a run that changes nothing, {1_000 // part} articles in 6 languages",
            again,
            5.0,
            "s",
            f"without the ledger: {first:.1f} s",
        ),
        at_most(f"{1_000 // part} look-ups in {1_000_000 // part} units", found.seconds, 60.0, "s"),
        at_least("of an exhaustive search's hits", 100 * found.recall, 95.0, "percent"),
    ]
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))
    print(f"the index was built in {found.build:.0f} s")


if __name__ == "__main__":
    main()
