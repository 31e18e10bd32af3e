"""What an update does with a person's text whose sentence changed a little.

If only typography, code, an address or markup changed, the text is kept, and a comment line says
what changed. Otherwise it is stale, with new numbers and markup in it where that is certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hexapla.catalogs.carrying import Carried, carry, differences, same_words
from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.entry import State, has_words
from hexapla.catalogs.provenance import (
    Draft,
    adapted,
    earlier,
    is_of_stale,
    is_written_for,
    kept,
    written_for,
)

__all__ = ["adapt", "keep", "keep_all", "original_of", "restore_all"]

_KEPT_STATES = (State.REVIEWED, State.EDITED)
_MOST_NOTES = 5
_MOST_SHOWN = 3


def keep_all(
    old: Sequence[Entry], new: Sequence[Entry], title_case: bool
) -> list[tuple[Entry, Entry]]:
    """The old entries whose texts are right for new sentences, each with its new entry.

    Sentences are paired by their words: if several have the same, in their order, but only if
    their translations have the same words, too: otherwise the order would decide what is right.
    With ``title_case``, headings may have capitals at the beginnings of their words.
    """
    if not old or not new:
        return []
    groups: dict[str, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for side, entries in enumerate((old, new)):
        for entry in entries:
            groups[_words(entry, title_case)][side].append(entry)
    pairs = (
        (entry, keep(entry, fresh, title_case))
        for before, after in groups.values()
        if len(before) == len(after)
        and (len(before) == 1 or len({same_words(entry.msgstr) for entry in before}) == 1)
        for entry, fresh in zip(before, after, strict=True)
    )
    return [(entry, kept) for entry, kept in pairs if kept is not None]


def keep(entry: Entry, fresh: Entry, title_case: bool) -> Entry | None:
    """The entry with a new sentence and the same state; None if its text may be wrong there."""
    if entry.state not in _KEPT_STATES or entry.plural is not None:
        return None
    carried = _carry(entry.msgid, fresh, entry.msgstr, title_case)
    if not carried.kept:
        return None
    note = kept(_changes(entry.msgid, fresh.msgid, carried))
    comments = [_moved(line, fresh) for line in entry.comments if not is_written_for(line)]
    notes = [line for line in comments if line.startswith("kept: ") and line != note]
    for line in notes[: max(0, len(notes) + 1 - _MOST_NOTES)]:
        comments.remove(line)
    return entry.edit(
        msgid=fresh.msgid,
        msgstr=carried.text,
        comments=tuple(dict.fromkeys((*comments, note))),
        previous=None,
        previous_context=None,
    )


def _changes(was: str, now: str, carried: Carried) -> str:
    """What was exchanged in the text, and what else differs between two wordings."""
    for old, new in carried.swaps:
        was = was.replace(old, new)
    shown = [f"{old} → {new}" for old, new in carried.swaps[:_MOST_SHOWN]]
    if len(carried.swaps) > _MOST_SHOWN:
        return ", ".join([*shown, "…"])
    return ", ".join([*shown, *([differences(was, now)] if was != now else [])])


def adapt(entry: Entry, fresh: Entry, title_case: bool) -> Entry:
    """A stale entry whose text is adapted to its new sentence where that is certain.

    ``entry`` has the text that a person wrote for ``entry.previous``. If it is changed, a comment
    line has it as it was.
    """
    if entry.previous is None or "\n" in entry.msgstr or entry.previous == fresh.msgid:
        return entry
    carried = _carry(entry.previous, fresh, entry.msgstr, title_case)
    if not carried.swaps:
        return entry
    lines = adapted(carried.swaps, entry.msgstr)
    return entry.edit(msgstr=carried.text, comments=(*entry.comments, *lines))


def restore_all(
    old: Iterable[Entry], new: Iterable[Entry], title_case: bool
) -> dict[str, tuple[Entry, Entry]]:
    """The stale entries whose earlier sentence is back, by that sentence.

    Each is given as it is, and with its text for that sentence: *edited*, because it isn't known
    whether it was reviewed.
    """
    wanted = {entry.msgid for entry in new}
    stale: dict[str, list[Entry]] = defaultdict(list)
    for entry in old:
        if entry.previous in wanted and entry.fuzzy and has_words(entry) and entry.context is None:
            stale[entry.previous].append(entry)
    found: dict[str, tuple[Entry, Entry]] = {}
    for msgid, entries in stale.items():
        original = original_of(entries[0], title_case)
        # A sentence that was split has left each part a part of its translation.
        if len(entries) == 1 and original.previous == msgid:
            comments = tuple(line for line in original.comments if not is_of_stale(line))
            back = original.edit(msgid=msgid, previous=None, comments=comments, obsolete=False)
            found[msgid] = entries[0], back
    return found


def original_of(entry: Entry, title_case: bool) -> Entry:
    """The entry as it was before its text was adapted; the same entry if it wasn't.

    If a person changed the adapted text, that text belongs to the entry's own sentence, and the one
    that it replaced goes into a comment.
    """
    text = entry.original
    if text is None:
        return entry
    comments = tuple(line for line in entry.comments if not is_of_stale(line))
    if entry.previous is None:
        return entry.edit(comments=(*comments, earlier(text)))
    if _carry(entry.previous, entry, text, title_case).text == entry.msgstr:
        return entry.edit(msgstr=text, comments=(*comments, written_for(entry.previous)))
    return entry.edit(comments=(*comments, earlier(text)), previous=None)


def _words(entry: Entry, title_case: bool) -> str:
    return same_words(entry.msgid, title=_is_title(entry, title_case))


def _carry(was: str, fresh: Entry, text: str, title_case: bool) -> Carried:
    return carry(was, fresh.msgid, text, title=_is_title(fresh, title_case))


def _is_title(entry: Entry, title_case: bool) -> bool:
    kinds = ", ".join(entry.extracted).split(", ")
    return title_case and all(kind.startswith(("heading", "title")) for kind in kinds)


def _moved(comment: str, fresh: Entry) -> str:
    """A comment line, valid for the new sentence."""
    draft = Draft.parse(comment)
    if draft is None:
        return comment
    source = Draft.of(draft.origin, draft.score, fresh.msgid, "").source
    return replace(draft, source=source).comment()
