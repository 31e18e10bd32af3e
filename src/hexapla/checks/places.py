"""Places in CLDR: the names of countries and cities in two languages."""

from __future__ import annotations

import re
from functools import lru_cache

from hexapla.checks.check import TextPair
from hexapla.language_names import load_babel

__all__ = [
    "Exonyms",
    "calendar_names",
    "country_names",
    "english_places",
    "exonyms",
    "is_main_name",
    "language_names",
    "names_place",
    "place_translations",
]  # fmt: skip


@lru_cache(maxsize=16)
def calendar_names(tag: str) -> frozenset[str]:
    """CLDR's names of months and days, in lower case."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset()
    sets = [table["wide"].values() for table in locale.months.values() if "wide" in table]
    sets += [table["wide"].values() for table in locale.days.values() if "wide" in table]
    return frozenset(str(name).lower() for values in sets for name in values)


@lru_cache(maxsize=1)
def language_names() -> frozenset[str]:
    """The words of CLDR's English names of languages, in lower case; many are adjectives as
    well.
    """
    load_babel()
    from babel import Locale

    return frozenset(
        word for name in Locale("en").languages.values() for word in str(name).lower().split()
    )


@lru_cache(maxsize=1)
def english_places() -> frozenset[str]:
    """CLDR's English names of countries and cities that are a single word, in lower case."""
    return frozenset(_ALSO) | {name.lower() for name in _places("en").values() if name.isalpha()}


Exonyms = dict[str, list[tuple[str, str]]]


@lru_cache(maxsize=64)
def exonyms(source: str, target: str) -> Exonyms:
    """CLDR's names of countries and cities in both languages: pairs, by each word of the source
    name.
    """
    found: Exonyms = {}
    other = _places(target)
    also = {("territory", code): forms for code, forms in _SHORT.items()}
    names = [(_without_brackets(name), key) for key, name in _places(source).items()]
    if source.partition("-")[0] == "en":
        names += [(name, ("territory", code)) for name, code in _ALSO.items()]
    for name, key in names:
        if key in other:
            for word in name.split():
                if len(word) > 3:
                    forms = (_without_brackets(other[key]), *also.get(key, ()))
                    found.setdefault(word, []).extend((name, form) for form in forms)
    return found


# English names that are not CLDR's first choice, and their territory codes.
_ALSO = {
    "america": "US", "britain": "GB", "great britain": "GB", "turkey": "TR", "holland": "NL",
    "czech republic": "CZ", "burma": "MM", "ivory coast": "CI", "swaziland": "SZ",
    "macedonia": "MK", "east timor": "TL", "cape verde": "CV", "palestine": "PS",
}  # fmt: skip


# What newspapers call countries that CLDR lists with their full names; acronyms in capitals.
_SHORT = {
    "US": ("США", "USA", "EE. UU.", "EE.UU.", "EEUU", "EUA", "E.U.A.", "америк", "amerik",
           "américa", "amérique", "america"),
    "GB": ("UK", "großbritannien", "gran bretaña", "gran bretagna", "grande-bretagne",
           "grã-bretanha", "wielka brytania", "wielkiej brytanii", "великобритани", "велика британ",
           "великої британ", "британи"),
    "NL": ("holland", "holanda", "hollande", "olanda", "голланд"),
    "ZA": ("ЮАР", "ПАР", "RPA"),
}  # fmt: skip


def _without_brackets(name: str) -> str:
    """A name in lower case, without CLDR's addition in brackets: ``Гонконг (САР)``."""
    return name.partition(" (")[0].lower()


@lru_cache(maxsize=16)
def _places(tag: str) -> dict[tuple[str, str], str]:
    load_babel()
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    zones = {
        zone: locale.time_zones.get(zone, {}).get("city")
        or zone.rpartition("/")[2].replace("_", " ")  # CLDR's rule: English, by default
        for zone in get_global("zone_territories")
    }
    tables = {"territory": locale.territories, "zone": zones}
    return {
        (kind, str(key)): str(name) for kind, table in tables.items() for key, name in table.items()
    }


def place_translations(word: str, exonyms: Exonyms, source: str, target: str) -> list[str]:
    """CLDR's translations of places named with this word that occur in the target, inflected or
    not.
    """
    return [
        theirs
        for ours, theirs in exonyms.get(word, ())
        if ours in source and _is_there(theirs, target)
    ]


def _is_there(name: str, text: str) -> bool:
    """Whether a place occurs in a lower-case text: exactly if it is an acronym, else inflected or
    not.
    """
    if name.isupper():
        return bool(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text))
    return name[: max(3, min(len(name) - 2, 8))] in text


def names_place(acronym: str, pair: TextPair) -> bool:
    """Whether a translation names the place that the source writes in capitals: US, EU, UK,
    MOSCOW.
    """
    key = ("territory", {"UK": "GB", "USA": "US", "UAE": "AE"}.get(acronym, acronym))
    tags = pair.context.source.tag, pair.context.target.tag
    source, target = (text.lower() for text in pair.prose)
    forms = (_places(tags[1]).get(key, ""), *_SHORT.get(key[1], ()))
    return any(form and _is_there(_without_brackets(form), target) for form in forms) or bool(
        place_translations(acronym.lower(), exonyms(*tags), source, target)
    )


@lru_cache(maxsize=16)
def country_names(tag: str) -> dict[str, list[str]]:
    """The names of countries in a language, in lower case, by their code (ISO 3166).

    CLDR's name is the first.
    """
    found: dict[str, list[str]] = {}
    for (kind, code), name in _places(tag).items():
        if kind == "territory" and code.isalpha():
            short = [form for form in _SHORT.get(code, ()) if not form.isupper()]
            found[code] = [_without_brackets(name), *short]
    if tag.partition("-")[0] == "en":
        for name, code in _ALSO.items():
            found.setdefault(code, []).append(name)
    return found


@lru_cache(maxsize=1024)
def is_main_name(name: str, tag: str) -> bool:
    """Whether a name in lower case is CLDR's name of an independent country in a language."""
    names = country_names(tag)
    return any(forms[0] == name for code, forms in names.items() if code not in _DEPENDENT)


# Names of territories often contain the name of the country that they belong to.
_DEPENDENT = frozenset(["GF", "PF", "TF", "HK", "MO", "AS", "VI", "VG", "UM", "IO", "PS", "EH"])
