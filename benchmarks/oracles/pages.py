"""What is in an HTML page: its structure, or the words that a reader sees."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["WORDS", "structure", "words"]

_BLOCKS = """
    p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table thead tbody tr td th blockquote pre div
    section figure figcaption hr details summary input label aside header footer article nav
"""
BLOCKS = frozenset(_BLOCKS.split())
CODE = frozenset(["code", "pre", "script", "style", "textarea", "kbd", "samp"])
# Not shown as words.
_UNSEEN = CODE | {"svg", "math", "template", "var", "link"}
_UNSEEN_CLASSES = frozenset(
    ["arithmatex", "katex", "math", "footnote-backref", "reversefootnote", "toc"]
)
WORDS = frozenset(
    ["alt", "title", "placeholder", "aria-label", "label", "data-title", "data-toc-label",
     "caption", "description", "footer", "header", "img-alt", "subtitle", "summary"]
)  # fmt: skip
_SHOWN = ("alt", "title", "placeholder", "aria-label")
# What stands for a value of a template, and the scissors of snippets.
# Formulas that a script shows, types of alerts, codes of emoji, addresses, names of accounts and
# packages, attribute lists, labels that another file or a plug-in makes links of, and JSON.
_UNSAID = re.compile(
    r"HXv[0-9a-f]{8}xH|\$\$.*?\$\$|\\\(.*?\\\)|\\\[.*?\\\]|\[![A-Za-z]+\]|:[a-z0-9_+-]+:"
    r"|(?:https?://|www\.)\S+|(?<!\w)@[\w/.@-]+|\{:?\s*[#.][^{}]*\}|(?<=\])\[[^\[\]\n]+\]"
    r"|\{\"[^{}\n]*\}",
    re.DOTALL,
)
_STAND_IN = re.compile(r"HXv[0-9a-f]{8}xH|-+8<-+")


def structure(html: str) -> list[Any]:
    """The blocks of a page in order, each with its elements, code and values in any order."""
    found: list[tuple[str, set[str]]] = [("", set())]

    def text(shown: str | None) -> None:
        found[-1][1].update(_STAND_IN.findall(shown or ""))

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str):
            text(element.tail)
            return
        if element.tag in BLOCKS:
            found.append((element.tag, set()))
        if element.tag != "abbr" or element.keys() != ["title"]:  # A word may be an abbreviation.
            found[-1][1].add(f"{element.tag} {_attributes(element)}")
        if element.tag in CODE:
            code = "".join(element.itertext())
            # A line end in code in a sentence is a space.
            found[-1][1].add(code if element.tag == "pre" else " ".join(code.split()))
            text(element.tail)
            return
        text(element.text)
        for child in element:
            walk(child)
        if element.tag in BLOCKS:
            found.append((f"/{element.tag}", set()))
        text(element.tail)

    walk(_parsed(html))
    return [[name, *sorted(inside)] for name, inside in found if name or inside]


def words(html: str) -> list[str]:
    """The words that a page shows, without code and formulas; of abbreviations, each title once."""
    found: list[str] = []
    expanded: set[str] = set()

    def walk(element: Any, parent: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return
        if not _UNSEEN_CLASSES.isdisjoint(element.get("class", "").split()):
            return
        if (element.text or "").lower() in parent.get("class", "").split():
            return  # The title that a program gives an admonition.
        shown = [element.attrib[key] for key in _SHOWN if key in element.attrib]
        if element.tag == "abbr":
            shown = [title for title in shown if title not in expanded]
            expanded.update(shown)
        found.extend(f" {title} " for title in shown)
        found.append(element.text or "")
        for child in element:
            walk(child, element)
            found.append(child.tail or "")
        if element.tag in BLOCKS or element.tag == "br":
            found.append("\n")

    page = _parsed(html)
    walk(page, page)
    return [_UNSAID.sub(" ", "".join(found))]


def _attributes(element: Any) -> list[tuple[str, str]]:
    words = WORDS
    if element.tag == "meta" and element.get("name") in ("description", "keywords"):
        words = WORDS | {"content"}
    if element.tag == "input" and element.get("type", "").lower() in ("button", "reset", "submit"):
        words = WORDS | {"value"}
    kept = sorted(
        (key, value)
        for key, value in element.attrib.items()
        if key not in words and key not in ("id", "for", "name")
    )
    if element.tag == "a":
        return [(k, v) for k, v in kept if k != "href" or not v.startswith("#")]
    return kept


def _parsed(html: str) -> Any:
    import html5lib

    return html5lib.parse(html, namespaceHTMLElements=False)
