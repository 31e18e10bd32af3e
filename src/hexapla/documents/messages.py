"""Messages with choices: the plurals and selections of ICU's MessageFormat and of Fluent.

``{count, plural, one {# file} other {# files}}`` and ``{ $count -> [one] file *[other] files }``
are read into the same nodes. What isn't a choice or an argument is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = [
    "PLURALS",
    "Argument",
    "Choice",
    "MessageError",
    "Node",
    "Option",
    "Text",
    "arguments",
    "choices_in",
    "chosen",
    "has_choice",
    "parse_message",
    "paths",
    "syntax_spans",
    "with_branches",
]

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""CLDR's categories of numbers, in order."""

_MOST_PATHS = 64
_DEEPEST = 20

_HAS_CHOICE = lazy_re(
    r"\{\s*[\w.$-]+\s*,\s*(?:plural|select|selectordinal)\s*,|\{(?:[^{}\"]|\"[^\"]*\")*?->"
)
_CHOICE = lazy_re(
    r"\{\s*(?P<argument>[\w.$-]+)\s*,\s*(?P<kind>plural|selectordinal|select)\s*,"
    r"(?:\s*offset:\s*(?P<offset>\d{1,9}))?\s*"
)
_OPTION = lazy_re(r"\s*(?P<name>=\d{1,9}|[^\s{}=,]{1,60})\s*\{")
_FLUENT = lazy_re(r"\{\s*+(?P<argument>(?:(?!->)[^{}\"\s]|\"[^\"]*+\"|\s++(?!->))*+)\s*+->\s*+")
_LITERAL = lazy_re(r"(?<=[{(:,])(?P<gap>\s*)\"(?:[^\"\\]|\\.)*\"")
_VARIANT = lazy_re(r"\s*(?P<default>\*?)\[\s*(?P<name>[^\[\]\s]{1,60})\s*\]\s*")
# ICU's quotation of braces.
_QUOTED = lazy_re(r"'[{}][^']*'?")
_END = lazy_re(r"\s*\}")
_VARIABLE = lazy_re(r"\$[\w-]+")
_NAME = lazy_re(r"\{\s*(\$?[\w.-]+)\s*(?:,[^{}]*)?\}")


class MessageError(ValueError):
    """A message whose choices can't be read; ``offset`` is where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset


class Argument(NamedTuple):
    """What a program puts into a text: ``text`` as it is written, and the name of its value."""

    text: str
    name: str
    start: int
    end: int


class Option(NamedTuple):
    """One branch of a choice: its name ("one", "=0", "female"), its nodes, whether it is the
    default.
    """

    name: str
    nodes: tuple[Node, ...]
    default: bool = False


class Choice(NamedTuple):
    """A choice: what decides (``count``, ``$count``), its kind, and its branches.

    ``kind`` is "plural", "selectordinal" or "select"; ``fluent`` is True for Fluent's notation.
    ``start`` and ``end`` are its span; ``offset`` is what ICU subtracts from the number.
    """

    argument: str
    kind: str
    options: tuple[Option, ...]
    start: int
    end: int
    fluent: bool = False
    offset: str = ""

    def option(self, name: str) -> Option | None:
        """The branch with a name."""
        return next((one for one in self.options if one.name == name), None)

    @property
    def other(self) -> Option:
        """The branch for everything else."""
        found = next((one for one in self.options if one.default), None) or self.option("other")
        assert found is not None
        return found

    @property
    def number(self) -> str:
        """The name of the argument that decides, without a function around it."""
        found = _VARIABLE.search(self.argument)
        return found[0] if found else self.argument

    @property
    def is_of_number(self) -> bool:
        """Whether numbers decide."""
        return self.kind != "select"


class Text(NamedTuple):
    """Some text, with its offset."""

    text: str
    start: int


Node = Text | Argument | Choice


def has_choice(text: str) -> bool:
    """Whether a text probably has a choice; quick."""
    return "{" in text and bool(_HAS_CHOICE.search(text))


def parse_message(text: str) -> tuple[Node, ...]:
    """The nodes of a message. Raises MessageError if a choice in it can't be read."""
    nodes, end = _Parser(text).nodes(0, "")
    if end < len(text):
        raise MessageError(msg("a closing brace without an opening one"), end)
    return nodes


@dataclass(slots=True)
class _Parser:
    text: str
    depth: int = 0

    def nodes(self, at: int, inside: str, hash_of: str = "") -> tuple[tuple[Node, ...], int]:
        """The nodes from an offset on, up to what ends them.

        ``inside`` is "" for a whole text, "icu" in a branch in braces, "fluent" in a variant, which
        the next variant or a brace ends. ``hash_of`` is the argument that ``#`` stands for.
        """
        self.depth += 1
        if self.depth > _DEEPEST:
            raise MessageError(msg("too many choices in each other"), at)
        found: list[Node] = []
        start = at
        text = self.text
        while at < len(text):
            if inside and (text[at] == "}" or (inside == "fluent" and _VARIANT.match(text, at))):
                break
            quoted = _QUOTED.match(text, at) if inside != "fluent" else None
            node = None if quoted else self._node(at, hash_of)
            if node is None:
                at = quoted.end() if quoted else at + 1
                continue
            if start < at:
                found.append(Text(text[start:at], start))
            found.append(node)
            at = start = node.end
        if start < at:
            found.append(Text(text[start:at], start))
        self.depth -= 1
        return tuple(found), at

    def _node(self, at: int, hash_of: str) -> Choice | Argument | None:
        """The choice or the argument at an offset; None if there is text."""
        if self.text[at] == "#" and hash_of:
            return Argument("#", hash_of, at, at + 1)
        if self.text[at] != "{":
            return None
        choice = _CHOICE.match(self.text, at)
        if choice:
            return self._choice(choice)
        fluent = _FLUENT.match(self.text, at)
        if fluent:
            return self._variants(fluent)
        end = self._closing(at)
        shown = self.text[at:end]
        name = _NAME.fullmatch(shown)
        return Argument(shown, name[1] if name else shown, at, end)

    def _closing(self, at: int) -> int:
        """The offset after the brace that closes the one at an offset."""
        depth = 0
        end = at
        while end < len(self.text):
            depth += {"{": 1, "}": -1}.get(self.text[end], 0)
            end += 1
            if not depth:
                return end
            literal = _LITERAL.match(self.text, end)
            end = literal.end() if literal else end
        raise MessageError(msg("a brace is not closed"), at)

    def _choice(self, choice: re.Match[str]) -> Choice:
        kind, argument = choice["kind"], choice["argument"]
        at = choice.end()
        options: list[Option] = []
        while found := _OPTION.match(self.text, at):
            inner = argument if kind != "select" else ""
            nodes, at = self.nodes(found.end(), "icu", inner)
            if self.text[at : at + 1] != "}":
                raise MessageError(
                    msg("the branch {found!r} is not closed", found=found["name"]), found.start()
                )
            at += 1
            options.append(Option(found["name"], nodes))
        end = _END.match(self.text, at)
        if not end:
            raise MessageError(
                msg("the choice of {argument} is not closed", argument=argument), choice.start()
            )
        if not any(one.name == "other" for one in options):
            raise MessageError(
                msg("the choice of {argument} has no branch 'other'", argument=argument),
                choice.start(),
            )
        whole = (choice.start(), end.end())
        return Choice(argument, kind, tuple(options), *whole, False, choice["offset"] or "")

    def _variants(self, choice: re.Match[str]) -> Choice:
        at = choice.end()
        options: list[Option] = []
        while found := _VARIANT.match(self.text, at):
            nodes, at = self.nodes(found.end(), "fluent")
            options.append(Option(found["name"], _stripped(nodes), bool(found["default"])))
        end = _END.match(self.text, at)
        if not end:
            raise MessageError(msg("a choice is not closed"), choice.start())
        if sum(one.default for one in options) != 1:
            raise MessageError(msg("a choice needs one default variant, *[other]"), choice.start())
        numbers = all(one.name in PLURALS or one.name.isdigit() for one in options)
        argument = choice["argument"]
        kind = "selectordinal" if "ordinal" in argument else "plural"
        whole = (choice.start(), end.end())
        return Choice(argument, kind if numbers else "select", tuple(options), *whole, True)


def _stripped(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes of a variant without the white space at its end."""
    if not nodes or not isinstance(nodes[-1], Text):
        return nodes
    last = nodes[-1]._replace(text=nodes[-1].text.rstrip())
    return (*nodes[:-1], last) if last.text else nodes[:-1]


def chosen(nodes: Sequence[Node], path: Mapping[str, str]) -> Iterator[Text | Argument]:
    """The text and the arguments of a message where choices take these branches, by argument.

    A choice without such a branch, or that isn't named, takes the one for everything else.
    """
    for node in nodes:
        if isinstance(node, Choice):
            option = node.option(path.get(node.argument, "")) or node.other
            yield from chosen(option.nodes, path)
        else:
            yield node


def with_branches(choice: Choice, branches: Mapping[str, str]) -> str:
    """A choice in its own notation with other branches: their texts, by name."""
    names = list(branches)
    if choice.fluent:
        default = choice.other.name if choice.other.name in branches else names[-1]
        shown = " ".join(f"{'*' * (n == default)}[{n}] {text}" for n, text in branches.items())
        return f"{{ {choice.argument.strip()} -> {shown} }}"
    offset = f" offset:{choice.offset}" if choice.offset else ""
    shown = " ".join(f"{name} {{{text}}}" for name, text in branches.items())
    return f"{{{choice.argument}, {choice.kind},{offset} {shown}}}"


def paths(nodes: Sequence[Node]) -> list[dict[str, str]]:
    """The ways through the choices of a message: the branch that each takes, by argument.

    A message with more than 64 ways has none.
    """
    found: list[dict[str, str]] = [{}]
    for choice in choices_in(nodes):
        if any(choice.argument in one for one in found):
            continue
        found = [{**one, choice.argument: o.name} for one in found for o in choice.options]
        if len(found) > _MOST_PATHS:
            return []
    return found


def arguments(nodes: Sequence[Node]) -> set[str]:
    """The names of all arguments of a message, those that decide choices among them."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Choice):
            found.add(node.number)
            for option in node.options:
                found |= arguments(option.nodes)
        elif isinstance(node, Argument):
            found.add(node.name)
    return found


def syntax_spans(text: str) -> list[tuple[int, int]]:
    """The spans of a message with choices that are no text; none if it can't be read."""
    try:
        nodes = parse_message(text)
    except MessageError:
        return []
    spans: list[tuple[int, int]] = []
    at = 0
    for one in _texts(nodes):
        if at < one.start:
            spans.append((at, one.start))
        at = one.start + len(one.text)
    if at < len(text):
        spans.append((at, len(text)))
    return spans


def choices_in(nodes: Sequence[Node]) -> Iterator[Choice]:
    """The choices of a message, outer ones first."""
    for node in nodes:
        if isinstance(node, Choice):
            yield node
            for option in node.options:
                yield from choices_in(option.nodes)


def _texts(nodes: Sequence[Node]) -> Iterator[Text]:
    for node in nodes:
        if isinstance(node, Text):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _texts(option.nodes)
