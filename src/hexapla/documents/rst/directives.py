"""Directives: what in their arguments, options and content is text. One table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hexapla.lazy import lazy_re

__all__ = ["Argument", "Body", "Directive", "from_settings", "known_directive"]


class Argument(Enum):
    """What a directive's argument is. VERSION is text after the first word."""

    NONE = "none"
    NAME = "name"
    TEXT = "text"
    VERSION = "version"


class Body(Enum):
    """What a directive's content is.

    VERBATIM is not translated. BLOCKS are paragraphs and all other blocks. ENTRIES are those of a
    toctree, a line each. TERMS is a glossary, CELLS are comma separated values, CARD is BLOCKS with
    lines of carets and plus signs between them, FIELDS are fields whose values are plain text.
    """

    VERBATIM = "verbatim"
    BLOCKS = "blocks"
    ENTRIES = "entries"
    TERMS = "terms"
    CELLS = "cells"
    CARD = "card"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Directive:
    """What is text in a directive.

    ``options`` are those with text, ``kind`` is that of its argument. ``box`` is whether its
    content is set apart from the text around it. ``takes_options`` is False for a directive that
    has none: its content may begin with a field.
    """

    argument: Argument = Argument.NONE
    body: Body = Body.VERBATIM
    options: frozenset[str] = frozenset()
    kind: str = "title"
    box: bool = False
    takes_options: bool = True


_ALT = frozenset(["alt"])
_CAPTION = frozenset(["caption"])
_IMAGE = frozenset(["alt", "caption", "figcaption", "title"])
_BLOCKS = Directive(body=Body.BLOCKS)
_BOX = Directive(body=Body.BLOCKS, box=True, options=frozenset(["title"]))
_NAMED = Directive(Argument.NAME, Body.BLOCKS)
_TITLED = Directive(Argument.TEXT, Body.BLOCKS, frozenset(["subtitle", "alt"]), "caption", box=True)
_CODE = Directive(Argument.NAME, options=_CAPTION)
_SKIPPED = Directive(Argument.NAME)


def _all(names: str, one: Directive) -> dict[str, Directive]:
    return dict.fromkeys(names.split(), one)


_TABLE: Mapping[str, Directive] = {
    # Text around the main text
    **_all("attention caution danger error hint important note tip warning seealso todo", _BOX),
    **_all("admonition topic sidebar dropdown collapse details spoiler tab", _TITLED),
    **_all("rubric centered", Directive(Argument.TEXT, kind="caption")),
    **_all(
        "versionadded versionchanged versionremoved deprecated deprecated-removed versionchangedin "
        "version-added version-changed version-removed version-deprecated",
        Directive(Argument.VERSION, Body.BLOCKS, kind="paragraph"),
    ),
    **_all(
        "epigraph highlights pull-quote compound header footer hlist legend tabs grid grid-item "
        "tab-set card-carousel acks",
        _BLOCKS,
    ),
    **_all("card grid-item-card", Directive(Argument.TEXT, Body.CARD, _ALT, "caption", box=True)),
    **_all("tab-item group-tab", _TITLED),
    **_all("button-link button-ref", Directive(Argument.NAME, Body.BLOCKS)),
    **_all("container class rst-class cssclass only ifconfig", _NAMED),
    "replace": Directive(Argument.NONE, Body.BLOCKS, takes_options=False),
    "title": Directive(Argument.TEXT, kind="title"),
    "meta": Directive(body=Body.FIELDS, takes_options=False),
    # Figures and tables
    "image": Directive(Argument.NAME, options=_ALT),
    **_all("figure video youtube", Directive(Argument.NAME, Body.BLOCKS, _IMAGE)),
    **_all("table list-table flat-table", Directive(Argument.TEXT, Body.BLOCKS, kind="caption")),
    **_all(
        "csv-table", Directive(Argument.TEXT, Body.CELLS, frozenset(["header"]), kind="caption")
    ),
    **_all(
        "graphviz digraph graph inheritance-diagram mermaid uml plantuml",
        Directive(Argument.NAME, options=frozenset(["alt", "caption"])),
    ),
    # Navigation
    "toctree": Directive(body=Body.ENTRIES, options=_CAPTION),
    "contents": Directive(Argument.TEXT, kind="caption"),
    "glossary": Directive(body=Body.TERMS),
    # Code, and what programs read
    **_all(
        "code code-block sourcecode literalinclude code-tab prompt ipython jupyter-execute "
        "code-include tab-code",
        _CODE,
    ),
    **_all(
        "parsed-literal raw include math highlight highlightlang doctest testcode testsetup "
        "testoutput testcleanup default-role role index tabularcolumns productionlist sectnum "
        "section-numbering target-notes date unicode module currentmodule codeauthor sectionauthor "
        "moduleauthor program plot ipython3 click argparse program-output bibliography autosummary "
        "kernel-doc kernel-figure kernel-abi kernel-feat doxygenfunction doxygenclass "
        "doxygenstruct doxygenfile jinja minigallery openapi command-output namespace console "
        "default-domain py:module py:currentmodule js:module c:namespace cpp:namespace",
        _SKIPPED,
    ),
    # What is described is a name, and its description is text.
    **_all(
        "function coroutinefunction awaitablefunction method abstractmethod coroutinemethod "
        "awaitablemethod data attribute exception decorator decoratormethod classmethod "
        "staticmethod property describe object option cmdoption envvar confval setting templatetag "
        "templatefilter fieldlookup django-admin django-admin-option event opcode pdbcommand "
        "2to3fixer cfunction cmember cmacro ctype cvar label command variable config availability "
        "audit-event",
        _NAMED,
    ),
    "impl-detail": _BOX,
}
# Directives of Sphinx' domains.
_DOMAINS = lazy_re(
    r"(?:py|c|cpp|js|rst|std|http|rb|php|java|erl|go|cmake|dbus|jinja|click|bb|rs|ada|mat|r|lua"
    r"|fortran|f|chpl|coq|zeek|bro):[\w:-]+"
)
_AUTO = lazy_re(r"auto[a-z]+|doxygen\w+|sphinx_?gallery\w*|nb\w+")


def known_directive(name: str, more: Mapping[str, Directive]) -> Directive | None:
    """What is known of a directive, ``more`` (from the settings) first; None if nothing is."""
    name = name.lower()
    found = more.get(name) or _TABLE.get(name)
    if found is not None:
        return found
    if _AUTO.fullmatch(name):
        return _NAMED
    return _NAMED if _DOMAINS.fullmatch(name) else None


def from_settings(options: Mapping[str, object]) -> Mapping[str, Directive]:
    """What the options of the format say of directives."""
    found: dict[str, Directive] = {}
    for key, one in (("verbatim", _SKIPPED), ("titled", _TITLED), ("prose", _NAMED)):
        names = options[key]
        assert isinstance(names, tuple)
        found |= dict.fromkeys((str(name).lower() for name in names), one)
    return found
