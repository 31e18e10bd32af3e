"""What a reviewer's decision does to an entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, follows
from hexapla.errors import UsageError
from hexapla.review import decisions

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
    """The entry, written to a file and read again."""
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


def test_an_empty_translation_can_not_be_approved() -> None:
    with pytest.raises(UsageError, match="no translation to approve"):
        decisions.approve(Entry("It rained."))
    with pytest.raises(UsageError, match="no translation to approve"):
        decisions.approve(DRAFTED, " \n\t ")


def test_an_edited_translation_waits_for_approval() -> None:
    entry = decisions.rewrite(DRAFTED, "Ha llovido.")
    assert entry.state is State.EDITED
    assert decisions.rewrite(entry, "Ha llovido.") is entry
    assert decisions.rewrite(decisions.approve(DRAFTED), "Otra.").state is State.EDITED
    assert decisions.rewrite(DRAFTED, "").state is State.EMPTY
    assert not decisions.rewrite(DRAFTED, "").fuzzy


def test_an_approval_can_be_withdrawn() -> None:
    assert decisions.reopen(decisions.approve(DRAFTED, "Otra.")).state is State.EDITED
    assert decisions.reopen(Entry("a")) == Entry("a")


def test_plural_forms_have_a_line_each() -> None:
    entry = Entry("%d file", plural="%d files", plurals=("a", "b"), flags=("fuzzy", "c-format"))
    assert decisions.approve(entry).flags == ("c-format",)
    assert decisions.rewrite(entry, "c\n d ").plurals == ("c", "d")
    assert decisions.shown_text(decisions.approve(entry, "c\nd")) == "c\nd"
    assert decisions.rewrite(entry, "").plurals == ("", "")
    for text in ("c", "c\nd\ne"):
        with pytest.raises(UsageError, match="2 plural forms"):
            decisions.rewrite(entry, text)
    with pytest.raises(UsageError, match="no translation"):
        decisions.approve(entry, "c\n")
    with pytest.raises(UsageError, match="plural"):
        decisions.set_apart(entry, "x")


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


def test_a_separate_entry_for_one_place() -> None:
    apart = decisions.set_apart(decisions.approve(DRAFTED), "The mayor spoke.")
    assert apart.context == "after: The mayor spoke."
    assert apart.state is State.DRAFT
    start = "The fisheries committee of the parliament has"
    places = [f"{start} approved it.", f"{start} rejected it.", f"{start} approved it at last."]
    for place in places:
        context = decisions.set_apart(DRAFTED, place, places).context
        assert [one for one in places if follows(context, one)][:1] == [place]


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


def test_a_note_that_looks_like_a_draft_comment_is_escaped() -> None:
    line = Draft.of("argos 1", 0.8, "a", "b").comment()
    entry = decisions.annotate(Entry("a", "b"), line)
    assert entry.draft is None
    assert line in decisions.note_of(entry)


@given(ENTRIES, TEXTS)
def test_decisions_survive_writing_and_reading(entry: Entry, text: str) -> None:
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
def test_decisions_can_be_undone(entry: Entry, text: str) -> None:
    assert decisions.restore(decisions.rewrite(entry, text), entry) == entry


@given(ENTRIES, TEXTS)
def test_a_decision_changes_the_version(entry: Entry, text: str) -> None:
    decided = decisions.rewrite(entry, text)
    assert (decisions.version(decided) == decisions.version(entry)) == (decided == entry)
    moved = entry.edit(references=("other.txt",))
    assert decisions.version(moved) == decisions.version(entry)
