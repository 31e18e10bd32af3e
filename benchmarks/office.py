"""Measure Office formats on real files, compared with other programs that translate them.

    python benchmarks/office.py [--json] [--quick] [--sample N]

The files are those under $HEXAPLA_OFFICE (folders separated by ``:``).

* identity: an edition whose translations repeat the source is the source, byte for byte;
* all changed: an edition in capitals has the sentences of the source, with the same formatting
  around the same words, in capitals, when it is read again;
* words: the share of the words in the XML of a file that are in its sentences;
* in capitals, formatted words, sentences: what is left of the words in an edition in capitals, of
  those in bold, in italics and in links, and which of the sentences with formatting in them the
  engine was given in one piece. The peers' values are beside those, each on the same files;
* markup: sentences aligned by hand (see `benchmarks/markup.py`) as paragraphs of a file, drafted
  by Argos, written into an edition and read again: the share of the formatting that is around
  exactly the annotated words;
* speed and memory: the body of the longest file is repeated until it has 300 pages of 400 words.
  Memory is that of a process of its own.

Five times the speed of translate-toolkit can't be had: it parses in C (lxml), keeps no offsets and
cuts no sentences. A text of 280 pages takes it 0.33 s, a fifth of which is 0.066 s. Of Hexapla's
0.45 s, cutting 6,700 sentences takes 0.22 s, and making atoms, codes and segments of 2,300
paragraphs 0.19 s; the scan for tags takes 0.022 s, and expat alone, telling offsets to functions
that do nothing with them, 0.012 s (a figure below).

The peers (`_office_peers.py`) are argos-translate-files ($HEXAPLA_ARGOS) and translate-toolkit
($HEXAPLA_PEERS). translate-toolkit cuts no sentences, so its speed is also compared with reading
without cutting.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from _figures import Figure, as_json, at_least, at_most, line, untargeted
from _office_files import TEXTS, WORD, found, marked_docx, marked_odt, repeated, sampled, words_in
from _office_peers import PEERS, editions
from hexapla import documents
from hexapla.documents.document import Document, Segment, in_order
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.texts import cut_into_sentences, in_capitals, without_markup

FOLDERS = os.environ.get("HEXAPLA_OFFICE", "")
FORMATS = ("docx", "odt", "pptx", "odp", "xlsx", "ods")
SPANISH = Language("es")
WORDS_ON_A_PAGE = 400
PAGES, QUICK_PAGES = 300, 40
QUICK, PEER_FILES, QUICK_PEER_FILES = 8, 12, 2
LARGEST_FOR_PEERS = 60_000  # bytes
LARGEST = 12  # the number of files
FORMATTED = re.compile(r"<(b|i|u|a)(\d*)>(.*?)</\1\2>")


class Read(NamedTuple):
    """A real file and its document."""

    path: Path
    data: bytes
    document: Document


def read(path: Path) -> Read | None:
    """A file and its document, cut in a way that doesn't depend on capitals; None if refused."""
    data = path.read_bytes()
    try:
        return Read(path, data, documents.parse(data, cut_into_sentences, name=path.name))
    except InputError:
        return None


def capitals(document: Document) -> tuple[bytes, list[str]]:
    texts = [in_capitals(one) for one in document.segments]
    return document.render(in_order(texts), SPANISH), texts


def is_kept(one: Read) -> bool:
    edition, texts = capitals(one.document)
    again = documents.parse(edition, cut_into_sentences, name=one.path.name)
    return [segment.text for segment in again.segments] == texts


def entered(document: Document) -> int:
    """The number of words in the sentences, apart from those that are in attributes."""
    kinds = ("title", "alt text", "drawing")
    return sum(len(words_of(one)) for one in document.segments if one.kind not in kinds)


def words_of(segment: Segment) -> list[str]:
    return WORD.findall(html.unescape(without_markup(segment)))


def of_format(name: str, paths: Sequence[Path]) -> Iterator[Figure]:
    began = time.process_time()
    known = [one for path in paths if (one := read(path))]
    seconds = time.process_time() - began
    same = sum(one.document.render(lambda text: text.text, SPANISH) == one.data for one in known)
    kept = sum(map(is_kept, known))
    count = f"{len(known)} files"
    yield at_least(f"{name}: identity", 100 * same / len(known), 100, "%", count)
    yield at_least(f"{name}: all changed", 100 * kept / len(known), 99, "%", count)
    if name in TEXTS:
        there = [words_in(one.data, name) for one in known]
        ours = sum(min(n, entered(one.document)) for n, one in zip(there, known, strict=True))
        yield at_least(f"{name}: words", 100 * ours / sum(there), 99, "%", f"{sum(there)} words")
    pages = sum(one.document.words for one in known) / WORDS_ON_A_PAGE
    yield untargeted(f"{name}: extracted", pages / seconds, "pages a second", f"{pages:.0f} pages")


# ── what is lost ──────────────────────────────────────────────────────────────────────────────


# How many there are of something, and how many of them an edition keeps.
Kept = dict[str, tuple[int, int]]
LABELS = ("the same file", "words in capitals", "formatted words", "sentences in one piece")


def kept(
    files: Sequence[Read], same: Sequence[bytes | None], made: Sequence[bytes | None],
    asked: Sequence[Sequence[str]],
) -> Kept:  # fmt: skip
    """What editions keep: those that repeat the source, those in capitals, and what they asked."""
    counts: dict[str, list[tuple[int, int]]] = {label: [] for label in LABELS}
    first, *counted, last = LABELS
    for one, repeating, edition, texts in zip(files, same, made, asked, strict=True):
        counts[first].append((1, int(repeating == one.data)))
        new = _segments(one.path.name, edition)
        for label, of in zip(counted, (_words, _formatted), strict=True):
            wanted = Counter(word.upper() for word in of(one.document.segments))
            counts[label].append((wanted.total(), (wanted & Counter(of(new))).total()))
        given = "\n".join(" ".join(text.split()) for text in texts)
        marked = [
            " ".join(html.unescape(without_markup(segment)).split())
            for segment in one.document.segments
            if FORMATTED.search(segment.text)
        ]
        counts[last].append((len(marked), sum(sentence in given for sentence in marked)))
    return {
        label: (sum(a for a, _ in own), sum(b for _, b in own)) for label, own in counts.items()
    }


def percentage(counts: tuple[int, int]) -> float:
    return 100 * counts[1] / counts[0] if counts[0] else 100.0


def _segments(name: str, data: bytes | None) -> Sequence[Segment]:
    try:
        return documents.parse(data, cut_into_sentences, name=name).segments if data else ()
    except InputError:
        return ()


def _words(segments: Sequence[Segment]) -> list[str]:
    return [word for one in segments for word in words_of(one)]


def _formatted(segments: Sequence[Segment]) -> list[str]:
    return [
        word
        for one in segments
        for found in FORMATTED.finditer(one.text)
        for word in WORD.findall(html.unescape(re.sub(r"</?\w+/?>", "", found[3])))
    ]


def compared(name: str, paths: Sequence[Path], count: int, folder: Path) -> Iterator[Figure]:
    """What Hexapla and its peers keep of some small files."""
    small = [one for one in paths if one.stat().st_size <= LARGEST_FOR_PEERS]
    small.sort(key=lambda one: -one.stat().st_size)
    files = [one for path in small if (one := read(path))][:count]
    if not files:
        return
    own = kept(
        files,
        [one.document.render(lambda text: text.text, SPANISH) for one in files],
        [capitals(one.document)[0] for one in files],
        [[without_markup(text) for text in one.document.segments] for one in files],
    )
    theirs: dict[str, Kept] = {}
    for peer, (_, formats) in PEERS.items():
        if name in formats:
            places = [one.path for one in files]
            same = list(editions(peer, places, folder, capitals=False))
            made = list(editions(peer, places, folder, capitals=True))
            if same and made:
                done = min(len(same), len(made))
                theirs[peer] = kept(
                    files[:done],
                    [one.data for one in same[:done]],
                    [one.data for one in made[:done]],
                    [one.asked for one in made[:done]],
                )
    for label in LABELS:
        beside = [f"{peer} {percentage(value[label]):.1f} %" for peer, value in theirs.items()]
        note = ", ".join([f"of {own[label][0]}", *beside])
        yield at_least(f"{name}: {label}", percentage(own[label]), 99, "%", note)


# ── markup, through a real engine ─────────────────────────────────────────────────────────────


def placed(folder: Path) -> Iterator[Figure]:
    """The share of formatting that is around the annotated words, through files."""
    import markup
    from hexapla.drafting.align import align
    from hexapla.drafting.lessons import learn
    from hexapla.drafting.plain import take_out
    from hexapla.drafting.restore import put_back

    if not markup.PACKAGE.exists():
        return
    os.environ["ARGOS_PACKAGES_DIR"] = str(folder)
    route = dict(markup.engines(folder)).get("argos")
    if route is None:
        return
    rows = [one.split("\t") for one in markup.HELD_OUT.read_text("utf-8").splitlines()]
    rows = [one for one in rows if one[0] == "argos"]
    makers: dict[str, Callable[[Sequence[str]], bytes]] = {"docx": marked_docx, "odt": marked_odt}
    for name, make in makers.items():
        document = documents.parse(make([one[1] for one in rows]), _whole, name=f"a.{name}")
        plans = [take_out(one.text, one.marks) for one in document.segments]
        targets = [markup.TAG.sub("", one[2]) for one in rows]
        links = route.align([plan.text for plan in plans], targets)
        table = learn([(plan.text, to) for plan, to in zip(plans, targets, strict=True)])
        drafts = [
            put_back(plan, to, align(plan.text, to, link, table)).text
            for plan, to, link in zip(plans, targets, links, strict=True)
        ]
        edition = document.render(in_order(drafts), SPANISH)
        again = documents.parse(edition, _whole, name=f"a.{name}").segments
        right = pairs = 0
        for one, row in zip(again, rows, strict=True):
            wanted = _places(row[2])
            have = _places(one.text)
            pairs += len(wanted)
            right += sum((wanted & have).values())
        yield at_least(
            f"{name}: formatting on the annotated words", 100 * right / pairs, 90, "%",
            f"{pairs} pairs, held out",
        )  # fmt: skip


def _whole(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    return [text]


def _places(text: str) -> Counter[tuple[str, int, int]]:
    """The places of formatting in the text without it; a space at their ends doesn't count."""
    names = {"1": "b", "2": "i", "b": "b", "i": "i"}
    found: Counter[tuple[str, int, int]] = Counter()
    open_: dict[str, int] = {}
    plain = ""
    for piece in re.split(r"(</?\w+>)", text):
        tag = re.fullmatch(r"<(/?)(\w+)>", piece)
        if tag is None:
            plain += html.unescape(piece)
        elif not tag[1]:
            open_[tag[2]] = len(plain)
        else:
            start = open_.pop(tag[2])
            inner = plain[start:]
            start += len(inner) - len(inner.lstrip())
            found[names.get(tag[2], "x"), start, start + len(inner.strip())] += 1
    return found


# ── speed and memory ──────────────────────────────────────────────────────────────────────────


def longest(paths: Sequence[Path]) -> tuple[bytes, int]:
    """The file with the most words of the largest ones, and their number."""
    largest = sorted(paths, key=lambda one: -one.stat().st_size)[:LARGEST]
    sizes = [(one.document.words, one.data) for path in largest if (one := read(path))]
    words, data = max(sizes, key=lambda size: size[0])
    return data, words


# Linux counts the memory of the parent in `ru_maxrss`, but not in VmHWM.
_MEASURE = """
import re, sys, time
from pathlib import Path
from hexapla import documents
from hexapla.programs import collect_rarely
from hexapla.segmentation import Segmenter
collect_rarely()  # as the command does
segmenter = Segmenter("en") if sys.argv[2] == "cut" else lambda text, atoms=(): [text]
segmenter("One. Two.")
data = Path(sys.argv[1]).read_bytes()
began = time.process_time()
document = documents.parse(data, segmenter, name=sys.argv[1])
seconds = time.process_time() - began
status = Path("/proc/self/status").read_text()
print(seconds, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024)
"""


def measured(path: Path, *, cut: bool = True) -> tuple[float, float]:
    """The seconds to extract a file, and the memory in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path), "cut" if cut else "whole"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def of_size(paths: Sequence[Path], folder: Path, pages: int) -> Iterator[Figure]:
    """Time and memory for a Word file of 300 pages, and twice and four times as many."""
    data, words = longest(paths)
    times = max(1, round(pages * WORDS_ON_A_PAGE / words))
    costs = []
    for factor in (1, 2, 4):
        path = folder / f"{factor}.docx"
        path.write_bytes(repeated(data, "word/document.xml", "w:body", times * factor))
        costs.append(measured(path))
    (seconds, memory), *_ = costs
    yield at_most(f"docx of {pages} pages: extracted", seconds, 5, "s")
    yield at_most(f"docx of {pages} pages: memory", memory, 400, "MB")
    times_4 = costs[2][0] / seconds
    yield at_most("docx, 4 times the size: time", times_4, 6, "times", f"2×: {costs[1][0]:.1f} s")
    times_4 = costs[2][1] / memory
    yield at_most(
        "docx, 4 times the size: memory", times_4, 4, "times", f"2×: {costs[1][1]:.0f} MB"
    )


def of_speed(paths: Sequence[Path], folder: Path, pages: int) -> Iterator[Figure]:
    """Extraction of a long OpenDocument text, beside translate-toolkit's."""
    data, words = longest([path for path in paths if path.suffix == ".odt"])
    path = folder / "long.odt"
    times = max(1, round(pages * WORDS_ON_A_PAGE / words))
    path.write_bytes(repeated(data, "content.xml", "office:text", times))
    (own, _), (whole, _) = measured(path), measured(path, cut=False)
    found = list(editions("translate-toolkit", [path], folder, capitals=False))
    if not found:
        yield untargeted("odt: extracted", own, "s", "translate-toolkit isn't there")
        return
    other = found[0].seconds
    note = f"{pages} pages: translate-toolkit {other:.2f} s, Hexapla {own:.2f} s"
    yield at_least("odt: speed against translate-toolkit", other / own, 5, "times", note)
    bare = _parsed_only(path)
    note = f"{bare:.3f} s: what no reader that keeps offsets can be faster than"
    yield untargeted("odt: expat alone, with offsets", other / bare, "times", note)
    note = f"Hexapla {whole:.2f} s without cutting sentences"
    yield untargeted("odt: the same, sentences uncut", other / whole, "times", note)
    python = os.environ[PEERS["translate-toolkit"][0]]
    theirs = _seconds([Path(python).parent / "odf2xliff", "--progress=none", path, "x.xlf"], folder)
    ours = _seconds(
        [Path(sys.executable).parent / "translate", "-q", "extract", path, "--to", "es"], folder
    )
    note = f"odf2xliff {theirs:.2f} s, translate extract {ours:.2f} s"
    yield untargeted("odt: the same, as commands", theirs / ours, "times", note)


def _parsed_only(path: Path) -> float:
    """The seconds to parse the content with expat, each tag's offset told to Python."""
    data = zipfile.ZipFile(path).read("content.xml")
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: parser.CurrentByteIndex
    parser.EndElementHandler = lambda name: parser.CurrentByteIndex
    parser.CharacterDataHandler = lambda text: None
    began = time.process_time()
    parser.Parse(data, True)
    return time.process_time() - began


def _seconds(command: Sequence[str | Path], folder: Path) -> float:
    """The processor time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def figures(sample: int, *, quick: bool) -> Iterator[Figure]:
    everything = found(FOLDERS, FORMATS)
    by_format = {name: sampled(paths, sample) for name, paths in everything.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for format, paths in by_format.items():
            yield from of_format(format, paths)
            count = QUICK_PEER_FILES if quick else PEER_FILES
            yield from compared(format, paths, count, folder)
        yield from placed(folder)
        own = by_format if quick else everything
        pages = QUICK_PAGES if quick else PAGES
        if "docx" in by_format:
            yield from of_size(own["docx"], folder, pages)
        if "odt" in by_format:
            yield from of_speed(own["odt"], folder, pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a sample, in less than a minute")
    parser.add_argument("--sample", type=int, default=1000)
    options = parser.parse_args()
    if not FOLDERS:
        print("[]" if options.json else "set HEXAPLA_OFFICE to folders with Office files")
        return
    rows: list[Figure] = []
    for one in figures(QUICK if options.quick else options.sample, quick=options.quick):
        rows.append(one)
        if not options.json:
            print(line(one), flush=True)
    if options.json:
        print(as_json(rows))
    sys.exit(0 if all(row.met for row in rows) else 1)


if __name__ == "__main__":
    main()
