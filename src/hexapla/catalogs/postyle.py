"""The style in which a catalog's strings are laid out, inferred from its entries.

Poedit folds like msgcat, at a width set by the user or inferred from the file, and so does GNOME's
editor. Weblate and translate-toolkit fold, don't fold, or write each string on one line. Lokalize
folds edited texts in its own way, and OmegaT writes each translation on one line; neither changes a
msgid, so the msgids show the style.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.linebreak import columns
from hexapla.catalogs.polayout import Style, kept_string_lines, string_lines

__all__ = ["style_of"]

# How many entries are examined: with a long string, and with one of several lines.
_LONG_ONES = 20
_BROKEN_ONES = 5
_LONG = 60
# How far a file's width can exceed its longest folded line: a longer word would have fitted.
_BEYOND = 16


def style_of(entries: Iterable[Entry]) -> Style:
    """The style that explains most of the entries as they were read; msgcat's if none does."""
    read = [entry for entry in entries if entry.verbatim and entry.plural is None]
    telling = [
        *islice((entry for entry in read if _is_long(entry)), _LONG_ONES),
        *islice(
            (entry for entry in read if "\n" in f"{entry.msgid[:-1]}{entry.msgstr[:-1]}"),
            _BROKEN_ONES,
        ),
    ]
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
    for style in usual:
        if explained(style) == 2 * len(telling):
            return style
    folded = (line for was in kept for lines in was for line in lines[:-1])
    widest = max((sum(map(columns, line)) for line in folded), default=0)
    # If two widths explain the same number, people probably chose the round one.
    others = sorted(range(widest, widest + _BEYOND), key=lambda width: width % 10 != 0)
    return max([*usual, *map(Style, others)], key=explained)


def _is_long(entry: Entry) -> bool:
    return max(len(entry.msgid), len(entry.msgstr)) > _LONG
