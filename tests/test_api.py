"""The public API: the names that `hexapla` exports behave as docs/reference/library.md says.

mypy --strict checks this module too, and `assert_type` tests the types.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import assert_type

import pytest

import hexapla
from hexapla import (
    Book,
    BuiltSite,
    Catalog,
    Counts,
    EngineError,
    Entry,
    HexaplaError,
    Language,
    Policy,
    Publication,
    State,
    TranslatedText,
    UsageError,
    translate,
)
from tests.conftest import ROOT

NAMES = [
    "Book", "BuiltSite", "Catalog", "Check", "Checked", "Counts", "Document", "Drafted",
    "Edition", "Engine", "EngineError", "Entry", "Exported", "Finding", "Format", "HexaplaError",
    "ImportedArticle", "ImportedGlossary", "ImportedMemory", "ImportedXliff", "InputError",
    "Installation", "Language", "Output", "Pair", "Policy", "Publication", "Published",
    "Segment", "State", "Status", "TranslatedText", "Translation", "Updated", "UsageError",
    "__version__", "translate",
]  # fmt: skip


def test_the_exported_names() -> None:
    assert sorted(hexapla.__all__) == NAMES
    assert dir(hexapla) == NAMES
    for name in NAMES:
        assert getattr(hexapla, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = hexapla.Nothing


def test_each_name_has_a_docstring_and_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "reference" / "library.md").read_text("utf-8")
    for name in NAMES:
        assert f"`{name}`" in page, f"{name} is not in docs/reference/library.md"
        if name != "__version__":
            assert inspect.getdoc(getattr(hexapla, name)), name


def test_importing_it_loads_nothing() -> None:
    code = (
        "import sys, hexapla\n"
        "print([name for name in sys.modules if name.startswith('hexapla.')])\n"
        "hexapla.UsageError\n"
        "print([name for name in sys.modules if name.startswith('hexapla.')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n['hexapla.message', 'hexapla.errors']\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication that drafts in capitals, with one reviewed sentence."""
    (tmp_path / "i18n").mkdir()
    settings = 'source-language = "en"\nlanguages = ["es"]\nengines = ["upper"]\n'
    (tmp_path / "i18n" / "publication.toml").write_text(settings)
    (tmp_path / "news.txt").write_text("It rained all day. Nobody came.\n")
    publication = Publication.open(tmp_path)
    (article,) = publication.articles()
    publication.extract(publication.prepare(article), publication.languages())
    path = publication.layout.catalog(article, Language("es"))
    path.write_text(path.read_text().replace('day."\nmsgstr ""', 'day."\nmsgstr "Llovió."'))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_text_in_one_call(folder: Path) -> None:
    text = "It rained all day.  The bus is late.\n"
    assert translate(text, "es", "en") == "Llovió.  THE BUS IS LATE.\n"
    found = translate(text, to=Language("es"), source="en", details=True)
    assert_type(found, TranslatedText)
    assert_type(translate(text, "es"), str)
    assert [(one.source, one.text, one.origin, one.score) for one in found.segments] == [
        ("It rained all day.", "Llovió.", "memory", 1.0),
        ("The bus is late.", "THE BUS IS LATE.", "upper-en_es 1", None),
    ]
    assert (found.source_language, found.target_language) == (Language("en"), Language("es"))
    assert list((folder / "locales").rglob("*.po")) == [folder / "locales/es/LC_MESSAGES/news.po"]


def test_a_text_in_any_format(folder: Path) -> None:
    text = "# The `bus` is late\n\nIt rained all day.\n"
    assert translate(text, "es", "en", format="markdown") == "# THE `bus` IS LATE\n\nLlovió.\n"
    page = '<p lang="en">It <b>rained</b>.</p>'
    found = translate(page, "es", format="html", source="en", details=True)
    assert found.text == '<p lang="es">IT <b>RAINED</b>.</p>'
    with pytest.raises(UsageError, match="there is no format 'tex'"):
        translate(text, "es", "en", format="tex")
    with pytest.raises(UsageError, match="docx files are not text"):
        translate(text, "es", "en", format="docx")


def test_the_language_of_a_text_is_detected_or_asked_for(folder: Path) -> None:
    text = "The library is open every day from nine to five, and on Sundays it is closed."
    assert translate(text, "es").startswith("THE LIBRARY IS OPEN")
    with pytest.raises(UsageError, match="the text is too short to tell"):
        translate("Ok", "es")
    with pytest.raises(UsageError, match="is not a language code"):
        translate(text, "no such language")
    with pytest.raises(EngineError):
        translate(text, "eu", "en")


def test_changed_settings_apply_immediately(folder: Path) -> None:
    assert translate("Nobody came.", "es", "en") == "NOBODY CAME."
    path = folder / "i18n" / "publication.toml"
    path.write_text(path.read_text().replace("upper", "identity"))
    assert translate("Nobody came.", "es", "en") == "Nobody came."


def test_a_publication_serves_many_threads(folder: Path) -> None:
    """Several threads translate, read, get the status and publish with one object."""
    publication = Publication.open(folder)
    language = Language("es")

    def work(number: int) -> tuple[str, int, bytes]:
        text = publication.translate(f"Bus {number} is late. It rained all day.", "es", "en").text
        prepared = publication.prepare(publication.articles()[0])
        publication.extract(prepared, [language])
        publication.draft([prepared], language)
        (edition,) = publication.publish(prepared, [language])
        (status,) = publication.status(prepared, [language])
        return text, status.counts.total, edition.path.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(24)))
    assert [text for text, _, _ in done] == [f"BUS {n} IS LATE. Llovió." for n in range(24)]
    assert {(total, data) for _, total, data in done} == {(2, "Llovió. NOBODY CAME.\n".encode())}


def a_consumers_module(publication: Publication) -> Iterator[str]:
    """Never called: with this, mypy checks that the types are as documented."""
    language = Language("pt_BR")
    assert_type(language.tag, str)
    for article in publication.articles():
        prepared = publication.prepare(article, language)
        for status in publication.status(prepared, [language]):
            assert_type(status.counts, Counts)
            yield f"{status.language.name}: {status.counts.reviewed_percent}"
        for edition in publication.publish(prepared, [language], policy=Policy(use="reviewed")):
            assert_type(edition.path, Path)
        assert_type(publication.edition(article, language).sentences[0].text, str | None)
    assert_type(publication.site(Path("public")), BuiltSite)
    assert_type(publication.epub(Path("books")), list[Book])
    catalog = Catalog.load(Path("es.po"))
    for entry in catalog.entries:
        assert_type(entry, Entry)
        assert_type(entry.state, State)


def test_errors_have_a_common_base_class() -> None:
    for name in ("EngineError", "InputError", "UsageError"):
        assert issubclass(getattr(hexapla, name), HexaplaError)
