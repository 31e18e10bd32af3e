"""Catalogs written by real editors: nothing is lost, and nothing is reformatted needlessly."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.polayout import Style, serialize
from hexapla.catalogs.postyle import style_of
from tests.conftest import ROOT, Translate

FOLDER = ROOT / "tests" / "fixtures" / "editors"
SAVED = sorted(FOLDER.glob("*/*.saved.po"))
AGAIN = sorted(FOLDER.glob("*/*.again.po"))
# The widths that Poedit uses for lines of 79 columns. It counts the characters in a file's longest
# line: Chinese has fewer characters than columns, Arabic with vowel signs has more.
WIDTHS = {("poedit-3.2.2", "zh_Hans"): 78, ("poedit-3.2.2", "ar"): 81}


def name(path: Path) -> str:
    return f"{path.parent.name} {locale(path)}"


def locale(path: Path) -> str:
    return path.name.partition(".")[0]


def by_start(catalog: Catalog, start: str) -> Entry:
    (entry,) = (e for e in catalog.entries if e.msgid.startswith(start) and not e.obsolete)
    return entry


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A publication's folder with the article and no catalogs."""
    shutil.copy(FOLDER / "library.txt", tmp_path)
    return tmp_path


def put(saved: Path, place: Path) -> tuple[Path, tuple[str, ...]]:
    """Put a catalog in its place; return its path, and the arguments that name its article."""
    path = place / "locales" / locale(saved) / "LC_MESSAGES" / "library.po"
    path.parent.mkdir(parents=True)
    shutil.copy(saved, path)
    return path, ("library.txt", "--from", "en", "--to", locale(saved))


@pytest.mark.parametrize("saved", SAVED, ids=name)
def test_what_editors_save_is_read_correctly(saved: Path) -> None:
    was, now = Catalog.load(FOLDER / "opened" / f"{locale(saved)}.po"), Catalog.load(saved)
    assert [entry.key for entry in now.entries] == [entry.key for entry in was.entries]
    for before, after in zip(was.entries, now.entries, strict=True):
        assert (after.comments, after.extracted, after.references, after.obsolete) == (
            before.comments, before.extracted, before.references, before.obsolete,
        )  # fmt: skip
    kept = ("Language", "Plural-Forms", "X-Source-Language")
    assert [now.headers[one] for one in kept] == [was.headers[one] for one in kept]
    # Approved or corrected; Lokalize and OmegaT keep the previous msgid.
    assert by_start(now, "The café").state == State.REVIEWED
    assert "3" in by_start(now, "The café").msgstr
    width = WIDTHS.get((saved.parent.name, locale(saved)), 79)
    assert style_of(now.entries) == Style(width)


@pytest.mark.parametrize("saved", SAVED, ids=name)
def test_a_saved_catalog_is_not_rewritten(translate: Translate, place: Path, saved: Path) -> None:
    path, article = put(saved, place)
    stamp = path.stat().st_mtime_ns
    assert translate("extract", *article).code == 0
    published = translate("publish", *article[:1], *article[3:])
    assert (published.code, published.err) == (0, "")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (saved.read_bytes(), stamp)
    tag = locale(saved).replace("_", "-")
    edition = (place / "editions" / tag / "library.txt").read_text()
    assert by_start(Catalog.load(path), "The café").msgstr in edition


@pytest.mark.parametrize("saved", SAVED, ids=name)
def test_a_changed_article_only_changes_its_own_entries(
    translate: Translate, place: Path, saved: Path
) -> None:
    path, article = put(saved, place)
    shutil.copy(FOLDER / "later.txt", place / "library.txt")
    assert translate(*article, "--engine", "upper").code == 0
    was, now = Catalog.load(saved), Catalog.load(path)
    assert getattr(now.header, "verbatim", "now") == getattr(was.header, "verbatim", "was")

    after = {entry.key: entry for entry in now.entries}
    for entry in was.entries:
        if entry.msgstr and entry.key in after and entry.obsolete == after[entry.key].obsolete:
            assert after[entry.key].verbatim == entry.verbatim
    words = {e.msgstr for e in was.entries if e.msgstr and not e.by_machine}
    assert words <= {text for entry in now.entries for text in (entry.msgstr, entry.original)}
    assert all(entry.state != State.EMPTY for entry in now.entries)

    bridge, before = by_start(now, "The bridge"), by_start(was, "The bridge")
    if before.msgstr:
        assert (bridge.state, bridge.previous) == (State.STALE, before.msgid)
        assert bridge.msgstr == before.msgstr.replace("30", "15")

    stamp = path.stat().st_mtime_ns
    data = path.read_bytes()
    assert translate(*article, "--engine", "upper").code == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, stamp)


@pytest.mark.parametrize("again", AGAIN, ids=name)
def test_editors_do_not_reformat_our_entries(
    translate: Translate, place: Path, again: Path
) -> None:
    path, article = put(again.with_name(again.name.replace("again", "saved")), place)
    shutil.copy(FOLDER / "later.txt", place / "library.txt")
    assert translate("extract", *article).code == 0
    ours, theirs = Catalog.load(path), Catalog.load(again)
    new = {"The stairs are new.", by_start(theirs, "Children").msgid}
    # The editors were run before new numbers were put into stale texts.
    differ = {*new, *(entry.msgid for entry in ours.entries if entry.original)}
    assert [e.key for e in ours.entries] == [e.key for e in theirs.entries]
    # The editors were run before stale texts had a line that says what they were written for.
    lines = re.compile(r"^# written for: [0-9a-f]{8}\n", re.MULTILINE)
    assert [lines.sub("", e.verbatim or "") for e in ours.entries if e.msgid not in differ] == [
        e.verbatim for e in theirs.entries if e.msgid not in differ
    ]
    # Our layout of the new entries is the same as the editor's.
    style = style_of(ours.entries)
    for entry in theirs.entries:
        if entry.msgid in new:
            assert serialize(replace(entry, verbatim=None), style) == entry.verbatim


def test_a_previous_msgid_that_lokalize_keeps_is_replaced(
    translate: Translate, place: Path
) -> None:
    path, article = put(FOLDER / "lokalize-22.12.3" / "es.saved.po", place)
    approved = by_start(Catalog.load(path), "The café")
    assert "2.75" in (approved.previous or "")
    text = (place / "library.txt").read_text()
    (place / "library.txt").write_text(text.replace("3.25", "3.75"))
    assert translate("extract", *article).code == 0
    stale = by_start(Catalog.load(path), "The café")
    assert (stale.state, stale.previous) == (State.STALE, approved.msgid)
