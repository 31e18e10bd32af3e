"""YAML: where the strings of a file are, by PyYAML's events, and how each is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from hexapla.documents.quoting import escaped, printable
from hexapla.documents.strings.values import DEEPEST, Key, Reading, Value, refuse
from hexapla.documents.yaml_scalars import LOADER, after_properties, is_plain, is_text
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["read_yaml"]

_TAB = lazy_re(r"^ *\t")
_LINE_END = lazy_re(r"\r\n|\r|\n")
_MERGE = "<<"


def read_yaml(source: str, where: str) -> Reading:
    """The strings in a YAML file. Raises InputError with the line where it isn't YAML."""
    reader = _Reader(source, where)
    try:
        for event in yaml.parse(source, Loader=LOADER):
            reader.take(event)
    except yaml.YAMLError as error:
        raise _wrong(error, source, where) from None
    return Reading(reader.values, reader.others, reader.names)


@dataclass(slots=True)
class _Level:
    """A collection that is open: its path, and the key or the number of what comes next in it."""

    key: Key
    mapping: bool
    listed: bool
    name: str | None = None
    span: tuple[int, int] = (0, 0)
    member: int = -1
    number: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def at_key(self) -> bool:
        return self.mapping and self.name is None

    def next(self) -> Key:
        """The path of the value that comes next."""
        return (*self.key, self.number if self.name is None else self.name)

    def passed(self) -> None:
        """What comes next is another key, or another item."""
        self.name = None
        self.number += 1


class _Reader:
    def __init__(self, source: str, where: str) -> None:
        self.source = source
        self.where = where
        self.values: list[Value] = []
        self.others = 0
        self.names: dict[Key, tuple[int, int]] = {}
        self._levels: list[_Level] = []

    def take(self, event: Any) -> None:
        top = self._levels[-1] if self._levels else None
        if isinstance(event, yaml.CollectionStartEvent):
            listed = bool(event.flow_style)
            mapping = isinstance(event, yaml.MappingStartEvent)
            if len(self._levels) >= DEEPEST:
                at, hint = event.start_mark.index, msg("name another file")
                raise refuse(msg("has more than 200 levels"), self.source, at, self.where, hint)
            self._levels.append(_Level(top.next() if top else (), mapping, listed))
            if top is not None and top.at_key:
                top.name = ""
                top.number -= 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self._levels.pop()
            if self._levels:
                self._levels[-1].passed()
        elif isinstance(event, yaml.ScalarEvent) and top is not None:
            if top.at_key:
                self._name(event, top)
            else:
                self._scalar(event, top)
                top.passed()
        elif isinstance(event, yaml.AliasEvent) and top is not None:
            if top.at_key:
                top.name = ""
            else:
                top.passed()

    def _name(self, event: Any, level: _Level) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        name = event.value
        if name in level.seen and name != _MERGE:
            hint = msg("remove one of the two")
            raise refuse(
                msg("the key {name!r} is there twice", name=name),
                self.source,
                start,
                self.where,
                hint,
            )
        level.seen.add(name)
        level.name, level.member = name, start
        quoted = 1 if event.style in ("'", '"') else 0
        level.span = after_properties(self.source, start, end) + quoted, end - quoted
        self.names[level.next()] = level.span

    def _scalar(self, event: Any, level: _Level) -> None:
        if not is_text(event):
            self.others += 1
            return
        end = event.end_mark.index
        start = after_properties(self.source, event.start_mark.index, end)
        end = start + len(self.source[start:end].rstrip())
        write = _writer(event.style, self.source, start, end, level.listed)
        member = -1 if level.listed or level.name is None else level.member
        self.values.append(Value(level.next(), start, end, event.value, write, member, level.span))


def _writer(
    style: str | None, source: str, start: int, end: int, listed: bool
) -> Callable[[str], str]:
    """How another text is written in the place of a scalar, in its style if that is possible."""

    def double(text: str) -> str:
        return f'"{escaped(text)}"'

    def single(text: str) -> str:
        one_line = text == printable(text) and text == text.strip()
        quoted = text.replace("'", "''")
        return f"'{quoted}'" if one_line else double(text)

    def plain(text: str) -> str:
        return text if is_plain(text, listed) else double(text)

    def block(text: str) -> str:
        return _block(text, source[start:end]) or double(text)

    return {'"': double, "'": single, "|": block, ">": block}.get(style or "", plain)


def _block(text: str, scalar: str) -> str:
    """A text as a block scalar like another one; "" if that is not possible."""
    line_end = _LINE_END.search(scalar)
    header, _, body = _LINE_END.sub("\n", scalar).partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    lines = text.rstrip("\n").split("\n")
    if not indent or any(line != printable(line) or line[:1].isspace() for line in lines):
        return ""
    between = "\n\n" if header.startswith(">") else "\n"
    written = between.join(f"{indent}{line}" if line else "" for line in lines)
    found = f"{header}\n{written}"
    if _says(f"{found}\n") != _without_end(text):
        return ""
    return found.replace("\n", line_end[0] if line_end else "\n")


def _says(scalar: str) -> str | None:
    """What a block scalar says, without the line ends at its end."""
    try:
        events = list(yaml.parse(f"-\n - {scalar}", Loader=LOADER))
    except yaml.YAMLError:
        return None
    found = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return _without_end(found[0]) if len(found) == 1 else None


def _without_end(text: str) -> str:
    return text.rstrip("\n")


def _wrong(error: yaml.YAMLError, source: str, where: str) -> InputError:
    mark = getattr(error, "problem_mark", None)
    offset = min(mark.index, len(source)) if mark else 0
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or msg("unreadable")
    line = source[source.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
    hint = msg("correct it there or in the line before")
    if _TAB.match(line):
        hint = msg("indent with spaces instead of tabs")
    return refuse(msg("is not valid YAML: {problem}", problem=problem), source, offset, where, hint)
