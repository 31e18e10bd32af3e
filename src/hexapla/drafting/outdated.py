"""Find drafts that were made before the glossary changed and that don't follow it."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.catalogs.provenance import glossary_line
from hexapla.checks.check import Context, TextPair, markup_of
from hexapla.checks.terms import glossary_terms, term_index
from hexapla.languages import Language

__all__ = ["outdated"]


def outdated(
    entries: Iterable[Entry], glossary: Glossary, languages: tuple[Language, Language]
) -> list[Entry]:
    """The engine's drafts that an earlier glossary has shaped and the current one doesn't allow.

    A draft is outdated if the rules for the terms in its sentence are others than when it was made,
    and it breaks one of them, or there are none any more.
    """
    context = Context(*languages, glossary=glossary)
    index = term_index(glossary, languages[1])
    found = []
    for entry in entries:
        if entry.state is not State.DRAFT or entry.draft is None or entry.draft.is_from_memory:
            continue
        rules = index.rules_in(entry.msgid)
        if entry.glossary == (glossary_line(rules) if rules else None):
            continue
        pair = TextPair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
        if not rules or any(glossary_terms(pair)):
            found.append(entry)
    return found
