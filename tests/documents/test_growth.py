"""Documents take linear time to read, to write and to show, whatever they consist of.

Every row of `MENDED` took longer once, each for another reason. `make soak` looks for more of them,
here and with all commands in tests/test_growth.py.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence

import pytest

from hexapla import documents
from hexapla.documents.document import Segment
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.texts import cut_into_sentences
from tests.growth import assert_linear
from tests.shapes import TABLES, TOKENS, Shape, growing, nested, numbered, random_shape, repeated

ENGLISH, SPANISH = Language("en"), Language("es")

MENDED: Sequence[tuple[str, Shape, int]] = [
    ("md", repeated("|-"), 8_000),
    ("md", repeated("<!-- "), 8_000),
    ("md", repeated("\\( "), 8_000),
    ("md", repeated("|", "`", "a"), 2_000),
    ("md", repeated("&amp;a|"), 8_000),
    ("md", repeated("$d$ {{e}} ", '![a](b "c ', '")\n'), 16_000),
    ("rst", repeated(":a:`b` ", "a "), 4_000),
    ("rst", repeated("a\t,", ".. csv-table::\n\n   "), 8_000),
    ("stringsdict", repeated("<!-- a>", "<plist><dict>"), 16_000),
    ("html", repeated("type=", "<script ", ">a</script>"), 4_000),
    ("txt", nested("[b]", "[/i]", "x "), 16_000),
    ("txt", nested("[url]", "[/url]", "x y"), 32_000),
]
"""The suffix of a format, what a text consists of, and a size at which the fault shows."""

SLOWER: Sequence[tuple[str, Shape, int]] = [
    ("md", repeated("# Road %d\n"), 32_000),
    ("md", numbered("[a%d] road.\n\n", "[a%d]: b\n"), 8_000),
    ("md", repeated("```\na\n```\n\n# A %d\n\n", "[A 1]\n\n"), 32_000),
    ("rst", repeated("*a* : b : ``c`` ", "", "\n   x\n"), 8_000),
    ("rst", repeated("`a`__ "), 16_000),
    ("txt", growing("[/quote]A road is open. ”", "[1] "), 4_000),
]
"""More of them, which take a second each."""


def upper(segment: Segment) -> str:
    return segment.text.upper()


def use(suffix: str, text: str) -> None:
    """Read a document, and make an edition of it and a page."""
    try:
        document = documents.parse(text.encode(), cut_into_sentences, name=f"a.{suffix}")
    except InputError:
        return
    document.render(upper, SPANISH)
    texts = [one.text.upper() for one in document.segments]
    shown = [
        document.inline_html(text, one) for text, one in zip(texts, document.segments, strict=True)
    ]
    document.body_html(texts, shown, ENGLISH, SPANISH)
    for one, text in zip(document.segments, texts, strict=True):
        document.changes(one, text)


@pytest.mark.parametrize("name", TABLES)
def test_a_sparse_table_takes_linear_time(name: str) -> None:
    suffix, make = TABLES[name]
    assert_linear(lambda size: use(suffix, make(size)), 2_000)


ROWS = [*MENDED, *(pytest.param(*one, marks=pytest.mark.slow) for one in SLOWER)]


@pytest.mark.parametrize(("suffix", "make", "size"), ROWS, ids=map(str, range(len(ROWS))))
def test_what_was_slow_takes_linear_time(suffix: str, make: Shape, size: int) -> None:
    assert_linear(lambda size: use(suffix, make(size)), size)


# Shapes of each format in each of so many tests; with another HEXAPLA_SEED there are others.
SHAPES, TESTS = 40, 5


@pytest.mark.slow
@pytest.mark.parametrize("part", range(TESTS))
@pytest.mark.parametrize("suffix", TOKENS)
def test_random_shapes_take_linear_time(suffix: str, part: int) -> None:
    seed = os.environ.get("HEXAPLA_SEED", "1")
    chance = random.Random(f"{seed} {part}")
    faults: list[str] = []
    for _ in range(SHAPES):
        name, make = random_shape(TOKENS[suffix], chance)
        began = time.thread_time()
        use(suffix, make(16_000))
        if time.thread_time() - began > 0.1:
            try:
                assert_linear(lambda size, make=make: use(suffix, make(size)), 8_000)  # type: ignore[misc]
            except AssertionError as error:
                faults.append(f"{name}: {error}")
    assert not faults, f"seed {seed!r}\n" + "\n".join(faults)
