"""The records of who reviewed and who translated an entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.extract import Template
from hexapla.catalogs.merge import merge
from hexapla.catalogs.provenance import MEMORY, Draft, is_own
from hexapla.catalogs.signature import REVIEWED, Signature, person
from hexapla.catalogs.signing import (
    independent,
    past,
    recorded,
    reviewers,
    sign,
    translated_by,
    translator,
)
from hexapla.catalogs.update import update
from hexapla.errors import UsageError

DAY = "2026-11-30"
ONE = Entry("It rained.", "Llovió.")
ANA, BOB = "Ana Ruiz", "Bob Lee"


def names(entry: Entry) -> list[str]:
    return [one.name for one in reviewers(entry)]


def test_a_record_counts_for_the_text_that_was_seen_and_is_history_after_that() -> None:
    signed = sign(sign(ONE, "Ana Ruiz <ana@example.org>", DAY), BOB, DAY)
    assert names(signed) == [ANA, BOB]
    assert sign(signed, "ana ruiz", "2027-01-01") is signed
    for other in (
        signed.edit(msgstr="Nevó."),
        signed.edit(msgid="It snowed."),
        signed.edit(context="after: Monday."),
    ):
        assert names(other) == []
        assert [one.name for one in past(other)] == [ANA, BOB]
        assert names(sign(other, BOB, DAY)) == [BOB]
    fuzzy = signed.edit(flags=("fuzzy",))
    assert (names(fuzzy), past(fuzzy)) == ([], ())
    assert sign(fuzzy, "Eve", DAY) is fuzzy
    assert sign(Entry("It rained."), ANA) == Entry("It rained.")


def test_what_a_person_changes_is_recorded_once_a_day() -> None:
    entry = ONE
    for text in ("L", "Ll", "Llueve."):
        entry = recorded(entry, entry.edit(msgstr=text, flags=("fuzzy",)), ANA, DAY)
    assert [one[:30] for one in entry.comments] == ["translated: Ana Ruiz; 2026-11-"]
    author = translator(entry)
    assert author is not None
    assert author.name == ANA
    approved = recorded(entry, entry.edit(flags=()), BOB, DAY)
    assert (names(approved), independent(approved)) == ([BOB], 1)
    assert independent(sign(approved, ANA, DAY)) == 1
    reopened = recorded(approved, approved.edit(flags=("fuzzy",)), BOB, DAY)
    assert reopened.comments == entry.comments


def test_who_may_have_written_a_text_is_not_counted_as_its_reviewer() -> None:
    draft = ONE.edit(comments=(Draft.of("argos 1.9", 0.9, ONE.msgid, ONE.msgstr).comment(),))
    assert independent(sign(draft, ANA, DAY)) == 1
    assert independent(sign(draft.edit(msgstr="Llueve."), ANA, DAY)) == 0
    memory = ONE.edit(comments=(Draft.of(MEMORY, 1.0, ONE.msgid, ONE.msgstr).comment(),))
    assert independent(sign(memory, ANA, DAY)) == 0
    assert independent(sign(sign(memory, ANA, DAY), BOB, DAY)) == 1
    assert independent(sign(translated_by(ONE, ANA, DAY), "ANA RUIZ", DAY)) == 0


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Ana  Ruiz <ana@example.org>", "Ana Ruiz"),
        ("ana@example.org", "ana"),
        ("Ana (ana@example.org)", "Ana"),
        ("Ana; DROP\nreviewed: Eve", "Ana, DROP reviewed: Eve"),
        ("\u202eAna\u2066\x1b[31m\x00", "Ana [31m"),
        ("María del Carmen Fernández de la Vega", "María del Carmen Fernández de la Ve…"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("@ana", "@ana"),
        ("<>", ""),
        (" \u200b\n", ""),
        ("\ud800", ""),
    ],
)
def test_names_are_one_short_line_without_addresses(given: str, name: str) -> None:
    assert person(given) == name
    if not name:
        with pytest.raises(UsageError, match="a name is needed"):
            sign(ONE, given)
    else:
        signed = sign(ONE, given, DAY)
        assert len(f"# {signed.comments[0]}") <= 78
        again = Catalog.parse(Catalog.new({}).with_entries([signed]).dump(), "es.po").entries
        assert names(again[0]) == [name]


@given(st.text())
def test_a_name_is_written_as_it_is_read(text: str) -> None:
    name = person(text)
    assert person(name) == name
    if name:
        line = Signature.of(REVIEWED, name, DAY, "").comment()
        assert Signature.parse(line) == Signature.of(REVIEWED, name, DAY, "")
        assert is_own(line)


def test_forged_lines_do_not_count() -> None:
    real = sign(ONE, ANA, DAY).comments[0]
    forged = [
        real.replace(ANA, BOB),
        real.replace(DAY, "2026-11-29"),
        f"{real[:-1]}{'0' if real[-1] != '0' else '1'}",
        real.replace("reviewed", "translated"),
        real.replace(DAY, "2026-02-31"),
        real.replace(ANA, "Ana\u202eRuiz"),
        f"{real} ",
    ]
    entry = ONE.edit(comments=tuple(forged))
    assert (names(entry), translator(entry)) == ([], None)
    assert names(entry.edit(comments=(*forged, real, real))) == [ANA]
    assert not is_own(forged[-2])


def test_records_survive_a_changed_source_and_a_merge() -> None:
    signed = sign(ONE, ANA, DAY)
    catalog = Catalog.new({}).with_entries([signed])
    longer = Template((Entry("It rained all day in the whole country."),), {})
    before = signed.edit(msgid="It rained all day in the country.")
    before = sign(before, ANA, DAY)
    (changed,) = update(catalog.with_entries([before]), longer).catalog.entries
    assert (changed.state, names(changed)) == (State.STALE, [])
    assert {one.name for one in past(changed)} == {ANA}
    other = catalog.with_entries([sign(ONE, BOB, DAY)])
    (both,) = merge(catalog.with_entries([ONE]), catalog, other).catalog.entries
    assert names(both) == [ANA, BOB]
    edited = catalog.with_entries([signed.edit(msgstr="Llovía.")])
    (entry,) = merge(catalog.with_entries([ONE]), other, edited).catalog.entries
    assert (entry.msgstr, names(entry)) == ("Llovía.", [])
    assert {one.name for one in past(entry)} == {ANA, BOB}


def test_ten_thousand_lines() -> None:
    line = sign(ONE, ANA, DAY).comments[0]
    lines = [f"{line[:-5]}{number:05}" for number in range(10_000)]
    entry = ONE.edit(msgstr="x" * 20_000, comments=tuple(lines))
    assert names(sign(entry, BOB, DAY)) == [BOB]
    own = translated_by(ONE, ANA, DAY).comments[0]
    many = ONE.edit(comments=tuple(f"{own[:-5]}{number:05}" for number in range(10_000)))
    assert len(translated_by(many, ANA, DAY).comments) == 1
