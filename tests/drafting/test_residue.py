"""Whatever an engine writes next to a protected part, or into it, is not in the draft.

The engine makes capitals of words and adds something to each stand-in; the drafts must be those of
an engine that adds nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from html import escape

import pytest

from hexapla import documents
from hexapla.documents.document import Document
from hexapla.drafting.protected import protected_spans
from hexapla.drafting.residue import without_residue
from hexapla.engines.engine import Pair
from hexapla.segmentation import Segmenter
from hexapla.testing import UpperEngine
from hexapla.testing.drafts import drafts
from tests.conftest import ROOT
from tests.documents.packed import ap, docx, odt, p, pptx, shape
from tests.growth import assert_linear

SPANISH = Pair("en", "es")
_STAND_IN = re.compile(r"(?<!\w)([A-Z])(\d{1,2})(?!\w)")

# One example of each kind of protected part.
KINDS = """
https://example.org/a?b=1   www.example.org/page   mailto:me@example.org   me@example.org
git://example.org/a         tel:+123456            %(name)s   %s   %1$s   %%name%%   %name%   %1
{name}   {{ product }}      {% now %}   <%= x %>   $HOME   $(name)   $t(a.b)   @NAME@   __FILE__
[gallery ids=3]   &copy;    /etc/hosts  C:\\Users\\x   README.md   --force   --mode=fast
os.listdir()      snake_case   ++ctrl+alt+del++    v2.1   1.2.3   2.0-rc1
"""
EXAMPLES = re.split(r"\s{2,}|\n", KINDS.strip())
PLACES = (
    "Write now to {}",
    "Write now to {}.",
    "The first {} comes later in these words.",
    "{} is what comes first here",
    "See this ({}) in all these words, please",
    # Numbers are protected, too, once an engine has changed one.
    "Goal 7 with {} is met by 12 of them in 2024.",
)
SIGNS = (*"Xn7'\"-_+*`#@/|=&%$<>{}[]~^\\()", "xn", "»", "“")


def glues() -> list[str]:
    """All ways to spoil a stand-in, as templates of its letter and its number."""
    letter, number = r"\g<1>", r"\g<2>"
    ways: list[str] = []
    for sign in (one.replace("\\", r"\\") for one in SIGNS):
        ways += (f"{sign}{letter}{number}", f"{letter}{number}{sign}")
        ways += (f"{letter}{sign}{number}", f"{sign}{letter}{number}{sign}")
    return [*ways, f"{letter}{number}{letter}", f"{letter}{number} {number}", rf"x{letter}{number}"]


class Gluing(UpperEngine):
    """Adds something to each stand-in; a ``seed`` chooses for each sentence what and where."""

    def __init__(self, seed: str, ways: Sequence[str]) -> None:
        super().__init__()
        self._seed, self._ways = seed, ways

    def _text(self, sentence: str) -> str:
        way = self._ways[zlib.crc32((self._seed + sentence).encode()) % len(self._ways)]
        return _STAND_IN.sub(way, sentence.upper())


def in_format(format: str, sentences: Sequence[str]) -> Document:
    """A document with a paragraph for each sentence."""
    escaped = [escape(one, quote=False) for one in sentences]
    data = {
        "text": lambda: "\n\n".join(sentences).encode(),
        "markdown": lambda: "\n\n".join(sentences).encode(),
        "html": lambda: "".join(f"<p>{one}</p>\n" for one in escaped).encode(),
        "xml": lambda: (
            f"<article>{''.join(f'<para>{one}</para>' for one in escaped)}</article>".encode()
        ),
        "docx": lambda: docx("".join(map(p, escaped))),
        "odt": lambda: odt("".join(f"<text:p>{one}</text:p>" for one in escaped)),
        "pptx": lambda: pptx(shape(*map(ap, escaped))),
    }[format]()
    return documents.parse(data, Segmenter("en"), format=format, where="x")


FORMATS = ("text", "markdown", "html", "xml", "docx", "odt", "pptx")


def assert_clean(document: Document, engine: Gluing) -> None:
    wanted = drafts(document, UpperEngine(), SPANISH)
    found = drafts(document, engine, SPANISH)
    wrong = [pair for pair in zip(wanted, found, strict=True) if pair[0] != pair[1]]
    assert wrong == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_protected(example: str) -> None:
    assert protected_spans(f"Use {example} here.") == [(4, 4 + len(example))]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_left_beside_a_protected_part(format: str) -> None:
    # Each example in another place, and each sentence with another sign.
    sentences = [PLACES[at % len(PLACES)].format(one) for at, one in enumerate(EXAMPLES)]
    assert_clean(in_format(format, sentences), Gluing(format, glues()))


@pytest.mark.parametrize("unit", ["X{} ", "+X{}+x ", "X{} {} ", "X9999 X{} "])
def test_many_stand_ins_take_linear_time(unit: str) -> None:
    def clean(count: int) -> None:
        source = "".join(f"word X{at} " for at in range(1, count))
        without_residue(source, "".join(unit.format(at, at) for at in range(1, count)), "X")

    assert_linear(clean, 400)


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("format", FORMATS)
def test_every_sign_in_every_place(format: str, example: str) -> None:
    document = in_format(format, [place.format(example) for place in PLACES])
    for way in glues():
        assert_clean(document, Gluing("", [way]))


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["markdown", "html", "text"])
def test_fixtures(folder: str) -> None:
    """All markup of all dialects."""
    for path in sorted((ROOT / "tests" / "fixtures" / folder).iterdir()):
        if path.suffix in (".blocks", ".upper") or path.name == "references.md":
            continue  # references.md has times that look like stand-ins to the engine
        document = documents.parse(path.read_bytes(), Segmenter("en"), name=path.name)
        for seed in "abc":
            assert_clean(document, Gluing(seed, glues()))
