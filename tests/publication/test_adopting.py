"""`translate adopt-edit`: what was changed in an edition goes into the catalog, as edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog, State
from tests.conftest import Result, Translate

MARKDOWN = """\
---
title: The bridge
---

# The bridge

The old bridge was closed. Nobody **knows why. It is a pity.** But it is so.

* The first thing is [here](x.html "The page").
* The second thing is not.

![A red cat](cat.png)

| Name | Age |
| --- | --- |
| Dog | Ten & more |
"""
HTML = """\
<html><head><title>The bridge</title></head><body>
<h1>The old bridge</h1>
<p>The bridge was <b>closed</b>. Nobody knows why &amp; how. It is so.</p>
<ul><li>The first thing</li></ul><img src=x alt="A red cat">
</body></html>
"""
TEXT = """\
THE BRIDGE

The old bridge was closed. Nobody knows why.
It is a pity.

- The first thing.
- The second thing.
"""
ARTICLES = {"a.md": MARKDOWN, "b.html": HTML, "c.txt": TEXT}
# Two columns of text can't be told apart again.
BESIDE = ("c.txt", "beside")
EDITS = {
    "a.md": {"KNOWS WHY": "sabe el porqué", "FIRST": "primera", "RED": "rojo", "TEN": "diez",
             "THE PAGE": "la página", "BUT IT IS SO.": "Así es."},
    "b.html": {"THE OLD": "El viejo", "KNOWS WHY": "sabe cómo", "RED": "rojo", "CLOSED": "cerrado"},
    "c.txt": {"THE OLD": "El viejo", "PITY": "lástima", "SECOND": "segunda"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "i18n").mkdir()
    configure(tmp_path)
    return tmp_path


def configure(folder: Path, *lines: str) -> None:
    settings = ['sources = ["docs"]', 'languages = ["es"]', 'engines = ["upper"]', *lines]
    text = "\n".join(['source-language = "en"', *settings, ""])
    (folder / "i18n" / "publication.toml").write_text(text, "utf-8")


def write(folder: Path, name: str, text: str) -> None:
    (folder / "docs" / name).write_text(text, "utf-8")


def edit(path: Path, changes: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    for was, now in changes.items():
        assert was in text, was
        text = text.replace(was, now)
    path.write_text(text, "utf-8")


def catalog(folder: Path, name: str) -> dict[str, tuple[str, State]]:
    path = folder / "locales" / "es" / "LC_MESSAGES" / f"{Path(name).stem}.po"
    return {e.msgid: (e.msgstr, e.state) for e in Catalog.load(path).entries}


def unmatched(done: Result) -> list[str]:
    """The errors of a run, each with its place."""
    return [f"{one['where']}:{one['line']}: {one['message']}" for one in done.json["errors"]]


LAYOUTS = {
    "hexapla": "editions/es/{name}",
    "hugo": "docs/{stem}.es{suffix}",
    "mkdocs": "docs/{stem}.es{suffix}",
    "docusaurus": "i18n/es/docusaurus-plugin-content-docs/current/{name}",
    "out/{lang}/{path}": "out/es/{name}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ARTICLES)
def test_every_sentence_that_was_changed_is_taken(
    name: str, layout: str, translate: Translate, folder: Path
) -> None:
    configure(folder, f'layout = "{layout}"', "label = true")
    write(folder, name, ARTICLES[name])
    assert translate().code == 0
    stem, suffix = Path(name).stem, Path(name).suffix
    path = folder / LAYOUTS[layout].format(name=name, stem=stem, suffix=suffix)
    before = catalog(folder, name)
    edit(path, EDITS[name])
    data = path.read_bytes()

    dry = translate("adopt-edit", str(path), "--dry-run", "--json")
    assert catalog(folder, name) == before
    done = translate("adopt-edit", str(path), "--json")
    assert (dry.code, done.code, done.err) == (0, 0, "")
    taken = {one["source"]: one["text"] for one in done.json["results"]}
    assert taken == {one["source"]: one["text"] for one in dry.json["results"]}
    for msgid, (text, state) in catalog(folder, name).items():
        if msgid in taken:
            assert (text, state) == (taken[msgid], State.EDITED)
        else:
            assert (text, state) == before[msgid]
    for new in EDITS[name].values():
        assert any(new in text for text in taken.values()), new
    lines = path.read_text("utf-8").splitlines()
    for one in done.json["results"]:
        words = one["text"].strip("*").split()
        assert any(word in lines[one["line"] - 1] for word in words), one

    # The counts in the label are others now; the rest is as the person wrote it.
    configure(folder, f'layout = "{layout}"')
    text = path.read_text("utf-8")
    published = translate("publish", "--force")
    assert published.code == 0
    assert text.startswith(path.read_text("utf-8").removesuffix("</body></html>\n").rstrip())
    assert data


BILINGUAL = [(n, how) for n in ARTICLES for how in ("above", "beside") if (n, how) != BESIDE]


@pytest.mark.parametrize(("name", "arrangement"), BILINGUAL)
def test_bilingual_editions(
    name: str, arrangement: str, translate: Translate, folder: Path
) -> None:
    write(folder, name, ARTICLES[name])
    assert translate("draft").code == 0
    assert translate("publish", "--bilingual", arrangement).code == 0
    path = folder / "editions" / "en+es" / name
    edit(path, {"FIRST": "primera", "NOBODY": "Nadie"})
    done = translate("adopt-edit", str(path), "--json")
    assert unmatched(done) == []
    assert len(done.json["results"]) == 2
    assert translate("publish", "--bilingual", arrangement).code == 0
    assert "NOBODY" not in path.read_text("utf-8")

    edit(path, {"Nobody": "No one"})
    done = translate("adopt-edit", str(path), "--json")
    assert (done.code, done.json["results"]) == (1, [])
    assert "no translation" in unmatched(done)[0] or "not clear" in unmatched(done)[0]


@pytest.mark.parametrize("fallback", ["source", "mark"])
def test_a_missing_translation_that_was_written_into_the_edition(
    fallback: str, translate: Translate, folder: Path
) -> None:
    write(folder, "c.txt", TEXT)
    assert translate("extract").code == 0
    assert translate("publish", "--fallback", fallback).code == 0
    path = folder / "editions" / "es" / "c.txt"
    edit(path, {"Nobody knows why.": "Nadie sabe por qué."})
    assert translate("adopt-edit", str(path)).code == 0
    assert catalog(folder, "c.txt")["Nobody knows why."] == ("Nadie sabe por qué.", State.EDITED)


def test_sentences_that_were_written_anew_are_told_apart_if_their_number_is_the_same(
    translate: Translate, folder: Path
) -> None:
    write(folder, "a.md", "The old bridge was closed. Nobody knows why.\n")
    assert translate().code == 0
    path = folder / "editions" / "es" / "a.md"
    old = "THE OLD BRIDGE WAS CLOSED. NOBODY KNOWS WHY."
    edit(path, {old: "Ya no se cruza el río. Y a saber."})
    done = translate("adopt-edit", str(path), "--json")
    assert [one["text"] for one in done.json["results"]] == ["Ya no se cruza el río.", "Y a saber."]
    edit(path, {"Y a saber.": "Y a saber. Bueno, da igual."})
    assert translate("adopt-edit", str(path)).code == 0
    edit(path, {"Ya no se cruza el río. Y a saber. Bueno, da igual.": "Hola. Adiós. Pues sí."})
    assert "not clear" in unmatched(translate("adopt-edit", str(path), "--json"))[0]


def test_what_has_no_sentence_is_listed_and_stays(translate: Translate, folder: Path) -> None:
    write(folder, "c.txt", TEXT)
    assert translate().code == 0
    path = folder / "editions" / "es" / "c.txt"
    edit(path, {"- THE SECOND THING.\n": "", "FIRST THING.": "primera THING.\n\nUn párrafo más."})
    data = path.read_bytes()
    done = translate("adopt-edit", str(path), "--json")
    assert done.code == 1
    assert [one["text"] for one in done.json["results"]] == ["THE primera THING."]
    assert unmatched(done) == [
        "editions/es/c.txt:6: not taken: it was removed from the edition: “THE SECOND THING.”",
        "editions/es/c.txt:8: not taken: the article has no text for it: “Un párrafo más.”",
    ]
    assert path.read_bytes() == data
    assert translate("publish").code == 1


def review(folder: Path, text: str, now: str = "") -> None:
    """Approve a text in the catalog, perhaps as another one."""
    path = folder / "locales" / "es" / "LC_MESSAGES" / "c.po"
    found = Catalog.load(path)
    entries = [
        entry.edit(msgstr=now or text, flags=()) if entry.msgstr == text else entry
        for entry in found.entries
    ]
    found.with_entries(entries).save()


def test_a_reviewed_text_is_kept_in_a_comment(translate: Translate, folder: Path) -> None:
    write(folder, "c.txt", TEXT)
    assert translate().code == 0
    review(folder, "NOBODY KNOWS WHY.", "Nadie lo sabe.")
    assert translate("publish").code == 0
    path = folder / "editions" / "es" / "c.txt"
    edit(path, {"Nadie lo sabe": "Nadie sabe nada"})
    assert translate("adopt-edit", str(path)).code == 0
    assert catalog(folder, "c.txt")["Nobody knows why."] == ("Nadie sabe nada.", State.EDITED)
    entries = Catalog.load(folder / "locales" / "es" / "LC_MESSAGES" / "c.po").entries
    assert "earlier: Nadie lo sabe." in [line for one in entries for line in one.comments]
    assert translate("publish").code == 0
    # An edition of reviewed texts only can't have it yet.
    assert "Nadie sabe" not in str(translate("publish", "--use", "reviewed", "--force").out)


def changed_article(folder: Path) -> None:
    write(folder, "c.txt", TEXT.replace("Nobody knows why.", "Everybody knew why."))


def changed_catalog(folder: Path) -> None:
    review(folder, "NOBODY KNOWS WHY.", "Nadie lo sabe.")


def changed_elsewhere(folder: Path) -> None:
    review(folder, "IT IS A PITY.", "Es una pena.")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (changed_article, "its sentence in the article has changed since"),
        (changed_catalog, "its translation in the catalog has changed since"),
        (changed_elsewhere, ""),
    ],
)
def test_what_changed_since_the_edition_was_written(
    change: Callable[[Path], None], reason: str, translate: Translate, folder: Path
) -> None:
    write(folder, "c.txt", TEXT)
    assert translate().code == 0
    path = folder / "editions" / "es" / "c.txt"
    edit(path, {"KNOWS WHY": "sabe nada"})
    change(folder)
    assert translate().code == 1  # the catalog is updated, the edition stays
    before = catalog(folder, "c.txt")
    done = translate("adopt-edit", str(path), "--json")
    taken = [one["text"] for one in done.json["results"]]
    if reason:
        assert (done.code, taken) == (1, [])
        assert reason in unmatched(done)[0]
        assert catalog(folder, "c.txt") == before
    else:
        assert (done.code, taken) == (0, ["NOBODY sabe nada."])
        assert catalog(folder, "c.txt")["It is a pity."] == ("Es una pena.", State.REVIEWED)


def test_the_article_has_grown_and_shrunk_since(translate: Translate, folder: Path) -> None:
    write(folder, "a.md", "One day it rained. Two cats came. Three dogs ran.\n\nThe end came.\n")
    assert translate().code == 0
    path = folder / "editions" / "es" / "a.md"
    edit(path, {"CATS": "gatos", "CAME.\n": "llegó.\n"})
    write(
        folder,
        "a.md",
        "One day it rained. Two cats came. Now it snows.\n\nMore.\n\nThe end came.\n",
    )
    done = translate("adopt-edit", str(path), "--json")
    taken = {one["source"]: one["text"] for one in done.json["results"]}
    assert (done.code, unmatched(done)) == (0, [])
    assert taken == {"Two cats came.": "TWO gatos CAME.", "The end came.": "THE END llegó."}


def test_a_repeated_sentence_is_changed_everywhere_or_not_at_all(
    translate: Translate, folder: Path
) -> None:
    write(folder, "c.txt", "It rained.\n\nIt snowed.\n\nIt rained.\n")
    assert translate().code == 0
    path = folder / "editions" / "es" / "c.txt"
    text = path.read_text("utf-8")
    path.write_text(text.replace("IT RAINED", "Llovió", 1), "utf-8")
    done = translate("adopt-edit", str(path), "--json")
    assert done.code == 1
    assert "occurs again" in unmatched(done)[0]
    path.write_text(text.replace("IT RAINED", "Llovió"), "utf-8")
    assert translate("adopt-edit", str(path)).code == 0
    assert catalog(folder, "c.txt")["It rained."] == ("Llovió.", State.EDITED)


def test_files_that_are_no_editions(translate: Translate, folder: Path) -> None:
    write(folder, "c.txt", TEXT)
    assert translate().code == 0
    assert translate("adopt-edit", "docs/c.txt").code == 3
    assert translate("adopt-edit", "nosuch.txt").code == 3
    (folder / "docs" / "c.txt").unlink()
    write(folder, "d.txt", "It rained.\n")
    done = translate("adopt-edit", "editions/es/c.txt")
    assert (done.code, "no longer exists" in done.err) == (3, True)


def test_only_layout_was_changed(translate: Translate, folder: Path) -> None:
    write(folder, "c.txt", TEXT)
    assert translate().code == 0
    path = folder / "editions" / "es" / "c.txt"
    path.write_text(path.read_text("utf-8") + "\n\n", "utf-8")
    done = translate("adopt-edit", str(path))
    assert (done.code, "no sentence was changed" in done.out) == (0, True)
    assert translate("publish").code == 0


def test_a_comment_that_was_added_is_not_overwritten(translate: Translate, folder: Path) -> None:
    write(folder, "a.md", MARKDOWN)
    assert translate().code == 0
    path = folder / "editions" / "es" / "a.md"
    edit(path, {"# THE BRIDGE": "<!-- for Ana -->\n\n# THE BRIDGE", "RED": "rojo"})
    done = translate("adopt-edit", str(path))
    assert (done.code, "1 sentence taken" in done.out) == (0, True)
    assert translate("publish").code == 1
    assert "for Ana" in path.read_text("utf-8")


def test_paragraphs_that_are_wrapped_anew(translate: Translate, folder: Path) -> None:
    article = "The bridge over the river was closed\nto cars. Nobody knows why it was\nclosed.\n"
    write(folder, "a.md", article)
    assert translate().code == 0
    path = folder / "editions" / "es" / "a.md"
    edit(path, {"BRIDGE OVER THE RIVER": "puente"})
    assert translate("adopt-edit", str(path)).code == 0
    assert translate("publish").code == 0
