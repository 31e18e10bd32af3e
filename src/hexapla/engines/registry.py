"""The engines by name: Hexapla's own and those of plug-ins, found through entry points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexapla.engines.engine import Engine, Pair, Prompted, takes_any_pair
from hexapla.engines.order import DEFAULT_ORDER
from hexapla.engines.plugin import Plugin
from hexapla.errors import EngineError, HexaplaError, UsageError, suggestion
from hexapla.message import either, msg
from hexapla.plugins import entry_points, load

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Configure", "Status", "engines", "known", "overview", "prompted"]

GROUP = "hexapla.engines"
"""The entry point group of engines: classes that are called without arguments."""


@dataclass(frozen=True, slots=True)
class Status:
    """An engine and its pairs, or why it has none and what to do.

    ``used`` tells whether it is in the configured order. ``summary`` describes an engine for any
    pair; otherwise it is empty.
    """

    name: str
    used: bool
    pairs: tuple[Pair, ...]
    unavailable: str | None
    summary: str = ""


Configure = Callable[[Engine], None]
"""Gives an engine its settings; raises UsageError if they aren't valid."""


def _as_it_is(engine: Engine) -> None:
    """Leave an engine without settings."""


def engines(order: Sequence[str] = DEFAULT_ORDER, configure: Configure = _as_it_is) -> list[Engine]:
    """The engines of a configured order, the preferred one first.

    Raises UsageError for an unknown name, EngineError if a plug-in can't be loaded.
    """
    points = entry_points(GROUP)
    entries = [_entry(name, points) for name in dict.fromkeys(order)]
    return [_load(entry, configure) for entry in entries]


def known() -> Collection[str]:
    """The names of all engines."""
    return entry_points(GROUP).keys()


def prompted(order: Sequence[str], configure: Configure = _as_it_is) -> list[Prompted]:
    """The engines of a configured order that have prompts, or else all of Hexapla's that do."""
    points = entry_points(GROUP)
    own = [name for name in _visible(points) if points[name].module.startswith("hexapla.")]
    for names in (order, own):
        loaded = engines(names, configure)
        found: list[Prompted] = [one for one in loaded if isinstance(one, Prompted)]
        if found:
            return found
    return []


def overview(
    order: Sequence[str] = DEFAULT_ORDER, configure: Configure = _as_it_is
) -> list[Status]:
    """Every engine: first those of the order, then the others, without the test engines."""
    points = entry_points(GROUP)
    return [
        _status(_entry(name, points), configure, used=name in order)
        for name in dict.fromkeys((*order, *_visible(points)))
    ]


def _entry(name: str, points: dict[str, EntryPoint]) -> EntryPoint:
    if name in points:
        return points[name]
    hint = suggestion(name, sorted(points))
    if not hint.startswith("did"):
        hint = msg("use {visible}", visible=either(_visible(points)))
    raise UsageError(msg("there is no engine {name!r}", name=name), hint=hint)


def _visible(points: dict[str, EntryPoint]) -> list[str]:
    """The engines except those for tests."""
    return sorted(name for name, entry in points.items() if entry.module != "hexapla.testing")


def _load(entry: EntryPoint, configure: Configure) -> Engine:
    engine = load(entry, Engine, f"the engine {entry.name!r}", EngineError)
    configure(engine)
    return engine if entry.module.partition(".")[0] == "hexapla" else Plugin(engine, entry.name)


def _status(entry: EntryPoint, configure: Configure, *, used: bool) -> Status:
    try:
        engine = _load(entry, configure)
        missing = engine.unavailable()
        summary = engine.summary() if takes_any_pair(engine) and not missing else ""
        return Status(entry.name, used, tuple(sorted(engine.pairs())), missing, summary)
    except HexaplaError as error:
        return Status(entry.name, used, (), str(error))
