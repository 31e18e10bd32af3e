"""MDX: what a translation adds is text, and code stays as it is."""

from __future__ import annotations

import re

import pytest

from hexapla import documents
from hexapla.documents.document import Document
from hexapla.documents.markdown.cutting import cut
from hexapla.documents.markdown.syntax import Settings
from hexapla.languages import Language
from hexapla.segmentation import Segmenter

SPANISH = Language("es")


def parse(text: str) -> Document:
    return documents.parse(text.encode(), Segmenter("en"), name="page.mdx")


def edition(text: str, new: str) -> str:
    """An edition with ``new`` in place of each segment; "..." in it is the segment."""
    found = parse(text).render(lambda segment: new.replace("...", segment.text), SPANISH)
    return found.decode()


@pytest.mark.parametrize("place", ["{0}", "# {0}", "<Note>{0}</Note>", "* {0}", "![{0}](x.png)"])
@pytest.mark.parametrize(
    "new",
    ["... {", "{ ...", "... <= 5", "<3 ...", "... <", "...<b>", "</b> ...", "... {x}", "<>...</>",
     "... {`x", "{a\\} ...", "\\\\{ ...", "{/* ... */}", "<!-- ... -->", "import ...",
     "[a {](b) ...", "\\[a{\\] ..."],
)  # fmt: skip
def test_what_a_translation_adds_is_text(place: str, new: str) -> None:
    written = edition(place.replace("{0}", "Some words here.") + "\n", new)
    code = re.sub(r"\\.|</?Note>|<(?=\s)", "", written)
    assert not re.search(r"[{<]|^import", code), written


@pytest.mark.parametrize(
    "code",
    [
        "{`two\n\nlines`}",
        "{[/[{'\"]/, /* { */ '}'].map((one) => <b>{one}</b>)}",
        '{a ? `b ${c ? `{` : "}"}` : {}}',
        "{\n  // a { brace\n  /[}]/.test(a)\n}",
        "<Price of={{a: '}'}} {...rest} />",
    ],
)
def test_code_is_the_same_in_every_edition(code: str) -> None:
    for text in (f"{code}\n", f"Some words here.\n\n{code}\n\nMore words.\n"):
        assert code in edition(text, "Otro texto.")
    if "\n\n" not in code:
        text = f"It costs {code} in\nthe shop.\n"
        assert code in edition(text, "Hoy ...")


@pytest.mark.parametrize("depth", [1, 4, 7, 12])
def test_indented_text_is_text(depth: int) -> None:
    lead = " " * depth
    text = f"<p>\n{lead}Some words\n{lead}on lines.\n\n{lead}- A *list*\n{lead}  item\n</p>\n"
    document = parse(text)
    assert [one.text for one in document.segments] == ["Some words on lines.", "A *list* item"]
    assert [one.kind for one in document.segments] == ["paragraph", "list item"]


def test_markup_at_the_end_of_a_line_stays_there() -> None:
    text = "Some words that are here for a\nlonger {/* more */}\n"
    assert edition(text, "Unas palabras que son un poco largas").endswith("largas {/* more */}\n")


@pytest.mark.parametrize("new", ["%https://example.org/a$s", "wordhttps://example.org/a”"])
def test_an_address_stays_apart(new: str) -> None:
    written = edition("At https://example.org/a.\n", new)
    assert re.search(r"(?<![a-z])https://example.org/a ", written)


def test_a_price_begins_no_formula() -> None:
    drafts = {"It costs $2 a day.": "$2 al día.", "We wait.": "$x$ esperamos."}
    document = parse("It costs $2 a day. We wait.\n")
    written = document.render(lambda segment: drafts[segment.text], SPANISH).decode()
    assert written == "$2 al día. &#36;x&#36; esperamos.\n"


def test_markup_is_not_escaped_by_a_backslash_before_it() -> None:
    written = edition("Say <b>hello</b> today.\n", "\\<b>hola</b> hoy.")
    assert written == "\\\\<b>hola</b> hoy.\n"


def test_a_link_that_is_text_ends_no_other_link() -> None:
    written = edition("[All of it is a link](a.md)\n", "Todo [x](y) ...")
    assert written == "[Todo \\[x\\](y) All of it is a link](a.md)\n"


def test_a_file_is_not_cut_after_indented_text_with_references() -> None:
    text = "One.\n\n    See [two].\n\nThree.\n\nFour.\n"
    assert cut(text, Settings(mdx=True)) == 0
    assert cut(text, Settings()) == text.index("Four")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('<Tabs>\n  <Tab value="a">One line of words.</Tab>\n</Tabs>\n', False),
        ("{list.map((x) => <li>Some more words</li>)}\n", True),
    ],
)
def test_only_text_that_is_not_translated_is_said(source: str, said: bool) -> None:
    assert any("JavaScript" in one.message for one in parse(source).notices) == said
