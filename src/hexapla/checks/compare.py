"""What two texts have, held against each other item by item."""

from __future__ import annotations

from collections import Counter

__all__ = ["differences", "listed"]


def differences(source: list[str], target: list[str]) -> tuple[list[str], list[str]]:
    """What only the source has, and what only the target has, as often as it does."""
    if source == target:
        return [], []
    ours, theirs = Counter(source), Counter(target)
    return list((ours - theirs).elements()), list((theirs - ours).elements())


def listed(items: list[str]) -> str:
    """The first three of some items, for a message."""
    shown = ", ".join(dict.fromkeys(items[:3]))
    return f"{shown}, …" if len(items) > 3 else shown
