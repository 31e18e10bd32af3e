"""`i18n/publication.toml`: every key, its type, its default and what it means, in one place.

`translate init` writes a file with each key explained from here, and the documentation's table
is generated from here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes

__all__ = ["FILE_NAME", "Configuration", "explained", "read_configuration"]

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
    text_wrap: str = _key(
        "auto",
        'Which lines of plain text belong together: "auto" joins lines that were wrapped, '
        '"lines" takes each line as a paragraph, "blank" parts paragraphs at blank lines only.',
        table="text",
        choices=("auto", "lines", "blank"),
    )
    markdown_rewrap: str = _key(
        "keep",
        'How a translated paragraph that stood on several lines is written: "keep" wraps it to '
        'their width, "none" puts it on one line, a number such as "80" wraps all to it.',
        table="markdown",
    )
    markdown_front_matter: tuple[str, ...] = _key(
        ("title", "description", "summary", "subtitle", "caption"),
        "The keys of the front matter whose values are translated.",
        table="markdown",
    )
    markdown_stable_ids: bool = _key(
        False,
        "Give translated headings the anchors of the source's, {#like-this}, so that links into "
        "a page lead to the same place in every language.",
        table="markdown",
    )
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


def explained(values: Mapping[str, Any] | None = None) -> str:
    """A `publication.toml` with every key explained; those without a value are commented out.

    ``values`` maps field names of `Configuration` to what is to be set.
    """
    values = values or {}
    lines = [
        "# A Hexapla publication. Every key is optional; what is commented out is the default."
    ]
    table = ""
    for item in fields(Configuration):
        if item.metadata["table"] != table:
            table = item.metadata["table"]
            lines += ["", f"[{table}]"]
        default = {"Table": {}, "Marks": {}, "Texts": ""}.get(str(item.type), item.default)
        lines += ["", *(f"# {line}" for line in _wrapped(item.metadata["doc"]))]
        name = _toml_key(item.name, table)
        if item.name in values:
            lines.append(f"{name} = {_toml(values[item.name])}")
        else:
            lines.append(f"# {name} = {_toml(default)}")
    return "\n".join(lines) + "\n"


def read_configuration(path: Path) -> Configuration:
    """The settings in a file.

    Raises InputError where it is no TOML, UsageError for a key or a value that means nothing,
    both with the line and a suggestion.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
        data = tomllib.loads(text)
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
    known = {
        (item.metadata["table"], _toml_key(item.name, item.metadata["table"])): item
        for item in fields(Configuration)
    }
    tables = {table for table, _ in known if table}
    values: dict[str, Any] = {}
    for table, key, value in _flat(data, tables):
        where = f"{path}:{_line_of(text, table, key)}"
        item = known.get((table, key))
        if item is None:
            raise UsageError(f"unknown key {key!r}", where=where, hint=_did_you_mean(key, known))
        values[item.name] = _checked(value, item, where)
    return Configuration(**values)


def _flat(data: Mapping[str, Any], tables: set[str]) -> list[tuple[str, str, Any]]:
    out = []
    for key, value in data.items():
        if key in tables and isinstance(value, dict):
            out += [(key, inner, item) for inner, item in value.items()]
        else:
            out.append(("", key, value))
    return out


def _checked(value: Any, item: Any, where: str) -> Any:
    """The value as its field wants it; UsageError where it is of another type."""
    name = _toml_key(item.name, item.metadata["table"])
    choices: tuple[str, ...] = item.metadata["choices"]
    good: Any = None
    match item.type:
        case "bool" if isinstance(value, bool):
            good = value
        case "int" if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:
            good = value
        case "str" if isinstance(value, str) and (not choices or value in choices):
            good = value
        case "tuple[str, ...]" if _is_strings(value):
            good = tuple(value)
        case "Table" if isinstance(value, dict) and all(map(_is_strings, value.values())):
            good = {key: tuple(words) for key, words in value.items()}
        case "Marks" if isinstance(value, dict) and all(map(_is_marks, value.values())):
            good = dict(value)
        case "Texts" if isinstance(value, str):
            good = {"": value} if value else {}
        case "Texts" if isinstance(value, dict) and _is_strings([*value.values()]):
            good = dict(value)
    if good is None:
        raise UsageError(f"{name} can't be {_toml(value)}", where=where, hint=_wanted(item))
    return good


def _wanted(item: Any) -> str:
    if item.metadata["choices"]:
        return "use " + " or ".join(f'"{choice}"' for choice in item.metadata["choices"])
    return {
        "bool": "use true or false",
        "int": "use a whole number from 0 to 100",
        "str": "use a string in double quotes",
        "tuple[str, ...]": 'use a list of strings: ["one", "two"]',
        "Table": 'use a table of lists: { en = ["one", "two"] }',
        "Marks": 'use a table of four marks a language: { es = "«»“”" }',
        "Texts": 'use a string in double quotes, or a table of strings: { en = "News" }',
    }[item.type]


def _did_you_mean(key: str, known: Mapping[tuple[str, str], Any]) -> str:
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


def _toml_key(name: str, table: str) -> str:
    return name.removeprefix(f"{table}_").replace("_", "-")


def _is_strings(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def _is_marks(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 4 and not any(map(str.isalnum, value))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return str(value)


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 92)
