"""Measure how subtitles survive translation, as pysubs2 and ffmpeg read them, beside sub2po.

    python benchmarks/subtitles.py [FOLDER] [--limit N] [--show N] [--quick] [--json]

FOLDER is $HEXAPLA_SUBTITLES by default.

Identity: an edition that repeats the source is the source. Cues: an edition in capitals, and one
drafted by the hostile engine, have the same cues at the same times, each with or without a text.
Coverage: the share of the letters that pysubs2 shows which are in an entry. pysubs2 is run by the
Python of $HEXAPLA_ORACLES, translate-toolkit (with aeidon) by that of $HEXAPLA_PEERS, and ffmpeg if
it is on the path; only the first 20 files go through ffmpeg.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from _figures import Figure, as_json, at_least, line, untargeted
from _real_files import Problems, below
from hexapla import documents
from hexapla.documents.document import Document
from hexapla.drafting.drafter import drafter
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Pair
from hexapla.engines.routes import find_route
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing.hostile import HostileEngine
from hexapla.testing.texts import in_capitals

ENGLISH, SPANISH = Language("en"), Language("es")
SEGMENTER = Segmenter("en")
SUFFIXES = (".ass", ".srt", ".ssa", ".vtt")
FFMPEG_FILES = 20
Events = list[list[Any]]

ORACLE = """
import json, sys
import pysubs2
for line in sys.stdin:
    path = json.loads(line)
    try:
        text = open(path, "rb").read().decode("utf-8-sig")
        name = path.rpartition(".")[2]
        found = pysubs2.SSAFile.from_string(text, format_=name)
        print(json.dumps([[e.start, e.end, e.plaintext] for e in found if not e.is_comment]))
    except Exception as error:
        print(json.dumps(None))
    sys.stdout.flush()
"""
PEER = """
import io, json, os, sys, tempfile, time
from translate.convert import po2sub, sub2po
same, seconds, entries = 0, 0.0, 0
folder = tempfile.mkdtemp()
for line in sys.stdin:
    path = json.loads(line)
    try:
        start = time.process_time()
        store = io.BytesIO()
        with open(path, "rb") as source:
            sub2po.convertsub(source, store, None)
        seconds += time.process_time() - start
        entries += store.getvalue().count(b"\\nmsgid ") - 1
        out = os.path.join(folder, "x." + path.rpartition(".")[2])
        with open(out, "wb") as written, open(path, "rb") as template:
            po2sub.convertsub(io.BytesIO(store.getvalue()), written, template)
        same += open(out, "rb").read() == open(path, "rb").read()
    except Exception:
        pass
print(json.dumps([same, seconds, entries]))
"""


class Oracle:
    """pysubs2, in a process of its own."""

    def __init__(self) -> None:
        python = os.environ.get("HEXAPLA_ORACLES", sys.executable)
        self._folder = Path(tempfile.mkdtemp())
        self._process = subprocess.Popen(
            [python, "-c", ORACLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def events(self, data: bytes, suffix: str) -> Events | None:
        path = self._folder / f"x{suffix}"
        path.write_bytes(data)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(str(path))}\n")
        self._process.stdin.flush()
        found: Events | None = json.loads(self._process.stdout.readline() or "null")
        return found


def shape(events: Events) -> list[tuple[int, int, bool]]:
    return [(start, end, any(map(str.isalnum, text))) for start, end, text in events]


def with_ffmpeg(data: bytes, suffix: str) -> list[str] | None:
    """The times of the cues as ffmpeg reads them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"x{suffix}")
        path.write_bytes(data)
        done = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-f", "srt", "-"],
            capture_output=True,
            check=False,
        )
    if done.returncode:
        return None
    return [one for one in done.stdout.decode("utf-8", "replace").splitlines() if " --> " in one]


def hostile(document: Document) -> bytes:
    segments = Segments()
    segments.add(document)
    route = find_route(ENGLISH, SPANISH, [HostileEngine([Pair("en", "es")])])
    texts = list(dict.fromkeys(one.text for one in document.segments))
    drafts = drafter(route, ENGLISH, SPANISH, segments).translate(texts)
    known = {text: one.text for text, one in zip(texts, drafts, strict=True)}
    return document.render(lambda one: known[one.text] or None, SPANISH)


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalpha, text))


class Measuring:
    """Counts over many files, and the first problems."""

    def __init__(self, most_shown: int) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0
        self._oracle = Oracle()
        self.problems = Problems(most_shown)
        self._ffmpeg = FFMPEG_FILES if shutil.which("ffmpeg") else 0

    def measure(self, path: Path) -> None:
        data = path.read_bytes()
        self.counts["files"] += 1
        start = time.process_time()
        try:
            document = documents.parse(data, SEGMENTER, name=path.name)
        except HexaplaError as error:
            self.counts["refused"] += 1
            self.problems.show(path, error)
            return
        self.seconds += time.process_time() - start
        self.counts += Counter({"bytes": len(data), "entries": len(document.segments), "read": 1})
        same = document.render(lambda one: one.text, SPANISH) == data
        self.counts["identical"] += same
        if not same:
            self.problems.show(path, "not identical")
        self._compare(path, data, document)

    def _compare(self, path: Path, data: bytes, document: Document) -> None:
        suffix = path.suffix.lower()
        own = self._oracle.events(data, suffix)
        if own is None:
            return
        seen = letters("".join(text for _, _, text in own))
        ours = letters("".join(one.text for one in document.segments))
        self.counts += Counter({"seen": seen.total(), "covered": (seen & ours).total()})
        editions: dict[str, Callable[[], bytes]] = {
            "upper": lambda: document.render(in_capitals, SPANISH),
            "hostile": lambda: hostile(document),
        }
        self._ffmpeg -= 1
        for name, make in editions.items():
            edition = make()
            events = self._oracle.events(edition, suffix)
            same = events is not None and shape(events) == shape(own)
            self.counts += Counter({name: same, f"{name} of": 1})
            if not same:
                self.problems.show(path, f"{name}: {_first(shape(own), shape(events or []))}")
            if self._ffmpeg >= 0:
                times = with_ffmpeg(data, suffix)
                fine = times == with_ffmpeg(edition, suffix)
                self.counts += Counter({"ffmpeg": fine, "ffmpeg of": 1})
                if not fine:
                    self.problems.show(path, f"{name}: other cues in ffmpeg")

    def figures(self) -> Iterator[Figure]:
        found = self.counts
        yield untargeted("files", found["files"], f"of which {found['refused']} are refused")
        yield at_least("identity", 100 * found["identical"] / max(1, found["read"]), 100, "%")
        yield at_least("coverage", 100 * found["covered"] / max(1, found["seen"]), 99.5, "%")
        for name in ("upper", "hostile", "ffmpeg"):
            share = 100 * found[name] / max(1, found[f"{name} of"])
            yield at_least(f"the same cues, {name}", share, 100, f"% of {found[f'{name} of']}")
        speed = found["bytes"] / 1e6 / max(self.seconds, 1e-9)
        yield untargeted("speed of extraction", speed, "MB/s")


def _first(own: Sequence[object], new: Sequence[object]) -> object:
    pairs = zip(own, new, strict=False)
    return next((pair for pair in pairs if pair[0] != pair[1]), (len(own), len(new)))


def peer(paths: Sequence[Path]) -> Iterator[Figure]:
    """The figures of translate-toolkit, for SubRip files: it reads WebVTT as SubRip."""
    python = os.environ.get("HEXAPLA_PEERS", sys.executable)
    chosen = [path for path in paths if path.suffix == ".srt"]
    done = subprocess.run(
        [python, "-c", PEER],
        input="".join(f"{json.dumps(str(path))}\n" for path in chosen),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not chosen:
        return
    same, seconds, _ = json.loads(done.stdout)
    size = sum(path.stat().st_size for path in chosen) / 1e6
    name = "translate-toolkit, SubRip"
    yield untargeted("identity", 100 * same / len(chosen), "%", name)
    yield untargeted("speed of extraction", size / max(seconds, 1e-9), "MB/s", name)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    folder = os.environ.get("HEXAPLA_SUBTITLES")
    parser.add_argument("folder", type=Path, nargs="?", default=folder and Path(folder))
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="100 files, unless --limit says it")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.folder:
        print("[]" if options.json else "name a folder of files, or set HEXAPLA_SUBTITLES")
        return 0
    paths = below(options.folder, SUFFIXES, options.limit or (100 if options.quick else 0))
    measuring = Measuring(options.show)
    for path in paths:
        measuring.measure(path)
    figures = [*measuring.figures(), *peer(paths)]
    print(as_json(figures) if options.json else "\n".join(map(line, figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
