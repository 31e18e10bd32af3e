"""Explain a draft: which guards rejected a translation, how it was fixed, and what is still wrong.

What was tried is recorded in the entry (`catalogs.entry.Guarded`). What is still wrong is computed
from the two texts and therefore also covers older drafts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.opinion import Opinion
from hexapla.catalogs.provenance import MARKUP, PROTECTED
from hexapla.checks.check import Context, TextPair, markup_of
from hexapla.drafting.capitals import Style, style_of
from hexapla.drafting.faults import Fault, faults
from hexapla.drafting.guards import LEFT
from hexapla.languages import Language

__all__ = ["Explanation", "explain"]

_MEANINGS = {
    **{fault.name.lower(): fault.value for fault in Fault},
    PROTECTED: "code, an address or a placeholder was lost",
    MARKUP: "the place of the markup is uncertain",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A draft that a guard changed or still objects to, or that a second engine disagrees with.

    ``guards`` are pairs of a fault, described for readers, and the name of the remedy. ``left``
    describes what is still wrong. ``capitals`` is True if the sentence was translated in sentence
    case and then given the style of its source. ``opinion`` is the second engine's, if it differs.
    """

    entry: Entry
    guards: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    capitals: bool
    opinion: Opinion | None = None


def explain(entries: Iterable[Entry], languages: tuple[Language, Language]) -> list[Explanation]:
    """Explanations for the drafts among some entries, in their order."""
    found = []
    context = Context(*languages)
    for entry in entries:
        draft = entry.draft
        if entry.state is not State.DRAFT or draft is None:
            continue
        guarded = entry.guarded
        guards = tuple(
            (_MEANINGS.get(name, name), done)
            for name, done in (guarded.faults if guarded else ())
            if done != LEFT
        )
        # Leave out what no engine saw: tags, addresses, placeholders.
        pair = TextPair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
        source, text = pair.prose
        left = tuple(fault.value for fault in faults(source, text, languages))
        capitals = style_of(source) is not Style.PLAIN and not draft.is_from_memory
        opinion = entry.opinion if entry.opinion and entry.opinion.differs else None
        if guards or left or capitals or opinion:
            found.append(Explanation(entry, guards, left, capitals, opinion))
    return found
