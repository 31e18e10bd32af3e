"""Draft messages with choices: each branch as a whole sentence, for the target's plurals.

"You have {n, plural, one {# file} other {# files}}" becomes "You have 1 file" and "You have 5
files", one for each category that the target language has. Engines inflect what they see around a
number, so a sample of the category is in its place while the sentence is translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field

from hexapla.catalogs.provenance import PROTECTED, Remedy
from hexapla.documents.inline import Mark
from hexapla.documents.message_markup import marks_in
from hexapla.documents.messages import (
    PLURALS,
    Argument,
    Choice,
    MessageError,
    Node,
    Option,
    Text,
    has_choice,
    parse_message,
    with_branches,
)
from hexapla.drafting.fill import Translator
from hexapla.engines.engine import Translation
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["with_messages"]

# More sentences for one message are not worth their time.
_MOST_SENTENCES = 64
_SPACES = lazy_re(r"\s+")


def with_messages(
    translator: Translator, marks: MutableMapping[str, Sequence[Mark]], target: Language
) -> Translator:
    """A translator that also translates messages with choices, by their sentences.

    ``marks`` are the inline markup of each segment, by its text.
    """

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        plans = [_plan(sentence, target) for sentence in sentences]
        asked: list[str] = []
        for sentence, plan in zip(sentences, plans, strict=True):
            if plan is None:
                asked.append(sentence)
                continue
            own = [one.asked for one in plan.sentences() if one.has_words]
            marks.update({one: found for one in own if (found := marks_in(one))})
            asked += own
        answers = translator.translate(asked)
        for plan in plans:
            if plan is None:
                yield next(answers)
            else:
                yield _joined(
                    plan,
                    [
                        next(answers) if one.has_words else Translation(one.asked)
                        for one in plan.sentences()
                    ],
                )
        yield from answers  # None is left, but what fails now must be heard.

    return Translator(translator.origin, translate, translator.rules)


@dataclass(slots=True)
class _Sentence:
    """A sentence of a message: what an engine gets, and what stands for the number in it.

    ``numbers`` are the samples, each with the argument as it is written in the message.
    """

    asked: str
    numbers: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate."""
        left = list(self.asked)
        for mark in marks_in(self.asked):
            left[mark.start : mark.end] = " " * (mark.end - mark.start)
        return any(map(str.isalpha, left))

    def sentences(self) -> Iterator[_Sentence]:
        """The sentence itself."""
        yield self

    def written(self) -> str:
        """The sentence as it is written in the message."""
        return self.text


@dataclass(slots=True)
class _Branches:
    """A choice of a message, with a sentence or another choice in each branch."""

    choice: Choice
    branches: dict[str, _Sentence | _Branches] = field(default_factory=dict)

    def sentences(self) -> Iterator[_Sentence]:
        """The sentences of all branches, in order."""
        for one in self.branches.values():
            yield from one.sentences()

    def written(self) -> str:
        """The choice as it is written in the message."""
        return with_branches(
            self.choice, {name: one.written() for name, one in self.branches.items()}
        )


def _plan(text: str, target: Language) -> _Branches | None:
    """The sentences of a message; None for a text without choices, or with too many."""
    if not has_choice(text):
        return None
    try:
        plan = _expanded(parse_message(text), target, ())
    except (MessageError, _TooManyError):
        return None
    return plan if isinstance(plan, _Branches) else None


class _TooManyError(Exception):
    pass


_Sample = tuple[str, str, bool]  # An argument, the number in its place, whether "#" stands for it.


def _expanded(
    nodes: Sequence[Node], target: Language, samples: tuple[_Sample, ...]
) -> _Sentence | _Branches:
    """The tree of a message's sentences: what is around a choice is in each of its branches."""
    at = next((at for at, node in enumerate(nodes) if isinstance(node, Choice)), None)
    if at is None:
        return _sentence(nodes, samples)
    choice = nodes[at]
    assert isinstance(choice, Choice)
    found = _Branches(choice)
    for name, option, number in _options(choice, target):
        inside = [*nodes[:at], *option.nodes, *nodes[at + 1 :]]
        own = ((choice.number, number, not choice.fluent),) if number else ()
        found.branches[name] = _expanded(inside, target, (*samples, *own))
        if sum(1 for _ in found.sentences()) > _MOST_SENTENCES:
            raise _TooManyError
    return found


def _options(choice: Choice, target: Language) -> Iterator[tuple[str, Option, str]]:
    """The branches that a choice has in the target language: name, source's branch, sample."""
    if not choice.is_of_number:
        yield from ((option.name, option, "") for option in choice.options)
        return
    ordinal = choice.kind == "selectordinal"
    samples = target.sample_numbers(ordinal=ordinal)
    for option in choice.options:
        if option.name not in PLURALS:
            yield option.name, option, ""
    other = choice.other
    kept = ["zero"] if choice.option("zero") and "zero" not in samples else []
    for name in [*kept, *target.categories(ordinal=ordinal)]:
        numbers = samples.get(name) or samples.get("other") or samples.get("many") or (5,)
        option = choice.option(name) or other
        # "One file" is not said of 21, which has the same form in Russian.
        several = name == "one" and len(numbers) > 1 and numbers[1] > 1
        if several and not _has_number(option, choice) and _has_number(other, choice):
            option = other
        larger = [one for one in numbers if one > 1] or numbers
        number = numbers[0] if name == "one" and option is not other else larger[0]
        yield name, option, str(number)


def _has_number(option: Option, choice: Choice) -> bool:
    return any(isinstance(one, Argument) and _is_number(one, choice) for one in option.nodes)


def _is_number(argument: Argument, choice: Choice) -> bool:
    return argument.name == choice.number


def _sentence(nodes: Sequence[Node], samples: tuple[_Sample, ...]) -> _Sentence:
    """One sentence, with samples in the places of numbers."""
    out: list[str] = []
    numbers: list[tuple[str, str]] = []
    innermost = next((argument for argument, _, hashed in reversed(samples) if hashed), "")
    for node in nodes:
        assert isinstance(node, (Text, Argument))
        number = next((n for name, n, _ in reversed(samples) if _name_of(node) == name), "")
        if not number:
            out.append(node.text)
            continue
        shown = node.text
        if shown == "#" and _name_of(node) != innermost:
            shown = f"{{{_name_of(node)}, number}}"
        out.append(number)
        numbers.append((number, shown))
    return _Sentence(_SPACES.sub(" ", "".join(out)).strip(), tuple(numbers))


def _name_of(node: Node) -> str:
    """The name of the argument that a node is, "" for text."""
    return node.name if isinstance(node, Argument) else ""


def _joined(plan: _Branches, answers: Sequence[Translation]) -> Translation:
    """The translation of a message from those of its sentences."""
    failure = next((one.failure for one in answers if one.failure), "")
    incidents = [one for answer in answers for one in answer.incidents]
    for sentence, answer in zip(plan.sentences(), answers, strict=True):
        text = _with_placeholders(answer.text, sentence.numbers)
        if text is None:
            incidents.append((PROTECTED, Remedy.SOURCE_KEPT))
            text = _with_placeholders(sentence.asked, sentence.numbers)
        sentence.text = text or ""
    if any(not one.text for one in plan.sentences()):
        return Translation("", failure=failure)
    scores = [one.score for one in answers]
    known = [score for score in scores if score is not None]
    score = min(known) if len(known) == len(scores) else None
    return Translation(plan.written(), score, tuple(dict.fromkeys(incidents)))


def _with_placeholders(text: str, numbers: Sequence[tuple[str, str]]) -> str | None:
    """The text with placeholders again in the places of the samples; None if one is lost."""
    for number, shown in numbers:
        found = re.search(rf"(?<!\d){number}(?!\d)", text)
        if not found:
            return None
        text = f"{text[: found.start()]}{shown}{text[found.end() :]}"
    return text
