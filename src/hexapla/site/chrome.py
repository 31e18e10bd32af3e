"""The words of our own pages, in the reader's language; its dates and numbers.

The words are catalogs like any other: `chrome/` is a publication of Hexapla's own, whose article
is the list of the pages' strings (`i18n/site` leads there).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path

from hexapla.catalogs.catalog import Catalog, State
from hexapla.languages import Language, load_babel, nearest

__all__ = ["Chrome", "chrome_for"]

SOURCE = Language("en")


@dataclass(frozen=True)
class Chrome:
    """The words in one language: ``language`` is English where there is no catalog of the wanted.

    ``wanted`` is the language of the page; dates and numbers are written in ``language``, so that
    they agree with the words around them.
    """

    wanted: Language
    language: Language
    words: dict[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """A string of `chrome.txt` in this language, its placeholders filled."""
        found = self.words.get(text) or text
        return found.format(**values) if values else found

    def number(self, value: int) -> str:
        """A whole number."""
        load_babel()
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self._locale))

    def date(self, value: datetime) -> str:
        """A date, without the time."""
        load_babel()
        from babel.dates import format_date

        return str(format_date(value, format="long", locale=self._locale))

    @property
    def _locale(self) -> str:
        return self.language.tag.replace("-", "_")


@lru_cache(maxsize=256)
def chrome_for(language: Language) -> Chrome:
    """The words for a page in a language: its own, a sibling's in the same script, or English."""
    folder = Path(str(resources.files("hexapla.site").joinpath("chrome", "locales")))
    offered = {Language(one.name).tag: one.name for one in folder.iterdir() if one.is_dir()}
    tag = nearest(language, [*offered, SOURCE.tag]) or SOURCE.tag
    if tag == SOURCE.tag:
        return Chrome(language, SOURCE, {})
    catalog = Catalog.load(folder / offered[tag] / "LC_MESSAGES" / "chrome.po")
    words = {e.msgid: e.msgstr for e in catalog.entries if e.state is State.REVIEWED}
    return Chrome(language, Language(tag), words)
