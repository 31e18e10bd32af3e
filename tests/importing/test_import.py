"""`translate import`: a PDF becomes a Markdown article."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from hexapla.importing import reading
from tests.conftest import Translate
from tests.importing.making import Text, lines, pdf

needs_pdfium = pytest.mark.skipif(
    find_spec("pypdfium2") is None, reason="PDFium is not installed, and Poppler tells less"
)

REPORT = pdf(
    [
        [
            Text(250, 30, "The library in numbers", 8),
            Text(50, 80, "Our library", 20, "b"),
            *lines(
                50, 120,
                "The new library opens its doors at nine in the morning, and every child can bor-",
                "row three books. The director says that she wants each house in the whole village",
                "to have a book. In winter, the reading room is heated, and those who borrow books",
            ),
            Text(295, 780, "1", 8),
        ],
        [
            Text(250, 30, "The library in numbers", 8),
            *lines(50, 80, "can stay there until the evening."),
            Text(62, 92, "A second paragraph begins with an indented line, as in a book, and"),
            *lines(50, 104, "goes on here."),
            Text(295, 780, "2", 8),
        ],
    ],
    title="The yearly report",
)  # fmt: skip

ARTICLE = """\
---
title: "The yearly report"
---

# Our library

The new library opens its doors at nine in the morning, and every child can borrow three books. \
The director says that she wants each house in the whole village to have a book. In winter, the \
reading room is heated, and those who borrow books can stay there until the evening.

A second paragraph begins with an indented line, as in a book, and goes on here.
"""


@needs_pdfium
def test_a_pdf_becomes_an_article_beside_it(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(REPORT)
    done = translate("import", "report.pdf")
    assert (done.code, done.out, done.err) == (0, "wrote report.md\n", "")
    assert (tmp_path / "report.md").read_text("utf-8") == ARTICLE
    again = translate("import", "report.pdf")
    assert (again.code, again.err) == (
        2, "translate: report.md: already exists; name another file with -o\n",
    )  # fmt: skip
    assert (tmp_path / "report.md").read_text("utf-8") == ARTICLE


@needs_pdfium
def test_in_a_publication_it_is_written_among_the_sources(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/report.pdf").write_bytes(REPORT)
    translate("init", "--from", "en", "--to", "es", "--sources", "articles")
    done = translate("import", "in/report.pdf", "--json")
    assert done.results == [
        {
            "file": "in/report.pdf", "article": "articles/report.md", "pages": 2,
            "without_text": [], "written": True,
        }
    ]  # fmt: skip
    assert (tmp_path / "articles/report.md").read_text("utf-8") == ARTICLE
    refused = translate("import", "in/report.pdf", "-o", "i18n/publication.toml")
    assert (refused.code, refused.err.count("\n")) == (2, 1)


def test_pages_without_text_are_named(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf([[], []]))
    (tmp_path / "half.pdf").write_bytes(pdf([lines(50, 80, "Words."), [], []]))
    done = translate("import", "scan.pdf", "half.pdf")
    assert done.code == 3
    assert done.err.splitlines() == [
        "translate: scan.pdf: has no text: its pages are pictures; recognize its text first, with "
        "ocrmypdf for example",
        "translate: half.pdf: pages 2 and 3 have no text; if they are scans, recognize their text "
        "first",
    ]
    assert not (tmp_path / "scan.md").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.4\nnothing\n", "is not a valid PDF; open it in a viewer, and save it again"),
        pytest.param(REPORT[: len(REPORT) // 3], "is not a valid PDF", marks=pytest.mark.slow),
        (pdf([lines(50, 80, "Words.")], password=True), "is a PDF with a password; save a copy"),
        (b"Some words.\n", "is not a PDF; check the name of the file"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "is an image, which can't be translated"),
    ],
)
def test_what_is_not_a_pdf(data: bytes, says: str, translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    done = translate("import", "a.pdf")
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert f"translate: a.pdf: {says}" in done.err
    assert not (tmp_path / "a.md").exists()


@needs_pdfium
def test_limits(translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(REPORT)
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    assert "has 2 pages; the limit is 1; split it" in translate("import", "a.pdf").err
    monkeypatch.setattr(reading, "MOST_PAGES", 100)
    monkeypatch.setattr(reading, "_SECONDS", 0.001)
    done = translate("import", "a.pdf")
    assert (done.code, "needs too much time or memory" in done.err) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_other_commands_say_what_to_do(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "my report.pdf").write_bytes(REPORT)
    for command in ("run", "detect", "segments", "extract", "draft", "status", "publish"):
        done = translate(command, "my report.pdf")
        assert (done.code, done.err) == (
            3,
            "translate: my report.pdf: is a PDF document, which can't be translated; translate "
            "import 'my report.pdf' makes a Markdown article of it\n",
        ), command


PASTED = """\
The library

The committee met on Monday, in the house of the mayor, with the repre-
sentatives of the families, and they all spoke about *the price* of all
the books that are in the library, and they did so for a very long time

12

\fThe yearly report

in winter, when the reading room must be heated. It was, they said, a well-
known problem of the house, and also one of the mayor's. It was now time to
solve it, said the representatives.

13

\fThe yearly report

1. The roof of the house leaks.
2. The door does not close.

14
"""


def test_a_pasted_text_becomes_an_article(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(PASTED)
    done = translate("import", "notes.txt", "--pasted")
    assert (done.code, done.out, done.err) == (0, "wrote notes.md\n", "")
    text = (tmp_path / "notes.md").read_text("utf-8")
    assert text == (
        "# The library\n\nThe committee met on Monday, in the house of the mayor, with the "
        "representatives of the families, and they all spoke about \\*the price\\* of all the "
        "books that are in the library, and they did so for a very long time in winter, when the "
        "reading room must be heated. It was, they said, a well-known problem of the house, and "
        "also one of the mayor's. It was now time to solve it, said the representatives.\n\n"
        "1. The roof of the house leaks.\n2. The door does not close.\n"
    )
    refused = translate("import", "notes.txt")
    assert (refused.code, refused.err) == (
        3,
        "translate: notes.txt: needs no import: it can be translated as it is; use translate "
        "notes.txt, or --pasted if it was pasted from a PDF\n",
    )


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftohtml"), reason="Poppler is not installed")
def test_poppler_reads_the_same(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It doesn't tell the title."""
    monkeypatch.setattr(reading, "find_spec", lambda name: None)
    (tmp_path / "report.pdf").write_bytes(REPORT)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4\nnothing\n")
    done = translate("import", "report.pdf", "bad.pdf")
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "bad.pdf: is not a valid PDF" in done.err
    assert (tmp_path / "report.md").read_text("utf-8") == ARTICLE.partition("---\n\n")[2]
    monkeypatch.setattr(reading, "find", lambda name: None)
    done = translate("import", "report.pdf", "-o", "other.md")
    assert (done.code, done.err) == (
        3,
        "translate: report.pdf: can't be read without PDFium or Poppler; pip install "
        "hexapla[pdf]\n",
    )


@pytest.mark.parametrize(
    "title",
    [
        r"\376\377\330\000\000a",
        "A\0B \x1b[31m C and more",
        r"A\nB\r---\rx: y and more words",
        "\x7f",
    ],
)
def test_the_title_of_a_pdf_is_a_line_of_text(
    translate: Translate, tmp_path: Path, title: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([lines(50, 80, "The road is open.")], title))
    done = translate("import", "a.pdf")
    assert (done.code, "internal error" in done.err) == (0, False)
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.replace("\n", "").isprintable()
    assert translate("segments", "a.md", "--from", "en").code == 0
