"""Comparing the items of two texts, such as their links, one by one."""

from __future__ import annotations

from collections import Counter

from hexapla.message import msg

__all__ = ["count_change", "differences", "listed"]


def differences(source: list[str], target: list[str]) -> tuple[list[str], list[str]]:
    """The items that only the source has, and those that only the target has, with repetitions."""
    if source == target:
        return [], []
    ours, theirs = Counter(source), Counter(target)
    return list((ours - theirs).elements()), list((theirs - ours).elements())


def listed(items: list[str]) -> str:
    """The first three of some items, for a message."""
    shown = ", ".join(dict.fromkeys(items[:3]))
    return f"{shown}, …" if len(items) > 3 else shown


def count_change(what: str, source: int, target: int) -> str:
    """A message about something that the two texts don't have equally often."""
    return msg(
        "{what}: {target} in the translation, {source} in the source",
        what=what,
        target=target,
        source=source,
    )
