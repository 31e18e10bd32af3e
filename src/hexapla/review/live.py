"""What a packet compares typed text with: static/live.js has these checks.

Hexapla reads the source here. A page without a server can only look for what was found in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.masking import Piece, digits_of, pieces_of
from hexapla.checks.check import Context, TextPair, markup_of
from hexapla.checks.lengths import usual_lengths
from hexapla.checks.registry import ignored, is_ignored, select
from hexapla.documents.document import is_too_long
from hexapla.documents.format import Kind
from hexapla.literals import DESTINATION, TAG

__all__ = ["live_data"]

_CHECKS = ("numbers", "length", "max-length", "glossary")


def live_data(entry: Entry, context: Context, disabled: Collection[str]) -> dict[str, Any]:
    """What is known of a source: the parts that a translation keeps, its numbers, usual lengths.

    ``disabled`` are the checks that are switched off for the publication.
    """
    kind = markup_of(entry)
    pieces = [] if is_too_long(entry.msgid) else pieces_of(entry.msgid)
    parts = (_part(piece, kind) for piece in pieces if not piece.is_number)
    data: dict[str, Any] = {
        "keep": list(Counter(filter(None, parts)).items()),
        "numbers": [digits_of(piece.value) for piece in pieces if piece.is_number],
        "off": _switched_off(entry, disabled),
    }
    if entry.max_length is not None:
        data["limit"] = entry.max_length
    pair = TextPair(entry, context, entry.msgid, entry.msgid, kind)
    if pair.words[0] and not pair.for_programs and entry.plural is None:
        data["length"] = usual_lengths(" ".join(pair.prose[0].split()), context)
    return data


def _part(piece: Piece, kind: Kind) -> str:
    """What a translation has of a piece of markup; "" if it needs nothing.

    Emphasis may go, and texts in attributes are translated.
    """
    if piece.opaque:
        return piece.value
    if kind is Kind.TEXT:
        return ""
    if tag := TAG.fullmatch(piece.value):
        name = f"<{tag['close']}{tag['name']}" if tag["name"] else ""
        return f"{name} " if name and tag["attributes"].strip() else piece.value if name else ""
    link = DESTINATION.fullmatch(piece.value)
    return f"]({link['to']}" if link else ""


def _switched_off(entry: Entry, disabled: Collection[str]) -> list[str]:
    names = ignored(entry)
    on = {check.name for check in select(disabled).single if not is_ignored(check, names)}
    return [name for name in _CHECKS if name not in on]
