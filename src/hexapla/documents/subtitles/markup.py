"""The inline markup of subtitles: tags, override blocks, times, references to characters."""

from __future__ import annotations

import html
import re
from collections import Counter
from enum import Enum
from pathlib import PurePath

from hexapla import literals
from hexapla.documents.inline import Mark, Role
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.documents.tag_pairs import paired
from hexapla.lazy import lazy_re

__all__ = ["Notation", "as_html", "changes_in", "marks_in", "notation_of"]


class Notation(Enum):
    """How a file writes markup."""

    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"


_SRT = lazy_re(r"(?P<tag></?(?P<name>[A-Za-z]\w{0,20})(?:\s[^<>]{0,300})?>)|\{\\[^{}]{0,300}\}")
_VTT = lazy_re(
    r"(?P<tag></?(?P<name>[A-Za-z]\w{0,20})(?:\.[\w.-]{1,200})?(?:[ \t][^<>]{0,300})?>)"
    rf"|<\d[\d:.]{{4,20}}>|{literals.REFERENCE}"
)
_ASS = lazy_re(r"\{[^{}]{0,2000}\}|\\[h]")
_PATTERNS = {Notation.SRT: _SRT, Notation.VTT: _VTT, Notation.ASS: _ASS}
_SIGNS = {Notation.SRT: "<>{}", Notation.VTT: "<>", Notation.ASS: "{}\\"}
_SHOWN = frozenset("biu")


def notation_of(name: str) -> Notation:
    """The notation of a file, by its name."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".ass", ".ssa"):
        return Notation.ASS
    return Notation.VTT if suffix == ".vtt" else Notation.SRT


def marks_in(text: str, notation: Notation) -> tuple[Mark, ...]:
    """The markup of a text: tags in pairs, everything else by itself."""
    return paired(
        (Mark(*match.span(), Role.ALONE, silent=_is_silent(match[0])), _name_of(match))
        for match in _PATTERNS[notation].finditer(text)
    )


def _name_of(match: re.Match[str]) -> str:
    name = (match.groupdict().get("name") or "").lower()
    return f"/{name}" if match[0].startswith("</") else name


def _is_silent(shown: str) -> bool | None:
    return None if shown.startswith("&") else True


def changes_in(source: str, target: str, notation: Notation) -> Changes:
    """How a translation changes the markup of a text."""
    return changes(_structure(source, notation), _structure(target, notation))


def _structure(text: str, notation: Notation) -> Structure:
    found: Structure = Counter()
    rest: list[str] = []
    at = 0
    for match in _PATTERNS[notation].finditer(text):
        rest.append(text[at : match.start()])
        at = match.end()
        if not match[0].startswith("&"):
            found[Element("tag", match[0])] += 1
    for sign in "".join([*rest, text[at:]]):
        if sign in _SIGNS[notation]:
            found[Element("sign", sign)] += 1
    return found


def as_html(text: str, notation: Notation) -> str:
    """A text as inline HTML: bold, italics and underlines are shown."""
    out: list[str] = []
    at = 0
    for match in _PATTERNS[notation].finditer(text):
        out += (html.escape(text[at : match.start()], quote=False), _shown(match))
        at = match.end()
    return "".join([*out, html.escape(text[at:], quote=False)])


def _shown(match: re.Match[str]) -> str:
    name = _name_of(match).removeprefix("/")
    if name in _SHOWN:
        return f"<{'/' if match[0].startswith('</') else ''}{name}>"
    return match[0] if match[0].startswith("&") else ("\u00a0" if match[0] == "\\h" else "")
