"""Change the engines of a pair in `publication.toml`, and keep its comments and its layout.

Libraries that write TOML lose comments, so that the text itself is edited. The result is read again
and must have the one change that was wanted; otherwise the file stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hexapla import toml
from hexapla.engines.engine import Pair
from hexapla.engines.order import ALL_PAIRS
from hexapla.errors import UsageError
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.spans import Spans

__all__ = ["with_engines"]

_NAME = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_KEY = lazy_re(rf"[ \t]*+({_NAME}(?:[ \t]*+\.[ \t]*+{_NAME})*+)[ \t]*+=[ \t]*+")
_HEADER = lazy_re(r"[ \t]*+\[++([^\]\n]++)\]")
# A string, a comment, or any other character of a value.
_TOKEN = lazy_re(
    r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"{3,5}|'''(?:[^']|'(?!''))*+'{3,5}"
    r"|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|#[^\n]*+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A key with its table, and the place of its value."""

    table: str
    key: str
    start: int
    end: int


def with_engines(text: str, pair: Pair, names: Sequence[str], parse: Any) -> str:
    """The text of a settings file with other engines for a pair.

    ``parse`` reads a pair as people write it. Raises UsageError if the file is written in a way
    that can't be changed safely.
    """
    own = f'"{pair.source}-{pair.target}"'
    written = f"[{', '.join(_quoted(name) for name in names)}]"
    before = toml.loads(text)
    values = list(_values(text))
    new = _changed(text, values, pair, (own, written), parse)
    if new is None or _loaded(new) != _wanted(before, pair, names, parse):
        raise UsageError(
            msg("the engines can't be changed automatically"),
            hint=msg("write {own} = {written} yourself", own=own, written=written),
        )
    return new


def _changed(
    text: str, values: Sequence[_Value], pair: Pair, new: tuple[str, str], parse: Any
) -> str | None:
    """The text with the key ``new[0]`` set to ``new[1]``; None if it isn't known where."""
    own, written = new
    of_table = [one for one in values if one.table == "engines"]
    for one in of_table:
        if _is_pair(one.key, pair, parse):
            return text[: one.start] + written + text[one.end :]
    if of_table:
        last = of_table[-1]
        return _line_after(text, last.end, f"{own} = {written}")
    setting = next((one for one in values if (one.table, one.key) == ("", "engines")), None)
    if setting is None:
        return _added(text, values, f"engines = {{ {own} = {written} }}")
    value = text[setting.start : setting.end]
    if value.startswith("["):
        value = f'{{ "{ALL_PAIRS}" = {value}, {own} = {written} }}'
    elif value.startswith("{"):
        value = _in_inline_table(value, pair, new, parse)
    return text[: setting.start] + value + text[setting.end :]


def _in_inline_table(value: str, pair: Pair, new: tuple[str, str], parse: Any) -> str:
    """An inline table with a key changed or added."""
    at = 1
    while key := _KEY.match(value, at):
        end = _end(value, key.end(), ",}")
        if _is_pair(key[1], pair, parse):
            return value[: key.end()] + new[1] + value[end:]
        at = end + 1
    inside = value[1:-1].rstrip()
    return f"{{{inside}{',' if inside.strip() else ''} {new[0]} = {new[1]} }}"


def _added(text: str, values: Sequence[_Value], line: str) -> str:
    """The text with a new setting: after the comment that shows its default, or above the first
    table.
    """
    shown = re.search(r"^#[ \t]*engines[ \t]*=.*$", text, re.MULTILINE)
    header = next((match.start() for match in _headers(text)), len(text))
    if shown and shown.end() < header:
        return _line_after(text, shown.end(), line)
    before = text[:header]
    gap = "" if not before or before.endswith("\n") else "\n"
    return f"{before}{gap}{line}\n{text[header:]}"


def _line_after(text: str, at: int, line: str) -> str:
    """The text with a line after the one that contains an offset."""
    end = text.find("\n", at)
    ending = "\r\n" if "\r\n" in text else "\n"
    if end < 0:
        return f"{text}{ending}{line}{ending}"
    return f"{text[: end + 1]}{line}{ending}{text[end + 1 :]}"


def _values(text: str) -> Iterator[_Value]:
    """The keys of a file and the places of their values, inline tables as one."""
    table = ""
    at = 0
    while at < len(text):
        if header := _HEADER.match(text, at):
            table = header[1].strip().strip("\"'")
        elif key := _KEY.match(text, at):
            end = _end(text, key.end(), "\n#")
            end = key.end() + len(text[key.end() : end].rstrip())
            first, _, rest = key[1].partition(".")
            dotted = not table and rest and first.strip() == "engines"
            own = ("engines", rest.strip()) if dotted else (table, key[1])
            yield _Value(own[0], own[1].strip("\"'"), key.end(), end)
            at = end
        at = text.find("\n", at) + 1 or len(text)


def _headers(text: str) -> Iterator[re.Match[str]]:
    """The headers of tables, outside values."""
    values = Spans((one.start, one.end) for one in _values(text))
    for match in re.finditer(rf"^{_HEADER.pattern}", text, re.MULTILINE):
        if not values.hold(match.start()):
            yield match


def _end(text: str, start: int, ends: str) -> int:
    """Where a value ends: at one of the characters ``ends`` outside of brackets."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        sign = token[0]
        if depth == 0 and sign[0] in ends:
            return token.start()
        depth += (sign in "[{") - (sign in "]}")
    return len(text)


def _is_pair(key: str, pair: Pair, parse: Any) -> bool:
    try:
        return bool(parse(key.strip("\"'")) == pair)
    except UsageError:
        return False


def _wanted(data: dict[str, Any], pair: Pair, names: Sequence[str], parse: Any) -> dict[str, Any]:
    """The data of the file with the change."""
    value = data.get("engines", {})
    by_pair = {ALL_PAIRS: value} if isinstance(value, list) else dict(value)
    own = next((key for key in by_pair if _is_pair(key, pair, parse)), None)
    by_pair[own or f"{pair.source}-{pair.target}"] = list(names)
    return {**data, "engines": by_pair}


def _loaded(text: str) -> dict[str, Any]:
    try:
        return toml.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
