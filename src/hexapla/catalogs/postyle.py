"""The style in which a catalog's strings are laid out, told from its entries.

Poedit and Lokalize fold as msgcat does, at the width that their user set; Weblate and
translate-toolkit fold, fold not, or write a string in one line whatever is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.linebreak import columns
from hexapla.catalogs.polayout import Style, kept_string_lines, string_lines

__all__ = ["style_of"]

# Entries that are looked at: those with a string that one style folds and another does not.
_TELLING = 40
_LONG = 60
# How far beyond a file's longest folded line its width may lie: a longer word would have fitted.
_BEYOND = 16


def style_of(entries: Iterable[Entry]) -> Style:
    """The style that explains most of some entries as they were read; msgcat's where none tells."""
    telling = list(islice((entry for entry in entries if _tells(entry)), _TELLING))
    if not telling:
        return Style()
    kept = [kept_string_lines(entry) for entry in telling]

    def explained(style: Style) -> int:
        return sum(
            found == lines
            for entry, was in zip(telling, kept, strict=True)
            for found, lines in zip(string_lines(entry, style), was, strict=True)
        )

    usual = (Style(), Style(None), Style(None, split=False))
    best = max(usual, key=explained)
    if explained(best) == 2 * len(telling):
        return best
    folded = (line for was in kept for lines in was for line in lines[:-1])
    widest = max((sum(map(columns, line)) for line in folded), default=0)
    # Of two widths that explain as much, people choose the round one.
    others = sorted(range(widest, widest + _BEYOND), key=lambda width: width % 10 != 0)
    return max([best, *map(Style, others)], key=explained)


def _tells(entry: Entry) -> bool:
    if entry.verbatim is None or entry.plural is not None or entry.obsolete:
        return False
    return any(len(text) > _LONG or "\n" in text[:-1] for text in (entry.msgid, entry.msgstr))
