"""Checks of words that exclude each other: countries and opposites."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.checks.check import Check, Remark, TextPair, warning
from hexapla.checks.concepts import Found, Swap, shown, swaps
from hexapla.checks.places import country_names, is_main_name
from hexapla.checks.vocabulary import COUNTRY, concepts, opposites

__all__ = ["CHECKS"]

_SIMILAR = 66.0
# Countries that are confused although their names are less similar than that.
_CONFUSED = frozenset(
    map(frozenset, [["CH", "SE"], ["LV", "LT"], ["IE", "IS"], ["LB", "LY"],
                    ["LR", "LY"], ["ZM", "GM"], ["ML", "MW"], ["MU", "MV"],
                    ["DM", "DO"], ["CD", "CG"], ["BG", "HU"]])
)  # fmt: skip


def countries(pair: TextPair) -> Iterator[Remark]:
    """No country is replaced by another, such as Austria by Australia."""
    ours, theirs = concepts(pair)
    for swap in _country_swaps(ours, theirs) if COUNTRY in ours else ():
        named = pair.source[slice(*swap.ours.span)].lower()
        # An adjective, or a name that CLDR doesn't use, may have a form that isn't known.
        if not is_main_name(named, pair.context.source.tag) and not _are_similar(swap, pair):
            continue
        yield warning(shown(pair, swap), swap.ours.span, swap.theirs.span)
        return


def _country_swaps(ours: Found, theirs: Found) -> list[Swap]:
    """The countries that are replaced; of several, those that are often confused come first."""
    found = swaps(ours, theirs, COUNTRY)
    crossed = [
        swap._replace(other=other.other, theirs=other.theirs)
        for swap in found
        for other in found
        if frozenset([swap.concept, other.other]) in _CONFUSED
    ]
    return [*crossed, *found]


def _are_similar(swap: Swap, pair: TextPair) -> bool:
    """Whether two countries are easily confused, by their names in the source language."""
    from rapidfuzz import fuzz

    if frozenset([swap.concept, swap.other]) in _CONFUSED:
        return True
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
