"""TOML front matter: strings on one line, alone or in a list, found line by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from hexapla.documents.markdown.frontmatter_values import (
    Run,
    Value,
    double_quoted,
    escaped,
    printable,
    values_of,
)
from hexapla.lazy import lazy_re

__all__ = ["toml_values", "write_toml"]

_LINE = lazy_re(r"[^\n]+")
_KEY = lazy_re(r"[ \t]*(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)[ \t]*=[ \t]*")
_STRING = lazy_re(r"\"(?P<basic>(?:[^\"\\\n]|\\.)*)\"|'(?P<literal>[^'\n]*)'")


def toml_values(source: str, start: int, end: int, keys: Collection[str]) -> Iterator[Value]:
    """The values of the keys in ``source[start:end]``, in order."""
    for line in _LINE.finditer(source, start, end):
        key = _KEY.match(source, line.start(), line.end())
        if key is None or key["key"] not in keys:
            continue
        if source.startswith(('"""', "'''"), key.end()):
            continue
        for string in _strings(source, key.end(), line.end()):
            if string["literal"] is None:
                runs = double_quoted(source, *string.span("basic"))
                yield from values_of(source, runs, key["key"], "toml basic")
            else:
                text = Run("text", *string.span("literal"), string["literal"])
                for value in values_of(source, [text], key["key"], "toml literal"):
                    yield Value(*string.span(), value.key, value.style, value.flow)


def _strings(source: str, start: int, end: int) -> Iterator[re.Match[str]]:
    if source.startswith("[", start):
        yield from _STRING.finditer(source, start, end)
    elif found := _STRING.match(source, start, end):
        yield found


def write_toml(text: str, value: Value) -> str:
    """A translation as a TOML string, in the style of the source's if possible."""
    quoted = escaped(text)
    if value.style == "toml basic":
        return quoted
    return f"'{text}'" if "'" not in text and text == printable(text) else f'"{quoted}"'
