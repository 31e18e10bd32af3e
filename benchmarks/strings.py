"""Measure files of strings: does an edition keep their structure, and are all words translated?

    python benchmarks/strings.py [FOLDER] [--only NAME] [--show N] [--quick] [--json]

FOLDER (default: $HEXAPLA_STRINGS) has a folder for each syntax in `SYNTAXES`, with files of public
repositories, in folders of any depth. For each of them:

* identity: an edition that repeats the source is the source, byte for byte;
* loads: an edition in capitals, read by another program, has the same keys in the same order and
  the same values that are no strings; forms of plurals may be added;
* hostile: so has an edition by the engine `hostile`;
* words: the share of the words in strings that are in capitals. Not counted are strings of one
  word in small letters, addresses, placeholders, tags, descriptions, and metadata.

Python's json, PyYAML and tomllib read the files here; fluent.syntax, javaproperties and
openstep-plist in the Python of $HEXAPLA_PEERS. There, translate-toolkit gets the same files: how
many come back, how many words it finds, and how long it takes to extract them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from _figures import Figure, as_json, at_least, line, untargeted
from _real_files import Files, spread
from hexapla import documents
from hexapla.documents.document import in_order
from hexapla.engines.engine import Pair
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing import HostileEngine
from hexapla.testing.drafts import drafts
from hexapla.testing.texts import cut_into_sentences, in_capitals

FOLDER = os.environ.get("HEXAPLA_STRINGS") and Path(os.environ["HEXAPLA_STRINGS"])
PYTHON = os.environ.get("HEXAPLA_PEERS", sys.executable)
GERMAN = Language("de")  # It has the plural forms of English.
SYNTAXES = ("arb", "ftl", "json", "properties", "strings", "toml", "yaml", "yml")
QUICK, PEER_FILES, LARGEST = 20, 60, 200_000
WORD = re.compile(r"[^\W\d_]{2,}")
NO_WORD = re.compile(
    r"\*?\[(?:zero|one|two|few|many|other)\]|\{\s*\w+\s*,\s*(?:plural|select)\w*\s*,|\b(?:zero|one|two|few|many|other)\s*\{"
    r"|\{\{?[^{}]*\}?\}|%\{[^{}]*\}|%[\d$]*[-+ #0]*\d*[a-zA-Z@]|<[^<>]*>|\$[\w(][^\s]*|&#?\w+;|\w+://\S+"
    r"|[\w.+-]+@[\w.-]+|\S*[\w.]+[/_]\S+|\\u[0-9a-fA-F]{4}|__\w+__|@\w+|#\w+"
)
SKIPPED = frozenset(
    ["description", "comment", "context", "developer_comment", "placeholders", "hash"]
)

# Reads a JSON list of pairs (syntax, text), and writes what other parsers read: pairs (key, text).
ORACLE = r"""
import io, json, sys
def fluent(text):
    from fluent.syntax import ast, parse
    from fluent.syntax.serializer import serialize_pattern
    out = []
    for entry in parse(text).body:
        if isinstance(entry, ast.Junk):
            out.append(['junk', entry.content])
        if not isinstance(entry, (ast.Message, ast.Term)):
            continue
        parts = [('', entry.value), *((a.id.name, a.value) for a in entry.attributes)]
        for name, value in parts:
            if value:
                shown = serialize_pattern(value)
                out.append([f'{type(entry).__name__} {entry.id.name} {name}', shown])
    return out
def properties(text):
    import javaproperties
    parsed = javaproperties.parse(io.StringIO(text))
    return [[one.key, one.value] for one in parsed if hasattr(one, 'value') and hasattr(one, 'key')]
def apple(text):
    import openstep_plist
    return [[key, str(value)] for key, value in openstep_plist.loads(text).items()]
known = {'ftl': fluent, 'properties': properties, 'strings': apple}
found = []
for syntax, text in json.load(sys.stdin):
    try:
        found.append(known[syntax](text))
    except Exception as error:
        found.append(None)
json.dump(found, sys.stdout)
"""

# Reads a JSON list of paths, and the converters of translate-toolkit with their functions; writes
# for each file whether it comes back with its own texts, the texts, and the seconds of extraction.
TOOLKIT = r"""
import importlib, io, json, sys, time
import polib
paths, there, extract, back, build = json.load(sys.stdin)
extract = getattr(importlib.import_module('translate.convert.' + there), extract)
build = back and getattr(importlib.import_module('translate.convert.' + back), build)
class Named(io.BytesIO):
    name = 'a'
out = []
for path in paths:
    data = open(path, 'rb').read()
    began = time.process_time()
    seconds, texts, same = None, '', None
    try:
        catalog = Named()
        extract(Named(data), catalog, None)
        seconds = time.process_time() - began
        entries = polib.pofile(catalog.getvalue().decode())
        texts = '\n'.join(one.msgid for one in entries)
        if build:
            for one in entries:
                one.msgstr = one.msgid
            edition, filled = Named(), Named(str(entries).encode())
            filled.name = 'a.po'
            build(filled, edition, Named(data))
            same = edition.getvalue() == data
    except Exception as error:
        seconds = seconds or time.process_time() - began
    out.append([same, texts, seconds])
json.dump(out, sys.stdout)
"""
CONVERT = {
    "arb": ("arb2po", "convertarb", "", ""),
    "ftl": ("fluent2po", "convertfluent", "", ""),
    "json": ("json2po", "convertjson", "po2json", "convertjson"),
    "properties": ("prop2po", "convertprop", "po2prop", "convertprop"),
    "toml": ("toml2po", "run_converter", "po2toml", "run_converter"),
    "yaml": ("yaml2po", "run_converter", "po2yaml", "run_converter"),
    "yml": ("yaml2po", "run_converter", "po2yaml", "run_converter"),
}


Pairs = list[tuple[str, Any]]


def read(folder: Path, name: str, most: int) -> Files:
    found = Files(name)
    every = [path for path in sorted(folder.joinpath(name).rglob("*")) if path.is_file()]
    for path in spread(every, most):
        parse = partial(
            documents.parse, segmenter=cut_into_sentences, name=path.name, format="strings"
        )
        try:
            found.add(path, parse)
        except InputError as error:
            found.refused.append(str(error))
    return found


def loaded(name: str, texts: Sequence[bytes]) -> list[Pairs | None]:
    """What other programs read in some files: paths and values, in order; None if they can't."""
    shown = [_decoded(data) for data in texts]
    if name in ("ftl", "properties", "strings"):
        asked = json.dumps([(name, text) for text in shown])
        done = subprocess.run([PYTHON, "-c", ORACLE], input=asked, capture_output=True, text=True)
        answer = json.loads(done.stdout) if done.returncode == 0 else [None] * len(texts)
        return [None if one is None else [(k, v) for k, v in one] for one in answer]
    return [_loaded(name, text) for text in shown]


def _decoded(data: bytes) -> str:
    for name in ("utf-8-sig", "utf-16") if data[:1] in (b"\xff", b"\xfe") else ("utf-8-sig",):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _loaded(name: str, text: str) -> Pairs | None:
    try:
        if name == "toml":
            data: Any = tomllib.loads(text)
        elif name in ("yaml", "yml"):
            data = list(yaml.load_all(text, Loader=yaml.CBaseLoader))
        else:
            data = json.loads(text)
    except (ValueError, yaml.YAMLError):
        return None
    return list(_leaves(data, ""))


def _leaves(data: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, f"{path}/{key}")
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _leaves(value, f"{path}/{at}")
    else:
        yield path, data


FORM = re.compile(r"(?:_|/)(?:zero|one|two|few|many|other)$")


def is_same(ours: Pairs, theirs: Pairs) -> bool:
    """Whether an edition has the keys of its source, and its values that are no strings."""
    own, new = [_bare(one) for one in ours], [_bare(one) for one in theirs]
    known = {key for key, _ in own}
    return own == [one for one in new if one[0] in known or not FORM.search(one[0])]


def _bare(leaf: tuple[str, Any]) -> tuple[str, Any]:
    key, value = leaf
    key = re.sub(r"^/0/[a-z]{2,3}(?:[_-]\w+)?(?=/)", "/0/", key)
    return key, "" if isinstance(value, str) else value


def words(leaves: Pairs) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, value in leaves:
        parts = key.split("/")
        if not isinstance(value, str) or SKIPPED & set(parts) or "/@" in key:
            continue
        text = NO_WORD.sub(" ", value)
        if " " in text.strip():
            found.update(WORD.findall(text))
    return found


def measured(files: Files, show: int, asked: int) -> Iterator[Figure]:
    same = kept = hostile = read_by = 0
    total = missing = 0
    sources = loaded(files.name, files.sources)
    capitals = [one.render(in_capitals, GERMAN) for one in files.documents]
    rough = [
        one.render(in_order(drafts(one, HostileEngine(), Pair("en", "es"))), GERMAN)
        if len(one.segments) < 150
        else None
        for one in files.documents
    ]
    upper = loaded(files.name, capitals)
    other = loaded(files.name, [one or b"" for one in rough])
    tried = 0
    for at, (path, document) in enumerate(zip(files.paths, files.documents, strict=True)):
        same += document.render(lambda one: one.text, GERMAN) == files.sources[at]
        own, new, worst = sources[at], upper[at], other[at]
        if own is None:
            continue
        read_by += 1
        fine = new is not None and is_same(own, new)
        kept += fine
        if not fine and show:
            print(f"  {path}: loads otherwise in capitals")
        if rough[at] is not None:
            tried += 1
            fine = worst is not None and is_same(own, worst)
            hostile += fine
            if not fine and show:
                print(f"  {path}: loads otherwise after hostile")
        had, has = words(own), words(new or [])
        left = {w: min(n, has[w]) for w, n in had.items() if w != w.upper() and has[w]}
        total += had.total()
        missing += sum(left.values())
        if show and sum(left.values()) > show:
            print(f"  {path}: {sum(left.values())} words: {list(left)[:12]}")
    count, told = len(files.paths), f"{len(files.paths)} files, {len(files.refused)} refused"
    yield at_least(f"{files.name}: identity", share(same, count), 100, "%", told)
    if read_by:
        told = f"{read_by} files"
        yield at_least(f"{files.name}: loads, upper", share(kept, read_by), 100, "%", told)
        told = f"{tried} files"
        if tried:
            yield at_least(f"{files.name}: loads, hostile", share(hostile, tried), 100, "%", told)
        told = f"{total} words"
        yield at_least(f"{files.name}: words", share(total - missing, total), 99.5, "%", told)
    size = sum(map(len, files.sources)) / 1e6
    yield untargeted(f"{files.name}: read", size / max(0.001, files.seconds), "MB a second")
    yield from peers(files, sources, asked)


def share(value: int, total: int) -> float:
    return 100 * value / max(1, total)


def peers(files: Files, sources: Sequence[Pairs | None], asked: int) -> Iterator[Figure]:
    """How translate-toolkit does on some of the files."""
    if files.name not in CONVERT or not asked:
        return
    step = -(-len(files.paths) // asked)
    chosen = [at for at in range(0, len(files.paths), step) if len(files.sources[at]) < LARGEST]
    began = time.process_time()
    for at in chosen:
        documents.parse(
            files.sources[at], cut_into_sentences, name=files.paths[at].name, format="strings"
        )
    own = time.process_time() - began
    paths = [str(files.paths[at]) for at in chosen]
    asked_for = json.dumps([paths, *CONVERT[files.name]])
    done = subprocess.run([PYTHON, "-c", TOOLKIT], input=asked_for, capture_output=True, text=True)
    if done.returncode:
        return
    found = json.loads(done.stdout)
    total = kept = 0
    for at, (_, text, _) in zip(chosen, found, strict=True):
        had = words(sources[at] or [])
        total += had.total()
        kept += (had & Counter(WORD.findall(text))).total()
    seconds = sum(one[2] for one in found)
    name, _, back, _ = CONVERT[files.name]
    same = f"{sum(one[0] is True for one in found)} come back, " if back else ""
    told = f"{name}, {len(chosen)} files: {same}{share(kept, total):.1f}% of the words"
    yield at_least(f"{files.name}: as fast as", seconds / max(own, 0.001), 5, "times", told)


def figures(folder: Path, names: Sequence[str], show: int, quick: bool) -> Iterator[Figure]:
    """The figures of each syntax that has a folder; quick: of fewer files."""
    for name in names:
        if (folder / name).is_dir():
            files = read(folder, name, QUICK if quick else 1_000)
            yield from measured(files, show, QUICK if quick else PEER_FILES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=SYNTAXES)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found: list[Figure] = []
    names = [chosen.only] if chosen.only else SYNTAXES
    for one in figures(chosen.folder, names, chosen.show, chosen.quick) if chosen.folder else ():
        found.append(one)
        if not chosen.json:
            print(line(one), flush=True)
    if chosen.json:
        print(as_json(found))
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
