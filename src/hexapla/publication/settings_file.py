"""`i18n/publication.toml`: read and checked against `Configuration`, and written with its texts.

`translate init` writes a file with the texts of all keys as comments, and the table in
docs/reference/configuration.md is generated from them.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from hexapla import documents, toml
from hexapla.documents.format import Option, OptionValue
from hexapla.engines.engine import Pair
from hexapla.engines.order import ALL_PAIRS, DEFAULT_ORDER, Order
from hexapla.errors import UsageError, suggestion
from hexapla.languages import Language
from hexapla.message import either, msg
from hexapla.publication.configuration import FILE_NAME, Configuration

__all__ = [
    "commented_toml",
    "find_root",
    "place_of",
    "place_of_engine",
    "read_configuration",
]


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the file. ``field`` is its field in `Configuration`; ``option`` is a format's
    option.
    """

    table: str
    name: str
    type: str
    default: Any
    doc: str
    choices: tuple[str, ...] = ()
    field: str = ""
    option: Option | None = None
    most: int = 100


def commented_toml(values: Mapping[str, Any] | None = None) -> str:
    """A `publication.toml` in which every key is explained and keys without a value are comments.

    ``values`` maps field names of `Configuration` to values.
    """
    values = values or {}
    lines = [
        "# A Hexapla publication. Every key is optional; commented-out keys have their default."
    ]
    table = ""
    for key in _keys(documents.format_names()):
        if key.table != table:
            table = key.table
            lines += ["", f"[{table}]"]
        default = {"Table": {}, "Marks": {}, "Texts": ""}.get(key.type, key.default)
        lines += ["", *(f"# {line}" for line in _wrapped(key.doc))]
        if key.field in values:
            lines.append(f"{key.name} = {_toml(values[key.field])}")
        else:
            lines.append(f"# {key.name} = {_toml(default)}")
    return "\n".join(lines) + "\n"


def find_root(folder: Path) -> Path | None:
    """The root of the publication that a folder is in; None if it isn't in one."""
    folders = (folder.resolve(), *folder.resolve().parents)
    return next((root for root in folders if (root / FILE_NAME).is_file()), None)


def read_configuration(path: Path) -> Configuration:
    """Read the settings from a file.

    Raises InputError if it is not valid TOML, UsageError for an unknown key or an invalid value.
    Errors give the line and a suggestion.
    """
    text, data = toml.read(path)
    formats = documents.format_names()
    # A format is loaded only if the file has a table for it.
    known = {(key.table, key.name): key for key in _keys([one for one in formats if one in data])}
    tables = {table for table, _ in known if table} | set(formats)
    values: dict[str, Any] = {}
    options: dict[str, dict[str, OptionValue]] = {}
    for table, name, value in _flat(data, tables):
        where = f"{path}:{toml.line_of(text, table, name)}"
        key = known.get((table, name))
        if key is None:
            raise UsageError(
                msg("unknown key {name!r}", name=name), where=where, hint=_hint_for(name, table)
            )
        found = _checked(value, key, where)
        if key.option is None:
            values[key.field] = _order(found, path, text) if key.type == "Order" else found
            _check_languages(key.field, found, where)
        elif found != key.default:
            options.setdefault(table, {})[name] = found
    return Configuration(**values, formats=options)


def place_of(path: Path, key: str, table: str = "") -> str:
    """Where a key is in a file, as ``path:line``."""
    return f"{path}:{toml.line_of(toml.read(path)[0], table, key)}"


def place_of_engine(path: Path, names: Collection[str]) -> str | None:
    """Where a file first names one of these engines, as ``path:line``; None if it doesn't."""
    text, data = toml.read(path)
    table = data.get("draft", {})
    if isinstance(table, dict) and table.get("critic") in names:
        return f"{path}:{toml.line_of(text, 'draft', 'critic')}"
    value = data.get("engines", ())
    orders = value if isinstance(value, dict) else {"": value}
    key = next((key for key, own in orders.items() if set(own) & set(names)), None)
    return None if key is None else f"{path}:{_line_in(text, 'engines', key)}"


def _line_in(text: str, table: str, key: str) -> int:
    """The line number of a key of a table that may be written inline: ``table = { key = 1 }``."""
    return max(toml.line_of(text, table, key), toml.line_of(text, "", table))


def _check_languages(field: str, value: Any, where: str) -> None:
    """Raise UsageError for a setting with the code of an unknown language."""
    tags = {"languages": value, "source_language": (value,)}.get(field, ())
    try:
        for tag in tags:
            if tag != "auto":
                Language(tag)
    except UsageError as error:
        raise UsageError(error.message, where=where, hint=error.hint) from None


def _keys(formats: Iterable[str]) -> Iterator[_Key]:
    """All keys of the file, including those of the given formats."""
    for item in fields(Configuration):
        if item.name == "formats":
            for name in formats:
                for one in documents.load_format(name).options:
                    yield _Key(name, one.name, "", one.default, one.doc, option=one)
            continue
        table = item.metadata["table"]
        yield _Key(
            table,
            item.name.removeprefix(f"{table}_").replace("_", "-"),
            str(item.type),
            item.default,
            item.metadata["doc"],
            item.metadata["choices"],
            item.name,
            most=item.metadata["most"],
        )


def _flat(data: Mapping[str, Any], tables: set[str]) -> list[tuple[str, str, Any]]:
    out = []
    for key, value in data.items():
        if key in tables and isinstance(value, dict):
            out += [(key, inner, item) for inner, item in value.items()]
        else:
            out.append(("", key, value))
    return out


def _checked(value: Any, key: _Key, where: str) -> Any:
    """The value converted to the key's type; UsageError if it is not valid."""
    good: Any
    if key.option:
        good = _option_value(value, key.option)
    else:
        good = _order_value(value) if key.type == "Order" else _own_value(value, key)
    if good is None:
        wanted = key.option.hint if key.option else _wanted(key)
        raise UsageError(
            msg("{name} can't be {toml}", name=key.name, toml=_toml(value)),
            where=where,
            hint=wanted,
        )
    return good


def _option_value(value: Any, option: Option) -> OptionValue | None:
    found = tuple(value) if isinstance(value, list) else value
    return found if option.accepts(found) else None


def _own_value(value: Any, key: _Key) -> Any:
    """The value for a field of `Configuration`, None if it is not valid."""
    match key.type:
        case "bool" if isinstance(value, bool):
            return value
        case "int" if type(value) is int and 0 <= value <= key.most:
            return value
        case "str" if isinstance(value, str) and (not key.choices or value in key.choices):
            return value
        case "tuple[str, ...]" if _is_strings(value):
            return tuple(value)
        case "Table" if isinstance(value, dict) and all(map(_is_strings, value.values())):
            return {key: tuple(words) for key, words in value.items()}
        case "Marks" if isinstance(value, dict) and all(map(_is_marks, value.values())):
            return dict(value)
        case "Texts" if isinstance(value, str):
            return {"": value} if value else {}
        case "Texts" if isinstance(value, dict) and _is_strings([*value.values()]):
            return dict(value)
    return None


def _order_value(value: Any) -> Mapping[str, Sequence[str]] | None:
    """The engines by pair as in the file, for every pair under `ALL_PAIRS`; None if not valid."""
    if _is_strings(value):
        return {ALL_PAIRS: value or DEFAULT_ORDER}
    named = isinstance(value, dict) and all(_is_strings(one) and one for one in value.values())
    return value if named else None


def _order(value: Mapping[str, Sequence[str]], path: Path, text: str) -> Order:
    """The engines by pair of languages. Raises UsageError for a key that is not a pair."""
    pairs: dict[Pair, tuple[str, ...]] = {}
    for key, names in value.items():
        if key != ALL_PAIRS:
            pair = _pair(key, f"{path}:{_line_in(text, 'engines', key)}")
            pairs[pair] = tuple(names)
    return Order(tuple(value.get(ALL_PAIRS, DEFAULT_ORDER)), tuple(pairs.items()))


def _pair(text: str, where: str) -> Pair:
    from hexapla.engines.models.package import parse_pair

    try:
        return parse_pair(text)
    except UsageError as error:
        hint = msg(
            '{hint}; "{all_pairs}" is every other pair', hint=error.hint, all_pairs=ALL_PAIRS
        )
        raise UsageError(error.message, where=where, hint=hint) from None


def _wanted(key: _Key) -> str:
    if key.choices:
        return "use " + either(f'"{choice}"' for choice in key.choices)
    return {
        "bool": "use true or false",
        "int": f"use a whole number from 0 to {key.most:,}",
        "str": "use a string in double quotes",
        "tuple[str, ...]": 'use a list of strings: ["one", "two"]',
        "Table": 'use a table of lists: { en = ["one", "two"] }',
        "Marks": 'use four marks per language: { es = "«»“”" }',
        "Order": 'use a list of engines, or a table of lists: { "*" = ["one"], "en-es" = ["two"] }',
        "Texts": 'use a string in double quotes, or a table of strings: { en = "News" }',
    }[key.type]


def _hint_for(key: str, table: str) -> str:
    """What to write instead of a key that a table doesn't have: the table's own keys come first."""
    known = [(one.table, one.name) for one in _keys(documents.format_names())]
    if ("", key) in known:
        return msg("move it above the first [table]")
    known.sort(key=lambda one: one[0] != table)
    names = {msg("{name} in [{place}]", name=name, place=place) if place else name: name
             for place, name in known}  # fmt: skip
    names |= {f"[{place}]": place for place, _ in known if place}
    close = difflib.get_close_matches(key, names.values(), n=1)
    spelt = next((name for name, bare in names.items() if close and bare == close[0]), key)
    return suggestion(spelt, names)


def _is_strings(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def _is_marks(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 4 and not any(map(str.isalnum, value))


def _toml(value: Any) -> str:
    """A value on one line. tomli-w would write a list on several lines and a table with a
    header.
    """
    import tomli_w

    if isinstance(value, Order):
        by_pair = {f"{pair.source}-{pair.target}": names for pair, names in value.pairs}
        return _toml({ALL_PAIRS: value.usual, **by_pair} if by_pair else value.usual)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        inner = ", ".join(tomli_w.dumps({key: 0})[:-2] + _toml(one) for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").removesuffix("\n")


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 92, break_on_hyphens=False)
