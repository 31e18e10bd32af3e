"""The checks by name: which are installed, and which are switched on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hexapla.catalogs.entry import Entry
from hexapla.checks.check import Check
from hexapla.checks.consistency import CONSISTENCY, GroupCheck
from hexapla.errors import EngineError, UsageError, suggestion
from hexapla.message import msg
from hexapla.plugins import entry_points, load

__all__ = [
    "BROKEN_LINKS",
    "GROUP",
    "LIMITS",
    "Selection",
    "checks",
    "description_of",
    "ignored",
    "is_ignored",
    "known_names",
    "select",
]

GROUP = "hexapla.checks"
"""The entry point group of checks; each entry point is a tuple of `Check`."""

BROKEN_LINKS = GroupCheck("broken-links", lambda entries, context: ())
"""Links of editions that lead nowhere. A publication finds them, which has the articles."""

LIMITS = GroupCheck("subtitles", lambda entries, context: ())
"""Texts that viewers can't read in time, or that are too long. The document of an article knows."""

_IGNORE = "ignore-"
_ALL = frozenset(["all", "all-checks"])


@dataclass(frozen=True, slots=True)
class Selection:
    """The checks to run: ``single`` on each entry, ``group`` on all entries together.

    ``links`` is whether to look for `BROKEN_LINKS`, ``limits`` for `LIMITS`.
    """

    single: Sequence[Check]
    group: Sequence[GroupCheck]
    links: bool = True
    limits: bool = True


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """All installed checks of single entries, in the order of the entry points' names.

    Raises EngineError that names a plug-in that can't be loaded.
    """
    return tuple(
        check
        for point in entry_points(GROUP).values()
        for check in load(point, tuple, f"the checks {point.name!r}", EngineError)
    )


def description_of(check: Check) -> str:
    """What a check looks for: the first line of its docstring."""
    return (check.run.__doc__ or "").strip().partition("\n")[0]


def known_names() -> list[str]:
    """The names of all checks, including those of a whole publication."""
    return [check.name for check in _known()]


def select(disabled: Collection[str] = (), only: Collection[str] | None = None) -> Selection:
    """The checks that are switched on.

    ``disabled`` and ``only`` are names of Hexapla's checks or Weblate's, with hyphens or
    underscores; without ``only``, all checks except the disabled ones are selected. Raises
    UsageError for an unknown name.
    """
    off = set(map(_hyphenated, disabled))
    on = None if only is None else set(map(_hyphenated, only))
    _refuse_unknown(off | (on or set()))

    def is_on(check: Check | GroupCheck) -> bool:
        names = _names(check)
        return off.isdisjoint(names) and (on is None or not on.isdisjoint(names))

    return Selection(
        tuple(filter(is_on, checks())),
        tuple(filter(is_on, CONSISTENCY)),
        is_on(BROKEN_LINKS),
        is_on(LIMITS),
    )


def ignored(entry: Entry) -> frozenset[str]:
    """The names after ``ignore-`` in an entry's flags, with hyphens."""
    flags = entry.all_flags
    return frozenset(
        _hyphenated(flag.removeprefix(_IGNORE)) for flag in flags if flag.startswith(_IGNORE)
    )


def is_ignored(check: Check | GroupCheck, names: frozenset[str]) -> bool:
    """Whether the flags of an entry, as returned by `ignored`, switch a check off."""
    return bool(names) and not (names.isdisjoint(_ALL) and names.isdisjoint(_names(check)))


def _known() -> list[Check | GroupCheck]:
    return [*checks(), *CONSISTENCY, BROKEN_LINKS, LIMITS]


def _refuse_unknown(names: Iterable[str]) -> None:
    known = frozenset[str]().union(*map(_names, _known()))
    for name in sorted(set(names) - known):
        raise UsageError(
            msg("there is no check {name!r}", name=name),
            hint=suggestion(name, [*known_names(), *known]),
        )


@lru_cache(maxsize=256)
def _names(check: Check | GroupCheck) -> frozenset[str]:
    return frozenset(map(_hyphenated, (check.name, *check.weblate)))


def _hyphenated(name: str) -> str:
    """A name with hyphens, as in Weblate's flag ``ignore-end-stop``."""
    return name.strip().replace("_", "-")
