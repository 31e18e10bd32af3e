"""The lines before a block that describe it: attributes, anchors, titles, comments, entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hexapla.documents.asciidoc.attributes import Value, read_attributes
from hexapla.documents.asciidoc.lines import Line, Reader
from hexapla.documents.asciidoc.syntax import ATTRIBUTES, TEXT_ATTRIBUTES, is_text_attribute
from hexapla.documents.asciidoc.tree import Meta, Node, Place, Text
from hexapla.documents.markdown.syntax.words import reads_like_text
from hexapla.lazy import lazy_re

__all__ = [
    "ATTRIBUTE_LINE",
    "ENTRY",
    "Settings",
    "labels_of",
    "read_entry",
    "read_metadata",
    "skip_comment",
]

ENTRY = lazy_re(r":(!?\w[^:]*):(?:[ \t]+(.*))?\Z")
"""The line of an attribute of the document."""

_ANCHOR = lazy_re(r"\[\[(?:|([^\W\d][\w\-:.]*|_[\w\-:.]*)(?:, *(.+))?)\]\]\Z")
_ATTRIBUTES = lazy_re(r"\[(|[\w.#%{,\"'].*)\]\Z")
_TITLE = lazy_re(r"\.(\.?[^ \t.].*)\Z")
ATTRIBUTE_LINE = lazy_re(r"\[(?:|[\w.#%{,\"'].*|\[(?:|[^\W\d][\w\-:.]*(?:, *.+)?)\])\]\Z")
"""A line of attributes, or an anchor."""

_PASS = lazy_re(r"pass:(?:a|c|n|q|r|,)*\[")
_MORE = (" \\", " +")
_NOT_TEXT = ("pass:", "{", "http:", "https:", "link:", "image:", "./", "../", "font-", "&")


@dataclass(slots=True)
class Settings:
    """What reading a file depends on, and what was found.

    ``patterns`` are the names of the attributes that are text. ``attributes`` are the values of the
    document's attributes, ``left`` the names of those with words that are not translated.
    """

    source: str
    patterns: tuple[str, ...] = ATTRIBUTES
    attributes: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def hard_breaks(self) -> bool:
        """Whether each line of a paragraph is a line in the output, too."""
        return bool({"hardbreaks", "hardbreaks-option"} & self.attributes.keys())


def read_metadata(
    reader: Reader,
    parent: Node,
    settings: Settings,
    meta: Meta | None = None,
    *,
    text_only: bool = False,
) -> Meta:
    """Read the lines that describe the next block. Entries become nodes of ``parent``.

    With ``text_only``, titles and entries are text.
    """
    meta = meta or Meta()
    while (line := reader.peek()) is not None:
        if not _read_line(reader, line, parent, settings, meta, text_only=text_only):
            break
        reader.skip_blank()
    return meta


def _read_line(
    reader: Reader, line: Line, parent: Node, settings: Settings, meta: Meta, *, text_only: bool
) -> bool:
    text = line.text
    first = text[:1]
    if first == "[":
        return _brackets(reader, line, settings, meta)
    if first == "/":
        return skip_comment(reader, blocks=not text_only)
    if first == "." and not text_only:
        found = _TITLE.match(text)
        if found is not None:
            reader.next()
            meta.title = replace(line, text=found[1], start=line.start + 1)
            span = (meta.title.start, meta.title.end)
            meta.texts.append(Text([span], "caption", Place.TITLE, span[1]))
            _note(meta, line)
            return True
    return first == ":" and not text_only and read_entry(reader, parent, settings)


def _note(meta: Meta, line: Line) -> None:
    if meta.start < 0:
        meta.start = line.start


def _brackets(reader: Reader, line: Line, settings: Settings, meta: Meta) -> bool:
    """Read an anchor or a list of attributes."""
    text = line.text
    if text.startswith("[["):
        found = _ANCHOR.match(text)
        if found is None:
            return False
        meta.anchor = found[1] or meta.anchor
        if found[2]:
            start, end = line.start + found.start(2), line.start + found.end(2)
            meta.texts.append(Text([(start, end)], "reference text", Place.TITLE, end))
    elif text.endswith("]") and _ATTRIBUTES.match(text):
        labels_of(settings.source, line.start + 1, line.end - 1, meta)
    else:
        return False
    reader.next()
    _note(meta, line)
    return True


def labels_of(source: str, start: int, end: int, meta: Meta, positions: Sequence[str] = ()) -> None:
    """Read the list of attributes ``source[start:end]`` into the metadata of a block.

    ``positions`` are the names of the attributes without names.
    """
    found = read_attributes(source, start, end)
    values: list[tuple[str, Value]] = list(found.named.items())
    values += [
        (name, found.positional.pop(n))
        for n, name in enumerate(positions, 1)
        if n in found.positional
    ]
    for name, value in values:
        kind = TEXT_ATTRIBUTES.get(name)
        if kind and value.text:
            text = Text([(value.start, value.end)], kind, Place.VALUE, value.end, value.quote)
            meta.texts.append(text)
    meta.attributes.update(found)


def skip_comment(reader: Reader, *, blocks: bool = True) -> bool:
    """Skip the comment that begins at the next line: whether there is one."""
    line = reader.peek()
    text = line.text if line else ""
    if not text.startswith("//"):
        return False
    if blocks and len(text) > 3 and not text.strip("/"):
        reader.next()
        reader.block(text)
        return True
    if text.startswith("///"):
        return False
    reader.next()
    return True


def read_entry(reader: Reader, parent: Node, settings: Settings) -> bool:
    """Read the attribute of the document at the next line: whether there is one."""
    line = reader.peek()
    found = ENTRY.match(line.text) if line and line.text.startswith(":") else None
    if line is None or found is None:
        return False
    reader.next()
    name, lines = found[1], []
    if found[2]:
        value = replace(line, text=found[2], start=line.start + found.start(2), apart=False)
        lines = _unpacked(_continued(reader, value))
    text = " ".join(one.text for one in lines)
    settings.attributes[name.strip("!")] = text
    if name.startswith("!") or name.endswith("!"):
        settings.attributes.pop(name.strip("!"), None)
        return True
    node = Node("entry", place=Place.ENTRY, marker=name)
    is_plain = not text.startswith(_NOT_TEXT) and not any(one.text.endswith(" +") for one in lines)
    if is_plain and is_text_attribute(name, settings.patterns):
        node.kind, node.lines = name, lines
    elif is_plain and reads_like_text(text):
        settings.left.append(name)
    parent.nodes.append(node)
    return True


def _unpacked(lines: list[Line]) -> list[Line]:
    """The lines of a value without the macro around it that says how it is read."""
    macro = _PASS.match(lines[0].text) if lines else None
    if macro is None or not lines[-1].text.endswith("]"):
        return lines
    last = lines[-1]
    lines = [*lines[:-1], replace(last, text=last.text[:-1])]
    first = lines[0]
    start = macro.end()
    inner = replace(first, text=first.text[start:], start=first.start + start)
    return [one for one in (inner, *lines[1:]) if one.text]


def _continued(reader: Reader, line: Line) -> list[Line]:
    """The lines of a value, without what continues them."""
    more = line.text[-2:] if line.text.endswith(_MORE) else ""
    lines = [replace(line, text=line.text[:-2].rstrip()) if more else line]
    while more and (line := reader.peek()) is not None and line.text:  # type: ignore[assignment]
        reader.next()
        start = len(line.text) - len(line.text.lstrip())
        own = line.text[start:]
        open_ = own.endswith(more)
        own = own[:-2].rstrip() if open_ else own
        lines.append(Line(own, line.start + start))
        if not open_:
            break
    return [one for one in lines if one.text]
