"""Roles, and what in their interpreted text is text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from hexapla.lazy import lazy_re

__all__ = ["Says", "roles_of", "says"]


class Says(Enum):
    """What interpreted text is to a reader.

    TEXT is part of the sentence. TITLE is text if a target in angle brackets follows it, and a name
    otherwise. TERM is a text that is also the name of its target. EXPLAINED is an abbreviation with
    text in parentheses. CODE is a name or code, unless a title of several words precedes a target.
    RAW is never text.
    """

    TEXT = "text"
    TITLE = "title"
    TERM = "term"
    EXPLAINED = "explained"
    CODE = "code"
    RAW = "raw"


def _all(names: str, says: Says) -> dict[str, Says]:
    return dict.fromkeys(names.split(), says)


_ROLES: Mapping[str, Says] = {
    **_all(
        "emphasis strong subscript sub superscript sup title-reference title t guilabel dfn index "
        "menuselection u underline del ins strike strikethrough smallcaps sc small bold italic red "
        "green blue orange button bdg bdg-primary bdg-secondary bdg-success bdg-info bdg-warning "
        "bdg-danger bdg-light bdg-dark bdg-primary-line bdg-secondary-line bdg-success-line "
        "bdg-info-line bdg-warning-line bdg-danger-line bdg-light-line bdg-dark-line",
        Says.TEXT,
    ),
    **_all(
        "ref doc numref any download std:ref std:doc std:numref external std:any "
        "bdg-ref-primary bdg-link-primary",
        Says.TITLE,
    ),
    **_all("term std:term", Says.TERM),
    **_all("abbr abbreviation acronym ac", Says.EXPLAINED),
    **_all(
        "math raw eq code literal cite cite:p cite:t citet citep octicon fas far fab "
        "material-regular material-outlined raw-html raw-latex",
        Says.RAW,
    ),
    **_all(
        "kbd file samp command program option envvar token makevar manpage mailheader mimetype "
        "newsgroup regexp pep rfc PEP RFC cve cwe rfc-reference pep-reference RFC-reference "
        "class func meth mod attr data exc obj const type var member macro enum enumerator struct "
        "union expr texpr function method module keyword source src issue pr user gh ghpull",
        Says.CODE,
    ),
}
_DEFINED = lazy_re(
    r"^[ \t]*\.\.[ \t]+role::[ \t]+([\w.:+-]+)[ \t]*(?:\([ \t]*([\w.:+-]+)[ \t]*\))?", re.MULTILINE
)
_DEFAULT = lazy_re(r"^[ \t]*\.\.[ \t]+default-role::[ \t]*([\w.:+-]*)", re.MULTILINE)
# Interpreted text without a role that isn't code.
_PROSE = lazy_re(r"(?=(?s:.)*?[^\W\d_]{2}[,;]?\s)[^()=\[\]{}/\\_$%*|]*+")
_WORDS = lazy_re(r"\S\s+\S")


def roles_of(source: str) -> Mapping[str, Says]:
    """The roles that a file defines; "" is the one of interpreted text without a role."""
    if "role::" not in source:
        return {}
    found: dict[str, Says] = {}
    for match in _DEFINED.finditer(source):
        base = match[2]
        found[match[1]] = found.get(base) or _ROLES.get(base, Says.RAW) if base else Says.TEXT
    for match in _DEFAULT.finditer(source):
        if match[1]:
            found[""] = found.get(match[1]) or _ROLES.get(match[1], Says.CODE)
    return found


def says(name: str, text: str, target: str, defined: Mapping[str, Says]) -> Says:
    """What interpreted text of a role says: TEXT, TERM, EXPLAINED or RAW.

    ``text`` is before a ``target`` in angle brackets, if there is one. ``defined`` are the roles
    that the file defines.
    """
    known = defined.get(name) or _ROLES.get(name)
    if not name and known is None:
        return Says.TEXT if _PROSE.fullmatch(text) else Says.RAW
    if known in (Says.TEXT, Says.EXPLAINED, Says.RAW):
        return known
    if known is Says.TERM:
        return Says.TEXT if target else Says.TERM
    if known is Says.TITLE:
        return Says.TEXT if target else Says.RAW
    if target:
        return Says.TEXT if _WORDS.search(text) else Says.RAW
    # An extension's role shows a phrase as it is.
    phrase = known is None and ":" not in name and _PROSE.fullmatch(text) is not None
    return Says.TEXT if phrase else Says.RAW
