"""The language data of the rules: abbreviations, sentence starters and marks, one file per
language.

The files are `data/<language>.toml`; `data/README.md` describes their keys. They are read on first
use and kept. A language without a file uses `data/generic.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

__all__ = ["LanguageData", "languages", "load"]

# Languages that use another language's file: macrolanguages and close relatives.
_SHARED = {
    "no": "nb",
    "nn": "nb",
    "bs": "hr",
    "sh": "hr",
    "cnr": "sr",
    "ms": "id",
    "yue": "zh",
    "tl": "fil",
}
# Deprecated ISO 639 codes that are still in use (BCP 47 registry, field Preferred-Value).
_ABBREVIATED = ("abbreviations", "before_numbers", "ambiguous", "times")
_RENAMED = {"iw": "he", "in": "id", "mo": "ro", "ji": "yi"}


@dataclass(frozen=True, slots=True)
class LanguageData:
    """The data of one language, with every spelling of an abbreviation, without its final full
    stop.

    The fields are the keys of the data files, described in `data/README.md`; ``own`` tells whether
    the language has its own file or uses the generic one. ``heads`` are the beginnings of
    abbreviations of several parts, at least two parts long: for `p.n.e`, `p.n`.
    """

    own: bool = False
    unmarked: bool = False
    ordinals: int = 0
    ordinals_before_capitals: bool = False
    roman_ordinals: bool = False
    abbreviations: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    introductions: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    speech: tuple[str, ...] = ()
    final_speech: tuple[str, ...] = ()
    continuations: tuple[str, ...] = ()
    terminators: str = ""
    words: frozenset[str] = frozenset()
    after_times: frozenset[str] = frozenset()
    finals: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    linkers: tuple[str, ...] = ()
    colons: str = ""
    articles: frozenset[str] = frozenset()
    spaces: str = ""
    heads: frozenset[str] = frozenset()

    @property
    def abbreviating(self) -> frozenset[str]:
        """All abbreviations, regardless of what may follow them."""
        return _abbreviating(self)

    def with_abbreviations(self, more: Iterable[str]) -> LanguageData:
        """The same data with additional abbreviations (with or without the final full stop)."""
        added = _spellings(more)
        return replace(
            self, abbreviations=self.abbreviations | added, heads=self.heads | _heads(added)
        )


@cache
def _abbreviating(data: LanguageData) -> frozenset[str]:
    return data.abbreviations | data.before_numbers | data.ambiguous | data.times


def languages() -> list[str]:
    """The languages that have their own file, sorted."""
    names = (path.name for path in files("hexapla.segmentation").joinpath("data").iterdir())
    return sorted(name[:-5] for name in names if name.endswith(".toml") and name != "generic.toml")


def load(tag: str) -> LanguageData:
    """The data for a BCP 47 tag, found by its language subtag; the generic data if there is
    none.
    """
    base = tag.replace("_", "-").partition("-")[0].lower()
    base = _RENAMED.get(base, base)
    return _load(_SHARED.get(base, base))


@cache
def _load(name: str) -> LanguageData:
    path = files("hexapla.segmentation").joinpath("data", f"{name}.toml")
    if name == "generic" or not name.isalpha() or not path.is_file():
        return _parse(
            files("hexapla.segmentation").joinpath("data", "generic.toml").read_text("utf-8"), False
        )
    return _parse(path.read_text("utf-8"), True)


def _parse(text: str, own: bool) -> LanguageData:
    raw = tomllib.loads(text)

    def words(key: str) -> list[str]:
        return str(raw.get(key, "")).split()

    spelt = {key: _spellings(words(key)) for key in _ABBREVIATED}
    return LanguageData(
        own=own,
        unmarked=raw.get("unmarked", False),
        ordinals=raw.get("ordinals", 0),
        ordinals_before_capitals=raw.get("ordinals_before_capitals", False),
        roman_ordinals=raw.get("roman_ordinals", False),
        **spelt,
        heads=frozenset().union(*map(_heads, spelt.values())),
        introductions=frozenset(words("introductions")),
        starters=frozenset(words("starters")),
        names=frozenset(words("names")),
        speech=tuple(words("speech")),
        final_speech=tuple(words("final_speech")),
        continuations=tuple(words("continuations")),
        terminators=raw.get("terminators", ""),
        words=frozenset(words("words")),
        after_times=frozenset(words("after_times")),
        finals=tuple(words("finals")),
        openings=tuple(words("openings")),
        linkers=tuple(words("linkers")),
        colons=raw.get("colons", ""),
        articles=frozenset(words("articles")),
        spaces=raw.get("spaces", ""),
    )


def _heads(abbreviations: Iterable[str]) -> frozenset[str]:
    parted = (entry.split(".") for entry in abbreviations if "." in entry)
    return frozenset(
        ".".join(parts[:count]) for parts in parted for count in range(2, len(parts) + 1)
    )


def _spellings(entries: Iterable[str]) -> frozenset[str]:
    """Each entry in its possible spellings: `e.g` also as `E.g` and `E.G`, but `Gen` never as
    `gen`.
    """
    found: set[str] = set()
    for entry in entries:
        plain = "".join(entry.split()).removesuffix(".")
        found |= {plain, plain[:1].upper() + plain[1:]}
        if len(plain) > 2 or not plain.islower():  # `id` is never written `ID`
            found.add(plain.upper())
    return frozenset(found - {""})
