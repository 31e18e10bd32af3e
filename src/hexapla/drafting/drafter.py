"""Assemble the translator that drafts a publication: an engine with all guards around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from hexapla.catalogs.glossary import Glossary
from hexapla.checks.terms import term_index
from hexapla.drafting.context import Contexts, ContextSettings
from hexapla.drafting.fill import Translator
from hexapla.drafting.guards import with_guards
from hexapla.drafting.initials import with_initials_of
from hexapla.drafting.markup import with_markup
from hexapla.drafting.messages import with_messages
from hexapla.drafting.protected import names_index
from hexapla.drafting.segments import Segments
from hexapla.drafting.terms import Terms
from hexapla.drafting.typography import Rules, typeset
from hexapla.engines.engine import Translation
from hexapla.engines.routes import Route
from hexapla.environment import environment
from hexapla.languages import Language

__all__ = ["drafter", "guarded", "remember"]


def drafter(
    route: Route,
    source: Language,
    target: Language,
    segments: Segments | None = None,
    examples: Sequence[tuple[str, str]] = (),
    glossary: Glossary | None = None,
    rules: Rules | None = None,
    context: ContextSettings | None = None,
    *,
    learning: bool = True,
    plain: Translator | None = None,
) -> Translator:
    """A translator of segments that uses a route.

    Parameters: ``segments`` are those to draft, if they may have markup; ``examples`` are
    sentences and their translations, see `with_markup`. Terms of the ``glossary`` are inserted
    where they fit, and terms to be kept (``=`` and no form) are left untranslated. ``rules`` are
    the typographic rules, by default all. ``context`` says what to tell an engine that reads
    context. ``learning`` is explained in `with_markup`; without it, an engine isn't told either
    where a sentence is. ``plain`` translates plain sentences, by default `guarded` does.
    """
    ruled = glossary.rules(target) if glossary else []
    names = [term.text for term, rule in ruled if rule.keep and not rule.forms]
    known = Segments() if segments is None else segments
    index = term_index(glossary, target) if glossary else None
    if fields := route.context_fields:
        contexts = Contexts(
            known,
            context or ContextSettings(),
            fields,
            index,
            names_index(names),
            in_place=learning,
        )
        route = route.in_context(contexts)
    terms = Terms(ruled, (source, target), [text for _, text in examples])

    def finish(sentence: str, text: str) -> str:
        text = with_initials_of(sentence, text, (source, target))
        return typeset(sentence, text, (source, target), rules)

    drafts = with_markup(
        plain or guarded(route, source, target),
        known.marks,
        route.align,
        examples,
        names,
        terms,
        finish,
        known.changes,
        learning=learning,
        keeps_tags=route.keeps_tags,
    )
    drafts = with_messages(drafts, known.marks, target)
    return replace(drafts, rules=index.rules_in) if index else drafts


def guarded(
    route: Route,
    source: Language,
    target: Language,
    missed: Callable[[int], None] = lambda count: None,
) -> Translator:
    """A translator of plain sentences: a route's answers with all guards, remembered in its cache.

    What it returns for a sentence doesn't depend on the other ones. ``missed`` is called with the
    number of sentences that weren't in the cache.
    """
    engine = Translator(route.origin, route.translate)
    guards = with_guards(
        engine, (source, target), route.retry, route.reads_capitals, route.converses
    )

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        missed(len(sentences))
        return guards.translate(sentences)

    return Translator(route.origin, route.remembering(translate, _guards_of(source, target)))


def remember(
    route: Route, source: Language, target: Language, answers: Mapping[str, Translation]
) -> None:
    """Add answers of a `guarded` translator to the cache of a route, if they aren't there yet."""

    def known(sentences: Sequence[str]) -> Iterator[Translation]:
        return (answers[one] for one in sentences)

    for _ in route.remembering(known, _guards_of(source, target))(list(answers)):
        pass


def _guards_of(source: Language, target: Language) -> str:
    """What guarded translations depend on, apart from the sentence and the engines."""
    return f"guarded {source} {target} {environment()}"
