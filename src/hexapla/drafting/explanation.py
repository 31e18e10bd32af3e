"""Why a draft is as it is: which guard fired while it was made, what was done, and what is left.

What was tried is noted in the entry (`catalogs.entry.Guarded`); what is still wrong is worked out
from the two texts, so that it holds for older drafts, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hexapla.catalogs.entry import MARKUP, PROTECTED, Entry, State
from hexapla.checks.check import Context, Pair, markup_of
from hexapla.drafting.capitals import Style, style_of
from hexapla.drafting.guards import LEFT, Fault, faults
from hexapla.languages import Language

__all__ = ["Explanation", "explain"]

_MEANINGS = {
    **{fault.name.lower(): fault.value for fault in Fault},
    PROTECTED: "code, an address or a placeholder was lost",
    MARKUP: "it is not sure which words the markup belongs to",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A draft that a guard had something to say of.

    ``guards`` are pairs of a fault and what was done, in a person's words; ``left`` what is wrong
    with the text as it is; ``capitals`` says that the sentence was tried in small letters and given
    the style of its source.
    """

    entry: Entry
    guards: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    capitals: bool


def explain(entries: Iterable[Entry], languages: tuple[Language, Language]) -> list[Explanation]:
    """What is to be said of the drafts among some entries, in their order."""
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
        # Without what no engine saw: tags, addresses, placeholders.
        pair = Pair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
        source, text = pair.prose
        left = tuple(fault.value for fault in faults(source, text, languages))
        capitals = style_of(source) is not Style.PLAIN and not draft.is_from_memory
        if guards or left or capitals:
            found.append(Explanation(entry, guards, left, capitals))
    return found
