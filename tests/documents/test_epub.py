"""Books: what is text in them, and what an edition changes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.parsers import expat

import pytest

from hexapla.documents.document import Document, in_order
from hexapla.documents.elements import RAW_TEXT
from hexapla.documents.epub import FORMAT
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import cut_into_sentences, in_capitals
from tests.documents.packed import packed, part, parts

SPANISH, ARABIC = Language("es"), Language("ar")
OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
OPF, CHAPTER, NAV, NCX = "OPS/book.opf", "OPS/one.xhtml", "OPS/nav.xhtml", "OPS/toc.ncx"
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"'
    ' "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">\n'
)
ENCRYPTED = (
    f'<encryption xmlns="{OCF}">'
    '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
    '<EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
)


def page(body: str, head: str = "", own: str = 'xml:lang="en"', doctype: str = "") -> str:
    """A chapter."""
    return f"{doctype}<html {XHTML} {own}><head><title/>{head}</head><body>{body}</body></html>"


def epub(
    body: str = "<p>One.</p>",
    *,
    metadata: str = "",
    spine: str = "",
    version: str = "3.0",
    chapter: str = "",
    **members: str,
) -> bytes:
    """A book with a chapter; ``members`` replace its files."""
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": f'<container xmlns="{OCF}"><rootfiles>'
        f'<rootfile full-path="{OPF}" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>",
        OPF: f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" xml:lang="en">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title id="t">A &amp; B'
        "</dc:title><dc:creator>Ann Author</dc:creator><dc:language>en</dc:language>"
        f"<dc:subject>Sea</dc:subject>{metadata}</metadata><manifest>"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        '<item id="b" href="t%77o.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="one.xhtml" media-type="application/xhtml+xml"/>'
        f'</manifest><spine toc="ncx"{spine}><itemref idref="a"/><itemref idref="b"/></spine>'
        '<guide><reference type="cover" title="Front" href="one.xhtml"/></guide></package>',
        CHAPTER: chapter or page(body),
        "OPS/two.xhtml": page("<h1>Second</h1><p>Two.</p>"),
        NAV: page('<nav epub:type="toc"><ol><li><a href="one.xhtml">Start</a></li></ol></nav>'),
        NCX: '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" xml:lang="en"><docTitle><text>A '
        "book</text></docTitle><docAuthor><text>Ann Author</text></docAuthor><navMap><navPoint>"
        "<navLabel><text>Begin</text></navLabel></navPoint></navMap></ncx>",
        "OPS/cover.png": "not compressed",
        **members,
    }
    return _stored(packed({"mimetype": b"application/epub+zip", **files}))


def _stored(data: bytes) -> bytes:
    """A package whose first file is not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for number, one in enumerate(old.infolist()):
            new.writestr(one, old.read(one), None if number else zipfile.ZIP_STORED)
    return out.getvalue()


def without(name: str) -> bytes:
    """A book in which a part is missing."""
    return packed({one: own for one, own in parts(epub()).items() if one != name})


def parse(data: bytes, **options: bool) -> Document:
    chosen = FORMAT.with_defaults(options)
    return FORMAT.parse(data, cut_into_sentences, where="a.epub", options=chosen)


def capitals(data: bytes, language: Language = SPANISH) -> bytes:
    document = parse(data)
    return document.render(in_order([in_capitals(one) for one in document.segments]), language)


def chapter_with(body: str, text: str) -> str:
    """The first chapter, with a text for its first sentence."""
    data = epub(body)
    first = next(one for one in parse(data).segments if one.kind == "paragraph")
    new = parse(data).render(lambda one: text if one.block == first.block else None, SPANISH)
    xml = part(new, CHAPTER)
    expat.ParserCreate().Parse(xml, True)
    return xml[xml.index("<body>") + 6 : xml.index("</body>")]


def test_the_metadata_comes_first_then_the_chapters_in_their_order_then_the_navigation() -> None:
    metadata = '<dc:description>About.</dc:description><dc:title xml:lang="la">Liber</dc:title>'
    found = [(one.text, one.kind) for one in parse(epub(metadata=metadata)).segments]
    assert found == [
        ("A &amp; B", "title"),
        ("About.", "description"),
        ("Front", "title"),
        ("One.", "paragraph"),
        ("Second", "heading 1"),
        ("Two.", "paragraph"),
        ("Start", "navigation"),
        ("A book", "title"),
        ("Begin", "navigation"),
    ]
    assert ("Sea", "subject") in [
        (one.text, one.kind) for one in parse(epub(), subjects=True).segments
    ]


# The body of a chapter, and its sentences: what XML reads in another way than HTML.
BODIES = {
    "elements that end in their tag": (
        '<p>One <a id="p"/>two <b>three</b>.</p><div/><p>Four <i/>five.</p>',
        ['One <a id="p"/>two <b>three</b>.', "Four <i/>five."],
    ),
    "a script that ends in its tag": ("<script src='a.js'/><p>One.</p>", ["One."]),
    "CDATA": ("<p>One.</p><p><![CDATA[a < b]]></p>", ["One."]),
    "formulas with a prefix": (
        '<p>As <m:math xmlns:m="m"><m:mi>x</m:mi></m:math> is.</p>',
        ['As <m:math xmlns:m="m"><m:mi>x</m:mi></m:math> is.'],
    ),
    "elements whose content isn't markup in HTML": (
        "".join(
            f"<{name}>a <{name}>b</{name}>c<{name}/><![CDATA[</{name}>]]><!--</{name}>--></{name}>"
            for name in sorted(RAW_TEXT)
        )
        + "<p>One.</p>",
        ["One."],
    ),
    "titles in a title": (
        "<p>One</p><title>Two <title>three</title>four</title>",
        ["One", "Two", "three", "four"],
    ),
    "a foreign language": ('<p>One.</p><p xml:lang="fr">Deux.</p>', ["One."]),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_chapter_is_read_as_xml(name: str) -> None:
    body, expected = BODIES[name]
    data = epub(body)
    assert [one.text for one in parse(data).segments][2:-5] == expected
    expat.ParserCreate().Parse(part(capitals(data), CHAPTER), True)


# A sentence, a translation of it, and how that is written.
WRITTEN = {
    "a space that doesn't break": ("a&#160;b", "c&nbsp;d", "c&#160;d"),
    "a named reference": ("One", "a&mdash;b & &no; &amp;", "a&#8212;b &amp; &amp;no; &amp;"),
    "signs": ("One", "1 < 2 ]]> 3 <", "1 &lt; 2 ]]&gt; 3 &lt;"),
    "an end tag is missing": ("One <b>two</b>", "a <b>b", "a <b>b</b>"),
    "a start tag is missing": ("One <b>two</b>", "a b</b>", "a b"),
    "tags that cross": ("<i>One <b>two</b></i> it", "<i>a <b>b</i> c</b>", "<i>a <b>b</b></i> c"),
    "a line break of HTML": ("One<br/>two", "a<br>b", "a<br/>b"),
    "a control character": ("One", "a\x01b", "ab"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_an_edition_is_well_formed_whatever_its_texts_contain(name: str) -> None:
    source, text, expected = WRITTEN[name]
    assert chapter_with(f"<p>{source}</p>", text) == f"<p>{expected}</p>"


def test_only_parts_with_changes_are_other_bytes() -> None:
    data = epub()
    new = parse(data).render(lambda one: "Uno." if one.text == "One." else None, SPANISH)
    changed = {name for name, own in parts(new).items() if own != parts(data)[name]}
    assert changed == {CHAPTER, OPF}
    assert new[:58] == data[:58]  # The record of `mimetype`.
    assert new[30:58].endswith(b"mimetypeapplication/epub+zip")


def test_languages_and_directions_are_set() -> None:
    new = capitals(epub(chapter=page("<p>One.</p>", own="")))
    assert "<dc:language>es</dc:language>" in part(new, OPF)
    assert 'version="3.0" xml:lang="es"' in part(new, OPF)
    assert "Ann Author" in part(new, OPF)
    assert "direction" not in part(new, OPF)
    assert '<html xml:lang="es"' in part(new, CHAPTER)
    assert 'xml:lang="es"' in part(new, NCX)
    arabic = capitals(epub(), ARABIC)
    assert '<spine page-progression-direction="rtl"' in part(arabic, OPF)
    assert '<html dir="rtl"' in part(arabic, CHAPTER)
    # EPUB 2 has no such attribute.
    assert "direction" not in part(capitals(epub(version="2.0"), ARABIC), OPF)


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [("en", "es", "rtl"), ("en", "ar", "rtl"), ("ar", "es", "ltr"), ("ja", "zh", "rtl")],
)
def test_pages_keep_their_direction_if_the_languages_have_the_same(
    source: str, language: str, expected: str
) -> None:
    data = epub(spine=' page-progression-direction="rtl"')
    data = data if source == "en" else _in_language(data, source)
    found = re.findall('direction="([a-z]*)"', part(capitals(data, Language(language)), OPF))
    assert found == [expected]


def _in_language(data: bytes, language: str) -> bytes:
    members = {
        name: own.replace(b'"en"', f'"{language}"'.encode()) for name, own in parts(data).items()
    }
    old, new = b"<dc:language>en<", f"<dc:language>{language}<".encode()
    return packed({name: own.replace(old, new) for name, own in members.items()})


def test_a_bilingual_book_is_well_formed_and_has_each_id_once() -> None:
    data = epub('<p>One <a id="x"/>two<br/>three.</p><h2 id="y">Four</h2>')
    document = parse(data)
    texts = [in_capitals(one) for one in document.segments]
    new = document.render_bilingual(texts, Language("en"), SPANISH, "above")
    for name in (CHAPTER, NAV, NCX, OPF):
        expat.ParserCreate().Parse(part(new, name), True)
    assert part(new, CHAPTER).count('id="x"') == 1
    assert '<br/><span xml:lang="es" dir="ltr">' in part(new, CHAPTER)
    assert '<a href="one.xhtml">Start · START</a>' in part(new, NAV)


def test_a_page_shows_the_chapters_with_their_pictures() -> None:
    body = '<p>One <a id="x"/>two. <a href="two.xhtml#y">Three</a></p><img src="cover.png" alt=""/>'
    document = parse(epub(body))
    texts = [in_capitals(one) for one in document.segments]
    shown = document.body_html(texts, texts, Language("en"), SPANISH)
    assert 'ONE <a id="x"></a>TWO. <a href="#y">THREE</a>' in shown
    assert 'src="data:image/png;base64,' in shown
    assert "START" not in shown


def test_links_of_a_page_lead_to_the_chapter_that_they_did() -> None:
    first = '<p>One<a id="n" href="#m">a</a><a href="two.xhtml#n">b</a></p><p id="m">Note</p>'
    second = '<p id="n">Two<a href="#n">c</a></p><p>Three<a href="one.xhtml#n" id="n-2">d</a></p>'
    document = parse(epub(first, **{"OPS/two.xhtml": page(second)}))
    texts = [one.text for one in document.segments]
    shown = document.body_html(texts, texts, Language("en"), SPANISH)
    assert re.findall(r' (id|href)="(.*?)"', shown) == [
        ("id", "n"), ("href", "#m"), ("href", "#n-3"), ("id", "m"),
        ("id", "n-3"), ("href", "#n-3"), ("href", "#n"), ("id", "n-2"),
    ]  # fmt: skip


REFUSED = {
    "not a zip": (b"Hello.", "is not a zip package"),
    "not a book": (packed({"a.xml": "<a/>"}), "is not an EPUB book: it has no part META-INF/cont"),
    "no package document": (without(OPF), "has no part OPS/book.opf"),
    "no chapter": (without(CHAPTER), "has no part OPS/one.xhtml"),
    "none named": (epub(**{"META-INF/container.xml": "<a/>"}), "names no package document"),
    "a broken one": (epub(**{OPF: "<package>"}), "is not well-formed XML"),
    "entities": (
        epub(chapter='<!DOCTYPE html [<!ENTITY a "b">]><html><p>&a;</p></html>'),
        "declares the entity a",
    ),
    "rights": (epub(**{"META-INF/rights.xml": "<a/>"}), "is protected against copying"),
    "signed": (epub(**{"META-INF/signatures.xml": "<a/>"}), "is signed"),
    "encrypted": (
        epub(**{"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/x#aes128-cbc")}),
        "has encrypted parts",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_readable_book_is_refused_in_one_line(name: str) -> None:
    data, message = REFUSED[name]
    with pytest.raises(InputError, match=message):
        parse(data)


def test_obfuscated_fonts_and_other_document_types_are_no_reason_to_refuse_a_book() -> None:
    fonts = ENCRYPTED.format("http://www.idpf.org/2008/embedding")
    data = epub(
        chapter=page("<p>One&nbsp;two.</p>", doctype=DOCTYPE), **{"META-INF/encryption.xml": fonts}
    )
    assert "<p>ONE&#160;TWO.</p>" in part(capitals(data), CHAPTER)


def test_a_chapter_that_is_not_well_formed_is_read_all_the_same() -> None:
    assert "<p>ONE<br/>TWO &amp; C</body>" in part(capitals(epub("<p>One<br>two & c")), CHAPTER)


BROKEN = ("One <b>two", "One two</b>", "One <i/>&#160;two", "One <br/>", "One < two. Three", "&")


class TestEpub(FormatContract):
    format = FORMAT
    samples = {
        "a book": epub(
            '<h1 id="a">One <i>two</i></h1><p>Three <a id="p"/>four. Five&#160;<b>six</b><br/>.</p>'
            '<ul><li>Seven</li></ul><img src="cover.png" alt="Eight"/>',
            metadata="<dc:description>About it.</dc:description>",
        )
    }

    def decoded(self, data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())

    def inputs(self) -> Any:
        """Few different books: any inputs of the same reader are tried with HTML files."""
        from hypothesis import strategies as st

        return st.sampled_from([epub(f"<p>{body}</p>") for body in BROKEN])


def test_a_chapter_that_is_spelled_in_many_ways_is_one() -> None:
    """The names of a zip package's members are compared without regard to case."""
    members = parts(epub())
    book = members[OPF].decode()
    more = "".join(
        f'<item id="x{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(("One.xhtml", "ONE.xhtml", "one.XHTML"))
    )
    refs = "".join(f'<itemref idref="x{n}"/>' for n in range(3))
    book = book.replace("</manifest>", f"{more}</manifest>").replace("</spine>", f"{refs}</spine>")
    members[OPF] = book.encode()
    texts = [one.text for one in FORMAT.parse(packed(members), cut_into_sentences).segments]
    assert texts.count("One.") == 1
