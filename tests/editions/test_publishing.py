"""`translate publish`: the manifest, labels, layouts for other tools, and bilingual editions."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from hexapla.editions import manifest
from tests.conftest import Result, Translate
from tests.growth import assert_linear

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


def test_configured_quotation_marks(translate: Translate, bus: Path) -> None:
    (bus / "docs" / "bus.md").write_text('He said "no".\n', "utf-8")
    configure(bus, "[typography]", 'quotations = { es = "«»“”" }')
    assert translate("docs/bus.md", "--to", "es,es-MX,fr").code == 0
    editions = [(bus / "editions" / tag / "bus.md").read_text("utf-8") for tag in ("es", "es-MX")]
    assert editions == ["HE SAID «NO».\n"] * 2
    assert "« " in (bus / "editions" / "fr" / "bus.md").read_text("utf-8").replace("\u202f", " ")


def test_the_manifest_describes_every_edition(translate: Translate, bus: Path) -> None:
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
    assert list(editions) == ["editions/es/bus.md"]  # the other edition was deleted
    es = editions["editions/es/bus.md"]
    assert (es["reviewed_percent"], es["translator"]) == (50, "Ana Paz")
    assert es["drafted_by"] == {"upper-en_es 1": 2}  # even after the review


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"[1" + b"0" * 9_999 + b", 1]", b"\xff", b"[[], {}]"]
)
def test_a_strange_journal_says_nothing(translate: Translate, bus: Path, line: bytes) -> None:
    assert translate("docs/bus.md").code == 0
    path = bus / "editions" / "manifest.json"
    before = path.read_bytes()
    (bus / "editions" / ".hexapla-manifest.json").write_bytes(line + b"\n")
    done = translate("publish")
    assert (done.code, done.err) == (0, "")
    assert path.read_bytes() == before


def test_the_manifest_can_be_switched_off(translate: Translate, bus: Path) -> None:
    configure(bus, 'manifest = ""')
    translate("docs/bus.md")
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


# ── site generators ──────────────────────────────────────────────────────────────────────────────

TAGS = ("es", "pt-BR", "zh-Hans")


def published(
    translate: Translate,
    root: Path,
    layout: str,
    sources: str,
    *lines: str,
    name: str = "bus.md",
    start: str = "index",
) -> set[str]:
    """Publish a start page and a guide in a layout; returns the paths of the editions."""
    folder = root / sources
    (folder / "guide").mkdir(parents=True)
    home = name.replace("bus", start)
    (folder / home).write_text(f"# Welcome\n\nRead [the guide](guide/{name}).\n", "utf-8")
    (folder / "guide" / name).write_text(MARKDOWN, "utf-8")
    (root / "i18n").mkdir(exist_ok=True)
    configure(root, f"layout = '{layout}'", *lines, sources=sources)
    settings = root / "i18n" / "publication.toml"
    text = settings.read_text("utf-8").replace('["es", "fr"]', json.dumps(TAGS))
    settings.write_text(text, "utf-8")
    pages = [f"{sources}/{home}", f"{sources}/guide/{name}"]
    result = translate(*pages, "--json")
    assert (result.code, result.err) == (0, "")
    # Files next to the source folder are not sources.
    again = translate("publish", "--json")
    assert {one["article"] for one in again.results} == set(pages)
    return {Path(one["edition"]).as_posix() for one in result.of_kind("edition")}


def run(*command: str | Path, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def program(name: str) -> str:
    found = shutil.which(
        name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if not found:
        pytest.skip(f"{name} is not on this machine")
    return found


def test_mkdocs_with_static_i18n(translate: Translate, tmp_path: Path) -> None:
    editions = published(translate, tmp_path, "mkdocs", "docs")
    assert "docs/guide/bus.pt-BR.md" in editions
    languages = "".join(f"\n        - {{locale: {tag}, name: {tag}, build: true}}" for tag in TAGS)
    # The built-in themes of MkDocs don't support pt-BR or zh-Hans (Material does).
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text("{{ page.content }}")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Bus\ntheme: {name: null, custom_dir: theme}\n"
        "plugins:\n  - i18n:\n      docs_structure: suffix\n      languages:\n"
        f"        - {{locale: en, name: English, default: true, build: true}}{languages}\n"
    )
    run(program("mkdocs"), "build", "-q", "-d", "out", folder=tmp_path)
    assert "It leaves at" in (tmp_path / "out" / "guide" / "bus" / "index.html").read_text("utf-8")
    for tag in TAGS:
        page = (tmp_path / "out" / tag / "guide" / "bus" / "index.html").read_text("utf-8")
        assert "IT LEAVES AT <em>TEN</em>" in page
        start = (tmp_path / "out" / tag / "index.html").read_text("utf-8")
        assert '<a href="guide/bus/">THE GUIDE</a>' in start


def test_hugo(translate: Translate, tmp_path: Path) -> None:
    hugo = program("hugo")
    published(translate, tmp_path, "hugo", "content", start="_index")
    languages = "".join(f"[languages.{tag}]\nweight = 2\n" for tag in TAGS)
    (tmp_path / "config.toml").write_text(
        'baseURL = "https://example.org/"\ndefaultContentLanguage = "en"\n'
        'i18nDir = "strings"\n'
        f'disableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n[languages.en]\n{languages}'
    )
    for kind in ("single", "list"):
        template = tmp_path / "layouts" / "_default" / f"{kind}.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text('<html lang="{{ .Lang }}">{{ .Content }}</html>')
    run(hugo, "--quiet", "-d", "out", folder=tmp_path)
    assert "It leaves at" in (tmp_path / "out" / "guide" / "bus" / "index.html").read_text("utf-8")
    for tag in TAGS:
        page = tmp_path / "out" / tag.lower() / "guide" / "bus" / "index.html"
        assert "IT LEAVES AT <em>TEN</em>" in page.read_text("utf-8"), tag


BUS = """The night bus
=============

It leaves at *ten*. It is
never late.

Fares
-----

See `Fares`_, :ref:`Fares`, :ref:`the fares <fares-label>` and :term:`Tram` in the  morning [1]_.

It is slow::

   code

.. _fares-label:

.. note:: On Sundays.

.. csv-table::

   "Say ""go"" now"

.. glossary::

   Tram
      A bus on rails.

.. [1] A note.
"""


def test_sphinx(translate: Translate, tmp_path: Path) -> None:
    editions = published(
        translate, tmp_path, "sphinx", "docs", "catalogs = 'i18n/catalogs'", name="bus.txt"
    )
    assert "docs/locales/pt_BR/LC_MESSAGES/guide/bus.po" in editions
    with (tmp_path / "i18n" / "publication.toml").open("a") as settings:
        settings.write('\n[rst]\nfiles = ["docs/guide/*.txt", "index.txt"]\n')
    (tmp_path / "docs" / "index.txt").write_text(
        "Welcome\n=======\n\n.. toctree::\n   :caption: Pages\n\n   Buses <guide/bus>\n"
    )
    (tmp_path / "docs" / "guide" / "bus.txt").write_text(BUS)
    (tmp_path / "docs" / "conf.py").write_text(
        'project = "Bus"\nsource_suffix = {".txt": "restructuredtext"}\ngettext_compact = False\n'
        'extensions = ["sphinx.ext.autosectionlabel"]\n'
    )
    assert translate("docs/guide/bus.txt", "docs/index.txt").code == 0
    catalog = (tmp_path / "docs/locales/pt_BR/LC_MESSAGES/guide/bus.po").read_text("utf-8")
    assert 'msgid "It leaves at *ten*. It is never late."' in catalog
    assert "fuzzy" not in catalog
    sphinx = program("sphinx-build")
    run(sphinx, "-q", "-W", "-D", "language=pt_BR", "docs", "out", folder=tmp_path)
    page = (tmp_path / "out" / "guide" / "bus.html").read_text("utf-8")
    assert "IT LEAVES AT <em>TEN</em>. IT IS NEVER LATE." in page
    assert "<h1>THE NIGHT BUS" in page
    for text in (
        "IN THE MORNING",
        "IT IS SLOW:",
        "ON SUNDAYS",
        ">FARES</span>",
        "SAY “GO” NOW",
        ">TRAM<",
    ):
        assert text in page
    assert "BUSES" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_docusaurus_paths(translate: Translate, tmp_path: Path) -> None:
    # These are the documented paths. Docusaurus itself would need 1,200 npm packages.
    editions = published(translate, tmp_path, "docusaurus", "docs")
    folder = "i18n/zh-Hans/docusaurus-plugin-content-docs/current"
    assert {f"{folder}/index.md", f"{folder}/guide/bus.md"} < editions
    configure(tmp_path, "layout = 'docusaurus'", sources="pages")
    (tmp_path / "pages").mkdir()
    result = translate("publish")
    assert result.code == 2
    assert (
        "no place for articles in 'pages'; use one of the sources docs, blog, src/pages"
        in result.err
    )


@pytest.mark.parametrize(
    ("layout", "sources", "name", "edition"),
    [
        ("suffix", "content", "bus.en.md", "content/guide/bus.es.md"),
        ("folder", "content/en", "bus.md", "content/es/guide/bus.md"),
        ("{source}/{locale}-{stem}{suffix}", "d", "bus.md", "d/es-guide/bus.md"),
    ],
)
def test_other_layouts(
    translate: Translate, tmp_path: Path, layout: str, sources: str, name: str, edition: str
) -> None:
    assert edition in published(translate, tmp_path, layout, sources, name=name)


def test_an_article_with_a_language_code_in_its_name_is_not_an_edition(
    translate: Translate, bus: Path
) -> None:
    """`about.essays.md` contains `.es`, but is an article."""
    configure(bus, "layout = 'suffix'")
    (bus / "docs" / "about.essays.md").write_text(MARKDOWN)
    translate("docs/bus.md")
    names = {one["article"] for one in translate("status", "--json").results}
    assert names == {"docs/about.essays.md", "docs/bus.md"}


def test_a_misspelt_layout(translate: Translate, bus: Path) -> None:
    configure(bus, "layout = 'docusarus'")
    result = translate("publish")
    assert result.code == 2
    assert "there is no layout 'docusarus'; did you mean docusaurus?" in result.err


# ── bilingual editions ───────────────────────────────────────────────────────────────────────────

PAGE = """---
title: "The night bus"
---

## Stops [here](x.md "Now")

It leaves at *ten*. It is
never late.

![A bus](bus.png)

> Old buses never die.

- One ticket
- Two tickets

| stop |
| --- |
| Harbour |
"""
ABOVE = """---
title: "The night bus · THE NIGHT BUS"
---

## Stops [here](x.md "Now") · STOPS [HERE](x.md "NOW")

It leaves at *ten*. It is
never late.

IT LEAVES AT *TEN*. IT IS
NEVER LATE.

![A bus · A BUS](bus.png)

> Old buses never die.
>
> OLD BUSES NEVER DIE.

- One ticket

    ONE TICKET

- Two tickets

    TWO TICKETS

| stop · STOP |
| --- |
| Harbour · HARBOUR |
"""


def bilingual(translate: Translate, name: str, text: str, arrangement: str, to: str = "ru") -> str:
    Path(name).write_text(text, "utf-8")
    assert translate(name, "--to", to, "--from", "en", "-e", "upper").code == 0
    result = translate("publish", name, "--from", "en", "--to", to, "--bilingual", arrangement)
    assert (result.code, result.err) == (0, "")
    return Path("editions", f"en+{to}", name).read_text("utf-8")


def test_bilingual_markdown(translate: Translate) -> None:
    assert bilingual(translate, "a.md", PAGE, "above") == ABOVE
    beside = bilingual(translate, "a.md", PAGE, "beside")
    assert "<table><tr><td>\n\nIt leaves at *ten*. It is\nnever late.\n\n</td>" in beside
    assert '<td lang="ru" dir="ltr">\n\nIT LEAVES AT *TEN*.' in beside
    assert "- One ticket\n\n    ONE TICKET\n" in beside


def test_bilingual_html(translate: Translate) -> None:
    page = (
        '<html lang="en"><title>Rules</title><body><h1>Rules</h1><p>Be <b>quiet</b>.'
        '<p><img alt="A bus"></body></html>\n'
    )
    above = bilingual(translate, "a.html", page, "above", "ar")
    assert "<title>Rules · RULES</title>" in above
    assert '<h1>Rules<br><span lang="ar" dir="rtl">RULES</span></h1>' in above
    assert '<p>Be <b>quiet</b>.<br><span lang="ar" dir="rtl">BE <b>QUIET</b>.</span>' in above
    assert '<p><img alt="A bus · A BUS">' in above
    beside = bilingual(translate, "a.html", page, "beside", "ar")
    assert '<span style="flex:1" lang="ar" dir="rtl">BE <b>QUIET</b>.</span></span>' in beside


def test_bilingual_text(translate: Translate) -> None:
    lines = "Night bus\nIt leaves at ten. It is never late.\nIt was old.\n"
    assert bilingual(translate, "a.txt", lines, "above") == (
        "Night bus\nNIGHT BUS\n\n"
        "It leaves at ten. It is never late.\nIT LEAVES AT TEN. IT IS NEVER LATE.\n\n"
        "It was old.\nIT WAS OLD.\n"
    )
    wrapped = (
        "The bus that goes to the old harbour by night leaves at ten sharp,\n"
        "and it is never late.\n\n- A ticket is sold.\n\nIt was old.\n"
    )
    assert bilingual(translate, "b.txt", wrapped, "above") == (
        "The bus that goes to the old harbour by night leaves at ten sharp,\n"
        "and it is never late.\n\n"
        "THE BUS THAT GOES TO THE OLD HARBOUR BY NIGHT LEAVES AT TEN SHARP,\n"
        "AND IT IS NEVER LATE.\n\n- A ticket is sold.\n  A TICKET IS SOLD.\n\n"
        "It was old.\nIT WAS OLD.\n"
    )
    beside = bilingual(translate, "b.txt", wrapped, "beside").split("\n")
    assert beside[:2] == [
        "The bus that goes to the old harbour     THE BUS THAT GOES TO THE OLD HARBOUR",
        "by night leaves at ten sharp, and it     BY NIGHT LEAVES AT TEN SHARP, AND IT",
    ]


def test_bilingual_editions_are_not_articles_and_not_catalogs(
    translate: Translate, bus: Path
) -> None:
    configure(bus, "layout = 'suffix'")
    translate("docs/bus.md")
    assert translate("publish", "--bilingual", "above").code == 0
    assert (bus / "docs" / "bus.en+es.md").exists()
    assert {one["article"] for one in translate("status", "--json").results} == {"docs/bus.md"}
    configure(bus, "layout = 'sphinx'")
    result = translate("publish", "--bilingual", "above")
    assert result.code == 2
    assert "--bilingual has no effect with the layout sphinx" in result.err


# ── editions that are not Hexapla's ──────────────────────────────────────────────────────────────


def refusals(done: Result) -> dict[str, str | None]:
    """Why each edition was not published, by its path."""
    editions = (one for one in done.json["results"] if one.get("kind", "edition") == "edition")
    return {one["edition"]: one["refused"] for one in editions}


@pytest.mark.parametrize("command", ["run", "publish"])
def test_an_edition_edited_by_hand_is_not_overwritten(
    command: str, translate: Translate, bus: Path
) -> None:
    assert translate("docs/bus.md").code == 0
    es, fr = (bus / "editions" / tag / "bus.md" for tag in ("es", "fr"))
    es.write_text(es.read_text("utf-8").replace("BUS", "AUTOBÚS"), "utf-8")
    edited = es.read_bytes()
    (bus / "docs" / "bus.md").write_text(MARKDOWN + "\nIt is red.\n", "utf-8")

    for _ in range(2):
        done = translate(command, "--json")
        assert (done.code, es.read_bytes()) == (1, edited)
        assert refusals(done) == {
            "editions/es/bus.md": "edited by hand",
            "editions/fr/bus.md": None,
        }
        (error,) = done.json["errors"]
        assert (error["where"], error["exit_code"]) == ("editions/es/bus.md", 1)
        assert "translate adopt-edit editions/es/bus.md" in error["hint"]
        assert "--force" in error["hint"]
    # The rest of the run is done.
    assert "IT IS RED" in fr.read_text("utf-8") or command == "publish"
    assert translate(command, "--dry-run").code == 1

    assert translate(command, "--force").code == 0
    assert "AUTOBÚS" not in es.read_text("utf-8")
    assert translate(command).code == 0


def test_a_file_that_hexapla_did_not_write_is_not_overwritten(
    translate: Translate, bus: Path
) -> None:
    configure(bus, "layout = 'suffix'")
    own = bus / "docs" / "bus.es.md"
    own.write_text("# El autobús nocturno\n", "utf-8")
    done = translate("--json")
    assert (done.code, own.read_text("utf-8")) == (1, "# El autobús nocturno\n")
    assert refusals(done) == {"docs/bus.es.md": "not written by Hexapla", "docs/bus.fr.md": None}
    assert translate("--force").code == 0
    assert own.read_text("utf-8") == "# THE NIGHT BUS\n\nIT LEAVES AT *TEN*.\n"


def test_line_ends_that_git_converts_are_no_edit(translate: Translate, bus: Path) -> None:
    assert translate().code == 0
    for path in (bus / "editions").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (bus / "docs" / "bus.md").write_text(MARKDOWN + "\nIt is red.\n", "utf-8")
    assert translate().code == 0


def test_an_edition_is_protected_outside_a_publication_too(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("It rained.\n", "utf-8")
    run = ("a.txt", "--to", "es", "--from", "en", "-e", "upper")
    assert translate(*run).code == 0
    edition = tmp_path / "editions" / "es" / "a.txt"
    edition.write_text("Llovió.\n", "utf-8")
    assert translate(*run).code == 1
    assert edition.read_text("utf-8") == "Llovió.\n"


def test_the_journal_is_read_once(tmp_path: Path) -> None:
    record = {
        "article": "a.txt", "source_language": "en", "edition_sha256": "0" * 64, "texts": "0" * 500
    }  # fmt: skip

    def run(size: int) -> None:
        path = tmp_path / f"{next(numbers)}.json"
        for at in range(size):
            assert manifest.recorded(path, f"{at}") is None
            manifest.announce(path, f"{at}", record, within=tmp_path)
        assert manifest.recorded(path, f"{size - 1}") == record

    numbers = count()
    assert_linear(run, 60)


def test_a_journal_of_another_run_is_read_anew(tmp_path: Path) -> None:
    path, journal = tmp_path / "m.json", tmp_path / ".hexapla-m.json"
    record = {"article": "a.txt", "source_language": "en", "edition_sha256": "0" * 64}
    for names in (["a"], ["b", "c"], ["d", "e", "f"]):
        for name in names:
            manifest.announce(path, name, record | {"use": name}, within=tmp_path)
        with journal.open("ab") as stream:
            stream.write(b'["x", {')  # the run was killed
        assert list(manifest.read(path)) == names
        journal.unlink()
    assert manifest.read(path) == {}
