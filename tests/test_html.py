"""HTML: what is translatable, and editions in which nothing else differs from the source.

Each `fixtures/html/NAME.html` has a `NAME.blocks` (kind, then segments parted by `|`, those of
attributes in a sentence's markup with their own kind in brackets) and a `NAME.upper`: its Spanish
edition in capitals.
"""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.documents.document import Segment
from hexapla.documents.html import FORMAT, HtmlDocument
from hexapla.documents.html.tokens import Kind, mask, tokens
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.segmentation import Segmenter

FIXTURES = sorted((Path(__file__).parent / "fixtures" / "html").glob("*.*html"))
ENGLISH, SPANISH = Language("en"), Language("es")
RUSSIAN, ARABIC, CHINESE = Language("ru"), Language("ar"), Language("zh-Hans")
SENTENCES = Segmenter("en")


def parse(source: str | bytes) -> HtmlDocument:
    data = source.encode() if isinstance(source, str) else source
    return FORMAT.parse(data, SENTENCES)


def upper(segment: Segment) -> str:
    """A segment in capitals, its markup as it is and the words in that in capitals, too."""
    out: list[str] = []
    at = 0
    for mark in segment.marks:
        out.append(segment.text[at : mark.start].upper())
        at = mark.start
        for words in mark.words:
            out += (segment.text[at : words.start], segment.text[words.start : words.end].upper())
            at = words.end
        out.append(segment.text[at : mark.end])
        at = mark.end
    return "".join([*out, segment.text[at:].upper()])


def blocks(source: str | bytes) -> list[str]:
    """Kind and segments of each block."""
    return [
        f"{block.kind}: "
        + "|".join(
            segment.text if segment.kind == block.kind else f"[{segment.kind}] {segment.text}"
            for segment in block.segments
        )
        for block in parse(source).blocks
    ]
