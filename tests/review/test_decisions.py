"""What a reviewer's decision does to an entry, and what saving it does to the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.errors import InputError, UsageError
from hexapla.review import decisions
from hexapla.review.article import ArticleReview, Change, PreparedArticles
from hexapla.review.diff import word_diff
from hexapla.review.inspection import Inspection
from hexapla.review.search import Query, find
from tests.conftest import ROOT

REVIEWER = "Ana Ruiz <ana@example.org>"
DRAFTED = Entry(
    "It rained.",
    "Llovió.",
    flags=("fuzzy", "no-wrap"),
    comments=("Ask the editors.", Draft.of("argos 1", 0.8, "It rained.", "Llovió.").comment()),
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
KEPT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40)
ENTRIES = st.builds(
    Entry,
    msgid=KEPT.filter(bool),
    msgstr=KEPT,
    flags=st.sampled_from([(), ("fuzzy",), ("fuzzy", "no-wrap"), ("ignore-numbers",)]),
    previous=st.none() | KEPT,
)


def saved(entry: Entry) -> Entry:
    """The entry as it comes back from a file."""
    (found,) = Catalog.parse(Catalog.new({}).with_entries([entry]).dump(), "x.po").entries
    return found


def test_approving_makes_an_entry_reviewed_and_keeps_its_provenance() -> None:
    stale = DRAFTED.edit(previous="It rains.", previous_context="x")
    entry = decisions.approve(stale)
    assert entry.state is State.REVIEWED
    assert entry.flags == ("no-wrap",)
    assert (entry.previous, entry.previous_context) == (None, None)
    assert entry.comments == DRAFTED.comments
    assert decisions.approve(DRAFTED, " Ha llovido. ").msgstr == "Ha llovido."


def test_nothing_can_not_be_approved() -> None:
    with pytest.raises(UsageError, match="no translation to approve"):
        decisions.approve(Entry("It rained."))
    with pytest.raises(UsageError, match="no translation to approve"):
        decisions.approve(DRAFTED, " \n\t ")


def test_words_of_a_person_wait_for_approval() -> None:
    entry = decisions.rewrite(DRAFTED, "Ha llovido.")
    assert entry.state is State.EDITED
    assert decisions.rewrite(entry, "Ha llovido.") is entry
    assert decisions.rewrite(decisions.approve(DRAFTED), "Otra.").state is State.EDITED
    assert decisions.rewrite(DRAFTED, "").state is State.EMPTY
    assert not decisions.rewrite(DRAFTED, "").fuzzy


def test_an_approval_can_be_taken_back() -> None:
    assert decisions.reopen(decisions.approve(DRAFTED, "Otra.")).state is State.EDITED
    assert decisions.reopen(Entry("a")) == Entry("a")


def test_plural_forms_are_left_to_other_editors() -> None:
    entry = Entry("%d file", plural="%d files", plurals=("a", "b"))
    for decide in (decisions.approve, lambda e: decisions.rewrite(e, "x")):
        with pytest.raises(UsageError, match="plural"):
            decide(entry)


def test_back_to_the_draft() -> None:
    edited = decisions.rewrite(DRAFTED, "Ha llovido.")
    assert not decisions.is_draft_of(edited, "Ha llovido.")
    assert decisions.is_draft_of(edited, "Llovió.")
    assert decisions.to_draft(edited, "Llovió.") == DRAFTED
    line = Draft.of("x 2", None, "It rained.", "Llovía.").comment()
    new = decisions.to_draft(edited, "Llovía.", [line, "guarded: loop (left)"])
    assert new.state is State.DRAFT
    assert new.comments[0] == "Ask the editors."
    assert len(new.comments) == 3
    assert decisions.note_of(new) == "Ask the editors."


def test_a_place_of_its_own() -> None:
    apart = decisions.set_apart(decisions.approve(DRAFTED), "The mayor spoke.")
    assert apart.context == "after: The mayor spoke."
    assert apart.state is State.DRAFT


def test_a_check_is_switched_off_by_its_flag() -> None:
    entry = decisions.ignore(DRAFTED, "numbers")
    assert entry.flags == (*DRAFTED.flags, "ignore-numbers")
    assert decisions.ignore(entry, "numbers") is entry
    with pytest.raises(UsageError):
        decisions.ignore(DRAFTED, "numbers\n#, x")


@given(st.text())
def test_a_note_is_a_comment_and_never_a_draft_line(note: str) -> None:
    entry = decisions.annotate(DRAFTED, note.encode("utf-8", "replace").decode())
    back = saved(entry)
    assert back.draft == DRAFTED.draft
    assert back.state is State.DRAFT
    assert decisions.note_of(back) == decisions.note_of(entry)
    assert decisions.annotate(entry, "").comments == (DRAFTED.comments[1],)


def test_a_note_that_looks_like_a_draft_line_is_none() -> None:
    line = Draft.of("argos 1", 0.8, "a", "b").comment()
    entry = decisions.annotate(Entry("a", "b"), line)
    assert entry.draft is None
    assert line in decisions.note_of(entry)


@given(ENTRIES, TEXTS)
def test_decisions_come_back_from_the_file(entry: Entry, text: str) -> None:
    for decided in (
        decisions.rewrite(entry, text),
        decisions.reopen(entry),
        decisions.replaced(entry, text),
        decisions.set_apart(entry, decisions.tidy(text, entry.msgid)),
    ):
        back = saved(decided)
        assert (back.msgstr, back.fuzzy, back.context) == (
            decided.msgstr,
            decided.fuzzy,
            decided.context,
        )


@given(ENTRIES, TEXTS)
def test_what_was_decided_can_be_undone(entry: Entry, text: str) -> None:
    assert decisions.restore(decisions.rewrite(entry, text), entry) == entry


@given(ENTRIES, TEXTS)
def test_a_version_tells_a_decision(entry: Entry, text: str) -> None:
    decided = decisions.rewrite(entry, text)
    assert (decisions.version(decided) == decisions.version(entry)) == (decided == entry)
    moved = entry.edit(references=("other.txt",))
    assert decisions.version(moved) == decisions.version(entry)


@given(TEXTS, TEXTS)
def test_a_diff_has_both_wordings(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(text for what, text in pieces if what != "new") == old
    assert "".join(text for what, text in pieces if what != "gone") == new


def test_a_diff_is_of_words() -> None:
    assert word_diff("Two schools.", "Three schools.") == [
        ("gone", "Two"),
        ("new", "Three"),
        ("same", " schools."),
    ]
    assert word_diff("开两所学校", "开三所学校")[1:3] == [("gone", "两"), ("new", "三")]


# ── search and replace ───────────────────────────────────────────────────────────────────────────


def texts(query: Query, *translations: str) -> list[str]:
    entries = [Entry(f"source {n}", text) for n, text in enumerate(translations)]
    return [match.text for match in find(entries, query)]


def test_search_and_replace() -> None:
    assert texts(Query("siria", "Libia"), "En Siria, Siria.", "Nada") == ["En Libia, Libia."]
    assert texts(Query("siria", "Libia", case=True), "En Siria.") == []
    assert texts(Query("sol", "luna", words=True), "El sol solo.") == ["El luna solo."]
    assert texts(Query("a.b", "x"), "a.b axb") == ["x axb"]
    swap = Query(r"(\w+) y (\w+)", r"\2 y \1", expression=True)
    assert texts(swap, "sal y sol") == ["sol y sal"]
    assert texts(Query("sol"), "sol") == ["sol"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query(""), "nothing to search"),
        (Query("(", expression=True), "invalid regular expression"),
        (Query("a", r"\2", expression=True), "invalid replacement"),
        (Query(r"(a|a?)+$", expression=True), "takes too long"),
    ],
)
def test_a_pattern_that_makes_no_sense(query: Query, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        texts(query, "a" * 5_000 + "b")


# ── saving ───────────────────────────────────────────────────────────────────────────────────────


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


def test_an_entry_set_apart_comes_and_goes(article: ArticleReview) -> None:
    before = article.path.read_text("utf-8").partition("\n\n")[2]
    snapshot = article.read()
    apart = decisions.set_apart(snapshot.entries[6], snapshot.segments[6].previous)
    saved = article.change([Change(apart.key, None, lambda _: apart)], REVIEWER)
    assert saved.snapshot.entries[6] == apart
    assert saved.snapshot.layout != snapshot.layout
    assert saved.undo is not None
    article.undo(saved.undo, REVIEWER)
    assert article.path.read_text("utf-8").partition("\n\n")[2] == before


def test_a_changed_article_is_brought_up_to_date_first(article: ArticleReview) -> None:
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


def test_a_long_article_is_checked_in_another_process(tmp_path: Path) -> None:
    lines = [f"The mayor opened school {n} on Monday." for n in range(100, 420)]
    (tmp_path / "a.txt").write_text("\n\n".join(lines))
    publication = Publication.open(tmp_path)
    (found,) = publication.articles([tmp_path / "a.txt"])
    article = ArticleReview(PreparedArticles(publication, Language("en")), found, Language("es"))
    entries = article.read().entries
    wrong = "El alcalde abrió la escuela 999 el lunes."
    version = decisions.version(entries[7])
    change = Change(entries[7].key, version, lambda e: e and decisions.rewrite(e, wrong))
    snapshot = article.change([change], REVIEWER).snapshot
    inspection = Inspection(None)
    assert not inspection.all(snapshot)
    inspection.run(snapshot)
    problems = {ident: findings for ident, findings in inspection.all(snapshot).items() if findings}
    assert [findings[0].check for findings in problems.values()] == ["numbers"]
    stopped = Inspection(None)
    stopped.stop()
    stopped.run(snapshot)
    assert not stopped.ready
