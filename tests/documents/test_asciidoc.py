"""AsciiDoc: the format contract, what is text, and what Asciidoctor reads in editions."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.documents.asciidoc import FORMAT, inline
from hexapla.documents.document import Document, in_order, uncut
from hexapla.engines.engine import Pair
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing import HostileEngine
from hexapla.testing.drafts import drafts
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import in_capitals
from tests.growth import assert_linear

ORACLE = Path(__file__).parents[2] / "benchmarks" / "oracles" / "asciidoc.rb"

HEADER = """= A Guide
Jane Doe <jane@example.org>
v1.0, 2020-01-01: First remark
:description: What this guide is about, \\
 in two lines.
:toc-title: What is in it
:icons: font

The first paragraph of it.
"""
BLOCKS = """== A section

.The title of a listing
[source,ruby]
----
puts "not translated" # <1>
----
<1> Prints a greeting.

NOTE: Beware of the dog.

[WARNING]
====
Inside a warning.

* An item
====

[quote, A Writer, "The work, and more"]
____
Words that are quoted.
____

[verse]
____
First line of verse
and the second
____

 literal text

image::photo.png[A nice picture, 300]

ifdef::backend-html5[]
Only on pages.
endif::[]
////
A comment.
////
"""
LISTS = """* One item
of two lines
** A nested one
* [x] Done already
+
An attached paragraph.

. First
. Second

A term:: Its definition
Another::
  On a line of its own
"""
TABLE = """|===
|First head |Second head

|A cell |with *bold* words
2+|Spans two
a|
* An item in a cell
|x \\| y and z
|===

,===
one word,"two, words"
,===
"""
INLINE = """See *bold words*, `code` and link:page.html[a page]; xref:other.adoc#part[that part]
tells morefootnote:[With a note.] about {product}. Press kbd:[Ctrl+C] or btn:[OK].

Roads +
have ((lines)), H~2~O and https://example.org/a_b_c[_slanted_ addresses].
"""


class TestAsciidoc(FormatContract):
    format = FORMAT
    samples = {
        "a header": HEADER,
        "blocks": BLOCKS,
        "lists": LISTS,
        "a table": TABLE,
        "inline markup": INLINE,
    }


def parse(text: str, **options: bool | str) -> Document:
    return FORMAT.parse(text.encode(), uncut, options=FORMAT.with_defaults(options))


def entries(text: str) -> list[str]:
    return [segment.text for segment in parse(text).segments]


def edition(text: str, new: dict[str, str], language: str = "es", stable: bool = False) -> str:
    document = parse(text, **{"stable-ids": stable})
    texts = [new.get(segment.text) for segment in document.segments]
    return document.render(in_order(texts), Language(language)).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= Title\nJane Doe\nv1\n\nText\n", ["Title", "Text"]),
        (":title: A text\n:icons: font\n:x-caption: Fig.\n", ["A text", "Fig."]),
        (".Caption\n----\ncode\n----\n", ["Caption"]),
        ("|===\nm|code |text\n|===\n", ["text"]),
        ("include::a.adoc[]\n\nText\n", ["Text"]),
        ("ifdef::x[Words in brackets]\n", ["Words in brackets"]),
        ("[stem]\n++++\nx = y\n++++\n", []),
        ("term:: definition\n", ["term", "definition"]),
        ("[.role#id]\nText\n", ["Text"]),
        ('image::a.png[Alt, title="A title"]\n', ["Alt", "A title"]),
        ("chart::data[Not text]\n", []),
        ("'''\n\nabc\n", ["abc"]),
        ("> quoted\n> text\n", ["quoted text"]),
        ("// comment\ntext\n", ["text"]),
        ("git-add(1)\n==========\n\nNAME\n----\ntext\n", ["NAME", "text"]),
    ],
)
def test_what_is_text(text: str, expected: list[str]) -> None:
    assert entries(text) == expected


@pytest.mark.parametrize(
    ("text", "new", "language", "expected"),
    [
        ("A *b* c\n", "これは*強調*です", "ja", "これは**強調**です\n"),
        ("Run `x` now\n", "今`x`実行", "ja", "今``x``実行\n"),
        ("Run `x` now\n", "นี`x` ", "th", "นี``x``\n"),
        ("Run `x` or `y`\n", "ก`x``y`", "th", "ก``x``\u200b`y`\n"),
        ("Run `+{x}+` now\n", "今`+{x}+`実行", "ja", "今``++{x}++``実行\n"),
        ("<<a,One two>>\n\n[[a]]\n", "Uno -", "es", "<<a,Uno &#45;>>\n\n[[a]]\n"),
        ("One +\ntwo\n", "一+二", "ja", "一 +\n二\n"),
        ("1::\n  Some words.\n", "x) Palabras", "es", "1::\n  {empty}x) Palabras\n"),
        (
            "{a} at {u}[x] a@b.org\n",
            "{a}は{u}[x]とa@b.orgへ",
            "ja",
            "{a}はlink:{u}[x]とmailto:a@b.org[]へ\n",
        ),
        ("See http://a.org now\n", "次のhttp://a.orgを", "ja", "次のlink:http://a.org[]を\n"),
        ("Run `x` a\n", "Haz `y` a", "es", "Haz `y` a\n"),
        ("See http://a.org/x[A]\n", "Ver http://a.org/y[A]", "es", "Ver http://a.org/y[A]\n"),
        ("Text\n", "* Text", "es", "{empty}* Text\n"),
        ("Text\n", "term:: x", "es", "term:&#58; x\n"),
        ("Text\n", "a *b* c", "es", "a &#42;b&#42; c\n"),
        ("Title\n-----\n", "Un título", "es", "Un título\n---------\n"),
        ("Some text:\n----\nx\n----\n", "文", "zh", "文\n----\nx\n----\n"),
        ("Some text:\n----\nx\n----\n", "文书:文", "zh", "文书:文{empty}\n----\nx\n----\n"),
        ("|===\n|a b\n|===\n", "c|d", "es", "|===\n|c\\|d\n|===\n"),
        (",===\na b,1\n,===\n", "c, d", "es", ',===\n"c, d",1\n,===\n'),
        ("[quote, Some One]\nText\n", "Uno, dos", "es", '[quote, "Uno, dos"]\nText\n'),
        ("== One two\n", "Uno ==", "es", "== Uno =={empty}\n"),
        (":title: Text\n", "Texto\\", "es", ":title: Texto\\\n"),
    ],
)
def test_a_translation_is_read_as_its_source(
    text: str, new: str, language: str, expected: str
) -> None:
    first = parse(text).segments[0].text
    assert edition(text, {first: new}, language) == expected


def test_references_to_headings_reach_them() -> None:
    text = "== The Way\n\nSee <<_the_way>>, or <<The Way,there>>.\n\n== Other\n\nText\n"
    new = {
        "The Way": "El camino",
        "See <<_the_way>>, or <<The Way,there>>.": "Vea <<_the_way>>, o <<The Way,ahí>>.",
        "Other": "Otra",
    }
    written = edition(text, new)
    assert written.startswith("[#_the_way]\n== El camino\n")
    assert "Vea <<_the_way>>, o <<_the_way,ahí>>." in written
    assert "\n\n== Otra\n" in written
    assert "[#_other]\n== Otra" in edition(text, new, stable=True)


def test_sentences_on_lines_of_their_own_stay_there() -> None:
    document = FORMAT.parse(b"One. \nTwo goes on.\n", lambda text, atoms=(): [text[:5], text[5:]])
    written = document.render(in_order(["Uno.", "Dos sigue."]), Language("es"))
    assert written == b"Uno.\nDos sigue.\n"


def test_a_block_without_an_end_is_named_with_its_line() -> None:
    (notice,) = parse("Text\n\n----\ncode\n").notices
    assert "line 3" in notice.message


def test_a_link_to_another_file_reaches_its_heading() -> None:
    text = "== The Way\n\nText\n"
    document = parse(text)
    data = document.render(in_order(["El camino", None]), Language("es"))
    anchors = dict(document.anchors(data))
    assert anchors["_the_way"] == "_el_camino"
    assert anchors["the-way"] == "el-camino"  # As Antora makes them.
    assert {"_el_camino", "el-camino"} <= (document.targets(data) or set())
    other = parse("See xref:a.adoc#_the_way[it], image:b.png[Words] and link:c.html[that].\n")
    data = other.render(in_order([None]), Language("es"))
    written = other.with_addresses(data, lambda address: f"new/{address}")
    assert written == (
        b"See xref:new/a.adoc#_the_way[it], image:new/b.png[Words] and link:new/c.html[that].\n"
    )


@pytest.mark.skipif(not shutil.which("asciidoctor"), reason="needs asciidoctor")
def test_asciidoctor_reads_editions_as_their_sources() -> None:
    samples = TestAsciidoc.samples.values()
    documents = [parse(text) for text in samples if isinstance(text, str)]
    editions = []
    for engine in (None, HostileEngine()):
        for document in documents:
            texts: Sequence[str] = [in_capitals(segment) for segment in document.segments]
            if engine:
                texts = drafts(document, engine, Pair("en", "es"))
            editions.append(document.render(in_order(texts), Language("es")).decode())
    asked = json.dumps([*samples, *editions])
    done = subprocess.run(
        ["ruby", str(ORACLE)], input=asked, capture_output=True, text=True, check=True
    )
    found, size = json.loads(done.stdout), len(documents)
    assert all(found[:size])
    for number, text in enumerate(samples):
        for other in found[size + number :: size]:
            assert other == found[number], text


def test_a_signature_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "release.asc"
    path.write_bytes(b"-----BEGIN PGP SIGNATURE-----\n\nabc\n")
    assert not FORMAT.takes(path, {})
    with pytest.raises(InputError, match="OpenPGP"):
        FORMAT.parse(path.read_bytes(), uncut)


def test_a_page_shows_the_structure() -> None:
    document = parse(BLOCKS + "\n" + LISTS + "\n" + TABLE + "\n" + INLINE)
    texts = [segment.text for segment in document.segments]
    shown = [document.inline_html(segment.text, segment) for segment in document.segments]
    page = document.body_html(texts, shown, Language("en"), Language("es"))
    for element in (
        '<h2 id="_a_section">A section</h2>',
        "<pre><code>puts",
        "<blockquote>",
        "<dt>A term</dt>",
        "<th>First head</th>",
        '<td colspan="2">Spans two</td>',
        '<img src="photo.png" alt="A nice picture">',
        "<strong>bold words</strong>",
        '<a href="page.html">a page</a>',
        "Roads<br>",
        "H<sub>2</sub>O",
    ):
        assert element in page


# What opens and never closes, what is in what, and what lies between fences.
REPEATED = (
    "[a]#",
    '`// a\n"',
    "((- a\n",
    "__a__#link:a[b] ",
    "a.$$$$ ",
    "....$$$$",
    "----a\n",
    "<<a ",
)


def test_time_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each of these over and over: reading, an edition, its addresses, a page."""
    monkeypatch.setattr(inline, "_LONGEST", 100)
    for unit in REPEATED:

        def run(size: int, unit: str = unit) -> None:
            data = (unit * (size // len(unit))).encode()
            document = FORMAT.parse(data, uncut, where="a", options=FORMAT.with_defaults())
            texts = [one.text.swapcase() for one in document.segments]
            edition = document.render(in_order(texts), Language("es"))
            document.with_addresses(edition, lambda address: address)
            shown = [document.inline_html(one.text, one) for one in document.segments]
            document.body_html(texts, shown, Language("en"), Language("es"))

        assert_linear(run, 400)


def test_the_items_of_a_menu_are_texts_of_their_own() -> None:
    (segment,) = parse("Go to menu:Settings[Admin > All apps].\n").segments
    words = [segment.text[one.start : one.end] for mark in segment.marks for one in mark.words]
    assert words == ["Settings", "Admin", "All apps"]


# What begins lines, and what could follow it.
SIGNS = st.sampled_from([
    "::", ":::", ":::::", ";;", "a", "*", "**", "-", "--", "----", "====", "=", ".", "..", "....",
    "+", "[", "]", "[a]", "|", "|===", "//", "<1>", "a:::::", " ", "\n", "\n\n", "\n+\n", "1. ",
    "NOTE: ", "a:: ", "> ",
])  # fmt: skip


@given(st.lists(SIGNS, max_size=10).map("".join))
def test_every_line_is_read_once(source: str) -> None:
    """An endless loop here took all memory."""
    document = parse(source)
    assert document.render(lambda _: None, Language("es")).decode() == source
    assert sum(len(segment.text) for segment in document.segments) <= 2 * len(source)


@pytest.mark.parametrize("unit", ["=" * 4, "*", "_" * 4])
def test_nothing_is_nested_too_deeply(unit: str) -> None:
    lines = (f"{unit}{unit[0] * at}{' a' * (len(unit) == 1)}\n" for at in range(300))
    source = f"The road.\n\n{''.join(lines)}"
    document = parse(source)
    texts = [segment.text for segment in document.segments]
    assert texts[0] == "The road."
    shown = [document.inline_html(segment.text, segment) for segment in document.segments]
    assert "The road." in document.body_html(texts, shown, Language("en"), Language("es"))
    assert document.render(lambda _: None, Language("es")).decode() == source


def test_equal_headings_take_linear_time() -> None:
    assert_linear(lambda size: parse("== a\n\n" * size), 2_000)
