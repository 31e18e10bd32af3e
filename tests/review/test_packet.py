"""A packet in a real browser, opened from the disk, as someone without Hexapla uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.signing import reviewers
from hexapla.languages import Language
from hexapla.publication.publication import Publication
from hexapla.review import answer, packet, returning
from hexapla.review.review import Review
from hexapla.review.shortcuts import SHORTCUTS
from hexapla.words import words_in
from tests.review.serving import catalog_path, make_publication

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

PHONE = {"width": 390, "height": 844}
NAME = "Bo Li <bo@example.org>"
# Storage that a browser refuses to a page, as some do for files.
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); } })"""

expect = sync_api.expect
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_publication(tmp_path_factory.mktemp("packet") / "news")


@pytest.fixture(scope="module")
def packets(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packets of the sample, by language."""
    out = tmp_path_factory.mktemp("sent")
    for tag in ("es", "ar", "zh-Hans"):
        write(folder, out / f"{tag}.html", tag)
    return out


def write(folder: Path, path: Path, tag: str, *articles: str, source: str | None = None) -> Path:
    publication = Publication.open(folder)
    chosen = publication.articles([folder / name for name in articles])
    targets = [(article, [Language(tag)]) for article in chosen]
    glossary = publication.layout.glossary()
    own = Language(source) if source else None
    review = Review(publication, targets, source=own, glossary=glossary)
    packet.write(review, path)
    review.close()
    return path


def take_in(folder: Path, path: Path) -> list[returning.Returned]:
    return returning.take_in(Publication.open(folder), answer.read(path))


class Tab:
    """A packet in a browser. Errors, dialogs and requests of the page fail the test."""

    def __init__(
        self, browser: Any, path: Path, *, name: str = NAME, script: str = "", **options: Any
    ) -> None:
        size = {"viewport": {"width": 1280, "height": 900}}
        self.context = browser.new_context(**size | options)
        if script:
            self.context.add_init_script(script)
        self.path = path
        self.problems: list[str] = []
        self.page = self.open()
        if name:
            self.page.fill("#name-field", name)
            self.press("Enter")
            expect(self.page.locator("#name")).to_be_hidden()

    def open(self) -> Any:
        """Open the packet in a window of the same browser."""
        page = self.context.new_page()
        note = self.problems.append
        page.on("pageerror", lambda error: note(str(error)))
        page.on("dialog", lambda dialog: (note(dialog.message), dialog.dismiss()))
        page.on("console", lambda said: note(said.text) if said.type == "error" else None)
        page.on("request", lambda one: note(one.url) if one.url.startswith("http") else None)
        page.goto(self.path.as_uri())
        page.wait_for_selector(".row.active textarea")
        self.words = words_in(page.evaluate("document.documentElement.lang"), "review")
        return page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def area(self) -> Any:
        return self.page.locator(".row.active .target textarea").first

    def row(self, at: int) -> Any:
        return self.page.locator(f"#row-{at}")

    def write(self, text: str) -> None:
        self.area.focus()
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def says(self, text: str | re.Pattern[str]) -> None:
        """Wait for what the header says about the work."""
        said = self.words(text) if isinstance(text, str) else text
        expect(self.page.locator("#saving")).to_have_text(said)

    def save(self, path: Path) -> Path:
        """Save the answer by keyboard."""
        with self.page.expect_download() as download:
            self.press("Control+s")
        download.value.save_as(path)
        self.says("Your answer is saved as a file")
        return path

    def close(self) -> None:
        self.context.close()
        assert self.problems == []


def entry(folder: Path, locale: str, at: int) -> Entry:
    return Catalog.load(catalog_path(folder, locale)).entries[at]


KEPT = "Kept in this browser, not yet in your answer"


def test_work_by_keyboard_comes_back_to_the_catalog(
    browser: Any, folder: Path, packets: Path, tmp_path: Path
) -> None:
    tab = Tab(browser, packets / "es.html")
    tab.press("e", "Control+End")
    tab.page.keyboard.type(" ¿Sí?")
    tab.press("Control+Enter")
    expect(tab.row(3)).to_have_class(re.compile("reviewed"))
    expect(tab.row(4)).to_have_class(re.compile("active"))
    tab.press("Escape", "n")
    tab.page.keyboard.type("Preguntar.")
    tab.press("Control+Enter")
    tab.says(KEPT)
    tab.press("j", "j", "a", "z")  # approved and taken back
    # Another day: everything is still there, and nobody asks for a name.
    tab.page.close()
    tab.page = tab.open()
    expect(tab.row(3)).to_contain_text("¿Sí?")
    tab.row(3).locator(".mark").click()
    expect(tab.row(3).locator(".origin")).to_contain_text("revisada por Bo Li")
    expect(tab.page.locator("#reviewer")).to_have_text("Bo Li")
    tab.says(KEPT)
    path = tab.save(tmp_path / "answer.json")
    tab.close()

    (done,) = take_in(folder, path)
    assert (done.changed, done.reviewed, done.problems) == (2, 1, ())
    first = entry(folder, "es", 3)
    assert (first.state, first.msgstr[-5:]) == (State.REVIEWED, " ¿Sí?")
    assert [one.name for one in reviewers(first)] == ["Bo Li"]
    assert "Preguntar." in entry(folder, "es", 4).comments
    before = catalog_path(folder).read_bytes()
    assert take_in(folder, path)[0].changed == 0
    assert catalog_path(folder).read_bytes() == before


def test_leaving_with_work_that_is_in_no_answer_warns(
    browser: Any, packets: Path, tmp_path: Path
) -> None:
    tab = Tab(browser, packets / "zh-Hans.html")
    tab.write("你好。")
    tab.press("Control+Shift+Enter")
    tab.says(KEPT)
    with tab.page.expect_event("dialog") as asked:
        tab.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    tab.problems.clear()
    tab.save(tmp_path / "answer.json")
    tab.page.close(run_before_unload=True)
    tab.close()


@pytest.mark.slow
def test_two_windows_don_t_overwrite_each_other(browser: Any, packets: Path) -> None:
    tab = Tab(browser, packets / "es.html")
    other = tab.open()
    tab.write("Una versión.")
    tab.press("Control+Shift+Enter")
    expect(tab.row(3)).to_have_class(re.compile("reviewed"))
    expect(other.locator("#row-3")).to_have_class(re.compile("reviewed"))
    other.locator("#row-3 .mark").click()
    tab.write("Una versión más.")
    other.locator(".row.active .target textarea").fill("Otra versión.")
    tab.press("Control+Shift+Enter")
    tab.says(KEPT)
    other.keyboard.press("Control+Shift+Enter")
    dialog = other.locator("#conflict")
    expect(dialog).to_contain_text("Una versión más.")
    dialog.get_by_role("button", name=tab.words("Approve mine")).click()
    tab.press("Escape")
    expect(tab.area).to_have_value("Otra versión.")
    tab.close()


def test_a_browser_that_keeps_nothing_says_so_and_opens_the_answer(
    browser: Any, packets: Path, tmp_path: Path
) -> None:
    tab = Tab(browser, packets / "es.html", script=NO_STORAGE)
    expect(tab.page.locator("#notices")).to_contain_text("Este navegador no conserva nada")
    tab.write("Lo nuevo.")
    tab.press("Control+Enter")
    tab.says("Not kept by this browser: save your answer")
    path = tab.save(tmp_path / "answer.json")
    tab.page.reload()
    tab.page.wait_for_selector(".row.active textarea")
    tab.press("Escape")  # the name is asked for again
    expect(tab.area).not_to_have_value("Lo nuevo.")
    (tmp_path / "other.json").write_text('{"schema": "hexapla.answer/1", "packet": "x"}')
    for other in (packets / "es.html", tmp_path / "other.json"):
        tab.page.set_input_files("#answer-file", other)
        expect(tab.page.locator("#notices")).to_contain_text("Este archivo")
        tab.page.locator("#notices button").last.click()
    tab.page.set_input_files("#answer-file", path)
    expect(tab.row(3)).to_have_class(re.compile("reviewed"))
    expect(tab.area).to_have_value("Lo nuevo.")
    tab.close()


def test_a_page_that_the_browser_saved_has_the_answer(
    browser: Any, packets: Path, tmp_path: Path
) -> None:
    tab = Tab(browser, packets / "es.html")
    tab.write("Nadie < 1 & nadie > 2.")
    tab.press("Control+Enter")
    tab.page.wait_for_function("() => document.querySelector('#answer').textContent")
    (tmp_path / "saved.html").write_text(tab.page.content(), "utf-8")
    tab.close()
    (decisions,) = answer.read(tmp_path / "saved.html").articles.values()
    assert [one.text for one in decisions] == ["Nadie < 1 & nadie > 2."]
    # It goes on where it was saved.
    again = Tab(browser, tmp_path / "saved.html")
    expect(again.row(3)).to_contain_text("Nadie < 1 & nadie > 2.")
    # The styles of the drawn rows are in the file, too, where the policy forbids them.
    again.problems = [one for one in again.problems if "inline style" not in one]
    again.close()


EVIL = (
    "</script><script>alert(1)</script><!--<script> & \u2028 "
    "<img src=//example.org/x onerror=alert(2)>"
)


def test_an_article_can_t_break_out_of_its_packet(browser: Any, tmp_path: Path) -> None:
    folder = tmp_path / EVIL.partition("/")[0].strip("<")
    (folder / "x").mkdir(parents=True)
    (folder / "x/evil.txt").write_text(f"It rained. {EVIL} It rained.\n", "utf-8")
    publication = Publication.open(folder)
    (article,) = publication.articles([folder / "x/evil.txt"])
    publication.extract(publication.prepare(article, Language("en")), [Language("es")])
    path = write(folder, tmp_path / "p.html", "es", "x/evil.txt", source="en")
    assert "alert(1)</script" not in path.read_text("utf-8")
    tab = Tab(browser, path)
    tab.write(f"Llovió. {EVIL}")
    tab.press("Control+Enter", "p")
    expect(tab.page.locator("#row-0")).to_contain_text("alert(1)")
    assert tab.page.locator("main script, main img").count() == 0
    tab.close()


def test_typed_text_is_checked_as_far_as_the_page_can(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/glossary.csv").write_text("term,note,es,es-not\nroad,,camino,vía\n")
    source = "The <b>road</b> was closed in 1,250 places for {days} days, and nobody knew why."
    (tmp_path / "a/a.html").write_text(f"<p>{source}</p>")
    publication = Publication.open(tmp_path)
    (article,) = publication.articles([tmp_path / "a/a.html"])
    publication.extract(publication.prepare(article, Language("en")), [Language("es")])
    tab = Tab(browser, write(tmp_path, tmp_path / "p.html", "es", "a/a.html", source="en"))
    findings = tab.page.locator(".row.active .findings")
    good = "El <b>camino</b> se cerró en 1.250 lugares durante {days} días, y nadie supo por qué."
    tab.write(good)
    expect(findings.locator("li")).to_have_count(0)
    arabic = good.replace("1.250", "١٬٢٥٠")
    tab.write(arabic)
    expect(findings.locator("li")).to_have_count(0)
    for old, new, said in (
        ("<b>camino</b>", "camino", "<b> no está en la traducción"),
        ("{days}", "{dias}", "{days} no está en la traducción"),
        ("1.250", "1.520", "el número 1250 no está en la traducción"),
        ("1.250", "1.250 o 333", "el número 333 no está en el original"),
        (good, "<b>No</b> 1250 {days}.", "demasiado corta"),
        (
            good,
            f"{good} {good.replace('1.250', '').replace('{days}', '')} {good}",
            "demasiado larga",
        ),
    ):
        tab.write(good.replace(old, new))
        expect(findings).to_contain_text(said)
    tab.write(good.replace("1.250", "1.520"))
    # A person takes a while between pressing and releasing.
    findings.get_by_role("button", name=tab.words("Not a fault")).first.click(delay=50)
    expect(findings).not_to_contain_text("número")
    tab.close()


@pytest.mark.slow
def test_notes_replacing_and_approving_many(browser: Any, packets: Path, tmp_path: Path) -> None:
    tab = Tab(browser, packets / "es.html")
    page = tab.page
    tab.press("r")
    page.fill("#replace-pattern", "(Sir)ia")
    page.get_by_role("checkbox", name=tab.words("Regular expression")).check()
    page.fill("#replace-with", "\\1ya")
    expect(page.locator("#replace li ins").first).to_have_text("Sirya")
    page.locator("#replace .primary").click()
    expect(tab.row(0)).to_contain_text("Sirya")
    tab.press("z")
    expect(tab.row(0)).not_to_contain_text("Sirya")
    tab.press("b")
    page.select_option("#approving-kind", "all")
    page.check("#approving-every")
    page.locator("#approving .primary", has_text="8").click()
    expect(page.locator("#counts")).to_contain_text("32\u00a0revisada")
    tab.press("?")
    help_text = page.locator("#help").inner_text()
    assert tab.words("Save your answer as a file") in help_text
    promise = (
        "Everything is in this page, and nothing is sent. Your work is kept in this browser: "
        "choose “Save answer” when you are done, and send back the file that it makes."
    )
    assert tab.words(promise) in help_text
    for shortcut in SHORTCUTS:
        assert (tab.words(shortcut.effect) not in help_text) == shortcut.needs_server
    tab.press("Escape", "c", "m", "h")
    saved = json.loads(tab.save(tmp_path / "answer.json").read_text("utf-8"))
    assert len(saved["articles"][0]["entries"]) == 8
    tab.close()


@pytest.mark.parametrize(
    ("tag", "scheme", "width"),
    [
        ("ar", "dark", 390),
        pytest.param("zh-Hans", "light", 1280, marks=pytest.mark.slow),
        pytest.param("es", "dark", 1280, marks=pytest.mark.slow),
        pytest.param("zh-Hans", "dark", 390, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_no_violation(
    browser: Any, packets: Path, tag: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 900}
    tab = Tab(browser, packets / f"{tag}.html", name="", color_scheme=scheme, viewport=size)

    def check(state: str) -> None:
        found = Axe().run(tab.page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        assert tab.page.evaluate("document.documentElement.scrollWidth") == width

    check("name")
    tab.page.fill("#name-field", NAME)
    tab.press("Enter")
    tab.row(4).locator(".mark").click()
    tab.write("100 + 2999")
    expect(tab.page.locator(".row.active .findings")).to_contain_text("2999")
    tab.press("Control+Shift+Enter")
    tab.says(KEPT)
    check("article")
    tab.press("?")
    check("help")
    tab.close()
