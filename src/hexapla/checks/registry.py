"""The checks by name, built-in ones and plug-ins alike, and what runs them over entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import entry_points

from hexapla.catalogs.entry import Entry, State
from hexapla.checks.check import Check, Context, Finding, Pair, markup_of
from hexapla.documents.format import Markup
from hexapla.errors import EngineError, UsageError

__all__ = ["GROUP", "check_entries", "check_entry", "checks", "is_checked", "known_names", "wanted"]

GROUP = "hexapla.checks"
"""The entry points that name checks: tuples of `Check`."""

_ALL = ("ignore-all-checks", "ignore-all")
# From this many entries on, a second process is worth its start.
_MANY = 2_000
_CHUNK = 500


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Every check that is installed, in the order of the entry points' names.

    Raises EngineError naming a plug-in that can't be loaded.
    """
    found: list[Check] = []
    for point in sorted(entry_points(group=GROUP)):
        try:
            found += point.load()
        except Exception as error:  # a plug-in may fail in any way
            raise EngineError(
                f"the checks {point.name!r} can't be loaded: {type(error).__name__}: {error}",
                where=point.value,
                hint="update or remove the plug-in",
            ) from error
    return tuple(found)


def known_names() -> list[str]:
    """The names of all checks, those over a whole publication too."""
    from hexapla.checks.consistency import CONSISTENCY

    return [*(check.name for check in checks()), *CONSISTENCY]


def wanted(disabled: Collection[str] = ()) -> list[Check]:
    """The checks that are not switched off, by our name or by Weblate's.

    Raises UsageError for a name that no check has.
    """
    import difflib

    names = {_flag(name) for name in disabled}
    known = {_flag(name) for name in known_names()}
    known |= {_flag(name) for check in checks() for name in check.weblate}
    for name in sorted(names - known):
        close = difflib.get_close_matches(name, known, n=1)
        raise UsageError(
            f"there is no check {name!r}",
            hint=f"did you mean {close[0]}?" if close else f"there are {', '.join(known_names())}",
        )
    return [check for check in checks() if not names & _names(check)]


def check_entry(
    entry: Entry,
    context: Context,
    disabled: Collection[str] = (),
    kind: Markup | None = None,
) -> list[Finding]:
    """What the checks find in an entry, the worst first.

    ``disabled`` names checks that are off, by our name or Weblate's; the entry's own flags
    ``ignore-NAME`` count, too. ``kind`` is what counts as markup, by default what the entry's
    first reference says. An empty or obsolete entry has no findings, unless some of its plural
    forms have a text.
    """
    return _check(entry, context, wanted(disabled), kind)


def check_entries(
    entries: Sequence[Entry],
    context: Context,
    disabled: Collection[str] = (),
    *,
    processes: int = 1,
) -> list[list[Finding]]:
    """`check_entry` over many entries, in their order; several processes share a large number."""
    chosen = wanted(disabled)
    if processes < 2 or len(entries) < _MANY:
        return [_check(entry, context, chosen, None) for entry in entries]
    from concurrent.futures import ProcessPoolExecutor

    chunks = [entries[at : at + _CHUNK] for at in range(0, len(entries), _CHUNK)]
    with ProcessPoolExecutor(processes, None, _start, (context, tuple(disabled))) as pool:
        return [findings for chunk in pool.map(_chunk, chunks) for findings in chunk]


_work: tuple[Context, Sequence[Check]]


def _start(context: Context, disabled: Collection[str]) -> None:
    """Give a process what all of its chunks need: a lexicon is too large to send each time."""
    global _work
    _work = context, wanted(disabled)


def _chunk(entries: Sequence[Entry]) -> list[list[Finding]]:
    context, chosen = _work
    return [_check(entry, context, chosen, None) for entry in entries]


def is_checked(entry: Entry) -> bool:
    """Whether an entry has a text to check; one with some of its plural forms has."""
    return not entry.obsolete and (entry.state is not State.EMPTY or any(entry.plurals))


def _check(
    entry: Entry, context: Context, chosen: Sequence[Check], kind: Markup | None
) -> list[Finding]:
    if not is_checked(entry):
        return []
    flags = {flag.strip() for flag in (*entry.flags, *entry.sticky)}
    if not flags.isdisjoint(_ALL):
        return []
    if any(flag.startswith("ignore-") for flag in flags):
        off = {_flag(flag.removeprefix("ignore-")) for flag in flags}
        chosen = [check for check in chosen if not off & _names(check)]
    kind = kind or markup_of(entry)
    findings: list[Finding] = []
    for pair in _pairs(entry, context, kind):
        findings += _run(chosen, pair)
    return sorted(findings, key=lambda finding: -finding.severity)


def _run(chosen: Sequence[Check], pair: Pair) -> list[Finding]:
    found: list[Finding] = []
    check = None
    try:
        for check in chosen:
            for remark in check.run(pair):
                # A message may quote text of several lines; a report has one line a finding.
                remark = remark._replace(message=" ".join(remark.message.splitlines()))
                found.append(Finding(check.name, *remark, pair.form))
    except Exception as error:  # a plug-in may fail in any way
        assert check is not None
        raise EngineError(
            f"the check {check.name} fails on {pair.source[:40]!r}: "
            f"{type(error).__name__}: {error}",
            hint=f"switch it off (checks-off, or the flag ignore-{check.name}) and report it",
        ) from error
    return found


def _pairs(entry: Entry, context: Context, kind: Markup) -> Iterator[Pair]:
    """The texts of an entry: one pair, or one a plural form."""
    if entry.plural is None:
        yield Pair(entry, context, entry.msgid, entry.msgstr, kind)
        return
    for form, text in enumerate(entry.plurals):
        if form and not text:
            continue  # `plurals` says so, with the first form
        source = entry.msgid if form == 0 and len(entry.plurals) > 1 else entry.plural
        yield Pair(entry, context, source, text, kind, form)


@lru_cache(maxsize=256)
def _names(check: Check) -> frozenset[str]:
    return frozenset(map(_flag, (check.name, *check.weblate)))


def _flag(name: str) -> str:
    """A name as flags spell it: with hyphens, as Weblate's ``ignore-end-stop``."""
    return name.strip().replace("_", "-")
