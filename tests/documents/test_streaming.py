"""Files that arrive in chunks: how the formats cut them, and that nothing changes by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.document import Segment, in_order
from hexapla.documents.streaming import pieces
from hexapla.errors import HexaplaError, InputError
from hexapla.languages import Language
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.conftest import ROOT

# What decides about a cut, a line or a tag each; the first few of each are in every text.
LINES = {
    "text": [
        "\n", "A sentence. Another one.\n", " \n", "short\n", "> quoted\n", "- an item\n",
        "  that hangs\n", "a\tb\n", "x    y    z\n", "| a | b |\n", "---\n", "\f", "\x0b", "\u2028",
        "\r\n", "word\r\n", "\r", "\ufeff", "\ufeffw\n", "and so it goes on until the end of it\n",
        "A line that is fairly long and which goes on and on until here, or\n",
    ],
    "markdown": [
        "\n", "\n", "A sentence. Another one.\n", "\n", "  \n", "# Head\n", "- item\n", "  more\n",
        "    code\n", "```\n", "~~~\n", "> quote\n", "1. one\n", ": def\n", '[a]: /x "Title"\n',
        "See [a] now.\n", "See [x](y).\n", "[^1]: note\n", "Foot[^1].\n", "<div>\n", "</div>\n",
        "<!-- c\n", "-->\n", "<p>Hi <b>you</b></p>\n", "{% raw %}\n", "{% endraw %}\n",
        "{{ x }}\n", "<Foo a={1}\n", " b={2}>\n", "import {a,\n", "b} from 'x'\n",
        "export const a = 1\n", "export {\n", "---\n", "+++\n", "title: Some text\n", "{\n",
        '"title": "Hm"}\n', ":::note Title\n", ":::\n", '!!! note "T"\n', "| a | b |\n",
        "|---|---|\n", "====\n", "$$\n", "x $a$ y\n", "\\begin{a}\n", "\\end{a}\n", "word\r\n",
        "\r\n", "\r", "\ufeffbom\n", "* * *\n", "{#id}\n", "`open [a](b\n", "end` it\n",
        "<script>\n", "</script>\n", "&amp; \\] x\n", '![i](j "k")\n', "<?php\n", "?>\n",
        "[TOC]\n", "\t x\n", "term\n", "<a {\n", "[\n", "]\n", "- [ ] t\n", "no end",
    ],
    "html": [
        "<p>Hi.</p>", "<p>It “is”.", "<div>So it is.</div>", "</p>", "<div>", "</div>", "Words.",
        "\n", "<b>", "</b>", "<!--", "-->", "{{", "}}", "{% if %}", "{%", "%}", "<svg>", "</svg>",
        "<math>", "</math>", "<script>", "</script>", "<p lang=fr>", "<div lang=en>",
        "<h1 title='Say it'>", "</h1>", "<body lang=en>", "<html>", "<head>",
        "<meta charset=utf-8>", "<ul><li>One", "<li>Two", "</ul>", "<table><tr><td>c", "</table>",
        "<br>", "<a href='x'>L</a>", "<span translate=no>k</span>", "<title>T", "</title>",
        '<p title="<script ">', "<?php", "?>", "<?xml encoding='x'?>", "{{!--", "--}}", "{{{",
        "}}}", "é", "<foreignObject>", "<p", 'x="', '"', ">", "<![CDATA[", "]]>", "<style>",
        "</style>", "\ufeff",
    ],
}  # fmt: skip
ALWAYS = 3
FIXTURES = [
    (format, path)
    for format, suffixes in (("text", "txt"), ("markdown", "md"), ("html", "html"))
    for path in sorted((ROOT / "tests" / "fixtures" / format).glob(f"*.{suffixes}"))
]


def longer(segment: Segment) -> str:
    return f"{in_capitals(segment)} Und “so” {len(segment.text)}"


TRANSLATIONS = (lambda segment: segment.text, in_capitals, longer)


def edition(format: str, data: bytes, number: int, encoding: str | None = None) -> bytes:
    document = documents.parse(data, cut_into_sentences, format=format, encoding=encoding)
    texts = [TRANSLATIONS[number](segment) for segment in document.segments]
    return document.render(in_order(texts), Language("es"))


def cut(format: str, data: bytes, sizes: Sequence[int], most: int = 10**6) -> list[bytes]:
    """The data of the pieces, after checking that together they have the whole's editions."""
    chunks: list[tuple[bytes, bool]] = []
    at = 0
    while at < len(data):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append((data[at : at + size], False))
        at += size
    found = documents.load_format(format)
    options = found.with_defaults()
    parts = list(pieces(chunks, found, where="sample", options=options, most=most))
    for number in range(len(TRANSLATIONS)):
        translated = [
            one.finished(edition(format, one.data, number, one.encoding)) for one in parts
        ]
        assert b"".join(translated) == edition(format, data, number)
    return [one.data for one in parts]


@pytest.mark.parametrize(("format", "path"), FIXTURES, ids=lambda one: getattr(one, "name", one))
def test_fixtures(format: str, path: Path) -> None:
    for sizes in ([1], [7, 100], [4000]):
        cut(format, path.read_bytes(), sizes)


@pytest.mark.parametrize("format", LINES)
@given(data=st.data())
def test_any_text(format: str, data: st.DataObject) -> None:
    lines = LINES[format]
    few = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=6))
    drawn = data.draw(st.lists(st.sampled_from([*lines[:ALWAYS], *few]), max_size=25))
    source = "".join([lines[0], *drawn] if format == "html" else drawn).encode()
    sizes = data.draw(st.lists(st.sampled_from([1, 2, 9, 50]), min_size=1, max_size=3))
    try:
        edition(format, source, 0)
    except HexaplaError:
        return
    cut(format, source, sizes)


@pytest.mark.parametrize(
    ("format", "source", "count"),
    [
        ("text", "One.\n\nTwo.\n\nThree.\n", 3),
        ("text", "One.\nTwo.\nThree.\n", 1),
        ("markdown", "One.\n\nTwo.\n\n- a\n\n- b\n\n# Three\n", 4),
        ("markdown", "---\ntitle: One\n---\n\nTwo.\n\nThree.\n", 3),
        ("markdown", "---\ntitle: One\n\nTwo.\n\nThree.\n", 1),
        ("markdown", "One [a](b).\n\nTwo \\[c\\].\n\nThree.\n", 3),
        ("markdown", "One.\n\nTwo [a].\n\nThree.\n\nFour.\n\n[a]: b\n", 2),
        ("markdown", "One.\n\n[a]: b\n\nTwo.\n\nThree.\n", 1),
        ("markdown", "One[^1].\n\nTwo.\n\n[^1]: Three.\n", 3),
        ("markdown", "One.\n\n```\na\n\nb\n\nc\n```\n\nTwo.\n", 3),
        ("markdown", "One.\n\n{% raw %}\n\na\n\nb\n\n{% endraw %}\n\nTwo.\n", 2),
        ("markdown", "One.\n\n<!-- a\n\nb\n\n-->\n\nTwo.\n", 3),
        ("markdown", "One.\n\nTwo.\r\n\r\nThree.\r\n", 1),
        ("markdown", "One.\n\n: Two.\n\nThree.\n", 2),
        ("html", "<p>One.</p>\n<p>Two.\n<div><p>Three.</div>\n<p>Four.\n", 4),
        ("html", "<div><p>One.</p>\n<p>Two.</p>\n</div>\n", 1),
        ("html", "<html lang=en>\n<body>\n<p>One.</p>\n<p>Two.</p>\n</body>\n</html>\n", 1),
        ("html", "<p>One. {{ a</p>\n<p>Two.</p>\n<p>Three. }}</p>\n", 1),
        ("html", "<p>One.</p>\n<title>Two.</title>\n<p>Three.</p>\n", 2),
    ],
)
def test_where_it_is_cut(format: str, source: str, count: int) -> None:
    found = cut(format, source.encode(), [1])
    assert len(found) == count, found
    assert b"".join(found) == source.encode()


def test_a_long_list_of_sentences_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexapla.documents.text.lines.LONGEST", 100)
    source = "A sentence that is on one line.\n" * 50
    assert max(map(len, cut("text", source.encode(), [10]))) < 200


def test_what_can_not_be_cut_has_a_limit() -> None:
    source = b"One [a].\n\nTwo.\n\n" * 10
    assert len(cut("markdown", source, [10], most=len(source))) == 1
    with pytest.raises(InputError, match="sample: has a piece of more than 0 MB"):
        cut("markdown", source, [10], most=len(source) - 1)


def test_batches_are_large_while_more_is_waiting() -> None:
    found = documents.load_format("text")
    chunks = [(b"One.\n\n" * 100, True)] * 1000
    parts = list(pieces(chunks, found, where="", options=found.with_defaults()))
    assert 5 < len(parts) < 12
