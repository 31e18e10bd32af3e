"""Pandoc's Markdown: tables are drawn again, and translations add no markup to it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from hexapla import documents
from hexapla.documents.document import Segment
from hexapla.engines.engine import Pair
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing import HostileEngine, IdentityEngine
from hexapla.testing.drafts import drafts
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.conftest import ROOT

SOURCE = (ROOT / "tests" / "fixtures" / "markdown" / "pandoc-tables.qmd").read_bytes()
GRID = """\
+-----+:----+
| One | Two |
+=====+=====+
| a   | `b` |
+-----+-----+
"""


def edition(source: bytes, new: Callable[[str], str], language: str = "es") -> str:
    document = documents.parse(source, cut_into_sentences, name="a.qmd")

    def translate(segment: Segment) -> str:
        return "".join(new(text) for text in words(segment))

    return document.render(translate, Language(language)).decode()


def words(segment: Segment) -> list[str]:
    out, at = [], 0
    for mark in segment.marks:
        out += [segment.text[at : mark.start], "\0" + segment.text[mark.start : mark.end]]
        at = mark.end
    return [*out, segment.text[at:]]


def longer(text: str) -> str:
    return text[1:] if text[:1] == "\0" else text.replace("e", "e más larga e")


def shorter(text: str) -> str:
    return (
        text[1:] if text[:1] == "\0" else "".join(c if not c.isalpha() else "x" for c in text[:9])
    )


def wide(text: str) -> str:
    if text[:1] == "\0":
        return text[1:]
    return "".join("字" if c.isalpha() else c for c in text).replace("字 字", "字字")


def test_columns_are_as_wide_as_their_words() -> None:
    assert edition(GRID.encode(), lambda text: text if text[:1] != "\0" else text[1:]) == GRID
    lines = edition(GRID.encode(), wide, "ja").splitlines()
    assert lines == [
        "+--------+:-------+",
        "| 字字字 | 字字字 |",
        "+========+========+",
        "| 字     | `b`    |",
        "+--------+--------+",
    ]


def test_a_table_in_another_place_keeps_what_is_before_its_lines() -> None:
    source = "> 1. Words\n>\n>    +-----+\n>    | one |\n>    +-----+\n"
    assert edition(source.encode(), longer).splitlines() == [
        "> 1. Words",
        ">",
        ">    +-------+",
        ">    | one   |",
        ">    | más   |",
        ">    | larga |",
        ">    | e     |",
        ">    +-------+",
    ]


@pytest.mark.parametrize(
    ("source", "translation", "written"),
    [
        ("See @sec-a.", "@sec-a. Vea.", "@sec-a\\. Vea."),
        ("Use `a` and `b`.", "Usa `a``b`.", "Usa `a` `b`."),
        ("A [word]{.x} here.", "Una [palabra]{.x} [ aquí.", "Una [palabra]{.x} \\[ aquí."),
        ("A word here.", "X) palabra.", "X\\) palabra."),
        ("An _old_ word.", "Algo ._viejo_.", "Algo .*viejo*."),
        ("# `a` word{#id}", "palabra `a`", "# palabra `a` {#id}"),
        ("# A word{#id}", "Palabra", "# Palabra{#id}"),
        ("`a` word{#id}\n===", "palabra `a`", "palabra `a` {#id}\n==="),
        (
            "It costs $66 and $77 here.",
            "Cuesta $55, $66 y $77.",
            "Cuesta &#36;55, &#36;66 y &#36;77.",
        ),
        ("<p>A word.</p>", ":::: Una palabra.", "<p>&#58;::: Una palabra.</p>"),
        ("<p>A word.</p>", "--- Una palabra.", "<p>&#45;-- Una palabra.</p>"),
    ],
)
def test_a_translation_adds_nothing_that_pandoc_reads(
    source: str, translation: str, written: str
) -> None:
    document = documents.parse(source.encode(), cut_into_sentences, name="a.qmd")
    assert document.render(lambda segment: translation, Language("es")).decode() == written


@pytest.mark.parametrize("label", ["a", "anexample", "anexample-ofmany", "another-verylonglabel"])
def test_the_label_of_an_example_is_a_marker(label: str) -> None:
    source = f"(@b) First.\n(@{label}) Next.\n".encode()
    document = documents.parse(source, cut_into_sentences, name="a.qmd")
    assert [one.text for one in document.segments] == ["First.", "Next."]


@pytest.mark.parametrize("before", ["", "::: {.note}\n", "Words:\n\n"])
@pytest.mark.parametrize(
    ("one", "two"), [("a.", "b."), ("(a)", "(b)"), ("i)", "ii)"), ("(2)", "(5)")]
)
def test_a_list_with_letters_begins_a_file_or_a_box(before: str, one: str, two: str) -> None:
    source = f"{before}{one} First.\n{two} Next.\n".encode()
    document = documents.parse(source, cut_into_sentences, name="a.md")
    assert [one.text for one in document.segments][-2:] == ["First.", "Next."]


def test_a_table_that_is_code_is_not_translated() -> None:
    grid = "".join(f"    {line}\n" for line in GRID.splitlines())
    simple = "    One   Two\n    ----- -----\n    a     b\n"
    for table in (grid, simple):
        assert edition(f"Words:\n\n{table}".encode(), longer) == f"Words:\n\n{table}"
        assert edition(f"- Words:\n\n{table}".encode(), longer) != f"- Words:\n\n{table}"


@pytest.mark.parametrize(
    "source",
    [
        "![Some words. An [a *link*](https://a.org) in them.](b.png){width=3}\n",
        "One ![some [words][x] here](b.png) now.\n\n[x]: https://a.org\n",
        "![\nSome [words](https://a.org) here.\n:](b.png){\nwidth=3\n}\n",
    ],
)
def test_a_caption_with_a_link_is_translated(source: str) -> None:
    document = documents.parse(source.encode(), cut_into_sentences, name="a.qmd")
    words = re.sub(r"\]\([^()]*\)|\]\[x\]|\{[^{}]*\}|\[x\]:.*", "", source).upper().split()
    written = document.render(in_capitals, Language("es")).decode()
    assert all(word in written for word in words)
    assert all(part in written for part in re.findall(r"\]\([^()]*\)|\]\[x\]|width=3", source))


def test_what_goes_over_lines_is_one_piece() -> None:
    source = b"Said [see @a;\n@b] here. Use `a,  b` now."
    document = documents.parse(source, cut_into_sentences, name="a.qmd")
    engine = IdentityEngine()
    texts = drafts(document, engine, Pair("en", "es"))
    assert texts == ["Said [see @a; @b] here.", "Use `a,  b` now."]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# One Two {#a}\n\nSee [one two].\n", "# ONE TWO {#a}\n\nSEE [ONE TWO](#a).\n"),
        ("# One {.a}\n\nSee [One].\n", "# ONE {.a #one}\n\nSEE [ONE](#one).\n"),
        ("# One { - }\n\nSee [it][One].\n", "# ONE { - #one }\n\nSEE [IT](#one).\n"),
        ("# 1. One\n\nSee [it][1. One].\n", "# 1. ONE {#one}\n\nSEE [IT](#one).\n"),
        ("One\n===\n\nA [One](b) [two].\n", "ONE\n===\n\nA [ONE](b) [TWO].\n"),
        ("# One\n\n`[One]` [one][].\n", "# ONE {#one}\n\n`[One]` [ONE](#one).\n"),
    ],
)
def test_a_heading_that_is_named_by_its_words_is_still_found(source: str, written: str) -> None:
    document = documents.parse(source.encode(), cut_into_sentences, name="a.qmd")
    assert document.render(in_capitals, Language("es")).decode() == written


def test_words_in_brackets_are_no_heading_where_headings_have_no_ids() -> None:
    source = "# One\n\nSee [One].\n"
    document = documents.parse(source.encode(), cut_into_sentences, name="a.md")
    assert document.render(in_capitals, Language("es")).decode() == source.upper()


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("A []{#b .c} word.", ["[]{#b .c}"]),
        ("A [b.c]{- .sref} word.", ["[", "]{- .sref}"]),
        ("A word.\\", []),
        ("A ![word @fig:1](b) here.", ["![word @fig:1](b)"]),
    ],
)
def test_what_pandoc_reads_is_markup(source: str, marks: list[str]) -> None:
    (segment,) = documents.parse(source.encode(), cut_into_sentences, name="a.md").segments
    assert [segment.text[mark.start : mark.end] for mark in segment.marks] == marks
    assert "@fig:1" not in source or "@FIG" not in in_capitals(segment)
    assert not segment.text.endswith("\\")


def test_a_note_in_a_sentence_is_translated_on_its_own() -> None:
    source = b"Use a *tool*.^[One `a`. See [this](b).] Then go^[X.]."
    document = documents.parse(source, Segmenter("en"), name="a.qmd")
    assert [one.text for one in document.segments] == [
        "Use a *tool*.^[One `a`. See [this](b).]",
        "Then go^[X.].",
    ]
    engine = HostileEngine(distortions=["words"])
    for text in drafts(document, engine, Pair("en", "es")):
        assert text.count("^[") == text.count("]") - text.count("](") == 1
    first = drafts(document, engine, Pair("en", "es"))[0]
    sentence, _, note = first.partition("^[")
    assert "`a`" in note
    assert "](b)" in note
    assert sentence.count("*") == 2


@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
@pytest.mark.parametrize("new", [longer, shorter, wide])
def test_pandoc_reads_the_same_tables(new: Callable[[str], str]) -> None:
    ours, theirs = tables(SOURCE.decode()), tables(edition(SOURCE, new))
    assert ours == theirs
    assert len(ours) == 11


def tables(text: str) -> list[Any]:
    """The alignments of each table, and the numbers of blocks in its cells."""
    done = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "json"], input=text, capture_output=True, text=True
    )
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if node.get("t") == "Table":
                _, _, columns, head, bodies, _ = node["c"]
                rows = [*head[1], *(row for body in bodies for row in body[3])]
                cells = [[[block["t"] for block in cell[4]] for cell in row[1]] for row in rows]
                found.append(([column[0]["t"] for column in columns], cells))
            walk(node.get("c"))

    walk(json.loads(done.stdout)["blocks"])
    return found


def test_a_definition_takes_precedence_over_a_heading() -> None:
    text = "# A Heading\n\n## Other {#x}\n\nWords with [a heading].\n\n[a heading]: https://x.org\n"
    document = documents.parse(text.encode(), cut_into_sentences, name="a.md")
    written = document.render(lambda one: one.text.upper(), Language("es")).decode()
    assert "(#a-heading)" not in written


@pytest.mark.parametrize(
    ("translation", "written"),
    [
        ("**Una “palabra** aquí.", "**Una &#8220;palabra** aquí."),
        ("**Una “palabra”** aquí.", "**Una “palabra”** aquí."),
        ("**Ein „Wort“** hier.", "**Ein „Wort“** hier."),
    ],
)
def test_a_quotation_mark_without_another_one_ends_no_markup(
    translation: str, written: str
) -> None:
    document = documents.parse(b"**A word** here.", cut_into_sentences, name="a.qmd")
    assert document.render(lambda segment: translation, Language("es")).decode() == written


@pytest.mark.parametrize(
    ("source", "kept", "lost"),
    [
        ("Take (a*/b*.txt) here.", "Aquí toma (a*/b*.txt).", "Aquí .txt toma * (a/b *)."),
        ("Set *one, then *two.", "Pon *uno, luego *dos.", "Pon uno *, luego dos *."),
        ("Set _one _ and two_.", "Pon _uno _ y dos_.", "Dos_ y pon _ uno _."),
        ("All \\*stars\\* here*.", "Las \\*estrellas\\* aquí*.", "Las *estrellas aquí*."),
    ],
)
def test_emphasis_that_only_pandoc_reads_stays(source: str, kept: str, lost: str) -> None:
    document = documents.parse(source.encode(), cut_into_sentences, name="a.md")
    (segment,) = document.segments
    assert not document.changes(segment, kept)
    assert document.changes(segment, lost)
