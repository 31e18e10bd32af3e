"""Which vocabulary a file has: by its root element, its namespace and its document type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from hexapla.documents.format import Options
from hexapla.documents.vocabularies.android import ANDROID
from hexapla.documents.vocabularies.dita import DITA
from hexapla.documents.vocabularies.docbook import DOCBOOK, DOCBOOK_4
from hexapla.documents.vocabularies.rules import Profile, with_settings
from hexapla.documents.vocabularies.svg import SVG, XHTML
from hexapla.documents.vocabularies.tei import TEI
from hexapla.documents.vocabularies.texts import has_words
from hexapla.documents.vocabularies.ttml import TTML
from hexapla.documents.xml.reading import Kind, raw_attributes, tags
from hexapla.documents.xml.tolerant import Doctype, XmlSource, read_head
from hexapla.errors import InputError
from hexapla.files import opened
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["PROFILES", "is_known", "profile_for"]

PROFILES: tuple[Profile, ...] = (
    DOCBOOK,
    DOCBOOK_4,
    DITA,
    TEI,
    SVG,
    XHTML,
    ANDROID,
    TTML,
)
"""The vocabularies that need no settings."""

_START = lazy_re(
    # None of these contains the beginning of another, so that the time is linear.
    r"<!--(?:(?!<!--|-->)(?s:.))*+-->|<\?(?:(?!<\?|\?>)(?s:.))*+\?>"
    r"|<!\[CDATA\[(?:(?!<!\[CDATA|\]\]>)(?s:.))*+\]\]>"
    r"|<([^\s/><!?][^\s/><]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
)
_HEAD = 262_144
_CHARACTERS = (Kind.TEXT, Kind.CDATA)
_MOST = 6  # How many elements an error names.


class _Start(NamedTuple):
    """The start tag of an element: its name and its attributes."""

    name: str
    own: str

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def namespace(self) -> str:
        prefix = self.name.rpartition(":")[0]
        return raw_attributes(self.own).get(f"xmlns:{prefix}" if prefix else "xmlns", "")


def profile_for(source: XmlSource, where: str, options: Options) -> Profile:
    """The vocabulary of a file, with the rules of the settings.

    Raises InputError if it is unknown and the settings have no rules.
    """
    starts = list(islice(_starts(source.seen), 2))
    found = with_settings(_known(source.doctype, starts), options)
    if found is None:
        raise InputError(
            msg("has the root element <{name}>, for which there are no rules", name=starts[0].name),
            where=where or None,
            hint=msg(
                "write in i18n/publication.toml: [xml] {suggested}", suggested=_suggested(source)
            ),
        )
    return found


def _suggested(source: XmlSource) -> str:
    """Settings for a file: elements with text are blocks, and inline if they are in others."""
    block: dict[str, None] = {}
    inline: dict[str, None] = {}
    open_: list[tuple[str, bool]] = []
    for tag in tags(source.seen, {}):
        if tag.kind is Kind.START:
            inside = bool(open_) and (open_[-1][1] or open_[-1][0] in block)
            open_.append((tag.name.removeprefix("?:"), inside))
        elif tag.kind is Kind.END:
            open_.pop()
        elif open_ and tag.kind in _CHARACTERS and has_words(source.text[tag.start : tag.end]):
            name, inside = open_[-1]
            (inline if inside else block).setdefault(name)
    found = [("block", [*block] or ["…"]), ("inline", [one for one in inline if one not in block])]
    return " ".join(f"{key} = {_listed(names)}" for key, names in found if names)


def _listed(names: list[str]) -> str:
    shown = [*names[:_MOST], *(["…"] if len(names) > _MOST else [])]
    quoted = ", ".join(f'"{name}"' for name in shown)
    return f"[{quoted}]"


def is_known(path: Path, options: Options) -> bool:
    """Whether there are rules for a file, and it has texts, by its beginning."""
    try:
        with opened(path) as file:
            head, doctype = read_head(file.read(_HEAD))
    except OSError:
        return False
    starts = list(islice(_starts(head), 2))
    found = with_settings(_known(doctype, starts), options) if starts else None
    return found is not None and _has_texts(head, found)


def _has_texts(head: str, profile: Profile) -> bool:
    """Whether a file probably has texts, by its beginning."""
    names = "|".join(re.escape(name.rpartition("@")[2]) for name in profile.attributes)
    found = re.search(rf"{profile.worded}|\s(?:{names})\s*=" if names else profile.worded, head)
    return found is not None or len(head) >= _HEAD // 2


def _starts(text: str) -> Iterator[_Start]:
    return (_Start(found[1], found[2]) for found in _START.finditer(text) if found[1])


def _known(doctype: Doctype | None, starts: list[_Start]) -> Profile | None:
    """The vocabulary with these first two tags."""
    root = starts[0]
    for profile in PROFILES:
        if root.namespace and root.namespace in profile.namespaces:
            return profile
        if doctype and profile.public and profile.public in doctype.public:
            return profile
    if root.namespace:
        return None
    found = [profile for profile in PROFILES if root.local in profile.roots]
    if len(starts) > 1:
        found = [one for one in found if one.rule(starts[1].local, root.local)]
    # DocBook and DITA share some names, which are rarely roots in DocBook.
    return found[-1] if found else None
