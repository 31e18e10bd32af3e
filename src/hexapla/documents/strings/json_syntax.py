"""JSON: where the strings of a file are.

The standard library says whether a file is JSON, but not where its values are. Comments are
allowed, because some programs allow them in their files of strings.
"""

from __future__ import annotations

import json

from hexapla.documents.strings.values import DEEPEST, Key, Reading, Value, refuse
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["JsonScanner", "is_json", "read_json", "write_json"]

_START = lazy_re(r"\s*+(?:(?://[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)\s*+)*+[{\[]")
_BLANK = lazy_re(r"(?:[ \t\r\n]++|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING = lazy_re(r'"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"')
# A member as most are: a key and a string without escapes, up to the next member's quotation mark.
_PLAIN = r'"([^"\\\x00-\x1f]*+)"'
_MEMBER = lazy_re(rf"{_PLAIN}[ \t\r\n]*+:[ \t\r\n]*+{_PLAIN}[ \t\r\n]*+,[ \t\r\n]*+(?=\")")
_OTHER = lazy_re(r"-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?(?![\w.])|(?:true|false|null)\b")
_NEEDED = lazy_re(r'["\\\x00-\x1f]')
_ASCII_ESCAPE = lazy_re(r"\\u[0-9a-fA-F]{4}")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}


def is_json(source: str) -> bool:
    """Whether a text begins like an object or an array."""
    return bool(_START.match(source))


def read_json(source: str, where: str) -> Reading:
    """The strings in a JSON file. Raises InputError with the line where it isn't JSON."""
    return JsonScanner(source, where).read()


class JsonScanner:
    """Finds the values of a JSON file. Everything it says is in its attributes after `read`."""

    def __init__(self, source: str, where: str) -> None:
        self.source = source
        self.where = where
        self.values: list[Value] = []
        self.others = 0
        self.names: dict[Key, tuple[int, int]] = {}
        # A file that writes other letters as escapes keeps doing so.
        self.ascii = source.isascii() and bool(_ASCII_ESCAPE.search(source))

    def read(self) -> Reading:
        """The strings of the file."""
        at = self._value(self._blank(0), (), -1, (0, 0))
        at = self._blank(at)
        if at < len(self.source):
            raise self._wrong(msg("something follows the end of the JSON"), at, msg("remove it"))
        return Reading(self.values, self.others, self.names, ",")

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.source, at)
        return found.end() if found else at

    def _value(self, at: int, key: Key, member: int, name: tuple[int, int]) -> int:
        char = self.source[at : at + 1]
        if char == '"':
            text, end = self._string(at)
            self.values.append(Value(key, at, end, text, self._write, member, name))
            return end
        if char in ("{", "["):
            if len(key) >= DEEPEST:
                raise self._wrong(msg("more than 200 levels"), at, msg("name a file of strings"))
            return self._object(at, key) if char == "{" else self._array(at, key)
        found = _OTHER.match(self.source, at)
        if not found:
            raise self._wrong(
                msg("no value {found}", found=self._found(at)), at, msg("correct the JSON there")
            )
        self.others += 1
        return found.end()

    def _object(self, at: int, key: Key) -> int:
        seen: set[str] = set()
        at = self._blank(at + 1)
        while self.source[at : at + 1] != "}":
            member = at
            if plain := _MEMBER.match(self.source, at):
                name, span = plain[1], plain.span(1)
                self._add_key(name, seen, key, span)
                start, end = plain.span(2)
                place = (start - 1, end + 1)
                path = (*key, name)
                self.values.append(Value(path, *place, plain[2], self._write, member, span))
                at = plain.end()
                continue
            if self.source[at : at + 1] != '"':
                raise self._wrong(
                    msg("no key in double quotation marks {found}", found=self._found(at)),
                    at,
                    msg("add or close it"),
                )
            name, end = self._string(at)
            span = (at + 1, end - 1)
            self._add_key(name, seen, key, span)
            at = self._blank(end)
            if self.source[at : at + 1] != ":":
                raise self._wrong(
                    msg("no colon after a key {found}", found=self._found(at)), at, msg("add it")
                )
            at = self._value(self._blank(at + 1), (*key, name), member, span)
            at = self._next(at, "}")
        return at + 1

    def _add_key(self, name: str, seen: set[str], key: Key, span: tuple[int, int]) -> None:
        if name in seen:
            message = msg("the key {name!r} is there twice", name=name)
            raise self._wrong(message, span[0], msg("remove one of the two"))
        seen.add(name)
        self.names[(*key, name)] = span

    def _array(self, at: int, key: Key) -> int:
        at = self._blank(at + 1)
        number = 0
        while self.source[at : at + 1] != "]":
            at = self._value(at, (*key, number), -1, (0, 0))
            number += 1
            at = self._next(at, "]")
        return at + 1

    def _next(self, at: int, closing: str) -> int:
        """The offset of what follows a member: the next one, or the closing bracket."""
        at = self._blank(at)
        if self.source[at : at + 1] == ",":
            following = self._blank(at + 1)
            if self.source[following : following + 1] == closing:
                raise self._wrong(msg("a comma with nothing after it"), at, msg("remove it"))
            return following
        if self.source[at : at + 1] != closing:
            raise self._wrong(
                msg("no comma and no {closing!r} {found}", closing=closing, found=self._found(at)),
                at,
                msg("add one"),
            )
        return at

    def _string(self, at: int) -> tuple[str, int]:
        found = _STRING.match(self.source, at)
        if not found:
            hint = msg("close it, and write line ends as \\n and backslashes as \\\\")
            raise self._wrong(msg("a string that doesn't end or has a wrong escape"), at, hint)
        return (json.loads(found[0]) if "\\" in found[1] else found[1]), found.end()

    def _write(self, text: str) -> str:
        return write_json(text, only_ascii=self.ascii)

    def _found(self, at: int) -> str:
        rest = self.source[at : at + 12].split("\n")[0].strip()
        return msg("before {rest!r}", rest=rest) if rest else msg("at the end of the file")

    def _wrong(self, message: str, at: int, hint: str) -> InputError:
        return refuse(
            msg("is not valid JSON: {message}", message=message), self.source, at, self.where, hint
        )


def write_json(text: str, *, only_ascii: bool = False) -> str:
    """A text as a JSON string; with ``only_ascii``, other letters as escapes."""
    if only_ascii:
        return json.dumps(text)
    return f'"{_NEEDED.sub(lambda found: _escaped(found[0]), text)}"'


def _escaped(char: str) -> str:
    return _SHORT.get(char) or f"\\u{ord(char):04x}"
