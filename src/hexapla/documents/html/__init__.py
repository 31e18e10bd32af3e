"""HTML of any quality. It is never serialized: only its words are replaced.

`blocks` decides what is translatable; `document` writes editions.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Cut, Format, Kind, Options

__all__ = ["FORMAT", "HtmlFormat"]


class HtmlFormat(Format):
    """The HTML and XHTML format."""

    name = "html"
    suffixes = (".htm", ".html", ".xhtml")
    markup = Kind.HTML
    media_type = "text/html"

    def takes(self, path: Path, options: Options) -> bool:
        """See `Format.takes`: packets for review and evidence are no articles."""
        from hexapla.documents.signatures import is_no_article

        try:
            with path.open("rb") as file:
                return not is_no_article(file.read(4_000))
        except OSError:
            return True

    def cutter(self, encoding: str, options: Options) -> Cut | None:
        """See `Format.cutter`. Only UTF-8 can be cut: it can encode every translation."""
        from hexapla.documents.html.cutting import cut

        return cut if encoding == "utf-8" else None

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`."""
        from hexapla.documents.html.document import parse

        return parse(data, segmenter, where, encoding, language)


FORMAT = HtmlFormat()
