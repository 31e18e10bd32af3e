"""Java's properties: keys and values on logical lines, with escapes."""

from __future__ import annotations

import re

from hexapla.documents.strings.values import Reading, Value, comments_before, keyed
from hexapla.lazy import lazy_re

__all__ = ["read_properties"]

_LINE_END = r"(?:\r\n|\r|\n)"
_CONTINUED = rf"\\{_LINE_END}[ \t\f]*+"
_COMMENT = lazy_re(rf"[ \t\f]*+(?:[#!][^\r\n]*+)?(?:{_LINE_END}|\Z)")
_ENTRY = lazy_re(
    rf"(?:[ \t\f]|{_CONTINUED})*+(?P<key>(?:[^\\=: \t\f\r\n]|\\(?:\r\n|[\s\S]))*+)"
    rf"(?:[ \t\f]|{_CONTINUED})*+(?:[=:](?:[ \t\f]|{_CONTINUED})*+)?"
    rf"(?P<value>(?:[^\\\r\n]|\\(?:\r\n|[\s\S]))*+\\?)(?:{_LINE_END}|\Z)"
)
_ESCAPE = lazy_re(rf"{_CONTINUED}|\\u(?P<code>[0-9a-fA-F]{{4}})|\\(?P<char>[\s\S])")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f"}


def read_properties(source: str, where: str, codec: str = "utf-8") -> Reading:
    """The strings in a file of properties. ``codec`` is the file's encoding.

    If the file has no letters outside ASCII, an edition has them as escapes: not all programs read
    them as UTF-8.
    """
    codec = "ascii" if source.isascii() else codec
    values: list[Value] = []
    at = 0
    while at < len(source):
        skipped = _COMMENT.match(source, at)
        if skipped and skipped.end() > at:
            at = skipped.end()
            continue
        found = _ENTRY.match(source, at)
        if not found or found.end() == at:
            break
        at = found.end()
        if not found["key"]:
            continue
        values.append(
            Value(
                (_unescaped(found["key"]),),
                *found.span("value"),
                _unescaped(found["value"]),
                lambda text: _escaped(text, codec),
                found.start("key"),
                found.span("key"),
                comments_before(source, found.start(), "#", "!"),
            )
        )
    return keyed(values)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    shown = _ESCAPE.sub(_character, text)
    # Characters outside the basic plane are written as two escapes.
    return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    if found["code"]:
        return chr(int(found["code"], 16))
    char = found["char"] or ""
    return _CONTROLS.get(char, char)


def _escaped(text: str, codec: str) -> str:
    shown = "".join(_WRITTEN.get(char, char) for char in text)
    if text[:1] == " ":
        shown = f"\\{shown}"
    try:
        shown.encode(codec)
    except UnicodeEncodeError:
        shown = "".join(char if _fits(char, codec) else _codes(char) for char in shown)
    return shown


def _fits(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _codes(char: str) -> str:
    data = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[at : at + 2].hex().upper()}" for at in range(0, len(data), 2))
