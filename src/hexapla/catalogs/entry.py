"""An entry of a catalog, and its state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from hexapla.catalogs.opinion import Opinion
from hexapla.catalogs.provenance import (
    Draft,
    Guarded,
    flags_in,
    flags_line,
    is_flags_line,
    is_glossary_line,
    original_in,
    remarks,
    text_digest,
    written_for_in,
)
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["PLACED", "Entry", "State", "has_words", "is_a_persons"]

PLACED = "after:"
"""How a msgctxt begins that a translator adds for one place; others are the keys of strings."""

# The flags of gettext itself (manual, "The Format of PO Files").
_GETTEXT_FLAG = lazy_re(r"fuzzy|(?:no-|possible-|impossible-)?[a-z-]+-format|(?:no-)?wrap|range:.*")
# How Babel writes `#| msgid "…"`: as a comment.
_PREVIOUS_AS_COMMENT = lazy_re(r"\| ?(?:msgid|msgctxt|msgid_plural|\") ?.*")
# What msgcat puts around texts that differ in the files it joins: "#-#-#-#-#  a.po  #-#-#-#-#".
_CONFLICT = "#-#-#-#-#"


class State(StrEnum):
    """The state of an entry; determined in one place, `Entry.state`."""

    EMPTY = "empty"
    DRAFT = "draft"
    EDITED = "edited"
    STALE = "stale"
    REVIEWED = "reviewed"
    OBSOLETE = "obsolete"


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
        kept = (flag for line in self.comments for flag in flags_in(line))
        return tuple(dict.fromkeys((*map(str.strip, (*self.flags, *self.sticky)), *kept)))

    @property
    def max_length(self) -> int | None:
        """The most characters that the translation may have, by the flag ``max-length:N``."""
        flags = (flag for flag in self.all_flags if flag.startswith("max-length:"))
        return whole(next(flags, "").removeprefix("max-length:"))

    def with_flags_preserved(self) -> Entry:
        """The entry with a comment line of the flags that gettext's programs and editors drop."""
        dropped = [flag for flag in self.all_flags if not _GETTEXT_FLAG.fullmatch(flag)]
        line = flags_line(dropped)
        if line is None or line in self.comments:
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
        return next(filter(is_glossary_line, self.comments), None)

    @property
    def original(self) -> str | None:
        """The text that a person wrote, if this one was adapted from it; else None."""
        found = map(original_in, self.comments)
        return next((text for text in found if text is not None), None)

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
        recorded = [digest for line in self.comments if (digest := written_for_in(line))]
        recorded += [draft.source] if draft else []
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
    own = remarks(entry.comments)
    placed = entry.context is not None and entry.context.startswith(PLACED)
    return has_words(entry) or placed or bool(own)
