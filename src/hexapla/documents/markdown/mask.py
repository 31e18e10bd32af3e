"""Mask the parts of a Markdown file that are not Markdown before it is parsed.

These are template tags (Liquid, Jinja, Hugo shortcodes, ERB), JSX with expressions, ES modules in
MDX, lines that open or close containers, attribute lists and TeX environments. Inside a sentence
they become a word. On their own lines they become a thematic break, which always ends a paragraph.
The masked text is as long as the source, so that offsets are the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from hexapla.lazy import lazy_re

__all__ = ["LINE_END", "Masked", "Title", "mask", "unclosed", "unified"]

LINE_END = lazy_re(r"\r\n|\r|\n")
_LONE_RETURN = lazy_re(r"\r(?!\n)")

# Tags may span lines, but not a blank line, a code fence or backticks, and not more than 1000
# characters, so that finding their ends takes linear time.
_INSIDE = r"(?:(?!\n[ \t]*(?:\n|```|~~~))[^`]){0,1000}?"
_TEMPLATE = lazy_re(
    rf"\{{\{{[<%]{_INSIDE}[>%]\}}\}}"
    r"|\{\{[^`\n]{0,500}?\}\}+"
    rf"|\{{%{_INSIDE}%\}}"
    rf"|\{{\#{_INSIDE}\#\}}"
    rf"|\{{/\*{_INSIDE}\*/\}}"
    rf"|<%{_INSIDE}%>"
    # JSX: a tag that contains an expression. The Markdown parser handles plain HTML tags.
    r"|<[A-Za-z][\w.-]{0,60}(?=[^<>`]{0,300}\{)"
    r"(?:\s+(?:[\w:-]{1,60}(?:=(?:\"[^\"]{0,500}\"|'[^']{0,500}'"
    r"|\{(?:[^{}`]|\{[^{}`]{0,300}\}){0,500}\}))?|\{\.\.\.[^{}]{0,100}\})){1,40}\s*/?>"
)
# Tags whose content is code, up to their closing tag.
_VERBATIM = lazy_re(
    r"\{%-?\s*(highlight|raw|verbatim|comment|code|mermaid|math)\b"
    r"|\{\{[<%]\s*(highlight|mermaid|katex|math|gist)\b(?![^{}]{0,500}/[>%]\}\})"
    r"|\\begin\{([A-Za-z]{1,20}\*?)\}"
)
_ATTRIBUTES = (
    r"\{:?[ \t]*(?:[#.][\w:-]+|[\w:-]+=(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[\w%:.-]+)|[ \t]+"
    r")+\}"
)
_ATTRIBUTE_LINE = lazy_re(
    rf"^(?P<before>[ \t>]*)(?P<rest>{_ATTRIBUTES}[ \t]*)$"
    r"|^[ ]{0,3}(?P<toc>\[\[?_?TOC_?\]\]?[ \t]*)$",
    re.MULTILINE,
)
_MODULE = lazy_re(
    r"^(?:import[ \t]+(?:[\w*{][\w*{}$,\s]{0,500}?\s+from[ \t]+)?"
    r"(?:\"[^\"\n]+\"|'[^'\n]+')[ \t]*;?[ \t]*$"
    r"|export[ \t]+(?:(?:const|let|var)[ \t]+[\w$]+[ \t]*="
    r"|default[ \t]+(?:function|class|async|[({\[])"
    r"|(?:async[ \t]+)?function[ \t*]+[\w$]+[ \t]*\(|\{[\w\s,]{0,300}\})"
    r"(?:(?!\n[ \t]*(?:\n|```|~~~))[\s\S]){0,20000})",
    re.MULTILINE,
)
_CONTAINER = lazy_re(
    r"^(?P<before>[ \t>]*)(?P<fence>:{3,})[ \t]*(?:(?P<type>[A-Za-z][\w.-]*)?"
    r"(?:\[(?P<bracketed>[^\]\n]*)\])?(?:[ \t]+(?P<title>[^{:\s][^{\n]*?))?)?"
    r"[ \t]*(?:\{[^}\n]*\})?[ \t]*:*[ \t]*$",
    re.MULTILINE,
)
_ADMONITION = lazy_re(
    r"^(?P<before>[ \t>]*)(?:(?:!!!|\?\?\?\+?)[ \t]+[A-Za-z][\w |.:-]*?"
    r"(?:[ \t]+\"(?P<title>[^\"\n]*)\")?"
    r"|===[!+]{0,2}[ \t]+\"(?P<tab>[^\"\n]*)\")[ \t]*$",
    re.MULTILINE,
)


# Text that later lines, even after a blank one, may turn into a tag with an expression or a module.
_JSX_BEGUN = lazy_re(r"<[A-Za-z][\w.-]{0,60}(?=[^<>`]{0,300}(?:\{|\Z))")
_MODULE_BEGUN = lazy_re(r"^(?:import[ \t]+[\w*{}$,\s]*|export[ \t]+\{[\w\s,]*)\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a container or admonition: its span, and the mark after it ("" for none)."""

    start: int
    end: int
    closer: str


@dataclass(slots=True)
class Masked:
    """A masked text and the positions of what was masked.

    ``tags`` are the spans of template tags, in order. ``titles`` are the titles of containers, by
    the offset of the thematic break that replaces the line. ``items`` are the offsets of the list
    items that replace admonitions.
    """

    text: str
    tags: list[tuple[int, int]] = field(default_factory=list)
    titles: dict[int, Title] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)


def unified(source: str) -> str:
    """The text with ``\\n`` for every line end and the same length, to search it line by line."""
    return source.replace("\r\n", " \n").replace("\r", "\n") if "\r" in source else source


def mask(source: str) -> Masked:
    """Mask everything that is not Markdown. The masked text has the line ends ``\\n`` and
    ``\\r\\n``.
    """
    text = _LONE_RETURN.sub("\n", source)
    source = unified(source)
    tags = list(_tags(source))
    masked = Masked(source, tags)
    fillers: list[tuple[int, int, str]] = []
    for (start, end), alone in zip(tags, _alone(source, tags), strict=True):
        fillers.append((start, end, "*" if alone else "x"))
    fillers += _lines(source, masked)
    masked.text = _filled(text, sorted(fillers, key=lambda f: (f[0], -f[1])))
    return masked


def _tags(source: str) -> Iterator[tuple[int, int]]:
    """The spans of template tags, in order, without overlap."""
    verbatim = {match.start(): match for match in _VERBATIM.finditer(source)}
    starts = list(verbatim)
    unclosed: set[str] = set()
    at = used = 0
    pattern = _TEMPLATE if "{" in source or "<%" in source else None
    found = pattern.finditer(source) if pattern else iter(())
    spans = sorted({match.span() for match in found} | {(start, start) for start in starts})
    for start, end in spans:
        if start < at:
            continue
        if start in verbatim:
            used = _verbatim_end(source, verbatim[start], unclosed)
            end = max(end, used)
        if start < end:
            yield start, end
            at = end


def unclosed(source: str, masked: Masked) -> int:
    """The offset of the first text that may have to be masked when more arrives; else the length.

    ``source`` is a `unified` text, ``masked`` the result of `mask` for it.
    """
    names: set[str] = set()
    found = [
        match.start()
        for match in _VERBATIM.finditer(source)
        if not _is_inside(masked.tags, match.start()) and not _verbatim_end(source, match, names)
    ]
    for pattern in (_JSX_BEGUN, _MODULE_BEGUN):
        starts = (match.start() for match in pattern.finditer(source))
        found += (at for at in starts if not _is_inside(masked.tags, at, first=True))
    return min(found, default=len(source))


def _is_inside(tags: list[tuple[int, int]], at: int, *, first: bool = False) -> bool:
    """Whether an offset is inside a tag; its first character counts only with ``first``."""
    before = bisect_right(tags, at, key=lambda tag: tag[0]) - 1
    return before >= 0 and (tags[before][0] < at or first) and at < tags[before][1]


def _verbatim_end(source: str, match: re.Match[str], unclosed: set[str]) -> int:
    """The end of the tag that closes a verbatim tag; 0 if there is none.

    ``unclosed`` collects the names without a closing tag, so that each is searched for only once.
    """
    liquid, hugo, tex = match.groups()
    name = match[0]
    if name in unclosed:
        return 0
    if tex:
        closer = re.compile(rf"\\end\{{{re.escape(tex)}\}}")
    elif liquid:
        closer = re.compile(rf"\{{%-?\s*end{liquid}\s*-?%\}}")
    else:
        closer = re.compile(rf"\{{\{{[<%]\s*/\s*{hugo}\s*[>%]\}}\}}")
    found = closer.search(source, match.end())
    if found is None:
        unclosed.add(name)
        return 0
    return found.end()


def _alone(source: str, tags: list[tuple[int, int]]) -> list[bool]:
    """For each tag, whether its lines contain only tags."""
    before: list[bool] = []
    for index, (start, _) in enumerate(tags):
        gap = source[tags[index - 1][1] if index else 0 : start]
        lines = gap.split("\n")
        first = index == 0 or len(lines) > 1
        before.append(not lines[-1].strip(" \t>") and (first or before[-1]))
    after: list[bool] = []
    for index in range(len(tags) - 1, -1, -1):
        last = index == len(tags) - 1
        lines = source[tags[index][1] : None if last else tags[index + 1][0]].split("\n")
        after.append(not lines[0].strip(" \t") and (last or len(lines) > 1 or after[-1]))
    return [a and b for a, b in zip(before, reversed(after), strict=True)]


def _lines(source: str, masked: Masked) -> Iterator[tuple[int, int, str]]:
    """The fillers for entire lines."""
    if "{" in source or "TOC" in source:
        for match in _ATTRIBUTE_LINE.finditer(source):
            yield (*match.span("rest" if match["rest"] else "toc"), "*")
    if "import" in source or "export" in source:
        for match in _MODULE.finditer(source):
            yield (*match.span(), "*")
    if ":::" in source:
        for match in _CONTAINER.finditer(source):
            start = match.start("fence")
            for group, closer in (("bracketed", "]"), ("title", "")):
                if match[group] and match[group].strip(":"):
                    span = match.span(group)
                    masked.titles[start] = Title(*span, closer)
            yield start, match.end(), "*"
    if "!!!" in source or "???" in source or "===" in source:
        yield from _admonitions(source, masked)


def _admonitions(source: str, masked: Masked) -> Iterator[tuple[int, int, str]]:
    """Mask admonitions. Their content is indented by four columns, like that of the list items
    used.
    """
    for match in _ADMONITION.finditer(source):
        start, end = match.end("before"), match.end()
        if end - start < 7 or not _indented_after(source, match):
            continue
        masked.items.add(start)
        for group in ("title", "tab"):
            if match[group]:
                masked.titles[start + 4] = Title(*match.span(group), '"')
        yield start, start + 1, "-"
        yield start + 1, start + 4, " "
        yield start + 4, end, "*"


def _indented_after(source: str, match: re.Match[str]) -> bool:
    """Whether the next non-blank line is indented by at least four more columns."""
    following = re.compile(r"(?:[ \t>]*\n)+([ \t>]*)[^\s>]").match(source, match.end())
    if following is None:
        return False
    return len(following[1].expandtabs(4)) >= len(match["before"].expandtabs(4)) + 4


def _filled(source: str, fillers: list[tuple[int, int, str]]) -> str:
    out: list[str] = []
    at = 0
    for start, end, filler in fillers:
        start = max(start, at)
        if start < end:
            out += (source[at:start], filler * (end - start))
            at = end
    return "".join([*out, source[at:]])
