"""The structure of a sentence of HTML: what the tokenizer reads in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hexapla.documents.html.tags import outside, read_tag
from hexapla.documents.html.text import show_markup
from hexapla.documents.html.tokens import FILLER, Kind, Token, markup, mask, split_at_tags
from hexapla.documents.html.writing import written
from hexapla.documents.inline import Piece
from hexapla.documents.structure import Changes, Element, Structure, changes

__all__ = ["changes_in", "structure"]


@lru_cache(maxsize=64)  # A sentence is compared with several drafts of it.
def structure(text: str) -> Structure:
    """The structure of a text as a msgid shows it: its tags, comments and template tags."""
    return Structure(_elements(text)) if "<" in text or "{" in text else Structure()


def changes_in(piece: Piece, text: str) -> Changes:
    """How a translation of a piece of a block changes its structure; see `Document.changes`."""
    if piece.kind:
        return changes(_templates(piece.text), _templates(text))
    own = structure(piece.text)
    found = changes(own, structure(text))
    new = text if found else written(piece, text)
    return found if new == text else changes(own, structure(new))


def _templates(text: str) -> Structure:
    """The template tags in the value of an attribute."""
    found = re.finditer(f"{FILLER}+", mask(text))
    return Structure(Element("template tag", text[slice(*one.span())]) for one in found)


def _elements(text: str) -> Iterator[Element]:
    masked = mask(text)
    parts = split_at_tags(masked) if masked == text else None
    if parts is not None:
        yield from map(_of_tag, parts[1::2])
        return
    control: list[str] = []
    for token in markup(masked, 0, len(text)):
        literal = _literal(text, masked, token)
        yield Element("tag", literal)
        if literal.startswith("{%"):
            control.append(literal)
    if len(control) > 1:  # One that begins something and one that ends it.
        yield Element("order", " ".join(control))


@lru_cache(maxsize=4096)
def _of_tag(tag: str) -> Element:
    token = next(markup(tag, 0, len(tag)))
    return Element("tag", _literal(tag, tag, token))


def _literal(text: str, masked: str, token: Token) -> str:
    """Markup without the values of attributes that readers see."""
    if token.kind not in (Kind.START, Kind.RAW):
        return show_markup(text[token.start : token.end])
    tag = read_tag(text, masked, token)
    around = (show_markup(text[a:b]) for a, b in outside(tag))
    return "".join([*around, show_markup(text[tag.end : token.end])])
