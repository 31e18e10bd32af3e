"""Read the header of an AsciiDoc file: its title, the lines of its author and revision, entries."""

from __future__ import annotations

from hexapla.documents.asciidoc.lines import Reader
from hexapla.documents.asciidoc.metadata import Settings, read_entry, read_metadata, skip_comment
from hexapla.documents.asciidoc.titles import heading_at, read_heading
from hexapla.documents.asciidoc.tree import Meta, Node
from hexapla.lazy import lazy_re

__all__ = ["read_header"]

_MANPAGE = lazy_re(r"\S+\(\d\w?\)\Z")


def read_header(reader: Reader, root: Node, settings: Settings) -> Meta | None:
    """Read the header: what its last lines say about the first block, if there is none."""
    if reader.skip_blank() is None:
        return None
    meta = read_metadata(reader, root, settings)
    if meta.title is not None or heading_at(reader) != 1:
        return meta
    title = read_heading(reader, meta)
    title.name = "title"
    if _MANPAGE.match(title.lines[0].text):
        title.kind = ""
    root.nodes.append(title)
    _entries(reader, root, settings)
    for _ in ("author", "revision"):
        line = reader.peek()
        if line is None or not line.text:
            break
        root.nodes.append(Node("byline", lines=[reader.next()]))
        _entries(reader, root, settings)
    return None


def _entries(reader: Reader, root: Node, settings: Settings) -> None:
    while skip_comment(reader) or read_entry(reader, root, settings):
        pass
