"""References to headings by their words, which Pandoc reads: ``[Some Heading]``.

A translation renames the heading, so that such a reference becomes a link to the heading's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hexapla.documents.markdown.defined import normal
from hexapla.documents.markdown.inlines import parser_options, read_event
from hexapla.documents.markdown.mask import Masked, unified
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = [
    "Header",
    "headers_referred_to",
    "with_definitions",
    "with_links_to_headers",
    "without_attributes",
]

_HEADING = lazy_re(
    r"^ {0,3}#{1,6}[ \t]+([^\n]*?\S)[ \t]*$|^ {0,3}(\S[^\n]*?)[ \t]*\n(?:=+|-+)[ \t]*$",
    re.MULTILINE,
)
_END = lazy_re(r"(?<![ \t])[ \t]*+((?<!#)#++|)[ \t]*+(\{[^{}\n]*+\})?[ \t]*+\Z")
_ID = lazy_re(r"#([^\s{}#\"'=]+)")
# Words in brackets that no label follows.
_BRACKETS = lazy_re(r"(?<!\w)\[([^\[\]]{1,200})\](?![(:{]|\[[^\]])")
_DEFINITION = lazy_re(r"^[ \t>]*+\[([^\[\]\n]{1,200})\]:", re.MULTILINE)
# What only Pandoc, or a program that reads ids of headings as well, knows.
_PANDOC = lazy_re(
    r"\A%[ \t]\S[^\n]*\n%|\[-?@\w|\^\[|^ {0,3}#{1,6}[ \t][^\n]*\{[ \t]*[-#.][^{}\n]*\}[ \t]*$"
    r"|^\|[^\n]*\|[ \t]*\n\n(?:Table)?:[ \t]"
    r"|^\[[^\[\]\n]{1,200}\]\{\.\w[^{}\n]*\}[ \t]*$|^:{3,}[ \t]*\{[.#]|^(?:`{3,}|~{3,})[ \t]*\{\.",
    re.MULTILINE,
)
_CODE = lazy_re(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_NOT_IN_ID = lazy_re(r"[^\w\s.-]")
_BEFORE_LETTERS = lazy_re(r"\A[\W\d_]+")
_LINK = (
    r"(`+)(?!`).+?(?<!`)\1(?!`)|\]\[(?P<label>{0})\]"
    r"|(?<![\\\]!])\[(?P<words>{0})\](?:\[\])?(?![(\[:{{])"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A heading that the file refers to by its words; ``given`` is whether it has an id."""

    words: str
    id: str
    given: bool

    @property
    def fixed(self) -> bool:
        """Whether a translation has the same heading: it is code, or has no letters."""
        return not any(map(str.isalpha, _CODE.sub("", self.words)))


def without_attributes(heading: str) -> str:
    """The words of a heading without the attributes after them."""
    end = _END.search(heading)
    return heading[: end.start()] if end and end[2] else heading


def headers_referred_to(source: str, masked: Masked) -> Mapping[str, Header]:
    """The headings that a text refers to by their words, by those words (`normal`).

    Those without an id only in the dialects in which a heading can be given one. ``masked`` is the
    text, masked.
    """
    text = unified(source)
    if masked.settings.mdx or "[" not in text or not _HEADING.search(text):
        return {}
    # A definition takes precedence over a heading.
    defined = {normal(label) for label in _DEFINITION.findall(text)}
    named = {normal(words) for words in _BRACKETS.findall(text)} - defined
    found: dict[str, Header] = {}
    code = Spans(masked.code)
    for match in _HEADING.finditer(text) if named else ():
        if code.hold(match.start()):
            continue
        words = match[1] or match[2]
        end = _END.search(words)
        assert end is not None  # It matches at the end at least.
        words = words[: end.start()]
        key = normal(words)
        if key in named and key not in found and "[" not in words:
            given = _ID.search(end[2] or "")
            if given or not end[1]:  # Pandoc reads no id before the signs that close a heading.
                found[key] = Header(words, given[1] if given else _id(words), given is not None)
    found = _used(text, masked, found) if found else {}
    if found and not (masked.settings.pandoc or _PANDOC.search(text)):
        return {key: header for key, header in found.items() if header.given}
    return found


def _used(text: str, masked: Masked, headers: Mapping[str, Header]) -> dict[str, Header]:
    """The headers that a link outside of code refers to."""
    import pyromark

    whole = masked.text + with_definitions(one.words for one in headers.values())
    spans = (text[span.start : span.end] for span in masked.spans)
    used = {normal(one[2:-1]) for one in spans if one.startswith("][")}
    for event in pyromark.events(whole, options=parser_options()):
        name, starts, data = read_event(event)
        if starts and name in ("Link", "Image") and data["id"]:
            used.add(normal(data["id"]))
    return {key: header for key, header in headers.items() if key in used}


def with_definitions(labels: Iterable[str]) -> str:
    """Definitions of labels, to be added to a text."""
    return "".join(f"\n\n[{label}]: x" for label in labels)


def _id(words: str) -> str:
    """The id that Pandoc makes of a heading's words."""
    plain = _NOT_IN_ID.sub("", words).lower()
    return _BEFORE_LETTERS.sub("", "-".join(plain.split())) or "section"


def with_links_to_headers(text: str, headers: Mapping[str, Header]) -> str:
    """The text of a block with its references to headings as links to their ids."""
    if not headers or "[" not in text:
        return text
    shown = normal(text)
    present = [one for key, one in headers.items() if key in shown and not one.fixed]
    if not present:
        return text
    labels = "|".join(r"\s+".join(map(re.escape, one.words.split())) for one in present)
    pattern = re.compile(_LINK.format(labels), re.IGNORECASE)

    def link(match: re.Match[str]) -> str:
        label = match["label"] or match["words"]
        if not label:
            return match[0]
        target = f"](#{headers[normal(label)].id})"
        return target if match["label"] else f"[{match['words']}{target}"

    return pattern.sub(link, text)
