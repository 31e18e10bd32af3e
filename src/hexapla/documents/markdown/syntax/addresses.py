"""Addresses in sentences, of links and of definitions, also as only some programs read them."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_OF_ADDRESS = r"[^\s<>`\"'()\[\]{}*]{0,500}"
# Signs in an address of its own that would be markup elsewhere: templates, and stars in paths.
_SIGN = r"(?:\{[{%<][^{}\n`]{0,200}\}+|\{[^{}\s`]{1,100}\}|\*(?=[/.&=]))"
# How far before its address the words of a link are looked for.
_FAR = 2_000
# A value of a template in an address.
_VALUE = r"\{[{%][^{}\n]{1,200}[%}]\}"
# A function with its parameters in an address, with escapes or without.
_CALL = r"(?<=[\w\\])\((?=[^()\s]{0,200} )[\w, .\[\]\\]{1,200}\)"
# A piece of an address: quotation marks and parentheses are inside it.
_PIECE = (
    rf"(?:[^\s()<>{{}}\"']|\([^\s()]{{1,200}}\)(?=[^\s()])|{_VALUE})"
    rf"(?:[^\s()<>{{}}\"]|\([^\s()]{{1,200}}\)|{_CALL}|{_VALUE}){{0,500}}"
)
_BLANKS = r"[ \t]+"
# White space with one line end.
_GAP = r"(?:[ \t]+(?:\n[ \t>]*)?|\n[ \t>]*(?!\n))"
_WHITE = lazy_re(r"\s")
# A heading, a definition, a rule, or a fence.
_NO_PARAGRAPH = lazy_re(
    r"[ \t>]*(?:#{1,6}[ \t]|\[[^\]\n]+\]:|(?:[-*_=][ \t]*){3,}$|`{3}|~{3}|:{3}|<|\{)"
)
# What words after a colon hardly ever have.
_IN_ADDRESS = lazy_re(r"[\w)\]]?[/#]\w|://|\w@\w|\w\.\w{2,5}(?=#|\Z)")


def _spaced(gap: str) -> str:
    """A pattern for an address with gaps in it, and the title after it."""
    return (
        rf"(?P<address>{_PIECE}(?:{gap}{_PIECE}){{0,20}})"
        r"(?:\s+(?:\"(?P<title>[^\"\n]*)\"|'(?P<other>[^'\n]*)'))?"
    )


def _with_spaces(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An address with spaces, which Pandoc, kramdown and Python-Markdown read.

    Markdown's parser sees none.
    """
    source, start = scanner.source, found.start()
    address = found["address"]
    if not _WHITE.search(address):
        return None
    if source.startswith("]", start):
        opening = source.rfind("[", max(0, start - _FAR), start)
        if opening < 0 or scanner.blank_line(opening) < start:
            return None
    sure = scanner.settings.pandoc or source.startswith("](", start)
    if not (sure or _IN_ADDRESS.search(address)):
        return None
    a, b = (at - start for at in found.span("address"))
    shown = found[0][:a] + _WHITE.sub("_", found[0][a:b]) + found[0][b:]
    title = "title" if found["title"] else "other" if found["other"] else ""
    # Markdown's parser reads the title, too.
    return Read(
        found.end(), [Text(*found.span(title), place="title")] if title else (), shown=shown
    )


def _of_no_link(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An address that isn't that of a link, which Markdown's parser reads."""
    before = scanner.source[max(0, found.start() - 2) : found.start()]
    return None if before.endswith(("](", "<", '"', "'", "=")) else Read(found.end())


def _in_paragraph(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A definition right after a line of text, which is a part of that paragraph to CommonMark."""
    first = scanner.source.rfind("\n", 0, found.start()) + 1
    before = scanner.source[
        scanner.source.rfind("\n", 0, max(first - 1, 0)) + 1 : max(first - 1, 0)
    ]
    if not before.strip(" \t>") or _NO_PARAGRAPH.match(before):
        return None
    if not found["address"] and found["label"].casefold() not in scanner.referred:
        return None
    texts = [Text(*found.span("words"), "title", "title")] if found["words"] else []
    return Read(found.end(), texts, defines=found["label"])


def _undefined(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """An address in brackets that isn't the label of a link."""
    return None if found[0][1:-1].casefold() in scanner.labels else Read(found.end())


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "address",
        "GFM, linkify",
        "https://github.github.com/gfm/#autolinks-extension-",
        Shape.ATOM,
        ("http://", "https://", "ftp://", "www."),
        r"(?:https?://|ftp://|www\.)[^\s<>`]*[^\s<>`?!.,:*_~'\")\]]",
    ),
    Rule(
        "mail-address",
        "GFM, linkify",
        "https://github.github.com/gfm/#extended-email-autolink",
        Shape.ATOM,
        ("@",),
        r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b",
    ),
    Rule(
        "address-in-brackets",
        "GFM, linkify",
        # No link: a bracket is before it.
        "https://github.github.com/gfm/#autolinks-extension-",
        Shape.WORD,
        ("[http",),
        r"\[https?://[^\s<>\[\]()`]+\](?![\[(:{])",
        reads=_undefined,
        where=_is_markdown,
    ),
    Rule(
        "address-with-signs",
        "GFM, linkify; Hugo, Liquid, Jinja",
        "https://github.github.com/gfm/#autolinks-extension-",
        Shape.WORD,
        ("http",),
        rf"https?://(?:{_OF_ADDRESS}{_SIGN})++(?:{_OF_ADDRESS}(?<=[\w/])(?:\*(?=\s))?)?",
        ahead=rf"ttps?://{_OF_ADDRESS}{_SIGN}",
        reads=_of_no_link,
    ),
    Rule(
        "address-with-dollars",
        "any",
        "https://spec.commonmark.org/0.31.2/#link-destination",
        Shape.WORD,
        ("](", "<http"),
        r"(?:\]\([^()\s$]*\$[^()\s]*\)|<https?://[^<>\s$]*\$[^<>\s]*>)",
        ahead=r"(?:\([^()\s$]*|https?://[^<>\s$]*)\$",
        reads=lambda _, found: Read(found.end(), shown=found[0].replace("$", "S")),
    ),
    Rule(
        "address-with-escape",
        "kramdown",
        # An escaped parenthesis closes another one there.
        "https://kramdown.gettalong.org/syntax.html#inline-links",
        Shape.WORD,
        ("](",),
        r"\]\([^\s()\\]*\([^\s()\\]*\\\)[^\s()\\]*\)",
        ahead=r"\([^\s()\\]*\([^\s()\\]*\\\)",
        reads=lambda _, found: Read(found.end(), shown=found[0].replace("\\)", "x)")),
        where=_is_markdown,
    ),
    Rule(
        "address-with-spaces",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#inline-links",
        Shape.WORD,
        ("](",),
        rf"\]\([ \t]*{_spaced(_GAP)}[ \t]*\)",
        ahead=r"\((?:\{[^{}\n]{1,200}\}|[^\s()]|(?<=[\w\\])\()+\s",
        reads=_with_spaces,
        where=_is_markdown,
    ),
    Rule(
        "address-with-link",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#inline-links",
        Shape.WORD,
        ("]([",),
        r"\]\(\[[^\[\]\n]{1,200}\]\([^\s()]{1,500}\)\)",
        reads=lambda _, found: Read(found.end(), shown=f"]({'x' * (len(found[0]) - 3)})"),
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "definition-with-spaces",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#reference-links",
        Shape.MARKER,
        ("[",),
        rf"(?m:\[(?!\^)[^\[\]\n]{{1,200}}\]:[ \t]+{_spaced(_BLANKS)}[ \t]*$)",
        ahead=r"[^\[\]\n]{1,200}\]:[ \t]+\S+[ \t]",
        reads=_with_spaces,
        where=_is_markdown,
    ),
    Rule(
        "definition-in-paragraph",
        "Python-Markdown",
        "https://python-markdown.github.io/",
        Shape.LINE,
        ("[",),
        r"(?m:\[(?P<label>[^\^\[\]\n][^\[\]\n]{0,100})\]:[ \t]*"
        r"(?:(?P<address><[^<>\n]+>|https?://\S+|\.{0,2}/\S*|\#\S+)|[^\s<>\[\]]+)"
        r"(?:[ \t]+(?P<sign>[\"'])(?P<words>[^\"'\n]*)(?P=sign))?[ \t]*$)",
        ahead=r"[^\[\]\n]{1,101}\]:[ \t]*\S+[ \t]*(?:[\n\"']|\Z)",
        reads=_in_paragraph,
        where=_is_markdown,
    ),
)
