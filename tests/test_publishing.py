"""What `translate publish` says of its editions, and where other tools find them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from .conftest import Translate

MARKDOWN = "# The night bus\n\nIt leaves at *ten*.\n"
HTML = "<html><body>\n<h1>The night bus</h1>\n</body></html>\n"
SETTINGS = 'source-language = "en"\nlanguages = ["es", "fr"]\nengines = ["upper"]\n'


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def bus(tmp_path: Path) -> Path:
    """A publication with one page of Markdown."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bus.md").write_text(MARKDOWN, "utf-8")
    (tmp_path / "i18n").mkdir()
    configure(tmp_path)
    return tmp_path


def configure(root: Path, *lines: str, sources: str = "docs") -> None:
    text = f'sources = ["{sources}"]\n{SETTINGS}' + "".join(f"{line}\n" for line in lines)
    (root / "i18n" / "publication.toml").write_text(text, "utf-8")


def test_the_manifest_says_what_every_edition_is_made_of(translate: Translate, bus: Path) -> None:
    path = bus / "editions" / "manifest.json"
    assert translate("docs/bus.md").code == 0
    editions = json.loads(path.read_text("utf-8"))["editions"]
    assert list(editions) == ["editions/es/bus.md", "editions/fr/bus.md"]
    es = editions["editions/es/bus.md"]
    catalog = bus / "locales" / "es" / "LC_MESSAGES" / "bus.po"
    assert es["source_sha256"] == sha256(bus / "docs" / "bus.md")
    assert es["catalog_sha256"] == sha256(catalog)
    assert es["edition_sha256"] == sha256(bus / "editions" / "es" / "bus.md")
    assert (es["article"], es["language"], es["source_language"]) == ("docs/bus.md", "es", "en")
    assert es["drafted_by"] == {"upper-en_es 1": 2}
    assert (es["reviewed_percent"], es["sentences"]["draft"], es["translator"]) == (0, 2, "")

    before = path.stat().st_mtime_ns
    assert translate("publish").code == 0
    assert path.stat().st_mtime_ns == before

    text = catalog.read_text("utf-8").replace("#, fuzzy\n", "", 1)
    catalog.write_text(text.replace("Hexapla (drafts)", "Ana Paz <ana@example.org>"), "utf-8")
    (bus / "editions" / "fr" / "bus.md").unlink()
    assert translate("publish", "--to", "es").code == 0
    editions = json.loads(path.read_text("utf-8"))["editions"]
    assert list(editions) == ["editions/es/bus.md"]  # the other one is gone
    es = editions["editions/es/bus.md"]
    assert (es["reviewed_percent"], es["translator"]) == (50, "Ana Paz <ana@example.org>")
    assert es["drafted_by"] == {"upper-en_es 1": 2}  # whoever reviewed it


def test_no_manifest_where_none_is_wanted(translate: Translate, bus: Path) -> None:
    configure(bus, 'manifest = ""')
    translate("docs/bus.md")
    assert not (bus / "editions" / "manifest.json").exists()
    (bus / "i18n" / "publication.toml").unlink()
    translate("docs/bus.md", "--to", "es", "--from", "en", "-e", "upper")
    assert not (bus / "editions" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("name", "text", "ends"),
    [
        (
            "a.md",
            MARKDOWN,
            "IT LEAVES AT *TEN*.\n\n\\[Phrases : 2 ; traduction automatique : 2 ; "
            "original : English {digest}\\]\n",
        ),
        (
            "a.html",
            HTML,
            "<p>[Phrases : 1 ; traduction automatique : 1 ; original : English {digest}]</p>\n"
            "</body></html>\n",
        ),
    ],
)
def test_labels_in_every_format(
    translate: Translate, tmp_path: Path, name: str, text: str, ends: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    translate(name, "--to", "fr", "--from", "en", "-e", "upper", "--label")
    edition = (tmp_path / "editions" / "fr" / name).read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    assert edition.endswith(ends.format(digest=digest)), edition
