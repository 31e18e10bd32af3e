"""Files by other programs: one changed entry is one changed hunk, in the program's style."""

from __future__ import annotations

import difflib
import subprocess
import sys
from dataclasses import dataclass

import pytest

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.polayout import Style
from hexapla.catalogs.postyle import style_of
from tests.conftest import ROOT
from tests.po import needs_gettext, needs_old_gettext, needs_toolkit

SAMPLES = [ROOT / f"locales/{code}/LC_MESSAGES/coalition-in-syria.po" for code in ("fr", "zh_Hans")]

# How Weblate and the programs of translate-toolkit write: they reformat every string.
_TOOLKIT = """
import sys
from translate.storage import pypo
store = pypo.pofile(width=int(sys.argv[1]))
store.parse(sys.stdin.buffer.read())
for unit in store.units:
    unit.source, unit.target = unit.source, unit.target
sys.stdout.buffer.write(bytes(store))
"""


@dataclass(frozen=True)
class Writer:
    """A program that rewrites a catalog, and its style."""

    command: tuple[str, ...]
    style: Style

    def __call__(self, data: bytes) -> bytes:
        return subprocess.run(self.command, input=data, capture_output=True, check=True).stdout


def msgcat(name: str, *options: str, width: int | None) -> object:
    writer = Writer(("msgcat", *options, "-"), Style(width))
    return pytest.param(writer, id=name, marks=(needs_gettext, needs_old_gettext))


def toolkit(name: str, width: int, style: Style) -> object:
    writer = Writer((sys.executable, "-c", _TOOLKIT, str(width)), style)
    return pytest.param(writer, id=name, marks=needs_toolkit)


MSGCAT = [
    msgcat("msgcat", width=79),
    msgcat("msgcat --no-wrap", "--no-wrap", width=None),
    msgcat("msgcat --width=60", "--width=60", width=60),
    msgcat("msgcat --width=100", "--width=100", width=100),
]
WRITERS = [
    *MSGCAT,
    toolkit("Weblate, folded", 77, Style()),
    toolkit("Weblate, not folded", -1, Style(None, split=False)),
    toolkit("Weblate, folded at line ends only", 65535, Style(None)),
]


def sample(index: int) -> bytes:
    """One of the sample's catalogs, with a text of two lines added."""
    catalog = Catalog.load(SAMPLES[index])
    verse = Entry("Two\nlines, of which the second is the longer one by far.\n", "Deux\nlignes.\n")
    return catalog.with_entries([*catalog.entries, verse]).dump()


def changed(catalog: Catalog, at: int) -> Catalog:
    """The catalog with one longer translation."""
    entries = list(catalog.entries)
    text = entries[at].msgstr
    longer = f'Bien sûr, {text} "Et puis", dit-on, il y en aurait encore à dire.'
    entries[at] = entries[at].edit(msgstr=longer + "\n" * text.endswith("\n"))
    return catalog.with_entries(entries)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("index", range(len(SAMPLES)))
def test_one_changed_entry_is_one_hunk_in_the_file_s_own_style(writer: Writer, index: int) -> None:
    data = writer(sample(index))
    catalog = Catalog.parse(data, "x.po")
    assert catalog.dump() == data
    assert style_of(catalog.entries) == writer.style
    before = data.decode().splitlines()
    for at, entry in enumerate(catalog.entries):
        after = changed(catalog, at).dump().decode().splitlines()
        (hunk,) = difflib.SequenceMatcher(None, before, after, False).get_grouped_opcodes(3)
        # The lines of its msgid stay the same.
        lines = [line for tag, a, b, _, _ in hunk if tag != "equal" for line in before[a:b]]
        assert not any(line.startswith(("msgid", "#")) for line in lines), entry.msgid


@pytest.mark.parametrize("writer", MSGCAT)
@pytest.mark.parametrize("index", range(len(SAMPLES)))
def test_msgcat_does_not_reformat_a_changed_entry(writer: Writer, index: int) -> None:
    catalog = Catalog.parse(writer(sample(index)), "x.po")
    for at in range(0, len(catalog.entries), 6):
        data = changed(catalog, at).dump()
        assert writer(data) == data


def test_only_changed_parts_are_reformatted() -> None:
    """The sample is folded in a way that no program uses."""
    text = (
        '#: b.ui:40   a.ui:7\n#, fuzzy\n#| msgid "Old "\n#| "one"\nmsgid ""\n"Open <b>"\n'
        '"the file</b>."\nmsgstr ""\n"Abra <b>"\n"o ficheiro</b>."\n'
    )
    catalog = Catalog.parse(text.encode(), "x.po")
    (entry,) = catalog.entries

    def dumped(**changes: object) -> str:
        return catalog.with_entries([entry.edit(**changes)]).dump().decode()

    assert dumped(flags=()) == text.replace("#, fuzzy\n", "")
    assert dumped(previous=None) == text.replace('#| msgid "Old "\n#| "one"\n', "")
    assert dumped(comments=("Ana",)) == f"# Ana\n{text}"
    assert dumped(msgstr="Abra") == text[: text.index("msgstr")] + 'msgstr "Abra"\n'


def test_a_catalog_without_a_recognizable_style_is_folded_like_msgcat() -> None:
    assert style_of([]) == Style()
    assert style_of(Catalog.parse(b'msgid "a"\nmsgstr "b"\n', "x.po").entries) == Style()
