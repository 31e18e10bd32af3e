"""Updating a catalog: unchanged sentences keep all, and no word of a person's is lost."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, context_after
from hexapla.catalogs.extract import Template, extract
from hexapla.catalogs.update import update
from hexapla.documents.document import Segment

HEADERS = {"Language": "es"}


def template(*sentences: str) -> Template:
    segments = [
        Segment(text, sentences[at - 1] if at else "", at, 0, 1, at + 1, "paragraph")
        for at, text in enumerate(sentences)
    ]
    return extract(segments, "article.txt")


def catalog(entries: Iterable[Entry]) -> Catalog:
    return Catalog.new(HEADERS).with_entries(entries)


def drafted(msgid: str, text: str) -> Entry:
    draft = Draft.of("upper-en_es 1", 0.5, msgid, text)
    return Entry(msgid, text, flags=("fuzzy",), comments=(draft.comment(),))


def live(result: Catalog) -> dict[str, Entry]:
    return {entry.msgid: entry for entry in result.entries if not entry.obsolete}


def test_a_fresh_catalog_has_the_template_in_order() -> None:
    changes = update(catalog([]), template("One.", "Two.", "One."))
    assert [entry.msgid for entry in changes.catalog.entries] == ["One.", "Two."]
    assert changes.new == 2
    assert changes.catalog.entries[0].extracted == ("paragraph",)
    assert changes.catalog.entries[0].references == ("article.txt",)


def test_nothing_changed_is_the_same_bytes() -> None:
    first = update(catalog([]), template("One.", "Two.")).catalog
    first = Catalog.parse(first.dump(), "es.po")
    again = update(first, template("One.", "Two."))
    assert again.catalog.dump() == first.dump()
    assert not again.changed


def test_a_reworded_sentence_keeps_a_persons_words_as_stale() -> None:
    old = catalog([Entry("The mayor opened two schools.", "El alcalde abrió dos escuelas.")])
    changes = update(old, template("The mayor opened three schools."))
    (entry,) = changes.catalog.entries
    assert entry.state is State.STALE
    assert entry.msgstr == "El alcalde abrió dos escuelas."
    assert entry.previous == "The mayor opened two schools."
    assert not entry.by_machine
    assert (changes.stale, changes.new, changes.obsolete) == (1, 0, 0)


def test_an_approved_draft_is_a_persons_when_it_goes_stale() -> None:
    approved = drafted("The mayor opened two schools.", "ABRIÓ DOS").edit(flags=())
    changes = update(catalog([approved]), template("The mayor opened three schools."))
    (entry,) = changes.catalog.entries
    assert (entry.state, entry.msgstr, entry.by_machine) == (State.STALE, "ABRIÓ DOS", False)


def test_a_reworded_draft_is_drafted_anew() -> None:
    old = catalog([drafted("The mayor opened two schools.", "DOS ESCUELAS")])
    changes = update(old, template("The mayor opened three schools."))
    assert [entry.state for entry in changes.catalog.entries] == [State.EMPTY]
    assert (changes.new, changes.dropped) == (1, 1)


def test_an_edited_draft_is_a_persons() -> None:
    edited = drafted("The mayor opened two schools.", "DOS").edit(msgstr="Dos escuelas.")
    changes = update(catalog([edited]), template("The mayor opened three schools."))
    assert [entry.msgstr for entry in changes.catalog.entries] == ["Dos escuelas."]


def test_a_stale_entry_reworded_again_remembers_what_its_text_translates() -> None:
    once = update(
        catalog([Entry("The mayor opened two schools.", "Dos.")]),
        template("The mayor opened three schools."),
    ).catalog
    (entry,) = update(once, template("The mayor opened four schools.")).catalog.entries
    assert entry.previous == "The mayor opened two schools."
    (entry,) = update(once, template("The mayor opened two schools.")).catalog.entries
    assert (entry.previous, entry.state, entry.msgstr) == (None, State.EDITED, "Dos.")


def test_a_vanished_sentence_is_kept_and_comes_back() -> None:
    gone = update(catalog([Entry("It rained.", "Llovió.")]), template("Nothing alike here at all."))
    assert gone.obsolete == 1
    assert [e.state for e in gone.catalog.entries] == [State.EMPTY, State.OBSOLETE]
    back = update(gone.catalog, template("It rained.", "Nothing alike here at all."))
    assert live(back.catalog)["It rained."].state is State.REVIEWED
    assert back.revived == 1
    assert not any(entry.obsolete for entry in back.catalog.entries)


def test_a_persons_comment_on_an_untranslated_sentence_is_kept() -> None:
    noted = Entry("It rained.", comments=("please ask the desk",))
    result = update(catalog([noted]), template("Quite another text.")).catalog
    assert [e.comments for e in result.entries if e.obsolete] == [("please ask the desk",)]


def test_moved_sentences_follow_the_article() -> None:
    old = catalog([Entry("One.", "Uno."), Entry("Two.", "Dos.")])
    result = update(old, template("Two.", "One.")).catalog
    assert [(e.msgid, e.msgstr) for e in result.entries] == [("Two.", "Dos."), ("One.", "Uno.")]


def test_a_translation_for_one_place_stands_with_its_neighbour() -> None:
    context = context_after("Is she here?")
    old = catalog([Entry("Yes.", "Sí."), Entry("Yes.", "Que sí.", context=context)])
    stays = update(old, template("Is he?", "Yes.", "Is she here?", "Yes.")).catalog
    assert [(e.context, e.msgstr) for e in stays.entries if e.msgid == "Yes."] == [
        (None, "Sí."),
        (context, "Que sí."),
    ]
    goes = update(stays, template("Is he?", "Yes.")).catalog
    assert [(e.msgstr, e.obsolete) for e in goes.entries if e.context] == [("Que sí.", True)]
    back = update(goes, template("Is he?", "Yes.", "Is she here?", "Yes.")).catalog
    assert [(e.msgstr, e.obsolete) for e in back.entries if e.context] == [("Que sí.", False)]


SENTENCES = st.lists(
    st.sampled_from(
        [
            f"{who} {did} {what}."
            for who in ("Ann", "The mayor", "Nobody")
            for did in ("opened", "closed")
            for what in ("two schools", "three schools", "a road")
        ]
    ),
    max_size=8,
)


@given(st.lists(SENTENCES, min_size=1, max_size=5), st.data())
def test_no_history_of_edits_loses_a_reviewed_word(
    history: list[list[str]], data: st.DataObject
) -> None:
    current = catalog([])
    written: set[str] = set()
    for step, sentences in enumerate(history):
        current = update(current, template(*sentences)).catalog
        assert [e.msgid for e in current.entries if not e.obsolete and e.context is None] == list(
            dict.fromkeys(sentences)
        )
        entries = []
        for at, entry in enumerate(current.entries):
            if entry.state is State.EMPTY and data.draw(st.booleans()):
                entry = entry.edit(msgstr=f"words {step}.{at}")
                written.add(entry.msgstr)
            entries.append(entry)
        current = Catalog.parse(current.with_entries(entries).dump(), "es.po")
    assert written == {entry.msgstr for entry in current.entries if entry.msgstr}
