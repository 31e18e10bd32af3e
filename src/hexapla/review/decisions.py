"""What a reviewer's decision does to an entry: functions that take an entry and return one."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from hexapla.catalogs.catalog import Draft, Entry, context_after
from hexapla.catalogs.provenance import (
    is_change_line,
    is_of_stale,
    is_own,
    note_lines,
    remarks,
)
from hexapla.errors import UsageError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = [
    "annotate",
    "approve",
    "ignore",
    "is_draft_of",
    "is_editable",
    "note_of",
    "reopen",
    "replaced",
    "restore",
    "rewrite",
    "set_apart",
    "shown_text",
    "tidy",
    "to_draft",
    "version",
    "with_provenance",
    "with_text",
]

_SPACES = lazy_re("[ \t\r\n\v\f]+")
_LINE_SPACES = lazy_re("[ \t\v\f]+")
_CHECK_NAME = lazy_re("[a-z][a-z0-9_-]{0,60}")


def version(entry: Entry) -> str:
    """A digest of everything in an entry that a reviewer decides on.

    References and extracted comments are not part of it. If the version is unchanged, nobody has
    changed the entry since the reviewer saw it.
    """
    seen = (
        entry.msgstr,
        entry.plurals,
        sorted(entry.flags),
        entry.comments,
        (entry.previous, entry.previous_context, entry.previous_plural),
        entry.obsolete,
    )
    data = json.dumps(seen).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def tidy(text: str, msgid: str) -> str:
    """A translation as it goes into a catalog: no control characters, no repeated spaces.

    Line breaks become spaces unless the msgid has line breaks too.
    """
    text = "".join(
        char if char in "\n\t\r\v\f" or unicodedata.category(char) != "Cc" else " "
        for char in text.replace("\r\n", "\n")
    )
    if "\n" in msgid:
        return _LINE_SPACES.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" ")


def shown_text(entry: Entry) -> str:
    """The translation of an entry as the page shows it: plural forms have a line each."""
    if entry.plural is None:
        return entry.msgstr
    return "\n".join(entry.plurals) if any(entry.plurals) else ""


def is_editable(entry: Entry) -> bool:
    """Whether a line is enough for each plural form of an entry, if it has any."""
    if entry.plural is None:
        return True
    return not any("\n" in text for text in (entry.msgid, entry.plural, *entry.plurals))


def with_text(entry: Entry, text: str) -> Entry:
    """The entry with a translation as `shown_text` has it.

    Raises UsageError if its lines are not its plural forms.
    """
    if entry.plural is None:
        return entry.edit(msgstr=tidy(text, entry.msgid))
    count = len(entry.plurals)
    lines = text.split("\n") if text.strip() else [""] * count
    if not is_editable(entry) or len(lines) != count:
        raise UsageError(
            msg("this sentence has {count} plural forms", count=count),
            hint=msg("write each on a line of its own"),
        )
    return entry.edit(plurals=tuple(tidy(line, entry.msgid) for line in lines))


def rewrite(entry: Entry, text: str) -> Entry:
    """The entry with a new translation that nobody has approved yet.

    Returns the entry itself if the translation is the same. Raises what `with_text` raises.
    """
    new = with_text(entry, text)
    if new is entry:
        return entry
    return new.edit(flags=_flags(entry, fuzzy=bool(shown_text(new))))


def approve(entry: Entry, text: str | None = None) -> Entry:
    """The entry, reviewed: not fuzzy, and without a previous msgid.

    ``text`` replaces the translation. The draft comment stays, as provenance. Raises UsageError if
    the translation or one of its plural forms is empty, and what `with_text` raises.
    """
    new = entry if text is None else with_text(entry, text)
    if not (new.msgstr if new.plural is None else new.plurals and all(new.plurals)):
        raise UsageError(msg("there is no translation to approve"), hint=msg("write one first"))
    return new.edit(
        flags=_flags(entry, fuzzy=False),
        comments=tuple(
            line for line in entry.comments if not (is_of_stale(line) or is_change_line(line))
        ),
        previous=None,
        previous_context=None,
        previous_plural=None,
    )


def reopen(entry: Entry) -> Entry:
    """The entry, fuzzy, so that it needs review again."""
    return entry.edit(flags=_flags(entry, fuzzy=True)) if shown_text(entry) else entry


def annotate(entry: Entry, note: str) -> Entry:
    """The entry with a new translator's note. An empty note removes the old one."""
    ours = [comment for comment in entry.comments if is_own(comment)]
    return entry.edit(comments=(*note_lines(note), *ours))


def note_of(entry: Entry) -> str:
    """The translator's note of an entry: its comments, except Hexapla's own."""
    return "\n".join(comment for comment in entry.comments if not is_own(comment))


def replaced(entry: Entry, text: str) -> Entry:
    """The entry with a new translation but the same review state: the reviewer saw the change."""
    _refuse_plural(entry)
    text = tidy(text, entry.msgid)
    return entry.edit(msgstr=text) if text else rewrite(entry, "")


def ignore(entry: Entry, check: str) -> Entry:
    """The entry with a check switched off by the flag ``ignore-CHECK``."""
    if not _CHECK_NAME.fullmatch(check):
        raise UsageError(msg("{check!r} is not the name of a check", check=check))
    flag = f"ignore-{check.replace('_', '-')}"
    if flag in entry.all_flags:
        return entry
    return entry.edit(flags=(*entry.flags, flag)).with_flags_preserved()


def is_draft_of(entry: Entry, text: str) -> bool:
    """Whether a text is the draft that an entry's draft comment describes, by its digest."""
    draft = entry.draft
    text = text if entry.plural is None else text.replace("\n", "\0")
    return draft is not None and Draft.of("", None, entry.msgid, text).text == draft.text


def to_draft(entry: Entry, text: str, provenance: Sequence[str] = ()) -> Entry:
    """The entry with a machine draft as its translation, fuzzy again.

    ``provenance`` is the comment lines of a new draft. Leave it empty if ``text`` is the draft that
    the entry's own draft comment describes.
    """
    new = entry.edit(msgstr=text) if entry.plural is None else with_text(entry, text)
    new = new.edit(flags=_flags(entry, fuzzy=True))
    return with_provenance(new, provenance) if provenance else new


def with_provenance(entry: Entry, provenance: Sequence[str]) -> Entry:
    """The entry with comment lines that say where its text comes from, instead of those it has."""
    notes = remarks(entry.comments)
    return entry.edit(comments=(*notes, *provenance))


def set_apart(entry: Entry, previous: str, others: Collection[str] = ()) -> Entry:
    """A new entry for the sentence that follows ``previous``, so that it can be translated
    differently there. It starts with the shared translation, fuzzy. ``others`` are the sentences
    that it follows elsewhere.
    """
    _refuse_plural(entry)
    return entry.edit(
        context=context_after(previous, others),
        flags=_flags(entry, fuzzy=bool(entry.msgstr)),
        gap=None,
    )


def restore(entry: Entry, before: Entry) -> Entry:
    """The entry as it was before a decision, with its current references and extracted comments."""
    if (entry.extracted, entry.references) == (before.extracted, before.references):
        return before
    return before.edit(extracted=entry.extracted, references=entry.references)


def _flags(entry: Entry, *, fuzzy: bool) -> tuple[str, ...]:
    rest: Iterable[str] = (flag for flag in entry.flags if flag != "fuzzy")
    return ("fuzzy", *rest) if fuzzy else tuple(rest)


def _refuse_plural(entry: Entry) -> None:
    if entry.plural is not None:
        raise UsageError(
            msg("an entry with plural forms can't be edited here"), hint=msg("use a PO editor")
        )
