"""The publication's glossary: terms with required or forbidden translations, and fixed names.

A table whose first line names the columns: ``term,note,es,fr,…``. A cell is the rule of
a language for the term: ``form|form`` requires one of these forms, ``!form`` forbids one, ``=``
keeps the term as it is, and an empty cell is no rule. The three can be combined in a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hexapla.catalogs.spreadsheet import Row, read_table
from hexapla.errors import HexaplaError, InputError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["Glossary", "Rule", "Term"]

_TERM, _NOTE = "term", "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a language for a term.

    ``forms`` are the translations of which one is required (empty: no requirement), ``forbidden``
    those that must not be used; ``keep`` allows the term itself.
    """

    forms: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A term in the source language, its note, and its rules by language tag."""

    text: str
    note: str
    rules: Mapping[str, Rule]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a publication, in the order of the file."""

    terms: tuple[Term, ...] = ()

    @classmethod
    def load(cls, path: Path, source_language: Language | None = None) -> Glossary:
        """The glossary in a file; parameters and errors as in `parse`."""
        return cls.parse(read_bytes(path), str(path), source_language)

    @classmethod
    def parse(cls, data: bytes, where: str, source_language: Language | None = None) -> Glossary:
        """The glossary in a file's bytes.

        The column of the terms is called ``term`` or has the code of the ``source_language``.
        Raises InputError with ``where`` and the line.
        """
        rows = read_table(data, where)
        if not rows:
            return cls()
        columns = _columns(rows[0].cells, source_language, f"{where}:{rows[0].line}")
        return cls(tuple(_terms(columns, rows[1:], where)))

    def rules(self, language: Language) -> list[tuple[Term, Rule]]:
        """The terms with a rule for a language, each with that rule: for its own tag or its
        base.
        """
        found = [
            (term, term.rules.get(language.tag) or term.rules.get(language.base))
            for term in self.terms
        ]
        return [(term, rule) for term, rule in found if rule is not None]


def _columns(names: Sequence[str], source: Language | None, where: str) -> list[str]:
    """The columns: ``term``, ``note``, a canonical tag, or nothing for a column without a name."""
    columns = [_column(name, where) for name in names]
    if _TERM not in columns and source is not None:
        columns = [_TERM if name == source.tag else name for name in columns]
    if _TERM not in columns:
        raise InputError(
            msg("the first line has no column 'term'"),
            where=where,
            hint=msg("start the file with a line such as term,note,es,fr"),
        )
    twice = next((name for at, name in enumerate(columns) if name and name in columns[:at]), None)
    if twice is not None:
        raise InputError(
            msg("the column {twice!r} appears twice", twice=twice),
            where=where,
            hint=msg("make them one"),
        )
    return columns


def _column(name: str, where: str) -> str:
    small = name.lower()
    return small if small in (_TERM, _NOTE, "") else _tag(name, where)


def _tag(name: str, where: str) -> str:
    try:
        return Language(name).tag
    except HexaplaError as error:
        raise InputError(
            msg("the column {name!r} is not 'term', 'note' or a language", name=name),
            where=where,
            hint=error.hint,
        ) from None


def _terms(columns: Sequence[str], rows: Sequence[Row], where: str) -> list[Term]:
    terms: dict[str, Term] = {}
    for line, row in rows:
        place = f"{where}:{line}"
        if len(row) > len(columns):
            raise InputError(
                msg("{n} cells, but {n2} columns", n=len(row), n2=len(columns)),
                where=place,
                hint=msg("put cells that contain separators in double quotes"),
            )
        unnamed = next((cell for name, cell in zip(columns, row, strict=False) if not name), "")
        if unnamed:
            raise InputError(
                msg("the column of {unnamed!r} has no name", unnamed=unnamed),
                where=place,
                hint=msg("name it 'note' or by a language in the first line"),
            )
        cells = dict(zip(columns, row, strict=False))
        cells.pop("", None)
        text = cells.pop(_TERM, "")
        if not text:
            raise InputError(
                msg("a row without a term"), where=place, hint=msg("fill or remove it")
            )
        if text in terms:
            raise InputError(
                msg(
                    "the term {text!r} is already on line {line}", text=text, line=terms[text].line
                ),
                where=place,
                hint=msg("merge the two rows"),
            )
        note = cells.pop(_NOTE, "")
        rules = {tag: _rule(cell, place) for tag, cell in cells.items() if cell}
        terms[text] = Term(text, note, rules, line)
    return list(terms.values())


def _rule(cell: str, where: str) -> Rule:
    parts = [part.strip() for part in cell.split("|")]
    if not all(part.lstrip("!").strip() for part in parts):
        raise InputError(
            msg("an empty form in {cell!r}", cell=cell),
            where=where,
            hint=msg("write form|form, !form or ="),
        )
    forbidden = tuple(part[1:].strip() for part in parts if part.startswith("!"))
    forms = tuple(part for part in parts if not part.startswith("!") and part != "=")
    return Rule(forms, forbidden, "=" in parts)
