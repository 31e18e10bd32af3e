"""Lines of a translation that must not begin, or end, a block."""

from __future__ import annotations

from hexapla.documents.asciidoc.blocks import delimiter_of
from hexapla.documents.asciidoc.lines import is_directive
from hexapla.documents.asciidoc.lists import ANY_LIST
from hexapla.documents.asciidoc.metadata import ATTRIBUTE_LINE, ENTRY
from hexapla.documents.asciidoc.syntax import ADMONITIONS
from hexapla.documents.asciidoc.titles import UNDERLINES
from hexapla.lazy import lazy_re

__all__ = ["EMPTY", "continues_badly", "guarded", "guarded_term", "guarded_underline"]

EMPTY = "{empty}"
"""An attribute that readers don't see."""

_BEGINNING = lazy_re(
    r"[ \t]|[=#]{1,6}[ \t]|\.\S|//|'{3,}\Z|<{3,}\Z|([-*_])( *)\1\2\1\Z|> |\+\Z|\|"
    rf"|(?:{'|'.join(ADMONITIONS)}):[ \t]|\w[\w-]*::\S*\[.*\]\Z|\[\[.*\]\]\Z"
)
_DELIMITER = lazy_re(r"(:{2,4}|;;)(?=[ \t]|\Z)")
_MARKER = lazy_re(r"[ \t]*(?:-|\*+|\.+|\u2022|\d+\.|[a-zA-Z]\.|[IVXivx]+\)|<(?:\d+|\.)>)[ \t]")
_BOX = lazy_re(r"\[[ x*]\] |\[\[")


def _begins(line: str) -> bool:
    return bool(
        _BEGINNING.match(line)
        or _MARKER.match(line)
        or delimiter_of(line)
        or (line.startswith("[") and ATTRIBUTE_LINE.match(line))
        or ENTRY.match(line)
        or is_directive(line)
    )


def guarded(line: str, own: str, *, item: bool = False) -> str:
    """The first line of a paragraph, or of an item of a list, such that it begins nothing else.

    ``own`` is that of the source, which may begin with what only looks like a beginning.
    """
    if item:
        begins = _BOX.match(line) or line.startswith(("[[", "[ ] "))
        return EMPTY + line if begins and not _BOX.match(own) else line
    if ANY_LIST.match(line) and not ANY_LIST.match(own):
        line = guarded_term(line)
    return EMPTY + line if _begins(line) and not _begins(own) else line


def guarded_term(text: str) -> str:
    """A text in which no sign ends the term of a description."""
    return _DELIMITER.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", text)


def guarded_underline(line: str, below: str) -> str:
    """The only line of a paragraph, such that the line below it is no underline."""
    is_line = len(below) > 1 and below[0] in UNDERLINES and not below.strip(below[0])
    return line + EMPTY if is_line and abs(len(line) - len(below)) <= 1 else line


def continues_badly(line: str) -> bool:
    """Whether a line can't be a further one of a paragraph or item."""
    return bool(
        ANY_LIST.match(line)
        or line == "+"
        or line.startswith("//")
        or delimiter_of(line)
        or (line.startswith("[") and ATTRIBUTE_LINE.match(line))
        or is_directive(line)
        or (len(line) > 1 and line[0] in UNDERLINES and not line.strip(line[0]))
    )
