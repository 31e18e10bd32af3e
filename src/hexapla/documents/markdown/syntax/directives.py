"""Directives and roles of MyST: their options, titles and bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.markdown.syntax.attributes import AMBIGUOUS
from hexapla.documents.markdown.syntax.rule import MAYBE, Piece, Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.markdown.syntax.words import is_phrase, is_prose, reads_like_text
from hexapla.lazy import lazy_re

__all__ = ["RULES", "read_directive", "titled"]

_LIST = lazy_re(r"(?<![ \t])[ \t]*+\{[^{}\n]*+(?:\{[^{}\n]*+\}[^{}\n]*+)*+\}[ \t]*+\Z")
# Lines of options right after a directive: fields, or YAML between dashes.
_OPTION = lazy_re(r"\n[ \t>]*:(?P<name>[\w-]+):[ \t]*(?P<value>[^\n]*\S)?[ \t]*(?=\n|\Z)")
_YAML = lazy_re(
    r"\n(?P<lead>[ \t]*)---[ \t]*\n(?P<yaml>(?:[^\n]*\n){0,80}?)(?P=lead)---[ \t]*(?=\n|\Z)"
)
# Directives whose content is not Markdown. As in docutils, capitals make no other name.
_VERBATIM = lazy_re(
    r"code\b|code-|math|mermaid|eval-rst|toctree|include\b|literalinclude|image|raw|bibliography"
    r"|csv-table|highlight|jupyter|tableofcontents|contents\b|parsed-literal|auto|py:|js:|c:|cpp:"
    r"|graphviz|plantuml|doctest|testcode|diagram|plot|thebe|margin-code|embed"
    r"|execute|substitution|default-role|role\b|sourcecode|prompt|terminal|uml|productionlist|glue(?!:figure)"
    r"|describe|index\Z|toc\Z|tags\Z|postlist|nb-",
    re.IGNORECASE,
)
# Directives in back-quotes whose content is Markdown; there others are names of languages.
_PROSE = lazy_re(
    r"(?:note|glue:figure|tip|hint|important|warning|caution|attention|danger|error|seealso|todo|admonition"
    r"|dropdown|topic|sidebar|margin|aside|figure|figure-md|card|card-header|card-footer"
    r"|card-carousel|grid|grid-item|grid-item-card|tab-set|tab-item|tabs?|group-tab|tabbed|toggle"
    r"|details"
    r"|versionadded|versionchanged|deprecated|versionremoved|epigraph|pull-quote|highlights|quote"
    r"|blockquote|exercise(?:-start|-end)?|solution(?:-start|-end)?|container|div|list-table|table"
    r"|only|rubric|centered|panels|button(?:-link|-ref)?|glossary|hlist|compound|line-block"
    r"|(?:prf|proof):[A-Za-z]+|proof|theorem|lemma|definition|example|remark|algorithm|block"
    r"|announcement|myst|myst-example|legend|caption|abstract|part|iframe|video|youtube"
    r"|admonitions:.*)\Z",
    re.IGNORECASE,
)
# Directives whose argument is no text.
_NAMED = lazy_re(
    r"(?:(?:glue:)?figure|figure-md|grid|tab-set|only|table-of|container|div|block|image|card-carousel"
    r"|grid-item|panels|exercise-start|exercise-end|solution|solution-start|solution-end|tabbed"
    r"|button.*|part|iframe|video|youtube)\Z",
    re.IGNORECASE,
)
# Directives whose content is not Markdown, but whose argument is text.
_TITLED = frozenset(["csv-table", "contents", "tableofcontents"])
# Directives whose argument begins with a version.
_VERSIONED = lazy_re(r"(?:version(?:added|changed|removed)|deprecated)\Z", re.IGNORECASE)
_VERSION = lazy_re(r"\S+[ \t]*")
_NESTED = lazy_re(r"(?m:^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{[A-Za-z])")
# How many columns the last line of a directive may be indented more than the first.
_DEEPER = 3
# What readers see in directives that are not read.
_UNREAD = {
    "csv-table": "tables of comma-separated values",
    "eval-rst": "reStructuredText",
    "parsed-literal": "parsed literal blocks",
}
# An entry of a table of contents with a title of its own, which may have brackets, too.
_ENTRY = lazy_re(r"(?m:^[ \t]*+([^\s:](?:[^\n]*[^\s])??)[ \t]*+<[^<\n]*>[ \t]*+$)")
_WORD = lazy_re(r"[^\W\d_]{2}")
# Colons that close a container on the line that opens it.
_CLOSING = lazy_re(r"(?:(?<!\s)\s++|(?<!:)):{3,}+\Z")
_DEFINITION = lazy_re(r"^[ \t]*:[ \t]", re.MULTILINE)
# The first of several entries in YAML.
_ITEMS = lazy_re(r"\s*\n[ \t>]*-[ \t]+[A-Za-z][\w-]*:[ \t]+\S")
_LINE = lazy_re(r"\n(?P<lead>[ \t]*)(?P<words>[^\n]*)")


def titled(found: re.Match[str], group: str) -> tuple[Text, ...]:
    """The text of a group, without attributes and the colons of a container after it."""
    shown = found[group] or ""
    attributes = _LIST.search(shown)
    words = shown[: attributes.start()] if attributes and attributes.start() else shown
    words = _CLOSING.sub("", words.rstrip())
    lead = len(words) - len(words.lstrip())
    start = found.start(group)
    if not any(map(str.isalpha, words)):
        return ()
    return (Text(start + lead, start + len(words)),)


def read_directive(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A directive: its first lines if its content is Markdown, else all of it.

    ``found`` has the groups ``name`` and ``rest``.
    """
    name = found["name"].lower()
    end, texts = _options(scanner, found.end())
    if not _VERBATIM.match(name):
        if not _PROSE.match(name) and _ITEMS.match(scanner.source, end):
            return _items(scanner, found, end, texts)
        if found[0].startswith(":"):
            colons = len(found[0]) - len(found[0].lstrip(":"))
            scanner.fences.container(found.start(), colons, closes=False)
        texts = [*_title(scanner, found), *texts]
        more = _terms(scanner, end, _close(scanner, found)[0]) if name == "glossary" else ()
        return Read(end, texts, more=more)
    start, last = _close(scanner, found)
    title = titled(found, "rest") if name in _TITLED else ()
    entries = _ENTRY.finditer(scanner.source, end, max(end, start)) if name == "toctree" else ()
    texts = [*title, *texts, *(Text(*entry.span(1)) for entry in entries)]
    return Read(max(end, last), texts, unread=_UNREAD.get(name, ""))


def _items(scanner: Scanner, found: re.Match[str], end: int, texts: Sequence[Text]) -> Read:
    """A directive of an extension whose content is a list of entries in YAML."""
    start, last = _close(scanner, found)
    content = Text(end + 1, max(start, end + 1), "entries", "yaml")
    return Read(max(end, last), [*texts, content])


def _fenced(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A directive in back-quotes, if its content is Markdown or something else in it is text."""
    name = found["name"]
    if _PROSE.match(name):
        return read_directive(scanner, found)
    if not _VERBATIM.match(name):
        return _unknown(scanner, found) if scanner.is_myst else None
    read = read_directive(scanner, found)
    return read if read and (read.texts or read.unread) else None


def _unknown(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A directive of an extension, or a chunk of code, according to its content."""
    start, end = found.end(), scanner.fence_end[0]
    first, _ = _options(scanner, start)
    lines = scanner.source[first:end].split("\n")
    begins = is_prose(next(filter(str.strip, lines), ""))
    items = _ITEMS.match(scanner.source, first)
    if begins or items or _NESTED.search(scanner.source, start, end):
        return read_directive(scanner, found)
    if any(map(reads_like_text, lines)):
        return Read(scanner.fence_end[1], unread=f"directives {found['name']!r}")
    return None


def _close(scanner: Scanner, found: re.Match[str]) -> tuple[int, int]:
    """Where the last line of a directive begins, after its indentation, and where it ends."""
    if not found[0].startswith(":"):
        return scanner.fence_end
    colons = len(found[0]) - len(found[0].lstrip(":"))
    source = scanner.source
    # Those of directives in the content of this one are indented more.
    column = found.start() - source.rfind("\n", 0, found.start()) - 1 + _DEEPER
    closer = lazy_re(rf"(?m:^[ \t>]{{0,{column}}}:{{{colons},}}[ \t]*$)")
    last = scanner.until(closer, found.end(), len(scanner.source))
    if last == MAYBE:
        scanner.begun = min(scanner.begun, found.start())
    end = max(last, found.end())
    return source.rfind("\n", 0, end) + 1 if last > 0 else end, end


def _title(scanner: Scanner, found: re.Match[str]) -> tuple[Text, ...]:
    """The text in the argument of a directive."""
    name = found["name"]
    if _NAMED.match(name):
        return ()
    texts = titled(found, "rest")
    if texts and found[0][0] != ":" and not _PROSE.match(name) and " " not in found["rest"].strip():
        return ()  # The directive isn't known, and its argument may be a name.
    if not texts or not _VERSIONED.match(name):
        return texts
    version = _VERSION.match(scanner.source, texts[0].start, texts[0].end)
    start = version.end() if version else texts[0].start
    return (Text(start, texts[0].end),) if start < texts[0].end else ()


def _options(scanner: Scanner, end: int) -> tuple[int, list[Text]]:
    """The end of the options after an offset, and the texts in them."""
    wanted = scanner.settings.attributes - AMBIGUOUS
    texts: list[Text] = []
    yaml = _YAML.match(scanner.source, end)
    if yaml:
        if any(f"{name}:" in yaml["yaml"] for name in wanted):
            texts.append(Text(*yaml.span("yaml"), place="yaml"))
        return yaml.end(), texts
    while option := _OPTION.match(scanner.source, end):
        end = option.end()
        if option["value"] and option["name"] in wanted and _WORD.search(option["value"]):
            kind = "alt text" if "alt" in option["name"] else "title"
            texts.append(Text(*option.span("value"), kind))
    return end, texts


def _terms(scanner: Scanner, start: int, end: int) -> tuple[Piece, ...]:
    """The terms of a glossary whose definitions are indented under them."""
    source = scanner.source
    if _DEFINITION.search(source, start, end):
        return ()
    lines = [line for line in _LINE.finditer(source, start, max(start, end - 1)) if line["words"]]
    margin = min((len(line["lead"]) for line in lines), default=0)
    return tuple(_term(line) for line in lines if len(line["lead"]) == margin)


def _term(line: re.Match[str]) -> Piece:
    text = Text(*line.span("words"), kind="term")
    return Piece(text.start, Read(text.end, (text,), item=True))


# ── roles ────────────────────────────────────────────────────────────────────────────────────

# Roles whose text is code or a name, also if it has a target.
_CODE_ROLE = lazy_re(
    r"(?:code|math|literal|raw|samp|kbd|file|eval|command|program|regexp|token|class|func|meth|mod"
    r"|attr|data|exc|obj|py|js|c|cpp|rst)\b"
)
# What is before a target and has no space is a name if it has one of these.
_NAME = lazy_re(r"[^\s/._()]*+[/._()]\S*+\Z")
# Roles whose text is a name that is looked up, or that another program reads.
_LOOKED_UP = lazy_re(
    r"(?:ref|numref|eqref|eq|doc|term|any|cite|footcite|download|option|envvar|keyword|index|pep|rfc"
    r"|abbr|math|menuselection|glue|subst|sub-ref|need|.*[-:](?:ref|numref|doc|term|cite))\b"
)
# Roles whose text is shown as it is written.
_WORDED_ROLE = lazy_re(
    r"(?:bdg.*|button|u|underline|del|delete|strike|ins|insert|smallcaps|sc|strong|emphasis|dfn"
    r"|guilabel)\Z"
)
_TARGET = lazy_re(r"(?<!\s)\s*+<[^<>]*>\Z")
_ABBREVIATION = lazy_re(r"[^()]*\(")


def _role(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A role. What it shows is text if it is written before a target, or in parentheses."""
    start, end = found.span("content")
    ticks = len(found["ticks"])
    name = found["name"]
    if _CODE_ROLE.match(name):
        return Read(found.end())
    target = _TARGET.search(scanner.source, start, end)
    last = target.start() if target else 0
    if not target and (_WORDED_ROLE.match(name) or _is_worded(name, found["content"])):
        last = end
    elif not target and name == "abbr" and scanner.source[end - 1] == ")":
        opening = _ABBREVIATION.match(scanner.source, start, end)
        start, last = (opening.end(), end - 1) if opening else (start, 0)
    last = max(start, last)
    if not _WORD.search(scanner.source, start, last) or _NAME.match(scanner.source, start, last):
        unknown = not target and not _LOOKED_UP.match(name) and is_phrase(found["content"], 2)
        return Read(found.end(), unread=f"roles {name!r}" if unknown else "")
    return Read(start, pair=(last, end + ticks), resume=end + ticks)


def _is_worded(name: str, content: str) -> bool:
    """Whether a role of an extension shows its text, which is a phrase."""
    return not _LOOKED_UP.match(name) and is_phrase(content)


def _is_not_mdx(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "role",
        "MyST",
        "https://myst-parser.readthedocs.io/en/latest/syntax/roles-and-directives.html#roles-an-in-line-extension-point",
        Shape.WORD,
        ("{",),
        r"\{(?P<name>[A-Za-z][\w:.+-]{0,60})\}(?P<ticks>`+)(?!`)"
        r"(?P<content>(?:(?!\n[ \t>]*\n)[^`]){1,500})(?<!`)(?P=ticks)(?!`)",
        reads=_role,
        where=_is_not_mdx,
        guarded=True,
    ),
    Rule(
        "fenced-directive",
        "MyST",
        "https://myst-parser.readthedocs.io/en/latest/syntax/roles-and-directives.html",
        Shape.FENCE,
        ("```", "~~~"),
        r"(?m:(?:`{3,}|~{3,})[ \t]*\{(?P<name>[A-Za-z][\w:.+-]*)\}(?P<rest>[^\n]*)$)",
        reads=_fenced,
        where=lambda settings: not settings.pandoc,
    ),
)
