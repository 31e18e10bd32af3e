"""The inline markup of a message: placeholders, tags, character references, escapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from hexapla import literals
from hexapla.documents.inline import Mark, Role
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.documents.tag_pairs import paired
from hexapla.lazy import lazy_re

__all__ = ["changes_of_markup", "marks_in", "tag_spans"]

_GUESSED = lazy_re(rf"{literals.PLACEHOLDER}|{literals.MESSAGE_PLACEHOLDER}")
_FIXED = lazy_re(
    rf"{literals.REFERENCE}|\\(?:[abfnrtv0\"'\\]|x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}})"
    rf"|``[^`\n]{{1,400}}``|{literals.ROLE}`[^`]{{1,400}}`|\t"
)
_SIGNS = "<>&"


def marks_in(text: str, known: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    """The markup in a message. ``known`` are the spans of the placeholders that its flags name."""
    found: list[tuple[Mark, str]] = []
    end = 0
    for start, stop, tag in sorted([*tag_spans(text), *_alone(text, known)]):
        if start >= end:
            found.append((Mark(start, stop, Role.ALONE), tag))
            end = stop
    return paired(found)


def tag_spans(text: str) -> list[tuple[int, int, str]]:
    """The tags in a text: start, end, and the name, after a slash for a closing tag.

    The name of a tag that has no end tag, such as ``<br/>``, is "".
    """
    if "<" not in text:
        return []
    return [(*match.span(), _name_of(match)) for match in literals.TAG.finditer(text)]


def _name_of(tag: re.Match[str]) -> str:
    return "" if tag["empty"] or not tag["name"] else tag["close"] + tag["name"]


def _alone(text: str, known: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    spans = list(known)
    spans += [match.span() for match in _FIXED.finditer(text)]
    if not known:
        spans += [match.span() for match in _GUESSED.finditer(text)]
    return [(start, end, "") for start, end in spans]


def changes_of_markup(source: str, target: str) -> Changes:
    """How a translation changes the tags, references and escapes of a message."""
    own = _structure(source)
    signs = any(one.kind != "placeholder" for one in own)
    return changes(_with_signs(own, source, signs), _with_signs(_structure(target), target, signs))


def _structure(text: str) -> Structure:
    found: Structure = Counter()
    for start, end, _ in tag_spans(text):
        found[Element("tag", text[start:end])] += 1
    for match in _FIXED.finditer(text):
        found[Element("literal", match[0])] += 1
    for match in _GUESSED.finditer(text):
        found[Element("placeholder", match[0])] += 1
    return found


def _with_signs(found: Structure, text: str, wanted: bool) -> Structure:
    """Where there is markup, the signs that markup consists of count, too."""
    if wanted:
        for sign in _SIGNS:
            if count := text.count(sign):
                found[Element("sign", sign)] = count
    return found
