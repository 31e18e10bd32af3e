"""Small parsers for what regular expressions can't match: nested braces, tags and statements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = [
    "BEGINS_BLOCK",
    "TEXT_LINE",
    "Braces",
    "Tag",
    "closing_bracket",
    "closing_line",
    "indented_after",
    "inside_by",
    "is_indented_code",
    "outer_line",
    "read_tag",
]

BEGINS_BLOCK = r"```|~~~|#{1,6}[ \t]|</?(?:div|p|section|table|[uo]l)\b"
"""The beginning of a line on which no markup goes on."""

TEXT_LINE = lazy_re(
    r"\n(?P<lead>[ \t]*)(?P<words>(?![-+*][ \t]|\d{1,9}[.)][ \t]|[#|<>{]|`{3}|~{3}|:{3}|!!!|\?\?\?"
    r"|===|///|-{3}|\[[^\]\n]*\]:|\*\[)\S[^\n]*)"
)
"""A line that goes on with a paragraph."""

# Indented code, and the lines that indented lines belong to.
_CODE_COLUMNS = 4
_HOLDS = lazy_re(
    r"[ \t>]*(?:(?:[-+*:~]|\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdm]{1,7}|\#|@[\w-]*)[.)])[ \t]"
    r"|\[\^[^\]\n]*\]:|!!!|\?\?\?|===)"
)
# Longer expressions are not looked for, so that the time stays linear.
_LONGEST = 50_000
_LONGEST_TAG = 5_000
_TOKEN = lazy_re(r"[{}()\[\]`'\"]|//|/\*|/")
_IN_TEMPLATE = lazy_re(r"\\.|`|\$(?=\{)", re.DOTALL)
# Templates in the values of templates; deeper ones end at the next backtick.
_DEEPEST = 20
# What a regular expression follows: an operator that isn't the end of a tag, or a keyword.
_OPERATOR = lazy_re(r"(?:[(,=:\[!&|?{;+\-*%^~]|=>|\b(?:return|typeof|case|in|of))\s*\Z")
_REGEX = lazy_re(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/")
_LINE_REST = lazy_re(r"[^\n]*")
_NAME = lazy_re(r"<(/?)([A-Za-z_$][\w$.:-]*)?")
_ATTRIBUTE = lazy_re(r"\s*([A-Za-z_$@:][\w$.:@-]*)(?:\s*=\s*)?")
_SPACE = lazy_re(r"\s*")
_FOLLOWING = lazy_re(r"(?:[ \t>]*\n)+([ \t>]*)[^\s>]")
_BRACKETS = lazy_re(r"\\.|(?:(?<!`)|(?<=\\`))(`++)[^`\n]*(?<!`)\1(?!`)|[\[\]]")
_LONGEST_WORDS, _LONGEST_BRACKETS = 1_000, 3_000
_DEEPEST_BRACKETS = 30
_LINES = 20
_NEAR = 5_000
_PAIRS = {"}": "{", ")": "(", "]": "["}


def closing_line(source: str, at: int) -> int:
    """The end of the line that contains an offset."""
    end = source.find("\n", at)
    return len(source) if end < 0 else end


def is_indented_code(source: str, start: int) -> bool:
    """Whether a line is indented like code: by more than the item, note or box that it is in."""
    lead = text_before(source, start).expandtabs(4)
    columns = len(lead) - len(lead.rstrip(" "))
    return columns >= _CODE_COLUMNS and not _HOLDS.match(outer_line(source, start))


def indented_after(source: str, start: int, end: int) -> int:
    """By how many columns the next line after ``source[start:end]`` is indented more than it.

    -1 if there is no other line with text yet.
    """
    before = text_before(source, start)
    following = _FOLLOWING.match(source, end)
    if following is None:
        return -1
    return len(following[1].expandtabs(4)) - len(before.expandtabs(4))


def outer_line(source: str, start: int) -> str:
    """The next line with text above the one that contains an offset that is indented less than it.

    "" if there is none near.
    """
    first = source.rfind("\n", 0, start) + 1
    own = _columns(source[first : closing_line(source, start)])
    above = source[max(0, first - _NEAR) : first].split("\n")
    texts = (line for line in reversed(above) if line.strip(" \t>"))
    return next((line for line in texts if _columns(line) < own), "")


def _columns(line: str) -> int:
    """By how many columns a line is indented."""
    shown = line.expandtabs(4)
    return len(shown) - len(shown.lstrip(" >"))


def inside_by(source: str, start: int, end: int) -> int:
    """By how many columns the lines after ``source[start:end]`` that are indented more than it are
    indented at least; the next one if there is none. Only the first lines are looked at.
    """
    found = indented_after(source, start, end)
    if found <= 0:
        return found
    own = len(text_before(source, start).expandtabs(4))
    first = source.find("\n", end) + 1
    for line in source[first : first + _LONGEST_WORDS].split("\n")[:_LINES]:
        columns = len(line.expandtabs(4)) - len(line.lstrip(" \t>"))
        if not line.strip():
            continue
        if columns <= own:
            break
        found = min(found, columns - own)
    return found


def closing_bracket(source: str, at: int, limit: int) -> int:
    """The offset after the bracket that closes the one at an offset; 0 if none does.

    Escapes and code are skipped. Long texts and brackets in many others are not looked at.
    """
    depth = 0
    for found in _BRACKETS.finditer(source, at, min(limit, at + _LONGEST_BRACKETS)):
        depth += {"[": 1, "]": -1}.get(found[0], 0)
        if not 0 < depth <= _DEEPEST_BRACKETS:
            return found.end() if not depth else 0
    return 0


@dataclass(slots=True)
class Braces:
    """Matches braces, brackets and parentheses of JavaScript, each once.

    Strings, templates, regular expressions and comments are skipped. A quotation mark without
    another one on its line is an apostrophe in the text of an element.
    """

    source: str
    _ends: dict[int, int] = field(default_factory=dict)
    _depth: int = 0
    _comment: tuple[int, int] = (-1, -1)

    def end(self, at: int) -> int:
        """The offset after the bracket that closes the one at an offset; 0 if none does.

        For a backtick it is the end of the template that it begins.
        """
        if at not in self._ends and self.source[at] == "`":
            end = self._template(at + 1, min(len(self.source), at + _LONGEST))
            self._ends[at] = end if end > at + 1 else 0
        elif at not in self._ends:
            self._match(at)
        return self._ends[at]

    def _match(self, at: int) -> None:
        source = self.source
        limit = min(len(source), at + _LONGEST)
        stack: list[int] = []
        while True:
            token = _TOKEN.search(source, at, limit)
            if token is None:
                break
            at, sign = token.end(), token[0]
            if sign in "{([":
                stack.append(token.start())
            elif sign in "})]":
                if stack and source[stack[-1]] == _PAIRS[sign]:
                    self._ends[stack.pop()] = at
                if not stack:
                    return
            else:
                at = self._skip(sign, at, limit)
        self._ends.update(dict.fromkeys(stack, 0))

    def _skip(self, sign: str, at: int, limit: int) -> int:
        """The end of the string, template, expression or comment that begins before an offset."""
        source = self.source
        if sign == "`":
            return self._template(at, limit)
        if sign == "/":
            end = self._before_comments(at - 1)
            before = source[max(0, end - 20) : end]
            regex = _REGEX.match(source, at - 1) if _OPERATOR.search(before) else None
            return regex.end() if regex else at
        if sign in ("/*", "//"):
            return self._skip_comment(sign, at, limit)
        if sign == "'" and source[at - 2 : at - 1].isalnum():
            return at
        last = closing_line(source, at)
        while True:
            end = source.find(sign, at, last)
            if end < 0:
                return at
            slashes = len(source[at:end]) - len(source[at:end].rstrip("\\"))
            at = end + 1
            if slashes % 2 == 0:
                return at

    def _skip_comment(self, sign: str, at: int, limit: int) -> int:
        """The end of the comment that begins before an offset."""
        if sign == "//" and self.source[at - 3] == ":":
            return at
        if sign == "//":
            end = closing_line(self.source, at)
        else:
            end = self.source.find("*/", at, limit) + 2
            end = limit if end < 2 else end
        self._comment = (self._before_comments(at - 2), end)
        return end

    def _before_comments(self, at: int) -> int:
        """The end of the code before an offset, without the comments right before it."""
        start, end = self._comment
        return start if 0 <= end <= at and not self.source[end:at].strip() else at

    def _template(self, at: int, limit: int) -> int:
        """The end of the template that begins before an offset, with the values in it."""
        begin = at
        while True:
            found = _IN_TEMPLATE.search(self.source, at, limit)
            if found is None:
                return begin
            at = found.end()
            if found[0] == "`":
                return at
            if found[0] == "$" and self._depth < _DEEPEST:
                self._depth += 1
                at = self.end(at) or at
                self._depth -= 1


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of JSX: its end, its name, whether it closes an element or is one, its strings.

    ``values`` are the names of attributes and the spans of their values in quotation marks.
    ``braces`` is whether an attribute has an expression.
    """

    end: int
    name: str
    closes: bool
    alone: bool
    values: tuple[tuple[str, int, int], ...]
    braces: bool


def read_tag(source: str, at: int, braces: Braces) -> Tag | None:
    """Read the tag at an offset, or return None."""
    head = _NAME.match(source, at)
    if head is None:
        return None
    name, closes = head[2] or "", bool(head[1])
    limit = min(len(source), at + _LONGEST_TAG)
    at = head.end()
    values: list[tuple[str, int, int]] = []
    braced = False
    while at < limit:
        at = _SPACE.match(source, at).end()  # type: ignore[union-attr]
        if source.startswith(">", at):
            return Tag(at + 1, name, closes, False, tuple(values), braced)
        if source.startswith("/>", at) and name:
            return Tag(at + 2, name, closes, True, tuple(values), braced)
        if closes or not name:
            return None
        braced = braced or source.startswith("{", at)
        attribute = _ATTRIBUTE.match(source, at)
        if attribute:
            at = attribute.end()
            if "=" not in attribute[0]:
                continue
        end = _value(source, at, limit, braces)
        if not end:
            return None
        if source[at] != "{" and attribute:
            values.append((attribute[1], at + 1, end - 1))
        braced = braced or source[at] == "{"
        at = end
    return None


def _value(source: str, at: int, limit: int, braces: Braces) -> int:
    """The end of the value of an attribute, or of attributes in braces; 0 if there is none."""
    if source.startswith("{", at):
        return braces.end(at)
    if source.startswith(("'", '"'), at):
        return source.find(source[at], at + 1, limit) + 1
    return 0
