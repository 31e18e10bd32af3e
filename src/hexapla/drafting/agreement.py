"""Decide whether a word can replace another without changing the rest of the sentence.

Articles, adjectives and verbs agree with the gender and number of a noun. These are read from the
noun's ending, the article before it, or earlier translations; nothing is guessed. If they can't be
determined, the word doesn't fit. The endings are those that grammars list as reliable (for Spanish
the RAE's *Nueva gramática*, 2.5; for French Grevisse's *Le bon usage*, 471-484; for German the
*Duden-Grammatik*, 236-247), without their common exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Grammar"]

# Languages whose nouns aren't inflected and don't affect other words.
_INVARIABLE = frozenset(["zh", "yue", "ja", "vi", "th", "lo", "km", "my", "id", "ms", "jv", "su"])


def _table(*groups: str) -> dict[str, str]:
    """Parse ``"fs: la una"`` into ``{"la": "fs", "una": "fs"}``."""
    found: dict[str, str] = {}
    for group in groups:
        kind, _, words = group.partition(": ")
        found.update(dict.fromkeys(words.split(), kind))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class _Rules:
    """How a language shows the gender and number of a noun.

    ``endings`` maps endings of nouns to gender and number; the longest one applies, except to the
    words in ``exceptions``. ``articles`` maps articles before nouns; ``links`` are other words that
    can precede a noun. ``noun_last`` is True if the noun is the last word of a phrase, False if it
    is the first.
    """

    endings: Mapping[str, str]
    articles: Mapping[str, str] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()
    noun_last: bool = False


# m, f: gender; s, p: number.
_RULES = {
    "es": _Rules(
        _table(
            "fs: ción sión dad tad tud umbre eza ncia a", "fp: ciones siones dades tades as",
            "ms: o or aje", "mp: os ores ajes",
        ),
        _table(
            "fs: la una esta esa otra nuestra toda", "fp: las unas estas esas otras nuestras todas",
            "ms: el un del al este ese otro nuestro", "mp: los unos estos esos otros nuestros",
        ),
        _words("de en con por para sin sobre entre hacia según a y o su sus"),
        _words("mano foto moto radio día mapa clima tema sistema problema programa planeta "
                  "idioma drama esquema lema poeta policía guía agua arma área flor labor"),
    ),
    "fr": _Rules(
        _table(
            "fs: tion sion ité ette ance ence ure ade esse ude ie", "ms: ment isme age eau oir",
            "fp: tions sions ités ettes ances ences ures ades esses udes ies",
            "mp: ments ismes ages eaux oirs",
        ),
        _table("fs: la une cette", "ms: le un du au ce cet"),
        _words("de en avec pour par sans sur dans entre vers et ou à des les aux ces"),
        _words("image page plage cage rage nage eau peau silence murmure génie incendie "
                  "parapluie grade stade"),
    ),
    "it": _Rules(
        _table(
            "fs: zione sione tudine a", "fp: zioni sioni", "ms: o ore ismo", "mp: menti tori",
        ),
        _table(
            "fs: la una della alla nella dalla sulla questa", "fp: le delle alle nelle dalle sulle",
            "ms: il lo un uno del dello al allo nel nello dal sul questo",
            "mp: i gli dei degli ai agli nei negli dai sui questi",
        ),
        _words("di a da in con su per tra fra e o senza verso"),
        _words("mano foto moto radio auto tema sistema problema programma clima dramma poeta "
                  "schema pianeta cinema"),
    ),
    "pt": _Rules(
        _table(
            "fs: ção são dade tude agem ncia a", "fp: ções sões dades agens as",
            "ms: o or mento", "mp: os ores",
        ),
        _table(
            "fs: a uma da na pela esta essa outra nossa", "fp: as umas das nas pelas estas outras",
            "ms: o um do no ao pelo este esse outro nosso", "mp: os uns dos nos aos pelos outros",
        ),
        _words("de em com por para sem sobre entre e ou à às"),
        _words("dia mapa clima tema sistema problema programa planeta idioma drama esquema "
                  "foto moto tribo mão chão grão pão coração"),
    ),
    "gl": _Rules(
        _table(
            "fs: ción sión dade tude axe ncia a", "fp: cións sións dades as", "ms: o or mento",
            "mp: os ores",
        ),
        _table(
            "fs: a unha da na esta outra", "fp: as unhas das nas estas outras",
            "ms: o un do no ao este outro", "mp: os uns dos nos aos estes outros",
        ),
        _words("de en con por para sen sobre entre e ou á ás"),
        _words("día mapa clima tema sistema problema programa planeta idioma foto man"),
    ),
    "ca": _Rules(
        _table(
            "fs: ció sió tat tud ència ància a", "fp: cions sions tats", "ms: ment isme atge",
            "mp: ments ismes atges",
        ),
        _table(
            "fs: la una aquesta", "fp: les unes aquestes", "ms: el un del al pel aquest",
            "mp: els uns dels als pels aquests",
        ),
        _words("de en amb per sense sobre entre cap i o a"),
        _words("dia mapa clima tema sistema problema programa planeta idioma poeta"),
    ),
    "de": _Rules(
        # Only feminines, which have the same form in every case of the singular, and plurals in
        # -en, which never change either.
        _table("fs: ung heit keit schaft ion tät", "p: ungen heiten keiten schaften ionen täten"),
        links=_words("der die das den dem des ein eine einen einem einer eines"),
        noun_last=True,
    ),
    "eo": _Rules(
        _table("s: o", "sa: on", "p: oj", "pa: ojn"), links=_words("la de en kun por al"),
        noun_last=True,
    ),
    "en": _Rules(_table("p: s", "s: ss us is"), noun_last=True),
}  # fmt: skip
_WORD = lazy_re(r"[^\W\d_]+(?:[-·][^\W\d_]+)*")
_BEFORE = lazy_re(r"(?P<word>(?<![^\W\d_])[^\W\d_]++)[ \u00a0\u202f]++\Z")
_ELIDED = lazy_re(r"(?<!\w)([ldLD])['’]\Z")
_OPEN = lazy_re(r"(?:\A|[.:;!?¿¡«“\"(–—])\s*\Z")
_VOWELS = lazy_re(r"[aeiouyhàâäæáéèêëíîïóôöœúùûü]", re.IGNORECASE)


class Grammar:
    """The gender and number of a language's nouns, as far as they can be recognized.

    ``examples`` are texts in that language; the articles before a word in them show its gender.
    """

    def __init__(self, language: Language, examples: Iterable[str] = ()) -> None:
        self._base = language.base
        self._rules = _RULES.get(language.base)
        self._examples = tuple(examples)

    def fits(self, text: str, span: tuple[int, int], form: str) -> bool:
        """Whether a form can replace the words ``text[span[0]:span[1]]``."""
        start, end = span
        old = text[start:end]
        if self._base in _INVARIABLE or old.casefold() == form.casefold():
            return True
        if self._base == "de" and not old[:1].isupper():
            return False
        if self._rules is None or not self._matches_initial(text[:start], form):
            return False
        before = _BEFORE.search(text[:start])
        article = before["word"].casefold() if before else ""
        follows = article in self._rules.articles or article in self._rules.links
        if self._rules.articles and not (follows or _OPEN.search(text[:start])):
            return False
        by_article = self._rules.articles.get(article)
        by_ending = self._by_ending(old)
        if by_article and by_ending and by_article != by_ending:
            return False
        own = by_article or by_ending
        return own is not None and own == self._kind(form)

    def full_article(self, text: str, span: tuple[int, int], form: str) -> str | None:
        """The full article to replace ``l'`` or ``d'`` before a form that starts with a consonant.

        Only for feminines, whose article doesn't merge with a preposition; None if no article needs
        to change.
        """
        elided = _ELIDED.search(text[: span[0]])
        if elided is None or self._base not in ("fr", "ca") or _VOWELS.match(form):
            return None
        if self._kind(form) != "fs" or self._by_ending(text[slice(*span)]) != "fs":
            return None
        full = "la " if elided[1].lower() == "l" else "de "
        return full.capitalize() if elided[1].isupper() else full

    def is_article(self, word: str) -> bool:
        """Whether a word is an article, or includes one."""
        return word.casefold() in (self._rules.articles if self._rules else ()) or (
            self._base == "en" and word.casefold() in ("the", "a", "an")
        )

    def leading(self, words: list[str]) -> int:
        """How many of the first words are articles or linking words, not part of a noun."""
        if self._rules is None:
            return 0
        known = self._rules.articles.keys() | self._rules.links
        return next((at for at, word in enumerate(words) if word.casefold() not in known), 0)

    def _kind(self, form: str) -> str | None:
        """The gender and number of a form, by its ending, else by the examples."""
        return self._by_ending(form) or self._by_examples(form)

    def _by_ending(self, phrase: str) -> str | None:
        words = _WORD.findall(phrase)
        if self._rules is None or not words:
            return None
        noun = words[-1 if self._rules.noun_last else 0].casefold()
        if noun in self._rules.exceptions:
            return None
        found = (self._rules.endings.get(noun[at:]) for at in range(1, len(noun)))
        by_ending = next(filter(None, found), None)
        return "s" if by_ending is None and self._base == "en" else by_ending

    def _by_examples(self, form: str) -> str | None:
        articles = self._rules.articles if self._rules else {}
        if not articles:
            return None
        pattern = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)\s+{re.escape(form)}(?!\w)", re.IGNORECASE)
        found = {
            articles.get(match[1].casefold())
            for text in self._examples
            for match in pattern.finditer(text)
        } - {None}
        return found.pop() if len(found) == 1 else None

    def _matches_initial(self, before: str, form: str) -> bool:
        """Whether the word before fits the form's first letter (``l'``, ``a`` or ``an``)."""
        vowel = bool(_VOWELS.match(form))
        if before.endswith(("'", "’")):
            return vowel
        word = _BEFORE.search(before)
        last = word["word"].casefold() if word else ""
        if self._base == "en" and last in ("a", "an"):
            return vowel is (last == "an")
        if self._base in ("fr", "ca", "it") and vowel:
            return last not in ("le", "la", "de", "du", "que", "ce", "el", "lo", "il", "una", "del")
        return not (self._base == "es" and form[:1].casefold() in "aáh" and last in ("la", "una"))
