"""What costs time to make, made at first use: regular expressions.

A command must not wait for the patterns of modules that it loads and does not need.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    import regex

__all__ = ["lazy_re", "lazy_regex"]


def lazy_re(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile` for a constant: the pattern is compiled when one of its methods is first used.

    A mistake in ``pattern`` raises `re.error` at that time only.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, lambda: re.compile(pattern, flags)))


def lazy_regex(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """The same for `regex.compile`, which knows Unicode properties; imports `regex` when used."""

    def compiled() -> Any:
        import regex

        return regex.compile(pattern, flags)

    return cast("regex.Pattern[str]", _Lazy(pattern, compiled))


class _Lazy:
    """A compiled pattern in waiting.

    Each method of the compiled pattern becomes an attribute once it has been asked for, so a later
    call costs what a call of the compiled pattern does.
    """

    def __init__(self, pattern: object, compiled: Callable[[], Any]) -> None:
        self.pattern = pattern
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found
