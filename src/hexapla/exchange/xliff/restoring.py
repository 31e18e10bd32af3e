"""Put the article's markup back into a translation that comes from another program.

Programs keep the ids of codes, but not always their content: they return an empty `<bpt id="1"/>`
or a `<g id="1">`, or lose the ``dataRef`` of a `<ph>`.
"""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.catalogs.catalog import Entry
from hexapla.exchange.codes import Code, codes, numbered_like

__all__ = ["restored"]


def restored(pieces: Iterable[str | Code], entry: Entry) -> tuple[str, str]:
    """The translation of an entry with its markup, and what is wrong with it, or an empty text.

    A code without content is that of the entry's source with the same number, or of its current
    translation.
    """
    source = codes(entry.msgid)
    exported = [*numbered_like(codes(entry.msgstr), source), *source]
    known = {(c.number, c.role): c.text for c in exported if isinstance(c, Code)}
    out: list[str] = []
    unknown = 0
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        text = piece.text if piece.text.strip() else known.get((piece.number, piece.role), "")
        unknown += not text
        out.append(text)
    text = "".join(out)
    if not text.strip():
        return "", ""
    return text, "a code in it is not one of its source" if unknown else ""
