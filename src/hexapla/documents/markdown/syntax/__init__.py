"""The table of Markdown's extensions: each is one row, found by one scan of the text.

Nothing else in Hexapla has a pattern of these. docs/how-to/contributing.md says how to add a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hexapla.documents.markdown.syntax import (
    addresses,
    attributes,
    boxes,
    cells,
    chunks,
    containers,
    directives,
    elements,
    fences,
    includes,
    items,
    lists,
    maths,
    mdx,
    references,
    tables,
    templates,
    wiki,
)
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scan, Scanner, Span, Table, first_of_myst
from hexapla.lazy import lazy_re

__all__ = [
    "RULES",
    "Read",
    "Rule",
    "Scan",
    "Settings",
    "Shape",
    "Span",
    "Text",
    "atom_at",
    "find_atoms",
    "first_of_myst",
    "is_apart",
    "is_silent",
    "scan",
    "scan_inline",
]

RULES: tuple[Rule, ...] = (
    *templates.RULES,
    *includes.RULES,
    *chunks.METADATA,
    *tables.RULES,
    *lists.RULES,
    *items.RULES,
    *cells.RULES,
    *maths.RULES,
    *wiki.RULES,
    *directives.RULES,
    *addresses.RULES,
    *references.RULES,
    *elements.RULES,
    *mdx.RULES,
    *containers.RULES,
    *boxes.RULES,
    *chunks.RULES,
    fences.STRAY,
    *attributes.RULES,
)
"""All rules. Where two could apply, the first one does."""


@lru_cache(maxsize=64)
def _table(settings: Settings) -> Table:
    return Table(RULES, settings)


def scan(source: str, settings: Settings) -> Scan:
    """Find the syntax of the table in a file with the line ends ``\\n``."""
    return Scanner(source, _table(settings), settings).scan()


@lru_cache(maxsize=32)
def scan_inline(text: str, settings: Settings) -> Sequence[Span]:
    """Find the syntax of the table in a text that is a part of a block."""
    return tuple(Scanner(text, _table(settings), settings).scan_inline())


def begins_line(text: str, settings: Settings) -> bool:
    """Whether a line begins like markup that keeps its line, and that no translation adds."""
    rules = _table(settings).line_by_char.get(text[:1], ())
    return any(rule.guarded and rule.pattern.match(text) is not None for rule in rules)


_ATOMS = [rule for rule in RULES if rule.shape is Shape.ATOM]


def find_atoms(text: str) -> Iterator[re.Match[str]]:
    """The ATOMs in a text, each in a group with the name of its rule."""
    if not _ATOM_STARTS.search(text):
        return iter(())
    present = tuple(
        number for number, rule in enumerate(_ATOMS) if any(map(text.__contains__, rule.starts))
    )
    return _any_of(present).finditer(text)


def atom_at(text: str, at: int) -> str:
    """The ATOM that begins at an offset, or ""."""
    found = _any_of(range(len(_ATOMS))).match(text, at)
    return found[0] if found else ""


ATOM_STARTS = "|".join(dict.fromkeys(re.escape(one) for rule in _ATOMS for one in rule.starts))
"""A regular expression that finds something in every text with an ATOM."""
_ATOM_STARTS = lazy_re(ATOM_STARTS)


@lru_cache(maxsize=64)
def _any_of(numbers: Sequence[int]) -> re.Pattern[str]:
    """A pattern for some of the ATOMs. A search for those that can't be in a text takes long."""
    rules = (_ATOMS[number] for number in numbers)
    return re.compile("|".join(f"(?P<{_group(rule)}>{rule.opens})" for rule in rules))


def is_silent(match: re.Match[str]) -> bool:
    """Whether the rule of an ATOM is silent."""
    return match.lastgroup in _groups_with("silent")


def is_apart(match: re.Match[str]) -> bool:
    """Whether no sentence goes on after an ATOM."""
    return match.lastgroup in _groups_with("apart")


@lru_cache(maxsize=2)
def _groups_with(field: str) -> frozenset[str]:
    return frozenset(_group(rule) for rule in RULES if getattr(rule, field))


def _group(rule: Rule) -> str:
    return rule.name.replace("-", "_")
