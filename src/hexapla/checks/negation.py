"""Check of negation: a sentence that loses its "not" says the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hexapla.checks import tokens
from hexapla.checks.check import Check, Remark, TextPair, note, warning
from hexapla.checks.vocabulary import data
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS"]

# Negations by language: `_ANY` lists everything that may negate, and a translation of a negation
# contains one of them; `_PLAIN` lists those that every translation has to keep. From grammars'
# lists of negative pronouns, adverbs, conjunctions and prepositions; prefixes are in `_ANY` only,
# because it has to be lenient.
_PLAIN = {
    "en": r"not|\w+n[’']t|cannot|never|nobody|nothing|none|nor|neither|no|without",
    "es": r"no|nunca|jamás|nadie|nada|ningun[oa]?s?|ningún|tampoco|ni|sin(?! embargo)",
    "fr": r"ne|n[’']\w+|jamais|aucune?s?|rien|personne|ni|sans",
    "de": r"nicht|kein\w*|nie|niemals|nichts|niemand\w*|weder|nirgend\w*|ohne",
    "ru": r"не|ни|без|нет|нельзя|никогда|никто|никого|никому|ничто|ничего|нигде|никак\w*|нечего",
}
# Words that may negate in a translation into English, but usually not in an English source.
_ENGLISH_RARELY = (
    r"rather|instead|except|unless|little|few|false|only|free|miss\w*|stop\w*|away|out"
)
_ANY = {
    "en": r"not|\w+n[’']t|cannot|never|nobody|nothing|none|nor|neither|no|without"
    r"|un(?!de|it|iv|io|iq|if|til|esco|icef|cle|fortun|rest|ix|pack|lock|mount|load|install|do|set|zip"
    r"|link|wrap|comment|mark|fold)\w{4,}"
    r"|in(?:capa|effe|vali|suff|abil|comp[al]|visi|acti|adeq|appro)\w+|im(?:poss|prob|perf)\w+"
    r"|non\w*|dis(?:agre|allow|appear|approv|belie|connect|continu|hon|like|loyal|miss|obe|order"
    r"|qualif|regard|satis|trust)\w*|lack\w*|fail\w*|\w+less(?:ly)?|hardly|barely|refus\w+"
    r"|den(?:y|ied|ies)|unable|prevent\w*|avoid\w*|nowhere|irr\w+|il(?:legal|lite|leg)\w*"
    rf"|anti\w+|absen\w+|{_ENGLISH_RARELY}",
    "es": r"no|nunca|jamás|nadie|nada|ningun[oa]?s?|ningún|tampoco|ni|sin(?! embargo)"
    r"|i[nmr]\w+[ai]bles?"
    r"|in(?:activ|adecua|apropia|capa|ciert|complet|correct|exist|just|suficien|útil|usual)\w*"
    r"|im(?:posib|pid|ped)\w+|iles[oa]s?|ilegal\w*|irregular\w*|des(?:conoc|emple|acuerd|iert)\w+"
    r"|apenas|falta|faltan|carec\w+|negó|nieg\w+|neg(?:ar|ativ)\w*|evit\w+|excepto|salvo|sino"
    r"|lejos|ausen\w+|poc[oa]s?|rechaz\w+|dej(?:a|ó|an|aron) de|a diferencia",
    "fr": r"ne|n[’']\w+|non(?! plus)|pas|jamais|aucune?s?|rien|personne|sans|i[nmr]\w+[ai]bles?"
    r"|in(?:act|adapt|adéqu|cap|certain|compl|connu|exist|just|suffi|util|demne)\w*|impossib\w*"
    r"|illég\w*|irrég\w*|guère|manqu\w+|refus\w+|évit\w+|empêch\w+|sauf|hormis|peu|faute|absen\w+"
    r"|échou\w+|nul\w*|difficilement",
    "de": r"nicht\w*|kein\w*|nie|niemals|nichts|niemand\w*|weder|nirgend\w*|ohne|kaum|nein|statt"
    r"|un(?!d\b|ter|ser|iver|gefähr|ion|s\b|fall|fälle|garn|wetter|ruhe|twegs|abhäng|mittelbar|ited|esco|icef|iform"
    r"|geheu|umgäng|bedingt|längst)\w{3,}|anstatt"
    r"|fehl\w*|mangel\w*|verhinder\w*|selten|vermeid\w*|weiger\w*|leugn\w*|verbot\w*|wenig"
    r"|in(?:kom|eff|sta|akz)\w+|gescheit\w+",
    "ru": r"не(?!смотря|скол|дел|бо\b|бес|фт|мец|мк|рв|пт|пал|го\b|й\b|е\b|посред|котор|обходим"
    r"|больш|давн|завис|медлен|прерыв|много|редк|йтр|гатив|олог)\w*"
    r"|нет|нельзя|никак\w*(?=\W+\w+\W*\Z)"  # other words with "ни" require "не" as well
    r"|без(?!опас)\w*|бес(?!ед|плат)\w*|лиш[её]н\w*|отсутств\w*|отказ\w*|кроме|вряд|вместо|едва"
    r"|запре\w+|отриц\w*|мало|перест\w+|потеря\w+|утрат\w+",
}
_SEARCH = {
    name: {tag: lazy_re(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for tag, words in of.items()}
    for name, of in (("plain", _PLAIN), ("any", _ANY))
}
# Idioms that don't negate, despite their words: "not only", "no more than", "no. 5", "nada más", …
_IDIOM = {
    "en": lazy_re(
        r"\b(?:(?:do not|don[’']t|never) (?:forget|hesitate|worry)"
        r"|not only|not just|not (?:too |very |so )?(?:long|far)"
        r"|no (?:fewer|less|more|later|sooner|doubt|longer)"
        r"|whether or not|if not|or not|not to mention|nothing but|no matter|nonetheless"
        r"|none other|none the less|never before|no\.? ?\d)\b",
        re.IGNORECASE,
    ),
    "es": lazy_re(
        r"\b(?:(?<!o )no (?:solo|sólo|solamente|obstante|más)|nada (?:más|menos)|o no)\b", re.I
    ),
    "fr": lazy_re(
        r"\b(?:(?:ne |n[’'])(?:(?!pas|jamais|plus|rien|aucun)[^.,]){1,40}? que|non seulement)\b",
        re.IGNORECASE,
    ),
    "de": lazy_re(r"\b(?:nicht nur|nicht zuletzt|nichts ?desto\w+|oder nicht)\b", re.IGNORECASE),
    "ru": lazy_re(
        r"\b(?:не только|не менее|не более|не позднее|ни\w* ин\w+|или нет|не мог\w* бы [вт]ы)\b",
        re.IGNORECASE,
    ),
}


def negation(pair: TextPair) -> Iterator[Remark]:
    """If the source contains a negation, so does the translation.

    For English, French, German, Russian and Spanish. An idiom such as "not only" doesn't count as a
    negation of the source. In the translation, any word, prefix or verb that may negate counts.
    """
    ours, theirs = pair.context.source.base, pair.context.target.base
    if pair.for_programs or pair.is_copy:
        return
    if ours == "en":
        added = _strong_negation(pair)
        if added:
            message = msg("{added!r} negates what the source doesn't", added=added[0])
            yield warning(message, None, added.span())
            return
        if theirs not in _PLAIN:
            yield from _missing(pair)
    if ours not in _PLAIN or theirs not in _PLAIN:
        return
    if not any(
        _SEARCH["plain"][one].search(text)
        for one, text in zip((ours, theirs), pair.prose, strict=True)
    ):
        return
    source, target = _words_only(pair)
    negations = list(_SEARCH["plain"][ours].finditer(_IDIOM[ours].sub(tokens.as_spaces, source)))
    if theirs == "de":  # "weder … noch" is a single negation
        negations = [one for one in negations if one[0].lower() != "nor"]
    if negations and (len(negations) > _remaining_negations(pair) or _has_fewer_negations(pair)):
        first = negations[0]
        yield warning(
            msg("the negation {first!r} of the source is missing", first=first[0]), first.span()
        )
        return
    added = _SEARCH["plain"][theirs].search(_IDIOM[theirs].sub(tokens.as_spaces, target))
    if added and not _SEARCH["any"][ours].search(source):
        yield note(
            msg("{added!r} is a negation that the source doesn't have", added=added[0]),
            None,
            added.span(),
        )


def _missing(pair: TextPair) -> Iterator[Remark]:
    """An English negation, if nothing in a translation may negate."""
    pattern = _listed(pair.context.target, "any")
    if pattern is None:
        return
    if not _ENGLISH_NEGATION.search(pair.prose[0]):
        return
    source = _IDIOM["en"].sub(tokens.as_spaces, _words_only(pair)[0])
    found = _ENGLISH_NEGATION.search(source)
    if found and not pattern.search(pair.prose[1]):
        yield warning(
            msg("the negation {found!r} of the source is missing", found=found[0]), found.span()
        )


def _strong_negation(pair: TextPair) -> re.Match[str] | None:
    """What negates a short translation of an English sentence that nothing negates."""
    if len(pair.words[0]) > _SHORT:
        return None
    pattern = _listed(pair.context.target, "strong")
    if pattern is None or not pattern.search(pair.prose[1]):
        return None
    theirs = pair.context.target.base
    target = _words_only(pair)[1]
    if theirs in _IDIOM:
        target = _IDIOM[theirs].sub(tokens.as_spaces, target)
    found = pattern.search(target)
    return None if found is None or _WEAK_ENGLISH.search(pair.prose[0]) else found


@lru_cache(maxsize=64)
def _listed(language: Language, key: str) -> re.Pattern[str] | None:
    """The pattern for negations in a language from this package's data, if it has one."""
    words = data("negation").get(language.base, {}).get(key)
    if not words:
        return None
    whole = language.joiner and language.base not in _PARTS_OF_WORDS
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if whole else words, re.IGNORECASE)


def _words_only(pair: TextPair) -> tuple[str, str]:
    """Both texts without options, compounds (--no-act, no-break) and words in quotation marks."""
    source, target = (_NAMED.sub(tokens.as_spaces, text) for text in pair.prose)
    return source, target


_NAMED = lazy_re(
    r"(?<!\w)-{1,2}[A-Za-z][\w-]*|\bnon?-\w+|(?<=[\"'“”„«»‘’`*])\w+(?=[\"'“”„«»‘’`*])|\(s\)"
)


def _has_fewer_negations(pair: TextPair) -> bool:
    """Whether English has more negated verbs than the translation has negations.

    A negated verb is one like "didn't" or "cannot". Not for Russian, which as often negates with a
    prefix of the next word ("неясно").
    """
    theirs = pair.context.target.base
    if pair.context.source.base != "en" or theirs not in ("de", "es", "fr"):
        return False
    source, target = _words_only(pair)
    verbs = _ENGLISH_VERB.findall(_IDIOM["en"].sub(tokens.as_spaces, source))
    if not verbs:
        return False
    left = _IDIOM[theirs].sub(tokens.as_spaces, target)
    found = len(_SEARCH["plain"][theirs].findall(left)) + len(_INABILITY[theirs].findall(left))
    return len(verbs) > found


# What a language says instead of "cannot", "could not", "don't" and the like.
_INABILITY = {
    "de": lazy_re(r"\b(?:unmöglich|gescheitert|fehlgeschlagen|fehler|un\w+bar|vermeiden)\b", re.I),
    "es": lazy_re(
        r"\b(?:imposible|incapaz|falló|fallo|error|in\w+ables?|evit\w+|care[cz]\w+)\b", re.I
    ),
    "fr": lazy_re(
        r"\b(?:impossible|incapable|échec|échoué\w*|erreur|évit\w+|non|interdi\w+|in\w+ables?)\b",
        re.I,
    ),
}
_ENGLISH_VERB = lazy_re(
    r"\b(?:\w+n[’']t|cannot|(?:do|does|did|have|has|had|will|would|can|could|should|may|might|must)"
    r" not)\b",
    re.IGNORECASE,
)


def _remaining_negations(pair: TextPair) -> int:
    """The number of negations, without weak ones that correspond to weak ones in the source."""
    ours, theirs = pair.context.source.base, pair.context.target.base
    source, target = _words_only(pair)
    remaining = (
        _IDIOM[theirs].sub(tokens.as_spaces, target) if _IDIOM[ours].search(source) else target
    )
    left = len(_SEARCH["any"][theirs].findall(remaining))
    # Weak negations ("few", "unusual") correspond to weak negations in the source.
    weak = left - len(_SEARCH["plain"][theirs].findall(remaining))
    return left - max(0, min(weak, _weak_negations(ours, source)))


def _weak_negations(language: str, text: str) -> int:
    """The number of words that may negate, but need not."""
    found = len(_SEARCH["any"][language].findall(text))
    found -= len(_SEARCH["plain"][language].findall(text))
    return found - (len(_RARELY.findall(text)) if language == "en" else 0)


_SHORT = 12
_PARTS_OF_WORDS = frozenset(["ko"])
_ENGLISH_NEGATION = lazy_re(
    r"\b(?:\w+n[’']t|cannot|never|nobody|no one"
    r"|(?:is|are|was|were|am|be|do|does|did|have|has|had|will|would|can|could|should|may|might"
    r"|must) not)\b",
    re.IGNORECASE,
)
_WEAK_ENGLISH = lazy_re(
    rf"(?<!\w)(?:{_ANY['en']}|no\w*|dis\w+|in\w{{5,}}|im\w{{5,}}|mis\w+|ban\w*|until|till|but|else"
    r"|prohibit\w*|forbid\w*|forbade|reject\w*|exclu\w+|minus|missing|un\w+|too|hard\w*|skip\w*"
    r"|ignor\w+|rather|off|over|before|lest|than|any\w*|empty|bad\w*|wrong\w*|fail\w*|keep\w*"
    r"|amateur\w*|required|optional|lost|lose\w*|quit\w*|oppos\w+|beyond|ever|-)(?!\w)",
    re.IGNORECASE,
)
_RARELY = lazy_re(rf"(?<!\w)(?:{_ENGLISH_RARELY})(?!\w)", re.IGNORECASE)

CHECKS = (Check("negation", negation),)
"""The check of negation."""
