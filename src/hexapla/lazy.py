"""Regular expressions that are compiled at first use.

A command shouldn't wait for patterns of modules that it imports but doesn't use.
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

    An invalid ``pattern`` raises `re.error` only then.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, lambda: re.compile(pattern, flags)))


def lazy_regex(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """Like `lazy_re`, for `regex.compile`, which supports Unicode properties.

    `regex` is imported at first use too.
    """

    def compiled() -> Any:
        import regex

        return regex.compile(pattern, flags)

    return cast("regex.Pattern[str]", _Lazy(pattern, compiled))


class _Lazy:
    """A pattern that is not compiled yet.

    Each method of the compiled pattern is stored as an attribute at first use, which makes later
    calls as fast as on the compiled pattern.
    """

    def __init__(self, pattern: object, compiled: Callable[[], Any]) -> None:
        self.pattern = pattern
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found
