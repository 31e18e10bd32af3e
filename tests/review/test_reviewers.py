"""Two people review a sentence on the page: it records and shows who did what, and when."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.signing import past, reviewers, translator
from tests.review.serving import serving
from tests.review.test_browser import Tab

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"X-Source-Language: en\\n"

msgid "It rained."
msgstr "Llovió."

#, fuzzy
msgid "It snowed."
msgstr "Neva."
"""


def people(path: Path, at: int) -> tuple[str | None, list[str], list[str]]:
    entry = Catalog.load(path).entries[at]
    author = translator(entry)
    return (
        author.name if author else None,
        [one.name for one in reviewers(entry)],
        [one.name for one in past(entry)],
    )


def test_two_people_review_a_sentence(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "news/locales/es/LC_MESSAGES/a.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOG)
    (tmp_path / "news/a.txt").write_text("It rained. It snowed.\n")
    (tmp_path / "news/i18n").mkdir()
    (tmp_path / "news/i18n/publication.toml").write_text(
        "source-language = 'en'\nlanguages = ['es', 'fr']\nmin-reviewers = 2\n"
        "[review]\nassigned = { fr = ['Eve', 'bob'] }\n"
    )
    with serving(tmp_path / "news", "--as", "") as server:
        ana = Tab(browser, server, "es", "a", reviewer="Ana Ruiz <ana@example.org>")
        filters = ana.page.locator("#filters [data-filter=review]")
        expect(filters).to_contain_text("2")
        assert ana.active == 0  # it is reviewed, but nobody has signed it
        expect(ana.page.locator(".row.active .origin")).to_contain_text("more people")
        ana.press("Control+Enter")
        expect(filters).to_contain_text("1")
        ana.write("Nevó.")
        ana.press("Control+Shift+Enter")
        expect(filters).to_contain_text("0")
        ana.saved()
        origin = ana.page.locator(".row.active .origin")
        expect(origin).to_have_text(
            re.compile("translated by Ana Ruiz on 20.*reviewed by Ana Ruiz on 20")
        )
        assert people(path, 0) == (None, ["Ana Ruiz"], [])
        assert people(path, 1) == ("Ana Ruiz", ["Ana Ruiz"], [])
        bob = Tab(browser, server, "es", "a", reviewer="Bob")
        expect(bob.page.locator("#filters [data-filter=review]")).to_contain_text("2")
        bob.press("Control+Enter")
        bob.write("Nevaba.")
        bob.press("Control+Shift+Enter")
        expect(bob.page.locator("#filters [data-filter=review]")).to_contain_text("0")
        bob.saved()
        assert people(path, 0) == (None, ["Ana Ruiz", "Bob"], [])
        assert people(path, 1) == ("Bob", ["Bob"], ["Ana Ruiz", "Ana Ruiz"])
        bob.page.locator(".row.active .earlier summary").click()
        expect(bob.page.locator(".row.active .earlier li")).to_have_count(2)
        bob.press("Escape", "w")
        expect(bob.page.locator("#counts")).to_contain_text("1\u00a0edited")
        bob.saved()
        assert people(path, 1) == ("Bob", [], ["Ana Ruiz", "Ana Ruiz"])
        bob.press("n")
        bob.page.locator(".note textarea").fill("Which year?\nDesk: and where?")
        bob.page.get_by_role("button", name="Ask the desk").click()
        expect(bob.page.locator(".row.active .note")).to_contain_text("desk: Bob: Which year?")
        bob.saved()
        bob.page.click("#filters [data-filter=desk]")
        expect(bob.page.locator(".row")).to_have_count(1)
        comments = Catalog.load(path).entries[1].comments
        assert comments[:2] == ("desk: Bob: Which year?", "Desk: and where?")
        bob.page.goto(server.origin)
        expect(bob.page.locator("#languages")).to_have_value("mine")
        expect(bob.page.locator(".cell:visible .name")).to_have_text(re.compile("^French"))
        expect(bob.page.locator("#reading")).to_have_text("2 of 2 sentences to review")
        bob.page.select_option("#languages", "")
        expect(bob.page.locator(".cell:visible")).to_have_count(2)
        expect(bob.page.locator("#reading")).to_contain_text("of 4 sentences")
        bob.page.reload()
        expect(bob.page.locator(".cell:visible")).to_have_count(2)
        ana.page.goto(server.origin)
        expect(ana.page.locator(".cell:visible")).to_have_count(2)
        ana.close()
        bob.close()
