"""Check of placeholders, which a program or a template replaces with its own text.

A flag of gettext or Weblate (``c-format``, ``python-brace-format``, …) selects the grammar. Without
one, everything that looks like a placeholder is one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import regex

from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.checks.compare import count_change
from hexapla.checks.grammars import FLAGS, Grammar, without_spaces
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.literals import DATE_FORMAT
from hexapla.message import joined, msg

__all__ = ["placeholders"]

_CUSTOM_PART = lazy_re(r'r?"(?:[^"\\]|\\.)*"|[^:]+')
# Expressions of catalogs: their length, the seconds for one text, and how many may take longer.
_LONGEST_PATTERN, _SECONDS, _MOST_SLOW = 1_000, 0.2, 10
_COUNT = lazy_re(r"(?<=[{,])[0-9]{1,9}")
_MOST_REPEATED = 10_000
_slow: Counter[str] = Counter()
_NEXT_ARGUMENT = lazy_re(r"%[-+#0]{0,5}[\d.]{0,8}(?:hh|h|ll|l|L|q|j|z|t)?[a-zA-Z@]")
# Bytes of an address, such as %C3%A9.
_ENCODED = lazy_re(r"(?<=[\w/:=.~()-])(?:%[0-9A-Fa-f]{2})+")
# The signs around words in CriticMarkup, and text in a parameter of a template.
_CRITIC = lazy_re(r"\{(?:--|\+\+|==)|(?:--|\+\+|==)\}")
_TEXT_OF_TEMPLATE = lazy_re(r"=\s*+(?:\"[^\"\n{}]* [^\"\n{}]*\"|'[^'\n{}]* [^'\n{}]*')")
# A date, whose parts each language orders in its way.
_DATE = lazy_re(DATE_FORMAT)

# Plural forms that stand for a single number, and may leave it out: "one", in Arabic also "none"
# and "two". Such forms come first.
_EXACT_FORMS = {"ar": 3, "ga": 2, "he": 2}


def placeholders(pair: TextPair) -> Iterator[Remark]:
    """Every placeholder of the source is kept, and none is added."""
    find = _grammar(pair)
    try:
        source, target = find(pair.source), find(pair.target)
    except TimeoutError:
        yield warning(msg("the regular expression in the flag placeholders takes too long"))
        return
    if _is_date_format(pair.source) and _is_date_format(pair.target):
        return
    if source == target:
        order = _unnumbered(pair.source) if find is _guessed else []
        if order and order != _unnumbered(pair.target):
            yield error(
                msg("placeholders in a different order than {order}", order=" ".join(order))
            )
        return
    ours, theirs = Counter(source), Counter(target)
    missing = [one for one in ours if not theirs[one]]
    extra = [one for one in theirs if not ours[one]]
    exact = pair.form < _EXACT_FORMS.get(pair.context.target.base, 1)
    if (missing or extra) and _is_label(pair.source) and _is_label(pair.target):
        yield warning(
            msg("{source} became {target}", source=pair.source.strip(), target=pair.target.strip())
        )
        return
    if missing and not (pair.entry.plural is not None and exact and not extra):
        yield error(msg("placeholder missing: {missing}", missing=joined(missing[:4])))
    if extra:
        yield error(msg("placeholder not in the source: {extra}", extra=joined(extra[:4])))
    counted = [one for one in ours if ours[one] != theirs[one]]
    if not missing and not extra and pair.kind is Kind.MESSAGE:
        one = counted[0]
        # A named placeholder may be repeated if grammar requires it; one that takes the next
        # argument may not.
        say = warning if any(map(str.isalnum, one[:-1])) else error
        yield say(count_change(msg("placeholder {name}", name=one), ours[one], theirs[one]))


def _is_label(text: str) -> bool:
    """Whether a text is nothing but a word in braces, which some manuals show as it is."""
    text = text.strip()
    return text.startswith("{") and text.endswith("}") and text[1:-1].isalpha()


def _grammar(pair: TextPair) -> Grammar:
    """The grammar that finds the placeholders of a pair, by the flags of its entry."""
    flags = pair.entry.all_flags
    chosen = [syntax.read for flag, syntax in FLAGS.items() if flag in flags]
    custom = [
        flag.removeprefix("placeholders:") for flag in flags if flag.startswith("placeholders:")
    ]
    if custom:
        chosen.append(_custom(custom[0], fold="case-insensitive" in flags))
    if not chosen:
        return _guessed if pair.kind is Kind.MESSAGE else _in_articles
    return lambda text: sorted(one for grammar in dict.fromkeys(chosen) for one in grammar(text))


def _custom(definition: str, *, fold: bool) -> Grammar:
    """The grammar for Weblate's flag ``placeholders:a:"b c":r"regular expression"``."""
    patterns = []
    for part in _CUSTOM_PART.findall(definition):
        if part.startswith('r"'):
            patterns.append(part[2:-1])
        else:
            patterns.append(re.escape(part.strip('"')))
    try:
        pattern = _compiled("|".join(filter(None, patterns)), fold)
    except (regex.error, OverflowError, RecursionError, ValueError):
        return lambda text: []  # a mistake in the flag, which a translator can't correct
    return lambda text: [one.lower() if fold else one for one in _matches(pattern, text)]


@lru_cache(maxsize=200)
def _compiled(pattern: str, fold: bool) -> regex.Pattern[str]:
    counts = [int(number) for number in _COUNT.findall(pattern)]
    # `regex` writes out repetitions of repetitions when it compiles.
    if len(pattern) > _LONGEST_PATTERN or math.prod(one or 1 for one in counts) > _MOST_REPEATED:
        raise ValueError(pattern)
    return regex.compile(pattern, regex.IGNORECASE if fold else 0)


def _matches(pattern: regex.Pattern[str], text: str) -> list[str]:
    """What a catalog's own expression finds. Raises TimeoutError if it takes too long.

    After several that took too long, none is tried any more.
    """
    if _slow.total() >= _MOST_SLOW or _slow[pattern.pattern]:
        raise TimeoutError
    try:
        return [match[0] for match in pattern.finditer(text, timeout=_SECONDS) if match[0]]
    except TimeoutError:
        _slow[pattern.pattern] += 1
        raise


def _in_articles(text: str) -> list[str]:
    if not any(mark in text for mark in "%{$_@"):
        return []
    text = _TEXT_OF_TEMPLATE.sub("=", _CRITIC.sub(" ", _ENCODED.sub(" ", text)))
    return sorted(without_spaces(match[0]) for match in tokens.PLACEHOLDER.finditer(text))


def _is_date_format(text: str) -> bool:
    return "%" in text and bool(_DATE.search(text))


def _guessed(text: str) -> list[str]:
    text = _ENCODED.sub(" ", text)
    found = [without_spaces(match[0]) for match in tokens.PLACEHOLDER.finditer(text)]
    rest = tokens.PLACEHOLDER.sub(" ", text)
    return sorted(found + [match[0] for match in tokens.MESSAGE_PLACEHOLDER.finditer(rest)])


def _unnumbered(text: str) -> list[str]:
    """The placeholders of C that take the next argument, whatever it is."""
    found = [match[0] for match in tokens.PLACEHOLDER.finditer(text)]
    return [one for one in found if _NEXT_ARGUMENT.fullmatch(one)]
