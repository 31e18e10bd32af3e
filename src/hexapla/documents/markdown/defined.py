"""The labels that a file defines, and which of them a text refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from hexapla.lazy import lazy_re

__all__ = ["by_label", "normal", "used_in"]

T = TypeVar("T")

_BRACKETED = lazy_re(r"\[((?:[^\[\]\\]|\\.)*+)(?=\])", re.DOTALL)


def normal(label: str) -> str:
    """A label as labels are compared."""
    return " ".join(label.split()).casefold()


def by_label(labels: Iterable[str]) -> dict[str, str]:
    """Labels by what they are compared by; the first of those that are equal."""
    found: dict[str, str] = {}
    for label in labels:
        found.setdefault(normal(label), label)
    return found


def used_in(text: str, known: Mapping[str, T]) -> list[T]:
    """What is known for the labels in the brackets of a text, by `normal`, each once.

    A text is searched for labels, not for each label: a file may define thousands.
    """
    if not known or "[" not in text:
        return []
    names = dict.fromkeys(normal(one[1]) for one in _BRACKETED.finditer(text))
    return [known[name] for name in names if name in known]
