"""Template tags and shortcodes: Liquid, Jinja, Nunjucks, Handlebars, ERB and Hugo."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.markdown.syntax.attributes import AMBIGUOUS
from hexapla.documents.markdown.syntax.matching import BEGINS_BLOCK, closing_line, inside_by
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.markdown.syntax.words import is_prose, reads_like_text
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

# Tags may span lines, but not a blank line or a code fence, and not more than 1000 characters.
# Backticks are only in strings.
_LINES = r"(?!\n[ \t]*(?:\n|```|~~~))"
_STRINGS = r"\"[^\"]{0,500}\"|'[^'\n]{0,500}'|`[^`]{0,500}`"
_INSIDE = rf"(?:(?:{_LINES}[^`]){{0,1000}}?|(?:{_LINES}(?>{_STRINGS}|[^`])){{0,1000}}?)"
_ONE_LINE = lazy_re(r"\{\{[^`\n]{0,500}?\}\}+")
# A macro with parameters over lines, in which strings may have line ends.
_CALL = lazy_re(
    r"\{\{-?\s*+[\w.]++\((?:\"(?:\\.|[^\"\\]){0,12000}+\"|'(?:\\.|[^'\\]){0,3000}+'"
    r"|\n(?![ \t]*\n)|[^\"'\n]){0,9000}?\)\s*+-?\}\}"
)
# What no value goes on over: a blank line, code, or a line that begins a block.
_BLOCK = lazy_re(rf"\n[ \t]*(?=\n|{BEGINS_BLOCK})")
_LONGEST = 20_000
# Block tags whose content is code. Their names are also those of shortcodes.
_CODE = "highlight|raw|verbatim|comment|code|mermaid|math|css|js|javascript|set|capture|schema"
# Plug-ins have others.
_OF_CODE = lazy_re(rf"{_CODE}|(?!end)\w*[cC]ode\w*")
# Those whose content readers may see, and how a notice names it.
_SHOWN = {
    "set": "blocks that set a variable",
    "capture": "blocks that set a variable",
    "raw": "raw blocks",
    "verbatim": "raw blocks",
}
# Tags that have values of a program.
_CONTROL = frozenset(
    ["assign", "case", "elif", "elsif", "extends", "for", "from", "if", "import", "macro", "set",
     "tablerow", "unless", "when", "with"]
)  # fmt: skip
# Tags between two texts only one of which readers see.
_BRANCHES = frozenset(["else", "elif", "elsif", "elseif", "when"])
# Those whose content is text without templates: code, or a whole article.
_AS_IT_IS = ("raw", "verbatim")
_END_OF_EXTENSION = lazy_re(r"\{:/(?:comment|nomarkdown)?\}")
_HEADING = lazy_re(r"[ ]{0,3}(?:#{1,6}[ \t]+\S|<h[1-6]\b)")
_PAGE = 3
_LIQUID = lazy_re(r"\{%-?\s*(\w+)([^%]*)")
_SHORTCODE = lazy_re(r"\{\{([<%])\s*+(/?)\s*+([\w./-]+)")
_ATTRIBUTE = lazy_re(r"(?<![\w-])-*+(\w[\w-]*+)\s*+=\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|`([^`\n]*)`)")
_PARAMETERS = lazy_re(
    r"(?<![\w.-])(\w[\w-]*+)\s*+=\s*+(?:\"([^\"\n]*)\"|'([^'\n]*)'(?=\s*[,)%}\n]|\s+[\w%}]))"
)
_UNNAMED = lazy_re(r"(?<=\s)\"((?:[^\"\\\n]|\\.)*)\"")
_STRING = lazy_re(r"=\s*\"([^\"]*)\"")
# A parameter of a tag, whose value may have blank lines.
_PARAMETER = r"[\w-]+\s*=\s*(?:\"(?:\\.|[^\"\\]){0,3000}+\"|'(?:\\.|[^'\\]){0,3000}+'|[^\s\"'%=]++)"
# Parameters that make what is in a shortcode code.
# What follows a shortcode on its line, and the next line with words, which is indented.
_INDENTED = lazy_re(r"[ \t]*\n(?:[ \t]*\n)*[ \t]+(?P<words>\S[^\n]*)")
# What holds the tabs of Docsy, which have text or code.
_PANE = lazy_re(r"\{\{[<%]\s*/?\s*tabpane\b[^{}\n]*")
_CODE_OPTION = lazy_re(r"\b(?:lang(?:uage)?\s*=|code\s*=\s*\"?true\b)")


def _liquid(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A tag, or all of a block whose content is code."""
    head = _LIQUID.match(found[0])
    name = head[1] if head else ""
    if not _OF_CODE.fullmatch(name) or (name == "set" and "=" in found[0]):
        closes = name.removeprefix("end") if name.startswith("end") else ""
        texts = () if name in _CONTROL else _parameters(scanner, found.start(), found[0])
        opens = "" if closes else name
        return Read(found.end(), texts, opens=opens, closes=closes, apart=name in _BRANCHES)
    closer = lazy_re(rf"\{{%-?\s*end{name}\s*-?%\}}")
    end = scanner.until(closer, found.end(), len(scanner.source))
    if end == MAYBE:
        return _unclosed(scanner, found)
    lines = scanner.source[found.end() : end].split("\n") if name in _SHOWN else ()
    if name in _AS_IT_IS and len(lines) > 1 and _is_page(lines):
        return Read(found.end(), opens=name)
    if name == "capture" and (_is_page(lines) or any(map(is_prose, lines))):
        return Read(found.end(), opens=name)
    shown = any(is_prose(line) or reads_like_text(line) for line in lines)
    unread = _SHOWN[name] if shown else ""
    return Read(max(end, found.end()), unread=unread)


def _including(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A tag that has its parameters on several lines."""
    if "\n" not in found[0]:
        return None
    texts = _parameters(scanner, found.start(), found[0])
    known = {(text.start, text.end) for text in texts}
    start = found.start()
    shown = any(
        reads_like_text(" ".join(one[1].split()))
        for one in _STRING.finditer(found[0])
        if (start + one.start(1), start + one.end(1)) not in known
    )
    return Read(found.end(), texts, unread="parameters of template tags" if shown else "")


def _parameters(scanner: Scanner, start: int, tag: str) -> tuple[Text, ...]:
    """The text in the parameters of a tag that puts something in: titles, captions and the like.

    Parameters: ``tag`` is the tag, which begins at ``start``. Liquid has no escapes in strings. One
    word may be the name of something.
    """
    pairs = _PARAMETERS.finditer(tag) if "=" in tag else ()
    return tuple(
        Text(start + one.start(group), start + one.end(group), _kind(one[1]), "attribute")
        for one, group in ((one, one.lastindex or 2) for one in pairs)
        if one[1].lower() in scanner.settings.attributes
        and any(map(str.isalpha, one[group]))
        and (" " in one[group] or one[1].lower() not in AMBIGUOUS)
        and not {"{", "\\"} & set(one[group])
    )


def _is_page(lines: Sequence[str]) -> bool:
    """Whether lines are a part of an article with headings or several lines of prose."""
    return any(map(_HEADING.match, lines)) or sum(map(is_prose, lines)) >= _PAGE


def _unclosed(scanner: Scanner, found: re.Match[str]) -> Read:
    """The tag alone; more text could close it."""
    scanner.begun = min(scanner.begun, found.start())
    return Read(found.end())


def _shortcode(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A shortcode, or all of one whose content is code; titles and captions in it are text.

    One that is shown as it is written has stars: `{{</* x */>}}`.
    """
    head = _SHORTCODE.match(found[0])
    if head is None or found[0].startswith("/*", 3):
        return Read(found.end())
    name, inner = head[3], found[0]
    if head[2]:
        return Read(found.end(), closes=name)
    texts = _shortcode_texts(scanner, found, name)
    if _is_code(scanner, name, found) and not inner.rstrip("}>%").endswith("/"):
        closer = lazy_re(rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\s*[>%]\}}\}}")
        end = scanner.until(closer, found.end(), len(scanner.source))
        if end == MAYBE:
            scanner.begun = min(scanner.begun, found.start())
        return Read(end if end > 0 else found.end(), texts)
    line = _line(scanner, found, name)
    if line is not None:
        text = Text(found.end(), line.start(), "paragraph")
        return Read(line.end(), (*texts, text) if text.start < text.end else texts)
    return Read(found.end(), texts, opens=name, holds=_held(scanner, found, name))


def _held(scanner: Scanner, found: re.Match[str], name: str) -> int:
    """By how many columns the text in a shortcode with lines of its own is indented; 0 if it isn't.

    It is no code: Hugo doesn't read what is between shortcodes as a part of the page.
    """
    source, start = scanner.source, found.start()
    shown = not text_before(source, start).strip(" \t") and found[0].startswith("{{<")
    line = _INDENTED.match(source, found.end()) if shown else None
    words = line["words"] if line else ""
    if not (is_prose(words) or words.startswith("{{<") or not words.isascii()):
        return 0
    closer = lazy_re(rf"\{{\{{<\s*/\s*{re.escape(name)}\s*>\}}\}}")
    closed = scanner.until(closer, found.end(), len(source)) > 0
    return max(inside_by(source, start, found.end()), 0) if closed else 0


def _line(scanner: Scanner, found: re.Match[str], name: str) -> re.Match[str] | None:
    """What closes a shortcode that has its line to itself, next to another one: tabs in a box."""
    source = scanner.source
    lead = text_before(source, found.start())
    if lead.strip(" \t>"):
        return None
    first, last = found.start() - len(lead), closing_line(source, found.start())
    if found.end() > last:
        return None
    closer = lazy_re(rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\s*[>%]\}}\}}(?=[ \t]*(?:\n|\Z))")
    close = closer.search(source, found.end(), last)
    if close is None or "{{" in source[found.end() : close.start()]:
        return None
    before = source[source.rfind("\n", 0, max(first - 1, 0)) + 1 : max(first - 1, 0)]
    after = source[last + 1 : closing_line(source, min(last + 1, len(source)))]
    around = [one.strip(" \t>") for one in (before, after)]
    alone = all(not one or one.startswith("{{") for one in around) and any(around)
    return close if alone else None


def _shortcode_texts(scanner: Scanner, found: re.Match[str], name: str) -> tuple[Text, ...]:
    """The titles and captions in a shortcode, also those that have no name."""
    start, inner = found.start(), found[0]
    wanted = scanner.settings
    unnamed = _UNNAMED.finditer(inner) if name in wanted.positional else ()
    texts = [Text(start + one.start(1), start + one.end(1), "title", "title") for one in unnamed]
    texts += (
        Text(start + one.start(group), start + one.end(group), _kind(one[1]), "title")
        for one, group in ((one, one.lastindex or 2) for one in _ATTRIBUTE.finditer(inner))
        if one[1].lower() in wanted.attributes
    )
    shown = (one for one in texts if any(map(str.isalpha, scanner.source[one.start : one.end])))
    return tuple(sorted(shown, key=lambda text: text.start))


def _value(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A value: its braces match outside of strings, or it ends on its line."""
    start = found.start()
    end = scanner.braces.end(start)
    if not end and len(scanner.source) - start < _LONGEST:
        scanner.begun = min(scanner.begun, start)
    whole = 0 < end - start < _LONGEST and scanner.source.endswith("}}", start + 4, end)
    if not whole or _BLOCK.search(scanner.source, start, end):
        begins = not text_before(scanner.source, start).strip(" \t>")
        call = _CALL.match(scanner.source, start) if begins else None
        line = _ONE_LINE.match(scanner.source, start) or call
        end = line.end() if line else 0
    return Read(end, _parameters(scanner, start, scanner.source[start:end])) if end else None


def _extension(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A comment, or text that kramdown leaves to another program, up to the end of it."""
    end = scanner.until(_END_OF_EXTENSION, found.end(), len(scanner.source))
    if end <= 0:
        return Read(MAYBE) if end else None
    lines = scanner.source[found.end() : end].split("\n") if found["name"] != "comment" else ()
    shown = any(is_prose(line) or reads_like_text(line) for line in lines)
    return Read(end, unread="raw blocks" if shown else "")


def _kind(name: str) -> str:
    return "alt text" if name.lower() == "alt" else "title"


def _is_code(scanner: Scanner, name: str, found: re.Match[str]) -> bool:
    if name in scanner.settings.verbatim:
        return True
    if not _CODE_OPTION.search(found[0]):
        return False
    panes = _PANE.findall(scanner.source, max(0, found.start() - _LONGEST), found.start())
    return not panes or "text=true" not in panes[-1]


RULES = (
    Rule(
        "hugo-shortcode",
        "Hugo",
        "https://gohugo.io/content-management/shortcodes/",
        Shape.TAG,
        ("{{<", "{{%"),
        rf"\{{\{{[<%]{_INSIDE}[>%]\}}\}}",
        reads=_shortcode,
        guarded=True,
    ),
    Rule(
        "template-value",
        "Liquid, Jinja, Nunjucks, Handlebars, mkdocs-macros",
        "https://shopify.github.io/liquid/basics/introduction/",
        Shape.TAG,
        ("{{",),
        r"\{\{",
        reads=_value,
        guarded=True,
    ),
    Rule(
        "template-tag-over-lines",
        "Liquid, Jinja, Nunjucks",
        "https://jekyllrb.com/docs/includes/#passing-parameters-to-includes",
        Shape.TAG,
        ("{%",),
        rf"\{{%-?[ \t]*(?:\w+[^\n%{{}}\"'=]{{0,300}}\n\s*"
        rf"|(?:include\w*+|render)(?:[ \t]+[^\s%{{}}\"'=]++(?!\S))*+\s+)"
        rf"(?:{_PARAMETER}\s*+)++-?%\}}",
        reads=_including,
        silent=True,
        guarded=True,
    ),
    Rule(
        "template-tag",
        "Liquid, Jinja, Nunjucks",
        "https://jinja.palletsprojects.com/templates/",
        Shape.TAG,
        ("{%",),
        rf"\{{%{_INSIDE}%\}}",
        reads=_liquid,
        ordered=True,
        silent=True,
        guarded=True,
    ),
    Rule(
        "template-comment",
        "Jinja, Nunjucks",
        "https://jinja.palletsprojects.com/templates/#comments",
        Shape.TAG,
        ("{#",),
        rf"\{{\#{_INSIDE}\#\}}",
        apart=True,
        guarded=True,
    ),
    Rule(
        "kramdown-extension",
        "kramdown, Jekyll",
        "https://kramdown.gettalong.org/syntax.html#extensions",
        Shape.TAG,
        ("{::comment", "{::nomarkdown"),
        r"\{::(?P<name>comment|nomarkdown)\b[^{}\n]{0,200}(?<!/)\}",
        reads=_extension,
        guarded=True,
    ),
    Rule(
        "erb",
        "ERB, EJS, Middleman, Eleventy",
        "https://docs.ruby-lang.org/en/master/ERB.html",
        Shape.TAG,
        ("<%",),
        rf"<%{_INSIDE}%>",
        guarded=True,
    ),
)
