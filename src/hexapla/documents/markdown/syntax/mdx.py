"""MDX 3: JSX, expressions in braces, and modules. Components are also read in other Markdown."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import closing_line, inside_by, read_tag
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_BLANK = lazy_re(r"\n[ \t]*(?=\n|\Z)")
_WORDY = lazy_re(r"[^\W\d_]")


def _is_mdx(settings: Settings) -> bool:
    return settings.mdx


def _jsx(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A tag. In files that are not MDX only those that can't be HTML: with braces or a dot."""
    tag = read_tag(scanner.source, found.start(), scanner.braces)
    if tag is None:
        return None
    component = "." in tag.name or tag.name[:1].isupper()
    if not scanner.settings.mdx and not tag.braces and not component:
        return None
    if "://" in tag.name or (tag.name and tag.name[-1:] == ":"):
        return None
    texts = tuple(
        Text(start, end, "alt text" if name == "alt" else _kind(name), "attribute")
        for name, start, end in tag.values
        if name.lower() in scanner.settings.attributes
    )
    shown = _as_html(tag.end - found.start(), closes=tag.closes, alone=tag.alone)
    holds = 0 if tag.closes or tag.alone else inside_by(scanner.source, found.start(), tag.end)
    # Known to Markdown's parser as a tag, which finds the other one of its pair.
    return Read(tag.end, texts, shown=shown, holds=holds)


def _kind(name: str) -> str:
    return {"placeholder": "placeholder", "aria-label": "label", "label": "label"}.get(
        name, "title"
    )


def _as_html(length: int, *, closes: bool, alone: bool) -> str:
    """A tag of HTML that begins no block, with a length."""
    before, after = "</" if closes else "<", "/>" if alone else ">"
    room = length - len(before) - len(after)
    return f"{before}{'x' * room}{after}" if room > 0 else "x" * length


def _one_line(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An element that begins and ends on a line; what is in it is text."""
    source, start = scanner.source, found.start()
    end = closing_line(source, start)
    last = len(source[start:end].rstrip()) + start
    tag = read_tag(source, start, scanner.braces)
    if tag is None or tag.closes or tag.alone or tag.end >= last:
        return None
    if not scanner.settings.mdx and not (tag.name[:1].isupper() or "." in tag.name):
        return None
    closer = f"</{tag.name}>"
    if not source.startswith(closer, last - len(closer)):
        return None
    inner = source[tag.end : last - len(closer)]
    if f"</{tag.name}" in inner or not _WORDY.search(inner):
        return None
    texts = [
        Text(a, b, "title", "attribute")
        for name, a, b in tag.values
        if name.lower() in scanner.settings.attributes
    ]
    return Read(last, (*texts, Text(tag.end, last - len(closer), "paragraph")))


def _expression(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An expression in braces, of any depth."""
    end = scanner.braces.end(found.start())
    return Read(end) if end else None


def _comment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A comment in braces."""
    end = scanner.find("*/", found.end(), len(scanner.source))
    if end < 0:
        return Read(MAYBE)
    close = re.compile(r"\*/\s*\}").match(scanner.source, end)
    return Read(close.end()) if close else None


def _module(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Statements up to a blank line outside of their braces."""
    source, start = scanner.source, found.start()
    if start and source[start - 1] != "\n":
        return None
    at = start
    while True:
        blank = _BLANK.search(source, at)
        stop = blank.start() if blank else len(source)
        end = _goes_on(scanner, at, stop)
        if end == stop:
            return Read(stop)
        if not end:
            scanner.begun = min(scanner.begun, start)
            return Read(stop)
        at = end


def _goes_on(scanner: Scanner, start: int, stop: int) -> int:
    """The end of what begins between two offsets and is closed after them.

    That is a template or something in brackets; 0 if nothing closes it, and ``stop`` if there is
    no such thing.
    """
    at = start
    while True:
        found = _OPENING.search(scanner.source, at, stop)
        if found is None:
            return stop
        end = scanner.braces.end(found.end() - 1)
        if not end or end > stop:
            return end
        at = end


# A bracket, or the beginning of a template that is a value.
_OPENING = lazy_re(r"[{(\[]|(?:=>?|[:?+,])[ \t]*(?:[\w$.]+)?`")
_IMPORT = (
    r"import[ \t]+(?:[\w*{][\w*{}$,\s]{1,2000}?(?<=\s)from[ \t]+)?(?:\"[^\"\n]+\"|'[^'\n]+')"
    r"(?:[ \t]+(?:with|assert)[ \t]*\{[^{}\n]{0,200}\})?[ \t]*+(?:;[ \t]*+)?"
)
_EXPORT = (
    r"export[ \t]+(?:(?:const|let|var)[ \t]+(?:[\w$]+[ \t]*(?:=|:)|[{\[])"
    r"|default[ \t]++"
    r"(?:function|class|async|[({\[]|[\w$.]+[ \t]*(?:[;(]|$)|\(?[\w,\s]*+\)?[ \t]*+=>)"
    r"|(?:async[ \t]+)?function[ \t*]+[\w$]+[ \t]*\(|class[ \t]+[\w$]+|\{[\w\s,]{0,2000}\}"
    r"|\*(?:[ \t]+as[ \t]+\w+)?[ \t]+from[ \t]+[\"'])"
)

RULES = (
    Rule(
        "esm-import",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#esm",
        Shape.LINE,
        ("import",),
        rf"(?m:(?:{_IMPORT})+$)",
        reads=lambda scanner, found: _at_margin(scanner, found),
        guarded=True,
    ),
    Rule(
        "esm-export",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#esm",
        Shape.LINE,
        ("export",),
        rf"(?m:{_EXPORT})",
        reads=_module,
        guarded=True,
    ),
    Rule(
        "esm",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#esm",
        Shape.LINE,
        ("import ", "export ", "import{", "export{"),
        r"import|export",
        reads=_module,
        where=_is_mdx,
        guarded=True,
    ),
    Rule(
        "mdx-comment",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#markdown",
        Shape.TAG,
        ("{/*",),
        r"\{/\*",
        reads=_comment,
        apart=True,
        guarded=True,
    ),
    Rule(
        "mdx-expression",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#expressions",
        Shape.TAG,
        ("{",),
        r"\{",
        reads=_expression,
        where=_is_mdx,
        guarded=True,
    ),
    Rule(
        "mdx-code-block",
        "Docusaurus",
        "https://docusaurus.io/docs/markdown-features/react#markdown-and-jsx-interoperability",
        Shape.FENCE,
        ("```",),
        r"(?m:`{3,}mdx-code-block[ \t]*$)",
        reads=lambda scanner, found: Read(found.end()),
        where=_is_mdx,
    ),
    Rule(
        "jsx-line",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#jsx",
        Shape.LINE,
        ("<",),
        r"<(?=[A-Za-z>])",
        reads=_one_line,
    ),
    Rule(
        "jsx",
        "MDX",
        "https://mdxjs.com/docs/what-is-mdx/#jsx",
        Shape.TAG,
        ("<",),
        r"<(?=/?[A-Za-z]|/?>)",
        reads=_jsx,
    ),
)


def _at_margin(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A module's statement begins a line."""
    start = found.start()
    return Read(found.end()) if not start or scanner.source[start - 1] == "\n" else None
