"""Mask the syntax that Markdown's parser doesn't know before it reads a file.

Inside a sentence it becomes a word. On its own lines it becomes a thematic break, which always ends
a paragraph; if indented lines belong to it, that is in a list item, so that they do. The masked
text is as long as the source, so that offsets are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hexapla.documents.markdown.skipped import attributes_left
from hexapla.documents.markdown.syntax import Scan, Settings, Shape, Span, Text, scan
from hexapla.documents.markdown.syntax.elements import MARKDOWN_ELEMENT
from hexapla.lazy import lazy_re

__all__ = ["LINE_END", "WIDEST", "Masked", "mask", "masked_inline", "unified"]

LINE_END = lazy_re(r"\r\n|\r|\n")
_LONE_RETURN = lazy_re(r"\r(?!\n)")
_TABS_AFTER_FENCE = lazy_re(r"(?:(?<=```)|(?<=~~~))\t++(?=[ ]*+(?:\r?\n|\Z))")
# The shortest thematic break.
_RULE = 3
# The most columns between the beginning of a list item and its text.
WIDEST = 5


@dataclass(slots=True)
class Masked:
    """A masked text and the positions of what was masked.

    ``spans`` are the pieces of markup in sentences. ``texts`` are the texts in layout, by the
    offset of the thematic break or empty heading that replaces it. ``items`` are the offsets of
    the list items that stand for layout, and ``layout`` are the spans of all of it; ``lines`` are
    those without text, which are markup if they turn out to be in a paragraph, and ``tags`` the
    spans of tags, which may also be in HTML. ``begun`` is
    the offset of the first text that may have to be masked when more arrives; else the length.
    For ``fenced`` see `Scan`. ``unread`` are the names of what is not translated (`Rule.unread`),
    ``left`` those of attributes (`attributes_left`).
    ``yaml`` are options and metadata in YAML some of which are text, and ``tables`` those that are
    drawn with characters. ``code`` are the spans of code in fences, and ``inner`` those of Markdown
    in elements of HTML. ``unclosed`` are the offsets of fences without an end, ``labels`` those of
    links that are defined in a paragraph.
    """

    text: str
    spans: list[Span] = field(default_factory=list)
    texts: dict[int, list[Text]] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)
    layout: list[tuple[int, int]] = field(default_factory=list)
    tags: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)
    begun: int = 0
    fenced: list[tuple[int, int]] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    unread: Sequence[str] = ()
    left: Sequence[str] = ()
    yaml: list[Text] = field(default_factory=list)
    tables: list[Text] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    inner: list[tuple[int, int]] = field(default_factory=list)
    unclosed: Sequence[int] = ()
    labels: Sequence[str] = ()


def unified(source: str) -> str:
    """The text with ``\\n`` for every line end and the same length, to search it line by line."""
    return source.replace("\r\n", " \n").replace("\r", "\n") if "\r" in source else source


def mask(source: str, settings: Settings) -> Masked:
    """Mask everything that is not Markdown. The masked text has the line ends ``\\n`` and
    ``\\r\\n``.
    """
    text = _LONE_RETURN.sub("\n", source) if "\r" in source else source
    if "`\t" in text or "~\t" in text:  # Markdown's parser sees no end of code with a tab.
        text = _TABS_AFTER_FENCE.sub(lambda tabs: " " * len(tabs[0]), text)
    found = scan(unified(source), settings)
    named = (span.read.unread or span.rule.unread for span in found.spans)
    unread = tuple(dict.fromkeys(filter(None, named)))
    masked = Masked(text, begun=found.begun, fenced=found.fenced, settings=settings, unread=unread)
    masked.left = tuple(dict.fromkeys(attributes_left(source, found.spans, settings.attributes)))
    masked.code, masked.inner, masked.unclosed = found.code, _inner(found), found.unclosed
    masked.labels = [span.read.defines for span in found.spans if span.read.defines]
    if found.spans:
        masked.text = "".join(_masked(text, found, masked))
    return masked


def _inner(found: Scan) -> list[tuple[int, int]]:
    """The spans of Markdown in elements of HTML."""
    ends = {span.read.closes: span.start for span in found.spans if span.read.closes}
    tags = (span for span in found.spans if span.rule.name == MARKDOWN_ELEMENT)
    return [(tag.end, ends[tag.read.opens]) for tag in tags if tag.read.opens in ends]


def masked_inline(text: str, spans: Sequence[Span]) -> str:
    """A part of a sentence with the markup that Markdown's parser doesn't know masked."""
    out: list[str] = []
    at = 0
    for span in spans:
        if span.start < at:
            continue
        out += (text[at : span.start], span.read.shown or _word(span.end - span.start))
        at = span.end
    return "".join([*out, text[at:]]) if out else text


def _masked(text: str, found: Scan, masked: Masked) -> Iterator[str]:
    at = 0
    for span in found.spans:
        yield text[at : span.start]
        at = span.end
        size = span.end - span.start
        if span.rule.shape in (Shape.MARKER, Shape.SIGN):
            yield span.read.shown
        elif span.alone:
            masked.layout.append((span.start, span.end))
            if span.rule.shape is Shape.TAG:
                masked.tags.append((span.start, span.end))
            if not span.read.texts:
                masked.lines.append(span)
            shown = span.read.shown if span.rule.shape is Shape.LINE else ""
            yield shown or _layout(span, size, masked)
        else:
            masked.spans.append(span)
            yield span.read.shown or _word(size)
    yield text[at:]


def _word(size: int) -> str:
    """A word that begins and ends with punctuation, as markup does."""
    return f";{'x' * (size - 2)};" if size > 1 else ";"


def _layout(span: Span, size: int, masked: Masked) -> str:
    """What stands for markup with lines of its own, and note the texts in it."""
    start, item = span.start, ""
    texts = [text for text in span.read.texts if text.place not in ("yaml", "table")]
    masked.yaml += [one for one in span.read.texts if one.place == "yaml"]
    masked.tables += [one for one in span.read.texts if one.place == "table"]
    if span.read.item:
        masked.items.add(start)
        masked.texts[start] = texts
        # An item that begins with a blank line ends at the next one.
        return ("- #" if size >= _RULE else "-").ljust(size)
    # Less than what it holds is indented by is enough for an item.
    columns = min(span.read.holds, WIDEST, size - _RULE)
    if columns > 1:
        masked.items.add(start)
        item = "-".ljust(columns)
        start += columns
    size -= len(item)
    if texts:
        masked.texts[start] = texts
    # Asterisks after the marker of an item could be one break with it.
    return item + ("_" if size >= _RULE else "#") * size
