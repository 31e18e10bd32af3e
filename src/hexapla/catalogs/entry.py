"""An entry of a catalog, its state, and the line that records which machine drafted it."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from hexapla.catalogs.opinion import Opinion
from hexapla.catalogs.signature import Signature
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = [
    "ADOPTED",
    "MARKUP",
    "MEMORY",
    "PLACED",
    "PROTECTED",
    "Draft",
    "Entry",
    "Guarded",
    "Remedy",
    "State",
    "adapted",
    "earlier",
    "glossary_line",
    "has_words",
    "is_a_persons",
    "is_change_line",
    "is_flags_line",
    "is_of_stale",
    "is_provenance",
    "is_written_for",
    "kept",
    "pair_digest",
    "text_digest",
    "written_for",
]

PLACED = "after:"
"""How a msgctxt begins that a translator adds for one place; others are the keys of strings."""

MEMORY = "memory"
"""The origin of a draft that came from translation memory."""
ADOPTED = "adopted"
"""The origin of a text that a person wrote, and that was aligned with the article by a machine."""
MARKUP, PROTECTED = "markup", "protected"
"""The faults of a draft whose inline markup, or code and addresses, could not be placed."""


class Remedy(StrEnum):
    """What was done about a fault of a machine's first answer, as `Guarded` records it."""

    SENTENCE_CASE = "sentence case"
    CAPITALS = "in capitals"
    SEARCH = "wider search"
    HELD = "held"
    CLAUSES = "by clauses"
    ASKED_AGAIN = "asked again"
    NEAREST_PLACE = "nearest place"
    PLAIN_WORDS = "plain words"
    IN_PIECES = "in pieces"
    SOURCE_KEPT = "source kept"


class State(StrEnum):
    """The state of an entry; determined in one place, `Entry.state`."""

    EMPTY = "empty"
    DRAFT = "draft"
    EDITED = "edited"
    STALE = "stale"
    REVIEWED = "reviewed"
    OBSOLETE = "obsolete"


# "# draft: " and "; 0.81; 3f9a1c02/b771e04d" take 34 of the 76 columns.
_ORIGIN_COLUMNS = 42
_DRAFT_LINE = lazy_re(
    rf"draft: (?=.{{1,{_ORIGIN_COLUMNS}}};)([^\s;]+(?: [^\s;]+)*); "
    r"(-|0\.[0-9]{2}|1\.00); ([0-9a-f]{8})/([0-9a-f]{8})"
)
# "# guarded: " takes 11 of the 76 columns.
_GUARDED_COLUMNS = 65
_GUARD = r"[a-z]+ \([a-z ]+\)"
# "# written for: 3f9a1c02": the digest of the sentence that a person's text translates.
_WRITTEN_FOR = lazy_re(r"written for: ([0-9a-f]{8})")
# "# kept: don't → don’t": the source changed, but its words and numbers didn't.
_KEPT = lazy_re(r"kept: (?:.* → .*|spaces|Unicode form)")
# "# adapted: 2015 → 2016" and "# adapted from: Abrió en 2015.": a text that was changed with its
# sentence, and the text that a person wrote.
_ADAPTED = lazy_re(r"adapted: .* → .*")
_ADAPTED_FROM = "adapted from: "
# "# flags: ignore-numbers, max-length:40": flags that gettext's programs drop.
_FLAGS_LINE = lazy_re(r"flags: ([a-z][a-z-]*(?::[^\s,]+)?(?:, [a-z][a-z-]*(?::[^\s,]+)?)*)")
# The flags of gettext itself (manual, "The Format of PO Files").
_GETTEXT_FLAG = lazy_re(r"fuzzy|(?:no-|possible-|impossible-)?[a-z-]+-format|(?:no-)?wrap|range:.*")
# How Babel writes `#| msgid "…"`: as a comment.
_PREVIOUS_AS_COMMENT = lazy_re(r"\| ?(?:msgid|msgctxt|msgid_plural|\") ?.*")
# What msgcat puts around texts that differ in the files it joins: "#-#-#-#-#  a.po  #-#-#-#-#".
_CONFLICT = "#-#-#-#-#"
# "# glossary: 3f9a1c02": the digest of the glossary's rules that a draft's sentence was subject to.
_CONTROLS = lazy_re(r"[\x00-\x1f\x7f-\x9f]")
_GLOSSARY_LINE = lazy_re(r"glossary: [0-9a-f]{8}")
_GUARDED_LINE = lazy_re(rf"guarded: (?=.{{1,{_GUARDED_COLUMNS}}}\Z){_GUARD}(?:, {_GUARD})*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The origin of a draft: the comment line ``draft: ORIGIN; SCORE; SRC8/TXT8``.

    ``origin`` is an engine and its version ("argos-en_es 1.9") or the memory; ``score`` is between
    0 and 1, with two decimals, or None if the engine has none; ``source`` and ``text`` are the
    first 8 hex digits of the SHA-256 of the drafted msgid and of `Entry.text`.
    """

    origin: str
    score: float | None
    source: str
    text: str

    @classmethod
    def parse(cls, comment: str) -> Draft | None:
        """The draft recorded in a comment line (without its marker); None for a person's
        comment.
        """
        match = _DRAFT_LINE.fullmatch(comment)
        if match is None:
            return None
        origin, score, source, text = match.groups()
        return cls(origin, None if score == "-" else float(score), source, text)

    @classmethod
    def of(cls, origin: str, score: float | None, msgid: str, msgstr: str) -> Draft:
        """The draft line for ``msgstr``, drafted for ``msgid``.

        If an origin is too long for the line, the versions of its hops are dropped, then its end. A
        score that isn't a number counts as none.
        """
        known = score is not None and math.isfinite(score)
        rounded = round(min(max(0.0, score), 1.0), 2) if known and score is not None else None
        return cls(_fit(origin), rounded, text_digest(msgid), text_digest(msgstr))

    @property
    def is_from_memory(self) -> bool:
        """Whether translation memory gave the text, not an engine."""
        return self.origin == MEMORY

    @property
    def is_adopted(self) -> bool:
        """Whether a person wrote the text; the score says how certainly it belongs here."""
        return self.origin == ADOPTED

    def comment(self) -> str:
        """The comment line, without its marker."""
        score = "-" if self.score is None else f"{self.score:.2f}"
        return f"draft: {self.origin}; {score}; {self.source}/{self.text}"


@dataclass(frozen=True, slots=True)
class Guarded:
    """What was wrong with a machine's first answer: the comment line ``guarded: WHAT (DONE), …``.

    ``faults`` are pairs of a fault's name and what was done about it, in lower case, the worst
    first: ``("numbers", "held")``, ``("loop", "left")``. Faults of the current text can be computed
    from it; these can't.
    """

    faults: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, comment: str) -> Guarded | None:
        """The guard line in a comment line (without its marker); None for a person's comment."""
        if _GUARDED_LINE.fullmatch(comment) is None:
            return None
        found = re.findall(r"(?<![a-z])([a-z]+) \(([a-z ]+)\)", comment.partition(": ")[2])
        return cls(tuple((name, done) for name, done in found))

    def comment(self) -> str:
        """The comment line, without its marker; what doesn't fit is left out."""
        shown = [f"{name} ({done})" for name, done in self.faults]
        while len(", ".join(shown)) > _GUARDED_COLUMNS:
            shown.pop()
        return f"guarded: {', '.join(shown)}"


def is_provenance(comment: str) -> bool:
    """Whether a comment line was written by Hexapla, not by a person."""
    return (
        Draft.parse(comment) is not None
        or Guarded.parse(comment) is not None
        or Opinion.parse(comment) is not None
        or _GLOSSARY_LINE.fullmatch(comment) is not None
        or is_change_line(comment)
        or is_of_stale(comment)
    )


def is_own(comment: str) -> bool:
    """Whether Hexapla wrote a comment line: it is not part of a person's note."""
    return is_provenance(comment) or is_flags_line(comment) or Signature.parse(comment) is not None


def note_lines(note: str) -> tuple[str, ...]:
    """The comment lines of a person's note, of which none can be mistaken for one of Hexapla's."""
    lines = (_CONTROLS.sub(" ", line).rstrip() for line in note.strip().splitlines())
    return tuple(f"note: {line}" if is_own(line) else line for line in lines)


def glossary_line(rules: str) -> str:
    """The comment line of a draft whose sentence is subject to rules of the glossary."""
    return f"glossary: {text_digest(rules)}"


def is_flags_line(comment: str) -> bool:
    """Whether a comment line preserves flags."""
    return _FLAGS_LINE.fullmatch(comment) is not None


def written_for(msgid: str) -> str:
    """The comment line of a stale text, with the digest of the sentence that it translates."""
    return f"written for: {text_digest(msgid)}"


def kept(changes: str) -> str:
    """The comment line of a text that was kept although the source changed."""
    return f"kept: {changes}"


def adapted(swaps: Iterable[tuple[str, str]], original: str) -> tuple[str, str]:
    """The comment lines of a text that was adapted to a changed sentence.

    ``swaps`` is what was exchanged in it, ``original`` the text that a person wrote, on one line.
    """
    changes = ", ".join(f"{was} → {now}" for was, now in swaps)
    return f"adapted: {changes}", f"{_ADAPTED_FROM}{original}"


def is_change_line(comment: str) -> bool:
    """Whether a comment line says how a sentence changed, or what was exchanged in its text."""
    return _KEPT.fullmatch(comment) is not None or _ADAPTED.fullmatch(comment) is not None


def earlier(text: str) -> str:
    """The comment line that has a person's text which another one replaced."""
    return "earlier: " + text.replace("\n", "\\n")


def is_of_stale(comment: str) -> bool:
    """Whether a comment line describes a stale text: what it was written for, how it was adapted.

    Once the text is reviewed, such a line has no meaning.
    """
    return (
        is_written_for(comment)
        or comment.startswith(_ADAPTED_FROM)
        or _ADAPTED.fullmatch(comment) is not None
    )


def is_written_for(comment: str) -> bool:
    """Whether a comment line records the sentence that a stale text translates."""
    return _WRITTEN_FOR.fullmatch(comment) is not None


def text_digest(text: str) -> str:
    """The first 8 hex digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def pair_digest(source: str, text: str) -> str:
    """The digests of a sentence and of a text of it, as lists of editions have them."""
    return f"{text_digest(source)}/{text_digest(text)}"


def _fit(origin: str) -> str:
    origin = " ".join(origin.replace(";", ",").split()) or "unknown"
    if len(origin) > _ORIGIN_COLUMNS:
        origin = "+".join(hop.split(" ")[0] for hop in origin.split("+"))
    if len(origin) > _ORIGIN_COLUMNS:
        origin = origin[: _ORIGIN_COLUMNS - 1] + "…"
    return origin


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a catalog: a segment and its translation, with everything gettext stores.

    ``context`` is the msgctxt; ``flags`` are those of ``#,`` lines and ``sticky`` those of the
    ``#=`` lines of gettext 0.26 and later; ``comments``, ``extracted`` and ``references`` are the
    lines ``#``, ``#.`` and the places of ``#:``, without their markers. ``previous``,
    ``previous_context`` and ``previous_plural`` are the ``#|`` lines: what the text was written
    for. ``plural`` and ``plurals`` are msgid_plural and msgstr[n], which articles don't have.

    ``line`` (from 1, 0 for a new entry) is where the entry starts in its file, ``gap`` the text
    between it and the previous entry, and ``verbatim`` its own text in the file, None for a new or
    changed entry; ``origin`` is a changed entry as it was read. These four don't count for
    equality.

    An entry never changes, so its draft and state are computed once.
    """

    msgid: str
    msgstr: str = ""
    context: str | None = None
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    previous: str | None = None
    previous_context: str | None = None
    previous_plural: str | None = None
    plural: str | None = None
    plurals: tuple[str, ...] = ()
    obsolete: bool = False
    sticky: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    gap: str | None = field(default=None, compare=False, repr=False)
    verbatim: str | None = field(default=None, compare=False, repr=False)
    origin: Entry | None = field(default=None, compare=False, repr=False)
    _facts: tuple[Draft | None, bool, State] | None = field(
        default=None, init=False, compare=False, repr=False
    )

    @property
    def key(self) -> tuple[str | None, str]:
        """What identifies an entry in gettext: context and msgid."""
        return self.context, self.msgid

    @property
    def text(self) -> str:
        """The translation; plural forms are joined by NUL, as in a ``.mo`` file."""
        return self.msgstr if self.plural is None else "\0".join(self.plurals)

    @property
    def fuzzy(self) -> bool:
        """Whether the text still needs a person's approval."""
        return "fuzzy" in self.flags

    @property
    def all_flags(self) -> tuple[str, ...]:
        """The flags of ``#,`` and ``#=`` lines, and those that a comment line preserves."""
        found = (_FLAGS_LINE.fullmatch(line) for line in self.comments if line[:6] == "flags:")
        kept = (flag for match in found if match for flag in match[1].split(", "))
        return tuple(dict.fromkeys((*map(str.strip, (*self.flags, *self.sticky)), *kept)))

    @property
    def max_length(self) -> int | None:
        """The most characters that the translation may have, by the flag ``max-length:N``."""
        flags = (flag for flag in self.all_flags if flag.startswith("max-length:"))
        return whole(next(flags, "").removeprefix("max-length:"))

    def with_flags_preserved(self) -> Entry:
        """The entry with a comment line of the flags that gettext's programs and editors drop."""
        dropped = [flag for flag in self.all_flags if not _GETTEXT_FLAG.fullmatch(flag)]
        line = f"flags: {', '.join(dropped)}"
        if not dropped or line in self.comments or not _FLAGS_LINE.fullmatch(line):
            return self
        others = (comment for comment in self.comments if not is_flags_line(comment))
        return self.edit(comments=(*others, line))

    @property
    def draft(self) -> Draft | None:
        """The origin of a draft, from the first comment line that records one."""
        return self._known()[0]

    @property
    def guarded(self) -> Guarded | None:
        """What was wrong with the draft when it was made; None if nothing was recorded."""
        found = (Guarded.parse(line) for line in self.comments if line.startswith("guarded: "))
        return next((one for one in found if one is not None), None)

    @property
    def opinion(self) -> Opinion | None:
        """What a second engine said about the draft; None if none was asked."""
        found = (Opinion.parse(line) for line in self.comments if line.startswith("critic: "))
        return next((one for one in found if one is not None), None)

    @property
    def glossary(self) -> str | None:
        """The line with the digest of the glossary's rules under which the draft was made."""
        return next((line for line in self.comments if _GLOSSARY_LINE.fullmatch(line)), None)

    @property
    def original(self) -> str | None:
        """The text that a person wrote, if this one was adapted from it; else None."""
        start = len(_ADAPTED_FROM)
        lines = (line[start:] for line in self.comments if line.startswith(_ADAPTED_FROM))
        return next(lines, None)

    @property
    def state(self) -> State:
        """The state of the entry."""
        return self._known()[2]

    @property
    def by_machine(self) -> bool:
        """Whether the text comes from a machine or the memory and no person has edited it."""
        return self._known()[1]

    def _known(self) -> tuple[Draft | None, bool, State]:
        """The draft, whether its text is unedited, and the state."""
        if self._facts is None:
            object.__setattr__(self, "_facts", self._found())
        assert self._facts is not None
        return self._facts

    def _found(self) -> tuple[Draft | None, bool, State]:
        drafts = (Draft.parse(line) for line in self.comments if line.startswith("draft: "))
        draft = next((draft for draft in drafts if draft is not None), None)
        untouched = bool(
            self.fuzzy
            and (self.msgstr or any(self.plurals))
            and draft is not None
            and not draft.is_adopted
            and draft.text == text_digest(self.text)
        )
        return draft, untouched, self._state(draft, untouched)

    def _state(self, draft: Draft | None, untouched: bool) -> State:
        if self.obsolete:
            return State.OBSOLETE
        if not self.msgstr if self.plural is None else not (self.plurals and all(self.plurals)):
            return State.EMPTY
        if self._has_conflict:
            return State.STALE
        if not self.fuzzy:
            return State.REVIEWED
        if self._has_previous or self._is_for_another(draft):
            return State.STALE
        return State.DRAFT if untouched else State.EDITED

    def _is_for_another(self, draft: Draft | None) -> bool:
        """Whether the text belongs to another sentence, as a comment line records it.

        Tools lose ``#|`` lines (msgmerge without --previous, msgattrib --clear-previous), but keep
        comments.
        """
        found = (_WRITTEN_FOR.fullmatch(line) for line in self.comments if line[:1] == "w")
        recorded = [match[1] for match in found if match] + ([draft.source] if draft else [])
        return bool(recorded) and recorded[0] != text_digest(self.msgid)

    @property
    def _has_conflict(self) -> bool:
        """Whether the text contains the conflict marks of msgcat, and its sentence doesn't."""
        return _CONFLICT not in self.msgid and any(
            _CONFLICT in text for text in (self.msgstr, *self.plurals)
        )

    @property
    def _has_previous(self) -> bool:
        if any(line[:1] == "|" and _PREVIOUS_AS_COMMENT.fullmatch(line) for line in self.comments):
            return True
        return any(
            text is not None
            for text in (self.previous, self.previous_context, self.previous_plural)
        )

    def edit(self, **changes: Any) -> Entry:
        """The entry with these fields changed; the same entry if nothing differs."""
        real = {name: value for name, value in changes.items() if getattr(self, name) != value}
        if not real:
            return self
        origin = self if self.verbatim is not None else self.origin
        return replace(self, **{"verbatim": None, "origin": origin, **real})


def has_words(entry: Entry) -> bool:
    """Whether a person wrote or approved the text of an entry."""
    return bool(entry.msgstr or any(entry.plurals)) and not entry.by_machine


def is_a_persons(entry: Entry) -> bool:
    """Whether a person wrote anything in an entry: its text, a comment, the context of a place."""
    own = (comment for comment in entry.comments if not is_provenance(comment))
    placed = entry.context is not None and entry.context.startswith(PLACED)
    return has_words(entry) or placed or any(True for _ in own)
