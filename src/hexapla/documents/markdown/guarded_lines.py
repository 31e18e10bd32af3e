"""Lines of a translation that Markdown must not read as the beginning of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.markdown.inlines import read_inline
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.syntax import Settings, begins_line, scan_inline
from hexapla.documents.wrapping import display_width
from hexapla.lazy import lazy_re

__all__ = ["guard_lines", "reflow"]

_LONGEST_MARKUP = 500
# The beginning of a line that tells whether it begins like markup.
_LONGEST_START = 3_000
# Text that, at the start of a line, would begin a block or merge with the lines before it.
_RISKY = lazy_re(
    r"#{1,6}(?=[^#]|$)|(?:[-+*]|[0-9]{1,9}[.)])(?=\s|$)|[:>]|`{3}|~{3}"
    r"|(?:=+|-+|(?:[*_-][ \t]*){3,})\s*$|[|:-][|:\s-]*$|\{[:#.%{]|%|\[[^\]]*\]:|\$\$"
    r"|\[[ xX]\](?=\s|$)"
    r"|</?[A-Za-z!?]|\|"
)
# Pandoc has lists with letters, and with brackets around their numbers.
_PANDOC_MARKER = lazy_re(r"\(?(?:[0-9]{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+|#|@[\w-]*)(?=[.)](?:\s|$))")
# A reference to a label that begins a line is an item of a list of examples.
_PANDOC_EXAMPLE = lazy_re(r"@[\w-]*(?=[.)](?:\s|$))")
_FENCE = lazy_re(r"`+|~+")
_MARKER = lazy_re(r"([0-9]{1,9})([.)])")
_PIPE = lazy_re(r"(?<!\\)((?:\\\\)*)\|")
_LABELLED = lazy_re(r"\[[^\]]*\]:\s*\Z")
_CODE = lazy_re(r"(?:(?<!`)|(?<=\\`))(`++)[^`\n]*(?<!`)\1(?!`)")
_CLOSING_HASHES = lazy_re(r"(?:(?<=\s)|^)(#+)\s*$")
_GLUE = "\ufdd4"
# A line of only tags or expressions would be a block of its own.
_MARKUP = lazy_re(r"(?:<\S*>|\{\S*\})\Z")


def _without_example(text: str, own: str, settings: Settings) -> str:
    """A line that isn't an item of a list of examples, unless the source's text is one."""
    example = None if settings.mdx else _PANDOC_EXAMPLE.match(text)
    if example is None or _PANDOC_EXAMPLE.match(own):
        return text
    return f"{example[0]}\\{text[example.end() :]}"


def guard_lines(text: str, place: str, own: str, settings: Settings, first: bool = True) -> str:
    """A block's line, escaped if it would be parsed as something else in its place.

    Parameters: ``own`` is the source block's text: a line that begins with markup in it is not
    escaped, nor the ``first`` line if it begins like that text. ``settings`` are those of the file.
    """
    if place == "cell":
        return _with_escaped_pipes(text, own)
    if place == "heading":
        return _CLOSING_HASHES.sub(r"\\\1", text)
    text = _without_example(text, own if first else "", settings)
    if _begins_with_markup(text, own, settings):
        return text
    own = own if first else ""
    begins = begins_line(text, settings)
    if begins and not begins_line(own, settings):
        return f"&#{ord(text[0])};{text[1:]}" if text[0].isalpha() else "\\" + text
    lettered = None if settings.mdx else _PANDOC_MARKER.match(text)
    if lettered and not _PANDOC_MARKER.match(own):
        return f"{lettered[0]}\\{text[lettered.end() :]}"
    risky = _RISKY.match(text)
    if risky is None or _begins_alike(text, own, len(risky[0])) or text[0] == "<":
        return text
    if _LABELLED.match(text) and _LABELLED.match(own):  # Nothing follows, so it defines nothing.
        return text
    marker = _MARKER.match(text)
    if marker:
        return f"{marker[1]}\\{text[marker.end(1) :]}"
    fence = _FENCE.match(text)
    if fence:
        return re.sub("(.)", r"\\\1", fence[0]) + text[fence.end() :]
    return "\\" + text


def _begins_with_markup(text: str, own: str, settings: Settings) -> bool:
    """Whether a line begins with code, or other markup, that is in the source's text."""
    code = _CODE.match(text)
    if code is not None and code[0] in own:
        return True
    span = next(iter(scan_inline(text[:_LONGEST_MARKUP], settings)), None)
    hashtag = text.startswith("#") and not own.startswith("#")
    return span is not None and not span.start and text[: span.end] in own and not hashtag


def _begins_alike(text: str, own: str, size: int) -> bool:
    """Whether two lines begin with the same sign; one that is followed by a space is another."""
    if text[:size].casefold() != own[:size].casefold():
        return False
    return text[0] != ":" or text[1:2].isspace() is own[1:2].isspace()


def _with_escaped_pipes(text: str, own: str) -> str:
    """A cell's text; code in its source that has a bar is kept."""
    code = [one[0] for one in _CODE.finditer(own) if _PIPE.search(one[0])]
    if not code:
        return _PIPE.sub(r"\1\\|", text)
    kept = "|".join(map(re.escape, code))
    parts = re.split(f"({kept})", text)
    return "".join(one if at % 2 else _PIPE.sub(r"\1\\|", one) for at, one in enumerate(parts))


def reflow(
    text: str, width: int, first: int, hang: str, settings: Settings, kept: Sequence[str] = ()
) -> list[str]:
    """Break a text into lines of at most ``width`` columns, none of which begins like a block.

    ``first`` is the column of the first line; the other lines start with ``hang``. Lines break only
    at spaces, because browsers show a line end between ideographs as a space. ``settings`` are
    those of the file. Markup in ``kept`` is not broken.
    """
    if first + display_width(text) <= width:
        return [text]
    glued = text
    for markup in kept:
        glued = glued.replace(markup, markup.replace(" ", _GLUE))
    for mark in read_inline(text, settings=settings):
        own = text[mark.start : mark.end]
        if " " in own and own != BREAK:
            glued = glued[: mark.start] + own.replace(" ", _GLUE) + glued[mark.end :]
    words = glued.split(" ")
    lines: list[str] = []
    line, column = words[0], first + display_width(words[0])
    only_markup = True
    at = len(words[0])
    for index, word in enumerate(words[1:], 1):
        at, begin = at + 1 + len(word), at + 1
        size = display_width(word)
        before = words[index - 1]
        only_markup = only_markup and _MARKUP.match(before) is not None
        bound = (
            not word
            or before.endswith(("\\", ">}}", "%}}"))
            or only_markup
            or (index == 1 and (before.startswith("<") or _RISKY.match(before)))
            or word.startswith(("{", "<"))
            or _RISKY.match(" ".join(words[index : index + 2]))
            or _RISKY.match(word)
            or (not settings.mdx and _PANDOC_MARKER.match(word))
            or begins_line(glued[begin : begin + _LONGEST_START].replace(_GLUE, " "), settings)
        )
        if column + 1 + size > width and not bound:
            lines.append(line.rstrip(" \t"))  # More spaces would be a hard line break.
            line, column = hang + word, display_width(hang.expandtabs(4)) + size
        else:
            line, column = f"{line} {word}", column + 1 + size
    lines = [line.replace(_GLUE, " ") for line in [*lines, line]]
    rest = [line[len(hang) :] for line in lines[1:]]
    safe = not any(_RISKY.match(line) or begins_line(line, settings) for line in rest)
    return lines if safe else [text]
