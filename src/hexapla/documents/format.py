"""The format contract: a file format that can be parsed into documents."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from hexapla.documents.decoding import decode
from hexapla.documents.document import Document, Segmenter, uncut
from hexapla.documents.structure import Changes
from hexapla.errors import UsageError
from hexapla.message import either, joined, msg

__all__ = ["Cut", "Format", "Kind", "Option", "OptionValue", "Options"]

OptionValue = bool | str | tuple[str, ...]
"""The value of an option: true or false, a string, or several strings."""

Options = Mapping[str, OptionValue]
"""Option values by name."""


Cut = Callable[[str], int]
"""How much of a text can be cut off and parsed by itself: an offset, 0 for nothing.

The text is the beginning of a file, or what is left after an earlier cut, and ends with a line end.
The cut must be right whatever follows: the translations of the parts, joined, are the translation
of the whole.
"""


class Kind(StrEnum):
    """Which markup the checks look for in sentences.

    MESSAGE is for the messages of programs, where any kind may occur.
    """

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MESSAGE = msg("string")


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a format: a key in the table ``[<format-name>]`` of `publication.toml`.

    ``name`` is spelled as in that file. The type of ``default`` is the type of the option. ``doc``
    is a sentence for the documentation. A string must be one of ``choices``, if there are any, or
    match the regular expression ``pattern``, which ``other`` describes in messages: "a number of
    columns".
    """

    name: str
    default: OptionValue
    doc: str
    choices: tuple[str, ...] = ()
    pattern: str = ""
    other: str = ""

    def accepts(self, value: object) -> bool:
        """Whether a value is valid for this option."""
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if isinstance(self.default, str):
            return isinstance(value, str) and self._is_known(value)
        return isinstance(value, tuple) and all(isinstance(one, str) for one in value)

    def check(self, value: OptionValue) -> OptionValue:
        """Return the value if it is valid, else raise UsageError."""
        if not self.accepts(value):
            raise UsageError(
                msg("{name} can't be {value!r}", name=self.name, value=value), hint=self.hint
            )
        return value

    @property
    def hint(self) -> str:
        """How to write a valid value, in a few words."""
        if isinstance(self.default, bool):
            return msg("use true or false")
        if isinstance(self.default, tuple):
            return msg('use a list of strings: ["one", "two"]')
        known = [*(f'"{choice}"' for choice in self.choices), *([self.other] if self.other else [])]
        return (
            msg("use {known}", known=either(known))
            if known
            else msg("use a string in double quotes")
        )

    def _is_known(self, value: str) -> bool:
        free = not self.choices and not self.pattern
        matches = bool(self.pattern) and re.fullmatch(self.pattern, value) is not None
        return free or value in self.choices or matches


class Format(ABC):
    """A file format, registered as an entry point in the group ``hexapla.formats``.

    A subclass sets ``name``, which is also the name of the entry point, and ``suffixes``, the file
    name suffixes in lower case with the dot. ``markup`` is what the checks treat as markup in
    sentences, ``media_type`` the media type of the files, and ``options`` what `publication.toml`
    can set. ``is_text`` is False if the files are not text: they are not read from standard input,
    and a browser can't show them. ``named_by_language`` is True if programs find the files of
    different languages by their paths: the edition of `locales/en.json` is `locales/es.json`.
    ``with_underscores`` are the suffixes of those that have `pt_BR` there, not `pt-BR`.

    ``several_languages`` are the suffixes of files that hold all languages: an edition of such a
    file is the file itself with more texts (`Document.render_into`).

    ``mixed`` is False if nothing in the files can be in another language than the rest.

    ``with_columns`` are the suffixes of tables, which may have a column for each language.

    ``measured`` is True if documents can have `faults`: texts have limited space or time.

    Every command loads the formats, so import slow parsers inside `parse`.
    """

    name: str
    suffixes: tuple[str, ...]
    markup: Kind = Kind.TEXT
    media_type: str = "text/plain"
    options: tuple[Option, ...] = ()
    is_text: bool = True
    measured: bool = False
    mixed: bool = True
    named_by_language: bool = False
    with_underscores: tuple[str, ...] = ()
    several_languages: tuple[str, ...] = ()
    with_columns: tuple[str, ...] = ()

    def with_defaults(self, values: Options = MappingProxyType({})) -> Options:
        """All options of the format, with these values or their defaults.

        Raises UsageError for an unknown option or an invalid value.
        """
        known = {option.name: option for option in self.options}
        for name in values:
            if name not in known:
                raise UsageError(
                    msg("the format {name} has no option {name2!r}", name=self.name, name2=name),
                    hint=msg("its options are {known}", known=joined(known))
                    if known
                    else msg("it has no options"),
                )
        chosen = {name: values.get(name, option.default) for name, option in known.items()}
        return {name: known[name].check(value) for name, value in chosen.items()}

    def takes(self, path: Path, options: Options) -> bool:
        """Whether a file in a folder is an article, if it has one of the suffixes.

        By default it is. A format looks into the file if others have its suffixes, too.
        """
        return True

    def doubt(self, path: Path, options: Options) -> str | None:
        """Why a file that somebody names is probably not of this format, or None.

        Such a file is refused unless the format is named, too. By default there is no doubt.
        Raises InputError for a file that can't be read at all.
        """
        return None

    def cutter(self, encoding: str, options: Options) -> Cut | None:
        """How a file that arrives in chunks can be cut, so that its beginning is translated early.

        Parameters: ``encoding`` is Python's name of the codec, ``options`` are the values of the
        format's options. None, the default, means that the file must be read to its end.
        """
        return None

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """How a translation changes the structure of a sentence (`hexapla.documents.structure`).

        Both texts are in the format's syntax and need no document; ``name`` is that of their file,
        or "". By default nothing changes.
        """
        return Changes()

    def objection(self, text: str, kind: str) -> str | None:
        """Why a text can't be written where a segment of a kind (`Segment.kind`) is, or None.

        An edition keeps the source's text there. By default any text can be written.
        """
        return None

    def markup_in(self, text: str, name: str = "") -> Sequence[tuple[int, int]]:
        """The spans of a sentence, in order, in which readers see no words: markup, code, formulas.

        Parameters as for `changes`. By default there are none.
        """
        return ()

    def holds_all(self, name: str) -> bool:
        """Whether the file with a name holds all languages; see ``several_languages``."""
        return bool(self.several_languages) and name.lower().endswith(self.several_languages)

    def datatype(self, name: str) -> str:
        """What XLIFF 1.2 calls the kind of a file with a name: "html", "x-markdown"."""
        usual = {"text/plain": "plaintext", "text/html": "html", "application/xml": "xml"}
        return usual.get(self.media_type, f"x-{self.name}")

    def stated_language(self, data: bytes, *, where: str, encoding: str | None = None) -> str:
        """The tag of the language that a file names as that of its texts, "" if it names none.

        Parameters and errors as for `parse`. By default files name none.
        """
        return ""

    def part(
        self, data: bytes, *, where: str, encoding: str | None = None, language: str = ""
    ) -> bytes:
        """What of a file's bytes is in a language, by default its own: all, unless it holds all
        languages. Then it is the texts, and whether a person has approved each.

        Parameters and errors as for `parse`.
        """
        return data

    def text(self, data: bytes, *, where: str = "", encoding: str | None = None) -> str:
        """The text of a file, from which its language is detected; parameters as for `parse`.

        By default it is the decoded file or, if ``is_text`` is False, its sentences.
        """
        if self.is_text:
            return decode(data, where=where, encoding=encoding)[0]
        return self.text_of_segments(data, where=where, encoding=encoding)

    def text_of_segments(self, data: bytes, *, where: str = "", encoding: str | None = None) -> str:
        """The sentences of a file that has more than text in it; parameters as for `parse`."""
        document = self.parse(data, uncut, where=where, encoding=encoding)
        return "\n\n".join(segment.text for segment in document.segments)

    @abstractmethod
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
        """Parse the bytes of a file.

        Parameters: ``segmenter`` cuts each block; ``where`` names the file in errors; ``encoding``
        overrides the encoding that the bytes declare; ``language`` is the tag of the article's
        language, or "" if it isn't known: text that is marked as being in another one is not
        translated; ``options`` has a value for every option, or is empty for the defaults. Raises
        InputError with ``where`` if the bytes can't be read, UsageError if the encoding is unknown.
        """
