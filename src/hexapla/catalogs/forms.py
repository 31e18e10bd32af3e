"""The forms of an entry for numbers, as texts of their own.

Other programs know no plurals, or have their own: they get one text for each form. The forms are
msgstr[n] of a plural entry, or the branches of a message with a single plural (ICU, Fluent).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.plural_forms import PluralRule, plural_rule
from hexapla.documents.messages import (
    PLURALS,
    Choice,
    MessageError,
    Node,
    chosen,
    has_choice,
    parse_message,
    with_branches,
)
from hexapla.languages import Language

__all__ = ["Form", "forms_of", "joined", "pairs_of", "with_text"]


class Form(NamedTuple):
    """A form of an entry: its name ("0" for msgstr[0], "few"), its source and its translation.

    ``use`` says to translators what it is for.
    """

    name: str
    source: str
    text: str
    use: str = ""


def forms_of(entry: Entry, headers: Mapping[str, str], language: Language) -> list[Form]:
    """The forms of an entry in a language; none if it is one text.

    ``headers`` are those of its catalog.
    """
    if entry.plural is not None:
        return _gettext(entry, plural_rule(headers, language))
    return _branches(entry, language) if has_choice(entry.msgid) else []


def pairs_of(entry: Entry, headers: Mapping[str, str], language: Language) -> list[tuple[str, str]]:
    """The texts of an entry's forms with their translations, for a memory.

    Of several forms with the same source, it is the last: that for most numbers.
    """
    found = {form.source: form.text for form in forms_of(entry, headers, language)}
    return [(source, text) for source, text in found.items() if source and text]


def joined(entry: Entry, texts: Mapping[str, str]) -> str:
    """The translation of an entry (`Entry.text`) with these texts of its forms, by name."""
    if entry.plural is not None:
        return "\0".join(texts.values())
    choice, _ = _single(entry.msgid) or (None, ())
    assert choice is not None
    return with_branches(choice, texts)


def with_text(entry: Entry, text: str) -> Entry:
    """The entry with another translation, which is as `Entry.text`."""
    if entry.plural is None:
        return entry.edit(msgstr=text)
    return entry.edit(plurals=tuple(text.split("\0")))


def _gettext(entry: Entry, rule: PluralRule) -> list[Form]:
    count = max(rule.count, len(entry.plurals))
    texts = [*entry.plurals, *[""] * (count - len(entry.plurals))]
    single = rule.form_of_one() if count > 1 else -1
    return [
        Form(
            str(at),
            entry.msgid if at == single else entry.plural or "",
            text,
            f"form {at + 1} of {count}"
            + (f", as for the number {rule.samples[at]}" if at < rule.count else ""),
        )
        for at, text in enumerate(texts)
    ]


def _branches(entry: Entry, language: Language) -> list[Form]:
    source = _single(entry.msgid)
    if source is None:
        return []
    choice, nodes = source
    there = _single(entry.msgstr) if entry.msgstr else (choice, ())
    if there is None:
        return []  # the translation has another structure
    own = {} if not entry.msgstr else _texts(*there)
    samples = language.sample_numbers(ordinal=choice.kind == "selectordinal")
    categories = language.categories(ordinal=choice.kind == "selectordinal")
    exact = [option.name for option in choice.options if option.name not in PLURALS]
    known = ["zero"] if choice.option("zero") and "zero" not in categories else []
    names = list(own) if own else [*exact, *known, *categories]
    sources = _texts(choice, nodes)
    other = sources[choice.other.name]
    return [
        Form(
            name,
            sources.get(name, other),
            own.get(name, ""),
            f"form {name}, as for the number {samples[name][0]}" if name in samples else name,
        )
        for name in names
    ]


def _single(text: str) -> tuple[Choice, tuple[Node, ...]] | None:
    """The choice of a message that has one, which is a plural, and its nodes."""
    try:
        nodes = parse_message(text)
    except MessageError:
        return None
    choices = [node for node in nodes if isinstance(node, Choice)]
    if len(choices) != 1 or not choices[0].is_of_number:
        return None
    inside = (node for option in choices[0].options for node in option.nodes)
    return None if any(isinstance(node, Choice) for node in inside) else (choices[0], nodes)


def _texts(choice: Choice, nodes: tuple[Node, ...]) -> dict[str, str]:
    """The whole text of each branch, with what is around the choice."""
    return {
        option.name: "".join(
            node.text for node in chosen(nodes, {choice.argument: option.name})
        ).strip()
        for option in choice.options
    }
