"""Measure formats of text on real files: does an edition keep its structure?

    python benchmarks/dialects.py [FOLDER] [--only DIALECT] [--show N] [--quick] [--json]

FOLDER (default: $HEXAPLA_DIALECTS) has a folder for each dialect in `DIALECTS`, with files of the
repositories in `dialects.toml`. For each of them:

* identity: an edition that repeats the source is the source;
* structure: the dialect's own parser finds the same blocks in the same order in an edition, with
  the same code, addresses and markup in each, in any order. The edition is one in capitals, or one
  by the engine `hostile`;
* words in segments: the share of the words that a reader sees, without code, that segments have;
* opaque bytes: everything in a sentence that isn't words occurs as often as in the source;
* speed: of finding the entries, beside the programs that are compared.

HTML is read by html5lib; elements that only have a style (`span`, `font`) and the declared language
don't count. Files that aren't in UTF-8 are left out.

AsciiDoc, which isn't Markdown, is among them; its parser is Asciidoctor, in Ruby.

reStructuredText is read by docutils, with the roles and directives of Sphinx.

The parsers are Python-Markdown with mkdocs-material's extensions, MyST-Parser, pandoc, Hugo,
kramdown (Jekyll), markdown-it-py (VitePress, 11ty, Microsoft Learn, Obsidian), and `@mdx-js/mdx`;
set $HEXAPLA_ORACLES to a Python that has those in Python with html5lib, and pypandoc_binary (whose
pandoc is newer than a system's), and $HEXAPLA_NODE_MODULES to a folder with the last. MDX
without its parser is read by markdown-it-py; another dialect without
its parser is skipped. mdpo, translate-toolkit and po4a get some of the same files (`_peers.py`),
Sphinx with sphinx-intl those of reStructuredText (`_sphinx.py`): its identity is that of a page
built with catalogs that repeat the source.
`_collect.py` fills FOLDER from clones of the repositories.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _figures import Figure, as_json, at_least, line
from _peers import Answer, ask_peers
from hexapla import documents
from hexapla.documents.document import Document, in_order
from hexapla.engines.engine import Pair
from hexapla.languages import Language
from hexapla.lazy import lazy_regex
from hexapla.segmentation import Segmenter
from hexapla.testing import HostileEngine
from hexapla.testing.drafts import drafts, lost
from hexapla.testing.texts import in_capitals

SEGMENTER = Segmenter("en")
SPANISH = Pair("en", "es")
PYTHON = os.environ.get("HEXAPLA_ORACLES", sys.executable)
FOLDER = os.environ.get("HEXAPLA_DIALECTS") and Path(os.environ["HEXAPLA_DIALECTS"])
MODULES = os.environ.get("HEXAPLA_NODE_MODULES", "")
ORACLES = Path(__file__).parent / "oracles"
DIALECTS = (
    "mdx", "docusaurus", "vitepress", "mkdocs", "myst", "pandoc", "quarto", "hugo", "jekyll",
    "11ty", "mslearn", "obsidian", "html", "rst", "asciidoc",
)  # fmt: skip
MDX = ("mdx", "docusaurus")
# The folders that aren't Markdown: formats.
OTHERS = {"asciidoc": "asciidoc", "html": "html", "rst": "rst"}
LARGEST = 100_000

# The structure of some texts: a list of blocks for each, or None if the parser refuses it.
Structures = list[Any]


def parse(data: bytes, path: Path) -> Document:
    options = {"mdx": True} if path.parent.name in MDX else {}
    format = OTHERS.get(path.parent.name, "markdown")
    return documents.parse(data, SEGMENTER, name=path.name, format=format, options=options)


def capitals(document: Document) -> bytes:
    return document.render(in_capitals, Language("es"))


def by_hostile(document: Document) -> bytes:
    texts: Sequence[str] = drafts(document, HostileEngine(), SPANISH)
    return document.render(in_order(texts), Language("es"))


def decoded(document: Document, data: bytes) -> str:
    """An edition's text. A source in ASCII may declare another encoding, and the edition has it."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(getattr(document, "encoding").name)  # noqa: B009


def ask(command: Sequence[str], texts: Sequence[str]) -> Structures | None:
    """Run a parser on a JSON list of texts."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return list(json.loads(done.stdout))


def oracle(dialect: str, *what: str) -> Callable[[Sequence[str]], Structures | None]:
    """The parser of a dialect, for the structure of texts, or their `words`."""
    if dialect == "asciidoc":
        command = ["ruby", str(ORACLES / "asciidoc.rb"), *what]
    elif dialect in MDX and MODULES and shutil.which("node"):
        command = ["node", str(ORACLES / "structures.mjs"), MODULES, dialect, *what]
    else:
        command = [PYTHON, str(ORACLES / "structures.py"), dialect, *what]
    return lambda texts: ask(command, texts)


def same(ours: Any, theirs: Any) -> bool:
    """Whether an edition has the same blocks as its source, and no problems that it hasn't."""
    if ours is None or theirs is None:
        return False
    known, found = (Counter(map(str, filter(is_problem, one))) for one in (ours, theirs))
    return not found - known and blocks_of(ours) == blocks_of(theirs)


def is_problem(block: Any) -> bool:
    """Whether a block is what a parser complains of."""
    return isinstance(block, list) and block[:1] == ["problem"]


def blocks_of(structure: Sequence[Any]) -> list[Any]:
    return [block for block in structure if not is_problem(block)]


@dataclass(frozen=True, slots=True)
class Files:
    """Real files of a dialect, parsed, with their structures by the dialect's own parser."""

    dialect: str
    paths: list[Path]
    sources: list[str]
    documents: list[Document]
    structures: Structures

    @property
    def readable(self) -> list[int]:
        """The numbers of those that the dialect's parser reads."""
        return [n for n, one in enumerate(self.structures) if one is not None]

    def kept(self, editions: Sequence[str | None]) -> list[int]:
        """The numbers of those whose edition has the same structure."""
        theirs = iter(oracle(self.dialect)([one for one in editions if one is not None]) or [])
        found = [None if one is None else next(theirs, None) for one in editions]
        return [n for n in self.readable if same(self.structures[n], found[n])]


def is_utf_8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read(folder: Path, dialect: str, most: int) -> Files | None:
    """At most so many files of a dialect, evenly spread; None if its parser isn't there."""
    paths = [p for p in sorted((folder / dialect).iterdir()) if p.stat().st_size < LARGEST]
    paths = [p for p in paths[:: -(-len(paths) // most)] if is_utf_8(p)]
    data = [path.read_bytes() for path in paths]
    texts = [one.decode() for one in data]
    found = [parse(one, path) for one, path in zip(data, paths, strict=True)]
    files = Files(dialect, paths, texts, found, oracle(dialect)(texts) or [])
    if not files.readable:
        print(f"{dialect}: skipped, because its parser can't be run", file=sys.stderr)
        return None
    return files


def measured(files: Files, show: int, asked: int) -> Iterator[Figure]:
    name, total = files.dialect, len(files.paths)
    answers = Peers.of(files, asked)
    identical = sum(
        document.render(lambda segment: segment.text, Language("en")) == source.encode()
        for document, source in zip(files.documents, files.sources, strict=True)
    )
    yield share(f"{name}: identity", identical, total, 100, answers.identity())
    yield coverage(files, show, answers.coverage())
    yield from answers.speed()
    for engine, make in (("upper", capitals), ("hostile", by_hostile)):
        editions = [decoded(document, make(document)) for document in files.documents]
        kept = files.kept(editions)
        peers = answers.structure() if engine == "upper" else ""
        yield share(f"{name}: structure, {engine}", len(kept), len(files.readable), 99.5, peers)
        missing = {
            n: gone
            for n, (document, text) in enumerate(zip(files.documents, editions, strict=True))
            if (gone := lost(document, text))
        }
        yield share(f"{name}: opaque bytes, {engine}", total - len(missing), total, 100)
        for n in [n for n in files.readable if n not in kept][:show]:
            theirs = (oracle(name)([editions[n]]) or [None])[0]
            difference = first_difference(files.structures[n], theirs)
            print(f"  {engine} {files.paths[n].name}: {difference}")
        for n, gone in list(missing.items())[:show]:
            print(f"  {engine} {files.paths[n].name}: {gone[:3]}")


def share(name: str, value: int, total: int, target: float, peers: str = "") -> Figure:
    told = f"{value} of {total} files" + (f"; {peers}" if peers else "")
    return at_least(name, 100 * value / max(1, total), target, "%", told)


@dataclass(frozen=True, slots=True)
class Peers:
    """What other programs make of some of the files."""

    files: Files
    plain: dict[str, Answer]
    capitals: dict[str, Answer]

    @classmethod
    def of(cls, files: Files, asked: int) -> Peers:
        step = -(-len(files.paths) // max(1, asked))
        some = slice(0, None, step) if asked else slice(0, 0)
        part = Files(
            files.dialect, files.paths[some], files.sources[some], files.documents[some],
            files.structures[some],
        )  # fmt: skip
        plain = ask_peers(part.sources, format=files.dialect) if asked else {}
        entries = {one for answer in plain.values() for many in answer.entries for one in many}
        known = {one: entry_in_capitals(one, files.dialect) for one in entries}
        known = known or {"": ""}
        return cls(part, plain, ask_peers(part.sources, known, files.dialect) if asked else {})

    def identity(self) -> str:
        return self.told({name: one.same(self.files.sources) for name, one in self.plain.items()})

    def structure(self) -> str:
        kept = {name: len(self.files.kept(one.texts)) for name, one in self.capitals.items()}
        return self.told(kept)

    def told(self, values: Mapping[str, int]) -> str:
        total = len(self.files.readable)
        return ", ".join(f"{name} {value} of {total}" for name, value in values.items())

    def speed(self) -> Iterator[Figure]:
        """How much faster than each peer Hexapla finds the entries; a peer is a program's run."""
        start = time.process_time()  # Other work on the machine doesn't count.
        for path, source in zip(self.files.paths, self.files.sources, strict=True):
            parse(source.encode(), path)
        own = 1000 * (time.process_time() - start) / max(1, len(self.files.paths))
        for name, one in self.plain.items():
            told = f"{own:.1f} s and {one.per_thousand:.1f} s for 1,000 files"
            ratio = one.per_thousand / max(own, 1e-9)
            yield at_least(f"{self.files.dialect}: times as fast as {name}", ratio, 5, "", told)

    def coverage(self) -> str:
        shown = words_shown(self.files)
        return ", ".join(
            f"{name} {100 * found_share(shown, [' '.join(many) for many in one.entries])[0]:.1f} %"
            for name, one in self.plain.items()
        )


def entry_in_capitals(entry: str, dialect: str) -> str:
    """A peer's entry in capitals, with its markup unchanged, as a careful translator would."""
    return capitals(parse(entry.encode(), Path(dialect) / "a.md")).decode()


# Scripts without spaces count by character, since there a formula parts no words.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}"
WORD = lazy_regex(rf"(?V1)[{UNSPACED}]|[\p{{L}}--[{UNSPACED}]][[\p{{L}}\p{{M}}]--[{UNSPACED}]]+")


def words_shown(files: Files) -> list[Counter[str]]:
    """The words that a reader sees in each file."""
    shown = oracle(files.dialect, "words")(files.sources) or []
    return [Counter(WORD.findall(" ".join(texts or ()))) for texts in shown]


def found_share(
    shown: Sequence[Counter[str]], entries: Sequence[str]
) -> tuple[float, list[Counter[str]]]:
    """The share of the words shown that entries have, and the words missing from each file."""
    missing = [
        words - Counter(WORD.findall(html.unescape(own)))
        for words, own in zip(shown, entries, strict=True)
    ]
    seen = sum(words.total() for words in shown)
    return 1 - sum(gone.total() for gone in missing) / max(1, seen), missing


def coverage(files: Files, show: int, peers: str) -> Figure:
    """The share of the words that a reader sees that are in segments."""
    shown = words_shown(files)
    entries = [" ".join(one.text for one in document.segments) for document in files.documents]
    value, missing = found_share(shown, entries)
    for path, words, gone in zip(files.paths, shown, missing, strict=True):
        if gone and show:
            print(f"  missing {path.name}: {gone.total()} of {words.total()}: {list(gone)[:20]}")
    return at_least(f"{files.dialect}: words in segments", 100 * value, 99.5, "%", peers)


def first_difference(ours: Any, theirs: Any) -> str:
    if theirs is None:
        return "the parser refuses the edition"
    pairs = zip(blocks_of(ours), blocks_of(theirs), strict=False)
    for number, (a, b) in enumerate(pairs):
        if a != b:
            return f"block {number}: {a} | {b}"[:600]
    problems = [block for block in theirs if is_problem(block) and block not in ours]
    if problems:
        return str(problems[:3])
    return f"{len(ours)} and {len(theirs)} blocks"


def figures(folder: Path, dialects: Sequence[str], show: int, quick: bool) -> Iterator[Figure]:
    """The figures of each dialect that has a folder; quick: of fewer files."""
    for dialect in dialects:
        if (folder / dialect).is_dir():
            files = read(folder, dialect, 12 if quick else 100_000)
            if files is not None:
                yield from measured(files, show, 2 if quick else 40)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="the files")
    parser.add_argument("--only", choices=DIALECTS, action="append", help="only this dialect")
    parser.add_argument("--show", type=int, default=0, help="failures to show of each kind")
    parser.add_argument("--quick", action="store_true", help="12 files a dialect")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    if not arguments.folder:
        print("[]" if arguments.json else "name a folder of files, or set HEXAPLA_DIALECTS")
        return
    found = figures(arguments.folder, arguments.only or DIALECTS, arguments.show, arguments.quick)
    print(as_json(found) if arguments.json else "\n".join(map(line, found)))


if __name__ == "__main__":
    main()
