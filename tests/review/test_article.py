"""What saving a decision does to the catalog on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog, State
from hexapla.errors import InputError
from hexapla.review import decisions
from hexapla.review.article import ArticleReview, Change, PreparedArticles
from tests.conftest import ROOT

REVIEWER = "Ana Ruiz <ana@example.org>"


@pytest.fixture
def article(tmp_path: Path) -> ArticleReview:
    for name in ("seeds", "locales", "i18n"):
        shutil.copytree(ROOT / name, tmp_path / name)
    publication = Publication.open(tmp_path)
    (found,) = publication.articles()
    return ArticleReview(PreparedArticles(publication), found, Language("es"))


def changed_lines(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before.splitlines(), after.splitlines(), strict=True))


def test_one_changed_entry_is_one_changed_hunk_and_undo_takes_it_back(
    article: ArticleReview,
) -> None:
    text = article.path.read_text("utf-8")
    entry = article.read().entries[6]
    change = Change(
        entry.key, decisions.version(entry), lambda e: e and decisions.approve(e, "No contestaron.")
    )
    saved = article.change([change], REVIEWER)
    after = article.path.read_text("utf-8")
    body, new_body = text.partition("\n\n")[2], after.partition("\n\n")[2]
    assert changed_lines(body, new_body) == 1
    assert 'msgstr "No contestaron."' in after
    assert f'"Last-Translator: {REVIEWER}\\n"' in after
    assert Catalog.load(article.path).headers["PO-Revision-Date"].startswith("20")
    assert saved.undo is not None
    article.undo(saved.undo, REVIEWER)
    assert article.path.read_text("utf-8").partition("\n\n")[2] == body
    with pytest.raises(InputError, match="can no longer be undone"):
        article.undo(saved.undo, REVIEWER)


def test_an_outside_edit_of_the_same_entry_is_a_conflict_and_others_are_merged(
    article: ArticleReview,
) -> None:
    snapshot = article.read()
    first, second = snapshot.entries[6], snapshot.entries[7]
    outside = Catalog.load(article.path)
    outside.with_entries(
        e.edit(msgstr="De fuera.") if e.key == first.key else e for e in outside.entries
    ).save()
    changes = [
        Change(e.key, decisions.version(e), lambda e: e and decisions.approve(e, "Mía."))
        for e in (first, second)
    ]
    saved = article.change(changes, REVIEWER)
    assert [one.entry.msgstr for one in saved.conflicts if one.entry] == ["De fuera."]
    assert saved.changed == (second.key,)
    after = Catalog.load(article.path)
    assert [after.find(e.msgid).msgstr for e in (first, second)] == ["De fuera.", "Mía."]  # type: ignore[union-attr]


def test_a_decision_that_changes_nothing_writes_nothing(article: ArticleReview) -> None:
    before = article.path.read_bytes()
    entry = article.read().entries[6]
    change = Change(entry.key, decisions.version(entry), lambda e: e and decisions.approve(e))
    assert article.change([change], REVIEWER).undo is None
    assert article.path.read_bytes() == before


def test_a_separate_entry_is_added_and_removed(article: ArticleReview) -> None:
    before = article.path.read_text("utf-8").partition("\n\n")[2]
    snapshot = article.read()
    apart = decisions.set_apart(snapshot.entries[6], snapshot.segments[6].previous)
    saved = article.change([Change(apart.key, None, lambda _: apart)], REVIEWER)
    assert saved.snapshot.entries[6] == apart
    assert saved.snapshot.layout != snapshot.layout
    assert saved.undo is not None
    article.undo(saved.undo, REVIEWER)
    assert article.path.read_text("utf-8").partition("\n\n")[2] == before


def test_a_changed_article_updates_the_catalog_first(article: ArticleReview) -> None:
    path = article.article.path
    path.write_text(path.read_text("utf-8").replace("Also no response.", "No response."))
    snapshot = article.read()
    entry = snapshot.entries[6]
    assert (entry.state, entry.previous) == (State.STALE, "Also no response.")
    change = Change(entry.key, decisions.version(entry), lambda e: e and decisions.approve(e))
    saved = article.change([change], REVIEWER)
    assert not saved.conflicts
    found = Catalog.load(article.path).find("No response.")
    assert found is not None
    assert found.state is State.REVIEWED


def test_a_language_without_a_catalog_gets_one(article: ArticleReview) -> None:
    other = ArticleReview(article._prepared, article.article, Language("it"))
    entry = other.read().entries[6]
    change = Change(
        entry.key, decisions.version(entry), lambda e: e and decisions.rewrite(e, "Nessuna.")
    )
    other.change([change], REVIEWER)
    found = Catalog.load(other.path).find("Also no response.")
    assert found is not None
    assert found.state is State.EDITED


def test_a_catalog_of_another_program_is_reviewed_in_place(tmp_path: Path) -> None:
    path = tmp_path / "po" / "es.po"
    path.parent.mkdir()
    start = (
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n'
        'msgctxt "verb"\nmsgid "Open"\nmsgstr "Abierto"\n\n'
    )
    plural = (
        '#, fuzzy\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d lima"\nmsgstr[1] ""\n'
    )
    path.write_text(start + plural, "utf-8")
    publication = Publication.open(tmp_path)
    (found,) = publication.articles([path])
    review = ArticleReview(PreparedArticles(publication), found, Language("es"))
    entries = review.read().entries
    texts = ("Abrir", "%d archivo\n%d archivos")
    review.change(
        [
            Change(one.key, decisions.version(one), lambda e, t=text: e and decisions.approve(e, t))  # type: ignore[misc]
            for one, text in zip(entries, texts, strict=True)
        ],
        REVIEWER,
    )
    written = path.read_text("utf-8")
    assert 'msgctxt "verb"\nmsgid "Open"\nmsgstr "Abrir"\n' in written
    assert 'msgstr[0] "%d archivo"\nmsgstr[1] "%d archivos"\n' in written
    assert "fuzzy" not in written
    assert [one.state for one in Catalog.load(path).entries] == [State.REVIEWED] * 2
    assert not (tmp_path / "locales").exists()
