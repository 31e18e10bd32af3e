"""Every keyboard shortcut works in the page, is in its help, and has a button with its title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog
from hexapla.review.shortcuts import SHORTCUTS, Shortcut, When
from tests.review.serving import (
    DOMAIN,
    REVIEWER,
    Server,
    catalog_path,
    make_publication,
    serving,
)

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

MEMORY = 12  # the row of the sample for which memory has five matches

# Everything in the page that a shortcut can change. The counts and the marks of the rows show
# changes that were saved.
VISIBLE = """() => JSON.stringify([
  document.activeElement.outerHTML.slice(0, 200),
  document.querySelector(".row.active").dataset.at,
  document.querySelector(".row.active textarea").value,
  [...document.querySelectorAll("dialog[open], #notices p, .note textarea")].map((one) => one.id),
  document.querySelector(".memories").textContent,
  [...document.querySelectorAll("[aria-pressed=true]")].map((one) => one.textContent),
  document.querySelector("#order").value,
  document.querySelector("#counts").textContent,
])"""


TEXT = """() => document.querySelector(".row.active textarea").value"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample with five more articles, whose translations are matches for one sentence."""
    folder = make_publication(tmp_path_factory.mktemp("shortcuts") / "news")
    path = catalog_path(folder)
    catalog = Catalog.load(path)
    shared = catalog.entries[MEMORY].msgid
    for number in range(5):
        similar = catalog.entries[MEMORY].edit(
            msgid=f"{shared} {number}", msgstr=f"Traducción {number}.", flags=(), comments=()
        )
        catalog.with_entries([similar]).save(path.with_name(f"other-{number}.po"))
    with serving(folder, "--to", "es", "--as", REVIEWER) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The sample's page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    server.enter(opened)
    opened.goto(f"{server.origin}/es/{DOMAIN}")
    opened.wait_for_selector(".row.active textarea")
    yield opened
    context.close()


def prepare(page: Any, shortcut: Shortcut) -> None:
    """Activate a row in which the shortcut has an effect."""
    # A row that is being saved is about to change its state.
    saved = "() => !document.querySelector('#saving').textContent.startsWith('Saving')"
    page.wait_for_function(saved)
    page.evaluate("document.querySelectorAll('dialog[open]').forEach((one) => one.close())")
    page.evaluate("document.querySelector('#notices').replaceChildren()")
    page.locator("#flow").focus()
    page.click("[data-filter=all]")
    page.select_option("#order", "article")
    kind = "reviewed" if shortcut.command == "reopen" else "draft"
    # The tests of memory need their row unchanged, in whatever order tests run.
    row = page.locator(f".row.{kind}:not(#row-{MEMORY})").nth(1)
    if shortcut.command == "memory":
        row.locator(".mark").click()  # leave the row, so that its matches are fetched again
        row = page.locator(f"#row-{MEMORY}")
    row.locator(".mark").click()
    if shortcut.command == "memory":
        page.wait_for_selector(".row.active .hit >> nth=4")
    editing = shortcut.when is When.EDITING or shortcut.command == "read"
    page.locator(".row.active .target textarea" if editing else "#flow").first.focus()


def cases() -> Iterator[Any]:
    """Each shortcut with each of its keys; of many keys, those between the first and the last one
    are slow.
    """
    for shortcut in SHORTCUTS:
        for key in shortcut.keys:
            between = len(shortcut.keys) > 2 and key not in (shortcut.keys[0], shortcut.keys[-1])
            marks = (pytest.mark.slow,) if between else ()
            yield pytest.param(shortcut, key, id=f"{shortcut.command}-{key}", marks=marks)


@pytest.mark.parametrize(("shortcut", "key"), list(cases()))
def test_every_key_has_an_effect(page: Any, shortcut: Shortcut, key: str) -> None:
    prepare(page, shortcut)
    before, text_before = page.evaluate(VISIBLE), page.evaluate(TEXT)
    page.keyboard.press(key)
    page.wait_for_function(f"(before) => ({VISIBLE})() !== before", arg=before, timeout=10_000)
    if shortcut.command == "memory":
        assert page.evaluate(TEXT) == f"Traducción {shortcut.keys.index(key)}."
        page.keyboard.press("Escape")
        page.keyboard.press("z")
        page.wait_for_function(f"(before) => ({TEXT})() === before", arg=text_before)


def test_a_shortcut_works_on_a_keyboard_of_another_script(page: Any) -> None:
    prepare(page, SHORTCUTS[0])
    press = """key => document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key, code: "KeyR", bubbles: true }))"""
    page.evaluate(press, "к")
    assert page.locator("#replace").is_visible()


def test_the_help_lists_the_table(page: Any) -> None:
    prepare(page, SHORTCUTS[0])
    page.keyboard.press("?")
    lines = page.evaluate("""() => [...document.querySelectorAll("#help dt")].map((one) => [
      one.closest("section").querySelector("h3").textContent,
      one.textContent,
      one.nextElementSibling.textContent,
    ])""")
    assert lines == [[one.when.value, " ".join(one.labels), one.effect] for one in SHORTCUTS]


def test_the_title_of_a_button_names_its_keys(page: Any) -> None:
    prepare(page, SHORTCUTS[0])
    buttons = page.locator("[data-command]").all()
    commands = {button.get_attribute("data-command") for button in buttons}
    assert {"approve-next", "undo", "draft", "replace", "preview", "help"} <= commands
    for button in buttons:
        command = button.get_attribute("data-command")
        rows = [one for one in SHORTCUTS if one.command == command]
        labels = ", ".join(label for row in rows for label in row.labels)
        assert button.get_attribute("title") == f"{rows[0].effect} ({labels})"
        keys = " ".join(key for row in rows for key in row.keys)
        assert button.get_attribute("aria-keyshortcuts") == keys


def test_a_new_shortcut_is_a_row_and_a_function(page: Any) -> None:
    """After these two are added, the key works and the help lists it."""

    def add_row(route: Any) -> None:
        def row(found: re.Match[str]) -> str:
            groups = json.loads(found[2])
            toy = {"command": "toy", "keys": ["y"], "labels": ["y"], "effect": "Play"}
            groups[0]["shortcuts"].append(toy)
            return found[1] + json.dumps(groups) + found[3]

        response = route.fetch()
        text = re.sub(r'(id="shortcuts">)(.*?)(</script>)', row, response.text(), count=1)
        route.fulfill(response=response, body=text)

    def add_function(route: Any) -> None:
        response = route.fetch()
        begin = "const commandsForArticle = {\n"
        assert begin in response.text()
        text = response.text().replace(begin, f'{begin}  toy: () => notify("A toy."),\n')
        route.fulfill(response=response, body=text)

    tab = page.context.new_page()
    tab.route(f"**/es/{DOMAIN}", add_row)
    tab.route("**/static/main.js", add_function)
    tab.goto(page.url)
    tab.wait_for_selector(".row.active textarea")
    tab.keyboard.press("y")
    assert tab.locator("#notices").inner_text().startswith("A toy.")
    tab.keyboard.press("?")
    assert "Play" in tab.locator("#help").inner_text()
    tab.close()
