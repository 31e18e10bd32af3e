"""Measure round trips of formats, compared with mdpo, translate-toolkit and po4a.

    python benchmarks/formats.py [--quick] [--json]

Identity: an edition whose translations repeat the source equals the source. Tree: the rendered HTML
of an edition in capitals has the same elements, attributes and code as the source's, as parsed by
markdown-it-py and html5lib. The sources are the 655 examples of the CommonMark specification with
their HTML, and every Markdown document under $HEXAPLA_MARKDOWN (folders separated by ``:``;
default: those installed with this Python and in /usr/share/doc). The data is in $HEXAPLA_TEST_DATA,
or in ../shared/data next to the checkout.

A sentence with 400 links is compared with the same words without them (`_links.py`).

Peers run if they are installed (`_peers.py`). With $HEXAPLA_DIALECTS, the figures of
`dialects.py` follow, for the real files of ten dialects in that folder; with $HEXAPLA_XML, those of
`vocabularies.py`, for DocBook, DITA, TEI, SVG and strings of Android; with $HEXAPLA_STRINGS, those
of `strings.py`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dialects
import strings
import vocabularies
from _figures import Figure, as_json, at_least, at_most, line
from _links import link_figures
from _peers import Answer, ask_peers
from hexapla import documents
from hexapla.documents.document import Document, Segment
from hexapla.languages import Language
from hexapla.segmentation import Segmenter

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data"))
FOLDERS = os.environ.get("HEXAPLA_MARKDOWN", f"{sysconfig.get_path('purelib')}:/usr/share/doc")
LARGEST = 200_000  # The size limit in bytes for a document, because the oracle is slow.
DOCUMENT = 5000
ENGLISH = Language("en")
SEGMENTER = Segmenter("en")


# ── Hexapla ─────────────────────────────────────────────────────────────────────────────────


def parse(text: str, name: str) -> Document:
    return documents.parse(text.encode(), SEGMENTER, name=name)


def same(text: str, name: str) -> bool:
    document = parse(text, name)
    return document.render(lambda segment: segment.text, ENGLISH) == text.encode()


def upper(segment: Segment) -> str:
    """A segment in capitals, with its markup unchanged."""
    out, at = [], 0
    for mark in segment.marks:
        out += [segment.text[at : mark.start].upper(), segment.text[mark.start : mark.end]]
        at = mark.end
    return "".join([*out, segment.text[at:].upper()])


def keeps_its_tree(text: str) -> bool:
    return tree(parse(text, "a.md").render(upper, ENGLISH).decode()) == tree(text)


CODE = ("code", "pre", "script", "style", "textarea", "kbd", "samp")


def tree(markdown: str) -> list[Any]:
    """Elements with attributes, text in capitals, and unchanged code."""
    import html5lib
    from markdown_it import MarkdownIt

    oracle = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found: list[Any] = []

    def text(words: str | None, code: bool) -> None:
        if words and words.strip():
            found.append(words if code else " ".join(words.upper().split()))

    def walk(element: Any, code: bool) -> None:
        if not isinstance(element.tag, str):
            return
        worded = ("alt", "title", "placeholder", "aria-label")
        shown = {
            key: " ".join(value.upper().split()) if key in worded else value
            for key, value in element.attrib.items()
        }
        found.append((element.tag, shown))
        if any("language-{" in one.get("class", "") for one in (element, *element.findall("code"))):
            code = False  # The body of a directive of MyST is prose, which CommonMark doesn't know.
        else:
            code = code or element.tag in CODE
        text(element.text, code)
        for child in element:
            walk(child, code)
            text(child.tail, code)

    walk(html5lib.parse(oracle.render(markdown), namespaceHTMLElements=False), False)
    return found


# ── sources ─────────────────────────────────────────────────────────────────────────────────


def examples() -> list[tuple[str, str]]:
    """CommonMark's examples: Markdown and HTML."""
    text = (DATA / "commonmark-spec.txt").read_text("utf-8")
    pattern = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.M | re.S)
    return [
        (match[1].replace("→", "\t"), match[2].replace("→", "\t"))
        for match in pattern.finditer(text)
    ]


def real_documents(quick: bool) -> list[str]:
    """The Markdown documents on this machine, without duplicates."""
    found: dict[str, None] = {}
    for folder in FOLDERS.split(":"):
        for path in sorted(Path(folder).rglob("*.md")):
            if path.is_file() and path.stat().st_size <= LARGEST:
                try:
                    found.setdefault(path.read_bytes().decode("utf-8"))
                except (UnicodeDecodeError, OSError):
                    continue
    return list(found)[:: 5 if quick else 1]


def excerpts(texts: Sequence[str], count: int) -> list[str]:
    """``count`` documents of 5 kB, cut from the specification and from real documents."""
    spec = (DATA / "commonmark-spec.txt").read_text("utf-8")
    whole = "\n\n".join([*texts, spec])
    pieces = [whole[at : at + DOCUMENT] for at in range(0, len(whole) - DOCUMENT, DOCUMENT)]
    # Cut off in a block of code, a document has no end for po4a.
    pieces = [
        piece for piece in pieces if len(re.findall(r"^ *(?:`{3}|~{3})", piece, re.M)) % 2 == 0
    ]
    return [pieces[at % len(pieces)] for at in range(count)]


# ── figures ─────────────────────────────────────────────────────────────────────────────────


def identity_figures(quick: bool, documents: Sequence[str]) -> Iterator[Figure]:
    found = examples()
    sources = [source for source, _ in found]
    asked = sources[:: 20 if quick else 1]
    value = sum(same(source, "a.md") for source in sources)
    peers = shares(ask_peers(asked), asked)
    yield at_least("CommonMark examples that come back", value, len(sources), "examples", peers)
    value = sum(same(html, "a.html") for _, html in found)
    yield at_least("their HTML that comes back", value, len(found), "examples")
    some = documents[:: max(1, len(documents) // (10 if quick else 76))]
    value = sum(same(text, "a.md") for text in documents)
    peers = shares(ask_peers(some), some)
    yield at_least("real documents that come back", value, len(documents), "documents", peers)


def shares(answers: dict[str, Answer], texts: Sequence[str]) -> str:
    return ", ".join(f"{name} {a.same(texts)} of {len(texts)}" for name, a in answers.items())


def tree_figures(documents: Sequence[str]) -> Iterator[Figure]:
    sources = [source for source, _ in examples()]
    value = 100 * sum(map(keeps_its_tree, sources)) / len(sources)
    yield at_least("CommonMark examples in capitals with the same tree", value, 99, "%")
    value = 100 * sum(map(keeps_its_tree, documents)) / max(1, len(documents))
    yield at_least("real documents in capitals with the same tree", value, 100, "%")


def speed_figures(quick: bool, documents: Sequence[str]) -> Iterator[Figure]:
    count = 200 if quick else 1000
    texts = excerpts(documents, count)
    parse(texts[0], "a.md")
    start = time.process_time()
    for text in texts:
        parse(text, "a.md")
    seconds = (time.process_time() - start) * 1000 / count
    asked = texts[: 10 if quick else 50]
    answers = ask_peers(asked)
    peers = ", ".join(f"{name} {a.per_thousand:.1f}" for name, a in answers.items())
    yield at_most("1,000 documents of 5 kB extracted", seconds, 10, "s", peers)
    if "po4a" in answers:
        ratio = answers["po4a"].per_thousand / seconds
        yield at_least("times faster than po4a", ratio, 10, "times")


def growth_figures(quick: bool, documents: Sequence[str]) -> Iterator[Figure]:
    """The time and memory for one file of 50 MB (quick: 10 MB), relative to a quarter of it."""
    size = 10_000_000 if quick else 50_000_000
    whole = "\n\n".join(documents)
    quarter = whole * round(size / 4 / len(whole))
    (first, least), (second, most) = (measured(quarter, times) for times in (1, 4))
    name = f"four times the text, up to {len(quarter) * 4 / 1e6:.0f} MB"
    yield at_most(f"time for {name}", second / first, 4.8, "times", f"{second:.0f} s")
    yield at_most(f"memory for {name}", most / least, 4.8, "times", f"{most / 1e6:.0f} MB")


def measured(text: str, times: int) -> tuple[float, float]:
    """The seconds and bytes for parsing ``times`` copies of a text in a new process."""
    here = str(Path(__file__).resolve().parent)
    program = (
        f"import resource, sys, time; sys.path.insert(0, {here!r}); import formats\n"
        f"text = sys.stdin.buffer.read().decode() * {times}\n"
        "formats.parse('x', 'a.md')\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "start = time.process_time(); document = formats.parse(text, 'a.md')\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(time.process_time() - start, 1024 * max(1, after - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=text.encode(), capture_output=True, check=True
    )
    seconds, size = map(float, done.stdout.split())
    return seconds, size


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents for the peers")
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    arguments = parser.parse_args()
    found = real_documents(arguments.quick)
    figures = [
        *identity_figures(arguments.quick, found),
        *tree_figures(found),
        *speed_figures(arguments.quick, found),
        *link_figures(arguments.quick),
        *growth_figures(arguments.quick, found),
    ]
    if dialects.FOLDER:
        figures += dialects.figures(dialects.FOLDER, dialects.DIALECTS, 0, arguments.quick)
    if vocabularies.FOLDER:
        figures += vocabularies.figures(
            vocabularies.FOLDER, vocabularies.VOCABULARIES, 0, arguments.quick
        )
    if strings.FOLDER:
        figures += strings.figures(strings.FOLDER, strings.SYNTAXES, 0, arguments.quick)
    if arguments.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))


if __name__ == "__main__":
    main()
