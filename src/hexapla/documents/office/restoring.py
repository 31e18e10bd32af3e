"""Atoms from a text with inline codes: a translation."""

from __future__ import annotations

import re

from hexapla.documents.office.atoms import READABLE, Atom, Dialect, Kind
from hexapla.documents.office.codes import Coded
from hexapla.documents.wrapping import one_line
from hexapla.lazy import lazy_re

__all__ = ["to_atoms"]

_CODE = lazy_re(
    r"<(/?)([a-z]+[0-9]*)(/?)>|&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));"
)
_KEPT = (Kind.APART, Kind.SIGN, Kind.NOTE)
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}


def to_atoms(own: Coded, text: str, dialect: Dialect) -> list[Atom]:
    """The atoms of a text with codes. Codes that the source doesn't have are text.

    Images, boxes and notes that the text leaves out are kept, after it: they have texts in them.
    """
    return _Decoder(own, dialect).decode(one_line(text))


class _Decoder:
    """Reads a text with codes. Pairs are closed in the right order whatever the text has."""

    def __init__(self, own: Coded, dialect: Dialect) -> None:
        self._own = own
        self._dialect = dialect
        self._scopes: list[tuple[str, list[str]]] = [("", [])]  # Each with the codes open in it.
        self._out: list[Atom] = []

    def decode(self, text: str) -> list[Atom]:
        hidden = self._own.hidden
        self._out += (atom for atom in hidden if atom.kind is Kind.BEFORE)
        at = 0
        for found in _CODE.finditer(text):
            if found[2]:
                if not self._is_known(found):
                    continue
                self._put(text[at : found.start()])
                self._code(found[1], found[2], found[3])
            else:
                self._put(text[at : found.start()] + _character(found))
            at = found.end()
        self._put(text[at:])
        while len(self._scopes) > 1:
            self._leave()
        written = {id(atom) for atom in self._out}
        kept = self._own.kept.values()
        self._out += (a for a in kept if a.kind in _KEPT and id(a) not in written)
        self._out += (atom for atom in hidden if atom.kind is Kind.AFTER)
        return self._out

    def _is_known(self, found: re.Match[str]) -> bool:
        name = found[2]
        if found[3]:
            return name in self._own.kept
        return name in self._own.pairs or name in self._own.rests or name in READABLE

    def _code(self, closing: str, name: str, single: str) -> None:
        if single:
            self._out.append(self._own.kept[name])
        elif name in self._own.pairs:
            if not closing:
                self._out.append(self._own.pairs[name][0])
                self._scopes.append((name, []))
            elif any(name == one for one, _ in self._scopes):
                while self._leave() != name:
                    pass
        elif not closing:
            self._scopes[-1][1].append(name)
        elif name in self._scopes[-1][1]:
            self._scopes[-1][1].remove(name)

    def _leave(self) -> str:
        """Close the innermost pair, and return its name."""
        name, _ = self._scopes.pop()
        self._out.append(self._own.pairs[name][1])
        return name

    def _put(self, text: str) -> None:
        if text:
            self._out.append(Atom(Kind.TEXT, self._format(), text))

    def _format(self) -> str:
        scope, names = self._scopes[-1]
        wanted = frozenset(names)
        known = self._own.formats.get((scope, wanted))
        if known is None:
            base = self._own.formats[scope, frozenset()]
            other = next((self._own.rests[one] for one in names if one in self._own.rests), None)
            readable = self._dialect.look(base if other is None else other).readable
            known = self._dialect.composed(
                base if other is None else other, readable | wanted.intersection(READABLE)
            )
            self._own.formats[scope, wanted] = known
        return known


def _character(found: re.Match[str]) -> str:
    if found[4]:
        return _CHARACTERS[found[4]]
    number = int(found[5]) if found[5] else int(found[6], 16)
    return chr(number) if number < 0x110000 else found[0]
