"""Catalogs: states, look-up, headers, and files that change only where an entry changes."""

from __future__ import annotations

import string
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, context_after, follows
from hexapla.catalogs.provenance import Guarded, is_provenance
from hexapla.documents.document import Segment
from hexapla.errors import InputError
from tests.po import FIXTURES, HEADERS, anything, catalog, gettext, half, needs_gettext, several


def segment(text: str, previous: str = "") -> Segment:
    return Segment(text, previous, 0, 0, 1, 1, "paragraph")


def drafted(msgid: str, msgstr: str, origin: str = "argos-en_es 1.9") -> Entry:
    line = Draft.of(origin, 0.81, msgid, msgstr).comment()
    return Entry(msgid, msgstr, flags=("fuzzy",), comments=(line,))


# States -----------------------------------------------------------------------------------------

DRAFTED = drafted("Good day.", "Buenos días.")


@pytest.mark.parametrize(
    ("entry", "state", "by_machine"),
    [
        (Entry("a"), State.EMPTY, False),
        (Entry("a", flags=("fuzzy",)), State.EMPTY, False),
        (Entry("a", previous="b"), State.EMPTY, False),
        (drafted("a", ""), State.EMPTY, False),
        (Entry("a", "x"), State.REVIEWED, False),
        (Entry("a", "x", previous="b"), State.REVIEWED, False),
        (Entry("a", "x", flags=("fuzzy",)), State.EDITED, False),
        (Entry("a", "x", flags=("fuzzy",), previous="b"), State.STALE, False),
        (Entry("a", "x", flags=("fuzzy",), previous="a", previous_context="c"), State.STALE, False),
        (DRAFTED, State.DRAFT, True),
        (DRAFTED.edit(flags=()), State.REVIEWED, False),
        (DRAFTED.edit(flags=("c-format", "fuzzy")), State.DRAFT, True),
        (DRAFTED.edit(msgstr="Buen día."), State.EDITED, False),
        (DRAFTED.edit(msgid="Good night."), State.STALE, True),
        (DRAFTED.edit(msgid="Good night.", msgstr="Buenas noches."), State.STALE, False),
        (DRAFTED.edit(previous="Good morning."), State.STALE, True),
        (DRAFTED.edit(comments=("draft: please ask the desk",)), State.EDITED, False),
        (DRAFTED.edit(comments=("a word", *DRAFTED.comments)), State.DRAFT, True),
        (DRAFTED.edit(obsolete=True), State.OBSOLETE, True),
        (Entry("a", "x", obsolete=True), State.OBSOLETE, False),
        (Entry("a", plural="as", plurals=("x", "xs")), State.REVIEWED, False),
        (Entry("a", plural="as", plurals=("x", "")), State.EMPTY, False),
        (Entry("a", plural="as"), State.EMPTY, False),
        (Entry("a", plural="as", plurals=("x", "y"), flags=("fuzzy",)), State.EDITED, False),
    ],
)
def test_states(entry: Entry, state: State, by_machine: bool) -> None:
    assert entry.state is state
    assert entry.by_machine is by_machine
    assert Catalog.parse(catalog(entry).dump(), "x.po").entries[0].state is state


def test_states_are_written_as_words() -> None:
    assert [str(state) for state in State] == [
        "empty", "draft", "edited", "stale", "reviewed", "obsolete",
    ]  # fmt: skip


# Drafts -----------------------------------------------------------------------------------------


def test_the_format_of_a_draft_line() -> None:
    draft = Draft("argos-en_es 1.9", 0.81, "3f9a1c02", "b771e04d")
    assert draft.comment() == "draft: argos-en_es 1.9; 0.81; 3f9a1c02/b771e04d"
    assert Draft.parse(draft.comment()) == draft


def test_digests_are_of_the_text() -> None:
    draft = Draft.of("memory", None, "abc", "")
    assert draft.comment() == "draft: memory; -; ba7816bf/e3b0c442"  # FIPS 180-2, example B.1


@given(
    st.text(max_size=120)
    | st.lists(st.from_regex(r"[a-z]+-[a-z_]+ [0-9.]+", fullmatch=True)).map("+".join),
    st.none() | st.floats(),
    anything,
    anything,
)
def test_draft_lines_always_match_the_pattern(
    origin: str, score: float | None, msgid: str, msgstr: str
) -> None:
    draft = Draft.of(origin, score, msgid, msgstr)
    assert Draft.parse(draft.comment()) == draft
    assert len(f"# {draft.comment()}") < 77


def test_a_long_pivot_still_names_its_hops() -> None:
    origin = "argos-gl_es 1.0+argos-es_en 1.9+apertium-eng-epo 3.8.3"
    assert Draft.of(origin, 0.5, "a", "b").origin == "argos-gl_es+argos-es_en+apertium-eng-epo"
    short = "argos-gl_es 1.0+argos-es_en 1.9"
    assert Draft.of(short, 0.5, "a", "b").origin == short


@pytest.mark.parametrize(
    "comment",
    [
        "draft: please ask the desk",
        "draft: argos 1.9; 0.81; 3f9a1c02/b771e04d ",
        "draft: argos 1.9; 0.81; 3f9a1c02/b771e04",
        "draft: argos 1.9; 0.81; 3F9A1C02/B771E04D",
        "draft: argos 1.9; 1.81; 3f9a1c02/b771e04d",
        "draft: argos 1.9; .81; 3f9a1c02/b771e04d",
        "draft: ; 0.81; 3f9a1c02/b771e04d",
        "draft: argos  1.9; 0.81; 3f9a1c02/b771e04d",
        f"draft: {'x' * 43}; 0.81; 3f9a1c02/b771e04d",
        "Draft: argos 1.9; 0.81; 3f9a1c02/b771e04d",
        "the draft: argos 1.9; 0.81; 3f9a1c02/b771e04d",
        "draft: argos 1.9; 0.81; 3f9a1c02/b771e04d\n",
        "draft: argos 1.9; 0.٨١; 3f9a1c02/b771e04d",
    ],
)
def test_comments_by_people_are_not_draft_lines(comment: str) -> None:
    assert Draft.parse(comment) is None


# Editing and look-up -----------------------------------------------------------------------------


def test_the_format_of_a_guard_line() -> None:
    guarded = Guarded((("numbers", "held"), ("loop", "wider search")))
    assert guarded.comment() == "guarded: numbers (held), loop (wider search)"
    assert Guarded.parse(guarded.comment()) == guarded
    assert is_provenance(guarded.comment())


@given(
    st.lists(
        st.tuples(st.sampled_from(["numbers", "loop"]), st.sampled_from(["left", "wider search"])),
        min_size=1,
    )
)
def test_guard_lines_always_match_the_pattern(faults: list[tuple[str, str]]) -> None:
    comment = Guarded(tuple(faults)).comment()
    parsed = Guarded.parse(comment)
    assert parsed
    assert parsed.faults == tuple(faults)[: len(parsed.faults)]
    assert len(f"# {comment}") <= 76


@pytest.mark.parametrize(
    "comment",
    ["guarded: please", "guarded: numbers held", "Guarded: a (b)", "guarded: a (b) ", "guarded: "],
)
def test_comments_by_people_are_not_guard_lines(comment: str) -> None:
    assert Guarded.parse(comment) is None
    assert not is_provenance(comment)


def test_an_edit_that_changes_nothing_returns_the_same_entry() -> None:
    entry = Catalog.parse(b'msgid "a"\nmsgstr   "x"\n', "x.po").entries[0]
    assert entry.edit(msgstr="x", flags=()) is entry
    changed = entry.edit(msgstr="y", flags=())
    assert (changed.msgstr, changed.verbatim, changed.line) == ("y", None, 1)
    with pytest.raises(AttributeError):
        entry.edit(msgtsr="y")


def test_look_up_tries_the_context_first() -> None:
    plain = Entry("Yes.", "Sí.")
    placed = Entry("Yes.", "Que sí.", context="after: Are you sure about")
    closer = Entry("Yes.", "Segurísimo.", context="after: Are you sure about that?")
    first = Entry("Yes.", "Pues sí.", context="after:")
    other = Entry("Yes.", "Afirmativo.", context="menu")
    gone = Entry("No.", "No.", obsolete=True)
    found = catalog(plain, placed, first, other, gone)
    assert found.get(segment("Yes.", "Is it so?")) is plain
    assert found.get(segment("Yes.", "Are you sure about that?")) is placed
    assert found.get(segment("Yes.", "Are you")) is plain
    assert found.get(segment("Yes.")) is first
    assert found.get(segment("No.")) is None
    assert found.get(segment("Never.", "Are you sure about that?")) is None
    assert catalog(placed, closer).get(segment("Yes.", "Are you sure about that?")) is closer
    assert (
        catalog(closer.edit(obsolete=True)).get(segment("Yes.", "Are you sure about that?")) is None
    )


def test_finding_by_context() -> None:
    plain, menu, gone = Entry("a", "x"), Entry("a", "y", context="m"), Entry("b", obsolete=True)
    found = catalog(plain, menu, gone)
    assert found.find("a") is plain
    assert found.find("a", "m") is menu
    assert found.find("a", "") is None
    assert found.find("b") is None
    assert found.find("b", obsolete=True) is gone
    assert found.find("a", obsolete=True) is None


@given(anything.map(lambda text: " ".join(text.split())))
def test_a_context_is_short_and_follows_its_segment(previous: str) -> None:
    context = context_after(previous)
    assert len(context) <= len("after: ") + 40
    assert follows(context, previous)
    assert not follows(context, "") or not previous
    assert not follows(None, previous)
    assert not follows("menu", previous)


def test_a_context_ends_with_a_word() -> None:
    sentence = "According to Putin, Russia does not strive for leadership in Syria."
    assert context_after(sentence) == "after: According to Putin, Russia does not"
    assert context_after("x" * 60) == "after: " + "x" * 40
    assert context_after("x" * 40 + " y") == "after: " + "x" * 40
    assert context_after("Short.") == "after: Short."
    assert context_after("") == "after:"


@pytest.mark.parametrize(
    "entries",
    [
        [Entry("a"), Entry("a", "x")],
        [Entry("a", context="c"), Entry("a", context="c")],
        [Entry("a"), Entry("a", obsolete=True)],
        [Entry("", "x")],
    ],
)
def test_entries_that_gettext_would_refuse_are_refused(entries: list[Entry]) -> None:
    with pytest.raises(ValueError, match="msgid"):
        catalog(*entries)


# Headers ----------------------------------------------------------------------------------------


def test_new_catalogs_have_msginits_header_order() -> None:
    new = Catalog.new({"X-Generator": "Hexapla 1", "Language": "es", "Project-Id-Version": "a b"})
    assert new.dump().decode() == (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: a b\\n"\n"Language: es\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"X-Generator: Hexapla 1\\n"\n'
    )


_name = st.text(string.ascii_letters + "-", min_size=1, max_size=12)
_value = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=90)


@given(st.dictionaries(_name.map(str.lower), _value), st.dictionaries(_name.map(str.lower), _value))
def test_only_the_named_headers_change(old: dict[str, str], new: dict[str, str]) -> None:
    before = Catalog().with_headers(old)
    after = before.with_headers(new)
    assert after.headers == {**old, **new}
    assert list(after.headers)[: len(old)] == list(old)
    assert after.with_headers(new) == after


def test_headers_that_stay_the_same_leave_the_file_alone() -> None:
    for path in FIXTURES:
        found = Catalog.load(path)
        same = found.with_headers(found.headers)
        assert same.header is found.header
        assert same.dump() == path.read_bytes()


def test_a_header_is_found_in_any_spelling_and_stays_on_one_line() -> None:
    found = Catalog().with_headers({"language": "es", "X-A": "1"})
    assert found.with_headers({"Language": "gl"}, Team="a\nb").headers == {
        "language": "gl", "X-A": "1", "Team": "a b",
    }  # fmt: skip


# Files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_change_only_touches_its_own_lines(path: Path) -> None:
    before = path.read_bytes()
    found = Catalog.load(path)
    for at, entry in enumerate(found.entries):
        if entry.plural is not None:
            new = entry.edit(plurals=("uno", *entry.plurals[1:]))
        else:
            new = entry.edit(msgstr=f"{entry.msgstr} !")
        after = found.with_entries([*found.entries[:at], new, *found.entries[at + 1 :]]).dump()
        lines, height = before.split(b"\n"), (entry.verbatim or "").rstrip("\n").count("\n") + 1
        above, below = lines[: entry.line - 1], lines[entry.line - 1 + height :]
        assert after != before
        assert after.split(b"\n")[: len(above)] == above
        assert after.endswith(b"\n".join([b"", *below]))
        assert Catalog.parse(after, "x.po").entries[at] == new
        assert (b"\r\n" in after) == (b"\r\n" in before)


@pytest.mark.parametrize("stem", ["msgcat", "plural", "es.again", "zh_Hans.again"])
def test_a_reviewed_entry_is_a_change_of_two_lines(stem: str) -> None:
    path = next(path for path in FIXTURES if path.stem == stem)
    found = Catalog.load(path)
    fuzzy = next(entry for entry in found.entries if entry.fuzzy)
    done = fuzzy.edit(flags=(), previous=None, previous_context=None)
    after = found.with_entries(done if e is fuzzy else e for e in found.entries).dump()
    gone = set(path.read_bytes().split(b"\n")) - set(after.split(b"\n"))
    assert {line[:2] for line in gone} <= {b"#,", b"#|"}
    assert not set(after.split(b"\n")) - set(path.read_bytes().split(b"\n"))


def test_comments_above_and_below_stay_when_entries_come_and_go() -> None:
    data = (
        '# About this file\n\nmsgid ""\nmsgstr "Language: es\\n"\n\nmsgid "a"\nmsgstr "x"\n\n'
        'msgid "b"\nmsgstr "y"\n\n# the end\n'
    )
    found = Catalog.parse(data.encode(), "x.po")
    a, b = found.entries
    assert found.with_entries([a]).dump().decode() == data.replace('msgid "b"\nmsgstr "y"\n\n', "")
    grown = found.with_entries([b, a, Entry("c", "z")]).dump().decode()
    assert grown.startswith('# About this file\n\nmsgid ""')
    assert grown.endswith('msgid "a"\nmsgstr "x"\n\nmsgid "c"\nmsgstr "z"\n\n# the end\n')
    assert "About this file" in found.with_headers({"Language": "gl"}).dump().decode()


@half
@given(several(), st.randoms(use_true_random=False))
def test_entries_can_be_reordered_and_left_out(entries: list[Entry], random: object) -> None:
    found = Catalog.parse(catalog(*entries).dump().rstrip(b"\n"), "x.po")
    shuffled = list(found.entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    shuffled = [*shuffled[: len(shuffled) // 2 + 1], Entry("quite new", context="new")]
    again = Catalog.parse(found.with_entries(shuffled).dump(), "x.po")
    assert list(again.entries) == shuffled


def test_saving_writes_only_if_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "locales" / "x.po"
    new = catalog(Entry("a", "x"))
    assert new.save(path)
    stamp = path.stat().st_mtime_ns
    inode = path.stat().st_ino
    found = Catalog.load(path)
    assert (found.path, found.where) == (path, str(path))
    assert not found.save()
    assert not new.save(path)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (stamp, inode)
    assert found.with_entries([found.entries[0].edit(msgstr="y")]).save()
    assert Catalog.load(path).entries[0].msgstr == "y"
    with pytest.raises(ValueError, match="path"):
        new.save()


def test_a_text_that_can_not_be_encoded_is_refused() -> None:
    with pytest.raises(InputError, match="udc80"):
        catalog(Entry("a", "\udc80")).dump()
    with pytest.raises(InputError, match="x00"):
        catalog(Entry("a", "b\0")).dump()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.po: no such file"):
        Catalog.load(tmp_path / "no.po")


@needs_gettext
def test_msgmerge_makes_a_draft_stale_and_it_stays_a_machines(tmp_path: Path) -> None:
    old = "According to Putin, Russia does not strive for leadership in Syria."
    new = "According to Putin, Russia does not strive for a leading role in Syria."
    po, pot = tmp_path / "a.po", tmp_path / "a.pot"
    person = Entry("The coalition said so today.", "Lo dijo la coalición.")
    assert catalog(drafted(old, "Según Putin…"), person).save(po)
    assert catalog(Entry(new), Entry("The coalition has said so today.")).save(pot)
    subprocess.run(["msgmerge", "-q", "--previous", "-o", po, po, pot], check=True)
    first, second = Catalog.load(po).entries
    assert (first.msgid, first.msgstr) == (new, "Según Putin…")
    assert (first.state, first.by_machine) == (State.STALE, True)
    assert (second.previous, second.state) == (person.msgid, State.STALE)
    assert not second.by_machine


@needs_gettext
def test_the_draft_line_survives_msgcat_and_msgattrib() -> None:
    data = catalog(DRAFTED).dump()
    assert gettext("msgcat", "-", data=data) == data
    reviewed = Catalog.parse(gettext("msgattrib", "--clear-fuzzy", "-", data=data), "x.po")
    assert reviewed.entries[0].state is State.REVIEWED
    assert reviewed.entries[0].draft == DRAFTED.draft
    assert reviewed.headers == {**HEADERS, **reviewed.headers}
