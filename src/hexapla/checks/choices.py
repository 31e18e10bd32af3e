"""Messages with choices (ICU, Fluent): their syntax, and the texts in their branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.checks.compare import listed
from hexapla.documents.messages import (
    PLURALS,
    Argument,
    Choice,
    MessageError,
    Node,
    arguments,
    choices_in,
    chosen,
    has_choice,
    parse_message,
    paths,
)
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["choices", "texts_of_branches"]


def texts_of_branches(source: str, target: str) -> list[tuple[str, str]]:
    """The texts of a message and of its translation, as readers see them, branch by branch.

    Each branch of the translation is given with that of the source for the same case; "#" is in the
    place of numbers. Empty if there are no choices, or one of the texts can't be read.
    """
    if not has_choice(source):
        return []
    try:
        ours, theirs = parse_message(source), parse_message(target)
    except MessageError:
        return []
    found = paths(theirs)
    if found == [{}]:
        return []
    numbers = {one.number for one in choices_in([*ours, *theirs]) if one.is_of_number}
    pairs = [(_text(ours, path, numbers), _text(theirs, path, numbers)) for path in found]
    return list(dict.fromkeys(pairs))


def _text(nodes: Sequence[Node], path: Mapping[str, str], numbers: set[str]) -> str:
    return "".join(
        "#" if isinstance(one, Argument) and one.name in numbers else one.text
        for one in chosen(nodes, path)
    )


def choices(pair: TextPair) -> Iterator[Remark]:
    """The choices of a message are those of the source, with the plurals of the language."""
    entry = pair.entry
    if pair.form or entry.plural is not None or not has_choice(entry.msgid):
        return
    try:
        ours = parse_message(entry.msgid)
    except MessageError:
        return
    try:
        theirs = parse_message(entry.msgstr)
    except MessageError as problem:
        yield error(msg("the message can't be read: {problem}", problem=problem))
        return
    missing = sorted(arguments(ours) - arguments(theirs))
    extra = sorted(arguments(theirs) - arguments(ours))
    if missing:
        yield error(msg("argument missing: {missing}", missing=listed(missing)))
    if extra:
        yield error(msg("argument not in the source: {extra}", extra=listed(extra)))
    known = {one.number: one for one in choices_in(ours)}
    for choice in choices_in(theirs):
        if choice.number in known:
            yield from _compared(known[choice.number], choice, pair.context.target)


def _compared(ours: Choice, theirs: Choice, language: Language) -> Iterator[Remark]:
    names = [option.name for option in theirs.options]
    if ours.kind != theirs.kind:
        yield error(
            msg(
                "the choice of {number} is a {kind}, not a {ours_kind}",
                number=ours.number,
                kind=theirs.kind,
                ours_kind=ours.kind,
            )
        )
    elif not ours.is_of_number:
        missing = [one.name for one in ours.options if one.name not in names]
        extra = [name for name in names if not ours.option(name)]
        if missing:
            yield error(msg("branch missing: {missing}", missing=listed(missing)))
        if extra:
            yield error(msg("branch not in the source: {extra}", extra=listed(extra)))
    else:
        ordinal = ours.kind == "selectordinal"
        needed = language.categories(ordinal=ordinal)
        # Some categories are for fractions and millions only.
        usual = language.sample_numbers(ordinal=ordinal)
        wrong = [name for name in names if name in PLURALS and name not in needed]
        wrong = [name for name in wrong if not (name == "zero" and ours.option("zero"))]
        lost = [name for name in needed if name in usual and name not in (*names, "other")]
        if lost:
            yield warning(
                msg("no branch for {lost}, which {name} has", lost=listed(lost), name=language.name)
            )
        if wrong:
            yield warning(msg("{name} has no {wrong}", name=language.name, wrong=listed(wrong)))
