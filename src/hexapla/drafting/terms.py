"""Insert the glossary's terms into drafts where they fit.

A required form replaces the words that correspond to its term if alignment is certain and nothing
around them would have to change (`agreement`). A form that is already there, inflected or not,
stays as it is. Terms that are still missing or forbidden afterwards are reported by the check
``glossary``, which looks for terms in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from hexapla.catalogs.glossary import Rule, Term
from hexapla.checks.terms import TermIndex, first_span, present
from hexapla.drafting.agreement import Grammar
from hexapla.drafting.align import carry_over
from hexapla.drafting.alignment import Alignment
from hexapla.drafting.placement import Range, words
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Terms"]

# The share of a word that must correspond to a term, and the share of a term that must be in one
# place.
_SHARE = 0.5
_TOGETHER = 0.6
# The least share of a word that must correspond to a term, counting articles.
_LEAST = 0.25
# How many more words than its term a translation may have.
_LONGER = 2
# An elided article is not part of the noun.
_ELIDED = lazy_re(r"(?:[cdjlmnst]|qu|un|(?:d|n|s)?[aeu]ll)['’](?=\w)", re.IGNORECASE)


class _Violation(NamedTuple):
    """A term in the source whose translation breaks its rule, and its spans."""

    rule: Rule
    spans: tuple[Range, ...]


class Terms:
    """The rules of a glossary for one language.

    Parameters: ``rules`` come from `Glossary.rules`; ``languages`` are the source's and the
    drafts'; ``examples`` are texts in the drafts' language that show the gender of forms.
    """

    def __init__(
        self,
        rules: Iterable[tuple[Term, Rule]],
        languages: tuple[Language, Language],
        examples: Iterable[str] = (),
    ) -> None:
        ruled = [(term, rule) for term, rule in rules if rule.forms]
        self._index = TermIndex(ruled)
        self._any = bool(ruled)
        self._language = languages[1]
        self._source = Grammar(languages[0])
        self._grammar = Grammar(languages[1], examples if ruled else ())

    def breaks_a_rule(self, source: str, text: str) -> bool:
        """Whether the translation of a plain sentence breaks a term's rule."""
        return bool(self._any and text and self._violations(source, text))

    def put(self, source: str, text: str, known: Alignment) -> tuple[str, Alignment]:
        """Insert the forms that fit; return the new translation and its alignment.

        Parameters: ``source`` and ``text`` are plain sentences; ``known`` is the alignment of their
        words.
        """
        for violation in self._violations(source, text) if self._any else ():
            for span in violation.spans:
                own = self._words_of(source, span)
                place = self._forbidden(violation.rule, text) or self._place(
                    source, text, known, own
                )
                new = place and self._with_form(violation.rule, text, place)
                if new:
                    text, known = new, carry_over(known, text, new)
        return text, known

    def _words_of(self, source: str, span: Range) -> list[int]:
        """The words of a term, with its article: some languages have none, or one word for both."""
        places = words(source)
        own = [at for at, (a, b) in enumerate(places) if a < span[1] and span[0] < b]
        before = own[0] - 1 if own else -1
        if before >= 0 and self._source.is_article(source[slice(*places[before])]):
            own.insert(0, before)
        return own

    def _violations(self, source: str, text: str) -> list[_Violation]:
        found = []
        for term, rule, spans in self._index.occurrences(source, text):
            wanted = [*rule.forms, *([term.text] if rule.keep else [])]
            wrong = any(first_span(form, text) for form in rule.forbidden)
            if wrong or not any(present(form, text, self._language) for form in wanted):
                found.append(_Violation(rule, tuple(spans)))
        return found

    def _forbidden(self, rule: Rule, text: str) -> Range | None:
        return next(filter(None, (first_span(form, text) for form in rule.forbidden)), None)

    def _place(
        self, source: str, text: str, known: Alignment, own: Collection[int]
    ) -> Range | None:
        """The adjacent words that correspond to some source words, or None if uncertain."""
        theirs = words(text)
        # An article may be part of the word for any noun; it says nothing about this one.
        informative = [
            at
            for at, span in enumerate(words(source))
            if at in own or not self._source.is_article(source[slice(*span)])
        ]
        weights = [sum(map(row.on, own)) for row in known.rows]
        run = [
            at
            for at, (row, weight) in enumerate(zip(known.rows, weights, strict=True))
            if weight > _SHARE * sum(map(row.on, informative)) and weight > _LEAST * row.total
        ]
        if not run or run[-1] - run[0] >= len(run) or len(run) > len(own) + _LONGER:
            return None
        if sum(weights[at] for at in run) < _TOGETHER * sum(weights):
            return None
        run = run[self._grammar.leading([text[slice(*theirs[at])] for at in run]) :]
        start, end = theirs[run[0]][0], theirs[run[-1]][1]
        elided = _ELIDED.match(text, start, end)
        return (elided.end() if elided else start, end)

    def _with_form(self, rule: Rule, text: str, place: Range) -> str | None:
        """Insert the first form that fits, capitalized like the words there; None if none fits."""
        start, end = place
        for form in rule.forms:
            shown = _cased(form, text[start:end])
            if self._grammar.fits(text, place, form):
                return f"{text[:start]}{shown}{text[end:]}"
            article = self._grammar.full_article(text, place, form)
            if article:
                return f"{text[: start - 2]}{article}{shown}{text[end:]}"
        return None


def _cased(form: str, old: str) -> str:
    """A form capitalized like the words it replaces: all capitals, or an initial one."""
    if old.isupper() and sum(map(str.isalpha, old)) > 1:
        return form.upper()
    capital = old[:1].isupper() and form.islower()
    return form[:1].upper() + form[1:] if capital else form
