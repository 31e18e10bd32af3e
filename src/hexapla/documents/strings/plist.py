"""Apple's property lists in XML: `.stringsdict`, and `.strings` that a program has written."""

from __future__ import annotations

import html

from hexapla.documents.strings.values import DEEPEST, Key, Reading, Value, refuse
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import unescape

__all__ = ["is_plist", "read_plist"]

_START = lazy_re(r"\s*+(?:<\?xml[^>]*+>|<!DOCTYPE plist|<plist)")
_TOKEN = lazy_re(
    r"<!--(?:[^-]|-(?!->))*+-->|<(?:!(?!--)|\?)[^>]*+>"
    r"|<(?P<leaf>key|string)>(?P<text>[^<]*+)</(?P=leaf)>|<(?P<empty>\w+)\s*/>"
    r"|<(?P<open>dict|array|plist)\b[^>]*+>|</(?P<close>dict|array|plist)>"
    r"|<(?P<other>\w+)>[^<]*+</(?P=other)>|(?P<space>[^<]++)"
)


def is_plist(source: str) -> bool:
    """Whether a text begins like a property list in XML."""
    return bool(_START.match(source))


def read_plist(source: str, where: str) -> Reading:
    """The strings in a property list. Raises InputError with the line where it isn't one."""
    values: list[Value] = []
    names: dict[Key, tuple[int, int]] = {}
    levels: list[list[int | str | None]] = []  # For each collection its key, or item, that is next.
    member, span, at, others = -1, (0, 0), 0, 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if not found or (found["close"] not in (None, "plist") and not levels):
            hint = msg("correct it there: plutil -lint says more")
            raise refuse(msg("is not a valid property list"), source, at, where, hint)
        at = found.end()
        if found["leaf"] == "key" and levels:
            levels[-1][0] = unescape(found["text"])
            member, span = found.start(), found.span("text")
            names[_path(levels)] = span
        elif found["open"] in ("dict", "array"):
            if len(levels) >= DEEPEST:
                raise refuse(
                    msg("has more than 200 levels"), source, at, where, msg("name another file")
                )
            levels.append([0 if found["open"] == "array" else None])
        elif found["close"] in ("dict", "array"):
            levels.pop()
            _next(levels)
        elif found["leaf"] and levels:
            key = _path(levels)
            text = unescape(found["text"])
            values.append(Value(key, *found.span(), text, _written, member, span))
            _next(levels)
        elif found["other"] or found["empty"]:
            others += 1
            _next(levels)
    if levels:
        raise refuse(
            msg("is not a valid property list: it ends early"), source, at, where, msg("restore it")
        )
    return Reading(values, others, names)


def _path(levels: list[list[int | str | None]]) -> Key:
    return tuple(level[0] for level in levels if level[0] is not None)


def _next(levels: list[list[int | str | None]]) -> None:
    if levels and isinstance(levels[-1][0], int):
        levels[-1][0] += 1


def _written(text: str) -> str:
    return f"<string>{html.escape(text, quote=False)}</string>"
