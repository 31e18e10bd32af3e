"""The words of each language for months, weekdays, countries and opposites."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hexapla.checks.check import TextPair
from hexapla.checks.concepts import Form, Found, Vocabulary
from hexapla.checks.places import country_names
from hexapla.language_names import load_babel
from hexapla.languages import Language

__all__ = ["COUNTRY", "MONTH", "WEEKDAY", "concepts", "data", "named", "opposites"]

MONTH, WEEKDAY, COUNTRY = "month", "weekday", "country"
_NO_COUNTRIES = frozenset(["EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"])
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Locales with month names that differ from those of the language.
_ALSO = {"ar": ("ar_SY", "ar_MA", "ar_TN"), "de": ("de_AT",), "es": ("es_PE",), "pt": ("pt_PT",)}
# In English also words of other kinds, unless they are capitalised.
_CAPITALISED = frozenset([MONTH, WEEKDAY, COUNTRY])


def concepts(pair: TextPair) -> tuple[Found, Found]:
    """The concepts that the source and the translation of a pair name.

    Those of the translation are not looked for if the source has none.
    """
    ours = named(pair, 0)
    return ours, named(pair, 1) if ours else {}


@lru_cache(maxsize=4)
def named(pair: TextPair, side: int) -> Found:
    """The concepts that the source (0) or the translation (1) names."""
    return _found((pair.context.source, pair.context.target)[side], pair, side)


def _found(language: Language, pair: TextPair, side: int) -> Found:
    found = vocabulary(language.tag).find(pair.prose[side], pair.words[side], pair.word_texts[side])
    if language.base == "en":
        for family in _CAPITALISED & found.keys():
            capitalised = {
                concept: hit
                for concept, hit in found[family].items()
                if pair.prose[side][hit.span[0]].isupper()
            }
            found[family] = capitalised
    return found


@lru_cache(maxsize=32)
def vocabulary(tag: str) -> Vocabulary:
    """The vocabulary of a language; empty for one that CLDR doesn't know."""
    return Vocabulary(_forms(Language(tag)), Language(tag))


def _forms(language: Language) -> Iterator[Form]:
    yield from _calendar(language)
    for family in (MONTH, WEEKDAY):
        for concept, listed in data("names")[family].get(language.base, {}).items():
            for form in listed.split():
                yield Form(family, concept, form)
    yield from _countries(language)
    for family, words in data("opposites").items():
        for concept, languages in words.items():
            for form in languages.get(language.base, "").split():
                yield Form(family, concept, form)


def _countries(language: Language) -> Iterator[Form]:
    names = country_names(language.tag)
    whole = {name for forms in names.values() for name in forms}
    english = language.base == "en"  # whose other forms are listed
    for code, forms in names.items():
        for name in forms if code not in _NO_COUNTRIES else ():
            yield Form(COUNTRY, code, name, inflected=not english, name=True)
            if english and name.endswith("a"):
                yield Form(COUNTRY, code, f"{name}n", name=True)
                yield Form(COUNTRY, code, f"{name}ns", name=True)
            for word in name.split() if " " in name else ():
                if len(word) > 5 and word not in whole:
                    yield Form(COUNTRY, code, f"~{word}", inflected=True)
    for code, listed in data("names")[COUNTRY].get(language.base, {}).items():
        for name in listed.split():
            yield Form(COUNTRY, code, name.replace("_", " "), inflected=not english)
            if english:
                yield Form(COUNTRY, code, name.replace("_", " ") + "s")


def _calendar(language: Language) -> Iterator[Form]:
    load_babel()
    from babel import Locale, UnknownLocaleError

    for name in (language.tag.replace("-", "_"), *_ALSO.get(language.base, ())):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for number, month in locale.months[context]["wide"].items():
                yield Form(MONTH, str(number), str(month), inflected=True)
            for number, month in locale.months[context]["abbreviated"].items():
                short = str(month).rstrip(".")
                if len(short) > 2 or any(map(str.isdigit, short)):
                    mark = "" if any(map(str.isdigit, short)) else "~"
                    yield Form(MONTH, str(number), mark + short)
            for number, day in locale.days[context]["wide"].items():
                yield Form(WEEKDAY, _WEEKDAYS[number], str(day), inflected=True)


@lru_cache(maxsize=4)
def data(name: str) -> dict[str, Any]:
    """A table of words in this package's folder ``data``."""
    text = files("hexapla.checks").joinpath(f"data/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def opposites() -> frozenset[str]:
    """The names of the families of opposites."""
    return frozenset(data("opposites"))
