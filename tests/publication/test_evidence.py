"""`translate publish --evidence`: who and what made each sentence of an edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.provenance import ADOPTED, MEMORY, Draft
from hexapla.catalogs.signing import sign, translated_by
from tests.conftest import Translate

DAY = "2026-11-30"
SENTENCES = {
    "It rained.": "أمطرت.",
    "It snowed.": "تساقط الثلج.",
    "It was cold.": "كان الجو باردًا.",
    "It was <late>.": "كان الوقت <script>متأخرًا.",
    "We left.": "",
}
LOCK = """
[[model]]
engine = "argos"
source = "en"
target = "ar"
version = "1.9"
digest = "sha256:aa"
"""


def entries() -> list[Entry]:
    rained, snowed, cold, late, left = (Entry(*pair) for pair in SENTENCES.items())
    engine = "argos-en_ar 1.9+my\u202e<b> 2"
    drafts = [
        Draft.of(origin, 0.8, entry.msgid, text).comment()
        for origin, entry, text in (
            (engine, rained, rained.msgstr),
            (engine, snowed, "ثلج"),
            (MEMORY, cold, cold.msgstr),
            (ADOPTED, late, late.msgstr),
        )
    ]
    old = sign(cold.edit(msgstr="برد."), "Eve", DAY)
    return [
        sign(sign(rained.edit(comments=(drafts[0],)), "Ana Ruiz", DAY), "Bob", DAY),
        translated_by(snowed.edit(comments=(drafts[1],), flags=("fuzzy",)), "Ana Ruiz", DAY),
        cold.edit(comments=(*old.comments, drafts[2])),
        late.edit(comments=(drafts[3],)),
        left,
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text("source-language = 'en'\nlanguages = ['ar']\n")
    (tmp_path / "i18n/models.lock").write_text(LOCK)
    (tmp_path / "a.txt").write_text(" ".join(SENTENCES) + "\n")
    path = tmp_path / "locales/ar/LC_MESSAGES/a.po"
    path.parent.mkdir(parents=True)
    Catalog.new({"Language": "ar"}).with_entries(entries()).save(path)
    return tmp_path


def test_the_evidence_names_machines_people_and_dates(translate: Translate, folder: Path) -> None:
    assert translate("publish", "--evidence", "out.json").code == 0
    data = json.loads((folder / "out.json").read_text("utf-8"))
    (edition,) = data["editions"]
    assert data["schema"] == "hexapla.evidence/1"
    assert (edition["edition"], edition["refused"]) == ("editions/ar/a.txt", None)
    assert (edition["machine"], edition["machine_changed"], edition["unsigned"]) == (1, 1, 3)
    found: list[dict[str, Any]] = edition["sentences"]
    assert [(one["state"], one["origin"], one.get("changed")) for one in found] == [
        ("reviewed", "draft", False),
        ("edited", "draft", True),
        ("reviewed", "memory", False),
        ("reviewed", "adopted", False),
        ("empty", None, None),
    ]
    rained, snowed, cold = found[:3]
    assert rained["models"][0] == {"name": "argos-en_ar 1.9", "digest": "sha256:aa"}
    assert rained["models"][1]["digest"] is None
    assert rained["reviewers"] == [{"name": one, "date": DAY} for one in ("Ana Ruiz", "Bob")]
    assert (snowed["translator"], snowed["reviewers"]) == ({"name": "Ana Ruiz", "date": DAY}, [])
    assert (cold["reviewers"], cold["earlier"]) == (
        [], [{"deed": "reviewed", "name": "Eve", "date": DAY}]
    )  # fmt: skip
    before = (folder / "out.json").stat().st_mtime_ns
    assert translate("publish", "--evidence", "out.json").err == ""
    assert (folder / "out.json").stat().st_mtime_ns == before


def test_the_evidence_as_a_page(translate: Translate, folder: Path, browser: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings = folder / "i18n/publication.toml"
    settings.write_text(f"{settings.read_text()}min-reviewers = 2\n")
    assert translate("publish", "--evidence", "out.html").code == 1
    assert translate("publish", "--evidence", "out.html", "--dry-run").code == 1
    assert "out.html" not in translate("status").out  # it is no article
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, color_scheme="dark", bypass_csp=True
    )
    page = context.new_page()
    page.goto((folder / "out.html").as_uri())
    assert Axe().run(page).violations_count == 0
    text = page.inner_text("body")
    for words in (
        "Reviewed by Ana Ruiz on 2026-11-30, Bob on 2026-11-30; translated by argos-en_ar 1.9+my",
        "Edited by a person, not approved; translated by",
        "changed by a person; text by Ana Ruiz on 2026-11-30",
        "Reviewed; nobody is recorded; from the translation memory",
        "3 translations have fewer than 2 reviewers",
        "كان الوقت <script>متأخرًا.",
    ):
        assert words in text, words
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("ol.sentences p[lang=ar][dir=rtl]").count() == 4
    context.close()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.txt", None, "evidence is written as JSON or HTML"),
        ("a.html", "<p>It rained.</p>", "is a file of the publication"),
        ("i18n/rates.json", "{}", "is a file of the publication"),
    ],
)
def test_no_other_file_is_overwritten(
    translate: Translate, folder: Path, name: str, text: str | None, says: str
) -> None:
    if text is not None:
        (folder / name).write_text(text)
    done = translate("publish", "--evidence", name)
    assert (done.code, says in done.err) == (2, True)
    assert not (folder / "editions/ar/a.txt").exists()
    assert text is None or (folder / name).read_text() == text
