"""Check of units: percent, currencies, and the measures that CLDR knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from hexapla.checks.amounts import amounts
from hexapla.checks.check import Check, Remark, Span, TextPair, note, warning
from hexapla.checks.concepts import fold
from hexapla.checks.numerals import numerals
from hexapla.checks.vocabulary import data
from hexapla.language_names import load_babel
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["CHECKS"]

_PERCENT = lazy_re(r"[%％٪﹪]|percent|per ?cent|prozent|procent|процент|відсот|por ?cen"
                   r"|pour ?cent|yüzde|प्रतिशत|परसेंट|بالم|في الم|パーセント|퍼센트|百分"
                   r"|posto|посто|elcent|percento|процен", re.IGNORECASE)  # fmt: skip
# One of these is in every text that it matches; quick to look for.
_PERCENT_HAS = (
    *"%％٪﹪", "cent", "por cen", "porcen", "proz", "проц", "відсот", "yüzde", "प्रतिशत", "परसेंट",
    "بالم", "في الم", "パーセント", "퍼센트", "百分", "posto", "посто",
)  # fmt: skip
_POINTS = lazy_re(
    r"percentage points?|puntos? porcentual|points? de pourcentage|prozentpunkt|punt[oi] percentual"
    r"|pontos? percentua|процентн\w+ пункт|відсотков\w+ пункт|punkt\w* procentow|procentpunt"
    r"|نقطة مئوية|نقاط مئوية|百分点|百分點|パーセントポイント|ポイント|[%％]ポイント|puan|‰",
    re.IGNORECASE,
)
# What may stand for a currency, and what certainly does.
_CURRENCIES = {
    "$": r"\$|dol+ar|долл?ар|dólar|dolár|दॉलर|डॉलर|دولار|美元|ドル|달러|usd|долар|dolar|aud"
         r"|\bau\b",
    "€": r"€|eur|евро|євро|евра|يورو|यूरो|欧元|歐元|ユーロ|유로|evr|avro",
    "£": r"£|pound|gbp|libra|livre|sterl|pfund|фунт|pond|funt|جنيه|पाउंड|英镑|英鎊|ポンド|파운드"
         r"|pund",
    "¥": r"¥|￥|yen|jpy|иен|йен|ієн|円|元|엔|yuan|юан|ين|يوان|येन|jen|jüan|人民",
    "₽": r"₽|руб|rubl|roubl|rouble|卢布|ルーブル|روبل|루블",
    "₹": r"₹|rupee|rupia|roupie|rúpia|rupie|рупи|рупі|卢比|ルピー|روبية|रुपय|रुपए",
}  # fmt: skip
_CERTAIN = {
    "$": r"\$|\busd\b|\bd[oó]l+ar\w*|доллар\w*|долар\w*|دولار\w*|美元|ドル|달러|डॉलर",
    "€": r"€|\beur\b|\beuros?\b|\beuroa\b|\bavro\b"
         r"|\bевро\b|\bєвро\b|يورو|欧元|歐元|ユーロ|유로|यूरो",
    "£": r"£|\bgbp\b|sterling\w*|esterlin\w*|英镑|英鎊|ポンド|\bجنيه\w*|стерл\w*|파운드",
    "¥": r"[¥￥]|\bjpy\b|\bcny\b"
         r"|\byen(?:es|s)?\b|\byuan(?:es|s)?\b|\bиен\w?\b|\bйен\w?\b|\bюан\w+|日元|日圓|円"
         r"|人民币|人民幣|يوان",
    "₽": r"₽|\bруб\w+|\brubl\w+|\brou?bles?\b|卢布|ルーブル|روبل",
    "₹": r"₹|\brupees?\b|\brupias?\b|\broupies?\b|\bRupien?\b|рупи\w+|卢比|ルピー|روبية",
}  # fmt: skip
# What is in every text that names a currency; quick to look for.
_BEGINNINGS = (
    *"$€£¥￥₽₹", "dol", "dól", "дол", "دولار",
    "美元", "ドル", "달러", "डॉलर", "euro", "avro", "евро",
    "євро", "يورو", "欧元", "歐元", "ユーロ", "유로",
    "यूरो", "sterl", "стерл", "英镑", "英鎊", "ポンド",
    "جنيه", "파운드", "yen", "yuan", "иен", "йен",
    "юан", "日元", "日圓", "円", "人民", "يوان",
    "usd", "eur", "gbp", "jpy", "cny", "rub", "roub", "руб", "卢布", "ルーブル",
    "روبل", "rup", "roup", "рупи", "卢比", "ルピー",
    "روبية",
)  # fmt: skip
_MAY_BE = {sign: lazy_re(words, re.IGNORECASE) for sign, words in _CURRENCIES.items()}
_IS = lazy_re("|".join(f"({words})" for words in _CERTAIN.values()), re.IGNORECASE)
# CLDR's units that texts use, by quantity.
_UNITS = {
    "length": "millimeter centimeter meter kilometer inch foot yard mile nautical-mile",
    "mass": "milligram gram kilogram tonne ounce pound",
    "volume": "milliliter liter cubic-meter gallon",
    "area": "square-meter square-kilometer hectare acre square-mile square-foot",
    "speed": "kilometer-per-hour mile-per-hour meter-per-second",
    "temperature": "celsius fahrenheit",
    "duration": "second minute hour day week month year decade century",
    "digital": "bit byte kilobyte megabyte gigabyte terabyte kilobit megabit gigabit",
    "power": "watt kilowatt megawatt gigawatt",
    "frequency": "hertz kilohertz megahertz gigahertz",
    "energy": "joule kilojoule calorie kilocalorie kilowatt-hour",
}
_EVERYWHERE = {"celsius": "°c ℃", "fahrenheit": "°f ℉", "mile-per-hour": "mph",
               "kilometer-per-hour": "km/h kmh", "meter-per-second": "m/s"}  # fmt: skip
_ONE_OF_EACH = (1, 2, 5, 11, 1.5)  # a number for each plural form
_SPACES = " \u00a0\u202f-‑"
_WORDS = lazy_re(r"°\s?[CcFf]\b|[℃℉]|[^\W\d_]+(?:[-/][^\W\d_]+)*[²³]?")
_MOST_WORDS = 3
_LEAST_STEM = 4
_EAST_ASIAN = frozenset(["Hans", "Hant", "Jpan", "Kore"])
_POUNDS = lazy_re(r"\bpounds?\b", re.IGNORECASE)


def units(pair: TextPair) -> Iterator[Remark]:
    """Percent signs, currencies and units of measurement are those of the source."""
    source, target = pair.prose
    yield from _currencies(source, target)
    if not amounts(pair, 0):
        return
    yield from _percent(source, target)
    ours = list(_measures(pair, 0))
    theirs = list(_measures(pair, 1)) if ours else []
    for values, known, place in ours:
        same = [other for other in theirs if values & other[0]]
        if same and not any(_agree(known, other[1]) for other in same):
            message = msg(
                "{source} became {target}",
                source=source[slice(*place)],
                target=target[slice(*same[0][2])],
            )
            yield warning(message, place, same[0][2])
            return


def _agree(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of units have one in common; "miles per hour" may be divided."""
    bases = [{unit.partition("-per-")[0] for unit in units} for units in (ours, theirs)]
    return not bases[0].isdisjoint(bases[1])


def _percent(source: str, target: str) -> Iterator[Remark]:
    folded = source.casefold()
    ours = _PERCENT.search(source) if any(map(folded.__contains__, _PERCENT_HAS)) else None
    if not ours and "%" not in target:
        return
    theirs = _PERCENT.search(target)
    points = _POINTS.search(source), _POINTS.search(target)
    if "%" in source and not theirs and not points[1]:
        yield warning(msg("percent sign missing"))
    elif "%" in target and not ours and not points[0]:
        yield warning(msg("percent sign not in the source"))
    elif ours and not points[0] and points[1] and points[1][0] != "ポイント":
        yield warning(
            msg("{ours} became {points}", ours=ours[0], points=points[1][0]),
            ours.span(),
            points[1].span(),
        )


def _currencies(source: str, target: str) -> Iterator[Remark]:
    lowered = source.lower()
    ours = _IS.search(source) if any(map(lowered.__contains__, _BEGINNINGS)) else None
    if not ours:
        yield from _pounds(source, target)
        return
    signs = list(_CERTAIN)
    here = {signs[(match.lastindex or 1) - 1] for match in _IS.finditer(source)}
    found = {signs[(match.lastindex or 1) - 1]: match for match in _IS.finditer(target)}
    missing = [sign for sign in here if not _MAY_BE[sign].search(target)]
    added = [sign for sign in found if not _MAY_BE[sign].search(source)]
    if missing and added:
        place = found[added[0]]
        yield warning(
            msg("{ours} became {place}", ours=ours[0], place=place[0]), ours.span(), place.span()
        )
    elif missing and any(map(str.isdigit, source)):
        yield note(msg("currency missing: {missing}", missing=missing[0]))


def _pounds(source: str, target: str) -> Iterator[Remark]:
    """Pounds, of money or weight, aren't translated as another currency."""
    ours = _POUNDS.search(source)
    theirs = _IS.search(target) if ours and not _MAY_BE["£"].search(target) else None
    if ours and theirs:
        yield warning(
            msg("{ours} became {theirs}", ours=ours[0], theirs=theirs[0]),
            ours.span(),
            theirs.span(),
        )


Measure = tuple[frozenset[Decimal], frozenset[str], Span]


def _measures(pair: TextPair, side: int) -> Iterator[Measure]:
    """The numbers of a text that are followed by a unit: values, units, place."""
    language = (pair.context.source, pair.context.target)[side]
    text = pair.prose[side]
    known = _unit_forms(language.tag)
    readings = {one.start: one.plain for one in numerals(text)}
    for one in amounts(pair, side):
        start, end = one.span
        before = text[start - 1 : start]
        if before.isalpha() and before.isascii() and text[start].isdigit():
            continue  # H5N1
        if language.script in _EAST_ASIAN:
            found = _glued_unit(text, end, known)
        else:
            found = _unit_after(text, end, known, language.script)
        if found:
            values = frozenset({one.value, *(() if one.scaled else readings.get(start, ()))})
            yield values, found[0], (start, found[1])


def _unit_after(
    text: str, end: int, known: dict[str, frozenset[str]], script: str
) -> tuple[frozenset[str], int] | None:
    """The unit after a number: up to three words, the longest first."""
    at = end
    while text[at : at + 1] and text[at] in _SPACES and at < end + 2:
        at += 1
    words: list[tuple[str, int]] = []
    while len(words) < _MOST_WORDS and (match := _WORDS.match(text, at)):
        words.append((fold(match[0].replace(" ", ""), script), match.end()))
        at = match.end() + (text[match.end() : match.end() + 1] in (" ", "\u00a0", "-"))
    for count in range(len(words), 0, -1):
        form = " ".join(word for word, _ in words[:count])
        found = known.get(form) or (known.get(f"{form[:-1]}*") if len(form) > _LEAST_STEM else None)
        if found:
            return found, words[count - 1][1]
    if words:
        word, stop = words[0]
        for size in range(len(word) - 1, max(_LEAST_STEM, len(word) - 4) - 1, -1):
            if f"{word[:size]}*" in known:
                return known[f"{word[:size]}*"], stop
    return None


def _glued_unit(
    text: str, end: int, known: dict[str, frozenset[str]]
) -> tuple[frozenset[str], int] | None:
    start = end + (text[end : end + 1] in (" ", "\u00a0"))
    for size in range(8, 0, -1):
        form = text[start : start + size].lower()
        after = text[start + size : start + size + 1]
        cut = form[-1:].isascii() and after.isalpha() and after.isascii()
        if len(form) == size and form in known and not cut:
            return known[form], start + size
    return None


@lru_cache(maxsize=32)
def _unit_forms(tag: str) -> dict[str, frozenset[str]]:
    """CLDR's forms of units in a language, folded, and the units they may stand for.

    A key that ends in ``*`` is the beginning of a word.
    """
    load_babel()
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    script = Language(tag).script
    more = data("names")["unit"].get(locale.language, {})
    found: dict[str, set[str]] = {}
    for quantity, names in _UNITS.items():
        for name in names.split():
            listed = f"{more.get(name, '')} {_EVERYWHERE.get(name, '')}".split()
            for form in {*_formatted(f"{quantity}-{name}", locale), *listed}:
                text = fold(form.replace("_", " "), script)
                if text != "in":
                    found.setdefault(text, set()).add(name)
                if len(text) > _LEAST_STEM and text.isalpha():
                    found.setdefault(f"{text[:-1]}*", set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}


def _formatted(unit: str, locale: Locale) -> Iterator[str]:
    """The forms of a unit after numbers of each plural form."""
    from babel.units import format_unit

    texts = [format_unit(number, unit, "long", locale=locale) for number in _ONE_OF_EACH]
    for text in (*texts, format_unit(2, unit, "short", locale=locale)):
        yield re.sub(r"[\d.,٫٬]", "", str(text).replace("\u00a0", " ")).strip(" \u202f")


CHECKS = (Check("units", units),)
"""The check of units."""
