"""What the elements of a kind of Office XML are: data for `reader`.

Elements in a paragraph that a profile doesn't list stand for a word and are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

from hexapla.documents.office.atoms import Kind
from hexapla.documents.office.namespaces import listed

__all__ = ["KINDS", "SEALED", "Act", "Profile", "acts"]


class Act(Enum):
    """What to do with an element in a paragraph.

    RUN has formatting of its own, FORMAT is that formatting, and TEXT the characters. Of a THROUGH
    only the content counts; a DROP is not seen, nor what is in it. PAIR and LINK are around texts.
    All others are read as a whole, and become atoms of the kind with their name; an ASIDE is a
    BEFORE with paragraphs in it.
    """

    RUN = "run"
    FORMAT = "format"
    TEXT = "text"
    THROUGH = "through"
    DROP = "drop"
    PROPERTIES = "properties"
    LINK = "link"
    PAIR = "pair"
    FIELD = "field"
    CONTROL = "control"
    HYPHEN = "hyphen"
    BREAK = "break"
    GAP = "gap"
    SIGN = "sign"
    NOTE = "note"
    APART = "apart"
    WORD = "word"
    BEFORE = "before"
    ASIDE = "aside"
    AFTER = "after"
    SPACES = "spaces"


KINDS = {
    Act.BREAK: Kind.BREAK,
    Act.GAP: Kind.GAP,
    Act.SIGN: Kind.SIGN,
    Act.NOTE: Kind.NOTE,
    Act.APART: Kind.APART,
    Act.WORD: Kind.WORD,
    Act.BEFORE: Kind.BEFORE,
    Act.ASIDE: Kind.BEFORE,
    Act.AFTER: Kind.AFTER,
}
"""The kind of atom of what is read as a whole."""

SEALED = frozenset([Act.DROP, Act.PROPERTIES, Act.FORMAT, Act.BEFORE, Act.AFTER])
"""What is not searched for paragraphs."""


def acts(names: Mapping[Act, str]) -> dict[str, Act]:
    """The act for each element, from the names for each act."""
    return {name: act for act, several in names.items() for name in listed(several)}


@dataclass(frozen=True, slots=True)
class Profile:
    """What the elements of a kind of XML are.

    ``paragraphs`` have texts; ``inline`` is what elements in them are. ``contexts`` have the kind
    of the paragraphs in an element. ``skipped`` elements are not read, and ``whole`` ones are never
    searched for paragraphs. ``frames`` are tables, rows and cells. ``pictured`` have attributes
    with text that stands for an image (``described``). ``bodies`` are elements whose paragraphs
    stand alone; ``echoes`` repeat something for other programs, and ``alternatives`` are around
    both.
    """

    paragraphs: Collection[str]
    inline: Mapping[str, Act]
    contexts: Mapping[str, str] = field(default_factory=dict)
    skipped: Collection[str] = ()
    whole: Collection[str] = ()
    frames: Mapping[str, str] = field(default_factory=dict)
    pictured: Collection[str] = ()
    described: Collection[str] = ()
    bodies: Collection[str] = ()
    echoes: Collection[str] = ()
    alternatives: Collection[str] = ()
