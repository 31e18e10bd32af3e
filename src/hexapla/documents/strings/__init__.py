"""Files of strings: the texts of programs and sites, each with a key.

A reader for each syntax finds the strings (`json_syntax`, `yaml_syntax`, …), `shapes` says which of
them are texts and what they are called, and `document` writes translations in their places.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Kind, Option, Options
from hexapla.documents.structure import Changes
from hexapla.errors import InputError
from hexapla.message import msg

__all__ = ["FORMAT", "StringsFormat"]

_NONE: tuple[str, ...] = ()


class StringsFormat(Format):
    """Files of strings: JSON, YAML and others."""

    name = "strings"
    suffixes = (
        ".arb",
        ".csv",
        ".ftl",
        ".json",
        ".properties",
        ".strings",
        ".stringsdict",
        ".toml",
        ".xcstrings",
        ".yaml",
        ".yml",
    )
    markup = Kind.MESSAGE
    options = (
        Option("exclude", _NONE, "Keys whose strings are not translated: `*.internal`, `debug.*`."),
        Option("files", _NONE, "Files that are files of strings, whatever they look like."),
        Option("include", _NONE, "If set, only the strings of these keys are translated."),
    )
    named_by_language = True
    with_underscores = (".arb", ".properties")
    several_languages = (".xcstrings",)
    with_columns = (".csv",)
    mixed = False

    def takes(self, path: Path, options: Options) -> bool:
        """See `Format.takes`: most files with these suffixes are settings and data."""
        try:
            return self.doubt(path, options) is None
        except InputError:
            return False

    def doubt(self, path: Path, options: Options) -> str | None:
        """See `Format.doubt`."""
        from hexapla.documents.strings.parsing import doubt

        return doubt(path, options)

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.message_markup import changes_in

        return changes_in(source, target)

    def objection(self, text: str, kind: str) -> str | None:
        """See `Format.objection`: a plural needs its branches."""
        from hexapla.documents.strings.document import PLURAL
        from hexapla.documents.strings.plurals import forms_in

        if kind != PLURAL or "other" in (forms_in(text, "") or ()):
            return None
        return msg("it is no plural in ICU's notation with a branch for other numbers")

    def part(
        self, data: bytes, *, where: str, encoding: str | None = None, language: str = ""
    ) -> bytes:
        """See `Format.part`."""
        if not self.holds_all(where):
            return data
        from hexapla.documents.decoding import decode
        from hexapla.documents.strings.xcstrings import part_of

        return part_of(decode(data, where=where, encoding=encoding)[0], language).encode()

    def datatype(self, name: str) -> str:
        """See `Format.datatype`."""
        suffix = Path(name).suffix.lower()
        usual = {".csv": "csv", ".properties": "javapropertyresourcebundle"}
        return usual.get(suffix, f"x-{suffix[1:]}")

    def stated_language(self, data: bytes, *, where: str, encoding: str | None = None) -> str:
        """See `Format.stated_language`: string catalogs name it."""
        from hexapla.documents.strings.parsing import stated_language

        return stated_language(data, where, encoding) if self.holds_all(where) else ""

    def text(self, data: bytes, *, where: str = "", encoding: str | None = None) -> str:
        """See `Format.text`: the strings of the file."""
        return self.text_of_segments(data, where=where, encoding=encoding)

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`. A string is never cut into sentences, only at its line ends."""
        from hexapla.documents.strings.parsing import parse

        return parse(data, where, encoding, language, options)


FORMAT = StringsFormat()
