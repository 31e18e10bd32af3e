"""Where the texts of an edition come from: engines, the memory, and people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.provenance import ADOPTED, MEMORY, text_digest

if TYPE_CHECKING:
    from hexapla.catalogs.catalog import Catalog

__all__ = ["CREDITS", "DRAFT", "HUMAN", "Making", "Origin", "making_of", "origin_of"]

DRAFT, HUMAN = "draft", "human"
CREDITS = ("names", "addresses", "none")
"""How editions name people: by their names, also with mail addresses, or not at all."""

# The names of engines whose translations come from rules and not from a trained model.
_OF_RULES = ("apertium",)
_SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True, slots=True)
class Making:
    """How the text of an entry was made.

    ``kind`` is `DRAFT` by an engine, `MEMORY`, `ADOPTED` from an existing translation, or `HUMAN`.
    ``engine`` is the engine of a draft with its version, else "". ``changed`` is True if a person
    has changed the text since then.
    """

    kind: str
    engine: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the texts of an edition come from, according to its catalog.

    ``translator`` and ``revised`` are the catalog's Last-Translator and PO-Revision-Date, "" if
    they name no person and no date. ``drafted`` is the number of sentences in use that each engine
    and the memory drafted, including those that were reviewed later. ``used`` is the number of all
    translations in use, ``machine`` of those that are as an engine made them, reviewed or not, and
    ``changed`` of those that people changed since. ``reviewers`` are the names of people who have
    signed translations, and ``reviewed`` the date of their last signature, "" if there is none.
    """

    translator: str = ""
    revised: str = ""
    drafted: Mapping[str, int] = field(default_factory=dict)
    used: int = 0
    machine: int = 0
    changed: int = 0
    reviewers: tuple[str, ...] = ()
    reviewed: str = ""

    @property
    def machine_percent(self) -> int:
        """The share of translations that are as an engine made them, 0 to 100, rounded up."""
        return -(-100 * self.machine // self.used) if self.used else 0

    @property
    def source_type(self) -> str:
        """IPTC's term for how the translation was made, "" if no engine took part in it.

        See https://cv.iptc.org/newscodes/digitalsourcetype. There is no term for a text that partly
        follows rules.
        """
        engines = [one for one in self.drafted if one != MEMORY]
        trained = any(not one.startswith(_OF_RULES) for one in engines)
        if not (self.machine or self.changed):
            return ""
        if self.machine == self.used:
            return "trainedAlgorithmicMedia" if trained else "algorithmicMedia"
        return "compositeWithTrainedAlgorithmicMedia" if trained else ""

    def as_data(self) -> dict[str, object]:
        """What machines are told about an edition, in manifests and on pages."""
        kind = self.source_type
        return {
            "digital_source_type": f"{_SCHEME}{kind}" if kind else None,
            "machine_percent": self.machine_percent,
            "reviewers": list(self.reviewers),
            "last_reviewed": self.reviewed,
        }


def making_of(entry: Entry) -> Making:
    """How the text of an entry was made."""
    draft = entry.draft
    if draft is None:
        return Making(HUMAN)
    changed = not entry.by_machine and draft.text != text_digest(entry.text)
    if draft.is_from_memory or draft.is_adopted:
        return Making(MEMORY if draft.is_from_memory else ADOPTED, "", changed)
    return Making(DRAFT, draft.origin, changed)


def origin_of(catalog: Catalog, used: Iterable[Entry], style: str) -> Origin:
    """Where the texts of the entries that an edition uses come from.

    ``style`` is one of `CREDITS`: how people are named.
    """
    from hexapla.catalogs.signing import reviewers

    drafted: Counter[str] = Counter()
    made: Counter[str] = Counter()
    names: dict[str, None] = {}
    last = ""
    for entry in used:
        making = making_of(entry)
        made["used"] += 1
        if making.kind == DRAFT:
            made["changed" if making.changed else "machine"] += 1
        if making.kind in (DRAFT, MEMORY):
            drafted[making.engine or MEMORY] += 1
        for one in reviewers(entry):
            names.setdefault(one.name)
            last = max(last, one.date)
    revised = catalog.headers.get("PO-Revision-Date", "")
    return Origin(
        _credited(catalog.translator, style),
        "" if revised.startswith("YEAR") else revised,
        dict(sorted(drafted.items())),
        reviewers=() if style == "none" else tuple(sorted(names)),
        reviewed=last,
        **made,
    )


def _credited(translator: str, style: str) -> str:
    """The name of a catalog's translator, as editions show it."""
    from hexapla.catalogs.signature import without_address

    if style == "none":
        return ""
    return translator if style == "addresses" else without_address(translator)
