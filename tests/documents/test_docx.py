"""Word documents: what is text in them, with which codes, and what an edition changes."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hexapla.documents.document import Document, Segment, in_order
from hexapla.documents.office import DOCX
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.conftest import Translate
from tests.documents.packed import NAMESPACES, docx, p, packed, part, parts, r, shown
from tests.growth import assert_linear

SPANISH, ARABIC = Language("es"), Language("ar")
B, ITALIC, RED = "<w:b/>", "<w:i/>", '<w:color w:val="FF0000"/>'
LINK = '<w:hyperlink r:id="link">{}</w:hyperlink>'
TAB = "<w:r><w:tab/></w:r>"
IMAGE = '<w:r><w:drawing><wp:docPr id="1" descr="A cat"/></w:drawing></w:r>'
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELETED = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def field(instruction: str, result: str) -> str:
    chars = [
        f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ["begin", "separate", "end"]
    ]
    return (
        f"{chars[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{chars[1]}{result}{chars[2]}"
    )


def box(text: str) -> str:
    inner = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# The content of a paragraph, and its segments.
PARAGRAPHS = {
    "runs of one look": (
        [r("Two ", '<w:lang w:val="en-US"/>'), '<w:proofErr w:type="spellStart"/>', r("bo"),
         "<w:r><w:lastRenderedPageBreak/><w:t>oks</w:t></w:r>", r(" came.", "<w:noProof/>")],
        ["Two books came."],
    ),
    "bold and italic": (
        [r("One ", B), r("two ", B + ITALIC), r("three", B), r(" four.")],
        ["<b>One <i>two </i>three</b> four."],
    ),
    "all bold": ([r("One ", B), r("two", B + ITALIC)], ["One <i>two</i>"]),
    "a bold style": ([r("One", '<w:rStyle w:val="Strong"/>'), r(" two")], ["<b>One</b> two"]),
    "not bold": ([r("One", '<w:b w:val="0"/>'), r(" two and more")], ["<x1>One</x1> two and more"]),
    "raised": (["Area m", r("2", '<w:vertAlign w:val="superscript"/>')], ["Area m<sup>2</sup>"]),
    "other formatting": (
        ["One ", r("two ", RED), "three ", r("four", RED)],
        ["One <x1>two </x1>three <x1>four</x1>"],
    ),
    "a link": (["See ", LINK.format(r("it", "<w:u/>")), " now."], ["See <a>it</a> now."]),
    "two links": (
        [LINK.format(r("One")), " or ", LINK.format(r("two"))],
        ["<a1>One</a1> or <a2>two</a2>"],
    ),
    "a link in a field": (["See ", field(' HYPERLINK "x" ', r("it")), "."], ["See <a>it</a>."]),
    "a page number": (["Page ", field("PAGE", r("3")), " of the book"], ["Page <x1/> of the book"]),
    "a reference": (["See ", field("REF a", r("Figure 3")), " here"], ["See <x1/> here"]),
    "a simple field": (['<w:fldSimple w:instr="DATE">' + r("Monday") + "</w:fldSimple>", " here"],
                       ["<x1/> here"]),
    "a footnote": (["One", NOTE, " two."], ["One<x1/> two."]),
    "a footnote at the end": (["One two.", NOTE], ["One two."]),
    "tabs": (["Name:", TAB, "Ann", TAB, "5"], ["Name:", "Ann"]),
    "spaces as a tab": (["Name:          Ann"], ["Name:", "Ann"]),
    "a link over a tab": ([LINK.format(r("One") + TAB + r("two"))], ["One", "two"]),
    "a pair cut by a tab": (["One ", LINK.format(r("two") + TAB + r("three"))],
                            ["One <a>two<tab/>three</a>"]),
    "a line break": (["One</w:t><w:br/><w:t>two"], ["One<br/>two"]),
    "hyphens": (["Co</w:t><w:softHyphen/><w:t>op e</w:t><w:noBreakHyphen/><w:t>mail"],
                ["Coop e\u2011mail"]),
    "signs": (["R&amp;D &lt; 5"], ["R&amp;D &lt; 5"]),
    "spaces": (["<w:r><w:t> One\n two </w:t></w:r>"], ["One two"]),
    "a deletion": (["One ", "<w:del><w:r><w:delText>no </w:delText></w:r></w:del>",
                    "<w:ins>" + r("new") + "</w:ins>", "."], ["One new."]),
    "hidden": (["One ", r("index", "<w:vanish/>"), "two"], ["One two"]),
    "smart tags": (["In ", "<w:smartTag><w:smartTagPr/>" + r("Paris") + "</w:smartTag>", " now"],
                   ["In Paris now"]),
    "a content control": (["In ", "<w:sdt><w:sdtPr/><w:sdtContent>" + r("Paris")
                           + "</w:sdtContent></w:sdt>", " now"], ["In <x1>Paris</x1> now"]),
    "a chosen date": (["On ", "<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>" + r("Monday")
                       + "</w:sdtContent></w:sdt>", " now"], ["On <x1/> now"]),
    "an image": (["One ", IMAGE, "two"], ["One <x1/>two", "A cat"]),
    "a text box": (["One ", box("Inner words"), "two"], ["One <x1/>two", "Inner words"]),
    "an image between words": (["One ", IMAGE, " two"], ["One <x1/> two", "A cat"]),
    "a formula": (["Let ", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", " be one"],
                  ["Let <x1/> be one"]),
    "bookmarks": (["One ", '<w:bookmarkStart w:id="1" w:name="b"/>', "two",
                   '<w:bookmarkEnd w:id="1"/>', " three"], ["One two three"]),
    "a caption": (['<w:bookmarkStart w:id="1" w:name="_Ref1"/>', "Figure ", field("SEQ a", r("1")),
                   '<w:bookmarkEnd w:id="1"/>', ": a cat"], ["<x1>Figure <x2/></x1>: a cat"]),
    "a heading that is referred to": (
        ['<w:bookmarkStart w:id="1" w:name="_Ref1"/>', "One", '<w:bookmarkEnd w:id="1"/>'], ["One"]
    ),
    "two sentences": ([r("One. Two", B), " more."], ["<b>One.</b>", "<b>Two</b> more."]),
    "numbers only": (["12.5 %"], []),
    "another language of the file": ([r("Ein Haus", '<w:lang w:val="de-DE"/>')], ["Ein Haus"]),
}  # fmt: skip


def parse(data: bytes, **options: bool) -> Document:
    chosen = DOCX.with_defaults(options)
    return DOCX.parse(data, cut_into_sentences, where="a.docx", options=chosen)


def capitals(data: bytes, language: Language = SPANISH) -> bytes:
    document = parse(data)
    return document.render(in_order([in_capitals(one) for one in document.segments]), language)


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_the_sentences_of_a_paragraph(name: str) -> None:
    content, expected = PARAGRAPHS[name]
    data = docx(p(*content) + p("End."))
    assert [one.text for one in parse(data).segments] == [*expected, "End."]


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_an_edition_has_the_translated_paragraph(name: str) -> None:
    content, _ = PARAGRAPHS[name]
    data = docx(p(*content) + p("End."))
    expected = [in_capitals(one) for one in parse(data).segments]
    assert [one.text for one in parse(capitals(data)).segments] == expected


@pytest.mark.parametrize(
    ("translation", "written"),
    [
        ("Uno <b>dos</b>", [("Uno ", ""), ("dos", "<w:b/>")]),
        ("<i>Uno</i> <b>dos", [("Uno", "<w:i/>"), (" ", ""), ("dos", "<w:b/>")]),
        ("<b><i>Uno</i></b>", [("Uno", "<w:b/><w:i/>")]),
        ("<b>a <i>b</b> c</i>", [("a ", "<w:b/>"), ("b", "<w:b/><w:i/>"), (" c", "<w:i/>")]),
        ("R&D <5> <x9/> &lt;", [("R&amp;D &lt;5&gt; &lt;x9/&gt; &lt;", "")]),
    ],
)
def test_codes_of_a_translation_become_formatting(
    translation: str, written: list[tuple[str, str]]
) -> None:
    document = parse(docx(p("One ", r("two", B))))
    xml = part(document.render(lambda one: translation, SPANISH))
    runs = re.findall(r"<w:r>(?:<w:rPr>(.*?)</w:rPr>)?<w:t[^>]*>(.*?)</w:t></w:r>", xml)
    assert [(text, own) for own, text in runs] == written


@pytest.mark.parametrize("translation", ["</a>x<a>", "<a>x", "x</a>", "<a><a>x</a>", "x"])
def test_pairs_are_closed_whatever_a_translation_has(translation: str) -> None:
    document = parse(docx(p("One ", LINK.format(r("two")), " three")))
    parse(document.render(lambda one: translation, SPANISH))


@pytest.mark.parametrize(
    ("translation", "changed"),
    [
        ("Uno <b>dos</b>", ([], [])),
        ("Uno dos", (["</b>", "<b>"], [])),
        ("<i>Uno</i> <b>dos</b>", ([], ["</i>", "<i>"])),
        ("Uno <b>dos</b> <x1/>", ([], ["<x1/>"])),
    ],
)
def test_lost_and_added_codes_change_a_sentence(
    translation: str, changed: tuple[list[str], list[str]]
) -> None:
    document = parse(docx(p("One ", r("two", B))))
    (segment,) = document.segments
    assert document.changes(segment, translation).of("tag") == changed
    assert DOCX.changes(segment.text, translation).of("tag") == changed


def test_kinds_come_from_styles_places_and_parts() -> None:
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    cell = f"<w:tbl><w:tr><w:tc>{p('Cell')}</w:tc></w:tr></w:tbl>"
    body = (
        p("Front", style="Title") + p("Head", style="Own") + p("Item", style="Items")
        + p("Number", own=numbered) + p("Outline", own='<w:outlineLvl w:val="2"/>') + cell
    )  # fmt: skip
    data = docx(
        body,
        core="<dc:title>Name</dc:title><dc:creator>Ann</dc:creator>",
        footnotes=f'<w:footnote w:id="2">{p("Foot")}</w:footnote>',
        header=p("Above"),
        comments=f'<w:comment w:id="1">{p("Remark")}</w:comment>',
    )
    found = {one.text: one.kind for one in parse(data, comments=True).segments}
    assert found == {
        "Name": "title",
        "Front": "heading 1",
        "Head": "heading 1",
        "Item": "list item",
        "Number": "list item",
        "Outline": "heading 3",
        "Cell": "table cell",
        "Foot": "footnote",
        "Above": "header",
        "Remark": "comment",
    }
    assert "Remark" not in [one.text for one in parse(data).segments]


def test_unchanged_members_are_the_same_bytes_in_the_file() -> None:
    data = docx(p("One two."), header=p("Above"))
    document = parse(data)
    edition = document.render(lambda one: "Uno." if one.kind == "paragraph" else None, SPANISH)
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, edition))
    assert after.testzip() is None
    assert before.namelist() == after.namelist()
    for old, new in zip(before.infolist(), after.infolist(), strict=True):
        own, other = data[old.header_offset :], edition[new.header_offset :]
        assert (old.date_time, old.compress_type) == (new.date_time, new.compress_type)
        if old.filename not in ("word/document.xml", "word/styles.xml"):
            size = 30 + len(old.filename) + old.compress_size
            assert own[:size] == other[:size]


def test_the_language_and_its_direction_are_set() -> None:
    data = docx(p(r("One", '<w:lang w:val="en-US"/>' + B)) + "<w:sectPr/>")
    spanish, arabic = capitals(data), capitals(data, ARABIC)
    assert 'w:val="es-ES" w:eastAsia="ja-JP"' in part(spanish, "word/styles.xml")
    assert "<w:lang" not in part(spanish)
    assert 'w:bidi="ar-EG"' in part(arabic, "word/styles.xml")
    xml = part(arabic)
    assert "<w:pPr><w:bidi/></w:pPr>" in xml
    assert "<w:rPr><w:b/><w:bCs/><w:rtl/></w:rPr>" in xml
    assert "<w:sectPr><w:bidi/></w:sectPr>" in xml
    assert "bidi" not in part(parse(arabic).render(lambda one: "uno", SPANISH))


def test_a_changed_edition_has_no_tracked_changes() -> None:
    changed = p(
        "One ",
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
        "<w:ins>" + r("new") + "</w:ins>",
    )
    gone = p("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", own="<w:rPr><w:del/></w:rPr>")
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('<w:del/>')}</w:tc></w:tr>"
    kept = f"<w:tr><w:trPr><w:ins/></w:trPr><w:tc>{p('Cell')}</w:tc></w:tr>"
    mark = p("End", own='<w:pPrChange><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>')
    document = parse(docx(changed + gone + f"<w:tbl>{kept}{row}</w:tbl>" + mark))
    edition = document.render(lambda one: "Fin" if one.text == "End" else None, SPANISH)
    xml = part(edition)
    assert not re.search(r"<w:(ins|del|pPrChange)\b", xml)
    assert shown(xml) == "One new\nCell\nFin"
    assert xml.count("<w:tr>") == 1
    assert [one.message for one in document.notices] == ["has tracked changes"]


BINDING = '<w:dataBinding w:xpath="/a"/><w15:dataBinding w:xpath="/a"></w15:dataBinding>'


@pytest.mark.parametrize(("kind", "bound"), [("<w:text/>", False), ("<w:date/>", True)])
@pytest.mark.parametrize("place", ["in a paragraph", "around one", "in a box"])
def test_written_controls_are_freed_from_data_that_is_the_sources(
    place: str, kind: str, bound: bool
) -> None:
    control = (
        f'<w:sdt xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w:sdtPr>{kind}'
        f"{BINDING}</w:sdtPr><w:sdtContent>{{}}</w:sdtContent></w:sdt>"
    )
    inner = control.format(r("two"))
    body = {
        "in a paragraph": p("One ", inner),
        "around one": control.format(p("One")),
        "in a box": p("One ", box("Three").replace(r("Three"), r("Three") + inner)),
    }[place]
    xml = part(capitals(docx(body)))
    assert ("dataBinding" in xml) is bound
    assert kind in xml


def test_charts_are_read_with_the_prefix_that_they_use() -> None:
    chart = (
        '<c:chart xmlns:c="y" xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<d:p><d:r><d:t>Sales</d:t></d:r></d:p><c:v>12</c:v></c:chart>"
    )
    data = docx(p("One"), chart=chart)
    assert [one.text for one in parse(data).segments] == ["One", "Sales"]
    arabic = part(capitals(data, ARABIC), "word/chart.xml")
    assert '<d:p><d:pPr rtl="1" algn="r"/><d:r><d:rPr lang="ar-EG"/><d:t>SALES</d:t>' in arabic


def test_words_in_a_chart_are_texts_and_numbers_are_not() -> None:
    """Word shows the copies of cells, not the cells: nobody has opened them."""
    words = "<c:tx><c:v>Own</c:v></c:tx>"
    for holder in ("strLit", "strCache", "numCache"):
        words += f"<c:cat><c:{holder}><c:pt><c:v>In {holder}</c:v></c:pt></c:{holder}></c:cat>"
    chart = f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">{words}</c:chart>'
    data = docx(p("One"), chart=chart)
    found = ["One", "Own", "In strLit", "In strCache"]
    assert [one.text for one in parse(data).segments] == found
    edition = part(capitals(data), "word/chart.xml")
    assert [text in edition for text in ("OWN", "IN STRCACHE", "In numCache")] == [True] * 3


def test_a_text_box_is_translated_for_both_kinds_of_programs() -> None:
    xml = part(capitals(docx(p("One ", box("Inner words")))))
    assert xml.count("INNER WORDS") == 2


def test_beside_puts_paragraphs_in_a_table_with_two_columns() -> None:
    document = parse(docx(p("One.") + p("Two.")))
    data = document.render_bilingual(["Uno.", None], Language("en"), SPANISH, "beside")
    xml = part(data)
    (row,) = re.findall(r"<w:tr>.*?</w:tr>", xml)
    assert [shown(cell) for cell in row.split("<w:tc>")[1:]] == ["One.", "Uno."]
    assert shown(xml.replace(row, "")) == "Two."


@pytest.mark.parametrize(("format", "shown"), [("decimal", False), ("bullet", True)])
@pytest.mark.parametrize("by", ["style", "paragraph"])
def test_beside_repeats_bullets_and_no_numbers(by: str, format: str, shown: bool) -> None:
    lists = (
        f'<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="{format}"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    item = p("One.", style="Items") if by == "style" else p("One.", own=number)
    document = parse(docx(item, numbering=f"<w:numbering {NAMESPACES}>{lists}</w:numbering>"))
    xml = part(document.render_bilingual(["Uno."], Language("en"), SPANISH, "beside"))
    first, second = xml.split("<w:tc>")[1:]
    assert 'w:numId w:val="0"' not in first
    assert ('<w:numId w:val="0"/>' not in second) is shown
    assert (number in second) is (shown and by == "paragraph")


@pytest.mark.parametrize("arrangement", ["above", "beside"])
def test_a_bilingual_edition_has_notes_images_and_bookmarks_once(arrangement: str) -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    mark = '<w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/>'
    document = parse(docx(p("One ", mark, '<w:r><w:sym w:char="F0"/></w:r>', note)))
    (text,) = [one.text.replace("One", "Uno") for one in document.segments]
    xml = part(document.render_bilingual([text], Language("en"), SPANISH, arrangement))
    found = [xml.count(one) for one in ("One", "Uno", "w:sym", "footnoteRef", "bookmarkStart")]
    assert found == [1, 1, 2, 1, 1]


def test_a_bilingual_edition_has_the_direction_of_the_source() -> None:
    table = f"<w:tbl><w:tblPr/><w:tr><w:tc>{p('Cell')}</w:tc></w:tr></w:tbl>"
    document = parse(docx(p("One.") + table + "<w:sectPr/>"))
    data = document.render_bilingual(["A", "B"], Language("en"), ARABIC, "beside")
    assert "bidiVisual" not in part(data)
    assert part(data).count("<w:bidi/>") == 1


def test_beside_keeps_the_tables_of_the_article_apart() -> None:
    """Word and LibreOffice make one table of neighbours."""
    table = f"<w:tbl><w:tr><w:tc>{p('Cell')}</w:tc></w:tr></w:tbl>"
    document = parse(docx(p("One.") + table + p("Two.")))
    data = document.render_bilingual(["Uno.", None, "Dos."], Language("en"), SPANISH, "beside")
    assert part(data).count("</w:tbl><w:p/><w:tbl>") == 2


def test_a_page_shows_lists_tables_links_pictures_and_notes() -> None:
    wide = f"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{p('Cell')}</w:tc></w:tr>"
    row = wide + f"<w:tr><w:tc>{p('Left')}</w:tc><w:tc>{p('Right')}{p('more')}</w:tc></w:tr>"
    picture = IMAGE.replace("</w:drawing>", '<a:blip r:embed="image1"/></w:drawing>')
    data = docx(
        p("Head", style="H1") + p("Item", style="Items") + f"<w:tbl>{row}</w:tbl>"
        + p("See ", LINK.format(r("it", B)), NOTE, TAB, "now") + p(picture),
        footnotes=f'<w:footnote w:id="2">{p("Foot")}</w:footnote>',
        header=p("Above"),
    )  # fmt: skip
    document = parse(data)
    texts = [one.text for one in document.segments]
    shown = [document.inline_html(one.text, one) for one in document.segments]
    body = document.body_html(texts, shown, Language("en"), SPANISH)
    assert re.sub(r"base64,[^\"]*", "…", body).splitlines() == [
        "<h1>Head</h1>",
        "<ul>",
        "<li>Item</li>",
        "</ul>",
        '<table><tr><td colspan="2">Cell</td></tr>'
        "<tr><td>Left</td><td>Right<br>more</td></tr></table>",
        '<p>See <a href="https://example.org/">it</a>&emsp;now</p>',
        '<p><img src="data:image/png;…" alt="A cat"></p>',
        "<hr>",
        "<ol><li>Foot</li></ol>",
    ]


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a zip": (lambda: b"Hello.", "is not a zip package, or is cut short"),
    "cut short": (lambda: docx(p("One"))[:-40], "is not a zip package, or is cut short"),
    "an empty zip": (lambda: packed({}), "has no part [Content_Types].xml"),
    "no document": (lambda: packed({"[Content_Types].xml": "<a/>"}), "has no document in it"),
    "no types": (lambda: packed({"a.xml": "<a/>"}), "has no part [Content_Types].xml"),
    "a missing part": (lambda: without("word/styles.xml"), "has no part word/styles.xml"),
    "not well-formed": (lambda: docx("<w:p>"), "word/document.xml:2: is not well-formed XML"),
    "a document type": (
        lambda: with_part("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "word/document.xml:1: has a document type declaration",
    ),
    "zeros": (lambda: with_part("word/zeros.bin", bytes(2**24)), "unpack to 16,77"),
    "outside": (lambda: with_part("../a", b""), "'../a' has an unsafe name"),
    "absolute": (lambda: with_part("/a", b""), "'/a' has an absolute name"),
    "the same name": (lambda: with_part("Word/Document.xml", b""), "occurs twice"),
    "signed": (lambda: with_part("_xmlsignatures/sig1.xml", b""), "is signed"),
    "too deep": (lambda: docx("<w:sdt>" * 2000 + "</w:sdt>" * 2000), "is nested too deeply"),
    "another document": (
        lambda: with_part("word/document.xml", b"<a/>"),
        "is not a Word document",
    ),
    "an old document": (
        lambda: OLD + "WordDocument".encode("utf-16-le"),
        "is a Word document in the old format (.doc), which can't be translated; save it as .docx",
    ),
    "a password": (
        lambda: OLD + "EncryptedPackage".encode("utf-16-le"),
        "with a password, which can't be translated; save a copy without the password first",
    ),
}  # fmt: skip


def with_part(name: str, data: bytes) -> bytes:
    return packed({**parts(docx(p("One"))), name: data})


def without(name: str) -> bytes:
    return packed({one: data for one, data in parts(docx(p("One"))).items() if one != name})


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_in_one_line(what: str) -> None:
    make, message = BROKEN[what]
    with pytest.raises(InputError) as caught:
        parse(make())
    assert str(caught.value).startswith("a.docx")
    assert message in str(caught.value)
    assert caught.value.hint


def test_a_damaged_member_is_named() -> None:
    data = docx(p("One"))
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml")
    at = info.header_offset + 60
    with pytest.raises(InputError, match=r"a.docx, word/document.xml: is damaged"):
        parse(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])


def test_a_changed_byte_is_an_error_of_one_line_or_none() -> None:
    data = docx(p("One"))
    for at in range(0, len(data), 11):
        with contextlib.suppress(InputError):
            capitals(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])


def test_reading_and_writing_take_linear_time() -> None:
    def run(size: int) -> None:
        rows = f"<w:tr><w:tc>{p('A cell')}</w:tc></w:tr>" * size
        boxes = p(r("One", B), box("Two"), " three") * size
        runs = p(*[r("x ", B), r("y ", ITALIC)] * size)
        nested = "<w:sdt><w:sdtContent>" * size + p("z") + "</w:sdtContent></w:sdt>" * size
        capitals(docx(f"<w:tbl>{rows}</w:tbl>{boxes}{runs}{nested}"))

    assert_linear(run, 40)


def test_every_command_reads_and_writes_it(translate: Translate, tmp_path: Path) -> None:
    body = p("The library", style="H1") + p("The ", r("new", B), " library opens on Monday.")
    (tmp_path / "a.docx").write_bytes(docx(body))
    translate("init", "--from", "en", "--to", "es")
    run = translate("a.docx", "--engine", "upper", "--label")
    assert run.code == 0, run.err
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert "#. heading 1\n#: a.docx\n" in catalog
    assert 'msgid "The <b>new</b> library opens on Monday."' in catalog
    (edition,) = (tmp_path / "editions/es").rglob("*.docx")
    head, text, label = shown(part(edition.read_bytes())).splitlines()
    assert (head, text) == ("THE LIBRARY", "THE NEW LIBRARY OPENS ON MONDAY.")
    assert label.startswith("[")
    assert translate("publish", "--bilingual", "beside").code == 0
    assert translate("site", "site").code == 0
    page = (tmp_path / "site/es/a.html").read_text("utf-8")
    assert re.search(r"<h1[^>]*>.*THE LIBRARY", page)
    assert "THE <b>NEW</b> LIBRARY" in page


class TestDocx(FormatContract):
    format = DOCX
    samples = {
        "paragraphs": docx("".join(p(*content) for content, _ in PARAGRAPHS.values())),
        "parts": docx(
            p("One.") + "<w:sectPr/>",
            core="<dc:title>The name</dc:title>",
            header=p("Above"),
            footnotes=f'<w:footnote w:id="2">{p("Foot")}</w:footnote>',
        ),
    }
    refused = b"PK\3\4 not a zip"

    def in_body(self, segment: Segment) -> bool:
        return segment.kind in ("paragraph", "text box", "table cell")

    def decoded(self, data: bytes) -> str:
        texts = [one.decode("utf-8", "replace") for one in parts(data).values()]
        return "\n".join(shown(re.sub(r'<[^>]* descr="([^"]*)"/>', r"\1", one)) for one in texts)

    def inputs(self) -> Any:
        from hypothesis import strategies as st

        pieces = [one for content, _ in PARAGRAPHS.values() for one in content]
        paragraph = st.lists(st.sampled_from(pieces), max_size=6).map(lambda found: p(*found))
        return st.lists(paragraph, min_size=1, max_size=3).map(lambda found: docx("".join(found)))
