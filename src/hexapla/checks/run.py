"""Running the checks: on an entry, on many, and on catalogs with the risk of each entry."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.checks.check import (
    Check,
    Context,
    Finding,
    Remark,
    Severity,
    TextPair,
    markup_of,
)
from hexapla.checks.choices import texts_of_branches
from hexapla.checks.consistency import GroupCheck
from hexapla.checks.rating import risk
from hexapla.checks.registry import Selection, ignored, is_ignored, select
from hexapla.documents.document import is_too_long
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.message import msg, one_line

__all__ = [
    "Checked",
    "check_catalogs",
    "check_entries",
    "check_entry",
    "fault_of_structure",
    "is_for_tools",
    "worst",
]

# Similarity is measured with at most this many reviewed sources, and counts from this percentage.
_MOST_SOURCES, _LEAST_SIMILARITY = 1_000, 60.0
_PROCESSES = 2
# Messages in place of which translators give their names and addresses.
_CREDITS = frozenset(
    ["translator-credits", "translator_credits", "translation credits", "your names", "your emails",
     "name of translators", "email of translators"]
)  # fmt: skip
_PICTURE = ("external ref='", "@@image: '")  # messages of itstool and xml2po
# Starting worker processes pays off from this many entries.
_MANY = 2_000
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry that was checked: the path of its catalog, its findings, worst first, and its risk,
    from 0 to 1.
    """

    path: str
    language: Language
    entry: Entry
    findings: tuple[Finding, ...]
    risk: float

    @property
    def severity(self) -> Severity | None:
        """The severity of its worst finding, or None."""
        return max((finding.severity for finding in self.findings), default=None)

    @property
    def crashed(self) -> bool:
        """Whether a check crashed here."""
        return any(finding.crashed for finding in self.findings)


def check_entry(
    entry: Entry,
    context: Context,
    disabled: Collection[str] = (),
    kind: Kind | None = None,
) -> list[Finding]:
    """The findings of the checks in an entry, worst first.

    ``disabled`` contains the names, Hexapla's or Weblate's, of checks that are switched off; the
    entry's own flags ``ignore-NAME`` count as well. ``kind`` is what counts as markup; by default,
    `markup_of` decides. An empty or obsolete entry has no findings, unless some of its plural forms
    have a text. A check that raises an exception adds an error that says so (`Finding.crashed`);
    the other checks run. Raises UsageError for an unknown name in ``disabled``.
    """
    return _check(entry, context, select(disabled), kind)


def fault_of_structure(entry: Entry, context: Context, off: Collection[str] = ()) -> str:
    """The worst error that the checks of structure find in an entry, "" if they find none."""
    from hexapla.checks.structure import CHECKS

    (findings,) = check_entries([entry], context, off, only=[check.name for check in CHECKS])
    worst = next((one for one in findings if one.severity is Severity.ERROR), None)
    return (
        msg("of the check {check}: {message}", check=worst.check, message=worst.message)
        if worst
        else ""
    )


def check_entries(
    entries: Sequence[Entry],
    context: Context,
    disabled: Collection[str] = (),
    *,
    only: Collection[str] | None = None,
    processes: int = 1,
) -> list[list[Finding]]:
    """The findings of many entries, as `check_entry` returns them, in the order of the entries.

    ``only`` names the checks to run; by default, all that aren't disabled. With 2,000 entries or
    more, ``processes`` worker processes share the work, unless it is 1. Raises WorkerError if one
    of them ends early.
    """
    selection = select(disabled, only)
    if processes < 2 or len(entries) < _MANY:
        return [_check(entry, context, selection) for entry in entries]
    from hexapla.workers import Workers

    chunks = [entries[at : at + _CHUNK] for at in range(0, len(entries), _CHUNK)]
    with Workers(partial(_prepare, context, disabled, only), processes) as workers:
        return [findings for chunk in workers.map(chunks) for findings in chunk]


def check_catalogs(
    catalogs: Sequence[Catalog],
    context: Context,
    disabled: Collection[str] = (),
    *,
    only: Collection[str] | None = None,
    stale: bool = False,
    processes: int = _PROCESSES,
    alone: Callable[[Sequence[Entry]], list[list[Finding]]] | None = None,
) -> list[Checked]:
    """Check catalogs of one language together, in their order.

    ``context`` is what `learn_context` learned from their entries. Empty and obsolete entries are
    skipped. So are stale ones, which are not published; with ``stale`` they are checked one by one,
    but not compared with the others. ``disabled`` and ``only`` are as in `select`. ``alone`` gives
    the findings of the checks that look at one entry, by default `check_entries` does.
    """
    listed = [
        (catalog.where, entry)
        for catalog in catalogs
        for entry in catalog.entries
        if _has_text(entry) and (stale or entry.state is not State.STALE)
    ]
    entries = [entry for _, entry in listed]
    processes = min(processes, os.cpu_count() or 1)
    if alone is not None:
        single = alone(entries)
    else:
        single = check_entries(entries, context, disabled, only=only, processes=processes)
    together = _check_together(entries, context, select(disabled, only))
    near = _Similarity(entries)
    return [
        Checked(
            path,
            context.target,
            entry,
            _worst_first([*alone, *shared]),
            risk(entry, [*alone, *shared], near(entry)),
        )
        for (path, entry), alone, shared in zip(listed, single, together, strict=True)
    ]


def worst(checked: Sequence[Checked], count: int) -> list[Checked]:
    """The entries with the highest risk, highest first; entries of equal risk in their order."""
    return sorted(checked, key=lambda one: -one.risk)[:count]


def _prepare(
    context: Context, disabled: Collection[str], only: Collection[str] | None
) -> Callable[[Sequence[Entry]], list[list[Finding]]]:
    """In a worker: the function that checks a chunk of entries.

    The context goes to a worker once: a lexicon is too large to send with each chunk.
    """
    selection = select(disabled, only)
    return lambda entries: [_check(entry, context, selection) for entry in entries]


def _has_text(entry: Entry) -> bool:
    """Whether there is a text to check; one plural form is enough."""
    return not entry.obsolete and (entry.state is not State.EMPTY or any(entry.plurals))


def _check(
    entry: Entry, context: Context, selection: Selection, kind: Kind | None = None
) -> list[Finding]:
    if not _has_text(entry) or is_for_tools(entry.msgid):
        return []
    off = ignored(entry)
    chosen = [one for one in selection.single if not is_ignored(one, off)]
    findings: list[Finding] = []
    for pair in _text_pairs(entry, context, kind or markup_of(entry)):
        is_whole = is_too_long(pair.source, pair.target)
        findings += _run([one for one in chosen if one.any_length] if is_whole else chosen, pair)
    return list(_worst_first(findings))


def is_for_tools(source: str) -> bool:
    """Whether a message isn't a text, but holds a place for credits or a picture."""
    return source.startswith(_PICTURE) or source.casefold() in _CREDITS


def _check_together(
    entries: Sequence[Entry], context: Context, selection: Selection
) -> list[list[Finding]]:
    """The findings of the checks of a whole publication, in the order of the entries."""
    found: list[list[Finding]] = [[] for _ in entries]
    for check in selection.group if entries else ():
        try:
            for at, remark in check.run(entries, context):
                if not is_ignored(check, ignored(entries[at])):
                    found[at].append(_finding(check.name, remark))
        except _ANYTHING as error:
            found[0].append(_crash(check, error))
    return found


def _worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def _run(chosen: Sequence[Check], pair: TextPair) -> list[Finding]:
    found: list[Finding] = []
    for check in chosen:
        try:
            for remark in check.run(pair):
                finding = _finding(check.name, remark, pair.form)
                if pair.source not in (pair.entry.msgid, pair.entry.plural):
                    finding = replace(finding, source=None, target=None)  # Offsets in a branch.
                found.append(_as_habit(finding, pair.context))
        except _ANYTHING as error:
            found.append(_crash(check, error, pair.form))
    return found


def _as_habit(finding: Finding, context: Context) -> Finding:
    if finding.severity is Severity.WARNING and finding.check in context.habits:
        return replace(finding, severity=Severity.NOTE)
    return finding


# What a check may raise: plug-ins may fail in any way, and some call exit().
_ANYTHING = (Exception, SystemExit)


def _finding(check: str, remark: Remark, form: int = 0) -> Finding:
    try:
        severity, message, source, target = remark
        # A message may quote text of several lines, but a report has one line per finding.
        return Finding(check, Severity(severity), one_line(message), source, target, form)
    except (AttributeError, TypeError, ValueError):
        raise TypeError(f"not a remark: {remark!r:.200}") from None


def _crash(check: Check | GroupCheck, error: BaseException, form: int = 0) -> Finding:
    what = " ".join(" ".join(traceback.format_exception_only(error)).split())
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename != __file__]
    if frames:
        place = f"{frames[-1].filename}:{frames[-1].lineno}"
    else:  # it returned something else than remarks
        place = f"{check.run.__module__}.{check.run.__qualname__}"
    message = msg(
        "the check crashed: {what} ({place}); report it, and switch it off until then "
        "(checks-off, or the flag ignore-{name})",
        what=what,
        place=place,
        name=check.name,
    )
    return Finding(check.name, Severity.ERROR, message, form=form, crashed=True)


def _text_pairs(entry: Entry, context: Context, kind: Kind) -> Iterator[TextPair]:
    """The texts of an entry: one pair, or one per plural form or branch of a choice."""
    if entry.plural is None:
        texts = texts_of_branches(entry.msgid, entry.msgstr) or [(entry.msgid, entry.msgstr)]
        for form, (source, target) in enumerate(texts):
            yield TextPair(entry, context, source, target, kind, form)
        return
    for form, text in enumerate(entry.plurals):
        if form and not text:
            continue  # `plurals` reports this, with the first form
        source = entry.msgid if form == 0 and len(entry.plurals) > 1 else entry.plural
        yield TextPair(entry, context, source, text, kind, form)


class _Similarity:
    """How similar a draft's source is to the most similar reviewed one, 0 to 1."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        reviewed = [
            entry.msgid
            for entry in entries
            if entry.state is State.REVIEWED and not is_too_long(entry.msgid)
        ]
        self._sources = reviewed[:: max(1, -(-len(reviewed) // _MOST_SOURCES))]

    def __call__(self, entry: Entry) -> float | None:
        if entry.state is not State.DRAFT or not self._sources or is_too_long(entry.msgid):
            return None
        from rapidfuzz import fuzz, process

        best = process.extractOne(
            entry.msgid, self._sources, scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILARITY
        )
        return float(best[1]) / 100 if best else 0.0
