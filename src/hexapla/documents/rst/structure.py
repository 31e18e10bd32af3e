"""The structure of a sentence of reStructuredText: its inline markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from hexapla.documents.inline import Mark, Role
from hexapla.documents.rst.flows import marks_of
from hexapla.documents.rst.inlines import NAME, scan
from hexapla.documents.rst.loose import END, SIGNS, with_marks
from hexapla.documents.rst.writing import GLUE, written
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.lazy import lazy_re

_ROLE_NAMES = lazy_re(r":([^`\s]+):")
__all__ = [
    "changes_between",
    "changes_in",
    "labels_referred_to",
    "markup_in",
    "names_referred_to",
    "normal",
    "references_by_words",
    "targets_in",
    "targets_in_links",
]

_REFERENCE = lazy_re(rf"`([^`<]+)`_(?!_)|({NAME})_(?![\w_])")
_LABELLED = lazy_re(r":(?:std:)?(?:ref|numref|any):`(?:[^`<]*<)?([^`<>]+)>?`")
_LINK = lazy_re(r"`([^`<>]+)\s<([^`<>\s]+[^`<>\s_])>`_(?!_)")
_TARGET = lazy_re(r"^[ \t]*\.\.[ \t]+_(?:`([^`\n]+)`|([^`:\n]+)):", re.MULTILINE)
_ALIAS = lazy_re(r"<([^`<>]+)_>`__?")
_MARKED = lazy_re(f"[{SIGNS[:-1]}][^{END}]*{END}")
_SIGN = lazy_re(r"\\.|(\*+|`+|\||(?<=\w)_(?!\w)|\\)")


def normal(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.split()).lower()


def names_referred_to(source: str) -> frozenset[str]:
    """The names that some references in a file name, as they are compared."""
    found = {normal(match[1] or match[2]) for match in _REFERENCE.finditer(source)}
    return frozenset(found | {normal(match[1]) for match in _ALIAS.finditer(source)})


def targets_in(source: str) -> frozenset[str]:
    """The names of the targets that a file defines on lines of their own."""
    return frozenset(normal(match[1] or match[2]) for match in _TARGET.finditer(source))


def targets_in_links(text: str) -> Mapping[str, str]:
    """The names that links to addresses define, with the addresses."""
    return {normal(match[1]): match[2] for match in _LINK.finditer(text)}


def labels_referred_to(source: str) -> Mapping[str, str]:
    """The labels that roles in a file name, by the titles that they could be.

    Sphinx' autosectionlabel makes labels of titles, with the document's name before it or not.
    """
    found: dict[str, str] = {}
    for match in _LABELLED.finditer(source):
        label = " ".join(match[1].split())
        found.setdefault(normal(label.partition(":")[2].lstrip()), label)
        found[normal(label)] = label
    return found


def references_by_words(text: str) -> list[str]:
    """The references to targets and notes in a text as they are written, in order."""
    return [
        text[span.start : span.end]
        for span in scan(text)
        if span.kind in ("name", "note")
        or (span.kind == "reference" and (not span.target or span.target.endswith("_")))
    ]


def changes_between(source: str, target: str) -> Changes:
    """How a translation changes the structure of a sentence without a document."""
    return changes_in(source, target, marks_of(source))


def changes_in(own: str, new: str, marks: Sequence[Mark]) -> Changes:
    """How a translation changes the structure of a segment; ``marks`` are the segment's."""
    if own == new or (not marks and not _SIGN.search(new)):
        return Changes()
    ours = _structure(own, own, marks) + _signs(own, own, marks)
    theirs = _structure(new, own, marks) + _signs(new, own, marks)
    return changes(ours, theirs)


def _structure(text: str, own: str, marks: Sequence[Mark]) -> Structure:
    """The markup that is read in a text as it is written."""
    shown = written(with_marks(text, own, marks), own, marks, {}).replace(GLUE, " ")
    found: Counter[Element] = Counter()
    pairs = _roles_in_pairs(marks, own)
    for span in scan(shown):
        whole = shown[span.start : span.end]
        if span.kind in ("emphasis", "strong", "target"):
            found[Element(span.kind)] += 1
        elif span.kind in ("name", "reference"):
            words = "" if span.anonymous else shown[span.inner : span.close]
            found[Element("link", normal(span.target.rstrip("_") or words))] += 1
        elif span.kind == "role" and span.name.endswith("term"):
            name = normal(span.target or shown[span.inner : span.close])
            found[Element("role", f"{span.name} {name}")] += 1
        elif span.kind == "role" and span.target:
            found[Element("role", f"{span.name} {span.target}")] += 1
        elif span.kind == "role" and (not span.name or span.name in pairs):
            found[Element("role", span.name)] += 1
        elif span.kind in ("uri", "address"):
            found[Element("uri", whole)] += 1
        elif span.kind not in ("stray", "scheme"):
            found[Element(span.kind, whole)] += 1
    return found


def _roles_in_pairs(marks: Sequence[Mark], own: str) -> frozenset[str]:
    """The roles whose text is a part of the sentence."""
    pairs = (own[one.start : one.end] for one in marks if one.role is not Role.ALONE)
    return frozenset(name for text in pairs for name in _ROLE_NAMES.findall(text))


def _signs(text: str, own: str, marks: Sequence[Mark]) -> Structure:
    """The signs of markup in a text besides its markup."""
    rest = _MARKED.sub(" ", with_marks(text, own, marks))
    return Structure(Element("sign", one[1]) for one in _SIGN.finditer(rest) if one[1])


def markup_in(text: str) -> Sequence[tuple[int, int]]:
    """The spans of a sentence that are no words; see `Format.markup_in`."""
    return [(mark.start, mark.end) for mark in marks_of(text)]
