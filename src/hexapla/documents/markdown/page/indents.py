"""MDX's elements with their content in the column of their tags: MDX has no indented code."""

from __future__ import annotations

from collections import Counter

from hexapla.lazy import lazy_re

__all__ = ["without_indents"]

_OPENING = lazy_re(r"[ ]*<([A-Za-z][\w.]*)(?:\s[^<>]*)?(?<!/)>[ ]*\Z")
_CLOSING = lazy_re(r"[ ]*</([A-Za-z][\w.]*)[ ]*>[ ]*\Z")
_FENCE = lazy_re(r"[ ]*(`{3,}|~{3,})([^`]*)\Z")


def without_indents(text: str) -> str:
    """A text in which what is between two lines of tags is indented no more than the tags."""
    lines = text.split("\n")
    ends = _ends(lines)
    # Where the elements end that are open, and by how much their content is indented too much.
    open_elements: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        while open_elements and open_elements[-1][0] <= at:
            open_elements.pop()
        too_much = open_elements[-1][1] if open_elements else 0
        if too_much:
            lines[at] = line[min(too_much, _indent(line)) :]
        if at in ends:
            inner = (lines[number] for number in range(at + 1, ends[at]))
            first = next(filter(str.strip, inner), "")
            more = max(0, _indent(first) - _indent(line))
            open_elements.append((ends[at], too_much + more))
    return "\n".join(lines)


def _ends(lines: list[str]) -> dict[int, int]:
    """The number of the line that ends each element, by that of the line that begins it."""
    found: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    count: Counter[str] = Counter()
    fence = ""
    for at, line in enumerate(lines):
        if marker := _FENCE.match(line):
            if not fence:
                fence = marker[1]
            elif marker[1].startswith(fence) and not marker[2].strip():
                fence = ""
        if fence:
            continue
        if opening := _OPENING.match(line):
            opened.append((opening[1], at))
            count[opening[1]] += 1
        elif (closing := _CLOSING.match(line)) and count[closing[1]]:
            name = ""
            while name != closing[1]:
                name, start = opened.pop()
                count[name] -= 1
            found[start] = at
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
