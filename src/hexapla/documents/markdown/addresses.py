"""The addresses in a Markdown file, and the anchors of its headings."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.documents.document import Anchors
from hexapla.documents.html.addresses import find_addresses as in_html
from hexapla.documents.markdown.anchors import Slugs, given_anchors
from hexapla.documents.markdown.blocks import read_blocks
from hexapla.documents.markdown.inlines import parser_options, read_event
from hexapla.documents.markdown.mask import mask
from hexapla.documents.markdown.offsets import Offsets
from hexapla.documents.markdown.syntax import Settings
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["find_addresses", "targets", "titles"]

_INLINE = lazy_re(r"\]\([ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))")
_DEFINITION = lazy_re(
    r"^[ ]{0,3}\[(?!\^)(?:[^\[\]\\\n]|\\.){1,200}\]:[ \t]*(?:<([^<>\n]*)>|(\S+))", 0
)


def titles(text: str, start: int, settings: Settings) -> list[str]:
    """The words of the headings in ``text[start:]`` that get their anchors from them, in order."""
    found = read_blocks(text, mask(text[start:], settings), start)
    return [block.title for block in found if block.title is not None]


def targets(text: str, start: int, settings: Settings, style: Anchors) -> frozenset[str]:
    """All anchors in ``text[start:]``: those that are given, and those of headings."""
    slugs = Slugs(style)
    made = (slugs.of(title) for title in titles(text, start, settings))
    return frozenset(made) | frozenset(given_anchors(text))


def find_addresses(text: str, start: int, settings: Settings) -> list[tuple[int, int]]:
    """The spans of the addresses in ``text[start:]``: links, images, definitions, HTML."""
    return sorted(set(_spans(text, start, settings)))


def _spans(text: str, start: int, settings: Settings) -> Iterator[tuple[int, int]]:
    import pyromark

    masked = mask(text[start:], settings).text
    offsets = Offsets(masked)
    code: list[tuple[int, int]] = []
    for event, span in pyromark.events_with_range(masked, options=parser_options()):
        name, starts, data = read_event(event)
        if not (starts or name in ("Html", "InlineHtml")):
            continue
        a, b = offsets(span["start"]) + start, offsets(span["end"]) + start
        if name in ("Link", "Image") and data["link_type"] == "Inline":
            found = _INLINE.match(text, text.rfind("](", a, b), b)
            if found:
                yield found.span(1 if found[1] is not None else 2)
        elif name == "CodeBlock":
            code.append((a, b))
        elif name in ("Html", "InlineHtml"):
            yield from ((a + x, a + y) for x, y in in_html(text[a:b]))
    hidden = Spans(code)
    at = 0
    for line in text.splitlines(keepends=True):
        found = _DEFINITION.match(line) if at >= start else None
        if found and not hidden.hold(at):
            x, y = found.span(1 if found[1] is not None else 2)
            yield at + x, at + y
        at += len(line)
