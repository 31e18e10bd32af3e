"""Checks of symbols that a translation keeps: emoji, wiki links, citations, mentions, notes."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.checks import tokens
from hexapla.checks.check import Check, Remark, TextPair, error, warning
from hexapla.checks.compare import differences, listed
from hexapla.checks.numerals import ascii_digits
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re, lazy_regex
from hexapla.message import msg

__all__ = ["CHECKS"]

_EMOJI = lazy_regex(r"(?:[\p{Emoji_Presentation}\U0001F000-\U0001FAFF]|\p{Emoji}(?=\uFE0F))"
                    r"[\U0001F3FB-\U0001F3FF]?")  # fmt: skip
_CITED = lazy_re(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,8}\](?!\()")
_SUPERSCRIPT = lazy_re(r"(?<=[^\W\d_]{4})[¹²³⁴-⁹]+|(?<=[.,;:!?)\"”»。，])[¹²³⁴-⁹]+|[†‡]")
_STAR = lazy_re(r"(?<=[^\W_])\*(?=[\s.,;:!?)]|$)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def emoji(pair: TextPair) -> Iterator[Remark]:
    """Emoji, and codes such as :warning:, are those of the source."""
    if ":" in pair.source or ":" in pair.target:
        missing, extra = pair.changes_read_as(Kind.MARKDOWN).of("emoji")
        if missing:
            yield error(msg("emoji code missing or changed: {missing}", missing=listed(missing)))
        elif extra:
            yield warning(msg("emoji code not in the source: {extra}", extra=listed(extra)))
    if not pair.source.isascii() and max(pair.source) > "\u2190":
        missing, _ = differences(_EMOJI.findall(pair.source), _EMOJI.findall(pair.target))
        if missing:
            yield warning(msg("emoji missing: {missing}", missing=listed(missing)))


def references(pair: TextPair) -> Iterator[Remark]:
    """The targets of wiki links, citations, mentions and marks of notes are those of the source."""
    if "[[" in pair.source:
        missing, _ = pair.changes_read_as(Kind.MARKDOWN).of("wiki-link")
        for link in missing:
            to = link.strip("[]|").strip()
            say = error if link.endswith("|") else warning
            yield say(msg("target of a wiki link missing or changed: {to}", to=to))
            return
    if "@" in pair.source or "@" in pair.target:
        yield from _mentions(pair)
    if "[" in pair.source or "[" in pair.target:
        ours, theirs = (
            [mark.replace(" ", "").replace("–", "-") for mark in _CITED.findall(ascii_digits(text))]
            for text in map(tokens.blanked, (pair.source, pair.target), pair.markup)
        )
        missing, extra = differences(ours, theirs)
        if missing:
            yield warning(msg("reference missing or changed: {missing}", missing=listed(missing)))
        elif extra:
            yield warning(msg("reference not in the source: {extra}", extra=listed(extra)))
    yield from _note_marks(pair)


def _mentions(pair: TextPair) -> Iterator[Remark]:
    missing, extra = pair.changes_read_as(Kind.MARKDOWN).of("citation", "mention")
    if missing:
        say = error if any(one.startswith("[") for one in missing) else warning
        yield say(msg("citation or mention missing or changed: {missing}", missing=listed(missing)))
    elif extra:
        yield warning(msg("citation or mention not in the source: {extra}", extra=listed(extra)))


def _note_marks(pair: TextPair) -> Iterator[Remark]:
    if not pair.source.isascii():
        for match in _SUPERSCRIPT.finditer(pair.source):
            plain = match[0].translate(_RAISED)
            if (
                match[0] not in pair.target
                and f"{plain}</sup>" not in pair.target
                and f"[{plain}]" not in pair.target
            ):
                yield warning(msg("mark of a note missing: {match}", match=match[0]), match.span())
                return
    if "*" in pair.source and pair.kind is Kind.TEXT:
        stars = _STAR.findall(pair.source)
        if len(stars) == pair.source.count("*") and pair.target.count("*") < len(stars):
            yield warning(msg("mark of a note missing: *"))


CHECKS = (Check("emoji", emoji), Check("references", references))
"""The checks of symbols."""
