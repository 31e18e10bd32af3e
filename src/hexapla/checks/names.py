"""Names: capitalised words that a translation keeps, transcribes or puts in its own form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from hexapla.checks import tokens
from hexapla.checks.check import Check, Pair, Remark, note, warning
from hexapla.checks.transliteration import romanized, skeleton, sounded
from hexapla.checks.typography import CASED
from hexapla.languages import Language

__all__ = ["CHECKS", "Name", "alike", "is_near", "missing_names", "names", "names_country"]

# Percent of rapidfuzz's ratio. Two words by chance reach 40; sounds must agree, too, below 70.
_ALIKE, _BARELY_ALIKE, _UNLIKE = 70, 45, 30
_TELLING = 5
_BEFORE_SENTENCE = re.compile(
    r"(?:^|(?<!\bM[rs])(?<!\bMrs)(?<!\b[DS][rt])(?<!\b[A-Z])(?<!\bProf)"
    r"[.!?:…;\n]|[\"“„«(\[/—–-])\s*[\"“„«(\[‘’']*$"
)
_JOINT = re.compile(r"[-‐‑'’]")
_POSSESSIVE = re.compile(r"[’']s?$")
# English: endings of what is spelt with a capital and often translated by a word in small letters.
_DEMONYM = re.compile(
    r"\w+(?:ish|[nmtl]ese|ean|ans|icans?|ists?|isms?|(?<![oe]v)ics?|ern|tch)$|\w{3,9}ians?$"
    r"|\w{4,}(?:[st]ion|ment|ness|ity|ship|hood|[ai]ble|tive|ious|eous|tional|ural|oral|ology"
    r"|ography)s?$"
)
_GIVEN = frozenset(["adrian", "fabian", "gillian", "julian", "lillian", "sebastian", "vivian"])
_COMMON_FILE = Path(__file__).with_name("data") / "capitalised.en.txt"
_NOUNS = frozenset(["de", "lb"])  # all nouns have capitals


# Languages in Latin letters that share much of their long words with each other, and their
# capitals: Romance and Germanic ones, and Esperanto.
_NEAR = frozenset(
    ["af", "an", "ast", "ca", "co", "da", "de", "en", "eo", "es", "fo", "fr", "fur", "fy", "gl",
     "ia", "ie", "io", "is", "it", "lb", "lld", "nb", "nds", "nl", "nn", "no", "oc", "pms", "pt",
     "rm", "ro", "sc", "scn", "sv", "vec", "wa"]
)  # fmt: skip


def is_near(language: Language) -> bool:
    """Whether a language shares much of its words and its spelling with English."""
    return language.base in _NEAR


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its capitalised words in a row, and where they stand."""

    words: tuple[tokens.Word, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> tuple[int, int]:
        """From its first character to its last."""
        return self.words[0].start, self.words[-1].end


def names(
    text: str,
    words: Sequence[tokens.Word],
    vocabulary: frozenset[str],
    known: frozenset[str] = frozenset(),
) -> list[Name]:
    """The names of a text that a translation can't do without.

    A capital at the start of a sentence makes no name unless it is ``known``, nor does a word that
    ``vocabulary`` or the list of common words knows; a text all in capitals, or a title, has none.
    """
    capitals = sum(word.text[0].isupper() for word in words)
    if capitals > 0.6 * len(words) and len(words) > 3:
        return []
    found: list[Name] = []
    run: list[tokens.Word] = []
    for word in words:
        if _is_name(text, word, vocabulary, known):
            if run and text[run[-1].end : word.start] not in (" ", "-", "\u00a0"):
                found.append(Name(tuple(run)))
                run = []
            run.append(word)
        elif run:
            found.append(Name(tuple(run)))
            run = []
    return [*found, Name(tuple(run))] if run else found


def _is_name(
    text: str, word: tokens.Word, vocabulary: frozenset[str], known: frozenset[str]
) -> bool:
    if not word.text[0].isupper() or len(word.text) < 3 or word.text[1] in "-’'":
        return False
    if "-" in word.text and word.text.rpartition("-")[2][:1].islower():
        return False  # US-led
    if sum(map(str.isupper, word.text)) > 1 and sum(map(str.islower, word.text)) < 3:
        return False  # an acronym: CEO, MPs
    plain = _POSSESSIVE.sub("", word.text).lower()
    if len(plain) < 3 or plain in _common() or plain in vocabulary or plain in _calendar("en"):
        return False
    if plain not in _english_places() | _GIVEN and (
        _DEMONYM.match(plain)
        or plain in _tongues()
        or any(stem in vocabulary or stem in _common() for stem in _stems(plain))
    ):
        return False
    starts = _BEFORE_SENTENCE.search(text[max(0, word.start - 6) : word.start])
    return not starts or plain in _english_places() or word.text in known


def _stems(word: str) -> Iterator[str]:
    """What an English word may be a form of."""
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("ing"):
        yield from (word[:-3], word[:-3] + "e", word[:-4])
    if word.endswith(("ed", "er")):
        yield from (word[:-2], word[:-1])


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """English words with a capital that are no names."""
    lines = _COMMON_FILE.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=16)
def _calendar(tag: str) -> frozenset[str]:
    """CLDR's names of months and days."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset()
    sets = [table["wide"].values() for table in locale.months.values() if "wide" in table]
    sets += [table["wide"].values() for table in locale.days.values() if "wide" in table]
    return frozenset(str(name).lower() for values in sets for name in values)


@lru_cache(maxsize=1)
def _tongues() -> frozenset[str]:
    """CLDR's English names of languages: adjectives, too."""
    from babel import Locale

    return frozenset(
        word for name in Locale("en").languages.values() for word in str(name).lower().split()
    )


@lru_cache(maxsize=1)
def _english_places() -> frozenset[str]:
    """CLDR's English names of countries and cities that are one word."""
    return frozenset(_ALSO) | {name.lower() for name in _places("en").values() if name.isalpha()}


_Exonyms = dict[str, list[tuple[str, str]]]


@lru_cache(maxsize=64)
def _exonyms(source: str, target: str) -> _Exonyms:
    """What CLDR calls countries and cities in both languages: by each word of ours, the pairs."""
    found: _Exonyms = {}
    other = _places(target)
    also = {("territory", code): forms for code, forms in _SHORT.items()}
    names = [(_bare(name), key) for key, name in _places(source).items()]
    if source.partition("-")[0] == "en":
        names += [(name, ("territory", code)) for name, code in _ALSO.items()]
    for name, key in names:
        if key in other:
            for word in name.split():
                if len(word) > 3:
                    forms = (_bare(other[key]), *also.get(key, ()))
                    found.setdefault(word, []).extend((name, form) for form in forms)
    return found


# English names that are not CLDR's first choice, and its codes.
_ALSO = {
    "america": "US", "britain": "GB", "great britain": "GB", "turkey": "TR", "holland": "NL",
    "czech republic": "CZ", "burma": "MM", "ivory coast": "CI", "swaziland": "SZ",
    "macedonia": "MK", "east timor": "TL", "cape verde": "CV", "palestine": "PS",
}  # fmt: skip


# What papers call countries that CLDR has in full; acronyms in capitals.
_SHORT = {
    "US": ("США", "USA", "EE. UU.", "EE.UU.", "EEUU", "EUA", "E.U.A.", "америк", "amerik",
           "américa", "amérique", "america"),
    "GB": ("UK", "großbritannien", "gran bretaña", "gran bretagna", "grande-bretagne",
           "grã-bretanha", "wielka brytania", "wielkiej brytanii", "великобритани", "велика британ",
           "великої британ", "британи"),
    "NL": ("holland", "holanda", "hollande", "olanda", "голланд"),
    "ZA": ("ЮАР", "ПАР", "RPA"),
}  # fmt: skip


def _bare(name: str) -> str:
    """A name without what CLDR adds in brackets: ``Гонконг (САР)``."""
    return name.partition(" (")[0].lower()


@lru_cache(maxsize=16)
def _places(tag: str) -> dict[tuple[str, str], str]:
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    zones = {
        zone: locale.time_zones.get(zone, {}).get("city")
        or zone.rpartition("/")[2].replace("_", " ")  # CLDR's rule: English, if nothing is said
        for zone in get_global("zone_territories")
    }
    tables = {"territory": locale.territories, "zone": zones}
    return {
        (kind, str(key)): str(name) for kind, table in tables.items() for key, name in table.items()
    }


def alike(word: str, other: str) -> bool:
    """Whether one name may be the other, inflected, adapted or transcribed."""
    ours, theirs = romanized(word), romanized(other)
    short = min(len(ours), len(theirs))
    if short < 2:
        return False
    if ours == theirs or (short >= 4 and ours[:4] == theirs[:4]):
        return True
    if short >= 3 and fuzz.ratio(ours, theirs) >= _ALIKE:
        return True
    ours, theirs = sounded(word), sounded(other)
    if short <= 5 and ours[:3] == theirs[:3] and len(ours) >= 3:
        return True
    ratio = fuzz.ratio(ours, theirs)
    if ratio >= _ALIKE or _is_latin(other):
        return ratio >= _ALIKE
    # Russian and Ukrainian write a foreign h with the letter for g.
    ratio = max(ratio, fuzz.ratio(ours, theirs.replace("g", "h")))
    bones, others = skeleton(word), skeleton(other)
    if bones == others and len(bones) > 3:
        return True
    if ratio >= _ALIKE or min(len(bones), len(others)) < 2 or ratio < _BARELY_ALIKE:
        return ratio >= _ALIKE
    if len(bones) >= 3 and others.startswith(bones):
        return True
    return bones == others or (len(bones) > 3 and fuzz.ratio(bones, others) >= 80)


def _derived(word: str, other: str) -> bool:
    """Whether a word in small letters comes from a name: ``argentino``, ``шведский``."""
    return sounded(word)[:2] == sounded(other)[:2] and alike(sounded(word), sounded(other))


def _within(word: str, other: str) -> bool:
    """Whether a longer word is made with a name: ``Literaturnobelpreis``, ``новозеландец``."""
    if len(other) < len(word) + 2 or len(word) < _TELLING:
        return False
    if romanized(word)[:_TELLING] in romanized(other):
        return True
    bones = _consonants(word)
    return len(bones) > 3 and bones in _consonants(other)


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    return sounded(word).replace("z", "s").translate(_WITHOUT_VOWELS)


_WITHOUT_VOWELS = str.maketrans("", "", "aeiouyh")


@lru_cache(maxsize=8192)
def _is_latin(word: str) -> bool:
    return word.isascii() or unicodedata.name(word[0], "").startswith("LATIN")


@lru_cache(maxsize=2)
def missing_names(pair: Pair) -> tuple[list[Name], list[Name]]:
    """The names of the source, and of those that lost words what they lost."""
    source, target = pair.prose
    ours = names(source, pair.words[0], pair.context.vocabulary, pair.context.names)
    if not ours:
        return [], []
    exonyms = _exonyms(pair.context.source.tag, pair.context.target.tag)
    texts = source.lower(), target.lower()
    spaced = bool(pair.context.target.joiner)
    candidates = _with_parts(pair.words[1]) if spaced else []
    if pair.context.target.script in CASED:
        small = [other for other in candidates if other[0].islower()]
        candidates = [other for other in candidates if not other[0].islower()]
    else:
        small = []
    whole = "" if spaced else skeleton(target)

    def kept(word: str) -> bool:
        bare = _POSSESSIVE.sub("", word)
        parts = bare.split("-")
        return (
            bare in target
            or bool(_translations(bare.lower(), exonyms, *texts))
            or any(len(skeleton(part)) > 1 and skeleton(part) in whole for part in parts if whole)
            or any(alike(part, other) for part in parts for other in candidates)
            or any(_derived(bare, other) for other in small)
            or any(_within(bare, other) for other in (*candidates, *small))
        )

    lost = [tuple(word for word in name.words if not kept(word.text)) for name in ours]
    return ours, [Name(words) for words in lost if words]


def _with_parts(words: Sequence[tokens.Word]) -> list[str]:
    found = [word.text for word in words]
    parts = [part for text in found for part in _JOINT.split(text) if part != text]
    return found + parts + [text[1:] for text in found if len(text) > 4 and text[0] in _CLITICS]


# "And", "to", "in", "as", "from", "that", which Arabic and Hebrew write with the next word.
_CLITICS = frozenset("وفبلكسובהלמשכ")


def _translations(word: str, exonyms: _Exonyms, source: str, target: str) -> list[str]:
    """CLDR's translations of places with this word that stand in the target, but for endings."""
    return [
        theirs
        for ours, theirs in exonyms.get(word, ())
        if ours in source and _is_there(theirs, target)
    ]


def _is_there(name: str, text: str) -> bool:
    """Whether a place stands in a text in small letters: an acronym, or a name but for its end."""
    if name.isupper():
        return bool(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text))
    return name[: max(3, min(len(name) - 2, 8))] in text


def names_kept(pair: Pair) -> Iterator[Remark]:
    """No name is lost: each is there, transcribed, or may be behind another capital."""
    source, target = pair.context.source, pair.context.target
    if source.script not in CASED or source.base in _NOUNS or source.base == target.base:
        return
    if target.script.startswith("Han"):
        return  # Chinese characters carry no sound that could be compared
    ours, missing = missing_names(pair)
    if not missing:
        return
    words = [word for name in missing for word in name.words]
    if target.script in CASED:
        left = [] if is_near(target) else _leftovers(pair)
        certain = len(words) > len(left) or any(
            _is_place(word.text, pair) or _is_unlike(word.text, left) for word in words
        )
    else:
        certain = len(missing) > 1 and len(words) == sum(len(n.words) for n in ours)
    message = f"{', '.join(name.text for name in missing[:4])} not found"
    yield (warning if certain else note)(message, missing[0].span)


def names_country(code: str, pair: Pair) -> bool:
    """Whether a translation names the country that an acronym stands for: US, EU, UN, UK."""
    key = ("territory", {"UK": "GB", "USA": "US", "UAE": "AE"}.get(code, code))
    forms = (_places(pair.context.target.tag).get(key, ""), *_SHORT.get(key[1], ()))
    text = pair.prose[1].lower()
    return any(form and _is_there(_bare(form), text) for form in forms)


def _is_place(word: str, pair: Pair) -> bool:
    """Whether CLDR could have told what a word is in the target language."""
    bare = _POSSESSIVE.sub("", word).lower()
    exonyms = _exonyms(pair.context.source.tag, pair.context.target.tag)
    return any(ours == bare for ours, _ in exonyms.get(bare, ()))


def _is_unlike(word: str, others: Sequence[str]) -> bool:
    """Whether a word is long enough to tell that none of some others could transcribe it."""
    return len(word) >= _TELLING and all(
        fuzz.ratio(sounded(word), sounded(other)) < _UNLIKE for other in others
    )


def _leftovers(pair: Pair) -> list[str]:
    """The words of names in the translation that have no counterpart in the source."""
    source, target = (text.lower() for text in pair.prose)
    exonyms = _exonyms(pair.context.source.tag, pair.context.target.tag)
    known = {
        part
        for word in pair.words[0]
        for name in _translations(_POSSESSIVE.sub("", word.text).lower(), exonyms, source, target)
        for part in name.split()
    }
    ours = [word.text for word in pair.words[0]]
    return [
        word.text
        for word in pair.words[1]
        if word.text[0].isupper()
        and not word.text.isupper()
        and not _BEFORE_SENTENCE.search(pair.prose[1][max(0, word.start - 6) : word.start])
        and not any(alike(other, word.text) for other in (*known, *ours))
    ]


CHECKS = (Check("names", names_kept),)
"""The check on names."""
