"""The words of the review's pages in the reader's language.

The pages are written in English. Catalogs in `hexapla/locales` translate them: the msgid is the
English text, with `{0}` for the first value in it. `tools/interface.py` extracts them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.plural_forms import plural_rule
from hexapla.errors import UsageError
from hexapla.languages import Language, nearest

__all__ = ["DOMAIN", "LOCALES", "Words", "accepted", "chosen", "environment", "offered", "words_in"]

LOCALES = Path(__file__).resolve().parent.parent / "locales"
"""The folder of the catalogs, in gettext's layout."""
DOMAIN = "review"
"""The name of the catalogs."""

_ENGLISH = "en"
# A form is looked up by the number, from 200 on by its last two digits and a hundred.
_NUMBERS = 200
_MOST_ASKED = 30


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language.

    ``tag`` is the language and ``direction`` that of its script. ``messages`` has a translation for
    each English text, or one for each plural form; English has none. ``forms`` is the plural form
    of each number.
    """

    tag: str
    direction: str
    messages: Mapping[str, str | tuple[str, ...]]
    forms: tuple[int, ...]

    def __call__(self, text: str) -> str:
        """The translation of a text."""
        known = self.messages.get(text, text)
        return known if isinstance(known, str) else text

    def count(self, one: str, many: str, number: int) -> str:
        """The translation of a text with a number in it."""
        known = self.messages.get(one)
        if not isinstance(known, tuple):
            return (one if number == 1 else many).format(f"{number:,}")
        at = number if number < _NUMBERS else 100 + number % 100
        return known[self.forms[at]].format(f"{number:,}")

    def data(self) -> dict[str, Any]:
        """The words as JSON data for the page."""
        return {"messages": self.messages, "forms": self.forms}


@lru_cache(maxsize=1)
def offered() -> Mapping[str, Path | None]:
    """The languages that the pages can be shown in, by tag, each with its catalog."""
    found = {
        Language(path.parent.parent.name).tag: path
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    }
    return {_ENGLISH: None, **found}


@lru_cache(maxsize=16)
def words_in(tag: str) -> Words:
    """The words in one of the languages that are `offered`."""
    path, language = offered()[tag], Language(tag)
    if path is None:
        return Words(tag, language.direction, {}, tuple(int(n != 1) for n in range(_NUMBERS)))
    catalog = Catalog.load(path)
    messages = {
        entry.msgid: entry.plurals if entry.plural is not None else entry.msgstr
        for entry in catalog.entries
        if not entry.obsolete and entry.text.strip("\0")
    }
    forms = plural_rule(catalog.headers, language).forms(_NUMBERS)
    return Words(tag, language.direction, messages, forms)


def chosen(asked: Iterable[str]) -> Words:
    """The words in the first of some language tags that is offered, or else in English."""
    tags = offered()
    for _, tag in zip(range(_MOST_ASKED), asked, strict=False):
        try:
            found = nearest(Language(tag), tags)
        except UsageError:
            continue
        if found is not None:
            return words_in(found)
    return words_in(_ENGLISH)


def accepted(header: str) -> list[str]:
    """The language tags of a header ``Accept-Language``, the preferred ones first (RFC 9110)."""
    found = []
    for part in header.split(",")[:_MOST_ASKED]:
        tag, _, quality = part.partition(";")
        weight = quality.strip().removeprefix("q=")
        try:
            found.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(found, key=lambda one: one[0]) if tag not in ("", "*")]


def environment() -> list[str]:
    """The languages that the environment names, as gettext reads it: ``LANGUAGE``, then the locale
    for messages.
    """
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    locale = next((name for name in names if name), "")
    if locale.partition(".")[0] in ("", "C", "POSIX"):
        return []
    listed = [*os.environ.get("LANGUAGE", "").split(":"), locale]
    return [_tag(name) for name in listed if name]


def _tag(locale: str) -> str:
    """A locale without its encoding: `pt_BR.UTF-8` is `pt_BR`, which is a tag, too."""
    name, at, modifier = locale.partition("@")
    return f"{name.partition('.')[0]}{at}{modifier}"
