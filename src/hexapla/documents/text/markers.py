"""The markers of list items: bullets, numbers, letters, section signs.

A marker is layout: an edition keeps it as it is written.
"""

from __future__ import annotations

import re

from hexapla.documents.text.dates import is_date
from hexapla.documents.wrapping import EDGES
from hexapla.lazy import lazy_re

__all__ = ["BULLETS", "DASHES", "read_marker"]

BULLETS = "-*+•‣◦▪●·"
"""Markers that a list of a page replaces with its own."""
DASHES = "–—"
"""Markers of list items or of what a person says: kept as they are written."""

# Digits of any script, and circled ones. Years and long numbers are no markers.
_NUMBER = r"\d{1,3}"
_SMALL = "(?=[ivxl]{2})(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_ROMAN = f"(?:{_SMALL}|{_SMALL.upper()})"
_CAPITAL = r"(?=[ \t]+[\"'“„«»‘(]?(?:[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]|[^\W\d_a-zß-öø-ÿα-ωа-я]))"
_GAP = rf"[ \t]+[{re.escape(EDGES)}]*(?![{re.escape(EDGES)}])"
_MARKER = lazy_re(
    rf"(?:(?P<bullet>[{re.escape(BULLETS)}–]){_GAP}"
    r"|(?P<star>\[\*\])[ \t]*(?=\S)"
    rf"|(?P<dash>—)(?:{_GAP}|(?=\w))"
    rf"|(?:(?P<sign>§§?[ \t\xa0]?\d{{1,4}}[a-z]?\.?){_CAPITAL}"
    rf"|(?P<level>{_NUMBER}(?:\.{_NUMBER})+){_CAPITAL}"  # 3.1 The roof
    rf"|(?P<ordinal>{_NUMBER}\.?[º°ª]\)?){_CAPITAL}"
    rf"|(?P<circled>[①-⓿➀-➓])"
    rf"|(?P<open>[(（\[]?)(?:(?P<number>{_NUMBER}(?:\.{_NUMBER})*)(?P<dot>[.．)）\]])"
    rf"|(?P<roman>{_ROMAN})(?P<end>[.)）])|(?P<letter>[^\W\d_])(?P<bracket>[)）]))"
    rf"){_GAP}"
    r"|(?P<ideographic>[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])\s*(?=\S)"
    r"|(?P<wide>（\d{1,3}）|\d{1,3}[．、）])\s*(?=\S)"
    r")"
)
_STYLES = {
    "sign": "§",
    "level": "1.1",
    "ordinal": "1º",
    "circled": "①",
    "ideographic": "一、",
    "wide": "１．",
    "star": BULLETS[0],
}


def read_marker(source: str, start: int, end: int) -> tuple[str, int]:
    """The style of the marker of a line, and the offset after it; ("", start) if there is none.

    ``source[start:end]`` is the line without indentation. The style is the same in all of a list:
    ``-``, ``1.``, ``(1)``, ``a)``, ``i.``.
    """
    found = _MARKER.match(source, start, end)
    if found is None or found.end() == end:
        return "", start
    if found["dot"] == "." and is_date(source[start:end]):  # 16. September 2023
        return "", start
    return _style(found), found.end()


def _style(marker: re.Match[str]) -> str:
    for name, style in _STYLES.items():
        if marker[name]:
            return style
    if marker["bullet"] or marker["dash"]:
        return marker["bullet"] or marker["dash"]
    kind = "1" if marker["number"] else "i" if marker["roman"] else "a"
    return f"{marker['open']}{kind}{marker['dot'] or marker['end'] or marker['bracket']}"
