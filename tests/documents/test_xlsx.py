"""Workbooks: which strings are text, with which codes, and what an edition changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hexapla.documents.document import Document, Segment, in_order
from hexapla.documents.office import XLSX
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.documents.packed import docx, p, packed, part, parts, xlsx

SPANISH = Language("es")
STRINGS = "xl/sharedStrings.xml"
# A shared string, and its segments.
CELLS = {
    "plain": ("<t>One two</t>", ["One two"]),
    "formatted": (
        '<r><t xml:space="preserve">One </t></r><r><rPr><b/><sz val="11"/></rPr><t>two</t></r>',
        ["One <b><x1>two</x1></b>"],
    ),
    "bold": ("<r><rPr><b/></rPr><t>One</t></r><r><t> two</t></r>", ["<b>One</b> two"]),
    "phonetic": ("<t>One</t><rPh><t>x</t></rPh><phoneticPr/>", ["One"]),
    "lines": ("<t>One\ntwo</t>", ["One<br/>two"]),
    "a number": ("<t>12</t>", []),
    "signs": ("<t>R&amp;D</t>", ["R&amp;D"]),
}


def parse(data: bytes) -> Document:
    return XLSX.parse(data, cut_into_sentences, where="a.xlsx")


@pytest.mark.parametrize("name", CELLS)
def test_the_sentences_of_a_string(name: str) -> None:
    content, expected = CELLS[name]
    document = parse(xlsx(f"<si>{content}</si>"))
    assert [one.text for one in document.segments] == expected
    texts = [in_capitals(one) for one in document.segments]
    again = parse(document.render(in_order(texts), SPANISH))
    assert [one.text for one in again.segments] == texts


def test_a_string_without_formatting_stays_one() -> None:
    edition = parse(xlsx("<si><t>One</t></si>")).render(lambda one: "Uno dos", SPANISH)
    assert '<si><t xml:space="preserve">Uno dos</t></si>' in part(edition, STRINGS)


def test_strings_of_a_sheet_are_read_and_names_of_columns_are_not() -> None:
    cells = (
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>2</v></c></row>'
        '<row r="3"><c r="B3" t="s"><v>1</v></c>'
        '<c r="C3" t="inlineStr"><is><t>Inline</t></is></c></row>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = f'<table xmlns="{main}" ref="B2:B9"/>'
    strings = "".join(f"<si><t>{one}</t></si>" for one in ("Column", "Value", "Beside"))
    found = parse(xlsx(strings, cells, table)).segments
    assert [one.text for one in found] == ["Value", "Beside", "Inline"]


# A header, its texts, and the header with these in capitals.
HEADERS = {
    "&amp;LLeft&amp;CThe middle": (["Left", "The middle"], "&amp;LLEFT&amp;CTHE MIDDLE"),
    '&amp;L&amp;"Arial,Bold"&amp;12Report&amp;B now': (
        ["Report<x1/> now"], '&amp;L&amp;"Arial,Bold"&amp;12REPORT&amp;B NOW'),
    "Page &amp;P of &amp;N": (["Page <x1/> of <x2/>"], "PAGE &amp;P OF &amp;N"),
    "R&amp;&amp;D": (["R&amp;D"], "R&amp;&amp;D"),
    "&amp;P": ([], "&amp;P"),
    "&amp;KFF0000Red&#10;&amp;A": (["Red<br/><x1/>"], "&amp;KFF0000RED&#10;&amp;A"),
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_headers_and_footers_of_sheets(header: str) -> None:
    expected, capitals = HEADERS[header]
    after = "<headerFooter><oddHeader>{}</oddHeader></headerFooter>"
    document = parse(xlsx("", after=after.format(header)))
    assert [(one.text, one.kind) for one in document.segments] == [(t, "header") for t in expected]
    edition = document.render(lambda one: in_capitals(one), SPANISH)
    assert after.format(capitals) in part(edition, "xl/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "written"),
    [("2 a", "&amp;12 2 a"), ("a & b", "&amp;12a &amp;&amp; b"), ("x" * 260, "&amp;12A")],
)
def test_the_text_of_a_header_never_becomes_a_code(text: str, written: str) -> None:
    """A header that would be too long for Excel stays as it is."""
    after = "<headerFooter><oddFooter>&amp;12A</oddFooter></headerFooter>"
    edition = parse(xlsx("", after=after)).render(lambda one: text, SPANISH)
    assert f"<oddFooter>{written}</oddFooter>" in part(edition, "xl/sheet1.xml")


def test_an_option_adds_comments() -> None:
    """The author and the place of a comment are no text."""
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    comments = (
        f'<comments xmlns="{sheet}"><authors><author>Ann</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>Why?</t></r></text></comment>'
        "</commentList></comments>"
    )
    own = parts(xlsx("<si><t>One</t></si>"))
    related = "xl/_rels/sheet1.xml.rels"
    relation = own[related].replace(b"/table", b"/comments").replace(b"table1", b"comments1")
    data = packed({**own, related: relation, "xl/comments1.xml": comments.encode()})
    assert [one.text for one in parse(data).segments] == ["One"]
    document = XLSX.parse(data, cut_into_sentences, options={"comments": True})
    assert [(one.text, one.kind) for one in document.segments] == [
        ("One", "cell"),
        ("Why?", "comment"),
    ]
    edition = document.render(lambda one: one.text.upper(), SPANISH)
    assert part(edition, "xl/comments1.xml").count("WHY?</t>") == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"Hello.", "is not a zip package"), (docx(p("One")), "is not an Excel workbook")],
)
def test_a_broken_file_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(data)


class TestXlsx(FormatContract):
    format = XLSX
    has_notes = False
    samples = {"cells": xlsx("".join(f"<si>{content}</si>" for content, _ in CELLS.values()))}
    refused = b"PK\3\4 not a zip"

    def in_body(self, segment: Segment) -> bool:
        return True

    def decoded(self, data: bytes) -> str:
        texts = [one.decode("utf-8", "replace") for one in parts(data).values()]
        return "\n".join(re.sub(r"<[^>]*>", "", one) for one in texts)

    def inputs(self) -> Any:
        """Only the samples: any inputs of the same reader are tried with Word documents."""
        from hypothesis import strategies as st

        return st.sampled_from(list(self.samples.values()))
