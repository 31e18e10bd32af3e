"""Start tags: their attributes, and which of those hold words."""

from __future__ import annotations

import re
from typing import NamedTuple

from hexapla.documents.html.elements import ATTRIBUTES, BUTTONS, META
from hexapla.documents.html.text import has_words, read_attribute, show_markup
from hexapla.documents.html.tokens import Attributes, Kind, Token, attributes
from hexapla.documents.inline import Words
from hexapla.documents.wrapping import EDGES

__all__ = ["Tag", "Value", "read_tag", "show_tag"]

# A quick look at a tag before its attributes are read.
_NOTABLE = re.compile(
    r"title|alt|placeholder|aria-|label|abbr|content|value|lang|translate|dir|charset",
    re.IGNORECASE,
)


class Value(NamedTuple):
    """An attribute's value that holds words, ``text[start:end]``."""

    start: int
    end: int
    quote: str
    kind: str


class Tag(NamedTuple):
    """The start tag of a token: where it ends, its attributes, and those of them with words."""

    token: Token
    end: int
    attributes: Attributes
    values: tuple[Value, ...]

    def get(self, text: str, name: str) -> str:
        """An attribute's value as it stands, "" where there is none."""
        found = self.attributes.get(name)
        return text[found.start : found.end] if found else ""


def read_tag(text: str, masked: str, token: Token) -> Tag:
    """The tag of a START or RAW token."""
    if token.kind is Kind.START and not _NOTABLE.search(masked, token.start, token.end):
        return Tag(token, token.end, {}, ())
    found, end = attributes(masked, token)
    tag = Tag(token, end, found, ())
    values = []
    for name, attribute in found.items():
        kind = _kind(text, tag, name)
        if kind and has_words(masked[attribute.start : attribute.end]):
            values.append(Value(*attribute, kind))
    return tag._replace(values=tuple(sorted(values)))


def show_tag(text: str, tag: Tag) -> tuple[str, tuple[Words, ...]]:
    """A tag as a msgid shows it, and its words there.

    It stands on one line, the words as a reader sees them and always in quotation marks.
    """
    out: list[str] = []
    words: list[Words] = []
    at, length = tag.token.start, 0
    for value in tag.values:
        quote = value.quote or '"'
        raw = text[value.start : value.end]
        before = show_markup(text[at : value.start]) + ("" if value.quote else '"')
        shown = read_attribute(raw, quote)
        inner = shown.strip(EDGES)
        start = length + len(before) + len(shown) - len(shown.lstrip(EDGES))
        words.append(Words(start, start + len(inner), value.kind))
        out += (before, shown, "" if value.quote else '"')
        length += len(before) + len(shown) + (not value.quote)
        at = value.end
    out.append(show_markup(text[at : tag.end]))
    return "".join(out), tuple(words)


def _kind(text: str, tag: Tag, name: str) -> str:
    """The kind of an attribute's words, "" where it holds none for readers."""
    element = tag.token.name
    if name == "content" and element == "meta":
        names = (tag.get(text, key).lower() for key in ("name", "property", "itemprop"))
        return next((META[key] for key in names if key in META), "")
    if name == "value" and element == "input":
        return "button" if tag.get(text, "type").lower() in BUTTONS else ""
    if name == "title" and element in ("link", "style", "script"):
        return ""
    kind, elements = ATTRIBUTES.get(name, ("", frozenset()))
    return kind if not elements or element in elements else ""
