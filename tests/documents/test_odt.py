"""OpenDocument texts: what is text in them, with which codes, and what an edition changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hexapla.documents.document import Document, Segment, in_order
from hexapla.documents.office import ODP, ODS, ODT
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.documents.packed import ODF, docx, fodt, odt, p, packed, part, parts
from tests.growth import assert_linear

SPANISH, ARABIC = Language("es"), Language("ar")
IMAGE = "<draw:frame><svg:title>A cat</svg:title><draw:image/></draw:frame>"
BOX = "<draw:frame><draw:text-box><text:p>Inner words</text:p></draw:text-box></draw:frame>"


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def note(kind: str) -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Small print</text:p></text:note-body></text:note>"
    )


LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
# The content of a paragraph, and its segments.
PARAGRAPHS = {
    "plain": ("One\n   two.", ["One two."]),
    "a span without effect": (f"One {span('N', 'two')} three", ["One two three"]),
    "bold and italic": (
        f"One {span('B', 'two ' + span('I', 'three'))} four",
        ["One <b>two <i>three</i></b> four"],
    ),
    "all bold": (span("B", "One two"), ["One two"]),
    "other formatting": (f"One {span('R', 'two')}.", ["One <x1>two</x1>."]),
    "a link": ('See <text:a xlink:href="x">it</text:a> now', ["See <a>it</a> now"]),
    "a link in a span": (
        span("B", "See <text:a>it</text:a>") + " now",
        ["<b>See </b><a>it</a> now"],
    ),
    "a field": ("Page <text:page-number>3</text:page-number> of it", ["Page <x1/> of it"]),
    "a note": (f"One{note('footnote')} two.", ["One<x1/> two.", "Small print"]),
    "a note at the end": (f"One two.{note('endnote')}", ["One two.", "Small print"]),
    "tabs": ("Name:<text:tab/>Ann", ["Name:", "Ann"]),
    "spaces": ('One<text:s/> two<text:s text:c="9"/>three', ["One two", "three"]),
    "a line break": ("One<text:line-break/>two", ["One<br/>two"]),
    "an image": (f"One {IMAGE}two", ["One <x1/>two", "A cat"]),
    "a box": (f"One {BOX}two", ["One <x1/>two", "Inner words"]),
    "bookmarks": ('One <text:bookmark-start text:name="a"/>two<text:bookmark-end/>', ["One two"]),
    "a comment": (
        "One <office:annotation><text:p>Why?</text:p></office:annotation>two",
        ["One two"],
    ),
    "signs": ("R&amp;D &lt; 5", ["R&amp;D &lt; 5"]),
    "a form's field": ("One <text:text-input>two</text:text-input>", ["One <x1>two</x1>"]),
    "a placeholder": ("<text:placeholder>&lt;Name&gt;</text:placeholder>", ["&lt;Name&gt;"]),
    "a content control": (
        f"One <loext:content-control {LOEXT}>two</loext:content-control>", ["One <x1>two</x1>"]
    ),
    "a chosen word": (
        f'One <loext:content-control {LOEXT} loext:dropdown="true">two</loext:content-control>',
        ["One <x1/>"],
    ),
    "ruby": ("<text:ruby><text:ruby-base>One</text:ruby-base><text:ruby-text>x</text:ruby-text>"
             "</text:ruby> two", ["One two"]),
}  # fmt: skip
HEAD = {name: f'xmlns:xlink="y">{content}' for name, (content, _) in PARAGRAPHS.items()}


def parse(data: bytes) -> Document:
    return ODT.parse(data, cut_into_sentences, where="a.odt")


def capitals(data: bytes, language: Language = SPANISH) -> bytes:
    document = parse(data)
    return document.render(in_order([in_capitals(one) for one in document.segments]), language)


def paragraph(name: str) -> str:
    return f"<text:p {HEAD[name]}</text:p>"


@pytest.mark.parametrize("make", [odt, fodt])
@pytest.mark.parametrize("name", PARAGRAPHS)
def test_the_sentences_of_a_paragraph(name: str, make: Any) -> None:
    data = make(paragraph(name))
    expected = PARAGRAPHS[name][1]
    assert [one.text for one in parse(data).segments] == expected
    translated = [in_capitals(one) for one in parse(data).segments]
    assert [one.text for one in parse(capitals(data)).segments] == translated


def test_kinds_come_from_elements_styles_and_parts() -> None:
    body = (
        '<text:p text:style-name="P1">Front</text:p><text:h text:outline-level="2">Head</text:h>'
        "<text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Cell</text:p></table:table-cell>"
        f"</table:table-row></table:table><text:p>One{note('endnote')} two</text:p>"
        "<text:tracked-changes><text:p>Old</text:p></text:tracked-changes>"
    )
    data = odt(body, header="<text:p>Above</text:p>", title="Name")
    assert {one.text: one.kind for one in parse(data).segments} == {
        "Name": "title",
        "Front": "heading 1",
        "Head": "heading 2",
        "Item": "list item",
        "Cell": "table cell",
        "One<x1/> two": "paragraph",
        "Small print": "endnote",
        "Above": "header",
    }


def test_a_presentation_has_slides_with_titles_and_notes() -> None:
    def slide(title: str, text: str, notes: str) -> str:
        box = "<draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
        frame = "<draw:frame>" + box
        return (
            f'<draw:page><draw:frame presentation:class="title">{box.format(title)}'
            f"{frame.format(text)}<presentation:notes>{frame.format(notes)}"
            "</presentation:notes></draw:page>"
        )

    pages = slide("Title", "One", "Say") + slide("Second", "Two", "Tell")
    xml = fodt("").decode().replace("<office:text></office:text>", f"<office:presentation>{pages}"
                                    "</office:presentation>")  # fmt: skip
    space = 'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
    data = xml.replace("<office:document ", f"<office:document {space} ").encode()
    document = ODP.parse(data, cut_into_sentences)
    assert [(one.text, one.kind) for one in document.segments] == [
        ("Title", "heading 1"),
        ("One", "slide 1"),
        ("Say", "slide 1, notes"),
        ("Second", "heading 2"),
        ("Two", "slide 2"),
        ("Tell", "slide 2, notes"),
    ]
    edition = document.render(lambda one: one.text.upper(), SPANISH)
    assert [one.text for one in ODP.parse(edition, cut_into_sentences).segments][1] == "ONE"


def test_a_spreadsheet_has_the_cells_that_are_texts() -> None:
    def cell(text: str, own: str) -> str:
        return f"<table:table-cell {own}><text:p>{text}</text:p></table:table-cell>"

    text = 'office:value-type="string"'
    cells = (
        cell("Price", text) + cell("1 May", 'office:value-type="date"')
        + cell("Sum", f'{text} table:formula="of:=A1"') + cell("Price", text)
        + cell("Price", f'{text} office:string-value="Price"')
        + cell("1", f'{text} office:string-value="one"')
    )  # fmt: skip
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    xml = fodt("").decode().replace("<office:text></office:text>", f"<office:spreadsheet>{table}"
                                    "</office:spreadsheet>")  # fmt: skip
    document = ODS.parse(xml.encode(), cut_into_sentences)
    assert [(one.text, one.kind) for one in document.segments] == [("Price", "table cell")] * 3
    edition = document.render(lambda one: "Precio", SPANISH).decode()
    expected = xml.replace("<text:p>Price", "<text:p>Precio")
    assert edition == expected.replace(' office:string-value="Price"', " ")


CHART = (
    f'<office:document-content {ODF} xmlns:chart="x"><chart:title><text:p>Sales</text:p>'
    '</chart:title><table:table><table:table-cell office:value-type="string"><text:p>Paper</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float"><text:p>Twelve</text:p>'
    "</table:table-cell></table:table></office:document-content>"
)
MANIFEST = (
    '<m:manifest xmlns:m="x"><m:file-entry m:full-path="Object 1/" '
    'm:media-type="application/vnd.oasis.opendocument.chart"/></m:manifest>'
)


def test_words_in_charts_are_read() -> None:
    own = {"Object 1/content.xml": CHART, "META-INF/manifest.xml": MANIFEST}
    data = packed({**parts(odt("<text:p>One</text:p>")), **own})
    assert [one.text for one in parse(data).segments] == ["One", "Sales", "Paper"]
    edition = CHART.replace("Sales", "SALES").replace("Paper", "PAPER")
    assert edition in part(capitals(data), "Object 1/content.xml")


def test_options_add_comments_and_master_slides() -> None:
    comment = "One <office:annotation><text:p>Why?</text:p></office:annotation>two"
    master = "<style:master-page><text:p>Below</text:p></style:master-page>"
    xml = fodt(f"<text:p>{comment}</text:p>").decode()
    xml = xml.replace("<office:body>", f"<office:master-styles>{master}</office:master-styles>"
                      "<office:body>")  # fmt: skip
    slides = xml.replace("office:text>", "office:presentation>").encode()
    for format, options, added in (
        (ODT, {"comments": True}, [("Why?", "comment")]),
        (ODP, {"comments": True}, [("Why?", "comment")]),
        (ODP, {"masters": True}, [("Below", "master slide")]),
    ):
        data = slides if format is ODP else xml.encode()
        plain = format.parse(data, cut_into_sentences)
        chosen = format.parse(data, cut_into_sentences, options=options)
        before = {(one.text, one.kind) for one in plain.segments}
        assert {(one.text, one.kind) for one in chosen.segments} - before == set(added)
        edition = chosen.render(lambda one: one.text.upper(), SPANISH).decode()
        assert added[0][0].upper() in edition


def test_formatting_that_the_source_does_not_have_gets_a_style() -> None:
    document = parse(odt(f"<text:p>One {span('B', 'two')}</text:p>"))
    xml = part(
        document.render(lambda one: "<i>Uno</i> <b><i>dos</i></b> <b>tres</b>", SPANISH),
        "content.xml",
    )
    added = re.findall(
        r'<style:style style:name="(hexapla-\d)"[^>]*><style:text-properties(.*?)/>', xml
    )
    looks = dict(added)
    assert [looks[name] for name in re.findall(r'text:style-name="(hexapla-\d)"', xml)] == [
        ' fo:font-style="italic"',
        ' fo:font-style="italic" fo:font-weight="bold"',
    ]
    assert span("B", "tres") in xml


def test_the_language_and_its_direction_are_set() -> None:
    data = odt("<text:p>One</text:p>")
    assert 'fo:language="es" fo:country="ES"' in part(capitals(data), "styles.xml")
    arabic = part(capitals(data, ARABIC), "styles.xml")
    assert 'style:language-complex="ar" style:country-complex="EG"' in arabic
    assert 'style:page-layout-properties style:writing-mode="rl-tb"' in arabic
    assert '<style:default-style style:family="paragraph"><style:paragraph-properties' in arabic


def test_texts_are_on_the_other_side_if_the_direction_changes() -> None:
    """LibreOffice takes "start" for the left side, so an edition names the side."""
    source = odt("<text:p>One</text:p>")
    aligned = part(source, "content.xml").replace(
        "</office:automatic-styles>",
        '<style:paragraph-properties fo:text-align="start"/>'
        '<style:paragraph-properties fo:text-align="center"/></office:automatic-styles>',
    )
    data = packed({**parts(source), "content.xml": aligned.encode()})
    arabic = capitals(data, ARABIC)
    assert re.findall('text-align="(.*?)"', part(arabic, "content.xml")) == ["right", "center"]
    assert re.findall('text-align="(.*?)"', part(arabic, "styles.xml")) == ["right"]
    both = parse(data).render_bilingual(["A"], Language("en"), ARABIC, "beside")
    assert "right" not in part(both, "styles.xml") + part(both, "content.xml")


def test_a_changed_edition_has_no_tracked_changes() -> None:
    region = "<text:tracked-changes><text:changed-region/></text:tracked-changes>"
    mark = '<text:change-start text:change-id="1"/>'
    document = parse(odt(f"{region}<text:p>One {mark}two</text:p><text:p>End{mark}</text:p>"))
    edition = document.render(lambda one: "Fin" if one.text == "End" else None, SPANISH)
    assert "change" not in part(edition, "content.xml")
    assert [one.message for one in document.notices] == ["has tracked changes"]


def with_part(name: str, text: str) -> bytes:
    return packed({**parts(odt("")), name: text})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Hello.", "is not a zip package"),
        (packed({"mimetype": b"application/vnd"}), "has no part content.xml"),
        (docx(p("One")), "has no part content.xml"),
        (fodt("<text:p>"), "is not well-formed XML"),
        (b"<office:spreadsheet/>", "is not an OpenDocument text"),
        (fodt("").replace(b"xmlns:text=", b"xmlns:t="), "without the prefix text:"),
        (b"<!DOCTYPE a><a/>", "has a document type declaration"),
        (with_part("META-INF/documentsignatures.xml", "<a/>"), "is signed"),
        (with_part("META-INF/manifest.xml", "<encryption-data/>"), "has a password"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(data)
    assert str(caught.value).startswith("a.odt")
    assert message in str(caught.value)


def test_reading_and_writing_take_linear_time() -> None:
    def run(size: int) -> None:
        runs = "".join(span("BI"[number % 2], "x ") for number in range(size))
        lists = "<text:list><text:list-item>" * size + "</text:list-item></text:list>" * size
        capitals(odt(paragraph("a box") * size + f"<text:p>{runs}</text:p>{lists}"))

    assert_linear(run, 40)


class TestOdt(FormatContract):
    format = ODT
    samples = {
        "a package": odt("".join(map(paragraph, PARAGRAPHS)), "<text:p>Above</text:p>", "Name"),
        "one file": fodt("<text:p>One two. Three.</text:p>\n<text:p>Four.</text:p>"),
    }
    refused = b"PK\3\4 not a zip"

    def in_body(self, segment: Segment) -> bool:
        return segment.kind in ("paragraph", "text box", "table cell", "list item")

    def decoded(self, data: bytes) -> str:
        texts = parts(data).values() if data.startswith(b"PK") else [data]
        return "\n".join(re.sub(r"<[^>]*>", "", one.decode("utf-8", "replace")) for one in texts)

    def inputs(self) -> Any:
        """Only the samples: any inputs of the same reader are tried with Word documents."""
        from hypothesis import strategies as st

        return st.sampled_from(list(self.samples.values()))
