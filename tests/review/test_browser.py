"""The review page in a real browser, driven as a reviewer drives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog, Entry, State
from tests.review.serving import (
    DOMAIN,
    REVIEWER,
    Server,
    catalog_path,
    make_many,
    make_publication,
    serving,
)

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}

expect = sync_api.expect
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_publication(tmp_path_factory.mktemp("review") / "news")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, "--as", REVIEWER) as running:
        yield running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A folder with a few small articles, and no reviewer's name."""
    folder = tmp_path_factory.mktemp("review") / "small"
    folder.mkdir()
    (folder / "a.md").write_text("# Visit\n\n> Did it rain? Yes.\n\n* Was he there? Yes.\n")
    evil = '<img src=x onerror="alert(1)"> <b onclick="alert(2)">She</b> said so.'
    (folder / "evil.html").write_text(f"<p>{evil}<script>alert(3)</script></p>")
    options = ("--to", "es,fr", "--from", "en", "--as", "")
    with serving(folder, "a.md", "evil.html", *options) as running:
        running.folder = folder
        yield running


class Tab:
    """A page that shows the sample in one language. Any error in the page fails the test."""

    def __init__(
        self,
        browser: Any,
        server: Server,
        language: str = "es",
        domain: str = DOMAIN,
        reviewer: str = "",
        **options: Any,
    ) -> None:
        self.context = browser.new_context(**{"viewport": WIDE} | options)
        if reviewer:
            # A sandboxed frame has no storage.
            name = f"try {{ localStorage.setItem('hexapla:reviewer', '{reviewer}') }} catch {{}}"
            self.context.add_init_script(name)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        self.enter(server)
        self.open(language, domain)

    def enter(self, server: Server) -> None:
        """Open the printed address, which leads to the list."""
        self.server = server
        server.enter(self.page)

    def open(self, language: str, domain: str = DOMAIN) -> None:
        """The article in a language; its first sentence to review is active."""
        self.page.goto(f"{self.server.origin}/{language}/{domain}")
        self.page.wait_for_selector(".row.active textarea")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        expect(self.page.locator("#saving")).to_have_text("Saved")

    @property
    def active(self) -> int:
        return int(self.page.get_attribute(".row.active", "data-at"))

    @property
    def area(self) -> Any:
        return self.page.locator(".row.active .target textarea").first

    def write(self, text: str) -> None:
        """Put a text into the editor, like pasting or an input method."""
        self.area.focus()
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def counts(self) -> str:
        return str(self.page.text_content("#counts"))

    def close(self) -> None:
        self.context.close()
        assert self.errors == []


@pytest.fixture
def tab(browser: Any, server: Server, request: pytest.FixtureRequest) -> Iterator[Tab]:
    opened = Tab(browser, server, *getattr(request, "param", ()))
    yield opened
    opened.close()


def entry(folder: Path, locale: str, at: int) -> Entry:
    return Catalog.load(catalog_path(folder, locale)).entries[at]


def in_language(tag: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("tab", [(tag,)], indirect=True, ids=[tag])


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(WIDE, marks=pytest.mark.slow)], ids=["phone", "wide"]
)
def test_the_list_fills_in_without_moving(browser: Any, tmp_path: Path, size: Any) -> None:
    folder = make_many(tmp_path / "many", 60)
    (folder / "news/rain-002.txt").write_text("")
    places = """() => [...document.querySelectorAll("h2, #search")].map(
      (one) => one.getBoundingClientRect().top)"""
    with serving(folder, "--as", REVIEWER) as server:
        page = browser.new_page(viewport=size)
        nothing = {"seen": 0, "cells": [], "read": 0, "articles": 60}
        page.route("**/api/progress*", lambda route: route.fulfill(json=nothing))
        page.goto(server.url)
        cell = page.locator(".cell").nth(1)
        cell.focus()
        expect(page.locator("#reading")).to_contain_text("Read 0 of 60 articles")
        expect(cell.locator(".left")).to_have_text("…")
        before = page.evaluate(places)
        assert page.locator(".cell").count() < 120  # rows far away are not drawn
        page.unroute("**/api/progress*")
        words = "4,720 of 4,720 sentences to review · 2 translations can't be read"
        expect(page.locator("#reading")).to_have_text(words)
        expect(cell.locator(".left")).to_have_text("40 to review")
        assert cell.evaluate("cell => cell === document.activeElement")
        expect(page.locator(".cell.failed .states").first).to_contain_text("has nothing to transl")
        assert page.evaluate(places) == before
        page.fill("#search", "RAIN-05")
        expect(page.locator("h2:visible")).to_have_count(10)
        expect(page.locator(".cell:visible .left").last).to_have_text("40 to review")
        page.fill("#search", "snow")
        expect(page.locator("#nothing")).to_be_visible()
        page.fill("#search", "rain-0")
        section = page.locator("section", has_text="rain-050")
        section.locator("h2").scroll_into_view_if_needed()
        section.locator(".cell").last.click()
        page.wait_for_selector(".row.active textarea")
        page.click("nav a")  # back to the list, as it was before
        expect(page.locator("#search")).to_have_value("rain-0")
        expect(section.locator("h2")).to_be_in_viewport()
        page.close()


@in_language("es")
def test_edit_approve_and_undo_by_keyboard(tab: Tab, folder: Path) -> None:
    before = catalog_path(folder).read_text("utf-8").partition("\n\n")[2]
    assert tab.active == 3  # the first that needs review
    tab.press("e", "Control+End")
    tab.page.keyboard.type(" ¿Qué añadió? ¡Sí!")
    # It appears by itself while nothing is approved yet.
    expect(tab.page.locator("#row-3")).to_have_class(re.compile("edited"))
    assert entry(folder, "es", 3).state is State.EDITED
    assert entry(folder, "es", 3).msgstr.endswith("¿Qué añadió? ¡Sí!")
    expect(tab.page.locator(".row.active .origin")).to_contain_text("Edited from a draft by argos")
    tab.press("Control+Enter")
    tab.saved()
    assert entry(folder, "es", 3).state is State.REVIEWED
    assert tab.active == 4
    assert tab.area.evaluate("area => area === document.activeElement")
    tab.press("Escape", "z", "z")
    expect(tab.page.locator("#row-3")).to_have_class(re.compile("draft"))
    tab.saved()
    assert catalog_path(folder).read_text("utf-8").partition("\n\n")[2] == before


@in_language("ru")
def test_undo_right_after_typing_undoes_what_was_typed(tab: Tab, folder: Path) -> None:
    before = tab.area.input_value()
    tab.write("Другой текст.")
    tab.press("Escape", "z")
    expect(tab.area).to_have_value(before)
    tab.saved()
    assert entry(folder, "ru", tab.active).msgstr == before


@in_language("ar")
def test_arabic_is_written_from_right_to_left(tab: Tab, folder: Path) -> None:
    assert tab.area.evaluate("area => getComputedStyle(area).direction") == "rtl"
    assert tab.area.get_attribute("lang") == "ar"
    assert (
        tab.page.evaluate("getComputedStyle(document.querySelector('.source p')).direction")
        == "ltr"
    )
    tab.write("العملية العسكرية لم تسفر عن نتائج.")
    tab.press("Control+Enter")
    tab.saved()
    assert entry(folder, "ar", 3).msgstr == "العملية العسكرية لم تسفر عن نتائج."
    assert entry(folder, "ar", 3).state is State.REVIEWED


@in_language("zh-Hans")
def test_chinese_through_an_input_method(tab: Tab, folder: Path) -> None:
    before = entry(folder, "zh_Hans", 3).msgstr
    tab.press("e", "Control+End")
    keyboard = tab.context.new_cdp_session(tab.page)
    for typed in ("n", "ni", "ni h", "ni hao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    keyboard.send("Input.insertText", {"text": "你好"})
    assert tab.area.input_value() == f"{before}你好"
    tab.press("Control+Shift+Enter")
    tab.saved()
    assert entry(folder, "zh_Hans", 3).msgstr == f"{before}你好"
    assert tab.active == 3


@in_language("de")
def test_filters_order_and_search(tab: Tab) -> None:
    page = tab.page
    rows = page.locator(".row")
    page.click("[data-filter=stale]")
    expect(rows).to_have_count(1)
    expect(page.locator(".was del")).to_have_text("together")
    expect(page.locator(".was ins")).to_have_text("jointly")
    page.click("[data-filter=review]")
    expect(rows).to_have_count(10)
    expect(page.locator("[data-filter=findings]")).to_contain_text(re.compile(r"\d"))
    page.click("[data-filter=findings]")
    assert "4" in [row.get_attribute("data-at") for row in rows.all()]
    page.click("[data-filter=all]")
    page.select_option("#order", "risk")
    assert rows.first.get_attribute("data-at") in ("4", "9")
    page.select_option("#order", "article")
    page.fill("#search", "obama")
    expect(rows).to_have_count(1)
    page.fill("#search", "no such words")
    expect(page.locator(".nothing")).to_be_visible()
    tab.open("de")
    expect(page.locator("[data-filter=visit] .count")).to_have_text(" 0")


@in_language("fr")
def test_an_outside_edit_of_the_same_sentence_is_asked_about(tab: Tab, folder: Path) -> None:
    path = catalog_path(folder, "fr")

    def outside(text: str, other: str) -> None:
        catalog = Catalog.load(path)
        entries = list(catalog.entries)
        entries[3] = entries[3].edit(msgstr=text)
        entries[6] = entries[6].edit(msgstr=other)
        catalog.with_entries(entries).save()

    tab.write("Ma version.")
    outside("Leur version.", "Autre phrase.")
    tab.press("Control+Shift+Enter")
    dialog = tab.page.locator("#conflict")
    expect(dialog).to_contain_text("Leur version.")
    assert dialog.locator("textarea").input_value() == "Ma version."
    assert entry(folder, "fr", 3).msgstr == "Leur version."
    dialog.locator("textarea").fill("Notre version.")
    dialog.get_by_role("button", name="Approve mine").click()
    tab.saved()
    expect(dialog).to_be_hidden()
    expect(tab.page.locator("#row-6")).to_contain_text("Autre phrase.")
    assert entry(folder, "fr", 3).msgstr == "Notre version."
    assert entry(folder, "fr", 3).state is State.REVIEWED
    assert entry(folder, "fr", 6).msgstr == "Autre phrase."

    tab.write("Encore la mienne.")
    outside("Encore la leur.", "Autre phrase.")
    tab.press("Control+Enter")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(tab.page.locator("#row-3")).to_contain_text("Encore la leur.")
    assert entry(folder, "fr", 3).msgstr == "Encore la leur."


def test_nothing_is_lost_when_the_server_dies(browser: Any, tmp_path: Path) -> None:
    folder = make_publication(tmp_path / "news")
    with serving(folder, "--to", "es", "--as", REVIEWER) as first:
        tab = Tab(browser, first)
        tab.write("Lo que nunca se guardó.")
        first.kill()
        tab.press("Control+Shift+Enter")
        expect(tab.page.locator("#saving")).to_contain_text("kept in this browser")
    tab.page.close()  # and the browser's page with it
    tab.page = tab.context.new_page()
    with serving(folder, "--to", "es", "--as", REVIEWER, port=first.port) as second:
        tab.enter(second)
        tab.open("es")
        assert tab.area.input_value() == "Lo que nunca se guardó."
        expect(tab.page.locator(".recovered")).to_contain_text("never saved")
        assert entry(folder, "es", 3).state is State.DRAFT
        tab.page.locator("#notices").get_by_role("button", name="Save").click()
        tab.saved()
        assert entry(folder, "es", 3).msgstr == "Lo que nunca se guardó."
        assert entry(folder, "es", 3).state is State.REVIEWED
    tab.close()


@in_language("ru")
def test_a_note_is_a_comment_in_the_catalog(tab: Tab, folder: Path) -> None:
    tab.press("n")
    tab.page.keyboard.type("Спросить редакцию.")
    tab.press("Control+Enter")
    expect(tab.page.locator(".row.active .note")).to_contain_text("Спросить редакцию.")
    tab.saved()
    assert "Спросить редакцию." in entry(folder, "ru", 3).comments


def test_a_repeated_sentence_is_translated_differently(browser: Any, small: Server) -> None:
    tab = Tab(browser, small, "es", "a", REVIEWER)
    for kind in ("#row-0 .source h2", "#row-1 .source blockquote", ".list-item #row-3"):
        expect(tab.page.locator(kind)).to_be_visible()
    tab.page.locator("#row-4").click()
    origin = tab.page.locator(".row.active .origin")
    expect(origin).to_contain_text("occurs 2 times in this article")
    tab.press("Escape", "h")
    expect(origin).to_contain_text("only for this place")
    tab.write("Claro.")
    tab.press("Control+Enter")
    tab.saved()
    expect(tab.page.locator("#row-2 .target")).to_contain_text("not translated")
    path = small.folder / "locales/es/LC_MESSAGES/a.po"
    (apart,) = [one for one in Catalog.load(path).entries if one.context]
    assert (apart.context, apart.msgstr) == ("after: Was he there?", "Claro.")
    tab.press("Escape", "z", "z", "z")
    expect(tab.page.locator("#row-4 .origin")).to_contain_text("occurs 2 times")
    tab.saved()
    assert not [one for one in Catalog.load(path).entries if one.context]
    tab.close()


@in_language("de")
def test_search_and_replace_with_a_preview(tab: Tab, folder: Path) -> None:
    tab.press("r")
    page = tab.page
    page.fill("#replace-pattern", "Syrien")
    expect(page.locator("#replace li .hit-spot").first).to_have_text("Syrien")
    page.fill("#replace-with", "SYRIEN")
    expect(page.locator("#replace li ins").first).to_have_text("SYRIEN")
    boxes = page.locator("#replace .results input")
    assert boxes.count() > 3
    for box in boxes.all()[1:]:
        box.uncheck()
    page.get_by_role("button", name="Replace in 1 sentence").click()
    tab.saved()
    text = catalog_path(folder, "de").read_text("utf-8")
    assert "SYRIEN" in text
    tab.press("z")
    expect(page.locator("#row-0")).not_to_contain_text("SYRIEN")
    tab.saved()


@in_language("es")
def test_the_preview_follows_typed_text(tab: Tab) -> None:
    tab.press("p")
    here = tab.page.locator("#preview .here")
    expect(here).to_contain_text("La operación militar")
    tab.press("e", "Control+End")
    tab.page.keyboard.type(" Y más.")
    expect(here).to_contain_text("Y más.")
    expect(tab.page.locator("#preview .sentence.stale")).to_contain_text("Putin urges EU")
    tab.press("Escape", "j", "j")
    expect(here).to_have_attribute("data-at", "5")
    tab.page.get_by_role("button", name="As published").click()
    frame = tab.page.frame_locator("#preview iframe")
    expect(frame.locator("body")).to_contain_text("Putin: la operación")


def test_help_lists_the_keys_and_single_keys_can_be_switched_off(tab: Tab) -> None:
    tab.press("?")
    dialog = tab.page.locator("#help")
    expect(dialog).to_contain_text("Approve, then go to the next one to review")
    dialog.get_by_role("checkbox").uncheck()
    tab.press("Escape")
    expect(dialog).not_to_be_visible()
    before = tab.active
    tab.press("s")
    assert tab.active == before
    tab.press("ArrowDown")
    tab.page.wait_for_selector(f'.row.active[data-at="{before + 1}"]')


def test_findings_are_live_and_lead_to_the_words(tab: Tab) -> None:
    tab.page.locator("#row-4").click()
    findings = tab.page.locator(".row.active .findings")
    expect(findings).to_contain_text("100 became 10")
    tab.write("«Les pedimos: dennos los blancos terroristas al 100 %, y no estaban preparados.")
    expect(findings).not_to_contain_text("became")
    tab.write("«Les pedimos: dennos los blancos terroristas al 12 %, y no estaban preparados.")
    findings.get_by_role("button", name="Go to 12").click()
    selected = tab.area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert selected == "12"


def test_markup_of_an_article_stays_text(browser: Any, small: Server) -> None:
    tab = Tab(browser, small, "es", "evil", REVIEWER)
    tab.press("p")
    tab.write('<script>alert(4)</script><b onclick="alert(5)">Ella</b> lo dijo.')
    tab.press("Control+Shift+Enter")
    tab.saved()
    tab.page.get_by_role("button", name="As published").click()
    tab.page.frame_locator("#preview iframe").locator("b").wait_for()
    assert tab.page.locator("main script, main img, [onclick]").count() == 0
    tab.close()


def test_the_reviewer_s_name_is_asked_for(browser: Any, small: Server) -> None:
    tab = Tab(browser, small, "fr", "a")
    tab.press("Escape")  # not now
    tab.write("Visite.")
    tab.press("Control+Shift+Enter")
    tab.page.fill("#name-field", "Bo Li <bo@example.org>")
    tab.press("Enter")
    expect(tab.page.locator("#row-0")).to_have_class(re.compile("reviewed"))
    tab.saved()
    catalog = Catalog.load(small.folder / "locales/fr/LC_MESSAGES/a.po")
    assert catalog.headers["Last-Translator"] == "Bo Li <bo@example.org>"
    tab.close()


def test_markup_keeps_its_direction_in_a_text_from_right_to_left(
    browser: Any, server: Server, folder: Path
) -> None:
    tab = Tab(browser, server, "ar")
    style = """() => {
      const one = document.createElement("span");
      one.className = "markup";
      document.querySelector(".row .target, .row textarea").parentElement.append(one);
      const {unicodeBidi, direction} = getComputedStyle(one);
      return [unicodeBidi, direction];
    }"""
    assert tab.page.evaluate(style) == ["isolate", "ltr"]
    tab.close()


def test_a_phone_is_wide_enough(browser: Any, server: Server, folder: Path) -> None:
    tab = Tab(browser, server, "de", viewport=PHONE, has_touch=True, is_mobile=True)
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["width"]
    row = tab.active
    tab.page.get_by_role("button", name="Approve and next").tap()
    tab.saved()
    assert tab.active > row
    assert entry(folder, "de", row).state is State.REVIEWED
    tab.page.tap("[data-command=undo]")
    expect(tab.page.locator(f"#row-{row}")).to_have_class(re.compile("draft"))
    tab.close()


def test_a_clicked_row_does_not_move(browser: Any, server: Server) -> None:
    tab = Tab(browser, server, "fr", viewport=PHONE)
    # The place of the row once it doesn't change any more.
    top = """() => new Promise((done) => {
      const look = (last) => {
        const now = document.querySelector("#row-7").getBoundingClientRect().top;
        if (now === last) done(now);
        else setTimeout(look, 200, now);
      };
      look();
    })"""
    mark = tab.page.locator("#row-7 .mark")
    mark.scroll_into_view_if_needed()
    before = tab.page.evaluate(top)
    mark.click()
    assert tab.active == 7
    assert abs(tab.page.evaluate(top) - before) < 2
    tab.close()


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 390),
        pytest.param("light", 390, marks=pytest.mark.slow),
        pytest.param("dark", 1280, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_no_violation(browser: Any, server: Server, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab = Tab(browser, server, "ar", color_scheme=scheme, viewport={"width": width, "height": 900})
    page = tab.page

    def check(state: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"

    page.locator("#row-4").click()
    expect(page.locator(".findings li").first).to_be_visible()
    tab.press("Escape")
    tab.press("p")
    check("article with preview")
    tab.press("p", "?")
    check("help")
    tab.press("Escape", "r")
    page.fill("#replace-pattern", "سوريا")
    page.fill("#replace-with", "x")
    expect(page.locator("#replace li").first).to_be_visible()
    check("search and replace")
    tab.press("Escape", "c")
    page.fill("#concordance-words", "سوريا")
    expect(page.locator("#concordance li").first).to_be_visible()
    check("concordance")
    tab.press("Escape", "b")
    expect(page.locator("#approving li").first).to_be_visible()
    check("approving")
    tab.press("Escape")
    if width > 740:
        tab.press("n")
        check("note")
        tab.press("Escape")
        page.click("[data-filter=stale]")
        check("stale")
        page.click("#reviewer")
        check("name")
    page.goto(server.origin)
    expect(page.locator(".states").first).to_contain_text("reviewed")
    check("list")
    tab.close()
