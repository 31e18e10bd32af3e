"""YAML front matter: scalars found through PyYAML's events, and written back in their own style."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from hexapla.documents.markdown.frontmatter_values import (
    Run,
    Value,
    double_quoted,
    joined,
    values_of,
)
from hexapla.documents.quoting import escaped, printable
from hexapla.documents.yaml_scalars import LOADER, after_properties, is_plain, is_text
from hexapla.errors import HexaplaError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["SUBSTITUTIONS", "write_yaml", "yaml_values"]

SUBSTITUTIONS = "substitutions"
"""The key of texts that MyST puts into an article by their names."""

_log = logging.getLogger(__name__)

_ITEM = lazy_re(r"\w{1,3}[.):]\s")
# A line of a paragraph that was wrapped is longer; one that goes on with a small letter may be
# shorter.
_WRAPPED, _HALF = 50, 30
_FOLDED = r"(?:(?<![ \t])[ \t]++)?\n(?:[ \t]*+\n)*+[ \t]*+"
_QUOTE_OR_LINE_END = lazy_re(rf"(?P<quote>'')|{_FOLDED}")
_LINE_END = lazy_re(_FOLDED)
# Lines of Markdown that are no text.
_LAYOUT = ("```", "~~~", ":", "---", "{", "<", "![", "$$")


def yaml_values(source: str, start: int, end: int, where: str) -> list[Value]:
    """The values in ``source[start:end]`` that are strings; none, and a logged warning, if it is
    not YAML.
    """
    text = source[start:end]
    try:
        found = list(_scalars(yaml.parse(text, Loader=LOADER)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = source.count("\n", 0, start) + (mark.line if mark else 0) + 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
        place = f"{where}:{line}" if where else f"line {line}"
        kept = msg("front matter left unchanged: not valid YAML ({problem})", problem=problem)
        _log.warning("%s", HexaplaError(kept, where=place, hint=msg("correct it there")))
        return []
    return [value for scalar in found for value in _read(source, start, scalar)]


@dataclass(slots=True)
class _Place:
    """The position of the next event in the tree."""

    mapping: bool
    flow: bool
    key: str | None
    at_key: bool


@dataclass(frozen=True, slots=True)
class _Scalar:
    event: Any
    key: str
    listed: bool


def _scalars(events: Iterable[Any]) -> Iterator[_Scalar]:
    """The scalars that are the value of a key, or in a list that is its value."""
    places: list[_Place] = []
    for event in events:
        top = places[-1] if places else None
        if isinstance(event, yaml.CollectionStartEvent):
            mapping = isinstance(event, yaml.MappingStartEvent)
            key = None if mapping or top is None or top.at_key else top.key
            places.append(_Place(mapping, bool(event.flow_style), key, mapping))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            places.pop()
            top = places[-1] if places else None
        elif not isinstance(event, yaml.NodeEvent) or top is None:
            continue
        elif top.at_key:
            top.key = event.value if isinstance(event, yaml.ScalarEvent) else None
        elif isinstance(event, yaml.ScalarEvent) and top.key is not None and is_text(event):
            inside = any(place.key == SUBSTITUTIONS for place in places)
            yield _Scalar(event, SUBSTITUTIONS if inside else top.key, top.flow)
        if top is not None and top.mapping:
            top.at_key = not top.at_key


def _read(source: str, offset: int, scalar: _Scalar) -> list[Value]:
    event = scalar.event
    start, end = offset + event.start_mark.index, offset + event.end_mark.index
    if event.anchor or event.tag:
        start = after_properties(source, start, end)
    if event.style == '"':
        runs = double_quoted(source, start + 1, end - 1)
        return values_of(source, runs, scalar.key, "double", listed=scalar.listed)
    if event.style == "'":
        runs = _folded(source, start + 1, end - 1, _QUOTE_OR_LINE_END)
        return values_of(source, runs, scalar.key, "single", listed=scalar.listed)
    if event.style in ("|", ">"):
        values = _block_scalar(source, start, end, scalar.key)
        named = scalar.key == SUBSTITUTIONS
        return [one for one in values if not (named and one.flow.text.startswith(_LAYOUT))]
    runs = _folded(source, start, end, _LINE_END)
    return values_of(source, runs, scalar.key, "plain", listed=scalar.listed)


def _folded(source: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[Run]:
    """The runs of a plain or single-quoted scalar."""
    at = start
    for match in pattern.finditer(source, start, end):
        yield Run("text", at, match.start(), source[at : match.start()])
        at = match.end()
        if match[0] == "''":
            yield Run("text", match.start(), at, "'")
        else:
            yield Run("break" if match[0].count("\n") > 1 else "gap", match.start(), at)
    yield Run("text", at, end, source[at:end])


def _block_scalar(source: str, start: int, end: int, key: str) -> Iterator[Value]:
    """A value for each line or, in folded scalars, for each run of lines with equal indentation."""
    at = source.find("\n", start, end) + 1 or end
    header = source[start:at].partition("#")[0]
    explicit = re.search(r"\d", header) is not None
    rows: list[tuple[int, Run]] = []
    for line in source[at:end].split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        text = line.strip(" \t")
        first = at + line.find(text) if text else at
        rows.append((depth, Run("text", first, first + len(text), text)))
        at += len(line) + 1
    depths = [depth for depth, run in rows if run.text]
    groups: list[list[Run]] = [[]]
    for depth, run in rows:
        alone = explicit or not run.text or depth != depths[0]
        if alone:
            groups += [[run] if run.text else [], []]
        elif header[0] == ">" or (groups[-1] and _goes_on(groups[-1][-1].text, run.text)):
            groups[-1].append(run)
        else:
            groups.append([run])
    # Without an indentation in the header, the first line sets the indentation of all lines.
    opening = not explicit and len(set(depths)) > 1
    for lines in filter(None, groups):
        yield _of_lines(source, lines, key, opening)
        opening = False


def _goes_on(line: str, text: str) -> bool:
    """Whether a line of a literal scalar is in the middle of a paragraph: it was wrapped."""
    if text[0].islower():
        return len(line) >= _HALF and not line.endswith((".", "!", "?", ":"))
    return len(line) >= _WRAPPED and text[0].isalnum() and not _ITEM.match(text)


def _of_lines(source: str, lines: list[Run], key: str, opening: bool) -> Value:
    runs = [lines[0]]
    for line in lines[1:]:
        runs += [Run("gap", runs[-1].end, line.start), line]
    return replace(joined(source, runs, key, "block", alone=False), opening=opening)


def write_yaml(text: str, value: Value) -> str:
    """A translation in the style of the source's scalar.

    A text that can't be a plain scalar is put in double quotation marks.
    """
    if value.style == "double":
        written = escaped(text)
    elif value.style == "single":
        written = printable(text).replace("'", "''")
    elif value.style == "block":
        written = printable(text).strip()
    elif is_plain(text, value.listed):
        written = text
    else:
        written = f'"{escaped(text)}"' if value.alone else _made_plain(text, value.listed)
    return value.wrapped(written)


def _made_plain(text: str, listed: bool) -> str:
    """Change one paragraph of a plain scalar so that it stays plain: it can't be quoted separately.

    Uses no-break spaces, which are not spaces in YAML, and full-width brackets, which have no
    meaning in it.
    """
    text = re.sub(r":(?=\s|\Z)", ":\u00a0", re.sub(r"\s#", "\u00a0#", printable(text).strip()))
    if listed:
        text = text.translate(str.maketrans(",[]{}?", "，［］｛｝？"))
    return text if is_plain(text, listed) else f"\u00a0{text}"
