"""HTML: what is translatable, and editions that differ from the source only in translated words.

Each `fixtures/html/NAME.html` has a `NAME.blocks` (the kind of each block, then its segments,
separated by `|`; text from attributes inside a sentence has its kind in brackets) and a
`NAME.upper` (its Spanish edition in capitals). `FormatContract` tests what holds for all formats.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes
from hypothesis import given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.document import Flow, Segment, uncut
from hexapla.documents.html import FORMAT
from hexapla.documents.html.blocks import read_blocks
from hexapla.documents.html.declarations import Declared
from hexapla.documents.html.document import HtmlDocument
from hexapla.documents.html.tokens import Kind, mask, tokens
from hexapla.documents.html.writing import write_block
from hexapla.documents.inline import Mark
from hexapla.documents.text_document import Blocks
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing.formats import FormatContract
from tests.conftest import ROOT
from tests.growth import assert_linear

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "html").glob("*.*html"))
ENGLISH, SPANISH = Language("en"), Language("es")
RUSSIAN, ARABIC, CHINESE = Language("ru"), Language("ar"), Language("zh-Hans")
SENTENCES = Segmenter("en")


COMMONMARK = re.compile(r"^`{32} example\n.*?^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)


def parse(source: str | bytes) -> HtmlDocument:
    data = source.encode() if isinstance(source, str) else source
    document = FORMAT.parse(data, SENTENCES)
    assert isinstance(document, HtmlDocument)
    return document


def capitals(text: str) -> str:
    """A text in capitals, with references and template tags unchanged."""
    return re.sub(r"&#?\w+;|\{\{.*?\}\}|[^&{]+|.", _capital, text)


def _capital(match: re.Match[str]) -> str:
    kept = match[0].startswith("{{") or (len(match[0]) > 1 and match[0][0] == "&")
    return match[0] if kept else match[0].upper()


def upper(segment: Segment) -> str:
    """A segment in capitals, including the words inside markup, but with the markup unchanged."""
    out: list[str] = []
    at = 0
    for mark in segment.marks:
        out.append(capitals(segment.text[at : mark.start]))
        at = mark.start
        for words in mark.words:
            shown = segment.text[words.start : words.end]
            out += (segment.text[at : words.start], capitals(shown))
            at = words.end
        out.append(segment.text[at : mark.end])
        at = mark.end
    return "".join([*out, capitals(segment.text[at:])])


def blocks(source: str | bytes) -> list[str]:
    """The kind and segments of each block."""
    return [
        f"{block.kind}: "
        + "|".join(
            segment.text if segment.kind == block.kind else f"[{segment.kind}] {segment.text}"
            for segment in block.segments
        )
        for block in parse(source).blocks
    ]


def edition(
    source: str | bytes, text: Callable[[Segment], str | None] = upper, language: Language = SPANISH
) -> str:
    """An edition in UTF-8, decoded."""
    return parse(source).render(text, language).decode()


def replaced(source: str, *texts: str | None, language: Language = SPANISH) -> str:
    """An edition with these texts for the segments, in order."""
    new = iter(texts)
    return edition(source, lambda _: next(new), language)


# ── fixtures ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    source = path.read_bytes()
    assert blocks(source) == path.with_suffix(".blocks").read_text("utf-8").splitlines()
    document = parse(source)
    assert document.render(upper, SPANISH) == path.with_suffix(".upper").read_bytes()


# ── same page for an independent parser ───────────────────────────────────────────────────────

LEFT_ALONE = {"code", "iframe", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea"}
FOR_READERS = {
    *("abbr", "alt", "aria-label", "aria-valuetext", "content", "label", "placeholder", "title"),
    "summary",
    "value",
}
DECLARED = {"lang", "xml:lang", "dir"}


def tree(source: str) -> list[Any]:
    """Elements, attributes and texts according to html5lib, in capitals, with white space
    collapsed.
    """
    return list(_walk(html5lib.parse(source, namespaceHTMLElements=False), False))


def _walk(element: Element, alone: bool) -> Iterator[Any]:
    if not isinstance(element.tag, str):
        yield "comment", element.text
        return
    alone = alone or element.tag in LEFT_ALONE
    if element.get("property") == "og:locale":
        return
    attributes = {
        str(key): " ".join(value.upper().split())
        if key in FOR_READERS | {"aria-valuetext"}
        else value
        for key, value in element.attrib.items()
        if key not in DECLARED
    }
    yield element.tag, sorted(attributes.items())
    yield _words(element.text, alone)
    for child in element:
        yield from _walk(child, alone)
        yield _words(child.tail, alone)
    yield "end", element.tag


def _words(text: str | None, alone: bool) -> str:
    words = " ".join((text or "").split())
    return words if alone else words.upper()


@pytest.mark.parametrize(
    "path",
    # html5lib doesn't know template tags and Word's markup, nor leaves words in SVG alone.
    [
        path
        for path in FIXTURES
        if path.stem not in ("templates", "graphics", "languages", "opaque", "word")
    ],
    ids=lambda path: path.stem,
)
def test_an_edition_has_the_tree_of_its_source(path: Path) -> None:
    source = path.read_text("utf-8")
    assert tree(edition(source)) == tree(source)


def test_the_html_of_commonmark_examples(test_data: Path) -> None:
    spec = (test_data / "commonmark-spec.txt").read_text("utf-8")
    examples = [text.replace("→", "\t") for text in COMMONMARK.findall(spec)]
    assert len(examples) == 655
    for example in examples:
        document = parse(example)
        assert document.render(lambda _: None, SPANISH).decode() == example
        assert document.render(lambda s: s.text, SPANISH).decode() == example
        assert tree(document.render(upper, SPANISH).decode()) == tree(example)


# ── typed text ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<p>x</p>", "a < b & c > d", "<p>a &lt; b &amp; c > d</p>"),
        ("<p>x</p>", "<b>bold</b>", "<p>&lt;b>bold&lt;/b></p>"),
        ("<p>x</p>", "</p><script>alert(1)</script>", None),
        ("<p>x <!-- y --> <b>z</b></p>", "<!-- <b>q</b>", "<p>&lt;!-- <b>q</b></p>"),
        ("<p>x</p>", "<!-- no -->", "<p>&lt;!-- no --></p>"),
        ("<p>x</p>", "R&D; 1&nbsp;m &eacute; &#233;", "<p>R&amp;D; 1&nbsp;m &eacute; &#233;</p>"),
        ("<p>x</p>", "two\nlines", "<p>two lines</p>"),
        ("<p>x {{ n }}</p>", "{{ n }} < {{ n }}", "<p>{{ n }} &lt; {{ n }}</p>"),
        ("<p>x <b>y</b></p>", "<b>y</b> <i>z <B class=c>", "<p><b>y</b> &lt;i>z <B class=c></p>"),
        ("<p>x <br> y</p>", "x <br> <br/> </br> <a", "<p>x <br> <br/> </br> &lt;a</p>"),
        ("<p>x <a href='1'\n>y</a></p>", "<a href='1' >z</a> <", "<p><a href='1'\n>z</a> &lt;</p>"),
        ("<title>x</title>", "</title> & <b>", "<title>&lt;/title> &amp; &lt;b></title>"),
        ('<img alt="x">', "\"b\" 'c' <d> &", "<img alt=\"&quot;b&quot; 'c' &lt;d&gt; &amp;\">"),
        ("<img alt='x'>", "it's \"b\"", "<img alt='it&#39;s \"b\"'>"),
        ("<img alt=x>", "a b>", '<img alt="a b&gt;">'),
        ("<img alt=x {{ y }}>", "{{ z }}", '<img alt="{{ z }}" {{ y }}>'),
        ("<p>x</p>", "", "<p></p>"),
    ],
)  # fmt: skip
def test_only_markup_of_the_source_is_markup(source: str, text: str, expected: str | None) -> None:
    if expected is None:
        expected = source.replace("x", text.replace("<", "&lt;"))
    assert replaced(source, text) == expected


def test_changing_an_attribute_keeps_the_others_and_their_quotes() -> None:
    source = "<input type=submit\n  onclick='a()\n&& b()' title=Tip VALUE=Go data-x=\"&eacute;\">"
    assert blocks(source) == ["title: Tip|[button] Go"]
    assert replaced(source, "T", None) == source.replace("=Tip", '="T"')
    assert replaced(source, None, "L'") == source.replace("=Go", '="L\'"')


def test_unchanged_segments_are_copied() -> None:
    source = "<p>Caf&eacute; one. Two <b>b</b>. <img src=i\n alt=x> Three.</p>"
    assert replaced(source, None, "Dos <b>b</b>.", None, None) == (
        "<p>Café one. Dos <b>b</b>. <img src=i\n alt=x> Three.</p>"
    )


def test_sentences_are_joined_as_in_the_language() -> None:
    assert replaced("<p>One. Two.</p>", "一。", "二。", language=CHINESE) == "<p>一。二。</p>"
    assert replaced("<p>一。二。</p>", "One.", "Two.") == "<p>One. Two.</p>"


def test_nothing_between_two_words_is_lost() -> None:
    source = "<math><foreignObject>x</math>y <code><p>z</code>w"
    assert edition(source) == source[:-1].replace("x", "X").replace("y", "Y") + "W"


def test_a_note_is_the_last_paragraph() -> None:
    page = "<html lang=en><body><p>x</p>\n</body>\n</html>\n"
    document = parse(page)
    expected = page.replace("</body>", "<p>a &lt; b</p>\n</body>")
    assert document.render(lambda _: None, SPANISH, "a < b").decode() == expected
    assert parse("<p>x").render(lambda _: None, SPANISH, "n").decode() == "<p>x\n<p>n</p>\n"
    assert parse("<p>x\r\n").render(lambda _: None, SPANISH, "n") == b"<p>x\r\n<p>n</p>\r\n"


# ── language and direction ──────────────────────────────────────────────────────────────────


OG_LOCALE = "<META PROPERTY=og:locale CONTENT={}>x"


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [
        ("<html><p>x", SPANISH, '<html lang="es"><p>X'),
        ("<html><p>x", ARABIC, '<html lang="ar" dir="rtl"><p>X'),
        ("<HTML class=a><p>x", ARABIC, '<HTML lang="ar" dir="rtl" class=a><p>X'),
        ('<html lang="ar" dir="rtl"><p>x', ENGLISH, '<html lang="en" dir="ltr"><p>X'),
        ("<html lang=en dir=auto><p>x", ARABIC, "<html lang=ar dir=auto><p>X"),
        ("<html lang=en><body dir=ltr>x", ARABIC, '<html dir="rtl" lang=ar><body dir=rtl>X'),
        ("<html lang=en-US><p>x", ENGLISH, "<html lang=en-US><p>X"),
        ("<html lang=pt><p>x", Language("pt-BR"), "<html lang=pt-BR><p>X"),
        ("<html lang='zh-Hant'><p>x", CHINESE, "<html lang='zh-Hans'><p>X"),
        ("<html xml:lang='en'><p>x", SPANISH, "<html xml:lang='es'><p>X"),
        ("<html lang='{{ l }}'><p>x", SPANISH, "<html lang='{{ l }}'><p>X"),
        ("<p>x", ARABIC, "<p>X"),
        ("<p>x <i lang=en>y</i> z", SPANISH, "<p>X <i lang=es>Y</i> Z"),
        ("<div lang=en><p>x<p lang=de>y", SPANISH, "<div lang=es><p>X<p lang=de>y"),
        (OG_LOCALE.format("en_US"), CHINESE, OG_LOCALE.format("zh_CN")[:-1] + "X"),
        (OG_LOCALE.format("en_GB"), ENGLISH, OG_LOCALE.format("en_GB")[:-1] + "X"),
        ("<p>a <b lang=en title=t>x</b> c", SPANISH, None),
    ],
)  # fmt: skip
def test_an_edition_declares_its_language(
    source: str, language: Language, expected: str | None
) -> None:
    if expected is None:
        source = "<html lang=en>" + source
        expected = '<html lang=es><p>A <b lang=es title="T">X</b> C'
    assert edition(source, upper, language) == expected
    assert edition(source, lambda _: None, language) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div><span>Price</span><span class=v>five dollars</span></div>", "Price|five dollars"),
        ("<p><b>Author:</b><i>Ann Lee</i><time>Monday</time>", "Author:|Ann Lee|Monday"),
        ("<h2><a href=x><b class=n>2</b><span class=t>Walk on</span></a></h2>", "Walk on"),
        ("<p><b>Tip</b>Drink more.", "Tip|Drink more."),
        ("<p><span>Open it</span><kbd>Ctrl</kbd><span>Close it</span>", "Open it|Close it"),
        # Two formats within a word, or a sentence.
        ("<td>Sum<span class=v>ten dollars</span></td>", "Sum|ten dollars"),
        ("<p>non<a href=x>profit unions</a>", "non<a href=x>profit unions</a>"),
        ("<p><a href=x>link</a>s and more", "<a href=x>link</a>s and more"),
        ("<p>Java<b>Script</b>", "Java<b>Script</b>"),
        ("<p>Go<a>home now</a>or<a>rest</a>.", "Go<a>home now</a>or<a>rest</a>."),
        ("<p>See <b>One</b>Two it", "See <b>One</b>Two it"),
        ("<p><b>hyper</b><i>text</i>", "<b>hyper</b><i>text</i>"),
        ("<p><span class=c>T</span><span class=r>he end</span>", None),
        ("<p><b>One </b><i>Two</i>", None),
        ("<p><b>Hexapla</b><sup>TM</sup>", "<b>Hexapla</b><sup>TM</sup>"),
        ("<p><b>One</b><i>.</i>", "<b>One</b><i>.</i>"),
    ],
)
def test_elements_without_a_space_between_them_are_blocks(
    source: str, expected: str | None
) -> None:
    found = "|".join(segment.text for segment in parse(source).segments)
    assert found == (source.removeprefix("<p>") if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The<o:p></o:p> <st1:City w:st=on>town</st1:City> sleeps", "The town sleeps"),
        ("A <span style='mso-x:y'> <span class=SpellE>quay</span></span>", "A quay"),
        ("See<span style='mso-x:y;color:red'> it</span> all", None),
        ("A<span style='color:red'>ll</span><span style='color: red;'> of</span> it",
         "A<span style='color:red'>ll of</span> it"),
        ("A<span style='color:red'>ll</span><span style='color:blue'> of</span> it", None),
        ("<i style='mso-list:Ignore'>1.<b>&nbsp; </b></i><![endif]>Bring it", "Bring it"),
    ],
)  # fmt: skip
def test_markup_of_word_is_left_out_of_sentences(text: str, expected: str | None) -> None:
    source = f"<p>{text}</p>"
    (segment,) = parse(source).segments
    assert segment.text == (text if expected is None else expected)
    assert edition(source, lambda _: None) == source


def test_template_tags_keep_their_order() -> None:
    source = "<p>One {% if a %}<b>two</b>{% endif %} three.</p>"
    document = documents.parse(source.encode(), uncut, format="html")
    (segment,) = document.segments
    assert not document.changes(segment, "Uno {% if a %}<b>dos</b>{% endif %} tres.")
    assert document.changes(segment, "Uno {% endif %}<b>dos</b>{% if a %} tres.")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<p>Words.</p><p lang="fr">Des mots.</p>', "elements in another language"),
        ('<p>Words.</p><p lang="fr">7 <img src="a"></p>', ""),
        ('<p>Words and <i lang="fr">des mots</i> here.</p>', ""),
        ("<p>Words.</p><textarea>More words</textarea>", "fields of forms"),
        ("<textarea>{{ x }}</textarea>", ""),
        ('<script type="text/html"><p>Words</p></script>', "templates in scripts"),
        ("<script>const html = '<p>Words</p>'</script>", ""),
    ],
)
def test_text_that_is_not_translated_is_said(source: str, what: str) -> None:
    document = documents.parse(source.encode(), uncut, format="html", language="en")
    said = [f"the text of {what} is not translated"] if what else []
    assert [one.message for one in document.notices] == said


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Word and Medium mark parts of a page that declares no language itself.
        ("<html><p><span lang=EN-US>One</span> <span lang=en-GB>two</span>", "One two"),
        ("<p lang=en>One<p lang=fr>Deux<p lang=eng>Two", "One|Two"),
        ("<p lang=fr>Deux<p>One", "One"),
        # The article's language counts, even if a template declares another.
        ("<html lang=de><body lang=de><p>One<p lang=en>Two<p lang=de>Drei", "One|Two"),
        ("<html lang=en><p>One<p lang=''>Two<p lang=x-none>Three", "One|Two|Three"),
    ],
)
@pytest.mark.parametrize("format", ["html", "markdown"])
def test_text_marked_as_foreign_is_left_alone(source: str, expected: str, format: str) -> None:
    document = documents.parse(source.encode(), SENTENCES, format=format, language="en-GB")
    shown = [re.sub("<.*?>", "", segment.text) for segment in document.segments]
    assert "|".join(shown) == expected
    unknown = documents.parse(b"<html><p lang=en>One<p lang=fr>Deux", SENTENCES, format=format)
    assert len(unknown.segments) == 2


# ── encodings ───────────────────────────────────────────────────────────────────────────────

PAGE = "<html lang=en><head><meta charset={}></head><p>{}</p></html>"
RUSSIAN_PAGE = PAGE.replace("=en", "=ru").format


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("iso-8859-1", "cp1252"),
        ("'Windows-1251'", "cp1251"),
        ("KOI8-R", "koi8-r"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ('"utf-8"', "utf-8"),
        ("utf-16", "utf-8"),
        ("unheard-of", "utf-8"),
    ],
)
def test_the_declared_encoding_is_kept_if_it_has_the_letters(declared: str, codec: str) -> None:
    words = {"cp1252": "naïve “x”", "cp1251": "Слова", "koi8-r": "Слова"}.get(codec, "日本語")
    data = PAGE.format(declared, words + " abc").encode(codec)
    document = parse(data)
    assert document.segments[0].text == words + " abc"
    assert document.render(lambda _: None, SPANISH) == data
    expected = RUSSIAN_PAGE(declared, words.upper() + " ABC")
    assert document.render(upper, RUSSIAN) == expected.encode(codec)


def test_letters_missing_from_the_encoding_make_it_utf_8() -> None:
    for declared in (
        "<meta charset='{}'>",
        "<meta http-equiv=Content-Type content='text/html; charset={}'>",
    ):
        page = f"<head>{declared}</head><p>caf\xe9"
        data = page.format("ISO-8859-1").encode("latin-1")
        new = parse(data).render(lambda _: "Слово", RUSSIAN).decode()
        assert new == page.format("utf-8").replace("café", "Слово")
    xml = '<?xml version="1.0" encoding="{}"?><p>caf\xe9</p>'
    data = xml.format("latin1").encode("latin-1")
    assert parse(data).render(lambda _: "Ж", RUSSIAN).decode() == (
        xml.format("utf-8").replace("café", "Ж")
    )


def test_other_characters_missing_from_the_encoding_are_references() -> None:
    page = "<meta charset=iso-8859-1><p>{}</p>"
    data = page.format("a &rarr; b").encode()
    assert parse(data).segments[0].text == "a → b"
    assert parse(data).render(lambda _: "é → c", SPANISH) == (
        page.format("é &#8594; c").encode("cp1252")
    )


def test_undeclared_encodings() -> None:
    page = "<html lang=en><head><title>{}</title></head></html>"
    new = parse(page.format("x")).render(lambda _: "Слово", RUSSIAN).decode()
    assert new == '<html lang=ru><head><meta charset="utf-8"><title>Слово</title></head></html>'
    new = parse(page.format("x")).render(lambda _: "a — b", SPANISH).decode()
    assert new == "<html lang=es><head><title>a &#8212; b</title></head></html>"
    new = parse(page.format("é")).render(lambda _: "Слово", RUSSIAN).decode()
    assert new == "<html lang=ru><head><title>Слово</title></head></html>"
    xml = '<?xml version="1.0"?><html xml:lang="en"><head/><p>{}</p></html>'
    new = parse(xml.format("x")).render(lambda _: "Слово", RUSSIAN).decode()
    assert new == xml.replace('"en"', '"ru"').format("Слово")
    latin = parse(page.format("An na\xefve caf\xe9, d\xe9j\xe0 vu").encode("cp1252"))
    assert latin.segments[0].text == "An naïve café, déjà vu"
    assert latin.encoding.guessed


def test_a_byte_order_mark_overrides_the_declaration() -> None:
    page = PAGE.format("iso-8859-1", "日本")
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8")):
        data = mark + page.encode(codec)
        assert parse(data).render(lambda _: None, SPANISH) == data
        new = parse(data).render(lambda _: "Слово", RUSSIAN)
        assert new == mark + RUSSIAN_PAGE("iso-8859-1", "Слово").encode(codec)


def test_a_wrong_declaration_is_corrected_in_changed_editions() -> None:
    page = PAGE.format("shift_jis", "naïve — word")
    assert parse(page).segments[0].text == "naïve — word"
    assert edition(page, lambda _: None) == page
    assert edition(page) == PAGE.replace("=en", "=es").format("utf-8", "NAÏVE — WORD")


@pytest.mark.parametrize("data", [b"<p>a\0b", b"<meta charset=utf-8>\xff", b"\xff\xfe<"])
def test_binary_data_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.html"):
        FORMAT.parse(data, SENTENCES, where="a.html")


# ── HTML in other formats ───────────────────────────────────────────────────────────────────


def test_html_inside_another_format() -> None:
    source = "# A <b>title</b>\n\n<div title=Tip>\nCaf&eacute; {{ x }} <i>b</i></div>\n\n<p>no"
    found: list[tuple[int, int, str, Flow, Sequence[Mark]]] = []
    start, end = source.index("<div"), source.index("\n\n<p>")
    declarations = read_blocks(source, start, end, lambda *block: found.append(block))
    assert [one.what for one in declarations] == [Declared.FRAGMENT]
    assert [(source[a:b], kind, flow.text) for a, b, kind, flow, _ in found] == [
        ("<div title=Tip>", "title", '<div title="Tip">'),
        ("Caf&eacute; {{ x }} <i>b</i>", "paragraph", "Café {{ x }} <i>b</i>"),
    ]
    for a, b, _, flow, marks in found:
        assert [flow.source(at) for at in (0, len(flow.text))] == [a, b]
        for mark in marks:
            assert source[flow.source(mark.start)] == flow.text[mark.start]
    blocks = Blocks(source, SENTENCES)
    for block in found:
        blocks.add(*block)
    assert [write_block(source, block, ["<"], " ") for block in blocks] == [
        '<div title="&lt;">',
        "&lt;",
    ]


# ── any input ─────────────────────────────────────────────────────────────────────────────────

DELIMITERS = [
    *"<>/=\"'&;!-?#x1 \n\t\r\f\v\u2028\xa0éя",
    *("word", "Word. ", "Two! ", "日本", "。", "\r\n", "</", "<!", "<!--", "-->", "--!>"),
    *("<!doctype html>", "<![CDATA[", "]]>", "<?php", "<?xml encoding='x'?>", "?>", "{{"),
    *("}}", "{{ x }}", "{%", "%}", "{% if a > b %}", "{#", "#}", "<%", "%>", "&amp;", "&lt;"),
    *("&nbsp;", "&eacute;", "&copy", "&#65;", "&#10;", "&#x110000;", "&bogus;", "<p>", "</p>"),
    *("<P", "<b>", "</b>", "<i class='", "</i>", "<a ", "<a href=x>", '<a title="Tip here">'),
    *("</a>", "<br>", "<br/>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<table>", "<tr>"),
    *("<td>", "</tr>", "</table>", "<code>", "</code>", "<script>", "</script>", "<style>"),
    *("</style>", "<textarea title=Tip>", "</textarea>", "<svg>", "</svg>", "<text>"),
    *("</text>", "<desc>", "<math>", "</math>", "<mi>", "<pre>", "</pre>"),
    *("<span translate=no>", "<p lang=fr>", "</span>", "<span lang=fr>"),
    *("<span translate=yes>", "<html lang=en>", "<head>", "<body dir=ltr>"),
    *("<img alt='An image'>", "<img alt=image>", "<img alt='It&quot;s'>"),
    *("<input type=submit value=Go>", "<meta charset=utf-8>"),
    *("<meta name=keywords content='Some words'>", "<select>", "<option label=x>", "<button>"),
    *("</button>", "<template>", "<noscript>", "<iframe>", "</iframe>", "<plaintext>"),
    *("<xmp>", "<object>", "</object>", "<caption>", "<dd>", "<dt>", "<p translate=no>"),
    *("<foreignObject>", "<title/>"),
]  # fmt: skip
SOUPS = st.lists(st.sampled_from(DELIMITERS), max_size=30).map("".join)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def markup(source: str) -> list[tuple[Kind, str]]:
    """The markup of a source, without the charset declaration that an edition may add."""
    source = source.replace('<head><meta charset="utf-8">', "<head>")
    found = tokens(mask(source))
    return [(token.kind, token.name) for token in found if token.kind is not Kind.TEXT]


class TestContract(FormatContract):
    format = FORMAT
    samples = {path.name: path.read_bytes() for path in FIXTURES}
    # The note becomes part of a comment or of the text of a template.
    unstable = frozenset(["conditional.html", "templates.html"])
    refused = b"<p>\0"

    def segmenter(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
        return SENTENCES(text, atoms)

    def normalized(self, text: str) -> str:
        return html.unescape(text).replace('lang="es"', 'lang="en"')

    def in_body(self, segment: Segment) -> bool:
        # Text around the article in article.html.
        around = ("Coalition talks begin", "Home", "© 2015 · All rights reserved")
        return super().in_body(segment) and segment.text not in around

    def inputs(self) -> st.SearchStrategy[bytes]:
        return (SOUPS | TEXTS).map(lambda text: f"<>{text}".encode())


@given(st.binary(max_size=80), SOUPS.map(str.encode))
def test_any_bytes_are_kept_or_refused(data: bytes, more: bytes) -> None:
    try:
        document = parse(data + more)
    except InputError:
        return
    assert document.render(lambda _: None, ARABIC) == data + more
    document.render(lambda s: "Ω" + s.text, ARABIC)


@given(SOUPS)
def test_an_edition_has_the_markup_of_its_source(source: str) -> None:
    assert markup(edition(source, lambda s: upper(s))) == markup(source)
    assert markup(edition(source, lambda s: None if s.marks else "Ω" + s.text)) == markup(source)


@given(SOUPS, st.lists(st.sampled_from(DELIMITERS), max_size=8).map("".join))
def test_typed_text_never_becomes_markup(source: str, typed: str) -> None:
    # Template tags can't be escaped.
    typed = re.sub(r"[{}%?#]", "", typed)
    new = edition(source, lambda s: None if s.marks or "<" in s.text else f"Ω{typed}")
    assert markup(new) == markup(source)
    parse(edition(source, lambda _: typed, ARABIC))


TAG_SOUPS = st.lists(
    st.sampled_from(
        ["<p", "<p>", "</p>", "</", "<", ">", "/", "=", '"', "'", " ", "\n", "\t", "a", "b=", "T",
         "1", "<!--", "-->", "--", "-", "!", "<!", "<?", "<a", "</a", "<!DOCTYPE x", "<B x=y>",
         "c='d'", "<![CDATA[", "]]>"]
    ),
    max_size=15,
).map("".join)  # fmt: skip


@given(TAG_SOUPS)
def test_tokens_match_html5lib(source: str) -> None:
    reference = [token for token in HTMLTokenizer(source) if token["type"] in _TYPES]
    found: list[tuple[str, str]] = []
    for token in tokens(source):
        text = source[token.start : token.end]
        if token.kind in (Kind.START, Kind.END):
            found.append((token.kind.name, token.name))
        elif token.kind is Kind.TEXT:
            found.append(("TEXT", text))
        elif text.startswith(("<!", "<?")) or (text.startswith("</") and not text[2:3].isalpha()):
            found += [("OPAQUE", "")] * (text != "</>")
    assert _joined(found) == _joined((_TYPES[t["type"]], _content(t)) for t in reference)


_TYPES = {
    tokenTypes["StartTag"]: "START",
    tokenTypes["EndTag"]: "END",
    tokenTypes["Comment"]: "OPAQUE",
    tokenTypes["Doctype"]: "OPAQUE",
    tokenTypes["Characters"]: "TEXT",
    tokenTypes["SpaceCharacters"]: "TEXT",
}


def _content(token: Any) -> str:
    kind = _TYPES[token["type"]]
    return str(token["data"] if kind == "TEXT" else token["name"] if kind != "OPAQUE" else "")


def _joined(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tokens, with adjacent texts joined."""
    joined: list[tuple[str, str]] = []
    for kind, text in found:
        if kind == "TEXT" and joined and joined[-1][0] == "TEXT":
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined


# ── linear time ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "stretch",
    [
        *("<a ", '<a b="', "<!--", "<b>", "</b>", "<b>x. </b>", "<b>x", "{{", "{{x}}", "{%"),
        *("&", "&amp;", "<div>", "<div></p>", "<li><b>", "<ul><li>", "<table><td>"),
        *("<svg><title>", "</title>", "<script>", "<script><!--", "<?", "<?php", "<br> "),
        *("<img alt=x>", "<code>x</code> ", "x. ", "あ\n", "<p><object>", "<i></b>", "</"),
        *("&nbsp;", "<span lang=fr>x</span> y. ", "<a href=x>x</a> ", "<select><option>x"),
    ],
)  # fmt: skip
def test_any_repetition_takes_linear_time(stretch: str) -> None:
    def run(size: int) -> None:
        data = (stretch * (size // len(stretch))).encode()
        document = parse(data)
        assert document.render(lambda _: None, ARABIC) == data
        document.render(upper, ARABIC)
        document.render(lambda s: s.text + stretch, ARABIC)

    assert_linear(run, 4_000)


def test_a_long_word_after_an_ampersand() -> None:
    source = f"<p>R&{'x' * 50} &copy{'y' * 50} &#8217 z"
    assert parse(source).segments[0].text == f"R&{'x' * 50} ©{'y' * 50} ’ z"


@pytest.mark.parametrize("digits", ["9" * 10_000, "x" + "f" * 10_000, "0" * 10_000 + "65"])
def test_a_reference_with_thousands_of_digits(digits: str) -> None:
    source = f"<p title='&#{digits}; b'>a &#{digits}; b &#{digits}</p>"
    assert edition(source, lambda _: None) == source
    assert edition(source).lower() == source.replace(f"{digits}<", f"{digits};<")


def test_a_large_file_takes_linear_time() -> None:
    paragraph = "<p>Some <b>words</b> of a <a href='x'>page</a> &amp; more. And a sentence.</p>\n"

    def run(size: int) -> None:
        data = ("<html lang=en>" + paragraph * size).encode()
        document = FORMAT.parse(data, uncut)
        assert len(document.blocks) == size
        assert document.render(lambda _: None, SPANISH) == data

    assert_linear(run, 500)
