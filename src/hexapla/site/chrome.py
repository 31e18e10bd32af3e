"""The site's interface texts, dates and numbers in the reader's language.

The texts are translated with Hexapla itself: `chrome/` is a publication whose only article,
`chrome.txt`, lists the strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path

from hexapla.catalogs.catalog import Catalog, State
from hexapla.language_names import load_babel
from hexapla.languages import Language, nearest
from hexapla.lazy import lazy_re

__all__ = ["Chrome", "chrome_for"]

SOURCE = Language("en")

_PLACEHOLDER = lazy_re(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Chrome:
    """The interface texts in one language.

    ``language`` is the language of ``words``, which is English if there is no catalog for the
    page's language. Dates and numbers use it as well, so that they agree with the words around
    them.
    """

    language: Language
    words: dict[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """A string of `chrome.txt` in this language, with its placeholders filled in."""
        found = self.words.get(text) or text
        # Not str.format: a theme could read attributes of objects with it.
        return _PLACEHOLDER.sub(lambda one: str(values.get(one[1], one[0])), found)

    def number(self, value: int) -> str:
        """Format a whole number."""
        load_babel()
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self._locale))

    def date(self, value: datetime) -> str:
        """Format a date, without the time."""
        load_babel()
        from babel.dates import format_date

        return str(format_date(value, format="long", locale=self._locale))

    @property
    def _locale(self) -> str:
        return self.language.tag.replace("-", "_")


@lru_cache(maxsize=256)
def chrome_for(language: Language) -> Chrome:
    """The texts for a page in a language.

    They come from that language's catalog, else from that of a related language in the same script;
    else they are English.
    """
    folder = Path(str(resources.files("hexapla.site").joinpath("chrome", "locales")))
    offered = {Language(one.name).tag: one.name for one in folder.iterdir() if one.is_dir()}
    tag = nearest(language, [*offered, SOURCE.tag]) or SOURCE.tag
    if tag == SOURCE.tag:
        return Chrome(SOURCE, {})
    catalog = Catalog.load(folder / offered[tag] / "LC_MESSAGES" / "chrome.po")
    words = {e.msgid: e.msgstr for e in catalog.entries if e.state is State.REVIEWED}
    return Chrome(Language(tag), words)
