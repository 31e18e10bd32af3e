"""How words were translated before, in the memory and in catalogs."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog, Draft, Entry
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Unit
from hexapla.review.concordance import Occurrence, Search, catalogs_with, look_up

UNITS = (
    Unit(
        "The mayor’s office opened.", "La oficina del alcalde abrió.", "Look.", "20250101T000000Z"
    ),
    Unit("Her office saw the mayor.", "Su oficina vio a la alcaldesa.", changed="20260101T000000Z"),
    Unit("Мэр города.", "El alcalde de la ciudad.", changed="20240101T000000Z"),
    Unit("100% a_b", "100 % c\\d"),
)


@pytest.fixture(scope="module")
def memory() -> Memory:
    memory = Memory()
    memory.add_all(UNITS)
    return memory


def found(memory: Memory, words: str, *catalogs: Catalog) -> list[Occurrence]:
    return look_up(Search(words), memory, catalogs)


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("MAYOR", [1, 0]),  # the newest first
        ("mayor's office", [0]),  # any apostrophe
        ("office mayor", [1, 0]),
        ("the mayor", [1, 0]),
        ("мэр", [2]),
        ("МЭР города", [2]),
        ("alcalde", [1, 0, 2]),  # in the translation, too
        ("a_b", [3]),
        ("0%", [3]),
        ("c\\d", [3]),
        ("a%b", []),
        ("office city", []),
    ],
)
def test_words_are_found_in_either_language(memory: Memory, words: str, units: list[int]) -> None:
    assert [one.source for one in found(memory, words)] == [UNITS[at].source for at in units]


def test_the_whole_phrase_comes_first(memory: Memory) -> None:
    first, second = found(memory, "office opened")[:1], found(memory, "office the")
    assert [first[0].source[a:b] for a, b in first[0].source_spans] == ["office opened"]
    assert [second[0].source[a:b] for a, b in second[0].source_spans] == ["office", "the"]
    assert first[0].previous == "Look."


def test_unreviewed_texts_of_catalogs_follow(memory: Memory, tmp_path: Path) -> None:
    text = "La alcaldía."
    draft = Draft.of("upper 1", None, "The mayor.", text).comment()
    entries = (
        Entry("Edited mayor.", "El alcalde editado.", flags=("fuzzy",)),
        Entry("The mayor.", text, flags=("fuzzy",), comments=(draft,)),
        Entry("Reviewed mayor.", "Está en la memoria."),
        Entry("Stale mayor.", "Viejo.", flags=("fuzzy",), previous="An old mayor."),
        Entry("Empty mayor.", ""),
    )
    path = tmp_path / "a.po"
    Catalog(entries=entries, path=path).save()
    (tmp_path / "broken.po").write_text("msgid mayor\n")
    paths = [path, tmp_path / "broken.po", tmp_path / "absent.po"]
    catalogs = list(catalogs_with(Search("mayor"), paths, Language("en")))
    assert [one.where for one in catalogs] == [str(path)]
    sources = [one.source for one in found(memory, "mayor", *catalogs)]
    assert sources[2:] == ["Edited mayor.", "The mayor."]
    last = found(memory, "mayor", *catalogs)[-1]
    assert (last.author, last.previous) == ("upper 1", "Edited mayor.")
    assert not list(catalogs_with(Search("absent"), paths, Language("en")))


@pytest.mark.parametrize("words", ["", "  ", "a " * 13, "a" * 201])
def test_what_can_not_be_looked_up(words: str) -> None:
    with pytest.raises(UsageError):
        Search(words)
