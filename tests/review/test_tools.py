"""What the page offers while somebody translates: tags, terms, earlier texts, an engine's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog, Entry
from tests.review.serving import REVIEWER, Server, serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

expect = sync_api.expect
expect.set_options(timeout=60_000)

SETTINGS = 'engines = ["upper"]\nlanguages = ["es"]\nsource-language = "en"\n'
GLOSSARY = "en,es\nwater meter,contador de agua\n"
ARTICLE = "# Visit\n\nRead **the [guide](https://x.org/a)** of {name}.\n\nThe water meter ran.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two articles with an engine and a glossary; one of them is translated."""
    folder = tmp_path_factory.mktemp("tools") / "news"
    (folder / "i18n").mkdir(parents=True)
    (folder / "i18n/publication.toml").write_text(SETTINGS)
    (folder / "i18n/glossary.csv").write_text(GLOSSARY)
    (folder / "a.md").write_text(ARTICLE)
    (folder / "b.md").write_text("The old guide was lost.\n\nThe guide came.\n")
    catalog = folder / "locales/es/LC_MESSAGES/b.po"
    catalog.parent.mkdir(parents=True)
    entries = (
        Entry("The old guide was lost.", "La vieja guía se perdió."),
        Entry("The guide came.", "Llegó la guía.", flags=("fuzzy",)),
    )
    Catalog(entries=entries, path=catalog).with_headers(
        {"Content-Type": "text/plain; charset=UTF-8", "Language": "es"}
    ).save()
    with serving(folder, "--as", REVIEWER) as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Any, server: Server) -> Iterator[Any]:
    """A browser that has entered the review."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    server.enter(opened.new_page())
    yield opened
    opened.close()


@pytest.fixture
def page(context: Any, server: Server) -> Iterator[Any]:
    """The first article; any error in the page fails the test."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{server.origin}/es/a")
    opened.wait_for_selector(".row.active textarea")
    yield opened
    opened.close()
    assert errors == []


def edit(page: Any, row: int) -> Any:
    """The editor of a row, empty, with the focus."""
    page.locator(f"#row-{row} .mark").click()
    area = page.locator(f"#row-{row} textarea").first
    area.fill("")
    area.focus()
    return area


def offered(page: Any) -> list[str]:
    return [str(text) for text in page.locator(".row.active .piece bdi").all_text_contents()]


def test_missing_tags_are_inserted_by_key_and_by_click(page: Any) -> None:
    area = edit(page, 1)
    expect(page.locator(".row.active .piece")).to_have_count(5)
    assert offered(page) == ["**", "[", "](https://x.org/a)", "**", "{name}"]
    page.keyboard.type("Lea la guía")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+2")  # around the selected word
    expect(area).to_have_value("Lea la [guía](https://x.org/a)")
    assert offered(page) == ["**", "**", "{name}"]
    page.locator(".row.active .piece").last.click()
    expect(area).to_have_value("Lea la [guía](https://x.org/a){name}")
    expect(area).to_be_focused()
    page.keyboard.press("Control+9")
    expect(page.locator("#notices")).to_contain_text("Nothing of the source is missing")


def test_a_missing_term_is_offered(page: Any) -> None:
    area = edit(page, 2)
    expect(page.locator(".row.active .piece.term")).to_have_text("1contador de agua")
    page.keyboard.press("Control+1")
    expect(area).to_have_value("contador de agua")
    expect(page.locator(".row.active .piece")).to_have_count(0)


def test_the_length_is_counted_in_characters(page: Any, server: Server) -> None:
    edit(page, 2)
    page.keyboard.insert_text("¿🙂?")
    expect(page.locator(".row.active .length")).to_have_text("3 characters")
    path = server.folder / "locales/es/LC_MESSAGES/b.po"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"#, fuzzy\nmsgid", b"#, fuzzy, max-length:10\nmsgid"))
    page.goto(f"{server.origin}/es/b")
    page.locator("#row-1 .mark").click()
    expect(page.locator(".row.active .length")).to_have_text("14 of 10 characters")
    expect(page.locator(".row.active .length")).to_have_class(re.compile("over"))
    path.write_bytes(before)


def test_concordance_inserts_what_is_selected(page: Any) -> None:
    area = edit(page, 1)
    page.keyboard.type("Vea")
    page.locator("#row-1 .source").get_by_text("guide", exact=False).first.wait_for()
    page.keyboard.press("Control+k")
    page.fill("#concordance-words", "guide")
    hits = page.locator("#concordance li", has_text="b.md")
    expect(hits).to_have_count(2)
    expect(hits.first).to_contain_text("reviewed")
    expect(hits.last).to_contain_text("edited, not approved")
    expect(hits.first.locator(".hit-spot")).to_have_text("guide")
    hits.first.locator("[lang=es]").evaluate("""text => {
      const range = document.createRange();
      range.setStart(text.firstChild, 3);
      range.setEnd(text.firstChild, 13);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    hits.first.get_by_role("button").click()
    expect(area).to_have_value("Vea vieja guía")
    page.keyboard.press("Control+k")
    page.fill("#concordance-words", "no such words")
    expect(page.locator("#concordance [role=status]")).to_contain_text("neither in the memory")
    page.keyboard.press("Escape")
    expect(page.locator("#concordance")).not_to_be_visible()


def test_an_engine_suggests_a_text(page: Any) -> None:
    area = edit(page, 0)
    page.keyboard.press("Control+m")
    suggested = page.locator(".row.active .suggested")
    expect(suggested).to_have_text("VISIT")
    expect(page.locator(".row.active .memories")).to_contain_text("Suggested by upper")
    expect(area).to_have_value("")
    suggested.click()
    expect(area).to_have_value("VISIT")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".row.active .origin")).to_contain_text("From a draft by upper")


def test_several_are_approved_and_undone_together(page: Any, server: Server) -> None:
    page.goto(f"{server.origin}/es/b")
    page.wait_for_selector(".row.active textarea")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    dialog = page.locator("#approving")
    expect(dialog.get_by_role("button", name="Approve")).to_be_disabled()
    dialog.get_by_label("Llegó la guía.").check()
    dialog.get_by_role("button", name="Approve 1 sentence").click()
    expect(page.locator("#counts")).to_have_text("2\u00a0reviewed")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#counts")).to_have_text("1\u00a0reviewed · 1\u00a0edited")


def test_a_phone_has_every_tool(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#tools")
    page.fill("#search", "RAN")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row .hit-spot").first).to_have_text("ran")
    for name in ("Replace…", "Approve…", "Preview"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport()
    expect(page.locator("#order")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
