"""Merging catalogs by entry: nothing that a person wrote on either side is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.catalogs.merge import merge, register
from hexapla.errors import UsageError
from tests.growth import assert_linear
from tests.po import HEADERS, catalog, needs_gettext
from tests.po import gettext as run_gettext


def drafted(msgid: str, text: str) -> Entry:
    line = Draft.of("upper 1", 0.5, msgid, text).comment()
    return Entry(msgid, text, flags=("fuzzy",), comments=(line,))


ONE, TWO, THREE = Entry("One.", "Uno."), Entry("Two.", "Dos."), Entry("Three.", "Tres.")


def test_changes_of_different_entries_are_both_kept() -> None:
    base = catalog(ONE, TWO)
    ours = catalog(ONE.edit(msgstr="UNO."), TWO, THREE)
    theirs = catalog(ONE, TWO.edit(msgstr="DOS."), Entry("Four.", "Cuatro."))
    merged = merge(base, ours, theirs)
    assert [(e.msgid, e.msgstr) for e in merged.catalog.entries] == [
        ("One.", "UNO."),
        ("Two.", "DOS."),
        ("Four.", "Cuatro."),
        ("Three.", "Tres."),
    ]
    assert not merged.conflicts


def test_two_translations_of_one_sentence_are_both_kept() -> None:
    merged = merge(catalog(Entry("One.")), catalog(ONE), catalog(Entry("One.", "Una.")))
    (entry,) = merged.conflicts
    assert (entry.msgstr, entry.comments, entry.state) == ("Uno.", ("theirs: Una.",), State.EDITED)
    assert merged.catalog.entries == (entry,)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_person_wins_over_a_machine_and_over_a_deletion(swapped: bool) -> None:
    machine = catalog(drafted("One.", "UNO"))
    for other in (machine, catalog(), catalog(Entry("One."))):
        sides = (other, catalog(ONE)) if swapped else (catalog(ONE), other)
        merged = merge(catalog(drafted("One.", "ONO")), *sides)
        assert [e.msgstr for e in merged.catalog.entries] == ["Uno."]
        assert not merged.conflicts


def test_an_approval_and_a_comment_are_both_kept() -> None:
    base = catalog(ONE.edit(flags=("fuzzy",)))
    theirs = catalog(ONE.edit(flags=("fuzzy",), comments=("ask the desk",)))
    (entry,) = merge(base, catalog(ONE), theirs).catalog.entries
    assert (entry.fuzzy, entry.comments) == (False, ("ask the desk",))


def test_an_entry_removed_on_one_side_is_removed() -> None:
    assert merge(catalog(ONE, TWO), catalog(TWO), catalog(ONE, TWO)).catalog.entries == (TWO,)
    assert merge(catalog(ONE, TWO), catalog(ONE, TWO), catalog(TWO)).catalog.entries == (TWO,)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_text_is_for_the_msgid_plural_that_it_was_written_for(swapped: bool) -> None:
    """One side takes a new template, in which the message has plural forms, or has none."""
    forms = ("one", "some")
    cases: list[tuple[Entry, Entry, dict[str, Any]]] = [
        (Entry("One."), Entry("One.", plural="Ones.", plurals=("", "")), {"msgstr": "one"}),
        (Entry("One.", plural="Ones.", plurals=("", "")), Entry("One."), {"plurals": forms}),
        (
            Entry("One.", plural="Ones.", plurals=("", "")),
            Entry("One.", plural="More.", plurals=("", "")),
            {"plurals": forms},
        ),
    ]
    for was, updated, words in cases:
        sides = (catalog(updated), catalog(was.edit(**words)))
        ours, theirs = reversed(sides) if swapped else sides
        merged = merge(catalog(was), ours, theirs).catalog
        (entry,) = Catalog.parse(merged.dump(), "es.po").entries
        assert entry.plural == updated.plural
        assert entry.fuzzy
        assert all(word in merged.dump().decode() for word in words.get("plurals", ("one",)))


def test_a_text_that_became_stale_on_one_side_is_stale() -> None:
    was = Entry("One.", "Uno.", flags=("fuzzy",))
    stale, noted = was.edit(previous="Once."), was.edit(comments=("Look at this",))
    for ours, theirs in ((stale, noted), (noted, stale)):
        (entry,) = merge(catalog(was), catalog(ours), catalog(theirs)).catalog.entries
        assert (entry.state, entry.comments) == (State.STALE, noted.comments)


def test_the_later_date_and_the_changed_header_are_taken() -> None:
    base = Catalog.new(HEADERS)
    ours = base.with_headers({"PO-Revision-Date": "2026-02-02 00:00+0000"})
    theirs = base.with_headers({"PO-Revision-Date": "2026-03-03 00:00+0000", "X-Own": "1"})
    assert merge(base, ours, theirs).catalog.headers == theirs.headers
    assert merge(base, theirs, ours).catalog.headers == theirs.headers


def test_remarks_about_the_catalog_are_kept() -> None:
    base = catalog(ONE)
    text = base.dump().decode()
    ours = Catalog.parse(f"# By Bob\n{text}".encode(), "es.po")
    theirs = Catalog.parse(f"# By Ana\n{text}\n# the rest: Monday\n".encode(), "es.po")
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(base, one, other).catalog.dump().decode()
        assert all(f"# {it}\n" in merged for it in ("By Bob", "By Ana", "the rest: Monday"))


@pytest.mark.parametrize("place", ["comments", "flags", "header comments", "fields", "tail"])
def test_time_grows_with_the_size(place: str) -> None:
    def one(number: int, size: int) -> Catalog:
        words = [f"{number}.{at}" for at in range(size)]
        text = catalog(Entry("One.", f"Uno {number}.")).dump().decode()
        comments = "".join(f"# {word}\n" for word in words)
        fields = "".join(f'"X-{word}: a\\n"\n' for word in words)
        flags = "".join(f"#, {word}\n" for word in words)
        text = {
            "comments": text.replace('msgid "One', f'{comments}msgid "One'),
            "flags": text.replace('msgid "One', f'{flags}msgid "One'),
            "header comments": comments + text,
            "fields": text.replace('\nmsgid "One', f'{fields}\nmsgid "One'),
            "tail": f"{text}\n{comments}",
        }[place]
        return Catalog.parse(text.encode(), "es.po")

    def run(size: int) -> bytes:
        return merge(*(one(number, size) for number in range(3))).catalog.dump()

    assert len(run(20)) > len(run(10)) + 100
    assert_linear(run, 500)


entries = st.builds(
    lambda n, text, flags, comment: Entry(
        f"Sentence {n}.", text, flags=flags, comments=(comment,) if comment else ()
    ),
    st.integers(0, 3),
    st.sampled_from(["", "Uno.", "Dos.", "Tres."]),
    st.sampled_from([(), ("fuzzy",)]),
    st.sampled_from(["", "one", "two"]),
)
catalogs = st.lists(entries, max_size=4, unique_by=lambda entry: entry.key).map(
    lambda found: Catalog.parse(catalog(*found).dump(), "es.po")
)


@given(catalogs, catalogs, catalogs)
def test_no_word_that_a_side_wrote_is_lost(base: Catalog, ours: Catalog, theirs: Catalog) -> None:
    merged = merge(base, ours, theirs).catalog
    assert Catalog.parse(merged.dump(), "es.po").entries == merged.entries
    was = {entry.key: entry for entry in base.entries}
    now = {entry.key: entry for entry in merged.entries}
    for entry in (*ours.entries, *theirs.entries):
        if entry.msgstr and entry.msgstr != was.get(entry.key, Entry("")).msgstr:
            found = now[entry.key]
            assert entry.msgstr == found.msgstr or f"theirs: {entry.msgstr}" in found.comments


@given(catalogs, catalogs, catalogs)
def test_what_only_one_side_changed_is_as_it_made_it(
    base: Catalog, ours: Catalog, theirs: Catalog
) -> None:
    was, my, other, now = (
        {entry.key: entry for entry in one.entries}
        for one in (base, ours, theirs, merge(base, ours, theirs).catalog)
    )
    for key in was.keys() & my.keys() & other.keys():
        said, mine, their, result = (
            (one[key].msgstr, one[key].fuzzy) for one in (was, my, other, now)
        )
        if mine == said or their == said:
            assert result == (their if mine == said else mine)
        for side in (my, other):
            added = {*side[key].comments} - {*was[key].comments}
            assert added <= {*now[key].comments}


WAS, CORRECTED = Entry("It can't rain.", "No llueva."), "No puede llover."
REWORDED = Entry("It can't rain today.", WAS.msgstr, flags=("fuzzy",), previous=WAS.msgid)
HEIRS = {
    "typography": (WAS, Entry("It can’t rain.", WAS.msgstr), State.REVIEWED),
    "wording": (WAS, REWORDED, State.STALE),
    "key": (WAS.edit(context="old"), WAS.edit(context="new"), State.REVIEWED),
    "neighbour": (WAS.edit(context="after: A."), WAS.edit(context="after: B."), State.REVIEWED),
}


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("was", "heir", "state"), HEIRS.values(), ids=HEIRS)
def test_a_correction_reaches_the_entry_that_follows_on_the_other_side(
    was: Entry, heir: Entry, state: State, swapped: bool
) -> None:
    base, changed = catalog(was, TWO), catalog(was.edit(msgstr=CORRECTED), TWO)
    for one in (catalog(heir, TWO), catalog(heir.edit(msgstr=CORRECTED), TWO)):
        sides = (changed, one) if swapped else (one, changed)
        merged = merge(base, *sides)
        (found,) = (entry for entry in merged.catalog.entries if entry.key == heir.key)
        assert (found.msgstr, found.state, merged.conflicts) == (CORRECTED, state, ())


@pytest.mark.parametrize(("was", "heir", "state"), HEIRS.values(), ids=HEIRS)
def test_two_corrections_of_one_text_are_a_conflict_under_its_new_key(
    was: Entry, heir: Entry, state: State
) -> None:
    ours, theirs = catalog(heir.edit(msgstr="Uno.")), catalog(was.edit(msgstr="Dos."))
    for one, other, text, note in ((ours, theirs, "Uno.", "Dos."), (theirs, ours, "Dos.", "Uno.")):
        (found,) = merge(catalog(was), one, other).conflicts
        assert (found.key, found.msgstr, found.fuzzy) == (heir.key, text, True)
        assert f"theirs: {note}" in found.comments


def test_both_sides_changed_the_sentence_and_one_its_translation() -> None:
    one, other = (Entry(text, WAS.msgstr) for text in ("It can’t rain.", "It canʼt rain."))
    for sides in ((one, other.edit(msgstr=CORRECTED)), (one.edit(msgstr=CORRECTED), other)):
        merged = merge(catalog(WAS), *map(catalog, sides)).catalog
        assert {entry.msgstr for entry in merged.entries} == {CORRECTED}


@given(catalogs, catalogs)
def test_a_side_that_did_nothing_changes_nothing(base: Catalog, changed: Catalog) -> None:
    assert merge(base, changed, base).catalog.dump() == changed.dump()
    assert set(merge(base, base, changed).catalog.entries) == set(changed.entries)


@needs_gettext
def test_git_merges_by_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ana")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ana@example.org")
    root = tmp_path / "repository"
    root.mkdir()
    path = root / "es.po"

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=False
        )

    def commit(*entries: Entry) -> None:
        path.write_bytes(catalog(*entries).dump())
        git("add", ".")
        assert git("commit", "-m", "change").returncode == 0

    git("init", "-b", "main")
    written = register(root)
    assert [one.name for one in written] == [".gitattributes", "config"]
    assert [one.name for one in register(root)] == ["config"]
    commit(Entry("One."), Entry("Two."))
    git("checkout", "-b", "other")
    commit(Entry("One.", "Uno."), Entry("Two.", "Dos."))
    git("checkout", "main")
    commit(Entry("One."), Entry("Two.", "DOS."))
    done = git("merge", "other")
    assert done.returncode == 1
    assert 'both versions have a translation of "Two."' in done.stderr
    merged = Catalog.load(path)
    assert [(e.msgstr, e.comments) for e in merged.entries] == [
        ("Uno.", ()),
        ("DOS.", ("theirs: Dos.",)),
    ]
    run_gettext("msgfmt", "-c", "-o", "-", "-", data=path.read_bytes())
    # The program is gone, it isn't installed any more, or a version is damaged: git's own merge
    # shows both sides.
    git("merge", "--abort")
    git("checkout", "other")
    path.write_bytes(path.read_bytes() + b'msgid "')
    git("commit", "-a", "-m", "damaged")
    git("checkout", "main")
    driver = git("config", "merge.hexapla.driver").stdout.strip()
    for words in (driver.replace(sys.executable, "/gone/python"),
                  driver.replace("-m hexapla", "-m gone"), driver):  # fmt: skip
        git("config", "merge.hexapla.driver", words)
        assert git("merge", "other").returncode == 1
        text = path.read_text("utf-8")
        assert "<<<<<<<" in text
        assert 'msgstr "DOS."' in text
        assert 'msgstr "Dos."' in text
        git("merge", "--abort")


def test_without_a_repository_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not in a git repository"):
        register(tmp_path)
