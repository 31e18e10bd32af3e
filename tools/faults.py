"""Make commands fail at every step, and compare what they leave with a clean run.

`python tools/faults.py [SCENE…]` runs each writing command of `SCENES` again and again:

* killed at a system call that changes something, then run again (`--kills N` points, spread over
  all of them; `--kills 0` for all);
* with one system call failing (`--errors N`): a full disk (ENOSPC), a broken one (EIO), missing
  rights (EACCES), another file system (EXDEV), a read-only one (EROFS);
* with damaged bytes in each file that Hexapla keeps (`--flips N` per file).

Afterwards the same command must bring the folder to exactly what a clean run gives, without a
traceback, an internal error or a temporary file. It needs strace. `--write` puts the figures into
docs/explanation/reliability.md; `--resume FILE` goes on after a scene that was interrupted.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
PAGE = ROOT / "docs" / "explanation" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
SECONDS = 120

CHANGING = (
    "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync", "rename", "renameat",
    "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat",
    "link", "linkat", "symlink", "symlinkat",
)  # fmt: skip
ERRORS = {
    "openat": ("EACCES", "ENOSPC", "EIO", "EROFS"),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EXDEV", "EACCES", "EIO"),
    "mkdir": ("ENOSPC", "EACCES"),
    "unlink": ("EACCES", "EIO"),
    "chmod": ("EPERM",),
}
BROKEN = ("Traceback (most recent call last)", "internal error")
# Dates, and what contains or digests them, differ from run to run.
DATES = re.compile(
    rb'"PO\w*-\w+-Date: .*\n|"(catalog_sha256|revised|key|seal|edition_sha256|date)": "[^"]*"'
    rb"|\d{4}-\d\d-\d\dT[\d:]*Z?|\b\d{8}T\d{6}Z|\b\d{18,19}\b|\b[0-9a-f]{64}\b"
)

SETTINGS = """sources = ["news"]
languages = ["es", "fr"]
source-language = "en"
engines = ["upper"]
[site]
title = "News"
"""
ARTICLES = {
    "bridge.txt": "The bridge\n\nThe bridge was opened on Monday. It is 40 metres long.\n",
    "library.md": "# The library\n\nIt has *two* floors, and [a bridge](bridge.txt) to it.\n"
    "\n![The cellar](cellar.png)\n",
    "rules.html": "<html lang=en><title>Rules</title><p>Nobody has to <b>pay</b>.</p></html>\n",
}
TMX = (
    '<?xml version="1.0"?><tmx version="1.4"><header srclang="en" datatype="plaintext" '
    'segtype="sentence" o-tmf="x" creationtool="x" creationtoolversion="1" adminlang="en"/><body>'
    '<tu><tuv xml:lang="en"><seg>It is long.</seg></tuv><tuv xml:lang="es"><seg>Es largo.</seg>'
    "</tuv></tu></body></tmx>\n"
)


STRINGS = {
    "app/en.json": '{"title": "The bridge is open", "count": {"one": "A house", "other": "Two"}}\n',
    "app/en.lproj/Main.strings": '/* A button */\n"open" = "Open the gate";\n"n" = "%d of %@";\n',
    "app/strings.xml": '<resources><string name="a">The road is closed</string></resources>\n',
    "app/main.ftl": "open = Open the gate\nrain = It rained all { $when }\n",
}
SUBTITLES = {
    "film.srt": "1\n00:00:01,000 --> 00:00:03,000\nThe bridge was opened\non Monday.\n\n2\n"
    "00:00:04,000 --> 00:00:06,000\n<i>Nobody</i> has to pay.\n",
    "film.vtt": "WEBVTT\n\n00:01.000 --> 00:03.000\nThe bridge was opened on Monday.\n",
}
CATALOG = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n# mine\n#, c-format\nmsgid "%d house"\n'
    'msgid_plural "%d houses"\nmsgstr[0] ""\nmsgstr[1] ""\n\nmsgid "The road is closed."\n'
    'msgstr "La calle está cerrada."\n\nmsgid "It rained all day."\nmsgstr ""\n'
)
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_XML = "application/vnd.openxmlformats-package.relationships+xml"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
DOCX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_XML}"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
    'main"><w:body><w:p><w:r><w:t xml:space="preserve">The bridge is </w:t></w:r><w:r><w:rPr><w:b/>'
    "</w:rPr><w:t>closed</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p></w:body></w:document>",
}


@dataclass(frozen=True)
class Place:
    """Where a scene is played: the publication, and the user's home folder."""

    work: Path
    home: Path

    def run(self, *args: str, under: Sequence[str] = ()) -> Ended:
        """Run the command, possibly under another program."""
        folders = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in NAMES}
        done = subprocess.run(
            [*under, sys.executable, "-m", "hexapla", *args],
            cwd=self.work,
            env={**os.environ, **folders, "HOME": str(self.home)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=SECONDS, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stderr)

    def must(self, *args: str) -> None:
        """Run a command that prepares a scene."""
        done = self.run(*args)
        if done.code:
            raise SystemExit(f"translate {' '.join(args)}: {done.said}")

    def tree(self) -> dict[str, bytes]:
        """The files in both folders, without the cache and without dates."""
        found = {}
        for folder in (self.work, self.home):
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder.parent).as_posix()
                # The last has the times of a batch's input, which every copy of it changes.
                skipped = (".lock" in name, path.name == ".made-of.json")
                if path.is_file() and not name.startswith("home/cache/") and not any(skipped):
                    found[name] = DATES.sub(b"", path.read_bytes())
        return found

    def kept(self) -> list[Path]:
        """The files that Hexapla keeps for itself."""
        found = [path for path in self.home.rglob("*") if path.is_file()]
        found += [self.work / "editions/manifest.json", self.work / "public/manifest.json"]
        found += self.work.rglob("*.pot")
        skipped = ("locks", "packages", "detection-2")
        return sorted(
            path
            for path in found
            if path.is_file() and path.stat().st_size and not set(skipped) & set(path.parts)
        )


NAMES = ("CACHE", "DATA", "CONFIG")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it said on standard error."""

    code: int
    said: str

    @property
    def is_clean(self) -> bool:
        """Whether it ended with a result or an error that a user can understand."""
        return self.code in (0, 1, 2, 3, 4) and not any(one in self.said for one in BROKEN)


@dataclass(frozen=True)
class Scene:
    """A writing command: its arguments, and what prepares the base publication for it."""

    args: tuple[str, ...]
    prepare: Callable[[Place], object] = lambda place: None


def base(place: Place) -> None:
    """A publication in two languages, with drafts, and reviewed sentences in one of them."""
    place.home.mkdir()
    (place.work / "i18n").mkdir(parents=True)
    (place.work / "news").mkdir()
    (place.work / "i18n/publication.toml").write_text(SETTINGS)
    for name, text in ARTICLES.items():
        (place.work / "news" / name).write_text(text)
    (place.work / "news/cellar.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    place.must("run")
    for path in place.work.glob("locales/es/LC_MESSAGES/*.po"):
        path.write_bytes(path.read_bytes().replace(b"#, fuzzy\n", b""))


def edit(place: Place) -> None:
    """Change an article, as a person does."""
    path = place.work / "news/bridge.txt"
    path.write_text(path.read_text().replace("Monday", "Tuesday") + "\nIt has two arches.\n")


def edition(place: Place) -> None:
    """Change an edition by hand."""
    place.must("publish")
    path = place.work / "editions/es/bridge.txt"
    path.write_text(path.read_text().replace("LONG", "EN TOTAL"))


def site(place: Place) -> None:
    """A site that has to be updated: an article is changed, one is gone."""
    place.must("publish", "--site", "public")
    edit(place)
    place.must("extract")
    place.must("draft")
    (place.work / "news/rules.html").unlink()


def also(files: dict[str, str]) -> Callable[[Place], object]:
    """More articles: they were drafted, and one of the others is changed."""

    def prepare(place: Place) -> None:
        for name, text in files.items():
            path = place.work / "news" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        place.must("run")
        edit(place)

    return prepare


def office(place: Place) -> None:
    """A document of Word."""
    with zipfile.ZipFile(place.work / "news/letter.docx", "w") as archive:
        for name, text in DOCX.items():
            archive.writestr(name, text)
    place.must("run")
    edit(place)
    place.must("extract")
    place.must("draft")


def gone(place: Place) -> None:
    """An article that is gone."""
    (place.work / "news/rules.html").unlink()


def model(place: Place) -> None:
    """An installed model."""
    shutil.copy(MODEL, place.work / "m.argosmodel")
    place.must("models", "install", "m.argosmodel")


def xliff(place: Place) -> None:
    """Exported XLIFF files, translated."""
    place.must("xliff", "export", "--to", "fr")
    for path in place.work.rglob("*.xlf"):
        path.write_text(path.read_text("utf-8").replace("LONG", "LARGE"), "utf-8")


def answer(place: Place) -> None:
    """The answer of a packet."""
    place.must("packet", "news/bridge.txt", "--to", "es", "--output", "p.html")
    page = (place.work / "p.html").read_text("utf-8")
    data = json.loads(page.partition('id="packet">')[2].partition("</script>")[0])
    entries = [
        {"sent": one["sent"], "text": f"Texto {n}.", "reviewed": True}
        for n, one in enumerate(data["about"].values())
    ]
    article = {
        "article": data["articles"][0],
        "sentences": data["sentences"][0],
        "entries": entries,
    }
    fields = {
        "schema": "hexapla.answer/1", "packet": data["packet"], "language": "es",
        "reviewer": "Ana", "saved": "2026-01-01T00:00:00Z", "articles": [article],
    }  # fmt: skip
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    checksum = f"{zlib.crc32(text.encode()):08x}"
    (place.work / "a.json").write_text(json.dumps({**fields, "checksum": checksum}), "utf-8")


def versions(place: Place) -> None:
    """Three versions of a catalog."""
    path = place.work / "locales/fr/LC_MESSAGES/bridge.po"
    data = path.read_bytes()
    for name, new in (("base", b"BRIDGE"), ("ours", b"VIADUC"), ("theirs", b"PASSERELLE")):
        (place.work / f"{name}.po").write_bytes(data.replace(b"THE BRIDGE", b"LE " + new))


def written(name: str, text: str) -> Callable[[Place], object]:
    """A file in the publication."""
    return lambda place: (place.work / name).write_text(text)


def tested(place: Place) -> None:
    """A hundred sentences to score an engine with."""
    lines = [f"There are {n} houses in the town." for n in range(100)]
    (place.work / "en.txt").write_text("\n".join(lines) + "\n")
    (place.work / "es.txt").write_text("\n".join(lines).upper() + "\n")


def bundle(place: Place) -> None:
    """A bundle of models, and none installed."""
    model(place)
    place.must("models", "export", "b.zip")
    place.must("models", "remove", "en-es")


EVALUATE = ("evaluate", "en.txt", "es.txt", "--from", "en", "--to", "es", "--engine", "upper")
SCENES: dict[str, Scene] = {
    "run": Scene(("run",), edit),
    "run (strings)": Scene(("run",), also(STRINGS)),
    "run (subtitles)": Scene(("run",), also(SUBTITLES)),
    "publish (Office)": Scene(("publish",), office),
    "draft (PO)": Scene(("draft", "es.po"), written("es.po", CATALOG)),
    "publish (PO)": Scene(("publish", "es.po", "--mo"), written("es.po", CATALOG)),
    "init": Scene(("init", "new", "--from", "en", "--to", "es")),
    "extract": Scene(("extract",), edit),
    "draft": Scene(("draft",), lambda place: (edit(place), place.must("extract"))),
    "batch": Scene(("batch", "news", "--to", "fr", "--output", "out", "--workers", "0")),
    "packet": Scene(("packet", "--to", "fr", "--output", "p.html"), lambda place: None),
    "packet --return": Scene(("packet", "--return", "a.json"), answer),
    "sign": Scene(("sign", "--to", "es", "--as", "Ana"), lambda place: None),
    "publish": Scene(("publish",), lambda place: (edit(place), place.must("extract"))),
    "publish --mo": Scene(("publish", "--mo")),
    "site": Scene(("site", "public"), site),
    "site (first)": Scene(("site", "public")),
    "epub": Scene(("epub", "books", "--to", "es")),
    "adopt": Scene(
        ("adopt", "news/bridge.txt", "old.txt", "--to", "fr"),
        written("old.txt", "Le pont est haut. Il est ouvert lundi.\n"),
    ),
    "adopt-edit": Scene(("adopt-edit", "editions/es/bridge.txt"), edition),
    "prune": Scene(("prune",), gone),
    "detect": Scene(("detect", "news/bridge.txt")),
    "import": Scene(
        ("import", "pasted.txt", "--pasted"),
        written("pasted.txt", "The bridge is long. It was\nopened on Mon-\nday.\n\nIt is old.\n"),
    ),
    "models install": Scene(
        ("models", "install", "m.argosmodel"),
        lambda place: shutil.copy(MODEL, place.work / "m.argosmodel"),
    ),
    "models export": Scene(("models", "export", "b.zip"), model),
    "models import": Scene(("models", "import", "b.zip"), bundle),
    "models remove": Scene(("models", "remove", "en-es"), model),
    "models verify": Scene(("models", "verify", "--trust"), model),
    "memory import": Scene(("memory", "import", "old.tmx"), written("old.tmx", TMX)),
    "memory export": Scene(("memory", "export", "--to", "es", "--output", "out.tmx")),
    "memory search": Scene(("memory", "search", "It is long.", "--to", "es")),
    "glossary import": Scene(
        ("glossary", "import", "terms.csv"), written("terms.csv", "term,note,es\nbridge,,puente\n")
    ),
    "glossary export": Scene(
        ("glossary", "export", "--output", "out.tbx"),
        written("i18n/glossary.csv", "term,note,es\nbridge,,puente\n"),
    ),
    "xliff export": Scene(("xliff", "export", "--to", "fr")),
    "xliff import": Scene(("xliff", "import", "bridge.fr.xlf"), xliff),
    "evaluate": Scene((*EVALUATE, "--remember"), tested),
    "cache clear": Scene(("cache", "clear")),
    "merge-po": Scene(("merge-po", "base.po", "ours.po", "theirs.po"), versions),
}
"""The writing commands by name: the words of a command, then what distinguishes its scenes."""

NOT_HERE = {
    "demo": "copies the sample into an empty folder, like init, and runs run in it",
    "segments": "writes nothing but the cache, like detect",
    "status": "writes nothing but the cache, like run",
    "count": "writes nothing but the cache, like run",
    "check": "writes nothing but the cache, like run",
    "review": "tests/review kills it; it saves like draft",
    "engines": "with --choose writes one file in one step, like init",
    "models list": "writes nothing",
    "models available": "writes nothing",
    "models add": "places a model like models install",
    "glossary check": "writes nothing but the cache, like run",
    "cache info": "writes nothing",
}
"""Why a command has no scene; tests/test_faults.py compares both with the command line."""


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Stage:
    """A scene that can be played again and again in one folder."""

    name: str
    folder: Path
    figures: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scene = SCENES[self.name]
        self.place = Place(self.folder / "work", self.folder / "home")
        self.before = self.folder / "before"
        base(self.place)
        self.scene.prepare(self.place)
        self.before.mkdir()
        for one in (self.place.work, self.place.home):
            shutil.copytree(one, self.before / one.name, symlinks=True)
        clean = self.place.run(*self.scene.args)
        if clean.code not in (0, 1):
            raise SystemExit(f"{self.name}: {clean.said}")
        self.ends = {clean.code}
        self.trees = [self.place.tree()]
        again = self.place.run(*self.scene.args)
        self.ends.add(again.code)
        self.trees.append(self.place.tree())

    def set_up(self) -> None:
        """Put everything back as it was before the command."""
        for one in (self.place.work, self.place.home):
            shutil.rmtree(one)
            shutil.copytree(self.before / one.name, one, symlinks=True)

    def calls(self) -> Iterator[tuple[str, int]]:
        """The system calls of a run that change something, each with its number in its thread."""
        self.set_up()
        log = self.folder / "trace"
        names = ",".join((*CHANGING, "openat"))
        self.place.run(*self.scene.args, under=("strace", "-f", "-o", str(log), "-e", names))
        counts: Counter[tuple[str, str]] = Counter()
        seen = set()
        for line in log.read_text(errors="replace").splitlines():
            found = re.match(r"(\d+) +(\w+)\(", line)
            if found:
                counts[found.groups()] += 1
                call = found[2], counts[found.groups()]
                if call not in seen and (found[2] != "openat" or "O_CREAT" in line):
                    seen.add(call)
                    yield call

    def play(self, what: str, *inject: str) -> Ended:
        """Run the command with a fault, then without, and compare."""
        self.set_up()
        under = ("strace", "-f", "-qq", "-o", os.devnull)
        ended = self.place.run(*self.scene.args, under=(*under, *inject))
        self.compare(what)
        return ended

    def compare(self, what: str) -> None:
        """Run the command again: it must give what a clean run gives."""
        again = self.place.run(*self.scene.args)
        tree = self.place.tree()
        if not again.is_clean or again.code not in self.ends:
            self.fault(f"{what}: then exit code {again.code}: {again.said.strip()[-300:]}")
        elif tree not in self.trees:
            other = self.trees[0]
            names = sorted(n for n in tree.keys() | other.keys() if tree.get(n) != other.get(n))
            self.fault(f"{what}: then different: {', '.join(names)[:300]}")
        left = [p for f in (self.place.work, self.place.home) for p in f.rglob(".hexapla-*~")]
        if left:
            self.fault(f"{what}: left {left[0]}")

    def fault(self, text: str) -> None:
        """Note a fault."""
        self.faults.append(f"{self.name}: {text}")
        say(f"FAULT {self.name}: {text}")

    def kill(self, most: int) -> None:
        """Kill the command at its system calls."""
        for name, number in spread(list(self.calls()), most):
            what = f"killed at {name} {number}"
            self.play(what, "-e", f"inject={name}:signal=KILL:when={number}")
            self.figures["kills"] += 1

    def fail(self, most: int) -> None:
        """Let single system calls fail."""
        calls = [call for call in self.calls() if call[0] in ERRORS]
        rng = random.Random(7)
        for name, number in spread(calls, most):
            error = rng.choice(ERRORS[name])
            what = f"{error} at {name} {number}"
            inject = f"inject={name}:error={error}:when={number}"
            ended = self.play(what, "-e", inject)
            if not ended.is_clean:
                self.fault(f"{what}: exit code {ended.code}: {ended.said.strip()[-300:]}")
            self.figures["errors"] += 1

    def flip(self, each: int) -> None:
        """Damage the files that Hexapla keeps."""
        self.set_up()
        rng = random.Random(7)
        names = [path.relative_to(self.folder) for path in self.place.kept()]
        for name in names * each:
            self.set_up()
            path = self.folder / name
            data = bytearray(path.read_bytes())
            at = rng.randrange(len(data))
            data[at] ^= rng.randrange(1, 256)
            path.write_bytes(data)
            what = f"byte {at} of {name} is {data[at]}"
            ended = self.place.run(*self.scene.args)
            if not ended.is_clean:
                self.fault(f"{what}: exit code {ended.code}: {ended.said.strip()[-300:]}")
            elif "cache" in name.parts and self.place.tree() not in self.trees:
                self.fault(f"{what}: other results")
            self.figures["flips"] += 1


def spread(calls: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """At most so many of some calls, evenly spread; all of them with 0."""
    if not most or len(calls) <= most:
        return calls
    return [calls[at * len(calls) // most] for at in range(most)]


def report(figures: dict[str, Counter[str]], faults: Sequence[str]) -> str:
    """The figures as a table in Markdown."""
    total = sum(figures.values(), Counter())
    day = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    lines = [
        f"On {day}: {total['kills']} kills, {total['errors']} failed system calls and"
        f" {total['flips']} damaged bytes in {len(figures)} scenes; {len(faults)} faults.",
        "",
        "| command | kills | failed calls | damaged bytes |",
        "| --- | --- | --- | --- |",
    ]
    for name, one in figures.items():
        lines.append(f"| `{name}` | {one['kills']} | {one['errors']} | {one['flips']} |")
    return "\n".join([*lines, *(f"\n* {fault}" for fault in faults)])


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Play scenes, print the figures, and return 1 if there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scenes", nargs="*", choices=[*SCENES, []], metavar="SCENE")
    parser.add_argument("--kills", type=int, default=12, help="kills per scene; 0: at every call")
    parser.add_argument("--errors", type=int, default=12, help="failed calls per scene; 0: all")
    parser.add_argument("--flips", type=int, default=2, help="damaged bytes per file")
    parser.add_argument("--write", action="store_true", help="update reliability.md in the docs")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep what was played here,"
                        " and don't play it again")  # fmt: skip
    args = parser.parse_args()
    figures: dict[str, Counter[str]] = {}
    faults: list[str] = []
    if args.resume and args.resume.exists():
        for line in args.resume.read_text("utf-8").splitlines():
            name, counts, found = json.loads(line)
            figures[name] = Counter(counts)
            faults += found
    for name in args.scenes or SCENES:
        if name in figures:
            continue
        with tempfile.TemporaryDirectory(prefix="hexapla-faults-") as folder:
            stage = Stage(name, Path(folder).resolve())
            stage.kill(args.kills)
            stage.fail(args.errors)
            stage.flip(args.flips)
        figures[name] = stage.figures
        faults += stage.faults
        if args.resume:
            with args.resume.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps([name, stage.figures, stage.faults]) + "\n")
        say(f"{name}: {dict(stage.figures)}, {len(stage.faults)} faults")
    written = report({name: figures[name] for name in SCENES if name in figures}, faults)
    say(written)
    if args.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{written}\n{END}{after}", "utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
