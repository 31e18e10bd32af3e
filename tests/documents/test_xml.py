"""XML by the rules of its vocabulary: what is text in it, and what an edition changes."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

from hexapla import Publication
from hexapla.documents.document import Document, in_order, uncut
from hexapla.documents.vocabularies import FORMAT
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import cut_into_sentences

SPANISH = Language("es")
DOCBOOK = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN"
 "http://www.oasis-open.org/docbook/xml/4.5/docbookx.dtd" [
 <!ENTITY % more SYSTEM "more.ent"> %more; <!-- "]> -->
 <!ENTITY product "Some <emphasis>words</emphasis>]">
]>
<article lang="en">
<articleinfo><title>The &product;<indexterm><primary>Thing</primary></indexterm></title>
<author><firstname>Ann</firstname></author></articleinfo>
<section id="s"><title>Second <!-- note --> part</title>
<para>One &amp; <emphasis role="bold">two
 three</emphasis>.<footnote id="f"><para>A note. Its end.</para></footnote> Four, see
 <xref linkend="s"/>. <command>ls &lt; a</command> lists.
<programlisting>no text</programlisting>
After it.</para>
<itemizedlist><listitem><para>An item</para></listitem></itemizedlist>
<literallayout>First line
  second <emphasis>line
third</emphasis></literallayout>
<para><![CDATA[Five <b>six</b> & seven]]> eight</para>
<para translate="no">Kept</para><para lang="de">Auch</para>
</section>
</article>
"""


DITA = """<?xml version="1.0"?>
<!DOCTYPE task PUBLIC "-//OASIS//DTD DITA Task//EN" "task.dtd">
<task id="t" xml:lang="en"><title>Mix <ph keyref="p"/></title><shortdesc>Short.</shortdesc>
<prolog><author>Ann</author><metadata><keywords><indexterm>mix<indexterm>well</indexterm>
</indexterm></keywords></metadata></prolog><taskbody><steps><step><cmd>Choose
<menucascade><uicontrol>File</uicontrol><uicontrol>Open</uicontrol></menucascade> for
<filepath>a.txt</filepath>.<fn>A note.</fn></cmd><info><note type="tip">Tip <image
 href="a.png"><alt>A picture</alt></image></note></info></step></steps>
<result><p conref="x.dita#y/z">Not this</p><p translate="no">Nor this</p>
<codeblock>nor code</codeblock></result></taskbody></task>
"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>A play</title><author>Ann</author></titleStmt><publicationStmt><p>Public</p>
</publicationStmt></fileDesc></teiHeader><text><body><div><head>Act one</head><sp>
<speaker>Ann</speaker><lg><l>First <lb/>line</l><l>Second line</l></lg></sp><p>He
<choice><sic>sayed</sic><corr>said</corr></choice> <hi>so</hi><note place="foot">In
truth.</note> and <foreign xml:lang="la">exit</foreign>.</p></div></body></text></TEI>
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" aria-label="A map"><title>Map</title>
<style>a</style><text x="1" y="1"><tspan x="1" y="1">A </tspan><tspan x="3">b</tspan>
<tspan x="1" y="9">to us</tspan></text><switch><text
 systemLanguage="de">Hallo</text><text>Hello</text></switch>
<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">In <b>HTML</b></p></foreignObject></svg>
"""
TTML = """<tt xml:lang="en" xmlns="http://www.w3.org/ns/ttml">
<head><metadata><title>Nothing to say</title></metadata></head>
<body><div>
<p begin="1s" end="3s" region="low">The old bridge<br/>was <span style="loud">closed</span>.</p>
</div></body></tt>
"""
ANDROID = r"""<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
<string name="a">Don\'t go,\n<xliff:g id="n">%1$s</xliff:g> \"now\"</string>
<string name="b"><![CDATA[Read <a href="x">it</a> & go]]></string>
<string name="c">"  It's here  "</string><string name="d" translatable="false">Id</string>
<string name="e">@string/a</string><string name="f">Caf\u00e9 &lt;b>bold&lt;/b></string>
<string-array name="g"><item>Mon</item></string-array><color name="h">red</color>
<plurals name="i"><item quantity="one">%d day</item>
    <item quantity="other">%d days</item></plurals></resources>
"""

# Parts of well-formed files.
PARTS = (
    "<para>", "One. Two", "&amp;", "&product;", "&#160;", "<!-- c -->", "<?p i?>", "<a/>", "\n",
    "<emphasis>x</emphasis>", "<footnote><para>Note.</para></footnote>", "<![CDATA[a <b> &]]>",
    "<emphasis its:translate='no'>k</emphasis>", "<literallayout>a\n<emphasis>b\nc</emphasis>",
    "<listitem>", "</>", "<code>c</code>", "<p xml:lang='fr'>Oui</p>", "&lt;b&gt;", "]]&gt;",
)  # fmt: skip


class TestXml(FormatContract):
    format = FORMAT
    samples = {
        "DocBook": DOCBOOK, "DITA": DITA, "TEI": TEI, "SVG": SVG, "Android": ANDROID, "TTML": TTML,
    }  # fmt: skip
    unstable = frozenset(["Android"])  # Spanish has one form more for a number.
    has_notes = False

    def inputs(self) -> Any:
        from hypothesis import strategies

        return strategies.lists(strategies.sampled_from(PARTS), max_size=12).map(article)


def article(parts: list[str]) -> bytes:
    """A well-formed file with some parts; "</>" ends an element."""
    out, open_ = ["<article>"], ["</article>"]
    for part in parts:
        if part in ("<para>", "<listitem>"):
            open_.append(part.replace("<", "</"))
        elif part == "</>":
            part = open_.pop() if len(open_) > 1 else ""
        out.append(part)
    return "".join([*out, *reversed(open_)]).encode()


def document(text: str, **settings: tuple[str, ...]) -> Document:
    options = FORMAT.with_defaults(settings)
    return FORMAT.parse(text.encode(), cut_into_sentences, where="a.xml", options=options)


def texts(text: str, **settings: tuple[str, ...]) -> list[tuple[str, str]]:
    """The kind and the text of each sentence."""
    return [(one.kind, one.text) for one in document(text, **settings).segments]


def edition(text: str, *new: str | None) -> str:
    """An edition in Spanish with these texts."""
    return document(text).render(in_order(new), SPANISH).decode()


def test_docbook_has_these_texts() -> None:
    assert texts(DOCBOOK) == [
        ("heading 1", "The &product;<indexterm/>"),
        ("index term", "Thing"),
        ("heading 2", "Second <!-- note --> part"),
        (
            "paragraph",
            'One &amp; <emphasis role="bold">two three</emphasis>.<footnote/> Four, see '
            '<xref linkend="s"/>.',
        ),
        ("paragraph", "<command>ls &lt; a</command> lists."),
        ("footnote", "A note."),
        ("footnote", "Its end."),
        ("paragraph", "After it."),
        ("list item", "An item"),
        ("line", "First line"),
        ("line", "second"),
        ("line", "line"),
        ("line", "third"),
        ("paragraph", "<cdata>Five <b>six</b> &amp; seven</cdata> eight"),
    ]


@pytest.mark.parametrize(
    ("new", "written"),
    [
        (
            'Uno <emphasis role="bold">dos</emphasis>',
            'Uno <emphasis role="bold">dos</emphasis>',
        ),
        ("Uno <emphasis>dos", "Uno <emphasis>dos</emphasis>"),
        ("Uno dos</emphasis> & <b> <", "Uno dos &amp; &lt;b> &lt;"),
        ("&product; &mdash; &nbsp;&other;", "&product; — &#160;&amp;other;"),
        ("A ]]> B\x01", "A ]]&gt; B"),
    ],
)
def test_a_translation_leaves_the_file_well_formed(new: str, written: str) -> None:
    footnote = "<footnote><para>A note</para></footnote>"
    source = (
        '<!DOCTYPE para [<!ENTITY product "x">]>'
        f'<para lang="en">One <emphasis role="bold">two</emphasis>{footnote}</para>'
    )
    found = edition(source, new, None)
    assert f'<para lang="es">{written}{footnote}</para>' in found  # A note is never lost.
    expat.ParserCreate().Parse(found, True)


def test_settings_are_rules_for_an_unknown_vocabulary() -> None:
    source = (
        '<recipes xmlns="urn:x"><r id="a"><title>Soup</title><how>Boil <q>it</q>. <n>3</n></how>'
        '<by>Ann</by><pic alt="A pot"/></r></recipes>'
    )
    with pytest.raises(InputError) as error:
        document(source)
    assert str(error.value) == (
        "a.xml: has the root element <recipes>, for which there are no rules; write in "
        'i18n/publication.toml: [xml] block = ["title", "how", "by"] inline = ["q"]'
    )
    rules = {"block": ("title", "how"), "inline": ("q",), "attributes": ("pic@alt",)}
    assert texts(source, **rules) == [
        ("heading", "Soup"),
        ("paragraph", "Boil <q>it</q>. <n>3</n>"),
        ("attribute", "A pot"),
    ]
    assert "<by>" in document(source, **rules).notices[0].message


def test_a_text_that_the_encoding_lacks_makes_it_utf8() -> None:
    source = '<?xml version="1.0" encoding="iso-8859-1"?><para><![CDATA[Caf\xe9]]></para>'
    options = FORMAT.with_defaults()
    found = FORMAT.parse(source.encode("latin-1"), cut_into_sentences, options=options)
    edition = found.render(in_order(["Кафе"]), Language("ru")).decode()
    assert edition == (
        '<?xml version="1.0" encoding="UTF-8"?><para lang="ru"><![CDATA[Кафе]]></para>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "<para>One</para",
        "<para>&#0;</para>",
        '<!DOCTYPE para [<!ENTITY a "b"',
        f"{'<para>' * 1001}One{'</para>' * 1001}",
        '<?xml version="1.0" encoding="nonsense"?><para>One</para>',
    ],
)
def test_what_is_not_xml_is_refused_in_one_line(source: str) -> None:
    with pytest.raises(InputError, match=r"^a\.xml(:\d+)?: [^\n]+$"):
        document(source)


def test_entities_are_never_expanded() -> None:
    bomb = '<!ENTITY a "boo">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20)
    ).replace("&a0;", "&a;")
    source = f'<!DOCTYPE para [{bomb}]><para role="&a19;">One &a19;</para>'
    assert texts(source) == [("paragraph", "One &a19;")]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            DITA,
            [
                ("heading 1", 'Mix <ph keyref="p"/>'),
                ("paragraph", "Short."),
                ("index term", "mix<indexterm/>"),
                ("index term", "well"),
                (
                    "list item",
                    "Choose <menucascade><uicontrol>File</uicontrol><uicontrol>Open</uicontrol>"
                    "</menucascade> for <filepath>a.txt</filepath>.<fn/>",
                ),
                ("footnote", "A note."),
                ("paragraph", "Tip <image/>"),
                ("alt text", "A picture"),
            ],
        ),
        (
            TEI,
            [
                ("title", "A play"),
                ("heading 1", "Act one"),
                ("label", "Ann"),
                ("line", "First <lb/>line"),
                ("line", "Second line"),
                (
                    "paragraph",
                    "He <choice><sic>sayed</sic><corr>said</corr></choice> <hi>so</hi><note/> and "
                    '<foreign xml:lang="la">exit</foreign>.',
                ),
                ("footnote", "In truth."),
            ],
        ),
        (
            SVG,
            [
                ("label", "A map"),
                ("title", "Map"),
                ("text", '<tspan x="1" y="1">A </tspan><tspan x="3">b</tspan>'),
                ("text", "to us"),
                ("text", "Hello"),
                ("paragraph", "In <b>HTML</b>"),
            ],
        ),
        (
            ANDROID,
            [
                ("string a", r"Don" + r"'t go,\n" + '<xliff:g id="n">%1$s</xliff:g> "now"'),
                ("string b", 'Read <a href="x">it</a> &amp; go'),
                ("string c", "It's here"),
                ("string f", "Café &lt;b>bold&lt;/b>"),
                ("string g", "Mon"),
                ("plural i one", "%d day"),
                ("plural i other", "%d days"),
            ],
        ),
    ],
    ids=["DITA", "TEI", "SVG", "Android"],
)
def test_each_vocabulary_has_these_texts(source: str, found: list[tuple[str, str]]) -> None:
    parsed = FORMAT.parse(source.encode(), uncut, options=FORMAT.with_defaults(), language="en")
    assert [(one.kind, one.text) for one in parsed.segments] == found


def test_strings_of_android_have_its_escapes_and_plurals() -> None:
    parsed = FORMAT.parse(ANDROID.encode(), uncut, options=FORMAT.with_defaults())
    new = [
        r"""L'«"été"» \n<xliff:g id="n">%1$s</xliff:g> C:\x""",
        'A <b x="y">b</b> &lt;',
        "C'est",
        "@Café",
        None,
        "%d день",
        "%d дня",
    ]
    found = parsed.render(in_order(new), Language("ru")).decode()
    for expected in (
        r"""L\'«\"été\"» \n<xliff:g id="n">%1$s</xliff:g> C:\\x</string>""",
        '<![CDATA[A <b x="y">b</b> <]]></string>',
        r""""  C\'est  "</string>""",
        r'<string name="f">\@Café</string>',
        '    <item quantity="other">%d дня</item>\n    <item quantity="few">%d дня</item>\n'
        '    <item quantity="many">%d дня</item></plurals>',
    ):
        assert expected in found


def test_its_rules_in_the_file_and_its_attributes_count() -> None:
    source = (
        '<a xmlns:its="http://www.w3.org/2005/11/its"><its:rules version="2.0">'
        '<its:translateRule selector="//code | //b[@kind=\'x\']" translate="no"/>'
        '<its:withinTextRule selector="//n" withinText="nested"/>'
        '<its:translateRule selector="//p/b[1]" translate="no"/></its:rules>'
        '<b kind="x">No</b><b>Yes <code>no</code> <q its:withinText="yes">in</q><n>Note</n></b>'
        '<b its:translate="no">No</b></a>'
    )
    parsed = document(source, block=("b",))
    assert [one.text for one in parsed.segments] == [
        'Yes <code>no</code> <q its:withinText="yes">in</q><n/>',
        "Note",
    ]
    assert "//p/b[1]" in parsed.notices[0].message


def test_the_strings_of_an_app_are_not_bilingual() -> None:
    """A page of them may be: nothing else is made of it."""
    strings = document(ANDROID)
    texts = [one.text.upper() for one in strings.segments]
    with pytest.raises(UsageError, match="can't be bilingual"):
        strings.render_bilingual(texts, Language("en"), Language("es"), "above")
    page = strings.body_html(texts, texts, Language("en"), Language("es"), "above")
    assert page.count("Mon · MON") == 1


def test_a_folder_has_the_xml_with_texts_that_has_rules(tmp_path: Path) -> None:
    values = tmp_path / "res/values"
    values.mkdir(parents=True)
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        'source-language = "en"\nsources = ["res/values"]\nlayout = "android"\n'
    )
    for name, text in {
        "strings.xml": ANDROID,
        "colors.xml": '<resources><color name="a">red</color></resources>',
        "pom.xml": "<project><name>One</name></project>",
        "a.svg": SVG,
        "b.ditamap": '<map><topicref href="a.dita"/></map>',
    }.items():
        (values / name).write_text(text)
    found = Publication.open(tmp_path)
    assert [one.relative for one in found.articles()] == ["strings.xml"]
    assert [one.name for one in found.skipped()] == ["colors.xml", "pom.xml"]
    article = found.articles()[0]
    for tag, folder in {"pt-BR": "values-pt-rBR", "sr-Latn": "values-b+sr+Latn"}.items():
        edition = found.layout.edition(article, Language(tag))
        assert edition == tmp_path / "res" / folder / "strings.xml"


def test_a_page_shows_the_file_as_html() -> None:
    source = (
        '<section xmlns:l="x"><title>A &amp; B</title><para>One <emphasis>two</emphasis> &product;.'
        "<programlisting>a &lt; b</programlisting><itemizedlist><listitem><para>C</para></listitem>"
        '</itemizedlist>Three <ulink url="a?b&amp;c">d</ulink><indexterm><primary>No</primary>'
        "</indexterm></para></section>"
    )
    found = document(source)
    shown = [found.inline_html(one.text, one) for one in found.segments]
    assert shown[1] == "One <em>two</em> &amp;product;."
    body = found.body_html([None] * len(shown), shown, Language("en"), SPANISH)
    assert body.replace("\n", "") == (
        "<h1>A &amp; B</h1><p>One <em>two</em> &amp;product;.</p><pre>a &lt; b</pre>"
        '<ul><li>C</li></ul><p>Three <a href="a?b&amp;c">d</a></p>'
    )


def test_addresses_are_in_attributes_and_in_the_document_type() -> None:
    source = (
        '<!DOCTYPE book PUBLIC "-//x" "a.dtd" [<!ENTITY % b SYSTEM \'c.ent\'>]>'
        '<book><xref href="d.xml#e"/><imagedata fileref="f.png"/></book>'
    )
    found: list[str] = []

    def new(address: str) -> str:
        found.append(address)
        return f"../{address}"

    data = document(source).with_addresses(source.encode(), new).decode()
    assert found == ["a.dtd", "c.ent", "d.xml#e", "f.png"]
    assert data.replace("../", "") == source


def test_a_text_in_an_attribute_has_no_quotation_marks() -> None:
    source = "<map id='m'><topicref navtitle='One'/></map>"
    found = edition(source, """L'"a" <b/> & c""")
    assert "navtitle='L&apos;&quot;a&quot; &lt;b/> &amp; c'" in found


def test_a_picture_beside_an_article_has_no_part_in_the_names_of_catalogs(tmp_path: Path) -> None:
    for name in ("a.md", "a.svg"):
        (tmp_path / name).write_text("One.")
    assert [one.domain for one in Publication.open(tmp_path).articles([tmp_path / "a.md"])] == ["a"]


LINKED = (
    '<article xmlns="http://docbook.org/ns/docbook" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<para>It is <link xlink:href="x">open</link>.</para></article>'
)


@pytest.mark.parametrize(
    "tag",
    [
        *('<link xlnk:href="x">', '<link xlink:href="x" xlink:href="y">', '<link :href="x">'),
        *('<link xmlns:xlink="">', '<link xmlns="urn:x">', '<link xlink:href="&no;&#0;">'),
    ],
)
def test_a_tag_of_a_translation_never_damages_an_edition(tag: str) -> None:
    document = FORMAT.parse(LINKED.encode(), uncut)
    edition = document.render(lambda segment: f"Está {tag}abierta</link>.", Language("es"))
    parser = expat.ParserCreate(namespace_separator=" ")
    assert parser.Parse(edition, True) == 1
    assert b'<link xmlns="' not in edition


# Entities that are named where nothing is a reference, and sections of CDATA.
HOLED = (
    '<svg xmlns="http://www.w3.org/2000/svg"><!-- &evil; --><?a &evil;?>'
    "<text>The road is open.</text><text><![CDATA[It is <b>wide</b> &evil;]]></text></svg>",
    '<resources><string name="a"><![CDATA[It is <b>wide</b>. &evil;]]></string>'
    '<string name="b">It is <b>open</b>.</string><!-- &evil; --></resources>',
    '<article xmlns="http://docbook.org/ns/docbook" version="5.0"><!-- &evil; --><para>It is '
    "<emphasis>open</emphasis>.</para><para>A <![CDATA[wide]]> road</para></article>",
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><!-- &evil; --><text><body><p>It is <hi>open</hi>.'
    "</p><p><![CDATA[&evil; is &amp; wide]]></p></body></text></TEI>",
)
PIECES = [
    *("]]>", "]]", ">", "<![CDATA[", "<!--", "-->", "<?a ", "?>", "<!DOCTYPE a>", "&evil;", "&#0;"),
    *("&#x1F;", "\x01", "&", "<", "<a ]]>", "<b>", "</b>", "<hi>", "<emphasis>", "</emphasis>"),
    *("<cdata>", "</cdata>", "<script>", "</script>", "<image href='x'/>", "<string name='c'>"),
    *("</string>", "</text>", "</svg>", "<a ", " xmlns='x'", "'", '"', "/>", "palabra ", "&amp;"),
]


@pytest.mark.parametrize("source", HOLED)
def test_a_translation_adds_no_elements_and_no_entities(source: str) -> None:
    def elements(data: bytes) -> Counter[str]:
        found: list[str] = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda name, _: found.append(name.rpartition(" ")[2])
        parser.Parse(data, True)
        inline = ("b", "hi", "emphasis")
        return Counter(name for name in found if name not in inline)

    rng = random.Random(1)
    document = FORMAT.parse(source.encode(), uncut)
    for _ in range(200):
        new = "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 8)))
        edition = document.render(lambda segment, new=new: new, Language("es"))  # type: ignore[misc]
        assert elements(edition) == elements(source.encode()), new
