"""Who reviewed and who translated an entry: read and written as its comment lines.

A record counts as long as the sentence and its text are the ones that the person saw. After that it
stays in the entry as history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.provenance import text_digest
from hexapla.catalogs.signature import REVIEWED, TRANSLATED, Signature, identity, person
from hexapla.errors import UsageError
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.catalogs.catalog import Catalog

__all__ = [
    "independent",
    "is_unchanged_draft",
    "name_of",
    "past",
    "recorded",
    "recorded_all",
    "reviewers",
    "sign",
    "today",
    "translated_by",
    "translator",
    "unsigned",
    "withdrawn",
]

# The records of earlier wordings by their translators that an entry keeps.
_MOST_TRANSLATED = 5


def today() -> str:
    """The date of a record that is made now, in UTC."""
    return datetime.now(UTC).date().isoformat()


def name_of(given: str) -> str:
    """A person's name as it is recorded; raises UsageError if nothing of it can be."""
    name = person(given)
    if not name:
        raise UsageError(msg("a name is needed"), hint=msg("use --as NAME"))
    return name


def sign(entry: Entry, name: str, date: str | None = None) -> Entry:
    """The entry with the record that a person has reviewed its text, as it is now.

    It doesn't approve the text: an entry that isn't reviewed stays as it is, and so does one that
    the same person has signed. ``date`` is an ISO date, today by default. Raises UsageError for a
    name of which nothing can be recorded.
    """
    name = name_of(name)
    signed = {identity(one.name) for one in reviewers(entry)}
    if entry.state is not State.REVIEWED or identity(name) in signed:
        return entry
    made = Signature.of(REVIEWED, name, date or today(), _subject(entry))
    return entry.edit(comments=(*entry.comments, made.comment()))


def translated_by(entry: Entry, name: str, date: str | None = None) -> Entry:
    """The entry with the record that a person wrote its text. For the parameters see `sign`."""
    name, date = name_of(name), date or today()
    if not entry.text.strip("\0"):
        return entry
    known = _current(entry, TRANSLATED)
    if known and identity(known[-1].name) == identity(name):
        return entry
    made = Signature.of(TRANSLATED, name, date, _subject(entry)).comment()
    earlier = [line for line in entry.comments if _is(line, TRANSLATED)]
    # One line for each person and day: a text is saved many times while it is written.
    same_day = {line for line in earlier if line.startswith(f"{TRANSLATED}: {name}; {date}; ")}
    left = [line for line in earlier if line not in same_day]
    dropped = {*same_day, *left[: max(0, len(left) + 1 - _MOST_TRANSLATED)]}
    kept = (line for line in entry.comments if line not in dropped)
    return entry.edit(comments=(*kept, made))


def recorded(was: Entry | None, now: Entry, name: str, date: str | None = None) -> Entry:
    """An entry that a person changed, with the records of that: of a new text, and of its approval.

    ``was`` is the entry before, None if there was none. A reviewer who takes back the approval of
    a text also takes back the own record. For the other parameters see `sign`.
    """
    changed = was is None or now.text != was.text
    if changed and not is_unchanged_draft(now):
        now = translated_by(now, name, date)
    before = was is not None and was.state is State.REVIEWED
    if now.state is State.REVIEWED and (changed or not before):
        return sign(now, name, date)
    if before and not changed and now.state is not State.REVIEWED:
        return withdrawn(now, name)
    return now


def recorded_all(
    before: Catalog, after: Catalog, name: str | None, *, approvals: bool = True
) -> Catalog:
    """A catalog whose entries a person changed, with the records of that; see `recorded`.

    Both catalogs have the same entries in the same order. Without a ``name`` nothing is recorded,
    and without ``approvals`` only who wrote new texts.
    """
    if name is None:
        return after
    pairs = zip(before.entries, after.entries, strict=True)
    if approvals:
        return after.with_entries(recorded(was, now, name) for was, now in pairs)
    return after.with_entries(
        translated_by(now, name) if now.text != was.text else now for was, now in pairs
    )


def withdrawn(entry: Entry, name: str) -> Entry:
    """The entry without a person's record of having reviewed its current text."""
    own = [one for one in _current(entry, REVIEWED) if identity(one.name) == identity(name)]
    lines = {one.comment() for one in own}
    return entry.edit(comments=tuple(line for line in entry.comments if line not in lines))


def reviewers(entry: Entry) -> tuple[Signature, ...]:
    """The records of the people who have reviewed the entry's text as it is, each person once.

    There are none if the entry isn't reviewed.
    """
    if entry.state is not State.REVIEWED:
        return ()
    found: dict[str, Signature] = {}
    for one in _current(entry, REVIEWED):
        found.setdefault(identity(one.name), one)
    return tuple(found.values())


def translator(entry: Entry) -> Signature | None:
    """The record of the person who wrote the entry's text as it is; None if none is known."""
    found = _current(entry, TRANSLATED)
    return found[-1] if found else None


def independent(entry: Entry) -> int:
    """How many people have reviewed the entry's text who certainly didn't write it.

    Nobody wrote an engine's unedited draft. If it isn't known who wrote a text, one of its
    reviewers may have.
    """
    found = reviewers(entry)
    author = translator(entry)
    if author is not None:
        return sum(identity(one.name) != identity(author.name) for one in found)
    draft = entry.draft
    by_engine = is_unchanged_draft(entry) and draft is not None and not draft.is_from_memory
    return len(found) if by_engine else max(0, len(found) - 1)


def is_unchanged_draft(entry: Entry) -> bool:
    """Whether the text is a draft, by an engine or the memory, in which nothing was changed."""
    draft = entry.draft
    return draft is not None and not draft.is_adopted and draft.text == text_digest(entry.text)


def past(entry: Entry) -> tuple[Signature, ...]:
    """The records that belong to earlier sentences or texts of the entry, in their order."""
    found = list(_all(entry.comments))
    subject = _subject(entry) if found else ""
    return tuple(one for one in found if not one.is_for(subject))


def unsigned(entry: Entry) -> Entry:
    """The entry without any records, to compare what else has changed."""
    return entry.edit(comments=tuple(line for line in entry.comments if not _is(line, "")))


def _current(entry: Entry, deed: str) -> Sequence[Signature]:
    found = [one for one in _all(entry.comments) if one.deed == deed]
    if not found:
        return ()
    subject = _subject(entry)
    return [one for one in found if one.is_for(subject)]


def _all(comments: Iterable[str]) -> Iterable[Signature]:
    return (one for line in comments if (one := Signature.parse(line)) is not None)


def _is(line: str, deed: str) -> bool:
    found = Signature.parse(line)
    return found is not None and deed in ("", found.deed)


def _subject(entry: Entry) -> str:
    """What a record is bound to: the sentence, its place or key, and its text."""
    seen = json.dumps([entry.context, entry.msgid, entry.plural, entry.text])
    return hashlib.sha256(seen.encode()).hexdigest()
