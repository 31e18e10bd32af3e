"""What a reviewer asks for, turned from a request into changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.signing import recorded, sign
from hexapla.errors import HexaplaError, UsageError
from hexapla.message import msg
from hexapla.review import decisions
from hexapla.review.article import Change
from hexapla.review.requests import Body
from hexapla.review.search import Match
from hexapla.review.snapshot import Snapshot, identifier

__all__ = [
    "approval_of",
    "change_for",
    "gone",
    "is_already_made",
    "replacement_for",
]

Drafted = tuple[str, tuple[str, ...]]
"""An engine's text, and the comment lines that say where it comes from."""
Drafter = Callable[[Entry], Drafted]
"""Finds or makes the machine draft of an entry; see `Review.draft`."""


def change_for(
    body: Body,
    snapshot: Snapshot,
    entry: Entry,
    draft: Drafter,
    reviewer: str,
    suggested: Drafted | None = None,
) -> Change:
    """The change to an entry that a request asks for in its field ``action``.

    ``base`` in the request is the version of the entry that the reviewer saw; the ``reviewer`` is
    recorded in it. ``suggested`` is the text that an engine has suggested for the entry: if the
    reviewer chose it, its origin is recorded. Raises UsageError for an invalid request, and what
    ``draft`` raises.
    """
    action, base = body.text("action"), body.text("base")
    if action == "apart":
        return _apart(body, snapshot, entry)
    if action == "draft":
        text, provenance = draft(entry)
        return _change(entry, base, lambda now: decisions.to_draft(now, text, provenance))
    decide, remark = _DECISIONS.get(action), _REMARKS.get(action)
    if decide is not None:

        def decided(now: Entry) -> Entry:
            after = recorded(now, _with_origin(now, decide(now, body), suggested), reviewer)
            return sign(after, reviewer) if action == "approve" else after

        return _change(entry, base, decided)
    if remark is None:
        raise UsageError(msg("unknown action {action!r}", action=action))
    return _change(entry, base, lambda now: remark(now, body))


def replacement_for(match: Match, versions: Mapping[str, str], reviewer: str) -> Change | None:
    """The change that search and replace makes to an entry; the ``reviewer`` is recorded in it.

    ``versions`` are the versions that the reviewer saw, by identifier. Returns None if the
    reviewer did not choose this entry.
    """
    base = versions.get(identifier(match.entry.key))
    if base is None:
        return None
    return _change(
        match.entry,
        base,
        lambda now: recorded(now, decisions.replaced(now, match.text), reviewer),
    )


def approval_of(entry: Entry, base: str, reviewer: str) -> Change:
    """The change that approves an entry as the reviewer saw it, in the version ``base``."""
    return _change(
        entry, base, lambda now: sign(recorded(now, decisions.approve(now), reviewer), reviewer)
    )


def gone() -> UsageError:
    """The error for a sentence that is no longer there."""
    return UsageError(msg("this sentence is no longer in the article"), hint=msg("reload the page"))


def is_already_made(change: Change | None, entry: Entry | None) -> bool:
    """Whether an entry that somebody else changed is already as a change would make it."""
    if change is None or entry is None:
        return False
    try:
        return change.decide(entry) == entry
    except HexaplaError:
        return False


def _change(entry: Entry, base: str, decide: Callable[[Entry], Entry]) -> Change:
    return Change(entry.key, base, lambda now: decide(now) if now is not None else None)


def _apart(body: Body, snapshot: Snapshot, entry: Entry) -> Change:
    """A new entry for one place in the article."""
    row = body.number("row")
    if not 0 <= row < len(snapshot.segments) or snapshot.entries[row].key != entry.key:
        raise gone()
    others = [one.previous for one in snapshot.segments if one.text == entry.msgid]
    apart = decisions.set_apart(entry, snapshot.segments[row].previous, others)
    return Change(apart.key, None, lambda _: apart)


def _with_origin(before: Entry, after: Entry, suggested: Drafted | None) -> Entry:
    """An entry with the origin of its text, if the reviewer took over what an engine suggested."""
    if suggested is None or decisions.shown_text(after) != suggested[0]:
        return after
    taken = decisions.shown_text(before) != suggested[0]
    return decisions.with_provenance(after, suggested[1]) if taken else after


_DECISIONS: Mapping[str, Callable[[Entry, Body], Entry]] = {
    "write": lambda entry, body: decisions.rewrite(entry, body.text("text")),
    "approve": lambda entry, body: decisions.approve(
        entry, body.text("text") if body.has("text") else None
    ),
    "reopen": lambda entry, _: decisions.reopen(entry),
}
"""What is done to a text; the reviewer is recorded with it."""

_REMARKS: Mapping[str, Callable[[Entry, Body], Entry]] = {
    "note": lambda entry, body: decisions.annotate(entry, body.text("text")),
    "ignore": lambda entry, body: decisions.ignore(entry, body.text("check")),
}
