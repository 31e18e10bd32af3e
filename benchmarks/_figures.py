"""Shared by the benchmarks: a figure, its target, and whether the target was met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

__all__ = ["Figure", "as_json", "at_least", "at_most", "line", "untargeted"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure.

    ``sign`` is ≥ or ≤ and says how the value compares with the target when it is met; it is "" if
    there is no target.
    """

    figure: str
    value: float
    target: float | None
    met: bool
    unit: str
    peer: str
    sign: str = ""


def at_least(name: str, value: float, target: float, unit: str, peer: str = "") -> Figure:
    return Figure(name, round(value, 2), target, value >= target, unit, peer, "≥")


def at_most(name: str, value: float, target: float, unit: str, peer: str = "") -> Figure:
    return Figure(name, round(value, 2), target, value <= target, unit, peer, "≤")


def untargeted(name: str, value: float, unit: str, peer: str = "") -> Figure:
    """A figure without a target. It is printed, but is not part of the JSON output."""
    return Figure(name, round(value, 2), None, True, unit, peer)


def as_json(figures: Iterable[Figure]) -> str:
    """The output of `--json`: the figures that have a target."""
    rows = [asdict(one) for one in figures if one.target is not None]
    for row in rows:
        del row["sign"]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def line(one: Figure) -> str:
    """A figure as a line of text."""
    target = "" if one.target is None else f" ({one.sign} {one.target:g})"
    peer = f"; {one.peer}" if one.peer else ""
    return f"{'    ' if one.met else 'MISS'}  {one.figure}: {one.value:g} {one.unit}{target}{peer}"
