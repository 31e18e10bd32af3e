"""The manual is built in English and Spanish: every link leads somewhere, nothing is loaded from
elsewhere, and its own search answers the questions of docs/questions.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import ROOT, Translate

LOADING = {
    "audio",
    "embed",
    "iframe",
    "img",
    "link",
    "object",
    "script",
    "source",
    "track",
    "video",
}
QUESTION = re.compile(r"\| (.+\?) \| (.+) \| (.+) \| \[.+\]\((.+)\.md\) \|")
RESULTS = 5


class Page(HTMLParser):
    """The ids of a page, where its links lead, and what a browser loads with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.structure: list[str] = []
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        target = values.get("href") or values.get("src")
        if target and tag in LOADING and values.get("rel") not in ("canonical", "alternate"):
            self.loaded.append(target)
        elif target and tag in ("a", "link"):
            self.links.append(target)
        self._depth += tag == "article"
        if self._depth:
            self.structure.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self.structure.append(f"/{tag}")
        self._depth -= tag == "article"


def build(folder: Path, **environment: str) -> Path:
    """Build the manual from the pages in a folder, and return the folder of the site."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "manual_hooks.py", folder / "tools")
    (folder / "src").symlink_to(ROOT / "src")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "build" / "site"


def problems(site: Path) -> list[str]:
    """Links of all pages that lead nowhere, and what is loaded from other servers."""
    pages = {path: Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    found = []
    for path, page in pages.items():
        name = path.relative_to(site)
        found += [f"{name} loads {one}" for one in page.loaded if urlsplit(one).netloc]
        if name.name == "404.html":  # served for any address, so that its links are absolute
            continue
        for link in {*page.links, *page.loaded}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = Path(os.path.normpath(path.parent / unquote(parts.path)))
            target = path if not parts.path else target
            anchor = unquote(parts.fragment)
            if not target.is_file():
                found.append(f"{name}: {link} is no file")
            elif anchor and target in pages and anchor not in pages[target].ids:
                found.append(f"{name}: {link} has no such anchor")
    return found


def test_the_manual_in_two_languages(translate: Translate, tmp_path: Path) -> None:
    """All of it, with the translations that exist, as `make docs-site` makes it.

    Without the page of the library, which takes longer to make than all the others.
    """
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.es.md"))
    done = translate("--quiet", "-C", "docs", "publish")
    assert done.code == 0, done.err
    tool = str(ROOT / "tools" / "readme_es.py")
    index, readme = tmp_path / "docs" / "index.es.md", tmp_path / "README.es.md"
    subprocess.run([sys.executable, tool, index, readme], check=True)
    same = readme.read_bytes() == (ROOT / "README.es.md").read_bytes()
    assert same, "README.es.md is out of date; run make docs-site"
    site = build(tmp_path, MANUAL_API="false")
    assert problems(site) == []
    assert len(list((site / "es").rglob("*.html"))) == len(list(site.rglob("*.html"))) // 2


@pytest.mark.slow
def test_the_manual_keeps_its_structure_in_other_words(
    translate: Translate, tmp_path: Path
) -> None:
    """Whatever the words are: here they are capitals."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.es.md"))
    shutil.rmtree(tmp_path / "docs" / "i18n" / "locales", ignore_errors=True)
    done = translate("-C", "docs", "run", "--engine", "upper")
    assert done.code == 0, done.err
    site = build(tmp_path, MANUAL_API="false")
    assert problems(site) == []
    for spanish in (site / "es").rglob("*.html"):
        english = site / spanish.relative_to(site / "es")
        if english.name != "api.html":
            structures = [Page(one.read_text("utf-8")).structure for one in (english, spanish)]
            assert structures[0] == structures[1], spanish


def questions() -> list[tuple[str, list[str], str]]:
    text = (ROOT / "docs" / "questions.md").read_text("utf-8")
    return [(one, [first, second], page) for one, first, second, page in QUESTION.findall(text)]


def test_each_question_names_a_page() -> None:
    assert len(questions()) == 30
    for question, _, page in questions():
        assert (ROOT / "docs" / f"{page}.md").is_file(), question


@pytest.mark.slow
def test_the_search_answers_each_question(tmp_path: Path, browser: Any) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.es.md"))
    site = build(tmp_path)
    assert problems(site) == []
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        page.goto(f"{address}index.html")
        missed = [one for one in questions() if not any(one[2] in found(page, s) for s in one[1])]
        server.shutdown()
    page.goto(f"{site.as_uri()}/how-to/ci.html")
    assert "how-to/glossary" in "".join(found(page, "glossary"))
    page.close()
    assert missed == []
    assert [one for one in asked if not one.startswith((address, "file:", "blob:"))] == []


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def found(page: Any, query: str) -> list[str]:
    """The pages that the search of the manual shows first."""
    box = page.locator(".md-search__input")
    box.focus()
    box.fill("")
    box.press("Space")  # Material listens to keys
    box.press("Backspace")
    page.wait_for_function("() => !document.querySelector('.md-search-result__item')")
    box.fill(query)
    box.press("End")
    page.wait_for_function(
        "() => /\\d|^No/.test(document.querySelector('.md-search-result__meta').textContent)"
    )
    links = page.eval_on_selector_all(
        ".md-search-result__item > a", "all => all.map(one => one.pathname)"
    )
    return [link.strip("/").removesuffix(".html") for link in links[:RESULTS]]
