"""Negation: a sentence that lost its "not" says the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.checks.check import Check, Pair, Remark, warning

__all__ = ["CHECKS"]

# The words that deny, by language: what a sentence of that language must have one of (`_ANY`), and
# those after which no translation does without (`_PLAIN`). Grammars' lists of negative
# pronouns, adverbs, conjunctions and prepositions; prefixes only where `_ANY` is to be lenient.
_PLAIN = {
    "en": r"not|\w+n[’']t|cannot|never|nobody|nothing|none|nor|neither|no",
    "es": r"no|nunca|jamás|nadie|nada|ningun[oa]?s?|ningún|tampoco|ni",
    "fr": r"ne|n[’']\w+|jamais|aucune?s?|rien|personne|ni",
    "de": r"nicht|kein\w*|nie|niemals|nichts|niemand\w*|weder|nirgend\w*",
    "ru": r"не|ни|нет|нельзя|никогда|никто|никого|никому|ничто|ничего|нигде|никак\w*|нечего",
}
_ANY = {
    "en": r"not|\w+n[’']t|cannot|never|nobody|nothing|none|nor|neither|no|without|un\w{4,}"
    r"|in(?:capa|effe|vali|suff|abil|comp|visi|acti|adeq|appro)\w+|im(?:poss|prob|perf)\w+"
    r"|non\w*|dis\w{4,}|lack\w*|fail\w*|\w+less(?:ly)?|hardly|barely|rather|instead|except|unless"
    r"|refus\w+|den(?:y|ied|ies)|little|few|unable|prevent\w*|avoid\w*|false|only|nowhere|ir\w{5,}"
    r"|il(?:legal|lite|leg)\w*|anti\w+|free|absen\w+|miss\w*|stop\w*|away|out",
    "es": r"no|nunca|jamás|nadie|nada|ningun[oa]?s?|ningún|tampoco|ni|sin|in\w{5,}|im\w{5,}"
    r"|des\w{5,}|apenas|falta\w*|carec\w+|negó|nieg\w+|neg\w{2,}|evit\w+|imp[ei]d\w+|excepto|salvo"
    r"|sino|lejos|ir\w{5,}|ausen\w+|poc[oa]s?|menos|rechaz\w+|fracas\w+|dej\w+|il\w{5,}",
    "fr": r"ne|n[’']\w+|non|pas|jamais|aucune?s?|rien|personne|ni|sans|in\w{5,}|im\w{5,}|ir\w{5,}"
    r"|d[ée]s\w{5,}|guère|manqu\w+|refus\w+|évit\w+|empêch\w+|sauf|hormis|peu|faute|absen\w+|échou\w+"
    r"|nul\w*|plutôt|il(?:lég|lis|lim)\w+|mal",
    "de": r"nicht\w*|kein\w*|nie|niemals|nichts|niemand\w*|weder|noch|nirgend\w*|ohne|un\w{4,}|kaum"
    r"|nein|statt|anstatt|außer|\w+los\w{0,3}|\w+frei\w{0,2}|fehl\w*|mangel\w*|verhinder\w*|selten"
    r"|weniger|wenig|vermeid\w*|weiger\w*|lehn\w+|leugn\w*|nur|verbot\w*|in(?:kom|eff|sta|akz)\w+"
    r"|gescheit\w+|weg|sondern|nicht-\w+",
    "ru": r"не\w*|ни\w*|нет|нельзя|без\w*|бес\w*|лишен\w*|лишён\w*|отсутств\w*|отказ\w*|кроме"
    r"|вряд|вместо|едва|запре\w+|отриц\w*|невозм\w*|мало|перест\w+|потеря\w+|утрат\w+",
}
_SEARCH = {
    name: {tag: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for tag, words in of.items()}
    for name, of in (("plain", _PLAIN), ("any", _ANY))
}
# No denials, whatever their words say: "not only", "no more than", "no. 5", "nada más", …
_IDIOM = {
    "en": re.compile(
        r"\b(?:not only|not just|no (?:fewer|less|more|later|sooner|doubt|longer)"
        r"|whether or not|if not|or not|not to mention|nothing but|no matter|nonetheless"
        r"|none other|none the less|never before|no\.? ?\d|no one)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"\b(?:no (?:solo|sólo|solamente|obstante|más)|nada (?:más|menos))\b", re.I),
    "fr": re.compile(
        r"\b(?:ne [^.]{1,40}? que|n[’'][^.]{1,40}? que|non seulement|ni)\b", re.IGNORECASE
    ),
    "de": re.compile(r"\b(?:nicht nur|nicht zuletzt|nichts ?desto\w+)\b", re.IGNORECASE),
    "ru": re.compile(
        r"\b(?:не только|не менее|не более|не позднее|ни\w* ин\w+)\b", re.IGNORECASE
    ),
}


def negation(pair: Pair) -> Iterator[Remark]:
    """What the source denies, the translation denies (English, Spanish, French, German, Russian).

    Only a source without idioms such as "not only" is held against a translation without any
    word, prefix or verb that could deny.
    """
    ours, theirs = pair.context.source.base, pair.context.target.base
    if ours not in _PLAIN or theirs not in _PLAIN:
        return
    source, target = pair.prose
    denied = _SEARCH["plain"][ours].search(_IDIOM[ours].sub(_spaces, source))
    if denied and not _SEARCH["any"][theirs].search(target):
        yield warning(f"the source's {denied[0]!r} is lost", denied.span())
        return
    denied = _SEARCH["plain"][theirs].search(_IDIOM[theirs].sub(_spaces, target))
    if denied and not _SEARCH["any"][ours].search(source):
        yield warning(f"{denied[0]!r} denies what the source does not", None, denied.span())


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


CHECKS = (Check("negation", negation),)
"""The check on negation."""
