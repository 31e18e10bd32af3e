"""The types of checks: the pair of texts to check, its context, and what is found.

A check is a function from a `TextPair` to `Remark`s. It doesn't depend on its own name or the file
of the entry. Offsets are in characters of the pair's texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import NamedTuple

from hexapla import documents
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import tokens
from hexapla.checks.lexicon import Lexicon
from hexapla.checks.programs import is_for_programs
from hexapla.documents.format import Format, Kind
from hexapla.documents.structure import Changes
from hexapla.languages import Language

__all__ = [
    "Check",
    "Context",
    "Finding",
    "Remark",
    "Severity",
    "Span",
    "TextPair",
    "error",
    "is_documentation",
    "markup_of",
    "note",
    "warning",
]

Span = tuple[int, int]


class Severity(IntEnum):
    """The severity of a finding: an error fails the run, a note is optional."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


# Weblate's flags that determine what counts as markup in an entry.
_FLAGS = {"md-text": Kind.MARKDOWN, "safe-html": Kind.HTML, "xml-text": Kind.HTML}


# The media types of files whose sentences other programs extract, too: DocBook, AsciiDoc …
_EXTRACTED = ("application/xml", "text/asciidoc", "text/x-rst")

# Documentation that other programs extract, and what its markup is most like.
_DOCUMENTATION = {
    **dict.fromkeys(
        [".dtd", ".ent", ".page", ".sgm", ".sgml"],
        Kind.HTML,
    ),
    **dict.fromkeys(
        [".me", ".ms", ".mdoc", ".org", ".pod", ".tex", ".texi",
         ".texinfo", ".txi", ".wiki", *(f".{section}" for section in range(1, 10))],
        Kind.TEXT,
    ),
}  # fmt: skip


def markup_of(entry: Entry) -> Kind:
    """What counts as markup in an entry.

    Flags of Weblate decide; without one, the suffix of the file in the entry's first reference. If
    neither a format nor documentation has that suffix, the entry is treated as a program's message.
    """
    for flag, markup in _FLAGS.items():
        if flag in entry.all_flags:
            return markup
    if not entry.references:
        return Kind.MESSAGE
    name = _file_name(entry)
    found = documents.format_of(name)
    if found:
        return found.markup
    return _DOCUMENTATION.get(PurePath(name).suffix.lower(), Kind.MESSAGE)


def is_documentation(entry: Entry) -> bool:
    """Whether an entry comes from a program's manual, in a format that other programs extract."""
    if not entry.references:
        return False
    name = _file_name(entry)
    found = documents.format_of(name)
    extracted = found is not None and found.media_type in _EXTRACTED
    return extracted or PurePath(name).suffix.lower() in _DOCUMENTATION


def _format_of(entry: Entry, kind: Kind, listed: documents.Listed) -> Format | None:
    """The format of an entry's sentences, whose markup is of a kind."""
    found = documents.format_of(_file_name(entry), listed) if entry.references else None
    if found is not None and found.markup is kind:
        return found
    return _by_kind().get(kind)


@lru_cache(maxsize=1)
def _by_kind() -> dict[Kind, Format]:
    """A format for each kind of markup, plain text or the first in alphabetical order."""
    found = {one.markup: one for one in reversed(documents.formats().values())}
    return {**found, Kind.TEXT: documents.load_format(documents.PLAIN)}


def _file_name(entry: Entry) -> str:
    """The path of the file in an entry's first reference."""
    return entry.references[0].partition(":")[0].removesuffix(".in")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the publication that an entry belongs to.

    ``glossary`` is the publication's glossary. ``length`` is the mean and the standard deviation of
    ln(target length / source length) for the pair of languages, or None if the publication has too
    few translations. ``vocabulary`` contains the words that the publication's sources write in
    lower case: a capitalised one, as in a title, is not a name. ``names`` contains the words that
    are capitalised inside a sentence: these are names at the start of a sentence, too. ``lexicon``
    contains the words that occur together in its translations. ``words`` are words of the target
    language: a text with enough of them needs no language detection.
    ``plural_forms`` is how many forms the catalogs have, or None to go by the language.
    ``kept`` are words of the source in lower case that several translations have unchanged.
    ``translated`` are capitalised words that are no names here, because translations replace them;
    ``names_change`` tells whether translations replace so many that a missing one means little.
    ``habits`` are checks of form whose warnings are notes here, because reviewed translations often
    differ in this way. ``kept_files`` are source files of which most paragraphs are left as they
    are in reviewed translations, such as licences. ``listed`` are the files whose format settings
    name.
    """

    source: Language
    target: Language
    glossary: Glossary | None = None
    length: tuple[float, float] | None = None
    vocabulary: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    lexicon: Lexicon | None = None
    words: frozenset[str] = frozenset()
    plural_forms: int | None = None
    kept: frozenset[str] = frozenset()
    translated: frozenset[str] = frozenset()
    names_change: bool = False
    habits: frozenset[str] = frozenset()
    kept_files: frozenset[str] = frozenset()
    listed: documents.Listed = ()


class Remark(NamedTuple):
    """What a check reports: a severity, a message, and the spans in the source and the target."""

    severity: Severity
    message: str
    source: Span | None = None
    target: Span | None = None


def error(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark about something that is wrong in any case; it fails the run."""
    return Remark(Severity.ERROR, message, source, target)


def warning(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark that deserves a reviewer's look."""
    return Remark(Severity.WARNING, message, source, target)


def note(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark about something that may well be intended."""
    return Remark(Severity.NOTE, message, source, target)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in an entry. ``form`` is the index of the plural form, or 0.

    ``crashed`` means that the check itself raised an exception: the finding says nothing about the
    translation.
    """

    check: str
    severity: Severity
    message: str
    source: Span | None = None
    target: Span | None = None
    form: int = 0
    crashed: bool = False


class TextPair:
    """A source text and its translation, with properties that several checks use, computed once.

    In ``prose``, everything that isn't words (tags, URLs, code, placeholders) is replaced by
    spaces, so that offsets stay the same.
    """

    def __init__(
        self, entry: Entry, context: Context, source: str, target: str, kind: Kind, form: int = 0
    ) -> None:
        self.entry = entry
        self.context = context
        self.source = source
        self.target = target
        self.kind = kind
        self.form = form

    @cached_property
    def changes(self) -> Changes:
        """How the target changes the source's structure, as the format of the entry reads both."""
        return self.changes_read_as(self.kind)

    def changes_read_as(self, kind: Kind) -> Changes:
        """How the target changes the source's structure, as a format with some markup reads it."""
        found = _format_of(self.entry, kind, self.context.listed)
        return found.changes(self.source, self.target, self._name) if found else Changes()

    def objection(self, kind: str) -> str | None:
        """Why the target can't be written where a segment of a kind is, as the format says.

        Of an entry with several texts to compare, the first one is asked for the whole.
        """
        found = _format_of(self.entry, self.kind, self.context.listed)
        if found is None or self.form:
            return None
        return found.objection(self.entry.msgstr, kind)

    @cached_property
    def markup(self) -> tuple[Sequence[Span], Sequence[Span]]:
        """The spans of markup in the source and in the target, as the format of the entry reads
        them.
        """
        found = _format_of(self.entry, self.kind, self.context.listed)
        if found is None:
            return (), ()
        return found.markup_in(self.source, self._name), found.markup_in(self.target, self._name)

    @property
    def _name(self) -> str:
        return _file_name(self.entry) if self.entry.references else ""

    @cached_property
    def prose(self) -> tuple[str, str]:
        """The source and the target without markup."""
        kinds = {
            "markup": self.kind is not Kind.TEXT,
            "literal": self.kind is not Kind.MARKDOWN,
            "message": self.kind is Kind.MESSAGE,
        }
        own, new = self.markup
        return (
            tokens.blank_out(self.source, own, **kinds),
            tokens.blank_out(self.target, new, **kinds),
        )

    @cached_property
    def is_copy(self) -> bool:
        """Whether the target has the letters and digits of the source."""
        first, other = (next(filter(str.isalnum, text), "") for text in (self.source, self.target))
        if first.casefold() != other.casefold():
            return False
        return _letters_and_digits(self.source) == _letters_and_digits(self.target)

    @cached_property
    def for_programs(self) -> bool:
        """Whether the source is code, a command or an identifier: there is nothing to translate."""
        return is_for_programs(self.source, self.prose[0])

    @cached_property
    def words(self) -> tuple[list[tokens.Word], list[tokens.Word]]:
        """The words of ``prose``, of the source and of the target."""
        source, target = self.prose
        return tokens.words(source), tokens.words(target)

    @cached_property
    def word_texts(self) -> tuple[frozenset[str], frozenset[str]]:
        """The different words of the source and of the target, as they are written."""
        ours, theirs = self.words
        return frozenset([word.text for word in ours]), frozenset([word.text for word in theirs])

    @cached_property
    def has_digits(self) -> tuple[bool, bool]:
        """Whether the source has a digit of any script, and whether the target has one."""
        source, target = self.prose
        return tokens.has_digit(source), tokens.has_digit(target)


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, its function, and Weblate's names for the same check.

    The first line of the function's docstring says what holds if there is no mistake; the review
    page shows it. A function yields nothing for a pair that it doesn't apply to. With
    ``any_length`` it also gets texts that are too long for a sentence: it takes linear time.
    """

    name: str
    run: Callable[[TextPair], Iterable[Remark]]
    weblate: tuple[str, ...] = ()
    any_length: bool = False
