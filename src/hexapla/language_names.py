"""The names of languages, from CLDR: babel has them, which is loaded on first use."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from threading import Lock

from hexapla.message import Message, Words, msg

__all__ = [
    "display_name",
    "english_name",
    "english_names",
    "load_babel",
    "suggested",
    "with_locale",
]

_babel_lock = Lock()


def _drop_bad_time_zone() -> None:
    """Remove TZ from the environment if it names a file without a time zone.

    Otherwise babel can't be imported.
    """
    path = Path(os.environ.get("TZ", "").removeprefix(":"))
    try:
        if path.is_absolute() and path.is_file():
            with path.open("rb") as stream:
                if stream.read(4) != b"TZif":
                    del os.environ["TZ"]
    except OSError:
        del os.environ["TZ"]


def load_babel() -> None:
    """Import babel; call this before importing from it in a function.

    Its modules import each other in a circle, and fail if two threads import different ones first.
    """
    _drop_bad_time_zone()
    with _babel_lock:
        import babel.core  # noqa: F401


def suggested(text: str) -> str | None:
    """The language that was probably meant. Slow: compares the names of all languages."""
    known = english_names()
    wanted = text.strip().partition("@")[0].partition(".")[0].replace("_", "-").casefold()
    by_name = {name.casefold(): tag for tag, name in known.items()}
    by_name.update({display_name(tag, None).casefold(): tag for tag in with_locale()})
    close = difflib.get_close_matches(wanted, by_name, n=1, cutoff=0.75)
    if close:
        tag = by_name[close[0]]
        return _meant(tag)
    codes = difflib.get_close_matches(wanted, with_locale(), n=1, cutoff=0.6)
    return _meant(codes[0]) if codes else None


def _meant(tag: str) -> str:
    return msg("did you mean {tag} ({name})?", tag=tag, name=english_name(tag))


@lru_cache(maxsize=1)
def english_names() -> dict[str, str]:
    """CLDR's English names by tag, with `-` instead of `_`."""
    load_babel()
    from babel import Locale

    return {tag.replace("_", "-"): name for tag, name in Locale("en").languages.items()}


@lru_cache(maxsize=1)
def with_locale() -> Collection[str]:
    """The languages that CLDR has a locale for: what a misspelled code most likely meant."""
    load_babel()
    from babel.localedata import locale_identifiers

    return sorted({tag for tag in locale_identifiers() if "_" not in tag} & english_names().keys())


class _Name(Message):
    """The name of a language, whose tag is the template."""

    __slots__ = ()

    def in_words(self, words: Words) -> str:
        return display_name(self.template, words.tag)


@lru_cache(maxsize=1024)
def english_name(tag: str) -> str:
    """The English name of a language; in a message it is shown in the reader's language."""
    return _Name(display_name(tag, "en"), tag)


@lru_cache(maxsize=1024)
def display_name(tag: str, locale: str | None) -> str:
    """The name of a language in another, or in the language itself; in English if CLDR has none."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    base, *rest = tag.split("-")
    try:
        names = Locale.parse((locale or base).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        names = Locale("en")
    whole = names.languages.get(tag.replace("-", "_"))
    if whole:
        return str(whole)
    known = {**names.scripts, **names.territories, **names.variants}
    details = ", ".join(
        str(known.get(part.upper() if len(part) == 2 else part, part)) for part in rest
    )
    name = str(names.languages.get(base, english_names().get(base, base)))
    return f"{name} ({details})" if details else name
