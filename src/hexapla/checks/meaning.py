"""Checks of words that exclude each other: countries and opposites."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.checks.check import Check, Remark, TextPair, warning
from hexapla.checks.concepts import Swap, shown, swaps
from hexapla.checks.places import country_names, is_main_name
from hexapla.checks.vocabulary import COUNTRY, concepts, opposites

__all__ = ["CHECKS"]

_SIMILAR = 66.0


def countries(pair: TextPair) -> Iterator[Remark]:
    """No country is replaced by another, such as Austria by Australia."""
    ours, theirs = concepts(pair)
    for swap in swaps(ours, theirs, COUNTRY) if COUNTRY in ours else ():
        named = pair.source[slice(*swap.ours.span)].lower()
        # An adjective, or a name that CLDR doesn't use, may have a form that isn't known.
        if not is_main_name(named, pair.context.source.tag) and not _are_similar(swap, pair):
            continue
        yield warning(shown(pair, swap), swap.ours.span, swap.theirs.span)
        return


def _are_similar(swap: Swap, pair: TextPair) -> bool:
    """Whether two countries are easily confused, by their names in the source language."""
    from rapidfuzz import fuzz

    names = country_names(pair.context.source.tag)
    ours, theirs = names[swap.concept][0], names[swap.other][0]
    alike = ours[:3] == theirs[:3] and " " not in ours + theirs
    return alike or fuzz.ratio(ours, theirs) >= _SIMILAR


def opposite(pair: TextPair) -> Iterator[Remark]:
    """No word is replaced by its opposite, such as more by less, or north by south."""
    ours, theirs = concepts(pair)
    for family in ours.keys() & theirs.keys() & opposites():
        for swap in swaps(ours, theirs, family):
            yield warning(shown(pair, swap), swap.ours.span, swap.theirs.span)
            return


CHECKS = (Check("countries", countries), Check("opposites", opposite))
"""The checks of words that exclude each other."""
