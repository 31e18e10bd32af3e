"""TOML: where the strings of a file are. `tomllib` says whether it is valid, and what they say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from hexapla import toml
from hexapla.documents.quoting import escaped, printable
from hexapla.documents.strings.values import Key, Reading, Value, line_of
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["read_toml"]

_AT_LINE = lazy_re(r"\(at line (\d+)")
# Brackets between quotation marks belong to a name.
_HEADER = lazy_re(r"\[\[?(?P<path>(?:[^\[\]\n\"']|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')*+)\]\]?")
# Quotation marks are closed; that of a broken file is not looked for from each one before.
_PART = lazy_re(r"\"(?P<basic>(?:[^\"\\]|\\.)*+)\"?|'(?P<literal>[^']*+)'?|(?P<bare>[\w-]++)")


def read_toml(source: str, where: str) -> Reading:
    """The strings in a TOML file. Raises InputError with the line where it isn't TOML."""
    # TOML has no line ends of another kind; the offsets stay.
    text = source.replace("\r\n", " \n").replace("\r", "\n")
    try:
        toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else line_of(source, len(source))
        raise InputError(
            msg("is not valid TOML: {partition}", partition=str(error).partition(" (at ")[0]),
            where=f"{where}:{line}" if where else None,
            hint=msg("correct it there"),
        ) from None
    reader = _Reader(text, source)
    return Reading(list(reader.values()), reader.others, reader.names)


class _Reader:
    """``source`` is the text with line feeds at the ends of its lines, ``original`` as it is."""

    def __init__(self, source: str, original: str) -> None:
        self.source = source
        self.original = original
        self.others = 0
        self.names: dict[Key, tuple[int, int]] = {}
        self._table: Key = ()
        self._items: dict[Key, int] = {}
        # The brackets that are open: each with its path and the number of the next item.
        self._levels: list[tuple[str, Key, int]] = []
        self._parts: list[re.Match[str]] = []  # The tokens of a key.
        self._path_of_value: Key | None = None

    def values(self) -> Iterator[Value]:
        """The strings, in order."""
        at = 0
        while token := toml.TOKEN.match(self.source, at):
            at = token.end()
            mark = token["mark"]
            if mark == "[" and self._path_of_value is None and not self._levels:
                at = self._header(token)
            elif mark == "=":
                self._path_of_value = self._key()
            elif mark:
                self._bracket(mark)
            elif not token["skipped"]:
                listed = bool(self._levels) and self._levels[-1][0] == "["
                if self._path_of_value is None and not listed:
                    self._parts.append(token)
                elif token["other"] is not None:
                    self.others += 1
                else:
                    yield self._value(token)

    def _bracket(self, mark: str) -> None:
        """A bracket or what ends a value."""
        if mark in ("[", "{"):
            self._levels.append((mark, self._path_here(), 0))
        elif mark in ("]", "}"):
            self._levels.pop()
            return
        elif mark == "," and self._levels:
            bracket, path, number = self._levels[-1]
            self._levels[-1] = (bracket, path, number + 1)
        elif self._levels:
            return
        self._path_of_value, self._parts = None, []

    def _path_here(self) -> Key:
        """The path of the value that is read now."""
        if self._path_of_value is not None:
            return self._path_of_value
        _, path, number = self._levels[-1]
        return (*path, number)

    def _header(self, token: re.Match[str]) -> int:
        found = _HEADER.match(self.source, token.start())
        assert found is not None
        path = self._path(found["path"])
        if found[0].startswith("[["):
            number = self._items.get(path, -1) + 1
            self._items[path] = number
            path = (*path, number)
        self._table = path
        return found.end()

    def _path(self, text: str) -> Key:
        """The names in a dotted key; those of tables in arrays with the numbers of their items."""
        path: Key = ()
        names = [self._name(part) for part in _PART.finditer(text)]
        for at, name in enumerate(names):
            path = (*path, name)
            if path in self._items and at + 1 < len(names):
                path = (*path, self._items[path])
        return path

    def _name(self, part: re.Match[str]) -> str:
        if part["basic"] is not None:
            return str(toml.loads(f'x = "{part["basic"]}"')["x"])
        return part["literal"] if part["literal"] is not None else part["bare"]

    def _key(self) -> Key:
        parts = self._parts
        shown = self.source[parts[0].start() : parts[-1].end()]
        start = self._levels[-1][1] if self._levels else self._table
        path = (*start, *self._path(shown))
        self.names[path] = parts[-1].span()
        return path

    def _value(self, token: re.Match[str]) -> Value:
        literal = self.original[token.start() : token.end()]
        line_end = "\r\n" if "\r\n" in literal else "\r" if "\r" in literal else "\n"
        literal = literal.replace(line_end, "\n")
        text = str(toml.loads(f"x = {literal}")["x"])
        parts = self._parts
        single = len(parts) == 1 and parts[0]["other"] is not None and "." not in parts[0][0]
        name = parts[0].span() if single and not self._levels else (0, 0)

        def write(new: str) -> str:
            return _written(new, literal).replace("\n", line_end)

        path = self._path_here()
        return Value(path, *token.span(), text, write, name[0] if name[1] else -1, name)


def _written(text: str, literal: str) -> str:
    """A text as a string like another one if that is possible."""
    if literal.startswith(("'''", '"""')):
        mark = literal[:3]
        first = "\n" if literal[3:4] == "\n" else ""
        if mark == "'''" and mark not in text and not text.endswith("'") and _has_only_lines(text):
            return f"{mark}{first}{text}{mark}"
        lines = "\n".join(escaped(line) for line in text.split("\n"))
        return f'"""{first}{lines}"""'
    if literal.startswith("'") and "'" not in text and text == printable(text):
        return f"'{text}'"
    return f'"{escaped(text)}"'


def _has_only_lines(text: str) -> bool:
    return all(line == printable(line) for line in text.split("\n"))
