"""The format in docs/reference/plugins.md, installed: every command supports it without changes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import Commands, commands
from tests.conftest import ROOT

Run = Callable[..., str]

DOCUMENTATION = (ROOT / "docs" / "reference" / "plugins.md").read_text("utf-8")
SECTION = DOCUMENTATION.split("\n## Write a format\n")[1].partition("\n## ")[0]
FORMAT_CODE, TEST_CODE = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
ENTRY_POINT, SETTINGS = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)
PAGE = """\
= The library opens
-- for the front page

The new library opens on <b>Monday</b>. Readers can borrow three books.

* The doors open at nine.
"""
RUN = ("page.wiki", "--to", "es", "--engine", "upper")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands with the package as pip would install it."""
    site = tmp_path_factory.mktemp("site")
    information = site / "wiki-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: wiki\nVersion: 1\n")
    points = ENTRY_POINT.replace('project.entry-points."hexapla.formats"', "hexapla.formats")
    (information / "entry_points.txt").write_text(points.replace('"', ""))
    (site / "wiki_format.py").write_text(FORMAT_CODE, "utf-8")
    with commands(site) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a page."""
    (tmp_path / "page.wiki").write_text(PAGE, "utf-8")
    return tmp_path


@pytest.fixture
def translate(installed: Commands, folder: Path) -> Run:
    """Run the command in the folder; returns its output, standard error included."""

    def run(*arguments: str, code: int = 0, stdin: str = "") -> str:
        done = installed.run(folder, *arguments, stdin=stdin)
        assert done.code == code, done.err
        return done.out + done.err

    return run


def words(text: str) -> str:
    """The text of HTML, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_a_page_is_detected_extracted_drafted_and_published(folder: Path, translate: Run) -> None:
    assert "en" in translate("detect", "page.wiki")
    translate(*RUN)
    catalog = (folder / "locales/es/LC_MESSAGES/page.po").read_text("utf-8")
    assert catalog.count("\n#: page.wiki\n") == 4
    assert "#. heading" in catalog
    assert "for the front page" not in catalog
    (edition,) = (folder / "editions").rglob("*.wiki")
    capitals = edition.read_text("utf-8")
    assert capitals.splitlines()[:2] == ["= THE LIBRARY OPENS", "-- for the front page"]
    assert capitals.endswith("* THE DOORS OPEN AT NINE.\n")


def test_a_filter_reads_the_whole_of_it(translate: Run) -> None:
    said = translate("-", *RUN[1:], "--format", "wiki", stdin=PAGE)
    assert said.splitlines()[:2] == ["= THE LIBRARY OPENS", "-- for the front page"]
    assert said.endswith("* THE DOORS OPEN AT NINE.\n")


def test_its_option_is_a_key_in_its_table(folder: Path, translate: Run) -> None:
    translate("init")
    settings = folder / "i18n" / "publication.toml"
    assert "[wiki]\n\n# Also translate comments.\n# comments = false\n" in settings.read_text(
        "utf-8"
    )
    settings.write_text(SETTINGS, "utf-8")
    assert "for the front page" in translate("segments", "page.wiki")
    settings.write_text("[wiki]\n\ncomments = 'yes'\n", "utf-8")
    said = translate("segments", "page.wiki", code=2)
    assert 'publication.toml:3: comments can\'t be "yes"; use true or false' in said
    settings.write_text("[wiki]\ncoments = true\n", "utf-8")
    said = translate("segments", "page.wiki", code=2)
    assert "publication.toml:2: unknown key 'coments'; did you mean comments in [wiki]?" in said


def test_checks_use_its_markup(folder: Path, translate: Run) -> None:
    sentence = "The new library opens on <b>Monday</b>."
    (folder / "plain.txt").write_text(f"{sentence}\n")
    for name, code in (("page.wiki", 1), ("plain.txt", 0)):
        translate("extract", name, "--from", "en", "--to", "es")
        catalog = (folder / "locales/es/LC_MESSAGES" / name).with_suffix(".po")
        empty = f'msgid "{sentence}"\nmsgstr ""'
        text = catalog.read_text("utf-8")
        assert empty in text
        translated = empty[:-2] + '"La biblioteca nueva abre el lunes."'
        catalog.write_text(text.replace(empty, translated), "utf-8")
        found = translate("check", name, "--to", "es", code=code)
        assert ("error: [tags]" in found) == (name == "page.wiki")


def test_bilingual_editions(folder: Path, translate: Run) -> None:
    translate(*RUN)
    translate("publish", "page.wiki", "--to", "es", "--bilingual", "above")
    text = "".join(path.read_text("utf-8") for path in (folder / "editions").rglob("*.wiki"))
    assert "= The library opens · THE LIBRARY OPENS\n" in text
    assert "* The doors open at nine. · THE DOORS OPEN AT NINE.\n" in text


def test_a_site_and_a_book(folder: Path, translate: Run) -> None:
    translate(*RUN)
    translate("site", "site", "--to", "es")
    pages = [path.read_text("utf-8") for path in (folder / "site" / "es").glob("page*.html")]
    assert len(pages) == 1
    assert "THE LIBRARY OPENS</span></h1>" in pages[0]
    assert "THE DOORS OPEN AT NINE.</span></li>" in pages[0]
    translate("epub", "books", "page.wiki", "--to", "es")
    (book,) = (folder / "books").glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        chapter = archive.read("book/chapter-001.xhtml").decode()
    assert "THE DOORS OPEN AT NINE." in words(chapter)


def test_the_test_on_the_page_passes(folder: Path, installed: Commands) -> None:
    (folder / "test_wiki.py").write_text(TEST_CODE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_wiki.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(installed.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b2\d passed", done.stdout), done.stdout
