"""Updating a catalog: unchanged sentences keep everything, and no person's words are lost."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, context_after
from hexapla.catalogs.extract import Template, extract
from hexapla.catalogs.update import update
from hexapla.checks import Context, check_entry
from hexapla.documents.document import Segment
from hexapla.languages import Language
from tests.conftest import Translate
from tests.growth import assert_linear
from tests.po import needs_gettext

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


def test_an_update_without_changes_keeps_the_bytes() -> None:
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


def test_a_reworded_draft_is_drafted_again() -> None:
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


def test_a_removed_sentence_is_kept_and_restored() -> None:
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


def test_a_translation_in_context_stays_with_its_neighbour() -> None:
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


def reviewed(*pairs: tuple[str, str]) -> Catalog:
    return catalog(Entry(msgid, msgstr) for msgid, msgstr in pairs)


def test_a_split_sentence_offers_its_translation_in_parts() -> None:
    whole = "The mayor opened two schools, and the governor closed an old road."
    old = reviewed(
        ("It rained.", "Llovió."),
        (whole, "El alcalde abrió dos escuelas, y el gobernador cerró una vieja carretera."),
    )
    parts = ("The mayor opened two schools.", "The governor closed an old road.")
    changes = update(old, template("It rained.", *parts))
    found = live(changes.catalog)
    assert [found[part].msgstr for part in parts] == [
        "El alcalde abrió dos escuelas,",
        "y el gobernador cerró una vieja carretera.",
    ]
    assert {found[part].previous for part in parts} == {whole}
    assert {found[part].state for part in parts} == {State.STALE}
    assert (changes.stale, changes.new, changes.obsolete) == (2, 0, 0)

    back = live(update(changes.catalog, template("It rained.", whole)).catalog)
    assert back[whole].msgstr == old.entries[1].msgstr
    assert (back[whole].previous, back[whole].state) == (None, State.EDITED)


def test_merged_sentences_offer_their_translations_joined() -> None:
    old = reviewed(
        ("The mayor opened two schools.", "El alcalde abrió dos escuelas."),
        ("The governor closed an old road.", "El gobernador cerró una carretera."),
    )
    whole = "The mayor opened two schools, and the governor closed an old road."
    (entry,) = update(old, template(whole)).catalog.entries
    assert entry.msgstr == "El alcalde abrió dos escuelas. El gobernador cerró una carretera."
    assert entry.previous == "The mayor opened two schools. The governor closed an old road."
    assert entry.state is State.STALE


def test_sentences_are_joined_as_their_language_joins_them() -> None:
    headers = {"Language": "zh_Hans", "X-Source-Language": "en"}
    old = Catalog.new(headers).with_entries(
        [Entry("The mayor opened two schools.", "市长开办了两所学校。"),
         Entry("He closed an old road.", "他关闭了一条旧路。")]
    )  # fmt: skip
    changed = update(old, template("The mayor opened two schools and he closed an old road."))
    assert changed.catalog.entries[0].msgstr == "市长开办了两所学校。他关闭了一条旧路。"


def test_a_translation_that_can_not_be_split_goes_to_the_first_part() -> None:
    whole = "The mayor opened two schools, and the governor closed an old road."
    parts = ("The mayor opened two schools.", "The governor closed an old road.")
    changes = update(reviewed((whole, "市长开办了两所学校")), template(*parts))
    assert [e.msgstr for e in changes.catalog.entries] == ["市长开办了两所学校", ""]


def test_a_heavily_reworded_sentence_is_recognized_by_its_place() -> None:
    frame = [("It rained all day.", "a"), ("Nobody was hurt in town.", "c")]
    old = reviewed(frame[0], ("The old bridge was closed on Monday.", "b"), frame[1])
    new = "On Monday the police closed a bridge."
    changed = update(old, template(frame[0][0], new, frame[1][0])).catalog
    assert live(changed)[new].previous == "The old bridge was closed on Monday."
    elsewhere = update(old, template(new, frame[1][0], frame[0][0])).catalog
    assert live(elsewhere)[new].previous is None


@pytest.mark.parametrize(
    "lose",
    [
        lambda entry: entry.edit(previous=None),
        lambda entry: entry.edit(  # Babel writes `#| msgid` as a comment
            previous=None, comments=('| msgid "The ferry leaves at nine."',)
        ),
        lambda entry: entry.edit(previous=None, msgstr="Sale a las diez, quizá."),
    ],
)
def test_a_stale_text_stays_stale_if_a_tool_loses_the_previous_msgid(
    lose: Callable[[Entry], Entry],
) -> None:
    """msgattrib --clear-previous, msgmerge without --previous, po2xliff and back, Babel."""
    old = catalog([Entry("The ferry leaves at nine.", "Sale a las nueve.")])
    now = template("The ferry leaves at ten.")
    changed = update(old, now).catalog
    lost = changed.with_entries(map(lose, changed.entries))
    (entry,) = update(Catalog.parse(lost.dump(), "es.po"), now).catalog.entries
    assert entry.state is State.STALE
    again = update(lost, template("The ferry leaves at eleven.")).catalog
    assert again.entries[0].state is State.STALE
    approved = lost.with_entries([entry.edit(flags=(), previous=None)])
    (final,) = update(approved, now).catalog.entries
    assert final.state is State.REVIEWED
    assert not any("written for" in comment for comment in final.comments)


@needs_gettext
def test_flags_that_gettext_drops_are_preserved_in_a_comment(tmp_path: Path) -> None:
    """Poedit and msgcat know only gettext's flags, and drop the others when they save."""
    now = template("It began in 2015.")
    flags = ("no-wrap", "ignore-numbers", "max-length:40")
    old = catalog([Entry("It began in 2015.", "Empezó en 2051.", flags=flags)])
    updated = update(old, now).catalog
    assert updated.entries[0].comments == ("flags: ignore-numbers, max-length:40",)
    path = tmp_path / "es.po"
    updated.save(path)
    subprocess.run(["msgcat", "-o", path, path], check=True)
    (saved,) = Catalog.load(path).entries
    assert saved.flags == ("no-wrap",)
    assert set(saved.all_flags) == set(flags)
    context = Context(Language("en"), Language("es"))
    assert check_entry(saved, context) == []
    assert [f.check for f in check_entry(saved.edit(comments=()), context)] == ["numbers"]
    assert update(Catalog.load(path), now).catalog.dump() == path.read_bytes()


def test_conflict_marks_of_msgcat_are_never_published() -> None:
    marks = "#-#-#-#-#  a.po  #-#-#-#-#\nUno\n#-#-#-#-#  b.po  #-#-#-#-#\nDos"
    for flags in ((), ("fuzzy",)):
        assert Entry("One.", marks, flags=flags).state is State.STALE
    written_about = "`#-#-#-#-#` is a mark of msgcat."
    assert Entry(written_about, "`#-#-#-#-#` es una marca.").state is State.REVIEWED


def test_an_unrelated_sentence_gets_no_other_translation() -> None:
    """In a text that is all new, nothing but letters speaks for any pair."""
    old = catalog(
        [
            Entry("The town has three streets.", "El pueblo tiene tres calles."),
            Entry("The baker opens at six.", "La panadería abre a las seis."),
            Entry("His door is always open.", "Su puerta está siempre abierta."),
        ]
    )
    new = ("The storm came at night.", "It took two roofs.", "The harbour was built in 1870.")
    changes = update(old, template(*new))
    assert (changes.stale, changes.new, changes.obsolete) == (0, 3, 3)
    reworded = update(old, template("The town has four streets.", *new)).catalog
    assert live(reworded)["The town has four streets."].state is State.STALE


def test_a_sentence_that_memory_knows_inherits_nothing() -> None:
    old = catalog([Entry("The ferry leaves at nine.", "El ferri sale a las nueve.")])
    new = template("The ferry leaves at ten.")
    assert update(old, new).stale == 1
    changes = update(old, new, is_known=lambda msgid: msgid == "The ferry leaves at ten.")
    assert (changes.stale, changes.new, changes.obsolete) == (0, 1, 1)
    assert [e.msgstr for e in changes.catalog.entries if e.obsolete] == [
        "El ferri sale a las nueve."
    ]


def test_an_untranslated_sentence_gets_no_other_translation() -> None:
    """The most similar entry counts, even if it is untranslated, not the next best one."""
    old = reviewed(
        ("The mayor opened two schools.", ""), ("The mayor opened a road.", "Una carretera.")
    )
    found = live(update(old, template("The mayor opened three schools.")).catalog)
    assert found["The mayor opened three schools."].msgstr == ""


def test_a_translation_in_context_follows_its_reworded_neighbour() -> None:
    old = catalog(
        [
            Entry("Is he here?", "¿Está él?"),
            Entry("Yes.", "Sí."),
            Entry("Yes.", "Que sí.", context=context_after("Is she here today?")),
            Entry("Is she here today?", "¿Está ella?"),
        ]
    )
    new = template("Is he here?", "Yes.", "Is she here on Monday?", "Yes.")
    found = {e.context: e for e in update(old, new).catalog.entries if e.msgid == "Yes."}
    variant = found[context_after("Is she here on Monday?")]
    assert (variant.msgstr, variant.state) == ("Que sí.", State.REVIEWED)
    assert found[None].msgstr == "Sí."


def test_yes_twice_in_french_and_german() -> None:
    """The same sentence twice: "Yes." answers a positive and a negative question."""
    questions = ("Is the report ready?", "Isn't the mayoress satisfied?")
    article = template(questions[0], "Yes.", questions[1], "Yes.")
    for first, second in (("Oui.", "Si."), ("Ja.", "Doch, das ist sie.")):
        old = catalog(
            [Entry("Yes.", first), Entry("Yes.", second, context=context_after(questions[1]))]
        )
        updated = Catalog.parse(update(old, article).catalog.dump(), "po")
        places = [Segment("Yes.", before, 0, 0, 1, 1, "paragraph") for before in questions]
        found = [updated.get(place) for place in places]
        assert [entry.msgstr for entry in found if entry] == [first, second]


def test_a_changed_entry_is_one_hunk() -> None:
    old = reviewed(*((f"Sentence number {word}.", f"Frase {word}.") for word in "abcdefgh"))
    words = "Sentence number e, reworded."
    article = template(*(e.msgid if "number e" not in e.msgid else words for e in old.entries))
    before = update(old, template(*(e.msgid for e in old.entries))).catalog.dump().decode()
    after = update(Catalog.parse(before.encode(), "es.po"), article).catalog.dump().decode()
    diff = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0))
    assert sum(line.startswith("@@") for line in diff) <= 2
    assert {line for line in diff[2:] if line[0] == "-"} == {'-msgid "Sentence number e."'}


def msgmerge(po: bytes, pot: bytes, folder: Path) -> bytes:
    (folder / "old.po").write_bytes(po)
    (folder / "new.pot").write_bytes(pot)
    command = ["msgmerge", "--quiet", "--previous", "old.po", "new.pot"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout


@needs_gettext
def test_updating_and_msgmerge_agree(tmp_path: Path) -> None:
    """Either one applied to an up-to-date catalog changes nothing that matters."""
    first = reviewed(
        ("It rained.", "Llovió."),
        ("The mayor opened two schools.", "El alcalde abrió dos escuelas."),
        ("Quite another thing happened.", "Pasó otra cosa."),
        ("Nobody was hurt.", "Nadie resultó herido."),
    )
    article = template("Nobody was hurt.", "The mayor opened three schools.", "It rained.")
    pot = catalog(article.entries).dump()
    ours = update(first, article).catalog
    assert {e.state for e in ours.entries} == {State.REVIEWED, State.STALE, State.OBSOLETE}
    by_them = Catalog.parse(msgmerge(ours.dump(), pot, tmp_path), "po")
    assert by_them.entries == ours.entries
    theirs = Catalog.parse(msgmerge(first.dump(), pot, tmp_path), "po")
    assert update(theirs, article).catalog.entries == theirs.entries
    assert {e.key: (e.msgstr, e.previous) for e in theirs.entries} == {
        e.key: (e.msgstr, e.previous) for e in ours.entries
    }


@needs_gettext
def test_a_stale_entry_that_leaves_and_comes_back_keeps_its_previous_msgid(tmp_path: Path) -> None:
    old = reviewed(("The mayor opened two schools.", "El alcalde abrió dos escuelas."))
    stale = update(old, template("The mayor opened three schools.")).catalog
    gone = update(stale, template("Nothing alike here at all.")).catalog
    assert b'#~| msgid "The mayor opened two schools."' in gone.dump()
    pot = catalog(template("Nothing alike here at all.").entries).dump()
    merged = Catalog.parse(msgmerge(gone.dump(), pot, tmp_path), "po")
    back = update(merged, template("The mayor opened three schools.")).catalog
    (entry,) = live(back).values()
    assert (entry.state, entry.previous) == (State.STALE, "The mayor opened two schools.")


def test_entries_with_plural_forms_are_kept_apart() -> None:
    old = catalog([Entry("A file.", plural="%d files.", plurals=("Un fichero.", "%d ficheros."))])
    changed = update(old, template("One file.")).catalog
    assert [(e.obsolete, e.plurals) for e in changed.entries] == [
        (False, ()),
        (True, ("Un fichero.", "%d ficheros.")),
    ]


def test_time_is_linear_for_a_completely_new_article() -> None:
    def run(size: int) -> None:
        old = reviewed(*((f"Old {n} sentence {n * 7}.", f"Frase {n}.") for n in range(size)))
        changes = update(old, template(*(f"New {n} words {n * 13} here." for n in range(size))))
        assert len(changes.catalog.entries) >= size

    assert_linear(run, 1_000)


SENTENCES = st.lists(
    st.sampled_from(
        [
            f"{who} {did} {what}."
            for who in ("Ann", "The mayor", "Nobody")
            for did in ("opened", "closed")
            for what in ("two schools", "three schools", "a road")
        ]
        + [
            "Ann opened two schools, and nobody closed a road.",
            "Ann closed a road; the mayor opened three schools.",
        ]
    ),
    max_size=8,
)


@given(st.lists(SENTENCES, min_size=1, max_size=5), st.data())
def test_no_history_of_edits_loses_a_reviewed_word(
    history: list[list[str]], data: st.DataObject
) -> None:
    """Split and merged translations are cut and joined, but no word is lost."""
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
                words = [f"w{step}.{at}.{n}" for n in range(data.draw(st.integers(1, 4)))]
                entry = entry.edit(msgstr=" ".join(words))
                written.update(words)
            entries.append(entry)
        current = Catalog.parse(current.with_entries(entries).dump(), "es.po")
    assert written <= {word for entry in current.entries for word in entry.msgstr.split()}


def test_the_plural_of_another_program_becomes_a_proposal(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.\n")
    translate("extract", "a.txt", "--to", "es", "--from", "en")
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    text = path.read_text().replace('msgid "One."\nmsgstr ""', 'msgid "One."\nmsgstr "Uno."')
    plural = 'msgid "Two."\nmsgid_plural "Twos."\nmsgstr[0] "Dos."\nmsgstr[1] "Doses."'
    path.write_text(text.replace('msgid "Two."\nmsgstr ""', plural))
    translate("publish", "--use", "reviewed", "--fallback", "source")
    assert (tmp_path / "editions/es/a.txt").read_text() == "Uno.\n\nTwo.\n"
    translate("publish")
    assert (tmp_path / "editions/es/a.txt").read_text() == "Uno.\n\nDos.\n"
    translate("extract", "a.txt")
    entry = Catalog.load(path).entries[1]
    assert (entry.msgstr, entry.plural, entry.state) == ("Dos.", None, State.EDITED)
    assert entry.comments == ("earlier: Doses.",)
