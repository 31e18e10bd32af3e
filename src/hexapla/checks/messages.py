"""Checks of a program's messages: line breaks, escapes, paths, accelerators, plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from hexapla import literals
from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, note, warning
from hexapla.checks.compare import count_change, differences, listed
from hexapla.checks.typography import CASED
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = [
    "accelerators",
    "escapes",
    "has_place",
    "leftovers",
    "line_breaks",
    "literal_text",
    "matches_pattern",
    "plurals",
]

_ESCAPE = lazy_re(r"\\(?:[abfnrtv0\"'\\]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
_OPTION = lazy_re(r"(?<![\w{-])--[A-Za-z][\w-]{1,40}(?![\w-])")
_ANY_OPTION = lazy_re(r"(?<![^\s(\[\"'‘“`=,|/])-(?:-[A-Za-z][\w-]{1,40}|[A-Za-z])(?![\w-])")
_DRIVE = lazy_re(literals.DRIVE)
_PATH = lazy_re(rf"(?<!<){literals.PATH}")
_CALL = lazy_re(literals.CALL)
_CONFLICT = lazy_re(r"#-#-#-#-#|^(?:<{7}|={7}|>{7})(?:\s|$)", re.MULTILINE)
_COMMENT = lazy_re(r"\A_n?: ")  # KDE's, from before msgctxt existed
_NPLURALS = lazy_re(r"nplurals=(\d+)")
# Languages for which catalogs have one form, as gettext's list says, or two, as CLDR does.
_OF_CLDR = {"az": 2, "hu": 2, "ka": 2, "tr": 2}
_INSIDE_A_WORD = {mark: lazy_re(rf"(?<=\w){mark}(?=\w)") for mark in "&_~"}
_ACCELERATOR = {mark: lazy_re(rf"(?<![\w&~_]){mark}(?=\w)(?!\w*[{mark};])") for mark in "&_~"}


def line_breaks(pair: TextPair) -> Iterator[Remark]:
    """Line breaks at the start and end match the source; there are as many breaks and tabs."""
    source, target = pair.source, pair.target
    if "\n" in source or "\n" in target:
        if source.startswith("\n") != target.startswith("\n"):
            yield error(_line_break_message(start=True, source_has_one=source.startswith("\n")))
        if source.endswith("\n") != target.endswith("\n"):
            yield error(_line_break_message(start=False, source_has_one=source.endswith("\n")))
        ours, theirs = source.count("\n"), target.count("\n")
        if ours != theirs:
            yield note(count_change(msg("line breaks"), ours, theirs))
        elif source.count("\r\n") != target.count("\r\n"):
            yield warning(msg("line breaks of a different kind than in the source (CR LF or LF)"))
    if "\t" in source or "\t" in target:
        ours, theirs = source.count("\t"), target.count("\t")
        if ours != theirs:
            yield note(count_change(msg("tabs"), ours, theirs))


def _line_break_message(*, start: bool, source_has_one: bool) -> str:
    if start and source_has_one:
        return msg("the source starts with a line break, the translation doesn't")
    if start:
        return msg("the translation starts with a line break, the source doesn't")
    if source_has_one:
        return msg("the source ends with a line break, the translation doesn't")
    return msg("the translation ends with a line break, the source doesn't")


def escapes(pair: TextPair) -> Iterator[Remark]:
    r"""Escape sequences of a program's message, such as \n, are those of the source."""
    if pair.kind is not Kind.MESSAGE or ("\\" not in pair.source and "\\" not in pair.target):
        return
    missing, extra = differences(_ESCAPE.findall(pair.source), _ESCAPE.findall(pair.target))
    if missing:
        yield error(msg("escape sequence missing: {missing}", missing=listed(missing)))
    elif extra:
        yield error(msg("escape sequence not in the source: {extra}", extra=listed(extra)))


def literal_text(pair: TextPair) -> Iterator[Remark]:
    """Command-line options, file paths and function calls are unchanged."""
    if not any(mark in pair.source for mark in ("-", "/", "\\", "()")):
        return
    text = tokens.URL.sub(" ", literals.TAG.sub(" ", pair.source))
    for name, pattern in (
        (msg("option"), _OPTION),
        (msg("file path"), _PATH),
        (msg("file path"), _DRIVE),
        (msg("function call"), _CALL),
    ):
        if pattern is _OPTION and pair.kind is Kind.MESSAGE:
            pattern = _ANY_OPTION
        found = [match[0].rstrip(".") for match in pattern.finditer(text)]
        missing = [one for one in found if not re.search(re.escape(one) + r"(?!\w)", pair.target)]
        if missing:
            yield warning(
                msg("{name} missing or changed: {missing}", name=name, missing=listed(missing))
            )


def accelerators(pair: TextPair) -> Iterator[Remark]:
    """The mark of a keyboard accelerator (&File, _File, ~File) appears exactly once."""
    if pair.kind is not Kind.MESSAGE:
        return
    source, target = (tokens.PLACEHOLDER.sub(" ", text) for text in (pair.source, pair.target))
    for mark, pattern in _ACCELERATOR.items():
        ours, theirs = len(pattern.findall(source)), len(pattern.findall(target))
        if ours == 1 and not theirs and len(_INSIDE_A_WORD[mark].findall(target)) == 1:
            continue
        if ours == 1 and theirs != 1:
            # Many translations into a script without capitals leave the mark out.
            lost = not theirs and pair.context.target.script not in CASED
            yield (note if lost else warning)(
                count_change(msg("keyboard accelerators ({mark})", mark=mark), ours, theirs)
            )
        elif theirs and mark not in source:
            yield warning(msg("keyboard accelerator ({mark}) not in the source", mark=mark))


def plurals(pair: TextPair) -> Iterator[Remark]:
    """There is a text for each plural form of the language, and they are not all identical."""
    entry = pair.entry
    if entry.plural is None or pair.form:
        return
    expected = pair.context.plural_forms or int(
        _NPLURALS.findall(pair.context.target.plural_forms)[0]
    )
    empty = [form for form, text in enumerate(entry.plurals) if not text]
    if empty:
        yield error(
            msg("plural form {empty} of {n} is empty", empty=empty[0] + 1, n=len(entry.plurals))
        )
    elif len(entry.plurals) != expected and len(entry.plurals) != _OF_CLDR.get(
        pair.context.target.base, expected
    ):
        name = pair.context.target.name
        yield error(
            msg(
                "{n} plural forms, but {name} has {expected}",
                n=len(entry.plurals),
                name=name,
                expected=expected,
            )
        )
    elif len(entry.plurals) > 1 and len(set(entry.plurals)) == 1 and entry.msgid != entry.plural:
        yield note(msg("all plural forms are identical"))


def leftovers(pair: TextPair) -> Iterator[Remark]:
    """There are no merge markers (of msgcat or git) and no KDE comments for translators."""
    for pattern, what in (
        (_CONFLICT, msg("contains a merge conflict marker")),
        (_COMMENT, msg("contains a KDE comment for translators")),
    ):
        found = pattern.search(pair.target)
        if found and (pattern is _COMMENT or not pattern.search(pair.source)):
            yield error(what, None, found.span())


def has_place(pair: TextPair) -> Iterator[Remark]:
    """The text can be written in its place: the name of a sheet is short and has no slashes."""
    for kind in ", ".join(pair.entry.extracted).split(", "):
        if reason := pair.objection(kind):
            yield error(msg("{reason}; an edition keeps the source's", reason=reason))


def matches_pattern(pair: TextPair) -> Iterator[Remark]:
    """The text matches the pattern that its flag requires (regex:…)."""
    for flag in pair.entry.all_flags:
        if not flag.startswith("regex:"):
            continue
        pattern = flag.removeprefix("regex:")
        pattern = pattern[1:] if pattern.startswith('r"') else pattern
        pattern = pattern.strip('"')
        try:
            found = regex.search(pattern, pair.target, timeout=1)
        except (regex.error, TimeoutError):
            continue  # a mistake in the flag, which a translator can't correct
        if not found:
            yield error(
                msg(
                    "doesn't match the pattern that the entry's flag requires: {pattern}",
                    pattern=pattern,
                )
            )
