"""The words of the interface in the reader's language: the review's pages, messages and help.

All of them are written in English. Catalogs in `hexapla/locales` translate them, one for each
domain; the msgid is the English text, with ``{0}`` or ``{name}`` for a value in it.
`tools/interface.py` extracts the texts, and compiles each catalog to a JSON file, which is what is
read here: a catalog of this size takes longer to parse than a short command runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexapla.errors import UsageError

__all__ = [
    "ENGLISH",
    "LOCALES",
    "MESSAGES",
    "NUMBERS",
    "Words",
    "accepted",
    "chosen",
    "environment",
    "offered",
    "words_in",
]

MESSAGES = "messages"
"""The domain of messages, of help, and of what checks find."""
LOCALES = Path(__file__).resolve().parent / "locales"
"""The folder of the catalogs, in gettext's layout, each with its JSON file beside it."""
NUMBERS = 200
"""For how many numbers the plural form is listed. From here on, it is the form of the number's
last two digits and a hundred.
"""

_MOST_ASKED = 30


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language.

    ``tag`` is the language. ``messages`` has a translation for each English text, or one for each
    plural form; English has none. ``forms`` is the plural form of each number below `NUMBERS`.
    """

    tag: str
    messages: Mapping[str, str | list[str]]
    forms: str

    @property
    def direction(self) -> str:
        """The direction of the script, ``ltr`` or ``rtl``."""
        from hexapla.languages import Language

        return Language(self.tag).direction

    def __call__(self, text: str) -> str:
        """The translation of a text."""
        known = self.messages.get(text, text)
        return known if isinstance(known, str) else text

    def form(self, one: str, many: str, number: int) -> str:
        """The translation of a text with a plural, for a number."""
        known = self.messages.get(one)
        if not isinstance(known, list):
            return one if number == 1 else many
        return known[int(self.forms[number if number < NUMBERS else 100 + number % 100])]

    def count(self, one: str, many: str, number: int) -> str:
        """The translation of a text with a number in it, ``{0}``."""
        return self.form(one, many, number).format(f"{number:,}")

    def data(self) -> dict[str, Any]:
        """The words as JSON data for a page."""
        return {"messages": self.messages, "forms": [int(form) for form in self.forms]}


ENGLISH = Words("en", {}, "".join(str(int(number != 1)) for number in range(NUMBERS)))
"""The words as they are written."""


@lru_cache(maxsize=4)
def offered(domain: str) -> Mapping[str, Path]:
    """The languages that a domain is translated into, by tag, each with its JSON file."""
    found = sorted(LOCALES.glob(f"*/{domain}.json"))
    return {path.parent.name.replace("_", "-"): path for path in found}


@lru_cache(maxsize=16)
def words_in(tag: str, domain: str) -> Words:
    """The words of a domain in one of the languages that are `offered`, or in English."""
    path = offered(domain).get(tag)
    if path is None:
        return ENGLISH
    data = json.loads(path.read_bytes())
    return Words(tag, data["messages"], data["forms"])


def chosen(asked: Iterable[str], domain: str) -> Words:
    """The words in the first of some language tags that is offered, or else in English."""
    tags = [ENGLISH.tag, *offered(domain)]
    for _, tag in zip(range(_MOST_ASKED), asked, strict=False):
        found = _plainly(tag, tags) or _nearest(tag, tags)
        if found is not None:
            return words_in(found, domain)
    return ENGLISH


def _plainly(tag: str, tags: Sequence[str]) -> str | None:
    """The tag that one begins with: to compare languages takes longer than a short command."""
    base = tag.replace("_", "-").partition("-")[0]
    return base if base in tags else None


def _nearest(tag: str, tags: Sequence[str]) -> str | None:
    from hexapla.languages import Language, nearest

    try:
        return nearest(Language(tag), tags)
    except UsageError:
        return None


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
