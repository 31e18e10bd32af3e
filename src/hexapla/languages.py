"""Languages: their tags, gettext spellings, names and scripts.

Tags are canonical BCP 47 (`pt-BR`, `zh-Hans`, `ca-valencia`). CLDR data comes from babel and
langcodes, which are loaded on first use so that `translate --help` doesn't wait for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hexapla.errors import UsageError
from hexapla.language_names import (
    display_name,
    english_name,
    english_names,
    load_babel,
    suggested,
    with_locale,
)
from hexapla.message import msg

__all__ = ["Language", "is_code", "is_language", "may_have_base", "nearest"]

# Babel's list has the last two forms of Arabic the other way round than gettext's manual and all
# editors, so translators would write 11 to 99 where 100 to 102 are shown.
_OF_GETTEXT = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5)"
}

# How many numbers of each category are given as samples.
_SAMPLES = 3
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")

# CLDR 46: the languages that have a locale and whose codes are canonical already. Loading CLDR's
# own list takes longer than most commands run.
_PLAIN_CODES = (
    "aa ab af agq ak am an ann ar arn as asa ast az ba bal bas be bem bew bez bg bgc bgn bho "
    "blo blt bm bn bo br brx bs bss byn ca cad cch ccp ce ceb cgg cho chr cic ckb co cop cs "
    "csw cu cv cy da dav de dje doi dsb dua dv dyo dz ebu ee el en eo es et eu ewo fa ff fi "
    "fil fo fr frr fur fy ga gaa gd gez gl gn gsw gu guz gv ha haw he hi hnj hr hsb ht hu hy "
    "ia id ie ig ii io is it iu ja jbo jgo jmc jv ka kaa kab kaj kam kcg kde kea ken kgp khq "
    "ki kk kkj kl kln km kn ko kok kpe ks ksb ksf ksh ku kw kxv ky la lag lb lg lij lkt lmo "
    "ln lo lrc lt ltg lu luo luy lv mai mas mdf mer mfe mg mgh mgo mi mic mk ml mn mni moh mr "
    "ms mt mua mus my myv mzn naq nb nd nds ne nl nmg nn nnh no nqo nr nso nus nv ny nyn oc "
    "om or os osa pa pap pcm pis pl prg ps pt qu quc raj rhg rif rm rn ro rof ru rw rwk sa "
    "sah saq sat sbp sc scn sd sdh se seh ses sg shi shn si sid sk sl sma smj smn sms sn so "
    "sq sr ss ssy st su sv sw syr szl ta te teo tg th ti tig tk tn to tok tpi tr trv trw ts "
    "tt twq tyv tzm ug uk ur uz vai ve vec vi vmw vo vun wa wae wal wbp wo xh xnr xog yav yi "
    "yo yrl yue za zgh zh zu"
)
_PLAIN = frozenset(_PLAIN_CODES.split())

# CLDR scriptMetadata, column "RTL", scripts in modern use.
_RIGHT_TO_LEFT = frozenset(
    ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"]
)
# Scripts that put no space between sentences.
_UNSPACED = frozenset(["Bopo", "Hani", "Hans", "Hant", "Hira", "Hrkt", "Jpan", "Kana", "Yiii"])

# Living languages that detection knows but CLDR has no English name for.
_NAMELESS = frozenset(["bcl", "cmn", "fuv", "gcf", "gcr", "guw", "gom", "hbo"])

# Argos Translate's codes (from its package index) that aren't BCP 47: ours → theirs.
_ARGOS = {"pt-BR": "pb", "zh-Hans": "zh", "zh-Hant": "zt"}
_FROM_ARGOS = {theirs: ours for ours, theirs in _ARGOS.items()}

# The variant suffixes of Apertium's language data packages, and the BCP 47 subtags.
_APERTIUM_VARIANTS = {"aran": "aranes", "gascon": "gascon", "valencia": "valencia"}
# Apertium's codes with a different meaning in BCP 47. Its Serbo-Croatian data is in Latin script,
# with one code for each standard language; its Malay is the language, not the macrolanguage that
# CLDR calls "ms".
_APERTIUM = {"hbs_HR": "hr", "hbs_BS": "bs", "hbs_SR": "sr-Latn", "hbs": "sr-Latn", "zlm": "ms"}
# The modifiers of gettext and glibc, and the scripts they stand for.
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
# The regions that gettext and glibc use to distinguish the scripts of Chinese.
_CHINESE = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}

# CLDR 46 (main/*/delimiters.json): outer and inner quotation marks, for languages whose marks are
# not “ ” and ‘ ’.
_QUOTATION_MARKS = {
    tag: marks
    for marks, tags in {
        "«»“”": "ast blo bm br ca el es-US eu ewo ie it kab kk lij mg mua nnh pt-PT sc sg sq ti",
        "„“‚‘": "bs-Cyrl cs de dsb et hr hsb is ksh lb luy mk nds sk sl",
        "«»‹›": "am az-Arab az-Cyrl fa fr-CH gsw jgo kkj mzn rm sdh wae",
        "””’’": "fi lag rn se sn sv he yi",
        "«»„“": "bas be cv ky os ru sah uk",
        "«»‘’": "dua el-polyton ksf nb nn no rw",
        "‘’“”": "fur ia nso ti-ER tn",
        "”“’‘": "ar lld syr ur ms-Arab",
        "«»«»": "fr hy oc yav",
        "„”«»": "nmg pl ro",
        "「」『』": "ja yue zh-Hant",
        "„“„“": "bg lt prg",
        "„”»«": "hu szl",
        "„”‚’": "agq ff",
        "«»„”": "shi zgh",
        "“”“”": "tk",
        "„”‘’": "bs",
        "»«›‹": "ug",
        "„”’’": "sr",
        "“”’‘": "uz",
        "„“«»": "ka",
        "‘’‘’": "nl",
        "«»”“": "fr-CA",
        "“”‘’": "yue-Hans",
    }.items()
    for tag in tags.split()
}


@dataclass(frozen=True, slots=True, order=True)
class Language:
    """A language.

    Parameters: ``tag`` is any spelling of its code that people and programs use: `pt_BR`, `spa`,
    `sr@latin`, `iw`. The attribute is the canonical BCP 47 tag: `pt-BR`, `es`, `sr-Latn`, `he`.
    Raises UsageError for anything else, with a suggestion if a code or name is similar.
    """

    tag: str

    def __post_init__(self) -> None:
        if self.tag in _PLAIN:
            return
        tag = _canonical(self.tag)
        if tag is None:
            raise UsageError(
                msg("{tag!r} is not a language code", tag=self.tag),
                hint=suggested(self.tag) or msg("use a BCP 47 code such as es, pt-BR or zh-Hans"),
            )
        object.__setattr__(self, "tag", tag)

    @classmethod
    def named(cls, name: str) -> Language | None:
        """The language with this English name in CLDR; None if there is none."""
        tag = next((tag for tag, known in english_names().items() if known == name), None)
        return cls(tag) if tag else None

    @classmethod
    def from_argos(cls, code: str) -> Language:
        """The language of an Argos Translate code; raises UsageError for an unknown one."""
        return cls(_FROM_ARGOS.get(code, code))

    @classmethod
    def from_apertium(cls, code: str) -> Language:
        """The language of half an Apertium mode (`cat_valencia`, `en`); UsageError if unknown."""
        if code in _APERTIUM:
            return cls(_APERTIUM[code])
        base, *rest = code.split("_")
        variants = [_APERTIUM_VARIANTS[part] for part in rest if part in _APERTIUM_VARIANTS]
        regions = [part for part in rest if part.isupper()]
        tag = _canonical("-".join([base, *regions]))
        if tag is None or len(variants) + len(regions) < len(rest):
            raise UsageError(
                msg("{code!r} is not one of Apertium's language codes", code=code),
                hint=msg("use a BCP 47 code"),
            )
        return cls("-".join([tag, *variants]))

    @property
    def argos(self) -> str:
        """Argos Translate's code."""
        return _ARGOS.get(self.tag, self.tag)

    @property
    def locale(self) -> str:
        """The gettext spelling, used for catalog folders: `pt_BR`, `zh_Hans`, `ca@valencia`."""
        variants = self._variants
        plain = "_".join(part for part in self.tag.split("-") if part not in variants)
        return "@".join([plain, *variants])

    @property
    def posix(self) -> str:
        """The spelling of gettext's header ``Language``: `pt_BR`, `zh_CN`, `sr@latin`.

        It consists of a language, a region and a modifier (gettext manual, "Header Entry"). Poedit
        deletes or replaces codes that contain a script. Languages without such a spelling use
        `locale`.
        """
        script = self.script_subtag
        if script is None or self.tag in _CHINESE:
            return _CHINESE.get(self.tag, self.locale)
        plain = Language("-".join(part for part in self.tag.split("-") if part != script))
        modifier = next((name for name, known in _MODIFIERS.items() if known == script), None)
        if plain.script == script:
            return plain.locale
        return f"{plain.locale}@{modifier}" if modifier and "@" not in plain.locale else self.locale

    @property
    def base(self) -> str:
        """The language subtag alone: `pt` for `pt-BR`."""
        return self.tag.partition("-")[0]

    @property
    def name(self) -> str:
        """The English name in CLDR, or the tag if CLDR has none. A message shows it in the
        reader's language.
        """
        return english_name(self.tag)

    @property
    def autonym(self) -> str:
        """The language's own name in CLDR, or the English name if CLDR has none."""
        return display_name(self.tag, None)

    @property
    def script(self) -> str:
        """The ISO 15924 code of the script the language is written in (CLDR's likely subtags)."""
        return _script(self.tag)

    @property
    def script_subtag(self) -> str | None:
        """The script subtag, as in `sr-Latn`; None if the tag has none."""
        parts = self.tag.split("-")[1:]
        return next((part for part in parts if len(part) == 4 and part.isalpha()), None)

    @property
    def _variants(self) -> list[str]:
        """The variant subtags, such as ``valencia``."""
        return [part for part in self.tag.split("-")[1:] if len(part) > 4]

    @property
    def direction(self) -> str:
        """``"rtl"`` or ``"ltr"``."""
        return "rtl" if self.script in _RIGHT_TO_LEFT else "ltr"

    @property
    def joiner(self) -> str:
        """What separates two sentences of a paragraph: a space, or nothing."""
        return "" if self.script in _UNSPACED else " "

    @property
    def quotation_marks(self) -> str:
        """Four characters: the outer and the inner quotation marks (CLDR)."""
        tag = self.tag
        while tag not in _QUOTATION_MARKS and "-" in tag:
            tag = tag.rpartition("-")[0]
        return _QUOTATION_MARKS.get(tag, "“”‘’")

    @property
    def plural_forms(self) -> str:
        """The value of gettext's header ``Plural-Forms``, without the final semicolon.

        A language that CLDR doesn't know gets the forms of English, as gettext's programs do.
        """
        if self.base in _OF_GETTEXT:
            return _OF_GETTEXT[self.base]
        load_babel()
        from babel.core import UnknownLocaleError
        from babel.messages.plurals import DEFAULT_PLURAL, get_plural

        try:
            forms = str(get_plural("pt_BR" if self.tag == "pt-BR" else self.base))
        except UnknownLocaleError:
            forms = "nplurals={}; plural={}".format(*DEFAULT_PLURAL)
        return forms.rstrip("; ")

    @property
    def plural_categories(self) -> tuple[str, ...]:
        """The categories of numbers in the language, in CLDR's order: "one", "few", "other"."""
        return self.categories()

    def categories(self, *, ordinal: bool = False) -> tuple[str, ...]:
        """The categories of numbers or, with ``ordinal``, of ordinal numbers, in CLDR's order."""
        rule = _plural_rule(self.tag, ordinal)
        known = rule.tags if rule else frozenset[str]()
        return tuple(one for one in _CATEGORIES if one in known or one == "other")

    def sample_numbers(self, *, ordinal: bool = False) -> dict[str, tuple[int, ...]]:
        """The first whole numbers, up to 200, of each category of numbers; see `categories`."""
        rule = _plural_rule(self.tag, ordinal)
        found: dict[str, tuple[int, ...]] = {}
        for number in range(201):
            category = rule(number) if rule else "other"
            known = found.get(category, ())
            if len(known) < _SAMPLES:
                found[category] = (*known, number)
        return found

    def __str__(self) -> str:
        return self.tag


@lru_cache(maxsize=64)
def _plural_rule(tag: str, ordinal: bool) -> Any:
    """CLDR's rule for numbers in a language; None if CLDR doesn't know the language."""
    load_babel()
    from babel.core import Locale, UnknownLocaleError

    try:
        known = Locale.parse("pt_PT" if tag == "pt-PT" else tag.partition("-")[0])
    except UnknownLocaleError:
        return None
    return known.ordinal_form if ordinal else known.plural_form


def nearest(wanted: Language, offered: Iterable[str]) -> str | None:
    """The offered tag that suits a language best: the same one, or a relative in the same script.

    `es` suits `es-MX`, `pt` suits `pt-BR`, `zh-Hans` suits `zh-CN`; but never `sr` for `sr-Latn`,
    nor `es` for `gl`. Among several, CLDR's matching distance decides. None if nothing suits.
    """
    tags = sorted(set(offered))
    if wanted.tag in tags:
        return wanted.tag
    near = [
        tag
        for tag in tags
        if may_have_base(tag, wanted.base)
        and (Language(tag).base == wanted.base or {Language(tag).base, wanted.base} <= {"nb", "no"})
        and Language(tag).script == wanted.script
    ]
    if len(near) < 2:
        return near[0] if near else None
    from langcodes import tag_distance

    def far(tag: str) -> tuple[bool, int, str]:
        # CLDR's distance ignores variants.
        varies = Language(tag)._variants != wanted._variants
        return varies, tag_distance(wanted.tag, tag), tag

    return min(near, key=far)


def may_have_base(tag: str, base: str) -> bool:
    """Whether a tag can be of a base language. Quick, and False only if it certainly is not."""
    known = _codes().get(tag.partition("-")[0])
    return known is None or {known.partition("-")[0], base} <= {base, "nb", "no"}


@lru_cache(maxsize=1024)
def _canonical(text: str) -> str | None:
    code, hyphen, region = text.partition("-")
    base = _codes().get(code)
    if base and (not hyphen or _is_locale(base, region)):
        return f"{base}{hyphen}{region}"
    from langcodes import standardize_tag, tag_is_valid

    plain, _, modifier = text.strip().partition("@")
    plain = plain.partition(".")[0].replace("_", "-")
    script = _MODIFIERS.get(modifier.lower())
    if script:
        language, hyphen, region = plain.partition("-")
        plain = f"{language}-{script}{hyphen}{region}"
    elif modifier:
        plain += f"-{modifier}"
    try:
        tag = standardize_tag(plain)
    except ValueError:
        tag = ""
    known = english_names()
    named = tag.partition("-")[0] in known.keys() | _NAMELESS
    return tag if tag and named and tag_is_valid(tag) else None


def is_language(text: str) -> bool:
    """Whether a text is the code of a language, in any spelling."""
    return text in _PLAIN or _canonical(text) is not None


def is_code(text: str) -> bool:
    """Whether a text is the code of a language as programs write it: `en`, `pt_BR`, not `nav`."""
    spelt = text.replace("_", "-")
    return is_language(spelt) and Language(spelt).tag.lower() == spelt.lower()


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """The tags of two- and three-letter codes, for the languages that CLDR has a locale for.

    langcodes knows all the others, but takes longer to load than most commands run.
    """
    load_babel()
    from babel.core import get_global

    aliases, names = get_global("language_aliases"), english_names()
    plain = {tag: tag for tag in with_locale() if tag not in aliases}
    longer = {
        code: tag
        for code, tag in aliases.items()
        if tag in plain and code.isalpha() and code not in names and code not in _NAMELESS
    }
    return plain | longer


def _is_locale(tag: str, region: str) -> bool:
    """Whether CLDR has a locale for a language in a region."""
    load_babel()
    from babel.localedata import exists

    return len(region) == 2 and region.isupper() and bool(exists(f"{tag}_{region}"))


@lru_cache(maxsize=1024)
def _script(tag: str) -> str:
    load_babel()
    from babel.core import get_global

    named = Language(tag).script_subtag
    if named:
        return named
    base, *rest = tag.split("-")
    likely = get_global("likely_subtags")
    places = [f"{base}_{part}" for part in rest if len(part) in (2, 3)]
    found = next((likely[key] for key in (*places, base) if key in likely), likely["und"])
    return str(found).split("_")[1]
