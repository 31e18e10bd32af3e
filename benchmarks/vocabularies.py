"""Measure XML vocabularies on real files: does an edition keep its elements, and all its words?

    python benchmarks/vocabularies.py [FOLDER] [--only NAME] [--show N] [--quick] [--json]

FOLDER (default: $HEXAPLA_XML) has a folder for each vocabulary in `VOCABULARIES`, with files of
public repositories. For each of them:

* identity: an edition that repeats the source is the source, byte for byte;
* elements: an edition in capitals has the same elements with the same attributes in the same order,
  but for the language that it declares, and no word less;
* hostile: an edition by the engine `hostile` has them, too, in any order; an element around two
  sentences may be there twice;
* words: the share of the words that a reader sees that are in capitals. What isn't for readers is
  listed here, apart from Hexapla's own rules: code, names of authors, what a file excludes itself.

expat reads the files here; Hexapla's reader of XML isn't used. itstool and po4a get some of the
same files if they are installed: how many they read, and how many come back with their own texts.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from _figures import Figure, as_json, at_least, line, untargeted
from _real_files import Files
from hexapla import documents
from hexapla.documents.document import in_order
from hexapla.engines.engine import Pair
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.lazy import lazy_regex
from hexapla.testing import HostileEngine
from hexapla.testing.drafts import drafts
from hexapla.testing.texts import cut_into_sentences, in_capitals

FOLDER = os.environ.get("HEXAPLA_XML") and Path(os.environ["HEXAPLA_XML"])
GERMAN = Language("de")  # It has the plural forms of English.
PEER_FILES, QUICK = 40, 12
WORD = lazy_regex(r"\p{L}[\p{L}\p{M}]+")
# Placeholders, escapes and escaped tags are not words.
NO_WORD = re.compile(r"%(?:\d+\$)?[-#+0,(]*\d*(?:\.\d+)?[A-Za-z]|\\(?:u[0-9A-Fa-f]{4}|.)|<[^<>]*>")

# What isn't for readers, by vocabulary.
_CODE = (
    "apiname citerefentry classname classsynopsis cmdname cmdsynopsis code codeblock codeph "
    "command computeroutput constant constructorsynopsis email envar errorcode exceptionname "
    "fieldsynopsis filename filepath foreignphrase funcsynopsis function interfacename keycap "
    "keycode keysym lineannotation literal markup methodname methodsynopsis msgblock ooclass "
    "option parameter parmname pre programlisting programlistingco prompt property "
    "refentrytitle replaceable returnvalue screen screenco synopsis sgmltag symbol systemitem "
    "systemoutput tag token type uri userinput varname xmlatt xmlelement kwd synph "
    "syntaxdiagram msgnum numcharref parameterentity package tt inlineequation enumvalue "
    "productnumber option oper var delim"
)
_DOCBOOK = (
    "address author authorgroup authorinitials bibliomixed biblioentry bibliolist bibliomset "
    "bibliomisc collab copyright corpauthor date edition editor holder info/productname isbn "
    "issn math orgdiv othercredit pagenums production pubdate publisher publishername "
    "pubsnumber refclass refdescriptor refmeta refname releaseinfo remark revnumber sect1info "
    "volumenum year imageobject comment"
)
_DITA = (
    "audience author brand category component copyright critdates data data-about draft-comment "
    "featnum metadata/prodinfo object othermeta permissions platform prodinfo prodname prognum "
    "publisher required-cleanup resourceid series source vrmlist mathml"
)
_TEI = (
    "abbr abbr/am app/rdg availability classDecl code eg egXML elementSpec encodingDesc "
    "exemplum facsimile foreign formula fw gi idno listBibl listWit msDesc orig publicationStmt "
    "revisionDesc sic sourceDesc standOff titleStmt/author titleStmt/editor titleStmt/funder "
    "titleStmt/principal titleStmt/sponsor respStmt seriesStmt editionStmt extent notesStmt "
    "langUsage textClass creation particDesc settingDesc att val ident tag specDesc specList "
    "classSpec macroSpec moduleSpec schemaSpec dataSpec index graphic handNotes"
)
_SVG = "metadata script style"
_ANDROID = "color dimen style xliff:g"
EXCLUDED: Mapping[str, frozenset[str]] = {
    "docbook": frozenset(f"{_CODE} {_DOCBOOK}".split()),
    "dita": frozenset(f"{_CODE} {_DITA}".split()),
    "tei": frozenset(_TEI.split()),
    "svg": frozenset(_SVG.split()),
    "android": frozenset(_ANDROID.split()),
}
VOCABULARIES = ("docbook4", "docbook5", "dita", "tei", "svg", "android")


class Node(NamedTuple):
    """An element with its attributes, or the text after the tag before it."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    shown: bool


@dataclass
class Tree:
    """A file as expat reads it; neither entities nor a document type are."""

    excluded: frozenset[str]
    nodes: list[Node] = field(default_factory=list)
    _open: list[tuple[str, bool]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def read(self, data: bytes) -> Tree:
        parser = expat.ParserCreate()
        parser.UseForeignDTD(True)
        parser.specified_attributes = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.DefaultHandler = self._other  # With a handler, no entity is expanded.
        parser.Parse(data, True)
        return self

    def _start(self, name: str, own: list[str]) -> None:
        self._flush()
        pairs = tuple(
            (key, "" if key in TRANSLATED else value)
            for key, value in zip(own[::2], own[1::2], strict=True)
            if self._open or key not in LANGUAGE
        )
        parent, shown = self._open[-1] if self._open else ("", True)
        values = dict(zip(own[::2], own[1::2], strict=True))
        shown = shown and not {name, f"{parent}/{name}"} & self.excluded and not _is_kept(values)
        self.nodes.append(Node(name, pairs, "", shown))
        self._open.append((name, shown))

    def _end(self, name: str) -> None:
        self._flush()
        self._open.pop()
        self.nodes.append(Node(f"/{name}", (), "", True))

    def _other(self, data: str) -> None:
        if data.startswith("&"):
            self._text.append(" ")

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            self.nodes.append(Node("", (), text, self._open[-1][1]))

    def elements(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        return [(one.name, one.attributes) for one in self.nodes if one.name]

    def words(self, *, shown: bool = False) -> Counter[str]:
        """The words, or those that a reader sees."""
        texts = (one.text for one in self.nodes if one.text and (one.shown or not shown))
        return Counter(word for text in texts for word in WORD.findall(NO_WORD.sub(" ", text)))


LANGUAGE = ("xml:lang", "lang", "tools:locale")
TRANSLATED = (*LANGUAGE, "aria-label", "alt", "navtitle", "title")


def _is_kept(own: Mapping[str, str]) -> bool:
    """Whether an element says that it isn't translated, or is in a language of its own."""
    other = own.get("xml:lang") or own.get("lang") or own.get("systemLanguage") or "en"
    return (
        own.get("translate") == "no"
        or own.get("its:translate") == "no"
        or own.get("translatable") == "false"
        or (bool({"conref", "conkeyref"} & own.keys()) and "conaction" not in own)
        or not other.lower().startswith("en")
    )


def excluded(files: Files) -> frozenset[str]:
    """The elements that aren't for readers."""
    return EXCLUDED[files.name.rstrip("45")]


def read(folder: Path, name: str, most: int) -> Files:
    """The English files of a vocabulary that Hexapla and expat read; both refuse the same."""
    found = Files(name)
    for path in sorted(folder.joinpath(name).iterdir())[:most]:
        parse = partial(
            documents.parse,
            segmenter=cut_into_sentences,
            name=path.name,
            format="xml",
            language="en",
        )
        try:
            found.add(path, parse)
        except InputError as error:
            if "rules" not in str(error) and _is_well_formed(path.read_bytes()):
                raise
    return found


def _is_well_formed(data: bytes) -> bool:
    try:
        Tree(frozenset()).read(data)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def measured(files: Files, show: int, asked: int) -> Iterator[Figure]:
    same = lost = kept = hostile = 0
    total, missing = 0, Counter[str]()
    for path, data, document in zip(files.paths, files.sources, files.documents, strict=True):
        same += document.render(lambda one: one.text, GERMAN) == data
        source = Tree(excluded(files)).read(data)
        capitals = Tree(excluded(files)).read(document.render(in_capitals, GERMAN))
        kept += source.elements() == capitals.elements()
        upper, had = _upper(capitals.words()), _upper(source.words())
        lost += (had - upper).total()
        left = Counter(
            {
                word: min(n, capitals.words(shown=True)[word])
                for word, n in source.words(shown=True).items()
                if word != word.upper()
            }
        )
        total += source.words(shown=True).total()
        missing += left
        texts = drafts(document, HostileEngine(), Pair("en", "es"))
        other = Tree(excluded(files)).read(document.render(in_order(texts), GERMAN))
        hostile += not Counter(source.elements()) - Counter(other.elements())
        if show and left.total() > show:
            print(f"  {path.name}: {left.total()} words: {list(left)[:12]}")
    count = len(files.paths)
    told = f"{count} files"
    yield at_least(
        f"{files.name}: identity", share(same, count), 100, "%", told + peers(files, asked)
    )
    yield at_least(f"{files.name}: elements, upper", share(kept, count), 100, "%", told)
    yield at_least(f"{files.name}: elements, hostile", share(hostile, count), 100, "%", told)
    yield at_least(
        f"{files.name}: words", share(total - missing.total(), total), 99.5, "%",
        f"{total} words, {lost} lost",
    )  # fmt: skip
    size = sum(map(len, files.sources)) / 1e6
    yield untargeted(f"{files.name}: read", size / files.seconds, "MB a second")


def _upper(words: Counter[str]) -> Counter[str]:
    found = Counter[str]()
    for word, count in words.items():
        found[word.upper()] += count
    return found


def share(value: int, total: int) -> float:
    return 100 * value / max(1, total)


# ── peers ─────────────────────────────────────────────────────────────────────────────────────

PEERS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "itstool": {
        "docbook4": ["-i", "/usr/share/itstool/its/docbook.its"],
        "docbook5": ["-i", "/usr/share/itstool/its/docbook5.its"],
        "dita": [],
        "tei": [],
        "svg": [],
    },
    "po4a": {"docbook4": ["-f", "docbook"], "docbook5": ["-f", "docbook"], "dita": ["-f", "xml"]},
}


def peers(files: Files, asked: int) -> str:
    """How many of some files peers read, and how many come back."""
    step = -(-len(files.paths) // max(1, asked))
    paths = files.paths[::step] if asked else []
    told = ""
    for peer, options in PEERS.items():
        tool = shutil.which("po4a-updatepo" if peer == "po4a" else peer)
        if not (paths and tool and files.name in options):
            continue
        found = [_round_trip(peer, options[files.name], path) for path in paths]
        reads = sum(one is not None for one in found)
        told += f"; {peer} reads {reads} of {len(paths)}, {sum(map(bool, found))} come back"
    return told


def _round_trip(peer: str, options: Sequence[str], path: Path) -> bool | None:
    """Whether a file with its own texts comes back from a peer; None if it can't be read."""
    with tempfile.TemporaryDirectory() as folder:
        pot, po, mo, out = (Path(folder, name) for name in ("a.pot", "a.po", "de.mo", "out.xml"))
        if peer == "itstool":
            steps = [
                ["itstool", *options, "-o", pot, path],
                ["msgen", pot, "-o", po],
                ["msgfmt", po, "-o", mo],
                ["itstool", *options, "-m", mo, "-o", out, path],
            ]
        else:
            own = ["-M", "UTF-8", "-m", path]
            steps = [
                ["po4a-updatepo", *options, *own, "-p", pot],
                ["msgen", pot, "-o", po],
                ["po4a-translate", *options, *own, "-p", po, "-l", out, "-k", "0"],
            ]
        for step in steps:
            done = subprocess.run(list(map(str, step)), capture_output=True, check=False)
            if done.returncode:
                return None
        return out.exists() and out.read_bytes() == path.read_bytes()


def figures(folder: Path, names: Sequence[str], show: int, quick: bool) -> Iterator[Figure]:
    """The figures of each vocabulary that has a folder; quick: of fewer files."""
    for name in names:
        if (folder / name).is_dir():
            files = read(folder, name, QUICK if quick else 100_000)
            if files.paths:
                yield from measured(files, show, 2 if quick else PEER_FILES)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="the files")
    parser.add_argument("--only", choices=VOCABULARIES, action="append", help="only this one")
    parser.add_argument("--show", type=int, default=0, help="show files with more words missing")
    parser.add_argument("--quick", action="store_true", help="12 files a vocabulary")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    if not arguments.folder:
        print("[]" if arguments.json else "name a folder of files, or set HEXAPLA_XML")
        return
    found = figures(
        arguments.folder, arguments.only or VOCABULARIES, arguments.show, arguments.quick
    )
    print(as_json(found) if arguments.json else "\n".join(map(line, found)))


if __name__ == "__main__":
    main()
