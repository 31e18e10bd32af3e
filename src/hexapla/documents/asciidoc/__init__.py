"""AsciiDoc, as Asciidoctor reads it.

`syntax` is the table of what is text. `blocks` reads a file into a tree (`tree`), with `header`,
`metadata`, `titles`, `lists` and `tables`; `inline` finds the markup in its texts. `adapting`,
`guards` and `layout` write translations, `page` shows a file as HTML, and `document` holds them
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from hexapla.documents.asciidoc.syntax import ATTRIBUTES
from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Option, Options
from hexapla.documents.structure import Changes

__all__ = ["FORMAT", "AsciidocFormat"]


class AsciidocFormat(Format):
    """The AsciiDoc format."""

    name = "asciidoc"
    suffixes = (".adoc", ".asc", ".asciidoc")
    media_type = "text/asciidoc"
    options = (
        Option("files", (), "Files with another suffix that are AsciiDoc: `docs/*.txt`."),
        Option(
            "attributes",
            ATTRIBUTES,
            "The attributes of documents (`:name: value`) whose values are translated; `*` stands "
            "for any characters.",
        ),
        Option(
            "rewrap",
            "keep",
            'How to write a translated paragraph that had several lines: "keep" wraps it to the '
            'same width, or gives each sentence a line if the source does, "none" puts it on one '
            'line, a number such as "80" wraps it to that width.',
            ("keep", "none"),
            r"[0-9]+",
            "a number of columns",
        ),
        Option(
            "stable-ids",
            False,
            "Give all translated headings the ids of the source, `[#like_this]`, not only those "
            "that the file refers to.",
        ),
    )

    def takes(self, path: Path, options: Options) -> bool:
        """See `Format.takes`: OpenPGP's signatures and keys have the suffix .asc, too."""
        from hexapla.documents.asciidoc.parsing import is_armored

        try:
            with path.open("rb") as file:
                return not is_armored(file.read(100))
        except OSError:
            return True

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.asciidoc.structure import changes_between

        return changes_between(source, target)

    def markup_in(self, text: str, name: str = "") -> Sequence[tuple[int, int]]:
        """See `Format.markup_in`."""
        from hexapla.documents.asciidoc.structure import markup_in

        return markup_in(text)

    def text(self, data: bytes, *, where: str = "", encoding: str | None = None) -> str:
        """See `Format.text`."""
        from hexapla.documents.asciidoc.parsing import refuse_armored

        refuse_armored(data, where)
        return super().text(data, where=where, encoding=encoding)

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
        from hexapla.documents.asciidoc.parsing import parse

        return parse(data, segmenter, where, encoding, self.with_defaults(options))


FORMAT = AsciidocFormat()
