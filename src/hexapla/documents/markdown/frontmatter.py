"""Front matter: the values of some keys, found line by line, and written back with valid quoting.

YAML between lines of `---`, TOML between lines of `+++`. It is not parsed as a whole and never
serialised: what the scanner doesn't know stays as it is. Line ends have to be line feeds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from hexapla.documents.document import Flow
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re

__all__ = ["Style", "Value", "end_of_front_matter", "read_front_matter", "write_value"]

Style = Literal["yaml plain", "yaml single", "yaml double", "block", "toml literal", "toml basic"]

_FENCE = lazy_re(r"(---|\+\+\+)[ \t]*\n")
_KEY_LINE = lazy_re(
    r"(?:[ \t]*#[^\n]*\n)*(?:[\w\"'.-][^\n:=]{0,100}[:=](?:[ \t]|$)|\[)",
    re.MULTILINE,
)
_LINE = lazy_re(r"([^\n]*)(?:\n|\Z)")
_YAML_KEY = lazy_re(
    r"(?P<indent>[ ]*(?:-[ ]+)*)(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)[ ]*:(?:[ \t]+|$)"
)
_YAML_ITEM = lazy_re(r"(?P<indent>[ ]*)-[ \t]+")
_BLOCK_SCALAR = lazy_re(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")
_TOML_KEY = lazy_re(r"[ \t]*(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)[ \t]*=[ \t]*")
_QUOTED = {
    '"': lazy_re(r'"((?:[^"\\\n]|\\.)*)"'),
    "'": lazy_re(r"'((?:[^'\n]|'')*)'"),
}
_TOML_LITERAL = lazy_re(r"'([^'\n]*)'")
_PLAIN = lazy_re(r"[^\s#](?:[^\s]|[ \t]+(?![ \t#]|$))*")
_PLAIN_IN_LIST = lazy_re(r"[^\s#,\]\[{}](?:[^\s,\]\[{}]|[ \t]+(?![ \t#,\]]|$))*")
_NO_PLAIN_START = lazy_re(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)")
_RESOLVED = lazy_re(
    r"(?:true|false|yes|no|on|off|y|n|null|~|[-+]?[\d.][\d_.,:eExXoa-fA-F+-]*|\.inf|\.nan)\Z",
    re.IGNORECASE,
)
_ESCAPE = lazy_re(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))")
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "n": " ", "t": " ", "r": " ", "_": "\u00a0"}


@dataclass(frozen=True, slots=True)
class Value:
    """One translatable value: its span in the source, and its text.

    The span is without the quotation marks, but for those of TOML's literal strings, which may have
    to change.
    """

    start: int
    end: int
    key: str
    style: Style
    flow: Flow


def end_of_front_matter(source: str) -> int:
    """Where the Markdown begins: behind the front matter, 0 where there is none."""
    fence = _FENCE.match(source)
    if fence is None:
        return 0
    closing = r"(?:---|\.\.\.)" if fence[1] == "---" else r"\+\+\+"
    found = re.compile(rf"^{closing}[ \t]*(?:\n|\Z)", re.MULTILINE).search(source, fence.end())
    if found is None or not _KEY_LINE.match(source, fence.end(), found.start()):
        return 0
    return found.end()


def read_front_matter(source: str, end: int, keys: Collection[str]) -> Iterator[Value]:
    """The values of the keys in ``source[:end]``, at any depth, in order; see `Value`."""
    lines = [
        (match.start(1), match.end(1))
        for match in _LINE.finditer(source, 0, end)
        if match.start() < end
    ][1:]
    if source.startswith("+++"):
        for start, stop in lines:
            yield from _toml(source, start, stop, keys)
    else:
        yield from _yaml(source, lines, keys)


def write_value(text: str, style: Style, listed: bool) -> str:
    """A translated value in the style of the source's, quoted where it can't be written so.

    ``listed`` tells whether it stands in a list in brackets.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    if style == "yaml single":
        return text.replace("'", "''")
    if style in ("yaml double", "toml basic"):
        return quoted[1:-1]
    if style == "toml literal":
        return quoted if "'" in text else f"'{text}'"
    return quoted if style == "yaml plain" and not _is_plain(text, listed) else text


def _is_plain(text: str, listed: bool) -> bool:
    return not (
        not text
        or text != text.strip()
        or _NO_PLAIN_START.match(text)
        or _RESOLVED.match(text)
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or (listed and re.search(r"[,\[\]{}]", text) is not None)
    )


def _toml(source: str, start: int, end: int, keys: Collection[str]) -> Iterator[Value]:
    match = _TOML_KEY.match(source, start, end)
    if match is None or match["key"] not in keys:
        return
    quoted = _TOML_LITERAL if source.startswith("'", match.end()) else _QUOTED['"']
    if source.startswith(('"""', "'''"), match.end()):
        return
    at = match.end()
    listed = source.startswith("[", at)
    for found in quoted.finditer(source, at, end) if listed else [quoted.match(source, at, end)]:
        if found is not None:
            style: Style = "toml literal" if quoted is _TOML_LITERAL else "toml basic"
            value = _value(source, *found.span(1), match["key"], style)
            literal = quoted is _TOML_LITERAL
            yield replace(value, start=found.start(), end=found.end()) if literal else value


def _yaml(source: str, lines: list[tuple[int, int]], keys: Collection[str]) -> Iterator[Value]:
    at = 0
    while at < len(lines):
        start, end = lines[at]
        at += 1
        match = _YAML_KEY.match(source, start, end)
        if match is None or match["key"] not in keys:
            continue
        indent = len(match["indent"])
        below = at
        while below < len(lines) and _belongs(source, lines[below], indent):
            below += 1
        inner = lines[at:below]
        if _BLOCK_SCALAR.match(source, match.end(), end):
            yield from _block_scalar(source, inner, match["key"], source[match.end()])
            at = below
        elif match.end() == end:
            for a, b in inner:
                item = _YAML_ITEM.match(source, a, b)
                if item and not _YAML_KEY.match(source, item.end(), b):
                    yield from _scalar(source, item.end(), b, match["key"])
                elif not item:
                    break
        else:
            yield from _scalar(source, match.end(), end, match["key"], inner)


def _belongs(source: str, line: tuple[int, int], indent: int) -> bool:
    """Whether a line is part of a key's value: indented more, blank, or an item of its list."""
    text = source[line[0] : line[1]]
    depth = len(text) - len(text.lstrip(" "))
    return (
        not text.strip() or depth > indent or (depth == indent and text.lstrip().startswith("- "))
    )


def _scalar(
    source: str, start: int, end: int, key: str, more: list[tuple[int, int]] | None = None
) -> Iterator[Value]:
    first = source[start : start + 1]
    if first in _QUOTED:
        found = _QUOTED[first].match(source, start, end)
        if found:
            style: Style = "yaml double" if first == '"' else "yaml single"
            yield _value(source, *found.span(1), key, style)
    elif first == "[":
        yield from _flow_sequence(source, start, end, key)
    elif first not in ("&", "*", "!", "{", "|", ">", "@", "`", "%", "#", ""):
        found = _PLAIN.match(source, start, end)
        if found:
            spans = [found.span()]
            for a, b in more or ():
                line = source[a:b]
                if not line.strip() or line.lstrip().startswith(("#", "- ")) or " #" in line:
                    break
                spans.append((b - len(line.lstrip()), a + len(line.rstrip())))
            yield _joined(source, spans, key, "yaml plain")


def _flow_sequence(source: str, start: int, end: int, key: str) -> Iterator[Value]:
    at = start + 1
    while at < end and source[at] != "]":
        char = source[at]
        pattern = _QUOTED.get(char, _PLAIN_IN_LIST)
        found = pattern.match(source, at, end)
        if found is None:
            at += 1
            continue
        if char in _QUOTED:
            style: Style = "yaml double" if char == '"' else "yaml single"
            yield _value(source, *found.span(1), key, style)
        elif char not in "&*!":
            yield _value(source, *found.span(), key, "yaml plain")
        at = found.end()


def _block_scalar(
    source: str, lines: list[tuple[int, int]], key: str, kind: str
) -> Iterator[Value]:
    """Folded: a value for each paragraph; literal: for each line."""
    group: list[tuple[int, int]] = []
    for a, b in [*lines, (0, 0)]:
        line = source[a:b]
        if line.strip():
            group.append((b - len(line.lstrip(" ")), a + len(line.rstrip())))
        if group and (kind == "|" or not line.strip()):
            yield _joined(source, group, key, "block")
            group = []


def _joined(source: str, spans: list[tuple[int, int]], key: str, style: Style) -> Value:
    text: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for index, (start, end) in enumerate(spans):
        if index:
            last = spans[index - 1][1]
            gap = joint(source[last - 1], source[start])
            text.append(gap)
            marks.append((length, last))
            length += len(gap)
        text.append(source[start:end])
        marks.append((length, start))
        length += end - start
    # A mark for an empty gap would stand at the same offset as the next one.
    flow = Flow("".join(text), tuple(dict(marks).items()))
    return Value(spans[0][0], spans[-1][1], key, style, flow)


def _value(source: str, start: int, end: int, key: str, style: Style) -> Value:
    """A value on one line, its escapes undone."""
    text: list[str] = []
    marks: list[tuple[int, int]] = [(0, start)]
    length = 0

    def put(chars: str, stands: int) -> None:
        nonlocal length
        if chars:
            marks.append((length, stands))
            text.append(chars)
            length += len(chars)

    at = start
    if style == "yaml single":
        found: Iterator[tuple[int, int, str]] = (
            (m.start(), m.end(), "'") for m in re.compile("''").finditer(source, start, end)
        )
    elif style in ("yaml double", "toml basic"):
        found = ((m.start(), m.end(), _unescaped(m)) for m in _ESCAPE.finditer(source, start, end))
    else:
        found = iter(())
    for a, b, char in found:
        put(source[at:a], at)
        put(char, a)
        at = b
    put(source[at:end], at)
    return Value(start, end, key, style, Flow("".join(text), tuple(dict(marks).items())))


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
    return _SIMPLE.get(match[4], match[4])
