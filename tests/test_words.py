"""The words of the review's pages in the reader's language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hexapla import user_cache
from hexapla.catalogs.catalog import Catalog, State
from hexapla.checks.check import Severity
from hexapla.cli import app
from hexapla.languages import Language
from hexapla.words import LOCALES, MESSAGES, accepted, chosen, environment, words_in
from tests.conftest import ROOT, Translate
from tests.review.serving import DOMAIN, REVIEWER, make_publication, serving

CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
PLACE = re.compile(r"\{[^{}]*\}")


def test_the_catalogs_have_every_word() -> None:
    for domain in ("review", MESSAGES):
        found = {path.parent.parent.name for path in CATALOGS if path.stem == domain}
        assert {"ar", "de", "es", "fr", "ru", "zh_Hans"} <= found
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/interface.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    "path", CATALOGS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
)
def test_a_catalog_is_complete_and_correct(path: Path, translate: Translate) -> None:
    catalog = Catalog.load(path)
    assert {entry.state for entry in catalog.entries if not entry.obsolete} == {State.REVIEWED}
    for entry in catalog.entries:
        values = sorted(PLACE.findall(entry.msgid))
        for text in entry.plurals or (entry.msgstr,):
            assert sorted(PLACE.findall(text)) == values, entry.msgid
    found = translate("check", path, "--from", "en")
    assert (found.code, f": {Severity.ERROR}" in found.out) == (0, False), found.out


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        (["es-MX", "en"], "es"),
        (["pt", "de_AT", "en"], "de"),
        (["zh-CN"], "zh-Hans"),
        (["zh-TW", "en"], "en"),
        (["!", "x" * 99, ""], "en"),
        (["en-GB", "es"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_offered_is_chosen(asked: list[str], tag: str) -> None:
    assert chosen(asked, "review").tag == tag


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", ["es-MX", "es", "en"]),
        ("en;q=0.1, ru;q=0.7, *;q=0.5", ["ru", "en"]),
        ("de;q=x, fr", ["fr"]),
        ("", []),
    ],
)
def test_a_browser_names_languages(header: str, tags: list[str]) -> None:
    assert accepted(header) == tags


@pytest.mark.parametrize(
    ("variables", "tags"),
    [
        ({"LANG": "es_ES.UTF-8"}, ["es_ES"]),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:de"}, ["fr", "de", "en_US"]),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, []),
        ({"LANG": "de_DE", "LC_ALL": "sr_RS.UTF-8@latin"}, ["sr_RS@latin"]),
        ({}, []),
    ],
)
def test_the_environment_names_languages(
    variables: dict[str, str], tags: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert environment() == tags


@pytest.mark.parametrize(
    ("tag", "counted"),
    [
        ("en", ["0 articles", "1 article", "2 articles", "5 articles", "1,201 articles"]),
        ("ru", ["0 статей", "1 статья", "2 статьи", "5 статей", "1,201 статья"]),
        ("ar", ["0 مقالة", "مقالة واحدة (1)", "مقالتان (2)", "5 مقالات", "1,201 مقالة"]),
    ],
)
def test_a_number_has_its_form(tag: str, counted: list[str]) -> None:
    words = words_in(tag, "review")
    numbers = (0, 1, 2, 5, 1201)
    assert [words.count("{0} article", "{0} articles", one) for one in numbers] == counted
    assert len(words.forms) == 200


class Bracketed:
    """Words in brackets: what is shown without them can't be translated."""

    tag = "en"

    def __call__(self, text: str) -> str:
        return f"⟦{text}⟧" if re.search(r"[^\W\d]", PLACE.sub("", text)) else text

    def form(self, one: str, many: str, number: int) -> str:
        return self(one if number == 1 else many)


ARTICLE = "The bridge is open. It has 98 lamps.\n"
CATALOG = "locales/es/LC_MESSAGES/a.po"
SAID = {
    "an unknown file": ["nothing.txt", "--to", "es"],
    "an unknown language": ["a.txt", "--to", "spansh"],
    "an unknown option": ["status", "--colour"],
    "an unknown command": ["stats"],
    "a missing value": ["status", "--to"],
    "a number": ["publish", "--min-reviewed", "101"],
    "the same language": ["a.txt", "--to", "en,es", "--from", "en"],
    "a wrong format": ["a.txt", "--to", "es", "--format", "word"],
    "no catalog": ["check", "b.txt", "--to", "fr"],
    "an update": ["extract", "a.txt", "--to", "es"],
    "counts": ["status", "a.txt", "--to", "es"],
    "a quote": ["count", "a.txt", "--to", "es"],
    "findings": ["check", CATALOG],
    "the worst": ["check", CATALOG, "--worst", "1"],
    "a signature": ["sign", "a.txt", "--to", "es", "--as", "Ana", "--dry-run"],
    "an edition": ["publish", "a.txt", "--to", "es", "--dry-run"],
    "a memory": ["memory", "search", "The door is open.", "--from", "en", "--to", "es"],
    "languages": ["detect", "a.txt"],
    "the cache": ["cache", "info"],
    "leftovers": ["prune"],
}  # fmt: skip
# Names of formats and checks, rules of segmentation, and what the article says.
UNTRANSLATED = re.compile(r"\[[\w-]+\]|\"[^\"]*\"|'[^']*'|\S*[./\d_-]\S*|--\S+")


@pytest.mark.parametrize("args", SAID.values(), ids=SAID)
def test_what_the_command_says_can_be_translated(
    args: list[str], translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    translate("extract", "a.txt", "--to", "es")
    path = tmp_path / CATALOG
    catalog = path.read_text("utf-8")
    path.write_text(
        catalog.replace('98 lamps."\nmsgstr ""', '98 lamps."\nmsgstr "Tiene 89"'), "utf-8"
    )
    monkeypatch.setattr(app, "_words_asked", Bracketed)
    said = translate(*args)
    names = {"translate", "status", "English", "Spanish", "sentences", "es", "en", "tu", "kB", "MB"}
    names |= {part.name for part in user_cache.PARTS}
    for line in [*said.out.splitlines(), *said.err.splitlines()]:
        bare, inside = line, re.compile("⟦[^⟦⟧]*⟧")
        while bare != (bare := inside.sub("", bare)):
            pass
        words = re.findall(r"[^\W\d]{2,}", UNTRANSLATED.sub(" ", bare))
        assert [word for word in words if word not in names] == [], line


def test_the_command_speaks_the_language_of_the_environment(
    translate: Translate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    said = translate("nothing.txt", "--to", "es", "--json")
    assert (
        said.err
        == "translate: nothing.txt: no existe ese archivo; compruebe que está bien escrito\n"
    )
    assert said.json["errors"][0]["message"] == "no such file"
    assert "español" in translate("status", "a.txt", "--to", "es").out
    helped = translate("status", "--help").out
    assert helped.startswith("Uso: translate status ")
    assert "Muestra" in helped
    monkeypatch.setenv("LANGUAGE", "xx:en")
    assert translate("status", "--help").out.startswith("Usage: ")


def test_a_terminal_without_the_script_gets_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    done = subprocess.run(
        [sys.executable, "-m", "hexapla", "status", "--colour"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert (
        done.stderr
        == b"translate: translate status has no option --colour; see translate status --help\n"
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = make_publication(tmp_path_factory.mktemp("wording") / "news")
    with serving(folder, "--as", REVIEWER, "--to", "es,ru") as running:
        yield running


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("ar", ["بحاجة إلى مراجعة", "اعتماد ثم التالية", "اختصارات لوحة المفاتيح"]),
        pytest.param(
            "ru-RU",
            ["На проверку", "Утвердить и дальше", "Сочетания клавиш"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_page_is_in_the_language_of_the_browser(
    browser: Any, server: Any, locale: str, words: list[str]
) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 844})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    server.enter(page)
    page.goto(f"{server.origin}/es/{DOMAIN}")
    page.wait_for_selector(".row.active textarea")
    tag = Language(locale)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        tag.base, tag.direction,
    ]  # fmt: skip
    expect(page.locator("#filters")).to_contain_text(words[0])
    expect(page.locator(".row.active .primary")).to_have_text(words[1])
    expect(page.locator("#flow .row").first).to_have_css("direction", tag.direction)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#flow").focus()
    page.keyboard.press("?")
    expect(page.locator("#help h2")).to_have_text(words[2])
    page.keyboard.press("Escape")
    page.keyboard.press("b")  # a text with a number
    page.locator("#approving-every").check()
    expect(page.locator("#approving .primary")).to_contain_text(re.compile(r"\d"))
    context.close()
    assert errors == []
