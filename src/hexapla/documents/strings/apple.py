"""Apple's `.strings`: ``"key" = "value";`` with comments."""

from __future__ import annotations

import re

from hexapla.documents.strings.values import Reading, Value, keyed, refuse
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["read_apple"]

_STRING = r"\"(?:[^\"\\]|\\[\s\S])*+\"|'(?:[^'\\]|\\[\s\S])*+'|[\w.$/:-]++"
_BLANK = lazy_re(r"(?:\s++|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_ENTRY = lazy_re(
    rf"(?P<key>{_STRING})(?P<gap>(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/)*+)"
    rf"(?:=(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/)*+(?P<value>{_STRING})\s*+)?;"
)
_COMMENT = lazy_re(r"/\*(?P<text>(?:[^*]|\*(?!/))*+)\*/|//(?P<line>[^\r\n]*+)")
_ESCAPE = lazy_re(r"\\(?:[Uu](?P<code>[0-9a-fA-F]{4})|(?P<char>[\s\S]))")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_NO_COMMENT = "no comment provided by engineer."


def read_apple(source: str, where: str) -> Reading:
    """The strings in a `.strings` file. Raises InputError with the line where it isn't one."""
    values: list[Value] = []
    at = 0
    while True:
        blank = _BLANK.match(source, at)
        start = blank.end() if blank else at
        if start >= len(source):
            return keyed(values)
        found = _ENTRY.match(source, start)
        if not found:
            message = msg('is not a file of strings: no "key" = "value"; here')
            hint = msg("write both in quotation marks, and a semicolon after them")
            raise refuse(message, source, start, where, hint)
        if found["value"] is not None:
            key = (_unquoted(found["key"]),)
            said = _comments(source[at:start])
            text = _unquoted(found["value"])
            values.append(
                Value(key, *found.span("value"), text, _quoted, -1, found.span("key"), said)
            )
        at = found.end()


def _comments(blank: str) -> tuple[str, ...]:
    found = ((one["text"] or one["line"] or "").strip() for one in _COMMENT.finditer(blank))
    return tuple(text for text in found if text and text.lower() != _NO_COMMENT)


def _unquoted(text: str) -> str:
    inner = text[1:-1] if text[:1] in ('"', "'") else text
    if "\\" not in inner:
        return inner
    shown = _ESCAPE.sub(_character, inner)
    return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    if found["code"]:
        return chr(int(found["code"], 16))
    return _CONTROLS.get(found["char"], found["char"])


def _quoted(text: str) -> str:
    return f'"{"".join(_WRITTEN.get(char, char) for char in text)}"'
