"""HTML, as it is found in the wild: never serialised, only its words are replaced.

`blocks` decides what is translatable, `document` writes editions.
"""

from __future__ import annotations

from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Markup, Options

__all__ = ["FORMAT", "HtmlFormat"]


class HtmlFormat(Format):
    """The format of HTML and XHTML files."""

    name = "html"
    suffixes = (".htm", ".html", ".xhtml")
    markup = Markup.HTML
    media_type = "text/html"

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
        from hexapla.documents.html.document import parse

        return parse(data, segmenter, where, encoding)


FORMAT = HtmlFormat()
