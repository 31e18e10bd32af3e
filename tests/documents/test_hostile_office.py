"""Office documents that somebody made to stop a program: they cost no more than their size."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice, product
from string import ascii_uppercase

import pytest

from hexapla.documents import packages
from hexapla.documents.document import Document
from hexapla.documents.epub import FORMAT as EPUB
from hexapla.documents.format import Format
from hexapla.documents.office import DOCX, ODS, ODT, PPTX, XLSX
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.texts import cut_into_sentences
from hexapla.zipfiles import has_same_paths
from tests.documents import packed as office
from tests.documents.packed import docx, fodt, odt, p, pptx, r, xlsx
from tests.documents.test_epub import epub
from tests.growth import assert_linear

SPANISH = Language("es")
DIGITS = "9" * 5000
LINK = 'xlink:href="Pictures/a.png" xmlns:xlink="http://www.w3.org/1999/xlink"'
PICTURE = f"<text:p>Seen. <draw:frame><draw:image {LINK}/></draw:frame></text:p>"
SLIDE = "<p:sp><p:txBody><a:p><a:r><a:t>Hello there.</a:t></a:r></a:p></p:txBody></p:sp>"


def use(kind: Format, data: bytes) -> Document:
    """Parse a file, and write its edition and its page."""
    document = kind.parse(data, cut_into_sentences, where="a")
    document.render(lambda one: one.text.upper(), SPANISH, note="A note.")
    page(document)
    return document


def page(document: Document) -> str:
    shown = [document.inline_html(one.text, one) for one in document.segments]
    return document.body_html([None] * len(shown), shown, SPANISH, SPANISH)


_NOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_BEGIN = (
    _FIELD.format("begin")
    + '<w:r><w:instrText>HYPERLINK "http://a.b"</w:instrText></w:r>'
    + _FIELD.format("separate")
)
_END = _FIELD.format("end")
_BOX = f"<w:r><w:pict><w:txbxContent>{p('Text.')}</w:txbxContent></w:pict></w:r>"


def _bookmarks(count: int) -> bytes:
    starts = "".join(f'<w:bookmarkStart w:id="{n}" w:name="_Ref{n}"/>' for n in range(count))
    ends = "".join(f'<w:bookmarkEnd w:id="{n}"/>' for n in range(count))
    return docx(p("The ", starts, _BEGIN, "road", ends, _END, "is closed."))


def _styles(count: int) -> bytes:
    own = "".join(
        f'<style:style style:name="T{n}" style:family="text"><style:text-properties '
        f'fo:color="#{n:06x}" fo:font-weight="bold"/></style:style>'
        for n in range(count)
    )
    span = '<text:span text:style-name="T{0}">road</text:span>'
    texts = "".join(f"<text:p>The {span.format(n)} is.</text:p>" for n in range(count))
    return fodt(texts).replace(b"</office:automatic", f"{own}</office:automatic".encode())


def _repeated_slide(count: int) -> bytes:
    members = office.parts(pptx(SLIDE * (count // 10)))
    text = members["ppt/presentation.xml"].decode()
    start = text.index("<p:sldId ")
    one = text[start : text.index("/>", start) + 2]
    members["ppt/presentation.xml"] = text.replace(one, one * count).encode()
    return office.packed(members)


def _notes_of_many_slides(count: int) -> bytes:
    slides = count // 20
    members = office.parts(pptx(*[SLIDE] * slides, notes=SLIDE * (count // 4)))
    related = members[f"ppt/slides/_rels/slide{slides - 1}.xml.rels"]
    for number in range(slides):
        members[f"ppt/slides/_rels/slide{number}.xml.rels"] = related
    return office.packed(members)


def _listed_chart(count: int) -> bytes:
    members = office.parts(odt("<text:p>Hi.</text:p>"))
    members["obj/content.xml"] = members["content.xml"].replace(b"Hi.", b"The road. " * count)
    entry = '<manifest:file-entry full-path="obj" media-type="a.opendocument.chart"/>'
    members["META-INF/manifest.xml"] = f"<manifest>{entry * (count // 20)}</manifest>".encode()
    return office.packed(members)


def _prefixes(count: int) -> bytes:
    declared = " ".join(f'xmlns:a{number}="u"' for number in range(count))
    inner = '<y xmlns="c"/>' * count
    return docx(f"<x {declared}>{inner}</x>")


def _tables(count: int) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    tables = "".join(f'<table ref="B{n}:B{n}"/>' for n in range(1, count))
    cells = '<c r="B2" t="s"><v>0</v></c>' * count
    return xlsx("<si><t>One</t></si>", cells, f'<x xmlns="{main}">{tables}</x>')


def _crossing(count: int) -> bytes:
    starts = "".join(
        f'<w:bookmarkStart w:id="{n}" w:name="_Ref{n}"/>{r("a ")}' for n in range(count)
    )
    ends = "".join(f'<w:bookmarkEnd w:id="{n}"/>' for n in range(count))
    link = f'<w:hyperlink r:id="link">{r("z")}{ends}</w:hyperlink>'
    return docx(f"<w:p>{r('x ')}{starts}{link}</w:p>")


def _pivots(count: int) -> bytes:
    """A pivot table with many areas, and as many cells in their row."""
    members = office.parts(xlsx("<si><t>One</t></si>", '<c r="ZZZ1" t="s"><v>0</v></c>' * count))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    areas = "".join(
        f'<worksheetSource sheet="A" ref="{a}{b}{c}1:{a}{b}{c}1"/>'
        for a, b, c in islice(product(ascii_uppercase, repeat=3), 0, 2 * count, 2)
    )
    members["xl/p.xml"] = (
        f'<pivotCacheDefinition xmlns="{main}">{areas}</pivotCacheDefinition>'.encode()
    )
    name = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotCache"
    members[name] = members[name].replace(
        b"</Rel", f'<Relationship Id="p" Type="{kind}Definition" Target="p.xml"/></Rel'.encode()
    )
    return office.packed(members)


def _cells(count: int) -> bytes:
    """Cells whose end tags have a space, which XML allows."""
    cell = (
        '<table:table-cell office:value-type="string" office:string-value="The road.">'
        "<text:p>The road.</text:p></table:table-cell >"
    )
    table = f"<table:table><table:table-row>{cell * count}</table:table-row></table:table>"
    return fodt(table).replace(b"office:text>", b"office:spreadsheet>")


def _links(count: int) -> bytes:
    run = '<a:r><a:rPr><a:hlinkClick r:id="x{}"/></a:rPr><a:t>b </a:t></a:r>'
    runs = map(run.format, range(count))
    return pptx(f"<p:sp><p:txBody><a:p>{''.join(runs)}</a:p></p:txBody></p:sp>")


GROWING: dict[str, tuple[Format, Callable[[int], bytes]]] = {
    "ends with spaces": (DOCX, lambda n: docx("<w:rPr></w:rPr >" * n + p("Hi."))),
    "controls without content": (DOCX, lambda n: docx(f"<w:p>{'<w:sdt></w:sdt>' * n}</w:p>")),
    "controls before one": (
        DOCX,
        lambda n: docx(f"<w:p>{'<w:sdt></w:sdt>' * n}<w:sdt><w:sdtContent/></w:sdt></w:p>"),
    ),
    "prefixes": (DOCX, _prefixes),
    "pictures in a comment": (DOCX, lambda n: docx(p("Hi.", f"<!--{'<a:blip ' * n}-->"))),
    "languages in a comment": (DOCX, lambda n: docx(p("Hi."), styles=f"<!--{'<w:lang ' * n}-->")),
    "images in a comment": (
        ODT,
        lambda n: odt(f"<text:p>A<!--{'<draw:image ' * n}--></text:p>"),
    ),
    "bookmarks": (DOCX, _bookmarks),
    "changes": (ODT, lambda n: odt(f"<text:p>Hi.</text:p>{'<text:tracked-changes/>' * n}")),
    "styles": (ODT, lambda n: odt(f"<text:p>Hi.</text:p>{'<style:default-style/>' * n}")),
    "fields in fields": (DOCX, lambda n: docx(p("The ", _BEGIN * n, "road.", _END * n))),
    "formatting around notes": (
        DOCX,
        lambda n: docx(p("The ", *[r("b", "<w:i/>"), _NOTE, r(" "), _NOTE] * n)),
    ),
    "bookmarks that cross": (DOCX, _crossing),
    "boxes": (DOCX, lambda n: docx(p("The road.", _BOX * n))),
    "styles of an edition": (ODT, _styles),
    "a slide again and again": (PPTX, _repeated_slide),
    "notes of many slides": (PPTX, _notes_of_many_slides),
    "a chart again and again": (ODT, _listed_chart),
    "tables and cells": (XLSX, _tables),
    "areas and cells": (XLSX, _pivots),
    "cells with values": (ODS, _cells),
    "links of a slide": (PPTX, _links),
}


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_size(name: str) -> None:
    kind, make = GROWING[name]
    assert_linear(lambda size: use(kind, make(size)), 400)


def test_a_part_that_is_spelled_in_many_ways_is_one() -> None:
    """The names of a package's parts are compared without regard to case."""
    members = office.parts(pptx(SLIDE, notes=SLIDE))
    (name,) = (one for one in members if one.startswith("ppt/slides/_rels"))
    text = members[name].decode()
    one = text[text.index("<Relationship ") : text.index("/>") + 2]
    spelled = (one.replace("notes.xml", other) for other in ("Notes.xml", "NOTES.xml", "notes.xml"))
    members[name] = text.replace(one, "".join(spelled)).encode()
    document = use(PPTX, office.packed(members))
    assert [segment.text for segment in document.segments] == ["Hello there."] * 2


ODD = {
    "content inside something else": (
        DOCX,
        docx("<w:p><w:sdt><w:fldChar><w:sdtContent/></w:fldChar></w:sdt><w:r/></w:p>"),
    ),
    "no control around content": (DOCX, docx("<w:p><w:sdtContent><w:r/></w:sdtContent></w:p>")),
    "ends in a comment": (DOCX, docx(f"<w:rPr><!--</w:rPr></w:p>--></w:rPr>{p('Hi.')}")),
    "ends in CDATA": (DOCX, docx(f"<w:rPr><![CDATA[</w:rPr>]]></w:rPr>{p('Hi.')}")),
    "an outline level": (DOCX, docx(p("Hi.", own=f'<w:outlineLvl w:val="{DIGITS}"/>'))),
    "spaces": (ODT, odt(f'<text:p>A <text:s text:c="{DIGITS}"/> b.</text:p>')),
    "a level": (ODT, odt(f'<text:h text:outline-level="{DIGITS}">Hi.</text:h>')),
    "a page in a text": (ODT, odt("<draw:page><text:p>Hi.</text:p></draw:page>")),
    "a note for one file of XML": (
        ODS,
        fodt("").replace(b"office:text>", b"office:spreadsheet>"),
    ),
    "columns": (PPTX, pptx(f'<a:tbl><a:tr><a:tc gridSpan="{DIGITS}"/></a:tr></a:tbl>{SLIDE}')),
    "a title's shape": (PPTX, pptx(f'<p:ph type="title"/>{SLIDE}')),
}


@pytest.mark.parametrize("name", ODD)
def test_what_no_program_writes_is_read(name: str) -> None:
    use(*ODD[name])


def test_a_picture_is_not_shown_any_number_of_times() -> None:
    picture = random.Random(1).randbytes(1_000_000)
    data = office.packed({**office.parts(odt(PICTURE * 50)), "Pictures/a.png": picture})
    shown = page(ODT.parse(data, cut_into_sentences))
    assert 1 < shown.count("<img") < 10


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    own = random.Random(1).randbytes(6_000).hex()
    for same in (True, False):
        data = docx(p(r("One.")), header=p("x" * 6_000 if same else own), footer=p(own))
        use(DOCX, data)
        with monkeypatch.context() as patch:
            patch.setattr(packages, "_READ_AT_LEAST" if same else "_MOST_READ", 10_000)
            patch.setattr(packages, "_READ_PER_BYTE", 1 if same else 16)
            with pytest.raises(InputError, match="parts unpack to more than"):
                use(DOCX, data)


def test_a_name_of_many_folders_is_refused_and_costs_its_length() -> None:
    data = office.packed({"a/" * 600 + "b": "", "word/document.xml": ""})
    with pytest.raises(InputError, match="more than 1,000 characters") as caught:
        DOCX.parse(data, cut_into_sentences, where="a.docx")
    assert len(str(caught.value)) < 400
    assert_linear(lambda size: has_same_paths(["a/" * size + end for end in "bc"]), 2_000)


def test_a_part_under_many_spellings_is_read_once() -> None:
    spellings = ["".join(one) for one in product(*((c, c.upper()) for c in "part"))]
    relation = (
        '<Relationship Id="{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/header" Target="{0}.xml"/>'
    )
    members = office.parts(docx(p("Hi.")))
    members["word/part.xml"] = members["word/document.xml"].replace(b"Hi.", b"A header.")
    name = "word/_rels/document.xml.rels"
    relations = "".join(map(relation.format, spellings))
    members[name] = members[name].replace(b"</Rel", f"{relations}</Rel".encode())
    document = DOCX.parse(office.packed(members), cut_into_sentences, where="a.docx")
    assert [one.text for one in document.segments].count("A header.") == 1
    book = office.parts(epub("<p>The road.</p>"))
    item = '<item id="{0}" href="{0}.xhtml" media-type="application/xhtml+xml"/>'
    more = "".join(map(item.format, ("One", "ONE", "oNe")))
    book["OPS/book.opf"] = book["OPS/book.opf"].replace(
        b"</manifest>", f"{more}</manifest>".encode()
    )
    document = EPUB.parse(office.packed(book), cut_into_sentences, where="a.epub")
    assert [one.text for one in document.segments].count("The road.") == 1


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["a/b", "a/c", "ab"], False),
        (["a/b", "A/B"], True),
        (["a", "a-b", "a/c"], True),
        (["a!", "a/b", "a"], True),
        (["a//b", "a/b"], True),
    ],
)
def test_members_with_the_same_path(names: list[str], same: bool) -> None:
    assert has_same_paths(names) is same


def test_a_member_without_a_name_is_refused() -> None:
    with pytest.raises(InputError, match="unsafe name"):
        use(DOCX, office.packed({**office.parts(docx(p("Hi."))), "": "x"}))


def test_formatting_in_a_title_leaves_the_properties_well_formed() -> None:
    document = ODT.parse(odt("<text:p>A road.</text:p>", title="A road"), cut_into_sentences)
    edition = document.render(lambda one: "Una <b>calle</b>", SPANISH)
    texts = [one.text for one in ODT.parse(edition, cut_into_sentences).segments]
    assert texts == ["Una calle", "Una <b>calle</b>"]
