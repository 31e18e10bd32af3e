"""Plain text: articles, mails, anything without markup.

Indentation, list markers, marks of quotation and lines without words are layout: they are in no
segment, and stay as they are. `paragraphs` decides which lines belong together.
"""

from __future__ import annotations

from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Option, Options

__all__ = ["FORMAT", "PlainFormat"]


class PlainFormat(Format):
    """The format of plain text."""

    name = "text"
    suffixes = (".text", ".txt")
    options = (
        Option(
            "wrap",
            "auto",
            'Which lines of plain text belong together: "auto" joins lines that were wrapped, '
            '"lines" takes each line as a paragraph, "blank" parts paragraphs at blank lines only.',
            ("auto", "lines", "blank"),
        ),
    )

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`."""
        from hexapla.documents.text.parsing import parse

        return parse(data, segmenter, where, encoding, str(options.get("wrap", "auto")))


FORMAT = PlainFormat()
