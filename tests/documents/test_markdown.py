"""Markdown: what is translatable, and editions that keep the structure of the source.

Each `fixtures/markdown/NAME.md` has a `NAME.blocks` (the kind of each block, then its segments,
separated by `|`; segments of another kind have it in angle brackets) and a `NAME.upper` (its
edition in capitals). `FormatContract` tests what holds for all formats. markdown-it-py is the
oracle for the structure, and html5lib for the HTML that it produces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import html5lib
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hexapla import documents
from hexapla.documents.document import Segment, uncut
from hexapla.documents.format import OptionValue
from hexapla.documents.markdown import FORMAT
from hexapla.documents.text_document import TextDocument
from hexapla.documents.wrapping import collapse
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from tests.conftest import ROOT
from tests.growth import assert_linear

FIXTURES = sorted(
    path
    for path in (ROOT / "tests" / "fixtures" / "markdown").iterdir()
    if path.suffix in FORMAT.suffixes
)
ENGLISH, SPANISH, CHINESE = Language("en"), Language("es"), Language("zh-Hans")
ORACLE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def sentences(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    return re.findall(r".+?(?:[.!?](?=[\s*])[\s*]+|。|$)", text, re.DOTALL)


def parse(text: str | bytes, /, **options: OptionValue) -> TextDocument:
    data = text.encode() if isinstance(text, str) else text
    document = documents.parse(data, sentences, format="markdown", options=options)
    assert isinstance(document, TextDocument)
    return document


def upper(segment: Segment) -> str:
    out, at = [], 0
    for mark in segment.marks:
        out += [segment.text[at : mark.start].upper(), segment.text[mark.start : mark.end]]
        at = mark.end
    return "".join([*out, segment.text[at:].upper()])


def blocks(document: TextDocument) -> list[str]:
    return [
        f"{block.kind}: "
        + "|".join(
            s.text if s.kind == block.kind else f"<{s.kind}> {s.text}" for s in block.segments
        )
        for block in document.blocks
    ]


def contents(text: str) -> list[str]:
    return [segment.text for segment in parse(text).segments]


def edition(text: str, *new: str | None, **options: OptionValue) -> str:
    """The Spanish edition with new texts for the first segments."""
    left = iter(new)
    return parse(text, **options).render(lambda s: next(left, None), SPANISH).decode()


# ── the oracle ──────────────────────────────────────────────────────────────────────────────


def tree(markdown: str) -> list[Any]:
    """Elements with attributes, text in capitals, and code unchanged."""
    found: list[Any] = []

    def text(words: str | None, code: bool) -> None:
        if words and code:
            found.append(words)
        elif words and words.strip():
            found.append(" ".join(words.upper().split()))

    def walk(element: Any, code: bool) -> None:
        if not isinstance(element.tag, str):
            found.append(("comment", " ".join((element.text or "").split())))
            return
        shown = {
            key: " ".join(value.upper().split()) if key in ("alt", "title") else value
            for key, value in element.attrib.items()
        }
        found.append((element.tag, shown))
        code = code or element.tag in ("code", "pre", "script", "style", "textarea", "kbd", "samp")
        text(element.text, code)
        for child in element:
            walk(child, code)
            text(child.tail, code)
        found.append(("/", element.tag))

    walk(html5lib.parse(ORACLE.render(markdown), namespaceHTMLElements=False), False)
    return found


def shown(markdown: str) -> str:
    """The text that a reader sees."""
    parsed = html5lib.parse(ORACLE.render(markdown), namespaceHTMLElements=False)
    return " ".join("".join(parsed.itertext()).split())


def examples(data: Path) -> Iterator[str]:
    text = (data / "commonmark-spec.txt").read_text("utf-8")
    for match in re.finditer(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", text, re.M | re.S):
        yield match[1].replace("→", "\t")


# Examples whose edition in capitals has a different tree, with the reasons.
OTHER_TREE = {
    193: "indented HTML in a table: code to CommonMark, a cell to kramdown and Python-Markdown",
}


def test_unchanged_editions_of_commonmark_examples_are_identical(test_data: Path) -> None:
    found = list(examples(test_data))
    assert len(found) == 655
    for source in found:
        assert parse(source).render(lambda s: s.text, ENGLISH) == source.encode()


def test_commonmark_examples_in_capitals_keep_their_tree(test_data: Path) -> None:
    other = {
        number
        for number, source in enumerate(examples(test_data), 1)
        if tree(parse(source).render(upper, ENGLISH).decode()) != tree(source)
    }
    assert other == set(OTHER_TREE)


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")))
def test_documents_of_this_repository_keep_their_tree(path: Path) -> None:
    source = path.read_text("utf-8")
    assert parse(source).render(lambda s: s.text, ENGLISH).decode() == source
    assert tree(parse(source).render(upper, ENGLISH).decode()) == tree(source)


# ── fixtures ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    source = path.read_bytes()
    document = documents.parse(source, sentences, name=path.name)
    assert isinstance(document, TextDocument)
    assert blocks(document) == path.with_suffix(".blocks").read_text("utf-8").splitlines()
    assert document.render(upper, ENGLISH) == path.with_suffix(".upper").read_bytes()


def test_every_suffix_has_a_fixture() -> None:
    assert len(FIXTURES) > 15
    assert documents.find_format("a/README.MD").name == "markdown"
    assert documents.find_format("page.mdx").name == "markdown"


def test_unnamed_parameters_of_shortcodes_are_text_if_a_setting_says_so() -> None:
    source = '{{< hint "Some words" a="b" title="A title" >}}\n\n{{< other "not these" >}}\n'
    document = parse(source, positional=("hint",))
    assert [one.text for one in document.segments] == ["Some words", "A title"]
    shown = document.render(lambda one: one.text.upper(), ENGLISH).decode()
    assert shown == source.replace("Some words", "SOME WORDS").replace("A title", "A TITLE")
    assert contents(source) == ["A title"]


def test_templates_in_tags_with_a_title_stay() -> None:
    source = """<p>See <a href="{{ '/x/' | url }}" title="A title">it</a> now.</p>\n"""
    shown = parse(source).render(lambda one: one.text.replace("A title", "Un título"), ENGLISH)
    assert shown.decode() == source.replace("A title", "Un título")


def test_indented_text_in_an_element_that_is_open_is_no_code() -> None:
    table = "<table>\n<tr><td>\n\n      Words in `code`.\n\n</td></tr>\n</table>\n"
    assert contents(f"{table}\n    code\n") == ["Words in `code`."]
    assert contents("<div>\n\n# Not closed\n\n    code\n") == ["Not closed"]


def test_segments_record_their_position() -> None:
    found = parse("# A\n\nB. C.\n\n![D](e)\n").segments
    assert [(s.text, s.previous, s.block, s.index, s.count, s.line, s.kind) for s in found] == [
        ("A", "", 0, 0, 1, 1, "heading 1"),
        ("B.", "A", 1, 0, 2, 3, "paragraph"),
        ("C.", "B.", 1, 1, 2, 3, "paragraph"),
        ("D", "C.", 2, 0, 1, 5, "alt text"),
    ]


@pytest.mark.parametrize(
    ("front", "texts"),
    [
        ('---json\n{\n  "title": "Some words"\n}\n---\n', ["Some words"]),
        ('---toml\ntitle = "Some words"\n---\n', ["Some words"]),
        ("---yaml\ntitle: Some words\n---\n", ["Some words"]),
        ('---js\n{\n  title: "Some words",\n  x: (a) => a\n}\n---\n', []),
    ],
)
def test_front_matter_names_its_language(front: str, texts: list[str]) -> None:
    document = parse(f"{front}\n# Heading\n")
    assert [one.text for one in document.segments] == [*texts, "Heading"]
    written = document.render(upper, ENGLISH).decode()
    expected = front.replace("Some words", "SOME WORDS") if texts else front
    assert written == f"{expected}\n# HEADING\n"
    assert [one.message for one in document.notices] == (
        [] if texts else ["front matter: the text in JavaScript is not translated"]
    )


def test_a_thematic_break_is_not_front_matter() -> None:
    assert contents("---\n\nTitle: a\n\n---\n") == ["Title: a"]
    assert contents("---\nFoo\n---\nBar\n") == ["Foo", "Bar"]
    assert contents("---\ntitle: Foo\n") == ["title: Foo"]


def test_template_tags_in_code_do_not_hide_its_end() -> None:
    source = "```c\nint a[2][2] = {{1, 2},\n{3, 4}};\n```\n\nUse `{%` and `%}` here.\n"
    assert contents(source) == ["Use `{%` and `%}` here."]


def test_containers_in_code_are_code() -> None:
    assert contents('```\n:::tip Title\n!!! note "T"\n    x\n```\n') == []


# ── front matter ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "new", "expected"),
    [
        ("Foo", "Bar", "Bar"),
        ("Foo", "a: b", '"a: b"'),
        ("Foo", "- a", '"- a"'),
        ("Foo", "Yes", '"Yes"'),
        ("Foo", "12", '"12"'),
        ("Foo", "it's #1", '"it\'s #1"'),
        ("Foo # note", "Bar", "Bar # note"),
        ("'Foo'", "it's", "'it''s'"),
        ('"Foo"', 'a "b" \\ c', '"a \\"b\\" \\\\ c"'),
        ('"F\\u00f6o"', "Bar", '"Bar"'),
    ],
)
def test_values_of_yaml_stay_valid(value: str, new: str, expected: str) -> None:
    assert edition(f"---\ntitle: {value}\n---\n", new) == f"---\ntitle: {expected}\n---\n"


YAML_VALUES = st.lists(
    st.sampled_from(
        [*"abéßñ中文。 :#'\"\\,[]{}-&*!|>%@`?=~0\u00a0😀", "\n", "\t", "\n\n", "word word "]
    ),
    min_size=1,
    max_size=25,
).map("".join)
# In a translation they become U+FFFD.
NONCHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0)))
YAML_WORDS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"],
        exclude_characters=f"\ufeff\ufffe\uffff{NONCHARACTERS}",
    ),
    max_size=60,
)


def yaml_source(value: str, style: str | None, width: int, listed: bool) -> str:
    """Front matter with a title written by PyYAML, in a style and with a width in columns."""
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, value, (True, False))

    def scalar(text: str, style: str | None = None) -> yaml.ScalarEvent:
        implicit = text != value or tag.endswith(":str")
        return yaml.ScalarEvent(None, None, (implicit, True), text, style=style)

    title = scalar(value, style)
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(),
        yaml.MappingStartEvent(None, None, True, flow_style=False),
        *(scalar("draft"), scalar("false"), scalar("hero")),
        yaml.MappingStartEvent(None, None, True, flow_style=listed),
        *(scalar("n"), scalar("12"), scalar("title"), title),
        yaml.MappingEndEvent(),
        *(scalar("end"), scalar("yes")),
        yaml.MappingEndEvent(),
        yaml.DocumentEndEvent(),
        yaml.StreamEndEvent(),
    ]
    return f"---\n{yaml.emit(events, width=width, allow_unicode=True)}---\n"


@given(YAML_VALUES, YAML_WORDS, st.sampled_from([None, "'", '"', "|", ">"]), st.data())
def test_yaml_of_any_style(value: str, words: str, style: str | None, data: st.DataObject) -> None:
    """All text is found, PyYAML reads the new text back, and nothing else changes."""
    listed = data.draw(st.booleans())
    source = yaml_source(value, style, data.draw(st.sampled_from([20, 80])), listed)
    new = collapse(f"w {words} w")
    document = FORMAT.parse(source.encode(), uncut)

    def texts(loaded: str) -> list[str]:
        lines = (" ".join(line.split(" ")).strip() for line in re.split(r"[\n\t]", loaded))
        return [line for line in lines if any(map(str.isalpha, line))]

    assert [squeezed(s.text) for s in document.segments] == [squeezed(t) for t in texts(value)]
    for line_end in ("\n", "\r\n"):
        other = FORMAT.parse(source.replace("\n", line_end).encode(), uncut)
        written = other.render(lambda s: new, ENGLISH).decode().strip("-\r\n ")
        loaded = yaml.safe_load(written)
        assert texts(loaded["hero"].pop("title")) == [new] * len(texts(value))
        assert loaded == {"draft": False, "hero": {"n": 12}, "end": True}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("[A, B]", {"title": ["", ""]}),
        ("'A'", {"title": ""}),
        ("|\n  A\n  B", {"title": ""}),
        ("A\n\n  B", {"title": None}),
    ],
)
def test_omitting_values_keeps_yaml_valid(title: str, expected: object) -> None:
    document = parse(f"---\ntitle: {title}\n---\n")
    written = document.render(lambda s: "", ENGLISH).decode()
    assert yaml.safe_load(written.strip("-\n")) == expected


def test_omitting_values_keeps_toml_valid() -> None:
    document = parse("+++\ntitle = ['A', \"B\"]\ncaption = 'C'\n+++\n")
    written = document.render(lambda s: "", ENGLISH).decode()
    assert tomllib.loads(written.strip("+\n")) == {"title": ["", ""], "caption": ""}


TOML_VALUES = '''title = "One\\tTwo"
seo.title = 'Three'
"og:description" = """
Four "quoted" ""four""
 \\
  Five \\

    six

Seven"""
description = """Eight"""""
lead = \'\'\'
Nine's "own" words
Ten''\'\'\'
date = 2024-01-01T10:00:00Z
draft = false
weight = 1_0
x = { title = "Eleven", "n=" = [1, 2], caption = ["Twelve", 'Thirteen'] }
caption = [ # "no"
  "Fourteen",
  ["Fifteen"], { title = "Sixteen", y = "no" },
]
tags = ["no", "title = 'no'"]
[params."title".'no]'] # title = "no"
summary = "Seventeen"
[[items]]
text = "Eighteen"
'''


def toml_texts(keys: frozenset[str], value: object, key: str = "") -> list[str]:
    """The lines with letters of a loaded TOML value that are under the keys."""
    if isinstance(value, dict):
        return [text for name, one in value.items() for text in toml_texts(keys, one, name)]
    if isinstance(value, list):
        return [text for one in value for text in toml_texts(keys, one, key)]
    if not isinstance(value, str) or key not in keys:
        return []
    return [part.strip() for part in re.split(r"[\n\t]", value) if part.strip()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_toml_of_any_form(line_end: str) -> None:
    """The texts are those that tomllib finds, and tomllib reads the translations back."""
    (option,) = (one for one in FORMAT.options if one.name == "front-matter")
    assert isinstance(option.default, tuple)
    keys = frozenset(option.default)
    source = f"+++\n{TOML_VALUES}+++\n".replace("\n", line_end)
    document = parse(source)
    expected = toml_texts(keys, tomllib.loads(TOML_VALUES))
    assert [segment.text for segment in document.segments] == expected
    assert len(expected) == 17
    written = document.render(upper, ENGLISH).decode()
    assert document.render(lambda s: s.text, ENGLISH).decode() == source
    loaded = tomllib.loads(written.strip("+\r\n"))
    assert toml_texts(keys, loaded) == [text.upper() for text in expected]
    assert loaded["tags"] == ["no", "title = 'no'"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("---\ntitle: A\nsummary: [B\n---\n\nC.\n", 4),
        ("---\n# A comment.\ntitle: {{ x }} of A\n---\n\nC.\n", 3),
        ("---\ntitle: A\n\tcaption: B\n---\n\nC.\n", 3),
        ("---\ntitle: A\x07\n---\n\nC.\n", 2),
        ("+++\ntitle = 'A'\ncaption = B\n+++\n\nC.\n", 3),
        ("+++\ntitle = 'A'\ncaption = 'B\n+++\n\nC.\n", 3),
    ],
)
def test_invalid_front_matter_is_kept_with_a_warning(
    source: str, line: int, caplog: pytest.LogCaptureFixture
) -> None:
    document = FORMAT.parse(source.encode(), sentences, where="a.md")
    assert [segment.text for segment in document.segments] == ["C."]
    assert document.render(upper, ENGLISH).decode() == source
    (message,) = caplog.messages
    assert message.startswith(f"a.md:{line}: front matter left unchanged: not valid ")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(
    st.text(
        st.characters(
            exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=NONCHARACTERS
        ),
        min_size=1,
    )
)
def test_values_of_toml_stay_valid(new: str) -> None:
    new = collapse(new) or "x"
    for quote in "\"'":
        written = edition(f"+++\ntitle = {quote}Foo{quote}\n+++\n", new)
        assert tomllib.loads(written.strip("+\n"))["title"] == new


@pytest.mark.parametrize(
    "source",
    [
        "---\n{0}: A harbour opens soon for all.\n{1}: One two three four five six\n---\n",
        '+++\n{0} = "A harbour opens soon for all."\n{1} = "One two three four five six"\n+++\n',
        '{{"{0}": "A harbour opens soon for all.", "{1}": "One two three four five six"}}\n',
    ],
)
def test_text_that_is_not_translated_is_named(source: str) -> None:
    document = parse(source.format("lead_text", "author"))
    (notice,) = document.notices
    assert notice.message == "front matter: the text of 'lead_text' is not translated"
    assert notice.general
    assert not parse(source.format("lead", "author")).notices


@pytest.mark.parametrize(
    ("value", "said"), [("Windows with words", True), ("tab_one", False), ("Jane Smith", False)]
)
def test_names_of_shortcodes_that_read_like_text_are_named(value: str, said: bool) -> None:
    document = parse(f'{{{{% tab name="{value}" %}}}}\nWords.\n{{{{% /tab %}}}}\n')
    messages = [one.message for one in document.notices]
    assert messages == ["the text of the attribute 'name' is not translated"] * said


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("+---+---+\n| a | b |\n+---+---\n", "grid tables whose borders leave no cells"),
        ("+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+\n", ""),
        ("A     B\n----  ----\ncdefghi d\n", "tables whose columns don't fit the dashes"),
        ("+---+---+\n| a | b |\n+---+---+\n", ""),
        ("A     B\n----  ----\nc     d\n", ""),
        ("| a | b |\n| --- | --- |\n| c | d |\n", ""),
    ],
)
def test_tables_that_are_not_translated_are_named(table: str, name: str) -> None:
    messages = [notice.message for notice in parse(f"One.\n\n{table}\nTwo.\n").notices]
    assert messages == ([f"the text of {name} is not translated"] if name else [])


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<Card heading="Get started here" title="One">\n\nText\n\n</Card>\n', "heading"),
        ("{{< box heading='Get started here' >}}\nText\n{{< /box >}}\n", "heading"),
        ('A ![b](c.png){ data-note="Shown in a box" } here\n', "data-note"),
        ('Text {late ? "You are late" : "On time"} here\n', "expressions"),
        ('export const meta = {note: "You are late"}\n\nText\n', "expressions"),
        (
            '<Card class="grid Cards two" name="Ann Low" d="M 10 20 L 5 5" title="A b">Text</Card>',
            "",
        ),
        ('{{< code lang="Some Language" >}}\nText\n{{< /code >}}\n\nText\n', ""),
    ],
)
def test_attributes_and_code_with_text_are_named(source: str, what: str) -> None:
    document = documents.parse(source.encode(), uncut, name="a.mdx" if "{late" in source
                               or "export" in source else "a.md")  # fmt: skip
    messages = [notice.message for notice in document.notices]
    assert len(messages) == bool(what)
    assert all(what in message for message in messages)


def test_the_keys_are_an_option() -> None:
    source = "---\ntitle: A\nlead: B\ntags: [c, 'd', 12]\nlist:\n  - e\n  - \"f\"\n---\n"
    assert contents(source) == ["A", "B"]
    document = parse(source, **{"front-matter": ("lead", "tags", "list")})
    assert [s.text for s in document.segments] == ["B", "c", "d", "e", "f"]
    assert document.render(upper, ENGLISH).decode() == (
        "---\ntitle: A\nlead: B\ntags: [C, 'D', 12]\nlist:\n  - E\n  - \"F\"\n---\n"
    )


# ── editions ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("Foo.", "a *b* `c` <d> [e](f) ![g](h) &copy;", None),
        ("Foo.", "1*2*3 _x_ __y__ ~~z~~ ``q`r``", None),
        ("Foo.", "R&D, a < b, 2 * 3 * 4, snake_case", "R&D, a < b, 2 * 3 * 4, snake_case"),
        ("Foo *bar*.", "*Uno* y *dos*", r"*Uno* y \*dos\*"),
        ("Foo *bar*.", "_Uno_ y dos", "_Uno_ y dos"),
        ("Foo <b>bar</b>.", "<b>Uno</b> <i>dos", "<b>Uno</b> &lt;i>dos"),
        ("See [a](b).", "Ver [x](https://es.example)", "Ver [x](https://es.example)"),
        ("Foo.", "# no", r"\# no"),
        ("Foo.", "- no", r"\- no"),
        ("Foo.", "12. no", r"12\. no"),
        ("Foo.", "> no", r"\> no"),
        ("Foo.", "---", r"\---"),
        ("Foo.", "```", None),
        ("# Foo", "C #", r"# C \#"),
        ("# Foo", "C#", "# C#"),
        ("[a](b 'Foo')", None, None),
    ],
)
def test_typed_text_is_not_markup_by_accident(
    source: str, new: str | None, expected: str | None
) -> None:
    written = edition(source, new)
    if expected is not None:
        assert written == expected
    elif new is not None:
        assert shown(written) == new


PLAIN = st.lists(
    st.sampled_from(
        [*"*_`~[]()<>#+-=|!:$'\"&;.1a ", "**", "word", "<b>", "</b>", "](x)", "![", "é", "- ", "# "]
    ),
    min_size=1,
    max_size=15,
).map("".join)


@given(PLAIN)
def test_readers_see_the_typed_text(new: str) -> None:
    """The text survives in a paragraph, a heading, a list item and a quotation."""
    new = " ".join(new.split()) or "x"
    for source in ("Foo", "> Foo", "- Foo", "Foo\n===", "# Foo"):
        assert shown(edition(source, new)) == new


def test_titles_and_alt_texts_are_escaped_for_their_place() -> None:
    assert edition('[a](b "t")', "x", 'say "hi"') == '[x](b "say \\"hi\\"")'
    assert edition("[a](b (t))", "x", "(y") == "[x](b (\\(y))"
    assert edition("![a](b)", "x] y") == "![x\\] y](b)"
    assert edition('<img alt="a">', 'x "y"') == '<img alt="x &quot;y&quot;">'
    assert edition("| a |\n|---|\n| b |\n", None, "x|y") == "| a |\n|---|\n| x\\|y |\n"


def test_links_by_reference_keep_their_label() -> None:
    definitions = "\n\n[one]: a\n[two]: b\n"
    assert edition(f"See [one] or [two][].{definitions}", "Ver [uno] o [dos][].") == (
        f"Ver [uno][one] o [dos][two].{definitions}"
    )
    assert edition(f"[one] [two] [one].{definitions}", "[uno] [dos] [una].") == (
        f"[uno][one] [dos][two] [una][one].{definitions}"
    )
    assert edition(f"[one]{definitions}", "uno") == f"[uno][one]{definitions}"
    assert edition(f"![one]{definitions}", "uno") == f"![uno][one]{definitions}"
    assert edition(f"See [one].{definitions}", "Ver [One].") == f"Ver [One].{definitions}"


LONG = "A paragraph that is long enough\nto be wrapped in its source.\n"
WORDS = "Un párrafo que es más largo - que el de la fuente - y que termina en 1. y #2."


def test_wrapped_paragraphs_are_wrapped_again() -> None:
    assert edition(LONG, WORDS) == (
        "Un párrafo que es más largo -\nque el de la fuente - y que\ntermina en 1. y #2.\n"
    )
    assert edition(LONG, WORDS, rewrap="none") == WORDS + "\n"
    assert edition("> 1. One line.\n", WORDS) == f"> 1. {WORDS}\n"
    assert edition("> 1. One line.\n", WORDS, rewrap="40") == (
        "> 1. Un párrafo que es más largo - que\n"
        ">    el de la fuente - y que termina en 1.\n"
        ">    y #2.\n"
    )


def test_every_line_of_a_quotation_is_marked() -> None:
    quoted = "".join(f"> {line}\n" for line in LONG.splitlines())
    lines = edition(quoted, WORDS).splitlines()
    assert len(lines) > 2
    assert all(line.startswith("> ") for line in lines)
    assert tree("\n".join(lines)) == tree(f"> {WORDS}")


@pytest.mark.parametrize("width", range(20, 60, 3))
def test_no_line_begins_like_a_block(width: int) -> None:
    text = "uno - dos + tres # cuatro 5. seis > siete --- ocho === nueve ``` diez | once : doce"
    assert tree(edition("Foo.\n", text, rewrap=str(width))) == tree(
        edition("Foo.\n", text, rewrap="none")
    )


@pytest.mark.parametrize(
    ("source", "new", "written"),
    [
        ("Term\n\n:x: One.\n", ": :x: Uno.", "\\: :x: Uno."),  # To some, a definition.
        ("See #one.\n", "#one aquí.", "\\#one aquí."),  # To some, a heading.
        ("#one here.\n", "#one aquí.", "#one aquí."),
        ("A ^[note] here.\n", "Una ^[nota](x) aquí.", "Una ^[nota]&#40;x) aquí."),
        ("[A](b.md) here.\n", "[Un \\(x](b.md)\\) aquí.", "[Un &#40;x](b.md)\\) aquí."),
        ("A [[page]] here.\n", "Una [[page]](x) aquí.", "Una [[page]]&#40;x) aquí."),
    ],
)
def test_typed_signs_are_no_markup_in_any_dialect(source: str, new: str, written: str) -> None:
    before = [None] * (len(parse(source).segments) - 1)
    assert edition(source, *before, new).endswith(f"{written}\n")


def test_stable_ids() -> None:
    source = "# One & `two`\n\n## A\n\n## A\n\nLast\n----\n\n## B {#own}\n"
    new = ["Uno", "X", "Y", "Z", "W"]
    assert edition(source, *new, **{"stable-ids": True}) == (
        "# Uno {#one--two}\n\n## X {#a}\n\n## Y {#a-1}\n\nZ {#last}\n----\n\n## W {#own}\n"
    )
    assert "{#one" not in edition(source, *new)
    macros = "# One\n\n{{ two }}\n"
    assert edition(macros, "Uno", **{"stable-ids": True}) == "# Uno { #one }\n\n{{ two }}\n"
    assert edition(source, **{"stable-ids": True}) == source


def test_invalid_options_are_refused() -> None:
    with pytest.raises(UsageError, match="rewrap"):
        parse("x", rewrap="wide")
    with pytest.raises(UsageError, match="stable-ids"):
        parse("x", **{"stable-ids": "maybe"})


@pytest.mark.parametrize(
    ("text", "left_out", "expected"),
    [
        ("A.\n\nB.\n\nC.\n", "B", "A.\n\nC.\n"),
        ("# A\n\nB.\n", "A", "B.\n"),
        ("A\n===\n\nB.\n", "A", "B.\n"),
        ("- A\n- B\n- C\n", "B", "- A\n- C\n"),
        ("| A | B |\n|---|---|\n", "B", "| A |  |\n|---|---|\n"),
        ("A. B.\n", "A", "B.\n"),
        ("**A. B.** C.\n", "B", "**A.** C.\n"),
    ],
)
def test_omitting_segments(text: str, left_out: str, expected: str) -> None:
    found = parse(text).render(lambda s: "" if left_out in s.text else None, ENGLISH)
    assert found.decode() == expected


def test_sentences_are_joined_as_in_the_language() -> None:
    words = {"One.": "一。", "Two.": "二。"}
    assert parse("One. Two.\n").render(lambda s: words[s.text], CHINESE).decode() == "一。二。\n"


# ── invariants ────────────────────────────────────────────────────────────────────────────────

ATOMS = [
    *("*", "**", "_", "__", "`", "``", "~~", "[", "]", "(/u)", "](u)", "](u 't')", "![", "\\"),
    *("<b>", "</b>", "<br>", "<!-- c -->", "<a href='x'>", "</a>", "<div>\n", "</div>", "<p>"),
    *("&amp;", "&ouml;", "&#42;", "$x$", "$$", "http://a.b/c_d", "a@b.c", ":smile:", "{x}"),
    *("\n", "\n", "\n\n", "\r\n", "\r", "  \n", "\\\n", " ", "  ", "\t", "    ", "\u00a0", "\x0c"),
    *("> ", "- ", "* ", "1. ", "+ ", "# ", "## ", "===\n", "---\n", "+++\n", "```\n", "~~~\n"),
    *("| a | b |\n|---|---|\n", "|", "- [ ] ", ": ", "[foo]", "[^1]", "[^1]: ", "[foo]: /u 'T'\n"),
    *('!!! note "T"\n', '=== "Tab"\n', ":::tip X\n", ":::\n", "{{ x }}", "{% if %}\n", "{#i}"),
    *("{% raw %}", "{% endraw %}", "{{< y >}}", "{: .x}\n", "import a from 'b'\n", "<T a={b}>"),
    *("foo", "Bar", "baz. Qux", "12", "é", "漢字", "。", "\u2028", "🙂", "title: x\n", "\ufeff"),
]
SOUP = st.one_of(
    st.lists(st.sampled_from(ATOMS), max_size=25).map("".join),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)


def of(text: str) -> bytes:
    return text.lstrip("\ufeff").encode()


class TestContract(FormatContract):
    format = FORMAT
    samples = {path.name: path.read_bytes() for path in FIXTURES if path.suffix == ".md"}
    # These contain markup that depends on the block before it.
    # In capitals, lines with hard breaks look like labels.
    unstable = frozenset(["admonitions.md", "inline.md", "lists.md", "tables.md"])

    def inputs(self) -> st.SearchStrategy[bytes]:
        return SOUP.map(of)


class TestMdx(TestContract):
    options = MappingProxyType({"mdx": True})
    samples = {path.name: path.read_bytes() for path in FIXTURES if path.suffix == ".mdx"}


@given(SOUP)
def test_segments_are_spans_of_the_source(text: str) -> None:
    document = parse(of(text))
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end
        at = block.start
        for span in block.spans:
            assert at <= span[0] < span[1] <= block.end
            at = span[1]
        end = block.end


@given(SOUP, st.sampled_from(["keep", "none", "30"]))
def test_anything_can_be_rendered(text: str, rewrap: str) -> None:
    document = parse(of(text), rewrap=rewrap, **{"stable-ids": True})
    document.render(upper, ENGLISH)
    document.render(lambda s: "" if s.index % 2 else s.text * 2, CHINESE, "note")


# Text, emphasis, links and code in containers, where two CommonMark parsers agree.
INLINES = st.lists(
    st.sampled_from(
        [
            *(
                "foo",
                "Bar baz.",
                "Qux! ",
                " ",
                "*em*",
                "**Strong. Two.** ",
                "`code`",
                "\\*",
                "&amp;",
            ),
            *(
                "[link](u)",
                "[link](/u 'T. T')",
                "[foo]",
                "![alt](i)",
                "<b>x</b>",
                "<br>",
                "\n",
                "  \n",
            ),
            *(
                "<http://a.b>",
                "é",
                "*a **b** c*",
                "[*x* y](u)",
                "[![a](i)](u)",
                "~~no~~",
                "1986\\. ",
            ),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
BLOCK = st.tuples(st.sampled_from(["", "# ", "- ", "> ", "1. ", "> - ", "  "]), INLINES).map(
    "".join
)
STRUCTURED = st.lists(
    st.one_of(
        BLOCK, st.sampled_from(["```\ncode\n```", "***", "| a | b |\n|---|---|\n| c | *d* |"])
    ),
    min_size=1,
    max_size=4,
).map(lambda found: "\n\n".join(found) + "\n\n[foo]: /foo 'Title'\n")


@given(STRUCTURED)
def test_an_edition_in_capitals_keeps_its_tree(text: str) -> None:
    assume("~~~" not in text)  # the two parsers read a run of tildes differently.
    assert tree(parse(text).render(upper, ENGLISH).decode()) == tree(text)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "`a",
        "{{ ",
        "{% a ",
        "<a b={",
        "**a ",
        "[a] ",
        "&amp;",
        "{{ a }} ",
        "<b>",
        "{% raw %} ",
        "- a\n",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def run(length: int) -> None:
        parse((piece * (length // len(piece))).encode()).render(upper, ENGLISH)

    assert_linear(run, 3_000)


def test_a_fence_in_code_that_is_indented_does_not_end_it() -> None:
    """Documentation of tabs and admonitions shows code in them."""
    source = "``` md\n!!! a\n\n    ``` b\n    c\n    ```\n```\n\n!!! note\n\n    Some text.\n"
    assert [segment.text for segment in parse(source).segments] == ["Some text."]


def test_a_pipe_table_with_an_indented_first_row_is_named() -> None:
    document = FORMAT.parse(b" |Name|\n|-|-|\n|One|\n", uncut)
    assert ["pipe tables" in one.message for one in document.notices] == [True]


def test_a_line_break_at_the_end_of_a_line_stays_there() -> None:
    new = "Una casa<br> Dos casas"
    assert edition("One house<br>\nTwo houses\n", new) == "Una casa<br>\nDos casas\n"
    assert edition("One house<br> Two houses\n", new) == "Una casa<br> Dos casas\n"


def test_the_words_of_a_link_are_no_label_of_brackets_before_it() -> None:
    assert edition("See [one](a).\n", "Vea [x][uno](a).") == "Vea [x\\][uno](a).\n"


@pytest.mark.parametrize(
    ("source", "new", "written"),
    [
        ("It costs $5 here.\n", "Aquí cuesta 5$po.", "Aquí cuesta 5&#36;po.\n"),
        ("It costs $5 here.\n", "Aquí cuesta $5.", "Aquí cuesta $5.\n"),
        ("It costs $5 here.\n", "Aquí cuesta 5 $ hoy.", "Aquí cuesta 5 $ hoy.\n"),
        ("Use` b` here\n", "Usa ` b` ya", "Usa <!-- -->` b` ya\n"),
        ("* A list[] of it\n", "Una [ ] lista", "* Una \\[ \\] lista\n"),
    ],
)
def test_signs_moved_by_a_translation_begin_no_markup(source: str, new: str, written: str) -> None:
    assert edition(source, new) == written


def test_text_that_kramdown_leaves_to_others_is_named() -> None:
    source = b"{::nomarkdown}\nThese are some words of a whole sentence.\n{:/}\n"
    assert ["raw blocks" in one.message for one in FORMAT.parse(source, uncut).notices] == [True]


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("Ver [esto](a.md) o https://e.org ahora", True),
        ("Ver https://e.org o [esto](a.md) ahora", True),
        ("Ver [esto https://e.org](a.md) ahora", False),
        ("Ver [*esto https://e.org*](a.md) ahora", False),
    ],
)
def test_an_address_in_the_words_of_a_link_is_no_link(new: str, same: bool) -> None:
    document = parse("See [this](a.md) or https://e.org now")
    changes = document.changes(document.segments[0], new)
    assert (not changes.missing and not changes.extra) is same
