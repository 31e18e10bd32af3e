"""Editions by a hostile engine keep their structure and everything that isn't words.

The structure is what other parsers see: markdown-it-py for Markdown, html5lib for HTML. Elements in
a block may move with their words, so that their order in a block doesn't count.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import html5lib
import markdown
import pytest
from markdown_it import MarkdownIt

from hexapla import documents
from hexapla.documents.document import Document, in_order
from hexapla.documents.text_document import TextDocument
from hexapla.engines.engine import Engine, Pair
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing import DISTORTIONS, HostileEngine
from hexapla.testing.drafts import drafts, lost
from tests.conftest import ROOT

FIXTURES = sorted(
    path
    for folder in ("markdown", "html", "text")
    for path in (ROOT / "tests" / "fixtures" / folder).iterdir()
    if path.suffix not in (".blocks", ".upper")
)
SPANISH = Pair("en", "es")
SEGMENTER = Segmenter("en")
ORACLE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_FRONT_MATTER = re.compile(r"\A(?:---\n.*?\n---\n|\+\+\+\n.*?\n\+\+\+\n|\{\n.*?\n\}\n)", re.DOTALL)
_INDENTED_TAB = re.compile(r"^===!? ", re.MULTILINE)
_CODE = ("code", "script", "style", "textarea", "kbd", "samp")
# Attributes with words, and the language.
_WORDS = (
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "content",
    "value",
    "label",
    "abbr",
    "summary",
    "lang",
    "xml:lang",
    "aria-valuetext",
)
_NAMES = """
    p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table thead tbody tr td th blockquote pre div
    section article header footer main nav aside figure figcaption hr html head body details
    summary caption form fieldset legend option title
"""
_BLOCKS = frozenset(_NAMES.split())


def parse(data: bytes, path: Path) -> Document:
    return documents.parse(data, SEGMENTER, name=path.name)


def as_html(text: str, path: Path) -> str:
    """A file as HTML. Python-Markdown reads admonitions and footnotes. Front matter is left out."""
    if path.parent.name == "html":
        return text
    text = _FRONT_MATTER.sub("", text)
    if path.name in ("admonitions.md", "inline.md"):
        text = _INDENTED_TAB.sub("!!! tab ", text)
        return str(markdown.markdown(text, extensions=["extra", "admonition"]))
    return str(ORACLE.render(text))


def structure(data: bytes, path: Path) -> list[Any]:
    """The blocks in order, each with the elements and code in it in any order."""
    shown = as_html(data.decode(), path)
    found: list[tuple[str, Counter[Any]]] = []

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str):
            return
        if element.tag in _BLOCKS:
            found.append((element.tag, Counter()))
        kept = {
            key: value
            for key, value in element.attrib.items()
            if key not in _WORDS and not key.startswith("{")
        }
        # Markup around two sentences may become two pairs.
        found[-1][1][(element.tag, *sorted(kept.items()))] = 1
        if element.tag in _CODE:
            found[-1][1]["".join(element.itertext())] += 1
            return
        for child in element:
            walk(child)

    walk(html5lib.parse(shown, namespaceHTMLElements=False))
    return found


def layout(document: Document, data: bytes) -> list[str]:
    """The lines of a file without text."""
    assert isinstance(document, TextDocument)
    text = data.decode()
    lines = text.splitlines()
    for block in document.blocks:
        first = text.count("\n", 0, block.start)
        last = text.count("\n", 0, block.end)
        lines[first : last + 1] = [""] * (last - first + 1)
    # Whether a title of code is text depends on its words.
    return [line for line in lines if line and not (line.startswith("```") and " title=" in line)]


@dataclass(frozen=True)
class Source:
    """A fixture, with all that is compared with its editions."""

    path: Path
    data: bytes
    document: Document

    @cached_property
    def structure(self) -> list[Any]:
        return structure(self.data, self.path)

    def edition(self, engine: Engine) -> bytes:
        words = drafts(self.document, engine, SPANISH)
        return self.document.render(in_order(words), Language("es"))


def source_at(path: Path) -> Source:
    data = path.read_bytes()
    return Source(path, data, parse(data, path))


# Fixtures that no parser among the development dependencies reads. `benchmarks/dialects.py` asks
# others.
OTHER_DIALECTS = (
    "boxes.md",
    "chunks.qmd",
    "components.mdx",
    "directives.md",
    "jsx.mdx",
    "lines.md",
    "mdx.mdx",
    "myst.md",
    "python-markdown.md",
    "references.md",
    "templates.md",
    "tex.md",
    "wiki.md",
)
# Fixtures with tables whose columns are laid out again, so that no line of them stays.
TABLES = ("pandoc.qmd", "pandoc-tables.qmd")
# Fixtures whose editions may have other elements, and why.
OTHER_ELEMENTS = {
    "wild.html": "an element that isn't closed may surround no words where it goes on",
    "word.html": "an edition leaves out markup of Word that shows nothing",
}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_fixtures(path: Path) -> None:
    """All distortions together, and some of them alone."""
    source = source_at(path)
    assert_kept(source, HostileEngine(distortions=tuple(DISTORTIONS)))
    for name in tuple(DISTORTIONS)[FIXTURES.index(path) % 3 :: 3]:
        assert_kept(source, HostileEngine(distortions=[name]))


@pytest.mark.slow
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_fixtures_in_many_ways(path: Path) -> None:
    source = source_at(path)
    for name in DISTORTIONS:
        assert_kept(source, HostileEngine(distortions=[name]))
    for seed in map(str, range(30)):
        assert_kept(source, HostileEngine(distortions=["look-alikes", "punctuation"], seed=seed))
        assert_kept(source, HostileEngine(distortions=["punctuation"], seed=seed))


def assert_kept(source: Source, engine: Engine) -> None:
    path, document = source.path, source.document
    data = source.edition(engine)
    if path.parent.name == "text":
        # What is a heading in plain text depends on its words.
        assert data.count(b"\n\n") == source.data.count(b"\n\n")
    else:
        assert lost(document, data.decode()) == []
        if path.name in TABLES:
            kinds = [block.kind for block in document.blocks]
            assert [block.kind for block in parse(data, path).blocks] == kinds
        elif path.name in OTHER_DIALECTS:
            assert layout(parse(data, path), data) == layout(document, source.data)
        elif path.name not in OTHER_ELEMENTS:
            assert structure(data, path) == source.structure


def test_it_distorts_a_sentence_always_in_the_same_way() -> None:
    sentence = 'It said "no - never...", and X1 was gone.'

    def made() -> list[str]:
        engines = (HostileEngine(distortions=[name]) for name in DISTORTIONS)
        return [next(engine.translate([sentence], SPANISH)).text for engine in engines]

    assert made() == made()
    assert len({sentence, *made()}) == len(DISTORTIONS) + 1
