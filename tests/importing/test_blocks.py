"""What the lines of a PDF are: columns, lists, tables, notes, code, headings, contents."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from hexapla.importing.pasted import read_pasted
from hexapla.importing.reading import MOST_PAGES
from hexapla.languages import Language
from tests.growth import assert_linear
from tests.importing.making import Text, lines, pdf

LANGUAGES = (Language("en"), Language("es"))

pdfium = pytest.importorskip("hexapla.importing.pdfium", reason="PDFium is not installed")

ONE = (
    "The new library opens its doors at nine in the morning, and every child of the town",
    "can borrow three books. In winter, the reading room is heated until the evening. All",
    "who borrow books can stay there as long as they like, and read them at their ease.",
)
SHORT = ("She opens the doors of the library", "at nine, and every child can take", "three books.")


def article(tmp_path: Path, *pages: Iterable[Text], title: str = "") -> str:
    from hexapla.importing.article import read_blocks
    from hexapla.importing.markdown import write

    (tmp_path / "a.pdf").write_bytes(pdf(pages, title))
    return write(read_blocks(pdfium.read(tmp_path / "a.pdf", MOST_PAGES)))


def column(x: float, y: float, count: int, name: str) -> list[Text]:
    """Lines of running text, each as wide as the others."""
    rows = [f"{name} {number:02} and the words of this one column" for number in range(count)]
    return lines(x, y, *rows)


def joined(texts: Iterable[str]) -> str:
    return " ".join(texts)


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """With a heading across both, and a paragraph that goes on in the second column."""
    left, right = column(50, 120, 8, "left"), column(320, 120, 8, "right")
    text = article(tmp_path, [Text(50, 80, "Two columns", 20), *left, *right])
    assert text == f"# Two columns\n\n{joined(one.text for one in [*left, *right])}\n"


def test_a_table_is_not_read_as_columns(tmp_path: Path) -> None:
    rows = [("Room", "Seats", "Open"), ("Reading room", "24", "yes"), ("Garden | yard", "12", "no")]
    cells = [
        Text(50 + 150 * column, 100 + 14 * row, cell)
        for row, own in enumerate(rows)
        for column, cell in enumerate(own)
    ]
    after = lines(50, 142, "It ends here: a line across all of the columns is no row of the table.")
    text = article(tmp_path, [*lines(50, 40, *ONE), *cells, *after, Text(50, 170, "Next", 16)])
    assert text.endswith(
        "| Room | Seats | Open |\n| --- | --- | --- |\n| Reading room | 24 | yes |\n"
        "| Garden \\| yard | 12 | no |\n\n"
        "It ends here: a line across all of the columns is no row of the table.\n\n# Next\n"
    )


def test_lists_and_their_depth(tmp_path: Path) -> None:
    text = article(
        tmp_path,
        [
            *lines(50, 40, *ONE),
            Text(60, 90, "\u2022"),
            *lines(75, 90, "The roof of the house leaks, and it", "has leaked."),
            Text(80, 114, "\u2022"), Text(95, 114, "In the garden, too."),
            Text(60, 126, "1. First, the door."), Text(60, 138, "2. Then the window."),
            Text(60, 150, "a. Words after a letter."), Text(60, 162, "b. More of them."),
        ],
    )  # fmt: skip
    assert text.partition("\n\n")[2] == (
        "- The roof of the house leaks, and it has leaked.\n  - In the garden, too.\n"
        "1. First, the door.\n2. Then the window.\n\na\\. Words after a letter.\n\n"
        "b\\. More of them.\n"
    )


def test_footnotes_become_those_of_markdown(tmp_path: Path) -> None:
    """Their numbers begin again on each page."""
    pages = [
        [
            Text(50, 80, f"The roof leaked in {year}."), Text(158, 76, "1", 6),
            Text(165, 80, "It does so for years, and nobody knows why that is so."),
            Text(50, 700, "1", 5), Text(54, 703, f"Since {year}, they say.", 8),
        ]
        for year in (2015, 2016)
    ]  # fmt: skip
    text = article(tmp_path, *pages)
    assert "The roof leaked in 2015.[^1] It does" in text
    assert "The roof leaked in 2016.[^2] It does" in text
    assert text.endswith("\n\n[^1]: Since 2015, they say.\n\n[^2]: Since 2016, they say.\n")


def test_formatting_and_links(tmp_path: Path) -> None:
    text = article(
        tmp_path,
        [
            *lines(50, 40, *ONE),
            Text(50, 100, "See "), Text(72, 100, "the plan", link="https://example.org/plan"),
            Text(109.5, 100, ", with "), Text(142, 100, "three", font="b"),
            Text(170, 100, "books by "), Text(214, 100, "Ana", font="i"), Text(235, 100, "and"),
            Text(256, 100, "x = 1", font="m"),
        ],
    )  # fmt: skip
    last = text.rstrip().rpartition("\n\n")[2]
    assert (
        last
        == "See [the plan](https://example.org/plan), with **three** books by *Ana* and `x = 1`"
    )


def test_code_keeps_its_lines(tmp_path: Path) -> None:
    code = lines(50, 100, "def f(x):", font="m") + lines(74, 112, "return *x*", font="m")
    text = article(tmp_path, [*lines(50, 40, *ONE), *code, *lines(50, 140, *ONE)])
    assert "\n\n```\ndef f(x):\n    return *x*\n```\n\n" in text


def test_a_table_of_contents_is_a_list_without_page_numbers(tmp_path: Path) -> None:
    rows = [
        Text(50 + 15 * ("." in name), 60 + 12 * number, f"{name} {'. ' * 40} {number + 1}")
        for number, name in enumerate(
            ("1 The house", "1.1 The roof", "1.2 The door", "2 The garden")
        )
    ]
    text = article(tmp_path, [*rows, *lines(50, 200, *ONE)])
    assert text.startswith(
        "- 1 The house\n  - 1.1 The roof\n  - 1.2 The door\n- 2 The garden\n\nThe new library"
    )


def test_headings_by_size_and_weight(tmp_path: Path) -> None:
    text = article(
        tmp_path,
        [
            Text(50, 40, "The title of it all", 22), Text(50, 70, "A chapter", 15),
            *lines(50, 100, *ONE), Text(50, 160, "A section", font="b"), *lines(50, 180, *ONE),
        ],
    )  # fmt: skip
    heads = [row for row in text.split("\n") if row.startswith("#")]
    assert heads == ["# The title of it all", "## A chapter", "### A section"]


@pytest.mark.parametrize(
    "words",
    [
        "1. is a number, and # is a sign", "# is no heading", "> is no quotation", "+ is no list",
        "2 * 3 * 4 and _this_ and snake_case_name", "a <b> tag, a &amp; and a \\ backslash",
        "[a] link [b](c), a note [^1], [[wiki]] and ![image](x)", "~~not~~ and `code` and ```",
        "costs $5 or $6, {{ name }} and {% if %}", "---", "=== and ==marked== and ++more++",
        "| a | b |", "http://example.org/a_b_c*d", "Term\\: and : text", "::: note", "*",
        "1986. A year",
    ],
)  # fmt: skip
def test_nothing_is_markup_by_accident(tmp_path: Path, words: str) -> None:
    """The Markdown format reads what the PDF says, as one paragraph."""
    from hexapla.documents import parse
    from hexapla.documents.document import uncut
    from hexapla.importing.escaping import escaped, guarded

    text = f"The start.\n\n{guarded(escaped(words))}\n\nThe end.\n"
    document = parse(text.encode(), uncut, name="a.md")
    shown = [one.text for one in document.segments]
    body = document.body_html(shown, shown, *LANGUAGES)
    found = [html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<p>(.*?)</p>", body)]
    assert found == ["The start.", words, "The end."]


def test_pasted_tables_take_linear_time() -> None:
    assert_linear(lambda size: read_pasted("a | b\n" * (size // 6)), 12_000)


def test_a_page_with_vertical_lines_is_read_from_the_right(tmp_path: Path) -> None:
    columns = ("thelibraryopensits", "doorsatnineinthemo", "rning.")
    page = [
        Text(500 - 15 * column, 100 + 10 * at, letter)
        for column, text in enumerate(columns)
        for at, letter in enumerate(text)
    ]
    assert article(tmp_path, page).split() == list(columns)
