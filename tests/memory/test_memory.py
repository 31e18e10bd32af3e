"""Memory: exact and adapted similar hits, those in context first, from an index on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, context_after
from hexapla.catalogs.masking import adapt, mask
from hexapla.catalogs.provenance import MEMORY
from hexapla.drafting.fill import Translator, apply, fill
from hexapla.engines.engine import Translation
from hexapla.errors import HexaplaError, InputError
from hexapla.exchange import tmx
from hexapla.languages import Language
from hexapla.memory.memory import SIMILAR, Memory
from hexapla.memory.unit import Unit, units_of
from hexapla.publication.remembering import open_memory
from tests.conftest import Translate
from tests.po import catalog

EN, ES = Language("en"), Language("es")


def memory(*pairs: tuple[str, str]) -> Memory:
    known = Memory()
    known.add_all(Unit(source, target) for source, target in pairs)
    return known


def test_the_most_frequent_translation_wins_then_the_first() -> None:
    known = memory(("Yes.", "Sí."), ("Yes.", "Claro."), ("Yes.", "Claro."))
    assert known.get("Yes.") == "Claro."
    assert memory(("Yes.", "Sí."), ("Yes.", "Claro.")).get("Yes.") == "Sí."
    assert known.get("No.") is None
    assert (len(known), list(known)) == (1, ["Yes."])


def test_translations_in_the_same_context_come_first() -> None:
    old = catalog(
        Entry("Is he here?", "¿Está él?"),
        Entry("Yes.", "Sí."),
        Entry("Is she not here?", "¿No está?"),
        Entry("Yes.", "Que sí.", context=context_after("Is she not here?")),
    )
    known = Memory.of([old, catalog(Entry("Yes.", "Sí."))])
    for previous, text in (("Is he here?", "Sí."), ("Is she not here?", "Que sí.")):
        hit = known.best("Yes.", [previous])
        assert hit
        assert (hit.text, hit.score, hit.in_context) == (text, 1.0, True)
    hit = known.best("Yes.", ["Something else."])
    assert hit
    assert (hit.text, hit.in_context) == ("Sí.", False)


def test_what_people_translated_is_remembered_and_no_draft() -> None:
    draft = Draft.of("upper 1", 0.5, "Draft.", "DRAFT.").comment()
    old = catalog(
        Entry("Reviewed.", "Revisado."),
        Entry("Draft.", "DRAFT.", flags=("fuzzy",), comments=(draft,)),
        Entry("New.", "Viejo.", flags=("fuzzy",), previous="Old."),
        Entry("Gone.", "Ido.", obsolete=True),
        Entry("Gone draft.", "DRAFT.", flags=("fuzzy",), comments=(draft,), obsolete=True),
        Entry("Empty."),
    )
    units = {unit.source: unit for unit in units_of(old, "es.po")}
    assert {source: unit.target for source, unit in units.items()} == {
        "Reviewed.": "Revisado.",
        "Gone.": "Ido.",
        "Old.": "Viejo.",
    }
    unit = units["Reviewed."]
    assert (unit.after, unit.author) == ("", "Ana")
    assert (unit.changed, unit.file) == ("20260102T030400Z", "es.po")
    assert units["Gone."].previous is units["Old."].previous is None


def test_plurals_are_remembered_text_by_text() -> None:
    icu = "{n, plural, one {# file} other {# files}}"
    forms = "{n, plural, one {# archivo} many {# de archivos} other {# archivos}}"
    old = catalog(
        Entry("A file", plural="%d files", plurals=("Un archivo", "%d archivos")),
        Entry(icu, forms),
        Entry("A word", plural="%d words", plurals=("Una palabra", "")),
    )
    assert [(unit.source, unit.target) for unit in units_of(old)] == [
        ("A file", "Un archivo"),
        ("%d files", "%d archivos"),
        ("# file", "# archivo"),
        ("# files", "# archivos"),
        (icu, forms),
    ]


def test_parts_of_a_translation_are_not_remembered_as_the_whole() -> None:
    whole = "It rained all day and the bus was late."
    old = catalog(
        Entry("It rained all day.", "Llovió todo el día", flags=("fuzzy",), previous=whole),
        Entry("The bus was late.", "y el autobús se retrasó.", flags=("fuzzy",), previous=whole),
    )
    assert list(units_of(old)) == []


@pytest.mark.parametrize(
    ("known", "text", "new", "adapted"),
    [
        ("In 2015 it rained.", "En 2015 llovió.", "In 2016 it rained.", "En 2016 llovió."),
        ("It cost $1,200.", "Costó 1.200 $.", "It cost $3,450.", "Costó 3.450 $."),
        ("At 10:30 and 11:45.", "A las 10:30 y 11:45.", "At 9:05 and 12:00.", None),
        ("In 5 of 7 cases.", "من 7 حالات في 5.", "In 6 of 8 cases.", "من 8 حالات في 6."),
        ("In 2015 it rained.", "سنة ٢٠١٥ أمطرت.", "In 2016 it rained.", "سنة ٢٠١٦ أمطرت."),
        ("In 2015 it rained.", "Llovió.", "In 2016 it rained.", None),
        ("From 5 to 5.", "De 5 a 5.", "From 5 to 6.", None),
        ("It cost 1,200.", "Costó 1.200.", "It cost 900.", None),
        ("A **b** c.", "Un **b** c.", "A *b* c.", "Un *b* c."),
        ('A <a href="x">b</a>.', 'Un <a href="x">b</a>.', 'A <a href="y">b</a>.',
         'Un <a href="y">b</a>.'),
        ("Run `ls` now.", "Ejecute `ls`.", "Run `cp` now.", "Ejecute `cp`."),
        ("A [b](http://x.y/).", "Un [b](http://x.y/).", "A [b](/z).", "Un [b](/z)."),
    ],
)  # fmt: skip
def test_numbers_and_markup_are_adapted(
    known: str, text: str, new: str, adapted: str | None
) -> None:
    assert adapt(text, mask(known), mask(new)) == adapted


def test_markup_that_a_sentence_lacks_is_left_out() -> None:
    hit = memory(("A **bold** word.", "Una palabra **negra**.")).best("A bold word.")
    assert hit
    assert (hit.text, hit.score) == ("Una palabra negra.", 0.99)


def test_inexact_hits_never_score_as_exact() -> None:
    known = memory(("In 2015 it rained all day.", "En 2015 llovió todo el día."))
    hit = known.best("In 2016 it rained all day.")
    assert hit
    assert (hit.text, hit.score) == ("En 2016 llovió todo el día.", 0.99)
    hit = known.best("In 2015 it rained all week.")
    assert hit
    assert SIMILAR <= hit.score < 0.99
    assert known.best("The mayor opened two schools.") is None


WORDS = st.sampled_from(["the", "mayor", "of", "Riga", "opened", "two", "old", "schools", "a"])
SENTENCES = st.lists(WORDS, min_size=3, max_size=9).map(" ".join)


@given(st.lists(SENTENCES, min_size=1, max_size=20, unique=True), SENTENCES)
def test_the_best_hit_is_that_of_an_exhaustive_search(known: list[str], query: str) -> None:
    found = memory(*((one, one.upper()) for one in known)).best(query)
    best = process.extractOne(query, known, scorer=fuzz.ratio, score_cutoff=SIMILAR * 100)
    if best is None:
        assert found is None
    else:
        assert found
        assert found.score == pytest.approx(min(best[1] / 100, 1.0 if best[0] == query else 0.99))


# ── on disk ──────────────────────────────────────────────────────────────────────────────────


class Files:
    """Reads one unit per line and records which files were read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> Iterator[Unit]:
        self.read.append(path.name)
        for line in path.read_text("utf-8").splitlines():
            source, equals, target = line.partition("=")
            if not equals:
                raise InputError("no unit", where=str(path))
            yield Unit(source, target, file=str(path))


def old(path: Path, *lines: str, age: int = 100) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    then = path.stat().st_mtime_ns - age * 10**9
    os.utime(path, ns=(then, then))
    return path


def test_only_files_that_changed_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if they had been written long ago: nobody can set the time of an inode.
    monkeypatch.setattr("hexapla.memory.memory.is_settled", lambda found: True)
    a, b = old(tmp_path / "a", "One.=Uno."), old(tmp_path / "b", "Two.=Dos.")
    index = tmp_path / "cache" / "index.sqlite"

    def opened(files: Iterable[Path]) -> tuple[Memory, list[str], list[HexaplaError]]:
        known, reader = Memory(index), Files()
        errors = known.refresh(files, reader)
        return known, reader.read, errors

    known, read, _ = opened([a, b])
    assert (known.get("One."), read) == ("Uno.", ["a", "b"])
    known, read, _ = opened([a, b])
    assert (known.get("One."), read) == ("Uno.", [])
    old(b, "Two.=DOS.", "Three.=Tres.", age=50)
    known, read, _ = opened([a, b])
    assert (known.get("Two."), known.get("Three."), read) == ("DOS.", "Tres.", ["b"])
    hit = known.best("Two.")
    assert hit
    assert hit.unit.file == str(b)
    known, read, _ = opened([b])
    assert (known.get("One."), known.best("One."), read) == (None, None, [])
    old(b, "Two.=Dos.", "nothing", age=40)
    known, _, errors = opened([a, b])
    assert [error.message for error in errors] == ["no unit"]
    assert (known.get("One."), known.get("Two.")) == ("Uno.", None)
    assert len(opened([a, b])[2]) == 1


def test_a_file_written_just_now_is_read_again(tmp_path: Path) -> None:
    path = old(tmp_path / "a", "One.=Uno.", age=0)
    known, reader = Memory(tmp_path / "index"), Files()
    known.refresh([path], reader)
    known.refresh([path], reader)
    assert reader.read == ["a", "a"]
    assert len(known) == 1


REFRESH = """
import sys
from pathlib import Path
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Unit

def read(path):
    return [Unit(line, line.upper()) for line in path.read_text().splitlines()]

files, indexes = [Path(one) for one in sys.argv[1].split(",")], sys.argv[2].split(",")
memories = [Memory(Path(index)) for index in indexes]
for known in memories:
    print("ready", flush=True)
    sys.stdin.readline()
    assert known.refresh(files, read) == []
    assert known.get("Line 1 of b.") == "LINE 1 OF B."
    assert len(known) == 1_000
"""


def test_several_processes_refresh_one_index_at_the_same_time(tmp_path: Path) -> None:
    files = [
        old(tmp_path / name, *(f"Line {n} of {name}." for n in range(500))) for name in ("a", "b")
    ]
    indexes = [tmp_path / f"{turn}.sqlite" for turn in range(5)]
    arguments = [",".join(map(str, paths)) for paths in (files, indexes)]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", REFRESH, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for _ in indexes:
        for run in runs:
            assert run.stdout
            run.stdout.readline()
        for run in runs:
            assert run.stdin
            with suppress(BrokenPipeError):  # the process has failed; its error is shown below
                run.stdin.write("go\n")
                run.stdin.flush()
    for run in runs:
        errors = run.communicate(timeout=60)[1]
        assert (run.returncode, errors) == (0, "")


def test_a_damaged_index_is_recreated_and_an_unusable_one_ignored(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.write_bytes(b"not a database, but long enough to look like one" * 100)
    path = old(tmp_path / "a", "One.=Uno.")
    for known in (Memory(index), Memory(path / "index")):
        known.refresh([path], Files())
        assert known.get("One.") == "Uno."


def test_deleted_units_are_not_found(tmp_path: Path) -> None:
    path, known = tmp_path / "a", Memory(tmp_path / "index")
    for turn in range(5):
        old(path, *(f"Turn {turn} brought sentence {n}.=F {n}." for n in range(5_000)))
        known.refresh([path], Files())
    assert len(known) == len(list(known.units())) == 5_000
    assert known.get("Turn 4 brought sentence 77.") == "F 77."
    hit = known.best("Turn 4 brought a sentence 77.")
    assert hit
    assert hit.unit.source.startswith("Turn 4")


def test_memory_reads_catalogs_and_tmx_files(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "es.po"
    Catalog.new({"Language": "es", "X-Source-Language": "en"}).with_entries(
        [Entry("One.", "Uno.")]
    ).save(path)
    other = tmp_path / "de-es.po"
    Catalog.new({"Language": "es", "X-Source-Language": "de"}).with_entries(
        [Entry("Ja.", "Sí.")]
    ).save(other)
    tmx.write(tmp_path / "i18n/memory/old.tmx", [Unit("Two.", "Dos.")], EN, ES)
    (tmp_path / "i18n/memory/bad.tmx").write_text("<tmx>")
    known = open_memory(tmp_path, [path, other], EN, ES)
    assert (known.get("One."), known.get("Two."), known.get("Ja.")) == ("Uno.", "Dos.", None)
    (message,) = caplog.messages
    assert "bad.tmx" in message
    assert "(skipped in memory)" in message
    (tmp_path / "i18n/memory/old.tmx").unlink()
    assert open_memory(tmp_path, [path, other], EN, ES).get("Two.") is None


# ── drafting ─────────────────────────────────────────────────────────────────────────────────


def test_drafts_record_the_similarity_and_memory_comes_first() -> None:
    known = memory(("In 2015 it rained all day.", "En 2015 llovió todo el día."), ("Yes.", "Sí."))
    engine = Translator("upper 1", lambda texts: (Translation(t.upper(), 0.5) for t in texts))
    sentences = ["In 2016 it rained all day.", "Yes.", "Nothing like it."]
    proposals = list(fill(sentences, known, engine))
    assert [(p.text, p.draft.origin, p.draft.score) for p in proposals] == [
        ("En 2016 llovió todo el día.", MEMORY, 0.99),
        ("Sí.", MEMORY, 1.0),
        ("NOTHING LIKE IT.", "upper 1", 0.5),
    ]
    drafted = apply(catalog(*map(Entry, sentences)), proposals)
    assert {entry.state for entry in drafted.entries} == {State.DRAFT}
    assert drafted.entries[0].comments[0].startswith("draft: memory; 0.99; ")


def _same(unit: Unit, previous: str) -> bool:
    return unit.previous == previous


def test_hits_in_context_are_accepted_only_if_enabled() -> None:
    known = Memory()
    known.add("Yes.", "Sí.", "Is he here?")
    known.add("No.", "No.", "Is she here?")
    places = {"Yes.": ["Is he here?"], "No.": ["Something else."]}
    for accept, states in (
        (False, [State.DRAFT, State.DRAFT]),
        (True, [State.REVIEWED, State.DRAFT]),
    ):
        proposals = fill(places, known, None, neighbours=places, accept=_same if accept else None)
        drafted = apply(catalog(Entry("Yes."), Entry("No.")), proposals)
        assert [entry.state for entry in drafted.entries] == states


def test_a_hit_in_only_one_of_two_contexts_is_not_accepted() -> None:
    known = Memory()
    known.add("Yes.", "Sí.", "Is he here?")
    places = {"Yes.": ["Is he here?", "Is she here?"]}
    (proposal,) = fill(places, known, None, neighbours=places, accept=_same)
    assert (proposal.text, proposal.accepted) == ("Sí.", False)


def test_a_tmx_file_makes_no_reviewed_sentence(translate: Translate, tmp_path: Path) -> None:
    """Whoever wrote it, whatever it says: it proposes."""
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        "languages = ['es']\n[memory]\naccept-in-context = true\n"
    )
    units = [Unit("Is he here?", "¿Está?", ""), Unit("Yes.", "Sí.", "Is he here?")]
    (tmp_path / "i18n/memory").mkdir()
    tmx.write(tmp_path / "i18n/memory/old.tmx", units, Language("en"), Language("es"))
    (tmp_path / "a.txt").write_text("Is he here?\n\nYes.\n")
    done = translate("a.txt", "--from", "en", "--engine", "identity", "--json")
    (edition,) = done.of_kind("edition")
    assert (edition["sentences"]["reviewed"], edition["sentences"]["draft"]) == (0, 2)


def test_a_memory_that_changed_in_place_is_read_again(translate: Translate, tmp_path: Path) -> None:
    """`cp -p`, `rsync -t` and clocks that jump leave a file's size and time as they were."""
    path = tmp_path / "i18n/memory/m.tmx"
    path.parent.mkdir(parents=True)
    for text in ("AAAA", "BBBB"):
        tmx.write(path, [Unit("Is he here?", text)], Language("en"), Language("es"))
        os.utime(path, (10**9, 10**9))
        done = translate("memory", "search", "Is he here?", "--from", "en", "--to", "es")
        assert text in done.out


LONG = "The fisheries committee of the parliament has"
BEFORE = {  # the article with the reviewed sentence "Yes.", another article, and whether it follows
    "same": (f"{LONG} agreed.\n\nYes.\n", f"{LONG} agreed.\n\nYes.\n", True),
    "first": ("Yes.\n", "Yes.\n", True),
    "the end is another": (f"{LONG} agreed.\n\nYes.\n", f"{LONG} refused.\n\nYes.\n", False),
    "after a repeated one": ("Two.\n\nThree.\n\nTwo.\n\nYes.\n", "Three.\n\nYes.\n", False),
    "now elsewhere": ("Three.\n\nTwo.\n\nYes.\n", "Three.\n\nYes.\n", False),
    "two places": ("Two.\n\nYes.\n", "Two.\n\nYes.\n\nThree.\n\nYes.\n", False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "new", "accepted", "change"),
    [
        pytest.param(*case, change, marks=[pytest.mark.slow] if change and case[2] else [])
        for case in BEFORE.values()
        for change in ("", "sorted", "short")
    ],
)
def test_only_the_same_context_is_accepted(
    translate: Translate, tmp_path: Path, known: str, new: str, accepted: bool, change: str
) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        "languages = ['es']\nsource-language = 'en'\nengines = ['identity']\nsources = ['.']\n"
        "[memory]\naccept-in-context = true\n"
    )
    (tmp_path / "a.txt").write_text(known)
    translate("extract")
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    found = Catalog.load(path)
    entries = [one.edit(msgstr="Sí.") if one.msgid == "Yes." else one for one in found.entries]
    if change == "sorted":
        entries.sort(key=lambda one: one.msgid, reverse=True)
    if change == "short" and known.startswith(("T", "L")):
        start = known[: known.index("\n\nYes")].rpartition("\n\n")[2][:2]
        entries = [one.edit(context=f"after: {start}") if one.msgstr else one for one in entries]
    found.with_entries(entries).save()
    (tmp_path / "b.txt").write_text(new)
    translate("draft", "b.txt")
    entry = Catalog.load(path.with_name("b.po")).find("Yes.")
    assert entry is not None
    assert (entry.msgstr, entry.fuzzy) == ("Sí.", not accepted)


# ── the command ──────────────────────────────────────────────────────────────────────────────


def test_memory_import_export_and_search(translate: Translate, tmp_path: Path) -> None:
    there = tmp_path / "there.tmx"
    tmx.write(there, [Unit("In 2015 it rained all day.", "En 2015 llovió todo el día.")], EN, ES)
    kept = translate("memory", "import", there, "--json")
    languages = [{"language": "en", "units": 1}, {"language": "es", "units": 1}]
    assert kept.results == [
        {"path": "i18n/memory/there.tmx", "languages": languages, "replaced": False}
    ]
    hits = translate(
        "memory", "search", "In 2019 it rained all day.", "--from", "en", "--to", "es", "--json"
    )
    assert [(hit["score"], hit["text"], hit["file"]) for hit in hits.results] == [
        (0.99, "En 2019 llovió todo el día.", "i18n/memory/there.tmx")
    ]
    out = translate("memory", "export", "--from", "en", "--to", "es", "-o", "all.tmx")
    assert out.out == "wrote all.tmx: 1 unit\n"
    (unit,) = tmx.read(tmp_path / "all.tmx", EN, ES)
    assert unit.target == "En 2015 llovió todo el día."
    missing = translate("memory", "search", "It rained.", "--to", "es")
    assert (missing.code, "use --from" in missing.err) == (2, True)
