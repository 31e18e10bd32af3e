"""What drafts the segments of a publication: an engine with everything that stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hexapla.catalogs.glossary import Glossary
from hexapla.documents.inline import Mark
from hexapla.drafting.fill import Translator
from hexapla.drafting.guards import with_guards
from hexapla.drafting.markup import with_markup
from hexapla.engines.routes import Route
from hexapla.languages import Language

__all__ = ["drafter"]


def drafter(
    route: Route,
    source: Language,
    target: Language,
    marks: Mapping[str, Sequence[Mark]] | None = None,
    examples: Iterable[tuple[str, str]] = (),
    glossary: Glossary | None = None,
) -> Translator:
    """A translator of segments by a route.

    Parameters: ``marks`` are the inline markup of each segment by its text, ``examples`` sentences
    and their translations; see `with_markup` and `with_guards`. Terms that the ``glossary`` leaves
    as they are in the target language (``=`` and no form) come back as they are.
    """
    rules = glossary.rules(target) if glossary else []
    names = [term.text for term, rule in rules if rule.keep and not rule.forms]
    plain = Translator(route.origin, route.translate)
    guarded = with_guards(plain, (source, target), route.retry)
    return with_markup(guarded, marks or {}, route.align, examples, names)
