"""What belongs to a program: line ends, escapes, paths, short cuts, plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, note, warning
from hexapla.checks.compare import differences, listed
from hexapla.documents.format import Markup
from hexapla.lazy import lazy_re

__all__ = [
    "accelerators",
    "escapes",
    "leftovers",
    "line_breaks",
    "literals",
    "matches_pattern",
    "plurals",
]

_ESCAPE = lazy_re(r"\\(?:[abfnrtv0\"'\\]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
_OPTION = lazy_re(r"(?<![\w-])--[A-Za-z][\w-]{1,40}(?![\w-])")
_ANY_OPTION = lazy_re(r"(?<![^\s(\[\"'‘“`=,|/])-(?:-[A-Za-z][\w-]{1,40}|[A-Za-z])(?![\w-])")
_DRIVE = lazy_re(r"(?<!\w)[A-Za-z]:\\{1,2}\w[\w.\\-]{0,120}", re.ASCII)
_PATH = lazy_re(r"(?<![\w/<.])(?:~|\.{1,2})?(?:/[\w.@+-]{2,60}){2,12}/?", re.ASCII)
_CALL = lazy_re(r"(?<![\w.])[A-Za-z_][\w.:]{1,60}\(\)", re.ASCII)
_CONFLICT = lazy_re(r"#-#-#-#-#|^(?:<{7}|={7}|>{7})(?:\s|$)", re.MULTILINE)
_COMMENT = lazy_re(r"\A_n?: ")  # KDE's, before msgctxt was there
_NPLURALS = lazy_re(r"nplurals=(\d+)")
_ACCELERATOR = {mark: lazy_re(rf"(?<![\w&~_]){mark}(?=\w)(?!\w*[{mark};])") for mark in "&_~"}


def line_breaks(pair: TextPair) -> Iterator[Remark]:
    """Line ends at the start and the end, and as many inside; tabs, too."""
    source, target = pair.source, pair.target
    if "\n" in source or "\n" in target:
        if source.startswith("\n") != target.startswith("\n"):
            yield error("a line end at the start: one of the two texts has none")
        if source.endswith("\n") != target.endswith("\n"):
            yield error("a line end at the end: one of the two texts has none")
        ours, theirs = source.count("\n"), target.count("\n")
        if ours != theirs:
            yield warning(f"{ours} line ends became {theirs}")
        elif source.count("\r\n") != target.count("\r\n"):
            yield warning("line ends of another kind than the source's (CR LF)")
    if "\t" in source or "\t" in target:
        ours, theirs = source.count("\t"), target.count("\t")
        if ours != theirs:
            yield warning(f"{ours} tabs became {theirs}")


def escapes(pair: TextPair) -> Iterator[Remark]:
    r"""The escapes of a program's message (``\n``, ``\"``) are those of the source."""
    if pair.kind is not Markup.MESSAGE or ("\\" not in pair.source and "\\" not in pair.target):
        return
    missing, extra = differences(_ESCAPE.findall(pair.source), _ESCAPE.findall(pair.target))
    if missing:
        yield error(f"escape missing: {listed(missing)}")
    elif extra:
        yield error(f"escape that the source has not: {listed(extra)}")


def literals(pair: TextPair) -> Iterator[Remark]:
    """Options, paths and function calls of a computer stay as they are."""
    if not any(mark in pair.source for mark in ("-", "/", "\\", "()")):
        return
    text = tokens.URL.sub(" ", tokens.TAG.sub(" ", pair.source))
    for name, pattern in (("option", _OPTION), ("path", _PATH), ("path", _DRIVE), ("call", _CALL)):
        if pattern is _OPTION and pair.kind is Markup.MESSAGE:
            pattern = _ANY_OPTION
        found = [match[0].rstrip(".") for match in pattern.finditer(text)]
        missing = [one for one in found if not re.search(re.escape(one) + r"(?!\w)", pair.target)]
        if missing:
            yield warning(f"{name} missing or changed: {listed(missing)}")


def accelerators(pair: TextPair) -> Iterator[Remark]:
    """The mark of a keyboard short cut (``&File``, ``_File``, ``~File``) is there, as often."""
    if pair.kind is not Markup.MESSAGE:
        return
    source, target = (tokens.PLACEHOLDER.sub(" ", text) for text in (pair.source, pair.target))
    for mark, pattern in _ACCELERATOR.items():
        ours, theirs = len(pattern.findall(source)), len(pattern.findall(target))
        if ours == 1 and theirs != 1:
            yield warning(f"{theirs} short cuts with {mark} instead of one")
        elif theirs and mark not in source:
            yield warning(f"a short cut with {mark}, which the source has not")


def plurals(pair: TextPair) -> Iterator[Remark]:
    """As many plural forms as the language has, each with a text, and not all the same."""
    entry = pair.entry
    if entry.plural is None or pair.form:
        return
    wanted = _NPLURALS.match(pair.context.target.plural_forms)
    empty = [form for form, text in enumerate(entry.plurals) if not text]
    if empty:
        yield error(f"plural form {empty[0]} is empty")
    elif wanted and len(entry.plurals) != int(wanted[1]):
        name = pair.context.target.name
        yield error(f"{len(entry.plurals)} plural forms; {name} has {wanted[1]}")
    elif len(entry.plurals) > 1 and len(set(entry.plurals)) == 1 and entry.msgid != entry.plural:
        yield note("all plural forms are the same")


def leftovers(pair: TextPair) -> Iterator[Remark]:
    """No marks of a merge (``msgcat``'s, git's), no comment to translators."""
    for pattern, what in ((_CONFLICT, "mark of a merge conflict"), (_COMMENT, "comment of KDE's")):
        found = pattern.search(pair.target)
        if found and (pattern is _COMMENT or not pattern.search(pair.source)):
            yield error(f"a {what} in the text", None, found.span())


def matches_pattern(pair: TextPair) -> Iterator[Remark]:
    """What the flag ``regex:…`` asks for is there."""
    for flag in pair.entry.flags:
        if not flag.startswith("regex:"):
            continue
        wanted = flag.removeprefix("regex:")
        wanted = wanted[1:] if wanted.startswith('r"') else wanted
        wanted = wanted.strip('"')
        try:
            found = regex.search(wanted, pair.target, timeout=1)
        except (regex.error, TimeoutError):
            continue  # it is no business of a translator's
        if not found:
            yield error(f"does not match {wanted}, which the entry's flag asks for")
