"""The structure of a part of a Markdown file, as its parser and the table of syntax read it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from types import MappingProxyType
from typing import Any

from hexapla.documents.emphasis import GAP
from hexapla.documents.markdown.defined import by_label, used_in
from hexapla.documents.markdown.inlines import parser_options, read_event, read_inline
from hexapla.documents.markdown.loose_emphasis import Signs
from hexapla.documents.markdown.mask import Masked, mask
from hexapla.documents.markdown.offsets import Offsets
from hexapla.documents.markdown.spans import tag_without_words
from hexapla.documents.markdown.syntax import Settings, Span, Text, find_atoms
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.lazy import lazy_re

__all__ = ["changes_between", "has_markup", "markup_in", "signs", "skeleton", "structure"]

_NONE: Mapping[str, str] = MappingProxyType({})
_MARKUP = lazy_re(
    r"[*_~`\[\]<>{}|\\$&#^=@]|[%+]\S|//|www\.|:\S*:|^\s*(?:[-+:]|[0-9A-Za-z]+[.)])|-\s*-\s*-"
)
# Signs that are markup in some dialect, next to other signs or letters, and hardly ever text.
_SIGNS = lazy_re(
    r"[*_`\[\]{}\\|@^]|\+\+|==|~~|\$\$|%%|:(?=[A-Za-z_:+-])|//|<(?=[A-Za-z!/?])|!(?=\[)|&(?=#?\w+;)"
)
_LABELS = lazy_re(r"\]\[([^\[\]^][^\[\]]*)\]")
_ESCAPE = lazy_re(r"\\[!-/:-@\[-`{-~]")
_AROUND = {
    "text": ("", ""),
    "inline": ("x ", " x"),
    "heading": ("# ", ""),
    "setext": ("", "\n==="),
    "cell": ("| ", " |\n| --- |"),
    "alt text": ("x ![", "](x) x"),
}
# Parsers disagree on what it is; the picture of a link is none.
_NESTED = lazy_re(r"(?<![!\\])\[[^\[\]]*(?<![!\\])\[[^\[\]]*\]\([^()\s]*\)[^\[\]]*\]")
_DEFINITION = "\n\n[{}]: x"
_EMPHASIS = {"Emphasis": "*", "Strong": "**", "Strikethrough": "~~"}
_IN_MDX = "{/* */}"
# After other characters an address is no link (GFM, pymdownx.magiclink).
_HIDES = lazy_re(r"[^\s*_~^(\['\"]")
# To kramdown it makes a table of a paragraph.
_BAR = Element("bar")
_TAG = lazy_re(r"<(/?)([\w.:-]+)")


def has_markup(text: str) -> bool:
    """Whether a text may have markup; False is certain."""
    return _MARKUP.search(text) is not None


def changes_between(source: str, target: str, settings: Settings) -> Changes:
    """How a translation changes the structure of a text, whose file isn't known."""
    if not has_markup(source) and not has_markup(target):
        return Changes()
    labels = by_label(_LABELS.findall(source) if "][" in source else ())
    own, new = (structure(text, settings, "text", labels) for text in (source, target))
    return changes(own, new)


def markup_in(text: str, settings: Settings) -> Sequence[tuple[int, int]]:
    """The spans of a text in which readers see no words; see `Format.markup_in`."""
    if not has_markup(text):
        return ()
    spans: list[tuple[int, int]] = []
    for mark in read_inline(text, _LABELS.findall(text), settings=settings):
        at = mark.start
        for words in mark.words:
            spans.append((at, words.start))
            at = words.end
        spans.append((at, mark.end))
    inside = [found.span() for found in _ESCAPE.finditer(text)] if "\\" in text else []
    return sorted([*spans, *inside])


def signs(text: str) -> Structure:
    """The signs in a text that may be markup in some dialect."""
    return Structure(Element("sign", sign.replace("_", "*")) for sign in _SIGNS.findall(text))


def structure(
    text: str, settings: Settings, place: str, labels: Mapping[str, str] = _NONE
) -> Structure:
    """The structure of a text.

    Parameters: ``place`` is the place of a block (`Found`), "inline" for text inside one, or "alt
    text". ``labels`` are those that the file defines (`by_label`).
    """
    return _structure(text, tuple(used_in(text, labels)), settings, place)


@lru_cache(maxsize=64)  # A sentence is compared with several drafts of it.
def _structure(text: str, used: Sequence[str], settings: Settings, place: str) -> Structure:
    before, after = _AROUND[place]
    main = f"{before}{text}{after}"
    whole = main + "".join(map(_DEFINITION.format, used))
    masked = mask(whole, settings)
    elements = [*_by_table(main, masked), *_by_parser(main, masked)]
    if place not in ("text", "inline"):
        elements = [one for one in elements if one != _BAR]
    found = Structure(elements)
    found.update(_unopened(elements))
    found.update(Element("link in a link") for _ in _NESTED.finditer(main))
    return found


def _unopened(elements: Iterable[Element]) -> Iterator[Element]:
    """The tags that close nothing before them."""
    opened: Counter[str] = Counter()
    for element in elements:
        tag = _TAG.match(element.value) if element.kind in ("tag", "jsx") else None
        if tag is None or element.value.endswith("/>"):
            continue
        opened[tag[2]] += -1 if tag[1] else 1
        if opened[tag[2]] < 0:
            opened[tag[2]] = 0
            yield Element("unopened tag", tag[2])


def _by_table(main: str, masked: Masked) -> Iterator[Element]:
    for a, b in masked.layout:
        if a < len(main):
            texts = (found for at, found in masked.texts.items() if a <= at < b)
            yield Element("line", _without(main, a, b, next(texts, ())))
    for span in masked.spans:
        literal = main[span.start : span.end]
        if span.start < len(main) and literal != _IN_MDX:
            if literal.strip("*_~ \t"):
                yield Element(span.rule.name, skeleton(main, span))
            elif span.read.opens:  # In an edition it may be as the parser reads it.
                yield Element("emphasis", literal.replace("_", "*"))
    ordered = [main[span.start : span.end] for span in masked.spans if span.rule.ordered]
    if len(ordered) > 1:
        yield Element("order", " ".join(ordered))


def skeleton(text: str, span: Span) -> str:
    """A piece of markup without the text in it."""
    return _without(text, span.start, span.end, span.read.texts)


def _without(text: str, start: int, end: int, texts: Sequence[Text]) -> str:
    out: list[str] = []
    for words in texts:
        out.append(text[start : words.start])
        start = words.end
    return "\0".join([*out, text[start:end]])


def _by_parser(main: str, masked: Masked) -> Iterator[Element]:
    import pyromark

    offsets = Offsets(masked.text)
    shown: list[str] = []
    inside: list[str] = []  # The address of the link that each of them is in.
    open_: list[str] = []
    signs = Signs(main) if "*" in main or "_" in main else None
    for event, span in pyromark.events_with_range(masked.text, options=parser_options()):
        start = offsets(span["start"])
        if start >= len(main):
            break
        name, starts, data = read_event(event)
        shown.append(data if name == "Text" else "" if name in _EMPHASIS else "\n")
        if name == "Link":
            open_ = [*open_, str(data.get("dest_url"))] if starts else open_[:-1]
        inside.append(open_[-1] if open_ else "")
        if signs is not None:
            signs.add(name, starts, start, offsets(span["end"]), data)
        literal = main[start : offsets(span["end"])] if name == "InlineHtml" else ""
        element = _element(name, starts, data, literal)
        if element is not None:
            yield element
    if signs is not None and signs.loose and not masked.settings.mdx:
        yield Element("emphasis in Pandoc", "{:+} {:+}".format(*signs.more()))
    text = "".join(shown)
    yield from _atoms(text, list(accumulate(map(len, shown))), inside)
    if not masked.settings.mdx:
        yield from repeat(_BAR, text.count("|"))


def _atoms(text: str, ends: Sequence[int], inside: Sequence[str]) -> Iterator[Element]:
    """What is found by its characters alone: placeholders, and addresses that are no links yet.

    ``ends`` are the ends of the parts of the text, ``inside`` the addresses of the links
    that they are in, "" outside of them. A link's own address may be its text.
    """
    for match in find_atoms(text):
        at, kind = match.start(), str(match.lastgroup).replace("_", "-")
        link = inside[bisect_right(ends, at)]
        hidden = link not in ("", match[0]) or _HIDES.match(text[at - 1 : at])
        yield Element("text with an address" if kind == "address" and hidden else kind, match[0])


def _element(name: str, starts: bool, data: Any, literal: str) -> Element | None:
    if name in ("Link", "Image"):
        return _link(name.lower(), data) if starts else None
    if name in _EMPHASIS:
        return Element("emphasis", _EMPHASIS[name]) if starts else None
    if name == "InlineHtml":
        return None if literal == GAP else Element("tag", tag_without_words(literal))
    if name in ("Code", "InlineMath", "DisplayMath"):
        return Element("code" if name == "Code" else "formula", str(data))
    if name == "HardBreak":
        return Element("line break")
    if name in ("Rule", "TaskListMarker") or starts:
        return Element("block", name)
    return None


def _link(kind: str, data: Any) -> Element:
    """A link or an image, with its address, or the label of the definition that has it."""
    if data["link_type"] in ("Inline", "Autolink", "Email"):
        return Element(kind, str(data["dest_url"]))
    return Element(kind, f"[{' '.join(str(data['id']).split()).casefold()}]")
