"""Sentences with inline codes from the atoms of a paragraph.

Runs of equal formatting are one text. Other formatting is a pair of codes: `<b>`, `<i>`, `<u>`,
`<a>` for a link, `<x1>` for anything else. `<br/>` ends a line, `<x2/>` stands for an image, a
field, the number of a note. In the rest of the text ``&``, ``<`` and ``>`` are references, as in
HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from hexapla.documents.inline import Mark, Role
from hexapla.documents.office.atoms import READABLE, Atom, Dialect, Kind, Look
from hexapla.documents.office.stretches import partners
from hexapla.documents.wrapping import LINE_ENDS
from hexapla.lazy import lazy_re

__all__ = ["Coded", "coded"]

_SPACES = lazy_re(f"[ \t{LINE_ENDS}]+")
_ESCAPED = lazy_re("[&<>]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

# The number of atoms up to which it matters which formatting reaches farther.
_FARTHEST = 100
# Before the key of formatting that has no readable code.
_OTHER = "x:"
_ROLES = {
    Kind.WORD: Role.ALONE,
    Kind.SIGN: Role.ALONE,
    Kind.NOTE: Role.ALONE,
    Kind.APART: Role.APART,
    Kind.BREAK: Role.APART,
    Kind.GAP: Role.APART,
    Kind.OPEN: Role.OPEN,
    Kind.CLOSE: Role.CLOSE,
}
_NAMES = {Kind.BREAK: "br", Kind.GAP: "tab"}


class _Base(NamedTuple):
    """The formatting that most of the text in a pair has: what needs no code."""

    format: str
    look: Look


@dataclass(slots=True)
class Coded:
    """A text with inline codes, and what the codes stand for.

    ``kept`` are the atoms of single codes by name; ``pairs`` the ends of links and the like.
    ``formats`` has the formatting of a text in codes, by the pair around it ("" for none) and the
    names of its codes; ``rests`` has the formatting of a code such as ``x1``. ``hidden`` are the
    atoms that readers don't see.
    """

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    kept: dict[str, Atom] = field(default_factory=dict)
    pairs: dict[str, tuple[Atom, Atom]] = field(default_factory=dict)
    formats: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict)
    rests: dict[str, str] = field(default_factory=dict)
    hidden: tuple[Atom, ...] = ()


def coded(atoms: Sequence[Atom], dialect: Dialect) -> Coded:
    """The text of some atoms, with codes; pairs of them are complete."""
    hidden = tuple(one for one in atoms if one.kind is Kind.BEFORE or one.kind is Kind.AFTER)
    seen = atoms
    if hidden:
        seen = [one for one in atoms if one.kind is not Kind.BEFORE and one.kind is not Kind.AFTER]
    texts = _joined(seen, dialect)
    if len(texts) == 1 and texts[0].kind is Kind.TEXT and not _ESCAPED.search(texts[0].text):
        text = _SPACES.sub(" ", texts[0].text).removeprefix(" ")
        return Coded(text, formats={("", frozenset()): texts[0].format or ""}, hidden=hidden)
    found = _Coder(texts, dialect).code()
    found.hidden = hidden
    return found


def _joined(atoms: Sequence[Atom], dialect: Dialect) -> list[Atom]:
    """The atoms, of which neighbouring texts of the same look are one.

    A space between two texts of the same look has their formatting.
    """
    out: list[Atom] = []
    words: list[str] = []  # Of the text that is the last atom.
    for at, atom in enumerate(atoms):
        text = atom.text if atom.kind is Kind.TEXT else None
        if text is not None and words:
            last, format = out[-1].format, atom.format
            if not text.strip() and at + 1 < len(atoms) and atoms[at + 1].kind is Kind.TEXT:
                format = atoms[at + 1].format
            if format == last or dialect.look(format or "") == dialect.look(last or ""):
                words.append(text)
                continue
        if len(words) > 1:
            out[-1] = Atom(Kind.TEXT, out[-1].format, "".join(words))
        out.append(atom)
        words = [] if text is None else [text]
    if len(words) > 1:
        out[-1] = Atom(Kind.TEXT, out[-1].format, "".join(words))
    return out


class _Coder:
    """Writes the text of atoms, one after the other."""

    def __init__(self, atoms: Sequence[Atom], dialect: Dialect) -> None:
        self._atoms = atoms
        self._dialect = dialect
        self._partners = partners(atoms)
        self._coded = Coded()
        self._out: list[str] = []
        self._length = 0
        self._spaced = True  # Whether a space now would be one too many.
        self._open: list[tuple[str, int]] = []  # Formatting: its key, and the index of its mark.
        self._scopes: list[tuple[str, int]] = [("", -1)]  # Pairs: name, index of mark.
        self._names: dict[str, str] = {}  # The code of each other formatting.
        self._weak: set[tuple[str, frozenset[str]]] = set()  # Formatting of signs, not of words.
        self._numbers: dict[str, count[int]] = {}  # Those of the codes that are not the first.
        self._numbered = 0
        self._links = sum(one.kind is Kind.OPEN and one.name == "a" for one in atoms)
        self._linked = 0
        self._wanted: dict[int, tuple[str, ...]] = {}  # The keys of each text's formatting.
        self._bases = self._found_bases()

    def code(self) -> Coded:
        self._coded.formats["", frozenset()] = self._bases[-1].format
        for at, atom in enumerate(self._atoms):
            if atom.kind is Kind.TEXT:
                self._text(at, atom)
            elif atom.kind is Kind.OPEN:
                self._begin(at, atom)
            elif atom.kind is Kind.CLOSE:
                self._end()
            else:
                self._single(atom)
        self._close_formats(0)
        self._coded.text = "".join(self._out)
        return self._coded

    def _found_bases(self) -> dict[int, _Base]:
        """The base of the whole text (-1), and of each pair by the index of its beginning."""
        inside: dict[int, list[int]] = {-1: []}
        stack = [-1]
        for at, atom in enumerate(self._atoms):
            if atom.kind is Kind.OPEN:
                stack.append(at)
                inside[at] = []
            elif atom.kind is Kind.CLOSE:
                stack.pop()
            elif atom.kind is Kind.TEXT:
                inside[stack[-1]].append(at)
        bases: dict[int, _Base] = {}
        for at, texts in inside.items():
            base = bases[at] = self._base([self._atoms[one] for one in texts])
            for one in texts:
                look = self._dialect.look(self._atoms[one].format or "")
                keys = [name for name in READABLE if name in look.readable - base.look.readable]
                keys += [_OTHER + look.rest] if look.rest != base.look.rest else []
                self._wanted[one] = tuple(keys)
        return bases

    def _base(self, texts: Sequence[Atom]) -> _Base:
        if len({one.format for one in texts}) == 1:
            return _Base(texts[0].format or "", self._dialect.look(texts[0].format or ""))
        worded = [one for one in texts if any(map(str.isalnum, one.text))] or list(texts)
        if not worded:
            return _Base("", self._dialect.look(""))
        looks = [self._dialect.look(one.format or "") for one in worded]
        sizes: Counter[str] = Counter()
        for one, look in zip(worded, looks, strict=True):
            sizes[look.rest] += sum(map(str.isalnum, one.text))
        rest = sizes.most_common(1)[0][0]
        wanted = Look(frozenset.intersection(*(look.readable for look in looks)), rest)
        wanted = wanted._replace(code=next(look.code for look in looks if look.rest == rest))
        alike = [
            (look != wanted, one.format or "")
            for one, look in zip(worded, looks, strict=True)
            if look.rest == rest
        ]
        other, format = min(alike, key=lambda one: one[0])
        return _Base(self._dialect.composed(format, wanted.readable) if other else format, wanted)

    def _text(self, at: int, atom: Atom) -> None:
        text = _SPACES.sub(" ", atom.text)
        if self._spaced and text.startswith(" "):
            text = text[1:]
        if not text:
            return
        self._set_format(at, atom)
        done = 0
        for found in _ESCAPED.finditer(text):
            self._put(text[done : found.start()])
            self._mark(_REFERENCES[found[0]], Role.ALONE)
            done = found.end()
        self._put(text[done:])
        self._spaced = text.endswith(" ")

    def _set_format(self, at: int, atom: Atom) -> None:
        """Close and open codes until they are those of a text."""
        wanted = self._wanted[at]
        keep = 0
        while keep < len(self._open) and self._open[keep][0] in wanted:
            keep += 1
        self._close_formats(keep)
        have = [key for key, _ in self._open]
        missing = [key for key in wanted if key not in have]
        if len(missing) > 1:
            missing.sort(key=lambda key: -self._reach(at, key))
        for key in missing:
            self._open.append((key, len(self._coded.marks)))
            self._mark(f"<{self._named(key, atom)}>", Role.OPEN)
        codes = frozenset(self._named(key, atom) for key in wanted)
        self._remember((self._scopes[-1][0], codes), atom)

    def _remember(self, codes: tuple[str, frozenset[str]], atom: Atom) -> None:
        """Record the formatting of some codes: that of words, rather than of signs between them."""
        own = self._coded
        worded = any(map(str.isalnum, atom.text))
        if codes in own.formats and not (worded and codes in self._weak):
            return
        own.formats[codes] = atom.format or ""
        for name in codes[1] & own.rests.keys():
            own.rests[name] = atom.format or ""
        (self._weak.discard if worded else self._weak.add)(codes)

    def _named(self, key: str, atom: Atom) -> str:
        """The code of some formatting."""
        if not key.startswith(_OTHER):
            return key
        if key not in self._names:
            code = self._dialect.look(atom.format or "").code
            name = self._unused(code) if code else self._next()
            self._names[key] = name
            self._coded.rests[name] = atom.format or ""
        return self._names[key]

    def _reach(self, at: int, key: str) -> int:
        """How far some formatting reaches that begins at an atom, up to `_FARTHEST` atoms."""
        last = min(at + _FARTHEST, len(self._atoms))
        for end in range(at, last):
            atom = self._atoms[end]
            if atom.kind in (Kind.OPEN, Kind.CLOSE) or (
                atom.kind is Kind.TEXT and atom.text.strip() and key not in self._wanted[end]
            ):
                return end
        return last

    def _close_formats(self, keep: int) -> None:
        while len(self._open) > keep:
            key, mark = self._open.pop()
            self._close(self._names.get(key, key), mark)

    def _begin(self, at: int, atom: Atom) -> None:
        self._close_formats(0)
        if atom.name == "a":
            self._linked += 1
            name = f"a{self._linked}" if self._links > 1 else "a"
        else:
            name = self._next()
        self._scopes.append((name, len(self._coded.marks)))
        self._coded.pairs[name] = (atom, self._atoms[self._partners[at]])
        self._coded.formats[name, frozenset()] = self._bases[at].format
        self._mark(f"<{name}>", Role.OPEN)

    def _end(self) -> None:
        self._close_formats(0)
        self._close(*self._scopes.pop())

    def _close(self, name: str, mark: int) -> None:
        own, other = self._coded.marks[mark], len(self._coded.marks)
        self._coded.marks[mark] = Mark(own.start, own.end, own.role, other)
        self._mark(f"</{name}>", Role.CLOSE, mark)

    def _single(self, atom: Atom) -> None:
        name = _NAMES.get(atom.kind) or self._next()
        self._coded.kept.setdefault(name, atom)
        self._mark(
            f"<{name}/>",
            _ROLES[atom.kind],
            silent=atom.kind is not Kind.WORD,
            line=atom.kind is Kind.BREAK,
        )
        self._spaced = atom.kind in (Kind.BREAK, Kind.GAP)

    def _unused(self, code: str) -> str:
        """A code, or one with a number if there is another one."""
        if code not in self._coded.rests:
            return code
        numbers = self._numbers.setdefault(code, count(2))
        return next(name for n in numbers if (name := f"{code}{n}") not in self._coded.rests)

    def _next(self) -> str:
        self._numbered += 1
        return f"x{self._numbered}"

    def _mark(
        self,
        shown: str,
        role: Role,
        partner: int = -1,
        *,
        silent: bool | None = None,
        line: bool = False,
    ) -> None:
        end = self._length + len(shown)
        self._coded.marks.append(Mark(self._length, end, role, partner, (), silent, line))
        self._put(shown)

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)
