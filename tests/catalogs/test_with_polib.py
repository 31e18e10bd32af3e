"""Catalogs converted to polib objects and back, and compiled catalogs compared with msgfmt."""

from __future__ import annotations

import codecs
import gettext as runtime
import io
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from tests.po import FIXTURES, catalog, gettext, half, needs_gettext, realistic, several


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_a_file_survives_polib_unchanged(path: Path) -> None:
    before = Catalog.load(path)
    assert Catalog.from_polib(before.to_polib(), before).dump() == path.read_bytes()


@half
@given(several())
def test_every_entry_survives_polib(entries: list[Entry]) -> None:
    before = catalog(*(carried(entry) for entry in entries))
    after = Catalog.from_polib(before.to_polib())
    assert after.entries == before.entries
    assert after.headers == before.headers


def carried(entry: Entry) -> Entry:
    """An entry without what polib can't represent."""
    comments = () if entry.comments == ("",) else entry.comments
    extracted = () if entry.extracted == ("",) else entry.extracted
    return replace(entry, sticky=(), comments=comments, extracted=extracted)


def test_a_script_changes_only_what_it_edits(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_bytes(
        b'# Of a house.\r\nmsgid ""\r\nmsgstr ""\r\n"Language: es\\n"\r\n"X-Odd:  a\\n"\r\n\r\n'
        b'#\r\n#= c-format\r\n#, fuzzy\r\nmsgid "a"\r\nmsgstr   "x"\r\n\r\n'
        b'#: a b.txt:3\r\nmsgid "b"\r\nmsgstr ""\r\n"y"\r\n# the end\r\n'
    )
    before = Catalog.load(path)
    file = before.to_polib()
    file.find("a").msgstr = "z"
    file.find("a").flags.remove("fuzzy")
    file.metadata["Language"] = "es_MX"
    file.append(polib.POEntry(msgid="c", tcomment="new"))
    assert Catalog.from_polib(file, before).dump() == (
        path.read_bytes()
        .replace(b"Language: es", b"Language: es_MX")
        .replace(b'#, fuzzy\r\nmsgid "a"\r\nmsgstr   "x"', b'msgid "a"\r\nmsgstr "z"')
        .replace(b'"y"\r\n', b'"y"\r\n\r\n# new\r\nmsgid "c"\r\nmsgstr ""\r\n')
    )


def test_a_header_survives_polib() -> None:
    before = Catalog.new({"Language": "es", "X-Old": "1"})
    file = before.to_polib()
    file.metadata_is_fuzzy = True
    file.header = "Of a house."
    del file.metadata["X-Old"]
    after = Catalog.from_polib(file, before)
    assert after.header is not None
    assert (after.header.fuzzy, after.header.comments) == (True, ("Of a house.",))
    assert [*after.headers] == [name for name in before.headers if name != "X-Old"]


def test_two_entries_with_one_key_are_refused() -> None:
    file = catalog(Entry("a")).to_polib()
    file.append(polib.POEntry(msgid="a"))
    with pytest.raises(ValueError, match="the same msgctxt"):
        Catalog.from_polib(file)


# ── compiled ────────────────────────────────────────────────────────────────────────────────


@needs_gettext
@given(several(realistic.map(str.strip).filter(bool)))
@pytest.mark.slow
def test_msgfmt_compiles_the_same(entries: list[Entry]) -> None:
    whole = [one for one in entries if one.plural is None or all(one.plurals)]
    assert_same(catalog(*whole))


@needs_gettext
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_msgfmt_compiles_files_the_same(path: Path) -> None:
    assert_same(Catalog.load(path))


def assert_same(found: Catalog) -> None:
    data = found.dump().removeprefix(codecs.BOM_UTF8)
    data = gettext("msgconv", "--force-po", "-t", "UTF-8", "-", data=data)
    theirs = gettext("msgfmt", "-o", "-", "-", data=data)
    ours = found.to_mo()
    assert gettext("msgunfmt", "-", data=ours) == gettext("msgunfmt", "-", data=theirs)


def test_gettext_reads_the_compiled_catalog() -> None:
    drafted = Entry(
        "b", "y", flags=("fuzzy",), comments=(Draft.of("argos 1", 0.9, "b", "y").comment(),)
    )
    found = catalog(
        Entry("a", "x"),
        drafted,
        Entry("c"),
        Entry("a", "X", context="after: c"),
        Entry("e", "z", context=""),
        Entry("old", "o", obsolete=True),
        Entry("one", plural="many", plurals=("uno", "muchos")),
    )
    texts = runtime.GNUTranslations(io.BytesIO(found.to_mo()))
    assert [texts.gettext(text) for text in ("a", "b", "c", "old")] == ["x", "b", "c", "old"]
    assert (texts.pgettext("after: c", "a"), texts.pgettext("", "e")) == ("X", "z")
    assert [texts.ngettext("one", "many", n) for n in (1, 2)] == ["uno", "muchos"]
    assert texts.info()["language"] == "es"
    usable = (State.REVIEWED, State.DRAFT)
    data = found.to_mo(lambda entry: entry.state in usable)
    assert runtime.GNUTranslations(io.BytesIO(data)).gettext("b") == "y"
