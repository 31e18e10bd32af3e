"""The format contract: a kind of file that can be parsed into a document."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.errors import UsageError

__all__ = ["Format", "Markup", "Option", "OptionValue", "Options"]

OptionValue = bool | str | tuple[str, ...]
"""The value of a format's option: a switch, a text, or a list of texts."""

Options = Mapping[str, OptionValue]
"""Options with their values, by name."""


class Markup(StrEnum):
    """What counts as markup in a sentence, for the checks.

    MESSAGE is that of a program's messages, which may have anything in them: no format has it.
    """

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MESSAGE = "string"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a format: a key of the table ``[<format-name>]`` of `publication.toml`.

    ``name`` is spelt as in that file. The type of ``default`` is the option's. ``doc`` is a
    sentence for the documentation. A text is one of ``choices``, or any if there are none; with
    ``pattern``, a regular expression, it may also be what that matches, which ``other`` names
    in messages: "a number of columns".
    """

    name: str
    default: OptionValue
    doc: str
    choices: tuple[str, ...] = ()
    pattern: str = ""
    other: str = ""

    def accepts(self, value: object) -> bool:
        """Whether the option may have this value."""
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if isinstance(self.default, str):
            return isinstance(value, str) and self._is_known(value)
        return isinstance(value, tuple) and all(isinstance(one, str) for one in value)

    def check(self, value: OptionValue) -> OptionValue:
        """The value, if the option may have it; else raises UsageError."""
        if not self.accepts(value):
            raise UsageError(f"{self.name} can't be {value!r}", hint=self.wanted)
        return value

    @property
    def wanted(self) -> str:
        """What to use for a value, in a few words."""
        if isinstance(self.default, bool):
            return "use true or false"
        if isinstance(self.default, tuple):
            return 'use a list of strings: ["one", "two"]'
        known = [*(f'"{choice}"' for choice in self.choices), *([self.other] if self.other else [])]
        return f"use {' or '.join(known)}" if known else "use a string in double quotes"

    def _is_known(self, value: str) -> bool:
        free = not self.choices and not self.pattern
        matches = bool(self.pattern) and re.fullmatch(self.pattern, value) is not None
        return free or value in self.choices or matches


class Format(ABC):
    """A kind of file that can be parsed; found through the entry points ``hexapla.formats``.

    A subclass has a ``name``, which is also the entry point's, and the ``suffixes`` of its files,
    in lower case with their dot. ``markup`` says what counts as markup in its sentences, for the
    checks; ``media_type`` is that of its files; ``options`` are what `publication.toml` can set.

    Every command loads the formats that it needs: import a parser that takes long in `parse`.
    """

    name: str
    suffixes: tuple[str, ...]
    markup: Markup = Markup.TEXT
    media_type: str = "text/plain"
    options: tuple[Option, ...] = ()

    def with_defaults(self, values: Options = MappingProxyType({})) -> Options:
        """All options of the format, with these values or their defaults.

        Raises UsageError for an option or a value that the format does not have.
        """
        known = {option.name: option for option in self.options}
        for name in values:
            if name not in known:
                raise UsageError(
                    f"the format {self.name} has no option {name!r}",
                    hint=f"its options are {', '.join(known)}" if known else "it has no options",
                )
        chosen = {name: values.get(name, option.default) for name, option in known.items()}
        return {name: known[name].check(value) for name, value in chosen.items()}

    @abstractmethod
    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        options: Options = MappingProxyType({}),
    ) -> Document:
        """Parse a file's bytes.

        Parameters: ``segmenter`` cuts each block; ``where`` names the file in errors;
        ``encoding`` overrides what the bytes say; ``options`` has a value for each of the
        format's options, or none at all, which means the defaults. Raises InputError naming
        ``where`` if the bytes can't be read, UsageError if there is no such encoding.
        """
