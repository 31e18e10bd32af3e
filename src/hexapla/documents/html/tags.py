"""Start tags: their attributes, and which of these contain translatable text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hexapla.documents.elements import ATTRIBUTES, BUTTONS, META
from hexapla.documents.html.text import has_words, read_attribute, show_markup
from hexapla.documents.html.tokens import Attributes, Kind, Token, attributes
from hexapla.documents.inline import Words
from hexapla.documents.wrapping import EDGES
from hexapla.lazy import lazy_re

__all__ = ["Tag", "Value", "may_have_values", "outside", "read_tag", "show_tag"]

# A quick check whether a tag's attributes have to be read.
_NOTABLE = lazy_re(
    r"title|alt|placeholder|aria-|label|abbr|content|value|lang|translate|dir|charset"
    r"|style|spelle|grame|summary|<font",
    re.IGNORECASE,
)


# Up to this length it is remembered of a tag.
_SHORT = 300


class Value(NamedTuple):
    """The value ``text[start:end]`` of an attribute that readers see.

    ``words`` is True if it contains words.
    """

    start: int
    end: int
    quote: str
    kind: str
    words: bool


class Tag(NamedTuple):
    """The start tag of a token: its end, its attributes, and the values that readers see, in
    order.
    """

    token: Token
    end: int
    attributes: Attributes
    values: tuple[Value, ...]

    @property
    def words(self) -> str:
        """The kind of the first value that has words, or ""."""
        return next((value.kind for value in self.values if value.words), "")

    def get(self, text: str, name: str) -> str:
        """The raw value of an attribute, "" if it is missing."""
        found = self.attributes.get(name)
        return text[found.start : found.end] if found else ""


def read_tag(text: str, masked: str, token: Token) -> Tag:
    """The tag of a START or RAW token."""
    if token.kind is Kind.START:
        short = token.end - token.start <= _SHORT
        is_notable = may_have_values if short else may_have_values.__wrapped__
        if not is_notable(masked[token.start : token.end]):
            return Tag(token, token.end, {}, ())
    found, end = attributes(masked, token)
    tag = Tag(token, end, found, ())
    values = []
    for name, attribute in found.items():
        kind = _kind(text, tag, name)
        if kind:
            words = has_words(masked[attribute.start : attribute.end])
            values.append(Value(*attribute, kind, words))
    return tag._replace(values=tuple(sorted(values)))


@lru_cache(maxsize=4096)
def may_have_values(tag: str) -> bool:
    """Whether the attributes of a tag must be read; False is certain."""
    return _NOTABLE.search(tag) is not None


def show_tag(text: str, tag: Tag, *, alone: bool = False) -> tuple[str, tuple[Words, ...]]:
    """A tag as shown in a msgid, and its translatable text.

    It is put on one line, with the text as a reader sees it and always in quotation marks. With
    ``alone``, each text gets its own msgid, in which quotation marks need not be references.
    """
    if not tag.values:
        return show_markup(text[tag.token.start : tag.end]), ()
    out: list[str] = []
    words: list[Words] = []
    at, length = tag.token.start, 0
    for value in tag.values:
        if not value.words:
            continue
        missing = "" if value.quote else '"'
        before = show_markup(text[at : value.start]) + missing
        quote = "" if alone else value.quote or '"'
        shown = read_attribute(text[value.start : value.end], quote)
        inner = shown.strip(EDGES)
        start = length + len(before) + len(shown) - len(shown.lstrip(EDGES))
        words.append(Words(start, start + len(inner), value.kind))
        out += (before, shown, missing)
        length += len(before) + len(shown) + len(missing)
        at = value.end
    out.append(show_markup(text[at : tag.end]))
    return "".join(out), tuple(words)


def outside(tag: Tag) -> list[tuple[int, int]]:
    """The spans of a tag around the values that readers see and their quotation marks."""
    bounds = [tag.token.start]
    for value in tag.values:
        bounds += (value.start - len(value.quote), value.end + len(value.quote))
    bounds.append(tag.end)
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def _kind(text: str, tag: Tag, name: str) -> str:
    """The kind of an attribute's text, "" if readers don't see it."""
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
