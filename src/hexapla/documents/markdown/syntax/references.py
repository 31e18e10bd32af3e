"""Words that refer to something: emoji, keys, citations, roles, mentions; and other signs."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.attributes import attribute_texts
from hexapla.documents.markdown.syntax.matching import TEXT_LINE, closing_bracket
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

# "…" stands for a name that was left out.
_NAME = r"(?:[^\W\d_][^:`\n]{0,60}|…)"
_FIELD = lazy_re(rf"[ \t>]*:{_NAME}:(?:[ \t]|$)", re.MULTILINE)
# Names of fields that programs read.
_KEY_WORDS = lazy_re(r"(?:param|type|raises|return|rtype|var|ivar|cvar|keyword|arg|meta)\b")
_KEY = r"(?:[\w-]+|\"[^\"\n]{1,40}\"|'[^'\n]{1,40}')"
_QUOTED = r"(?:\"[^\"<>\n]*+\"|'[^'<>\n]*+')"
# An attribute with its value, or a name alone.
_PROPERTY = rf"[\w:@.-]++(?:\s*+=\s*+(?:{_QUOTED}|[^\s\"'<>=]++))?"
# A line end in a paragraph.
_NEXT_LINE = r"\n(?![ \t>]*\n)"
_MARKERS = lazy_re(r"[ \t>]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)*+\Z")
# Where in a work something is.
_LOCATOR = (
    r"(?:pp?|chaps?|ch|secs?|vols?|figs?|bks?|cols?|fols?|nn?|nos?|ll?|op|pts?|para|v|vv|s\.v)\."
    r"[ \t]|(?:page|chapter|section|volume|figure|book|line|note|part|verse)s?[ \t]+\w|[\d§¶]"
)
# How far before a comment the beginning of an image is looked for.
_FAR = 2_000
# Signs in a key are followed by letters or digits.
_KEYED = r"[^\W_](?:\w|[:.#$%+?~=-](?=\w)|/(?=[\w/])|:(?=/))*"
_CITED = r"@(?:\{[^{}\s]+\}|[\w*][\w:.#$%&+?<>~/-]*)"


# The sets of icons of MkDocs Material.
_PART = lazy_re(r"[A-Z]\w*:")
_ICONS = r":(?:fontawesome|lucide|material|octicons|simple)-"
_ICON = lazy_re(_ICONS)


_LONG_WORD = lazy_re(r"[^\W\d_]{3}")


def _in_brackets(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A comment on its own line in the words of an image, or in a note.

    To CommonMark it ends the paragraph, so that there is no image.
    """
    source, start = scanner.source, found.start()
    closes = scanner.find("-->", found.end(), scanner.blank_line(start))
    if closes < 0 or text_before(source, start).strip(" \t>"):
        return None
    end = closes + len("-->")
    image = source.rfind("![", max(0, start - _FAR), start)
    note = source.rfind("^[", max(0, start - _FAR), start)
    if image >= 0:
        close = closing_bracket(source, image + 1, scanner.blank_line(image))
        if close > start and source.startswith("(", close):
            return Read(end)
    if note >= 0 and closing_bracket(source, note + 1, scanner.blank_line(note)) > start:
        return Read(end)
    return None


def _citation(_: Scanner, found: re.Match[str]) -> Read:
    """A citation. Words before it, as in "see", are not translated."""
    before = found[0].partition("@")[0]
    return Read(found.end(), unread="words in citations" if _LONG_WORD.search(before) else "")


def _emoji(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A name between colons that is no part of a time, a ratio or an address."""
    before = scanner.source[found.start() - 1 : found.start()] if found.start() else ""
    part = (before.isascii() and before.isalnum()) or before in (":", "/", "_")
    # Between others, a name may be one of several parts.
    part = part or (bool(before.strip()) and _PART.match(scanner.source, found.end()) is not None)
    return None if part and not _ICON.match(found[0]) else Read(found.end())


def _mention(scanner: Scanner, found: re.Match[str]) -> Read | None:
    before = scanner.source[found.start() - 1 : found.start()] if found.start() else ""
    return (
        None if before.isalnum() or before in ("@", ".", "/", "_", "&", "#") else Read(found.end())
    )


def _number_first(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The number of an issue that begins a block, which Python-Markdown makes a heading of."""
    start = found.start()
    lead = text_before(scanner.source, start)
    return Read(found.end()) if _MARKERS.match(lead) else None


def _field(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A line of a list of fields, if there is another one before or after it."""
    source, start = scanner.source, found.start()
    first = source.rfind("\n", 0, start) + 1
    before = source[source.rfind("\n", 0, max(first - 1, 0)) + 1 : first]
    after = source[found.end() + 1 : found.end() + 200]
    alone = not (_FIELD.match(before) or _FIELD.match(after))
    if alone and before.strip(" \t>\n"):
        scanner.begun = min(scanner.begun, start)
    name = found["name"]
    shown = (" " in name or name[0].isupper()) and not _KEY_WORDS.match(name)
    sure = shown or name == "…" or before.strip(" \t>\n")
    if alone and not (sure and scanner.is_myst):
        return None
    texts = [Text(*found.span("name"), "term")] if shown else []
    end = found.end()
    if found["words"]:
        while (line := TEXT_LINE.match(source, end)) and not _FIELD.match(source, end + 1):
            end = line.end()
        texts.append(Text(found.start("words"), end, "paragraph"))
    return Read(end, texts)


def _of_vue(scanner: Scanner, found: re.Match[str]) -> Read:
    """A tag with attributes of Vue that no tag of Markdown has."""
    return Read(found.end(), attribute_texts(scanner, found.start(), found[0]))


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "field",
        "MyST, reStructuredText",
        "https://myst-parser.readthedocs.io/en/latest/syntax/optional.html#field-lists",
        Shape.LINE,
        (":",),
        rf"(?m::(?P<name>{_NAME}):(?:[ \t]+(?P<words>[^\n]*\S))?[ \t]*$)",
        reads=_field,
    ),
    Rule(
        "loose-tag",
        "Pandoc, kramdown, browsers",
        # CommonMark wants a space between two attributes.
        "https://html.spec.whatwg.org/multipage/parsing.html#parse-error-missing-whitespace-between-attributes",
        Shape.WORD,
        ("<",),
        rf"<[A-Za-z][\w-]*+(?:\s++{_PROPERTY})*+(?<=[\"'])[A-Za-z][^<>\"'\n]*+"
        rf"(?:{_QUOTED}[^<>\"'\n]*+)*+>",
        ahead=r"[A-Za-z][^<>\n]{0,500}[\"'][A-Za-z]",
        where=_is_markdown,
    ),
    Rule(
        "tag-of-vue",
        "VitePress, VuePress",
        "https://vitepress.dev/guide/using-vue",
        Shape.WORD,
        ("<",),
        rf"<[A-Za-z][\w.-]*+(?:\s++(?![@#]){_PROPERTY})*+\s++[@#]{_PROPERTY}"
        rf"(?:\s++[@#]?{_PROPERTY})*+\s*+/?>",
        ahead=r"[A-Za-z][^<>\n]{0,300}\s[@#][a-z]",
        reads=_of_vue,
        where=_is_markdown,
    ),
    Rule(
        "name-in-angle-brackets",
        "Pandoc, any",
        "https://pandoc.org/MANUAL.html#raw-html",
        Shape.ATOM,
        ("<",),
        # No tag to CommonMark: `Result<T,E>`.
        r"(?<!\\)<(?:[A-Za-z][A-Za-z0-9-]*_[\w-]*|[A-Za-z][\w.:-]*[,*?\[\](){};+!#$%~^][^\s<>@\"'=`/]*)>",
    ),
    Rule(
        "hardware-address",
        "any",
        "https://standards.ieee.org/products-programs/regauth/",
        Shape.ATOM,
        (":",),
        r"\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){4,7}\b",
    ),
    Rule(
        "bar-between-cells",
        "kramdown",
        "https://kramdown.gettalong.org/syntax.html#tables",
        Shape.ATOM,
        ("|",),
        r"(?<=\ )\|(?=\ )",
        apart=True,
    ),
    Rule(
        "bar",
        "kramdown",
        # Each line with one is a row of a table.
        "https://kramdown.gettalong.org/syntax.html#tables",
        Shape.ATOM,
        ("|",),
        r"(?<!\\)\|",
    ),
    Rule(
        "printf",
        "any",
        "https://docs.python.org/3/library/stdtypes.html#old-string-formatting",
        Shape.ATOM,
        ("%",),
        r"%(?:\(\w+\))?[sd]\b",
    ),
    Rule(
        "rst-role",
        "reStructuredText, Sphinx",
        "https://docutils.sourceforge.io/docs/ref/rst/roles.html",
        Shape.WORD,
        (":",),
        r":[A-Za-z][\w+.-]*(?::[A-Za-z][\w+.-]*)*:`[^`\n]+`",
        ahead=r"[\w+.-]+:",
    ),
    Rule(
        "emoji",
        "GitHub, MkDocs Material, Hugo, Jekyll (jemoji)",
        "https://github.com/ikatyang/emoji-cheat-sheet",
        Shape.WORD,
        (":",),
        rf":(?:[a-z0-9_+-]{{0,60}}[a-z][a-z0-9_+-]{{0,60}}|[+-]1|100|1234):"
        rf"(?![a-z0-9_`]|//|(?!{_ICONS}):)",
        ahead=r"[\w+-]+:",
        reads=_emoji,
        silent=True,
        guarded=True,
    ),
    Rule(
        "footnote",
        "GFM, Pandoc, Python-Markdown",
        "https://pandoc.org/MANUAL.html#footnotes",
        Shape.WORD,
        ("[^",),
        r"\[\^[^\]\s]{1,100}\](?!:)",
        silent=True,
    ),
    Rule(
        "citation",
        "Pandoc, Quarto, MyST",
        "https://pandoc.org/MANUAL.html#citation-syntax",
        Shape.WORD,
        ("[",),
        rf"\[(?:(?:[^\[\]@\n]|{_NEXT_LINE}){{0,200}}[ \n;]|-)?-?{_CITED}"
        rf"(?:[^\[\]\n]|{_NEXT_LINE}){{0,500}}\](?![(\[:])",
        ahead=r"[^\]]{0,300}?@",
        reads=_citation,
        silent=True,
    ),
    Rule(
        "textual-citation",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#citation-syntax",
        Shape.WORD,
        ("@",),
        rf"@(?:\{{[^{{}}\s]+\}}|{_KEYED})(?:[ \t]|{_NEXT_LINE}[ \t>]*)?"
        rf"\[(?:-?@|{_LOCATOR})(?:[^\[\]\n]|{_NEXT_LINE}){{0,300}}\](?![(\[:{{])",
        reads=_mention,
        guarded=True,
    ),
    Rule(
        "mention",
        "GitHub, GitLab, Pandoc, Quarto",
        "https://docs.github.com/en/get-started/writing-on-github",
        Shape.WORD,
        ("@",),
        rf"@(?:\{{[^{{}}\s]+\}}|\{{\{{[^{{}}\n]+\}}\}}|{_KEYED}|\*)",
        reads=_mention,
        guarded=True,
    ),
    Rule(
        "hashtag",
        "Obsidian, social networks",
        "https://help.obsidian.md/tags",
        Shape.WORD,
        ("#",),
        r"#(?=\w*[A-Za-z])[\w/-]*\w",
        ahead=r"\w",
        reads=_mention,
    ),
    Rule(
        "number-first",
        "GitHub, Python-Markdown",
        "https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls",
        Shape.WORD,
        ("#",),
        r"#\d++(?![\w#])",
        ahead=r"\d",
        reads=_number_first,
        apart=True,
    ),
    Rule(
        "bookdown-reference",
        "bookdown",
        "https://bookdown.org/yihui/bookdown/cross-references.html",
        Shape.WORD,
        ("\\@", "\\\\@"),
        r"\\{1,2}@ref\([^()\s]+\)",
    ),
    Rule(
        "comment-in-brackets",
        "Pandoc, Manubot",
        "https://pandoc.org/MANUAL.html#images",
        Shape.WORD,
        ("<!--",),
        r"<!--",
        reads=_in_brackets,
        silent=True,
        where=_is_markdown,
    ),
    Rule(
        "bookdown-label",
        "bookdown",
        "https://bookdown.org/yihui/bookdown/tables.html",
        Shape.WORD,
        ("(\\#",),
        r"\(\\#[\w:.-]+\)",
        apart=True,
    ),
    Rule(
        "r-expression",
        "R Markdown, bookdown, Quarto",
        "https://bookdown.org/yihui/rmarkdown/r-code.html",
        Shape.TAG,
        ("`r ",),
        r"`r [^`]{1,1000}`",
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "keys",
        "pymdownx.keys",
        "https://facelessuser.github.io/pymdown-extensions/extensions/keys/",
        Shape.WORD,
        ("++",),
        rf"\+\+{_KEY}(?:\+{_KEY}){{0,8}}\+\+(?!\+)",
        guarded=True,
    ),
)
