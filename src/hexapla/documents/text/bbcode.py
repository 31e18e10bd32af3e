"""The markup of forums (BBCode) in plain text: ``[url=…]words[/url]``, ``[b]``, ``[quote]``.

A tag is markup if the same text has its closing tag, or if it can't be anything else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from hexapla.documents.inline import Mark, Role
from hexapla.documents.structure import Element, Structure
from hexapla.documents.tag_pairs import partners
from hexapla.lazy import lazy_re

__all__ = ["as_html", "has_tags", "marks", "structure", "without_tags", "words"]

_NAMES = (
    "b|i|u|s|strike|sup|sub|url|email|img|quote|code|pre|list|size|color|colour|font|center|centre|"
    "left|right|justify|align|indent|spoiler|table|tr|td|th|h[1-6]|hr|youtube|video|media|audio|"
    "attachment|mention|user|member|noparse|tt|highlight|anchor"
)
_TAG = lazy_re(
    rf"\[(/?)({_NAMES}|\*)(?:=([^\[\]\r\n]{{0,500}})|[ ]\w+=[^\[\]\r\n]{{0,200}})?\]", re.I
)
# Elements whose content is no words, and those that are so if they have no address of their own.
_MEDIA = frozenset(["attachment", "audio", "img", "media", "video", "youtube"])
_OPAQUE = _MEDIA | {"anchor", "code", "noparse", "pre", "tt"}
_ADDRESSES = frozenset(["url", "email"])
_ELEMENTS = {
    **{name: name for name in ("b", "i", "u", "s", "sup", "sub", "code", "pre")},
    "strike": "s",
    "tt": "code",
    "quote": "q",
    "highlight": "mark",
}
_APART = _MEDIA | {"hr"}
_BLOCKS = frozenset(["center", "centre", "hr", "indent", "list", "quote", "right", "spoiler"])
_ADDRESS = lazy_re(r"\S+\Z")
_LONGEST_ADDRESS = 2_000


def has_tags(text: str) -> bool:
    """Whether a text may have such markup."""
    return "[" in text and _TAG.search(text) is not None


def without_tags(text: str) -> str:
    """A text without its tags."""
    return _TAG.sub("", text) if "[" in text else text


def words(text: str) -> str:
    """A text without its markup: its tags, and what is in those that have no words."""
    found, at = [], 0
    for mark in marks(text):
        found.append(text[at : mark.start])
        at = max(at, mark.end)
    return "".join([*found, text[at:]])


def marks(text: str) -> list[Mark]:
    """The markup in a text, for `hexapla.documents.inline.cut`."""
    if "[" not in text:
        return []
    tags = list(_TAG.finditer(text))
    partners = _partners(tags)
    found: list[tuple[int, int, Role, int]] = []  # The last is the number of the partner's tag.
    at = 0
    while at < len(tags):
        tag, partner = tags[at], partners.get(at, -1)
        if partner > at and _is_opaque(text, tag, tags[partner]):
            role = Role.APART if tag[2].lower() in _APART else Role.ALONE
            found.append((tag.start(), tags[partner].end(), role, at))
            at = partner + 1
            continue
        if partner >= 0:
            role = Role.OPEN if partner > at else Role.CLOSE
            found.append((tag.start(), tag.end(), role, at))
        elif not _may_be_text(text, tag):
            role = Role.APART if tag[2].lower() in _APART else Role.ALONE
            found.append((tag.start(), tag.end(), role, at))
        at += 1
    index = {number: n for n, (_, _, _, number) in enumerate(found)}
    return [
        Mark(
            start,
            end,
            role,
            index[partners[number]] if role in (Role.OPEN, Role.CLOSE) else -1,
        )
        for start, end, role, number in found
    ]


def structure(text: str) -> Structure:
    """The tags of a text, without the values of those that have one."""
    found = _TAG.finditer(text) if "[" in text else ()
    return Structure(
        Element("forum tag", f"[{tag[1]}{_name(tag)}{'' if tag[3] is None else '=…'}]")
        for tag in found
    )


def _partners(tags: list[re.Match[str]]) -> dict[int, int]:
    """The number of each tag's other end, if it has one and the two are well nested."""
    return partners(f"{tag[1]}{_name(tag)}" for tag in tags)


def _name(tag: re.Match[str]) -> str:
    return tag[2].lower()


def _is_opaque(text: str, opener: re.Match[str], closer: re.Match[str]) -> bool:
    name = _name(opener)
    if name in _OPAQUE or name not in _ADDRESSES or opener[3] is not None:
        return name in _OPAQUE
    # Tags in tags: looking at all that is in each would take quadratic time.
    inside = text[opener.end() : min(closer.start(), opener.end() + _LONGEST_ADDRESS)].strip()
    return closer.start() - opener.end() <= _LONGEST_ADDRESS and bool(_ADDRESS.match(inside))


def _may_be_text(text: str, tag: re.Match[str]) -> bool:
    """Whether a tag without a partner may be something else: an index, a note, a key."""
    return not tag[1] and tag[3] is None and _name(tag) not in _BLOCKS


def as_html(text: str) -> str:
    """A text as HTML; addresses in it are not checked."""
    if "[" not in text:
        return html.escape(text, quote=False)
    return "".join(_html(text))


def _html(text: str) -> Iterator[str]:
    tags = list(_TAG.finditer(text))
    partners = _partners(tags)
    at = skip = 0
    for number, tag in enumerate(tags):
        if tag.start() < skip:
            continue
        yield html.escape(text[at : tag.start()], quote=False)
        at = tag.end()
        partner = partners.get(number, -1)
        if partner < 0:
            yield html.escape(tag[0], quote=False) if _may_be_text(text, tag) else ""
        elif tag[1]:
            yield _end(_name(tag))
        elif _is_opaque(text, tag, tags[partner]):
            yield _opaque(_name(tag), text[tag.end() : tags[partner].start()])
            at = skip = tags[partner].end()
        else:
            yield _start(_name(tag), tag[3])
    yield html.escape(text[at:], quote=False)


def _start(name: str, value: str | None) -> str:
    value = html.escape((value or "").strip("\"'"))
    if name in _ADDRESSES:
        return f'<a href="{value if name == "url" else f"mailto:{value}"}">'
    if name == "quote" and value:
        return f"<cite>{value}:</cite> <q>"
    return f"<{_ELEMENTS[name]}>" if name in _ELEMENTS else ""


def _end(name: str) -> str:
    if name in _ADDRESSES:
        return "</a>"
    return f"</{_ELEMENTS[name]}>" if name in _ELEMENTS else ""


def _opaque(name: str, inside: str) -> str:
    shown = html.escape(inside.strip())
    if name == "img":
        return f'<img src="{shown}">'
    if name in ("url", "youtube", "video", "media", "audio") and ":" in shown:
        return f'<a href="{shown}">{shown}</a>'
    if name == "email":
        return f'<a href="mailto:{shown}">{shown}</a>'
    element = _ELEMENTS.get(name)
    return f"<{element}>{shown}</{element}>" if element else shown
