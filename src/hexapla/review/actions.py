"""What a reviewer asks for, turned from a request into changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.signing import recorded, sign
from hexapla.errors import HexaplaError, UsageError
from hexapla.review import decisions
from hexapla.review.article import Change
from hexapla.review.requests import Body
from hexapla.review.search import Match
from hexapla.review.snapshot import Snapshot, identifier

__all__ = ["change_for", "gone", "is_already_made", "replacement_for"]

Drafter = Callable[[Entry], tuple[str, tuple[str, ...]]]
"""Finds or makes the machine draft of an entry; see `Review.draft`."""


def change_for(
    body: Body, snapshot: Snapshot, entry: Entry, draft: Drafter, reviewer: str
) -> Change:
    """The change to an entry that a request asks for in its field ``action``.

    ``base`` in the request is the version of the entry that the reviewer saw; the ``reviewer`` is
    recorded in it. Raises UsageError for an invalid request, and what ``draft`` raises.
    """
    action, base = body.text("action"), body.text("base")
    if action == "apart":
        return _apart(body, snapshot, entry)
    if action == "draft":
        text, provenance = draft(entry)
        return _change(entry, base, lambda now: decisions.to_draft(now, text, provenance))
    decide, remark = _DECISIONS.get(action), _REMARKS.get(action)
    if decide is not None:
        return _change(entry, base, lambda now: decide(now, body, reviewer))
    if remark is None:
        raise UsageError(f"unknown action {action!r}")
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


def gone() -> UsageError:
    """The error for a sentence that is no longer there."""
    return UsageError("this sentence is no longer in the article", hint="reload the page")


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


def _write(entry: Entry, body: Body, reviewer: str) -> Entry:
    return recorded(entry, decisions.rewrite(entry, body.text("text")), reviewer)


def _approve(entry: Entry, body: Body, reviewer: str) -> Entry:
    approved = decisions.approve(entry, body.text("text") if body.has("text") else None)
    return sign(recorded(entry, approved, reviewer), reviewer)


def _reopen(entry: Entry, body: Body, reviewer: str) -> Entry:
    return recorded(entry, decisions.reopen(entry), reviewer)


_DECISIONS: Mapping[str, Callable[[Entry, Body, str], Entry]] = {
    "write": _write,
    "approve": _approve,
    "reopen": _reopen,
}
"""What is done to a text, with the reviewer's record of it."""

_REMARKS: Mapping[str, Callable[[Entry, Body], Entry]] = {
    "note": lambda entry, body: decisions.annotate(entry, body.text("text")),
    "ignore": lambda entry, body: decisions.ignore(entry, body.text("check")),
}
