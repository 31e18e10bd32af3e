"""XLIFF: export to a translator's tool and import, without losing anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.errors import InputError
from hexapla.exchange import xliff
from hexapla.languages import Language
from tests.po import catalog, needs_toolkit, realistic, toolkit

EN, ES = Language("en"), Language("es")
VERSIONS = pytest.mark.parametrize("version", xliff.VERSIONS)


def drafted(msgid: str, text: str) -> Entry:
    line = Draft.of("upper 1", 0.5, msgid, text).comment()
    return Entry(msgid, text, flags=("fuzzy",), comments=(line,))


KNOWN = catalog(
    Entry("Empty.", extracted=("paragraph",)),
    drafted("A **bold** draft & more.", "UN **BOLD** DRAFT & MORE."),
    Entry("Edited <b>by</b> hand.", "Editado <b>a</b> mano.", flags=("fuzzy",)),
    Entry("New wording.", "Vieja.", flags=("fuzzy",), previous="Old wording."),
    Entry("Reviewed.", "Revisado.", comments=("see page 3",)),
    Entry("Yes.", "Que sí.", context="after: Is she?"),
    Entry("Gone.", "Ido.", obsolete=True),
)


def exported(path: Path, version: str, known: Catalog = KNOWN) -> Path:
    path.write_bytes(xliff.export(known, EN, ES, "a.md", version)[0])
    return path


def edited(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return path


def found(result: xliff.Imported) -> dict[str, Entry]:
    return {entry.msgid: entry for entry in result.catalog.entries}


@VERSIONS
def test_an_unchanged_file_changes_nothing(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    language, original, units = xliff.read(path)
    assert (language, original, len(units)) == ("es", "a.md", 6)
    result = xliff.apply(KNOWN, units)
    assert result.catalog.dump() == KNOWN.dump()
    assert (result.changed, result.unknown, result.conflicts) == (0, (), ())


@pytest.mark.parametrize("version", xliff.VERSIONS)
@given(st.lists(st.tuples(realistic, realistic), max_size=3, unique_by=lambda pair: pair[0]))
def test_any_text_is_imported_as_exported(
    tmp_path_factory: pytest.TempPathFactory, version: str, pairs: list[tuple[str, str]]
) -> None:
    known = catalog(*(Entry(msgid, text) for msgid, text in pairs))
    path = tmp_path_factory.mktemp("xliff") / "a.xlf"
    data, count = xliff.export(known, EN, ES, "a & b.txt", version)
    path.write_bytes(data)
    _, original, units = xliff.read(path)
    assert original == "a & b.txt"
    assert len(units) == count
    bare = catalog(*(Entry(msgid) for msgid, _ in pairs))
    entries = found(xliff.apply(bare, units, accept=True))
    assert sum(bool(entry.msgstr) for entry in entries.values()) == count
    assert all(entries[msgid].msgstr in ("", text) for msgid, text in pairs)


@pytest.mark.parametrize(
    ("version", "old", "new"),
    [
        ("1.2", "MORE.</target>", "más.</target>"),
        ("2.1", "MORE.</target>", "más.</target>"),
    ],
)
def test_a_changed_draft_is_edited_or_accepted_on_request(
    tmp_path: Path, version: str, old: str, new: str
) -> None:
    units = xliff.read(edited(exported(tmp_path / "a.xlf", version), old, new))[2]
    entry = found(xliff.apply(KNOWN, units))["A **bold** draft & more."]
    assert (entry.msgstr, entry.state) == ("UN **BOLD** DRAFT & más.", State.EDITED)
    entry = found(xliff.apply(KNOWN, units, accept=True))["A **bold** draft & more."]
    assert entry.state is State.REVIEWED


@VERSIONS
def test_a_stale_entry_retranslated_and_approved_is_reviewed(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    if version == "1.2":
        id_ = next(u.id for u in xliff.read(path)[2] if u.text == "Vieja.")
        edited(path, f'"{id_}" approved="no"', f'"{id_}" approved="yes"')
        edited(path, '"needs-translation">Vieja.', '"translated">Nueva.')
    else:
        edited(path, 'state="initial" subState="hexapla:stale"', 'state="final"')
        edited(path, "Vieja.", "Nueva.")
    entry = found(xliff.apply(KNOWN, xliff.read(path)[2]))["New wording."]
    assert (entry.msgstr, entry.state, entry.previous) == ("Nueva.", State.REVIEWED, None)


@VERSIONS
def test_changes_in_the_catalog_since_the_export_stay(tmp_path: Path, version: str) -> None:
    path = edited(exported(tmp_path / "a.xlf", version), "Revisado.", "Del traductor.")
    now = KNOWN.with_entries(
        entry.edit(msgstr="De la redacción.") if entry.msgid == "Reviewed." else entry
        for entry in KNOWN.entries
    )
    result = xliff.apply(now, xliff.read(path)[2])
    assert found(result)["Reviewed."].msgstr == "De la redacción."
    assert [entry.msgid for entry in result.conflicts] == ["Reviewed."]


@VERSIONS
def test_a_removed_sentence_is_reported(tmp_path: Path, version: str) -> None:
    units = xliff.read(exported(tmp_path / "a.xlf", version))[2]
    left = KNOWN.with_entries(e for e in KNOWN.entries if e.msgid != "Reviewed.")
    assert len(xliff.apply(left, units).unknown) == 1


def test_codes_are_xliff_elements() -> None:
    text = xliff.export(KNOWN, EN, ES, "a.md", "1.2")[0].decode()
    assert '<source>A <bpt id="1">**</bpt>bold<ept id="1">**</ept> draft &amp; more.' in text
    assert 'state="needs-review-translation" state-qualifier="mt-suggestion"' in text
    assert '<alt-trans alttranstype="previous-version"><source>Old wording.</source>' in text
    assert '<note from="translator">see page 3</note>' in text
    text = xliff.export(KNOWN, EN, ES, "a.md", "2.1")[0].decode()
    assert '<pc id="1" dataRefStart="d1" dataRefEnd="d1">bold</pc>' in text
    assert '<data id="d2">&lt;/b&gt;</data>' in text


def test_a_translators_note_becomes_a_comment(tmp_path: Path) -> None:
    path = exported(tmp_path / "a.xlf", "1.2")
    edited(path, "see page 3</note>", "see page 3</note><note>please check</note>")
    entry = found(xliff.apply(KNOWN, xliff.read(path)[2]))["Reviewed."]
    assert entry.comments == ("see page 3", "please check")


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text("<html/>")
    with pytest.raises(InputError, match="<file>"):
        xliff.read(path)


@VERSIONS
@needs_toolkit
def test_an_independent_reader_reads_the_same(tmp_path: Path, version: str) -> None:
    module = {"1.2": "xliff", "2.1": "xliff2"}[version]
    script = (
        "import sys, json, importlib;"
        f"m = importlib.import_module('translate.storage.{module}');"
        "f = getattr(m, sys.argv[2]).parsefile(sys.argv[1]);"
        "print(json.dumps([[u.source, u.target or ''] for u in f.units]))"
    )
    path = exported(tmp_path / "a.xlf", version)
    reader = {"1.2": "xlifffile", "2.1": "Xliff2File"}[version]
    read = json.loads(toolkit(script, path, reader))
    assert len(read) == 6
    assert ["Reviewed.", "Revisado."] in read
