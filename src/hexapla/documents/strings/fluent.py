"""Fluent (`.ftl`): messages, terms and their attributes."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.documents.messages import Choice, MessageError, Node, has_choice, parse_message
from hexapla.documents.strings.values import Reading, Value, comments_before, keyed
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["read_fluent"]

_START = lazy_re(r"(?P<key>-?[a-zA-Z][\w-]*)[ ]*=[ ]*", 0)
_ATTRIBUTE = lazy_re(r"(?P<break>\s*?(?:\r\n|\r|\n)[ \t]+)\.(?P<name>[a-zA-Z][\w-]*)[ ]*=[ ]*")
_LINE = lazy_re(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# One line end or several, with the spaces around them.
_LINE_END = lazy_re(r"\r\n|\r|\n")
_GAP = lazy_re(r"[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)+")
# The same, looked for in a text.
_GAPS = lazy_re(r"(?<![ \t])[ \t]*+(?:(?:\r\n|\r|\n)[ \t]*+)++")
# What a pattern is scanned for.
_STOP = lazy_re(r"[{}\"\r\n]")
_LITERAL = lazy_re(r"\"(?:[^\"\\\r\n]|\\.)*\"")
_BRACE = lazy_re(
    r"\{\s*(?:\$[a-zA-Z][\w-]*|-?[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)?|-?[a-zA-Z][\w-]*\([^{}]*\)"
    r"|\"(?:[^\"\\\r\n]|\\.)*\"|-?\d+(?:\.\d+)?)\s*\}|[{}]"
)
_SPECIAL = frozenset(".[*}")
_ENDS = ("", *_SPECIAL)
_FAR = 20


def read_fluent(source: str, where: str) -> Reading:
    """The texts of a Fluent file. What isn't an entry is left alone, as Fluent does."""
    values: list[Value] = []
    found = _LINE_END.search(source)
    line_end = found[0] if found else "\n"
    at = 0
    while at < len(source):
        start = _START.match(source, at)
        if not start:
            line = _LINE.match(source, at)
            at = line.end() if line and line.end() > at else len(source)
            continue
        said = comments_before(source, at, "#")
        at = start.end()
        end = _end(source, at)
        key = start["key"]
        if end > at:
            values.append(_value((key,), source, at, end, said, line_end))
        at = end
        while found := _ATTRIBUTE.match(source, at):
            end = _end(source, found.end())
            path = (key, found["name"])
            values.append(_value(path, source, found.end(), end, said, line_end))
            at = end
        line = _LINE.match(source, at)
        at = line.end() if line and line.end() > at else at + 1
    return keyed(values)


def _end(source: str, start: int) -> int:
    """Where the pattern that begins at an offset ends, without white space at its end."""
    depth = 0
    at = start
    while found := _STOP.search(source, at):
        at = found.start()
        if found[0] in ("\r", "\n") and not depth:
            following = _GAP.match(source, at)
            after = following.end() if following else at
            indented = source[after - 1 : after] in (" ", "\t")
            if not indented or source[after : after + 1] in _ENDS:
                break
            at = after
            continue
        literal = _LITERAL.match(source, at) if depth and _is_in_code(source, at) else None
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            break
        at = literal.end() if literal else at + 1
    else:
        at = len(source)
    return start + len(source[start:at].rstrip())


def _is_in_code(source: str, at: int) -> bool:
    """Whether what is at an offset is after a brace, a parenthesis, a comma or a colon."""
    return source[max(0, at - _FAR) : at].rstrip(" ")[-1:] in ("{", "(", ":", ",")


def _value(
    key: tuple[str, ...], source: str, start: int, end: int, said: tuple[str, ...], line_end: str
) -> Value:
    text = _shown(source[start:end])
    own = text_before(source, start)
    indent = own[: len(own) - len(own.lstrip())]
    return Value(
        key, start, end, text, lambda new: _written(new, indent, line_end), -1, (0, 0), said
    )


def _shown(pattern: str) -> str:
    """A pattern with each of its paragraphs on one line; lines in braces are joined, too."""
    out: list[str] = []
    at = depth = 0
    for found in _GAPS.finditer(pattern):
        out.append(pattern[at : found.start()])
        depth += out[-1].count("{") - out[-1].count("}")
        paragraph = len(_LINE_END.findall(found[0])) > 1 and not depth
        out.append("\n" if paragraph else " ")
        at = found.end()
    return "".join([*out, pattern[at:]])


def _written(text: str, indent: str, line_end: str) -> str:
    """A text as a pattern: each variant of a choice on a line of its own."""
    if has_choice(text):
        try:
            return "".join(_laid_out(parse_message(text), indent, line_end))
        except MessageError:
            pass
    lines = [line for line in _with_braces(text).split("\n") if line.strip()]
    first, rest = (lines[0] if lines else '{ "" }'), lines[1:]
    shown = [f'{{ "{line[0]}" }}{line[1:]}' if line[0] in _SPECIAL else line for line in rest]
    return f"{line_end}{line_end}{indent}    ".join([first, *shown])


def _with_braces(text: str) -> str:
    """A text in which braces that are no placeable are literals."""
    return _BRACE.sub(lambda found: f'{{ "{found[0]}" }}' if found[0] in "{}" else found[0], text)


def _laid_out(nodes: tuple[Node, ...], indent: str, line_end: str) -> Iterator[str]:
    for node in nodes:
        if not isinstance(node, Choice):
            yield _with_braces(node.text)
            continue
        yield f"{{ {node.argument.strip()} ->{line_end}"
        default = node.other
        for option in node.options:
            text = "".join(_laid_out(option.nodes, indent + "    ", line_end))
            mark = "*" if option is default else " "
            yield f"{indent}   {mark}[{option.name}] {text}{line_end}"
        yield f"{indent}}}"
