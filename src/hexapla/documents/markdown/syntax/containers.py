"""Containers, admonitions and directives: lines that open and close a box around Markdown."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.attributes import attribute_texts
from hexapla.documents.markdown.syntax.directives import read_directive, titled
from hexapla.documents.markdown.syntax.matching import (
    TEXT_LINE,
    closing_bracket,
    indented_after,
    inside_by,
)
from hexapla.documents.markdown.syntax.rule import Piece, Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_ATTRIBUTE = lazy_re(r"(?<![\w-])([\w-]++)[ \t]*+=[ \t]*\"([^\"\n]*)\"")
# Attributes without braces, such as those of Microsoft Learn's monikers and zones.
_PAIRS = lazy_re(
    r"(?:[ \t]++[\w-]++[ \t]*+=[ \t]*+(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'=]++))++[ \t]*+\Z"
)
# An admonition whose text isn't indented; Python-Markdown reads an empty one.
_EMPTY = lazy_re(
    r"(?:!!!-?|\?\?\?[+-]?)[ \t]*(?:note|abstract|info|tip|success|question|warning|failure|danger"
    r"|bug|example|quote|important|caution|attention|hint|error)[ \t]*(?:\"\"[ \t]*)?",
    re.IGNORECASE,
)
# Elements of pymdownx.blocks.html whose content is not Markdown.
_VERBATIM = lazy_re(r"(?:pre|code|script|style|textarea|math|svg|canvas|iframe)\b")
_CONTAINER = lazy_re(
    r"(?m::{3,}[ \t]*(?:\{(?P<name>[A-Za-z][\w:.+-]*)\}|(?P<type>[A-Za-z][\w.-]*))?"
    r"(?P<rest>[^\n]*)$)"
)
# The names of classes before a box of a slide.
_CLASSES = r"\.[A-Za-z][\w-]*+(?:\.[\w-]++)*+"
_SLIDE_BOX = lazy_re(rf"(?m:^[ \t]*{_CLASSES}\[[ \t]*$)")
_SLIDE_BOX_END = lazy_re(r"(?m:^[ \t]*\]++[ \t]*$)")
_NEAR = 20_000
_BLOCK_OPTION = lazy_re(r"\n[ \t>]{4,}[\w-]+:[^\n]*")


def _attributes(scanner: Scanner, found: re.Match[str]) -> list[Text]:
    """The texts in attributes of a line."""
    start = found.start()
    return [
        Text(start + one.start(2), start + one.end(2), place="attribute")
        for one in _ATTRIBUTE.finditer(found[0])
        if one[1].lower() in scanner.settings.attributes
    ]


def _admonition(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An admonition or a tab, if an indented line follows."""
    columns = indented_after(scanner.source, found.start(), found.end())
    if columns == -1:
        scanner.begun = min(scanner.begun, found.start())
    if columns < 4 and not found["title"] and not _EMPTY.fullmatch(found[0]):
        return None
    if columns < 4:
        return Read(found.end(), titled(found, "title"))
    begin = _of_a_comment(scanner.source, found.start())
    holds = 4 if begin < 0 else found.start() - begin + 4
    more = _outside(scanner.source, found.start(), found.end())
    return Read(found.end(), titled(found, "title"), holds=holds, begin=begin, more=more)


def _outside(source: str, start: int, end: int) -> tuple[Piece, ...]:
    """The lines right after the first paragraph of a box that aren't indented like it.

    To Markdown's parser they are a part of that paragraph.
    """
    inner = len(text_before(source, start).expandtabs(4)) + 4
    found: list[Piece] = []
    at = end
    while line := TEXT_LINE.match(source, at):
        if len(line["lead"].expandtabs(4)) < inner:
            start = line.start("words")
            text = Text(start, start + len(line["words"].rstrip()), "paragraph")
            found.append(Piece(start, Read(text.end, (text,))))
        elif found:
            break
        at = line.end()
    return tuple(found)


def _of_a_comment(source: str, start: int) -> int:
    """The beginning of a definition whose term is a comment, or -1.

    Python-Markdown sees a definition there, and Markdown's parser sees none.
    """
    first = source.rfind("\n", 0, start) + 1
    is_definition = source.startswith(":", first) and not source[first + 1 : start].strip()
    if not is_definition:
        return -1
    term = source[max(0, first - 200) : first].rstrip()
    return first if not term or term.endswith("-->") else -1


def _container(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The line that opens or closes a container."""
    if found["name"]:
        return read_directive(scanner, found)
    rest = found["rest"] or ""
    if found["type"] == "image" and not rest.rstrip().endswith(":::"):
        return None  # An image in a sentence.
    colons = len(found[0]) - len(found[0].lstrip(":"))
    if not rest.rstrip().endswith(":::"):
        scanner.fences.container(found.start(), colons, closes=not (found["type"] or rest.strip()))
    attributes = _attributes(scanner, found)
    # Microsoft Learn's, whose content may be indented.
    if found["type"] and rest.rstrip().endswith(":::"):
        ends = found["type"].endswith("-end")
        holds = 0 if ends else inside_by(scanner.source, found.start(), found.end())
        return Read(found.end(), tuple(attributes), holds=max(holds, 0))
    if attributes or _PAIRS.match(rest):
        return Read(found.end(), tuple(attributes))
    if rest.startswith("["):
        inner = re.compile(r"\[((?:\\.|[^\[\]\\\n]|\[[^\[\]\n]*\])*)\]").match(rest)
        if inner and any(map(str.isalpha, inner[1])):
            start = found.start("rest")
            return Read(found.end(), (Text(start + 1, start + inner.end() - 1),))
        return Read(found.end())
    if not found["type"] or rest.startswith("{") or (rest and not rest[0].isspace()):
        return Read(found.end()) if not found["type"] or rest.startswith(("{", ":")) else None
    lead = len(rest) - len(rest.lstrip())
    shown = re.compile(r"(?P<title>[^\n]*)").match(scanner.source, found.start("rest") + lead)
    return Read(found.end(), titled(shown, "title") if shown else ())


def _after_comment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The line of a container with a comment before it."""
    line = _CONTAINER.match(scanner.source, found.end())
    return _container(scanner, line) if line else None


def _slide_box(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The line that opens a box of a slide, if another one closes it."""
    end = scanner.until(_SLIDE_BOX_END, found.end(), len(scanner.source))
    return Read(found.end()) if end > 0 else None


def _end_of_slide_box(scanner: Scanner, found: re.Match[str]) -> Read | None:
    start = found.start()
    opened = _SLIDE_BOX.search(scanner.source, max(0, start - _NEAR), start)
    return Read(found.end()) if opened else None


def _slide_step(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The line where a slide goes on later, unless it makes the line above it a heading."""
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    above = source[source.rfind("\n", 0, max(first - 1, 0)) + 1 : first]
    return None if above.strip() else Read(found.end())


def _slide_class(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Words of a slide with classes."""
    limit = scanner.paragraph_end(found.start())
    close = closing_bracket(scanner.source, found.end() - 1, limit)
    return Read(found.end(), pair=(close - 1, close)) if close else None


def _is_pandoc(settings: Settings) -> bool:
    return settings.pandoc


def _block(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A block of pymdownx with its options, or all of one whose content is code."""
    kind, end = found["type"] or "", found.end()
    options = ""
    while option := _BLOCK_OPTION.match(scanner.source, end):
        end = option.end()
        options += option[0]
    if kind == "html" and _VERBATIM.match(found["title"] or "") and "markdown:" not in options:
        closer = lazy_re(rf"(?m:^[ \t>]*{found['sign']}[ \t]*$)")
        last = scanner.until(closer, end, len(scanner.source))
        return Read(last if last > 0 else end)
    named = not kind or kind in ("html", "define") or kind.endswith("caption")
    return Read(end, () if named or not found["title"] else titled(found, "title"))


def _inline_image(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An image of Microsoft Learn in a sentence or a cell."""
    source, start, end = scanner.source, *found.span()
    before = source[source.rfind("\n", 0, start) + 1 : start]
    after = source[end : end + 1_000].partition("\n")[0]
    if not before.strip(" \t>") and not after.strip():
        return None
    return Read(end, attribute_texts(scanner, start, found[0]))


RULES = (
    Rule(
        "image-in-sentence",
        "Microsoft Learn",
        "https://learn.microsoft.com/en-us/contribute/content/markdown-reference#images",
        Shape.WORD,
        (":::image",),
        r":::image[ \t](?:[^\"\n:]|\"[^\"\n]*\")*:::",
        reads=_inline_image,
        guarded=True,
    ),
    Rule(
        "container",
        "Docusaurus, VuePress, VitePress, Pandoc, MyST, Microsoft Learn",
        "https://talk.commonmark.org/t/generic-directives-plugins-syntax/444",
        Shape.LINE,
        (":::",),
        _CONTAINER.pattern,
        reads=_container,
        guarded=True,
    ),
    Rule(
        "tabs",
        "GitLab",
        "https://docs.gitlab.com/development/documentation/styleguide/#tabs",
        Shape.LINE,
        ("::",),
        r"(?m:::(?:End)?Tabs[ \t]*$)",
        guarded=True,
    ),
    Rule(
        "container-after-comment",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-fenced_divs",
        Shape.LINE,
        ("<",),
        r"<!--[^\n]*?-->[ \t]*(?=:::)",
        ahead=r"!--[^\n]{0,300}-->[ \t]*:::",
        reads=_after_comment,
        where=_is_pandoc,
    ),
    Rule(
        "slide-box",
        "remark, xaringan",
        "https://github.com/gnab/remark/wiki/Markdown#content-classes",
        Shape.LINE,
        (".",),
        rf"(?m:{_CLASSES}\[[ \t]*$)",
        ahead=r"[\w.-]{1,100}\[[ \t]*(?:\n|\Z)",
        reads=_slide_box,
        where=_is_pandoc,
    ),
    Rule(
        "slide-box-end",
        "remark, xaringan",
        "https://github.com/gnab/remark/wiki/Markdown#content-classes",
        Shape.LINE,
        ("]",),
        r"(?m:\]++[ \t]*$)",
        ahead=r"\]{0,5}[ \t]*(?:\n|\Z)",
        reads=_end_of_slide_box,
        where=_is_pandoc,
    ),
    Rule(
        "slide-step",
        "remark, xaringan",
        "https://github.com/gnab/remark/wiki/Markdown#incremental-slides",
        Shape.LINE,
        ("--",),
        r"(?m:--[ \t]*$)",
        reads=_slide_step,
        where=_is_pandoc,
    ),
    Rule(
        "slide-class",
        "remark, xaringan",
        "https://github.com/gnab/remark/wiki/Markdown#content-classes",
        Shape.WORD,
        (".",),
        rf"(?<![\w.\]]){_CLASSES}\[(?=[^\]\s])",
        ahead=r"[A-Za-z][\w.-]{0,100}\[",
        reads=_slide_class,
        where=_is_pandoc,
    ),
    Rule(
        "admonition",
        "Python-Markdown, pymdownx.details, MkDocs",
        "https://python-markdown.github.io/extensions/admonition/",
        Shape.LINE,
        ("!!!", "???"),
        # A box that can be closed needs no type.
        r"(?m:(?:(?:!!!-?|\?\?\?[+-]?)[ \t]*[^\W\d_][\w |.:-]*?(?=[ \t]*$|[ \t]+\")"
        r"|\?\?\?[+-]?(?=[ \t]*\"))(?:[ \t]*\"(?P<title>[^\n]*)\")?[ \t]*$)",
        reads=_admonition,
        guarded=True,
    ),
    Rule(
        "tab",
        "pymdownx.tabbed, MkDocs Material",
        "https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/",
        Shape.LINE,
        ("===",),
        r"(?m:===[!+]{0,2}[ \t]*\"(?P<title>[^\n]*)\"[ \t]*$)",
        reads=_admonition,
        guarded=True,
    ),
    Rule(
        "block",
        "pymdownx.blocks",
        "https://facelessuser.github.io/pymdown-extensions/extensions/blocks/",
        Shape.LINE,
        ("///",),
        r"(?m:(?P<sign>/{3,})(?:[ \t]*(?P<type>[\w-]+))?(?:[ \t]*\|[ \t]*(?P<title>[^\n]*))?"
        r"[ \t]*$)",
        reads=_block,
        guarded=True,
    ),
)
