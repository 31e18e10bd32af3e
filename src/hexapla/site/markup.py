"""Clean an article's HTML so that it can be put into a page of the site.

The markup is the publisher's own, but nothing in it may run or break the page around it. Only the
elements and attributes of an allow-list are kept, and every element is closed.
"""

from __future__ import annotations

import html
from collections.abc import Callable

from hexapla.documents.body import BOX, MARKED, STANDFIRST
from hexapla.documents.html.elements import PARAGRAPH_CLOSERS
from hexapla.documents.html.tokens import Kind, Token, attributes, tokens
from hexapla.lazy import lazy_re

__all__ = ["Link", "clean", "plain"]

Link = Callable[[str], str | None]
"""Maps a relative address in an article to one in the site, or to None to remove the attribute."""


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID = _set("br hr img wbr col source track")
_ALLOWED = _VOID | _set(
    "a abbr address article aside b bdi bdo blockquote caption cite code colgroup data dd del "
    "details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup i ins kbd "
    "li main mark nav ol p pre q rp rt ruby s samp section small span strong sub summary sup table "
    "tbody td tfoot th thead time tr u ul var audio video picture"
)
# Start tags that imply end tags: the elements they close, and the elements this can't reach beyond.
_P = _set("p")
_CELLS = _set("table td th caption button")
_ENDS = {
    "li": (_set("li"), _set("ul ol menu")),
    **dict.fromkeys(("dt", "dd"), (_set("dt dd"), _set("dl"))),
    **dict.fromkeys(("td", "th"), (_set("td th"), _set("tr table"))),
    "tr": (_set("td th tr"), _set("table")),
}
# Elements whose contents are not the article's text.
_DROPPED = frozenset(["head", "title", "svg", "math", "template", "object", "select", "button"])
_ATTRIBUTES = _set(
    "href src alt title lang dir id width height colspan rowspan scope headers start value "
    "datetime cite type kind srclang label poster"
)
_ADDRESSES = frozenset(["href", "src", "cite", "poster"])
_CLASSES = frozenset([BOX, MARKED, STANDFIRST])
_SCHEME = lazy_re(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(["http", "https", "mailto", "tel", "ftp", "xmpp", "irc"])
_IMAGE = lazy_re(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*\Z")
# The styles of Markdown table cells, and of two languages side by side (`documents.bilingual`).
_STYLE = lazy_re(r"text-align:\s*(?:left|right|center)|display:flex;gap:2em|flex:1")
_BLANKS = lazy_re(r"[\x00-\x20]+")
_TAG = lazy_re(r"<[^>]*>")


def clean(text: str, link: Link = lambda address: address) -> str:
    """Clean HTML: nothing in the result runs, loads a page or leaves an element open.

    Scripts, styles, forms, frames, event handlers and `javascript:` addresses are removed. So are
    classes, which could clash with the site's, except those of `documents.body`. ``link`` maps
    relative addresses.
    """
    if "<" not in text:
        return text
    out: list[str] = []
    open_: list[str] = []
    dropped: list[str] = []
    for token in tokens(text):
        if dropped:
            _skip(token, dropped)
        elif token.kind is Kind.TEXT:
            out.append(text[token.start : token.end].replace("<", "&lt;"))
        elif token.kind is Kind.START:
            _open(text, token, out, open_, dropped, link)
        elif token.kind is Kind.END and token.name in open_:
            _close(token.name, out, open_)
    out += [f"</{name}>" for name in reversed(open_)]
    return "".join(out)


def _skip(token: Token, dropped: list[str]) -> None:
    """Skip a token of an element that is dropped, and note where the element ends."""
    if token.kind is Kind.START and token.name == dropped[-1]:
        dropped.append(token.name)
    elif token.kind is Kind.END and token.name == dropped[-1]:
        dropped.pop()


def _open(
    text: str, token: Token, out: list[str], open_: list[str], dropped: list[str], link: Link
) -> None:
    name = token.name
    if name in _DROPPED:
        if text[token.end - 2] != "/":
            dropped.append(name)
    elif name == "input" and "checkbox" in text[token.start : token.end]:
        out.append("☑" if "checked" in text[token.start : token.end] else "☐")
    elif name in _ALLOWED:
        _close_implied(name, out, open_)
        out.append(f"<{name}{_attributes(text, token, link)}>")
        if name not in _VOID:
            open_.append(name)


def _close_implied(name: str, out: list[str], open_: list[str]) -> None:
    """Close the elements that a start tag ends implicitly."""
    if name in PARAGRAPH_CLOSERS:
        _close_inside(_P, _CELLS, out, open_)
    if name in _ENDS:
        _close_inside(*_ENDS[name], out, open_)


def _close_inside(
    ends: frozenset[str], scope: frozenset[str], out: list[str], open_: list[str]
) -> None:
    """Close elements, and what is inside them, that are open within the innermost scope."""
    at = len(open_)
    while at and open_[at - 1] not in scope:
        at -= 1
    while not ends.isdisjoint(open_[at:]):
        out.append(f"</{open_.pop()}>")


def _close(name: str, out: list[str], open_: list[str]) -> None:
    while True:
        last = open_.pop()
        out.append(f"</{last}>")
        if last == name:
            return


def _attributes(text: str, token: Token, link: Link) -> str:
    kept = []
    for name, found in attributes(text, token)[0].items():
        value: str | None = text[found.start : found.end].replace('"', "&quot;")
        if name in _ADDRESSES:
            value = _address(html.unescape(value or ""), token.name, link)
        elif name == "style":
            value = value if _STYLE.fullmatch((value or "").strip()) else None
        elif name == "class":
            value = value if value in _CLASSES else None
        elif name not in _ATTRIBUTES:
            value = None
        if value is not None:
            kept.append(f' {name}="{value}"')
    if token.name == "img" and not any(one.startswith(" alt=") for one in kept):
        kept.append(' alt=""')
    return "".join(kept)


def _address(value: str, element: str, link: Link) -> str | None:
    address = _BLANKS.sub("", value) if _SCHEME.match(_BLANKS.sub("", value)) else value.strip()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in _SCHEMES:
        if element != "img" or not _IMAGE.match(value):
            return None
    elif not scheme and not address.startswith(("#", "/", "?")):
        found = link(address)
        return None if found is None else html.escape(found)
    return html.escape(address)


def plain(fragment: str) -> str:
    """The text of an HTML fragment, with whitespace collapsed."""
    return " ".join(html.unescape(_TAG.sub("", fragment)).split())
