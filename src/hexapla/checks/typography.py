"""Checks of typography: quotation marks, brackets, spaces, capitals; and the list of these
checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hexapla.checks import tokens
from hexapla.checks.check import Check, Remark, TextPair, error, note, warning
from hexapla.checks.compare import count_change
from hexapla.checks.primes import with_primes
from hexapla.checks.punctuation import (
    end_punctuation,
    marks_only,
    punctuation_spacing,
    sentences,
    start_punctuation,
)
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CASED", "CHECKS", "NOUN_CAPITALS"]

CASED = frozenset(["Adlm", "Armn", "Cher", "Cyrl", "Grek", "Latn", "Osge"])
"""The scripts in modern use that have capitals (ISO 15924; Unicode 15, 5.18)."""

NOUN_CAPITALS = frozenset(["de", "lb"])
"""The languages (ISO 639) that write all nouns with a capital."""

# Except the gershayim of a Hebrew abbreviation, which people type as a quotation mark.
_QUOTES = lazy_re(r"(?<![א-ת])[\"＂]|[\"＂](?![א-ת])|[“”„‟«»]")
_CORNERS = (("「", "」"), ("『", "』"), ("《", "》"))
_SINGLE = lazy_re(r"(?<!\w)['‘](?=[\w%{$&<])[^'‘’]{1,80}(?<=[\w.,!?}%$>])['’](?!\w)")
_OTHER_QUOTES = lazy_re("[「『《〈‘’'‹*<]")
_WIDE = "、。，．：；！？）］｝」』】》"  # these include the space that follows them
_PAIRS = frozenset(["«»", "»«", "„“", "„”", "“”", "””", '""', "»»", "„„", "„\"", "“\"", "““",
                    "″″", "＂＂", "「」", "『』", "《》", "〝〟", "”“"])  # fmt: skip
_BRACKETS = str.maketrans("（）［］｛｝【】〔〕", "()[]{}[][]")
# An English plural ending, and an accelerator in a language without a letter to mark.
_NO_BRACKETS = lazy_re(r"(?<=[^\W\d_])\(e?s\)|\([&_~ ]?[A-Z0-9]\)(?=[\s.…:]*$)")
_OPENED = lazy_re(r"[%{$<@\[]")  # has a placeholder or a tag
_NOT_A_WORD = lazy_re(r"[\w%{}`$@\"'“”„«»‘’「『<(\[-]")
_IDENTIFIER = lazy_re(r"[^\W\d_]*(?:[a-z][A-Z]|[\d_/\\=]|[.:-](?=[\w:])|\()|[a-z][\w-]*\(\d\)")
_TWO_SPACES = lazy_re(r"(?<=\S)  +(?=\S)")


def quotation_marks(pair: TextPair) -> Iterator[Remark]:
    """Every quotation that is opened is closed, with the matching mark, and none is lost."""
    source, target = map(with_primes, pair.prose)
    corner = _unpaired_corner(source, target) if not pair.context.target.joiner else None
    if corner is not None:
        message = msg("a corner bracket is not opened or not closed")
        yield warning(message, None, (corner, corner + 1))
        return
    ours, theirs = _QUOTES.findall(source), _QUOTES.findall(target)
    if not ours and not theirs:
        return
    if len(theirs) % 2 and not len(ours) % 2:
        place = [match.span() for match in _QUOTES.finditer(target)][-1]
        yield warning(msg("a quotation mark is not opened or not closed"), None, place)
    elif len(ours) % 2 and theirs and not len(theirs) % 2 and len(theirs) != len(ours) + 1:
        yield note(count_change(msg("quotation marks"), len(ours), len(theirs)))
    elif not len(theirs) % 2 and not _matched(theirs):
        yield warning(msg("quotation marks don't match: {theirs}", theirs=" ".join(theirs)))
    if not len(ours) % 2 and not len(theirs) % 2 and len(ours) != len(theirs):
        other = pair.target if len(ours) > len(theirs) else pair.source
        if not _OTHER_QUOTES.search(other):
            yield note(count_change(msg("quotation marks"), len(ours), len(theirs)))


def _unpaired_corner(source: str, target: str) -> int | None:
    """The place of one of the East Asian quotation marks of which there are too many or too few."""
    for opening, closing in _CORNERS:
        if target.count(opening) != target.count(closing) and opening not in source:
            return max(target.rfind(opening), target.rfind(closing))
    return None


def single_quotes(pair: TextPair) -> Iterator[Remark]:
    """Text in single quotation marks stays in quotation marks."""
    if "'" not in pair.source and "‘" not in pair.source:
        return
    quoted = len(_SINGLE.findall(with_primes(pair.source)))
    if quoted and not _QUOTES.search(pair.target) and not re.search("[「『《〈‹]", pair.target):
        found = len(re.findall(r"['‘’‚‛]", pair.target)) // 2
        if found < quoted:
            yield note(msg("single quotation marks missing or not closed"))


def _matched(marks: list[str]) -> bool:
    """Whether quotation marks are paired; quotations may be nested."""
    stack: list[str] = []
    for mark in marks:
        if stack and stack[-1] + mark in _PAIRS and not (stack[-1] == "“" and mark == "“"):
            stack.pop()
        else:
            stack.append(mark)
    return not stack


def brackets(pair: TextPair) -> Iterator[Remark]:
    """Brackets are paired as in the source, and none is lost."""
    source, target = (_NO_BRACKETS.sub("", text.translate(_BRACKETS)) for text in pair.prose)
    for opening, closing in ("()", "[]", "{}") if pair.kind is not Kind.MARKDOWN else ("()", "{}"):
        ours = source.count(opening), source.count(closing)
        theirs = target.count(opening), target.count(closing)
        if ours == theirs:
            continue
        place = max(target.rfind(opening), target.rfind(closing))
        span = (place, place + 1) if place >= 0 else None
        if ours[0] == ours[1] and theirs[0] != theirs[1]:
            yield warning(
                msg("{opening} and {closing} are not paired", opening=opening, closing=closing),
                None,
                span,
            )
        elif ours[0] - ours[1] != theirs[0] - theirs[1]:
            yield warning(
                msg(
                    "different numbers of {opening} and {closing} than in the source",
                    opening=opening,
                    closing=closing,
                ),
                None,
                span,
            )
        else:
            if opening == "[" and "「" in target:
                continue
            message = count_change(
                msg("pairs of {opening}{closing}", opening=opening, closing=closing),
                ours[0],
                theirs[0],
            )
            yield note(message, None, span)


def edge_spaces(pair: TextPair) -> Iterator[Remark]:
    """Spaces at the start and the end are those of the source."""
    if not pair.target.strip():
        return
    for name, ours, theirs in (
        ("start", pair.source[: -len(pair.source.lstrip(" \u00a0"))],
         pair.target[: -len(pair.target.lstrip(" \u00a0"))]),
        ("end", pair.source[len(pair.source.rstrip(" \u00a0")) :],
         pair.target[len(pair.target.rstrip(" \u00a0")) :]),
    ):  # fmt: skip
        if ours != theirs:
            place = (
                (0, len(theirs))
                if name == "start"
                else (len(pair.target) - len(theirs), len(pair.target))
            )
            if name == "end" and not theirs and pair.target[-1] in _WIDE:
                continue
            message = count_change(
                msg("spaces at the start") if name == "start" else msg("spaces at the end"),
                len(ours),
                len(theirs),
            )
            yield (warning(message, None, place) if ours else note(message, None, place))


def double_spaces(pair: TextPair) -> Iterator[Remark]:
    """There are no double spaces that the source doesn't have."""
    found = _TWO_SPACES.search(pair.target)
    if found and not _TWO_SPACES.search(pair.source):
        yield note(msg("double space"), None, found.span())


def capitals(pair: TextPair) -> Iterator[Remark]:
    """The translation starts with a capital if the source does, and is all in capitals if it is."""
    source, target = pair.words
    if not source or not target or not {pair.context.source.script,
                                        pair.context.target.script} <= CASED:  # fmt: skip
        return
    ours, theirs = _letters(source), _letters(target)
    if len(theirs) >= 8 and theirs.isupper() and not ours.isupper():
        yield warning(msg("all in capitals, unlike the source"))
    elif len(ours) >= 8 and ours.isupper() and not theirs.isupper():
        message = msg("not all in capitals, unlike the source")
        yield warning(message) if theirs.islower() else note(message)
    elif (
        _is_title(target)
        and not _is_title(source)
        and pair.context.target.base not in NOUN_CAPITALS
    ):
        yield note(msg("Most Words Are Capitalised, unlike in the source"))
    yield from _first_letter(pair)


def _first_letter(pair: TextPair) -> Iterator[Remark]:
    source, target = pair.words
    if not _starts_alike(pair.source[: source[0].start], pair.target[: target[0].start]):
        return
    if len(source[0].text) > 1 and source[0].text.isupper():
        return  # an acronym doesn't determine whether its translation is capitalised
    if not _starts_with_word(pair.source, source[0]) or not _starts_with_word(
        pair.target, target[0]
    ):
        return
    first, other = source[0].text[0], target[0].text[0]
    if pair.target[: target[0].start].endswith(("'", "’")):
        return  # Afrikaans and Dutch 'n, 's and 't stay lower-case
    initial = target[0].start, target[0].start + 1
    if first.isupper() and other.islower():
        yield warning(msg("starts with a lower-case letter, unlike the source"), None, initial)
    elif (
        first.islower() and other.isupper() and not target[0].text.isupper()
        and pair.context.target.base not in NOUN_CAPITALS and not _OPENED.search(pair.source)
    ):  # fmt: skip
        yield note(msg("starts with a capital, unlike the source"), None, initial)


def _starts_with_word(text: str, first: tokens.Word) -> bool:
    """Whether a text starts with a word, and not with code, a placeholder, a quotation or a name
    that is not capitalised, such as iPhone.
    """
    return not _NOT_A_WORD.search(text[: first.start]) and not _IDENTIFIER.match(text, first.start)


def _is_title(words: Sequence[tokens.Word]) -> bool:
    """Whether nearly every word is capitalised."""
    long = [word.text for word in words if len(word.text) > 2]
    return len(long) > 3 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _letters(words: Sequence[tokens.Word]) -> str:
    return "".join(word.text for word in words)


def _starts_alike(before: str, after: str) -> bool:
    """Whether both texts start with a word: after a number, a capital isn't expected."""
    return not any(map(str.isdigit, before + after))


def max_length(pair: TextPair) -> Iterator[Remark]:
    """The translation is no longer than its flag allows (max-length:N)."""
    limit = pair.entry.max_length
    if limit is not None and len(pair.target) > limit:
        length = len(pair.target)
        message = msg("{n} characters, but the limit is {limit}", n=length, limit=limit)
        yield error(message, None, (limit, length))


CHECKS = (
    Check(
        "end-punctuation",
        end_punctuation,
        (
            "end-stop",
            "end-colon",
            "end-question",
            "end-exclamation",
            "end-ellipsis",
            "end-semicolon",
            "end-interrobang",
        ),
    ),
    Check("start-punctuation", start_punctuation),
    Check("sentences", sentences),
    Check("quotation-marks", quotation_marks),
    Check("single-quotes", single_quotes),
    Check("marks-only", marks_only),
    Check("brackets", brackets),
    Check("edge-spaces", edge_spaces, ("begin-space", "end-space")),
    Check("double-spaces", double_spaces, ("double-space",)),
    Check("punctuation-spacing", punctuation_spacing, ("punctuation-spacing",)),
    Check("capitals", capitals),
    Check("max-length", max_length, ("max-size",)),
)
"""The checks of typography."""
