"""`i18n/publication.toml`: every key, its type, its default and what it means, in one place.

`translate init` writes a file with each key explained from here, and the documentation's table
is generated from here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from hexapla import documents
from hexapla.documents.format import Option, Options, OptionValue
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes

__all__ = ["FILE_NAME", "Configuration", "commented_toml", "read_configuration"]

FILE_NAME = "i18n/publication.toml"

Table = dict[str, tuple[str, ...]]
Texts = dict[str, str]
"""A text by language; one without a language is under ""."""
Marks = dict[str, str]
"""Quotation marks by language: around a quotation, and around one inside of it."""


def _key(default: Any, doc: str, *, table: str = "", choices: tuple[str, ...] = ()) -> Any:
    metadata = {"doc": doc, "table": table, "choices": choices}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a publication. A key of the file is spelt with `-` where a field has `_`."""

    sources: tuple[str, ...] = _key(
        (".",), "Folders or files with the articles, relative to the publication."
    )
    exclude: tuple[str, ...] = _key(
        (), "What in those folders is no article, as patterns: README.md, drafts/*."
    )
    source_language: str = _key(
        "auto", 'The language the articles are written in; "auto" detects it, article by article.'
    )
    languages: tuple[str, ...] = _key(
        (), "The languages to translate into, as BCP 47 codes: es, pt-BR, zh-Hans."
    )
    catalogs: str = _key("locales", "The folder of the catalogs.")
    layout: str = _key(
        "hexapla",
        "Where editions go, by name: hexapla (editions/{lang}/{path}), suffix, hugo, mkdocs "
        "(page.es.md beside page.md), folder (docs/es beside docs/en), docusaurus, sphinx; or a "
        "pattern with {lang}, {lang_lower} or {locale}, {path} or {stem} and {suffix}, {source}.",
    )
    engines: tuple[str, ...] = _key(
        ("argos", "apertium"), "The engines that may draft, the preferred one first."
    )
    use: str = _key(
        "all",
        '"all" publishes reviewed sentences, edited ones and drafts; "reviewed" only the first.',
        choices=("all", "reviewed"),
    )
    fallback: str = _key(
        "source",
        'What stands where a translation is missing: the "source" sentence, the same between '
        '⟦brackets⟧ ("mark"), or nothing ("omit").',
        choices=("source", "mark", "omit"),
    )
    min_reviewed: int = _key(
        0, "An edition is written only if at least this percentage of its sentences is reviewed."
    )
    label: bool = _key(
        False,
        "End each edition with a line in its own language that says how many of its sentences "
        "are reviewed, edited, machine-made and missing, who translated it, and from which "
        "version of the source.",
    )
    manifest: str = _key(
        "editions/manifest.json",
        'The file that tells what every edition is made of, with digests; "" writes none.',
    )
    checks_off: tuple[str, ...] = _key(
        (), "The checks that are not to run, by the names that `translate check` gives them."
    )
    memory_accept_in_context: bool = _key(
        False,
        "Take what memory knows of the very sentence after the very same neighbour as reviewed, "
        "without a person's look.",
        table="memory",
    )
    formats: Mapping[str, Options] = field(default_factory=dict)
    """The options of formats that differ from the defaults, by the format's name. In the file each
    format has a table of its name."""
    typography_quotation_marks: bool = _key(
        True,
        "Give drafts their language's quotation marks, nested: « », „ “, 「」.",
        table="typography",
    )
    typography_quotations: Marks = _key(  # noqa: RUF009
        {},
        "Other quotation marks than CLDR has for a language, around a quotation and around one "
        'inside of it: { es = "«»“”" }.',
        table="typography",
    )
    typography_spaces: bool = _key(
        True,
        "Take out spaces before commas and full stops in drafts, and put a narrow no-break space "
        "before ; : ! ? and inside « » in French ones.",
        table="typography",
    )
    typography_inverted_marks: bool = _key(
        True, "Begin questions and exclamations in Spanish drafts with ¿ and ¡.", table="typography"
    )
    typography_punctuation: bool = _key(
        True,
        "Give Chinese and Japanese drafts full-width punctuation, and drafts in Arabic script "
        "their own comma, semicolon and question mark.",
        table="typography",
    )
    typography_numbers: bool = _key(
        True,
        "Give numbers in drafts their language's separators, where that surely leaves their value.",
        table="typography",
    )
    segmentation_mode: str = _key(
        "sentences",
        'Cut paragraphs into "sentences", or keep whole "paragraphs".',
        table="segmentation",
        choices=("sentences", "paragraphs"),
    )
    segmentation_abbreviations: Table = _key(  # noqa: RUF009
        {},
        'More abbreviations that end no sentence, by language: { en = ["approx.", "Regt."] }.',
        table="segmentation",
    )
    site_title: Texts = _key(  # noqa: RUF009
        {},
        'What the site is called (default: as its folder), or by language: { en = "News" }.',
        table="site",
    )
    site_notice: Texts = _key(  # noqa: RUF009
        {},
        "A line at the foot of every page, such as whose the texts are; or by language.",
        table="site",
    )
    site_base_url: str = _key(
        "",
        "Where the site will stand, https://example.org/news/: feeds, the site map and canonical "
        "addresses need it. Everything else works without, from any folder.",
        table="site",
    )
    site_theme: str = _key(
        "",
        "A folder with templates and static files of your own; those of the same name come "
        "before Hexapla's.",
        table="site",
    )

    def with_option(self, name: str, value: OptionValue) -> Configuration:
        """The same settings with an option set in every format that has it."""
        having = [
            one.name
            for one in documents.formats().values()
            if any(option.name == name for option in one.options)
        ]
        return replace(
            self,
            formats={**self.formats}
            | {format: {**self.formats.get(format, {}), name: value} for format in having},
        )


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the file: ``field`` names that of `Configuration`, ``option`` a format's option."""

    table: str
    name: str
    type: str
    default: Any
    doc: str
    choices: tuple[str, ...] = ()
    field: str = ""
    option: Option | None = None


def commented_toml(values: Mapping[str, Any] | None = None) -> str:
    """A `publication.toml` with every key explained; those without a value are commented out.

    ``values`` maps field names of `Configuration` to what is to be set.
    """
    values = values or {}
    lines = [
        "# A Hexapla publication. Every key is optional; what is commented out is the default."
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


def read_configuration(path: Path) -> Configuration:
    """The settings in a file.

    Raises InputError where it is no TOML, UsageError for a key or a value that means nothing,
    both with the line and a suggestion.
    """
    text, data = _read(path)
    formats = documents.format_names()
    # A format is loaded only if the file has a table for it.
    known = {(key.table, key.name): key for key in _keys([one for one in formats if one in data])}
    tables = {table for table, _ in known if table} | set(formats)
    values: dict[str, Any] = {}
    options: dict[str, dict[str, OptionValue]] = {}
    for table, name, value in _flat(data, tables):
        where = f"{path}:{_line_of(text, table, name)}"
        key = known.get((table, name))
        if key is None:
            raise UsageError(f"unknown key {name!r}", where=where, hint=_did_you_mean(name))
        found = _checked(value, key, where)
        if key.option is None:
            values[key.field] = found
        elif found != key.default:
            options.setdefault(table, {})[name] = found
    return Configuration(**values, formats=options)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file of TOML, and its data."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=str(path), hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1] if line else len(text.splitlines())}"
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise InputError(
            f"no valid TOML: {reason[:1].lower()}{reason[1:]}",
            where=where,
            hint="strings stand in double quotes, lists in square brackets",
        ) from None


def _keys(formats: Iterable[str]) -> Iterator[_Key]:
    """The keys of the file, with those of the formats of these names."""
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
    """The value as its key wants it; UsageError where it is of another type."""
    good = _option_value(value, key.option) if key.option else _own_value(value, key)
    if good is None:
        wanted = key.option.wanted if key.option else _wanted(key)
        raise UsageError(f"{key.name} can't be {_toml(value)}", where=where, hint=wanted)
    return good


def _option_value(value: Any, option: Option) -> OptionValue | None:
    found = tuple(value) if isinstance(value, list) else value
    return found if option.accepts(found) else None


def _own_value(value: Any, key: _Key) -> Any:
    """The value as a field of `Configuration`, None where it can't be."""
    match key.type:
        case "bool" if isinstance(value, bool):
            return value
        case "int" if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:
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


def _wanted(key: _Key) -> str:
    if key.choices:
        return "use " + " or ".join(f'"{choice}"' for choice in key.choices)
    return {
        "bool": "use true or false",
        "int": "use a whole number from 0 to 100",
        "str": "use a string in double quotes",
        "tuple[str, ...]": 'use a list of strings: ["one", "two"]',
        "Table": 'use a table of lists: { en = ["one", "two"] }',
        "Marks": 'use a table of four marks a language: { es = "«»“”" }',
        "Texts": 'use a string in double quotes, or a table of strings: { en = "News" }',
    }[key.type]


def _did_you_mean(key: str) -> str:
    known = [(one.table, one.name) for one in _keys(documents.format_names())]
    names = {f"{key} in [{table}]" if table else key: key for table, key in known}
    names |= {f"[{table}]": table for table, _ in known if table}
    close = difflib.get_close_matches(key, names.values(), n=1) or difflib.get_close_matches(
        key, names, n=1
    )
    if close:
        spelt = next(name for name, bare in names.items() if close[0] in (name, bare))
        return f"did you mean {spelt}?"
    return "the keys are " + ", ".join(names)


def _line_of(text: str, table: str, key: str) -> int:
    """The line (from 1) where a key stands; the first one where it can't be told."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].strip("\"'")
            if not table and current.partition(".")[0] == key:
                return number
            if table and current == f"{table}.{key}":
                return number
        dotted = (
            rf"""\s*(?:["']?{re.escape(table)}["']?\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.]"""
        )
        if (current == table or not current) and re.match(dotted, line):
            return number
    return 1


def _is_strings(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def _is_marks(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 4 and not any(map(str.isalnum, value))


def _toml(value: Any) -> str:
    """A value on one line; tomli-w puts a list on several, and a table under a heading."""
    import tomli_w

    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        inner = ", ".join(tomli_w.dumps({key: 0})[:-2] + _toml(one) for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").removesuffix("\n")


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 92)
