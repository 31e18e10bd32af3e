"""What checks are made of: a pair of texts, what is known around it, and what is found.

A check is a function from a `TextPair` to `Remark`s; it neither knows its own name nor the entry's
file. Offsets are in characters of the pair's own texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from hexapla import documents
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import tokens
from hexapla.checks.lexicon import Lexicon
from hexapla.documents.format import Markup
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
    "markup_of",
    "note",
    "style_remark",
    "warning",
]

Span = tuple[int, int]


class Severity(IntEnum):
    """How bad a finding is: an error fails the run, a note is for who has time."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


# Weblate's flags that say what counts as markup in an entry.
_FLAGS = {"md-text": Markup.MARKDOWN, "safe-html": Markup.HTML, "xml-text": Markup.HTML}


def markup_of(entry: Entry) -> Markup:
    """What counts as markup in an entry.

    Weblate's flags for it decide, else the format of the first place that it was taken from, by
    that file's suffix. An entry without one is a program's message.
    """
    for flag, markup in _FLAGS.items():
        if flag in entry.flags:
            return markup
    if not entry.references:
        return Markup.MESSAGE
    found = documents.format_of_suffix(entry.references[0].partition(":")[0])
    return found.markup if found else Markup.MESSAGE


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around an entry.

    ``glossary`` is the publication's; ``length`` the mean and the standard deviation of
    ln(target length / source length) of the pair of languages, where the publication has enough
    of its own to tell; ``vocabulary`` the words that the publication's sources write in small
    letters, which makes no name of them where a title spells them with a capital; ``names`` those
    that stand with a capital inside of a sentence, which are names at the start, too; ``lexicon``
    the words that go together in its translations; ``words`` those that make a text the target
    language's beyond doubt.
    """

    source: Language
    target: Language
    glossary: Glossary | None = None
    length: tuple[float, float] | None = None
    vocabulary: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    lexicon: Lexicon | None = None
    words: frozenset[str] = frozenset()


class Remark(NamedTuple):
    """What a check has to say: how bad, what, and where in the source and the target."""

    severity: Severity
    message: str
    source: Span | None = None
    target: Span | None = None


def error(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark that fails the run."""
    return Remark(Severity.ERROR, message, source, target)


def warning(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark that a reviewer should look at."""
    return Remark(Severity.WARNING, message, source, target)


def note(message: str, source: Span | None = None, target: Span | None = None) -> Remark:
    """A remark on what may well be meant."""
    return Remark(Severity.NOTE, message, source, target)


def style_remark(
    pair: TextPair, message: str, source: Span | None = None, target: Span | None = None
) -> Remark:
    """A note on the form of an article, which may well be meant; a warning on that of a program's
    message, which is put together with others and shown as it is.
    """
    say = warning if pair.kind is Markup.MESSAGE else note
    return say(message, source, target)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in an entry. ``form`` is the index of the plural form, 0 without any."""

    check: str
    severity: Severity
    message: str
    source: Span | None = None
    target: Span | None = None
    form: int = 0


class TextPair:
    """A source text and its translation, with what several checks want of them, computed once.

    ``prose`` are the texts with everything that is no words (tags, URLs, code, placeholders)
    blanked out, offset by offset.
    """

    def __init__(
        self, entry: Entry, context: Context, source: str, target: str, kind: Markup, form: int = 0
    ) -> None:
        self.entry = entry
        self.context = context
        self.source = source
        self.target = target
        self.kind = kind
        self.form = form

    @cached_property
    def prose(self) -> tuple[str, str]:
        """Source and target without markup."""
        kinds = {
            "markup": self.kind is not Markup.TEXT,
            "markdown": self.kind is Markup.MARKDOWN,
            "message": self.kind is Markup.MESSAGE,
        }
        return tokens.blank_out(self.source, **kinds), tokens.blank_out(self.target, **kinds)

    @cached_property
    def words(self) -> tuple[list[tokens.Word], list[tokens.Word]]:
        """The words of the prose."""
        source, target = self.prose
        return tokens.words(source), tokens.words(target)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, its function, and the names that Weblate has for what it looks at.

    A function that has no business with a pair yields nothing.
    """

    name: str
    run: Callable[[TextPair], Iterable[Remark]]
    weblate: tuple[str, ...] = ()
