"""Messages for people: English texts that can be shown in the reader's language.

A message is a string, the English text. It also keeps its template and the values in it, so that
whoever shows it can translate it: `shown`. JSON, files and logs have the English text.

    raise InputError(msg("the column {name!r} appears twice", name=name))

`tools/interface.py` extracts the templates: they are literals where `msg`, `counted` or `amount` is
called. What is put together from messages must be a message as well, or its parts stay English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

__all__ = [
    "Message",
    "Words",
    "amount",
    "and_more",
    "counted",
    "either",
    "filled",
    "joined",
    "msg",
    "one_line",
    "packed",
    "shown",
    "unpacked",
]


class Words(Protocol):
    """The words of a language: the translations of templates. ``tag`` is the language."""

    @property
    def tag(self) -> str:
        """The language, as a BCP 47 tag."""

    def __call__(self, text: str) -> str:
        """The translation of a template, or the template."""

    def form(self, one: str, many: str, number: int) -> str:
        """The translation of a template with a plural, for a number."""


class Message(str):
    """An English text with the template and the values that it is made of.

    ``plural`` is the template for other numbers than one, and ``number`` is the value that decides.
    A message without a template is a list of ``values``; its text between them is ``plural``.
    """

    __slots__ = ("number", "plural", "template", "values")

    template: str
    values: Mapping[str, object]
    plural: str
    number: int

    def __new__(
        cls,
        text: str,
        template: str = "",
        values: Mapping[str, object] | None = None,
        plural: str = "",
        number: int = 1,
    ) -> Message:
        """Make a message; `msg`, `counted` and `joined` do."""
        made = super().__new__(cls, text)
        made.template = template
        made.values = values or {}
        made.plural = plural
        made.number = number
        return made

    def in_words(self, words: Words) -> str:
        """The message in another language. What has no translation stays English."""
        if not self.template:
            parts = [shown(value, words) for value in self.values.values()]
            return words(self.plural).join(map(str, parts))
        if self.plural:
            template = words.form(self.template, self.plural, self.number)
        else:
            template = words(self.template)
        if not self.values:
            return template
        values = {name: shown(value, words) for name, value in self.values.items()}
        try:
            return template.format_map(values)
        except (KeyError, ValueError, IndexError):  # a mistake in the catalog
            return str(self)


def msg(template: str, /, **values: object) -> Message:
    """A message. Values are named in braces, with conversions and formats as in f-strings.

    Without values, the template is the text, and braces in it are braces.
    """
    return Message(template.format_map(values) if values else template, template, values)


def counted(number: int, one: str, many: str, /, **values: object) -> Message:
    """A message with a number in it, ``{n}``: one template for 1, the other for other numbers."""
    values["n"] = number
    text = (one if number == 1 else many).format_map(values)
    return Message(text, one, values, many, number)


def amount(number: int, noun: str) -> Message:
    """A number with its noun: "1 sentence", "2,000 sentences"."""
    return counted(number, f"{{n:,}} {noun}", f"{{n:,}} {noun}s")


def joined(parts: Iterable[object], separator: str = ", ") -> Message:
    """Texts with a separator between them."""
    values = {str(at): part for at, part in enumerate(parts)}
    return Message(separator.join(map(str, values.values())), "", values, separator)


def either(names: Iterable[object], conjunction: str = "or") -> Message:
    """Names as a list in words: "a, b or c"."""
    *first, last = [*names] or [""]
    if not first:
        return joined([last])
    if conjunction == "and":
        return msg("{names} and {last}", names=joined(first), last=last)
    return msg("{names} or {last}", names=joined(first), last=last)


def filled(text: str, **values: object) -> str:
    """A text with values in the places of their names in braces."""
    if isinstance(text, Message) and not text.values:
        return msg(text.template, **values)
    return text.format_map(values)


def and_more(message: Message, left_out: Sequence[object]) -> Message:
    """A message about the first of several, with the number of the others."""
    if not left_out[1:]:
        return message
    return msg("{message}; so are {n:,} more", message=message, n=len(left_out) - 1)


def one_line(text: str) -> str:
    """A text, or a message with its values, on one line."""
    if len(text.splitlines()) <= 1:
        return text
    if isinstance(text, Message):
        values = {
            name: one_line(value) if isinstance(value, str) else value
            for name, value in text.values.items()
        }
        line = " ".join(text.splitlines())
        return Message(line, text.template, values, text.plural, text.number)
    return " ".join(text.splitlines())


def packed(text: object) -> object:
    """A message as data for JSON; other values stay, or become text if JSON has no such type."""
    if type(text) is Message:
        values = {name: packed(value) for name, value in text.values.items()}
        return [str(text), text.template, values, text.plural, text.number]
    return text if isinstance(text, str | int | float | None) else str(text)


def unpacked(data: Any) -> Any:
    """What was `packed`."""
    if not isinstance(data, list):
        return data
    text, template, values, plural, number = data
    values = {name: unpacked(value) for name, value in values.items()}
    return Message(text, template, values, plural, number)


def shown(value: object, words: Words) -> object:
    """A value as it is shown in a language: messages are translated, others stay."""
    return value.in_words(words) if isinstance(value, Message) else value
