"""reStructuredText read by docutils: the structure of a file, and the words that a reader sees.

Sphinx' roles and directives are read without Sphinx: a role is its name, its target and, if it has
one, its title; a directive has the content that Sphinx reads in it.
"""

# ruff: noqa: SIM905
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes, utils
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, roles

TITLED = re.compile(r"^(.+?)\s*(?<!\x00)<(.*?)>$", re.DOTALL)
# Roles whose interpreted text is a text without a target, and those where it is a name.
WORDED = frozenset(
    "guilabel menuselection dfn index abbr term u underline del ins strike button".split()
)
NAMES = frozenset(
    "ref doc numref any download math raw eq code literal cite kbd file samp command program "
    "option envvar token makevar manpage class func meth mod attr data exc obj const type "
    "keyword source".split()
)
# Directives without an argument, with a title, with a version, and with one that is a name.
PLAIN = frozenset("todo seealso tip hlist tabs grid tab-set impl-detail acks glossary".split())
TITLES = frozenset(
    "dropdown card grid-item-card tab-item group-tab tab collapse details rubric centered "
    "flat-table".split()
)
VERSIONS = frozenset(
    "versionadded versionchanged versionremoved deprecated deprecated-removed version-added "
    "version-changed version-removed version-deprecated".split()
)
NAMED = frozenset(
    "only ifconfig rst-class cssclass class grid-item button-link button-ref function method data "
    "attribute exception decorator decoratormethod classmethod staticmethod property describe "
    "object option cmdoption envvar confval setting event opcode pdbcommand cfunction "
    "abstractmethod coroutinemethod coroutinefunction awaitablefunction awaitablemethod cmember "
    "cmacro ctype cvar label command variable availability django-admin django-admin-option "
    "audit-event".split()
)
BLOCKS = (PLAIN - {"glossary"}) | TITLES | VERSIONS | NAMED
DOMAIN = re.compile(
    r"auto(?!summary)[a-z]+|(?:py|c|cpp|js|rst|std|http|rb|php|java|erl|go|cmake|dbus)"
    r":(?!module|currentmodule)[\w:-]+"
)
# Fields that programs read, of docutils and of Sphinx' domains.
FIELDS = frozenset(
    "author authors organization address contact version revision status date copyright "
    "dedication abstract param parameter arg argument key keyword type raises raise except "
    "exception var ivar cvar vartype returns return rtype yields yield ytype meta orphan tocdepth "
    "nocomments no-search nosearch kwparam kwarg kwargs throws throw retval".split()
)
CARD = re.compile(r"^(?:\^{3,}|\+{3,})[ ]*$")
CODE_SIGNS = re.compile(r"[{};=]|->|\(\)|^\s*[#$>%@]", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]{2,}")


class AnyOption(dict):  # type: ignore[type-arg]
    """Any option is known."""

    def __getitem__(self, key: str) -> Any:
        return lambda value: value

    def __contains__(self, key: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


class OfSphinx(Directive):  # type: ignore[misc]
    """A directive of Sphinx, or one that nothing is known of."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: Any = AnyOption()

    def run(self) -> list[Any]:
        element = nodes.container(name=self.name)
        self._argument(element, " ".join(self.arguments))
        texts = ("alt", "caption", "title")
        element["options"] = sorted(one for one in self.options.items() if one[0] not in texts)
        for key in texts:
            if self.options.get(key):
                element += nodes.caption("", self.options[key])
        self._content(element)
        return [element]

    def _argument(self, element: Any, head: str) -> None:
        if self.name in VERSIONS:
            element["version"], *rest = head.split(None, 1)
            if rest:
                element += nodes.paragraph("", "", *self.state.inline_text(rest[0], 0)[0])
        elif self.name in TITLES:
            element += nodes.title("", "", *self.state.inline_text(head, 0)[0])
        else:
            element["argument"] = head

    def _content(self, element: Any) -> None:
        if self.name == "toctree":
            for line in self.content:
                match = TITLED.match(line)
                if match:
                    element += nodes.title("", match[1])
                element += nodes.literal("", match[2] if match else line)
        elif self.name == "glossary":
            self._glossary(element)
        elif self.name in BLOCKS or DOMAIN.fullmatch(self.name) or self._is_prose():
            for at, line in enumerate(self.content):
                if "card" in self.name and CARD.match(line):
                    self.content[at] = ""
            self.state.nested_parse(self.content, self.content_offset, element, match_titles=True)
        else:
            element += nodes.literal_block("", "\n".join(self.content))

    def _is_prose(self) -> bool:
        if self.name in ("autosummary", "testcode"):  # Names, and code.
            return False
        lines = list(self.content)
        return any(len(WORD.findall(line)) > 4 for line in lines) and not CODE_SIGNS.search(
            "\n".join(lines)
        )

    def _glossary(self, element: Any) -> None:
        """The definitions of a glossary, each with its first term."""
        lines, at, term = self.content, 0, False
        while at < len(lines):
            line = lines[at]
            if line and line[0] != " " and not line.startswith(".. "):
                if not term:
                    name = re.split(r" +: +", line)[0]
                    element += nodes.term("", "", *self.state.inline_text(name, 0)[0])
                term = True
            elif line.strip() and line[0] == " ":
                end = at
                while end < len(lines) and (not lines[end].strip() or lines[end][0] == " "):
                    end += 1
                inner = lines[at:end]
                inner.trim_left(min(len(x) - len(x.lstrip()) for x in inner if x.strip()))
                self.state.nested_parse(inner, self.content_offset, element)
                at, term = end - 1, False
            at += 1


class WithoutArgument(OfSphinx):
    optional_arguments = 0


def role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None,
    content: Any = (),
) -> Any:  # fmt: skip
    """What a role shows: a title, with its target as an attribute, a text, or code."""
    match = TITLED.match(text)
    base = name.rpartition(":")[2]
    if match and base not in ("math", "code"):
        target = " ".join(utils.unescape(match[2]).split())
        return [nodes.inline(rawtext, match[1], role=name, target=target)], []
    if base == "term":
        target = " ".join(utils.unescape(text).split())
        return [nodes.inline(rawtext, text, role=name, target=target)], []
    is_text = " " in text and ":" not in name and base not in NAMES
    if base in WORDED or is_text:
        return [nodes.inline(rawtext, text, role=name)], []
    return [nodes.literal(rawtext, utils.unescape(text), role=name)], []


def install() -> None:
    """Make docutils read the roles and directives that it doesn't know."""
    known_role, known_directive = roles.role, directives.directive

    def any_role(name: str, *rest: Any) -> Any:
        found, messages = known_role(name, *rest)
        if found is None or name in ("index", "pep", "rfc"):
            return role, []
        return found, messages

    def any_directive(name: str, *rest: Any) -> Any:
        if name in PLAIN:
            return WithoutArgument, []
        if name in BLOCKS | {"toctree"}:
            return OfSphinx, []
        found, messages = known_directive(name, *rest)
        return (OfSphinx, []) if found is None else (found, messages)

    roles.role, directives.directive = any_role, any_directive


def parsed(text: str) -> Any:
    settings = get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.file_insertion_enabled = False
    settings.syntax_highlight = "none"
    settings.pep_references = settings.rfc_references = False
    document = utils.new_document("source", settings)
    Parser().parse(text, document)
    return document


SKIPPED = (nodes.system_message, nodes.target, nodes.pending, nodes.colspec)
CODE = (
    nodes.literal, nodes.literal_block, nodes.doctest_block, nodes.math, nodes.math_block,
    nodes.raw, nodes.option_string, nodes.option_argument, nodes.footnote_reference,
    nodes.citation_reference, nodes.substitution_reference, nodes.label, nodes.comment,
)  # fmt: skip
KEPT = (
    "refuri", "refname", "uri", "role", "target", "argument", "version", "options", "enumtype",
    "start", "prefix", "suffix", "bullet", "morecols", "morerows", "format", "classes", "width",
    "height", "scale", "align",
)  # fmt: skip
PLAIN_MARKUP = re.compile(
    r"(?:emphasis|strong|subscript|superscript|title_reference) |inline (?!.*target=).*"
)
WARNING = 2


def attributes(node: Any) -> str:
    found = [f"{key}={' '.join(str(node[key]).split())}" for key in KEPT if node.get(key)]
    found = [one for one in found if "admonition-" not in one]  # Its class is its title.
    if isinstance(node, nodes.container):
        found.append(node.get("name", ""))
    return " ".join(found)


def rst(text: str) -> list[Any]:
    """The blocks of a file in order, the inline markup of each in any order, and its problems.

    Emphasis and other markup without a target counts once in a block: a draft may lack a word.

    Problems are what docutils warns of, and references to names that no target has.
    """
    out: list[Any] = []
    document = parsed(text)
    _block(document, out)
    return [*out, *_problems(document)]


def _block(node: Any, out: list[Any]) -> None:
    for child in node.children:
        if isinstance(child, SKIPPED):
            continue
        name = child.__class__.__name__
        if isinstance(child, CODE):
            out.append([name, child.astext()])
        elif isinstance(child, nodes.TextElement):
            found = list(_inline(child))
            plain = {one for one in found if PLAIN_MARKUP.fullmatch(one)}
            out.append([name, *sorted([*plain, *(one for one in found if one not in plain)])])
        else:
            out.append([name, attributes(child)])
            _block(child, out)
            out.append(["/"])


def _inline(node: Any) -> Iterator[str]:
    """The markup in a text; two in a row, as around two sentences, are one."""
    last = ""
    for child in node.children:
        if isinstance(child, (nodes.Text, nodes.problematic)):
            last = last if not child.astext().strip() else ""
            continue
        if isinstance(child, SKIPPED):
            continue
        name = child.__class__.__name__
        if isinstance(child, CODE):
            yield f"{name} {attributes(child)} {' '.join(child.astext().split())}"
            last = ""
            continue
        found = f"{name} {attributes(child)}"
        if found != last or found == "reference ":  # One without a name: they go by their order.
            yield found
        yield from _inline(child)
        last = found


def _problems(document: Any) -> Iterator[list[str]]:
    for node in document.findall():
        if isinstance(node, nodes.problematic):
            yield ["problem", "markup that isn't read"]
        elif isinstance(node, nodes.system_message) and node["level"] >= WARNING:
            message = node.children[0].astext() if node.children else ""
            yield ["problem", re.sub(r"([\"'`]).*\1", "…", message.partition("\n")[0])]
        elif isinstance(node, nodes.reference) and _leads_nowhere(node, document):
            yield ["problem", "a reference to no target"]


def _leads_nowhere(node: Any, document: Any) -> bool:
    return "refname" in node and node["refname"] not in document.nameids


def rst_words(text: str) -> list[str]:
    """The texts that a reader sees, without code and what names something."""
    return list(_words(parsed(text)))


def _words(node: Any) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield str(child)
        elif _is_silent(child):
            yield " "
        else:
            if isinstance(child, nodes.image):
                yield f" {child.get('alt', '')} "
            yield "".join(_words(child))
            yield "" if isinstance(child, nodes.Inline) else "\n"


def _is_silent(node: Any) -> bool:
    """Whether a node is code, a name or an address."""
    if isinstance(node, nodes.reference):
        return bool(node.astext() == node.get("refuri"))
    if isinstance(node, nodes.title_reference):
        return " " not in node.astext()
    if isinstance(node, nodes.field_name):
        return node.astext().split(" ")[0].lower() in FIELDS
    return isinstance(node, (*SKIPPED, *CODE, nodes.problematic, nodes.docinfo))


install()
