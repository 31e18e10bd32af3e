"""Containers, admonitions and directives: lines that open and close a box around Markdown."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import indented_after
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_ATTRIBUTE = lazy_re(r"([\w-]+)[ \t]*=[ \t]*\"([^\"\n]*)\"")
_LIST = lazy_re(r"[ \t]*\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}[ \t]*\Z")
# Lines of options right after a directive: fields, or YAML between dashes.
_OPTION = lazy_re(r"\n[ \t>]*:(?P<name>[\w-]+):(?:[ \t]+(?P<value>[^\n]*\S))?[ \t]*(?=\n|\Z)")
_YAML = lazy_re(r"\n[ \t>]*---[ \t]*\n(?:[^\n]*\n){0,40}?[ \t>]*---[ \t]*(?=\n|\Z)")
_BLOCK_OPTION = lazy_re(r"\n[ \t>]{4,}[\w-]+:[^\n]*")
# Options that may be text; a label is a name here.
_WORDED = frozenset(["alt", "caption", "description", "title"])
# Directives whose content is not Markdown.
_VERBATIM = (
    r"code\b|code-|math|mermaid|eval-rst|toctree|include\b|literalinclude|image|raw|bibliography|csv-table"
    r"|highlight|jupyter|tableofcontents|contents\b|parsed-literal|auto|py:|js:|c:|cpp:|graphviz"
    r"|plantuml|iframe|video|youtube|doctest|testcode|diagram|plot|thebe|margin-code|embed|execute"
    r"|substitution|default-role|role\b|sourcecode|prompt|terminal|uml|productionlist|glue|describe"
)
# Directives in back-quotes whose content is Markdown; there others are names of languages.
_PROSE = (
    r"note|tip|hint|important|warning|caution|attention|danger|error|seealso|todo|admonition|dropdown"
    r"|topic|sidebar|margin|aside|figure|figure-md|card|card-header|card-footer|card-carousel|grid"
    r"|grid-item|grid-item-card|tab-set|tab-item|tabbed|details|versionadded|versionchanged|deprecated"
    r"|versionremoved|epigraph|pull-quote|highlights|quote|blockquote|exercise(?:-start|-end)?"
    r"|solution(?:-start|-end)?|container|div|list-table|table|only|rubric|centered|panels|button"
    r"|prf:[a-z]+|proof|theorem|lemma|definition|example|remark|algorithm|block|announcement"
)
# Directives whose argument is no text.
_NAMED = (
    r"figure|figure-md|grid|tab-set|versionadded|versionchanged|deprecated|versionremoved|only|table-of"
    r"|container|div|block|image|card-carousel|grid-item|panels|exercise-start|exercise-end"
    r"|solution|solution-start|solution-end|tabbed|iframe|code.*|include|margin|toctree|button.*"
)


def _title(found: re.Match[str], group: str) -> tuple[Text, ...]:
    """The text of a group, without attributes and colons after it."""
    shown = found[group] or ""
    attributes = _LIST.search(shown)
    words = shown[: attributes.start()] if attributes and attributes.start() else shown
    words = words.rstrip().rstrip(":").rstrip()
    start = found.start(group)
    return (Text(start, start + len(words)),) if any(map(str.isalpha, words)) else ()


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
    if columns < 4 and not found["title"]:
        return None
    return Read(found.end(), _title(found, "title"), holds=4 if columns >= 4 else 0)


def _container(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """The line that opens or closes a container."""
    if found["name"]:
        return _directive(scanner, found)
    rest = found["rest"] or ""
    attributes = _attributes(scanner, found)
    if attributes:
        return Read(found.end(), tuple(attributes))
    if rest.startswith("["):
        inner = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]").match(rest)
        if inner and any(map(str.isalpha, inner[1])):
            start = found.start("rest")
            return Read(found.end(), (Text(start + 1, start + inner.end() - 1),))
        return Read(found.end())
    if not found["type"] or rest.startswith("{") or (rest and not rest[0].isspace()):
        return Read(found.end()) if not found["type"] or rest.startswith(("{", ":")) else None
    lead = len(rest) - len(rest.lstrip())
    shown = re.compile(r"(?P<title>[^\n]*)").match(scanner.source, found.start("rest") + lead)
    return Read(found.end(), _title(shown, "title") if shown else ())


def _directive(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A directive with its options."""
    name = found["name"]
    texts = [] if re.fullmatch(_NAMED, name) else list(_title(found, "rest"))
    end = found.end()
    if re.match(_VERBATIM, name):
        colons = re.match(r":+", found[0])
        closer = lazy_re(rf"(?m:^[ \t>]*:{{{len(colons[0])}}}[ \t]*$)") if colons else None
        last = scanner.until(closer, end, len(scanner.source)) if closer else 0
        if last == MAYBE:
            scanner.begun = min(scanner.begun, found.start())
        return Read(max(end, last))
    yaml = _YAML.match(scanner.source, end)
    if yaml:
        return Read(yaml.end(), tuple(texts))
    while option := _OPTION.match(scanner.source, end):
        end = option.end()
        if option["value"] and option["name"] in _WORDED & scanner.settings.attributes:
            texts.append(Text(*option.span("value")))
    return Read(end, tuple(texts))


def _fenced(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A directive in back-quotes whose content is Markdown."""
    return _directive(scanner, found) if re.fullmatch(_PROSE, found["name"]) else None


def _block(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A block of pymdownx with its options."""
    end = found.end()
    if found["type"] in ("html", "define", None):
        return Read(end)
    while option := _BLOCK_OPTION.match(scanner.source, end):
        end = option.end()
    return Read(end, _title(found, "title") if found["title"] else ())


RULES = (
    Rule(
        "container",
        "Docusaurus, VuePress, VitePress, Pandoc, MyST, Microsoft Learn",
        "https://talk.commonmark.org/t/generic-directives-plugins-syntax/444",
        Shape.LINE,
        (":::",),
        r"(?m::{3,}[ \t]*(?:\{(?P<name>[A-Za-z][\w:.+-]*)\}|(?P<type>[A-Za-z][\w.-]*))?"
        r"(?P<rest>[^\n]*)$)",
        reads=_container,
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
    ),
    Rule(
        "admonition",
        "Python-Markdown, pymdownx.details, MkDocs",
        "https://python-markdown.github.io/extensions/admonition/",
        Shape.LINE,
        ("!!!", "???"),
        r"(?m:(?:!!!|\?\?\?\+?)[ \t]*[A-Za-z][\w |.:-]*?"
        r"(?:[ \t]+\"(?P<title>[^\n]*)\")?[ \t]*$)",
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
        r"(?m:/{3,}(?:[ \t]*(?P<type>[\w-]+))?(?:[ \t]*\|[ \t]*(?P<title>[^\n]*))?[ \t]*$)",
        reads=_block,
        guarded=True,
    ),
)
