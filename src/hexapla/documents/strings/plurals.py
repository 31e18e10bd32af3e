"""The forms of a plural as one text in ICU's notation, and such a text as forms again.

Translators see ``{count, plural, one {# file} other {# files}}`` whatever the file's own notation
is. ``#`` stands for the placeholder of the number.
"""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.documents.messages import PLURALS, Choice, MessageError, chosen, parse_message
from hexapla.lazy import lazy_re

__all__ = ["as_message", "forms_in", "number_in"]

_NUMBER = lazy_re(
    r"\{\{-?\s*\.?(?:Plural)?[cC]ount\s*(?:,[^{}]*)?\}\}|%\{count\}|\{(?:count|n)\}|%(?:1\$)?(?:l|ll)?d|%@"
)
_SPACES = lazy_re(r"(?<!\s)[^\S\r\n]*+[\r\n]\s*+")


def number_in(forms: Mapping[str, str]) -> str:
    """The placeholder of the number in the forms of a plural, "" if it isn't the same in all."""
    found = {placeholder for text in forms.values() for placeholder in _NUMBER.findall(text)}
    clear = len(found) == 1 and not any("#" in text for text in forms.values())
    return found.pop() if clear else ""


def as_message(forms: Mapping[str, str], *, ordinal: bool = False) -> str | None:
    """The forms of a plural, by category, as one text; None if that text would not say the same."""
    number = number_in(forms)
    shown = {
        name: _SPACES.sub(" ", text.replace(number, "#") if number else text)
        for name, text in forms.items()
    }
    branches = " ".join(f"{name} {{{shown[name]}}}" for name in PLURALS if name in shown)
    message = (
        f"{{count, selectordinal, {branches}}}" if ordinal else f"{{count, plural, {branches}}}"
    )
    if any(text != text.strip() or not text for text in shown.values()):
        return None
    return message if forms_in(message, number) == dict(forms) else None


def forms_in(message: str, number: str) -> dict[str, str] | None:
    """The forms that a text in ICU's notation has, by category; None if it isn't one plural.

    ``number`` is what ``#`` stands for, "" for itself. What is around the choice is in each form.
    """
    try:
        nodes = parse_message(message)
    except MessageError:
        return None
    choices = [node for node in nodes if isinstance(node, Choice)]
    if len(choices) != 1 or not choices[0].is_of_number:
        return None
    choice = choices[0]
    return {
        option.name: "".join(
            number if one.text == "#" and number else one.text
            for one in chosen(nodes, {choice.argument: option.name})
        ).strip()
        for option in choice.options
        if option.name in PLURALS
    }
